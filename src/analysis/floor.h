/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The smallest twitch that a clip would have shown; floor.c tells the idea. */
#ifndef PHIL_ANALYSIS_FLOOR_H
#define PHIL_ANALYSIS_FLOOR_H

#include "analysis/codec.h"
#include "events/what_if.h"

/* What a floor is found with. */
struct phil_floor_means {
    const struct phil_trace *trace;
    const struct phil_found *found;
    const struct phil_codec_test *codec; /* NULL, or without responses: pulses go in as they are */
    double tested_gain; /* share of a movement that the regions of the codec test see */
    double px_per_mm;
    uint64_t seed;
};

/* Smallest peak displacement, pixels of the trace, found nine times in ten in this region, which
 * sees the share `gain` of a movement. NaN when the region was not measurable at rest for long
 * enough, INFINITY when more than one in ten would be missed at any size up to
 * phil_floor_most_mm. */
double phil_floor_px(const struct phil_floor_means *means, enum phil_region region, double gain);

/* Largest movement that is tried, mm. */
extern const double phil_floor_most_mm;

/* The reason given for INFINITY; static storage. */
extern const char *const phil_floor_beyond;

/* Share of a movement of this height that survives the codec in a region, 0..1; NaN when it was
 * not tried there. */
double phil_floor_codec_gain(const struct phil_floor_means *means, enum phil_region region,
                             double height_px);

#endif
