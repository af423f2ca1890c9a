/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The document philtrum.explanation/1, read back with Jansson and held against the contract. */
#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "explain_fixture.h"
#include "../base/comma.h"
#include "fixture.h"

/* One line, ASCII, no NaN; parsed. */
static json_t *document(const struct explain_case *c)
{
    char *text = explain_json(c);
    json_error_t error;
    for (const unsigned char *at = (unsigned char *)text; *at; at++)
        assert_true((*at >= 0x20 && *at < 0x7f) || (*at == '\n' && !at[1]));
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        fail_msg("%s at %d in %s", error.text, error.position, text);
    free(text);
    return root;
}

/* Members of the contract with their types: s string, r real, i integer, b boolean, a array,
 * o object; '?' after it: null is allowed where "<name>_reason" says why. */
static void check_members(const json_t *object, const char *const (*members)[2])
{
    assert_true(json_is_object(object));
    for (; (*members)[0]; members++) {
        const char *name = (*members)[0], *type = (*members)[1];
        const json_t *member = json_object_get(object, name);
        if (!member)
            fail_msg("\"%s\" is missing", name);
        if (json_is_null(member) && type[1] == '?') {
            char reason[100];
            snprintf(reason, sizeof reason, "%s_reason", name);
            assert_true(json_string_length(json_object_get(object, reason)) > 0);
            continue;
        }
        const bool right = type[0] == 's'   ? json_is_string(member)
                           : type[0] == 'r' ? json_is_number(member)
                           : type[0] == 'i' ? json_is_integer(member)
                           : type[0] == 'b' ? json_is_boolean(member)
                           : type[0] == 'a' ? json_is_array(member)
                                            : json_is_object(member);
        if (!right)
            fail_msg("\"%s\" is of another type than '%s'", name, type);
    }
}

static const char *const root_members[][2] = {
    {"schema", "s"},       {"triage", "o"},   {"causes", "a"},
    {"unexplained", "r?"}, {"version", "s"},  {"next_questions", "a"},
    {"screens", "a"},      {"remedies", "a"}, {"missing", "a"},
    {"created", "s"},      {"known", "a"},    {"sources", "o"},
    {"draws", "i"},        {NULL, NULL}};
static const char *const reason_members[][2] = {{"finding", "s?"}, {"text", "s"}, {"source", "s"},
                                                {"level", "s"},    {"rule", "s"}, {NULL, NULL}};
static const char *const cause_members[][2] = {
    {"id", "s"},        {"name", "s"}, {"probability", "r"}, {"probability_ci", "a?"},
    {"serious", "b"},   {"for", "a"},  {"against", "a"},     {"present", "r"},
    {"base_rate", "r"}, {NULL, NULL}};
static const char *const weight_members[][2] = {
    {"finding", "s"}, {"weight_db", "r?"}, {"source", "s"}, {"text", "s"},
    {"basis", "s"},   {"origin", "s"},     {NULL, NULL}};
static const char *const question_members[][2] = {
    {"finding", "s"}, {"expected_gain_bits", "r?"}, {"text", "s"}, {NULL, NULL}};
static const char *const screen_members[][2] = {{"text", "s"}, {"findings", "a"}, {NULL, NULL}};
static const char *const remedy_members[][2] = {
    {"id", "s"},       {"text", "s"}, {"try_for_days", "i"}, {"caution", "s"}, {"source", "s"},
    {"cautions", "a"}, {"how", "s"},  {"withheld", "b"},     {"cause", "s"},   {NULL, NULL}};

static void check_each(const json_t *array, const char *const (*members)[2])
{
    for (size_t i = 0; i < json_array_size(array); i++)
        check_members(json_array_get(array, i), members);
}

static void check_cause(const json_t *cause)
{
    const json_t *ci = json_object_get(cause, "probability_ci");
    const double p = json_real_value(json_object_get(cause, "probability"));
    check_members(cause, cause_members);
    check_each(json_object_get(cause, "for"), weight_members);
    check_each(json_object_get(cause, "against"), weight_members);
    assert_true(p >= 0 && p <= 1);
    if (!json_is_array(ci))
        return;
    assert_int_equal(json_array_size(ci), 2);
    assert_true(json_real_value(json_array_get(ci, 0)) <= p);
    assert_true(json_real_value(json_array_get(ci, 1)) >= p);
}

static void every_case_keeps_the_contract(void **state)
{
    for (int f = 0; f < N_EXPLAIN_FIXTURES; f++) {
        struct explain_case *c = explain_make((enum explain_fixture)f);
        json_t *root = document(c), *triage = json_object_get(root, "triage");
        const json_t *causes = json_object_get(root, "causes");
        check_members(root, root_members);
        assert_string_equal(json_string_value(json_object_get(root, "schema")),
                            "philtrum.explanation/1");
        assert_string_equal(json_string_value(json_object_get(triage, "level")),
                            phil_care_name(c->explanation.care));
        assert_int_equal(json_array_size(json_object_get(triage, "reasons")),
                         c->explanation.n_reasons);
        check_each(json_object_get(triage, "reasons"), reason_members);
        assert_int_equal(json_array_size(causes), FIXTURE_CAUSES); /* every one of them */
        for (size_t i = 0; i < FIXTURE_CAUSES; i++)
            check_cause(json_array_get(causes, i));
        check_each(json_object_get(root, "next_questions"), question_members);
        check_each(json_object_get(root, "screens"), screen_members);
        check_each(json_object_get(root, "remedies"), remedy_members);
        assert_int_equal(json_array_size(json_object_get(root, "missing")),
                         c->explanation.n_missing);
        json_decref(root);
        explain_free(c);
    }
}

static const json_t *item(const json_t *root, const char *array, size_t at)
{
    return json_array_get(json_object_get(root, array), at);
}

static void the_numbers_are_those_of_the_explanation(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    json_t *root = document(c);
    const json_t *caffeine = item(root, "causes", 0);
    const json_t *weight = item(caffeine, "for", 0), *unlikely = item(root, "causes", 6);
    assert_string_equal(json_string_value(json_object_get(caffeine, "id")), "caffeine");
    assert_float_equal(json_real_value(json_object_get(caffeine, "probability")), 0.62, 1e-12);
    assert_float_equal(json_real_value(item(caffeine, "probability_ci", 1)), 0.81, 1e-12);
    assert_string_equal(json_string_value(json_object_get(weight, "finding")),
                        "caffeine_mg_per_day");
    assert_float_equal(json_real_value(json_object_get(weight, "weight_db")), 7.2, 1e-12);
    assert_string_equal(json_string_value(json_object_get(weight, "origin")), "diary");
    assert_float_equal(json_real_value(json_object_get(unlikely, "probability")),
                       c->results[6].probability, 1e-8); /* small, and not 0 */
    assert_float_equal(json_real_value(json_object_get(root, "unexplained")), 0.12, 1e-12);
    assert_float_equal(
        json_real_value(json_object_get(item(root, "next_questions", 0), "expected_gain_bits")),
        0.0421, 1e-12);
    assert_int_equal(json_integer_value(json_object_get(item(root, "remedies", 0), "try_for_days")),
                     14);
    assert_string_equal(json_string_value(item(root, "missing", 0)), "slurred_speech");
    json_decref(root);
    explain_free(c);
}

static void a_withheld_remedy_says_why(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    json_t *root = document(c);
    const json_t *potassium = item(root, "remedies", 1);
    assert_true(json_is_true(json_object_get(potassium, "withheld")));
    assert_string_equal(json_string_value(json_object_get(potassium, "caution")),
                        "With a kidney disease potassium can rise dangerously.");
    assert_string_equal(json_string_value(json_object_get(item(root, "remedies", 2), "caution")),
                        "");
    assert_true(json_is_null(json_object_get(potassium, "trial")));
    assert_true(json_string_length(json_object_get(potassium, "trial_reason")) > 0);
    json_decref(root);
    explain_free(c);
}

static void what_is_missing_is_null_with_a_reason(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    c->explanation.draws = 0;
    c->results[0].interval = (struct phil_interval){NAN, NAN};
    c->weights[0].weight_db = INFINITY;
    c->explanation.unexplained = NAN;
    json_t *root = document(c);
    check_members(root, root_members);
    check_cause(item(root, "causes", 0));
    assert_true(json_is_null(json_object_get(item(root, "causes", 0), "probability_ci")));
    assert_true(json_is_null(json_object_get(root, "unexplained")));
    json_decref(root);
    explain_free(c);
}

static const json_t *known(const json_t *root, const char *finding)
{
    const json_t *all = json_object_get(root, "known");
    for (size_t i = 0; i < json_array_size(all); i++)
        if (!strcmp(json_string_value(json_object_get(json_array_get(all, i), "finding")), finding))
            return json_array_get(all, i);
    return NULL;
}

static void what_it_rests_on_is_told(void **state)
{
    struct explain_case *c = explain_make(EXPLAIN_COFFEE);
    json_t *root = document(c);
    assert_true(json_is_true(json_object_get(known(root, "racing_heart"), "value")));
    assert_string_equal(json_string_value(json_object_get(known(root, "sex"), "value")), "female");
    assert_float_equal(
        json_number_value(json_object_get(known(root, "caffeine_mg_per_day"), "value")), 600, 0);
    assert_string_equal(
        json_string_value(json_object_get(known(root, "caffeine_mg_per_day"), "origin")), "diary");
    assert_true(json_is_null(json_object_get(known(root, "kidney_disease"), "value")));
    assert_null(known(root, "slurred_speech"));
    assert_string_equal(json_string_value(json_object_get(
                            json_object_get(json_object_get(root, "sources"), "TUZ16"), "text")),
                        "Eyelid myokymia in medical students, 2016");
    json_decref(root);
    explain_free(c);
}

/* A comma for the decimal point would make "0,62" two items. */
static void the_locale_does_not_matter(void **state)
{
    char folder[FIXTURE_FOLDER];
    struct explain_case *c = explain_make(EXPLAIN_SPASM);
    char *plain[] = {explain_json(c), explain_terminal(c, 80, false, true), explain_html(c)};
    const bool comma = fixture_comma_locale(folder);
    char *other[] = {explain_json(c), explain_terminal(c, 80, false, true), explain_html(c)};
    fixture_plain_locale(folder);
    for (int i = 0; i < 3; i++) {
        assert_string_equal(plain[i], other[i]);
        free(plain[i]);
        free(other[i]);
    }
    explain_free(c);
    if (!comma)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_keeps_the_contract),
        cmocka_unit_test(the_numbers_are_those_of_the_explanation),
        cmocka_unit_test(a_withheld_remedy_says_why),
        cmocka_unit_test(what_is_missing_is_null_with_a_reason),
        cmocka_unit_test(what_it_rests_on_is_told),
        cmocka_unit_test(the_locale_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
