/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents that are cut off, wrong, or changed at random: refused with the path of the fault,
 * or read into something that every report can print. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "fixture.h"

static char last_message[1100];

static void remember(void *user, enum phil_level level, const char *text)
{
    if (level == PHIL_LOG_ERROR)
        snprintf(last_message, sizeof last_message, "%s", text);
}

static const struct phil_log log_to_memory = {remember, NULL};

static char *valid_document(enum fixture which, size_t *size)
{
    struct phil_analysis *analysis = fixture_make(which);
    char *text = fixture_json(analysis, size);
    fixture_free(analysis);
    return text;
}

/* From memory of exactly this size, so that reading past the end is caught by a sanitizer. */
static enum phil_status read_exactly(struct phil_analysis **analysis, const char *text, size_t n)
{
    char *copy = malloc(n ? n : 1);
    memcpy(copy, text, n);
    last_message[0] = '\0';
    const enum phil_status status = phil_report_json_read(analysis, copy, n, &log_to_memory);
    free(copy);
    return status;
}

static void every_truncation_is_refused(void **state)
{
    size_t size;
    char *text = valid_document(FIXTURE_ONE, &size);
    for (size_t n = 0; n + 1 < size; n++) { /* the line break at the end may go */
        struct phil_analysis *analysis = (void *)text;
        assert_int_equal(read_exactly(&analysis, text, n), PHIL_EFORMAT);
        assert_null(analysis);
        assert_non_null(strstr(last_message, "reading an analysis failed: \""));
    }
    free(text);
}

static void print_everything(const struct phil_analysis *analysis)
{
    char *reports[] = {fixture_json(analysis, NULL), fixture_terminal(analysis, 40, true, false),
                       fixture_terminal(analysis, 100, false, true), fixture_csv(analysis),
                       fixture_html(analysis, NULL)};
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        assert_false(fixture_has_nan(reports[i]));
        free(reports[i]);
    }
}

/* One byte changed: most are refused; what is read must print, and be stable once written. */
static void random_edits_never_crash(void **state)
{
    static const char favourites[] = "0123456789-eE.\"[]{}:, ntf\\\xff";
    size_t size;
    char *text = valid_document(FIXTURE_ONE, &size);
    uint32_t random = 12345;
    int read_well = 0;
    for (int i = 0; i < 1500; i++) {
        struct phil_analysis *analysis = NULL;
        random = random * 1664525u + 1013904223u;
        const size_t at = random % size;
        random = random * 1664525u + 1013904223u;
        const char before = text[at];
        text[at] = favourites[(random >> 16) % (sizeof favourites - 1)];
        const enum phil_status status = read_exactly(&analysis, text, size);
        assert_true(status == PHIL_OK || status == PHIL_EFORMAT);
        assert_int_equal(status == PHIL_OK, analysis != NULL);
        if (analysis && read_well++ % 8 == 0)
            print_everything(analysis);
        phil_analysis_free(analysis);
        text[at] = before;
    }
    assert_true(read_well > 100);
    free(text);
}

/* Extreme but well-formed values. */
static void extreme_numbers_still_print(void **state)
{
    static const char *const extremes[] = {"1e308", "-1e308", "1e-308", "0.0", "-1", "1e15"};
    static const char *const members[] = {
        "\"duration_s\": 30.0", "\"seen_s\": 28.0",        "\"usable_s\": 24.3",
        "\"px_per_mm\": 3.0",   "\"end_s\": 19.0",         "\"onset_s\": 1.2",
        "\"offset_s\": 1.29",   "\"amplitude_mm\": 0.4",   "\"direction_deg\": 95.0",
        "\"floor_mm\": 0.12",   "\"frame_rate_hz\": 30.0", "\"false_per_min\": 0.1"};
    size_t size;
    char *text = valid_document(FIXTURE_ONE, &size);
    int read_well = 0;
    for (size_t m = 0; m < sizeof members / sizeof *members; m++)
        for (size_t e = 0; e < sizeof extremes / sizeof *extremes; e++) {
            const char *at = strstr(text, members[m]);
            assert_non_null(at);
            const char *value = strchr(at, ' ') + 1;
            char *changed = malloc(size + 16);
            const int n = sprintf(changed, "%.*s%s%s", (int)(value - text), text, extremes[e],
                                  at + strlen(members[m]));
            struct phil_analysis *analysis = NULL;
            if (read_exactly(&analysis, changed, (size_t)n) == PHIL_OK) {
                print_everything(analysis);
                read_well++;
            }
            phil_analysis_free(analysis);
            free(changed);
        }
    assert_true(read_well > 20);
    free(text);
}

static void expect_fault(const char *find, const char *replace, const char *path)
{
    size_t size;
    char *text = valid_document(FIXTURE_NINE, &size);
    const char *at = strstr(text, find);
    assert_non_null(at);
    char *changed = malloc(size + strlen(replace) + 1);
    const int n = sprintf(changed, "%.*s%s%s", (int)(at - text), text, replace, at + strlen(find));
    struct phil_analysis *analysis = NULL;
    assert_int_equal(read_exactly(&analysis, changed, (size_t)n), PHIL_EFORMAT);
    assert_null(analysis);
    char quoted[200];
    snprintf(quoted, sizeof quoted, "\"%s\"", path);
    if (!strstr(last_message, quoted))
        fail_msg("expected %s in: %s", quoted, last_message);
    free(changed);
    free(text);
}

static void a_fault_is_named_by_its_path(void **state)
{
    expect_fault("philtrum.analysis/1", "philtrum.analysis/2", "schema");
    expect_fault("\"width\": 1080", "\"width\": \"wide\"", "recording.width");
    expect_fault("\"width\": 1080", "\"width\": -3", "recording.width");
    expect_fault("\"width\": 1080", "\"width\": 10.5", "recording.width");
    expect_fault("\"container\": \"mov\"", "\"container\": \"movmovmovmovmovmovmovmovmovmovmov\"",
                 "recording.container");
    expect_fault("\"frames\": 900, ", "", "recording.frames");
    expect_fault("\"truncated\": false", "\"truncated\": 0", "recording.truncated");
    expect_fault("\"label\": \"speech\"", "\"label\": \"song\"", "faces[0].segments[1].label");
    expect_fault("\"noise_px\": 0.048", "\"noise_px\": []",
                 "faces[0].regions.upper_lip_middle.noise_px");
    expect_fault("\"chin\": {", "\"kin\": {", "faces[0].regions.chin");
    expect_fault("\"kind\": \"blink\"", "\"kind\": \"wink\"", "faces[0].events[0].kind");
    expect_fault("\"side\": \"left\"", "\"side\": \"port\"", "faces[0].events[1].side");
    expect_fault("[\"upper_lid_right\"]", "[\"nose\"]", "faces[0].events[0].also");
    expect_fault("[\"upper_lid_right\"]", "[\"upper_lid_left\"]", "faces[0].events[0].also");
    expect_fault("\"onset_s\": 1.2,", "\"onset_s\": null,", "faces[0].events[1].onset_s");
    expect_fault("\"rate_ci\": [10.3, 42.7]", "\"rate_ci\": [1]", "faces[0].pattern.rate_ci");
    expect_fault("\"movement\": \"isolated_twitches\"", "\"movement\": \"dance\"",
                 "faces[0].pattern.movement");
    expect_fault("\"code\": \"truncated\"", "\"code\": 7", "warnings[0].code");
    expect_fault("\"landmarks\": [[", "\"landmarks\": [[1.0, 2.0], [", "faces[0].landmarks");
}

static void what_is_not_an_object_is_refused(void **state)
{
    static const char *const texts[] = {"",
                                        "null",
                                        "[]",
                                        "3",
                                        "{}",
                                        "\"x\"",
                                        "{\"schema\": 1}",
                                        "\xff\xfe",
                                        "{\"schema\": \"philtrum.trial/1\"}",
                                        "{\"a\": 1, \"a\": 2}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct phil_analysis *analysis = NULL;
        assert_int_equal(read_exactly(&analysis, texts[i], strlen(texts[i])), PHIL_EFORMAT);
        assert_null(analysis);
    }
    char deep[20001];
    memset(deep, '[', 20000);
    struct phil_analysis *analysis = NULL;
    assert_int_equal(read_exactly(&analysis, deep, 20000), PHIL_EFORMAT);
}

/* A later version of the schema may add members. */
static void unknown_members_are_left_alone(void **state)
{
    size_t size;
    char *text = valid_document(FIXTURE_NINE, &size);
    char *changed = malloc(size + 100);
    const int n = sprintf(changed, "{\"novelty\": {\"deep\": [1, null]}, %s", text + 1);
    struct phil_analysis *analysis = NULL;
    assert_int_equal(read_exactly(&analysis, changed, (size_t)n), PHIL_OK);
    char *again = fixture_json(analysis, NULL);
    assert_string_equal(again, text);
    phil_analysis_free(analysis);
    free(again);
    free(changed);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(random_edits_never_crash),
        cmocka_unit_test(extreme_numbers_still_print),
        cmocka_unit_test(a_fault_is_named_by_its_path),
        cmocka_unit_test(what_is_not_an_object_is_refused),
        cmocka_unit_test(unknown_members_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
