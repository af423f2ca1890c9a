/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ripple, eye with mouth, brow with eye, and the name of the movement: faces made up after the
 * signatures of the simulator specification, section 4, must be called what they are.
 */
#include "helpers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct scene scene;

#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

static const double fps = 30, noise_px = 0.03;

/* Lists a twitch and draws it in every region that it moves. */
static void show(struct phil_event *e)
{
    scene_draw(&scene, e, e->region);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (e->also & BIT(r))
            scene_draw(&scene, e, (enum phil_region)r);
}

static double wait_s(double mean)
{
    return -mean * log(scene_uniform(&scene));
}

static void check_movement(enum phil_movement expected, double at_least)
{
    const struct phil_pattern p = scene_pattern(&scene);
    if (p.movement != expected || p.movement_probability[expected] < at_least)
        fail_msg("%s: taken for %s; it has %.2f, which has %.2f (seed %d)",
                 phil_movement_name(expected), phil_movement_name(p.movement),
                 p.movement_probability[expected], p.movement_probability[p.movement],
                 (int)scene.seed);
    scene_release(&scene);
}

static void test_healthy_face(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        scene_init(&scene, 60, fps, seed);
        scene_trace(&scene, noise_px);
        for (double t = 2; t < 58; t += 1 + wait_s(3)) {
            struct phil_event *e = scene_twitch(&scene, t, PHIL_UPPER_LID_LEFT);
            e->also = BIT(PHIL_UPPER_LID_RIGHT);
            e->side = PHIL_SIDE_BOTH;
            e->kind = PHIL_EVENT_BLINK;
            e->amplitude_mm = 6;
            e->offset_s = t + 0.25;
            show(e);
        }
        check_movement(PHIL_MOVEMENT_NONE, 0.95);
    }
}

static void test_little_rest_is_less_sure(void **state)
{
    double last = 0;
    for (double seconds = 1; seconds <= 300; seconds *= 4) {
        scene_init(&scene, seconds, fps, 1);
        const struct phil_pattern p = scene_pattern(&scene);
        assert_int_equal(p.movement, PHIL_MOVEMENT_NONE);
        assert_true(p.movement_probability[PHIL_MOVEMENT_NONE] > last);
        last = p.movement_probability[PHIL_MOVEMENT_NONE];
        assert_true(seconds > 1 || last < 0.8);
    }
    assert_true(last > 0.98);
}

static void test_one_twitch(void **state)
{
    scene_init(&scene, 60, fps, 1);
    scene_twitch(&scene, 20, PHIL_UPPER_LIP_LEFT);
    const struct phil_pattern p = scene_pattern(&scene);
    assert_int_equal(p.movement, PHIL_MOVEMENT_ISOLATED_TWITCHES);
    assert_true(p.movement_probability[PHIL_MOVEMENT_ISOLATED_TWITCHES] > 0.4);
    assert_true(p.movement_probability[PHIL_MOVEMENT_ISOLATED_TWITCHES] < 0.95);
}

/* ALS, or benign: single small jumps at exponential waits, of varied site. */
static void test_isolated_twitches(void **state)
{
    static const enum phil_region site[] = {PHIL_UPPER_LIP_LEFT, PHIL_LOWER_LIP_RIGHT, PHIL_CHIN,
                                            PHIL_LOWER_LIP_LEFT, PHIL_MOUTH_CORNER_RIGHT};
    for (uint64_t seed = 1; seed <= 10; seed++) {
        scene_init(&scene, 60, fps, seed);
        scene_trace(&scene, noise_px);
        for (double t = 1; t < 58; t += 0.3 + wait_s(4)) {
            struct phil_event *e =
                scene_twitch(&scene, t, site[(size_t)(5 * scene_uniform(&scene)) % 5]);
            e->amplitude_mm = 0.15 + 0.4 * scene_uniform(&scene);
            e->direction_deg = 360 * scene_uniform(&scene) - 180;
            e->offset_s = t + 0.1 + 0.1 * scene_uniform(&scene);
            show(e);
        }
        check_movement(PHIL_MOVEMENT_ISOLATED_TWITCHES, 0.6);
    }
}

/* Myokymia: several units of one side, each with its own 2-10 Hz and phase. */
static void make_ripple(uint64_t seed, double from_s, double to_s)
{
    static const enum phil_region site[] = {PHIL_LOWER_LIP_LEFT, PHIL_MOUTH_CORNER_LEFT,
                                            PHIL_LOWER_LIP_LEFT, PHIL_UPPER_LIP_LEFT};
    scene_init(&scene, 60, fps, seed);
    scene_trace(&scene, noise_px);
    for (int unit = 0; unit < 8; unit++) {
        const double hz = 3 + 5 * scene_uniform(&scene);
        struct phil_event e = {.amplitude_mm = 0.03 + 0.05 * scene_uniform(&scene),
                               .direction_deg = 360 * scene_uniform(&scene)};
        for (double t = from_s + scene_uniform(&scene); t < to_s;
             t += fmax(0.05, (1 + 0.2 * scene_normal(&scene)) / hz)) {
            e.onset_s = t;
            e.offset_s = t + 0.15;
            scene_draw(&scene, &e, site[unit % 4]);
        }
    }
}

/* With and without a detector that lists the larger crests as twitches. */
static void test_ripple(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        make_ripple(seed, 0, 60);
        for (double t = 0.2; seed > 10 && t < 59; t += 0.15 + 0.15 * scene_uniform(&scene))
            scene_twitch(&scene, t, PHIL_LOWER_LIP_LEFT)->amplitude_mm = 0.1;
        check_movement(PHIL_MOVEMENT_RIPPLE, 0.6);
    }
}

static void test_share_of_ripple(void **state)
{
    static const double share[] = {0, 0.25, 0.5, 1};
    for (size_t k = 0; k < 4; k++) {
        make_ripple(5 + k, 0, 60 * share[k]);
        const struct phil_pattern p = scene_pattern(&scene);
        assert_near(p.ripple_share.value, share[k], 0.08);
        scene_release(&scene);
    }
}

static void test_what_is_no_ripple(void **state)
{
    /* The head or the codec: everything moves. */
    scene_init(&scene, 40, fps, 3);
    scene_trace(&scene, noise_px);
    for (size_t i = 0; i < scene.trace.n_frames; i++) {
        const double x = 0.2 * sin(30 * scene.trace.time_s[i]) * cos(1.7 * scene.trace.time_s[i]);
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            scene_add(&scene, (enum phil_region)r, i, x);
    }
    struct phil_pattern p = scene_pattern(&scene);
    assert_true(p.ripple_share.value <= 0.03);
    scene_release(&scene);
    /* White noise three times what the tracker claims, in one region alone. */
    scene_init(&scene, 40, fps, 4);
    scene_trace(&scene, noise_px);
    for (size_t i = 0; i < scene.trace.n_frames; i++)
        scene_add(&scene, PHIL_LOWER_LIP_LEFT, i, 3 * noise_px * scene_normal(&scene));
    p = scene_pattern(&scene);
    assert_true(p.ripple_share.value <= 0.03);
    scene_release(&scene);
    /* All regions noisier than claimed, and slow drift. */
    scene_init(&scene, 40, fps, 5);
    scene_trace(&scene, 2 * noise_px);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        for (size_t i = 0; i < scene.trace.n_frames; i++) {
            scene.trace.region[r][i].sd_px = (float)noise_px;
            scene_add(&scene, (enum phil_region)r, i, 2 * sin(0.9 * scene.trace.time_s[i] + r));
        }
    p = scene_pattern(&scene);
    assert_true(p.ripple_share.value <= 0.03);
    scene_release(&scene);
}

/* Hemifacial spasm: bursts of one side, eye and mouth together, 5-8 twitches a second. */
static void test_clonic_bursts(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        const bool right = seed % 2;
        scene_init(&scene, 60, fps, seed);
        scene_trace(&scene, noise_px);
        for (double t = 2; t < 55; t += 2 + wait_s(4)) {
            const int n = 4 + (int)(6 * scene_uniform(&scene));
            for (int k = 0; k < n; k++, t += 0.12 + 0.1 * scene_uniform(&scene)) {
                struct phil_event *e = scene_twitch(
                    &scene, t, right ? PHIL_MOUTH_CORNER_RIGHT : PHIL_MOUTH_CORNER_LEFT);
                e->also = right ? BIT(PHIL_LOWER_LID_RIGHT) | BIT(PHIL_UPPER_LIP_RIGHT)
                                : BIT(PHIL_LOWER_LID_LEFT) | BIT(PHIL_UPPER_LIP_LEFT);
                e->amplitude_mm = 1 + scene_uniform(&scene);
                e->direction_deg = 90;
                e->offset_s = e->onset_s + 0.1;
                show(e);
            }
        }
        check_movement(PHIL_MOVEMENT_CLONIC_BURSTS, 0.7);
    }
}

static void test_tonic_spasm(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        scene_init(&scene, 90, fps, seed);
        scene_trace(&scene, noise_px);
        for (double t = 2; t < 80; t += 6 + wait_s(5)) {
            struct phil_event *e = scene_twitch(&scene, t, PHIL_MOUTH_CORNER_LEFT);
            e->also = BIT(PHIL_LOWER_LID_LEFT) | BIT(PHIL_CHEEK_LEFT);
            e->amplitude_mm = 2 + scene_uniform(&scene);
            e->offset_s = t + 1.5 + 3 * scene_uniform(&scene);
            show(e);
        }
        check_movement(PHIL_MOVEMENT_TONIC_SPASM, 0.6);
    }
}

/* Parkinson: 4-6 Hz of half-width 0.3 Hz in both lips and the jaw, across the midline. */
static void test_tremor(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        scene_init(&scene, 60, fps, seed);
        scene_trace(&scene, noise_px);
        const double hz = 4 + 2 * scene_uniform(&scene);
        for (int r = PHIL_UPPER_LIP_LEFT; r <= PHIL_CHIN; r++) {
            scene.counter = 1u << 24; /* the same phase everywhere */
            scene_tremor(&scene, (enum phil_region)r, hz, r == PHIL_CHIN ? 0.5 : 0.3, 90, 1.9);
        }
        /* A detector may list every beat. */
        for (double t = 0.2; seed > 10 && t < 59; t += (1 + 0.1 * scene_normal(&scene)) / hz) {
            struct phil_event *e = scene_twitch(&scene, t, PHIL_LOWER_LIP_MIDDLE);
            e->also = BIT(PHIL_LOWER_LIP_LEFT) | BIT(PHIL_LOWER_LIP_RIGHT) | BIT(PHIL_CHIN);
            e->amplitude_mm = 0.2;
        }
        check_movement(PHIL_MOVEMENT_TREMOR, 0.7);
    }
}

/* Tourette: one synergy, at gamma waits of shape 1.5. */
static void test_tic(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        scene_init(&scene, 120, fps, seed);
        scene_trace(&scene, noise_px);
        const double direction = 360 * scene_uniform(&scene) - 180;
        for (double t = 2; t < 118; t += 0.8 + wait_s(3) + wait_s(2)) {
            struct phil_event *e = scene_twitch(&scene, t, PHIL_MOUTH_CORNER_LEFT);
            e->side = PHIL_SIDE_BOTH;
            e->also = BIT(PHIL_MOUTH_CORNER_RIGHT) | BIT(PHIL_UPPER_LIP_LEFT) |
                      BIT(PHIL_UPPER_LIP_RIGHT) | BIT(PHIL_UPPER_LIP_MIDDLE);
            e->direction_deg = direction + 8 * scene_normal(&scene);
            e->amplitude_mm = 2 + 2 * scene_uniform(&scene);
            e->offset_s = t + 0.1 + 0.1 * scene_uniform(&scene);
            show(e);
        }
        check_movement(PHIL_MOVEMENT_TIC_LIKE, 0.6);
    }
}

static void test_voluntary(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        scene_init(&scene, 60, fps, seed);
        scene_trace(&scene, noise_px);
        for (double t = 2; t < 55; t += 3 + wait_s(4)) {
            struct phil_event *e = scene_twitch(&scene, t, PHIL_MOUTH_CORNER_LEFT);
            e->side = PHIL_SIDE_BOTH;
            e->also = BIT(PHIL_MOUTH_CORNER_RIGHT);
            if (scene_uniform(&scene) < 0.5)
                e->also |= BIT(PHIL_LOWER_LIP_LEFT) | BIT(PHIL_LOWER_LIP_RIGHT) | BIT(PHIL_CHIN);
            e->direction_deg = 360 * scene_uniform(&scene) - 180;
            e->amplitude_mm = 2 + 3 * scene_uniform(&scene);
            e->offset_s = t + 0.45 + 0.5 * scene_uniform(&scene);
            show(e);
        }
        check_movement(PHIL_MOVEMENT_VOLUNTARY, 0.5);
    }
}

static void test_eye_with_mouth(void **state)
{
    scene_init(&scene, 100, fps, 1);
    for (int i = 0; i < 10; i++) {
        scene_twitch(&scene, 5 + 9 * i, PHIL_LOWER_LIP_LEFT);
        if (i < 6)
            scene_twitch(&scene, 5.02 + 9 * i, PHIL_LOWER_LID_LEFT);
        else
            scene_twitch(&scene, 5.3 + 9 * i, PHIL_LOWER_LID_LEFT);
    }
    struct phil_pattern p = scene_pattern(&scene);
    /* 6 of 10; by chance 10 moments in 100 s with windows of 0.1 s bring 1 %. */
    const double chance = 1 - exp(-2 * 0.05 * 10 / 100);
    assert_near(p.eye_mouth_synchrony.value, (0.6 - chance) / (1 - chance), 1e-9);
    assert_near(p.eye_mouth_lag_s.value, 0.02, 1e-9);
    /* The other eye does not count. */
    for (size_t i = 1; i < scene.n_events; i += 2) {
        scene.event[i].region = PHIL_LOWER_LID_RIGHT;
        scene.event[i].side = PHIL_SIDE_RIGHT;
    }
    p = scene_pattern(&scene);
    assert_near(p.eye_mouth_synchrony.value, 0, 1e-9);
    assert_non_null(p.eye_mouth_lag_s.reason);
}

static void test_blinks_are_not_synkinesis(void **state)
{
    scene_init(&scene, 60, fps, 1);
    for (int i = 0; i < 5; i++) {
        /* Both lids along; then one lid under a blink; then the other eye listed apart. */
        scene_twitch(&scene, 5 + 9 * i, PHIL_LOWER_LIP_LEFT)->also =
            BIT(PHIL_UPPER_LID_LEFT) | BIT(PHIL_UPPER_LID_RIGHT);
        scene_twitch(&scene, 8 + 9 * i, PHIL_LOWER_LIP_LEFT)->also = BIT(PHIL_UPPER_LID_LEFT);
        scene_twitch(&scene, 7.98 + 9 * i, PHIL_UPPER_LID_LEFT)->kind = PHIL_EVENT_BLINK;
        scene_twitch(&scene, 11 + 9 * i, PHIL_LOWER_LIP_LEFT)->also = BIT(PHIL_UPPER_LID_LEFT);
        scene_twitch(&scene, 11.01 + 9 * i, PHIL_UPPER_LID_RIGHT);
    }
    struct phil_pattern p = scene_pattern(&scene);
    assert_near(p.eye_mouth_synchrony.value, 0, 1e-12);
    assert_non_null(p.brow_lift_with_eye_closure.reason);
}

/* In a spasm that blinks set off, half of the mouth's jerks lay in a blink, where no lid can be
 * seen, and halved the share of the others. */
static void test_what_a_blink_hides_does_not_count(void **state)
{
    scene_init(&scene, 100, fps, 1);
    for (int i = 0; i < 8; i++) {
        scene_twitch(&scene, 5 + 9 * i, PHIL_LOWER_LIP_LEFT)->also = BIT(PHIL_UPPER_LID_LEFT);
        scene_twitch(&scene, 8 + 9 * i, PHIL_LOWER_LIP_LEFT);
        scene_twitch(&scene, 7.98 + 9 * i, PHIL_UPPER_LID_LEFT)->kind = PHIL_EVENT_BLINK;
    }
    assert_near(scene_pattern(&scene).eye_mouth_synchrony.value, 1, 1e-9);
    for (int i = 0; i < 6; i++)
        scene.event[3 * i].kind = PHIL_EVENT_OTHER;
    assert_non_null(scene_pattern(&scene).eye_mouth_synchrony.reason);
}

/* An eye that flutters all the time goes along with every twitch of the mouth, and with none. */
static void test_a_fluttering_lid_is_no_synchrony(void **state)
{
    for (int flutters = 0; flutters < 2; flutters++) {
        scene_init(&scene, 100, fps, 1);
        scene_trace(&scene, noise_px);
        for (int i = 0; i < 10; i++)
            scene_twitch(&scene, 5 + 9 * i, PHIL_LOWER_LIP_LEFT)->also = BIT(PHIL_UPPER_LID_LEFT);
        for (size_t i = 0; flutters && i < scene.trace.n_frames; i++)
            scene.trace.head[i].eye_change[0] = i / 2 % 2 ? 0.5f : 0;
        const struct phil_pattern p = scene_pattern(&scene);
        assert_near(p.eye_mouth_synchrony.value, flutters ? 0 : 1, 0.01);
        scene_release(&scene);
    }
}

/* Independent eyes and mouths: nothing beyond chance on the average. */
static void test_chance_synchrony(void **state)
{
    double sum = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        scene_init(&scene, 200, fps, seed);
        for (double t = 0; (t += wait_s(1.5)) < 199;)
            scene_twitch(&scene, t, PHIL_LOWER_LIP_LEFT);
        for (double t = 0; (t += wait_s(0.8)) < 199;)
            scene_twitch(&scene, t, PHIL_LOWER_LID_LEFT);
        sum += scene_pattern(&scene).eye_mouth_synchrony.value;
    }
    assert_true(sum / 60 < 0.025); /* 0.12 without the correction */
}

static void test_lag_within_a_frame(void **state)
{
    scene_init(&scene, 60, fps, 1);
    scene_trace(&scene, 0.005);
    for (int i = 0; i < 8; i++) {
        struct phil_event *e = scene_twitch(&scene, 3.01 + 6.013 * i, PHIL_LOWER_LIP_LEFT);
        e->amplitude_mm = 1;
        e->offset_s = e->onset_s + 0.3;
        e->peak_s = e->onset_s + 0.15;
        scene_draw(&scene, e, e->region);
        e->also = BIT(PHIL_LOWER_LID_LEFT);
        struct phil_event later = *e;
        later.onset_s += 0.012;
        later.offset_s += 0.012;
        scene_draw(&scene, &later, PHIL_LOWER_LID_LEFT);
    }
    const struct phil_pattern p = scene_pattern(&scene);
    assert_near(p.eye_mouth_lag_s.value, 0.012, 0.004);
    scene_release(&scene);
}

static void test_brow_lift(void **state)
{
    scene_init(&scene, 60, fps, 1);
    scene_trace(&scene, noise_px);
    for (int i = 0; i < 8; i++) {
        struct phil_event *e = scene_twitch(&scene, 3 + 6 * i, PHIL_LOWER_LID_RIGHT);
        e->offset_s = e->onset_s + 0.3;
        e->peak_s = e->onset_s + 0.15;
        scene_draw(&scene, e, e->region);
        struct phil_event brow = *e;
        brow.direction_deg = i < 5 ? 80 : -90;
        brow.amplitude_mm = 0.5;
        scene_draw(&scene, &brow, PHIL_BROW_RIGHT);
        e->also = BIT(PHIL_BROW_RIGHT);
    }
    struct phil_pattern p = scene_pattern(&scene);
    assert_near(p.brow_lift_with_eye_closure.value, 5.0 / 8, 1e-12);
    scene_release(&scene);
    scene.has_trace = false; /* then nobody knows where the brows went */
    p = scene_pattern(&scene);
    assert_non_null(p.brow_lift_with_eye_closure.reason);
    for (int i = 0; i < 8; i++) {
        scene.event[i].also = 0;
        scene_twitch(&scene, 3.01 + 6 * i, PHIL_BROW_RIGHT)->direction_deg = i < 2 ? 100 : 0;
    }
    p = scene_pattern(&scene);
    assert_near(p.brow_lift_with_eye_closure.value, 2.0 / 8, 1e-12);
}

static void test_names(void **state)
{
    assert_string_equal(phil_movement_name(PHIL_MOVEMENT_NONE), "none");
    assert_string_equal(phil_movement_name(PHIL_MOVEMENT_VOLUNTARY), "voluntary");
    assert_null(phil_movement_name(PHIL_N_MOVEMENTS));
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        assert_non_null(phil_movement_name((enum phil_movement)m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_healthy_face),
        cmocka_unit_test(test_little_rest_is_less_sure),
        cmocka_unit_test(test_one_twitch),
        cmocka_unit_test(test_isolated_twitches),
        cmocka_unit_test(test_ripple),
        cmocka_unit_test(test_share_of_ripple),
        cmocka_unit_test(test_what_is_no_ripple),
        cmocka_unit_test(test_clonic_bursts),
        cmocka_unit_test(test_tonic_spasm),
        cmocka_unit_test(test_tremor),
        cmocka_unit_test(test_tic),
        cmocka_unit_test(test_voluntary),
        cmocka_unit_test(test_eye_with_mouth),
        cmocka_unit_test(test_blinks_are_not_synkinesis),
        cmocka_unit_test(test_what_a_blink_hides_does_not_count),
        cmocka_unit_test(test_a_fluttering_lid_is_no_synchrony),
        cmocka_unit_test(test_chance_synchrony),
        cmocka_unit_test(test_lag_within_a_frame),
        cmocka_unit_test(test_brow_lift),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
