/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole runs under doses: none is health, more is not less, sides are alike or as set. */
#include "row.h"

#include <philtrum/nerve.h>

#include <math.h>
#include <string.h>

static struct phil_nerve_settings small_face(double seconds, uint64_t seed)
{
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = seconds;
    s.seed = seed;
    s.emg_rate_hz = 0;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        s.units[m] = 16;
    return s;
}

static struct phil_nerve_result *run(struct phil_nerve_settings *s, struct phil_nerve_dose *dose)
{
    struct phil_nerve_result *result;
    s->doses = dose;
    s->n_doses = dose ? 1 : 0;
    assert_int_equal(phil_nerve_run(&result, s, NULL, NULL), PHIL_OK);
    return result;
}

static struct phil_nerve_dose dose_of(const char *id, double severity)
{
    struct phil_nerve_dose dose;
    const struct phil_nerve_cause *cause = phil_nerve_cause_find(id);
    assert_non_null(cause);
    assert_int_equal(phil_nerve_dose_init(&dose, cause, severity, NULL), PHIL_OK);
    return dose;
}

static void assert_same(const struct phil_nerve_result *a, const struct phil_nerve_result *b)
{
    assert_int_equal(a->n_spikes, b->n_spikes);
    assert_memory_equal(a->spikes, b->spikes, a->n_spikes * sizeof *a->spikes);
    for (int k = 0; k < PHIL_N_NODES; k++) {
        assert_memory_equal(a->down_mm[k], b->down_mm[k], a->n_movement * sizeof(float));
        assert_memory_equal(a->right_mm[k], b->right_mm[k], a->n_movement * sizeof(float));
    }
}

/* "--dose 0" of caffeine, stress and lost sleep once left a face whose lips twitched. */
static void no_dose_is_health(void **state)
{
    (void)state;
    struct phil_nerve_settings s = small_face(2, 3);
    struct phil_nerve_result *healthy = run(&s, NULL);
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    for (size_t i = 0; i < n; i++)
        for (int way = 0; way < 2; way++) {
            struct phil_nerve_dose dose = dose_of(cause[i].id, way ? 0.5 : 0);
            char none[40];
            snprintf(none, sizeof none, "%g", cause[i].parameters[0].none);
            assert_int_equal(phil_nerve_dose_set(&dose, NULL, none, NULL), PHIL_OK);
            struct phil_nerve_result *r = run(&s, &dose);
            assert_same(r, healthy);
            phil_nerve_result_free(r);
        }
    phil_nerve_result_free(healthy);
}

/* The baseline of a dose's effect: a prone person without coffee twitches. */
static void prone_without_a_dose(void **state)
{
    (void)state;
    struct phil_nerve_dose dose = dose_of("caffeine", 0.5);
    assert_int_equal(phil_nerve_dose_set(&dose, NULL, "0", NULL), PHIL_OK);
    assert_int_equal(phil_nerve_dose_set(&dose, "proneness", "3000", NULL), PHIL_OK);
    struct phil_nerve_settings s = small_face(0.1, 1);
    struct phil_nerve_result *r = run(&s, &dose);
    assert_float_equal(r->twitches_per_min, 1.5 + 12 * 0.02, 0.1);
    phil_nerve_result_free(r);
}

/* Spikes of some faces, of the left and right side. */
static void count_spikes(const char *id, double severity, enum phil_side side, double seconds,
                         double count[2])
{
    count[0] = count[1] = 0;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct phil_nerve_settings s = small_face(seconds, seed);
        s.movement = false;
        s.blinks_per_min = 0;
        s.side = side;
        struct phil_nerve_dose dose = dose_of(id, severity);
        struct phil_nerve_result *r = run(&s, &dose);
        for (size_t i = 0; i < r->n_spikes; i++)
            count[phil_nerve_muscle_side(r->units[r->spikes[i].unit].muscle) == PHIL_SIDE_RIGHT]++;
        phil_nerve_result_free(r);
    }
}

/* From mild to severe; steps between are smaller than what chance does in so short a time. */
static void more_dose_more_spikes(void **state)
{
    (void)state;
    static const char *const id[] = {
        "caffeine", "low_calcium_magnesium", "stress",           "sleep_loss", "benign_twitching",
        "alcohol",  "hemifacial_spasm",      "brainstem_lesion", "tourette",   "parkinson"};
    for (size_t i = 0; i < sizeof id / sizeof *id; i++) {
        double mild[2], severe[2];
        count_spikes(id[i], 0.25, PHIL_SIDE_LEFT, 3, mild);
        count_spikes(id[i], 1, PHIL_SIDE_LEFT, 3, severe);
        print_message("# %s: %g and %g spikes, then %g and %g, left and right\n", id[i], mild[0],
                      mild[1], severe[0], severe[1]);
        assert_true(severe[0] + severe[1] > 1.2 * (mild[0] + mild[1]));
    }
}

/* What has a side stays there (a stray spike of health aside) on either; what has none prefers
 * none: spikes of dying axons fall to both sides as coins do. */
static void sides_are_as_set_or_alike(void **state)
{
    (void)state;
    static const char *const sided[] = {"hemifacial_spasm", "brainstem_lesion"};
    double count[2];
    for (int i = 0; i < 2; i++)
        for (int side = 0; side < 2; side++) {
            count_spikes(sided[i], 0.5, side ? PHIL_SIDE_RIGHT : PHIL_SIDE_LEFT, 1, count);
            assert_true(count[side] > 50 && count[1 - side] <= 2);
        }
    count_spikes("als", 0.5, PHIL_SIDE_LEFT, 10, count);
    const double n = count[0] + count[1];
    print_message("# als: %g left, %g right\n", count[0], count[1]);
    assert_true(n > 20 && fabs(count[0] - count[1]) < 3 * sqrt(n));
}

/* No cell above 500 spikes a second, skin within 25 mm and 30 mV at the electrodes. */
static void assert_bounded(const struct phil_nerve_settings *s)
{
    struct phil_nerve_result *r;
    assert_int_equal(phil_nerve_run(&r, s, NULL, NULL), PHIL_OK);
    for (size_t u = 0; u < r->n_units; u++)
        assert_true((double)(r->first_spike[u + 1] - r->first_spike[u]) < 500 * s->seconds);
    for (int k = 0; k < PHIL_N_NODES; k++)
        for (size_t i = 0; i < r->n_movement; i++)
            assert_true(hypotf(r->right_mm[k][i], r->down_mm[k][i]) < 25);
    for (size_t c = 0; c < PHIL_N_ELECTRODES; c++)
        for (size_t i = 0; r->emg_uv[c] && i < r->n_emg; i++)
            assert_true(fabsf(r->emg_uv[c][i]) < 30e3F);
    phil_nerve_result_free(r);
}

/* A cause with every value as far from health as it may be set, away from its usual one. */
static struct phil_nerve_dose utmost(const struct phil_nerve_cause *cause)
{
    struct phil_nerve_dose dose = dose_of(cause->id, 1);
    for (size_t v = 0; v < cause->n_parameters; v++) {
        const struct phil_nerve_parameter *p = &cause->parameters[v];
        dose.value[v] = p->severe < p->none ? p->lo : p->hi;
    }
    return dose;
}

static void all_causes_at_their_utmost_stay_within_bounds(void **state)
{
    (void)state;
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    struct phil_nerve_dose dose[PHIL_NERVE_MAX_CAUSES];
    for (size_t i = 0; i < n; i++)
        dose[i] = utmost(&cause[i]);
    struct phil_nerve_settings s = small_face(2, 5);
    s.side = PHIL_SIDE_BOTH;
    s.emg_rate_hz = 1000;
    s.doses = dose;
    s.n_doses = n;
    assert_bounded(&s);
}

/* Rates of causes multiply: six of them at their most once planned 1700 runs a muscle and minute,
 * which took 70 s for half a second. */
static void any_two_causes_at_their_utmost_stay_within_bounds(void **state)
{
    (void)state;
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            struct phil_nerve_dose dose[2];
            const struct phil_nerve_cause *both[2] = {&cause[i], &cause[k]};
            for (int d = 0; d < 2; d++)
                dose[d] = utmost(both[d]);
            struct phil_nerve_settings s = small_face(0.5, 5);
            s.emg_rate_hz = 1000;
            s.doses = dose;
            s.n_doses = 2;
            assert_bounded(&s);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_dose_is_health),
        cmocka_unit_test(prone_without_a_dose),
        cmocka_unit_test(more_dose_more_spikes),
        cmocka_unit_test(sides_are_as_set_or_alike),
        cmocka_unit_test(any_two_causes_at_their_utmost_stay_within_bounds),
        cmocka_unit_test(all_causes_at_their_utmost_stay_within_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
