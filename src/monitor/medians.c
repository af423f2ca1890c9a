/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Medians.
 *
 * The interval of a median: the k-th smallest and the k-th largest of n values hold the median
 * between them unless fewer than k values lie on one side of it, which is a matter of coins
 * (Thompson 1936, doi:10.1214/aoms/1177732502). The largest k that leaves at most 2.5 % at either
 * side is taken.
 */
#include "monitor/medians.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

double phil_sorted_quantile(const double *sorted, size_t n, double p)
{
    const double at = p * (double)(n - 1);
    const size_t i = (size_t)at;
    return i + 1 < n ? sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void phil_sort(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_value);
}

struct phil_interval phil_median_interval(double *values, size_t n, double *median)
{
    double below = 0, chance = exp2(-(double)n); /* of exactly k values on one side */
    size_t k = 0;
    phil_sort(values, n);
    *median = n ? phil_sorted_quantile(values, n, 0.5) : NAN;
    /* Beyond a thousand the first chances are too small for a double; the normal is then as good.
     */
    if (n > 1000)
        k = (size_t)floor((double)n / 2 - 1.96 * sqrt((double)n) / 2);
    else
        while (below + chance <= PHIL_TAIL) {
            below += chance;
            chance *= (double)(n - k) / (double)(k + 1);
            k++;
        }
    if (k < 1)
        return (struct phil_interval){NAN, NAN};
    return (struct phil_interval){values[k - 1], values[n - k]};
}
