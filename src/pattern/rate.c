/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts and what follows from them: rate, side, regularity, size, bursts.
 *
 * The interval of the rate is Garwood's (Biometrika 1936;28:437), exact for a Poisson count; that
 * of the side is Clopper and Pearson's (Biometrika 1934;26:404), exact for a binomial count. Both
 * take twitches as independent. Twitches that come in bursts are not, and then the truth spreads
 * wider than these intervals: compare `bursts` before comparing two rates.
 */
#include "pattern/parts.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/checked.h"

static const double tail = 0.025;         /* of each end of a 95 % interval */
static const double doublet_gap_s = 0.15; /* pattern.h */
static const double hold_s = 1;           /* pattern.h */
enum { LEAST_INTERVALS = 3, LEAST_BURST = 3 };

static double chi_square(double x, double degrees, double unused)
{
    return gsl_cdf_chisq_P(x, degrees);
}

/* Bisection instead of GSL's own inverses: those call the process-wide error handler, which
 * aborts, when an iteration of theirs does not settle. `cdf` rises from 0 at `lo` to above
 * `p` at `hi`. 200 halvings reach the last bit of a double. */
static double quantile(double (*cdf)(double, double, double), double p, double a, double b,
                       double lo, double hi)
{
    for (int i = 0; i < 200 && lo < hi; i++) {
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

/* Where the chi-square distribution surely has all but 1e-9 of its mass (Laurent and Massart,
 * Ann Stat 2000;28:1302: degrees + 2 sqrt(degrees t) + 2 t with t = 21). */
static double chi_square_end(double degrees)
{
    return degrees + 2 * sqrt(21 * degrees) + 42;
}

static struct phil_interval garwood(size_t n, double exposure)
{
    const double lower = 2.0 * (double)n, upper = lower + 2;
    const double lo = n ? quantile(chi_square, tail, lower, 0, 0, chi_square_end(lower)) / 2 : 0;
    const double hi = quantile(chi_square, 1 - tail, upper, 0, 0, chi_square_end(upper)) / 2;
    return (struct phil_interval){lo / exposure, hi / exposure};
}

static struct phil_interval clopper_pearson(double hits, double misses)
{
    const double lo = hits > 0 ? quantile(gsl_cdf_beta_P, tail, hits, misses + 1, 0, 1) : 0;
    const double hi = misses > 0 ? quantile(gsl_cdf_beta_P, 1 - tail, hits + 1, misses, 0, 1) : 1;
    return (struct phil_interval){lo, hi};
}

static void rate(const struct phil_pattern_data *data, struct phil_pattern *pattern)
{
    pattern->twitches = (int)data->n_twitches;
    if (!(data->rest_s > 0)) {
        pattern->rate_per_min = phil_unmeasured("no rest in the recording");
        pattern->rate_ci = (struct phil_interval){NAN, NAN};
        return;
    }
    const double minutes = data->rest_s / 60;
    pattern->rate_per_min = phil_measured((double)data->n_twitches / minutes);
    pattern->rate_ci = garwood(data->n_twitches, minutes);
}

static void laterality(const struct phil_pattern_data *data, struct phil_pattern *pattern)
{
    double right = 0, left = 0;
    for (size_t i = 0; i < data->n_twitches; i++) {
        right += data->twitch[i]->side == PHIL_SIDE_RIGHT;
        left += data->twitch[i]->side == PHIL_SIDE_LEFT;
    }
    if (right + left < 1) {
        pattern->laterality = phil_unmeasured("no twitch on one side alone");
        pattern->laterality_ci = (struct phil_interval){NAN, NAN};
        return;
    }
    const struct phil_interval share = clopper_pearson(right, left);
    pattern->laterality = phil_measured((right - left) / (right + left));
    pattern->laterality_ci = (struct phil_interval){2 * share.lo - 1, 2 * share.hi - 1};
}

static void interval_cv(const struct phil_pattern_data *data, struct phil_pattern *pattern,
                        double *buffer)
{
    size_t n = 0;
    for (size_t i = 1; i < data->n_volleys; i++)
        if (data->volley[i].stretch == data->volley[i - 1].stretch)
            buffer[n++] = data->volley[i].time_s - data->volley[i - 1].time_s;
    const double mean = n ? gsl_stats_mean(buffer, 1, n) : 0;
    if (n < LEAST_INTERVALS || !(mean > 0))
        pattern->interval_cv =
            phil_unmeasured("fewer than three intervals between twitches within one rest");
    else
        pattern->interval_cv = phil_measured(gsl_stats_sd_m(buffer, 1, n, mean) / mean);
}

static struct phil_value median(double *values, size_t n, const char *reason)
{
    if (!n)
        return phil_unmeasured(reason);
    gsl_sort(values, 1, n);
    return phil_measured(gsl_stats_median_from_sorted_data(values, 1, n));
}

static void sizes(const struct phil_pattern_data *data, struct phil_pattern *pattern,
                  double *buffer)
{
    for (size_t i = 0; i < data->n_twitches; i++) {
        buffer[i] = data->twitch[i]->offset_s - data->twitch[i]->onset_s;
        pattern->tonic_holds += buffer[i] > hold_s;
    }
    pattern->median_duration_s = median(buffer, data->n_twitches, "no twitch at rest");
    size_t n = 0;
    for (size_t i = 0; i < data->n_twitches; i++)
        if (isfinite(data->twitch[i]->amplitude_mm))
            buffer[n++] = data->twitch[i]->amplitude_mm;
    pattern->median_amplitude_mm = median(
        buffer, n, data->n_twitches ? "no twitch has a size in millimetres" : "no twitch at rest");
}

static void runs(const struct phil_pattern_data *data, struct phil_pattern *pattern)
{
    for (size_t i = 0, n; i < data->n_volleys; i += n) {
        n = phil_volley_run(data, i);
        pattern->bursts += n >= LEAST_BURST;
        pattern->doublets +=
            n == 2 && data->volley[i + 1].time_s - data->volley[i].time_s < doublet_gap_s;
    }
}

enum phil_status phil_pattern_rates(const struct phil_pattern_data *data,
                                    struct phil_pattern *pattern)
{
    double *buffer = phil_alloc_aligned(data->n_twitches + 1, sizeof *buffer);
    if (!buffer)
        return PHIL_EMEM;
    rate(data, pattern);
    laterality(data, pattern);
    interval_cv(data, pattern, buffer);
    sizes(data, pattern, buffer);
    runs(data, pattern);
    free(buffer);
    return PHIL_OK;
}
