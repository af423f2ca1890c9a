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

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "pattern/quantiles.h"

static const double doublet_gap_s = 0.15; /* pattern.h */
static const double hold_s = 1;           /* pattern.h */
enum { LEAST_INTERVALS = 3, LEAST_BURST = 3 };

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
    const struct phil_interval mean = phil_count_interval(pattern->twitches);
    pattern->rate_ci = (struct phil_interval){mean.lo / minutes, mean.hi / minutes};
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
    const struct phil_interval share = phil_share_interval(right, left);
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
