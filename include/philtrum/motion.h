/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/motion.h - the displacement of each region of a face against the steadied head.
 *
 * src/motion/track.c tells the idea, its assumptions and where it fails.
 */
#ifndef PHILTRUM_MOTION_H
#define PHILTRUM_MOTION_H

#include <philtrum/face.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Why a sample is not (or not fully) to be trusted; bits, 0 is a good sample. */
enum phil_sample_flag {
    PHIL_SAMPLE_NO_FACE = 1,     /**< face lost or not yet found */
    PHIL_SAMPLE_OUTSIDE = 2,     /**< region reaches outside the picture */
    PHIL_SAMPLE_CHANGED = 4,     /**< pixels no longer look like the reference: covered, or a
                                      large change of expression */
    PHIL_SAMPLE_TEXTURELESS = 8, /**< too little texture to measure a displacement */
    PHIL_SAMPLE_HEAD = 16,       /**< head not steadied: turned too far or moving too fast */
    PHIL_SAMPLE_REKEYED = 32,    /**< first sample on a new reference: a step here is no motion */
    PHIL_SAMPLE_EXPOSURE = 64,   /**< brightness or exposure stepped; value still usable */
    PHIL_SAMPLE_REFRESH = 128,   /**< head only: the picture was coded afresh (a key frame among
                                      predicted ones), so skin may seem to jump */
};

/** The bits that make a sample unusable. */
#define PHIL_SAMPLE_UNUSABLE                                                                       \
    (PHIL_SAMPLE_NO_FACE | PHIL_SAMPLE_OUTSIDE | PHIL_SAMPLE_CHANGED | PHIL_SAMPLE_TEXTURELESS |   \
     PHIL_SAMPLE_HEAD)

/** One region in one frame. Displacement is in pixels of the face's reference frame, against the
 *  head, x to the picture's right and y down with the head upright; NaN when unusable. */
struct phil_sample {
    float dx_px, dy_px;
    float sd_px;      /**< standard error of each coordinate, from the residual and the texture */
    uint8_t flags;    /**< enum phil_sample_flag */
    uint8_t residual; /**< rms mismatch with the reference in grey levels x 8, saturating */
};

/** The head in one frame: the map from the reference frame to this one. */
struct phil_head_sample {
    float x_px, y_px;             /**< where the point between the eyes is, upright picture */
    float scale;                  /**< against the reference */
    float roll_rad;               /**< against the reference, clockwise in the picture */
    float parallax_x, parallax_y; /**< turning: shift in px of a point one canthal distance high */
    float mouth_open;    /**< how much darker the line between the lips is than in the reference,
                              in shares of the skin's brightness */
    float eye_change[2]; /**< left, right (the person's own): how unlike its reference the eye
                              opening looks, 1 - correlation, 0..2; NaN where it cannot be seen,
                              and in the frame after which it has a new reference */
    float lips_apart;    /**< gap between the inner edges of the lips, from landmarks, in canthal
                              distances; NaN in frames in which they were not read */
    float corner_out[2]; /**< left, right (the person's own): how far the corner of the mouth lies
                              from the line of the nose, likewise */
    float gain;          /**< brightness against the reference */
    uint8_t flags;       /**< NO_FACE, HEAD, REKEYED, EXPOSURE, REFRESH */
};

/** Everything measured of one face. Arrays have n_frames entries; region[r] is an array of
 *  samples. Grows by about 250 bytes a frame. Owned by whoever made it. */
struct phil_trace {
    size_t n_frames, capacity;
    double *time_s;
    struct phil_head_sample *head;
    struct phil_sample *region[PHIL_N_REGIONS];
};

/** Makes an empty trace of the caller's memory, whatever was in it. */
PHIL_API void phil_trace_init(struct phil_trace *trace);

/** Adds one frame filled with NO_FACE samples; its index is n_frames - 1. Errors: PHIL_EMEM (the
 *  trace is as it was). */
PHIL_API enum phil_status phil_trace_append(struct phil_trace *trace, double time_s);

/** Frees the arrays and leaves an empty trace. NULL is fine. */
PHIL_API void phil_trace_release(struct phil_trace *trace);

#ifdef __cplusplus
}
#endif
#endif
