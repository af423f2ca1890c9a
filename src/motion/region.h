/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One region of the face, measured jointly over its windows; region.c tells the idea. */
#ifndef PHIL_MOTION_REGION_H
#define PHIL_MOTION_REGION_H

#include <philtrum/motion.h>

#include "motion/head.h"

/* What one window says of its displacement against the head in one frame. */
struct phil_voice {
    double u[2]; /* reference pixels */
    double w[3]; /* inverse covariance: xx, xy, yy; all 0 when it has no say */
};

struct phil_region_track {
    struct phil_patch patch[PHIL_MAX_REGION_WINDOWS];
    int n;
    enum phil_region name;
    uint32_t near; /* bit set of regions that a twitch here drags along, itself included */
    struct phil_point centre; /* of the windows, reference pixels */
    double depth;
    double mean_u[PHIL_MAX_REGION_WINDOWS][2]; /* usual displacement of each window */
    int n_mean[PHIL_MAX_REGION_WINDOWS];       /* frames in it */
    double d[2];        /* displacement as one piece against the head, reference pixels */
    double noise_var;   /* settled residual variance per sample */
    double usual_var;   /* mean variance of its windows' displacements, pixels^2 */
    int changed_frames; /* since when it no longer looks like the reference */
    bool rekeyed;       /* the next sample is the first on a new reference */
};

bool phil_region_init(struct phil_region_track *region, enum phil_region name,
                      const struct phil_window *windows, const double *depths, int n);
void phil_region_release(struct phil_region_track *region);

/* Appends the region's windows to the supports of the head while the region looks like itself;
 * returns the new number. `supports` has room for all. */
int phil_region_support(struct phil_region_track *region, struct phil_support *supports, int n);

/* Takes new references where the region is believed to be now. */
void phil_region_key(struct phil_region_track *region, const struct phil_plane *plane,
                     const struct phil_head_pose *pose);

/* Follows the region into a frame as one piece, lets its references follow, and says in `voices`
 * (room for PHIL_MAX_REGION_WINDOWS) what each window saw. `settle_frames`: how many frames the
 * running mean spans; `patience_frames`: after how many changed frames new references are taken.
 * Fills flags and residual of `sample`, whose displacement is then bump.c's to find. Returns
 * whether the voices are to be heard. */
bool phil_region_step(struct phil_region_track *region, const struct phil_plane *plane,
                      const struct phil_head_pose *pose, int settle_frames, int patience_frames,
                      struct phil_voice *voices, struct phil_sample *sample);

/* What the windows see in other pixels at the same pose (an injected copy of the frame), without
 * letting the references learn from them. False if the region cannot be measured there. */
bool phil_region_probe(struct phil_region_track *region, const struct phil_plane *plane,
                       const struct phil_head_pose *pose, struct phil_voice *voices);

#endif
