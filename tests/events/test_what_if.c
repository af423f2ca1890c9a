/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking whether a movement would have been reported, against putting it there and detecting. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "events/what_if.h"
#include "scene.h"

enum { FRAMES = 9, PEAK = 4 };

static const enum phil_region region = PHIL_UPPER_LIP_LEFT;

/* A pulse of 0.2 s at 30 frames/s, `px` high, towards the picture's right. */
static void shape(double px, float move[FRAMES][2])
{
    for (int i = 0; i < FRAMES; i++) {
        move[i][0] = (float)(px * phil_pulse((i - PEAK) / 30.0, 0.2));
        move[i][1] = 0;
    }
}

/* The same put into a copy of the trace: is a twitch reported there? */
static bool detected(const struct scene *scene, size_t at, float move[FRAMES][2])
{
    struct phil_trace trace;
    scene_trace(scene, &trace);
    for (int i = 0; i < FRAMES; i++)
        trace.region[region][at + (size_t)i - PEAK].dx_px += move[i][0];
    struct phil_found found = scene_detect(&trace, 0.1);
    const bool seen = scene_near(&found, PHIL_EVENT_TWITCH, trace.time_s[at], 0.1) != NULL;
    phil_found_release(&found);
    phil_trace_release(&trace);
    return seen;
}

static void it_answers_as_the_detector_does(void **state)
{
    static const float none[FRAMES] = {0};
    int seen = 0, asked = 0, agreed = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct scene scene = scene_defaults(seed);
        struct phil_trace trace;
        scene.seconds = 10;
        scene_trace(&scene, &trace);
        struct phil_found found = scene_detect(&trace, 0.1);
        const struct phil_clock clock = phil_clock_of(&trace);
        for (size_t at = 60; at < 250; at += 73)
            for (double px = 0.06; px < 0.5; px *= 1.4) {
                float move[FRAMES][2];
                shape(px, move);
                struct phil_what_if *w =
                    phil_what_if_new(&found, &trace, &clock, PX_PER_MM, region, at);
                assert_non_null(w);
                const struct phil_addition addition = {FRAMES, PEAK, (const float(*)[2])move, none};
                const bool answer = phil_what_if_found(w, &addition);
                assert_false(phil_what_if_found(w, NULL));
                agreed += answer == detected(&scene, at, move);
                seen += answer;
                asked++;
                phil_what_if_free(w);
            }
        phil_found_release(&found);
        phil_trace_release(&trace);
    }
    print_message("# %d of %d found, %d answers right\n", seen, asked, agreed);
    assert_true(seen > asked / 4 && seen < asked * 3 / 4);
    /* One twitch more raises the local loudness and with it the threshold: near the edge, which a
     * third of these lie at, answers may differ. */
    assert_true(agreed >= asked - asked / 8);
}

static void what_the_judgement_refuses_is_not_found(void **state)
{
    struct scene scene = scene_defaults(4);
    struct phil_trace trace;
    float move[FRAMES][2], sd_px[FRAMES] = {0};
    scene_trace(&scene, &trace);
    struct phil_found found = scene_detect(&trace, 0.1);
    const struct phil_clock clock = phil_clock_of(&trace);
    struct phil_what_if *w = phil_what_if_new(&found, &trace, &clock, PX_PER_MM, region, 300);
    assert_non_null(w);
    struct phil_addition addition = {FRAMES, PEAK, (const float(*)[2])move, sd_px};
    shape(1, move);
    assert_true(phil_what_if_found(w, &addition));
    /* The same in windows that contradict each other. */
    for (int i = 0; i < FRAMES; i++)
        sd_px[i] = 2;
    assert_false(phil_what_if_found(w, &addition));
    /* A step that stays is no twitch. */
    memset(sd_px, 0, sizeof sd_px);
    for (int i = 0; i < FRAMES; i++)
        move[i][0] = i < PEAK ? 0 : 1;
    assert_false(phil_what_if_found(w, &addition));
    phil_what_if_free(w);
    phil_what_if_free(NULL);
    phil_found_release(&found);
    phil_trace_release(&trace);
}

static void a_moment_that_was_not_measured_has_no_answer(void **state)
{
    struct scene scene = scene_defaults(5);
    struct phil_trace trace;
    scene_trace(&scene, &trace);
    for (size_t i = 250; i < 350; i++)
        trace.region[region][i].flags = PHIL_SAMPLE_CHANGED;
    struct phil_found found = scene_detect(&trace, 0.1);
    const struct phil_clock clock = phil_clock_of(&trace);
    assert_null(phil_what_if_new(&found, &trace, &clock, PX_PER_MM, region, 300));
    phil_found_release(&found);
    phil_trace_release(&trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_answers_as_the_detector_does),
        cmocka_unit_test(what_the_judgement_refuses_is_not_found),
        cmocka_unit_test(a_moment_that_was_not_measured_has_no_answer),
    };
    return cmocka_run_group_tests_name("what if", tests, NULL, NULL);
}
