/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Encoding pictures into a file.
 *
 * Time: where both the encoder and the container allow it, stamps are kept to 1/90000 s (the MPEG
 * clock), which holds any camera's jitter; Matroska stores milliseconds. AVI, YUV4MPEG, bare
 * streams and the older MPEG encoders count frames at a fixed rate, so there a stamp is rounded
 * to the nearest frame.
 *
 * Colour: 8-bit 4:2:0 in, limited range, BT.709. Encoders that know only full range (Motion JPEG)
 * get it stretched, which costs at most half a grey level.
 *
 * Bit-exactness: dates and version strings are left out, so the same pictures and settings give
 * the same file, except that multi-threaded encoders may choose differently.
 */
#include <philtrum/writer.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/cpu.h>
#include <libavutil/display.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>

#include "recording/quiet.h"
#include "recording/sink.h"

enum {
    FINE_CLOCK_HZ = 90000,
    MIN_SIDE = 16,
    MAX_SIDE = 16384,
    MOST_RATE_HZ = 1000,
    LARGEST_TERM = 1001000, /* of a frame rate as a fraction: 30000/1001 and every whole rate */
    MOST_THREADS = 16,
};

struct phil_writer {
    struct phil_writer_settings settings;
    const struct phil_log *log;
    struct phil_sink sink;
    bool sink_open;
    AVFormatContext *format;
    AVStream *stream;
    AVCodecContext *codec;
    AVFrame *frame;
    AVPacket *packet;
    bool stretch; /* to full range */
    bool has_last, done;
    int64_t last_stamp;
    int64_t frame_ticks; /* nominal duration of a frame on the encoder's clock */
};

struct phil_writer_settings phil_writer_defaults(void)
{
    return (struct phil_writer_settings){
        .codec = "libx264", .frame_rate_hz = 30, .quality = 18, .max_b_frames = -1};
}

static enum phil_status refuse(const struct phil_log *log, enum phil_status status,
                               const char *path, const char *why)
{
    phil_log_message(log, PHIL_LOG_ERROR, "cannot write clip: \"%s\": %s", path, why);
    return status;
}

static bool one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

/* NULL when the settings are in range, else what is not. */
static const char *out_of_range(const struct phil_writer_settings *s)
{
    if (s->width < MIN_SIDE || s->width > MAX_SIDE || s->height < MIN_SIDE ||
        s->height > MAX_SIDE || s->width % 2 || s->height % 2)
        return "width and height must be even and from 16 to 16384";
    if (!(s->frame_rate_hz > 0 && s->frame_rate_hz <= MOST_RATE_HZ))
        return "the frame rate must be above 0 and at most 1000 per second";
    if (s->bit_rate_bps < 0 || s->quality < 0 || s->gop_frames < 0 || s->max_b_frames < -1 ||
        s->threads < 0)
        return "a setting is negative";
    if (s->rotation_deg % 90 || s->rotation_deg < 0 || s->rotation_deg > 270)
        return "the rotation must be 0, 90, 180 or 270 degrees";
    if (!memchr(s->codec, 0, sizeof s->codec) || !memchr(s->preset, 0, sizeof s->preset))
        return "a name is too long";
    return NULL;
}

static AVRational frame_rate(const struct phil_writer_settings *s)
{
    /* 29.97 and its kin are meant as n * 1000 / 1001. */
    const double by_1001 = s->frame_rate_hz * 1.001;
    if (fabs(s->frame_rate_hz - round(s->frame_rate_hz)) > 1e-6 &&
        fabs(by_1001 - round(by_1001)) < 1e-4 * by_1001)
        return (AVRational){(int)round(by_1001) * 1000, 1001};
    return av_d2q(s->frame_rate_hz, LARGEST_TERM);
}

static bool counts_frames(const struct phil_writer *w)
{
    static const char *const containers[] = {
        "avi", "yuv4mpegpipe", "h264", "hevc", "mpeg", "mpeg1video", "mpeg2video", "m4v", "mjpeg",
        "vob", "svcd",         "dvd",  "vcd",  "ivf",  "ogg",        "ogv",        NULL};
    static const char *const encoders[] = {"mpeg1video", "mpeg2video", "mpeg4",     "wmv1", "wmv2",
                                           "msmpeg4",    "h263",       "libtheora", NULL};
    return one_of(w->format->oformat->name, containers) || one_of(w->codec->codec->name, encoders);
}

static void choose_clock(struct phil_writer *w)
{
    const AVRational rate = frame_rate(&w->settings);
    w->codec->framerate = rate;
    if (counts_frames(w)) {
        w->codec->time_base = av_inv_q(rate);
        w->frame_ticks = 1;
    } else {
        w->codec->time_base = (AVRational){1, FINE_CLOCK_HZ};
        w->frame_ticks = llround(FINE_CLOCK_HZ / w->settings.frame_rate_hz);
    }
    w->stream->time_base = w->codec->time_base;
    w->stream->avg_frame_rate = rate;
}

/* 4:2:0 as it comes, or the full-range kind. */
static enum phil_status choose_pixels(struct phil_writer *w, const char *path)
{
    const enum AVPixelFormat *format = w->codec->codec->pix_fmts;
    enum AVPixelFormat chosen = format ? AV_PIX_FMT_NONE : AV_PIX_FMT_YUV420P;
    for (; format && *format != AV_PIX_FMT_NONE; format++) {
        if (*format == AV_PIX_FMT_YUV420P)
            chosen = *format;
        if (*format == AV_PIX_FMT_YUVJ420P && chosen == AV_PIX_FMT_NONE)
            chosen = *format;
    }
    /* Motion JPEG lists limited range too, but only as an extension that few decoders know. */
    if (strcmp(w->codec->codec->name, "mjpeg") == 0)
        chosen = AV_PIX_FMT_YUVJ420P;
    if (chosen == AV_PIX_FMT_NONE)
        return refuse(w->log, PHIL_EFORMAT, path, "the encoder takes no 8-bit 4:2:0 pictures");
    w->stretch = chosen == AV_PIX_FMT_YUVJ420P;
    w->codec->pix_fmt = chosen;
    w->codec->color_range = w->stretch ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG;
    w->codec->colorspace = AVCOL_SPC_BT709;
    w->codec->color_primaries = AVCOL_PRI_BT709;
    w->codec->color_trc = AVCOL_TRC_BT709;
    return PHIL_OK;
}

static void set_number(AVDictionary **options, const char *name, int value)
{
    av_dict_set_int(options, name, value, 0);
}

/* `quality` and the preset in each encoder's own words. */
static void choose_quality(struct phil_writer *w, AVDictionary **options)
{
    const struct phil_writer_settings *s = &w->settings;
    const char *name = w->codec->codec->name;
    AVCodecContext *c = w->codec;
    const bool fixed_quality = s->bit_rate_bps == 0;
    const void *private_class = c->codec->priv_class;
    const bool has_crf =
        private_class && av_opt_find(&private_class, "crf", NULL, 0, AV_OPT_SEARCH_FAKE_OBJ);
    c->bit_rate = s->bit_rate_bps;
    if (fixed_quality && has_crf) {
        set_number(options, "crf", s->quality);
    } else if (fixed_quality) {
        c->flags |= AV_CODEC_FLAG_QSCALE;
        c->global_quality = FF_QP2LAMBDA * (s->quality < 1 ? 1 : s->quality > 31 ? 31 : s->quality);
    }
    if (s->preset[0])
        av_dict_set(options, "preset", s->preset, 0);
    if (strcmp(name, "libx265") == 0)
        av_dict_set(
            options, "x265-params",
            fixed_quality && s->quality == 0 ? "log-level=none:lossless=1" : "log-level=none", 0);
    if (strncmp(name, "libvpx", 6) == 0 || strcmp(name, "libaom-av1") == 0)
        set_number(options, "cpu-used", 6); /* the default takes a second a frame */
    if (strcmp(name, "libvpx-vp9") == 0 && fixed_quality && s->quality == 0)
        set_number(options, "lossless", 1);
}

static enum phil_status open_encoder(struct phil_writer *w, const char *path)
{
    const struct phil_writer_settings *s = &w->settings;
    /* FFmpeg's YUV4MPEG muxer takes raw pictures only in their in-memory wrapping. */
    const bool wrapped =
        strcmp(s->codec, "rawvideo") == 0 && strcmp(w->format->oformat->name, "yuv4mpegpipe") == 0;
    const AVCodec *encoder = avcodec_find_encoder_by_name(wrapped ? "wrapped_avframe" : s->codec);
    if (!encoder || encoder->type != AVMEDIA_TYPE_VIDEO)
        return refuse(w->log, PHIL_EFORMAT, path, "no video encoder of that name");
    w->stream = avformat_new_stream(w->format, NULL);
    w->codec = avcodec_alloc_context3(encoder);
    if (!w->stream || !w->codec)
        return PHIL_EMEM;
    const enum phil_status status = choose_pixels(w, path);
    if (status)
        return status;
    w->codec->width = s->width;
    w->codec->height = s->height;
    w->codec->sample_aspect_ratio = (AVRational){1, 1};
    w->codec->thread_count = s->threads ? s->threads : av_cpu_count();
    if (w->codec->thread_count > MOST_THREADS)
        w->codec->thread_count = MOST_THREADS;
    w->codec->flags |= AV_CODEC_FLAG_BITEXACT;
    if (s->gop_frames)
        w->codec->gop_size = s->gop_frames;
    if (s->max_b_frames >= 0)
        w->codec->max_b_frames = s->max_b_frames;
    if (w->format->oformat->flags & AVFMT_GLOBALHEADER)
        w->codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    choose_clock(w);
    AVDictionary *options = NULL;
    choose_quality(w, &options);
    const int error = avcodec_open2(w->codec, encoder, &options);
    av_dict_free(&options);
    if (error == AVERROR(ENOMEM))
        return PHIL_EMEM;
    return error < 0 ? refuse(w->log, PHIL_EFORMAT, path, "the encoder refuses these settings")
                     : PHIL_OK;
}

static enum phil_status store_rotation(struct phil_writer *w, const char *path)
{
    if (!w->settings.rotation_deg)
        return PHIL_OK;
    if (!one_of(w->format->oformat->name, (const char *const[]){"mp4", "mov", "ipod", NULL}))
        return refuse(w->log, PHIL_EFORMAT, path, "only mp4 and mov can store a rotation");
    int32_t *matrix = (int32_t *)(void *)av_stream_new_side_data(
        w->stream, AV_PKT_DATA_DISPLAYMATRIX, 9 * sizeof *matrix);
    if (!matrix)
        return PHIL_EMEM;
    av_display_rotation_set(matrix, w->settings.rotation_deg); /* clockwise; its getter is not */
    return PHIL_OK;
}

static enum phil_status write_header(struct phil_writer *w, const char *path)
{
    const enum phil_status status = phil_sink_init(&w->sink, path, w->log);
    w->sink_open = true;
    if (status)
        return status;
    w->format->pb = w->sink.io;
    w->format->flags |= AVFMT_FLAG_BITEXACT | AVFMT_FLAG_CUSTOM_IO;
    const int error = avformat_write_header(w->format, NULL);
    if (w->sink.failed)
        return PHIL_EIO;
    if (error == AVERROR(ENOMEM))
        return PHIL_EMEM;
    return error < 0
               ? refuse(w->log, PHIL_EFORMAT, path, "this container cannot hold this kind of video")
               : PHIL_OK;
}

static enum phil_status set_up(struct phil_writer *w, const char *path)
{
    const AVOutputFormat *container = av_guess_format(NULL, path, NULL);
    if (!container || container->flags & AVFMT_NOFILE)
        return refuse(w->log, PHIL_EFORMAT, path, "no container is known by this ending");
    if (avformat_alloc_output_context2(&w->format, container, NULL, NULL) < 0)
        return PHIL_EMEM;
    w->frame = av_frame_alloc();
    w->packet = av_packet_alloc();
    if (!w->frame || !w->packet)
        return PHIL_EMEM;
    enum phil_status status = open_encoder(w, path);
    if (!status && avcodec_parameters_from_context(w->stream->codecpar, w->codec) < 0)
        status = PHIL_EMEM;
    if (!status)
        status = store_rotation(w, path);
    if (!status)
        status = write_header(w, path);
    return status;
}

enum phil_status phil_writer_open(struct phil_writer **writer, const char *path,
                                  const struct phil_writer_settings *settings,
                                  const struct phil_log *log)
{
    *writer = NULL;
    if (!path || !settings)
        return PHIL_EARG;
    const char *why = out_of_range(settings);
    if (why)
        return refuse(log, PHIL_EARG, path, why);
    phil_quiet_ffmpeg();
    struct phil_writer *w = calloc(1, sizeof *w);
    if (!w)
        return PHIL_EMEM;
    w->settings = *settings;
    w->log = log;
    const enum phil_status status = set_up(w, path);
    if (status)
        phil_writer_close(w);
    else
        *writer = w;
    return status;
}

/* Moves what the encoder has ready into the file. */
static enum phil_status drain(struct phil_writer *w)
{
    for (;;) {
        const int error = avcodec_receive_packet(w->codec, w->packet);
        if (error == AVERROR(EAGAIN) || error == AVERROR_EOF)
            return PHIL_OK;
        if (error < 0)
            return error == AVERROR(ENOMEM) ? PHIL_EMEM : PHIL_EIO;
        if (w->packet->duration == 0)
            w->packet->duration = w->frame_ticks;
        w->packet->stream_index = w->stream->index;
        av_packet_rescale_ts(w->packet, w->codec->time_base, w->stream->time_base);
        const int written = av_interleaved_write_frame(w->format, w->packet);
        av_packet_unref(w->packet);
        if (written == AVERROR(ENOMEM))
            return PHIL_EMEM;
        if (written < 0 || w->sink.failed)
            return PHIL_EIO;
    }
}

static void copy_plane(uint8_t *to, ptrdiff_t to_stride, const uint8_t *from, ptrdiff_t from_stride,
                       int width, int height)
{
    for (int y = 0; y < height; y++)
        memcpy(to + y * to_stride, from + y * from_stride, (size_t)width);
}

/* Limited to full range: luma 16..235 and chroma 16..240 become 0..255. */
static void stretch_plane(uint8_t *plane, ptrdiff_t stride, int width, int height, bool luma)
{
    uint8_t to[256];
    for (int v = 0; v < 256; v++) {
        const double full = luma ? (v - 16) * 255.0 / 219.0 : (v - 128) * 255.0 / 224.0 + 128;
        to[v] = (uint8_t)lround(fmin(fmax(full, 0), 255));
    }
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            plane[y * stride + x] = to[plane[y * stride + x]];
}

static enum phil_status fill_frame(struct phil_writer *w, const struct phil_picture *picture)
{
    AVFrame *f = w->frame;
    av_frame_unref(f);
    f->format = w->codec->pix_fmt;
    f->width = w->settings.width;
    f->height = w->settings.height;
    f->color_range = w->codec->color_range;
    f->quality = w->codec->global_quality; /* where a fixed quantiser is looked for */
    if (av_frame_get_buffer(f, 0) < 0)     /* the encoder may still hold the previous one */
        return PHIL_EMEM;
    for (int i = 0; i < 3; i++) {
        const int width = i ? f->width / 2 : f->width, height = i ? f->height / 2 : f->height;
        copy_plane(f->data[i], f->linesize[i], picture->plane[i], picture->stride[i], width,
                   height);
        if (w->stretch)
            stretch_plane(f->data[i], f->linesize[i], width, height, i == 0);
    }
    return PHIL_OK;
}

enum phil_status phil_writer_add(struct phil_writer *w, const struct phil_picture *picture,
                                 double time_s)
{
    const double ticks = time_s / av_q2d(w->codec->time_base);
    if (w->done || !picture || !picture->plane[0] || !picture->plane[1] || !picture->plane[2] ||
        !(fabs(ticks) < 1e15))
        return PHIL_EARG;
    const int64_t stamp = llround(ticks);
    if (w->has_last && stamp <= w->last_stamp)
        return refuse(w->log, PHIL_EARG, w->sink.path, "times do not increase on its clock");
    enum phil_status status = fill_frame(w, picture);
    if (status)
        return status;
    w->frame->pts = stamp;
    w->last_stamp = stamp;
    w->has_last = true;
    const int error = avcodec_send_frame(w->codec, w->frame);
    if (error < 0)
        return error == AVERROR(ENOMEM)
                   ? PHIL_EMEM
                   : refuse(w->log, PHIL_EIO, w->sink.path, "the encoder failed");
    status = drain(w);
    return status;
}

enum phil_status phil_writer_finish(struct phil_writer *w)
{
    if (w->done)
        return PHIL_EARG;
    w->done = true;
    avcodec_send_frame(w->codec, NULL);
    enum phil_status status = drain(w);
    if (!status) {
        const int error = av_write_trailer(w->format);
        status = error == AVERROR(ENOMEM) ? PHIL_EMEM : error < 0 ? PHIL_EIO : PHIL_OK;
    }
    if (!status)
        status = phil_sink_finish(&w->sink);
    return status == PHIL_EMEM ? status : status ? PHIL_EIO : PHIL_OK;
}

void phil_writer_close(struct phil_writer *w)
{
    if (!w)
        return;
    av_packet_free(&w->packet);
    av_frame_free(&w->frame);
    avcodec_free_context(&w->codec);
    avformat_free_context(w->format);
    if (w->sink_open)
        phil_sink_release(&w->sink);
    free(w);
}
