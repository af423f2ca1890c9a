/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The noise is white and normal, with the SD asked for, and a function of its key alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/private.h"

#include <math.h>

enum { WIDTH = 1000, HEIGHT = 400, N = WIDTH * HEIGHT };

static float *noise(uint64_t seed, uint64_t key, float sd)
{
    static float normal[PHIL_SIM_NOISE_STEPS];
    static float flat[WIDTH];
    static uint8_t row[WIDTH];
    phil_sim_sensor_init(normal);
    float *out = malloc(N * sizeof *out);
    assert_non_null(out);
    for (int x = 0; x < WIDTH; x++)
        flat[x] = 126;
    for (int y = 0; y < HEIGHT; y++) {
        phil_sim_sensor_row(normal, seed, key, y, sd, flat, row, WIDTH);
        for (int x = 0; x < WIDTH; x++)
            out[y * WIDTH + x] = (float)row[x] - 126;
    }
    return out;
}

static double correlation(const float *a, const float *b, int n)
{
    double ab = 0, aa = 0, bb = 0;
    for (int i = 0; i < n; i++) {
        ab += (double)a[i] * (double)b[i];
        aa += (double)a[i] * (double)a[i];
        bb += (double)b[i] * (double)b[i];
    }
    return ab / sqrt(aa * bb);
}

static void mean_sd_and_tails(void **state)
{
    float *e = noise(3, 17, 4);
    double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
    int far = 0;
    for (int i = 0; i < N; i++) {
        const double v = (double)e[i];
        m1 += v / N;
        m2 += v * v / N;
        m3 += v * v * v / N;
        m4 += v * v * v * v / N;
        far += fabs(v) >= 12;
    }
    /* 400,000 samples: standard error 0.0063 of the mean; rounding adds 1/12 to the variance. */
    assert_float_equal(m1, 0, 0.03);
    assert_float_equal(sqrt(m2 - 1.0 / 12), 4, 0.02);
    assert_float_equal(m3 / pow(m2, 1.5), 0, 0.02);
    assert_float_equal(m4 / (m2 * m2), 3, 0.05);
    /* |v| >= 11.5 before rounding: 2 Phi(-2.875) = 0.00404. */
    assert_float_equal((double)far / N, 0.00404, 0.0005);
    free(e);
}

static void noise_is_white(void **state)
{
    float *e = noise(3, 17, 6);
    /* Standard error of each: 0.0016. */
    static const int lag[] = {1, 2, 3, 4, 8, WIDTH - 1, WIDTH, WIDTH + 1, 2 * WIDTH};
    for (size_t k = 0; k < sizeof lag / sizeof *lag; k++)
        assert_float_equal(correlation(e, e + lag[k], N - lag[k]), 0, 0.007);
    float *next = noise(3, 18, 6), *other = noise(4, 17, 6), *again = noise(3, 17, 6);
    assert_float_equal(correlation(e, next, N), 0, 0.007);
    assert_float_equal(correlation(e, other, N), 0, 0.007);
    assert_memory_equal(e, again, N * sizeof *e);
    free(e);
    free(next);
    free(other);
    free(again);
}

static void no_noise_rounds(void **state)
{
    float normal[PHIL_SIM_NOISE_STEPS];
    phil_sim_sensor_init(normal);
    const float in[6] = {-3, 0.4f, 0.6f, 100.5f, 254.7f, 300};
    const uint8_t expected[6] = {0, 0, 1, 101, 255, 255};
    uint8_t out[6];
    phil_sim_sensor_row(normal, 1, 1, 0, 0, in, out, 6);
    assert_memory_equal(out, expected, sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mean_sd_and_tails),
        cmocka_unit_test(noise_is_white),
        cmocka_unit_test(no_noise_rounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
