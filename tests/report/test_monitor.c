/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outcome monitoring as people and programs get it: every number with its interval or its reason,
 * forecasts called so, nobody named, the same numbers in every form. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "../base/comma.h"
#include "fixture.h"
#include "monitor_fixture.h"
#include "told.h"
#include "well_formed.h"

static void json_is_whole(void **state)
{
    struct phil_monitor *m = monitor_make();
    char *text = monitor_write(m, MONITOR_JSON);
    json_error_t error;
    json_t *root = json_loads(text, 0, &error);
    assert_non_null(root);
    assert_int_equal(strcspn(text, "\n") + 1, strlen(text));
    assert_string_equal(json_string_value(json_object_get(root, "schema")), "philtrum.monitor/1");
    json_t *courses = json_object_get(root, "courses");
    assert_int_equal(json_array_size(courses), m->n_courses);
    for (size_t c = 0; c < m->n_courses; c++) {
        json_t *course = json_array_get(courses, c);
        const struct phil_estimate *ratio = &m->courses[c].rate_ratio;
        json_t *value = json_object_get(course, "rate_ratio");
        if (ratio->value.reason)
            assert_string_equal(json_string_value(json_object_get(course, "rate_ratio_reason")),
                                ratio->value.reason);
        else
            assert_float_equal(json_real_value(value), ratio->value.value, 1e-4);
        assert_true(json_is_null(value) == (ratio->value.reason != NULL));
        assert_null(json_object_get(course, "day")); /* a date tells who it was */
    }
    assert_int_equal(json_array_size(json_object_get(root, "service")), 3);
    assert_false(fixture_has_nan(text));
    json_decref(root);
    free(text);
    phil_monitor_free(m);
}

static void nobody_is_named_and_no_date_told(void **state)
{
    struct phil_monitor *m = monitor_make();
    for (int form = 0; form < N_MONITOR_FORMS; form++) {
        char *text = monitor_write(m, (enum monitor_form)form);
        told_not(text, "Mustermann");
        told_not(text, "2026-0");
        told_not(text, "20454"); /* the day of the first injection, in days since 1970 */
        free(text);
    }
    phil_monitor_free(m);
}

/* The text as if it were on one line. */
static void flatten(char *text)
{
    char *to = text;
    for (const char *c = text; *c; c++)
        if (*c != '\n' && *c != ' ')
            *to++ = *c;
        else if (to > text && to[-1] != ' ')
            *to++ = ' ';
    *to = '\0';
}

static void words_say_what_is_known(void **state)
{
    struct phil_monitor *m = monitor_make();
    char *text = monitor_write(m, MONITOR_TERMINAL), *page = monitor_write(m, MONITOR_HTML);
    flatten(text);
    for (int i = 0; i < 2; i++) {
        char *told = i ? page : text;
        told_at(told, "Injections of botulinum toxin");
        told_at(told, "Forecast: half of");
        told_at(told, "ICC(A,1)");
        told_at(told, "not clinically validated");
        assert_null(
            strstr(told + told_at(told, "not clinically validated") + 10, "clinically validated"));
        told_at(told, "fewer than five patients");
        told_at(told, "No ratio: never measured before it");
        told_not(told, "ratio: -");
    }
    free(text);
    free(page);
    phil_monitor_free(m);
}

static void lines_fit(void **state)
{
    struct phil_monitor *m = monitor_make();
    char *text = monitor_write(m, MONITOR_TERMINAL);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(strlen(line) <= 80);
    free(text);
    phil_monitor_free(m);
}

static void the_page_is_well_formed(void **state)
{
    struct phil_monitor *m = monitor_make();
    char *page = monitor_write(m, MONITOR_HTML);
    assert_true(well_formed_check(page) > 100);
    assert_false(fixture_has_nan(page));
    told_not(page, "<script");
    told_not(page, " src=");
    told_at(page, "class=\"fit ahead\"");
    told_at(page, "class=\"mean\"");
    told_at(page, "Kaplan-Meier");
    free(page);
    phil_monitor_free(m);
}

/* A count in no time at all gave an axis without an end, and writing it never ended. */
static void a_rate_beyond_all_bounds_has_an_axis(void **state)
{
    struct phil_monitor *m = monitor_make();
    assert_true(m->courses[0].n_visits > 0);
    m->courses[0].visit_rate[0] = m->courses[0].visit_hi[0] = INFINITY;
    m->courses[1].visit_rate[0] = m->courses[1].visit_hi[0] = 1e308;
    char *page = monitor_write(m, MONITOR_HTML);
    assert_true(well_formed_check(page) > 100);
    assert_true(strlen(page) < 1000000);
    free(page);
    phil_monitor_free(m);
}

/* Eight fields in every line; the quoted ones hold the only commas that count for nothing. */
static void tables_are_tables(void **state)
{
    struct phil_monitor *m = monitor_make();
    char *text = monitor_write(m, MONITOR_CSV), *rest = text;
    told_at(text, "service,toxin,rate_ratio,");
    told_at(text, "return_days_forecast,");
    for (char *line; (line = strsep(&rest, "\n")) && *line;) {
        int commas = 0;
        bool quoted = false;
        for (const char *c = line; *c; c++) {
            quoted ^= *c == '"';
            commas += *c == ',' && !quoted;
        }
        if (commas != 7 || quoted)
            fail_msg("%s", line);
    }
    free(text);
    phil_monitor_free(m);
}

static void a_comma_locale_changes_nothing(void **state)
{
    char folder[FIXTURE_FOLDER];
    struct phil_monitor *m = monitor_make();
    char *before[N_MONITOR_FORMS];
    for (int form = 0; form < N_MONITOR_FORMS; form++)
        before[form] = monitor_write(m, (enum monitor_form)form);
    const bool there = fixture_comma_locale(folder);
    for (int form = 0; form < N_MONITOR_FORMS; form++) {
        char *after = monitor_write(m, (enum monitor_form)form);
        assert_string_equal(before[form], after);
        free(before[form]);
        free(after);
    }
    if (there)
        fixture_plain_locale(folder);
    phil_monitor_free(m);
}

static void nothing_is_said_to_be_nothing(void **state)
{
    struct phil_monitor empty = {.n_patients = 0};
    static const char not_known[] = "no patient measured twice on a day";
    empty.reliability.icc.value = empty.reliability.sem.value = empty.reliability.mdc_factor.value =
        phil_unmeasured(not_known);
    empty.reliability.icc_form = "ICC(1)";
    for (int form = 0; form < N_MONITOR_FORMS; form++) {
        char *text = monitor_write(&empty, (enum monitor_form)form);
        if (form == MONITOR_HTML || form == MONITOR_TERMINAL)
            told_at(text, "neither a treatment nor repeats");
        if (form == MONITOR_HTML)
            well_formed_check(text);
        free(text);
    }
}

static void a_full_disk_is_told(void **state)
{
    struct phil_monitor *m = monitor_make();
    for (int form = 0; form < N_MONITOR_FORMS; form++) {
        FILE *out = fopen("/dev/full", "w");
        if (!out)
            skip();
        setvbuf(out, NULL, _IONBF, 0);
        assert_int_equal(monitor_write_to(out, m, (enum monitor_form)form), PHIL_EIO);
        fclose(out);
    }
    phil_monitor_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_whole),
        cmocka_unit_test(nobody_is_named_and_no_date_told),
        cmocka_unit_test(words_say_what_is_known),
        cmocka_unit_test(lines_fit),
        cmocka_unit_test(the_page_is_well_formed),
        cmocka_unit_test(a_rate_beyond_all_bounds_has_an_axis),
        cmocka_unit_test(tables_are_tables),
        cmocka_unit_test(a_comma_locale_changes_nothing),
        cmocka_unit_test(nothing_is_said_to_be_nothing),
        cmocka_unit_test(a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
