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

/* The mouth's samples go on from another level on a new reference. */
static void rekey_mouth(struct phil_trace *trace, double at_s, double px)
{
    for (size_t i = 1; i < trace->n_frames; i++)
        for (size_t m = 0; m < sizeof mouth / sizeof mouth[0] && trace->time_s[i] >= at_s; m++) {
            struct phil_sample *s = &trace->region[mouth[m]][i];
            if (trace->time_s[i - 1] < at_s)
                s->flags |= PHIL_SAMPLE_REKEYED;
            s->dy_px += (float)px;
        }
}

/* Lips that came to rest on new references were busy for another half second, and lips that were
 * busy made the time beside them busy. */
static void rest_beside_a_gesture_is_found(void **state)
{
    for (uint64_t k = 0; k < 3; k++) {
        struct phil_trace trace = rest(120 + k);
        talk(&trace, 6, 8, 120 + k);
        rekey_mouth(&trace, 8.6, 12);
        rekey_mouth(&trace, 12, -20);
        struct phil_found found = scene_detect(&trace, RATE);
        assert_int_equal(label_at(&found, 5.4), PHIL_SEGMENT_REST);
        assert_int_equal(label_at(&found, 7), PHIL_SEGMENT_SPEECH);
        for (double t = 8.7; t < 15; t += 0.1)
            assert_int_equal(label_at(&found, t), PHIL_SEGMENT_REST);
        assert_true(found.usable_s > 16);
        assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
        done_with(&found, &trace);
    }
}

/* A camera that travels round the face moves the lips against the head by millimetres, slowly. */
static void a_slow_drift_is_rest(void **state)
{
    struct phil_trace trace = rest(130);
    for (size_t i = 0; i < trace.n_frames; i++)
        for (size_t m = 0; m < sizeof mouth / sizeof mouth[0]; m++)
            trace.region[mouth[m]][i].dx_px += (float)(1.0 * PX_PER_MM * trace.time_s[i]);
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(found.n_segments, 1);
    assert_int_equal(found.segments[0].label, PHIL_SEGMENT_REST);
    assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
    done_with(&found, &trace);
}

/* Readings of the landmarks every `step_s` between two times; apart(t) opens and shuts 3 times a
 * second by `swing`. */
static void read_landmarks(struct phil_trace *trace, double from_s, double to_s, double step_s,
                           double swing, const double out[2])
{
    double next = from_s;
    for (size_t i = 0; i < trace->n_frames; i++) {
        const double t = trace->time_s[i];
        if (t < next || t >= to_s)
            continue;
        trace->head[i].lips_apart = (float)(0.01 + swing * (1 - cos(6 * M_PI * t)) / 2);
        for (int k = 0; k < 2; k++)
            trace->head[i].corner_out[k] = (float)(0.28 + out[k]);
        next += step_s;
    }
}

static void forget_landmarks(struct phil_trace *trace)
{
    for (size_t i = 0; i < trace->n_frames; i++)
        trace->head[i].lips_apart = trace->head[i].corner_out[0] = trace->head[i].corner_out[1] =
            NAN;
}

/* A talking head that turns was a turning head: its lips could not be followed. */
static void talking_with_a_turning_head_is_speech(void **state)
{
    static const double same[2] = {0, 0};
    struct phil_trace trace = rest(140);
    forget_landmarks(&trace);
    read_landmarks(&trace, 0, 20, 1, 0, same);
    read_landmarks(&trace, 4, 8, 0.2, 0.12, same);
    read_landmarks(&trace, 12, 15, 0.2, 0, same);
    flag(&trace, 4, 8, PHIL_SAMPLE_HEAD, true);
    flag(&trace, 12, 15, PHIL_SAMPLE_HEAD, true);
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(label_at(&found, 2), PHIL_SEGMENT_REST);
    assert_int_equal(label_at(&found, 6), PHIL_SEGMENT_SPEECH);
    assert_int_equal(label_at(&found, 10), PHIL_SEGMENT_REST);
    assert_int_equal(label_at(&found, 13.5), PHIL_SEGMENT_HEAD_TURN);
    assert_int_equal(label_at(&found, 18), PHIL_SEGMENT_REST);
    assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
    done_with(&found, &trace);
}

/* A smile that is held does not move, and was rest; one corner alone is what a spasm does. */
static void a_held_smile_is_a_smile_and_one_corner_is_not(void **state)
{
    static const double same[2] = {0, 0}, both[2] = {0.09, 0.08}, one[2] = {0.1, -0.01};
    struct phil_trace trace = rest(141);
    forget_landmarks(&trace);
    read_landmarks(&trace, 0, 20, 1, 0, same);
    read_landmarks(&trace, 5, 9, 1, 0, both);
    read_landmarks(&trace, 13, 17, 1, 0, one);
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(label_at(&found, 3), PHIL_SEGMENT_REST);
    assert_int_equal(label_at(&found, 7), PHIL_SEGMENT_SMILE);
    assert_int_equal(label_at(&found, 11), PHIL_SEGMENT_REST);
    assert_int_equal(label_at(&found, 15), PHIL_SEGMENT_REST);
    done_with(&found, &trace);
}

/* A head that nods moves its lips in the trace, since their depth is not known well. */
static void nodding_is_no_speech(void **state)
{
    static const double same[2] = {0, 0};
    struct phil_trace trace = rest(142);
    forget_landmarks(&trace);
    read_landmarks(&trace, 0, 20, 1, 0, same);
    for (size_t i = 0; i < trace.n_frames; i++) {
        const double t = trace.time_s[i];
        if (t < 6 || t > 11)
            continue;
        const double angle = 0.08 * sin(2 * M_PI * 1.2 * (t - 6));
        trace.head[i].parallax_y = (float)(angle * 90 * PX_PER_MM);
        for (size_t m = 0; m < sizeof mouth / sizeof mouth[0]; m++)
            trace.region[mouth[m]][i].dy_px += (float)(angle * 12 * PX_PER_MM);
    }
    struct phil_found found = scene_detect(&trace, RATE);
    for (double t = 6.5; t < 10.6; t += 0.25)
        assert_int_equal(label_at(&found, t), PHIL_SEGMENT_HEAD_TURN);
    assert_int_equal(label_at(&found, 3), PHIL_SEGMENT_REST);
    assert_int_equal(label_at(&found, 14), PHIL_SEGMENT_REST);
    assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
    done_with(&found, &trace);
}

/* Two frames of a shaken head made segments of 0.07 s, by the dozen. */
static void no_segment_is_shorter_than_a_quarter_second(void **state)
{
    struct phil_trace trace = rest(143);
    for (int k = 0; k < 12; k++)
        flag(&trace, 2 + k, 2.07 + k, PHIL_SAMPLE_HEAD, true);
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(found.n_segments, 1);
    assert_int_equal(found.segments[0].label, PHIL_SEGMENT_REST);
    done_with(&found, &trace);
}

/* The jaw goes up and down behind closed lips and takes them along. */
static void chewing_is_told_from_speech(void **state)
{
    for (uint64_t k = 0; k < 3; k++) {
        struct phil_trace trace = rest(150 + k);
        const double hz = 1.2 + 0.2 * (double)k;
        for (size_t i = 0; i < trace.n_frames; i++) {
            const double t = trace.time_s[i];
            if (t < 5 || t > 12)
                continue;
            const double jaw = (1 - cos(2 * M_PI * hz * (t - 5))) / 2 * PX_PER_MM;
            for (size_t m = 0; m < sizeof mouth / sizeof mouth[0]; m++)
                trace.region[mouth[m]][i].dy_px +=
                    (float)(jaw * (mouth[m] == PHIL_CHIN        ? 8
                                   : m == 1 || m == 4 || m == 6 ? 5
                                                                : 2.5));
        }
        struct phil_found found = scene_detect(&trace, RATE);
        for (double t = 5.5; t < 11.6; t += 0.25)
            assert_int_equal(label_at(&found, t), PHIL_SEGMENT_CHEWING);
        assert_int_equal(label_at(&found, 15), PHIL_SEGMENT_REST);
        assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
        done_with(&found, &trace);
    }
}

/* The mouth goes on moving by less than a millimetre between two louder words. */
static void quiet_words_beside_loud_ones_are_speech(void **state)
{
    struct phil_trace trace = rest(160);
    talk(&trace, 5, 6.5, 160);
    talk(&trace, 7.7, 9, 161);
    for (size_t i = 0; i < trace.n_frames; i++) {
        const double t = trace.time_s[i];
        if (t >= 6.4 && t <= 7.8)
            for (size_t m = 0; m < sizeof mouth / sizeof mouth[0]; m++)
                trace.region[mouth[m]][i].dy_px +=
                    (float)(0.45 * PX_PER_MM * sin(2 * M_PI * 3.3 * t));
    }
    struct phil_found found = scene_detect(&trace, RATE);
    for (double t = 5.5; t < 8.6; t += 0.1)
        assert_int_equal(label_at(&found, t), PHIL_SEGMENT_SPEECH);
    assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
    done_with(&found, &trace);
}

/* On drawn faces the jaw moved chin and lower lip by millimetres, upper lip and corners hardly:
 * half of the talking was rest, with a twitch for every syllable. */
static void a_jaw_that_talks_is_speech(void **state)
{
    for (uint64_t k = 0; k < 3; k++) {
        struct phil_trace trace = rest(180 + k);
        for (size_t i = 0; i < trace.n_frames; i++) {
            const double t = trace.time_s[i];
            if (t < 6 || t > 12)
                continue;
            const double jaw =
                (sin(2 * M_PI * 2.9 * t) + 0.7 * sin(2 * M_PI * 4.7 * t + (double)k));
            static const enum phil_region low[] = {PHIL_LOWER_LIP_LEFT, PHIL_LOWER_LIP_MIDDLE,
                                                   PHIL_LOWER_LIP_RIGHT, PHIL_CHIN};
            for (int m = 0; m < 4; m++)
                trace.region[low[m]][i].dy_px += (float)(1.3 * PX_PER_MM * jaw);
            trace.region[PHIL_UPPER_LIP_LEFT][i].dy_px += (float)(0.2 * PX_PER_MM * jaw);
            trace.region[PHIL_UPPER_LIP_RIGHT][i].dy_px += (float)(0.2 * PX_PER_MM * jaw);
        }
        struct phil_found found = scene_detect(&trace, RATE);
        for (double t = 6.3; t < 11.8; t += 0.25)
            assert_int_equal(label_at(&found, t), PHIL_SEGMENT_SPEECH);
        assert_int_equal(label_at(&found, 3), PHIL_SEGMENT_REST);
        assert_int_equal(label_at(&found, 15), PHIL_SEGMENT_REST);
        assert_int_equal(scene_count(&found, PHIL_EVENT_TWITCH), 0);
        done_with(&found, &trace);
    }
}

/* Looking down, a frown or a squint come slowly; a new reference ends what only seemed a blink. */
static void slow_lids_and_new_references_are_no_blinks(void **state)
{
    struct phil_trace trace = rest(170);
    for (size_t i = 0; i < trace.n_frames; i++) {
        const double t = trace.time_s[i];
        const double slow = t > 3 && t < 3.6 ? 0.5 * sin(M_PI * (t - 3) / 0.6) : 0;
        const double cut = t > 8 && t < 8.2 ? 0.6 : 0;
        for (int e = 0; e < 2; e++)
            trace.head[i].eye_change[e] += (float)(slow + cut);
        if (t >= 8.2 && trace.time_s[i - 1] < 8.2)
            trace.head[i].flags |= PHIL_SAMPLE_REKEYED;
    }
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(scene_count(&found, PHIL_EVENT_BLINK), 0);
    done_with(&found, &trace);
}

/* A man with glasses nods with shut eyes (webcam_glasses_grimaces, 14.1 s): his eyes got a new
 * reference in the middle of that blink, and it was lost. Where the face is lost it is none. */
static void a_blink_may_end_in_a_new_reference_of_an_eye(void **state)
{
    for (int lost = 0; lost < 2; lost++) {
        struct phil_trace trace = rest(172);
        for (size_t i = 1; i < trace.n_frames; i++) {
            for (int e = 0; e < 2; e++)
                trace.head[i].eye_change[e] +=
                    trace.time_s[i] > 8 && trace.time_s[i] < 8.15 ? 0.6f : 0;
            if (trace.time_s[i - 1] < 8.15 && trace.time_s[i] >= 8.15) {
                trace.head[i].eye_change[0] = NAN;
                trace.head[i].flags |= lost ? PHIL_SAMPLE_NO_FACE : 0;
            }
        }
        struct phil_found found = scene_detect(&trace, RATE);
        assert_int_equal(scene_count(&found, PHIL_EVENT_BLINK), lost ? 0 : 1);
        done_with(&found, &trace);
    }
}

/* Lids that open in two steps blinked once. */
static void the_end_of_a_blink_is_no_second_one(void **state)
{
    struct phil_trace trace = rest(171);
    scene_blink(&trace, 5, 0.2, 1.0);
    for (size_t i = 0; i < trace.n_frames; i++)
        if (trace.time_s[i] > 5.05 && trace.time_s[i] < 5.4)
            for (int e = 0; e < 2; e++)
                trace.head[i].eye_change[e] += 0.35f;
    struct phil_found found = scene_detect(&trace, RATE);
    assert_int_equal(scene_count(&found, PHIL_EVENT_BLINK), 1);
    done_with(&found, &trace);
}

/* Twitches found of one planted at 9 s, with the exposure flagged in every `every`th frame from 8.9
 * s on, or in one frame (0). */
static int found_beside_exposure(size_t every)
{
    struct phil_trace trace = rest(120);
    const struct pulse p = {9, 0.05, 0.02, 0.05, 0.8, 90};
    scene_move(&trace, PHIL_UPPER_LIP_LEFT, &p);
    bool flagged = false;
    for (size_t i = 0; i < trace.n_frames; i++) {
        if (every ? i % every != 0 : flagged || trace.time_s[i] < 8.9)
            continue;
        trace.head[i].flags |= PHIL_SAMPLE_EXPOSURE;
        flagged = true;
    }
    struct phil_found found = scene_detect(&trace, RATE);
    const int n = scene_count(&found, PHIL_EVENT_TWITCH);
    done_with(&found, &trace);
    return n;
}

/* A step of exposure or focus is a reason not to believe what moves beside it; a lamp that flickers
 * all the time is none. */
static void a_step_of_exposure_is_no_twitch(void **state)
{
    assert_int_equal(found_beside_exposure(0), 0);
    assert_int_equal(found_beside_exposure(3), 1);
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
        cmocka_unit_test(rest_beside_a_gesture_is_found),
        cmocka_unit_test(a_slow_drift_is_rest),
        cmocka_unit_test(talking_with_a_turning_head_is_speech),
        cmocka_unit_test(a_held_smile_is_a_smile_and_one_corner_is_not),
        cmocka_unit_test(nodding_is_no_speech),
        cmocka_unit_test(no_segment_is_shorter_than_a_quarter_second),
        cmocka_unit_test(chewing_is_told_from_speech),
        cmocka_unit_test(quiet_words_beside_loud_ones_are_speech),
        cmocka_unit_test(a_jaw_that_talks_is_speech),
        cmocka_unit_test(slow_lids_and_new_references_are_no_blinks),
        cmocka_unit_test(a_blink_may_end_in_a_new_reference_of_an_eye),
        cmocka_unit_test(the_end_of_a_blink_is_no_second_one),
        cmocka_unit_test(a_step_of_exposure_is_no_twitch),
    };
    return cmocka_run_group_tests_name("events kinds", tests, NULL, NULL);
}
