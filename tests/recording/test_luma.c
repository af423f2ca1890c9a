/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoded pictures of every kind must come out as the luma that was put into them. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>

#include "recording/luma.h"

static unsigned wanted(int x, int y, int depth)
{
    const unsigned v = (unsigned)(16 + (x * 7 + y * 13 + (x > y) * 40) % 200);
    return v << (depth - 8) | (depth > 8 ? (unsigned)(x & 3) : 0);
}

static void clear(AVFrame *f)
{
    for (int i = 0; i < AV_NUM_DATA_POINTERS && f->buf[i]; i++)
        memset(f->buf[i]->data, 0, f->buf[i]->size);
}

static AVFrame *picture(enum AVPixelFormat format, int width, int height)
{
    AVFrame *f = av_frame_alloc();
    f->format = format;
    f->width = width;
    f->height = height;
    f->color_range = AVCOL_RANGE_MPEG;
    assert_int_equal(av_frame_get_buffer(f, 0), 0);
    clear(f); /* av_write_image_line ORs its bits in */
    const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(format);
    for (int c = 0; c < d->nb_components; c++)
        for (int y = 0; y < (c ? -((-height) >> d->log2_chroma_h) : height); y++)
            for (int x = 0; x < (c ? -((-width) >> d->log2_chroma_w) : width); x++) {
                const int depth = d->comp[c].depth;
                const uint16_t v = (uint16_t)(c ? 1u << (depth - 1) : wanted(x, y, depth));
                av_write_image_line(&v, f->data, f->linesize, d, x, y, c, 1);
            }
    return f;
}

static unsigned sample(const struct phil_frame *f, int x, int y)
{
    const uint8_t *row = (const uint8_t *)f->luma + y * f->stride_bytes;
    return f->bit_depth > 8 ? ((const uint16_t *)(const void *)row)[x] : row[x];
}

static struct phil_frame *convert(struct phil_luma *luma, AVFrame *p)
{
    const struct phil_frame times = {.index = 3, .time_s = 0.5};
    struct phil_frame *f = NULL;
    assert_int_equal(phil_luma_frame(luma, p, &times, &f), PHIL_OK);
    assert_int_equal(f->index, 3);
    return f;
}

static void test_luma_is_exact_in_every_layout(void **state)
{
    static const enum AVPixelFormat formats[] = {
        AV_PIX_FMT_YUV420P,     AV_PIX_FMT_NV12,        AV_PIX_FMT_NV21,     AV_PIX_FMT_YUV444P,
        AV_PIX_FMT_YUVA420P,    AV_PIX_FMT_GRAY8,       AV_PIX_FMT_YUYV422,  AV_PIX_FMT_UYVY422,
        AV_PIX_FMT_YUV420P10LE, AV_PIX_FMT_YUV422P12LE, AV_PIX_FMT_P010LE,   AV_PIX_FMT_P016LE,
        AV_PIX_FMT_YUV420P10BE, AV_PIX_FMT_GRAY16BE,    AV_PIX_FMT_GRAY12LE, AV_PIX_FMT_Y210LE,
        AV_PIX_FMT_YUV420P9LE,  AV_PIX_FMT_YUV411P};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        for (int width = 35; width < 37; width++) {
            struct phil_luma luma;
            AVFrame *p = picture(formats[i], width, 27);
            assert_int_equal(phil_luma_init(&luma, p, (AVRational){0, 1}, 0, false), PHIL_OK);
            struct phil_frame *f = convert(&luma, p);
            av_frame_free(&p); /* the frame must not need it any more */
            assert_true(f->width == width && f->height == 27 && !f->full_range);
            assert_int_equal(f->bit_depth, av_pix_fmt_desc_get(formats[i])->comp[0].depth);
            for (int y = 0; y < 27; y++)
                for (int x = 0; x < width; x++)
                    assert_int_equal(sample(f, x, y), wanted(x, y, f->bit_depth));
            phil_frame_unref(f);
            phil_luma_release(&luma);
        }
}

static void test_common_format_is_not_copied(void **state)
{
    struct phil_luma luma;
    AVFrame *p = picture(AV_PIX_FMT_YUV420P, 64, 48);
    const void *plane = p->data[0];
    assert_int_equal(phil_luma_init(&luma, p, (AVRational){1, 1}, 1, false), PHIL_OK);
    struct phil_frame *f = convert(&luma, p);
    assert_ptr_equal(f->luma, plane);
    assert_int_equal(f->quarter_turns, 1);
    phil_frame_unref(f);
    phil_luma_release(&luma);
    av_frame_free(&p);
}

static void test_bottom_up_rows_are_put_right(void **state)
{
    struct phil_luma luma;
    AVFrame *p = picture(AV_PIX_FMT_GRAY8, 40, 20);
    p->data[0] += 19 * p->linesize[0];
    p->linesize[0] = -p->linesize[0];
    assert_int_equal(phil_luma_init(&luma, p, (AVRational){1, 1}, 0, false), PHIL_OK);
    struct phil_frame *f = convert(&luma, p);
    assert_true(f->stride_bytes >= 40);
    for (int y = 0; y < 20; y++)
        for (int x = 0; x < 40; x++)
            assert_int_equal(sample(f, x, y), wanted(x, 19 - y, 8));
    phil_frame_unref(f);
    phil_luma_release(&luma);
    av_frame_free(&p);
}

static void test_colour_becomes_full_range_grey(void **state)
{
    static const enum AVPixelFormat formats[] = {AV_PIX_FMT_RGB24, AV_PIX_FMT_BGRA, AV_PIX_FMT_GBRP,
                                                 AV_PIX_FMT_RGB48LE, AV_PIX_FMT_GBRP10LE};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct phil_luma luma;
        AVFrame *p = picture(formats[i], 32, 8);
        const AVPixFmtDescriptor *d = av_pix_fmt_desc_get(formats[i]);
        const int depth = d->comp[0].depth;
        clear(p);
        for (int c = 0; c < 3; c++) /* grey ramps: every weighting of the colours agrees */
            for (int y = 0; y < 8; y++)
                for (int x = 0; x < 32; x++) {
                    const uint16_t v = (uint16_t)((x * 8 + y) << (depth - 8));
                    av_write_image_line(&v, p->data, p->linesize, d, x, y, c, 1);
                }
        p->color_range = AVCOL_RANGE_UNSPECIFIED;
        assert_int_equal(phil_luma_init(&luma, p, (AVRational){1, 1}, 0, false), PHIL_OK);
        struct phil_frame *f = convert(&luma, p);
        assert_true(f->full_range);
        assert_int_equal(f->bit_depth, depth);
        for (int y = 0; y < 8; y++)
            for (int x = 0; x < 32; x++)
                assert_true(abs((int)sample(f, x, y) - ((x * 8 + y) << (depth - 8))) <=
                            (1 << (depth - 8)));
        phil_frame_unref(f);
        phil_luma_release(&luma);
        av_frame_free(&p);
    }
}

/* Two instants in one frame: the field shown first must survive exactly, the other must vanish. */
static void check_field(int top_first)
{
    struct phil_luma luma;
    AVFrame *p = picture(AV_PIX_FMT_YUV420P, 48, 30);
    for (int y = 0; y < 30; y++)
        for (int x = 0; x < 48; x++)
            p->data[0][y * p->linesize[0] + x] =
                (uint8_t)((y & 1) == !top_first ? 60 + 3 * y + x : 230);
    p->interlaced_frame = 1;
    p->top_field_first = top_first;
    assert_int_equal(phil_luma_init(&luma, p, (AVRational){1, 1}, 0, false), PHIL_OK);
    struct phil_frame *f = convert(&luma, p);
    for (int y = 3; y < 27; y++) /* a ramp is what linear and cubic kernels both keep */
        for (int x = 0; x < 48; x++)
            assert_int_equal(sample(f, x, y), 60 + 3 * y + x);
    phil_frame_unref(f);
    phil_luma_release(&luma);
    av_frame_free(&p);
}

static void test_interlaced_frames_show_one_instant(void **state)
{
    check_field(0);
    check_field(1);
}

/* Mean place of a bright spot, in samples from the left and top edges. */
static void spot_centre(const struct phil_frame *f, double *x_mean, double *y_mean)
{
    double sum = 0, sx = 0, sy = 0;
    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++) {
            const double v = sample(f, x, y) - (double)(16 << (f->bit_depth - 8));
            sum += v;
            sx += v * (x + 0.5);
            sy += v * (y + 0.5);
        }
    *x_mean = sx / sum;
    *y_mean = sy / sum;
}

static AVFrame *spot(enum AVPixelFormat format, int width, int height, double x0, double y0)
{
    AVFrame *p = picture(format, width, height);
    const int shift = av_pix_fmt_desc_get(format)->comp[0].depth - 8;
    clear(p);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const double r2 = pow(x + 0.5 - x0, 2) + pow(y + 0.5 - y0, 2);
            const uint16_t v = (uint16_t)((16 << shift) + 200 * (1 << shift) * exp(-r2 / 32));
            av_write_image_line(&v, p->data, p->linesize, av_pix_fmt_desc_get(format), x, y, 0, 1);
        }
    return p;
}

static void test_pixels_become_square_and_sizes_stay(void **state)
{
    static const enum AVPixelFormat formats[] = {AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV420P10LE};
    for (int i = 0; i < 2; i++) {
        struct phil_luma luma;
        AVFrame *first = spot(formats[i], 72, 58, 30, 20);
        assert_int_equal(phil_luma_init(&luma, first, (AVRational){16, 11}, 0, false), PHIL_OK);
        struct phil_frame *f = convert(&luma, first);
        double x, y;
        assert_true(f->width == 105 && f->height == 58); /* 72 * 16 / 11 = 104.7 */
        spot_centre(f, &x, &y);
        assert_true(fabs(x - 30 * 105.0 / 72) < 0.1 && fabs(y - 20) < 0.1);
        phil_frame_unref(f);
        av_frame_free(&first);
        AVFrame *larger = spot(formats[i], 144, 116, 60, 40); /* the stream changes its size */
        f = convert(&luma, larger);
        assert_true(f->width == 105 && f->height == 58);
        spot_centre(f, &x, &y);
        assert_true(fabs(x - 30 * 105.0 / 72) < 0.1 && fabs(y - 20) < 0.1);
        phil_frame_unref(f);
        av_frame_free(&larger);
        phil_luma_release(&luma);
    }
}

static void test_tall_pixels_enlarge_the_height(void **state)
{
    struct phil_luma luma;
    AVFrame *p = picture(AV_PIX_FMT_GRAY8, 512, 480);
    assert_int_equal(phil_luma_init(&luma, p, (AVRational){15, 16}, 0, false), PHIL_OK);
    assert_true(luma.target.width == 512 && luma.target.height == 512);
    assert_int_equal(phil_luma_init(&luma, p, (AVRational){1, 100}, 0, false), PHIL_OK);
    assert_true(luma.target.width == 512 && luma.target.height == 480);
    av_frame_free(&p);
}

static void test_change_of_depth_keeps_the_first(void **state)
{
    struct phil_luma luma;
    AVFrame *p = picture(AV_PIX_FMT_YUV420P, 32, 16);
    AVFrame *deep = picture(AV_PIX_FMT_YUV420P10LE, 32, 16);
    assert_int_equal(phil_luma_init(&luma, p, (AVRational){1, 1}, 0, false), PHIL_OK);
    struct phil_frame *f = convert(&luma, deep);
    assert_int_equal(f->bit_depth, 8);
    for (int y = 0; y < 16; y++)
        for (int x = 0; x < 32; x++)
            assert_int_equal(sample(f, x, y), wanted(x, y, 8));
    phil_frame_unref(f);
    phil_luma_release(&luma);
    av_frame_free(&p);
    av_frame_free(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_luma_is_exact_in_every_layout),
        cmocka_unit_test(test_common_format_is_not_copied),
        cmocka_unit_test(test_bottom_up_rows_are_put_right),
        cmocka_unit_test(test_colour_becomes_full_range_grey),
        cmocka_unit_test(test_interlaced_frames_show_one_instant),
        cmocka_unit_test(test_pixels_become_square_and_sizes_stay),
        cmocka_unit_test(test_tall_pixels_enlarge_the_height),
        cmocka_unit_test(test_change_of_depth_keeps_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
