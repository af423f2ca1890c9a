/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of whole runs: their order, place, side and size. */
#include "row.h"

#include <philtrum/nerve.h>

#include <math.h>
#include <string.h>

static struct phil_nerve_result *run(const struct phil_nerve_settings *settings)
{
    struct phil_nerve_result *result;
    assert_int_equal(phil_nerve_run(&result, settings, NULL, NULL), PHIL_OK);
    return result;
}

static struct phil_nerve_settings quiet(void)
{
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = 6;
    s.blinks_per_min = 0;
    s.emg_rate_hz = 0;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        s.units[m] = 24;
    return s;
}

static void acts_and_blinks_are_told_in_order(void **state)
{
    (void)state;
    const struct phil_nerve_act acts[] = {
        {PHIL_ACT_PRESS, 4, 5, 0.3}, {PHIL_ACT_BLINK, 1, 1, 0}, {PHIL_ACT_SMILE, 2, 3, 0.4}};
    struct phil_nerve_settings s = quiet();
    s.acts = acts;
    s.n_acts = 3;
    struct phil_nerve_result *r = run(&s);
    assert_int_equal(r->n_events, 3);
    assert_string_equal(r->events[0].kind, "blink");
    assert_float_equal(r->events[0].onset_s, 1, 1e-9);
    assert_true(r->events[0].node >= PHIL_NODE_UPPER_LID_LEFT);
    assert_true(r->events[0].amplitude_mm > 1);
    assert_string_equal(r->events[1].kind, "act");
    assert_true(r->events[1].node == PHIL_NODE_CORNER_LEFT ||
                r->events[1].node == PHIL_NODE_CORNER_RIGHT);
    assert_int_equal(r->events[1].muscle, PHIL_N_MUSCLES);
    assert_float_equal(r->events[2].onset_s, 4, 1e-9);
    assert_float_equal(r->events[2].offset_s, 5, 1e-9);
    for (int i = 0; i < 3; i++)
        assert_int_equal(r->events[i].side, PHIL_SIDE_BOTH);
    phil_nerve_result_free(r);
}

static void without_movement_sizes_are_not_known(void **state)
{
    (void)state;
    struct phil_nerve_settings s = quiet();
    s.movement = false;
    s.blinks_per_min = 60;
    struct phil_nerve_result *r = run(&s);
    assert_true(r->n_events > 0);
    for (size_t i = 0; i < r->n_events; i++) {
        assert_int_equal(r->events[i].node, PHIL_N_NODES);
        assert_true(isnan(r->events[i].amplitude_mm));
    }
    phil_nerve_result_free(r);
}

/* A healthy face at rest does nothing: no spike but of a blink, no event but blinks. */
static void healthy_rest_is_silent(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct phil_nerve_settings s = quiet();
        s.seed = seed;
        struct phil_nerve_result *r = run(&s);
        assert_true(r->n_spikes <= 2);
        assert_true(r->n_events <= 1);
        phil_nerve_result_free(r);
    }
}

static void one_sided_causes_stay_on_their_side(void **state)
{
    (void)state;
    struct phil_nerve_dose dose;
    assert_int_equal(
        phil_nerve_dose_init(&dose, phil_nerve_cause_find("brainstem_lesion"), 0.5, NULL), PHIL_OK);
    struct phil_nerve_settings s = quiet();
    s.seconds = 3;
    s.doses = &dose;
    s.n_doses = 1;
    for (int side = 0; side < 2; side++) {
        s.side = side ? PHIL_SIDE_RIGHT : PHIL_SIDE_LEFT;
        struct phil_nerve_result *r = run(&s);
        size_t on_it = 0;
        for (size_t i = 0; i < r->n_spikes; i++)
            on_it += phil_nerve_muscle_side(r->units[r->spikes[i].unit].muscle) == s.side;
        assert_true(on_it + 2 >= r->n_spikes && on_it > 50);
        assert_string_equal(r->events[0].kind, "rippling");
        assert_int_equal(r->events[0].side, s.side);
        assert_true(r->events[0].amplitude_mm > 0.01);
        phil_nerve_result_free(r);
    }
}

/* The tremor's event tells how far the lips go from their mean place, not from rest. */
/* A fasciculation of a lid during a blink once had the blink's 9 mm. */
static void a_twitch_does_not_get_the_size_of_a_blink(void **state)
{
    (void)state;
    struct phil_nerve_settings s = quiet();
    s.units[PHIL_OCULI_LEFT] = s.units[PHIL_OCULI_RIGHT] = 80;
    struct phil_nerve_dose als;
    assert_int_equal(phil_nerve_dose_init(&als, phil_nerve_cause_find("als"), 0.5, NULL), PHIL_OK);
    s.seconds = 30;
    s.blinks_per_min = 20;
    s.doses = &als;
    s.n_doses = 1;
    struct phil_nerve_result *r = run(&s);
    int lids = 0, unknown = 0;
    for (size_t i = 0; i < r->n_events; i++) {
        const struct phil_nerve_event *e = &r->events[i];
        if (strcmp(e->kind, "fasciculation") != 0 || e->muscle < PHIL_OCULI_LEFT)
            continue;
        lids++;
        unknown += !isfinite(e->amplitude_mm);
        assert_false(e->amplitude_mm > 2);
        assert_true(isfinite(e->amplitude_mm) || e->node == PHIL_N_NODES);
    }
    print_message("# %d fasciculations of lids, %d of unknown size\n", lids, unknown);
    assert_true(unknown > 0 && unknown < lids);
    phil_nerve_result_free(r);
}

static void tremor_is_measured_about_its_mean(void **state)
{
    (void)state;
    struct phil_nerve_dose dose;
    assert_int_equal(phil_nerve_dose_init(&dose, phil_nerve_cause_find("parkinson"), 0.5, NULL),
                     PHIL_OK);
    struct phil_nerve_settings s = quiet();
    s.doses = &dose;
    s.n_doses = 1;
    struct phil_nerve_result *r = run(&s);
    assert_int_equal(r->n_events, 1);
    const struct phil_nerve_event *e = r->events;
    assert_string_equal(e->kind, "tremor");
    double most = 0, mean = 0;
    for (size_t k = 500; k < r->n_movement; k++)
        mean += (double)r->down_mm[e->node][k] / (double)(r->n_movement - 500);
    for (size_t k = 500; k < r->n_movement; k++)
        most = fmax(most, fabs((double)r->down_mm[e->node][k] - mean));
    assert_true(e->amplitude_mm >= most && e->amplitude_mm < 1.5 * most);
    phil_nerve_result_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acts_and_blinks_are_told_in_order),
        cmocka_unit_test(without_movement_sizes_are_not_known),
        cmocka_unit_test(healthy_rest_is_silent),
        cmocka_unit_test(one_sided_causes_stay_on_their_side),
        cmocka_unit_test(a_twitch_does_not_get_the_size_of_a_blink),
        cmocka_unit_test(tremor_is_measured_about_its_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
