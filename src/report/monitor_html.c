/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page of outcome monitoring: the service first, then how far to trust it, then each patient's
 * courses as pictures with their numbers, then how it was worked out. One file without scripts and
 * without anything to fetch.
 */
#include "report/monitor_html.h"

#include <math.h>

void phil_page_monitor_style(struct phil_text *page)
{
    phil_text_add(
        page, ".courses{display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));"
              "gap:1.2rem;margin:.4em 0 1.6em}.courses figure{margin:0;min-width:0}\n"
              ".courses svg,.forest{width:100%;height:auto}.forest{min-width:34rem}\n"
              ".grid{stroke:var(--line);stroke-width:1;fill:none}\n"
              ".num{fill:var(--soft);font:11px system-ui,sans-serif}.num.strong{fill:var(--ink)}\n"
              ".label{fill:var(--ink);font:600 11px system-ui,sans-serif;paint-order:stroke;"
              "stroke:var(--paper);stroke-width:3px}\n"
              ".visit{fill:var(--ink);stroke:var(--paper);stroke-width:1}"
              ".whisker{stroke:var(--ink);stroke-width:1.1;stroke-opacity:.65;fill:none}\n"
              ".band{fill:var(--mark);fill-opacity:.17;stroke:none}"
              ".fit{fill:none;stroke:var(--mark);stroke-width:2}"
              ".ahead{stroke-dasharray:5 4}\n"
              ".limit{fill:none;stroke:var(--mark);stroke-width:1;stroke-opacity:.75}\n"
              ".given{stroke:var(--ink);stroke-width:2.2;fill:none}"
              ".back{stroke:var(--blink);stroke-width:1.8;fill:none}"
              ".reach{stroke:var(--blink);stroke-width:5;stroke-opacity:.45;fill:none}\n"
              ".tip{fill:var(--ink);fill-opacity:.65}.mean{fill:var(--mark);stroke:var(--paper)}\n"
              "@media print{.courses{grid-template-columns:1fr 1fr}}\n");
}

static void paragraph(struct phil_text *page, const char *class_name, struct phil_text *t)
{
    phil_page_paragraph(page, class_name, phil_text_string(t));
    page->failed |= t->failed;
    phil_text_clear(t);
}

static void add_services(struct phil_text *page, const struct phil_monitor *monitor,
                         struct phil_text *t)
{
    for (int i = 0; i < PHIL_N_TREATMENTS; i++) {
        const struct phil_service *service = &monitor->service[i];
        if (!service->courses)
            continue;
        phil_text_printf(page, "<section>\n<h2>%s</h2>\n",
                         phil_treatments_in_words(service->treatment));
        phil_say_service_ratio(t, service);
        paragraph(page, NULL, t);
        phil_say_service_days(t, service);
        paragraph(page, NULL, t);
        phil_page_quiet(page, service);
        phil_page_forest(page, monitor, service);
        phil_text_add(page, "</section>\n");
    }
}

static void add_changes(struct phil_text *page, const struct phil_monitor *monitor,
                        struct phil_text *t)
{
    if (!monitor->n_changes)
        return;
    phil_text_add(page, "<details><summary>Smallest change, patient by patient</summary>\n");
    phil_page_paragraph(page, "small", phil_monitor_sentence(PHIL_MONITOR_OWN_CHANGE));
    phil_text_add(page, "<div class=\"wide\"><table><thead><tr><th scope=\"col\">patient</th><th "
                        "scope=\"col\" class=\"n\">repeats</th><th scope=\"col\">factor</th></tr>"
                        "</thead><tbody>\n");
    for (size_t i = 0; i < monitor->n_changes; i++) {
        const struct phil_patient_change *change = &monitor->changes[i];
        phil_say_estimate(t, &change->mdc_factor);
        phil_text_printf(page, "<tr><th scope=\"row\">%d</th><td class=\"n\">%d</td><td>",
                         change->patient, change->repeats);
        phil_text_add_html(page, change->mdc_factor.value.reason ? change->mdc_factor.value.reason
                                                                 : phil_text_string(t));
        phil_text_add(page, "</td></tr>\n");
        page->failed |= t->failed;
        phil_text_clear(t);
    }
    phil_text_add(page, "</tbody></table></div></details>\n");
}

static void add_reliability(struct phil_text *page, const struct phil_monitor *monitor,
                            struct phil_text *t)
{
    phil_text_add(page, "<section>\n<h2>How far a measurement can be trusted</h2>\n");
    phil_say_reliability(t, &monitor->reliability);
    paragraph(page, NULL, t);
    if (!monitor->reliability.icc.value.reason)
        phil_page_paragraph(page, "small", phil_monitor_sentence(PHIL_MONITOR_RATERS));
    add_changes(page, monitor, t);
    phil_text_add(page, "</section>\n");
}

static void add_courses(struct phil_text *page, const struct phil_monitor *monitor,
                        struct phil_text *t)
{
    if (!monitor->n_courses)
        return;
    phil_text_add(
        page, "<section>\n<h2>Course by course</h2>\n"
              "<p class=\"small\">Points: visits with the 95 % interval of their count. Upright "
              "line at 0: the treatment. Line with band: the fitted rate; dashed from the last "
              "visit on. Bar: 95 % interval of the day on which half of the twitches that an "
              "injection took away are back.</p>\n");
    for (size_t c = 0; c < monitor->n_courses; c++) {
        const struct phil_course *course = &monitor->courses[c];
        if (course->number == 1)
            phil_text_printf(page, "%s<h3>Patient %d</h3>\n<div class=\"courses\">\n",
                             c ? "</div>\n" : "", course->patient);
        phil_text_add(page, "<figure>\n");
        phil_page_course(page, course);
        phil_text_add(page, "<figcaption>");
        phil_say_course(t, course);
        phil_text_add(t, ": ");
        phil_say_course_rates(t, course);
        phil_say_course_days(t, course);
        phil_text_add_html(page, phil_text_string(t));
        phil_text_add(page, "</figcaption></figure>\n");
        page->failed |= t->failed;
        phil_text_clear(t);
    }
    phil_text_add(page, "</div>\n</section>\n");
}

static void add_method(struct phil_text *page)
{
    phil_text_add(
        page,
        "<section>\n<h2>How it was worked out</h2>\n"
        "<p>Counts of a day are negative binomial around rate times minutes, so that a patient's "
        "days may differ by more than the chance of counting. An injection takes away a share of "
        "the twitches that sets in over days and wears off over weeks; all injections of a patient "
        "share the rate without treatment, and a new one borrows from the earlier ones. Before any "
        "visit, half of the effect is expected to have worn off on day 90 (95 % within 39 and 209; "
        "PMID 21059510, doi:10.3390/toxins13120881, doi:10.3390/life13081760) and to be there on "
        "day 5 (2.3 to 11). Posterior by Metropolis sampling in four chains, the same for the same "
        "data. After an operation the rate is that of the last 90 days of follow-up.</p>\n"
        "<p>Over patients: each enters once, with the mean of his or her courses, from which what "
        "was "
        "believed before any visit is taken out again (as if normal; rough where no twitch at all "
        "was left). Random-effects mean of log rate ratios (REML; Hartung and Knapp's interval, "
        "never shorter than without "
        "their factor, doi:10.1186/s12874-015-0091-1), prediction interval "
        "(doi:10.1111/j.1467-985X.2008.00552.x), Clopper and Pearson's interval of a share, "
        "order statistics for medians. ICC by McGraw and Wong "
        "(doi:10.1037/1082-989X.1.1.30).</p>\n</section>\n");
}

enum phil_status phil_report_monitor_html(FILE *out, const struct phil_monitor *monitor)
{
    struct phil_text page = {0}, t = {0};
    phil_page_begin(&page, "Outcome of treatment", "");
    phil_page_style(&page);
    phil_page_monitor_style(&page);
    phil_page_body(&page);
    phil_text_add(&page, "<h1>Outcome of treatment</h1>\n");
    phil_say_whom(&t, monitor);
    paragraph(&page, "lead", &t);
    if (monitor->n_courses || monitor->reliability.repeats) {
        phil_say_small(&t, monitor);
        paragraph(&page, "note", &t);
        phil_page_paragraph(&page, "small", phil_monitor_sentence(PHIL_MONITOR_INTERVALS));
        add_services(&page, monitor, &t);
        add_reliability(&page, monitor, &t);
        add_courses(&page, monitor, &t);
        add_method(&page);
    } else {
        phil_page_paragraph(&page, NULL, phil_monitor_sentence(PHIL_MONITOR_NOTHING));
    }
    phil_page_paragraph(&page, "small", phil_monitor_sentence(PHIL_MONITOR_NOT_VALIDATED));
    phil_page_end(&page);
    page.failed |= t.failed;
    phil_text_release(&t);
    const enum phil_status status = phil_text_send(&page, out);
    phil_text_release(&page);
    return status;
}
