/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The height of a bump of skin centred on a region; bump.c tells the idea. */
#ifndef PHIL_MOTION_BUMP_H
#define PHIL_MOTION_BUMP_H

#include "motion/region.h"

/* What all windows of a face say in one frame. */
struct phil_voices {
    struct phil_voice of[PHIL_N_REGIONS][PHIL_MAX_REGION_WINDOWS];
    bool heard[PHIL_N_REGIONS];
};

/* Share of a bump's height on region r at each window of each region; 0 beyond its neighbours. */
struct phil_bump_shape {
    float share[PHIL_N_REGIONS][PHIL_N_REGIONS][PHIL_MAX_REGION_WINDOWS];
};

/* Shares for bumps of width `sigma_px`; each region's `near` must be known. */
void phil_bump_shape_init(struct phil_bump_shape *shape, const struct phil_region_track *regions,
                          double sigma_px);

/* Height of the bump on region r, its standard error by texture and noise, and by what factor the
 * windows contradict it (1 or more); false when they cannot tell. */
bool phil_bump_height(const struct phil_bump_shape *shape, const struct phil_region_track *regions,
                      const struct phil_voices *voices, enum phil_region r, double height_px[2],
                      double *sd_px, double *stretch);

/* Lets the windows' usual displacements and their spreads follow, after all regions have been
 * measured; how many frames each of the two spans. Spreads are left alone when theirs is 0. */
void phil_bump_follow(struct phil_region_track *regions, const struct phil_voices *voices,
                      int settle_frames, int spread_frames);

#endif
