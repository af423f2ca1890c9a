/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Small pictures through a codec and back, in memory.
 *
 * Idea. What a codec does to a small movement is decided by its quantiser: whether the change of a
 * block outweighs the rounding of its transform, or is skipped. So the encoder runs at one fixed
 * quantiser, without rate control, look-ahead or psychovisual tuning of single blocks, with the
 * family's usual spacing between the quantisers of key, predicted and bidirectional pictures.
 * Pictures are grey: nothing looks at their colours.
 *
 * Where it fails. Encoders of one family differ (a phone's chip from x264); where the family has no
 * encoder here there is no answer.
 */
#include "recording/recode.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>

#include "recording/quiet.h"

/* How an encoder is told its quantiser. */
enum manner { NO_LOSS, X264, X265, VPX, SCALED };

struct family {
    const char *codec, *encoder;
    enum manner manner;
    double least, most;
    double unit; /* of the codec's scale (recode.h) in one of the encoder's */
};

/* Scales and their ranges: ITU-T H.264 7.4.2.2, H.265 7.4.9.14; VP9's index runs four times as fine
 * as libvpx's option, and FFmpeg tells twice the MPEG family's qscale. VP8's decoder tells nothing:
 * there the option's own scale serves. */
static const struct family families[] = {
    {"h264", "libx264", X264, 0, 51, 1},
    {"hevc", "libx265", X265, 1, 51, 1},
    {"vp8", "libvpx", VPX, 0, 63, 1},
    {"vp9", "libvpx-vp9", VPX, 0, 255, 4},
    {"mpeg4", "mpeg4", SCALED, 2, 62, 2},
    {"msmpeg4v3", "msmpeg4", SCALED, 2, 62, 2},
    {"msmpeg4v2", "msmpeg4v2", SCALED, 2, 62, 2},
    {"wmv1", "wmv1", SCALED, 2, 62, 2},
    {"wmv2", "wmv2", SCALED, 2, 62, 2},
    {"flv1", "flv", SCALED, 2, 62, 2},
    {"mpeg1video", "mpeg1video", SCALED, 2, 62, 2},
    {"mpeg2video", "mpeg2video", SCALED, 2, 62, 2},
    {"mjpeg", "mjpeg", SCALED, 2, 62, 2},
    {"rawvideo", NULL, NO_LOSS, 0, 0, 1},
    {"ffv1", NULL, NO_LOSS, 0, 0, 1},
    {"huffyuv", NULL, NO_LOSS, 0, 0, 1},
    {"ffvhuff", NULL, NO_LOSS, 0, 0, 1},
    {"utvideo", NULL, NO_LOSS, 0, 0, 1},
    {"wrapped_avframe", NULL, NO_LOSS, 0, 0, 1},
};

static const struct family *family_of(const char *codec)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (strcmp(families[i].codec, codec) == 0)
            return &families[i];
    return NULL;
}

bool phil_recode_range(const char *codec, double *least, double *most)
{
    const struct family *f = family_of(codec);
    *least = f ? f->least : 0;
    *most = f ? f->most : 0;
    return f && (f->manner == NO_LOSS || avcodec_find_encoder_by_name(f->encoder));
}

struct round_trip {
    const struct phil_recode_settings *settings;
    const struct family *family;
    AVCodecContext *encoder, *decoder;
    AVFrame *frame;
    AVPacket *packet;
    uint8_t *out;
    int n, decoded;
    int64_t bytes;
};

static void choose_quantiser(struct round_trip *t, AVDictionary **options)
{
    const struct phil_recode_settings *s = t->settings;
    const struct family *f = t->family;
    const double q = fmin(f->most, fmax(f->least, s->quantiser)) / f->unit;
    char text[96];
    switch (f->manner) {
    case X264:
        av_dict_set(options, "preset", "veryfast", 0);
        av_dict_set_int(options, "qp", lround(q), 0);
        av_dict_set(options, "x264-params", "scenecut=0:rc-lookahead=0", 0);
        break;
    case X265:
        av_dict_set(options, "preset", "superfast", 0);
        snprintf(text, sizeof text,
                 "log-level=none:qp=%ld:pools=none:frame-threads=1:scenecut=0:wpp=0", lround(q));
        av_dict_set(options, "x265-params", text, 0);
        break;
    case VPX:
        av_dict_set(options, "deadline", "realtime", 0);
        av_dict_set_int(options, "cpu-used", 5, 0);
        av_dict_set_int(options, "lag-in-frames", 0, 0);
        t->encoder->qmin = t->encoder->qmax = (int)lround(q);
        t->encoder->bit_rate = 100000000; /* never what limits */
        break;
    case SCALED:
        t->encoder->flags |= AV_CODEC_FLAG_QSCALE;
        av_dict_set_int(options, "sc_threshold", 1000000000, 0); /* never a cut */
        t->encoder->global_quality = (int)lround(FF_QP2LAMBDA * q);
        break;
    case NO_LOSS:
        break;
    }
}

static enum phil_status open_encoder(struct round_trip *t)
{
    const struct phil_recode_settings *s = t->settings;
    const AVCodec *codec = avcodec_find_encoder_by_name(t->family->encoder);
    if (!codec)
        return PHIL_EFORMAT;
    AVCodecContext *c = t->encoder = avcodec_alloc_context3(codec);
    if (!c)
        return PHIL_EMEM;
    c->width = s->width;
    c->height = s->height;
    c->pix_fmt = t->family->manner == SCALED && strcmp(codec->name, "mjpeg") == 0
                     ? AV_PIX_FMT_YUVJ420P
                     : AV_PIX_FMT_YUV420P;
    c->time_base = (AVRational){1, 30};
    c->framerate = (AVRational){30, 1};
    c->thread_count = 1;
    c->gop_size = t->n + 1;
    c->max_b_frames = s->b_pictures && t->family->manner != VPX ? 2 : 0;
    c->flags |= AV_CODEC_FLAG_BITEXACT | AV_CODEC_FLAG_CLOSED_GOP;
    AVDictionary *options = NULL;
    choose_quantiser(t, &options);
    const int error = avcodec_open2(c, codec, &options);
    av_dict_free(&options);
    return error == AVERROR(ENOMEM) ? PHIL_EMEM : error < 0 ? PHIL_EFORMAT : PHIL_OK;
}

/* With what the encoder says of its stream, which some codecs need (WMV). */
static enum phil_status open_decoder(struct round_trip *t)
{
    const AVCodec *codec = avcodec_find_decoder(t->encoder->codec_id);
    if (!codec)
        return PHIL_EFORMAT;
    t->decoder = avcodec_alloc_context3(codec);
    AVCodecParameters *facts = avcodec_parameters_alloc();
    int error = AVERROR(ENOMEM);
    if (t->decoder && facts)
        error = avcodec_parameters_from_context(facts, t->encoder);
    if (error >= 0)
        error = avcodec_parameters_to_context(t->decoder, facts);
    avcodec_parameters_free(&facts);
    if (error >= 0) {
        t->decoder->thread_count = 1;
        error = avcodec_open2(t->decoder, codec, NULL);
    }
    return error == AVERROR(ENOMEM) ? PHIL_EMEM : error < 0 ? PHIL_EFORMAT : PHIL_OK;
}

/* Pictures that the decoder has ready. */
static enum phil_status collect(struct round_trip *t)
{
    const int w = t->settings->width, h = t->settings->height;
    while (avcodec_receive_frame(t->decoder, t->frame) >= 0) {
        if (t->frame->width != w || t->frame->height != h || t->decoded >= t->n)
            return PHIL_EFORMAT;
        uint8_t *to = t->out + (size_t)t->decoded++ * (size_t)w * (size_t)h;
        for (int y = 0; y < h; y++)
            memcpy(to + (size_t)y * (size_t)w, t->frame->data[0] + y * t->frame->linesize[0],
                   (size_t)w);
        av_frame_unref(t->frame);
    }
    return PHIL_OK;
}

/* What the encoder has ready, through the decoder; NULL `frame` flushes both. */
static enum phil_status pass(struct round_trip *t, const AVFrame *frame)
{
    if (avcodec_send_frame(t->encoder, frame) < 0)
        return PHIL_EFORMAT;
    while (avcodec_receive_packet(t->encoder, t->packet) >= 0) {
        t->bytes += t->packet->size;
        const int error = avcodec_send_packet(t->decoder, t->packet);
        av_packet_unref(t->packet);
        const enum phil_status status = error < 0 ? PHIL_EFORMAT : collect(t);
        if (status)
            return status;
    }
    if (frame)
        return PHIL_OK;
    avcodec_send_packet(t->decoder, NULL);
    return collect(t);
}

static enum phil_status send_picture(struct round_trip *t, const uint8_t *pixels, int i)
{
    AVFrame *f = t->frame;
    const int w = t->settings->width, h = t->settings->height;
    f->format = t->encoder->pix_fmt;
    f->width = w;
    f->height = h;
    if (av_frame_get_buffer(f, 0) < 0)
        return PHIL_EMEM;
    for (int y = 0; y < h; y++)
        memcpy(f->data[0] + y * f->linesize[0], pixels + (size_t)y * (size_t)w, (size_t)w);
    for (int p = 1; p < 3; p++)
        memset(f->data[p], 128, (size_t)f->linesize[p] * (size_t)(h / 2));
    f->pts = i;
    f->quality = t->encoder->global_quality;
    /* The frame is filled again by the decoder: the encoder must have its own reference. */
    AVFrame *own = av_frame_clone(f);
    av_frame_unref(f);
    if (!own)
        return PHIL_EMEM;
    const enum phil_status status = pass(t, own);
    av_frame_free(&own);
    return status;
}

static enum phil_status run(struct round_trip *t, const uint8_t *in)
{
    const size_t size = (size_t)t->settings->width * (size_t)t->settings->height;
    t->frame = av_frame_alloc();
    t->packet = av_packet_alloc();
    enum phil_status status = t->frame && t->packet ? open_encoder(t) : PHIL_EMEM;
    if (status == PHIL_OK)
        status = open_decoder(t);
    for (int i = 0; i < t->n && status == PHIL_OK; i++)
        status = send_picture(t, in + (size_t)i * size, i);
    if (status == PHIL_OK)
        status = pass(t, NULL);
    if (status == PHIL_OK && t->decoded != t->n)
        status = PHIL_EFORMAT;
    return status;
}

enum phil_status phil_recode(const struct phil_recode_settings *settings, const uint8_t *in,
                             uint8_t *out, int n, int64_t *bytes)
{
    struct round_trip t = {.settings = settings, .out = out, .n = n};
    t.family = family_of(settings->codec);
    if (!t.family)
        return PHIL_EFORMAT;
    if (t.family->manner == NO_LOSS) {
        memcpy(out, in, (size_t)n * (size_t)settings->width * (size_t)settings->height);
        return PHIL_OK;
    }
    phil_quiet_ffmpeg();
    const enum phil_status status = run(&t, in);
    if (status == PHIL_OK && bytes)
        *bytes = t.bytes;
    av_packet_free(&t.packet);
    av_frame_free(&t.frame);
    avcodec_free_context(&t.encoder);
    avcodec_free_context(&t.decoder);
    return status;
}
