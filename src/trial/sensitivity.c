/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the result depends on what was assumed: other priors, terms left out, days left out.
 *
 * Other priors of the effect reuse the main integration, whose values of the effect go on as far as
 * they need. Its hyperparameters are those that the main prior leaves possible: where the days
 * speak strongly against a doubter's prior, that prior's interval can end a third of a standard
 * deviation too early (1 of 160 drawn trials with a rate ratio of 0.25; 0.03 in the mean). Other
 * models and days are integrated anew where the main one found the mass, on a coarser lattice.
 * Dropping single days is one Newton step each at the most likely hyperparameters: it finds the day
 * that carries the result, which is what it is for.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trial/study.h"

enum { MOST_VARIANTS = 8 };

static void add(struct phil_study *study, const char *id, const char *text,
                const struct phil_effect *effect)
{
    struct phil_trial_result *r = study->result;
    r->sensitivity[r->n_sensitivity++] =
        (struct phil_sensitivity){.id = id, .text = text, .effect = *effect};
}

static void add_prior(struct phil_study *study, const char *id, const char *text, double sd)
{
    struct phil_effect effect;
    phil_fit_with_prior(&study->main, sd, &effect);
    add(study, id, text, &effect);
}

static enum phil_status add_fit(struct phil_study *study, const char *id, const char *text,
                                const struct phil_choice *choice, const struct phil_prior *prior)
{
    struct phil_fit fit;
    const bool alike = prior->autocorrelated == study->prior.autocorrelated;
    const enum phil_status status = phil_fit_init(&fit, study->data, choice, prior, &phil_brief,
                                                  alike ? &study->main.lattice : NULL);
    if (status == PHIL_OK)
        add(study, id, text, &fit.effect);
    phil_fit_release(&fit);
    return status;
}

/* --- other models ----------------------------------------------------------------------------- */

static enum phil_status other_models(struct phil_study *study)
{
    const bool *has = study->main.laplace.model.has;
    const struct phil_choice choice = {0};
    struct phil_prior without[3] = {study->prior, study->prior, study->prior};
    enum phil_status status = PHIL_OK;
    without[0].trend = without[1].autocorrelated = without[2].carry_over = false;
    if (has[PHIL_TREND])
        status = add_fit(study, "no_trend", "without a trend over the weeks", &choice, &without[0]);
    if (status == PHIL_OK && study->prior.autocorrelated)
        status = add_fit(study, "no_autocorrelation", "as if no day resembled the day before",
                         &choice, &without[1]);
    if (status == PHIL_OK && has[PHIL_CARRY])
        status =
            add_fit(study, "no_carry_over", "as if nothing lingered from one period to the next",
                    &choice, &without[2]);
    return status;
}

/* --- other days ------------------------------------------------------------------------------- */

static bool any(const struct phil_study *study, bool switched)
{
    for (size_t r = 0; r < study->main.rows.n; r++) {
        const struct phil_trial_day *day = &study->data->days[study->main.rows.day[r]];
        if (day->done != day->assigned || (!switched && day->breach))
            return true;
    }
    return false;
}

/* Whether a period has a second counted day. */
static bool has_second_days(const struct phil_study *study)
{
    const struct phil_rows *rows = &study->main.rows;
    for (size_t r = 1; r < rows->n; r++)
        if (study->data->days[rows->day[r]].period == study->data->days[rows->day[r - 1]].period)
            return true;
    return false;
}

static enum phil_status other_days(struct phil_study *study)
{
    const struct phil_choice as_done = {.as_done = true}, kept = {.no_breaches = true},
                             later = {.no_first_days = true};
    enum phil_status status = PHIL_OK;
    if (any(study, true))
        status = add_fit(study, "as_done", "by what was done instead of what was planned", &as_done,
                         &study->prior);
    if (status == PHIL_OK && any(study, false))
        status = add_fit(study, "without_breaches", "with the days alone that went as planned",
                         &kept, &study->prior);
    if (status == PHIL_OK && has_second_days(study))
        status = add_fit(study, "without_first_days",
                         "without the first counted day of each period", &later, &study->prior);
    return status;
}

static enum phil_status leave_one_out(struct phil_study *study)
{
    struct phil_fit *fit = &study->main;
    struct phil_laplace *l = &fit->laplace;
    const size_t n = fit->rows.n, best = fit->lattice.best;
    const double ratio = fit->effect.rate_ratio.value;
    double least = 0, most = 0, *change = malloc((n ? n : 1) * sizeof *change);
    if (!change)
        return PHIL_EMEM;
    memcpy(l->z, fit->lattice.z + best * n, n * sizeof *l->z);
    memcpy(l->fixed, fit->lattice.points[best].fixed, sizeof l->fixed);
    phil_laplace_set_hyper(l, &fit->lattice.points[best].hyper);
    phil_laplace_free_effect(l, fit->reference);
    phil_laplace_settle(l);
    phil_laplace_influence(l, PHIL_EFFECT, change);
    for (size_t i = 0; i < n; i++) {
        least = i ? fmin(least, change[i]) : change[i];
        most = i ? fmax(most, change[i]) : change[i];
    }
    free(change);
    study->result->leave_one_out.lo = ratio * exp(least);
    study->result->leave_one_out.hi = ratio * exp(most);
    return PHIL_OK;
}

enum phil_status phil_study_sensitivity(struct phil_study *study)
{
    struct phil_trial_result *r = study->result;
    if (study->main.reason)
        return PHIL_OK;
    r->sensitivity = calloc(MOST_VARIANTS, sizeof *r->sensitivity);
    if (!r->sensitivity)
        return PHIL_EMEM;
    add_prior(study, "sceptical_prior",
              "for a doubter: hardly any remedy does more than halve or double the rate",
              PHIL_SCEPTICAL_SD);
    add_prior(study, "flat_prior", "with no belief about the remedy beforehand", INFINITY);
    enum phil_status status = other_models(study);
    if (status == PHIL_OK)
        status = other_days(study);
    return status == PHIL_OK ? leave_one_out(study) : status;
}
