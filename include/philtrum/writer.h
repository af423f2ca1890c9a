/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/writer.h - write a video file: drawn faces, injected clips, the codec grades that
 * the benchmark measures at. The container follows from the file name's ending.
 */
#ifndef PHILTRUM_WRITER_H
#define PHILTRUM_WRITER_H

#include <philtrum/base.h>

#ifdef __cplusplus
extern "C" {
#endif

struct phil_writer;

struct phil_writer_settings {
    char codec[32];       /**< FFmpeg encoder name: "libx264", "libx265", "ffv1", "rawvideo", ... */
    int width, height;    /**< even, 16..16384 */
    double frame_rate_hz; /**< nominal; written stamps are the frames' own times, to 1/90000 s,
                               in Matroska to 1 ms; AVI, YUV4MPEG, MPEG and bare streams count
                               frames at this rate: there stamps are rounded to the nearest one */
    int64_t bit_rate_bps; /**< target; 0: use `quality` */
    int quality;          /**< CRF of x264, x265, VP8/9, AV1 (0 is lossless in x264, x265, VP9);
                               quantiser 1..31 of the older ones; used when bit_rate_bps is 0 */
    int gop_frames;       /**< longest distance between key frames; 0: the encoder's default */
    int max_b_frames;     /**< -1: the encoder's default */
    char preset[16];      /**< x264/x265 preset; "" for the encoder's default */
    int threads;          /**< 0: one per core; set 1 where bit-exactness matters, because
                               encoders decide differently with more of them */
    int rotation_deg;     /**< rotation metadata to store: 0, 90, 180, 270 clockwise; other than 0
                               in mp4 and mov only */
};

/** libx264, 30 frames/s, quality 18, default preset, size 0x0 (to be set by the caller). */
PHIL_API struct phil_writer_settings phil_writer_defaults(void);

/** A picture to write: 8-bit planar Y'CbCr 4:2:0, limited range, BT.709; borrowed for the call. */
struct phil_picture {
    const uint8_t *plane[3]; /**< Y (width x height), Cb and Cr (half size each) */
    ptrdiff_t stride[3];
};

/** Creates `path` (truncating a file that exists). Writing goes to a temporary file beside it,
 *  renamed when finished, so a killed run leaves no half clip under the final name.
 *  Errors: PHIL_EARG, PHIL_EFORMAT (no such encoder or container), PHIL_EIO, PHIL_EMEM. */
PHIL_API enum phil_status phil_writer_open(struct phil_writer **writer, const char *path,
                                           const struct phil_writer_settings *settings,
                                           const struct phil_log *log);

/** Adds a picture shown from `time_s`, which must increase from call to call.
 *  Errors: PHIL_EARG (time not increasing), PHIL_EIO (disk full), PHIL_EMEM. */
PHIL_API enum phil_status phil_writer_add(struct phil_writer *writer,
                                          const struct phil_picture *picture, double time_s);

/** Flushes the encoder, writes the trailer and renames into place. After it only close is
 *  allowed. Errors: PHIL_EIO (disk full), PHIL_EMEM, PHIL_EARG (finished already). */
PHIL_API enum phil_status phil_writer_finish(struct phil_writer *writer);

/** Frees; a clip that was not finished is removed. NULL is fine. */
PHIL_API void phil_writer_close(struct phil_writer *writer);

#ifdef __cplusplus
}
#endif
#endif
