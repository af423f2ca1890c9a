/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page of an explanation: what is urgent, what is likely and why, what to do; then what it
 * rests on, down to the source of each figure. One file without scripts and without anything to
 * fetch, to be kept, printed and taken to a doctor.
 */
#include "report/explain_html.h"

#include <string.h>

/* Says something in words of its own paragraph. */
static void paragraph(struct phil_text *page, const char *class_name, struct phil_text *t)
{
    phil_page_paragraph(page, class_name, phil_text_string(t));
    page->failed |= t->failed;
    phil_text_clear(t);
}

/* ---- how urgent it is ---- */

static void add_reasons(struct phil_text *page, const struct phil_explanation_view *view, bool rest)
{
    const struct phil_explanation *e = view->explanation;
    bool open = false;
    for (size_t i = 0; i < e->n_reasons; i++) {
        if ((e->reasons[i].care < e->care) != rest)
            continue;
        phil_text_add(page, open ? "<li>" : "<ul>\n<li>");
        phil_text_add_html(page, e->reasons[i].text);
        phil_page_source(page, view->knowledge, e->reasons[i].source);
        phil_text_add(page, "</li>\n");
        open = true;
    }
    phil_text_add(page, open ? "</ul>\n" : "");
}

static void add_triage(struct phil_text *page, const struct phil_explanation_view *view)
{
    const enum phil_care care = view->explanation->care;
    struct phil_text t = {0};
    const char *level = care == PHIL_CARE_EMERGENCY ? "h1" : "h2";
    phil_text_printf(page, "<section class=\"triage %s\">\n<%s>", phil_care_name(care), level);
    phil_text_add_html(page, phil_care_heading(view));
    phil_text_printf(page, "</%s>\n", level);
    phil_say_care(&t, view);
    paragraph(page, care == PHIL_CARE_EMERGENCY ? "lead" : NULL, &t);
    add_reasons(page, view, false);
    phil_text_add(page, "</section>\n");
    if (care == PHIL_CARE_EMERGENCY)
        phil_page_paragraph(page, NULL, phil_sentence(PHIL_SENTENCE_CAN_WAIT));
    phil_text_release(&t);
}

/* ---- what may lie behind it ---- */

static void add_signs(struct phil_text *page, const struct phil_explanation_view *view,
                      const struct phil_cause_result *result)
{
    const char *sign[PHIL_MOST_SIGNS];
    const size_t n = phil_signs_of(view, result->cause, sign, PHIL_MOST_SIGNS);
    if (!phil_has_against(view, result))
        phil_page_paragraph(page, NULL, phil_sentence(PHIL_SENTENCE_ONLY_RARITY));
    if (!n || view->explanation->care == PHIL_CARE_EMERGENCY)
        return;
    phil_page_paragraph(page, NULL, phil_say_signs(view));
    phil_text_add(page, "<ul>\n");
    for (size_t i = 0; i < n; i++) {
        phil_text_add(page, "<li>");
        phil_text_add_html(page, sign[i]);
        phil_text_add(page, "</li>\n");
    }
    phil_text_add(page, "</ul>\n");
}

static void add_named(struct phil_text *page, const char *name, const char *string)
{
    phil_text_printf(page, "<p><strong>%s</strong> ", name);
    phil_text_add_html(page, string);
    phil_text_add(page, "</p>\n");
}

static void add_cause(struct phil_text *page, const struct phil_explanation_view *view,
                      const struct phil_cause_result *result)
{
    const bool emergency = view->explanation->care == PHIL_CARE_EMERGENCY;
    struct phil_text t = {0};
    phil_text_add(page, "<article>\n<h3><bdi>");
    phil_text_add_html(page, result->cause->name);
    phil_text_add(page, "</bdi></h3>\n");
    phil_say_chance(&t, view, result);
    paragraph(page, NULL, &t);
    phil_page_paragraph(page, NULL, result->cause->plain);
    phil_page_paragraph(page, NULL, result->cause->mechanism);
    phil_page_evidence(page, view, result);
    if (result->cause->serious)
        add_signs(page, view, result);
    if (!emergency)
        add_named(page, "What would settle it:", result->cause->settles);
    if (!result->cause->serious) /* a stranger's course is no comfort and no help */
        add_named(page, "What usually becomes of it:", result->cause->course);
    add_named(page, "Whom to see:", result->cause->whom);
    phil_text_add(page, "</article>\n");
    phil_text_release(&t);
}

static void add_causes(struct phil_text *page, const struct phil_explanation_view *view,
                       const struct phil_shortlist *list)
{
    struct phil_text t = {0};
    phil_text_add(page, "<section>\n<h2>What may lie behind it</h2>\n");
    if (list->n_likely)
        phil_say_numbers(&t, view, "");
    else
        phil_text_add(&t, phil_sentence(PHIL_SENTENCE_NONE_LIKELY));
    paragraph(page, NULL, &t);
    phil_page_chances(page, view, list);
    phil_say_unexplained(&t, view);
    paragraph(page, NULL, &t);
    phil_say_basis(&t, list);
    paragraph(page, NULL, &t);
    for (size_t i = 0; i < list->n_likely; i++)
        add_cause(page, view, list->likely[i]);
    if (list->remote.n || list->unlikely.n)
        phil_text_add(page, "<h3>Serious causes</h3>\n");
    phil_say_remote(&t, list);
    paragraph(page, NULL, &t);
    phil_say_unlikely(&t, list);
    paragraph(page, NULL, &t);
    if (view->explanation->care != PHIL_CARE_EMERGENCY)
        phil_say_change(&t, view, list, PHIL_MOST_SIGNS);
    paragraph(page, NULL, &t);
    phil_text_add(page, "</section>\n");
    phil_text_release(&t);
}

static void add_whom(struct phil_text *page, const struct phil_explanation_view *view)
{
    phil_text_add(page, "<section>\n<h2>When to see a doctor</h2>\n");
    add_reasons(page, view, true);
    phil_page_paragraph(page, NULL, phil_sentence(PHIL_SENTENCE_WHATEVER));
    phil_text_add(page, "</section>\n");
}

/* ---- how it was worked out ---- */

static void add_method(struct phil_text *page, const struct phil_explanation_view *view)
{
    char created[40];
    struct phil_text t = {0};
    phil_text_add(
        page,
        "<section>\n<h2>How it was worked out</h2>\n"
        "<p>Every cause starts from how common it is at this age and sex. What raises its odds, a "
        "medicine or the caffeine of the day, does so by a factor that grows with the dose. Each "
        "finding that is known then speaks for or against, by how often it occurs with the cause "
        "and how often without; several causes may be present at once, and a finding may have none "
        "of them behind it (a noisy-OR network with a leak). The chances are computed exactly. "
        "What a recording showed enters with the chance that it was measured rightly, not as "
        "certain; what is not known counts neither way.</p>\n"
        "<p>Evidence is given in decibans, dB: 10 dB make the odds ten times as large, 3 dB twice, "
        "1 dB a quarter larger. How soon a doctor is needed is decided by fixed rules apart from "
        "these chances, and no chance can lower it.</p>\n");
    if (view->explanation->draws) {
        phil_text_printf(&t,
                         "The ranges hold the middle 95 %% of %d runs, each with all figures drawn "
                         "anew from their own ranges.",
                         view->explanation->draws);
        paragraph(page, NULL, &t);
    }
    phil_page_paragraph(page, NULL, phil_sentence(PHIL_SENTENCE_NO_DIAGNOSIS));
    phil_moment_format(&view->now, created, sizeof created);
    phil_text_printf(&t, "philtrum %s", phil_version());
    phil_text_add(page, "<div class=\"wide\"><table><tbody>\n");
    phil_page_fact(page, "Made", created, false);
    phil_page_fact(page, "With", phil_text_string(&t), false);
    phil_text_add(page, "</tbody></table></div>\n</section>\n");
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void add_header(struct phil_text *page, const struct phil_explanation_view *view)
{
    struct phil_text t = {0};
    char created[40];
    phil_moment_format(&view->now, created, sizeof created);
    created[strcspn(created, "T")] = '\0';
    const char *level = view->explanation->care == PHIL_CARE_EMERGENCY ? "h2" : "h1";
    phil_text_printf(page, "<header>\n<p class=\"clip\">%s</p>\n<%s>Why the lip may twitch</%s>\n",
                     created, level, level);
    phil_say_origins(&t, view);
    paragraph(page, "small", &t);
    phil_text_add(page, "</header>\n");
    phil_text_release(&t);
}

enum phil_status phil_report_explanation_html(FILE *out, const struct phil_explanation_view *view)
{
    struct phil_text page = {0};
    const struct phil_shortlist list = phil_shortlist(view->explanation);
    phil_page_begin(&page, "Why the lip may twitch", "");
    phil_page_style(&page);
    phil_page_explain_style(&page);
    phil_page_body(&page);
    if (view->explanation->care == PHIL_CARE_EMERGENCY)
        add_triage(&page, view);
    add_header(&page, view);
    if (view->explanation->care != PHIL_CARE_EMERGENCY)
        add_triage(&page, view);
    add_causes(&page, view, &list);
    if (view->explanation->care != PHIL_CARE_EMERGENCY) {
        phil_page_remedies(&page, view);
        add_whom(&page, view);
        phil_page_unknown(&page, view);
    }
    phil_page_anatomy(&page, view);
    phil_page_caffeine(&page, view);
    phil_page_known(&page, view);
    add_method(&page, view);
    phil_page_sources(&page, view->knowledge);
    phil_page_end(&page);
    const enum phil_status status = phil_text_send(&page, out);
    phil_text_release(&page);
    return status;
}
