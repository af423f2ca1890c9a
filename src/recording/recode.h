/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures through a codec and back, in memory; recode.c tells how. */
#ifndef PHIL_RECORDING_RECODE_H
#define PHIL_RECORDING_RECODE_H

#include <philtrum/base.h>

struct phil_recode_settings {
    const char *codec; /* FFmpeg's name of the codec: "h264", "hevc", "vp9", ... */
    int width, height; /* multiples of 2, at least 16 */
    double quantiser;  /* of predicted pictures, see phil_recode_range; ignored by codecs
                          without loss */
    bool b_pictures;   /* predicted from both sides too, where the codec has such */
};

/* The range of a codec's quantisers, on the scale on which FFmpeg's decoder tells them; false when
 * no encoder of that kind is at hand. A codec without loss has the range 0 to 0. */
bool phil_recode_range(const char *codec, double *least, double *most);

/* Encodes and decodes n pictures, the first a key picture and no other, one thread, so that the
 * same pictures give the same result. `in` and `out` hold n planes of luma, 8 bit, limited range,
 * rows of `width` bytes, one after the other. *bytes, if not NULL, is the size of what was coded.
 * Errors: PHIL_EFORMAT (no such encoder or decoder, or it refuses), PHIL_EMEM. */
enum phil_status phil_recode(const struct phil_recode_settings *settings, const uint8_t *in,
                             uint8_t *out, int n, int64_t *bytes);

#endif
