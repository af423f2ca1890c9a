/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sound.h"

#include <math.h>
#include <string.h>

static bool sound_value(const struct phil_value *value)
{
    return value->reason ? isnan(value->value) && *value->reason : isfinite(value->value);
}

/* Both ends or neither; may reach beyond what is finite where the data set no bound. */
static bool sound_interval(const struct phil_interval *interval)
{
    return isnan(interval->lo) ? isnan(interval->hi)
                               : !isnan(interval->hi) && interval->lo <= interval->hi;
}

static bool within(double x, double lo, double hi)
{
    return x >= lo && x <= hi;
}

static const char *effect_fault(const struct phil_effect *e)
{
    if (!sound_value(&e->rate_ratio) || !sound_value(&e->p_value) || !sound_interval(&e->interval))
        return "an effect is neither measured nor has a reason";
    if (!e->p_value.reason && !within(e->p_value.value, 0, 1))
        return "a p value is not between 0 and 1";
    if (e->rate_ratio.reason)
        return isnan(e->probability_better) && isnan(e->interval.lo)
                   ? NULL
                   : "an unmeasured effect has a probability";
    if (!(e->rate_ratio.value > 0) || !(e->interval.lo >= 0) ||
        !within(e->rate_ratio.value, e->interval.lo, e->interval.hi))
        return "the rate ratio is outside its interval";
    if (!within(e->probability_better, 0, 1) || !within(e->probability_third, 0, 1) ||
        e->probability_third > e->probability_better)
        return "a probability is none";
    return NULL;
}

static const char *curve_fault(const struct phil_trial_result *r)
{
    double area = 0;
    for (size_t i = 0; i < r->n_curve; i++) {
        if (!isfinite(r->curve_log_ratio[i]) || !isfinite(r->curve_density[i]) ||
            r->curve_density[i] < 0)
            return "a point of the curve is none";
        if (i && r->curve_log_ratio[i] <= r->curve_log_ratio[i - 1])
            return "the curve goes backwards";
        if (i)
            area += (r->curve_log_ratio[i] - r->curve_log_ratio[i - 1]) *
                    (r->curve_density[i] + r->curve_density[i - 1]) / 2;
    }
    return r->n_curve && !within(area, 0.97, 1.03) ? "the curve's area is not 1" : NULL;
}

static const char *fitted_fault(const struct phil_trial_result *r,
                                const struct phil_trial_data *data)
{
    if (r->n_days != data->n_days)
        return "the fitted days are not those of the data";
    for (size_t i = 0; r->fitted && i < r->n_days; i++) {
        const bool used = data->days[i].use == PHIL_DAY_USED;
        if (!used && !isnan(r->fitted[i]))
            return "a day that does not count has a fitted rate";
        if (!isnan(r->fitted[i]) && (!(r->fitted[i] >= 0) || r->fitted_lo[i] > r->fitted[i] ||
                                     r->fitted_hi[i] < r->fitted[i]))
            return "a fitted rate is outside its interval";
    }
    return NULL;
}

static const char *count_fault(const struct phil_trial_result *r,
                               const struct phil_trial_data *data)
{
    int by_use[PHIL_N_DAY_USES] = {0}, all = 0;
    for (size_t i = 0; i < data->n_days; i++)
        by_use[data->days[i].use]++;
    for (int u = 0; u < PHIL_N_DAY_USES; u++) {
        all += r->days_by_use[u];
        if (r->days_by_use[u] != by_use[u])
            return "days are not counted by their use";
    }
    if (r->days_used != by_use[PHIL_DAY_USED] || r->days_used + r->days_dropped != all)
        return "days are lost";
    return NULL;
}

static const char *value_fault(const struct phil_trial_result *r)
{
    const struct phil_value *values[] = {&r->overdispersion,  &r->autocorrelation, &r->day_sd,
                                         &r->trend_per_week,  &r->carry_over,      &r->more_days,
                                         &r->rate_per_min[0], &r->rate_per_min[1], &r->dose[0],
                                         &r->dose[1]};
    const struct phil_interval *intervals[] = {&r->rate_ci[0],         &r->rate_ci[1],
                                               &r->trend_ci,           &r->overdispersion_ci,
                                               &r->autocorrelation_ci, &r->leave_one_out};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (!sound_value(values[i]))
            return "a value is neither measured nor has a reason";
    for (size_t i = 0; i < sizeof intervals / sizeof intervals[0]; i++)
        if (!sound_interval(intervals[i]))
            return "an interval has half of its ends";
    return NULL;
}

const char *sound_result(const struct phil_trial_result *r, const struct phil_trial_data *data)
{
    const char *why = effect_fault(&r->effect);
    for (int o = 0; o < PHIL_N_OUTCOMES && !why; o++)
        why = effect_fault(&r->other[o]);
    if (!why)
        why = effect_fault(&r->per_dose);
    for (size_t i = 0; i < r->n_sensitivity && !why; i++)
        why = effect_fault(&r->sensitivity[i].effect);
    if (!why)
        why = curve_fault(r);
    if (!why)
        why = fitted_fault(r, data);
    if (!why)
        why = count_fault(r, data);
    if (!why)
        why = value_fault(r);
    if (!why && (!phil_verdict_name(r->verdict) || !*r->verdict_text ||
                 !memchr(r->verdict_text, '\0', sizeof r->verdict_text)))
        why = "there is no verdict";
    if (!why && (r->effect.rate_ratio.reason != NULL) != (r->verdict == PHIL_VERDICT_TOO_LITTLE))
        why = "too little is said of an effect that was measured, or not of one that was not";
    return why;
}
