/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A closed loop: trials are drawn with a known effect, written as CSV, read and analysed, and the
 * truth is looked for in what comes out. The seeds are fixed, so nothing here is left to chance;
 * the bounds are those within which a right analysis falls in all but one of some thousand draws.
 * The figures themselves are the business of bench-trial.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "sound.h"

enum { TRIALS = 80 };

/* The 95 % interval holds the truth in 80 of 80 to 68 of 80 trials. */
enum { LEAST_COVERED = 68 };

struct seen {
    int covered, helps, harms;
    double off;
    int covered_other[PHIL_N_OUTCOMES];
};

static struct phil_trial_result *through_a_file(const struct phil_trial_data *data,
                                                const struct phil_trial_settings *settings)
{
    struct phil_trial_data *read = NULL;
    struct phil_trial_result *result = NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    assert_int_equal(phil_trial_data_write_csv(out, data), PHIL_OK);
    fclose(out);
    assert_int_equal(phil_trial_data_read_csv(&read, text, size, "drawn", NULL), PHIL_OK);
    assert_int_equal(phil_trial_analyze(&result, read, settings, NULL), PHIL_OK);
    assert_null(sound_result(result, read));
    phil_trial_data_free(read);
    free(text);
    return result;
}

static bool covers(const struct phil_effect *effect, double ratio)
{
    return !effect->rate_ratio.reason && effect->interval.lo <= ratio &&
           ratio <= effect->interval.hi;
}

static struct seen draw(const struct drawn_setting *setting, bool sensitivity)
{
    struct phil_trial_settings settings = phil_trial_defaults();
    struct seen seen;
    memset(&seen, 0, sizeof seen);
    settings.sensitivity = sensitivity;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        struct phil_trial_data *data = drawn_trial(setting, 11, trial);
        assert_non_null(data);
        struct phil_trial_result *r = through_a_file(data, &settings);
        seen.covered += covers(&r->effect, setting->rate_ratio);
        seen.helps += r->verdict == PHIL_VERDICT_HELPS;
        seen.harms += r->verdict == PHIL_VERDICT_HARMS;
        seen.off += log(r->effect.rate_ratio.value / setting->rate_ratio) / TRIALS;
        for (int o = 0; o < PHIL_N_OUTCOMES; o++)
            seen.covered_other[o] +=
                covers(&r->other[o], o == PHIL_OUTCOME_FELT || o == 0 ? setting->rate_ratio : 1);
        phil_trial_result_free(r);
        drawn_free(data);
    }
    return seen;
}

static const struct drawn_setting hanging = {.shape = {6, 3, 1},
                                             .rate_per_min = 3,
                                             .rate_ratio = 1,
                                             .clip_min = 2,
                                             .overdispersion = 0.2,
                                             .day_sd = 0.4,
                                             .autocorrelation = 0.8,
                                             .trend_per_week = 0.9,
                                             .missing = 0.1};

/* Two verdicts in 80 would be expected if they erred in 2.5 %. */
static void where_nothing_is_nothing_is_found(void **state)
{
    const struct seen seen = draw(&hanging, false);
    assert_true(seen.covered >= LEAST_COVERED);
    assert_true(seen.helps + seen.harms <= 8);
    assert_true(fabs(seen.off) < 0.15);
}

static void a_strong_effect_is_found(void **state)
{
    struct drawn_setting setting = hanging;
    setting.rate_ratio = 0.3;
    const struct seen seen = draw(&setting, false);
    assert_true(seen.covered >= LEAST_COVERED);
    assert_true(seen.helps >= TRIALS / 2);
    assert_int_equal(seen.harms, 0);
    assert_true(fabs(seen.off) < 0.15);
}

static void harm_is_found(void **state)
{
    struct drawn_setting setting = hanging;
    setting.rate_ratio = 1 / 0.3;
    const struct seen seen = draw(&setting, false);
    assert_true(seen.covered >= LEAST_COVERED);
    assert_true(seen.harms >= TRIALS / 2);
    assert_int_equal(seen.helps, 0);
}

/* What is felt follows the remedy; the negative controls do not. */
static void the_other_outcomes_have_their_own_truth(void **state)
{
    struct drawn_setting setting = hanging;
    setting.rate_ratio = 0.5;
    const struct seen seen = draw(&setting, true);
    for (int o = 0; o < PHIL_N_OUTCOMES; o++)
        assert_true(seen.covered_other[o] >=
                    (o == PHIL_OUTCOME_OTHER_SIDE ? TRIALS / 2 : LEAST_COVERED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(where_nothing_is_nothing_is_found),
        cmocka_unit_test(a_strong_effect_is_found),
        cmocka_unit_test(harm_is_found),
        cmocka_unit_test(the_other_outcomes_have_their_own_truth),
    };
    return cmocka_run_group_tests_name("trial_truth", tests, NULL, NULL);
}
