/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Known displacements added to pictures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracle.h"
#include <philtrum/sim.h>

enum { SIZE = 160 };

/* Waves of 5 to 23 px, evaluated anywhere. */
static double pattern(double x, double y)
{
    return 128 + 22 * sin(0.9 * x + 0.3 * y) + 22 * sin(0.31 * x - 1.1 * y + 1) +
           20 * sin(0.27 * (x + y)) + 18 * cos(0.6 * y - 0.7 * x);
}

static void fill(uint8_t *p)
{
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++)
            p[y * SIZE + x] = (uint8_t)lround(pattern(x, y));
}

static void miss(const uint8_t *a, const uint8_t *b, int cx, int cy, int half, oracle_field *field,
                 void *user, double *dx, double *dy)
{
    static float fa[SIZE * SIZE], fb[SIZE * SIZE];
    for (int i = 0; i < SIZE * SIZE; i++) {
        fa[i] = a[i];
        fb[i] = b[i];
    }
    oracle_miss(fa, fb, SIZE, cx, cy, half, field, user, dx, dy);
}

static void nothing_to_do_copies(void **state)
{
    uint8_t in[SIZE * SIZE], out[SIZE * SIZE];
    fill(in);
    assert_int_equal(phil_sim_warp(in, SIZE, out, SIZE, SIZE, SIZE, 1, NULL, 0), PHIL_OK);
    assert_memory_equal(in, out, sizeof in);
    const struct phil_sim_bump zero = {80, 80, 12, 0, 0};
    memset(out, 0, sizeof out);
    assert_int_equal(phil_sim_warp(in, SIZE, out, SIZE, SIZE, SIZE, 1, &zero, 1), PHIL_OK);
    assert_memory_equal(in, out, sizeof in);
}

static void bump_field(void *user, double x, double y, double *to_x, double *to_y)
{
    const struct phil_sim_bump *b = user;
    const double r2 = (x - b->x) * (x - b->x) + (y - b->y) * (y - b->y);
    const double g = exp(-0.5 * r2 / (b->sigma_px * b->sigma_px));
    *to_x = x + b->dx * g;
    *to_y = y + b->dy * g;
}

/* Each output pixel is the pattern at its place before the movement. */
static void pixels_come_from_before(void **state)
{
    static const double size[4] = {0.07, 0.5, 1.7, 6};
    uint8_t in[SIZE * SIZE], out[SIZE * SIZE];
    fill(in);
    for (int i = 0; i < 4; i++) {
        struct phil_sim_bump b = {78.3, 81.6, 15, size[i] * cos(i + 0.4), size[i] * sin(i + 0.4)};
        assert_int_equal(phil_sim_warp(in, SIZE, out, SIZE, SIZE, SIZE, 1, &b, 1), PHIL_OK);
        double dx, dy, error = 0;
        int n = 0;
        for (int y = 30; y < 130; y++)
            for (int x = 30; x < 130; x++) {
                double px = x, py = y;
                for (int k = 0; k < 200; k++) { /* plain fixed point: slow and sure */
                    double fx, fy;
                    bump_field(&b, px, py, &fx, &fy);
                    px += x - fx;
                    py += y - fy;
                }
                const double e = out[y * SIZE + x] - pattern(px, py);
                error += e * e;
                n++;
            }
        /* Rounding of the input and of the output: sqrt(1/12 + 1/12) = 0.41. */
        assert_true(sqrt(error / n) < 0.55);
        miss(in, out, 78, 82, 20, bump_field, &b, &dx, &dy);
        assert_true(hypot(dx, dy) < 0.01);
    }
}

static void far_pixels_are_untouched(void **state)
{
    uint8_t in[SIZE * SIZE], out[SIZE * SIZE];
    fill(in);
    const struct phil_sim_bump b[2] = {{40, 40, 5, 2, -1}, {110.5, 120, 7, 0, 3}};
    assert_int_equal(phil_sim_warp(in, SIZE, out, SIZE, SIZE, SIZE, 1, b, 2), PHIL_OK);
    int changed = 0;
    for (int y = 0; y < SIZE; y++)
        for (int x = 0; x < SIZE; x++) {
            const bool same = in[y * SIZE + x] == out[y * SIZE + x];
            changed += !same;
            if (hypot(x - b[0].x, y - b[0].y) > 4 * b[0].sigma_px &&
                hypot(x - b[1].x, y - b[1].y) > 4 * b[1].sigma_px)
                assert_true(same);
        }
    assert_true(changed > 500);
}

static void half_size_planes_move_half_as_far(void **state)
{
    /* A half-size plane made from the same scene: sample i stands at luma 2i + 0.5. */
    uint8_t in[SIZE * SIZE], out[SIZE * SIZE];
    fill(in);
    const struct phil_sim_bump luma = {160.5, 160.5, 30, 4, 2};
    struct phil_sim_bump own = {80, 80, 15, 2, 1};
    assert_int_equal(phil_sim_warp(in, SIZE, out, SIZE, SIZE, SIZE, 0.5, &luma, 1), PHIL_OK);
    double dx, dy;
    miss(in, out, 80, 80, 20, bump_field, &own, &dx, &dy);
    assert_true(hypot(dx, dy) < 0.01);
}

static void strides_and_edges(void **state)
{
    /* Bumps over the corner of a tiny plane inside guarded memory. */
    uint8_t in[9 * 16], out[9 * 24];
    for (size_t i = 0; i < sizeof in; i++)
        in[i] = (uint8_t)(i % 16 < 7 ? 100 : 255);
    memset(out, 7, sizeof out);
    const struct phil_sim_bump b[2] = {{0, 0, 4, 1, 1}, {6, 8, 3, -1, 0.5}};
    assert_int_equal(phil_sim_warp(in, 16, out, 24, 7, 9, 1, b, 2), PHIL_OK);
    for (int y = 0; y < 9; y++)
        for (int x = 0; x < 24; x++)
            assert_int_equal(out[y * 24 + x], x < 7 ? 100 : 7);
    const struct phil_sim_bump outside = {-500, 900, 4, 1, 1};
    assert_int_equal(phil_sim_warp(in, 16, out, 24, 7, 9, 1, &outside, 1), PHIL_OK);
    uint8_t one = 42, to = 0;
    const struct phil_sim_bump on_it = {0, 0, 4, 1, 1};
    assert_int_equal(phil_sim_warp(&one, 1, &to, 1, 1, 1, 1, &on_it, 1), PHIL_OK);
    assert_int_equal(to, 42);
}

static void folding_is_refused(void **state)
{
    uint8_t in[64] = {0}, out[64] = {9};
    const struct phil_sim_bump bad[4] = {
        {4, 4, 5, 3.01, 0}, {4, 4, 0, 0, 0}, {4, NAN, 5, 1, 0}, {4, 4, 5, INFINITY, 0}};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(phil_sim_warp(in, 8, out, 8, 8, 8, 1, &bad[i], 1), PHIL_EARG);
        assert_int_equal(out[0], 9);
    }
    const struct phil_sim_bump edge = {4, 4, 5, 3, 0};
    assert_int_equal(phil_sim_warp(in, 8, out, 8, 8, 8, 1, &edge, 1), PHIL_OK);
    assert_int_equal(phil_sim_warp(in, 8, out, 8, 0, 8, 1, &edge, 1), PHIL_EARG);
    assert_int_equal(phil_sim_warp(in, 8, out, 8, 8, 8, 0, &edge, 1), PHIL_EARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_to_do_copies),
        cmocka_unit_test(pixels_come_from_before),
        cmocka_unit_test(far_pixels_are_untouched),
        cmocka_unit_test(half_size_planes_move_half_as_far),
        cmocka_unit_test(strides_and_edges),
        cmocka_unit_test(folding_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
