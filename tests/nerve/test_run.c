/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole run: refusals; the same bits on any number of threads. */
#include "row.h"

#include <philtrum/nerve.h>

#include <math.h>
#include <string.h>

static void keep(void *user, enum phil_level level, const char *text)
{
    char *kept = user;
    if (level == PHIL_LOG_ERROR)
        strncpy(kept, text, 199);
}

static void refused(const struct phil_nerve_settings *settings, const char *needle)
{
    char text[200] = "";
    const struct phil_log log = {keep, text};
    struct phil_nerve_result *result = (void *)1;
    assert_int_equal(phil_nerve_run(&result, settings, NULL, &log), PHIL_EARG);
    assert_null(result);
    assert_non_null(strstr(text, needle));
}

static void bad_settings_are_refused_with_range_and_unit(void **state)
{
    (void)state;
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = NAN;
    refused(&s, "\"seconds\"");
    s.seconds = 4000;
    refused(&s, "0.1 to 3600 s");
    s = phil_nerve_defaults();
    s.step_ms = 0.07;
    refused(&s, "whole part");
    s = phil_nerve_defaults();
    s.emg_rate_hz = 1;
    refused(&s, "1000 to 20000 Hz");
    s = phil_nerve_defaults();
    s.units[PHIL_OCULI_LEFT] = 1000000;
    refused(&s, "oculi_left");
    s = phil_nerve_defaults();
    const struct phil_nerve_act act = {PHIL_ACT_PRESS, 3, 2, 0.5};
    s.acts = &act;
    s.n_acts = 1;
    refused(&s, "act to");
}

/* A face in which every part of the model has something to do. */
struct busy {
    struct phil_nerve_dose doses[4];
    struct phil_nerve_settings settings;
};

static void busy_init(struct busy *busy, double seconds)
{
    static const char *const ids[4] = {"hemifacial_spasm", "als", "tourette", "caffeine"};
    static const struct phil_nerve_act acts[] = {{PHIL_ACT_PRESS, 0.1, 0.8, 0.5},
                                                 {PHIL_ACT_BLINK, 0.4, 0, 0}};
    static const struct phil_nerve_stimulus stimulus = {PHIL_STIMULATE_ZYGOMATIC, PHIL_SIDE_LEFT,
                                                        0.9};
    busy->settings = phil_nerve_defaults();
    for (int i = 0; i < 4; i++)
        assert_int_equal(
            phil_nerve_dose_init(&busy->doses[i], phil_nerve_cause_find(ids[i]), 0.6, NULL),
            PHIL_OK);
    busy->settings.doses = busy->doses;
    busy->settings.n_doses = 4;
    busy->settings.acts = acts;
    busy->settings.n_acts = 2;
    busy->settings.stimuli = &stimulus;
    busy->settings.n_stimuli = 1;
    busy->settings.seconds = seconds;
}

static struct phil_nerve_result *run(const struct busy *busy)
{
    struct phil_nerve_result *result;
    assert_int_equal(phil_nerve_run(&result, &busy->settings, NULL, NULL), PHIL_OK);
    assert_true(result->n_spikes > 100);
    return result;
}

static void assert_same_spikes(const struct phil_nerve_spike *a, const struct phil_nerve_spike *b,
                               size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(a[i].unit, b[i].unit);
        assert_int_equal(a[i].origin, b[i].origin);
        assert_memory_equal(&a[i].began_s, &b[i].began_s, sizeof a[i].began_s);
        assert_memory_equal(&a[i].end_plate_s, &b[i].end_plate_s, sizeof a[i].end_plate_s);
        assert_memory_equal(&a[i].fibres, &b[i].fibres, sizeof a[i].fibres);
    }
}

static void the_same_bits_on_any_number_of_threads(void **state)
{
    struct busy busy;
    busy_init(&busy, 1.3);
    busy.settings.threads = 1;
    struct phil_nerve_result *one = run(&busy);
    busy.settings.threads = 3;
    struct phil_nerve_result *three = run(&busy);
    assert_int_equal(one->n_spikes, three->n_spikes);
    assert_same_spikes(one->spikes, three->spikes, one->n_spikes);
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        assert_memory_equal(one->emg_uv[e], three->emg_uv[e], one->n_emg * sizeof(float));
    for (int k = 0; k < PHIL_N_NODES; k++) {
        const size_t bytes = one->n_movement * sizeof(float);
        assert_memory_equal(one->right_mm[k], three->right_mm[k], bytes);
        assert_memory_equal(one->down_mm[k], three->down_mm[k], bytes);
    }
    assert_int_equal(one->n_events, three->n_events);
    phil_nerve_result_free(one);
    phil_nerve_result_free(three);
}

/* What happens does not depend on how long the run goes on afterwards. */
static void a_longer_run_begins_like_a_shorter_one(void **state)
{
    struct busy busy;
    busy_init(&busy, 1);
    struct phil_nerve_result *shorter = run(&busy);
    busy.settings.seconds = 2.2;
    struct phil_nerve_result *longer = run(&busy);
    for (size_t u = 0; u < shorter->n_units; u++) {
        const struct phil_nerve_spike *a = shorter->spikes + shorter->first_spike[u];
        const struct phil_nerve_spike *b = longer->spikes + longer->first_spike[u];
        size_t n = 0;
        while (a + n < shorter->spikes + shorter->first_spike[u + 1] && a[n].end_plate_s < 0.99)
            n++;
        assert_same_spikes(a, b, n);
    }
    assert_memory_equal(shorter->down_mm[PHIL_NODE_UPPER_LEFT], longer->down_mm[0],
                        990 * sizeof(float));
    phil_nerve_result_free(shorter);
    phil_nerve_result_free(longer);
}

static void another_seed_is_another_run(void **state)
{
    struct busy busy;
    busy_init(&busy, 1);
    struct phil_nerve_result *first = run(&busy);
    busy.settings.seed = 2;
    struct phil_nerve_result *second = run(&busy);
    const size_t n = first->n_spikes < second->n_spikes ? first->n_spikes : second->n_spikes;
    size_t same = 0;
    for (size_t i = 0; i < n; i++)
        same += first->spikes[i].end_plate_s == second->spikes[i].end_plate_s;
    assert_true(same < n / 100);
    phil_nerve_result_free(first);
    phil_nerve_result_free(second);
}

static bool stop_after_a_second(void *user, double done_s, double total_s)
{
    double *last = user;
    assert_true(done_s >= *last && done_s <= total_s);
    *last = done_s;
    return done_s < 1;
}

static void a_run_can_be_stopped(void **state)
{
    struct phil_nerve_settings settings = phil_nerve_defaults();
    double last = 0;
    const struct phil_progress progress = {stop_after_a_second, &last};
    struct phil_nerve_result *result = (void *)1;
    settings.seconds = 30;
    assert_int_equal(phil_nerve_run(&result, &settings, &progress, NULL), PHIL_ECANCEL);
    assert_null(result);
    assert_true(last < 30);
}

/* The listener is asked all along, also after the last second of simulated time. */
static bool stop_at_the_nth_question(void *user, double done_s, double total_s)
{
    size_t *left = user;
    (void)done_s;
    (void)total_s;
    return *left > 0 && --*left > 0;
}

static void a_run_can_be_stopped_at_every_stage(void **state)
{
    struct phil_nerve_settings settings = phil_nerve_defaults();
    size_t left = SIZE_MAX, after;
    const struct phil_progress progress = {stop_at_the_nth_question, &left};
    struct phil_nerve_result *result;
    settings.seconds = 0.5;
    settings.threads = 1; /* else what the others take is not asked about */
    assert_int_equal(phil_nerve_run(&result, &settings, &progress, NULL), PHIL_OK);
    after = SIZE_MAX - left;
    assert_true(after > 2 * result->n_units); /* each unit's answers, forces, templates, channels */
    phil_nerve_result_free(result);
    for (size_t at = 1; at < after; at += 1 + after / 40) {
        left = at;
        result = (void *)1;
        assert_int_equal(phil_nerve_run(&result, &settings, &progress, NULL), PHIL_ECANCEL);
        assert_null(result);
    }
}

/* No pool, or one unit, or no outputs: nothing to divide by. */
static void faces_without_muscles(void **state)
{
    struct phil_nerve_settings settings = phil_nerve_defaults();
    struct phil_nerve_result *result;
    settings.seconds = 0.3;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        settings.units[m] = 0;
    assert_int_equal(phil_nerve_run(&result, &settings, NULL, NULL), PHIL_OK);
    assert_int_equal(result->n_units, 0);
    assert_int_equal(result->n_spikes, 0);
    phil_nerve_result_free(result);
    settings.units[PHIL_OCULI_RIGHT] = 1;
    settings.emg_rate_hz = 0;
    settings.movement = false;
    assert_int_equal(phil_nerve_run(&result, &settings, NULL, NULL), PHIL_OK);
    assert_int_equal(result->n_units, 1);
    assert_null(result->emg_uv[0]);
    assert_null(result->force_n[0]);
    assert_true(isfinite(result->units[0].latency_ms));
    phil_nerve_result_free(result);
}

/* Bug: 1.001 * 1000 is a little less than 1001, and the last sample was missing. */
static void every_length_in_milliseconds_has_all_samples(void **state)
{
    struct phil_nerve_settings settings = phil_nerve_defaults();
    struct phil_nerve_result *result;
    settings.seconds = 1.001;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        settings.units[m] = 1;
    assert_int_equal(phil_nerve_run(&result, &settings, NULL, NULL), PHIL_OK);
    assert_int_equal(result->n_movement, 1001);
    assert_int_equal(result->n_emg, 4004);
    assert_true(result->unit_steps == 12 * 1001 * 20);
    phil_nerve_result_free(result);
}

/* Bug: a blink near the end of a run ended after it, and annotations lay beyond recordings. */
static void events_end_with_the_run(void **state)
{
    struct phil_nerve_settings settings = phil_nerve_defaults();
    const struct phil_nerve_act act = {PHIL_ACT_BLINK, 0.48, 0, 0};
    struct phil_nerve_result *result;
    settings.seconds = 0.5;
    settings.acts = &act;
    settings.n_acts = 1;
    assert_int_equal(phil_nerve_run(&result, &settings, NULL, NULL), PHIL_OK);
    assert_true(result->n_events > 0);
    for (size_t i = 0; i < result->n_events; i++) {
        const struct phil_nerve_event *event = &result->events[i];
        assert_true(event->onset_s <= event->offset_s && event->offset_s <= 0.5);
    }
    phil_nerve_result_free(result);
}

static void keep_warning(void *user, enum phil_level level, const char *text)
{
    char *kept = user;
    if (level == PHIL_LOG_WARNING)
        strncpy(kept, text, 199);
}

/* Bug: steps of 0.5 ms lose a third of all spikes, and nothing said so. */
static void coarse_steps_are_told(void **state)
{
    struct phil_nerve_settings settings = phil_nerve_defaults();
    struct phil_nerve_result *result;
    char text[200] = "";
    const struct phil_log log = {keep_warning, text};
    settings.seconds = 0.1;
    assert_int_equal(phil_nerve_run(&result, &settings, NULL, &log), PHIL_OK);
    phil_nerve_result_free(result);
    assert_string_equal(text, "");
    settings.step_ms = 0.5;
    assert_int_equal(phil_nerve_run(&result, &settings, NULL, &log), PHIL_OK);
    phil_nerve_result_free(result);
    assert_non_null(strstr(text, "\"step_ms\": at 0.5 ms"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_settings_are_refused_with_range_and_unit),
        cmocka_unit_test(the_same_bits_on_any_number_of_threads),
        cmocka_unit_test(a_longer_run_begins_like_a_shorter_one),
        cmocka_unit_test(another_seed_is_another_run),
        cmocka_unit_test(a_run_can_be_stopped),
        cmocka_unit_test(a_run_can_be_stopped_at_every_stage),
        cmocka_unit_test(faces_without_muscles),
        cmocka_unit_test(every_length_in_milliseconds_has_all_samples),
        cmocka_unit_test(events_end_with_the_run),
        cmocka_unit_test(coarse_steps_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
