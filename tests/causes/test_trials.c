/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials of remedies in the knowledge that is built in, and what is said of one remedy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "causes/knowledge.h"

static int load(void **state)
{
    return phil_knowledge_new((struct phil_knowledge **)state, NULL, NULL) ? -1 : 0;
}

static int unload(void **state)
{
    phil_knowledge_free(*state);
    return 0;
}

static const char *const remedies[] = {"less_caffeine",  "more_sleep",   "less_stress",
                                       "potassium_food", "less_alcohol", "less_screen_time"};
enum { N_REMEDIES = sizeof remedies / sizeof *remedies };

static void the_remedies_with_a_trial(void **state)
{
    const struct phil_remedy_trial *trial;
    size_t n = 0;
    for (; (trial = phil_knowledge_trial_at(*state, n)); n++)
        assert_ptr_equal(trial, phil_knowledge_trial(*state, trial->remedy));
    assert_int_equal(n, N_REMEDIES);
    for (int i = 0; i < N_REMEDIES; i++)
        assert_non_null(phil_knowledge_trial(*state, remedies[i]));
    assert_null(phil_knowledge_trial(*state, "potassium_test"));
    assert_null(phil_knowledge_trial(*state, "no_such_remedy"));
}

/* A day of washout for each day that the other arm lingers, and days behind it that count. */
static void lengths_follow_from_the_time_course(void **state)
{
    for (int i = 0; i < N_REMEDIES; i++) {
        const struct phil_remedy_trial *t = phil_knowledge_trial(*state, remedies[i]);
        assert_true(t->washout_days >= t->onset_days.value);
        assert_true(t->washout_days >= t->offset_days.value);
        assert_true(t->washout_days < 1 + t->onset_days.value ||
                    t->washout_days < 1 + t->offset_days.value);
        assert_in_range(t->period_days, t->washout_days + 1, 14);
        assert_non_null(phil_knowledge_find_source(*state, t->onset_days.source));
        assert_non_null(phil_knowledge_find_source(*state, t->offset_days.source));
        assert_int_equal(*t->run_in != '\0', t->run_in_days.value > 0);
    }
}

/* Taper first, and then longer than withdrawal lasts (nine days at most) before anything counts. */
static void caffeine_is_tapered_first(void **state)
{
    const struct phil_remedy_trial *t = phil_knowledge_trial(*state, "less_caffeine");
    assert_true(t->run_in_days.value - 3 >= 9);
    assert_non_null(strstr(t->run_in, "quarter less"));
    assert_int_equal(t->washout_days, 2); /* five half-lives of five hours */
    assert_string_equal(t->dose, "caffeine_mg");
    assert_false(t->dose_rises);
}

/* Nobody is asked to take more of it than usual. */
static void usual_days_ask_for_no_more(void **state)
{
    static const char *const less[] = {"less_caffeine", "less_alcohol", "less_screen_time"};
    for (int i = 0; i < 3; i++)
        assert_non_null(strstr(phil_knowledge_trial(*state, less[i])->usual, "not more"));
    assert_non_null(strstr(phil_knowledge_trial(*state, "more_sleep")->usual, "not less"));
}

static void advice_on_one_remedy(void **state)
{
    struct phil_answers *answers;
    struct phil_advice advice;
    assert_int_equal(phil_answers_new(&answers, *state), PHIL_OK);
    assert_int_equal(phil_advise(&advice, *state, answers, "potassium_food"), PHIL_OK);
    assert_false(advice.withheld);
    assert_int_equal(advice.n_cautions, 0);
    assert_null(advice.cause);
    free((void *)advice.cautions);
    assert_int_equal(phil_answers_set_text(answers, "heart_disease", "yes", NULL), PHIL_OK);
    assert_int_equal(phil_answers_set_text(answers, "kidney_disease", "yes", NULL), PHIL_OK);
    assert_int_equal(phil_advise(&advice, *state, answers, "potassium_food"), PHIL_OK);
    assert_true(advice.withheld);
    assert_int_equal(advice.n_cautions, 2);
    assert_non_null(strstr(advice.cautions[0], "kidney"));
    free((void *)advice.cautions);
    assert_int_equal(phil_advise(&advice, *state, answers, "snake_oil"), PHIL_EARG);
    assert_int_equal(phil_advise(&advice, *state, answers, NULL), PHIL_EARG);
    phil_answers_free(answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_remedies_with_a_trial),
        cmocka_unit_test(lengths_follow_from_the_time_course),
        cmocka_unit_test(caffeine_is_tapered_first),
        cmocka_unit_test(usual_days_ask_for_no_more),
        cmocka_unit_test(advice_on_one_remedy),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
