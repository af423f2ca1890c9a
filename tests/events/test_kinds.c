/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is not a twitch is not called one, and what is one stays one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "scene.h"

/* False alarms a minute: so few that none is to be expected in the scenes of this file. */
static const double RATE = 0.005;

static struct phil_trace rest(uint64_t seed)
{
    const struct scene s = scene_defaults(seed);
    struct phil_trace trace;
    scene_trace(&s, &trace);
    return trace;
}

static void done_with(struct phil_found *found, struct phil_trace *trace)
{
    phil_found_release(found);
    phil_trace_release(trace);
}

static enum phil_segment_label label_at(const struct phil_found *found, double time_s)
{
    for (size_t s = 0; s < found->n_segments; s++)
        if (time_s >= found->segments[s].start_s && time_s < found->segments[s].end_s)
            return found->segments[s].label;
    fail_msg("no segment at %g s", time_s);
    return PHIL_SEGMENT_NO_FACE;
}

static void names_are_those_of_the_contract(void **state)
{
    static const char *const kinds[] = {"twitch", "blink", "speech", "swallow", "other"};
    static const char *const labels[] = {"rest",      "speech",   "smile",  "chewing",
                                         "head_turn", "occluded", "no_face"};
    for (int k = 0; k < 5; k++)
        assert_string_equal(phil_event_kind_name((enum phil_event_kind)k), kinds[k]);
    for (int k = 0; k < 7; k++)
        assert_string_equal(phil_segment_label_name((enum phil_segment_label)k), labels[k]);
    assert_non_null(phil_event_kind_name((enum phil_event_kind)99));
    assert_non_null(phil_segment_label_name((enum phil_segment_label)99));
}

/* An expression comes and stays. */
static void a_step_is_no_twitch(void **state)
{
    for (uint64_t k = 0; k < 4; k++) {
        struct phil_trace trace = rest(10 + k);
        const struct pulse step = {8.2, k % 2 ? 0.2 : 0.08, 100, 1, 2.0, 45};
        scene_move(&trace, PHIL_MOUTH_CORNER_LEFT, &step);
        struct phil_found found = scene_detect(&trace, RATE);
        assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
        assert_non_null(scene_near(&found, PHIL_EVENT_OTHER, 8.25, 0.4));
        done_with(&found, &trace);
    }
}

static void a_slow_movement_is_no_twitch(void **state)
{
    for (uint64_t k = 0; k < 4; k++) {
        struct phil_trace trace = rest(20 + k);
        const struct pulse slow = {8.2, 0.75, 0, 0.75, 2.5, 45};
        const struct pulse held = {14, 0.3, 0.9, 0.3, 1.5, 200};
        scene_move(&trace, PHIL_LOWER_LIP_RIGHT, &slow);
        scene_move(&trace, PHIL_MOUTH_CORNER_LEFT, &held);
        struct phil_found found = scene_detect(&trace, RATE);
        assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
        done_with(&found, &trace);
    }
}

/* All regions at once: the head was not steadied. */
static void a_movement_of_everything_is_no_twitch(void **state)
{
    struct phil_trace trace = rest(30);
    for (int t = 0; t < 4; t++) {
        const struct pulse p = {3.2 + 4 * t, 0.04, 0.02, 0.06, 0.8, 20 + 80 * t};
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            scene_move(&trace, (enum phil_region)r, &p);
    }
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
    done_with(&found, &trace);
}

static void blinks_are_blinks_and_nothing_else(void **state)
{
    static const double onset_s[] = {2.03, 5.5, 9.91, 13.2, 16.0};
    for (uint64_t k = 0; k < 3; k++) {
        struct phil_trace trace = rest(40 + k);
        for (int b = 0; b < 5; b++)
            scene_blink(&trace, onset_s[b], 0.2 + 0.04 * b, 0.6);
        struct phil_found found = scene_detect(&trace, RATE);
        assert_int_equal(scene_count(&found, PHIL_EVENT_BLINK), 5);
        assert_int_equal(found.n_events, 5);
        for (int b = 0; b < 5; b++) {
            const double middle = onset_s[b] + 0.4 * (0.2 + 0.04 * b);
            const struct phil_event *e = scene_near(&found, PHIL_EVENT_BLINK, middle, 0.08);
            assert_non_null(e);
            assert_int_equal(e->side, PHIL_SIDE_BOTH);
            assert_true(e->onset_s >= onset_s[b] - 0.05);
            assert_true(e->offset_s <= onset_s[b] + 0.2 + 0.04 * b + 0.07);
        }
        done_with(&found, &trace);
    }
}

/* One eye alone is no blink: a wink, or what hemifacial spasm does. */
static void one_eye_is_no_blink(void **state)
{
    struct phil_trace trace = rest(50);
    for (size_t i = 0; i < trace.n_frames; i++)
        if (trace.time_s[i] >= 6 && trace.time_s[i] < 6.25)
            trace.head[i].eye_change[1] += 0.6f;
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(scene_count(&found, PHIL_EVENT_BLINK), 0);
    done_with(&found, &trace);
}

static void eyes_shut_for_long_are_no_blink(void **state)
{
    struct phil_trace trace = rest(51);
    for (size_t i = 0; i < trace.n_frames; i++)
        if (trace.time_s[i] >= 6 && trace.time_s[i] < 8.5)
            trace.head[i].eye_change[0] = trace.head[i].eye_change[1] = 0.7f;
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(scene_count(&found, PHIL_EVENT_BLINK), 0);
    done_with(&found, &trace);
}

/* A lip twitch beside blinks, or in the middle of one, is still one. */
static void a_twitch_survives_the_blinks(void **state)
{
    struct phil_trace trace = rest(60);
    scene_blink(&trace, 4, 0.25, 0.6);
    scene_blink(&trace, 9.5, 0.25, 0.6);
    const struct pulse beside = {4.9, 0.04, 0.02, 0.06, 1.0, 90};
    scene_move(&trace, PHIL_UPPER_LIP_LEFT, &beside);
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(scene_count(&found, PHIL_EVENT_BLINK), 2);
    assert_non_null(scene_near(&found, PHIL_EVENT_TWITCH, 4.95, 0.04));
    done_with(&found, &trace);
}

static const enum phil_region mouth[] = {
    PHIL_UPPER_LIP_LEFT,   PHIL_LOWER_LIP_LEFT,   PHIL_MOUTH_CORNER_LEFT,
    PHIL_UPPER_LIP_RIGHT,  PHIL_LOWER_LIP_RIGHT,  PHIL_MOUTH_CORNER_RIGHT,
    PHIL_LOWER_LIP_MIDDLE, PHIL_UPPER_LIP_MIDDLE, PHIL_CHIN};

/* Syllables, irregular, of 2 to 4 mm, on both sides. */
static void talk(struct phil_trace *trace, double from_s, double to_s, uint64_t seed)
{
    uint64_t k = 0;
    for (double t = from_s; t < to_s; k++) {
        const double length = 0.18 + 0.14 * phil_random_uniform(seed, 1, k);
        const double px = PX_PER_MM * (2 + 2 * phil_random_uniform(seed, 2, k));
        for (size_t m = 0; m < sizeof mouth / sizeof mouth[0]; m++) {
            const bool lower = m == 1 || m == 4 || m == 6 || m == 8;
            const struct pulse p = {
                t, length / 2, 0, length / 2, px * (lower ? 1 : 0.6), lower ? -90 : 90};
            scene_move(trace, mouth[m], &p);
        }
        for (size_t i = 0; i < trace->n_frames; i++) {
            const struct pulse p = {t, length / 2, 0, length / 2, 1, 0};
            trace->head[i].mouth_open += (float)(0.3 * pulse_height(&p, trace->time_s[i]));
        }
        t += 0.8 * length;
    }
}

static void talking_is_speech_without_twitches(void **state)
{
    for (uint64_t k = 0; k < 3; k++) {
        struct phil_trace trace = rest(70 + k);
        talk(&trace, 6, 12, 70 + k);
        struct phil_found found = scene_detect(&trace, RATE);
        for (double t = 6.5; t < 11.6; t += 0.25)
            assert_int_equal(label_at(&found, t), PHIL_SEGMENT_SPEECH);
        assert_int_equal(label_at(&found, 3), PHIL_SEGMENT_REST);
        assert_int_equal(label_at(&found, 15), PHIL_SEGMENT_REST);
        assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
        assert_int_equal(scene_count(&found, PHIL_EVENT_SPEECH), 1);
        assert_true(found.usable_s > 11 && found.usable_s < 14);
        done_with(&found, &trace);
    }
}

static void a_twitch_before_and_after_talking_counts(void **state)
{
    struct phil_trace trace = rest(80);
    talk(&trace, 6, 12, 80);
    const struct pulse before = {3, 0.04, 0.02, 0.06, 0.8, 90};
    const struct pulse after = {16, 0.04, 0.02, 0.06, 0.8, 90};
    scene_move(&trace, PHIL_LOWER_LIP_LEFT, &before);
    scene_move(&trace, PHIL_LOWER_LIP_LEFT, &after);
    struct phil_found found = scene_detect(&trace, RATE);
    assert_non_null(scene_near(&found, PHIL_EVENT_TWITCH, 3.05, 0.04));
    assert_non_null(scene_near(&found, PHIL_EVENT_TWITCH, 16.05, 0.04));
    done_with(&found, &trace);
}

/* Clonic bursts of one side are what we look for; the lesser half of the mouth is at rest. */
static void one_sided_bursts_stay_twitches(void **state)
{
    for (uint64_t k = 0; k < 2; k++) {
        struct phil_trace trace = rest(90 + k);
        for (int t = 0; t < 12; t++) {
            const struct pulse p = {6 + 0.3 * t, 0.06, 0.02, 0.08, 3, 60};
            struct pulse less = p;
            less.px = 2;
            scene_move(&trace, PHIL_MOUTH_CORNER_LEFT, &p);
            scene_move(&trace, PHIL_UPPER_LIP_LEFT, &less);
            scene_move(&trace, PHIL_LOWER_LIP_LEFT, &less);
            scene_move(&trace, PHIL_CHEEK_LEFT, &less);
        }
        struct phil_found found = scene_detect(&trace, RATE);
        for (double t = 5; t < 11; t += 0.25)
            assert_int_equal(label_at(&found, t), PHIL_SEGMENT_REST);
        const int n = scene_count(&found, PHIL_EVENT_TWITCH);
        if (n < 10 || n > 12)
            fail_msg("%d twitches of 12", n);
        for (size_t e = 0; e < found.n_events; e++)
            if (found.events[e].kind == PHIL_EVENT_TWITCH)
                assert_int_equal(found.events[e].side, PHIL_SIDE_LEFT);
        done_with(&found, &trace);
    }
}

/* A smile: both corners go outward and up, for two seconds. */
static void a_smile_is_no_twitch(void **state)
{
    struct phil_trace trace = rest(100);
    const struct pulse left = {8, 0.5, 2, 0.6, 12, 30}, right = {8, 0.5, 2, 0.6, 12, 150};
    for (int r = PHIL_UPPER_LIP_LEFT; r <= PHIL_MOUTH_CORNER_RIGHT; r++) {
        const enum phil_side side = phil_region_side((enum phil_region)r);
        if (side == PHIL_SIDE_LEFT)
            scene_move(&trace, (enum phil_region)r, &left);
        else if (side == PHIL_SIDE_RIGHT)
            scene_move(&trace, (enum phil_region)r, &right);
    }
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
    done_with(&found, &trace);
}

static void flag(struct phil_trace *trace, double from_s, double to_s, uint8_t flags, bool head)
{
    for (size_t i = 0; i < trace->n_frames; i++) {
        if (trace->time_s[i] < from_s || trace->time_s[i] >= to_s)
            continue;
        if (head)
            trace->head[i].flags = flags;
        for (int r = 0; r < PHIL_N_REGIONS; r++) {
            trace->region[r][i].flags = flags;
            trace->region[r][i].dx_px = trace->region[r][i].dy_px = NAN;
        }
    }
}

static void what_was_not_seen_is_labelled(void **state)
{
    struct phil_trace trace = rest(110);
    flag(&trace, 3, 5, PHIL_SAMPLE_NO_FACE, true);
    flag(&trace, 8, 10, PHIL_SAMPLE_HEAD, true);
    flag(&trace, 13, 15, PHIL_SAMPLE_CHANGED, false);
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(label_at(&found, 1), PHIL_SEGMENT_REST);
    assert_int_equal(label_at(&found, 4), PHIL_SEGMENT_NO_FACE);
    assert_int_equal(label_at(&found, 9), PHIL_SEGMENT_HEAD_TURN);
    assert_int_equal(label_at(&found, 14), PHIL_SEGMENT_OCCLUDED);
    assert_int_equal(label_at(&found, 18), PHIL_SEGMENT_REST);
    assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
    assert_true(found.usable_s > 11 && found.usable_s < 13.5);
    done_with(&found, &trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_of_the_contract),
        cmocka_unit_test(a_step_is_no_twitch),
        cmocka_unit_test(a_slow_movement_is_no_twitch),
        cmocka_unit_test(a_movement_of_everything_is_no_twitch),
        cmocka_unit_test(blinks_are_blinks_and_nothing_else),
        cmocka_unit_test(one_eye_is_no_blink),
        cmocka_unit_test(eyes_shut_for_long_are_no_blink),
        cmocka_unit_test(a_twitch_survives_the_blinks),
        cmocka_unit_test(talking_is_speech_without_twitches),
        cmocka_unit_test(a_twitch_before_and_after_talking_counts),
        cmocka_unit_test(one_sided_bursts_stay_twitches),
        cmocka_unit_test(a_smile_is_no_twitch),
        cmocka_unit_test(what_was_not_seen_is_labelled),
    };
    return cmocka_run_group_tests_name("events kinds", tests, NULL, NULL);
}
