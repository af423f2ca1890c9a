/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict, its sentence, and the answer to the dose, on days whose answer is plain. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <philtrum/trial.h>

#include "comma.h"

enum { MOST_DAYS = 64 };

struct days {
    struct phil_trial_day day[MOST_DAYS];
    struct phil_trial_data data;
};

/* Pairs of two days each; every other pair begins with the remedy. Counts scatter by a twelfth. */
static void fill(struct days *days, int n_pairs, double usual, double remedy)
{
    *days = (struct days){.data = {.days = days->day, .n_days = (size_t)(4 * n_pairs)}};
    for (int i = 0; i < 4 * n_pairs; i++) {
        const enum phil_arm arm = (i / 2 + i / 4) % 2 ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
        const double mean = arm == PHIL_ARM_REMEDY ? remedy : usual;
        days->day[i] = (struct phil_trial_day){
            .day = i, .period = i / 2 + 1, .block = i / 4 + 1, .assigned = arm, .done = arm};
        days->day[i].dose = arm == PHIL_ARM_REMEDY ? 50 + i % 3 : 300 + i % 5;
        for (int o = 0; o < PHIL_N_OUTCOMES; o++)
            days->day[i].tally[o] = (struct phil_tally){.count = NAN};
        days->day[i].tally[PHIL_OUTCOME_TWITCHES] =
            (struct phil_tally){round(mean * (1 + (i * 5 % 3 - 1) / 12.0)), 2};
    }
}

static struct phil_trial_result *analyse(const struct days *days)
{
    struct phil_trial_result *r = NULL;
    assert_int_equal(phil_trial_analyze(&r, &days->data, NULL, NULL), PHIL_OK);
    return r;
}

static void expect(const struct days *days, enum phil_verdict verdict, const char *words)
{
    struct phil_trial_result *r = analyse(days);
    if (r->verdict != verdict || !strstr(r->verdict_text, words))
        fail_msg("%s: \"%s\"", phil_verdict_name(r->verdict), r->verdict_text);
    assert_true(strlen(r->verdict_text) < sizeof r->verdict_text - 1);
    phil_trial_result_free(r);
}

static void what_is_plain_is_said(void **state)
{
    struct days days;
    fill(&days, 8, 40, 16);
    expect(&days, PHIL_VERDICT_HELPS, "fewer twitches: about 4 twitches where there were 10");
    fill(&days, 8, 16, 40);
    expect(&days, PHIL_VERDICT_HARMS, "more twitches");
    fill(&days, 8, 4000, 4010);
    expect(&days, PHIL_VERDICT_NO_MATTER, "no difference that matters");
}

static void five_pairs_decide_nothing(void **state)
{
    struct days days;
    fill(&days, 5, 40, 8);
    expect(&days, PHIL_VERDICT_UNDECIDED, "so few pairs of periods");
    fill(&days, 6, 40, 8);
    expect(&days, PHIL_VERDICT_HELPS, "about 2 twitches where there were 10");
}

static void without_chance_there_is_a_caveat(void **state)
{
    struct days days;
    fill(&days, 8, 40, 16);
    days.data.design = PHIL_DESIGN_NONE;
    expect(&days, PHIL_VERDICT_HELPS, "chance did not choose the order");
    struct phil_trial_result *r = analyse(&days);
    assert_non_null(r->effect.p_value.reason);
    assert_int_equal(r->n_assignments, 0);
    phil_trial_result_free(r);
}

/* One pair, one order among two: no interval, however short, is a witness of chance. */
static void a_trial_without_a_second_order_is_not_judged(void **state)
{
    struct days days;
    fill(&days, 8, 40, 16);
    for (int i = 0; i < 32; i++)
        days.day[i].block = 0;
    expect(&days, PHIL_VERDICT_UNDECIDED, "Can't tell yet");
}

static void more_days_are_whole_pairs(void **state)
{
    struct days days;
    fill(&days, 6, 10, 8);
    for (int i = 0; i < 24; i += 3)
        days.day[i].tally[0].count *= 3;
    days.data.still_running = true;
    struct phil_trial_result *r = analyse(&days);
    assert_int_equal(r->verdict, PHIL_VERDICT_UNDECIDED);
    if (!r->more_days.reason) {
        assert_true(r->more_days.value >= 4);
        assert_true(fmod(r->more_days.value, 4) == 0);
        assert_non_null(strstr(r->verdict_text, "more days of the same kind"));
    }
    phil_trial_result_free(r);
}

static void the_dose_is_told_in_round_steps(void **state)
{
    struct days days;
    fill(&days, 8, 40, 16);
    struct phil_trial_result *r = analyse(&days);
    assert_true(r->dose_step == -100);
    assert_true(fabs(r->dose[PHIL_ARM_USUAL].value - 302) < 2);
    assert_true(fabs(r->dose[PHIL_ARM_REMEDY].value - 51) < 2);
    assert_true(fabs(log(r->per_dose.rate_ratio.value) - log(0.4) / 2.5) < 0.05);
    assert_non_null(r->per_dose.p_value.reason);
    phil_trial_result_free(r);
    for (int i = 0; i < 32; i++)
        days.day[i].dose = NAN;
    r = analyse(&days);
    assert_non_null(r->per_dose.rate_ratio.reason);
    phil_trial_result_free(r);
}

/* Once "3,7" where the decimal point is a comma, in JSON too. */
static void tenths_have_a_point_everywhere(void **state)
{
    char folder[FIXTURE_FOLDER];
    struct days days;
    fill(&days, 8, 40, 16);
    struct phil_trial_result *plain = analyse(&days);
    assert_non_null(strstr(plain->verdict_text, "between 3."));
    const bool comma = fixture_comma_locale(folder);
    if (comma) {
        struct phil_trial_result *there = analyse(&days);
        fixture_plain_locale(folder);
        assert_string_equal(there->verdict_text, plain->verdict_text);
        phil_trial_result_free(there);
    }
    phil_trial_result_free(plain);
    if (!comma)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_plain_is_said),
        cmocka_unit_test(five_pairs_decide_nothing),
        cmocka_unit_test(without_chance_there_is_a_caveat),
        cmocka_unit_test(a_trial_without_a_second_order_is_not_judged),
        cmocka_unit_test(more_days_are_whole_pairs),
        cmocka_unit_test(the_dose_is_told_in_round_steps),
        cmocka_unit_test(tenths_have_a_point_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
