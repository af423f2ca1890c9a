/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Traces without a movement: the detector keeps to the rate of false alarms that was chosen. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "scene.h"

/* What may happen to a trace after its noise has been made. */
typedef void spoiler(struct phil_trace *trace, uint64_t seed);

/* Events found in `clips` clips of 20 s. */
static int false_events(struct scene scene, int clips, double rate, spoiler *spoil)
{
    int n = 0;
    for (int c = 0; c < clips; c++) {
        struct phil_trace trace;
        scene.seed += 1;
        scene_trace(&scene, &trace);
        if (spoil)
            spoil(&trace, scene.seed);
        struct phil_found found = scene_detect(&trace, rate);
        if (getenv("PHILTRUM_TEST_VERBOSE"))
            scene_print(&found);
        n += (int)found.n_events;
        phil_found_release(&found);
        phil_trace_release(&trace);
    }
    return n;
}

/* At most twice the chosen rate; a count has Poisson spread, of which three SD are granted. */
static void expect_rate(const char *what, struct scene scene, int clips, double rate,
                        spoiler *spoil)
{
    const double most = 2 * rate * clips * scene.seconds / 60;
    const int n = false_events(scene, clips, rate, spoil);
    print_message("# %s: %d false events in %.0f min, %.2f per min chosen\n", what, n,
                  clips * scene.seconds / 60, rate);
    if (n > most + 3 * sqrt(most))
        fail_msg("%s: %d false events, at most %.0f are allowed", what, n, most + 3 * sqrt(most));
}

static void white_noise(void **state)
{
    expect_rate("white noise", scene_defaults(1000), 36, 1, NULL);
}

static void white_noise_at_a_low_rate(void **state)
{
    expect_rate("white noise", scene_defaults(5000), 15, 0.1, NULL);
}

static void noise_with_memory(void **state)
{
    struct scene s = scene_defaults(2000);
    s.memory = 0.7;
    expect_rate("noise of lag-1 correlation 0.7", s, 12, 1, NULL);
    s.memory = -0.5;
    expect_rate("noise of lag-1 correlation -0.5", s, 8, 1, NULL);
}

static void slow_wander(void **state)
{
    struct scene s = scene_defaults(3000);
    s.drift_px = 0.5;
    expect_rate("a wander of 0.2 mm", s, 12, 1, NULL);
}

static void variable_rate(void **state)
{
    struct scene s = scene_defaults(4000);
    s.jitter = 0.8;
    s.dropped = 0.1;
    expect_rate("variable frame rate", s, 15, 1, NULL);
}

static void head_noise_common_to_all(void **state)
{
    struct scene s = scene_defaults(6000);
    s.common_px = 0.06;
    expect_rate("noise of the head in all regions", s, 8, 1, NULL);
}

/* Two regions vanish for a second now and then, each at its own times. */
static void punch_holes(struct phil_trace *trace, uint64_t seed)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        for (uint64_t k = 0; k < 3; k++) {
            const double from = 20 * phil_random_uniform(seed, 900 + (uint64_t)r, k);
            for (size_t i = 0; i < trace->n_frames; i++)
                if (trace->time_s[i] >= from && trace->time_s[i] < from + 0.7) {
                    trace->region[r][i].flags = PHIL_SAMPLE_TEXTURELESS;
                    trace->region[r][i].dx_px = trace->region[r][i].dy_px = NAN;
                    trace->region[r][i].sd_px = NAN;
                }
        }
}

static void stretches_that_could_not_be_measured(void **state)
{
    expect_rate("holes", scene_defaults(7000), 12, 1, punch_holes);
}

/* A level that steps with a new reference is no movement. */
static void take_new_references(struct phil_trace *trace, uint64_t seed)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const double from = 2 + 16 * phil_random_uniform(seed, 950, (uint64_t)r);
        bool first = true;
        for (size_t i = 0; i < trace->n_frames; i++) {
            if (trace->time_s[i] < from)
                continue;
            if (first)
                trace->region[r][i].flags |= PHIL_SAMPLE_REKEYED;
            first = false;
            trace->region[r][i].dx_px += 2.0f;
            trace->region[r][i].dy_px -= 1.0f;
        }
    }
}

static void steps_of_new_references(void **state)
{
    expect_rate("new references", scene_defaults(8000), 8, 1, take_new_references);
}

/* Frames of a codec's glitch: everything jumps for one frame and the standard errors tell. */
static void glitch(struct phil_trace *trace, uint64_t seed)
{
    for (size_t i = 10; i < trace->n_frames; i += 60)
        for (int r = 0; r < PHIL_N_REGIONS; r++) {
            const double size = 0.3 * phil_random_normal(seed, 970 + (uint64_t)r, i);
            trace->region[r][i].dx_px += (float)size;
            trace->region[r][i].sd_px = 0.3f;
        }
}

static void glitches_that_the_errors_tell(void **state)
{
    expect_rate("glitches", scene_defaults(9000), 8, 1, glitch);
}

static void a_lower_rate_gives_a_higher_threshold(void **state)
{
    static const double rates[4] = {10, 1, 0.1, 0.001};
    const struct scene s = scene_defaults(1);
    struct phil_trace trace;
    double last = 0;
    scene_trace(&s, &trace);
    for (int k = 0; k < 4; k++) {
        struct phil_found found = scene_detect(&trace, rates[k]);
        assert_true(found.threshold > last + 1);
        last = found.threshold;
        phil_found_release(&found);
    }
    phil_trace_release(&trace);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_noise),
        cmocka_unit_test(white_noise_at_a_low_rate),
        cmocka_unit_test(noise_with_memory),
        cmocka_unit_test(slow_wander),
        cmocka_unit_test(variable_rate),
        cmocka_unit_test(head_noise_common_to_all),
        cmocka_unit_test(stretches_that_could_not_be_measured),
        cmocka_unit_test(steps_of_new_references),
        cmocka_unit_test(glitches_that_the_errors_tell),
        cmocka_unit_test(a_lower_rate_gives_a_higher_threshold),
    };
    return cmocka_run_group_tests_name("events false alarms", tests, NULL, NULL);
}
