/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Junctions: binomial numbers, the safety factor, depression, potassium, sprouts. */
#include "row.h"

#include "nerve/muscle/junctions.h"

#include <math.h>
#include <stdlib.h>

static struct phil_pool_physiology healthy(void)
{
    return (struct phil_pool_physiology){
        .regrowth_most = 5, .sprout_safety = 1, .safety = 4, .muscle_rest_mv = -89.5, .force = 1};
}

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g is not %.12g", value, expected);
}

static void the_chance_is_a_normal_integral(void **state)
{
    (void)state;
    for (double safety = 0.1; safety < 50; safety *= 1.07)
        near(phil_junction_chance(safety, -89.5),
             0.5 * erfc(-(1 - 1 / safety) / 0.25 / sqrt(2)) / (1 + exp(-27.5 / 1.5)), 1e-14);
    near(phil_junction_chance(1, -89.5), 0.5, 1e-7);
    assert_true(phil_junction_chance(0, -89.5) == 0);
    assert_true(phil_junction_chance(1e-3, -89.5) == 0);
    assert_true(phil_junction_chance(NAN, -89.5) == 0);
}

static void potassium_takes_safety_and_then_all(void **state)
{
    (void)state;
    /* 2.5 mmol/L: the safety factor falls from 4 to 3.2. */
    const double rest_mv = 26.73 * log((2.5 + 0.01 * 145) / (155 + 0.01 * 12));
    near(rest_mv, -98, 0.2);
    near(phil_junction_chance(4, rest_mv), phil_junction_chance(4 * 34.5 / (-55 - rest_mv), -89.5),
         1e-7);
    near(4 * 34.5 / (-55 - rest_mv), 3.2, 0.02);
    /* Paradoxically depolarised fibres cannot fire, whatever reaches them. */
    assert_true(phil_junction_chance(4, -58) < 0.1);
    assert_true(phil_junction_chance(4, -50) < 0.001);
    assert_true(phil_junction_chance(4, -75) > 0.99);
}

/* Chance of k of n from logarithms of factorials. */
static double binomial(unsigned k, unsigned n, double p)
{
    return exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(p) +
               (n - k) * log1p(-p));
}

static void numbers_are_binomial(void **state)
{
    (void)state;
    const struct {
        unsigned n;
        double p;
    } cases[] = {{10, 0.00135}, {10, 0.3}, {63, 0.99865}, {200, 0.9}, {257, 0.5}, {1000, 0.98}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const unsigned n = cases[c].n;
        const double p = cases[c].p;
        enum { DRAWS = 20000 };
        double sum = 0, squares = 0, chi = 0, cells = 0;
        static double seen[1001];
        for (unsigned k = 0; k <= n; k++)
            seen[k] = 0;
        uint64_t counter = 0;
        for (int i = 0; i < DRAWS; i++) {
            const unsigned k = phil_junction_binomial(n, p, 11, c, &counter);
            assert_true(k <= n);
            seen[k]++;
            sum += k;
            squares += (double)k * k;
        }
        assert_int_equal(counter, DRAWS * ((n + 255) / 256));
        const double mean = sum / DRAWS, variance = squares / DRAWS - mean * mean;
        near(mean, n * p, 4 * sqrt(n * p * (1 - p) / DRAWS));
        near(variance / (n * p * (1 - p)), 1, 4 * sqrt((2 + 1 / (n * p * (1 - p))) / DRAWS));
        for (unsigned k = 0; k <= n; k++) {
            const double expected = DRAWS * binomial(k, n, p);
            if (expected > 8)
                chi += (seen[k] - expected) * (seen[k] - expected) / expected, cells++;
        }
        assert_true(chi < cells + 4 * sqrt(2 * cells));
    }
    uint64_t counter = 0;
    assert_int_equal(phil_junction_binomial(0, 0.5, 1, 1, &counter), 0);
    assert_int_equal(phil_junction_binomial(300, 0, 1, 1, &counter), 0);
    assert_int_equal(phil_junction_binomial(300, 1, 1, 1, &counter), 300);
}

/* Mean part of fibres that answers the last tenth of n spikes at a rate. */
static double answered(const struct phil_pool_physiology *pool, double fibres, double rate_hz,
                       size_t n)
{
    struct phil_nerve_spike *spike = calloc(n, sizeof *spike);
    const struct phil_nerve_unit unit = {.fibres = (float)fibres};
    for (size_t i = 0; i < n; i++)
        spike[i].end_plate_s = 0.1 + (double)i / rate_hz;
    phil_junctions_answer(spike, n, &unit, pool, 21);
    double sum = 0;
    for (size_t i = n - n / 10; i < n; i++) {
        assert_true(spike[i].fibres >= 0 && spike[i].fibres <= 1);
        const double whole = (double)spike[i].fibres * nearbyint(fibres);
        near(whole, nearbyint(whole), 1e-3);
        sum += (double)spike[i].fibres;
    }
    free(spike);
    return sum / (double)(n / 10);
}

static void release_sinks_to_its_closed_form(void **state)
{
    (void)state;
    struct phil_pool_physiology pool = healthy();
    pool.safety = 1.8; /* so that depression shows */
    const double rates[] = {1, 10, 30, 100, 300};
    for (int k = 0; k < 5; k++) {
        const double keeps = exp(-1000 / rates[k] / 300);
        const double ready = (1 - keeps) / (1 - 0.95 * keeps);
        const double p = phil_junction_chance(1.8 * ready, -89.5);
        near(answered(&pool, 200, rates[k], 3000), p, 5 * sqrt(p * (1 - p) / 200 / 300) + 1e-3);
    }
}

static void healthy_junctions_hardly_ever_fail(void **state)
{
    (void)state;
    const struct phil_pool_physiology pool = healthy();
    assert_true(answered(&pool, 63, 1, 2000) > 0.998);
    assert_true(answered(&pool, 63, 50, 2000) > 0.97);
}

static void sprouts_are_weaker(void **state)
{
    (void)state;
    struct phil_pool_physiology pool = healthy();
    pool.loss = 0.5;
    pool.regrowth = 1; /* units twice as large: half of the fibres are new */
    pool.safety = 1.6;
    pool.sprout_safety = 0.7;
    const double keeps = exp(-1.0 / 0.3), ready = (1 - keeps) / (1 - 0.95 * keeps);
    const double p = 0.5 * (phil_junction_chance(1.6 * ready, -89.5) +
                            phil_junction_chance(1.6 * 0.7 * ready, -89.5));
    near(answered(&pool, 100, 1, 5000), p, 0.01);
    pool.sprout_safety = 1;
    near(answered(&pool, 100, 1, 5000), phil_junction_chance(1.6 * ready, -89.5), 0.01);
}

static void the_same_spike_is_answered_the_same(void **state)
{
    (void)state;
    const struct phil_pool_physiology pool = healthy();
    const struct phil_nerve_unit unit = {.fibres = 37};
    struct phil_nerve_spike a[40], b[40];
    for (int i = 0; i < 40; i++)
        a[i] = b[i] = (struct phil_nerve_spike){.end_plate_s = 0.01 * (i + 1), .unit = 5};
    phil_junctions_answer(a, 40, &unit, &pool, 3);
    phil_junctions_answer(b, 20, &unit, &pool, 3);
    for (int i = 0; i < 20; i++)
        assert_true(a[i].fibres == b[i].fibres);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chance_is_a_normal_integral),
        cmocka_unit_test(potassium_takes_safety_and_then_all),
        cmocka_unit_test(numbers_are_binomial),
        cmocka_unit_test(release_sinks_to_its_closed_form),
        cmocka_unit_test(healthy_junctions_hardly_ever_fail),
        cmocka_unit_test(sprouts_are_weaker),
        cmocka_unit_test(the_same_spike_is_answered_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
