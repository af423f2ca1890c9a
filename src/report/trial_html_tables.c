/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of a trial in its own words, its plan, and every day. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/trial_html.h"
#include "report/wording.h"

/* ---- what was noted ---- */

void phil_page_trial_course(struct phil_text *page, const struct phil_trial_view *view)
{
    if (!view->n_marks)
        return;
    phil_text_add(
        page,
        "<section>\n<h2>What was noted</h2>\n<div class=\"wide\"><table class=\"course\"><thead>"
        "<tr><th scope=\"col\">Day</th><th scope=\"col\">What</th><th scope=\"col\">"
        "In your words</th><th scope=\"col\">Written</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < view->n_marks; i++) {
        const struct phil_trial_mark *mark = &view->marks[i];
        char label[32], written[64];
        phil_moment_format(&mark->written, written, sizeof written);
        written[strcspn(written, "T")] = '\0';
        phil_text_printf(page, "<tr><td>%s</td><td>%s</td><td><bdi>",
                         phil_trial_day_label(label, sizeof label, mark->day, true),
                         phil_mark_in_words(mark->kind));
        phil_text_add_html(page, mark->note);
        phil_text_printf(page, "</bdi></td><td>%s</td></tr>\n", written);
    }
    phil_text_add(page, "</tbody></table></div>\n<p class=\"small\">Marks are added, never changed "
                        "or removed.</p>\n</section>\n");
}

/* ---- the plan ---- */

/* Not before the end: whoever knows what comes expects something of it. */
static void add_order(struct phil_text *page, const struct phil_trial_view *view)
{
    const struct phil_trial_plan *plan = view->plan;
    if (!phil_trial_is_over(view)) {
        phil_page_fact(page, "Order that chance drew", "is told day by day, and here at the end",
                       false);
        return;
    }
    char order[4 * PHIL_TRIAL_MOST_BLOCKS] = "";
    size_t at = 0;
    for (int b = 0; b < plan->shape.n_blocks && b < PHIL_TRIAL_MOST_BLOCKS; b++) {
        memcpy(order + at, plan->remedy_first[b] ? "BA " : "AB ", 3);
        at += 3;
    }
    order[at ? at - 1 : 0] = '\0';
    phil_page_fact(page, "Order that chance drew", order, false);
}

static void add_when_drawn(struct phil_text *page, const struct phil_trial_view *view)
{
    char planned[64];
    struct phil_text t = {0};
    phil_moment_format(&view->plan->planned, planned, sizeof planned);
    phil_text_printf(&t, "by this program on %s, before the first day", planned);
    if (phil_trial_is_over(view))
        phil_text_printf(&t, ", from the seed %" PRIu64 ": the same seed draws the same order",
                         view->plan->seed);
    phil_page_fact(page, "Drawn", phil_text_string(&t), false);
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void add_lengths(struct phil_text *page, const struct phil_trial_plan *plan)
{
    struct phil_text t = {0};
    phil_text_printf(
        &t,
        "%d pairs of periods of %d days each; washout (does not count): %d at the start "
        "of each; run-in: %d; in all %d days",
        plan->shape.n_blocks, plan->shape.period_days, plan->shape.washout_days, plan->run_in_days,
        phil_trial_plan_days(plan));
    phil_page_fact(page, "Length", phil_text_string(&t), false);
    phil_text_clear(&t);
    phil_text_printf(&t, "%s min each day at %s", phil_short(plan->clip_min, 1).s,
                     plan->clip_time[0] ? plan->clip_time : "any time");
    phil_page_fact(page, "Film", phil_text_string(&t), false);
    phil_text_clear(&t);
    if (plan->side != PHIL_SIDE_BOTH)
        phil_text_printf(&t, "%s; the other one is a control", phil_side_name(plan->side));
    phil_page_fact(page, "Side that twitches", phil_text_string(&t), false);
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void add_power(struct phil_text *page, const struct phil_trial_plan *plan)
{
    const struct phil_trial_background *b = &plan->background;
    struct phil_text t = {0};
    phil_text_printf(&t, "a rate ratio of %s with a chance of %s in 100",
                     phil_short(plan->rate_ratio, 2).s, phil_fixed(100 * plan->power, 0).s);
    phil_text_printf(&t, " (and one of 0.7 with %s in 100)",
                     phil_fixed(100 * plan->power_at_seven_tenths, 0).s);
    phil_page_fact(page, "Made to notice", phil_text_string(&t), false);
    phil_text_clear(&t);
    if (b->days > 0)
        phil_text_printf(&t, "from %d days of your own: ", b->days);
    else
        phil_text_add(&t, "judged, for want of days of your own: ");
    phil_text_printf(&t, "%s twitches a minute in %s min a day, overdispersion %s",
                     phil_two_digits(b->rate_per_min).s, phil_short(b->exposure_min, 1).s,
                     phil_short(b->overdispersion, 2).s);
    phil_text_printf(&t, ", day-to-day spread %s, autocorrelation %s", phil_short(b->day_sd, 2).s,
                     phil_short(b->autocorrelation, 2).s);
    phil_page_fact(page, "Reckoned", phil_text_string(&t), false);
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void add_sources(struct phil_text *page, const char *keys)
{
    struct phil_text t = {0};
    phil_text_printf(&t, "%s (keys of doc/knowledge.md)", keys);
    phil_page_fact(page, "Sources of the lengths", phil_text_string(&t), false);
    page->failed |= t.failed;
    phil_text_release(&t);
}

void phil_page_trial_plan(struct phil_text *page, const struct phil_trial_view *view)
{
    const struct phil_trial_plan *plan = view->plan;
    if (!plan)
        return;
    phil_text_add(page, "<section>\n<h2>The plan</h2>\n<div class=\"wide\"><table><tbody>\n");
    phil_page_fact(page, "A, usual days", plan->arm_text[PHIL_ARM_USUAL], false);
    phil_page_fact(page, "B, remedy days", plan->arm_text[PHIL_ARM_REMEDY], false);
    phil_page_fact(page, "Before the first period", plan->run_in_text, false);
    add_lengths(page, plan);
    add_order(page, view);
    add_when_drawn(page, view);
    add_power(page, plan);
    for (int i = 0; i < plan->n_cautions && i < PHIL_TRIAL_MOST_CAUTIONS; i++)
        phil_page_fact(page, "Caution", plan->caution[i], false);
    if (plan->sources[0])
        add_sources(page, plan->sources);
    phil_text_add(page, "</tbody></table></div>\n</section>\n");
}

/* ---- every day ---- */

/* Which columns the data have. */
struct columns {
    bool outcome[PHIL_N_OUTCOMES];
    bool dose;
};

static struct columns columns_of(const struct phil_trial_data *data)
{
    struct columns columns = {{false}, data->dose_unit[0] != '\0'};
    for (size_t i = 0; i < data->n_days; i++)
        for (int o = 0; o < PHIL_N_OUTCOMES; o++)
            columns.outcome[o] |= data->days[i].tally[o].exposure_min > 0;
    columns.outcome[PHIL_OUTCOME_TWITCHES] = true;
    return columns;
}

static void value_cell(struct phil_text *page, double value, int decimals)
{
    if (isfinite(value))
        phil_text_printf(page, "<td class=\"n\">%s</td>", phil_short(value, decimals).s);
    else
        phil_text_add(page, "<td class=\"n miss\">\xe2\x80\x93</td>");
}

static void add_head(struct phil_text *page, const struct phil_trial_view *view,
                     const struct columns *columns)
{
    static const char *const names[PHIL_N_OUTCOMES] = {"Twitches", "Felt", "Other side", "Blinks"};
    phil_text_add(page, "<thead><tr><th scope=\"col\">Day</th><th scope=\"col\">Period</th>"
                        "<th scope=\"col\">Arm</th>");
    for (int o = 0; o < PHIL_N_OUTCOMES; o++) {
        if (!columns->outcome[o])
            continue;
        phil_text_printf(page, "<th scope=\"col\" class=\"n\">%s</th>", names[o]);
        if (o == PHIL_OUTCOME_TWITCHES)
            phil_text_add(page, "<th scope=\"col\" class=\"n\">Minutes</th><th scope=\"col\" "
                                "class=\"n\">a minute</th><th scope=\"col\" class=\"n\">fitted"
                                "</th>");
    }
    if (columns->dose) {
        phil_text_add(page, "<th scope=\"col\" class=\"n\"><bdi>");
        phil_text_add_html(page, view->data->dose_unit);
        phil_text_add(page, "</bdi></th>");
    }
    phil_text_add(page, "<th scope=\"col\">Counts?</th>");
    for (size_t k = 0; k < view->data->n_columns; k++) {
        phil_text_add(page, "<th scope=\"col\"><bdi>");
        phil_text_add_html(page, view->data->columns[k]);
        phil_text_add(page, "</bdi></th>");
    }
    phil_text_add(page, "</tr></thead>\n");
}

/* A cell of foreign text, wide enough that a long one does not fill the screen downwards. */
static void open_text_cell(struct phil_text *page, const char *string)
{
    enum { LONG = 60 };
    const bool is_long = string && strlen(string) > LONG;
    phil_text_printf(page, "<td class=\"why%s\"><bdi>", is_long ? " long" : "");
}

static void add_use(struct phil_text *page, const struct phil_trial_day *day)
{
    static const char *const words[PHIL_N_DAY_USES] = {
        "yes", "no: run-in", "no: washout", "no: no clip", "no: not measurable", "no: left out"};
    open_text_cell(page, day->why);
    phil_text_add(page, words[day->use]);
    if (day->done != day->assigned)
        phil_text_printf(page, "; did %s", phil_arm_name(day->done));
    phil_text_add(page, day->breach ? "; plan not kept to" : "");
    if (day->why && day->why[0]) {
        phil_text_add(page, "; ");
        phil_text_add_html(page, day->why);
    }
    phil_text_add(page, "</bdi></td>");
}

static void add_day(struct phil_text *page, const struct phil_trial_view *view, size_t i,
                    const struct columns *columns)
{
    const struct phil_trial_day *day = &view->data->days[i];
    const struct phil_trial_result *r = view->result;
    const struct phil_tally twitches = day->tally[PHIL_OUTCOME_TWITCHES];
    char label[32];
    phil_text_printf(page, "<tr%s><td>%s</td>", day->use == PHIL_DAY_USED ? "" : " class=\"out\"",
                     phil_trial_day_label(label, sizeof label, day->day, view->data->dated));
    phil_text_printf(page, day->period ? "<td>%d</td>" : "<td></td>", day->period);
    phil_text_printf(page, "<td>%s</td>", phil_arm_name(day->assigned));
    value_cell(page, twitches.count, 0);
    value_cell(page, twitches.exposure_min > 0 ? twitches.exposure_min : NAN, 2);
    value_cell(page, twitches.exposure_min > 0 ? twitches.count / twitches.exposure_min : NAN, 2);
    value_cell(page, i < r->n_days ? r->fitted[i] : NAN, 2);
    for (int o = PHIL_OUTCOME_FELT; o < PHIL_N_OUTCOMES; o++)
        if (columns->outcome[o])
            value_cell(page, day->tally[o].count, 0);
    if (columns->dose)
        value_cell(page, day->dose, 1);
    add_use(page, day);
    for (size_t k = 0; k < view->data->n_columns; k++) {
        open_text_cell(page, day->extra ? day->extra[k] : NULL);
        phil_text_add_html(page, day->extra ? day->extra[k] : "");
        phil_text_add(page, "</bdi></td>");
    }
    phil_text_add(page, "</tr>\n");
}

void phil_page_trial_table(struct phil_text *page, const struct phil_trial_view *view)
{
    if (!view->data || !view->data->n_days || !view->result || phil_trial_blind(view))
        return;
    struct phil_text t = {0};
    const struct columns columns = columns_of(view->data);
    phil_text_add(page, "<section>\n<h2>Every day</h2>\n");
    phil_trial_say(&t, PHIL_TRIAL_SAY_DAYS, view);
    phil_page_paragraph(page, NULL, phil_text_string(&t));
    phil_text_add(page, "<div class=\"wide\"><table class=\"days\">");
    add_head(page, view, &columns);
    phil_text_add(page, "<tbody>\n");
    for (size_t i = 0; i < view->data->n_days; i++)
        add_day(page, view, i, &columns);
    phil_text_add(page, "</tbody></table></div>\n</section>\n");
    page->failed |= t.failed;
    phil_text_release(&t);
}
