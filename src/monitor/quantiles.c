/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quantiles by halving an interval of the distribution function. GSL's own inverses call the
 * process-wide error handler, which aborts, when an iteration of theirs does not settle.
 *
 * The interval of a median: the k-th smallest and the k-th largest of n values hold the median
 * between them unless fewer than k values lie on one side of it, which is a matter of coins
 * (Thompson 1936, doi:10.1214/aoms/1177732502). The largest k that leaves at most 2.5 % at either
 * side is taken.
 */
#include "monitor/quantiles.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

typedef double distribution(double x, double a, double b);

static double chi_square(double x, double degrees, double unused)
{
    return gsl_cdf_chisq_P(x, degrees);
}

static double student(double x, double degrees, double unused)
{
    return gsl_cdf_tdist_P(x, degrees);
}

/* `lo` is below the quantile. */
static double quantile(distribution *cdf, double p, double a, double b, double lo, double hi)
{
    for (int i = 0; i < 60 && cdf(hi, a, b) < p; i++) {
        lo = hi;
        hi = 2 * hi + 1;
    }
    for (int i = 0; i < 200; i++) {
        const double middle = lo + (hi - lo) / 2;
        if (middle <= lo || middle >= hi)
            break;
        if (cdf(middle, a, b) < p)
            lo = middle;
        else
            hi = middle;
    }
    return lo + (hi - lo) / 2;
}

double phil_t_quantile(double p, double degrees)
{
    return p < 0.5 ? -quantile(student, 1 - p, degrees, 0, 0, 1)
                   : quantile(student, p, degrees, 0, 0, 1);
}

double phil_chi_square_quantile(double p, double degrees)
{
    return quantile(chi_square, p, degrees, 0, 0, degrees + 1);
}

double phil_f_quantile(double p, double degrees_1, double degrees_2)
{
    return quantile(gsl_cdf_fdist_P, p, degrees_1, degrees_2, 0, 1);
}

struct phil_interval phil_count_interval(double count)
{
    const double lo = count > 0 ? phil_chi_square_quantile(PHIL_TAIL, 2 * count) / 2 : 0;
    return (struct phil_interval){lo, phil_chi_square_quantile(1 - PHIL_TAIL, 2 * count + 2) / 2};
}

struct phil_interval phil_share_interval(int hits, int n)
{
    const double misses = n - hits;
    const double lo = hits > 0 ? quantile(gsl_cdf_beta_P, PHIL_TAIL, hits, misses + 1, 0, 1) : 0;
    const double hi =
        misses > 0 ? quantile(gsl_cdf_beta_P, 1 - PHIL_TAIL, hits + 1, misses, 0, 1) : 1;
    return (struct phil_interval){lo, hi};
}

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
