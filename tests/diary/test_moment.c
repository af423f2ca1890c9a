/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clock times against calendars worked out by hand. Zones are POSIX strings, which need no zone
 * database, or names; the latter are skipped where the database is missing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "diary/clock.h"
#include "diary/number.h"
#include "pantry.h"

#define BERLIN    "CET-1CEST,M3.5.0,M10.5.0/3"
#define NEW_YORK  "EST5EDT,M3.2.0,M11.1.0"
#define LORD_HOWE "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"
#define KATHMANDU "<+0545>-5:45"

static void zone(const char *name)
{
    setenv("TZ", name, 1);
    tzset();
}

static bool have_zone(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    return access(path, R_OK) == 0;
}

static const struct reading {
    const char *zone, *now, *text;
    const char *moment; /* NULL: refused, and `says` tells why */
    const char *says;
} readings[] = {
    /* the last time it was so */
    {BERLIN, "2026-11-26T14:00:00+01:00", "08:30", "2026-11-26T08:30:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "14:00", "2026-11-26T14:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "14:01", "2026-11-25T14:01:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "8:30:15", "2026-11-26T08:30:15+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "8am", "2026-11-26T08:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "12:10 AM", "2026-11-26T00:10:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "11pm", "2026-11-25T23:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T00:10:00+01:00", "23:30", "2026-11-25T23:30:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "now", "2026-11-26T14:00:00+01:00", NULL},
    /* named days; 2026-11-26 is a Thursday */
    {BERLIN, "2026-11-26T14:00:00+01:00", "yesterday 22:15", "2026-11-25T22:15:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", " Today  18:00 ", "2026-11-26T18:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "tomorrow 07:00", "2026-11-27T07:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "monday 20:00", "2026-11-23T20:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "thursday 13:00", "2026-11-26T13:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "thu 15:00", "2026-11-19T15:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "friday 15:00", "2026-11-20T15:00:00+01:00", NULL},
    /* spans */
    {BERLIN, "2026-11-26T14:00:00+01:00", "-2h", "2026-11-26T12:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "-90min", "2026-11-26T12:30:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "-1h30", "2026-11-26T12:30:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "1.5h ago", "2026-11-26T12:30:00+01:00", NULL},
    {BERLIN, "2026-03-29T05:00:00+02:00", "-4h", "2026-03-29T00:00:00+01:00", NULL},
    /* dates */
    {BERLIN, "2026-11-26T14:00:00+01:00", "2026-07-01 08:30", "2026-07-01T08:30:00+02:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "2024-02-29T12:00", "2024-02-29T12:00:00+01:00", NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "2026-11-26T08:30:00-05:00", "2026-11-26T08:30:00-05:00",
     NULL},
    {BERLIN, "2026-11-26T14:00:00+01:00", "2026-11-26T08:30:00.25Z", "2026-11-26T09:30:00+01:00",
     NULL},
    /* the clock is put forward: 02:00 to 03:00 on 2026-03-29 */
    {BERLIN, "2026-03-29T12:00:00+02:00", "02:30", NULL, "skipped this time"},
    {BERLIN, "2026-03-29T12:00:00+02:00", "02:00", NULL, "skipped this time"},
    {BERLIN, "2026-03-29T12:00:00+02:00", "03:00", "2026-03-29T03:00:00+02:00", NULL},
    {BERLIN, "2026-03-29T12:00:00+02:00", "01:59", "2026-03-29T01:59:00+01:00", NULL},
    {BERLIN, "2026-03-29T01:50:00+01:00", "02:30", "2026-03-28T02:30:00+01:00", NULL},
    {BERLIN, "2026-03-30T12:00:00+02:00", "yesterday 02:30", NULL, "skipped this time"},
    {BERLIN, "2026-03-30T12:00:00+02:00", "2026-03-29T02:30:00+01:00", "2026-03-29T02:30:00+01:00",
     NULL},
    /* and back: 03:00 to 02:00 on 2026-10-25 */
    {BERLIN, "2026-10-25T12:00:00+01:00", "02:30", "2026-10-25T02:30:00+02:00", "twice"},
    {BERLIN, "2026-10-25T12:00:00+01:00", "02:00", "2026-10-25T02:00:00+02:00", "twice"},
    {BERLIN, "2026-10-25T12:00:00+01:00", "03:00", "2026-10-25T03:00:00+01:00", NULL},
    {BERLIN, "2026-10-25T12:00:00+01:00", "01:59", "2026-10-25T01:59:00+02:00", NULL},
    {BERLIN, "2026-10-25T02:10:00+02:00", "02:30", "2026-10-24T02:30:00+02:00", NULL},
    {BERLIN, "2026-10-25T02:10:00+01:00", "02:30", "2026-10-25T02:30:00+02:00", "twice"},
    /* elsewhere */
    {NEW_YORK, "2026-03-08T12:00:00-04:00", "2:30", NULL, "skipped this time"},
    {NEW_YORK, "2026-11-01T12:00:00-05:00", "1:30", "2026-11-01T01:30:00-04:00", "twice"},
    {NEW_YORK, "2026-11-01T12:00:00-05:00", "yesterday 12:00", "2026-10-31T12:00:00-04:00", NULL},
    {LORD_HOWE, "2026-10-04T12:00:00+11:00", "2:15", NULL, "skipped this time"},
    {LORD_HOWE, "2026-10-04T12:00:00+11:00", "2:30", "2026-10-04T02:30:00+11:00", NULL},
    {LORD_HOWE, "2026-04-05T12:00:00+10:30", "1:45", "2026-04-05T01:45:00+11:00", "twice"},
    {LORD_HOWE, "2026-04-05T12:00:00+10:30", "1:15", "2026-04-05T01:15:00+11:00", NULL},
    {KATHMANDU, "2026-04-05T12:00:00+05:45", "11:15", "2026-04-05T11:15:00+05:45", NULL},
    /* what is no moment */
    {BERLIN, "2026-11-26T14:00:00+01:00", "", NULL, "empty"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "soon", NULL, "not a time"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "8", NULL, "not a time"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "0830", NULL, "not a date"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "24:00", NULL, "a clock goes from"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "08:60", NULL, "a clock goes from"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "08:3", NULL, "not a time"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "08:30x", NULL, "more behind the time"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "13pm", NULL, "from 1 to 12"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "yesterday", NULL, "the time is missing"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "yesterdays 08:30", NULL, "not a day"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "-2", NULL, "hours or minutes"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "--2h", NULL, "not a span"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "-1e300h", NULL, "not a span"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "-99999999h", NULL, "too long ago"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "2026-02-29 08:30", NULL, "no such day"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "2026-13-01 08:30", NULL, "no such day"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "2026-11-26", NULL, "the time is missing"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "2026-11-26 08:30+1", NULL, "not an offset"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "2026-11-28 08:30", NULL, "more than a day ahead"},
    {BERLIN, "2026-11-26T14:00:00+01:00", "0226-11-26 08:30", NULL, "before 1900"},
    {BERLIN, "2026-11-26T14:00:00+01:00",
     "08:30                                                             08:30 and much more behind",
     NULL, "more behind"},
    {BERLIN, "2026-11-26T14:00:00+01:00",
     "2026-11-26-2026-11-26-2026-11-26-2026-11-26-2026-11-26-2026-11-26", NULL, "too long"},
};

static void what_times_mean(void **state)
{
    for (size_t i = 0; i < sizeof readings / sizeof readings[0]; i++) {
        const struct reading *r = &readings[i];
        struct phil_moment found, before;
        struct heard heard;
        char text[32] = "refused";
        zone(r->zone);
        const struct phil_log log = listen_to(&heard);
        const struct phil_moment now = moment_of(r->now);
        memset(&found, 0x5a, sizeof found);
        before = found;
        const enum phil_status status = phil_moment_parse(&found, r->text, &now, &log);
        if (status == PHIL_OK)
            phil_moment_format(&found, text, sizeof text);
        if (strcmp(text, r->moment ? r->moment : "refused") != 0 ||
            (status != PHIL_OK && status != PHIL_EARG))
            fail_msg("%s at %s: %s %s", r->text, r->now, text, heard.error);
        assert_int_equal(heard.errors, r->moment == NULL);
        if (!r->moment)
            assert_memory_equal(&found, &before, sizeof found);
        const char *said = r->moment ? heard.info : heard.error;
        if (r->says ? !strstr(said, r->says) : *said != '\0')
            fail_msg("%s said: %s", r->text, said);
    }
}

/* Samoa had no 30 December 2011: it went from the east of the date line to its west. */
static void a_day_that_was_not(void **state)
{
    struct phil_moment found;
    struct heard heard;
    const struct phil_log log = listen_to(&heard);
    if (!have_zone("Pacific/Apia"))
        skip();
    zone("Pacific/Apia");
    const struct phil_moment now = moment_of("2012-01-05T12:00:00+14:00");
    assert_int_equal(phil_moment_parse(&found, "2011-12-30 12:00", &now, &log), PHIL_EARG);
    assert_non_null(strstr(heard.error, "skipped"));
    assert_int_equal(phil_moment_parse(&found, "2011-12-29 12:00", &now, &log), PHIL_OK);
    assert_int_equal(found.utc_s, moment_of("2011-12-29T12:00:00-10:00").utc_s);
    assert_int_equal(phil_moment_parse(&found, "2011-12-31 12:00", &now, &log), PHIL_OK);
    assert_int_equal(found.utc_s, moment_of("2011-12-31T12:00:00+14:00").utc_s);
    assert_string_equal(found.zone, "Pacific/Apia");
}

/* Every half hour of a year of the wall's clock, against the C library's own mktime(). */
static void against_mktime(void **state)
{
    static const char *const zones[] = {BERLIN, NEW_YORK, LORD_HOWE, KATHMANDU, "UTC"};
    for (size_t z = 0; z < sizeof zones / sizeof zones[0]; z++) {
        zone(zones[z]);
        const struct phil_moment now = moment_of("2027-02-01T00:00:00Z");
        int skipped = 0, twice = 0;
        for (int step = 0; step < 365 * 48; step++) {
            struct tm tm = {.tm_year = 126, .tm_mday = 1, .tm_min = 30 * step, .tm_isdst = -1};
            char text[32];
            struct phil_moment found;
            struct heard heard;
            const struct phil_log log = listen_to(&heard);
            struct tm wall = tm;
            const time_t as_utc = timegm(&wall);
            strftime(text, sizeof text, "%Y-%m-%d %H:%M", &wall);
            const time_t expected = mktime(&tm);
            struct tm back;
            localtime_r(&expected, &back);
            const bool exists = timegm(&back) == as_utc;
            assert_int_equal(phil_moment_parse(&found, text, &now, &log) == PHIL_OK, exists);
            skipped += !exists;
            if (!exists)
                continue;
            twice += heard.info[0] != '\0';
            /* What was shown twice may be either for mktime(); the first is meant here. */
            if (heard.info[0])
                assert_true(found.utc_s <= expected);
            else
                assert_int_equal(found.utc_s, expected);
            assert_int_equal(found.utc_s + found.offset_s, as_utc);
        }
        const int changes = z < 2 ? 2 : z == 2 ? 1 : 0; /* half hours */
        assert_int_equal(skipped, changes);
        assert_int_equal(twice, changes);
    }
}

static void the_zone_has_a_name(void **state)
{
    if (have_zone("Europe/Berlin")) {
        zone("Europe/Berlin");
        assert_string_equal(phil_moment_now().zone, "Europe/Berlin");
        zone(":Europe/Berlin");
        assert_string_equal(phil_moment_now().zone, "Europe/Berlin");
        zone("/usr/share/zoneinfo/Europe/Berlin");
        assert_string_equal(phil_moment_now().zone, "Europe/Berlin");
    }
    zone(BERLIN);
    assert_string_equal(phil_moment_now().zone, "");
    zone("Europe/Atlantis");
    assert_string_equal(phil_moment_now().zone, "");
    zone("../../etc/passwd");
    assert_string_equal(phil_moment_now().zone, "");
    zone(KATHMANDU);
    const struct phil_moment now = phil_moment_now();
    assert_int_equal(now.offset_s, 5 * 3600 + 45 * 60);
    assert_true(labs((long)(now.utc_s - (int64_t)time(NULL))) <= 2);
}

/* 23 and 25 hours, and a traveller's days. */
static void days_end_on_the_wall(void **state)
{
    static const struct {
        const char *moment, *day;
    } days[] = {
        {"2026-03-29T00:00:00+01:00", "2026-03-29"}, {"2026-03-29T23:59:59+02:00", "2026-03-29"},
        {"2026-10-25T00:00:00+02:00", "2026-10-25"}, {"2026-10-25T23:59:59+01:00", "2026-10-25"},
        {"2026-11-26T23:30:00+09:00", "2026-11-26"}, {"2026-11-26T00:30:00-10:00", "2026-11-26"},
        {"1969-12-31T23:59:59+00:00", "1969-12-31"}, {"1970-01-01T00:00:00+00:00", "1970-01-01"},
    };
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        const struct phil_moment moment = moment_of(days[i].moment);
        char noon[32];
        snprintf(noon, sizeof noon, "%sT12:00:00+00:00", days[i].day);
        assert_int_equal(phil_moment_day(&moment) * 86400 + 43200, moment_of(noon).utc_s);
    }
}

static void formats_can_be_read(void **state)
{
    static const char *const texts[] = {
        "2026-11-26T08:30:00+01:00", "2026-11-26T08:30:00-11:00",    "1900-01-01T00:00:00+00:00",
        "9999-12-30T23:59:59+14:00", "1971-06-01T12:00:00-00:44:30", "0001-01-02T00:00:00+00:00",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct phil_moment moment = moment_of(texts[i]);
        char text[32];
        phil_moment_format(&moment, text, sizeof text);
        assert_string_equal(text, texts[i]);
    }
    struct phil_moment moment = moment_of(texts[0]);
    char small[8];
    memset(small, 0x55, sizeof small);
    phil_moment_format(&moment, small, 7);
    assert_string_equal(small, "2026-1");
    moment.utc_s = INT64_MAX - 86400;
    char text[32];
    phil_moment_format(&moment, text, sizeof text); /* too far: cut or empty, never beyond */
    assert_true(strlen(text) < sizeof text);
}

/* "sleep 23:30-06:15" over a change of the clocks: the hours that went by. */
static void nights_of_23_and_25_hours(void **state)
{
    static const struct {
        const char *now;
        double hours;
    } nights[] = {{"2026-03-28T09:00:00+01:00", 6.75},
                  {"2026-03-29T09:00:00+02:00", 5.75},
                  {"2026-10-25T09:00:00+01:00", 7.75}};
    const char *const words[] = {"sleep", "23:30-06:15"};
    zone(BERLIN);
    for (size_t i = 0; i < sizeof nights / sizeof nights[0]; i++) {
        const struct phil_moment now = moment_of(nights[i].now);
        struct phil_entry e;
        assert_int_equal(phil_entry_parse(&e, pantry(), words, 2, NULL, &now, NULL), PHIL_OK);
        assert_true(e.amount == nights[i].hours);
        assert_int_equal((now.utc_s - e.at.utc_s) / 60, 165); /* the end: 06:15 */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_times_mean),
        cmocka_unit_test(a_day_that_was_not),
        cmocka_unit_test(against_mktime),
        cmocka_unit_test(the_zone_has_a_name),
        cmocka_unit_test(days_end_on_the_wall),
        cmocka_unit_test(formats_can_be_read),
        cmocka_unit_test(nights_of_23_and_25_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
