/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The floor: the smallest twitch found nine times in ten, had it been there.
 *
 * Idea. Pulses of a twitch's shape (50-200 ms, any direction) are put at random moments of rest
 * into the region's own trace, scaled by the gain that pixels told (probe.c), and the same matched
 * filters with the same noise and the same threshold look for them. The filters are linear, so for
 * each pulse the smallest height that crosses the threshold follows without trying heights one by
 * one: the fit of trace + h * pulse is the fit of the trace plus h times the fit of the pulse. The
 * 90th centile of those heights is the floor.
 *
 * Where it fails. Fewer than some seconds of rest; twitches narrower than the assumed bump.
 */
#include "analysis/floor.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

enum { TRIALS = 60, FEWEST_TRIALS = 20 };

static const double FOUND_SHARE = 0.9;

/* Lengths of twitches: log-uniform over 50-200 ms (design.md section 2). */
static const double SHORTEST_S = 0.06, LONGEST_S = 0.2;

/* One look of the filters near the pulse: fit of the trace, fit of the unit pulse. */
struct look {
    double ax, ay, px, py;
    int width;
};

static bool add_look(const struct phil_trace *trace, enum phil_region region,
                     const struct phil_clock *clock, const int *stretch, const float *precision,
                     size_t at, int w, double peak_s, double length_s, const double unit[2],
                     struct look *look)
{
    struct phil_matched_window window;
    if (!phil_matched_weights(clock, stretch, precision, at, w, &window))
        return false;
    double pulse = 0;
    *look = (struct look){.width = w};
    for (size_t k = window.first; k <= window.last; k++) {
        const double weight = window.weight[k - window.first];
        if (weight == 0)
            continue;
        look->ax += weight * trace->region[region][k].dx_px;
        look->ay += weight * trace->region[region][k].dy_px;
        pulse += weight * phil_pulse(trace->time_s[k] - peak_s, length_s);
    }
    look->px = pulse * unit[0];
    look->py = pulse * unit[1];
    return true;
}

/* Smallest height > 0 at which a look's statistic reaches the threshold: a quadratic in it. */
static double height_needed(const struct look *l, const struct phil_null *null, double threshold)
{
    const double *s = null->inverse[l->width];
    const double a = s[0] * l->px * l->px + 2 * s[1] * l->px * l->py + s[2] * l->py * l->py;
    const double b =
        s[0] * l->ax * l->px + s[1] * (l->ax * l->py + l->ay * l->px) + s[2] * l->ay * l->py;
    const double c = s[0] * l->ax * l->ax + 2 * s[1] * l->ax * l->ay + s[2] * l->ay * l->ay -
                     phil_null_needed(null, l->width, 1, threshold);
    if (!(a > 0))
        return INFINITY;
    if (c >= 0)
        return 0;
    return (-b + sqrt(b * b - a * c)) / a;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double phil_floor_px(const struct phil_trace *trace, enum phil_region region,
                     const struct phil_found *found, double gain, uint64_t seed)
{
    const struct phil_clock clock = phil_clock_of(trace);
    const struct phil_null *null = &found->null[region];
    const size_t n = trace->n_frames;
    double needed[TRIALS];
    int trials = 0;
    if (!(gain > 0) || null->n < 20 || n < 20)
        return NAN;
    int *stretch = malloc(n * sizeof *stretch);
    float *precision = malloc(n * sizeof *precision);
    if (!stretch || !precision || !phil_sample_precision(trace, region, precision)) {
        free(stretch);
        free(precision);
        return NAN;
    }
    phil_number_stretches(trace, region, stretch);
    for (uint64_t draw = 0; draw < 20 * TRIALS && trials < TRIALS; draw++) {
        const uint64_t stream = 1000 + (uint64_t)region;
        const double place = phil_random_uniform(seed, stream, 4 * draw);
        const double angle = 2 * M_PI * phil_random_uniform(seed, stream, 4 * draw + 1);
        const double length = SHORTEST_S * pow(LONGEST_S / SHORTEST_S,
                                               phil_random_uniform(seed, stream, 4 * draw + 2));
        const double phase = phil_random_uniform(seed, stream, 4 * draw + 3) - 0.5;
        const size_t at = (size_t)(place * (double)n);
        if (at >= n || !found->quiet[at] || stretch[at] < 0)
            continue;
        const double peak_s = trace->time_s[at] + phase * clock.interval_s;
        const double unit[2] = {cos(angle), sin(angle)};
        double best = INFINITY;
        int looks = 0;
        for (size_t i = at > 2 ? at - 2 : 0; i <= at + 2 && i < n; i++)
            for (int w = 0; w < PHIL_N_DURATIONS; w++) {
                struct look look;
                if (!add_look(trace, region, &clock, stretch, precision, i, w, peak_s, length, unit,
                              &look))
                    continue;
                const double height = height_needed(&look, null, found->threshold);
                best = fmin(best, height);
                looks++;
            }
        /* A height of 0 means that something real is there already. */
        if (looks > 0 && best > 0)
            needed[trials++] = best;
    }
    free(stretch);
    free(precision);
    if (trials < FEWEST_TRIALS)
        return NAN;
    qsort(needed, (size_t)trials, sizeof *needed, by_value);
    const int rank = (int)ceil(FOUND_SHARE * trials) - 1;
    return isfinite(needed[rank]) ? needed[rank] / gain : NAN;
}
