/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the matched filters show when nothing twitches; null.c tells the idea. */
#ifndef PHIL_EVENTS_NULL_H
#define PHIL_EVENTS_NULL_H

#include "events/matched.h"

struct phil_null {
    double inverse[PHIL_N_DURATIONS][3]; /* of the amplitudes' covariance: xx, xy, yy */
    double power[PHIL_N_DURATIONS];      /* 1 where the tail is a Gaussian's; less: heavier */
    size_t n;                            /* frames it rests on; 0: the region was not measurable */
};

/* Estimates the covariances from frames where use[i] is set (all frames if NULL), by trimmed
 * moments, so that twitches in up to a quarter of the frames do not spoil them. `fits` is that of
 * phil_matched_fit. The powers are 1. False when out of memory. */
bool phil_null_spread(const struct phil_fit *fits, size_t n, const bool *use,
                      struct phil_null *null);

/* A null without a quiet frame: what the samples' own standard errors make of the amplitudes, with
 * the worst that a codec has been seen to add; powers 1. False when out of memory. */
bool phil_null_from_errors(const struct phil_trace *trace, enum phil_region region,
                           const struct phil_clock *clock, struct phil_null *null);

/* How much louder than usual each region's noise is around each frame: a factor on variances, 1 or
 * more. `fits` and `loud` hold the regions one after the other. False when out of memory. */
bool phil_null_loudness(const struct phil_trace *trace, const struct phil_clock *clock,
                        const struct phil_fit *fits, const bool *use,
                        const struct phil_null null[PHIL_N_REGIONS], float *loud);

/* Sets the powers of all regions' nulls from how large the statistic grows in `use` frames. `fits`
 * and `loud` hold the regions one after the other. False when out of memory. */
bool phil_null_tails(const struct phil_fit *fits, const float *loud, size_t n, const bool *use,
                     struct phil_null null[PHIL_N_REGIONS]);

/* A fit's statistic: without a twitch it is about a chi-square of two degrees, however heavy the
 * clip's tail. 0 for NaN or an unknown null. */
double phil_null_statistic(const struct phil_null *null, int width, double loud,
                           const struct phil_fit *fit);

#endif
