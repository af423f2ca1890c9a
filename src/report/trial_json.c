/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial as JSON, schema philtrum.trial/1. Ratios, rates and chances have four digits, however
 * small they are: more is noise of the integration, and fewer would round a chance to 0 or 1. A
 * number that is not known is null with "<name>_reason" beside it.
 */
#include "report/trial_json.h"

#include <math.h>

#include "report/trial_plot.h"
#include "report/trial_wording.h"

#define SCHEMA "philtrum.trial/1"

static const char *const blind = "the trial still runs, and its effect is told at its end";

const char *phil_trial_untold(const struct phil_trial_view *view)
{
    if (phil_trial_blind(view))
        return blind;
    return view->result ? NULL : "there are no days yet";
}

static struct phil_value chance_of(double probability, struct phil_value ratio)
{
    return isfinite(probability) ? phil_measured(probability) : phil_unmeasured(ratio.reason);
}

void phil_put_effect(struct phil_json_writer *w, json_t *o, const struct phil_effect *effect,
                     const char *why)
{
    const struct phil_value none = phil_unmeasured(why);
    const struct phil_effect nothing = {none, {NAN, NAN}, NAN, NAN, none};
    const struct phil_effect *e = effect ? effect : &nothing;
    phil_put_chance(w, o, "rate_ratio", e->rate_ratio);
    phil_put_chance_interval(w, o, "rate_ratio_ci", e->interval, e->rate_ratio.reason);
    phil_put_chance(w, o, "probability_better", chance_of(e->probability_better, e->rate_ratio));
    phil_put_chance(w, o, "probability_third", chance_of(e->probability_third, e->rate_ratio));
    phil_put_chance(w, o, "p_value", e->p_value);
}

void phil_put_trial_head(struct phil_json_writer *w, json_t *o, const struct phil_trial_view *view)
{
    const char *untold = phil_trial_untold(view);
    phil_put_string(w, o, "title", phil_trial_title(view));
    phil_put_string(w, o, "remedy", view->plan ? view->plan->remedy : "");
    if (view->plan)
        phil_put_string(w, o, "state", phil_trial_state_name(view->state));
    else
        phil_put_null(w, o, "state", "no plan: the data were made elsewhere");
    if (untold) {
        phil_put_null(w, o, "verdict", untold);
        phil_put_null(w, o, "verdict_id", untold);
    } else {
        phil_put_string(w, o, "verdict", view->result->verdict_text);
        phil_put_string(w, o, "verdict_id", phil_verdict_name(view->result->verdict));
    }
    phil_put_effect(w, o, untold ? NULL : &view->result->effect, untold);
}

/* ---- how the days vary ---- */

static void put_variation(struct phil_json_writer *w, json_t *o, const struct phil_trial_result *r)
{
    phil_put_chance(w, o, "autocorrelation", r->autocorrelation);
    phil_put_chance_interval(w, o, "autocorrelation_ci", r->autocorrelation_ci,
                             r->autocorrelation.reason);
    phil_put_chance(w, o, "overdispersion", r->overdispersion);
    phil_put_chance_interval(w, o, "overdispersion_ci", r->overdispersion_ci,
                             r->overdispersion.reason);
    phil_put_chance(w, o, "day_sd", r->day_sd);
    phil_put_chance(w, o, "trend_per_week", r->trend_per_week);
    phil_put_chance_interval(w, o, "trend_per_week_ci", r->trend_ci, r->trend_per_week.reason);
    phil_put_chance(w, o, "carry_over", r->carry_over);
}

static json_t *arm_json(struct phil_json_writer *w, const struct phil_trial_view *view,
                        enum phil_arm arm)
{
    const struct phil_trial_result *r = view->result;
    json_t *o = json_object();
    phil_put_string(w, o, "arm", phil_arm_name(arm));
    phil_put_string(w, o, "text", view->plan ? view->plan->arm_text[arm] : "");
    phil_put_chance(w, o, "rate_per_min", r->rate_per_min[arm]);
    phil_put_chance_interval(w, o, "rate_per_min_ci", r->rate_ci[arm], r->rate_per_min[arm].reason);
    phil_put_chance(w, o, "dose", r->dose[arm]);
    phil_put_int(w, o, "periods", r->periods[arm]);
    return o;
}

static void put_arms(struct phil_json_writer *w, json_t *o, const struct phil_trial_view *view)
{
    json_t *arms = json_array();
    for (int arm = 0; arm < PHIL_N_ARMS; arm++)
        phil_append(w, arms, arm_json(w, view, (enum phil_arm)arm));
    phil_put(w, o, "arms", arms);
    phil_put_string(w, o, "dose_unit", view->data ? view->data->dose_unit : "");
}

/* ---- days that count and those that do not ---- */

static void put_why(struct phil_json_writer *w, json_t *o, const struct phil_trial_day *day)
{
    struct phil_text t = {0};
    phil_text_printf(&t, "a day %s", phil_day_use_in_words(day->use));
    phil_put_string(w, o, "why", day->why && day->why[0] ? day->why : phil_text_string(&t));
    w->failed |= t.failed;
    phil_text_release(&t);
}

static json_t *dropped_json(struct phil_json_writer *w, const struct phil_trial_data *data)
{
    json_t *array = json_array();
    for (size_t i = 0; data && i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        char label[32];
        if (day->use == PHIL_DAY_USED)
            continue;
        json_t *o = json_object();
        if (data->dated)
            phil_put_string(w, o, "day", phil_trial_day_label(label, sizeof label, day->day, true));
        else
            phil_put_int(w, o, "day", day->day);
        phil_put_string(w, o, "reason", phil_day_use_name(day->use));
        put_why(w, o, day);
        phil_append(w, array, o);
    }
    return array;
}

/* ---- the test, the posterior, the checks ---- */

static json_t *test_json(struct phil_json_writer *w, const struct phil_trial_view *view)
{
    const struct phil_trial_result *r = view->result;
    json_t *o = json_object();
    phil_put_string(w, o, "design",
                    view->data ? phil_trial_design_name(view->data->design) : "none");
    phil_put_chance(w, o, "p_value", r->effect.p_value);
    if (r->n_assignments == 0)
        phil_put_null(w, o, "assignments", "not randomised");
    else if (r->n_assignments > INT64_MAX)
        phil_put_null(w, o, "assignments", "more than can be counted here");
    else
        phil_put_int(w, o, "assignments", (int64_t)r->n_assignments);
    phil_put_bool(w, o, "all_assignments", r->all_assignments);
    phil_put_chance(w, o, "p_least",
                    isfinite(r->p_least) ? phil_measured(r->p_least)
                                         : phil_unmeasured("not randomised"));
    return o;
}

static json_t *posterior_json(struct phil_json_writer *w, const struct phil_trial_result *r)
{
    json_t *o = json_object(), *at = json_array(), *density = json_array();
    for (size_t i = 0; i < r->n_curve; i++) {
        phil_append(w, at, phil_real_or_null(r->curve_log_ratio[i], 5));
        phil_append(w, density, phil_real_or_null(r->curve_density[i], 6));
    }
    phil_put(w, o, "log_rate_ratio", at);
    phil_put(w, o, "density", density);
    phil_put_chance(w, o, "integration_error",
                    isfinite(r->integration_error) ? phil_measured(r->integration_error)
                                                   : phil_unmeasured("not worked out"));
    return o;
}

static void put_outcomes(struct phil_json_writer *w, json_t *o, const struct phil_trial_result *r)
{
    json_t *array = json_array();
    for (int outcome = PHIL_OUTCOME_FELT; outcome < PHIL_N_OUTCOMES; outcome++) {
        json_t *other = json_object();
        phil_put_string(w, other, "outcome", phil_outcome_name((enum phil_outcome)outcome));
        phil_put_bool(w, other, "negative_control", outcome != PHIL_OUTCOME_FELT);
        phil_put_effect(w, other, &r->other[outcome], NULL);
        phil_append(w, array, other);
    }
    phil_put(w, o, "other_outcomes", array);
    json_t *dose = json_object();
    phil_put_real(w, dose, "step", r->dose_step, 4, "no doses");
    phil_put_effect(w, dose, &r->per_dose, NULL);
    phil_put(w, o, "per_dose", dose);
}

static void put_sensitivity(struct phil_json_writer *w, json_t *o,
                            const struct phil_trial_result *r)
{
    json_t *array = json_array();
    for (size_t i = 0; i < r->n_sensitivity; i++) {
        json_t *other = json_object();
        phil_put_string(w, other, "id", r->sensitivity[i].id);
        phil_put_string(w, other, "text", r->sensitivity[i].text);
        phil_put_effect(w, other, &r->sensitivity[i].effect, NULL);
        phil_append(w, array, other);
    }
    phil_put(w, o, "sensitivity", array);
    phil_put_chance_interval(w, o, "leave_one_out", r->leave_one_out, "not worked out");
}

static void put_result(struct phil_json_writer *w, json_t *o, const struct phil_trial_view *view)
{
    const struct phil_trial_result *r = view->result;
    put_variation(w, o, r);
    phil_put_int(w, o, "days_used", r->days_used);
    phil_put(w, o, "days_dropped", dropped_json(w, view->data));
    phil_put_chance(w, o, "more_days", r->more_days);
    put_arms(w, o, view);
    phil_put(w, o, "test", test_json(w, view));
    phil_put(w, o, "posterior", posterior_json(w, r));
    put_outcomes(w, o, r);
    put_sensitivity(w, o, r);
}

/* The members that scripts rely on, where there is no result. */
static void put_no_result(struct phil_json_writer *w, json_t *o, const struct phil_trial_view *view)
{
    static const char *const names[] = {"autocorrelation", "overdispersion", "days_used"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        phil_put_null(w, o, names[i], phil_trial_untold(view));
    phil_put(w, o, "days_dropped", dropped_json(w, view->data));
}

enum phil_status phil_report_trial_json(FILE *out, const struct phil_trial_view *view)
{
    struct phil_json_writer w = {0};
    json_t *o = json_object();
    phil_put_string(&w, o, "schema", SCHEMA);
    phil_put_string(&w, o, "version", phil_version());
    phil_put_trial_head(&w, o, view);
    if (phil_trial_untold(view))
        put_no_result(&w, o, view);
    else
        put_result(&w, o, view);
    json_t *columns = json_array();
    for (size_t i = 0; view->data && i < view->data->n_columns; i++)
        phil_append_string(&w, columns, view->data->columns[i]);
    phil_put(&w, o, "columns", columns);
    phil_put(&w, o, "days", phil_trial_days_json(&w, view));
    phil_put_plan(&w, o, view);
    phil_put(&w, o, "marks", phil_trial_marks_json(&w, view));
    return phil_json_send(&w, o, out);
}
