/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One region of the face, measured jointly over its windows; region.c tells the idea. */
#ifndef PHIL_MOTION_REGION_H
#define PHIL_MOTION_REGION_H

#include <philtrum/motion.h>

#include "motion/head.h"

struct phil_region_track {
    struct phil_patch patch[PHIL_MAX_REGION_WINDOWS];
    int n;
    enum phil_region name;
    uint32_t near; /* bit set of regions that a twitch here drags along, itself included */
    struct phil_point centre; /* of the windows, reference pixels */
    double depth;
    double spread[PHIL_MAX_REGION_WINDOWS];   /* share of a bump's height at each window */
    double usual[PHIL_MAX_REGION_WINDOWS][2]; /* mean deviation of each window from the bump */
    double d[2];        /* displacement as one piece against the head, reference pixels */
    double bump[2];     /* height of a bump centred on the region: what is reported */
    double noise_var;   /* settled residual variance per sample */
    double sd_px;       /* of the last reading */
    int changed_frames; /* since when it no longer looks like the reference */
    bool rekeyed;       /* the next sample is the first on a new reference */
};

/* `sigma_px` is the width of the bump that a twitch is taken for. */
bool phil_region_init(struct phil_region_track *region, enum phil_region name,
                      const struct phil_window *windows, const double *depths, int n,
                      double sigma_px);
void phil_region_release(struct phil_region_track *region);

/* Appends the region's windows to the supports of the head while the region looks like itself;
 * returns the new number. `supports` has room for all. */
int phil_region_support(struct phil_region_track *region, struct phil_support *supports, int n);

/* Takes new references where the region is believed to be now. */
void phil_region_key(struct phil_region_track *region, const struct phil_plane *plane,
                     const struct phil_head_pose *pose);

/* Measures the region in a frame and lets its references follow. `settle_frames`: how many
 * frames the running mean spans; `patience_frames`: after how many changed frames new references
 * are taken. */
void phil_region_step(struct phil_region_track *region, const struct phil_plane *plane,
                      const struct phil_head_pose *pose, int settle_frames, int patience_frames,
                      struct phil_sample *sample);

/* Where the region is in other pixels at the same pose (an injected copy of the frame), without
 * letting the references learn from them. False if it cannot be measured there. */
bool phil_region_probe(struct phil_region_track *region, const struct phil_plane *plane,
                       const struct phil_head_pose *pose, double d[2]);

#endif
