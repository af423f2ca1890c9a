/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pictures.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>

#include "base/random.h"

void picture_release(struct picture *picture)
{
    free(picture->pixels);
    *picture = (struct picture){0};
}

struct picture picture_blank(int width, int height)
{
    struct picture p = {width, height, malloc((size_t)width * (size_t)height)};
    assert_non_null(p.pixels);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            p.pixels[(size_t)y * (size_t)width + (size_t)x] =
                (uint8_t)(70 + 20 * sin(x * 0.011) + 15 * cos(y * 0.017));
    return p;
}

/* 1 inside an ellipse, 0 outside, soft over `soft` of its radius. */
static double ellipse(double x, double y, double cx, double cy, double rx, double ry, double soft)
{
    const double r = hypot((x - cx) / rx, (y - cy) / ry);
    return 1 / (1 + exp((r - 1) / soft * 4));
}

static double blend(double under, double over, double share)
{
    return under + (over - under) * share;
}

/* Brightness at (x, y) in head widths from the middle of the face; `under` shows around it. */
static double face_brightness(double x, double y, double under)
{
    const double side = fabs(x);
    double v = blend(under, 35, ellipse(x, y, 0, -0.18, 0.56, 0.66, 0.08));    /* hair */
    v = blend(v, 185 - 160 * x * x, ellipse(x, y, 0, 0.05, 0.48, 0.66, 0.06)); /* skin */
    v = blend(v, 60, ellipse(side, y, 0.21, -0.205, 0.125, 0.028, 0.4));       /* brows */
    v = blend(v, 120, ellipse(side, y, 0.20, -0.09, 0.13, 0.07, 0.5));         /* sockets */
    v = blend(v, 225, ellipse(side, y, 0.20, -0.09, 0.085, 0.036, 0.3)); /* white of the eye */
    v = blend(v, 30, ellipse(side, y, 0.20, -0.09, 0.036, 0.038, 0.3));  /* iris */
    v = blend(v, 215, ellipse(x, y, 0, 0.02, 0.035, 0.14, 0.6));         /* dorsum */
    v = blend(v, 130, ellipse(side, y, 0.09, 0.03, 0.03, 0.13, 0.7));    /* its shadow */
    v = blend(v, 70, ellipse(side, y, 0.05, 0.195, 0.03, 0.018, 0.5));   /* nostrils */
    v = blend(v, 110, ellipse(x, y, 0, 0.36, 0.19, 0.055, 0.3));         /* lips */
    v = blend(v, 45, ellipse(x, y, 0, 0.355, 0.18, 0.010, 0.6));         /* line between */
    return blend(v, 120, ellipse(x, y, 0, 0.48, 0.12, 0.018, 0.8));      /* fold of the chin */
}

void draw_face(struct picture *picture, double cx, double cy, double head_px)
{
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            uint8_t *pixel = &picture->pixels[(size_t)y * (size_t)picture->width + (size_t)x];
            const double v = face_brightness((x - cx) / head_px, (y - cy) / head_px, *pixel);
            *pixel = (uint8_t)(v < 0 ? 0 : v > 255 ? 255 : v);
        }
}

struct picture picture_noise(int width, int height, uint64_t seed)
{
    struct picture p = picture_blank(width, height);
    const size_t n = (size_t)width * (size_t)height;
    for (size_t i = 0; i < n; i++)
        p.pixels[i] = (uint8_t)phil_random_bits(seed, 0, i);
    return p;
}

struct picture picture_resized(const struct picture *from, int width, int height)
{
    struct picture p = picture_blank(width, height);
    struct phil_frame *frame = frame_of(from, 0);
    assert_int_equal(
        phil_frame_crop(frame, 0, 0, from->width, from->height, p.pixels, width, height), PHIL_OK);
    phil_frame_unref(frame);
    return p;
}

struct picture picture_flipped(const struct picture *from)
{
    struct picture p = picture_blank(from->width, from->height);
    for (int y = 0; y < p.height; y++)
        for (int x = 0; x < p.width; x++)
            p.pixels[(size_t)y * (size_t)p.width + (size_t)x] =
                from->pixels[(size_t)y * (size_t)p.width + (size_t)(p.width - 1 - x)];
    return p;
}

struct picture picture_stored_turned(const struct picture *upright, int turns)
{
    const int w = upright->width, h = upright->height, odd = turns % 2;
    struct picture p = picture_blank(odd ? h : w, odd ? w : h);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            /* One clockwise turn takes stored (sx, sy) to upright (height_s - 1 - sy, sx). */
            const int sx[] = {x, y, w - 1 - x, h - 1 - y}, sy[] = {y, w - 1 - x, h - 1 - y, x};
            p.pixels[(size_t)sy[turns] * (size_t)p.width + (size_t)sx[turns]] =
                upright->pixels[(size_t)y * (size_t)w + (size_t)x];
        }
    return p;
}

struct phil_frame *frame_of(const struct picture *picture, int turns)
{
    const struct phil_frame description = {.luma = picture->pixels,
                                           .stride_bytes = picture->width,
                                           .width = picture->width,
                                           .height = picture->height,
                                           .bit_depth = 8,
                                           .quarter_turns = turns,
                                           .full_range = true};
    struct phil_frame *frame;
    assert_int_equal(phil_frame_wrap(&frame, &description, NULL, NULL), PHIL_OK);
    return frame;
}

bool shared_recording(const char *below, char path[4096])
{
    const char *shared = getenv("PHILTRUM_SHARED");
    snprintf(path, 4096, "%s/recordings/%s", shared ? shared : "../shared", below);
    return access(path, R_OK) == 0;
}

/* Grey, full range, as FFmpeg sees the picture. */
static void convert(const AVFrame *frame, struct picture *picture)
{
    struct SwsContext *scaler =
        sws_getContext(frame->width, frame->height, frame->format, frame->width, frame->height,
                       AV_PIX_FMT_GRAY8, SWS_POINT, NULL, NULL, NULL);
    assert_non_null(scaler);
    *picture = picture_blank(frame->width, frame->height);
    uint8_t *rows[4] = {picture->pixels};
    const int strides[4] = {picture->width};
    sws_scale(scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, rows,
              strides);
    sws_freeContext(scaler);
}

/* Through FFmpeg itself: the recording step refuses photographs. */
bool shared_picture(const char *below, struct picture *picture)
{
    char path[4096];
    if (!shared_recording(below, path))
        return false;
    av_log_set_level(AV_LOG_ERROR); /* scaling full-range JPEG is worth no warning */
    AVFormatContext *file = NULL;
    const AVCodec *codec = NULL;
    assert_int_equal(avformat_open_input(&file, path, NULL, NULL), 0);
    assert_true(avformat_find_stream_info(file, NULL) >= 0);
    const int stream = av_find_best_stream(file, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    assert_true(stream >= 0);
    AVCodecContext *decoder = avcodec_alloc_context3(codec);
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    assert_true(decoder && packet && frame);
    avcodec_parameters_to_context(decoder, file->streams[stream]->codecpar);
    assert_int_equal(avcodec_open2(decoder, codec, NULL), 0);
    int got = -1;
    while (got < 0 && av_read_frame(file, packet) >= 0) {
        if (packet->stream_index == stream && avcodec_send_packet(decoder, packet) >= 0)
            got = avcodec_receive_frame(decoder, frame);
        av_packet_unref(packet);
    }
    if (got < 0) {
        avcodec_send_packet(decoder, NULL);
        got = avcodec_receive_frame(decoder, frame);
    }
    assert_int_equal(got, 0);
    convert(frame, picture);
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&decoder);
    avformat_close_input(&file);
    return true;
}
