/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Causes and doses: the table is sound, doses are read as people type them, mistakes are told. */
#include "../base/comma.h"
#include "row.h"
#include "told.h"

#include <philtrum/causes.h>
#include <philtrum/nerve.h>

#include <math.h>
#include <string.h>

static void the_table_is_sound(void **state)
{
    (void)state;
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    assert_true(n >= 10 && n <= PHIL_NERVE_MAX_CAUSES);
    for (size_t c = 0; c < n; c++) {
        assert_ptr_equal(phil_nerve_cause_find(cause[c].id), &cause[c]);
        assert_true(cause[c].name && cause[c].mechanism && cause[c].evidence);
        assert_in_range(cause[c].n_parameters, 1, PHIL_NERVE_MAX_PARAMETERS);
        for (size_t i = 0; i < cause[c].n_parameters; i++) {
            const struct phil_nerve_parameter *p = &cause[c].parameters[i];
            assert_true(p->name && p->unit && p->text && p->source && *p->source);
            assert_true(p->lo < p->hi);
            assert_true(p->none >= p->lo && p->none <= p->hi);
            assert_true(p->usual >= p->lo && p->usual <= p->hi);
            assert_true(p->severe >= p->lo && p->severe <= p->hi);
            for (size_t k = 0; k < i; k++)
                assert_string_not_equal(p->name, cause[c].parameters[k].name);
        }
        for (size_t k = 0; k < c; k++)
            assert_string_not_equal(cause[c].id, cause[k].id);
    }
    assert_null(phil_nerve_cause_find("coffee"));
    assert_null(phil_nerve_cause_find(NULL));
}

/* What can be simulated is what `philtrum explain` weighs, by the same names. */
static void every_cause_is_one_of_the_knowledge_base(void **state)
{
    (void)state;
    struct phil_knowledge *knowledge;
    assert_int_equal(phil_knowledge_new(&knowledge, NULL, NULL), PHIL_OK);
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    for (size_t c = 0; c < n; c++)
        assert_non_null(phil_knowledge_find_cause(knowledge, cause[c].id));
    phil_knowledge_free(knowledge);
}

/* Words for frightened people: short, no full name of a disease as a threat, no shouting. */
static void words_are_short_and_calm(void **state)
{
    (void)state;
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    for (size_t c = 0; c < n; c++) {
        assert_true(strlen(cause[c].mechanism) < 240);
        assert_true(strlen(cause[c].evidence) < 280);
        assert_null(strchr(cause[c].mechanism, '!'));
        assert_null(strchr(cause[c].evidence, '!'));
        assert_null(strstr(cause[c].evidence, "fatal"));
    }
    const struct phil_nerve_cause *potassium = phil_nerve_cause_find("low_potassium");
    assert_non_null(strstr(potassium->mechanism, "twitch less, not more"));
    assert_non_null(strstr(phil_nerve_cause_find("als")->evidence, "almost never"));
}

static void severity_goes_in_straight_lines(void **state)
{
    (void)state;
    size_t n;
    const struct phil_nerve_cause *cause = phil_nerve_causes(&n);
    for (size_t c = 0; c < n; c++)
        for (size_t i = 0; i < cause[c].n_parameters; i++) {
            const struct phil_nerve_parameter *p = &cause[c].parameters[i];
            const double want[] = {p->none, (p->none + p->usual) / 2, p->usual,
                                   (p->usual + p->severe) / 2, p->severe};
            for (int k = 0; k < 5; k++) {
                struct phil_nerve_dose dose;
                assert_int_equal(phil_nerve_dose_init(&dose, &cause[c], k / 4.0, NULL), PHIL_OK);
                assert_ptr_equal(dose.cause, &cause[c]);
                assert_true(fabs(dose.value[i] - want[k]) < 1e-12 * (1 + fabs(want[k])));
            }
        }
    struct phil_told told = {""};
    const struct phil_log log = {phil_told_keep, &told};
    struct phil_nerve_dose dose;
    assert_int_equal(phil_nerve_dose_init(&dose, cause, 1.5, &log), PHIL_EARG);
    assert_non_null(strstr(told.text, "0 (none) to 1 (severe)"));
    assert_int_equal(phil_nerve_dose_init(&dose, cause, NAN, &log), PHIL_EARG);
}

static double set(const char *id, const char *name, const char *text)
{
    struct phil_nerve_dose dose;
    const struct phil_nerve_cause *cause = phil_nerve_cause_find(id);
    assert_int_equal(phil_nerve_dose_init(&dose, cause, 0.5, NULL), PHIL_OK);
    struct phil_told told = {""};
    const struct phil_log log = {phil_told_keep, &told};
    if (phil_nerve_dose_set(&dose, name, text, &log) != PHIL_OK)
        fail_msg("%s", told.text);
    for (size_t i = 0; i < cause->n_parameters; i++)
        if (!name || strcmp(cause->parameters[i].name, name) == 0)
            return dose.value[i];
    return NAN;
}

static void doses_are_read_as_people_type_them(void **state)
{
    (void)state;
    assert_float_equal(set("caffeine", NULL, "6mg/kg"), 6, 1e-12);
    assert_float_equal(set("caffeine", NULL, "6 mg/kg"), 6, 1e-12);
    assert_float_equal(set("caffeine", "dose", " 6.5 MG/KG "), 6.5, 1e-12);
    assert_float_equal(set("low_potassium", NULL, "2.5mmol/L"), 2.5, 1e-12);
    assert_float_equal(set("low_potassium", NULL, "2.5 mmol/l"), 2.5, 1e-12);
    assert_float_equal(set("als", NULL, "0.4"), 0.4, 1e-12);
    assert_float_equal(set("als", "rate", "60/min"), 60, 1e-12);
    assert_float_equal(set("parkinson", "hz", "4.5Hz"), 4.5, 1e-12);
    assert_float_equal(set("tourette", "suppression", "1"), 1, 1e-12);
}

static void refused(const char *id, const char *name, const char *text, const char *needle)
{
    struct phil_nerve_dose dose, kept;
    assert_int_equal(phil_nerve_dose_init(&dose, phil_nerve_cause_find(id), 0.5, NULL), PHIL_OK);
    kept = dose;
    struct phil_told told = {""};
    const struct phil_log log = {phil_told_keep, &told};
    assert_int_equal(phil_nerve_dose_set(&dose, name, text, &log), PHIL_EARG);
    if (!strstr(told.text, needle))
        fail_msg("\"%s\" does not say \"%s\"", told.text, needle);
    assert_memory_equal(dose.value, kept.value, sizeof dose.value);
}

/* In a country that writes commas, a point is still a point, and a comma is told of. */
static void a_comma_country_changes_nothing(void **state)
{
    (void)state;
    char folder[FIXTURE_FOLDER];
    if (!fixture_comma_locale(folder))
        skip();
    const double value = set("low_potassium", NULL, "2.5mmol/L");
    refused("low_potassium", NULL, "2,5 mmol/L", "comma");
    refused("low_potassium", NULL, "1", "1.5 to 5.5 mmol/L");
    fixture_plain_locale(folder);
    assert_float_equal(value, 2.5, 1e-12);
}

static void mistakes_are_told_with_range_and_unit(void **state)
{
    (void)state;
    refused("caffeine", NULL, "6 mg", "0 to 20 mg/kg");
    refused("caffeine", NULL, "6 mg/kg/day", "0 to 20 mg/kg");
    refused("caffeine", NULL, "600", "0 to 20 mg/kg");
    refused("caffeine", NULL, "-1mg/kg", "outside 0 to 20 mg/kg");
    refused("caffeine", NULL, "a lot", "not a number");
    refused("caffeine", NULL, "", "not a number");
    refused("caffeine", NULL, "nan", "not a number");
    refused("low_potassium", NULL, "2,5 mmol/L", "comma");
    refused("low_potassium", NULL, "10 mg/dl", "1.5 to 5.5 mmol/L");
    refused("als", NULL, "0.4 mg/kg", "no unit");
    refused("als", NULL, "1.4", "0 to 1");
    refused("hemifacial_spasm", "lod", "30", "\"load\"");
    refused("hemifacial_spasm", "potassium", "30", "it has fraction, load");
}

static void extreme_text_is_refused(void **state)
{
    (void)state;
    char longest[5000];
    memset(longest, '9', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    refused("caffeine", NULL, longest, "cannot set");
    refused("caffeine", longest, "1", "cannot set");
    refused("caffeine", "", "1", "cannot set");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sound),
        cmocka_unit_test(every_cause_is_one_of_the_knowledge_base),
        cmocka_unit_test(words_are_short_and_calm),
        cmocka_unit_test(severity_goes_in_straight_lines),
        cmocka_unit_test(doses_are_read_as_people_type_them),
        cmocka_unit_test(a_comma_country_changes_nothing),
        cmocka_unit_test(mistakes_are_told_with_range_and_unit),
        cmocka_unit_test(extreme_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
