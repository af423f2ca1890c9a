/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person reads: the right sentences, in the width and the characters of the terminal. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

/* The text as one line, so that a sentence is found wherever it was broken. */
static char *unwrapped(enum fixture which, int columns, bool unicode)
{
    struct phil_analysis *analysis = fixture_make(which);
    char *text = fixture_terminal(analysis, columns, false, unicode);
    assert_false(fixture_has_nan(text));
    char *to = text;
    for (const char *c = text; *c; c++) {
        const bool broken = *c == '\n';
        *to++ = broken ? ' ' : *c;
        if (broken) /* and the indent under a bullet */
            c += strspn(c + 1, " ");
    }
    *to = '\0';
    fixture_free(analysis);
    return text;
}

static void expect(enum fixture which, const char *const *sentences)
{
    static const int widths[] = {40, 57, 80, 200};
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        char *text = unwrapped(which, widths[w], w % 2);
        for (size_t i = 0; sentences[i]; i++)
            if (!strstr(text, sentences[i]))
                fail_msg("%s at %d columns lacks \"%s\"", fixture_name(which), widths[w],
                         sentences[i]);
        free(text);
    }
}

static void refuse(enum fixture which, const char *const *words)
{
    char *text = unwrapped(which, 80, true);
    for (size_t i = 0; words[i]; i++)
        if (strstr(text, words[i]))
            fail_msg("%s says \"%s\"", fixture_name(which), words[i]);
    free(text);
}

static void nine_twitches_are_told(void **state)
{
    static const char *const sentences[] = {
        "We watched your face for 28 of 30 seconds.",
        "For 24 s of it the face was at rest",
        "9 twitches were found: about 22 a minute of rest",
        "from 10 to 43)",
        "Most were at the left upper lip (6 of 9).",
        "moved the skin by 0.40 mm and lasted 90 ms.",
        "The largest, 0.62 mm, came at 8.3 s.",
        "single short twitches (about 77 chances in 100)",
        "7 blinks, 1 swallow and 3.2 s of talking or moving the mouth.",
        "A lip twitch smaller than 0.12 mm (at the clearest place) to 0.17 mm",
        "a movement shorter than 33 ms",
        "faster than 15 a second",
        "about 1 twitch in 10 minutes of rest",
        "all of them may be off together by about 5 %.",
        "- The file ends before its announced end.",
        "not a diagnosis",
        NULL};
    expect(FIXTURE_NINE, sentences);
}

static void one_twitch_is_told_in_the_singular(void **state)
{
    static const char *const sentences[] = {
        "1 twitch was found, at the left upper lip, 1.3 s into the clip.",
        "It moved the skin by 0.40 mm and lasted 90 ms.",
        "One twitch says little about how often they come: anything up to 14 a minute", NULL};
    static const char *const wrong[] = {"1 twitches", "twitches were found", "All were", NULL};
    expect(FIXTURE_ONE, sentences);
    refuse(FIXTURE_ONE, wrong);
}

static void no_twitch_is_never_said_without_the_floor(void **state)
{
    static const char *const sentences[] = {
        "No twitch was found. That does not mean that there is none: a lip twitch smaller than "
        "0.12 mm",
        "or one outside these 24 s, would not show.", "up to 8.9 a minute cannot be ruled out",
        NULL};
    static const char *const wrong[] = {"0 twitches", "looks like", "The largest", NULL};
    expect(FIXTURE_QUIET, sentences);
    refuse(FIXTURE_QUIET, wrong);
}

/* "Up to 277 a minute cannot be ruled out" was said of a clip with 0.7 s of rest. */
static void a_moment_of_rest_gives_no_rate_to_worry_about(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_QUIET);
    analysis->faces[0].usable_s = 0.7;
    analysis->faces[0].pattern.rate_ci.hi = 277;
    char *text = fixture_terminal(analysis, 200, false, true);
    for (char *c = text; (c = strchr(c, '\n'));)
        *c = ' ';
    assert_non_null(strstr(text, "So short a time says nothing of how often"));
    assert_null(strstr(text, "277"));
    free(text);
    fixture_free(analysis);
}

static void a_clip_without_a_face_is_told(void **state)
{
    static const char *const sentences[] = {"No face was found in the 30 s of this clip", NULL};
    static const char *const wrong[] = {"twitch was found", "Seen besides", "left", NULL};
    expect(FIXTURE_NO_FACE, sentences);
    refuse(FIXTURE_NO_FACE, wrong);
}

static void what_was_not_measured_is_told_with_its_reason(void **state)
{
    static const char *const sentences[] = {"There was no stretch of rest that could be measured",
                                            "was not measured (no stretch at rest)",
                                            "The face could not be scaled to millimetres.", NULL};
    static const char *const wrong[] = {"No twitch was found", " 0 mm", "0 s of it", NULL};
    expect(FIXTURE_UNMEASURED, sentences);
    refuse(FIXTURE_UNMEASURED, wrong);
}

static void two_faces_are_told_one_by_one(void **state)
{
    static const char *const sentences[] = {
        "Face 1",
        "We watched face 1 for 28 of 30 seconds.",
        "9 twitches were found",
        "Face 2",
        "We watched face 2 for 28 of 30 seconds.",
        "No twitch was found.",
        "At 2 of 6 places on the lips this could not be measured (too little texture).",
        NULL};
    expect(FIXTURE_TWO_FACES, sentences);
}

static int columns_of(const char *line, size_t n)
{
    int columns = 0;
    for (size_t i = 0; i < n; i++) /* every character of the fixtures is one column wide */
        columns += ((unsigned char)line[i] & 0xc0) != 0x80;
    return columns;
}

static void no_line_is_too_wide(void **state)
{
    for (int f = 0; f < N_FIXTURES; f++)
        for (int columns = 40; columns <= 240; columns += 7) {
            struct phil_analysis *analysis = fixture_make((enum fixture)f);
            char *text = fixture_terminal(analysis, columns, false, columns % 2);
            for (const char *line = text, *end; *line; line = end + 1) {
                end = strchr(line, '\n');
                assert_non_null(end);
                assert_true(columns_of(line, (size_t)(end - line)) <= columns);
                assert_true(end == line || end[-1] != ' ');
            }
            free(text);
            fixture_free(analysis);
        }
}

static void foreign_bytes_do_not_reach_the_terminal(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_HOSTILE);
    char *ascii = fixture_terminal(analysis, 80, false, false);
    for (const unsigned char *c = (unsigned char *)ascii; *c; c++)
        assert_true((*c >= 0x20 && *c < 0x7f) || *c == '\n');
    char *unicode = fixture_terminal(analysis, 80, false, true);
    for (const unsigned char *c = (unsigned char *)unicode; *c; c++)
        assert_true(*c >= 0x20 || *c == '\n');
    assert_null(strstr(unicode, "\xe2\x80\xae"));
    assert_null(strchr(unicode, 0x7f));
    free(ascii);
    free(unicode);
    fixture_free(analysis);
}

/* The colours only colour: without them the text is the same. */
static void colours_change_no_text(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_NINE);
    char *plain = fixture_terminal(analysis, 80, false, true);
    char *colour = fixture_terminal(analysis, 80, true, true);
    char *to = colour;
    int codes = 0;
    for (const char *from = colour; *from;) {
        if (from[0] != '\x1b') {
            *to++ = *from++;
            continue;
        }
        codes++;
        assert_int_equal(from[1], '[');
        from = strchr(from, 'm') + 1;
    }
    *to = '\0';
    assert_true(codes > 10);
    assert_string_equal(plain, colour);
    free(plain);
    free(colour);
    fixture_free(analysis);
}

/* The row of the chart that starts with `label`, after it. */
static char *chart_row(const char *text, const char *label)
{
    const char *row = strstr(text, label);
    assert_non_null(row);
    row += strlen(label) + 1;
    return strndup(row, strcspn(row, "\n"));
}

/* 100 columns for 100 s, so that a column is a second. */
static void the_chart_puts_marks_where_the_events_are(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_NINE);
    struct phil_face_result *face = &analysis->faces[0];
    analysis->recording.duration_s = 100;
    face->segments[3].end_s = 100;
    char *text = fixture_terminal(analysis, 112, false, false);
    char *lip = chart_row(text, "\nupper lip L"), *chin = chart_row(text, "\nchin       ");
    char *eye = chart_row(text, "\neye, brow L");
    /* rest to 19 s, talking to 22.2 s, rest to 28 s, then nothing seen; the largest is 0.62 mm,
     * the corner's twitch at 7.9 s reached the lip as well */
    assert_string_equal(lip, ".O.O.O.o@...O......:::.@....");
    assert_string_equal(chin, "...............O...:::......");
    assert_string_equal(eye, "b...b....b...b...b.::b...bO.");
    free(lip);
    free(chin);
    free(eye);
    free(text);
    fixture_free(analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nine_twitches_are_told),
        cmocka_unit_test(one_twitch_is_told_in_the_singular),
        cmocka_unit_test(no_twitch_is_never_said_without_the_floor),
        cmocka_unit_test(a_moment_of_rest_gives_no_rate_to_worry_about),
        cmocka_unit_test(a_clip_without_a_face_is_told),
        cmocka_unit_test(what_was_not_measured_is_told_with_its_reason),
        cmocka_unit_test(two_faces_are_told_one_by_one),
        cmocka_unit_test(no_line_is_too_wide),
        cmocka_unit_test(foreign_bytes_do_not_reach_the_terminal),
        cmocka_unit_test(colours_change_no_text),
        cmocka_unit_test(the_chart_puts_marks_where_the_events_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
