/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question answered: rows and a prior in, the distribution of the effect out. */
#ifndef PHIL_TRIAL_FIT_H
#define PHIL_TRIAL_FIT_H

#include "trial/posterior.h"

/* 95 in 100 remedies do less than halve or double the rate: judged, for doubters. */
#define PHIL_SCEPTICAL_SD 0.35

struct phil_fit {
    struct phil_rows rows;
    struct phil_laplace laplace;
    struct phil_lattice lattice;
    struct phil_marginal marginal;
    struct phil_effect effect;
    double reference;   /* rough size of the effect */
    const char *reason; /* why there is no effect; NULL when there is */
};

/* The effort of the main analysis, and of the many beside it. */
extern const struct phil_effort phil_careful, phil_brief;

/* The effect without its p value. `like`: where to look, from another fit of nearly the same rows;
 * NULL: find out. What cannot be answered is no failure: `reason` is set. Errors: PHIL_EMEM. The
 * caller releases *fit in any case. */
enum phil_status phil_fit_init(struct phil_fit *fit, const struct phil_trial_data *data,
                               const struct phil_choice *choice, const struct phil_prior *prior,
                               const struct phil_effort *effort, const struct phil_lattice *like);
void phil_fit_release(struct phil_fit *fit);

/* The same fit under another prior of the effect: the sceptical, a flat or a narrower one. */
void phil_fit_with_prior(const struct phil_fit *fit, double effect_sd, struct phil_effect *effect);

/* An effect that could not be measured. */
struct phil_effect phil_effect_none(const char *reason);

#endif
