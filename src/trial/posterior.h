/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The posterior distribution of a trial's effect, and of what goes with it. */
#ifndef PHIL_TRIAL_POSTERIOR_H
#define PHIL_TRIAL_POSTERIOR_H

#include "trial/lattice.h"

enum { PHIL_CURVE = 241 }; /* equally spaced values of the log rate ratio */

/* The likelihood of the effect, everything else integrated out with its prior. */
struct phil_marginal {
    double first, step;
    double density[PHIL_CURVE]; /* not normalised */
    double coarse[PHIL_CURVE];  /* the same by every other point of the lattice */
};

/* A distribution of the effect under a prior, on the same values. */
struct phil_curve {
    double first, step;
    double density[PHIL_CURVE];
    double below[PHIL_CURVE]; /* distribution function */
};

/* Also turns the log weights of the points into those of the posterior under this prior, up to a
 * constant. */
enum phil_lattice_outcome phil_marginal_of(struct phil_marginal *marginal,
                                           struct phil_lattice *lattice, double effect_sd);

/* Adds the prior, scales to 1; false where the prior leaves nothing, or too much, of it. */
bool phil_curve_of(struct phil_curve *curve, const struct phil_marginal *marginal,
                   const double *density, double effect_sd);

/* The value below which `p` of the distribution lies; NaN outside (0, 1). */
double phil_curve_quantile(const struct phil_curve *curve, double p);

/* How much of it lies below `value`. */
double phil_curve_below(const struct phil_curve *curve, double value);

/* Median, 95 % interval and chances; p_value is left unmeasured. */
void phil_curve_effect(const struct phil_curve *curve, struct phil_effect *effect);

/* Largest distance of the distribution functions of all points and of every other. */
double phil_marginal_error(const struct phil_marginal *marginal, double effect_sd);

/* Weighted values: an approximate distribution of something at the points of a lattice. */
struct phil_mixture {
    size_t n;
    double *weight, *mean, *sd; /* normal parts; sd 0 for a plain value */
};
double phil_mixture_mean(const struct phil_mixture *mixture);
double phil_mixture_quantile(const struct phil_mixture *mixture, double p);

#endif
