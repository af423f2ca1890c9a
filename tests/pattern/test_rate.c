/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counts and their intervals against tabulated values, and what must not change them.
 *
 * Garwood and Clopper-Pearson limits: scipy 1.10.1, chi2.ppf and beta.ppf with the formulas of
 * the two papers; the small ones stand in any printed table (n = 0: 3.689; 1: 0.0253, 5.572).
 */
#include "helpers.h"

#include "pattern/quantiles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "pattern/quantiles.h"

static struct scene scene;

#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

static void test_garwood(void **state)
{
    static const struct {
        int n;
        double lo, hi;
    } table[] = {
        {0, 0, 3.688879454},
        {1, 0.02531780799, 5.571643391},
        {2, 0.2422092785, 7.224687668},
        {5, 1.623486390, 11.66833208},
        {10, 4.795388696, 18.39035604},
        {100, 81.36399125, 121.6267938},
        {1000, 938.9730184, 1063.952136},
    };
    for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
        scene_init(&scene, 2400, 30, 1); /* 40 minutes */
        for (int i = 0; i < table[k].n; i++)
            scene_twitch(&scene, 2.3 * i + 1, PHIL_CHIN);
        const struct phil_pattern p = scene_pattern(&scene);
        assert_int_equal(p.twitches, table[k].n);
        assert_near(p.rate_per_min.value, table[k].n / 40.0, 1e-12);
        assert_near(p.rate_ci.lo, table[k].lo / 40, 1e-7);
        assert_near(p.rate_ci.hi, table[k].hi / 40, 1e-7);
    }
}

/* Counts that no clip gives and a hostile table does: GSL stopped the program there. R 4.2.2,
 * qchisq(0.025, 2 n) / 2 and qchisq(0.975, 2 n + 2) / 2. */
static void test_counts_beyond_all(void **state)
{
    static const double table[][3] = {{49999, 49561.69103297, 50439.20765283},
                                      {50001, 49563.68226773, 50441.21641799},
                                      {1e6, 998040.9833403, 1001961.9119454}};
    for (int i = 0; i < 3; i++) {
        const struct phil_interval found = phil_count_interval(table[i][0]);
        assert_near(found.lo, table[i][1], 3e-9 * table[i][0]);
        assert_near(found.hi, table[i][2], 3e-9 * table[i][0]);
    }
    const struct phil_interval found = phil_count_interval(1e9);
    assert_near(found.lo, 1e9 - 1.96 * sqrt(1e9), 10);
    assert_near(found.hi, 1e9 + 1.96 * sqrt(1e9), 10);
}

static void test_clopper_pearson(void **state)
{
    static const struct {
        int right, left;
        double lo, hi;
    } table[] = {
        {0, 10, 0, 0.3084971078},
        {1, 9, 0.002528578544, 0.4450161170},
        {5, 5, 0.1870860284, 0.8129139716},
        {7, 3, 0.3475471499, 0.9332604889},
        {10, 0, 0.6915028922, 1},
        {3, 17, 0.03207093719, 0.3789268265},
        {200, 300, 0.3567613721, 0.4444282045},
    };
    for (size_t k = 0; k < sizeof table / sizeof *table; k++) {
        const int n = table[k].right + table[k].left;
        scene_init(&scene, 3000, 30, 1);
        for (int i = 0; i < n; i++)
            scene_twitch(&scene, 2 * i + 1,
                         i < table[k].right ? PHIL_LOWER_LIP_RIGHT : PHIL_LOWER_LIP_LEFT);
        scene_twitch(&scene, 2500, PHIL_CHIN);
        scene_twitch(&scene, 2600, PHIL_MOUTH_CORNER_LEFT)->side = PHIL_SIDE_BOTH;
        const struct phil_pattern p = scene_pattern(&scene);
        assert_near(p.laterality.value, (double)(table[k].right - table[k].left) / n, 1e-12);
        assert_near(p.laterality_ci.lo, 2 * table[k].lo - 1, 1e-8);
        assert_near(p.laterality_ci.hi, 2 * table[k].hi - 1, 1e-8);
    }
}

/* The interval must hold the true rate in at least 95 % of Poisson recordings. */
static void test_coverage_of_the_rate(void **state)
{
    int held = 0, trials = 2000;
    for (int t = 0; t < trials; t++) {
        scene_init(&scene, 60, 30, 40 + (uint64_t)t);
        for (double time = 0; (time -= 20 * log(scene_uniform(&scene))) < 60;)
            scene_twitch(&scene, time, PHIL_CHIN);
        struct phil_pattern p;
        assert_int_equal(
            phil_pattern_compute(&p, scene.event, scene.n_events, scene.segment, 1, NULL, 3, 30),
            PHIL_OK);
        held += p.rate_ci.lo <= 3 && 3 <= p.rate_ci.hi;
    }
    assert_true(held >= 0.95 * trials - 2.5 * sqrt(0.95 * 0.05 * trials));
    assert_true(held < trials);
}

static void test_only_rest_counts(void **state)
{
    scene_init(&scene, 100, 30, 1);
    scene.n_segments = 4;
    scene.segment[0] = (struct phil_segment){0, 20, PHIL_SEGMENT_REST};
    scene.segment[1] = (struct phil_segment){20, 50, PHIL_SEGMENT_SPEECH};
    scene.segment[2] = (struct phil_segment){50, 60, PHIL_SEGMENT_REST};
    scene.segment[3] = (struct phil_segment){60, 100, PHIL_SEGMENT_NO_FACE};
    scene_twitch(&scene, 5, PHIL_CHIN);
    scene_twitch(&scene, 30, PHIL_CHIN);
    scene_twitch(&scene, 55, PHIL_CHIN);
    scene_twitch(&scene, 70, PHIL_CHIN);
    scene_twitch(&scene, 56, PHIL_CHIN)->kind = PHIL_EVENT_SWALLOW;
    const struct phil_pattern p = scene_pattern(&scene);
    assert_int_equal(p.twitches, 2);
    assert_near(p.rate_per_min.value, 4, 1e-12);
    assert_non_null(p.laterality.reason);
    assert_true(isnan(p.laterality.value));
    assert_true(isnan(p.laterality_ci.lo) && isnan(p.laterality_ci.hi));
}

static void test_intervals_stay_within_one_rest(void **state)
{
    static const double onset[] = {1, 2, 4, 7, 51, 52, 55};
    scene_init(&scene, 100, 30, 1);
    scene.n_segments = 4;
    scene.segment[0] = (struct phil_segment){0, 5, PHIL_SEGMENT_REST};
    scene.segment[1] = (struct phil_segment){5, 10, PHIL_SEGMENT_REST}; /* the same stretch */
    scene.segment[2] = (struct phil_segment){10, 50, PHIL_SEGMENT_HEAD_TURN};
    scene.segment[3] = (struct phil_segment){50, 60, PHIL_SEGMENT_REST};
    for (size_t i = 0; i < sizeof onset / sizeof *onset; i++)
        scene_twitch(&scene, onset[i], PHIL_CHIN);
    struct phil_pattern p = scene_pattern(&scene);
    /* Intervals 1, 2, 3, 1, 3: mean 2, SD 1. */
    assert_near(p.interval_cv.value, 0.5, 1e-12);
    scene.n_events = 3;
    p = scene_pattern(&scene);
    assert_non_null(p.interval_cv.reason);
}

static void test_bursts_doublets_holds(void **state)
{
    static const double onset[] = {
        1,  1.3,  1.7,  2.1, /* a burst */
        5,  5.1,             /* a doublet */
        8,  8.3,             /* a pair, but too slow for a doublet */
        11, 11.1, 11.2,      /* a burst; no doublet in it */
        14, 14.5,            /* not under 0.5 s apart */
    };
    scene_init(&scene, 30, 30, 1);
    for (size_t i = 0; i < sizeof onset / sizeof *onset; i++)
        scene_twitch(&scene, onset[i], PHIL_LOWER_LIP_LEFT);
    scene.event[12].offset_s = 16;
    scene.event[12].amplitude_mm = NAN;
    /* An eyelid that moves with the mouth makes no doublet. */
    scene_twitch(&scene, 20, PHIL_LOWER_LIP_LEFT);
    scene_twitch(&scene, 20.03, PHIL_LOWER_LID_LEFT);
    const struct phil_pattern p = scene_pattern(&scene);
    assert_int_equal(p.bursts, 2);
    assert_int_equal(p.doublets, 1);
    assert_int_equal(p.tonic_holds, 1);
    assert_near(p.median_duration_s.value, 0.12, 1e-9);
    assert_near(p.median_amplitude_mm.value, 0.3, 1e-12);
}

static void check_same(const struct phil_pattern *a, const struct phil_pattern *b, double sign)
{
    const struct phil_value va[] = {a->rate_per_min,
                                    a->interval_cv,
                                    a->rhythm_hz,
                                    a->rhythm_p,
                                    a->median_duration_s,
                                    a->median_amplitude_mm,
                                    a->eye_mouth_synchrony,
                                    a->eye_mouth_lag_s,
                                    a->brow_lift_with_eye_closure,
                                    a->ripple_share};
    const struct phil_value vb[] = {b->rate_per_min,
                                    b->interval_cv,
                                    b->rhythm_hz,
                                    b->rhythm_p,
                                    b->median_duration_s,
                                    b->median_amplitude_mm,
                                    b->eye_mouth_synchrony,
                                    b->eye_mouth_lag_s,
                                    b->brow_lift_with_eye_closure,
                                    b->ripple_share};
    for (size_t k = 0; k < sizeof va / sizeof *va; k++) {
        assert_true(va[k].reason == vb[k].reason);
        assert_true(va[k].reason || fabs(va[k].value - vb[k].value) < 1e-6);
    }
    assert_near(sign * a->laterality.value, b->laterality.value, 1e-12);
    assert_near(a->laterality_ci.lo, sign > 0 ? b->laterality_ci.lo : -b->laterality_ci.hi, 1e-9);
    assert_int_equal(a->bursts, b->bursts);
    assert_int_equal(a->doublets, b->doublets);
    assert_int_equal(a->movement, b->movement);
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        assert_near(a->movement_probability[m], b->movement_probability[m], 1e-6);
}

/* A lively face: twitches here and there, some with eye and brow, a burst, and their trace. */
static void make_lively(void)
{
    scene_init(&scene, 30, 30, 11);
    scene_trace(&scene, 0.03);
    for (int i = 0; i < 14; i++) {
        const enum phil_region r = i % 3 ? PHIL_LOWER_LIP_LEFT : PHIL_MOUTH_CORNER_RIGHT;
        struct phil_event *e = scene_twitch(&scene, i < 10 ? 1.3 + 2 * i : 22 + 0.3 * (i - 10), r);
        if (i % 4 == 0)
            e->also = r == PHIL_LOWER_LIP_LEFT ? BIT(PHIL_LOWER_LID_LEFT) | BIT(PHIL_BROW_LEFT)
                                               : BIT(PHIL_UPPER_LID_RIGHT);
        e->direction_deg = 90;
        e->amplitude_mm = 0.2 + 0.01 * i;
        scene_draw(&scene, e, r);
        for (int k = 0; k < PHIL_N_REGIONS; k++)
            if (e->also & BIT(k))
                scene_draw(&scene, e, (enum phil_region)k);
    }
}

static void test_left_and_right_may_be_swapped(void **state)
{
    make_lively();
    const struct phil_pattern before = scene_pattern(&scene);
    for (size_t i = 0; i < scene.n_events; i++) {
        struct phil_event *e = &scene.event[i];
        uint32_t also = 0;
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            also |= e->also & BIT(r) ? BIT(phil_region_mirror((enum phil_region)r)) : 0;
        e->also = also;
        e->region = phil_region_mirror(e->region);
        e->side = phil_region_side(e->region);
    }
    struct phil_trace mirrored = scene.trace;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        mirrored.region[phil_region_mirror((enum phil_region)r)] = scene.trace.region[r];
    scene.trace = mirrored;
    const struct phil_pattern after = scene_pattern(&scene);
    assert_true(before.laterality.value != 0);
    check_same(&before, &after, -1);
    scene_release(&scene);
}

static void test_time_may_be_shifted(void **state)
{
    make_lively();
    const struct phil_pattern before = scene_pattern(&scene);
    const double shift = 4096; /* exact in every time used */
    for (size_t i = 0; i < scene.n_events; i++) {
        scene.event[i].onset_s += shift;
        scene.event[i].peak_s += shift;
        scene.event[i].offset_s += shift;
    }
    for (size_t i = 0; i < scene.trace.n_frames; i++)
        scene.trace.time_s[i] += shift;
    scene.segment[0].start_s += shift;
    scene.segment[0].end_s += shift;
    const struct phil_pattern after = scene_pattern(&scene);
    check_same(&before, &after, 1);
    scene_release(&scene);
}

static void test_order_of_ties(void **state)
{
    scene_init(&scene, 30, 30, 1);
    for (int i = 0; i < 8; i++) {
        scene_twitch(&scene, 2 + 3 * i, PHIL_LOWER_LIP_LEFT)->direction_deg = 30;
        scene_twitch(&scene, 2 + 3 * i, PHIL_LOWER_LID_LEFT)->amplitude_mm = 0.1 * i;
        scene_twitch(&scene, 2 + 3 * i, PHIL_BROW_LEFT)->direction_deg = 90;
    }
    const struct phil_pattern before = scene_pattern(&scene);
    for (size_t i = 0; i + 2 < scene.n_events; i += 3) {
        const struct phil_event first = scene.event[i];
        scene.event[i] = scene.event[i + 2];
        scene.event[i + 2] = first;
    }
    const struct phil_pattern after = scene_pattern(&scene);
    check_same(&before, &after, 1);
}

static void test_nothing_and_little(void **state)
{
    scene_init(&scene, 0, 30, 1);
    scene.n_segments = 0;
    struct phil_pattern p = scene_pattern(&scene);
    assert_non_null(p.rate_per_min.reason);
    assert_true(isnan(p.rate_ci.lo) && isnan(p.rate_ci.hi));
    assert_non_null(p.median_duration_s.reason);
    assert_non_null(p.rhythm_p.reason);
    scene_init(&scene, 60, 30, 1);
    scene_twitch(&scene, 3, PHIL_LOWER_LIP_LEFT);
    p = scene_pattern(&scene);
    assert_int_equal(p.twitches, 1);
    assert_near(p.laterality.value, -1, 1e-12);
    assert_true(p.laterality_ci.hi > 0.9); /* one twitch says nearly nothing of the side */
    scene_twitch(&scene, 4, PHIL_LOWER_LIP_RIGHT);
    p = scene_pattern(&scene);
    assert_near(p.laterality.value, 0, 1e-12);
    assert_non_null(p.interval_cv.reason);
    assert_non_null(p.eye_mouth_synchrony.reason);
}

static void test_arguments(void **state)
{
    scene_init(&scene, 60, 30, 1);
    struct phil_event *e = scene_twitch(&scene, 3, PHIL_CHIN);
    struct phil_pattern p = {.twitches = 77};
    const struct phil_segment *segment = scene.segment;
    assert_int_equal(phil_pattern_compute(&p, e, 1, segment, 1, NULL, 0, 30), PHIL_EARG);
    assert_int_equal(phil_pattern_compute(&p, e, 1, segment, 1, NULL, 3, NAN), PHIL_EARG);
    assert_int_equal(phil_pattern_compute(&p, e, 1, segment, 1, NULL, 3, -30), PHIL_EARG);
    assert_int_equal(phil_pattern_compute(&p, NULL, 1, segment, 1, NULL, 3, 30), PHIL_EARG);
    assert_int_equal(phil_pattern_compute(NULL, e, 1, segment, 1, NULL, 3, 30), PHIL_EARG);
    e->onset_s = NAN;
    assert_int_equal(phil_pattern_compute(&p, e, 1, segment, 1, NULL, 3, 30), PHIL_EARG);
    e->onset_s = 3;
    e->region = PHIL_N_REGIONS;
    assert_int_equal(phil_pattern_compute(&p, e, 1, segment, 1, NULL, 3, 30), PHIL_EARG);
    assert_int_equal(p.twitches, 77);
}

/* R: qchisq(0.025, 2 * n) / 2, qchisq(0.975, 2 * n + 2) / 2. GSL's own function gives up between
 * the second and the third, and its error handler aborts. */
static void test_counts_of_any_size(void **state)
{
    static const double r[][3] = {{0, 0, 3.68887945411394},
                                  {3, 0.61867212273, 8.76727306967},
                                  {1e5, 99381.1526637447, 100621.744739744},
                                  {1e6, 998040.983340294, 1001961.91194543},
                                  {1e9, 999938021.443928, 1000061981.45041}};
    for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
        const struct phil_interval ci = phil_count_interval(r[i][0]);
        assert_float_equal(ci.lo, r[i][1], 1e-8 * r[i][0] + 1e-9);
        assert_float_equal(ci.hi, r[i][2], 1e-8 * r[i][0] + 1e-9);
    }
    assert_true(isnan(phil_count_interval(NAN).lo));
    assert_true(isfinite(phil_count_interval(1e300).hi));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_garwood),
        cmocka_unit_test(test_counts_beyond_all),
        cmocka_unit_test(test_clopper_pearson),
        cmocka_unit_test(test_coverage_of_the_rate),
        cmocka_unit_test(test_only_rest_counts),
        cmocka_unit_test(test_counts_of_any_size),
        cmocka_unit_test(test_intervals_stay_within_one_rest),
        cmocka_unit_test(test_bursts_doublets_holds),
        cmocka_unit_test(test_left_and_right_may_be_swapped),
        cmocka_unit_test(test_time_may_be_shifted),
        cmocka_unit_test(test_order_of_ties),
        cmocka_unit_test(test_nothing_and_little),
        cmocka_unit_test(test_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
