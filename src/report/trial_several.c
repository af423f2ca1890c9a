/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several trials of one person, one below the other on one axis, and what that does to how far each
 * can be believed: of enough remedies that do nothing, one will seem to work.
 */
#include <math.h>

#include "report/explain_terminal.h"
#include "report/trial_json.h"
#include "report/trial_terminal.h"
#include "report/trial_wording.h"
#include "report/wording.h"

#define SCHEMA "philtrum.trials/1"

static bool is_told(const struct phil_trial_view *view)
{
    return view->result && !phil_trial_blind(view);
}

static bool has_ratio(const struct phil_trial_view *view)
{
    return is_told(view) && phil_known(view->result->effect.rate_ratio);
}

static int count_with_ratio(const struct phil_trial_view *views, size_t n)
{
    int with = 0;
    for (size_t i = 0; i < n; i++)
        with += has_ratio(&views[i]);
    return with;
}

/* The chance that at least one of n independent tests of remedies that do nothing falls below 5 %.
 * An exact test has at most that chance each. */
static double by_luck(int n)
{
    return 1 - pow(0.95, n);
}

static const char *verdict_in_words(const struct phil_trial_view *view)
{
    static const char *const words[] = {[PHIL_VERDICT_HELPS] = "helps",
                                        [PHIL_VERDICT_HARMS] = "makes it worse",
                                        [PHIL_VERDICT_NO_MATTER] = "makes no difference",
                                        [PHIL_VERDICT_UNDECIDED] = "can't tell yet",
                                        [PHIL_VERDICT_TOO_LITTLE] = "too little to tell"};
    if (is_told(view) && view->result->verdict == PHIL_VERDICT_HELPS &&
        !phil_trial_is_tested(view->result))
        return "fewer twitches, in an order that chance did not choose";
    if (is_told(view))
        return words[view->result->verdict];
    if (!view->plan)
        return "not worked out";
    return view->state == PHIL_TRIAL_PLANNED ? "planned" : "still running";
}

static void say_when(struct phil_text *t, const struct phil_trial_view *view)
{
    char first[32], last[32];
    if (!view->data || !view->data->n_days)
        return;
    const struct phil_trial_day *days = view->data->days;
    phil_trial_day_label(first, sizeof first, days[0].day, view->data->dated);
    phil_trial_day_label(last, sizeof last, days[view->data->n_days - 1].day, view->data->dated);
    phil_text_printf(t, " (%s to %s)", first, last);
}

static void tell_one(struct phil_screen *screen, const struct phil_ratio_scale *scale,
                     const struct phil_trial_view *view)
{
    struct phil_text t = {0};
    phil_text_add(&t, phil_trial_title(view));
    say_when(&t, view);
    const bool peeked = has_ratio(view) && view->plan && view->state == PHIL_TRIAL_RUNNING;
    phil_text_printf(&t, ": %s%s.", peeked ? "still running; so far: " : "",
                     verdict_in_words(view));
    if (has_ratio(view)) {
        phil_text_add(&t, " Rate ratio ");
        phil_say_ratio(&t, &view->result->effect);
        phil_text_add(&t, ".");
    }
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    if (phil_trial_red_flag(view))
        phil_screen_lines(screen, PHIL_PAINT_ALARM, "  ", "Stopped, for a doctor to see.");
    if (has_ratio(view))
        phil_screen_ratio(screen, scale, "", &view->result->effect);
    phil_text_release(&t);
}

static void tell_caution(struct phil_screen *screen, int n)
{
    struct phil_text t = {0};
    if (n < 2)
        return;
    phil_text_printf(&t,
                     "You have tested %d remedies. The more one tries, the likelier one of them "
                     "seems to work by luck: of 100 people who test %d remedies that do nothing, "
                     "up to %s would see at least one with p below 0.05. Before you rely on the "
                     "best of them, test it once more.",
                     n, n, phil_fixed(100 * by_luck(n), 0).s);
    phil_text_add(screen->text, "\n");
    phil_screen_flush(screen, PHIL_PAINT_PLAIN, "", &t);
    phil_text_release(&t);
}

/* The axis has room for all intervals. */
static struct phil_ratio_scale common_scale(const struct phil_screen *screen,
                                            const struct phil_trial_view *views, size_t n)
{
    struct phil_ratio_scale scale = phil_ratio_scale(screen, 2, NULL, 0);
    for (size_t i = 0; i < n; i++) {
        if (!has_ratio(&views[i]))
            continue;
        const struct phil_effect *const effect = &views[i].result->effect;
        const struct phil_ratio_scale one = phil_ratio_scale(screen, 2, &effect, 1);
        scale.lo = fmin(scale.lo, one.lo);
        scale.hi = fmax(scale.hi, one.hi);
    }
    return scale;
}

enum phil_status phil_report_trials_terminal(FILE *out, const struct phil_trial_view *views,
                                             size_t n, const struct phil_terminal_style *style)
{
    struct phil_text text = {0};
    struct phil_screen screen = phil_screen_on(&text, style);
    const struct phil_ratio_scale scale = common_scale(&screen, views, n);
    const int with = count_with_ratio(views, n);
    if (!n)
        phil_screen_lines(&screen, PHIL_PAINT_PLAIN, "", "No trial has been planned yet.");
    for (size_t i = 0; i < n; i++)
        tell_one(&screen, &scale, &views[i]);
    if (with) {
        phil_screen_ratio_axis(&screen, &scale);
        phil_screen_lines(&screen, PHIL_PAINT_FAINT, "  ",
                          "below 1: fewer twitches with the remedy");
    }
    tell_caution(&screen, with);
    const enum phil_status status = phil_text_send(&text, out);
    phil_text_release(&text);
    return status;
}

static json_t *one_json(struct phil_json_writer *w, const struct phil_trial_view *view)
{
    json_t *o = json_object();
    phil_put_trial_head(w, o, view);
    if (is_told(view))
        phil_put_int(w, o, "days_used", view->result->days_used);
    else
        phil_put_null(w, o, "days_used", phil_trial_untold(view));
    phil_put_bool(w, o, "red_flag", phil_trial_red_flag(view) != NULL);
    return o;
}

enum phil_status phil_report_trials_json(FILE *out, const struct phil_trial_view *views, size_t n)
{
    struct phil_json_writer w = {0};
    json_t *o = json_object(), *trials = json_array();
    const int with = count_with_ratio(views, n);
    phil_put_string(&w, o, "schema", SCHEMA);
    phil_put_string(&w, o, "version", phil_version());
    for (size_t i = 0; i < n; i++)
        phil_append(&w, trials, one_json(&w, &views[i]));
    phil_put(&w, o, "trials", trials);
    phil_put_int(&w, o, "trials_told", with);
    phil_put_chance(&w, o, "chance_of_one_by_luck", phil_measured(by_luck(with)));
    return phil_json_send(&w, o, out);
}
