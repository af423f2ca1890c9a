/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days of a trial from clips, diary and marks: by the wall's day, nothing mended. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pantry.h"
#include "trial/data.h"

/* --- clips by hand ---------------------------------------------------------------------------- */

enum { MOST_EVENTS = 40 };

struct clip {
    struct phil_analysis analysis;
    struct phil_face_result faces[2];
    struct phil_event events[MOST_EVENTS];
    struct phil_segment segments[2];
    struct phil_warning warning;
};

static void add_events(struct clip *clip, int n, enum phil_event_kind kind, enum phil_side side,
                       double from_s)
{
    struct phil_face_result *face = &clip->faces[0];
    for (int i = 0; i < n; i++)
        clip->events[face->n_events++] =
            (struct phil_event){.onset_s = from_s + 0.5 * i, .kind = kind, .side = side};
}

/* A minute of rest, then talking; the other face is seen for a moment. */
static void make_clip(struct clip *clip, int left, int right, int blinks)
{
    *clip = (struct clip){.analysis = {.n_faces = 2}};
    clip->analysis.faces = clip->faces;
    clip->segments[0] = (struct phil_segment){0, 62, PHIL_SEGMENT_REST};
    clip->segments[1] = (struct phil_segment){62, 90, PHIL_SEGMENT_SPEECH};
    clip->faces[0] = (struct phil_face_result){
        .usable_s = 60, .segments = clip->segments, .n_segments = 2, .events = clip->events};
    clip->faces[1] = (struct phil_face_result){.usable_s = 5};
    add_events(clip, left, PHIL_EVENT_TWITCH, PHIL_SIDE_LEFT, 1);
    add_events(clip, right, PHIL_EVENT_TWITCH, PHIL_SIDE_RIGHT, 20);
    add_events(clip, blinks, PHIL_EVENT_BLINK, PHIL_SIDE_BOTH, 30);
    add_events(clip, 3, PHIL_EVENT_TWITCH, PHIL_SIDE_LEFT, 70); /* while talking */
    add_events(clip, 2, PHIL_EVENT_SWALLOW, PHIL_SIDE_MIDDLE, 40);
}

static struct phil_trial_clip filmed(const char *when, const struct clip *clip)
{
    return (struct phil_trial_clip){moment_of(when), clip ? &clip->analysis : NULL};
}

/* --- a trial ---------------------------------------------------------------------------------- */

static struct phil_trial_plan plan;
static struct phil_trial_mark marks[16];
static size_t n_marks;
static int64_t first;

static void add_mark(int64_t day, enum phil_mark_kind kind, const char *note)
{
    marks[n_marks] = (struct phil_trial_mark){.day = day, .kind = kind};
    strcpy(marks[n_marks++].note, note);
}

/* Begins on this date: AB, two days each, no washout. */
static void begin(const char *date)
{
    plan =
        (struct phil_trial_plan){.shape = {1, 2, 0}, .side = PHIL_SIDE_LEFT, .dose = "caffeine_mg"};
    n_marks = 0;
    assert_true(phil_date_read(date, &first));
    add_mark(first, PHIL_MARK_STARTED, "");
}

static struct phil_trial_data *gather(const struct phil_trial_clip *clips, size_t n_clips,
                                      const struct phil_entry *entries, size_t n_entries,
                                      int64_t until)
{
    struct phil_trial_data *data;
    size_t at;
    assert_int_equal(
        phil_trial_collect(&data, &plan, marks, n_marks, entries, n_entries, clips, n_clips, until),
        PHIL_OK);
    assert_null(phil_trial_data_fault(data, &at));
    return data;
}

static void assert_tally(const struct phil_tally *tally, double count, double minutes)
{
    if (isnan(count))
        assert_true(isnan(tally->count) && tally->exposure_min == 0);
    else
        assert_true(tally->count == count && fabs(tally->exposure_min - minutes) < 1e-12);
}

/* --- what a clip counts ----------------------------------------------------------------------- */

static void a_clip_is_counted_at_rest(void **state)
{
    struct clip clip;
    make_clip(&clip, 4, 2, 7);
    begin("2026-03-02");
    const struct phil_trial_clip clips[] = {filmed("2026-03-02T20:00:00+01:00", &clip)};
    struct phil_trial_data *data = gather(clips, 1, NULL, 0, first);
    const struct phil_trial_day *day = &data->days[0];
    assert_int_equal(data->n_days, 1);
    assert_true(data->dated && data->still_running);
    assert_int_equal(data->design, PHIL_DESIGN_PAIRS);
    assert_string_equal(data->dose_unit, "mg caffeine");
    assert_int_equal(day->use, PHIL_DAY_USED);
    assert_tally(&day->tally[PHIL_OUTCOME_TWITCHES], 4, 1);
    assert_tally(&day->tally[PHIL_OUTCOME_OTHER_SIDE], 2, 1);
    assert_tally(&day->tally[PHIL_OUTCOME_BLINKS], 7, 1);
    assert_tally(&day->tally[PHIL_OUTCOME_FELT], NAN, 0);
    assert_null(day->why);
    phil_trial_data_free(data);
}

/* Where no side is known all twitches count and there is no other side; what was not in view was
 * not counted. */
static void what_could_not_be_seen_is_not_nothing(void **state)
{
    struct clip clip;
    make_clip(&clip, 4, 2, 7);
    begin("2026-03-02");
    plan.side = PHIL_SIDE_BOTH;
    const struct phil_trial_clip clips[] = {filmed("2026-03-02T20:00:00+01:00", &clip)};
    struct phil_trial_data *data = gather(clips, 1, NULL, 0, first);
    assert_tally(&data->days[0].tally[PHIL_OUTCOME_TWITCHES], 6, 1);
    assert_tally(&data->days[0].tally[PHIL_OUTCOME_OTHER_SIDE], NAN, 0);
    phil_trial_data_free(data);
    plan.side = PHIL_SIDE_RIGHT;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        clip.faces[0].region[r].noise_mm = phil_unmeasured("out of view");
    data = gather(clips, 1, NULL, 0, first);
    assert_tally(&data->days[0].tally[PHIL_OUTCOME_TWITCHES], 2, 1);
    assert_tally(&data->days[0].tally[PHIL_OUTCOME_OTHER_SIDE], NAN, 0);
    assert_tally(&data->days[0].tally[PHIL_OUTCOME_BLINKS], NAN, 0);
    phil_trial_data_free(data);
}

static void clips_of_a_day_are_added(void **state)
{
    struct clip one, two, erased;
    make_clip(&one, 4, 0, 1);
    make_clip(&two, 1, 3, 2);
    two.faces[0].usable_s = 30;
    make_clip(&erased, 9, 9, 9);
    erased.warning.code = "erased";
    erased.analysis.warnings = &erased.warning;
    erased.analysis.n_warnings = 1;
    begin("2026-03-02");
    const struct phil_trial_clip clips[] = {filmed("2026-03-02T20:00:00+01:00", &one),
                                            filmed("2026-03-02T08:00:00+01:00", &two),
                                            filmed("2026-03-02T09:00:00+01:00", &erased)};
    struct phil_trial_data *data = gather(clips, 3, NULL, 0, first);
    assert_int_equal(data->days[0].use, PHIL_DAY_USED);
    assert_tally(&data->days[0].tally[PHIL_OUTCOME_TWITCHES], 5, 1.5);
    assert_tally(&data->days[0].tally[PHIL_OUTCOME_OTHER_SIDE], 3, 1.5);
    assert_non_null(strstr(data->days[0].why, "one of the clips could not be read"));
    assert_non_null(strstr(data->days[0].why, "compression"));
    phil_trial_data_free(data);
}

static void clips_that_show_nothing(void **state)
{
    struct clip nobody = {.analysis = {.n_faces = 0}}, talking;
    make_clip(&talking, 1, 1, 1);
    talking.faces[0].usable_s = talking.faces[1].usable_s = 0;
    begin("2026-03-02");
    const struct phil_trial_clip clips[] = {filmed("2026-03-02T20:00:00+01:00", &nobody),
                                            filmed("2026-03-03T20:00:00+01:00", &talking),
                                            filmed("2026-03-04T20:00:00+01:00", NULL)};
    struct phil_trial_data *data = gather(clips, 3, NULL, 0, first + 3);
    static const char *const why[] = {"no face", "never at rest", "no face", "no clip"};
    assert_int_equal(data->n_days, 4);
    assert_false(data->still_running);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(data->days[i].use, i < 3 ? PHIL_DAY_UNREADABLE : PHIL_DAY_MISSED);
        assert_non_null(strstr(data->days[i].why, why[i]));
        assert_tally(&data->days[i].tally[PHIL_OUTCOME_TWITCHES], NAN, 0);
    }
    phil_trial_data_free(data);
}

/* A document that was damaged tells of more rest than there can be; with it, the whole trial could
 * not be analysed. */
static void a_clip_longer_than_a_day(void **state)
{
    struct clip damaged, speck;
    make_clip(&damaged, 1, 1, 1);
    damaged.faces[0].usable_s = 1e300;
    make_clip(&speck, 1, 1, 1);
    speck.faces[0].usable_s = speck.faces[1].usable_s = 1e-300;
    begin("2026-03-02");
    const struct phil_trial_clip clips[] = {filmed("2026-03-02T20:00:00+01:00", &damaged),
                                            filmed("2026-03-03T20:00:00+01:00", &speck)};
    struct phil_trial_data *data = gather(clips, 2, NULL, 0, first + 1);
    static const char *const why[] = {"more rest than a day has", "never at rest"};
    for (int i = 0; i < 2; i++) {
        assert_int_equal(data->days[i].use, PHIL_DAY_UNREADABLE);
        assert_non_null(strstr(data->days[i].why, why[i]));
        assert_tally(&data->days[i].tally[PHIL_OUTCOME_TWITCHES], NAN, 0);
    }
    phil_trial_data_free(data);
}

/* --- which day -------------------------------------------------------------------------------- */

/* The wall's day: across midnight, both changes of the clock, a flight and a leap day. */
static void the_day_is_the_walls(void **state)
{
    static const struct {
        const char *first, *when;
        int at;
    } cases[] = {
        {"2026-03-02", "2026-03-02T23:59:59+01:00", 0},
        {"2026-03-02", "2026-03-03T00:00:00+01:00", 1},
        {"2026-03-28", "2026-03-29T03:00:00+02:00", 1}, /* a day of 23 hours in Berlin */
        {"2026-10-24", "2026-10-25T23:30:00+01:00", 1}, /* and one of 25 */
        {"2026-10-24", "2026-10-25T02:30:00+02:00", 1},
        {"2026-10-24", "2026-10-25T02:30:00+01:00", 1},
        {"2026-11-26", "2026-11-27T06:00:00+09:00", 1}, /* in Tokyo; still the 26th at home */
        {"2026-11-26", "2026-11-26T23:00:00-10:00", 0}, /* in Honolulu; the 27th at home */
        {"2028-02-28", "2028-02-29T20:00:00+01:00", 1},
        {"2028-02-28", "2028-03-01T20:00:00+01:00", 2},
        {"1969-12-31", "1970-01-01T00:30:00+01:00", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct clip clip;
        make_clip(&clip, 1, 0, 0);
        begin(cases[i].first);
        const struct phil_trial_clip clips[] = {filmed(cases[i].when, &clip)};
        struct phil_entry entry = {
            .at = moment_of(cases[i].when), .kind = PHIL_ENTRY_TWITCH, .amount = 2};
        struct phil_trial_data *data = gather(clips, 1, &entry, 1, first + 3);
        for (int d = 0; d < 4; d++) {
            assert_int_equal(data->days[d].use, d == cases[i].at ? PHIL_DAY_USED : PHIL_DAY_MISSED);
            assert_int_equal(isnan(data->days[d].tally[PHIL_OUTCOME_FELT].count), d != cases[i].at);
        }
        phil_trial_data_free(data);
    }
}

/* Over the date line a day is left out, or lived twice. */
static void over_the_date_line(void **state)
{
    struct clip clip;
    make_clip(&clip, 1, 0, 0);
    begin("2026-05-01");
    const struct phil_trial_clip west[] = {filmed("2026-05-01T20:00:00-10:00", &clip),
                                           filmed("2026-05-03T20:00:00+12:00", &clip)};
    struct phil_trial_data *data = gather(west, 2, NULL, 0, first + 2);
    assert_int_equal(data->days[1].use, PHIL_DAY_MISSED);
    assert_int_equal(data->days[2].use, PHIL_DAY_USED);
    phil_trial_data_free(data);
    const struct phil_trial_clip east[] = {filmed("2026-05-01T20:00:00+12:00", &clip),
                                           filmed("2026-05-01T20:00:00-10:00", &clip)};
    data = gather(east, 2, NULL, 0, first);
    assert_tally(&data->days[0].tally[PHIL_OUTCOME_TWITCHES], 2, 2);
    phil_trial_data_free(data);
}

/* --- the diary -------------------------------------------------------------------------------- */

static struct phil_entry entry_of(const char *when, enum phil_entry_kind kind, double amount)
{
    return (struct phil_entry){.at = moment_of(when), .kind = kind, .amount = amount};
}

static double dose_with(const char *dose, const struct phil_entry *entries, size_t n)
{
    begin("2026-03-02");
    strcpy(plan.dose, dose);
    struct phil_trial_data *data = gather(NULL, 0, entries, n, first);
    const double found = data->days[0].dose;
    phil_trial_data_free(data);
    return found;
}

static void doses_of_the_day(void **state)
{
    struct phil_entry e[] = {entry_of("2026-03-02T08:00:00+01:00", PHIL_ENTRY_DRINK, 2),
                             entry_of("2026-03-02T21:00:00+01:00", PHIL_ENTRY_DRINK, 1),
                             entry_of("2026-03-02T21:30:00+01:00", PHIL_ENTRY_FOOD, 1),
                             entry_of("2026-03-02T06:15:00+01:00", PHIL_ENTRY_SLEEP, 5.5),
                             entry_of("2026-03-02T14:00:00+01:00", PHIL_ENTRY_SLEEP, 0.5),
                             entry_of("2026-03-02T14:00:00+01:00", PHIL_ENTRY_STRESS, 8),
                             entry_of("2026-03-02T22:00:00+01:00", PHIL_ENTRY_STRESS, 3),
                             entry_of("2026-03-02T22:00:00+01:00", PHIL_ENTRY_SCREEN, 4),
                             entry_of("2026-03-03T08:00:00+01:00", PHIL_ENTRY_DRINK, 9)};
    const size_t n = sizeof e / sizeof *e;
    e[0].caffeine_mg = 190;
    e[1].alcohol_g = 14;
    e[2].potassium_mg = 422;
    e[8].caffeine_mg = 999;
    assert_true(dose_with("caffeine_mg", e, n) == 190);
    assert_true(dose_with("alcohol_g", e, n) == 14);
    assert_true(dose_with("potassium_mg", e, n) == 422);
    assert_true(dose_with("sleep_h", e, n) == 6);
    assert_true(dose_with("stress", e, n) == 5.5);
    assert_true(dose_with("screen_h", e, n) == 4);
    assert_true(isnan(dose_with("", e, n)));
    /* A day on which nothing was written down is not a day without. */
    assert_true(isnan(dose_with("caffeine_mg", e + 3, 5)));
    e[0].amount = e[0].caffeine_mg = 0;
    assert_true(dose_with("caffeine_mg", e, 1) == 0);
}

static void felt_twitches(void **state)
{
    const struct phil_entry e[] = {entry_of("2026-03-02T08:00:00+01:00", PHIL_ENTRY_TWITCH, 2),
                                   entry_of("2026-03-02T21:00:00+01:00", PHIL_ENTRY_TWITCH, 3),
                                   entry_of("2026-03-03T21:00:00+01:00", PHIL_ENTRY_STRESS, 3)};
    begin("2026-03-02");
    struct phil_trial_data *data = gather(NULL, 0, e, 3, first + 2);
    assert_tally(&data->days[0].tally[PHIL_OUTCOME_FELT], 5, 1440);
    assert_tally(&data->days[1].tally[PHIL_OUTCOME_FELT], 0, 1440);
    assert_tally(&data->days[2].tally[PHIL_OUTCOME_FELT], NAN, 0);
    phil_trial_data_free(data);
}

/* --- marks ------------------------------------------------------------------------------------ */

static void marks_stand_as_they_were_written(void **state)
{
    struct clip clip;
    make_clip(&clip, 1, 0, 0);
    begin("2026-03-02");
    add_mark(first, PHIL_MARK_MISSED, "no light");
    add_mark(first + 1, PHIL_MARK_SWITCHED, "forgot");
    add_mark(first + 1, PHIL_MARK_SWITCHED, "again");
    add_mark(first + 2, PHIL_MARK_BREACH, "half of it");
    add_mark(first + 2, PHIL_MARK_NOTE, "slept badly");
    add_mark(first + 3, PHIL_MARK_MISSED, "");
    const struct phil_trial_clip clips[] = {filmed("2026-03-02T20:00:00+01:00", &clip),
                                            filmed("2026-03-03T20:00:00+01:00", &clip),
                                            filmed("2026-03-04T20:00:00+01:00", &clip)};
    struct phil_trial_data *data = gather(clips, 3, NULL, 0, first + 3);
    const struct phil_trial_day *d = data->days;
    assert_int_equal(d[0].use, PHIL_DAY_USED);
    assert_string_equal(d[0].why, "marked as missed, yet there is a clip: no light");
    assert_int_equal(d[1].assigned, PHIL_ARM_USUAL);
    assert_int_equal(d[1].done, PHIL_ARM_REMEDY); /* told twice, done once */
    assert_int_equal(d[1].use, PHIL_DAY_USED);
    assert_true(d[2].breach && !d[1].breach);
    assert_string_equal(d[2].why, "did not keep to the plan: half of it; note: slept badly");
    assert_int_equal(d[3].use, PHIL_DAY_MISSED);
    assert_string_equal(d[3].why, "marked as missed");
    phil_trial_data_free(data);
}

static void run_in_and_washout_keep_what_was_counted(void **state)
{
    struct clip clip;
    make_clip(&clip, 1, 0, 0);
    begin("2026-03-02");
    plan.run_in_days = 1;
    plan.shape.washout_days = 1;
    plan.remedy_first[0] = true;
    add_mark(first, PHIL_MARK_SWITCHED, "");
    const struct phil_trial_clip clips[] = {filmed("2026-03-02T20:00:00+01:00", &clip),
                                            filmed("2026-03-03T20:00:00+01:00", &clip),
                                            filmed("2026-03-04T20:00:00+01:00", &clip)};
    struct phil_trial_data *data = gather(clips, 3, NULL, 0, first + 2);
    const struct phil_trial_day *d = data->days;
    assert_int_equal(d[0].use, PHIL_DAY_RUN_IN);
    assert_int_equal(d[0].period, 0);
    assert_int_equal(d[0].done, PHIL_ARM_USUAL);
    assert_int_equal(d[1].use, PHIL_DAY_WASHOUT);
    assert_int_equal(d[1].assigned, PHIL_ARM_REMEDY);
    assert_tally(&d[1].tally[PHIL_OUTCOME_TWITCHES], 1, 1);
    assert_int_equal(d[2].use, PHIL_DAY_USED);
    phil_trial_data_free(data);
}

static void what_lies_behind_a_stop_is_no_trial(void **state)
{
    begin("2026-03-02");
    add_mark(first + 1, PHIL_MARK_RED_FLAG, "face drooped");
    struct phil_trial_data *data = gather(NULL, 0, NULL, 0, first + 3);
    assert_int_equal(data->n_days, 2);
    assert_false(data->still_running);
    phil_trial_data_free(data);
    begin("2026-03-02");
    data = gather(NULL, 0, NULL, 0, first - 1);
    assert_int_equal(data->n_days, 0);
    assert_true(data->still_running);
    phil_trial_data_free(data);
    n_marks = 0;
    assert_int_equal(phil_trial_collect(&data, &plan, marks, 0, NULL, 0, NULL, 0, first),
                     PHIL_EARG);
    assert_null(data);
}

/* A plan made by hand that lies in the past: how a background is gathered. */
static void usual_days_before_a_trial(void **state)
{
    struct clip clip;
    struct phil_trial_background background;
    make_clip(&clip, 6, 0, 0);
    begin("2026-03-02");
    plan.shape = (struct phil_trial_shape){1, 30, 0};
    struct phil_trial_clip clips[10];
    for (int i = 0; i < 10; i++) {
        char when[32];
        snprintf(when, sizeof when, "2026-03-%02dT20:00:00+01:00", 5 + i);
        clips[i] = filmed(when, &clip);
    }
    struct phil_trial_data *data = gather(clips, 10, NULL, 0, first + 29);
    assert_int_equal(phil_trial_background_of(&background, data->days, data->n_days), PHIL_OK);
    assert_int_equal(background.days, 10);
    assert_true(fabs(background.rate_per_min - 6) < 0.2);
    phil_trial_data_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clip_is_counted_at_rest),
        cmocka_unit_test(what_could_not_be_seen_is_not_nothing),
        cmocka_unit_test(clips_of_a_day_are_added),
        cmocka_unit_test(clips_that_show_nothing),
        cmocka_unit_test(a_clip_longer_than_a_day),
        cmocka_unit_test(the_day_is_the_walls),
        cmocka_unit_test(over_the_date_line),
        cmocka_unit_test(doses_of_the_day),
        cmocka_unit_test(felt_twitches),
        cmocka_unit_test(marks_stand_as_they_were_written),
        cmocka_unit_test(run_in_and_washout_keep_what_was_counted),
        cmocka_unit_test(what_lies_behind_a_stop_is_no_trial),
        cmocka_unit_test(usual_days_before_a_trial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
