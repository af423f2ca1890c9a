/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The negative-binomial law by its mean and overdispersion phi: variance = m + phi m^2. */
#ifndef PHIL_TRIAL_NEGBIN_H
#define PHIL_TRIAL_NEGBIN_H

#include <stddef.h>

/* Sum over the counts of the part of the log probability that does not depend on the means:
 * log Gamma(y + k) - log Gamma(k) + y log phi, k = 1 / phi. That of y! is left out. */
double phil_negbin_constant(const double *counts, size_t n, double phi);

#endif
