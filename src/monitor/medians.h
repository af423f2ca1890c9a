/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Medians and their intervals. */
#ifndef PHIL_MONITOR_MEDIANS_H
#define PHIL_MONITOR_MEDIANS_H

#include "pattern/quantiles.h"

/* The `p` quantile of `n` > 0 values in rising order, between neighbours in proportion. */
double phil_sorted_quantile(const double *sorted, size_t n, double p);

void phil_sort(double *values, size_t n);

/* Median of `n` values, which it sorts, with its interval from order statistics: exact whatever the
 * values' distribution is, never shorter than 95 %; NaN ends below 6. */
struct phil_interval phil_median_interval(double *values, size_t n, double *median);

#endif
