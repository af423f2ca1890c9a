/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/frames.h - one decoded picture: its luma plane, its time, which way is up.
 *
 * A frame is a light, reference-counted view. The pixels belong to the decoder's buffer, which
 * lives until the last reference is dropped; nobody writes to them. Pixels stay as the decoder
 * stored them: a phone's rotation is carried as quarter turns and undone in the coordinates,
 * because turning two million samples a frame would cost more than measuring them.
 *
 * Two coordinate systems, both in pixels with (0,0) at the CENTRE of the top-left sample, x to
 * the right, y down: "stored" is the plane in memory; "upright" is the picture as a person
 * sees it. Everything outside frames/ and the sampling kernels uses upright coordinates.
 */
#ifndef PHILTRUM_FRAMES_H
#define PHILTRUM_FRAMES_H

#include <philtrum/base.h>

#ifdef __cplusplus
extern "C" {
#endif

struct phil_frame {
    const void *luma;       /**< top-left stored sample; uint8_t, or uint16_t if bit_depth > 8 */
    ptrdiff_t stride_bytes; /**< from one stored row to the next; may exceed the row's size */
    int width, height;      /**< stored, in samples */
    int bit_depth;          /**< 8 to 16; samples are in the low bits, native byte order */
    int quarter_turns;      /**< clockwise turns that bring the stored picture upright, 0 to 3 */
    bool full_range;        /**< luma runs 0..2^n-1 rather than 16..235 scaled */
    bool damaged;           /**< the decoder concealed errors in this frame */
    bool key;               /**< coded without the pictures before it: a key frame */
    int64_t index;          /**< 0, 1, 2, ... in display order */
    double time_s;          /**< container's presentation time minus that of the first frame */
};

/** A frame that borrows `luma` from the caller (tests, drawn faces): the caller keeps the pixels
 *  alive until the last unref. `release(user)` is called then; it may be NULL.
 *  Errors: PHIL_EARG (size outside 1..16384, depth outside 8..16, turns outside 0..3, stride
 *  smaller than a row), PHIL_EMEM. On success *frame holds one reference. */
PHIL_API enum phil_status phil_frame_wrap(struct phil_frame **frame,
                                          const struct phil_frame *description,
                                          void (*release)(void *user), void *user);

/** Adds a reference and returns `frame`. Thread-safe. */
PHIL_API struct phil_frame *phil_frame_ref(struct phil_frame *frame);

/** Drops a reference; NULL is fine. Thread-safe. */
PHIL_API void phil_frame_unref(struct phil_frame *frame);

/** Width and height of the upright picture. */
PHIL_API void phil_frame_upright_size(const struct phil_frame *frame, int *width, int *height);

/** An affine map of coordinates: x' = xx*x + xy*y + x0, y' = yx*x + yy*y + y0. */
struct phil_affine {
    double xx, xy, x0;
    double yx, yy, y0;
};

/** The map from upright to stored coordinates (an exact isometry). */
PHIL_API struct phil_affine phil_frame_upright_to_stored(const struct phil_frame *frame);

/** Fills `out` (out_width x out_height, row-major, uint8, full range 0..255) with the upright
 *  picture's rectangle [x, x+width) x [y, y+height) resized by area averaging (shrinking) or
 *  bilinear interpolation (growing), each axis by itself. Here sample i covers [i, i+1), so
 *  (0, 0, upright width, upright height) is the whole picture; the centre of output sample u
 *  therefore lies at x + (u + 0.5) * width / out_width - 0.5 in upright coordinates. Outside the
 *  picture is black (0). Limited range is stretched to full. Cost: 1080p to 640x360 in about a
 *  millisecond. Errors: PHIL_EARG (sizes not positive, an output side beyond 65536, a number
 *  that is not finite or beyond 1e9), PHIL_EMEM. */
PHIL_API enum phil_status phil_frame_crop(const struct phil_frame *frame, double x, double y,
                                          double width, double height, uint8_t *out, int out_width,
                                          int out_height);

#ifdef __cplusplus
}
#endif
#endif
