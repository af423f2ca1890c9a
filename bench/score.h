/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found beside what was there; and the amplitude at which nine in ten are found. */
#ifndef PHIL_BENCH_SCORE_H
#define PHIL_BENCH_SCORE_H

#include <philtrum/events.h>
#include <philtrum/sim.h>

#include "bench/clip.h"

/* A found twitch belongs to a true one when their peaks are this close, seconds. */
extern const double phil_bench_tolerance_s;

/* Sums over one or several clips; the arrays hold one number per true twitch that was found. */
struct phil_bench_score {
    int found, missed, wrong, place_right, n;
    double rest_s;                               /* usable rest */
    double peak_frames[PHIL_BENCH_MAX_TWITCHES]; /* how far the peak is off */
    double ratio[PHIL_BENCH_MAX_TWITCHES];       /* found over true amplitude */
    bool hit[PHIL_BENCH_MAX_TWITCHES];           /* per true twitch, of the last clip scored */
};

/* Adds one clip's events (of kind twitch). Of all pairs within the tolerance the closest are
 * taken first; events of lids and brows are no pair for a twitch of the mouth. */
void phil_bench_score_add(struct phil_bench_score *score, const struct phil_bench_clip *clip,
                          const struct phil_event *events, size_t n_events, double rest_s);

/* 2 found / (2 found + missed + wrong). */
double phil_bench_f1(const struct phil_bench_score *score);
double phil_bench_false_per_min(const struct phil_bench_score *score);

/* Adds `other` to `sum`, as far as there is room for the single numbers. */
void phil_bench_score_merge(struct phil_bench_score *sum, const struct phil_bench_score *other);

/* Where the chance of being found is 0.9: a normal distribution function of log(size) fitted by
 * maximum likelihood to single outcomes. NaN below 10 outcomes,
 * without both kinds, and beyond the largest size. */
double phil_bench_nine_in_ten(const double *size, const bool *found, int n);

#endif
