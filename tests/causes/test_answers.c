/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a person: origins, what follows from what, text as people type it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "causes/knowledge.h"

static struct phil_knowledge *knowledge;

static int load(void **state)
{
    return phil_knowledge_new(&knowledge, TESTS_SMALL, NULL);
}

static int unload(void **state)
{
    phil_knowledge_free(knowledge);
    return 0;
}

static struct phil_answers *nothing(void)
{
    struct phil_answers *answers;
    assert_int_equal(phil_answers_new(&answers, knowledge), PHIL_OK);
    return answers;
}

static void set(struct phil_answers *answers, const char *finding, double value,
                enum phil_origin origin)
{
    assert_int_equal(phil_answers_set(answers, finding, value, value, origin, NULL), PHIL_OK);
}

/* The value that stands; NaN for unknown, infinite when nothing is known. */
static double get(const struct phil_answers *answers, const char *finding)
{
    struct phil_answer answer;
    if (!phil_answers_get(answers, finding, &answer))
        return INFINITY;
    assert_string_equal(answer.finding, finding);
    assert_int_equal(answer.unknown, isnan(answer.value));
    return answer.value;
}

static void at_first_nothing_is_known(void **state)
{
    struct phil_answers *answers = nothing();
    for (size_t i = 0; phil_knowledge_finding(knowledge, i); i++)
        assert_true(isinf(get(answers, phil_knowledge_finding(knowledge, i)->id)));
    assert_true(isinf(get(answers, "no_such_finding")));
    phil_answers_free(answers);
    phil_answers_free(NULL);
}

static void the_answer_stands_before_the_diary_before_the_recording(void **state)
{
    struct phil_answers *answers = nothing();
    struct phil_answer answer;
    assert_int_equal(phil_answers_set(answers, "racing_heart", 1, 0.7, PHIL_FROM_RECORDING, NULL),
                     PHIL_OK);
    assert_true(phil_answers_get(answers, "racing_heart", &answer));
    assert_true(answer.origin == PHIL_FROM_RECORDING && answer.probability == 0.7);
    set(answers, "racing_heart", 0, PHIL_FROM_DIARY);
    assert_true(get(answers, "racing_heart") == 0);
    set(answers, "racing_heart", 1, PHIL_FROM_ANSWER);
    assert_true(phil_answers_get(answers, "racing_heart", &answer));
    assert_true(answer.origin == PHIL_FROM_ANSWER && answer.probability == 1);
    phil_answers_unset(answers, "racing_heart");
    assert_true(get(answers, "racing_heart") == 0);
    phil_answers_unset(answers, "no_such_finding");
    phil_answers_free(answers);
}

static void do_not_know_gives_way_to_what_is_known(void **state)
{
    struct phil_answers *answers = nothing();
    assert_int_equal(phil_answers_set_unknown(answers, "racing_heart"), PHIL_OK);
    assert_true(isnan(get(answers, "racing_heart")));
    set(answers, "racing_heart", 1, PHIL_FROM_DIARY);
    assert_true(get(answers, "racing_heart") == 1);
    assert_int_equal(phil_answers_set_unknown(answers, "nonsense"), PHIL_EARG);
    phil_answers_free(answers);
}

static void what_is_not_fit_changes_nothing(void **state)
{
    static const struct {
        const char *finding;
        double value, probability;
    } bad[] = {
        {"racing_heart", 2, 1},
        {"racing_heart", 0.5, 0.5},
        {"racing_heart", 1, 0.3},
        {"racing_heart", 1, 1.5},
        {"racing_heart", 0, NAN},
        {"racing_heart", 0, -0.1},
        {"age", -1, 1},
        {"age", 121, 1},
        {"age", NAN, 1},
        {"age", INFINITY, 1},
        {"sex", 3, 1},
        {"sex", 0.5, 1},
        {"sex", -1, 1},
        {"no_such_finding", 1, 1},
        {"racing_heart", NAN, NAN},
    };
    struct phil_answers *answers = nothing();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(phil_answers_set(answers, bad[i].finding, bad[i].value, bad[i].probability,
                                          PHIL_FROM_ANSWER, NULL),
                         PHIL_EARG);
        assert_true(isinf(get(answers, bad[i].finding)));
    }
    assert_int_equal(phil_answers_set(answers, "age", 1, 1, (enum phil_origin)7, NULL), PHIL_EARG);
    phil_answers_free(answers);
}

static void a_derived_finding_follows(void **state)
{
    struct phil_answers *answers = nothing();
    struct phil_answer answer;
    set(answers, "pss4", 5, PHIL_FROM_ANSWER);
    assert_true(isinf(get(answers, "high_stress"))); /* the other scale might say yes */
    set(answers, "stress_0_10", 6.5, PHIL_FROM_DIARY);
    assert_true(phil_answers_get(answers, "high_stress", &answer));
    assert_true(answer.value == 0 && answer.probability == 0);
    assert_int_equal(answer.origin, PHIL_FROM_DIARY);
    set(answers, "stress_0_10", 7, PHIL_FROM_DIARY);
    assert_true(get(answers, "high_stress") == 1);
    phil_answers_free(answers);
}

static void an_own_answer_goes_before_what_follows(void **state)
{
    struct phil_answers *answers = nothing();
    set(answers, "pss4", 16, PHIL_FROM_ANSWER);
    set(answers, "high_stress", 0, PHIL_FROM_ANSWER);
    assert_true(get(answers, "high_stress") == 0);
    phil_answers_unset(answers, "high_stress");
    assert_true(get(answers, "high_stress") == 1);
    assert_int_equal(phil_answers_set_unknown(answers, "high_stress"), PHIL_OK);
    assert_true(get(answers, "high_stress") == 1);
    phil_answers_unset(answers, "pss4");
    assert_true(isnan(get(answers, "high_stress")));
    phil_answers_free(answers);
}

static void unknown_findings_fulfil_no_condition(void **state)
{
    struct phil_answers *answers = nothing();
    const size_t age = knowledge->age, sex = knowledge->sex;
    struct phil_condition tests[] = {{age, PHIL_TEST_AT_LEAST, 30},
                                     {age, PHIL_TEST_AT_MOST, 30},
                                     {sex, PHIL_TEST_IS, 1},
                                     {sex, PHIL_TEST_IS_NOT, 1}};
    static const bool at_30[] = {true, true, true, false}, at_31[] = {true, false, false, true};
    for (int i = 0; i < 4; i++)
        assert_false(phil_condition_holds(knowledge, &tests[i], answers));
    assert_int_equal(phil_answers_set_unknown(answers, "sex"), PHIL_OK);
    assert_false(phil_condition_holds(knowledge, &tests[3], answers));
    set(answers, "age", 30, PHIL_FROM_ANSWER);
    set(answers, "sex", 1, PHIL_FROM_ANSWER);
    for (int i = 0; i < 4; i++)
        assert_int_equal(phil_condition_holds(knowledge, &tests[i], answers), at_30[i]);
    set(answers, "age", 31, PHIL_FROM_ANSWER);
    set(answers, "sex", 2, PHIL_FROM_ANSWER);
    for (int i = 0; i < 4; i++)
        assert_int_equal(phil_condition_holds(knowledge, &tests[i], answers), at_31[i]);
    phil_answers_free(answers);
}

static void all_and_any_are_what_they_say(void **state)
{
    struct phil_answers *answers = nothing();
    struct phil_condition old = {knowledge->age, PHIL_TEST_AT_LEAST, 60},
                          adult = {knowledge->age, PHIL_TEST_AT_LEAST, 18}, both[] = {old, adult};
    const struct phil_when empty = {0}, all = {.all = both, .n_all = 2},
                           any = {.any = both, .n_any = 2},
                           mixed = {.all = &adult, .any = both, .n_all = 1, .n_any = 2};
    assert_true(phil_when_holds(knowledge, &empty, answers));
    assert_false(phil_when_holds(knowledge, &any, answers));
    set(answers, "age", 20, PHIL_FROM_ANSWER);
    assert_false(phil_when_holds(knowledge, &all, answers));
    assert_true(phil_when_holds(knowledge, &any, answers));
    assert_true(phil_when_holds(knowledge, &mixed, answers));
    set(answers, "age", 60, PHIL_FROM_ANSWER);
    assert_true(phil_when_holds(knowledge, &all, answers));
    set(answers, "age", 10, PHIL_FROM_ANSWER);
    assert_false(phil_when_holds(knowledge, &any, answers));
    assert_false(phil_when_holds(knowledge, &mixed, answers));
    phil_answers_free(answers);
}

/* Where nothing is known, nothing stands against it. */
static void none_is_what_it_says(void **state)
{
    struct phil_answers *answers = nothing();
    struct phil_condition old = {knowledge->age, PHIL_TEST_AT_LEAST, 60},
                          adult = {knowledge->age, PHIL_TEST_AT_LEAST, 18};
    const struct phil_when when = {.all = &adult, .n_all = 1, .none = &old, .n_none = 1},
                           alone = {.none = &old, .n_none = 1};
    assert_true(phil_when_holds(knowledge, &alone, answers));
    set(answers, "age", 20, PHIL_FROM_ANSWER);
    assert_true(phil_when_holds(knowledge, &when, answers));
    set(answers, "age", 60, PHIL_FROM_ANSWER);
    assert_false(phil_when_holds(knowledge, &when, answers));
    assert_false(phil_when_holds(knowledge, &alone, answers));
    phil_answers_free(answers);
}

/* --- text ------------------------------------------------------------------------------------- */

static void what_people_type_is_understood(void **state)
{
    static const struct {
        const char *finding, *text;
        double value;
    } cases[] = {
        {"racing_heart", "yes", 1},
        {"racing_heart", "Y", 1},
        {"racing_heart", " no ", 0},
        {"racing_heart", "N", 0},
        {"racing_heart", "TRUE", 1},
        {"racing_heart", "?", NAN},
        {"racing_heart", "unknown", NAN},
        {"racing_heart", "Don't know", NAN},
        {"sex", "female", 0},
        {"sex", "f", 0},
        {"sex", "Ma", 1},
        {"sex", "OTHER", 2},
        {"age", "35", 35},
        {"age", "35 years", 35},
        {"age", "35 year", 35},
        {"age", "35y", 35},
        {"age", "6 months", 180.0 / 365},
        {"age", "?", NAN},
        {"stress_0_10", "5.5", 5.5},
        {"stress_0_10", "5,5", 5.5},
        {"stress_0_10", "0,125", 0.125},
        {"stress_0_10", "1e1", 10},
        {"caffeine_mg_per_day", "300mg", 300},
        {"caffeine_mg_per_day", "300 MG a day", 300},
        {"caffeine_mg_per_day", "300 per day", 300},
        {"caffeine_mg_per_day", "300 mg/day", 300},
        {"caffeine_mg_per_day", "300 mg of caffeine", 300},
        {"caffeine_mg_per_day", "300 times a day", 300},
        {"caffeine_mg_per_day", "None", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct phil_answers *answers = nothing();
        if (phil_answers_set_text(answers, cases[i].finding, cases[i].text, NULL))
            fail_msg("%s was not understood", cases[i].text);
        const double value = get(answers, cases[i].finding);
        if (!(isnan(cases[i].value) ? isnan(value) : fabs(value - cases[i].value) < 1e-12))
            fail_msg("%s is %g", cases[i].text, value);
        phil_answers_free(answers);
    }
}

static void hear(void *user, enum phil_level level, const char *text)
{
    assert_int_equal(level, PHIL_LOG_ERROR);
    snprintf(user, 512, "%s", text);
}

static void what_could_be_anything_is_refused_with_the_reason(void **state)
{
    static const struct {
        const char *finding, *text, *why;
    } cases[] = {
        {"racing_heart", "maybe", "yes or no"},
        {"racing_heart", "1", "yes or no"},
        {"racing_heart", "", "empty"},
        {"racing_heart", "   ", "empty"},
        {"sex", "x", "female, male or other"},
        {"age", "old", "number of years"},
        {"age", "130", "from 0 to 120 years"},
        {"age", "-3", "from 0 to 120"},
        {"age", "nan", "number"},
        {"age", "3 cups", "number of years"},
        {"age", "0x20", "number"},
        {"caffeine_mg_per_day", "1,500", "thousands"},
        {"caffeine_mg_per_day", "1,500,000", "thousands"},
        {"caffeine_mg_per_day", "3 h", "number of mg"},
        {"stress_0_10", "11", "from 0 to 10"},
        {"no_such_finding", "yes", "no such finding"},
    };
    struct phil_answers *answers = nothing();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char heard[512] = "";
        const struct phil_log log = {hear, heard};
        assert_int_equal(phil_answers_set_text(answers, cases[i].finding, cases[i].text, &log),
                         PHIL_EARG);
        if (!strstr(heard, cases[i].why))
            fail_msg("%s: wanted \"%s\", heard \"%s\"", cases[i].text, cases[i].why, heard);
        assert_true(isinf(get(answers, cases[i].finding)));
    }
    phil_answers_free(answers);
}

static void an_endless_answer_is_refused(void **state)
{
    enum { LENGTH = 1000000 };
    char *text = malloc(LENGTH + 1);
    struct phil_answers *answers = nothing();
    assert_non_null(text);
    memset(text, '9', LENGTH);
    text[LENGTH] = '\0';
    assert_int_equal(phil_answers_set_text(answers, "age", text, NULL), PHIL_EARG);
    free(text);
    phil_answers_free(answers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_first_nothing_is_known),
        cmocka_unit_test(the_answer_stands_before_the_diary_before_the_recording),
        cmocka_unit_test(do_not_know_gives_way_to_what_is_known),
        cmocka_unit_test(what_is_not_fit_changes_nothing),
        cmocka_unit_test(a_derived_finding_follows),
        cmocka_unit_test(an_own_answer_goes_before_what_follows),
        cmocka_unit_test(unknown_findings_fulfil_no_condition),
        cmocka_unit_test(all_and_any_are_what_they_say),
        cmocka_unit_test(none_is_what_it_says),
        cmocka_unit_test(what_people_type_is_understood),
        cmocka_unit_test(what_could_be_anything_is_refused_with_the_reason),
        cmocka_unit_test(an_endless_answer_is_refused),
    };
    return cmocka_run_group_tests_name("answers", tests, load, unload);
}
