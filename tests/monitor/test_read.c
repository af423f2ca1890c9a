/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A clinic's list as it may come: in any order, with other columns, broken, hostile. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "comma.h"
#include "made.h"

#define HEAD "patient,day,count,exposure_min,treatment,dose\n"

static void refused(const char *text, const char *why)
{
    struct made made;
    struct phil_monitor_data *data = made_read(text, &made);
    if (data || !strstr(made.error, why))
        fail_msg("wanted \"%s\", got \"%s\"", why, made.error);
    assert_int_equal(made.errors, 1);
}

static void rows_come_in_any_order(void **state)
{
    struct made made;
    struct phil_monitor_data *data =
        made_read(HEAD "b,2026-03-02,4,5,,\na,7,1,2,toxin,25\nb,2026-02-28,9,5,,\na,3,2,2,,\n"
                       "b,2026-03-01,,,decompression,\n",
                  &made);
    assert_int_equal(data->n_patients, 2);
    assert_int_equal(data->n_visits, 4);
    assert_int_equal(data->n_courses, 2);
    assert_int_equal(data->visits[0].patient, 1); /* b stands first in the file */
    assert_int_equal(data->visits[0].day, 20512); /* 2026-02-28 by `date -d ... +%s` / 86400 */
    assert_int_equal(data->visits[1].day, 20514);
    assert_int_equal(data->visits[2].day, 3);
    assert_int_equal(data->courses[0].treatment, PHIL_TREATMENT_DECOMPRESSION);
    assert_true(isnan(data->courses[0].dose));
    assert_true(data->courses[1].dose == 25);
    assert_int_equal(made.notes, 0);
    phil_monitor_data_free(data);
}

static void other_columns_are_ignored_with_one_note(void **state)
{
    struct made made;
    struct phil_monitor_data *data =
        made_read("\xef\xbb\xbfname,exposure_min,patient,count,day,age\r\n"
                  "\"O'Hara, J\",5,x,3,1,60\r\n\r\n,5,x,4,2,60",
                  &made);
    assert_int_equal(data->n_visits, 2);
    assert_int_equal(made.notes, 1);
    phil_monitor_data_free(data);
    data = made_read(HEAD "x,1,,,,\nx,2,,0,,\nx,3,4,5,,\n", &made);
    assert_int_equal(data->n_visits, 1);
    assert_int_equal(made.notes, 1); /* two rows tell nothing */
    phil_monitor_data_free(data);
}

static void mistakes_are_named_with_their_line(void **state)
{
    refused("", "the header is missing");
    refused("patient,day,count\n", "exposure_min");
    refused("patient,day,day,count,exposure_min\n", "a column twice");
    refused(HEAD "x,1,3,5,toxn,\n", "did you mean toxin?");
    refused(HEAD "x,1,3,5,surgery,\n", "not toxin, decompression or other");
    refused(HEAD "x,1,3,,,\n", "without the minutes");
    refused(HEAD "x,1,3,0,,\n", "line 2, exposure_min");
    refused(HEAD "x,1,3,1e-308,,\n", "line 2, exposure_min: fewer than 0.0001 minutes");
    refused("patient,day,count,exposure_min\rx,1,3,2\r", "as on an old Macintosh");
    refused(HEAD "x,1,3,-1,,\n", "negative");
    refused(HEAD "x,1,,5,,\n", "minutes without a count");
    refused(HEAD "x,1,2.5,5,,\n", "not a whole number");
    refused(HEAD "x,1,nan,5,,\n", "not a number");
    refused(HEAD "x,1,1e300,5,,\n", "too large");
    refused(HEAD ",1,3,5,,\n", "line 2, patient: empty");
    refused(HEAD "x,1.5,3,5,,\n", "not a whole number of days");
    refused(HEAD "x,2026-02-29,3,5,,\n", "neither a date");
    refused(HEAD "x,29/03/2026,3,5,,\n", "neither a date");
    refused(HEAD "x,9999999999,3,5,,\n", "whole number of days");
    refused(HEAD "x,2026-03-01,3,5,,\ny,1,1,1,,\nx,5,3,5,,\n", "line 4, day");
    refused(HEAD "x,1,3,5,,25\n", "a dose without a treatment");
    refused(HEAD "x,1,3,5\n", "fewer fields");
    refused(HEAD "x,1,3,5,,,\n", "more fields");
    refused(HEAD "x,1,\"3,5,,\n", "never closed");
    refused(HEAD "x\"y,1,3,5,,\n", "quotation mark within");
    refused(HEAD "x\xff,1,3,5,,\n", "UTF-8");
    refused(HEAD "x\x1b[2J,1,3,5,,\n", "line 2");
}

/* Two years that are no leap years though 4 divides them, and one that is. */
static void the_calendar_is_right(void **state)
{
    struct made made;
    refused(HEAD "x,1900-02-29,3,5,,\n", "neither a date");
    struct phil_monitor_data *data =
        made_read(HEAD "x,2000-02-29,3,5,,\ny,1970-01-01,3,5,,\nz,0001-01-01,1,1,,\n"
                       "w,9999-12-31,1,1,,\n",
                  &made);
    assert_int_equal(data->visits[0].day, 11016);
    assert_int_equal(data->visits[1].day, 0);
    assert_int_equal(data->visits[2].day, -719162);
    assert_int_equal(data->visits[3].day, 2932896);
    phil_monitor_data_free(data);
}

static void a_comma_locale_changes_nothing(void **state)
{
    char folder[FIXTURE_FOLDER];
    struct made made;
    if (!fixture_comma_locale(folder))
        skip();
    struct phil_monitor_data *data = made_read(HEAD "x,1,3,2.5,toxin,22.5\n", &made);
    fixture_plain_locale(folder);
    assert_true(data->visits->tally.exposure_min == 2.5 && data->courses->dose == 22.5);
    phil_monitor_data_free(data);
}

/* Patients are numbered by sorting: many of them, with names made to collide, take no longer. */
static void a_hundred_thousand_rows(void **state)
{
    enum { N = 100000 };
    struct made made;
    char *text = malloc(64 * (N + 1)), *at = text;
    at += sprintf(at, HEAD);
    for (int i = 0; i < N; i++)
        at += sprintf(at, "%08d,%d,1,1,,\n", (i * 7919) % 50000, N - i);
    struct phil_monitor_data *data = made_read(text, &made);
    assert_int_equal(data->n_patients, 50000);
    for (size_t i = 1; i < data->n_visits; i++)
        assert_true(data->visits[i - 1].patient < data->visits[i].patient ||
                    data->visits[i - 1].day <= data->visits[i].day);
    phil_monitor_data_free(data);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_in_any_order),
        cmocka_unit_test(other_columns_are_ignored_with_one_note),
        cmocka_unit_test(mistakes_are_named_with_their_line),
        cmocka_unit_test(the_calendar_is_right),
        cmocka_unit_test(a_comma_locale_changes_nothing),
        cmocka_unit_test(a_hundred_thousand_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
