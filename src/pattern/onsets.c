/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rhythm in the times of the twitches: clonic bursts, or a unit that fires regularly.
 *
 * Idea. Within a run of twitches (successive onsets under 0.5 s apart) a beat shows as onsets that
 * fall on one phase. The Rayleigh power |sum exp(2 pi i f t)|^2 / n of each run, cut into parts of
 * at most 4 s so that a wandering beat still counts, is added over all runs; the largest value
 * over 2-14 Hz is the statistic.
 *
 * Null hypothesis. Within each part the twitches come at random, but no closer than the shortest
 * interval seen in any part (muscle and detector both need time to recover, and a dead time alone
 * looks like a beat), with the same number and length: uniform points with that dead time. 399
 * such surrogates, rounded to the frame grid like the data, give p = (1 + those at least as
 * large) / 400 (Davison and Hinkley 1997, 4.2), so p is never below 0.0025. The draws have a
 * fixed seed: same events, same p.
 *
 * Where it fails. Fewer than 8 twitches in runs say nothing. A beat slower than 2 Hz makes no runs
 * here; one faster than half the frame rate is folded.
 */
#include "pattern/parts.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "base/random.h"

static const double two_pi = 6.283185307179586;
static const double lowest_hz = 2, highest_hz = 14;
static const double step_hz = 0.1; /* under half of 1 / longest_part_s */
static const double longest_part_s = 4;
enum {
    SURROGATES = 399,
    LEAST_ONSETS = 8,
    LEAST_PART = 4,    /* fewer fix no phase */
    MOST_ONSETS = 160, /* bounds the time (20 ms); more add little to p >= 0.0025 */
};
/* Seed and stream of the surrogates' counter-based generator; any fixed number will do. */
static const uint64_t surrogate_seed = 0x7068696c, surrogate_stream = 1;

struct onsets {
    size_t n, n_parts, n_frequencies;
    size_t part[MOST_ONSETS / LEAST_PART + 2]; /* first onset of each part, and the end */
    double time[MOST_ONSETS], drawn[MOST_ONSETS];
    double *power; /* n_frequencies */
    double *sums;  /* 2 x n_frequencies, behind `power` */
};

static void add_part(struct onsets *o, const struct phil_pattern_data *data, size_t first, size_t n)
{
    if (n < LEAST_PART || o->n + n > MOST_ONSETS)
        return;
    o->part[o->n_parts++] = o->n;
    for (size_t i = 0; i < n; i++)
        o->time[o->n++] = data->volley[first + i].time_s - data->volley[first].time_s;
    o->part[o->n_parts] = o->n;
}

static void collect_parts(struct onsets *o, const struct phil_pattern_data *data)
{
    for (size_t i = 0, n; i < data->n_volleys; i += n) {
        n = phil_volley_run(data, i);
        for (size_t from = i, to; from < i + n; from = to) {
            to = from + 1;
            while (to < i + n &&
                   data->volley[to].time_s - data->volley[from].time_s <= longest_part_s)
                to++;
            add_part(o, data, from, to - from);
        }
    }
}

/* Adds one part's Rayleigh power at every frequency; each onset's phase is turned from one
 * frequency to the next by a rotation. */
static void add_power(struct onsets *o, const double *time, size_t n)
{
    double *re = o->sums, *im = o->sums + o->n_frequencies;
    for (size_t j = 0; j < 2 * o->n_frequencies; j++)
        o->sums[j] = 0;
    for (size_t i = 0; i < n; i++) {
        const double turn_re = cos(two_pi * step_hz * time[i]);
        const double turn_im = sin(two_pi * step_hz * time[i]);
        double c = cos(two_pi * lowest_hz * time[i]), s = sin(two_pi * lowest_hz * time[i]);
        for (size_t j = 0; j < o->n_frequencies; j++) {
            re[j] += c;
            im[j] += s;
            const double next = c * turn_re - s * turn_im;
            s = c * turn_im + s * turn_re;
            c = next;
        }
    }
    for (size_t j = 0; j < o->n_frequencies; j++)
        o->power[j] += (re[j] * re[j] + im[j] * im[j]) / (double)n;
}

/* Largest summed Rayleigh power, and where. */
static double statistic(struct onsets *o, const double *time, double *at_hz)
{
    for (size_t j = 0; j < o->n_frequencies; j++)
        o->power[j] = 0;
    for (size_t p = 0; p < o->n_parts; p++)
        add_power(o, time + o->part[p], o->part[p + 1] - o->part[p]);
    size_t best = 0;
    for (size_t j = 1; j < o->n_frequencies; j++)
        if (o->power[j] > o->power[best])
            best = j;
    *at_hz = lowest_hz + (double)best * step_hz;
    return o->power[best];
}

/* The shortest interval within a part: the null's dead time. */
static double shortest_interval(const struct onsets *o)
{
    double shortest = INFINITY;
    for (size_t p = 0; p < o->n_parts; p++)
        for (size_t i = o->part[p] + 1; i < o->part[p + 1]; i++)
            shortest = fmin(shortest, o->time[i] - o->time[i - 1]);
    return fmax(0, shortest);
}

/* n onsets at random over the length of the part, at least the dead time apart, the first and the
 * last where they were: uniform points in what the dead times leave. */
static void draw_part(const double *time, double *drawn, size_t n, double dead, double frame_s,
                      uint64_t *counter)
{
    const double room = fmax(0, time[n - 1] - time[0] - dead * (double)(n - 1));
    for (size_t i = 1; i + 1 < n; i++)
        drawn[i] = room * phil_random_uniform(surrogate_seed, surrogate_stream, (*counter)++);
    gsl_sort(drawn + 1, 1, n - 2);
    for (size_t i = 1; i + 1 < n; i++)
        drawn[i] = frame_s * round((time[0] + drawn[i] + dead * (double)i) / frame_s);
    drawn[0] = time[0];
    drawn[n - 1] = time[n - 1];
}

static double surrogate_p(struct onsets *o, double found, double frame_s)
{
    const double dead = shortest_interval(o);
    uint64_t counter = 0;
    int as_large = 0;
    double unused;
    for (int k = 0; k < SURROGATES; k++) {
        for (size_t p = 0; p < o->n_parts; p++)
            draw_part(o->time + o->part[p], o->drawn + o->part[p], o->part[p + 1] - o->part[p],
                      dead, frame_s, &counter);
        as_large += statistic(o, o->drawn, &unused) >= found * (1 - 1e-9);
    }
    return (1.0 + as_large) / (1.0 + SURROGATES);
}

enum phil_status phil_rhythm_of_onsets(const struct phil_pattern_data *data,
                                       struct phil_rhythm *rhythm)
{
    static const char *const few = "fewer than eight twitches in runs under 0.5 s apart";
    static const char *const slow = "frame rate below 6 a second";
    const double top = fmin(highest_hz, data->frame_rate_hz / 2);
    struct onsets o = {.n = 0};
    *rhythm = (struct phil_rhythm){.spread = 0};
    collect_parts(&o, data);
    if (o.n < LEAST_ONSETS || top < lowest_hz + 1) {
        rhythm->hz = rhythm->p = phil_unmeasured(o.n < LEAST_ONSETS ? few : slow);
        return PHIL_OK;
    }
    o.n_frequencies = (size_t)floor((top - lowest_hz) / step_hz + 1e-9) + 1;
    o.power = phil_alloc_aligned(3 * o.n_frequencies, sizeof *o.power);
    if (!o.power)
        return PHIL_EMEM;
    o.sums = o.power + o.n_frequencies;
    double hz;
    const double found = statistic(&o, o.time, &hz);
    rhythm->hz = phil_measured(hz);
    rhythm->p = phil_measured(surrogate_p(&o, found, data->frame_s));
    free(o.power);
    return PHIL_OK;
}
