/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quantiser of a clip whose decoder does not tell it; quantiser.c tells the idea. */
#ifndef PHIL_ANALYSIS_QUANTISER_H
#define PHIL_ANALYSIS_QUANTISER_H

#include <philtrum/frames.h>

enum { PHIL_MOSAIC_PICTURES = 8 };

/* Pieces from all over the picture, of some frames in a row. All zero: empty. */
struct phil_mosaic {
    int n, columns, rows; /* pictures so far; pieces */
    uint8_t *pixels;
};

/* Adds a frame; those after PHIL_MOSAIC_PICTURES are passed over. False when out of memory. */
bool phil_mosaic_add(struct phil_mosaic *mosaic, const struct phil_frame *frame);
void phil_mosaic_release(struct phil_mosaic *mosaic);

/* The quantiser at which the codec gives the mosaic `bits` per sample, with a key picture every so
 * many pictures. NaN when that cannot be found out. */
double phil_mosaic_quantiser(const struct phil_mosaic *mosaic, const char *codec, bool b_pictures,
                             double bits, double key_every);

/* Copies a rectangle of the stored picture as 8-bit samples; it must lie inside. */
void phil_copy_samples(const struct phil_frame *frame, int left, int top, int width, int height,
                       uint8_t *to, int stride);

#endif
