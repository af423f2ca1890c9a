/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Random-effects mean: patients truly differ, and each is known with an error. The variance between
 * them is the restricted maximum-likelihood estimate (REML) by its fixed-point equation; the
 * interval of the mean is Hartung and Knapp's (2001, doi:10.1002/sim.791), with Student's t and
 * never shorter than the one without their factor (Roever, Knapp and Friede 2015,
 * doi:10.1186/s12874-015-0091-1), for with few patients that factor is near 0 by chance. The spread
 * is the prediction interval of Higgins, Thompson and Spiegelhalter 2009
 * (doi:10.1111/j.1467-985X.2008.00552.x), t with n - 2 degrees of freedom.
 *
 * It takes errors as normal and their variances as known. With three to five patients REML often
 * finds no variance where there is some: the spread is then too short, which no formula mends.
 */
#include "monitor/pool.h"

#include <math.h>

#include "monitor/medians.h"

struct weighted {
    double sum, mean, error;
};

static struct weighted weigh(const double *value, const double *variance, size_t n, double tau2)
{
    struct weighted w = {0};
    for (size_t i = 0; i < n; i++) {
        w.sum += 1 / (variance[i] + tau2);
        w.mean += value[i] / (variance[i] + tau2);
    }
    w.mean /= w.sum;
    w.error = sqrt(1 / w.sum);
    return w;
}

/* The derivative of the restricted log-likelihood by tau squared, times two. */
static double score(const double *value, const double *variance, size_t n, double tau2)
{
    const struct weighted w = weigh(value, variance, n, tau2);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        const double weight = 1 / (variance[i] + tau2), d = value[i] - w.mean;
        sum += weight * weight * d * d - weight;
        squares += weight * weight;
    }
    return sum + squares / w.sum;
}

/* Its root from above, or 0: halving finds it whatever the values are. */
static double reml(const double *value, const double *variance, size_t n)
{
    double lo = 0, hi = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            hi = fmax(hi, (value[i] - value[j]) * (value[i] - value[j]));
    if (score(value, variance, n, 0) <= 0)
        return 0;
    for (int i = 0; i < 60 && score(value, variance, n, hi) > 0; i++)
        hi = 2 * hi + 1e-12;
    for (int i = 0; i < 100; i++) {
        const double middle = (lo + hi) / 2;
        if (score(value, variance, n, middle) > 0)
            lo = middle;
        else
            hi = middle;
    }
    return (lo + hi) / 2;
}

struct phil_pooled phil_pool(const double *value, const double *variance, size_t n)
{
    struct phil_pooled pooled = {.tau = NAN, .spread = {NAN, NAN}};
    const double tau2 = n > 1 ? reml(value, variance, n) : 0;
    const struct weighted w = weigh(value, variance, n, tau2);
    double q = 0;
    for (size_t i = 0; i < n; i++)
        q += (value[i] - w.mean) * (value[i] - w.mean) / (variance[i] + tau2);
    const double factor = n > 1 ? fmax(1, q / (double)(n - 1)) : 1;
    pooled.mean = w.mean;
    pooled.error = w.error * sqrt(factor);
    const double reach = n > 1 ? phil_t_quantile(1 - PHIL_TAIL, (double)n - 1) : 1.959963984540054;
    pooled.interval =
        (struct phil_interval){w.mean - reach * pooled.error, w.mean + reach * pooled.error};
    if (n > 1)
        pooled.tau = sqrt(tau2);
    if (n > 2) {
        const double far = phil_t_quantile(1 - PHIL_TAIL, (double)n - 2) *
                           sqrt(tau2 + pooled.error * pooled.error);
        pooled.spread = (struct phil_interval){w.mean - far, w.mean + far};
    }
    return pooled;
}
