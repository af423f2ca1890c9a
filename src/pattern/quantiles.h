/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles, and the exact intervals of counts and shares. Degrees of freedom may be fractions. */
#ifndef PHIL_PATTERN_QUANTILES_H
#define PHIL_PATTERN_QUANTILES_H

#include <philtrum/base.h>

/* Of each end of a 95 % interval. */
#define PHIL_TAIL 0.025

double phil_t_quantile(double p, double degrees);
double phil_chi_square_quantile(double p, double degrees);
double phil_f_quantile(double p, double degrees_1, double degrees_2);

/* Of the mean of a Poisson count >= 0, which may be a fraction; NaN ends otherwise (Garwood 1936,
 * doi:10.1093/biomet/28.3-4.437). Exact for independent events: where they come in bursts, or the
 * mean changes, the truth spreads wider. */
struct phil_interval phil_count_interval(double count);

/* Of a share (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404). */
struct phil_interval phil_share_interval(double hits, double misses);

#endif
