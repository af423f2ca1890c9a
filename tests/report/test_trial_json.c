/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial as JSON: the members that scripts rely on, in every state, with a reason beside every
 * null; ASCII, the same in every locale; every day and every further column as it came. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "../base/comma.h"
#include "trial_fixture.h"

static json_t *parse(const char *text)
{
    json_error_t error;
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("%s at %d", error.text, error.position);
    return root;
}

static json_t *document(enum trial_fixture which)
{
    struct trial_case *c = trial_make(which);
    char *text = trial_json(&c->view);
    json_t *root = parse(text);
    free(text);
    trial_free(c);
    return root;
}

/* Every null has a reason, in words. */
static void check_reasons(const json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_array(value))
        json_array_foreach(value, i, member) check_reasons(member);
    if (!json_is_object(value))
        return;
    json_object_foreach((json_t *)value, key, member)
    {
        char reason[200];
        snprintf(reason, sizeof reason, "%s_reason", key);
        if (json_is_null(member)) {
            const char *words = json_string_value(json_object_get(value, reason));
            if (!words || !words[0])
                fail_msg("%s is null without a reason", key);
        }
        check_reasons(member);
    }
}

/* design.md 4.4 */
static void scripts_find_what_they_rely_on(void **state)
{
    static const char *const always[] = {
        "schema",       "version", "rate_ratio",      "rate_ratio_ci",  "probability_better",
        "p_value",      "verdict", "autocorrelation", "overdispersion", "days_used",
        "days_dropped", "days",    "columns",         "marks",          "plan"};
    for (int f = 0; f < N_TRIAL_FIXTURES; f++) {
        json_t *root = document((enum trial_fixture)f);
        for (size_t i = 0; i < sizeof always / sizeof *always; i++)
            if (!json_object_get(root, always[i]))
                fail_msg("%s: no %s", trial_fixture_name((enum trial_fixture)f), always[i]);
        assert_string_equal(json_string_value(json_object_get(root, "schema")), "philtrum.trial/1");
        assert_true(json_is_array(json_object_get(root, "days_dropped")));
        check_reasons(root);
        json_decref(root);
    }
}

static double real(const json_t *o, const char *key)
{
    const json_t *value = json_object_get(o, key);
    assert_true(json_is_number(value));
    return json_number_value(value);
}

static void numbers_are_those_of_the_result(void **state)
{
    json_t *root = document(TRIAL_HELPS);
    const json_t *ci = json_object_get(root, "rate_ratio_ci");
    assert_float_equal(real(root, "rate_ratio"), 0.55, 0);
    assert_float_equal(json_number_value(json_array_get(ci, 0)), 0.40, 0);
    assert_float_equal(json_number_value(json_array_get(ci, 1)), 0.76, 0);
    assert_float_equal(real(root, "probability_better"), 0.9991, 0);
    assert_float_equal(real(root, "p_value"), 0.03125, 0);
    assert_true(json_is_integer(json_object_get(root, "days_used")));
    assert_int_equal(json_integer_value(json_object_get(root, "days_used")), 15);
    assert_int_equal(json_array_size(json_object_get(root, "days_dropped")), 13);
    assert_string_equal(json_string_value(json_object_get(root, "verdict_id")), "helps");
    assert_int_equal(json_array_size(json_object_get(root, "days")), 28);
    assert_int_equal(json_array_size(json_object_get(root, "sensitivity")), TRIAL_SENSITIVITY);
    const json_t *posterior = json_object_get(root, "posterior");
    assert_int_equal(json_array_size(json_object_get(posterior, "density")), TRIAL_CURVE);
    const json_t *day = json_array_get(json_object_get(root, "days"), 9);
    assert_string_equal(json_string_value(json_object_get(day, "day")), "2026-10-19");
    assert_string_equal(json_string_value(json_object_get(day, "use")), "missed");
    assert_true(json_is_null(json_object_get(day, "count")));
    assert_string_equal(json_string_value(json_object_get(day, "why")), "phone was empty");
    json_decref(root);
}

static void days_keep_their_own_numbers(void **state)
{
    json_t *root = document(TRIAL_HARMS);
    const json_t *day = json_array_get(json_object_get(root, "days"), 0);
    assert_int_equal(json_integer_value(json_object_get(day, "day")), 1);
    assert_true(json_is_null(json_object_get(root, "plan")));
    json_decref(root);
}

static void a_running_trial_shows_no_effect(void **state)
{
    json_t *root = document(TRIAL_RUNNING);
    const json_t *days = json_object_get(root, "days"), *day;
    size_t i;
    assert_true(json_is_null(json_object_get(root, "rate_ratio")));
    json_array_foreach(days, i, day)
    {
        assert_true(json_is_null(json_object_get(day, "count")));
        assert_true(json_is_null(json_object_get(day, "felt")));
    }
    const json_t *plan = json_object_get(root, "plan");
    assert_true(json_is_null(json_object_get(plan, "seed")));
    assert_true(json_is_null(json_object_get(plan, "remedy_first")));
    assert_true(json_string_length(json_object_get(plan, "seed_reason")) > 0);
    json_decref(root);
}

static void further_columns_come_as_they_went(void **state)
{
    struct trial_case *c = trial_make(TRIAL_HOSTILE);
    char *text = trial_json(&c->view);
    for (const unsigned char *s = (unsigned char *)text; *s; s++)
        assert_true(*s == '\n' || (*s >= 0x20 && *s < 0x7f));
    json_t *root = parse(text);
    const json_t *day = json_array_get(json_object_get(root, "days"), 5);
    const json_t *extra = json_object_get(day, "extra");
    assert_int_equal(json_array_size(json_object_get(root, "columns")), 2);
    assert_int_equal(json_array_size(extra), 2);
    assert_int_equal(strlen(json_string_value(json_array_get(extra, 1))), 10000);
    check_reasons(root);
    json_decref(root);
    free(text);
    trial_free(c);
}

static void the_same_in_every_locale(void **state)
{
    char folder[FIXTURE_FOLDER], number[10];
    struct trial_case *c = trial_make(TRIAL_HELPS);
    const struct phil_trial_view *view = &c->view;
    char *plain[3] = {trial_json(view), trial_html(view), trial_terminal(view, 80, false, true)};
    const bool comma = fixture_comma_locale(folder);
    snprintf(number, sizeof number, "%.1f", 1.5);
    char *other[3] = {trial_json(view), trial_html(view), trial_terminal(view, 80, false, true)};
    fixture_plain_locale(folder);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(plain[i], other[i]);
        free(plain[i]);
        free(other[i]);
    }
    trial_free(c);
    if (!comma)
        skip();
    assert_string_equal(number, "1,5"); /* the comma was in force */
}

static void several_in_one_document(void **state)
{
    struct trial_case *cases[3] = {trial_make(TRIAL_HELPS), trial_make(TRIAL_FLAG),
                                   trial_make(TRIAL_BEFORE)};
    const struct phil_trial_view views[3] = {cases[0]->view, cases[1]->view, cases[2]->view};
    char *text = trials_json(views, 3);
    json_t *root = parse(text);
    const json_t *trials = json_object_get(root, "trials");
    assert_string_equal(json_string_value(json_object_get(root, "schema")), "philtrum.trials/1");
    assert_int_equal(json_array_size(trials), 3);
    assert_int_equal(json_integer_value(json_object_get(root, "trials_told")), 2);
    assert_float_equal(real(root, "chance_of_one_by_luck"), 0.0975, 1e-9);
    assert_true(json_is_true(json_object_get(json_array_get(trials, 1), "red_flag")));
    check_reasons(root);
    json_decref(root);
    free(text);
    for (int i = 0; i < 3; i++)
        trial_free(cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts_find_what_they_rely_on),
        cmocka_unit_test(numbers_are_those_of_the_result),
        cmocka_unit_test(days_keep_their_own_numbers),
        cmocka_unit_test(a_running_trial_shows_no_effect),
        cmocka_unit_test(further_columns_come_as_they_went),
        cmocka_unit_test(the_same_in_every_locale),
        cmocka_unit_test(several_in_one_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
