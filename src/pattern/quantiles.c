/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Quantiles by halving an interval of the distribution function. GSL's own inverses call the
 * process-wide error handler, which aborts, when an iteration of theirs does not settle.
 */
#include "pattern/quantiles.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

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

/* Up there GSL's distribution function can stop the program (it does near 2e9), and Wilson and
 * Hilferty's cube root (1931, doi:10.1073/pnas.17.12.684) is within 2e-9 of the quantile, as a
 * share of it (R: qchisq). */
#define MANY_DEGREES 1e5

double phil_chi_square_quantile(double p, double degrees)
{
    if (degrees > MANY_DEGREES) {
        const double v = 2 / (9 * degrees);
        return degrees * pow(1 - v + gsl_cdf_ugaussian_Pinv(p) * sqrt(v), 3);
    }
    return quantile(chi_square, p, degrees, 0, 0, degrees + 1);
}

double phil_f_quantile(double p, double degrees_1, double degrees_2)
{
    return quantile(gsl_cdf_fdist_P, p, degrees_1, degrees_2, 0, 1);
}

struct phil_interval phil_count_interval(double count)
{
    if (!(count >= 0) || !isfinite(count))
        return (struct phil_interval){NAN, NAN};
    const double lo = count > 0 ? phil_chi_square_quantile(PHIL_TAIL, 2 * count) / 2 : 0;
    return (struct phil_interval){lo, phil_chi_square_quantile(1 - PHIL_TAIL, 2 * count + 2) / 2};
}

struct phil_interval phil_share_interval(double hits, double misses)
{
    const double lo = hits > 0 ? quantile(gsl_cdf_beta_P, PHIL_TAIL, hits, misses + 1, 0, 1) : 0;
    const double hi =
        misses > 0 ? quantile(gsl_cdf_beta_P, 1 - PHIL_TAIL, hits + 1, misses, 0, 1) : 1;
    return (struct phil_interval){lo, hi};
}
