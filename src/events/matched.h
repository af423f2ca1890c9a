/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bank of matched filters over one region's trace; matched.c tells the idea. */
#ifndef PHIL_EVENTS_MATCHED_H
#define PHIL_EVENTS_MATCHED_H

#include <philtrum/motion.h>

enum { PHIL_N_DURATIONS = 7 };

/* Full widths of the pulses searched for, seconds. */
extern const double phil_pulse_width_s[PHIL_N_DURATIONS];

/* The pulse searched for: a raised cosine of full width `width_s` centred on 0; 1 at its peak. */
double phil_pulse(double offset_s, double width_s);

/* How far a fit looks to each side: the pulse and 0.2 s of baseline, seconds. */
double phil_matched_reach(double width_s);

/* Frames that the filters may use: good samples and how they hang together. */
struct phil_clock {
    const double *time_s;
    size_t n;
    double interval_s; /* median frame interval */
};

struct phil_clock phil_clock_of(const struct phil_trace *trace);

/* Amplitude of a pulse at one frame, fitted together with a local baseline. */
struct phil_fit {
    float ax, ay; /* pixels; NaN where it cannot be fitted */
};

/* Largest window of a fit, frames: 240 frames/s x 2 s. */
enum { PHIL_MAX_WINDOW = 512 };

/* The fit at one frame as weights on the samples first..last: amplitude = sum of weight x
 * displacement. */
struct phil_matched_window {
    size_t first, last;
    double weight[PHIL_MAX_WINDOW];
};

/* How much each frame of a region is to be trusted against the usual: the square of median standard
 * error over its own, within PRECISION_LEAST and PRECISION_MOST. False when out of memory. */
bool phil_sample_precision(const struct phil_trace *trace, enum phil_region region,
                           float *precision);

/* Number of the unbroken stretch that each of the trace's frames belongs to in a region; -1 for
 * an unusable sample. */
void phil_number_stretches(const struct phil_trace *trace, enum phil_region region, int *stretch);

/* The weights for width `w` at frame `at`; false where no fit is possible. */
bool phil_matched_weights(const struct phil_clock *clock, const int *stretch,
                          const float *precision, size_t at, int w,
                          struct phil_matched_window *window);

/* Fits every width at every frame of one region: fits[w * n + i]. A fit uses samples of one
 * unbroken stretch only (no gap over 0.25 s, no new reference inside). Cost O(n x widths x
 * window). Returns false when out of memory. */
bool phil_matched_fit(const struct phil_trace *trace, enum phil_region region,
                      const struct phil_clock *clock, struct phil_fit *fits);

#endif
