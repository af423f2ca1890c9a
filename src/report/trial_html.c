/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page of a trial: the verdict, the days, how likely which effect is, what it was checked with;
 * then its course, the plan, every day, and what a reader who wants to check it needs. One file
 * without scripts and without anything to fetch.
 */
#include "report/trial_html.h"

#include <math.h>

#include "report/wording.h"

static void say(struct phil_text *page, const char *class_name, enum phil_trial_sentence what,
                const struct phil_trial_view *view)
{
    struct phil_text t = {0};
    phil_trial_say(&t, what, view);
    phil_page_paragraph(page, class_name, phil_text_string(&t));
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void add_header(struct phil_text *page, const struct phil_trial_view *view)
{
    phil_text_add(page, "<header>\n<p class=\"clip\">N-of-1 trial: one person, days with and days "
                        "without</p>\n<h1><bdi>");
    phil_text_add_html(page, phil_trial_title(view));
    phil_text_add(page, "</bdi></h1>\n</header>\n");
}

static void add_stopped(struct phil_text *page, const struct phil_trial_view *view)
{
    if (phil_trial_red_flag(view)) {
        phil_text_add(page, "<section class=\"flag\">\n");
        say(page, "lead", PHIL_TRIAL_SAY_STOPPED, view);
        phil_text_add(page, "</section>\n");
    } else {
        say(page, NULL, PHIL_TRIAL_SAY_STOPPED, view);
    }
}

static void add_verdict(struct phil_text *page, const struct phil_trial_view *view)
{
    phil_text_add(page, "<section class=\"verdict\">\n");
    say(page, NULL, PHIL_TRIAL_SAY_PEEKED, view);
    say(page, "lead", PHIL_TRIAL_SAY_VERDICT, view);
    say(page, "careful", PHIL_TRIAL_SAY_BUT, view);
    say(page, NULL, PHIL_TRIAL_SAY_STANDING, view);
    say(page, NULL, PHIL_TRIAL_SAY_BLIND, view);
    say(page, NULL, PHIL_TRIAL_SAY_SIZE, view);
    say(page, NULL, PHIL_TRIAL_SAY_NEXT, view);
    phil_text_add(page, "</section>\n");
    say(page, "small", PHIL_TRIAL_SAY_DOCTOR, view);
}

/* ---- what it amounts to ---- */

static void add_tile(struct phil_text *page, const char *name, const char *value, const char *small)
{
    phil_text_printf(page, "<div><dt>%s</dt><dd>", name);
    phil_text_add_html(page, value);
    phil_text_add(page, "<small>");
    phil_text_add_html(page, small);
    phil_text_add(page, "</small></dd></div>\n");
}

static void add_rate_tile(struct phil_text *page, const struct phil_trial_result *r,
                          enum phil_arm arm)
{
    struct phil_text small = {0};
    if (phil_known(r->rate_per_min[arm]))
        phil_text_printf(&small, "a minute (%s to %s), %d periods",
                         phil_two_digits(r->rate_ci[arm].lo).s,
                         phil_two_digits(r->rate_ci[arm].hi).s, r->periods[arm]);
    add_tile(page, arm == PHIL_ARM_REMEDY ? "Remedy days, B" : "Usual days, A",
             phil_known(r->rate_per_min[arm]) ? phil_two_digits(r->rate_per_min[arm].value).s : "?",
             small.length ? phil_text_string(&small) : phil_reason(r->rate_per_min[arm]));
    page->failed |= small.failed;
    phil_text_release(&small);
}

static void add_amounts(struct phil_text *page, const struct phil_trial_view *view)
{
    const struct phil_trial_result *r = view->result;
    struct phil_text t = {0};
    phil_text_add(page, "<section>\n<h2>What it amounts to</h2>\n<dl class=\"tiles\">\n");
    add_rate_tile(page, r, PHIL_ARM_USUAL);
    add_rate_tile(page, r, PHIL_ARM_REMEDY);
    if (phil_known(r->effect.rate_ratio)) {
        phil_text_printf(&t, "rate ratio, 95 %% interval %s to %s",
                         phil_ratio(r->effect.interval.lo).s, phil_ratio(r->effect.interval.hi).s);
        add_tile(page, "B over A", phil_ratio(r->effect.rate_ratio.value).s, phil_text_string(&t));
        phil_text_clear(&t);
        const double difference =
            (r->rate_per_min[PHIL_ARM_REMEDY].value - r->rate_per_min[PHIL_ARM_USUAL].value) * 60;
        if (isfinite(difference)) {
            phil_text_printf(&t, "%s %s", phil_two_digits(fabs(difference)).s,
                             difference < 0 ? "fewer" : "more");
            add_tile(page, "Difference", phil_text_string(&t), "twitches in an hour of rest");
            phil_text_clear(&t);
        }
    }
    phil_text_printf(&t, "count; %d do not", r->days_dropped);
    struct phil_number days = phil_fixed(r->days_used, 0);
    add_tile(page, "Days", days.s, phil_text_string(&t));
    phil_text_add(page, "</dl>\n</section>\n");
    page->failed |= t.failed;
    phil_text_release(&t);
}

/* ---- how it was worked out ---- */

void phil_page_trial_method(struct phil_text *page, const struct phil_trial_view *view)
{
    struct phil_text t = {0};
    phil_text_add(
        page,
        "<section>\n<h2>How it was worked out</h2>\n"
        "<p>Whether a remedy helps people in general does not tell whether it helps you, and one "
        "good evening is no proof: twitches come and go. So chance decides which days are with the "
        "remedy, and the two kinds of days are compared.</p>\n");
    phil_text_add(
        page, view->plan ? "<p>Twitches are counted in clips filmed at home, over the minutes in "
                           "which the face was at rest; each recording has a floor below which a "
                           "twitch cannot be seen, told in its own report.</p>\n"
                         : "<p>These days were counted elsewhere: how, is for whoever counted to "
                           "say.</p>\n");
    phil_text_add(
        page,
        "<p>The counts follow a negative-binomial distribution with the minutes as exposure. The "
        "log rate has a level, the remedy&#39;s effect, a linear trend, an effect that lingers on "
        "the first day of a period that counts, and a part that neighbouring days share "
        "(autoregressive of order 1). The posterior is integrated numerically from weakly "
        "informative priors around no effect. The p-value is that of an exact randomisation test: "
        "the analysis is held against all orders that chance could have drawn, and needs no "
        "model to be right. Days count as planned, whatever was done on them.</p>\n"
        "<p>Method in full, with priors and figures: doc/trial.md of philtrum. Planned by SPENT "
        "2019 (<a rel=\"noreferrer\" href=\"https://doi.org/10.1136/bmj.m122\">"
        "doi:10.1136/bmj.m122</a>).</p>\n");
    say(page, NULL, PHIL_TRIAL_SAY_MODEL, view);
    say(page, NULL, PHIL_TRIAL_SAY_LIMITS, view);
    phil_text_printf(&t, "philtrum %s", phil_version());
    phil_text_add(page, "<div class=\"wide\"><table><tbody>\n");
    phil_page_fact(page, "Data", view->plan ? "clips and diary" : phil_trial_title(view), false);
    phil_page_fact(page, "With", phil_text_string(&t), false);
    phil_text_add(page, "</tbody></table></div>\n</section>\n");
    page->failed |= t.failed;
    phil_text_release(&t);
}

enum phil_status phil_report_trial_html(FILE *out, const struct phil_trial_view *view)
{
    struct phil_text page = {0};
    const bool told = view->result && !phil_trial_blind(view);
    phil_page_begin(&page, "Trial: ", phil_trial_title(view));
    phil_page_style(&page);
    phil_page_trial_style(&page);
    phil_page_body(&page);
    add_stopped(&page, view);
    add_header(&page, view);
    add_verdict(&page, view);
    if (told)
        add_amounts(&page, view);
    phil_page_trial_days(&page, view);
    if (told) {
        phil_page_trial_curve(&page, view);
        if (phil_known(view->result->effect.rate_ratio))
            phil_page_trial_forest(&page, view);
        phil_page_trial_dose(&page, view);
    }
    phil_page_trial_course(&page, view);
    phil_page_trial_plan(&page, view);
    phil_page_trial_table(&page, view);
    phil_page_trial_method(&page, view);
    phil_page_trial_cent(&page, view);
    phil_page_end(&page);
    const enum phil_status status = phil_text_send(&page, out);
    phil_text_release(&page);
    return status;
}
