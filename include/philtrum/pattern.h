/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/pattern.h - what kind of movement the twitches make: rate, side, rhythm, synchrony.
 */
#ifndef PHILTRUM_PATTERN_H
#define PHILTRUM_PATTERN_H

#include <philtrum/events.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phil_movement {
    PHIL_MOVEMENT_NONE,
    PHIL_MOVEMENT_ISOLATED_TWITCHES,
    PHIL_MOVEMENT_RIPPLE,
    PHIL_MOVEMENT_CLONIC_BURSTS,
    PHIL_MOVEMENT_TONIC_SPASM,
    PHIL_MOVEMENT_TREMOR,
    PHIL_MOVEMENT_TIC_LIKE,
    PHIL_MOVEMENT_VOLUNTARY,
    PHIL_N_MOVEMENTS,
};

/** "none" | "isolated_twitches" | ...; static storage. */
PHIL_API const char *phil_movement_name(enum phil_movement movement);

struct phil_pattern {
    int twitches;                       /**< events of kind twitch within usable rest */
    struct phil_value rate_per_min;     /**< per minute of usable rest */
    struct phil_interval rate_ci;       /**< exact (Garwood) 95 % interval */
    struct phil_value laterality;       /**< (right - left) / (right + left), -1 to 1 */
    struct phil_interval laterality_ci; /**< from the exact (Clopper-Pearson) 95 % interval */
    struct phil_value interval_cv;      /**< SD / mean of the intervals between onsets within
                                             one rest; needs three. Twitches of several regions
                                             that begin together are one here, and in bursts
                                             and doublets */
    struct phil_value rhythm_hz;        /**< frequency of the strongest candidate for a rhythm,
                                             2 Hz to half the frame rate or 14 Hz; says
                                             nothing unless rhythm_p is small */
    struct phil_value rhythm_p;         /**< chance of so strong a peak in red noise, corrected
                                             for all frequencies and regions searched, never
                                             below 1e-6; 1 when no peak is narrow */
    struct phil_value median_duration_s;
    struct phil_value median_amplitude_mm;
    struct phil_value eye_mouth_synchrony; /**< share of mouth twitches with a lid twitch of the
                                                same side alone within 1.5 frames or 50 ms, beyond
                                                what chance would bring; twitches in a blink do
                                                not count; needs three others */
    struct phil_value eye_mouth_lag_s;     /**< median, lid minus mouth */
    struct phil_value brow_lift_with_eye_closure; /**< share of one-sided lid closures with the
                                                       brow of that side rising; needs three */
    int bursts;                     /**< runs of at least 3 twitches under 0.5 s apart */
    int doublets;                   /**< pairs under 0.15 s apart, alone */
    int tonic_holds;                /**< twitches held for more than 1 s */
    struct phil_value ripple_share; /**< share of rest time with continuous small motion of
                                         a part of the lower face */
    double highest_frequency_hz;    /**< half the frame rate */
    double shortest_duration_s;     /**< one frame interval */
    enum phil_movement movement;    /**< the likeliest */
    double movement_probability[PHIL_N_MOVEMENTS]; /**< sums to 1 */
};

/** Works out the pattern. `events` are in order of onset; `segments` cover the recording;
 *  `trace` may be NULL (events from another sensor): then rhythm comes from the events alone and
 *  ripple is unmeasured. Same input, same output: the surrogates' random numbers are fixed.
 *  A 10-minute trace at 30 frames/s takes about 0.1 s. `px_per_mm` > 0, `frame_rate_hz` > 0.
 *  Errors: PHIL_EARG, PHIL_EMEM. Too little data is a result: unmeasured values with reasons. */
PHIL_API enum phil_status phil_pattern_compute(struct phil_pattern *pattern,
                                               const struct phil_event *events, size_t n_events,
                                               const struct phil_segment *segments,
                                               size_t n_segments, const struct phil_trace *trace,
                                               double px_per_mm, double frame_rate_hz);

#ifdef __cplusplus
}
#endif
#endif
