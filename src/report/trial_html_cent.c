/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What CENT 2015 asks a report of an N-of-1 trial to hold (Vohra et al. 2015,
 * doi:10.1136/bmj.h1738), in words of our own, and where it stands on the page or that it is
 * missing. Nothing is claimed that is not there: who writes the trial up fills the gaps.
 */
#include "report/trial_html.h"
#include "report/wording.h"

/* What must be there for an item to be answered. */
enum need {
    NEED_NOTHING,
    NEED_PLAN,
    NEED_RESULT,
    NEED_MARKS, /* a plan that has begun: its marks */
    NEED_DOSE,
    NEED_NEVER, /* not on this page */
};

static const struct item {
    const char *number, *asks, *where;
    enum need need;
    const char *missing;
} items[] = {
    {"1a", "says that it is an N-of-1 trial", "head of the page", NEED_NOTHING, NULL},
    {"1b", "a short summary", "the box at the top", NEED_RESULT, "no result yet"},
    {"2a", "background, and why one person's own trial", "How it was worked out", NEED_NOTHING,
     NULL},
    {"2b", "what was to be found out", "The plan: made to notice", NEED_PLAN, "no plan is known"},
    {"3a", "design, number and length of periods, run-in, washout", "The plan: length", NEED_PLAN,
     "only what the days show: Every day"},
    {"3b", "changes after it began", "What was noted", NEED_MARKS, "not known"},
    {"4a", "diagnosis, other illnesses, other treatments", NULL, NEED_NEVER,
     "to be added; the diary and the answers to philtrum explain hold some of it"},
    {"4b", "where the data come from", "How it was worked out: clips filmed at home", NEED_PLAN,
     "to be added"},
    {"4c", "research or care; ethics approval", NULL, NEED_NEVER,
     "to be added; the program assumes care of oneself"},
    {"5", "what was done in each period, and what really was",
     "The plan; Whether the plan was kept "
     "to",
     NEED_DOSE, "what was asked: the plan; what was done is not recorded"},
    {"6a", "outcomes, and how well they are measured",
     "How it was worked out; each recording's own report tells its floor", NEED_NOTHING, NULL},
    {"6b", "changes to outcomes", "none is possible: they are fixed in the program", NEED_NOTHING,
     NULL},
    {"7a", "why so many days", "The plan: made to notice", NEED_PLAN, "not known"},
    {"7b", "looks before the end, rules for stopping",
     "The plan; a look before the end is said at the top; a red flag stops it", NEED_PLAN,
     "not known"},
    {"8a", "whether and how the order was drawn, and the order", "The plan: order, drawn",
     NEED_PLAN, "the order is in Every day; how it was drawn is not known"},
    {"8b", "kind of randomisation", "The plan: pairs of periods", NEED_PLAN, "not known"},
    {"9", "whether the order could be known beforehand",
     "it is told day by day; whoever opens the file of the diary could look ahead", NEED_PLAN,
     "not known"},
    {"10", "who drew it", "The plan: drawn", NEED_PLAN, "not known"},
    {"11a", "blinding", "the person knew; the measurement did not", NEED_PLAN,
     "to be added: who knew which days were which"},
    {"11b", "how alike the arms were", NULL, NEED_NEVER, "they were not: nothing was disguised"},
    {"12a", "statistics", "How it was worked out", NEED_NOTHING, NULL},
    {"12b", "further analyses", "What would change the result", NEED_RESULT, "no result yet"},
    {"12c", "carry-over, period effects, likeness of neighbouring days",
     "How it was worked out; How the days vary", NEED_RESULT, "no result yet"},
    {"13a", "periods that were completed, in order", "The days; Every day", NEED_RESULT,
     "no result yet"},
    {"13b", "days lost, and why", "Every day", NEED_RESULT, "no result yet"},
    {"13c", "periods ended early", "What was noted", NEED_MARKS, "not known"},
    {"14a", "when", "Every day", NEED_RESULT, "no result yet"},
    {"14b", "why it ended", "top of the page; What was noted", NEED_MARKS, "not known"},
    {"15", "how it was before", "The plan: reckoned", NEED_PLAN, "not known"},
    {"16", "periods that were analysed", "What it amounts to", NEED_RESULT, "no result yet"},
    {"17a", "results of each period with a picture, effect and precision",
     "The days; What it amounts to", NEED_RESULT, "no result yet"},
    {"17b", "absolute and relative effect", "What it amounts to", NEED_RESULT, "no result yet"},
    {"18", "other analyses, and which were planned",
     "What would change the result; all are fixed in the program", NEED_RESULT, "no result yet"},
    {"19", "harms", "What was noted, as far as anything was", NEED_MARKS, "to be added"},
    {"20", "limits", "How it was worked out", NEED_NOTHING, NULL},
    {"21", "whom it holds for", "How it was worked out: this person, these weeks", NEED_NOTHING,
     NULL},
    {"22", "what it means", "the box at the top", NEED_RESULT, "no result yet"},
    {"23", "registration", NULL, NEED_NEVER, "none"},
    {"24", "where the protocol is", "The plan, as it was before the first day", NEED_PLAN,
     "no plan is known"},
    {"25", "money", NULL, NEED_NEVER, "to be added"},
};

static bool is_met(enum need need, const struct phil_trial_view *view)
{
    const bool told = view->result && !phil_trial_blind(view);
    switch (need) {
    case NEED_NOTHING:
        return true;
    case NEED_PLAN:
        return view->plan != NULL;
    case NEED_RESULT:
        return told && phil_known(view->result->effect.rate_ratio);
    case NEED_MARKS:
        return view->plan && view->n_marks;
    case NEED_DOSE:
        return told && phil_known(view->result->dose[PHIL_ARM_USUAL]) &&
               phil_known(view->result->dose[PHIL_ARM_REMEDY]);
    case NEED_NEVER:
        return false;
    }
    return false;
}

void phil_page_trial_cent(struct phil_text *page, const struct phil_trial_view *view)
{
    phil_text_add(
        page,
        "<section>\n<h2>What CENT 2015 asks for</h2>\n<p>CENT 2015 (<a rel=\"noreferrer\" "
        "href=\"https://doi.org/10.1136/bmj.h1738\">doi:10.1136/bmj.h1738</a>) lists what a report "
        "of a trial in one person should hold. Where each item stands, in short:</p>\n"
        "<div class=\"wide\"><table class=\"cent\"><thead><tr><th scope=\"col\">Item</th><th "
        "scope=\"col\">Asks for</th><th scope=\"col\">Where</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        const struct item *item = &items[i];
        const bool met = is_met(item->need, view);
        phil_text_printf(page, "<tr><td>%s</td><td>%s</td><td%s>%s%s</td></tr>\n", item->number,
                         item->asks, met ? "" : " class=\"miss\"",
                         met ? "" : "missing here: ", met ? item->where : item->missing);
    }
    phil_text_add(page, "</tbody></table></div>\n</section>\n");
}
