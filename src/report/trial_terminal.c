/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial on a terminal: the verdict first, then the days, what they amount to, how far it can be
 * relied on, and what to do now. In short it fits a screen and a half; `full` has all of it.
 */
#include "report/trial_terminal.h"

#include <math.h>
#include <string.h>

#include "report/explain_terminal.h"
#include "report/trial_wording.h"
#include "report/wording.h"

static void say(struct phil_screen *screen, enum phil_paint paint, const char *bullet,
                enum phil_trial_sentence what, const struct phil_trial_view *view)
{
    struct phil_text t = {0};
    phil_trial_say(&t, what, view);
    phil_screen_flush(screen, paint, bullet, &t);
    phil_text_release(&t);
}

static void gap(struct phil_screen *screen)
{
    phil_text_add(screen->text, "\n");
}

/* ---- what it shows ---- */

static void arms(struct phil_screen *screen, const struct phil_trial_result *result)
{
    static const char *const names[] = {"usual days A:  ", "remedy days B: "};
    struct phil_text t = {0};
    for (int arm = 0; arm < PHIL_N_ARMS; arm++) {
        const struct phil_value rate = result->rate_per_min[arm];
        phil_text_add(&t, names[arm]);
        if (phil_known(rate))
            phil_text_printf(&t, "%s a minute (%s to %s)", phil_two_digits(rate.value).s,
                             phil_two_digits(result->rate_ci[arm].lo).s,
                             phil_two_digits(result->rate_ci[arm].hi).s);
        else
            phil_text_add(&t, phil_reason(rate));
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    }
    phil_text_release(&t);
}

static void ratio(struct phil_screen *screen, const struct phil_trial_result *result)
{
    const struct phil_effect *const effects[] = {&result->effect};
    const struct phil_ratio_scale scale = phil_ratio_scale(screen, 12, effects, 1);
    gap(screen);
    phil_screen_ratio(screen, &scale, "rate ratio", &result->effect);
    phil_screen_ratio_axis(screen, &scale);
    phil_screen_lines(screen, PHIL_PAINT_FAINT, "            ",
                      "below 1: fewer twitches with the remedy");
}

static void days(struct phil_screen *screen, const struct phil_trial_view *view)
{
    struct phil_trial_plot plot;
    if (phil_trial_plot_init(&plot, view)) {
        screen->text->failed = true;
        return;
    }
    if (plot.n_days) {
        gap(screen);
        phil_screen_days(screen, &plot);
    }
    phil_trial_plot_release(&plot);
}

/* ---- how far it can be relied on ---- */

static void sensitivity(struct phil_screen *screen, const struct phil_trial_view *view)
{
    const struct phil_trial_result *result = view->result;
    struct phil_text t = {0};
    say(screen, PHIL_PAINT_PLAIN, "- ", PHIL_TRIAL_SAY_ROBUST, view);
    for (size_t i = 0; i < result->n_sensitivity; i++) {
        const struct phil_sensitivity *other = &result->sensitivity[i];
        if (!view->full && !phil_sensitivity_differs(result, other))
            continue;
        phil_text_printf(&t, "%s%s: ", phil_sensitivity_differs(result, other) ? "not so " : "",
                         other->text);
        phil_say_ratio(&t, &other->effect);
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "  - ", &t);
    }
    phil_text_release(&t);
}

static void controls(struct phil_screen *screen, const struct phil_trial_view *view)
{
    struct phil_text t = {0};
    for (int outcome = PHIL_OUTCOME_OTHER_SIDE; outcome < PHIL_N_OUTCOMES; outcome++) {
        phil_trial_say_control(&t, (enum phil_outcome)outcome, view);
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "- ", &t);
    }
    phil_text_release(&t);
}

static void reliance(struct phil_screen *screen, const struct phil_trial_view *view)
{
    phil_screen_heading(screen, "How far to rely on it");
    say(screen, PHIL_PAINT_PLAIN, "- ", PHIL_TRIAL_SAY_TEST, view);
    say(screen, PHIL_PAINT_PLAIN, "- ", PHIL_TRIAL_SAY_DAYS, view);
    say(screen, PHIL_PAINT_PLAIN, "- ", PHIL_TRIAL_SAY_SLIPS, view);
    say(screen, PHIL_PAINT_PLAIN, "- ", PHIL_TRIAL_SAY_DOSE, view);
    if (view->full)
        say(screen, PHIL_PAINT_PLAIN, "- ", PHIL_TRIAL_SAY_BY_DOSE, view);
    say(screen, PHIL_PAINT_PLAIN, "- ", PHIL_TRIAL_SAY_FELT, view);
    controls(screen, view);
    sensitivity(screen, view);
    if (view->full)
        say(screen, PHIL_PAINT_PLAIN, "- ", PHIL_TRIAL_SAY_MODEL, view);
}

/* ---- the course, in its own words ---- */

static void marks(struct phil_screen *screen, const struct phil_trial_view *view)
{
    struct phil_text t = {0};
    if (!view->n_marks)
        return;
    phil_screen_heading(screen, "What was noted");
    for (size_t i = 0; i < view->n_marks; i++) {
        const struct phil_trial_mark *mark = &view->marks[i];
        char label[32];
        phil_text_printf(&t, "%s %s%s%s",
                         phil_trial_day_label(label, sizeof label, mark->day, true),
                         phil_mark_in_words(mark->kind), mark->note[0] ? ": " : "", mark->note);
        phil_screen_flush(screen, PHIL_PAINT_PLAIN, "- ", &t);
    }
    phil_text_release(&t);
}

static void arm_texts(struct phil_screen *screen, const struct phil_trial_plan *plan)
{
    phil_screen_heading(screen, "What the plan asks");
    phil_screen_lines(screen, PHIL_PAINT_PLAIN, "usual days A:  ", plan->arm_text[PHIL_ARM_USUAL]);
    phil_screen_lines(screen, PHIL_PAINT_PLAIN, "remedy days B: ", plan->arm_text[PHIL_ARM_REMEDY]);
    phil_screen_lines(screen, PHIL_PAINT_PLAIN, "before:        ", plan->run_in_text);
}

/* ---- all of it ---- */

static void header(struct phil_screen *screen, const struct phil_trial_view *view)
{
    struct phil_text t = {0};
    phil_trial_say(&t, PHIL_TRIAL_SAY_STOPPED, view);
    phil_screen_flush(screen, phil_trial_red_flag(view) ? PHIL_PAINT_ALARM : PHIL_PAINT_PLAIN, "",
                      &t);
    phil_screen_lines(screen, PHIL_PAINT_MARK, "", phil_trial_title(view));
    phil_text_release(&t);
    say(screen, PHIL_PAINT_PLAIN, "", PHIL_TRIAL_SAY_PEEKED, view);
    say(screen, PHIL_PAINT_STRONG, "", PHIL_TRIAL_SAY_VERDICT, view);
    say(screen, PHIL_PAINT_STRONG, "", PHIL_TRIAL_SAY_BUT, view);
    say(screen, PHIL_PAINT_PLAIN, "", PHIL_TRIAL_SAY_STANDING, view);
    say(screen, PHIL_PAINT_PLAIN, "", PHIL_TRIAL_SAY_BLIND, view);
}

static void outcome(struct phil_screen *screen, const struct phil_trial_view *view)
{
    if (phil_known(view->result->effect.rate_ratio)) {
        gap(screen);
        arms(screen, view->result);
        ratio(screen, view->result);
        gap(screen);
    }
    say(screen, PHIL_PAINT_PLAIN, "", PHIL_TRIAL_SAY_SIZE, view);
    say(screen, PHIL_PAINT_PLAIN, "", PHIL_TRIAL_SAY_CHANCE, view);
    reliance(screen, view);
    phil_screen_heading(screen, "What now");
    say(screen, PHIL_PAINT_PLAIN, "", PHIL_TRIAL_SAY_NEXT, view);
}

enum phil_status phil_report_trial_terminal(FILE *out, const struct phil_trial_view *view,
                                            const struct phil_terminal_style *style)
{
    struct phil_text text = {0};
    struct phil_screen screen = phil_screen_on(&text, style);
    const bool told = view->result && !phil_trial_blind(view);
    header(&screen, view);
    days(&screen, view);
    if (told)
        outcome(&screen, view);
    if (view->full || !told) {
        if (view->plan)
            arm_texts(&screen, view->plan);
        marks(&screen, view);
    }
    gap(&screen);
    say(&screen, PHIL_PAINT_PLAIN, "", PHIL_TRIAL_SAY_DOCTOR, view);
    say(&screen, PHIL_PAINT_FAINT, "", PHIL_TRIAL_SAY_LIMITS, view);
    const enum phil_status status = phil_text_send(&text, out);
    phil_text_release(&text);
    return status;
}
