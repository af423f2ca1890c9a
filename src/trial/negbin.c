/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The part of the negative-binomial log probability that does not depend on the mean, without
 * the cancellation of log Gamma(y + k) - log Gamma(k) for a large k (nearly Poisson).
 *
 * It is the sum over j < y of log(1 + phi j). Small counts multiply the factors; for large ones
 * Stirling's series stands in (Abramowitz and Stegun 1964, 6.1.40), its differences taken by log1p.
 */
#include "trial/negbin.h"

#include <math.h>

enum {
    SMALL = 48
}; /* counts below are multiplied out: (1 + 48 phi)^48 fits a double for phi < 1e4 */

static double stirling_rest(double x)
{
    const double i = 1 / x, s = i * i;
    return i * (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s / 1680)));
}

/* Stirling's series needs k of 10 at least; each step k -> k + 1 divides and multiplies a factor.
 */
static double large(double y, double phi)
{
    double k = 1 / phi, step = 0;
    while (k < 10) {
        step += log((k + 0.0) / (k + y));
        k += 1;
    }
    return step + (k + y - 0.5) * log1p(y / k) - y + y * log(k * phi) + stirling_rest(k + y) -
           stirling_rest(k);
}

static double small(double y, double phi)
{
    double product = 1;
    for (int j = 1; j < y; j++)
        product *= 1 + phi * j;
    return product;
}

double phil_negbin_constant(const double *counts, size_t n, double phi)
{
    double sum = 0, product = 1;
    for (size_t i = 0; phi > 0 && i < n; i++) {
        if (counts[i] < SMALL && phi < 1e3)
            product *= small(counts[i], phi);
        else
            sum += large(counts[i], phi);
        if (product > 1e80) { /* a log each now and then; the next factor is below 1e225 */
            sum += log(product);
            product = 1;
        }
    }
    return sum + log(product);
}
