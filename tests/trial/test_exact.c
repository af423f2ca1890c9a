/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The randomisation test held to its definition, whatever its statistic is.
 *
 * Every assignment that the design could have drawn is written onto the same counts, and each of
 * these trials is analysed. If p is the share of assignments that look at least as extreme, then
 * the trials whose p is at most p(k) are just those: their share must be p(k), for every k. A lost
 * or doubled assignment, a tie broken wrongly, or a statistic that looks at the arms before it
 * compares them shows here.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"

enum { MOST = 1024 };

static struct phil_trial_settings quick(void)
{
    struct phil_trial_settings settings = phil_trial_defaults();
    settings.sensitivity = false;
    return settings;
}

static struct phil_trial_result *analyse(const struct phil_trial_data *data,
                                         const struct phil_trial_settings *settings)
{
    struct phil_trial_result *result = NULL;
    assert_int_equal(phil_trial_analyze(&result, data, settings, NULL), PHIL_OK);
    return result;
}

static double p_of(const struct phil_trial_data *data, const struct phil_trial_settings *settings)
{
    struct phil_trial_result *result = analyse(data, settings);
    assert_null(result->effect.p_value.reason);
    const double p = result->effect.p_value.value;
    phil_trial_result_free(result);
    return p;
}

/* Bit b of `order` turns block b + 1 round. */
static void turn_blocks(struct phil_trial_data *data, unsigned order)
{
    for (size_t i = 0; i < data->n_days; i++) {
        struct phil_trial_day *day = &data->days[i];
        const unsigned remedy = order >> (day->block - 1) & 1u;
        day->assigned = day->done =
            (day->period % 2 == 1) == (remedy == 1) ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
    }
}

/* Bit p of `order` gives period p + 1 the remedy. */
static void label_periods(struct phil_trial_data *data, unsigned order)
{
    for (size_t i = 0; i < data->n_days; i++)
        data->days[i].assigned = data->days[i].done =
            order >> (data->days[i].period - 1) & 1u ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
}

static void check_by_definition(const double *p, int n)
{
    for (int k = 0; k < n; k++) {
        int at_least = 0;
        for (int j = 0; j < n; j++)
            at_least += p[j] <= p[k] + 1e-9;
        if (fabs((double)at_least / n - p[k]) > 1e-9)
            fail_msg("p is %.9f, but %d of %d are at least as extreme", p[k], at_least, n);
    }
}

static const struct drawn_setting hanging = {.shape = {6, 2, 0},
                                             .rate_per_min = 2,
                                             .rate_ratio = 0.6,
                                             .clip_min = 2,
                                             .overdispersion = 0.3,
                                             .day_sd = 0.4,
                                             .autocorrelation = 0.6,
                                             .trend_per_week = 0.8};

static void pairs_by_definition(void **state)
{
    const struct phil_trial_settings settings = quick();
    double p[64];
    struct phil_trial_data *data = drawn_trial(&hanging, 1, 1);
    assert_non_null(data);
    for (unsigned order = 0; order < 64; order++) {
        turn_blocks(data, order);
        struct phil_trial_result *result = analyse(data, &settings);
        assert_int_equal(result->n_assignments, 64);
        assert_true(result->all_assignments);
        assert_float_equal(result->p_least, 2.0 / 64, 1e-12);
        p[order] = result->effect.p_value.value;
        phil_trial_result_free(result);
    }
    check_by_definition(p, 64);
    for (unsigned order = 0; order < 64; order++) /* two-sided */
        assert_float_equal(p[order], p[63 - order], 1e-9);
    drawn_free(data);
}

/* Washout, missed days, a whole period missed, fading effects. */
static void pairs_with_gaps_by_definition(void **state)
{
    struct drawn_setting setting = hanging;
    const struct phil_trial_settings settings = quick();
    double p[64];
    setting.shape = (struct phil_trial_shape){6, 3, 1};
    setting.missing = 0.3;
    setting.carry_over = 0.3;
    struct phil_trial_data *data = drawn_trial(&setting, 1, 2);
    assert_non_null(data);
    for (size_t i = 0; i < data->n_days; i++)
        if (data->days[i].period == 5) {
            data->days[i].use = PHIL_DAY_MISSED;
            for (int o = 0; o < PHIL_N_OUTCOMES; o++)
                data->days[i].tally[o] = (struct phil_tally){NAN, 0};
        }
    for (unsigned order = 0; order < 64; order++) {
        turn_blocks(data, order);
        p[order] = p_of(data, &settings);
    }
    check_by_definition(p, 64);
    drawn_free(data);
}

static void periods_by_definition(void **state)
{
    const struct phil_trial_settings settings = quick();
    double p[MOST];
    int n = 0;
    struct drawn_setting setting = hanging;
    setting.shape = (struct phil_trial_shape){4, 3, 0};
    struct phil_trial_data *data = drawn_trial(&setting, 1, 3);
    assert_non_null(data);
    data->design = PHIL_DESIGN_PERIODS;
    for (size_t i = 0; i < data->n_days; i++)
        data->days[i].block = 0;
    for (unsigned order = 0; order < 256; order++) {
        if (__builtin_popcount(order) != 4)
            continue;
        label_periods(data, order);
        struct phil_trial_result *result = analyse(data, &settings);
        assert_int_equal(result->n_assignments, 70);
        p[n++] = result->effect.p_value.value;
        phil_trial_result_free(result);
    }
    assert_int_equal(n, 70);
    check_by_definition(p, n);
    drawn_free(data);
}

static void not_randomised_has_no_test(void **state)
{
    const struct phil_trial_settings settings = quick();
    struct phil_trial_data *data = drawn_trial(&hanging, 1, 4);
    assert_non_null(data);
    data->design = PHIL_DESIGN_NONE;
    struct phil_trial_result *result = analyse(data, &settings);
    assert_int_equal(result->n_assignments, 0);
    assert_non_null(result->effect.p_value.reason);
    assert_true(isnan(result->effect.p_value.value));
    phil_trial_result_free(result);
    drawn_free(data);
}

/* Some of the assignments instead of all: nearly the same p, never 0. */
static void drawn_assignments_come_near(void **state)
{
    struct phil_trial_settings all = quick(), some = quick();
    struct drawn_setting setting = hanging;
    setting.shape = (struct phil_trial_shape){10, 1, 0};
    some.most_assignments = 500;
    for (uint64_t trial = 0; trial < 20; trial++) {
        struct phil_trial_data *data = drawn_trial(&setting, 2, trial);
        assert_non_null(data);
        const double p = p_of(data, &all);
        struct phil_trial_result *result = analyse(data, &some);
        const double q = result->effect.p_value.value;
        assert_false(result->all_assignments);
        assert_int_equal(result->n_assignments, 1024);
        assert_true(q >= 1.0 / 501 - 1e-12 && q <= 1);
        /* Four and a half standard errors, and the one that is added. */
        assert_true(fabs(p - q) <= 4.5 * sqrt(p * (1 - p) / 500) + 1.0 / 501);
        phil_trial_result_free(result);
        drawn_free(data);
    }
}

/* Under no effect p is at most a in at most a of all trials, whatever the days are like; within
 * four standard errors of the number of trials. Three in four are fitted without autocorrelation,
 * which is wrong here: no model has to be right. */
static void keeps_its_level(void **state)
{
    enum { TRIALS = 400 };
    static const double levels[] = {0.0625, 0.125, 0.25, 0.5};
    struct phil_trial_settings settings = quick();
    const enum drawn_world worlds[] = {DRAWN_PLAIN, DRAWN_STEP, DRAWN_BURSTS, DRAWN_WEEKEND};
    int below[4] = {0};
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct drawn_setting setting = hanging;
        setting.rate_ratio = 1;
        setting.autocorrelation = 0.9;
        setting.world = worlds[trial / 4 % 4];
        settings.autocorrelated = trial % 4 == 0;
        struct phil_trial_data *data = drawn_trial(&setting, 3, trial);
        assert_non_null(data);
        const double p = p_of(data, &settings);
        for (int l = 0; l < 4; l++)
            below[l] += p <= levels[l] + 1e-9;
        drawn_free(data);
    }
    for (int l = 0; l < 4; l++) {
        const double a = levels[l], error = sqrt(a * (1 - a) / TRIALS);
        if (fabs((double)below[l] / TRIALS - a) > 4 * error)
            fail_msg("p <= %.4f in %d of %d trials", a, below[l], TRIALS);
    }
}

static void sees_a_large_effect(void **state)
{
    const struct phil_trial_settings settings = quick();
    struct drawn_setting setting = hanging;
    setting.rate_ratio = 0.1;
    setting.rate_per_min = 5;
    struct phil_trial_data *data = drawn_trial(&setting, 4, 0);
    assert_non_null(data);
    assert_float_equal(p_of(data, &settings), 2.0 / 64, 1e-12);
    drawn_free(data);
}

/* Once the labels of periods were looked at without a single row: it read before the first day. */
static void nothing_counted_has_no_test(void **state)
{
    const struct phil_trial_settings settings = quick();
    struct phil_trial_data *data = drawn_trial(&hanging, 5, 0);
    assert_non_null(data);
    data->design = PHIL_DESIGN_PERIODS;
    for (size_t i = 0; i < data->n_days; i++)
        data->days[i].use = PHIL_DAY_WASHOUT;
    struct phil_trial_result *result = analyse(data, &settings);
    assert_non_null(result->effect.p_value.reason);
    assert_int_equal(result->verdict, PHIL_VERDICT_TOO_LITTLE);
    assert_true(result->n_assignments > 1);
    phil_trial_result_free(result);
    drawn_free(data);
}

/* Two remedy periods among a hundred: few orders, but the turns of so many periods fit into no
 * number. Once that ended in a division by zero. */
static void a_hundred_periods_are_drawn(void **state)
{
    const struct phil_trial_settings settings = quick();
    struct drawn_setting setting = hanging;
    setting.shape = (struct phil_trial_shape){50, 1, 0};
    struct phil_trial_data *data = drawn_trial(&setting, 6, 0);
    assert_non_null(data);
    data->design = PHIL_DESIGN_PERIODS;
    for (size_t i = 0; i < data->n_days; i++)
        data->days[i].assigned = i == 30 || i == 70 ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
    struct phil_trial_result *result = analyse(data, &settings);
    assert_int_equal(result->n_assignments, 4950);
    assert_false(result->all_assignments);
    assert_null(result->effect.p_value.reason);
    phil_trial_result_free(result);
    drawn_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_by_definition),
        cmocka_unit_test(pairs_with_gaps_by_definition),
        cmocka_unit_test(periods_by_definition),
        cmocka_unit_test(not_randomised_has_no_test),
        cmocka_unit_test(drawn_assignments_come_near),
        cmocka_unit_test(keeps_its_level),
        cmocka_unit_test(sees_a_large_effect),
        cmocka_unit_test(nothing_counted_has_no_test),
        cmocka_unit_test(a_hundred_periods_are_drawn),
    };
    return cmocka_run_group_tests_name("trial_exact", tests, NULL, NULL);
}
