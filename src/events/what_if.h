/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Would a movement have been reported, had it been there? what_if.c tells how. */
#ifndef PHIL_EVENTS_WHAT_IF_H
#define PHIL_EVENTS_WHAT_IF_H

#include "events/detect.h"

/* What a movement adds to the samples of one region. */
struct phil_addition {
    int n, peak;            /* frames; the one at its height */
    const float (*move)[2]; /* n displacements, pixels of the trace */
    const float *sd_px;     /* n standard errors that it adds, in squares, to the frames' own */
};

/* One moment of one region, prepared for trying any number of movements there. */
struct phil_what_if;

/* Prepares for movements whose height lies at frame `at`, which is quiet. `found` and `trace`, of
 * which it was made, are borrowed until release. NULL where the region cannot be measured at that
 * moment, or when out of memory. Cost: as detecting in a tenth of a second of one region. */
struct phil_what_if *phil_what_if_new(const struct phil_found *found,
                                      const struct phil_trace *trace,
                                      const struct phil_clock *clock, double px_per_mm,
                                      enum phil_region region, size_t at);
void phil_what_if_free(struct phil_what_if *what_if);

/* Whether a twitch would be reported with this movement added; with NULL, without one. */
bool phil_what_if_found(struct phil_what_if *what_if, const struct phil_addition *addition);

#endif
