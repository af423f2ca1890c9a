/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest twitch that a clip would have shown; floor.c tells the idea. */
#ifndef PHIL_ANALYSIS_FLOOR_H
#define PHIL_ANALYSIS_FLOOR_H

#include "analysis/follow.h"
#include "events/detect.h"

/* Smallest peak displacement, pixels of the trace, found nine times in ten in this region at the
 * threshold that `found` was made with, given the share `gain` of a movement that the measurement
 * sees. NaN when the region was not measurable for long enough. */
double phil_floor_px(const struct phil_trace *trace, enum phil_region region,
                     const struct phil_found *found, double gain, uint64_t seed);

#endif
