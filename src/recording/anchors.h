/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which key frame has which number: the places where a second pass can begin. */
#ifndef PHIL_RECORDING_ANCHORS_H
#define PHIL_RECORDING_ANCHORS_H

#include <stdint.h>

enum { PHIL_ANCHORS_MAX = 1024 }; /* 24 kB; an hour with a key frame every 2 s is thinned once */

struct phil_anchor {
    int64_t stamp; /* presentation stamp of a key frame, in the stream's ticks */
    int64_t index; /* its number in display order */
    double time_s;
};

/* Start from all zeros. When full, every second anchor goes and the spacing doubles, so memory
 * does not grow with the clip. */
struct phil_anchors {
    int n;
    int64_t every, skipped; /* keep one key frame in `every` (0 means 1) */
    struct phil_anchor anchor[PHIL_ANCHORS_MAX];
};

void phil_anchors_add(struct phil_anchors *anchors, const struct phil_anchor *anchor);

/* The last anchor at or before `time_s`; NULL when there is none. */
const struct phil_anchor *phil_anchors_before(const struct phil_anchors *anchors, double time_s);

#endif
