/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The matched filters as least squares: exact on what the model holds, linear in the trace. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "scene.h"

static const enum phil_region R = PHIL_CHIN;

/* A quiet clip with an uneven clock. */
static struct phil_trace uneven(uint64_t seed)
{
    struct scene s = scene_defaults(seed);
    struct phil_trace trace;
    s.seconds = 6;
    s.sigma_px = 0;
    s.jitter = 0.7;
    s.dropped = 0.05;
    scene_trace(&s, &trace);
    return trace;
}

static struct phil_fit *fits_of(const struct phil_trace *trace)
{
    const struct phil_clock clock = phil_clock_of(trace);
    struct phil_fit *fits = malloc(PHIL_N_DURATIONS * trace->n_frames * sizeof *fits);
    assert_non_null(fits);
    assert_true(phil_matched_fit(trace, R, &clock, fits));
    return fits;
}

static void the_pulse_is_a_raised_cosine(void **state)
{
    assert_float_equal(phil_pulse(0, 0.2), 1, 1e-12);
    assert_float_equal(phil_pulse(0.05, 0.2), 0.5, 1e-12);
    assert_float_equal(phil_pulse(-0.05, 0.2), 0.5, 1e-12);
    assert_float_equal(phil_pulse(0.1, 0.2), 0, 1e-12);
    assert_float_equal(phil_pulse(-3, 0.2), 0, 0);
}

static void widths_grow(void **state)
{
    for (int w = 1; w < PHIL_N_DURATIONS; w++)
        assert_true(phil_pulse_width_s[w] > phil_pulse_width_s[w - 1]);
    /* Twitches of 50 to 200 ms are what it is for. */
    assert_true(phil_pulse_width_s[0] <= 0.1);
    assert_true(phil_pulse_width_s[PHIL_N_DURATIONS - 1] >= 0.4);
}

static void drift_of_second_order_is_no_pulse(void **state)
{
    struct phil_trace trace = uneven(1);
    for (size_t i = 0; i < trace.n_frames; i++) {
        const double t = trace.time_s[i] - 3;
        trace.region[R][i].dx_px = (float)(4 + 1.5 * t - 0.6 * t * t);
        trace.region[R][i].dy_px = (float)(-7 - 0.8 * t + 0.3 * t * t);
    }
    struct phil_fit *fits = fits_of(&trace);
    int fitted = 0;
    for (size_t i = 0; i < PHIL_N_DURATIONS * trace.n_frames; i++) {
        if (!isfinite(fits[i].ax))
            continue;
        fitted++;
        /* Samples are floats of size 10: 1e-6 each, times a noise gain of a few. */
        if (fabsf(fits[i].ax) > 3e-5f || fabsf(fits[i].ay) > 3e-5f)
            fail_msg("width %d, frame %d: %g, %g", (int)(i / trace.n_frames),
                     (int)(i % trace.n_frames), (double)fits[i].ax, (double)fits[i].ay);
    }
    assert_true(fitted > (int)(4 * trace.n_frames));
    free(fits);
    phil_trace_release(&trace);
}

static void a_pulse_on_drift_is_measured_exactly(void **state)
{
    for (int w = 1; w < PHIL_N_DURATIONS; w++) {
        struct phil_trace trace = uneven(2 + (uint64_t)w);
        const size_t n = trace.n_frames, at = n / 2;
        for (size_t i = 0; i < n; i++) {
            const double t = trace.time_s[i] - trace.time_s[at];
            const double pulse = phil_pulse(t, phil_pulse_width_s[w]);
            trace.region[R][i].dx_px = (float)(1 + 0.5 * t - 0.2 * t * t + 0.8 * pulse);
            trace.region[R][i].dy_px = (float)(2 - 0.1 * t + 0.9 * t * t - 0.3 * pulse);
        }
        struct phil_fit *fits = fits_of(&trace);
        const struct phil_fit *fit = &fits[(size_t)w * n + at];
        assert_true(isfinite(fit->ax));
        if (fabsf(fit->ax - 0.8f) > 1e-5f || fabsf(fit->ay + 0.3f) > 1e-5f)
            fail_msg("width %g s: %.6f, %.6f", phil_pulse_width_s[w], (double)fit->ax,
                     (double)fit->ay);
        free(fits);
        phil_trace_release(&trace);
    }
}

static void fits_are_linear(void **state)
{
    struct phil_trace trace[3];
    struct phil_fit *fits[3];
    for (int k = 0; k < 3; k++)
        trace[k] = uneven(20); /* the same clock */
    for (size_t i = 0; i < trace[0].n_frames; i++) {
        for (uint64_t k = 0; k < 2; k++) {
            trace[k].region[R][i].dx_px = (float)phil_random_normal(5, k, 2 * i);
            trace[k].region[R][i].dy_px = (float)phil_random_normal(5, k, 2 * i + 1);
        }
        const struct phil_sample *a = &trace[0].region[R][i], *b = &trace[1].region[R][i];
        trace[2].region[R][i].dx_px = 2 * a->dx_px - 3 * b->dx_px;
        trace[2].region[R][i].dy_px = 2 * a->dy_px - 3 * b->dy_px;
    }
    for (int k = 0; k < 3; k++)
        fits[k] = fits_of(&trace[k]);
    for (size_t i = 0; i < PHIL_N_DURATIONS * trace[0].n_frames; i++) {
        assert_int_equal(isfinite(fits[0][i].ax), isfinite(fits[2][i].ax));
        if (!isfinite(fits[0][i].ax))
            continue;
        assert_true(fabsf(2 * fits[0][i].ax - 3 * fits[1][i].ax - fits[2][i].ax) < 2e-5f);
        assert_true(fabsf(2 * fits[0][i].ay - 3 * fits[1][i].ay - fits[2][i].ay) < 2e-5f);
    }
    for (int k = 0; k < 3; k++) {
        free(fits[k]);
        phil_trace_release(&trace[k]);
    }
}

/* A frame that knows itself to be bad counts for less, within limits. */
static void precision_follows_the_standard_error(void **state)
{
    struct phil_trace trace = uneven(25);
    const size_t n = trace.n_frames;
    float *precision = malloc(n * sizeof *precision);
    assert_non_null(precision);
    for (size_t i = 0; i < n; i++)
        trace.region[R][i].sd_px = i == 10 ? 0.04f : i == 20 ? 5 : i == 30 ? 1e-6f : 0.03f;
    trace.region[R][40].sd_px = NAN;
    trace.region[R][41].sd_px = 0;
    assert_true(phil_sample_precision(&trace, R, precision));
    assert_true(precision[0] == 1 && precision[10] < 1 && precision[20] < precision[10]);
    assert_true(precision[20] > 0 && precision[30] > 1 && precision[30] < 10);
    assert_true(precision[40] == 1 && precision[41] == 1);
    free(precision);
    phil_trace_release(&trace);
}

/* The weights that the floor uses are those that the fit uses. */
static void weights_reproduce_the_fit(void **state)
{
    struct phil_trace trace = uneven(30);
    const size_t n = trace.n_frames;
    for (size_t i = 0; i < n; i++)
        trace.region[R][i].dx_px = (float)phil_random_normal(6, 0, i);
    for (size_t i = 0; i < n; i++)
        trace.region[R][i].sd_px = i % 5 ? 0.03f : 0.1f;
    for (size_t i = 60; i < 66; i++)
        trace.region[R][i].flags = PHIL_SAMPLE_CHANGED;
    struct phil_fit *fits = fits_of(&trace);
    const struct phil_clock clock = phil_clock_of(&trace);
    int *stretch = malloc(n * sizeof *stretch);
    struct phil_matched_window *window = malloc(sizeof *window);
    float *precision = malloc(n * sizeof *precision);
    assert_true(stretch && window && precision);
    assert_true(phil_sample_precision(&trace, R, precision));
    phil_number_stretches(&trace, R, stretch);
    for (int w = 0; w < PHIL_N_DURATIONS; w++)
        for (size_t i = 0; i < n; i++) {
            const bool can = phil_matched_weights(&clock, stretch, precision, i, w, window);
            assert_int_equal(can, isfinite(fits[(size_t)w * n + i].ax));
            if (!can)
                continue;
            double sum = 0, weights = 0;
            for (size_t k = window->first; k <= window->last; k++) {
                sum += window->weight[k - window->first] * trace.region[R][k].dx_px;
                weights += window->weight[k - window->first];
            }
            assert_true(fabs(sum - fits[(size_t)w * n + i].ax) < 1e-5);
            assert_true(fabs(weights) < 1e-9); /* a constant has no pulse in it */
        }
    free(window);
    free(precision);
    free(stretch);
    free(fits);
    phil_trace_release(&trace);
}

static void stretches_break_where_they_must(void **state)
{
    struct scene s = scene_defaults(40);
    struct phil_trace trace;
    int stretch[600];
    s.seconds = 10;
    scene_trace(&s, &trace);
    for (size_t i = 30; i < 33; i++) /* 0.1 s: short enough to look across */
        trace.region[R][i].flags = PHIL_SAMPLE_CHANGED;
    for (size_t i = 90; i < 105; i++) /* 0.5 s: not */
        trace.region[R][i].dx_px = NAN;
    /* A new reference counts even where its first sample was of no use. */
    trace.region[R][200].flags = PHIL_SAMPLE_REKEYED | PHIL_SAMPLE_TEXTURELESS;
    phil_number_stretches(&trace, R, stretch);
    assert_int_equal(stretch[31], -1);
    assert_int_equal(stretch[29], stretch[33]);
    assert_int_equal(stretch[95], -1);
    assert_true(stretch[89] >= 0 && stretch[105] >= 0 && stretch[89] != stretch[105]);
    assert_true(stretch[199] == stretch[105] && stretch[230] >= 0);
    assert_true(stretch[199] != stretch[230]);
    phil_trace_release(&trace);
}

static void the_clock_finds_the_usual_interval(void **state)
{
    struct scene s = scene_defaults(50);
    struct phil_trace trace;
    s.rate_hz = 59.94;
    s.dropped = 0.2;
    scene_trace(&s, &trace);
    const struct phil_clock clock = phil_clock_of(&trace);
    assert_float_equal(clock.interval_s, 1 / 59.94, 1e-6);
    assert_true(clock.n == trace.n_frames);
    phil_trace_release(&trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pulse_is_a_raised_cosine),
        cmocka_unit_test(widths_grow),
        cmocka_unit_test(drift_of_second_order_is_no_pulse),
        cmocka_unit_test(a_pulse_on_drift_is_measured_exactly),
        cmocka_unit_test(fits_are_linear),
        cmocka_unit_test(precision_follows_the_standard_error),
        cmocka_unit_test(weights_reproduce_the_fit),
        cmocka_unit_test(stretches_break_where_they_must),
        cmocka_unit_test(the_clock_finds_the_usual_interval),
    };
    return cmocka_run_group_tests_name("events matched filters", tests, NULL, NULL);
}
