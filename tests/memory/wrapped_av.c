/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands in for FFmpeg's functions: those that allocate return NULL, those that may run out
 * of memory inside say so, and leave behind what their documentation says they do.
 */
#include "wrapped.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/frame.h>
#include <libavutil/mem.h>
#include <libavutil/sha.h>
#include <libswscale/swscale.h>

/* A function that returns a pointer. */
#define WRAP_POINTER(type, name, parameters, arguments)                                            \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return failing_now() ? NULL : __real_##name arguments;                                     \
    }

/* A function that returns an error code and leaves things as they were when it fails. */
#define WRAP_CODE(name, parameters, arguments)                                                     \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters                                                                   \
    {                                                                                              \
        return failing_now() ? AVERROR(ENOMEM) : __real_##name arguments;                          \
    }

WRAP_POINTER(void *, av_malloc, (size_t size), (size))
WRAP_POINTER(void *, av_calloc, (size_t n, size_t size), (n, size))
WRAP_POINTER(AVFrame *, av_frame_alloc, (void), ())
WRAP_POINTER(AVPacket *, av_packet_alloc, (void), ())
WRAP_POINTER(struct AVSHA *, av_sha_alloc, (void), ())
WRAP_POINTER(AVCodecContext *, avcodec_alloc_context3, (const AVCodec *codec), (codec))
WRAP_POINTER(AVFormatContext *, avformat_alloc_context, (void), ())
WRAP_POINTER(AVStream *, avformat_new_stream, (AVFormatContext * format, const AVCodec *codec),
             (format, codec))
WRAP_POINTER(AVIOContext *, avio_alloc_context,
             (unsigned char *buffer, int size, int writes, void *opaque,
              int (*read)(void *, uint8_t *, int), int (*write)(void *, uint8_t *, int),
              int64_t (*seek)(void *, int64_t, int)),
             (buffer, size, writes, opaque, read, write, seek))
WRAP_POINTER(struct SwsContext *, sws_getCachedContext,
             (struct SwsContext * context, int from_width, int from_height, enum AVPixelFormat from,
              int to_width, int to_height, enum AVPixelFormat to, int flags, SwsFilter *from_filter,
              SwsFilter *to_filter, const double *parameters),
             (context, from_width, from_height, from, to_width, to_height, to, flags, from_filter,
              to_filter, parameters))

WRAP_CODE(avformat_find_stream_info, (AVFormatContext * format, AVDictionary **options),
          (format, options))
WRAP_CODE(avcodec_parameters_to_context, (AVCodecContext * codec, const AVCodecParameters *from),
          (codec, from))
WRAP_CODE(avcodec_parameters_from_context, (AVCodecParameters * to, const AVCodecContext *codec),
          (to, codec))
WRAP_CODE(avcodec_open2, (AVCodecContext * codec, const AVCodec *kind, AVDictionary **options),
          (codec, kind, options))
WRAP_CODE(av_read_frame, (AVFormatContext * format, AVPacket *packet), (format, packet))
WRAP_CODE(avcodec_send_packet, (AVCodecContext * codec, const AVPacket *packet), (codec, packet))
WRAP_CODE(avcodec_receive_frame, (AVCodecContext * codec, AVFrame *frame), (codec, frame))
WRAP_CODE(avcodec_send_frame, (AVCodecContext * codec, const AVFrame *frame), (codec, frame))
WRAP_CODE(avcodec_receive_packet, (AVCodecContext * codec, AVPacket *packet), (codec, packet))
WRAP_CODE(av_frame_get_buffer, (AVFrame * frame, int alignment), (frame, alignment))
WRAP_CODE(avformat_write_header, (AVFormatContext * format, AVDictionary **options),
          (format, options))
WRAP_CODE(av_write_trailer, (AVFormatContext * format), (format))
WRAP_CODE(avformat_alloc_output_context2,
          (AVFormatContext * *format, const AVOutputFormat *kind, const char *name,
           const char *file),
          (format, kind, name, file))

int __real_avformat_open_input(AVFormatContext **format, const char *url, const AVInputFormat *kind,
                               AVDictionary **options);
int __wrap_avformat_open_input(AVFormatContext **format, const char *url, const AVInputFormat *kind,
                               AVDictionary **options);

int __wrap_avformat_open_input(AVFormatContext **format, const char *url, const AVInputFormat *kind,
                               AVDictionary **options)
{
    if (!failing_now())
        return __real_avformat_open_input(format, url, kind, options);
    avformat_free_context(*format); /* "freed on failure" */
    *format = NULL;
    return AVERROR(ENOMEM);
}
