/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days, the plan and the marks of a trial as JSON. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/trial_json.h"
#include "report/trial_plot.h"
#include "report/trial_wording.h"

/* ---- days ---- */

static void put_day(struct phil_json_writer *w, json_t *o, const char *key, int64_t day, bool dated)
{
    char label[32];
    if (dated)
        phil_put_string(w, o, key, phil_trial_day_label(label, sizeof label, day, true));
    else
        phil_put_int(w, o, key, day);
}

static void put_tally(struct phil_json_writer *w, json_t *o, const char *count, const char *time,
                      struct phil_tally tally, const char *why)
{
    phil_put_real(w, o, count, why ? NAN : tally.count, 0, why ? why : "nobody counted");
    phil_put_real(w, o, time, tally.exposure_min, 4, NULL);
}

static void put_fitted(struct phil_json_writer *w, json_t *o, const struct phil_trial_result *r,
                       size_t i)
{
    static const char *const why = "the day does not count";
    if (!r || i >= r->n_days || !isfinite(r->fitted[i])) {
        phil_put_null(w, o, "fitted_per_min", why);
        phil_put_null(w, o, "fitted_per_min_ci", why);
        return;
    }
    const struct phil_interval ci = {r->fitted_lo[i], r->fitted_hi[i]};
    phil_put_chance(w, o, "fitted_per_min", phil_measured(r->fitted[i]));
    phil_put_chance_interval(w, o, "fitted_per_min_ci", ci, why);
}

static json_t *extra_json(struct phil_json_writer *w, const struct phil_trial_day *day, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; day->extra && i < n; i++)
        phil_append_string(w, array, day->extra[i]);
    return array;
}

static json_t *day_json(struct phil_json_writer *w, const struct phil_trial_view *view, size_t i)
{
    const struct phil_trial_day *day = &view->data->days[i];
    const char *why = phil_trial_blind(view) ? phil_trial_untold(view) : NULL;
    json_t *o = json_object();
    put_day(w, o, "day", day->day, view->data->dated);
    phil_put_int(w, o, "period", day->period);
    phil_put_int(w, o, "block", day->block);
    phil_put_string(w, o, "arm", phil_arm_name(day->assigned));
    phil_put_string(w, o, "done", phil_arm_name(day->done));
    phil_put_bool(w, o, "breach", day->breach);
    phil_put_string(w, o, "use", phil_day_use_name(day->use));
    phil_put_string(w, o, "why", day->why);
    put_tally(w, o, "count", "exposure_min", day->tally[PHIL_OUTCOME_TWITCHES], why);
    put_tally(w, o, "felt", "felt_min", day->tally[PHIL_OUTCOME_FELT], why);
    put_tally(w, o, "other_side", "other_side_min", day->tally[PHIL_OUTCOME_OTHER_SIDE], why);
    put_tally(w, o, "blinks", "blinks_min", day->tally[PHIL_OUTCOME_BLINKS], why);
    phil_put_real(w, o, "dose", day->dose, 4, "not known");
    put_fitted(w, o, why ? NULL : view->result, i);
    phil_put(w, o, "extra", extra_json(w, day, view->data->n_columns));
    return o;
}

json_t *phil_trial_days_json(struct phil_json_writer *w, const struct phil_trial_view *view)
{
    json_t *array = json_array();
    for (size_t i = 0; view->data && i < view->data->n_days; i++)
        phil_append(w, array, day_json(w, view, i));
    return array;
}

/* ---- the plan ---- */

static const char *const order_hidden =
    "the trial is not over, and whoever knows what comes expects something of it";

/* As the plan's own writer has it, so that there is one form of it. NULL: no memory. */
static json_t *plan_json(const struct phil_trial_plan *plan)
{
    char *text = NULL;
    size_t size = 0;
    json_t *parsed = NULL;
    FILE *memory = open_memstream(&text, &size);
    if (!memory)
        return NULL;
    const enum phil_status status = phil_trial_plan_write(memory, plan);
    if (!fclose(memory) && !status)
        parsed = json_loadb(text, size, 0, NULL);
    free(text);
    return parsed;
}

void phil_put_plan(struct phil_json_writer *w, json_t *o, const struct phil_trial_view *view)
{
    if (!view->plan) {
        phil_put_null(w, o, "plan", "the data were made elsewhere");
        return;
    }
    json_t *plan = plan_json(view->plan);
    if (plan && !phil_trial_is_over(view)) {
        phil_put_null(w, plan, "seed", order_hidden);
        phil_put_null(w, plan, "remedy_first", order_hidden);
    }
    phil_put(w, o, "plan", plan);
    if (view->state == PHIL_TRIAL_PLANNED) {
        phil_put_null(w, o, "first_day", "not begun");
        return;
    }
    put_day(w, o, "first_day", view->first_day, true);
}

json_t *phil_trial_marks_json(struct phil_json_writer *w, const struct phil_trial_view *view)
{
    json_t *array = json_array();
    for (size_t i = 0; i < view->n_marks; i++) {
        const struct phil_trial_mark *mark = &view->marks[i];
        char written[64];
        json_t *o = json_object();
        put_day(w, o, "day", mark->day, true);
        phil_put_string(w, o, "kind", phil_mark_kind_name(mark->kind));
        phil_put_string(w, o, "note", mark->note);
        phil_moment_format(&mark->written, written, sizeof written);
        phil_put_string(w, o, "written", written);
        phil_append(w, array, o);
    }
    return array;
}
