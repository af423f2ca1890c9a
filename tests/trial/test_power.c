/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power against textbook formulas and simulated trials; a person's background from days drawn with
 * a known one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "trial/data.h"

static const struct phil_trial_background plain = {.rate_per_min = 2, .exposure_min = 2};
static const struct phil_trial_background usual = {.rate_per_min = 2,
                                                   .exposure_min = 2,
                                                   .overdispersion = 0.2,
                                                   .day_sd = 0.3,
                                                   .autocorrelation = 0.3};

static struct phil_trial_shape shape_of(int blocks, int days, int washout)
{
    return (struct phil_trial_shape){blocks, days, washout};
}

static double power_of(int blocks, int days, int washout, const struct phil_trial_background *b,
                       double ratio)
{
    const struct phil_trial_shape shape = shape_of(blocks, days, washout);
    return phil_trial_power(&shape, b, ratio);
}

/* --- formulas --------------------------------------------------------------------------------- */

/* Poisson counts, many blocks: the two-sample formula, with the quantile of 39 degrees of freedom.
 */
static void counts_alone(void **state)
{
    for (double ratio = 0.6; ratio < 0.95; ratio += 0.1) {
        const int blocks = 40, days = 2;
        const double m = 4, n = blocks * days;
        /* Some more variance for what has to be learnt (power.c). */
        const double shift = -log(ratio) / sqrt(1.15 * (1 / m + 1 / (m * ratio)) / n);
        const double expected = gsl_cdf_ugaussian_P(shift - 2.0227);
        assert_float_equal(power_of(blocks, days, 0, &plain, ratio), expected, 0.02);
    }
}

static void no_effect_is_found_at_the_level(void **state)
{
    for (int blocks = 6; blocks <= 20; blocks++) {
        const double found = power_of(blocks, 2, 0, &usual, 1);
        assert_in_range((int)(found * 1000), 28, 52);
    }
}

static void fewer_than_six_blocks_see_nothing(void **state)
{
    for (int blocks = 1; blocks < 6; blocks++)
        assert_true(power_of(blocks, 30, 0, &usual, 0.01) == 0);
    assert_true(power_of(6, 30, 0, &plain, 0.3) > 0.9);
}

static void what_helps_and_what_hurts(void **state)
{
    const double base = power_of(10, 3, 1, &usual, 0.6);
    struct phil_trial_background b = usual;
    assert_true(power_of(14, 3, 1, &usual, 0.6) > base);
    assert_true(power_of(10, 4, 1, &usual, 0.6) > base);
    assert_true(power_of(10, 3, 2, &usual, 0.6) < base);
    assert_true(power_of(10, 3, 1, &usual, 0.5) > base);
    b.rate_per_min = 4;
    assert_true(power_of(10, 3, 1, &b, 0.6) > base);
    b = usual;
    b.overdispersion = 0.6;
    assert_true(power_of(10, 3, 1, &b, 0.6) < base);
    b = usual;
    b.day_sd = 0.8;
    assert_true(power_of(10, 3, 1, &b, 0.6) < base);
    b = usual;
    b.autocorrelation = 0.9; /* days close by are alike, and so are the arms of a block then */
    assert_true(power_of(20, 1, 0, &b, 0.6) > power_of(20, 1, 0, &usual, 0.6));
}

static void an_increase_is_an_effect_too(void **state)
{
    assert_true(power_of(8, 3, 0, &usual, 2) > 0.5);
    assert_true(power_of(8, 3, 0, &usual, 2) > power_of(8, 3, 0, &usual, 0.5)); /* more counts */
}

static void blocks_needed(void **state)
{
    for (int days = 1; days <= 10; days += 3) {
        struct phil_trial_shape shape = shape_of(1, days, 0);
        const int n = phil_trial_blocks_needed(&shape, &usual, 0.5, 0.8);
        assert_in_range(n, 6, 64);
        assert_true(power_of(n, days, 0, &usual, 0.5) >= 0.8);
        assert_true(power_of(n - 1, days, 0, &usual, 0.5) < 0.8);
    }
    struct phil_trial_shape shape = shape_of(1, 1, 0);
    assert_int_equal(phil_trial_blocks_needed(&shape, &usual, 0.99, 0.8), 0);
    assert_int_equal(phil_trial_blocks_needed(&shape, &usual, 0.5, 0.4), 0);
    assert_int_equal(phil_trial_blocks_needed(&shape, &usual, 0.5, NAN), 0);
}

static void outside_the_ranges(void **state)
{
    struct phil_trial_background b = usual;
    assert_true(isnan(power_of(0, 1, 0, &b, 0.5)));
    assert_true(isnan(power_of(65, 1, 0, &b, 0.5)));
    assert_true(isnan(power_of(8, 0, 0, &b, 0.5)));
    assert_true(isnan(power_of(8, 61, 0, &b, 0.5)));
    assert_true(isnan(power_of(8, 3, 3, &b, 0.5)));
    assert_true(isnan(power_of(8, 3, -1, &b, 0.5)));
    assert_true(isnan(power_of(8, 3, 0, &b, 0)));
    assert_true(isnan(power_of(8, 3, 0, &b, NAN)));
    b.rate_per_min = 0;
    assert_true(isnan(power_of(8, 3, 0, &b, 0.5)));
    b = usual;
    b.autocorrelation = 0.96;
    assert_true(isnan(power_of(8, 3, 0, &b, 0.5)));
    b = usual;
    b.overdispersion = INFINITY;
    assert_true(isnan(power_of(8, 3, 0, &b, 0.5)));
}

/* --- simulated trials ------------------------------------------------------------------------- */

static double count_of(gsl_rng *rng, const struct phil_trial_background *b, double mean)
{
    const double k = 1 / b->overdispersion;
    return gsl_ran_poisson(rng, b->overdispersion > 0 ? mean * gsl_ran_gamma(rng, k, 1 / k) : mean);
}

/* The t statistic of the blocks' differences of log rates, B - A, in a trial with effects. */
static double simulated_t(gsl_rng *rng, const struct phil_trial_shape *shape,
                          const struct phil_trial_background *b, double ratio)
{
    double sum = 0, squares = 0, day = b->day_sd * gsl_ran_ugaussian(rng);
    for (int block = 0; block < shape->n_blocks; block++) {
        const int turned = gsl_rng_uniform(rng) < 0.5;
        double count[2] = {0}, log_rate[2];
        for (int d = 0; d < 2 * shape->period_days; d++) {
            const int remedy = d / shape->period_days != turned;
            if (d % shape->period_days >= shape->washout_days)
                count[remedy] += count_of(
                    rng, b, b->rate_per_min * b->exposure_min * exp(day) * (remedy ? ratio : 1));
            day = b->autocorrelation * day +
                  sqrt(1 - pow(b->autocorrelation, 2)) * b->day_sd * gsl_ran_ugaussian(rng);
        }
        for (int arm = 0; arm < 2; arm++)
            log_rate[arm] = log(count[arm] + 0.5);
        const double difference = log_rate[1] - log_rate[0];
        sum += difference;
        squares += difference * difference;
    }
    const double n = shape->n_blocks, mean = sum / n;
    return mean / sqrt((squares - n * mean * mean) / (n - 1) / n);
}

static double simulated_power(const struct phil_trial_shape *shape,
                              const struct phil_trial_background *b, double ratio, gsl_rng *rng)
{
    enum { TRIALS = 1500 };
    const double orders = ldexp(1, shape->n_blocks), level = floor(0.025 * orders) / orders;
    const double quantile = gsl_cdf_tdist_Qinv(level, shape->n_blocks - 1);
    int found = 0;
    for (int i = 0; i < TRIALS; i++)
        found += fabs(simulated_t(rng, shape, b, ratio)) > quantile;
    return (double)found / TRIALS;
}

/* A paired t test of the blocks at the same level: one hurdle instead of two, so that no more may
 * be stated, and not much less. */
static void against_simulated_trials(void **state)
{
    static const struct {
        struct phil_trial_shape shape;
        double overdispersion, day_sd, rho, ratio;
    } cases[] = {
        {{6, 3, 0}, 0, 0, 0, 0.5},        {{8, 3, 1}, 0.2, 0, 0, 0.5},
        {{12, 2, 0}, 0.3, 0, 0, 0.6},     {{8, 5, 1}, 0.2, 0.3, 0.3, 0.6},
        {{16, 1, 0}, 0.1, 0.4, 0.5, 0.6}, {{10, 4, 2}, 0.1, 0.3, 0.7, 0.6},
    };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct phil_trial_background b = usual;
        b.overdispersion = cases[i].overdispersion;
        b.day_sd = cases[i].day_sd;
        b.autocorrelation = cases[i].rho;
        const double stated = phil_trial_power(&cases[i].shape, &b, cases[i].ratio);
        const double seen = simulated_power(&cases[i].shape, &b, cases[i].ratio, rng);
        if (stated > seen + 0.04 || stated < seen - 0.1)
            fail_msg("case %zu: stated %.3f, seen %.3f", i, stated, seen);
        print_message("# case %zu: stated %.3f, seen %.3f\n", i, stated, seen);
    }
    gsl_rng_free(rng);
}

/* --- a person's background -------------------------------------------------------------------- */

enum { MOST = 4000 };

static void draw_days(struct phil_trial_day *days, int n, const struct phil_trial_background *b,
                      gsl_rng *rng)
{
    double day = b->day_sd * gsl_ran_ugaussian(rng);
    for (int i = 0; i < n; i++) {
        days[i] = (struct phil_trial_day){.day = i, .period = 1, .use = PHIL_DAY_USED};
        days[i].tally[0] = (struct phil_tally){
            count_of(rng, b, b->rate_per_min * b->exposure_min * exp(day)), b->exposure_min};
        day = b->autocorrelation * day +
              sqrt(1 - pow(b->autocorrelation, 2)) * b->day_sd * gsl_ran_ugaussian(rng);
    }
}

static void many_days_tell_the_truth(void **state)
{
    static struct phil_trial_day days[MOST];
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    const struct phil_trial_background truth = {.rate_per_min = 3,
                                                .exposure_min = 1.5,
                                                .overdispersion = 0.1,
                                                .day_sd = 0.2,
                                                .autocorrelation = 0.6};
    struct phil_trial_background b;
    draw_days(days, MOST, &truth, rng);
    assert_int_equal(phil_trial_background_of(&b, days, MOST), PHIL_OK);
    assert_int_equal(b.days, MOST);
    assert_float_equal(b.rate_per_min, 3 * exp(0.02), 0.15);
    assert_float_equal(b.exposure_min, 1.5, 0.01);
    /* What counts is the variance between days and what neighbours share of it. */
    assert_float_equal(b.overdispersion + b.day_sd * b.day_sd, 0.14, 0.03);
    assert_float_equal(b.autocorrelation * b.day_sd * b.day_sd, 0.6 * 0.04, 0.015);
    gsl_rng_free(rng);
}

static void no_days_tell_what_is_common(void **state)
{
    struct phil_trial_background none, dropped;
    struct phil_trial_day days[2] = {
        {.use = PHIL_DAY_MISSED, .period = 1},
        {.use = PHIL_DAY_USED, .period = 2, .assigned = PHIL_ARM_REMEDY, .done = PHIL_ARM_REMEDY}};
    days[0].tally[0] = phil_tally_none();
    days[1].tally[0] = (struct phil_tally){30, 3};
    assert_int_equal(phil_trial_background_of(&none, NULL, 0), PHIL_OK);
    assert_int_equal(phil_trial_background_of(&dropped, days, 2), PHIL_OK);
    assert_true(none.rate_per_min == dropped.rate_per_min && none.day_sd == dropped.day_sd);
    assert_int_equal(dropped.days, 0);
    assert_int_equal(none.days, 0);
    assert_false(isnan(phil_trial_power(&(struct phil_trial_shape){8, 3, 1}, &none, 0.5)));
    assert_int_equal(phil_trial_background_of(NULL, days, 2), PHIL_EARG);
    assert_int_equal(phil_trial_background_of(&none, NULL, 2), PHIL_EARG);
}

/* A week of nothing, one day, days that are all alike: still a background that power takes. */
static void odd_days(void **state)
{
    const struct phil_trial_shape shape = {8, 3, 1};
    struct phil_trial_day days[7];
    struct phil_trial_background b;
    for (int count = 0; count <= 1000; count += 500)
        for (int n = 1; n <= 7; n += 3) {
            for (int i = 0; i < n; i++) {
                days[i] = (struct phil_trial_day){.day = i, .period = 1, .use = PHIL_DAY_USED};
                days[i].tally[0] = (struct phil_tally){count, 2};
            }
            assert_int_equal(phil_trial_background_of(&b, days, (size_t)n), PHIL_OK);
            assert_true(b.rate_per_min > 0 && b.day_sd >= 0 && b.overdispersion >= 0);
            assert_false(isnan(phil_trial_power(&shape, &b, 0.5)));
        }
    days[0].tally[0].count = 100000; /* one day apart */
    assert_int_equal(phil_trial_background_of(&b, days, 7), PHIL_OK);
    assert_false(isnan(phil_trial_power(&shape, &b, 0.5)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_alone),
        cmocka_unit_test(no_effect_is_found_at_the_level),
        cmocka_unit_test(fewer_than_six_blocks_see_nothing),
        cmocka_unit_test(what_helps_and_what_hurts),
        cmocka_unit_test(an_increase_is_an_effect_too),
        cmocka_unit_test(blocks_needed),
        cmocka_unit_test(outside_the_ranges),
        cmocka_unit_test(against_simulated_trials),
        cmocka_unit_test(many_days_tell_the_truth),
        cmocka_unit_test(no_days_tell_what_is_common),
        cmocka_unit_test(odd_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
