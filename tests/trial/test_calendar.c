/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calendars: their form, their UIDs, what they refuse. calendar.sh reads them with another program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libical/ical.h>

#include "calendar_plan.h"

static const struct phil_moment now = {.utc_s = 1790000000, .offset_s = 7200};

static void write_text(const struct phil_trial_plan *plan, int64_t first, const char *zone,
                       char **text)
{
    size_t size;
    FILE *out = open_memstream(text, &size);
    assert_non_null(out);
    assert_int_equal(phil_trial_calendar(out, plan, first, zone, &now), PHIL_OK);
    fclose(out);
}

static int count(const char *text, const char *what)
{
    int n = 0;
    for (; (text = strstr(text, what)); text++)
        n++;
    return n;
}

static void an_event_for_each_day(void **state)
{
    const struct phil_trial_plan plan = calendar_plan(2);
    char *text = NULL;
    write_text(&plan, 20500, "", &text);
    assert_int_equal(count(text, "SUMMARY:Film a clip of 3 minutes"), 22);
    /* Run-in, then BA, AB: that two periods of arm A meet must not show. */
    assert_int_equal(count(text, "SUMMARY:A new part begins"), 5);
    assert_int_equal(count(text, "BEGIN:VEVENT"), 22 + 5 + 1);
    assert_int_equal(count(text, "BEGIN:VALARM"), 28);
    assert_int_equal(count(text, "BEGIN:VTIMEZONE"), 0);
    assert_int_equal(count(text, "DTSTAMP:20260921T141320Z"), 28);
    free(text);
}

/* The same plan begun on another day moves its events instead of doubling them. */
static void uids_are_stable(void **state)
{
    struct phil_trial_plan plan = calendar_plan(2);
    char *a = NULL, *b = NULL, *c = NULL;
    write_text(&plan, 20500, "", &a);
    write_text(&plan, 20512, "Europe/Berlin", &b);
    plan.seed++;
    write_text(&plan, 20500, "", &c);
    const char *at = a;
    char uid[100];
    for (int n = 0; (at = strstr(at, "UID:")); at++, n++) {
        snprintf(uid, sizeof uid, "%.*s", (int)strcspn(at, "\r"), at);
        assert_int_equal(count(a, uid) >= 1, 1);
        assert_non_null(strstr(b, uid));
        assert_null(strstr(c, uid));
    }
    assert_null(strstr(a, "1234567890abcdef")); /* the seed tells the order */
    free(a);
    free(b);
    free(c);
}

/* libical's own reader finds no fault. */
static void another_reader_takes_it(void **state)
{
    const struct phil_trial_plan plan = calendar_plan(4);
    char *text = NULL;
    write_text(&plan, 20500, "Europe/Berlin", &text);
    icalcomponent *read = icalparser_parse_string(text);
    assert_non_null(read);
    assert_int_equal(icalcomponent_count_errors(read), 0);
    assert_true(icalrestriction_check(read));
    assert_int_equal(icalcomponent_count_errors(read), 0);
    icalcomponent_free(read);
    free(text);
}

/* What is no zone is never written: the times float. */
static void zones_that_are_none(void **state)
{
    static const char *const zones[] = {"Mars/Olympus",
                                        "../../../etc/passwd",
                                        "Europe",
                                        "Europe/Berlin\r\n",
                                        "/etc/localtime",
                                        "a b",
                                        "\xff"};
    const struct phil_trial_plan plan = calendar_plan(1);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        char *text = NULL;
        write_text(&plan, 20500, zones[i], &text);
        assert_null(strstr(text, "TZID"));
        assert_non_null(strstr(text, "DTSTART:2026"));
        free(text);
    }
}

static void what_is_no_plan(void **state)
{
    FILE *out = fopen("/dev/null", "w");
    struct phil_trial_plan plan = calendar_plan(0);
    assert_non_null(out);
    assert_int_equal(phil_trial_calendar(out, &plan, 20500, "", &now), PHIL_EARG);
    plan = calendar_plan(1);
    strcpy(plan.clip_time, "8pm");
    assert_int_equal(phil_trial_calendar(out, &plan, 20500, "", &now), PHIL_EARG);
    plan = calendar_plan(1);
    assert_int_equal(phil_trial_calendar(out, &plan, INT64_MAX, "", &now), PHIL_EARG);
    assert_int_equal(phil_trial_calendar(out, &plan, 20500, NULL, &now), PHIL_EARG);
    assert_int_equal(phil_trial_calendar(out, NULL, 20500, "", &now), PHIL_EARG);
    fclose(out);
    if (!(out = fopen("/dev/full", "w")))
        skip();
    assert_int_equal(phil_trial_calendar(out, &plan, 20500, "", &now), PHIL_EIO);
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_for_each_day),   cmocka_unit_test(uids_are_stable),
        cmocka_unit_test(another_reader_takes_it), cmocka_unit_test(zones_that_are_none),
        cmocka_unit_test(what_is_no_plan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
