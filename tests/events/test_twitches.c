/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Movements of known size, time and place in known noise are found as what they are. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "scene.h"

/* 40 + 20 + 60 ms, peaking in its middle. */
static struct pulse twitch_at(double onset_s, double px, double direction_deg)
{
    return (struct pulse){onset_s, 0.04, 0.02, 0.06, px, direction_deg};
}

static double middle_of(const struct pulse *p)
{
    return p->onset_s + p->rise_s + p->hold_s / 2;
}

static double away_deg(double a, double b)
{
    return fabs(remainder(a - b, 360));
}

/* Twitches at known times, one region each. */
enum { N_TWITCHES = 6 };

static void plant(struct phil_trace *trace, const enum phil_region region[N_TWITCHES], double px,
                  struct pulse planted[N_TWITCHES])
{
    for (int k = 0; k < N_TWITCHES; k++) {
        planted[k] = twitch_at(2.013 + 2.9 * k, px, 35 + 57 * k);
        scene_move(trace, region[k], &planted[k]);
    }
}

static void they_are_found_where_and_when_they_are(void **state)
{
    static const enum phil_region regions[3][N_TWITCHES] = {
        {PHIL_UPPER_LIP_LEFT, PHIL_LOWER_LIP_RIGHT, PHIL_CHIN, PHIL_MOUTH_CORNER_LEFT,
         PHIL_LOWER_LIP_MIDDLE, PHIL_CHEEK_RIGHT},
        {PHIL_LOWER_LID_LEFT, PHIL_BROW_RIGHT, PHIL_UPPER_LIP_RIGHT, PHIL_UPPER_LIP_MIDDLE,
         PHIL_LOWER_LIP_LEFT, PHIL_MOUTH_CORNER_RIGHT},
        {PHIL_CHIN, PHIL_CHIN, PHIL_CHIN, PHIL_CHIN, PHIL_CHIN, PHIL_CHIN}};
    for (uint64_t k = 0; k < 3; k++) {
        const struct scene s = scene_defaults(10 + k);
        struct pulse planted[N_TWITCHES];
        struct phil_trace trace;
        scene_trace(&s, &trace);
        const double px = 0.4; /* 13 SD of a frame, 0.16 mm */
        plant(&trace, regions[k], px, planted);
        struct phil_found found = scene_detect(&trace, 0.1);
        for (int t = 0; t < N_TWITCHES; t++) {
            const struct phil_event *e =
                scene_near(&found, PHIL_EVENT_TWITCH, middle_of(&planted[t]), 1 / 30.0);
            assert_non_null(e);
            assert_int_equal(e->region, regions[k][t]);
            assert_int_equal(e->side, phil_region_side(regions[k][t]));
            assert_int_equal(e->also, 0);
            /* Frames at 30/s miss the very peak by up to a sixth. */
            assert_true(e->amplitude_px > 0.75 * px && e->amplitude_px < 1.25 * px);
            assert_true(away_deg(e->direction_deg, planted[t].direction_deg) < 15);
            assert_true(e->snr > 5 && e->probability > 0.95);
            assert_true(fabs(e->onset_s - planted[t].onset_s) < 0.05);
            assert_true(fabs(e->offset_s - planted[t].onset_s - 0.12) < 0.06);
        }
        phil_found_release(&found);
        phil_trace_release(&trace);
    }
}

static int found_of(double px, double false_per_min, int clips, uint64_t seed)
{
    static const enum phil_region regions[N_TWITCHES] = {
        PHIL_UPPER_LIP_LEFT, PHIL_LOWER_LIP_RIGHT,    PHIL_CHIN,
        PHIL_CHEEK_LEFT,     PHIL_MOUTH_CORNER_RIGHT, PHIL_LOWER_LIP_MIDDLE};
    int hits = 0;
    for (int c = 0; c < clips; c++) {
        const struct scene s = scene_defaults(seed + (uint64_t)c);
        struct pulse planted[N_TWITCHES];
        struct phil_trace trace;
        scene_trace(&s, &trace);
        plant(&trace, regions, px, planted);
        struct phil_found found = scene_detect(&trace, false_per_min);
        for (int t = 0; t < N_TWITCHES; t++)
            hits += scene_near(&found, PHIL_EVENT_TWITCH, middle_of(&planted[t]), 0.05) != NULL;
        phil_found_release(&found);
        phil_trace_release(&trace);
    }
    return hits;
}

/* An ideal filter that knew time, width and direction of this pulse would score about as many
 * standard deviations as one frame's noise goes into its height (the baseline takes a quarter of
 * the sum of its squares), and five to six are wanted at 0.1 false alarms a minute: nothing at one,
 * a part at four, most at seven, all at eleven. */
static void larger_ones_are_found_more_often(void **state)
{
    enum { CLIPS = 3 };
    static const double sds[4] = {1, 4, 7, 11};
    int found[4];
    for (int k = 0; k < 4; k++) {
        found[k] = found_of(0.03 * sds[k], 0.1, CLIPS, 100);
        print_message("# %d of %d at %g SD\n", found[k], CLIPS * N_TWITCHES, sds[k]);
        assert_true(k == 0 || found[k] >= found[k - 1]);
    }
    assert_true(found[0] <= 1);
    assert_true(found[2] >= 0.75 * CLIPS * N_TWITCHES);
    assert_int_equal(found[3], CLIPS * N_TWITCHES);
    /* Who accepts more false alarms misses less. */
    assert_true(found_of(0.12, 5, CLIPS, 100) >= found[1]);
}

static void two_in_a_quarter_of_a_second_are_two(void **state)
{
    for (uint64_t k = 0; k < 3; k++) {
        struct scene s = scene_defaults(200 + k);
        struct phil_trace trace;
        s.rate_hz = k == 1 ? 60 : 30;
        scene_trace(&s, &trace);
        for (int t = 0; t < 4; t++) {
            const struct pulse first = twitch_at(3 + 4 * t, 0.8, 90),
                               second = twitch_at(3.25 + 4 * t, 0.8, 90);
            scene_move(&trace, PHIL_LOWER_LIP_LEFT, &first);
            scene_move(&trace, PHIL_LOWER_LIP_LEFT, &second);
        }
        struct phil_found found = scene_detect(&trace, 0.1);
        for (int t = 0; t < 8; t++) {
            const double peak = 3.05 + 4 * (t / 2) + 0.25 * (t % 2);
            assert_non_null(scene_near(&found, PHIL_EVENT_TWITCH, peak, 0.05));
        }
        int there = 0;
        for (size_t e = 0; e < found.n_events; e++)
            there += found.events[e].region == PHIL_LOWER_LIP_LEFT;
        assert_int_equal(there, 8);
        phil_found_release(&found);
        phil_trace_release(&trace);
    }
}

/* Skin is dragged along: one twitch, in the region where it is largest, the others in `also`. */
static void one_movement_in_several_regions_is_one(void **state)
{
    const struct scene s = scene_defaults(300);
    struct phil_trace trace;
    scene_trace(&s, &trace);
    static const struct {
        enum phil_region region;
        double share;
    } part[] = {{PHIL_UPPER_LIP_RIGHT, 1},
                {PHIL_MOUTH_CORNER_RIGHT, 0.6},
                {PHIL_CHEEK_RIGHT, 0.4},
                {PHIL_UPPER_LIP_MIDDLE, 0.3}};
    for (int t = 0; t < 4; t++)
        for (int k = 0; k < 4; k++) {
            const struct pulse p = twitch_at(3.3 + 4 * t, 1.0 * part[k].share, 60);
            scene_move(&trace, part[k].region, &p);
        }
    struct phil_found found = scene_detect(&trace, 0.1);
    for (int t = 0; t < 4; t++) {
        const struct phil_event *e = scene_near(&found, PHIL_EVENT_TWITCH, 3.35 + 4 * t, 1 / 30.0);
        assert_non_null(e);
        assert_int_equal(e->region, PHIL_UPPER_LIP_RIGHT);
        assert_int_equal(e->side, PHIL_SIDE_RIGHT);
        assert_int_equal(e->also, 1u << PHIL_MOUTH_CORNER_RIGHT | 1u << PHIL_CHEEK_RIGHT |
                                      1u << PHIL_UPPER_LIP_MIDDLE);
    }
    phil_found_release(&found);
    phil_trace_release(&trace);
}

static void both_sides_alike_are_both(void **state)
{
    const struct scene s = scene_defaults(310);
    struct phil_trace trace;
    scene_trace(&s, &trace);
    const struct pulse left = twitch_at(8, 0.8, 60), right = twitch_at(8, 0.8, 120);
    scene_move(&trace, PHIL_MOUTH_CORNER_LEFT, &left);
    scene_move(&trace, PHIL_MOUTH_CORNER_RIGHT, &right);
    struct phil_found found = scene_detect(&trace, 0.1);
    const struct phil_event *e = scene_near(&found, PHIL_EVENT_TWITCH, 8.05, 1 / 30.0);
    assert_non_null(e);
    assert_int_equal(e->side, PHIL_SIDE_BOTH);
    phil_found_release(&found);
    phil_trace_release(&trace);
}

/* Cameras of other rates, uneven clocks, coloured noise, drift: the same twitches. */
static void any_clock_will_do(void **state)
{
    static const struct {
        double rate_hz, jitter, dropped, memory, drift_px;
    } how[] = {{24, 0, 0, 0, 0},      {60, 0, 0, 0, 0},   {120, 0, 0, 0.5, 0},
               {30, 0.8, 0.05, 0, 0}, {30, 0, 0, 0.5, 0}, {30, 0, 0, 0, 0.5}};
    static const enum phil_region regions[N_TWITCHES] = {
        PHIL_UPPER_LIP_LEFT, PHIL_LOWER_LIP_RIGHT,    PHIL_CHIN,
        PHIL_CHEEK_LEFT,     PHIL_MOUTH_CORNER_RIGHT, PHIL_LOWER_LIP_MIDDLE};
    for (size_t k = 0; k < sizeof how / sizeof how[0]; k++) {
        struct scene s = scene_defaults(400 + k);
        struct pulse planted[N_TWITCHES];
        struct phil_trace trace;
        s.rate_hz = how[k].rate_hz;
        s.jitter = how[k].jitter;
        s.dropped = how[k].dropped;
        s.memory = how[k].memory;
        s.drift_px = how[k].drift_px;
        scene_trace(&s, &trace);
        plant(&trace, regions, 0.6, planted);
        struct phil_found found = scene_detect(&trace, 0.1);
        int hits = 0;
        for (int t = 0; t < N_TWITCHES; t++) {
            const struct phil_event *e =
                scene_near(&found, PHIL_EVENT_TWITCH, middle_of(&planted[t]), 0.05);
            hits += e && e->region == regions[t];
        }
        if (hits != N_TWITCHES) {
            scene_print(&found);
            fail_msg("case %d: %d of %d", (int)k, hits, N_TWITCHES);
        }
        phil_found_release(&found);
        phil_trace_release(&trace);
    }
}

/* One movement is one event, however large it is against the noise and whatever the clock: the
 * filters' own side lobes, and wider filters that see it from a distance, are not events. */
static void a_twitch_has_no_ghosts(void **state)
{
    static const double px[5] = {0.3, 0.6, 1.2, 3, 6};
    static const double rates[2] = {30, 50};
    int planted = 0, ghosts = 0;
    for (uint64_t k = 0; k < 10; k++) {
        struct scene s = scene_defaults(800 + k);
        struct phil_trace trace;
        s.rate_hz = rates[k / 5];
        scene_trace(&s, &trace);
        for (int t = 0; t < 4; t++) {
            const struct pulse p = twitch_at(3.3 + 4 * t, px[k % 5], 60);
            scene_move(&trace, PHIL_UPPER_LIP_RIGHT, &p);
        }
        struct phil_found found = scene_detect(&trace, 0.01);
        planted += 4;
        /* By chance alone a lid may show something too: that is no ghost. */
        int below = 0;
        for (size_t e = 0; e < found.n_events; e++)
            below += found.events[e].region <= PHIL_CHEEK_RIGHT;
        ghosts += below - 4;
        if (below != 4)
            scene_print(&found);
        phil_found_release(&found);
        phil_trace_release(&trace);
    }
    print_message("# %d ghosts of %d twitches\n", ghosts, planted);
    assert_int_equal(ghosts, 0);
}

/* A lip that twitches three times every two seconds does not hide behind itself. */
static void many_twitches_do_not_hide_each_other(void **state)
{
    const struct scene s = scene_defaults(500);
    struct phil_trace trace;
    int planted = 0, hits = 0;
    double at[32];
    scene_trace(&s, &trace);
    for (double t = 0.8; t < 19; t += 0.66 + 0.2 * phil_random_uniform(1, 1, (uint64_t)planted)) {
        const struct pulse p = twitch_at(t, 0.8, 90);
        scene_move(&trace, PHIL_UPPER_LIP_LEFT, &p);
        at[planted++] = middle_of(&p);
    }
    struct phil_found found = scene_detect(&trace, 0.1);
    for (int k = 0; k < planted; k++)
        hits += scene_near(&found, PHIL_EVENT_TWITCH, at[k], 0.05) != NULL;
    print_message("# %d of %d\n", hits, planted);
    assert_true(hits >= 0.9 * planted);
    phil_found_release(&found);
    phil_trace_release(&trace);
}

/* --- equivariance --- */

static void expect_same(const struct phil_found *a, const struct phil_found *b, double later_s,
                        bool mirrored)
{
    assert_int_equal(a->n_events, b->n_events);
    for (size_t e = 0; e < a->n_events; e++) {
        const struct phil_event *x = &a->events[e], *y = NULL;
        /* Mirrored regions may swap the order of events that begin together. */
        for (size_t k = 0; k < b->n_events && !y; k++)
            if (fabs(b->events[k].onset_s - later_s - x->onset_s) < 1e-6 &&
                b->events[k].region == (mirrored ? phil_region_mirror(x->region) : x->region))
                y = &b->events[k];
        assert_non_null(y);
        assert_int_equal(y->kind, x->kind);
        assert_true(fabs(y->peak_s - later_s - x->peak_s) < 1e-6);
        assert_true(fabs(y->offset_s - later_s - x->offset_s) < 1e-6);
        assert_true(fabs(y->amplitude_px - x->amplitude_px) < 1e-5);
        assert_true(fabs(y->snr - x->snr) < 1e-3);
        const bool swaps = mirrored && (x->side == PHIL_SIDE_LEFT || x->side == PHIL_SIDE_RIGHT);
        const enum phil_side other = x->side == PHIL_SIDE_LEFT ? PHIL_SIDE_RIGHT : PHIL_SIDE_LEFT;
        assert_int_equal(y->side, swaps ? other : x->side);
        const double expected = mirrored ? 180 - x->direction_deg : x->direction_deg;
        assert_true(away_deg(y->direction_deg, expected) < 1e-2);
        uint32_t also = 0;
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            if (x->also >> r & 1)
                also |= 1u << (mirrored ? phil_region_mirror((enum phil_region)r) : (unsigned)r);
        assert_int_equal(y->also, also);
    }
}

static void busy_scene(struct phil_trace *trace)
{
    struct scene s = scene_defaults(600);
    s.drift_px = 0.4;
    s.jitter = 0.3;
    scene_trace(&s, trace);
    for (uint64_t k = 0; k < 12; k++) {
        const enum phil_region r =
            (enum phil_region)(phil_random_uniform(7, 1, k) * PHIL_UPPER_LID_LEFT);
        const struct pulse p = twitch_at(1 + 1.45 * (double)k, 0.3 + 0.1 * (double)k,
                                         360 * phil_random_uniform(7, 2, k));
        scene_move(trace, r, &p);
    }
}

static void later_is_the_same(void **state)
{
    struct phil_trace a, b;
    busy_scene(&a);
    busy_scene(&b);
    for (size_t i = 0; i < b.n_frames; i++)
        b.time_s[i] += 1024;
    struct phil_found fa = scene_detect(&a, 0.1), fb = scene_detect(&b, 0.1);
    assert_true(fa.n_events >= 9);
    expect_same(&fa, &fb, 1024, false);
    phil_found_release(&fa);
    phil_found_release(&fb);
    phil_trace_release(&a);
    phil_trace_release(&b);
}

static void the_mirror_swaps_sides(void **state)
{
    struct phil_trace a, b;
    busy_scene(&a);
    busy_scene(&b);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        for (size_t i = 0; i < b.n_frames; i++) {
            b.region[r][i] = a.region[phil_region_mirror((enum phil_region)r)][i];
            b.region[r][i].dx_px *= -1;
        }
    for (size_t i = 0; i < b.n_frames; i++) {
        b.head[i].eye_change[0] = a.head[i].eye_change[1];
        b.head[i].eye_change[1] = a.head[i].eye_change[0];
    }
    struct phil_found fa = scene_detect(&a, 0.1), fb = scene_detect(&b, 0.1);
    expect_same(&fa, &fb, 0, true);
    phil_found_release(&fa);
    phil_found_release(&fb);
    phil_trace_release(&a);
    phil_trace_release(&b);
}

/* A trace in twice the pixels, with twice the scale, holds the same millimetres. */
static void pixels_do_not_matter(void **state)
{
    struct phil_trace a;
    struct phil_found fa, fb;
    busy_scene(&a);
    fa = scene_detect(&a, 0.1);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        for (size_t i = 0; i < a.n_frames; i++) {
            a.region[r][i].dx_px *= 2;
            a.region[r][i].dy_px *= 2;
            a.region[r][i].sd_px *= 2;
        }
    const struct phil_detect_settings twice = {0.1, 2 * PX_PER_MM};
    assert_int_equal(phil_events_detect(&fb, &a, &twice), PHIL_OK);
    assert_int_equal(fa.n_events, fb.n_events);
    for (size_t e = 0; e < fa.n_events; e++) {
        assert_int_equal(fa.events[e].region, fb.events[e].region);
        assert_int_equal(fa.events[e].kind, fb.events[e].kind);
        assert_true(fabs(fa.events[e].amplitude_mm - fb.events[e].amplitude_mm) < 1e-5);
        assert_true(fabs(fa.events[e].onset_s - fb.events[e].onset_s) < 1e-5);
    }
    phil_found_release(&fa);
    phil_found_release(&fb);
    phil_trace_release(&a);
}

/* Noise is told as it is: white noise less what lies below 2 Hz. */
static void noise_is_told(void **state)
{
    const struct scene s = scene_defaults(700);
    struct phil_trace trace;
    scene_trace(&s, &trace);
    const struct pulse p = twitch_at(9, 3, 0); /* an event is no noise */
    scene_move(&trace, PHIL_CHIN, &p);
    for (size_t i = 0; i < trace.n_frames; i++)
        trace.region[PHIL_BROW_LEFT][i].flags = PHIL_SAMPLE_OUTSIDE;
    struct phil_found found = scene_detect(&trace, 0.1);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        if (r == PHIL_BROW_LEFT) {
            assert_true(isnan(found.noise_px[r]));
            continue;
        }
        if (!(found.noise_px[r] > 0.85 * s.sigma_px && found.noise_px[r] < 1.15 * s.sigma_px))
            fail_msg("%s: %.4f px", phil_region_name((enum phil_region)r), found.noise_px[r]);
    }
    assert_true(fabs(found.usable_s - 19) < 0.1); /* the beginning settles */
    phil_found_release(&found);
    phil_trace_release(&trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_found_where_and_when_they_are),
        cmocka_unit_test(larger_ones_are_found_more_often),
        cmocka_unit_test(two_in_a_quarter_of_a_second_are_two),
        cmocka_unit_test(one_movement_in_several_regions_is_one),
        cmocka_unit_test(both_sides_alike_are_both),
        cmocka_unit_test(any_clock_will_do),
        cmocka_unit_test(a_twitch_has_no_ghosts),
        cmocka_unit_test(many_twitches_do_not_hide_each_other),
        cmocka_unit_test(later_is_the_same),
        cmocka_unit_test(the_mirror_swaps_sides),
        cmocka_unit_test(pixels_do_not_matter),
        cmocka_unit_test(noise_is_told),
    };
    return cmocka_run_group_tests_name("events twitches", tests, NULL, NULL);
}
