/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the parts of the analysis for one question, and says why where there is no answer. */
#include "trial/fit.h"

#include <math.h>
#include <string.h>

const struct phil_effort phil_careful = {
    .step = 1.5,
    .cut = 5,
    .effect_step = 1.4,
    .effect_cut = 6,
    .n_other_priors = 2,
    .other_precision = {1 / (PHIL_SCEPTICAL_SD * PHIL_SCEPTICAL_SD), 0}};
const struct phil_effort phil_brief = {
    .step = 2.2, .cut = 3.5, .effect_step = 1.6, .effect_cut = 4.5};

enum { LEAST_DAYS = 2 }; /* of either arm: one day says nothing of how days differ */

static const char no_days[] = "no day was counted";
static const char only_usual[] = "no counted day with the remedy";
static const char only_remedy[] = "no counted day without the remedy";
static const char few_days[] = "fewer than two counted days with or without the remedy";
static const char no_twitch[] = "nothing was counted on any day";
static const char half_open[] =
    "nothing was counted on the days of one kind: without a prior the ratio has no bound";
static const char same_dose[] = "the dose was the same on every day";
static const char untested[] = "the test is made for the main question alone";
static const char lost[] = "the integration did not settle";

struct phil_effect phil_effect_none(const char *reason)
{
    return (struct phil_effect){.rate_ratio = phil_unmeasured(reason),
                                .interval = {NAN, NAN},
                                .probability_better = NAN,
                                .probability_third = NAN,
                                .p_value = phil_unmeasured(reason)};
}

static bool is_constant(const double *x, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (x[i] != x[0])
            return false;
    return true;
}

static const char *obstacle(const struct phil_rows *rows, const struct phil_choice *choice)
{
    const size_t *days = rows->arm_days;
    if (rows->n == 0)
        return no_days;
    if (choice->by_dose) {
        if (rows->n < 2 * LEAST_DAYS)
            return few_days;
        if (is_constant(rows->effect, rows->n))
            return same_dose;
    } else {
        if (days[PHIL_ARM_REMEDY] == 0)
            return only_usual;
        if (days[PHIL_ARM_USUAL] == 0)
            return only_remedy;
        if (days[PHIL_ARM_REMEDY] < LEAST_DAYS || days[PHIL_ARM_USUAL] < LEAST_DAYS)
            return few_days;
    }
    return rows->total > 0 ? NULL : no_twitch;
}

/* Whether a flat prior leaves the likelihood without an end. */
static bool is_separated(const struct phil_rows *rows)
{
    return rows->arm_count[PHIL_ARM_USUAL] == 0 || rows->arm_count[PHIL_ARM_REMEDY] == 0;
}

static enum phil_status integrate(struct phil_fit *fit, const struct phil_prior *prior,
                                  const struct phil_effort *effort, const struct phil_lattice *like)
{
    struct phil_laplace *l = &fit->laplace;
    phil_laplace_free_effect(l, 0);
    if (like) {
        fit->lattice = (struct phil_lattice){.n_angles = like->n_angles, .flat = like->flat};
        memcpy(fit->lattice.centre, like->centre, sizeof like->centre);
        memcpy(fit->lattice.width, like->width, sizeof like->width);
        for (int axis = 0; axis < PHIL_LATTICE_AXES; axis++)
            fit->lattice.width[axis] *= effort->step / phil_careful.step;
        fit->lattice.n_angles = (int)ceil(fit->lattice.n_angles * phil_careful.step / effort->step);
    } else if (!phil_lattice_find(&fit->lattice, l, effort)) {
        fit->reason = lost;
        return PHIL_OK;
    }
    fit->reference = like ? 0 : l->fixed[PHIL_EFFECT];
    enum phil_lattice_outcome outcome =
        phil_lattice_visit(&fit->lattice, l, effort, fit->reference);
    if (outcome == PHIL_LATTICE_DONE)
        outcome = phil_marginal_of(&fit->marginal, &fit->lattice, prior->effect_sd);
    if (outcome == PHIL_LATTICE_LOST)
        fit->reason = lost;
    return outcome == PHIL_LATTICE_NO_MEMORY ? PHIL_EMEM : PHIL_OK;
}

enum phil_status phil_fit_init(struct phil_fit *fit, const struct phil_trial_data *data,
                               const struct phil_choice *choice, const struct phil_prior *prior,
                               const struct phil_effort *effort, const struct phil_lattice *like)
{
    *fit = (struct phil_fit){.reason = NULL};
    if (!phil_rows_init(&fit->rows, data, choice))
        return PHIL_EMEM;
    fit->reason = obstacle(&fit->rows, choice);
    if (!fit->reason && isinf(prior->effect_sd) && !choice->by_dose && is_separated(&fit->rows))
        fit->reason = half_open;
    if (!fit->reason) {
        const struct phil_model model = phil_prior_model(prior, &fit->rows, true);
        if (!phil_laplace_init(&fit->laplace, &fit->rows, &model))
            return PHIL_EMEM;
        const enum phil_status status = integrate(fit, prior, effort, like);
        if (status != PHIL_OK)
            return status;
    }
    phil_fit_with_prior(fit, prior->effect_sd, &fit->effect);
    fit->reason = fit->effect.rate_ratio.reason;
    return PHIL_OK;
}

void phil_fit_with_prior(const struct phil_fit *fit, double effect_sd, struct phil_effect *effect)
{
    struct phil_curve curve;
    const bool endless = !fit->reason && isinf(effect_sd) && is_separated(&fit->rows);
    if (fit->reason || endless) {
        *effect = phil_effect_none(endless ? half_open : fit->reason);
        return;
    }
    if (!phil_curve_of(&curve, &fit->marginal, fit->marginal.density, effect_sd)) {
        *effect = phil_effect_none(lost);
        return;
    }
    *effect = phil_effect_none(untested);
    phil_curve_effect(&curve, effect);
}

void phil_fit_release(struct phil_fit *fit)
{
    phil_lattice_release(&fit->lattice);
    phil_laplace_release(&fit->laplace);
    phil_rows_release(&fit->rows);
}
