/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The other outcomes, asked as the twitches are, and the answer to the dose.
 *
 * As assigned is what chance protects. The dose that was really taken is not: whoever slept badly
 * may have drunk more coffee because of it. The regression on the dose is therefore reported beside
 * and has no p value.
 */
#include <math.h>

#include "trial/randomisation.h"
#include "trial/study.h"

static const char no_doses[] = "no doses were written down";
static const char few_doses[] = "the dose is known on fewer than half of the counted days";
static const char same_doses[] = "the dose hardly differed from day to day";
static const char chosen[] = "the dose was not chosen by chance";

static enum phil_status ask(struct phil_study *study, enum phil_outcome outcome)
{
    const struct phil_choice choice = {.outcome = outcome};
    struct phil_fit fit;
    struct phil_test test;
    enum phil_status status =
        phil_fit_init(&fit, study->data, &choice, &study->prior, &phil_brief, NULL);
    if (status == PHIL_OK && !fit.reason) {
        status = phil_test_run(&test, study->data, &fit.rows, &study->prior, study->settings.seed,
                               study->settings.most_assignments);
        fit.effect.p_value = test.p_value;
    }
    study->result->other[outcome] = fit.effect;
    phil_fit_release(&fit);
    return status;
}

static bool is_counted(const struct phil_trial_data *data, enum phil_outcome outcome)
{
    for (size_t i = 0; i < data->n_days; i++)
        if (data->days[i].tally[outcome].exposure_min > 0)
            return true;
    return false;
}

enum phil_status phil_study_others(struct phil_study *study)
{
    struct phil_trial_result *r = study->result;
    enum phil_status status = PHIL_OK;
    r->other[PHIL_OUTCOME_TWITCHES] = r->effect;
    for (int o = PHIL_OUTCOME_TWITCHES + 1; o < PHIL_N_OUTCOMES && status == PHIL_OK; o++) {
        r->other[o] = phil_effect_none("not counted in this trial");
        if (is_counted(study->data, (enum phil_outcome)o))
            status = ask(study, (enum phil_outcome)o);
    }
    return status;
}

/* --- the dose --------------------------------------------------------------------------------- */

struct doses {
    size_t n[PHIL_N_ARMS], n_days;
    double mean[PHIL_N_ARMS], lo, hi;
};

static struct doses look_at_doses(const struct phil_trial_data *data)
{
    struct doses doses = {.lo = INFINITY, .hi = -INFINITY};
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        if (day->use != PHIL_DAY_USED || !(day->tally[0].exposure_min > 0))
            continue;
        doses.n_days++;
        if (isnan(day->dose))
            continue;
        const double n = (double)++doses.n[day->assigned];
        doses.mean[day->assigned] += (day->dose - doses.mean[day->assigned]) / n;
        doses.lo = fmin(doses.lo, day->dose);
        doses.hi = fmax(doses.hi, day->dose);
    }
    return doses;
}

/* The largest of 1, 2, 5 times a power of ten that is at most half of what the remedy changed: a
 * step that days really differ by, and that can be said aloud. Its sign says where the remedy
 * leads. */
static double round_step(double difference)
{
    const double most = fabs(difference) / 2, ten = pow(10, floor(log10(most)));
    const double step = most >= 5 * ten ? 5 * ten : most >= 2 * ten ? 2 * ten : ten;
    return copysign(step, difference);
}

static const char *dose_obstacle(const struct doses *doses)
{
    const size_t known = doses->n[0] + doses->n[1];
    if (known == 0)
        return no_doses;
    if (2 * known < doses->n_days)
        return few_doses;
    return doses->hi - doses->lo > 1e-9 * (fabs(doses->hi) + fabs(doses->lo)) ? NULL : same_doses;
}

enum phil_status phil_study_dose(struct phil_study *study)
{
    struct phil_trial_result *r = study->result;
    const struct doses doses = look_at_doses(study->data);
    const char *reason = dose_obstacle(&doses);
    for (int arm = 0; arm < PHIL_N_ARMS; arm++)
        r->dose[arm] = doses.n[arm] ? phil_measured(doses.mean[arm]) : phil_unmeasured(no_doses);
    r->dose_step = NAN;
    r->per_dose = phil_effect_none(reason ? reason : chosen);
    if (reason)
        return PHIL_OK;
    const bool both = doses.n[0] && doses.n[1];
    double difference = both ? doses.mean[PHIL_ARM_REMEDY] - doses.mean[PHIL_ARM_USUAL] : 0;
    if (fabs(difference) < 0.1 * (doses.hi - doses.lo)) /* judged: not taken as told; any step */
        difference = doses.hi - doses.lo;
    r->dose_step = round_step(difference);
    const struct phil_choice choice = {.by_dose = true, .dose_step = r->dose_step};
    struct phil_prior prior = study->prior;
    prior.effect_sd *= fabs(r->dose_step / difference); /* the same belief of the whole change */
    struct phil_fit fit;
    const enum phil_status status =
        phil_fit_init(&fit, study->data, &choice, &prior, &phil_brief, NULL);
    r->per_dose = fit.effect;
    r->per_dose.p_value = phil_unmeasured(fit.reason ? fit.reason : chosen);
    phil_fit_release(&fit);
    return status;
}
