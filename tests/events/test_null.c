/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken for noise: on amplitudes that are drawn here, of known spread and tail. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "scene.h"

enum { N = 3000, ALL = PHIL_N_REGIONS * PHIL_N_DURATIONS * N };

/* Amplitudes of all regions, widths and frames; the regions one after the other. */
struct cloud {
    struct phil_fit fit[ALL];
    float loud[PHIL_N_REGIONS * N];
    struct phil_null null[PHIL_N_REGIONS];
};

static struct phil_fit *at(struct cloud *c, int region, int width, size_t frame)
{
    return &c->fit[((size_t)region * PHIL_N_DURATIONS + (size_t)width) * N + frame];
}

/* Gaussian, each frame independent of the others. */
static struct cloud *gaussian(uint64_t seed)
{
    struct cloud *c = malloc(sizeof *c);
    assert_non_null(c);
    for (size_t i = 0; i < ALL; i++)
        c->fit[i] = (struct phil_fit){(float)(0.3 * phil_random_normal(seed, 0, 2 * i)),
                                      (float)(0.1 * phil_random_normal(seed, 0, 2 * i + 1))};
    for (size_t i = 0; i < PHIL_N_REGIONS * N; i++)
        c->loud[i] = 1;
    return c;
}

static void scale(struct phil_fit *fit, double by)
{
    fit->ax *= (float)by;
    fit->ay *= (float)by;
}

static void learn(struct cloud *c, const bool *use)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        assert_true(phil_null_spread(at(c, r, 0, 0), N, use, &c->null[r]));
    assert_true(phil_null_tails(c->fit, c->loud, N, use, c->null));
}

/* Share of a region's statistics of one width above `x`. */
static double above(struct cloud *c, int region, int width, double x)
{
    int n = 0;
    for (size_t i = 0; i < N; i++)
        n += phil_null_statistic(&c->null[region], width, 1, at(c, region, width, i)) > x;
    return (double)n / N;
}

/* The spread under no twitch is right although one frame in twenty holds one. */
static void the_spread_is_robust(void **state)
{
    struct cloud *c = malloc(sizeof *c);
    struct phil_null null;
    assert_non_null(c);
    for (size_t i = 0; i < PHIL_N_DURATIONS * N; i++) {
        const double u = phil_random_normal(60, 0, 2 * i), v = phil_random_normal(60, 0, 2 * i + 1);
        const double twitch = i % 20 == 3 ? 5 : 0;
        c->fit[i] = (struct phil_fit){(float)(0.05 * u + twitch), (float)(0.02 * u + 0.04 * v)};
    }
    assert_true(phil_null_spread(c->fit, N, NULL, &null));
    /* Covariance 0.0025, 0.001, 0.002; its inverse. */
    const double det = 0.0025 * 0.002 - 0.001 * 0.001;
    for (int w = 0; w < PHIL_N_DURATIONS; w++) {
        const double ratio = null.inverse[w][0] / (0.002 / det);
        if (ratio < 0.65 || ratio > 1.3)
            fail_msg("width %d: inverse variance is %.2f of the true one", w, ratio);
        assert_true(null.inverse[w][1] < 0);
    }
    assert_int_equal(null.n, N);
    free(c);
}

/* Chi-square with two degrees: P(statistic > x) = exp(-x / 2), on Gaussian fits. */
static void gaussian_noise_has_the_promised_tail(void **state)
{
    struct cloud *c = gaussian(61);
    learn(c, NULL);
    for (int w = 0; w < PHIL_N_DURATIONS; w++)
        assert_true(c->null[0].power[w] > 0.9 && c->null[0].power[w] <= 1);
    for (int x = 2; x <= 8; x += 2) {
        const double expected = N * exp(-x / 2.0), n = N * above(c, 4, 0, x);
        if (n > expected + 4 * sqrt(expected) || n < 0.75 * expected - 4 * sqrt(expected))
            fail_msg("above %d: %.0f, expected %.0f", x, n, expected);
    }
    free(c);
}

/* Glitches, one frame in fifty three times as large, in every region: with a Gaussian's threshold
 * there would be dozens beyond 20; the tail that is learned leaves hardly any. */
static void glitches_make_a_heavy_tail(void **state)
{
    struct cloud *c = gaussian(62);
    for (size_t i = 0; i < ALL; i++)
        if (phil_random_uniform(63, 0, i) < 0.02)
            scale(&c->fit[i], 3);
    learn(c, NULL);
    const double heavy = above(c, 4, 2, 20);
    memcpy(c->null[4].power, (double[PHIL_N_DURATIONS]){1, 1, 1, 1, 1, 1, 1},
           sizeof c->null[4].power);
    const double naive = above(c, 4, 2, 20);
    print_message("# beyond 20: %.0f frames with a Gaussian's tail, %.0f with the learned one\n",
                  N * naive, N * heavy);
    assert_true(N * naive >= 10);
    assert_true(N * heavy <= 3);
    free(c);
}

/* Twitches in five of the regions below the eyes must not raise the threshold for themselves. */
static void twitches_in_some_regions_are_no_tail(void **state)
{
    struct cloud *c = gaussian(64);
    for (int r = 0; r < 5; r++)
        for (size_t i = 50; i < N; i += 100)
            for (int w = 0; w < PHIL_N_DURATIONS; w++)
                at(c, r, w, i)->ax = 3;
    learn(c, NULL);
    for (int w = 0; w < PHIL_N_DURATIONS; w++)
        assert_true(c->null[0].power[w] > 0.88);
    assert_true(phil_null_statistic(&c->null[0], 2, 1, at(c, 0, 2, 50)) > 60);
    free(c);
}

/* A mouth that twitches everywhere now and then must not hide behind itself: messenger clips with
 * 20 twitches in 24 s showed two of them. */
static void twitches_everywhere_are_no_tail(void **state)
{
    struct cloud *c = gaussian(68);
    for (int r = 0; r <= PHIL_CHEEK_RIGHT; r++)
        for (size_t i = 50 + 20 * (size_t)r; i < N; i += 400)
            for (int w = 0; w < PHIL_N_DURATIONS; w++)
                for (size_t k = 0; k < 5; k++)
                    at(c, r, w, i + k)->ax = 12;
    learn(c, NULL);
    for (int r = 0; r <= PHIL_CHEEK_RIGHT; r++)
        assert_true(phil_null_statistic(&c->null[r], 2, 1, at(c, r, 2, 50 + 20 * (size_t)r)) > 100);
    free(c);
}

/* A trace of nothing but times. */
static struct phil_trace bare_trace(void)
{
    struct phil_trace trace;
    phil_trace_init(&trace);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(phil_trace_append(&trace, (double)i / 30), PHIL_OK);
    return trace;
}

static void make_louder(struct cloud *c, int region, size_t first, size_t end, double by)
{
    for (size_t i = first; i < end; i++)
        for (int w = 0; w < PHIL_N_DURATIONS; w++)
            scale(at(c, region, w, i), by);
}

/* Noise that doubles its variance for four seconds is no louder than elsewhere once divided. */
static void loud_stretches_are_quieted(void **state)
{
    struct cloud *c = gaussian(65);
    struct phil_trace trace = bare_trace();
    const struct phil_clock clock = phil_clock_of(&trace);
    make_louder(c, 0, 900, 1020, M_SQRT2);
    learn(c, NULL);
    assert_true(phil_null_loudness(&trace, &clock, c->fit, NULL, c->null, c->loud));
    assert_true(c->loud[960] > 1.5f && c->loud[960] < 2.5f);
    assert_true(c->loud[300] < 1.4f && c->loud[2000] < 1.4f);
    assert_true(c->loud[N + 960] < 1.4f); /* the region beside it */
    phil_trace_release(&trace);
    free(c);
}

/* Every two seconds the picture is coded afresh, and for a few frames all amplitudes are twice as
 * large: the noise knows. A clip of key frames alone has nothing to be told apart. */
static void key_frames_are_louder(void **state)
{
    struct cloud *c = gaussian(67);
    struct phil_trace trace = bare_trace();
    const struct phil_clock clock = phil_clock_of(&trace);
    for (size_t k = 60; k < N; k += 60) {
        trace.head[k].flags |= PHIL_SAMPLE_REFRESH;
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            make_louder(c, r, k, k + 7, 2);
    }
    learn(c, NULL);
    assert_true(phil_null_loudness(&trace, &clock, c->fit, NULL, c->null, c->loud));
    assert_true(c->loud[602] > 2.5f && c->loud[602] < 8);
    assert_true(c->loud[630] < 1.4f);
    for (size_t k = 0; k < N; k++)
        trace.head[k].flags |= PHIL_SAMPLE_REFRESH;
    assert_true(phil_null_loudness(&trace, &clock, c->fit, NULL, c->null, c->loud));
    assert_true(c->loud[602] < 1.4f);
    phil_trace_release(&trace);
    free(c);
}

/* Frames that are not to be used do not count. */
static void unused_frames_are_unused(void **state)
{
    struct cloud *c = gaussian(66);
    static bool use[N];
    for (size_t i = 0; i < N; i++) {
        use[i] = i % 3 != 0;
        for (int r = 0; !use[i] && r < PHIL_N_REGIONS; r++)
            for (int w = 0; w < PHIL_N_DURATIONS; w++)
                scale(at(c, r, w, i), 10);
    }
    learn(c, use);
    assert_true(c->null[0].power[0] > 0.88);
    assert_float_equal(sqrt(1 / c->null[0].inverse[0][0]), 0.3, 0.03);
    assert_int_equal(c->null[0].n, N - N / 3);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_spread_is_robust),
        cmocka_unit_test(gaussian_noise_has_the_promised_tail),
        cmocka_unit_test(glitches_make_a_heavy_tail),
        cmocka_unit_test(twitches_in_some_regions_are_no_tail),
        cmocka_unit_test(twitches_everywhere_are_no_tail),
        cmocka_unit_test(loud_stretches_are_quieted),
        cmocka_unit_test(key_frames_are_louder),
        cmocka_unit_test(unused_frames_are_unused),
    };
    return cmocka_run_group_tests_name("events null", tests, NULL, NULL);
}
