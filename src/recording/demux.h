/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One video stream of a file and its decoder. */
#ifndef PHIL_RECORDING_DEMUX_H
#define PHIL_RECORDING_DEMUX_H

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>

#include "recording/source.h"

struct phil_demux {
    AVFormatContext *format;
    AVStream *stream; /* borrowed from `format` */
    AVCodecContext *codec;
    AVPacket *packet;
    char container[32]; /* FFmpeg's short name, first alternative; also set on failure */
    int video_streams;  /* cover art excepted */
};

/* Finds out what is in `source`, chooses the video stream number `wanted` (-1: the best one) and
 * opens its decoder with that many threads. Release it whatever is returned. `path` only names
 * the file in messages. Errors: PHIL_EFORMAT, PHIL_EARG (no such stream), PHIL_EMEM. */
enum phil_status phil_demux_init(struct phil_demux *demux, struct phil_source *source,
                                 const char *path, int wanted, int threads,
                                 const struct phil_log *log);
void phil_demux_release(struct phil_demux *demux);

#endif
