/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The floor: the smallest twitch found nine times in ten, had it been there.
 *
 * Idea. What codec and measurement made of known pulses (codec.c) is put at random moments of rest
 * into the region's own trace, and the detector is asked whether it would have reported a twitch
 * (what_if.c): with this clip's noise, threshold and rules. For each moment the smallest height
 * that is reported is found by halving; the 90th centile of those heights is the floor. Pulses of
 * all regions of the mouth serve for each region, scaled by the share of a movement that its own
 * windows see (probe.c) against those that were tested: how a codec treats skin depends on its
 * quantiser more than on the place, and few pulses of one region would be a matter of luck.
 *
 * Where nothing is known of the codec, pulses go in as they are; the result is then a lower bound.
 *
 * Where it fails. Fewer than some seconds of rest; twitches narrower than the assumed bump; a
 * detector that reports a larger movement less often than a smaller one.
 */
#include "analysis/floor.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

enum { TRIALS = 60, FEWEST_TRIALS = 20, FEWEST_RESPONSES = 6 };

static const double FOUND_SHARE = 0.9;

/* Heights tried: from LEAST_MM up by STEP to phil_floor_most_mm. A step is a third of the precision
 * that 60 trials give. */
static const double LEAST_MM = 0.01, STEP = 1.05;
const double phil_floor_most_mm = 10;

const char *const phil_floor_beyond = "short twitches of any size are missed more than once in ten";

/* Lengths of pulses that meet no codec: log-uniform over 60-200 ms (design.md section 2). */
static const double SHORTEST_S = 0.06, LONGEST_S = 0.2;

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool was_quiet(const struct phil_floor_means *m, const struct phil_response *r)
{
    for (int i = 0; i < r->n; i++)
        if (r->first + (size_t)i >= m->trace->n_frames || !m->found->quiet[r->first + (size_t)i])
            return false;
    return true;
}

/* The responses to draw from: those at rest, or all when there are few. */
static int usable(const struct phil_floor_means *m, const struct phil_response **list)
{
    int n = 0;
    if (!m->codec)
        return 0;
    for (int k = 0; k < m->codec->n; k++)
        if (was_quiet(m, &m->codec->response[k]))
            list[n++] = &m->codec->response[k];
    if (n >= FEWEST_RESPONSES)
        return n;
    for (n = 0; n < m->codec->n; n++)
        list[n] = &m->codec->response[n];
    return n;
}

/* A pulse that meets no codec. */
static void plain_response(const struct phil_clock *clock, double u, double v,
                           struct phil_response *r)
{
    const double length_s = SHORTEST_S * pow(LONGEST_S / SHORTEST_S, u), angle = 2 * M_PI * v;
    const int half = (int)fmin(PHIL_CODEC_FRAMES / 2 - 1, ceil(length_s / clock->interval_s));
    memset(r, 0, sizeof *r);
    r->n = 2 * half + 1;
    r->peak = half;
    r->free = 1;
    r->n_levels = 1;
    r->height_px[0] = 1;
    for (int i = 0; i < r->n; i++) {
        /* The peak lies anywhere between two frames. */
        const double t = (i - half + fmod(7 * u, 1) - 0.5) * clock->interval_s;
        r->pulse[i] = (float)phil_pulse(t, length_s);
        r->seen[0][i][0] = (float)(r->pulse[i] * cos(angle));
        r->seen[0][i][1] = (float)(r->pulse[i] * sin(angle));
    }
}

static bool found_at(struct phil_what_if *what_if, const struct phil_response *r, double height_px,
                     double scale)
{
    float move[PHIL_CODEC_FRAMES][2], sd_px[PHIL_CODEC_FRAMES];
    phil_response_at(r, height_px, scale, move, sd_px);
    const struct phil_addition addition = {r->n, r->peak, (const float(*)[2])move, sd_px};
    return phil_what_if_found(what_if, &addition);
}

/* Smallest height that is found, by halving the number of steps; INFINITY when none is. */
static double height_needed(struct phil_what_if *what_if, const struct phil_response *r,
                            double scale, double px_per_mm)
{
    int low = 0, high = (int)ceil(log(phil_floor_most_mm / LEAST_MM) / log(STEP));
    if (!found_at(what_if, r, LEAST_MM * px_per_mm * pow(STEP, high), scale))
        return INFINITY;
    while (low < high) {
        const int middle = (low + high) / 2;
        if (found_at(what_if, r, LEAST_MM * px_per_mm * pow(STEP, middle), scale))
            high = middle;
        else
            low = middle + 1;
    }
    return LEAST_MM * px_per_mm * pow(STEP, high);
}

double phil_floor_px(const struct phil_floor_means *m, enum phil_region region, double gain)
{
    const struct phil_clock clock = phil_clock_of(m->trace);
    const struct phil_response *list[PHIL_CODEC_PULSES];
    const size_t n = m->trace->n_frames;
    const int n_list = usable(m, list);
    const uint64_t stream = 1000 + (uint64_t)region;
    double needed[TRIALS];
    int trials = 0;
    const double scale = n_list > 0 ? gain / m->tested_gain : gain;
    if (!(scale > 0) || m->found->null[region].n < 20 || n < 20)
        return NAN;
    for (uint64_t draw = 0; draw < 20 * TRIALS && trials < TRIALS; draw++) {
        const double u = phil_random_uniform(m->seed, stream, 3 * draw + 1);
        const double v = phil_random_uniform(m->seed, stream, 3 * draw + 2);
        const size_t at = (size_t)(phil_random_uniform(m->seed, stream, 3 * draw) * (double)n);
        struct phil_response plain;
        if (at >= n || !m->found->quiet[at])
            continue;
        struct phil_what_if *what_if =
            phil_what_if_new(m->found, m->trace, &clock, m->px_per_mm, region, at);
        if (!what_if)
            continue;
        if (n_list == 0)
            plain_response(&clock, u, v, &plain);
        const struct phil_response *r = n_list > 0 ? list[(int)(u * n_list)] : &plain;
        /* Something real may be there already. */
        if (!phil_what_if_found(what_if, NULL))
            needed[trials++] = height_needed(what_if, r, scale, m->px_per_mm);
        phil_what_if_free(what_if);
    }
    if (trials < FEWEST_TRIALS)
        return NAN;
    qsort(needed, (size_t)trials, sizeof *needed, by_value);
    return needed[(int)ceil(FOUND_SHARE * trials) - 1];
}

double phil_floor_codec_gain(const struct phil_floor_means *m, enum phil_region region,
                             double height_px)
{
    const struct phil_response *list[PHIL_CODEC_PULSES];
    const int n_list = usable(m, list);
    double sum = 0;
    if (n_list == 0 || region > PHIL_MOUTH_CORNER_RIGHT)
        return NAN;
    for (int k = 0; k < n_list; k++)
        sum += phil_response_gain(list[k], height_px);
    return fmax(0, fmin(1, sum / n_list));
}
