/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames: references, coordinates, and cropping against a brute-force integral of the picture. */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <philtrum/frames.h>

#include "base/random.h"

enum { W = 37, H = 23 };

static struct phil_frame *make(void *luma, int depth, int turns, bool full)
{
    const struct phil_frame d = {.luma = luma,
                                 .stride_bytes = W * (depth > 8 ? 2 : 1),
                                 .width = W,
                                 .height = H,
                                 .bit_depth = depth,
                                 .quarter_turns = turns,
                                 .full_range = full};
    struct phil_frame *f;
    assert_int_equal(phil_frame_wrap(&f, &d, NULL, NULL), PHIL_OK);
    return f;
}

static void count_release(void *user)
{
    ++*(int *)user;
}

static void *ref_and_unref(void *user)
{
    for (int i = 0; i < 20000; i++)
        phil_frame_unref(phil_frame_ref(user));
    phil_frame_unref(user);
    return NULL;
}

static void test_last_reference_releases_once(void **state)
{
    uint8_t luma[W * H] = {0};
    int released = 0;
    const struct phil_frame d = {
        .luma = luma, .stride_bytes = W, .width = W, .height = H, .bit_depth = 8};
    struct phil_frame *f;
    assert_int_equal(phil_frame_wrap(&f, &d, count_release, &released), PHIL_OK);
    pthread_t thread[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, ref_and_unref, phil_frame_ref(f)), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
    assert_int_equal(released, 0);
    phil_frame_unref(f);
    assert_int_equal(released, 1);
    phil_frame_unref(NULL);
}

static void test_wrap_refuses_nonsense(void **state)
{
    uint8_t luma[W * H * 2] = {0};
    const struct phil_frame good = {
        .luma = luma, .stride_bytes = W, .width = W, .height = H, .bit_depth = 8};
    struct phil_frame bad[8] = {good, good, good, good, good, good, good, good};
    bad[0].width = 0;
    bad[1].height = 16385;
    bad[2].bit_depth = 7;
    bad[3].bit_depth = 17;
    bad[4].quarter_turns = 4;
    bad[5].stride_bytes = W - 1;
    bad[6].bit_depth = 10; /* needs twice the stride */
    bad[7].luma = NULL;
    for (int i = 0; i < 8; i++) {
        struct phil_frame *f = (struct phil_frame *)&luma;
        assert_int_equal(phil_frame_wrap(&f, &bad[i], NULL, NULL), PHIL_EARG);
        assert_null(f);
    }
}

/* The upright picture drawn by turning an array, the slow and obvious way. */
static void turn_upright(const uint8_t *stored, int turns, uint8_t *upright, int *w, int *h)
{
    uint8_t now[W * H], next[W * H];
    int cw = W, ch = H;
    memcpy(now, stored, sizeof now);
    for (int t = 0; t < turns; t++) {
        for (int y = 0; y < ch; y++)
            for (int x = 0; x < cw; x++)
                next[x * ch + (ch - 1 - y)] = now[y * cw + x]; /* a row becomes a column */
        memcpy(now, next, sizeof now);
        const int swap = cw;
        cw = ch;
        ch = swap;
    }
    memcpy(upright, now, sizeof now);
    *w = cw;
    *h = ch;
}

static void fill(uint8_t *luma)
{
    for (unsigned i = 0; i < W * H; i++)
        luma[i] = (uint8_t)phil_random_bits(7, 1, i);
}

static void test_coordinates_and_identity_crop_for_all_turns(void **state)
{
    uint8_t luma[W * H], upright[W * H], out[W * H];
    fill(luma);
    for (int turns = 0; turns < 4; turns++) {
        struct phil_frame *f = make(luma, 8, turns, true);
        int w, h, uw, uh;
        turn_upright(luma, turns, upright, &w, &h);
        phil_frame_upright_size(f, &uw, &uh);
        assert_true(uw == w && uh == h);
        const struct phil_affine m = phil_frame_upright_to_stored(f);
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++) {
                const int sx = (int)(m.xx * x + m.xy * y + m.x0);
                const int sy = (int)(m.yx * x + m.yy * y + m.y0);
                assert_int_equal(luma[sy * W + sx], upright[y * w + x]);
            }
        assert_int_equal(phil_frame_crop(f, 0, 0, w, h, out, w, h), PHIL_OK);
        assert_memory_equal(out, upright, sizeof out);
        phil_frame_unref(f);
    }
}

/* Integral of the picture (0 outside) over a box, by overlap of every pixel. */
static double box_mean(const uint8_t *p, int w, int h, double x0, double y0, double x1, double y1,
                       double black, double gain)
{
    double sum = 0;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            const double ox = fmin(x + 1, x1) - fmax(x, x0), oy = fmin(y + 1, y1) - fmax(y, y0);
            if (ox > 0 && oy > 0)
                sum += ox * oy * gain * (p[y * w + x] - black);
        }
    return sum / ((x1 - x0) * (y1 - y0));
}

static void check_shrink(const struct phil_frame *f, const uint8_t *upright, int w, int h,
                         const double rect[4], int ow, int oh, bool full)
{
    uint8_t out[64 * 64];
    assert_int_equal(phil_frame_crop(f, rect[0], rect[1], rect[2], rect[3], out, ow, oh), PHIL_OK);
    const double sx = rect[2] / ow, sy = rect[3] / oh;
    for (int y = 0; y < oh; y++)
        for (int x = 0; x < ow; x++) {
            double want =
                box_mean(upright, w, h, rect[0] + x * sx, rect[1] + y * sy, rect[0] + (x + 1) * sx,
                         rect[1] + (y + 1) * sy, full ? 0 : 16, full ? 1 : 255.0 / 219);
            want = fmin(fmax(want, 0), 255);
            assert_true(fabs(out[y * ow + x] - want) <= 0.51);
        }
}

static void test_shrinking_is_the_area_mean(void **state)
{
    static const struct {
        double rect[4];
        int w, h;
    } cases[] = {
        {{0, 0, 20, 20}, 10, 10},                              /* factor 2: the integer path */
        {{2, 1, 21, 18}, 7, 6},                                /* factor 3 with an offset */
        {{0, 0, 20, 20}, 4, 5},                                /* 5 and 4 */
        {{0.3, 1.7, 18.2, 15.4}, 7, 5},                        /* nothing whole */
        {{-6, -5, 40, 40}, 9, 11},                             /* hanging over all edges */
        {{100, 100, 10, 10}, 3, 3},                            /* wholly outside: black */
        {{0, 0, 23, 23}, 1, 1},         {{3, 2, 12, 3}, 6, 3}, /* one axis shrinks, one keeps */
    };
    uint8_t luma[W * H], upright[W * H];
    uint16_t deep[W * H];
    fill(luma);
    for (int i = 0; i < W * H; i++)
        deep[i] = (uint16_t)(luma[i] << 2);
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
        for (int turns = 0; turns < 4; turns++)
            for (int full = 0; full < 2; full++) {
                int w, h;
                turn_upright(luma, turns, upright, &w, &h);
                struct phil_frame *f = make(luma, 8, turns, full);
                check_shrink(f, upright, w, h, cases[c].rect, cases[c].w, cases[c].h, full);
                phil_frame_unref(f);
                f = make(deep, 10, turns, false);
                check_shrink(f, upright, w, h, cases[c].rect, cases[c].w, cases[c].h, false);
                phil_frame_unref(f);
            }
}

static void test_growing_is_linear(void **state)
{
    uint8_t luma[W * H], out[4 * W * 4 * H];
    for (int y = 0; y < H; y++)
        for (int x = 0; x < W; x++)
            luma[y * W + x] = (uint8_t)(4 * x + 2 * y);
    struct phil_frame *f = make(luma, 8, 0, true);
    assert_int_equal(phil_frame_crop(f, 0, 0, W, H, out, 4 * W, 4 * H), PHIL_OK);
    for (int y = 2; y < 4 * H - 2; y++) /* inside, a plane must stay that plane */
        for (int x = 2; x < 4 * W - 2; x++) {
            const double want = 4 * ((x + 0.5) / 4 - 0.5) + 2 * ((y + 0.5) / 4 - 0.5);
            assert_true(fabs(out[y * 4 * W + x] - want) <= 0.51);
        }
    assert_int_equal(out[0], luma[0]);
    assert_int_equal(phil_frame_crop(f, -W, 0, W, H, out, 2 * W, 2 * H), PHIL_OK);
    for (int i = 0; i < 4 * W * H; i++)
        assert_int_equal(out[i], 0);
    phil_frame_unref(f);
}

static void test_crop_refuses_nonsense(void **state)
{
    uint8_t luma[W * H] = {0}, out[4];
    struct phil_frame *f = make(luma, 8, 0, true);
    assert_int_equal(phil_frame_crop(f, 0, 0, 0, 5, out, 2, 2), PHIL_EARG);
    assert_int_equal(phil_frame_crop(f, 0, 0, 5, -1, out, 2, 2), PHIL_EARG);
    assert_int_equal(phil_frame_crop(f, NAN, 0, 5, 5, out, 2, 2), PHIL_EARG);
    assert_int_equal(phil_frame_crop(f, 0, 0, INFINITY, 5, out, 2, 2), PHIL_EARG);
    assert_int_equal(phil_frame_crop(f, 0, 0, 5, 5, out, 0, 2), PHIL_EARG);
    assert_int_equal(phil_frame_crop(f, 1e8, -1e8, 5, 1e-3, out, 2, 2), PHIL_OK);
    phil_frame_unref(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_last_reference_releases_once),
        cmocka_unit_test(test_wrap_refuses_nonsense),
        cmocka_unit_test(test_coordinates_and_identity_crop_for_all_turns),
        cmocka_unit_test(test_shrinking_is_the_area_mean),
        cmocka_unit_test(test_growing_is_linear),
        cmocka_unit_test(test_crop_refuses_nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
