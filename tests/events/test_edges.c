/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traces at the edge of sense: empty, tiny, broken clocks, nothing but missing samples. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scene.h"

static void rates_and_scales_out_of_range_are_refused(void **state)
{
    static const struct phil_detect_settings bad[] = {{0, 2.5}, {-1, 2.5}, {NAN, 2.5},
                                                      {0.1, 0}, {0.1, -2}, {0.1, NAN}};
    const struct scene s = scene_defaults(1);
    struct phil_trace trace;
    scene_trace(&s, &trace);
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        struct phil_found found;
        assert_int_equal(phil_events_detect(&found, &trace, &bad[k]), PHIL_EARG);
        assert_null(found.events);
        assert_null(found.segments);
        phil_found_release(&found); /* nothing to free, and it says so */
    }
    phil_trace_release(&trace);
}

static void a_trace_without_frames_holds_nothing(void **state)
{
    struct phil_trace trace;
    phil_trace_init(&trace);
    struct phil_found found = scene_detect(&trace, 0.1);
    assert_int_equal(found.n_events, 0);
    assert_int_equal(found.n_segments, 0);
    assert_true(found.usable_s == 0);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        assert_true(isnan(found.noise_px[r]));
    phil_found_release(&found);
    phil_trace_release(&trace);
}

static void a_few_frames_hold_nothing(void **state)
{
    for (int n = 1; n <= 40; n = n < 4 ? n + 1 : 2 * n) {
        struct scene s = scene_defaults(2);
        struct phil_trace trace;
        s.seconds = n / 30.0;
        scene_trace(&s, &trace);
        assert_int_equal(trace.n_frames, n);
        struct phil_found found = scene_detect(&trace, 0.1);
        assert_int_equal(found.n_events, 0);
        assert_int_equal(found.n_segments, 1);
        assert_true(found.usable_s <= n / 30.0 + 1e-6);
        phil_found_release(&found);
        phil_trace_release(&trace);
    }
}

/* A found that has been released can be released again; NULL is fine. */
static void releasing_is_harmless(void **state)
{
    const struct scene s = scene_defaults(3);
    struct phil_trace trace;
    scene_trace(&s, &trace);
    struct phil_found found = scene_detect(&trace, 0.1);
    phil_found_release(&found);
    phil_found_release(&found);
    phil_found_release(NULL);
    phil_trace_release(&trace);
}

static void nothing_was_ever_measured(void **state)
{
    struct phil_trace trace;
    phil_trace_init(&trace);
    for (int i = 0; i < 300; i++)
        assert_int_equal(phil_trace_append(&trace, i / 30.0), PHIL_OK);
    struct phil_found found = scene_detect(&trace, 0.1);
    assert_int_equal(found.n_events, 0);
    assert_int_equal(found.n_segments, 1);
    assert_int_equal(found.segments[0].label, PHIL_SEGMENT_NO_FACE);
    assert_true(found.usable_s == 0);
    phil_found_release(&found);
    phil_trace_release(&trace);
}

static void numbers_that_are_none_are_passed_over(void **state)
{
    const struct scene s = scene_defaults(4);
    struct phil_trace trace;
    scene_trace(&s, &trace);
    for (size_t i = 0; i < trace.n_frames; i++) {
        if (i % 7 == 0)
            trace.head[i].eye_change[0] = NAN;
        if (i % 11 == 0)
            trace.head[i].mouth_open = trace.head[i].x_px = NAN;
        if (i % 50 == 0)
            trace.region[PHIL_CHIN][i].dx_px = NAN; /* although not flagged */
    }
    const struct pulse p = {7.05, 0.04, 0.02, 0.06, 1, 90};
    scene_move(&trace, PHIL_CHEEK_LEFT, &p);
    struct phil_found found = scene_detect(&trace, 0.1);
    assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 1);
    assert_int_equal(found.n_events, 1);
    phil_found_release(&found);
    phil_trace_release(&trace);
}

/* The recording step lets no such clock through; another sensor might. Nothing is promised but a
 * return with a sane answer. */
static void broken_clocks_do_no_harm(void **state)
{
    for (int how = 0; how < 4; how++) {
        const struct scene s = scene_defaults(5);
        struct phil_trace trace;
        struct phil_found found;
        const struct phil_detect_settings settings = {0.1, PX_PER_MM};
        scene_trace(&s, &trace);
        for (size_t i = 0; i < trace.n_frames; i++) {
            if (how == 0) /* stands still */
                trace.time_s[i] = 1;
            else if (how == 1) /* runs backwards */
                trace.time_s[i] = -(double)i / 30;
            else if (how == 2) /* jumps to and fro */
                trace.time_s[i] = (double)(i * 7919 % trace.n_frames) / 30;
            else /* hours between frames */
                trace.time_s[i] = 3600.0 * (double)i;
        }
        const enum phil_status status = phil_events_detect(&found, &trace, &settings);
        assert_true(status == PHIL_OK || status == PHIL_EARG);
        if (status == PHIL_OK)
            phil_found_release(&found);
        phil_trace_release(&trace);
    }
}

/* A twitch cut off by the clip's end, or by a hole, is not made up. */
static void what_is_half_seen_is_not_made_up(void **state)
{
    const struct scene s = scene_defaults(6);
    struct phil_trace trace;
    scene_trace(&s, &trace);
    const struct pulse hidden = {9.0, 0.04, 0.02, 0.06, 2, 90};
    scene_move(&trace, PHIL_CHIN, &hidden);
    for (size_t i = 0; i < trace.n_frames; i++)
        if (trace.time_s[i] > 8.95 && trace.time_s[i] < 9.2) {
            trace.region[PHIL_CHIN][i].flags = PHIL_SAMPLE_CHANGED;
            trace.region[PHIL_CHIN][i].dx_px = trace.region[PHIL_CHIN][i].dy_px = NAN;
        }
    struct phil_found found = scene_detect(&trace, 0.1);
    assert_int_equal(found.n_events, 0);
    phil_found_release(&found);
    phil_trace_release(&trace);
}

/* A face at perfect rest (a still picture): no noise to divide by. */
static void perfect_stillness_has_no_events(void **state)
{
    struct scene s = scene_defaults(7);
    struct phil_trace trace;
    s.sigma_px = 0;
    scene_trace(&s, &trace);
    struct phil_found found = scene_detect(&trace, 0.1);
    assert_int_equal(found.n_events, 0);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        assert_true(found.noise_px[r] >= 0 && found.noise_px[r] < 1e-4);
    phil_found_release(&found);
    phil_trace_release(&trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_and_scales_out_of_range_are_refused),
        cmocka_unit_test(a_trace_without_frames_holds_nothing),
        cmocka_unit_test(a_few_frames_hold_nothing),
        cmocka_unit_test(releasing_is_harmless),
        cmocka_unit_test(nothing_was_ever_measured),
        cmocka_unit_test(numbers_that_are_none_are_passed_over),
        cmocka_unit_test(broken_clocks_do_no_harm),
        cmocka_unit_test(what_is_half_seen_is_not_made_up),
        cmocka_unit_test(perfect_stillness_has_no_events),
    };
    return cmocka_run_group_tests_name("events edges", tests, NULL, NULL);
}
