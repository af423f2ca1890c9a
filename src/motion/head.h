/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head's motion from many windows on skin over bone; head.c tells the idea. */
#ifndef PHIL_MOTION_HEAD_H
#define PHIL_MOTION_HEAD_H

#include "motion/patch.h"

/* Reference to upright picture: p -> A (p - origin) + t + q * depth. */
struct phil_head_pose {
    struct phil_point origin;
    double a[4]; /* xx, xy, yx, yy */
    double t[2];
    double q[2];
};

/* The affine map of a window at `depth` whose skin is displaced by (dx, dy) reference pixels. */
struct phil_affine phil_head_map(const struct phil_head_pose *pose, double depth, double dx,
                                 double dy);

/* Picture position of a reference point. */
struct phil_point phil_head_point(const struct phil_head_pose *pose, struct phil_point p,
                                  double depth);

/* A window that tells of the head: skin over bone, or a region at rest where it was last seen. */
struct phil_support {
    struct phil_patch *patch;
    double dx, dy; /* its displacement against the head so far, reference pixels */
    int region;    /* enum phil_region, or -1 for skin over bone */
};

enum { PHIL_MAX_SUPPORTS = PHIL_MAX_HEAD_WINDOWS + PHIL_N_REGIONS * PHIL_MAX_REGION_WINDOWS };

/* One support's word in the last step: its displacement against the pose that the step started
 * from, with its weight. */
struct phil_vote {
    double x, y, z; /* position against the origin; depth */
    double ex, ey;  /* displacement, reference pixels */
    double w[3];    /* inverse covariance: xx, xy, yy */
    double trust;   /* robust weight, 0..1 */
    double miss[2]; /* how far it lies from the fit, reference pixels */
    int region;
    bool usable;
};

struct phil_head_fit {
    struct phil_vote vote[PHIL_MAX_SUPPORTS];
    int n_votes;
    int used;           /* windows inside the picture with texture */
    double agreement;   /* share of them that move as the head does: 0..1 */
    double largest_px;  /* largest correction of the last step at any window, pixels */
    double noise_var;   /* median residual variance per sample */
    double gain;        /* median */
    double correlation; /* median with the reference */
};

/* Refines `pose` so that the supports match: at most `steps` Gauss-Newton steps. Their samples are
 * then those of the last step, in `readings` (room for n). */
void phil_head_refine(struct phil_head_pose *pose, const struct phil_support *supports, int n,
                      const struct phil_plane *plane, int steps,
                      struct phil_patch_reading *readings, struct phil_head_fit *fit);

/* Corrects a patch's depth from its last miss; `turned` is how far the head's parallax is from its
 * running mean over the `span` frames that the references span. */
void phil_head_learn_depth(const struct phil_head_pose *pose, struct phil_patch *patch,
                           const double turned[2], double span);

/* How far the head would have gone at a reference point, against where the fit put it, had the
 * regions in the bit set `excluded` had no say: so that a region is measured against a head that it
 * did not help to place. */
void phil_head_without(const struct phil_head_fit *fit, const struct phil_head_pose *pose,
                       uint32_t excluded, struct phil_point point, double depth, double shift[2]);

#endif
