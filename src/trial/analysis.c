/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The analysis of a trial from its days to its result: checks what it was given, asks each question
 * of the parts that answer it, and gathers the answers.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trial/randomisation.h"
#include "trial/study.h"

static const double trend_sd = 1; /* judged: over a trial a rate may well grow or shrink by e */
static const double effect_sd =
    1.5; /* judged: 2 in 3 remedies change a rate by a factor up to 4.5 */
static const double share_sd =
    0.1; /* judged: after a washout at most a fifth of an effect is left */

struct phil_trial_settings phil_trial_defaults(void)
{
    return (struct phil_trial_settings){.effect_sd = effect_sd,
                                        .autocorrelated = true,
                                        .trend = true,
                                        .carry_over = true,
                                        .carry_over_sd = share_sd,
                                        .seed = 1,
                                        .most_assignments = 10000,
                                        .sensitivity = true};
}

/* --- what was given --------------------------------------------------------------------------- */

static const char *settings_fault(const struct phil_trial_settings *s)
{
    if (!(s->effect_sd > 0))
        return "effect_sd must be greater than 0";
    if (!(s->carry_over_sd >= 0 && isfinite(s->carry_over_sd)))
        return "carry_over_sd must be a number of at least 0";
    if (s->most_assignments < 100 || s->most_assignments > 10000000)
        return "most_assignments must be 100 to 10 000 000";
    return NULL;
}

/* Counts up to 2^53 are whole numbers in a double; more minutes than a day are as good as none. */
static bool is_tally(const struct phil_tally *t)
{
    static const double most = 9007199254740992.0;
    if (isnan(t->count))
        return t->exposure_min == 0 || isnan(t->exposure_min);
    return t->count >= 0 && t->count <= most && floor(t->count) == t->count &&
           t->exposure_min > 0 && t->exposure_min <= most;
}

static const char *day_fault(const struct phil_trial_day *day)
{
    if ((unsigned)day->assigned >= PHIL_N_ARMS || (unsigned)day->done >= PHIL_N_ARMS)
        return "an arm that is none";
    if ((unsigned)day->use >= PHIL_N_DAY_USES)
        return "a use that is none";
    if (day->period < 0 || day->block < 0)
        return "a period or block below 0";
    if (isinf(day->dose))
        return "a dose without end";
    for (int o = 0; o < PHIL_N_OUTCOMES; o++)
        if (!is_tally(&day->tally[o]))
            return "a count must be whole, of at least 0, over more than 0 minutes, or not known";
    return NULL;
}

static bool data_are_sound(const struct phil_trial_data *data, const struct phil_log *log)
{
    const char *fault = data->n_days && !data->days ? "no days" : NULL;
    if ((unsigned)data->design > PHIL_DESIGN_NONE)
        fault = "a design that is none";
    for (size_t i = 0; !fault && i < data->n_days; i++) {
        fault = day_fault(&data->days[i]);
        if (!fault && i && data->days[i].day <= data->days[i - 1].day)
            fault = "days out of order";
        if (fault) {
            phil_log_message(log, PHIL_LOG_ERROR, "cannot analyse the trial: \"day %lld\": %s",
                             (long long)data->days[i].day, fault);
            return false;
        }
    }
    if (fault)
        phil_log_message(log, PHIL_LOG_ERROR, "cannot analyse the trial: %s", fault);
    return !fault;
}

/* --- counting days ---------------------------------------------------------------------------- */

static void count_days(struct phil_trial_result *r, const struct phil_trial_data *data)
{
    int counted = -1;
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        const bool used = day->use == PHIL_DAY_USED && day->tally[0].exposure_min > 0;
        r->days_by_use[used || day->use != PHIL_DAY_USED ? day->use : PHIL_DAY_MISSED]++;
        if (used && day->period != counted) {
            counted = day->period;
            r->periods[day->assigned]++;
        }
    }
    r->days_used = r->days_by_use[PHIL_DAY_USED];
    r->days_dropped = (int)data->n_days - r->days_used;
}

/* --- the questions ---------------------------------------------------------------------------- */

static struct phil_trial_result *result_new(size_t n_days)
{
    struct phil_trial_result *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    const size_t n = n_days ? n_days : 1;
    r->n_days = n_days;
    r->fitted = malloc(n * sizeof *r->fitted);
    r->fitted_lo = malloc(n * sizeof *r->fitted_lo);
    r->fitted_hi = malloc(n * sizeof *r->fitted_hi);
    if (!r->fitted || !r->fitted_lo || !r->fitted_hi) {
        phil_trial_result_free(r);
        return NULL;
    }
    for (size_t i = 0; i < n; i++)
        r->fitted[i] = r->fitted_lo[i] = r->fitted_hi[i] = NAN;
    return r;
}

static enum phil_status set_curve(struct phil_study *study)
{
    enum { HALF = (PHIL_CURVE + 1) / 2 };
    struct phil_trial_result *r = study->result;
    struct phil_curve curve;
    r->curve_log_ratio = malloc(HALF * sizeof *r->curve_log_ratio);
    r->curve_density = malloc(HALF * sizeof *r->curve_density);
    if (!r->curve_log_ratio || !r->curve_density)
        return PHIL_EMEM;
    phil_curve_of(&curve, &study->main.marginal, study->main.marginal.density,
                  study->prior.effect_sd);
    for (int k = 0; k < HALF; k++) {
        r->curve_log_ratio[k] = curve.first + 2 * k * curve.step;
        r->curve_density[k] = curve.density[2 * k];
    }
    r->n_curve = HALF;
    r->integration_error = phil_marginal_error(&study->main.marginal, study->prior.effect_sd);
    return PHIL_OK;
}

static enum phil_status run_main(struct phil_study *study)
{
    static const struct phil_choice as_assigned = {.outcome = PHIL_OUTCOME_TWITCHES};
    struct phil_trial_result *r = study->result;
    struct phil_test test;
    enum phil_status status =
        phil_fit_init(&study->main, study->data, &as_assigned, &study->prior, &phil_careful, NULL);
    if (status != PHIL_OK)
        return status;
    r->effect = study->main.effect;
    status = phil_test_run(&test, study->data, &study->main.rows, &study->prior,
                           study->settings.seed, study->settings.most_assignments);
    if (status != PHIL_OK)
        return status;
    r->n_assignments = test.n_assignments;
    r->all_assignments = test.all_assignments;
    r->p_least = test.p_least;
    r->effect.p_value = study->main.reason ? phil_unmeasured(study->main.reason) : test.p_value;
    r->integration_error = NAN;
    return study->main.reason ? PHIL_OK : set_curve(study);
}

static enum phil_status run_all(struct phil_study *study)
{
    count_days(study->result, study->data);
    enum phil_status status = run_main(study);
    if (status == PHIL_OK)
        status = phil_study_describe(study);
    if (status == PHIL_OK)
        status = phil_study_others(study);
    if (status == PHIL_OK)
        status = phil_study_dose(study);
    if (status == PHIL_OK && study->settings.sensitivity)
        status = phil_study_sensitivity(study);
    if (status == PHIL_OK)
        phil_study_judge(study);
    return status;
}

enum phil_status phil_trial_analyze(struct phil_trial_result **result,
                                    const struct phil_trial_data *data,
                                    const struct phil_trial_settings *settings,
                                    const struct phil_log *log)
{
    *result = NULL;
    struct phil_study study = {.data = data,
                               .settings = settings ? *settings : phil_trial_defaults()};
    const char *fault = settings_fault(&study.settings);
    if (fault)
        phil_log_message(log, PHIL_LOG_ERROR, "cannot analyse the trial: \"settings\": %s", fault);
    if (fault || !data_are_sound(data, log))
        return PHIL_EARG;
    study.prior = (struct phil_prior){.effect_sd = study.settings.effect_sd,
                                      .trend_sd = trend_sd,
                                      .share_sd = study.settings.carry_over_sd,
                                      .trend = study.settings.trend,
                                      .carry_over = study.settings.carry_over,
                                      .autocorrelated = study.settings.autocorrelated};
    study.result = result_new(data->n_days);
    const enum phil_status status = study.result ? run_all(&study) : PHIL_EMEM;
    phil_fit_release(&study.main);
    if (status == PHIL_OK)
        *result = study.result;
    else
        phil_trial_result_free(study.result);
    if (status == PHIL_EMEM)
        phil_log_message(log, PHIL_LOG_ERROR, "cannot analyse the trial: out of memory");
    return status;
}

void phil_trial_result_free(struct phil_trial_result *r)
{
    if (!r)
        return;
    free(r->curve_log_ratio);
    free(r->curve_density);
    free(r->fitted);
    free(r->fitted_lo);
    free(r->fitted_hi);
    free(r->sensitivity);
    free(r);
}
