/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How coarsely a clip was quantised, and where in its picture; quantisers.c tells how. */
#ifndef PHIL_RECORDING_QUANTISERS_H
#define PHIL_RECORDING_QUANTISERS_H

#include <philtrum/recording.h>

struct AVFrame;

enum { PHIL_QUANTISER_COLUMNS = 32, PHIL_QUANTISER_ROWS = 32 };

struct phil_quantisers {
    /* Per cell of the stored picture: sums over the area of blocks, and that area. */
    double sum[PHIL_QUANTISER_ROWS][PHIL_QUANTISER_COLUMNS];
    double area[PHIL_QUANTISER_ROWS][PHIL_QUANTISER_COLUMNS];
    double h264_sum; /* of the pictures' means, H.264 alone */
    int64_t h264_pictures;
    int64_t pictures, keys;
    bool b_pictures; /* some were predicted from both sides */
};

/* Adds a decoded picture; its quantisers where its decoder exported them and the table is
 * `complete`. */
void phil_quantisers_add(struct phil_quantisers *q, const struct AVFrame *picture, int bit_depth,
                         bool complete);

/* A rectangle of the stored picture, as shares of its width and height. */
struct phil_picture_part {
    double left, top, right, bottom;
};

/* What is known of how a recording was compressed. */
struct phil_compression {
    double quantiser; /* mean over the part, as for P pictures, the codec's own scale; NaN */
    bool b_pictures;
    double key_every; /* pictures for each key picture */
};

/* What the quantisers so far tell; `part` is what the quantiser is asked for. */
struct phil_compression phil_quantisers_tell(const struct phil_quantisers *q,
                                             const struct phil_picture_part *part);

/* Those of the frames that a recording has handed out. Borrowed, changed by the next frame. */
const struct phil_quantisers *phil_recording_quantisers(const struct phil_recording *recording);

#endif
