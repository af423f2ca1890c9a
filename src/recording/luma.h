/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From FFmpeg's decoded pictures to luma planes. */
#ifndef PHIL_RECORDING_LUMA_H
#define PHIL_RECORDING_LUMA_H

#include <libavutil/frame.h>
#include <libswscale/swscale.h>

#include <philtrum/frames.h>

/* What every frame of a recording is made to look like. */
struct phil_luma_target {
    int width, height; /* stored, pixels square */
    int bit_depth;
    int quarter_turns;
    bool grey_is_full; /* grey without a stated range runs 0..255 (stills codecs, raw) */
};

struct phil_luma {
    struct phil_luma_target target;
    struct SwsContext *scaler; /* made when first needed */
    int kept_field;            /* parity of the lines kept of interlaced frames; -1: none yet */
};

/* Takes the target from the first picture. `sample_aspect` is the shape of its pixels; 0/1 means
 * unknown, hence square. Errors: PHIL_EFORMAT (absurd size). */
enum phil_status phil_luma_init(struct phil_luma *luma, const AVFrame *first,
                                AVRational sample_aspect, int quarter_turns, bool grey_is_full);
void phil_luma_release(struct phil_luma *luma);

/* Makes *frame from `picture`, which is moved from (left blank) when its plane can be used as it
 * is. `times` gives index, time_s and damaged. Errors: PHIL_EMEM, PHIL_EFORMAT (a pixel format
 * that nobody can convert). */
enum phil_status phil_luma_frame(struct phil_luma *luma, AVFrame *picture,
                                 const struct phil_frame *times, struct phil_frame **frame);

/* Luma bits per sample that a frame of this AVPixelFormat is delivered with, 8 to 16. */
int phil_luma_depth(int pixel_format);

#endif
