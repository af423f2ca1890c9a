/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and dates, against the C library's calendar. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/date.h"

/* 41 and 365 have no common factor: every day of the year has its turn. */
enum { STEP = 41, DAY_S = 86400 };

static void every_day_has_its_date_and_back(void **state)
{
    for (int64_t day = PHIL_DAY_FIRST; day <= PHIL_DAY_LAST; day += STEP) {
        const time_t noon = (time_t)(day * DAY_S + DAY_S / 2);
        struct tm tm;
        struct phil_date date;
        int64_t back;
        assert_non_null(gmtime_r(&noon, &tm));
        assert_true(phil_date_of_day(day, &date));
        assert_int_equal(date.year, tm.tm_year + 1900);
        assert_int_equal(date.month, tm.tm_mon + 1);
        assert_int_equal(date.day, tm.tm_mday);
        assert_true(phil_day_of_date(&date, &back));
        assert_int_equal(back, day);
    }
}

static void the_first_and_the_last_day_have_a_date(void **state)
{
    char text[PHIL_DATE_SIZE];
    int64_t day;
    assert_true(phil_date_write(PHIL_DAY_FIRST, text));
    assert_string_equal(text, "0001-01-01");
    assert_true(phil_date_read(text, &day));
    assert_int_equal(day, PHIL_DAY_FIRST);
    assert_true(phil_date_write(PHIL_DAY_LAST, text));
    assert_string_equal(text, "9999-12-31");
    assert_true(phil_date_read(text, &day));
    assert_int_equal(day, PHIL_DAY_LAST);
}

static void beyond_them_there_is_none(void **state)
{
    static const int64_t beyond[] = {PHIL_DAY_FIRST - 1, PHIL_DAY_LAST + 1, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        char text[PHIL_DATE_SIZE] = "x";
        assert_false(phil_date_write(beyond[i], text));
        assert_string_equal(text, "");
    }
}

static void what_is_no_date_is_refused(void **state)
{
    static const char *const none[] = {
        "",           "2026",        "2026-11",    "2026-11-2",  "2026-11-261", "2026-11-31",
        "2026-02-29", "1900-02-29",  "2026-00-10", "2026-13-01", "2026-11-00",  "2026-11-32",
        "0000-01-01", "2026/11/26",  "26-11-2026", "-026-11-26", "2026-+1-26",  " 2026-11-2",
        "2026-11-2x", "2026-11-26 ", "99999-1-01"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        int64_t day = 7;
        assert_false(phil_date_read(none[i], &day));
        assert_int_equal(day, 7);
    }
}

static void leap_days_are_those_of_the_calendar(void **state)
{
    int64_t day;
    assert_true(phil_date_read("2000-02-29", &day));
    assert_int_equal(day, 11016);
    assert_true(phil_date_read("2028-02-29", &day));
    assert_true(phil_date_read("1969-12-31", &day));
    assert_int_equal(day, -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_has_its_date_and_back),
        cmocka_unit_test(the_first_and_the_last_day_have_a_date),
        cmocka_unit_test(beyond_them_there_is_none),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(leap_days_are_those_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
