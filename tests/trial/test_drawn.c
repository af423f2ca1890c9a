/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawn trials, by which the analysis is judged, are what they say: each figure of a setting is
 * found again in many days. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "trial/data.h"

enum { TRIALS = 400 };

static const struct drawn_setting plain = {
    .shape = {8, 3, 0}, .rate_per_min = 2, .rate_ratio = 0.5, .clip_min = 2, .trend_per_week = 1};

static void the_data_are_sound(void **state)
{
    struct drawn_setting setting = plain;
    size_t at;
    setting.missing = 0.3;
    setting.overdispersion = 2; /* gamma numbers of a shape below 1 */
    setting.shape.washout_days = 1;
    for (uint64_t trial = 0; trial < 50; trial++) {
        struct phil_trial_data *data = drawn_trial(&setting, 1, trial);
        assert_null(phil_trial_data_fault(data, &at));
        assert_int_equal(data->n_days, 48);
        drawn_free(data);
    }
}

static void a_longer_trial_begins_the_same(void **state)
{
    struct drawn_setting longer = plain;
    longer.shape.n_blocks = 20;
    struct phil_trial_data *a = drawn_trial(&plain, 1, 7), *b = drawn_trial(&longer, 1, 7);
    struct phil_trial_data *c = drawn_trial(&plain, 1, 8);
    size_t same = 0;
    for (size_t i = 0; i < a->n_days; i++) {
        assert_memory_equal(&a->days[i], &b->days[i], sizeof a->days[i]);
        same += a->days[i].tally[0].exposure_min == c->days[i].tally[0].exposure_min;
    }
    assert_int_equal(same, 0);
    drawn_free(a);
    drawn_free(b);
    drawn_free(c);
}

/* Means over all days of all trials. */
struct means {
    double n[PHIL_N_ARMS], rate[PHIL_N_ARMS];
    double dispersion; /* (count - mean)^2 / mean */
    double square, product, log_square, pairs;
    double missed, remedy_first;
};

static void add_trial(struct means *m, const struct drawn_setting *setting, uint64_t trial)
{
    struct phil_trial_data *data = drawn_trial(setting, 5, trial);
    double before = 0;
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        const struct phil_tally *tally = &day->tally[0];
        m->missed += day->use == PHIL_DAY_MISSED;
        if (day->use != PHIL_DAY_USED)
            continue;
        const double mean = setting->rate_per_min * pow(setting->rate_ratio, day->assigned);
        const double expected = mean * tally->exposure_min, off = tally->count / expected - 1;
        const double level = log((tally->count + 1e-9) / expected);
        m->n[day->assigned]++;
        m->rate[day->assigned] += tally->count / tally->exposure_min;
        m->dispersion += off * off * expected;
        m->square += off * off;
        m->log_square += level * level;
        m->product += i ? before * level : 0;
        m->pairs += i > 0;
        before = level;
    }
    m->remedy_first += data->days[0].assigned == PHIL_ARM_REMEDY;
    drawn_free(data);
}

static struct means means_of(const struct drawn_setting *setting)
{
    struct means m;
    memset(&m, 0, sizeof m);
    for (uint64_t trial = 0; trial < TRIALS; trial++)
        add_trial(&m, setting, trial);
    return m;
}

/* 9 600 days of either arm. */
static void rates_and_poisson_counts(void **state)
{
    struct drawn_setting setting = plain;
    setting.missing = 0.2;
    const struct means m = means_of(&setting);
    const double days = TRIALS * 48;
    assert_float_equal(m.rate[0] / m.n[0], 2, 0.05);
    assert_float_equal(m.rate[1] / m.n[1], 1, 0.04);
    assert_float_equal(m.dispersion / (m.n[0] + m.n[1]), 1, 0.06);
    assert_float_equal(m.missed / days, 0.2, 0.015);
    assert_float_equal(m.remedy_first / TRIALS, 0.5, 0.1);
}

/* With thousands of twitches a day the counts show what the levels are. */
static void days_that_hang_together(void **state)
{
    struct drawn_setting setting = plain;
    setting.rate_per_min = 5000;
    setting.day_sd = 0.4;
    setting.autocorrelation = 0.8;
    const struct means m = means_of(&setting);
    const double days = m.n[0] + m.n[1];
    assert_float_equal(sqrt(m.log_square / days), 0.4, 0.03);
    assert_float_equal(m.product / m.pairs / (m.log_square / days), 0.8, 0.04);
}

static void days_of_their_own(void **state)
{
    struct drawn_setting setting = plain;
    setting.rate_per_min = 5000;
    for (double over = 0.3; over < 3; over += 1.2) { /* shapes above and below 1 */
        setting.overdispersion = over;
        const struct means m = means_of(&setting);
        assert_float_equal(m.rate[0] / m.n[0], 5000, 5000 * 0.04);
        assert_float_equal(m.square / (m.n[0] + m.n[1]), over, 0.12 * over);
    }
}

/* Without any scatter the days show the trend and how the effect fades. */
static void trend_and_carry_over(void **state)
{
    struct drawn_setting setting = plain;
    setting.rate_per_min = 1e6;
    setting.trend_per_week = 0.8;
    setting.carry_over = 0.3;
    struct phil_trial_data *data = drawn_trial(&setting, 1, 0);
    double e = 0;
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        e = (double)day->done + (e - (double)day->done) * 0.3;
        const double expected = 1e6 * pow(0.5, e) * pow(0.8, (double)i / 7);
        assert_float_equal(day->tally[0].count / day->tally[0].exposure_min / expected, 1, 0.02);
    }
    drawn_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_data_are_sound),
        cmocka_unit_test(a_longer_trial_begins_the_same),
        cmocka_unit_test(rates_and_poisson_counts),
        cmocka_unit_test(days_that_hang_together),
        cmocka_unit_test(days_of_their_own),
        cmocka_unit_test(trend_and_carry_over),
    };
    return cmocka_run_group_tests_name("trial_drawn", tests, NULL, NULL);
}
