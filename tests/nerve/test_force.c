/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The force of motor units: against the sum of the equation's own responses, and against what is
 * known of twitch and tetanus. */
#include "made.h"
#include "row.h"

#include "nerve/muscle/force.h"
#include "nerve/units.h"

#include <math.h>
#include <string.h>

enum { SAMPLES = 4000 };

static const struct phil_pool_physiology healthy = {.force = 1};

static struct phil_nerve_unit unit_of(double contraction_ms, double tetanic_mn)
{
    return (struct phil_nerve_unit){
        .contraction_ms = (float)contraction_ms, .tetanic_mn = (float)tetanic_mn, .fibres = 63};
}

static void force_of(const struct made *made, float *force_n, size_t n)
{
    memset(force_n, 0, n * sizeof *force_n);
    phil_force_add(&made->result, &healthy, 0, made->result.n_units, force_n, n);
}

/* The equation with the C library's exponential, spike by spike. */
static double expected_n(const struct phil_nerve_result *r, size_t unit, double time_s)
{
    double a = 0, b = 0;
    for (size_t i = r->first_spike[unit]; i < r->first_spike[unit + 1]; i++) {
        const double late =
            (time_s - r->spikes[i].end_plate_s) * 1000 / r->units[unit].contraction_ms;
        if (late > 0) {
            a += late * exp(1 - late);
            b += r->spikes[i].fibres * late * exp(1 - late);
        }
    }
    return r->units[unit].tetanic_mn / 1000 * a * b / (a * a + 2.4 * 2.4);
}

static void it_is_the_sum_of_the_responses(void **state)
{
    (void)state;
    static const double contraction_ms[] = {16, 38.2, 90};
    static float force[SAMPLES];
    for (size_t k = 0; k < 3; k++) {
        struct made made;
        made_init(&made, 1, 1000);
        const struct phil_nerve_unit unit = unit_of(contraction_ms[k], 20);
        made_unit(&made, &unit);
        made_spike(&made, 0, 0.4);
        made_train(&made, 0.0137, 0.6, 23.7, 0.3);
        made_spike(&made, 2.2, 0.7); /* exactly on a sample, after a long silence */
        made_spike(&made, 2.2004, 0.2);
        made_train(&made, 2.9, 3.1, 300, 0.1);
        made_spike(&made, 3.9995, 1);
        made_spike(&made, 4.1, 1); /* after the end */
        force_of(&made, force, SAMPLES);
        double worst = 0;
        for (size_t i = 0; i < SAMPLES; i++)
            worst = fmax(worst, fabs(force[i] - expected_n(&made.result, 0, (double)i / 1000)));
        print_message("# T %g ms: largest difference %.2g of the tetanus\n", contraction_ms[k],
                      worst / 0.020);
        assert_true(worst < 1e-7 * 0.020);
        made_release(&made);
    }
}

static void a_part_of_the_fibres_gives_that_part_of_the_force(void **state)
{
    (void)state;
    static float all[SAMPLES], half[SAMPLES];
    const struct phil_nerve_unit unit = unit_of(40, 20);
    struct made made;
    made_init(&made, 1, 200);
    made_unit(&made, &unit);
    made_train(&made, 0.1, 3, 25, 0.2);
    force_of(&made, all, SAMPLES);
    for (size_t i = 0; i < made.result.n_spikes; i++)
        made.result.spikes[i].fibres = 0.5F;
    force_of(&made, half, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++)
        assert_float_equal(half[i], 0.5 * all[i], 1e-9);
    for (size_t i = 0; i < made.result.n_spikes; i++)
        made.result.spikes[i].fibres = 0;
    force_of(&made, half, SAMPLES);
    for (size_t i = 0; i < SAMPLES; i++)
        assert_true(half[i] == 0);
    made_release(&made);
}

static void it_is_added_in_order_of_units_and_lost_ones_do_nothing(void **state)
{
    (void)state;
    static float together[SAMPLES], apart[SAMPLES];
    struct made made;
    made_init(&made, 7, 2000);
    for (int k = 0; k < 7; k++) {
        const struct phil_nerve_unit unit = unit_of(90 - 10 * k, 2 + 3 * k);
        made_unit(&made, &unit)->lost = k == 4;
        made_train(&made, 0.1 + 0.05 * k, 3.3, 8 + 3 * k, 0.2);
    }
    force_of(&made, together, SAMPLES);
    memset(apart, 0, sizeof apart);
    for (size_t k = 0; k < 7; k++)
        if (k != 4)
            phil_force_add(&made.result, &healthy, k, k + 1, apart, SAMPLES);
    assert_memory_equal(together, apart, sizeof apart);
    made_release(&made);
}

/* Mean force over the last second of a regular train, as a part of the tetanus; *ripple: peak to
 * peak in it. */
static double steady(double contraction_ms, double hz, double *ripple)
{
    static float force[SAMPLES];
    const struct phil_nerve_unit unit = unit_of(contraction_ms, 20);
    struct made made;
    made_init(&made, 1, 2000);
    made_unit(&made, &unit);
    made_train(&made, 0, 4, hz, 0);
    force_of(&made, force, SAMPLES);
    made_release(&made);
    double sum = 0, lo = INFINITY, hi = 0;
    for (size_t i = SAMPLES - 1000; i < SAMPLES; i++) {
        sum += force[i];
        lo = fmin(lo, force[i]);
        hi = fmax(hi, force[i]);
    }
    if (ripple)
        *ripple = (hi - lo) / (sum / 1000);
    return sum / 1000 / 0.020;
}

static double half_tetanic_hz(double contraction_ms)
{
    double lo = 1, hi = 200;
    while (hi - lo > 0.01) {
        const double hz = (lo + hi) / 2;
        *(steady(contraction_ms, hz, NULL) < 0.5 ? &lo : &hi) = hz;
    }
    return lo;
}

/* A single twitch: when and how high its peak is, when it has fallen to half. */
struct twitch {
    double peak_ms, peak, half_ms;
};

static struct twitch twitch_of(const struct phil_nerve_unit *unit)
{
    static float force[SAMPLES];
    struct made made;
    made_init(&made, 1, 1);
    made_unit(&made, unit);
    made_spike(&made, 0, 1);
    force_of(&made, force, SAMPLES);
    made_release(&made);
    struct twitch twitch = {0};
    for (size_t i = 0; i < SAMPLES; i++)
        if (force[i] > twitch.peak)
            twitch = (struct twitch){.peak = force[i], .peak_ms = (double)i};
    size_t i = (size_t)twitch.peak_ms;
    while (force[i] > twitch.peak / 2)
        i++;
    const double over = force[i - 1] - twitch.peak / 2, under = twitch.peak / 2 - force[i];
    twitch.half_ms = (double)i - 1 + over / (over + under) - twitch.peak_ms;
    return twitch;
}

static void twitch_and_tetanus(void **state)
{
    (void)state;
    const struct phil_nerve_unit unit = unit_of(40, 20);
    const struct twitch twitch = twitch_of(&unit);
    phil_row(11, "twitch : tetanus, T 40 ms", twitch.peak / 0.020, "", 0.1, 0.3, "known; derived");
    phil_row(11, "half-tetanic rate times T, T 16 ms", half_tetanic_hz(16) * 0.016, "", 0.7, 1.3,
             "known; derived");
    phil_row(11, "half-tetanic rate times T, T 40 ms", half_tetanic_hz(40) * 0.040, "", 0.7, 1.3,
             "known; derived");
    phil_row(11, "force at 80 Hz, T 40 ms", steady(40, 80, NULL), "of the tetanus", 0.9, 1,
             "derived: trial integration");
    /* What the specification derived with the same equations. */
    assert_float_equal(half_tetanic_hz(40), 22, 0.5);
    assert_float_equal(twitch.half_ms, 46, 1);
    double ripple;
    steady(40, 30, &ripple);
    print_message("# ripple at 30 Hz, T 40 ms: %.2g %% peak to peak\n", 100 * ripple);
    assert_true(ripple / 2 < 0.05);
    /* Fusion never makes a unit weaker: what the classical model does not keep to. */
    for (double hz = 4, last = 0; hz < 100; hz += 4) {
        const double force = steady(40, hz, NULL);
        assert_true(force > last);
        last = force;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_the_sum_of_the_responses),
        cmocka_unit_test(a_part_of_the_fibres_gives_that_part_of_the_force),
        cmocka_unit_test(it_is_added_in_order_of_units_and_lost_ones_do_nothing),
        cmocka_unit_test(twitch_and_tetanus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
