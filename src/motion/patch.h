/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A patch: one square window of skin with a denoised reference image, measured by the
 * inverse-compositional step (patch.c tells how).
 */
#ifndef PHIL_MOTION_PATCH_H
#define PHIL_MOTION_PATCH_H

#include <philtrum/face.h>

#include "motion/kernels/kernels.h"

/* Largest half side, pixels: bounds the cost on 4K faces, where texture abounds. */
enum { PHIL_PATCH_MAX_RADIUS = 30 };

struct phil_patch {
    struct phil_point centre;  /* reference coordinates, pixels */
    double depth;              /* canthal distances towards the camera */
    int side, padded;          /* samples; padded to PHIL_PATCH_ALIGN */
    float *image;              /* reference: running mean of aligned samples, side x padded */
    float *basis;              /* w*gx, w*gy, w*T, w (see kernels.h); image minus mean, gradients
                                  freed of {1, T} */
    float *sample;             /* the last projection's samples, minus mean */
    float mean;                /* weighted mean of image */
    double info[3];            /* xx, xy, yy: sum of w g g', before the division by noise */
    double energy;             /* sum of w T^2 */
    double weight;             /* sum of w */
    int n_mean;                /* frames in the mean */
    int n_pending;             /* frames blended since the basis was rebuilt */
    double spread[3];          /* covariance xx, xy, yy of the displacement's noise, pixels^2, as
                                  seen from frame to frame */
    double before[2];          /* the displacement that it was last learned from */
    int n_spread;              /* frames in it */
    double miss[2];            /* distance to the head in the last frame; NaN if unused */
    double depth_qe, depth_qq; /* running sums that correct the depth: see head.c */
    double noise_var;          /* running residual variance per sample, grey levels squared */
};

/* What one projection tells of a patch. */
struct phil_patch_reading {
    bool inside;        /* the patch lay in the picture: otherwise nothing else is valid */
    double gx, gy;      /* sum of w g (I - T), divided by the gain: info * (d_used - d_true) */
    double gain;        /* brightness contrast against the reference */
    double offset;      /* mean brightness minus the reference's */
    double correlation; /* with the reference, -1..1 */
    double noise_var;   /* residual variance per sample after gain, offset and displacement */
};

/* The plane that patches are sampled from, with the map that brings reference coordinates into
 * it. Made once per frame. */
struct phil_plane {
    const struct phil_frame *frame;
    struct phil_affine to_stored; /* upright picture to stored plane */
    const struct phil_motion_kernels *kernels;
    float unit; /* grey levels of 8 bit per stored unit */
};

struct phil_plane phil_plane_of(const struct phil_frame *frame,
                                const struct phil_motion_kernels *kernels);

/* Allocates for a window; weights start uniform inside, 0 on the outermost ring (where no central
 * difference exists). Returns false when out of memory. */
bool phil_patch_init(struct phil_patch *patch, const struct phil_window *window, double depth);
void phil_patch_release(struct phil_patch *patch);

/* Gives weight 0 to samples that lie nearer to another patch's centre, so that a set of
 * overlapping patches counts no sample twice. */
void phil_patch_share(struct phil_patch *patches, int n);

/* Samples the patch where `map` (reference to upright picture) puts it. */
void phil_patch_read(struct phil_patch *patch, const struct phil_plane *plane,
                     const struct phil_affine *map, struct phil_patch_reading *reading);

/* Inverse covariance (xx, xy, yy) of the patch's displacement in a frame whose residual variance
 * per sample is `noise`, with `floor_var` added to the variance of each coordinate. */
void phil_patch_trust(const struct phil_patch *patch, double noise, double floor_var, double w[3]);

/* Learns the spread from the displacement in this frame (pixels; NaN after a gap). `span`: how many
 * frames it remembers. */
void phil_patch_learn_spread(struct phil_patch *patch, const double d[2], int span);

/* Starts the reference from the last samples (of phil_patch_read). */
void phil_patch_key(struct phil_patch *patch);

/* Blends the last samples, which must be aligned, into the reference with a weight of 1/n, n
 * growing up to `longest` frames; the reading's offset undoes the brightness of this frame. */
void phil_patch_blend(struct phil_patch *patch, const struct phil_patch_reading *reading,
                      int longest);

#endif
