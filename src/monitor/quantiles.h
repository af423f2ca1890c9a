/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles and the exact intervals of counts and shares. Degrees of freedom may be fractions. */
#ifndef PHIL_MONITOR_QUANTILES_H
#define PHIL_MONITOR_QUANTILES_H

#include <philtrum/base.h>

/* Of each end of a 95 % interval. */
#define PHIL_TAIL 0.025

double phil_t_quantile(double p, double degrees);
double phil_chi_square_quantile(double p, double degrees);
double phil_f_quantile(double p, double degrees_1, double degrees_2);

/* Of the mean of a Poisson count (Garwood 1936, doi:10.1093/biomet/28.3-4.437). */
struct phil_interval phil_count_interval(double count);

/* Of a share (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404). */
struct phil_interval phil_share_interval(int hits, int n);

/* The `p` quantile of `n` > 0 values in rising order, between neighbours in proportion. */
double phil_sorted_quantile(const double *sorted, size_t n, double p);

void phil_sort(double *values, size_t n);

/* Median of `n` values, which it sorts, with its interval from order statistics: exact whatever the
 * values' distribution is, never shorter than 95 %; NaN ends below 6. */
struct phil_interval phil_median_interval(double *values, size_t n, double *median);

#endif
