/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON document against the contract, and the way back. */
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "../base/comma.h"
#include "fixture.h"

/* The keys of design.md, 4.2, written down here once more and in their order. */
static const char *const root_keys[] = {"schema", "version",  "created", "recording",
                                        "faces",  "warnings", NULL};
static const char *const recording_keys[] = {
    "name",          "sha256",       "container", "codec",      "width",
    "height",        "rotation_deg", "frames",    "duration_s", "frame_rate_hz",
    "variable_rate", "bit_rate_bps", "truncated", NULL};
static const char *const face_keys[] = {"id",           "seen_s",  "usable_s", "px_per_mm",
                                        "px_per_mm_sd", "ruler",   "segments", "regions",
                                        "events",       "pattern", NULL};
static const char *const segment_keys[] = {"start_s", "end_s", "label", NULL};
static const char *const region_keys[] = {"noise_mm", "noise_px", "floor_mm", "codec_gain", NULL};
static const char *const event_keys[] = {"onset_s", "peak_s",       "offset_s",     "region",
                                         "side",    "amplitude_mm", "amplitude_px", "direction_deg",
                                         "snr",     "probability",  "also",         "kind",
                                         NULL};
static const char *const pattern_keys[] = {"twitches",
                                           "rate_per_min",
                                           "rate_ci",
                                           "laterality",
                                           "laterality_ci",
                                           "interval_cv",
                                           "rhythm_hz",
                                           "rhythm_p",
                                           "median_duration_s",
                                           "median_amplitude_mm",
                                           "eye_mouth_synchrony",
                                           "brow_lift_with_eye_closure",
                                           "movement",
                                           "movement_probability",
                                           NULL};
static const char *const movements[] = {"none",          "isolated_twitches", "ripple",
                                        "clonic_bursts", "tonic_spasm",       "tremor",
                                        "tic_like",      "voluntary",         NULL};
static const char *const regions[] = {"upper_lip_left",    "upper_lip_middle",   "upper_lip_right",
                                      "lower_lip_left",    "lower_lip_middle",   "lower_lip_right",
                                      "mouth_corner_left", "mouth_corner_right", "chin",
                                      "cheek_left",        "cheek_right",        "lower_lid_left",
                                      "lower_lid_right",   "upper_lid_left",     "upper_lid_right",
                                      "brow_left",         "brow_right",         NULL};

static json_t *document(enum fixture which)
{
    struct phil_analysis *analysis = fixture_make(which);
    char *text = fixture_json(analysis, NULL);
    assert_false(fixture_has_nan(text));
    const char *end = strchr(text, '\n');
    assert_non_null(end);
    assert_int_equal(end[1], '\0'); /* one line */
    json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(root);
    free(text);
    fixture_free(analysis);
    return root;
}

/* The contract's keys come first, in its order; a reason may stand behind a null. */
static void check_keys(json_t *object, const char *const *expected)
{
    const char *key;
    json_t *value;
    assert_true(json_is_object(object));
    json_object_foreach(object, key, value)
    {
        if (!*expected)
            return;
        const size_t n = strlen(key);
        if (n > 7 && strcmp(key + n - 7, "_reason") == 0)
            continue;
        assert_string_equal(key, *expected);
        expected++;
    }
    assert_null(*expected);
}

/* Each null has a reason of at least a few letters beside it, and only a null has one. */
static void check_reasons(json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    json_array_foreach(value, i, member)
    {
        check_reasons(member);
    }
    json_object_foreach(value, key, member)
    {
        char name[100];
        snprintf(name, sizeof name, "%s_reason", key);
        const json_t *reason = json_object_get(value, name);
        assert_int_equal(json_is_null(member), reason != NULL);
        if (reason)
            assert_true(json_is_string(reason));
        check_reasons(member);
    }
}

static void keys_are_those_of_the_contract(void **state)
{
    json_t *root = document(FIXTURE_NINE);
    json_t *face = json_array_get(json_object_get(root, "faces"), 0);
    json_t *pattern = json_object_get(face, "pattern");
    check_keys(root, root_keys);
    check_keys(json_object_get(root, "recording"), recording_keys);
    check_keys(face, face_keys);
    check_keys(json_object_get(face, "regions"), regions);
    for (int r = 0; regions[r]; r++)
        check_keys(json_object_get(json_object_get(face, "regions"), regions[r]), region_keys);
    check_keys(json_array_get(json_object_get(face, "segments"), 0), segment_keys);
    check_keys(json_array_get(json_object_get(face, "events"), 0), event_keys);
    check_keys(pattern, pattern_keys);
    check_keys(json_object_get(pattern, "movement_probability"), movements);
    assert_int_equal(json_object_size(json_object_get(pattern, "movement_probability")), 8);
    json_decref(root);
}

static void values_are_those_of_the_analysis(void **state)
{
    json_t *root = document(FIXTURE_NINE);
    json_t *face = json_array_get(json_object_get(root, "faces"), 0);
    json_t *events = json_object_get(face, "events"), *pattern = json_object_get(face, "pattern");
    json_t *item;
    size_t i;
    int twitches = 0;
    assert_string_equal(json_string_value(json_object_get(root, "schema")), "philtrum.analysis/1");
    assert_string_equal(json_string_value(json_object_get(root, "version")), phil_version());
    json_array_foreach(events, i, item)
    {
        twitches += strcmp(json_string_value(json_object_get(item, "kind")), "twitch") == 0;
        if (json_number_value(json_object_get(item, "onset_s")) != 7.9)
            continue;
        json_t *also = json_object_get(item, "also");
        assert_int_equal(json_array_size(also), 2);
        assert_string_equal(json_string_value(json_array_get(also, 0)), "upper_lip_left");
        assert_string_equal(json_string_value(json_array_get(also, 1)), "cheek_left");
        assert_true(json_number_value(json_object_get(item, "direction_deg")) == -170.5);
        assert_string_equal(json_string_value(json_object_get(item, "side")), "left");
    }
    assert_int_equal(twitches, 9);
    assert_true(json_number_value(json_object_get(pattern, "rate_per_min")) == 22.2222);
    assert_true(json_number_value(json_array_get(json_object_get(pattern, "rate_ci"), 1)) == 42.7);
    assert_true(json_number_value(json_object_get(pattern, "interval_cv")) == 0.8123);
    assert_true(json_is_null(json_object_get(pattern, "eye_mouth_synchrony")));
    assert_string_equal(json_string_value(json_object_get(pattern, "eye_mouth_synchrony_reason")),
                        "too few twitches of the eye");
    assert_int_equal(json_array_size(json_object_get(face, "landmarks")), 68);
    assert_string_equal(json_string_value(json_object_get(face, "ruler")), "outer canthi");
    json_decref(root);
}

static void every_null_has_its_reason(void **state)
{
    for (int f = 0; f < N_FIXTURES; f++) {
        json_t *root = document((enum fixture)f);
        json_t *faces = json_object_get(root, "faces"), *face;
        size_t i;
        json_array_foreach(faces, i, face)
        {
            json_object_del(face, "landmarks"); /* points, whose halves cannot have a reason */
        }
        check_reasons(root);
        json_decref(root);
    }
}

static void writing_what_was_read_changes_nothing(void **state)
{
    for (int f = 0; f < N_FIXTURES; f++) {
        struct phil_analysis *analysis = fixture_make((enum fixture)f), *read = NULL;
        size_t n, m;
        char *once = fixture_json(analysis, &n);
        assert_int_equal(phil_report_json_read(&read, once, n, NULL), PHIL_OK);
        assert_int_equal(read->n_faces, analysis->n_faces);
        assert_int_equal(read->interrupted, analysis->interrupted);
        char *twice = fixture_json(read, &m);
        assert_int_equal(n, m);
        assert_string_equal(once, twice);
        phil_analysis_free(read);
        fixture_free(analysis);
        free(once);
        free(twice);
    }
}

/* Values that are hard to round stay what they were on the second pass. */
static void awkward_numbers_survive(void **state)
{
    static const double values[] = {0.1 + 0.2, 1.0 / 3,      0.99995,
                                    0.00005,   123456.78905, 1e-17,
                                    4e-9,      1e12 / 7,     0.30000000000000004};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct phil_analysis *analysis = fixture_make(FIXTURE_NINE), *read = NULL;
        struct phil_pattern *p = &analysis->faces[0].pattern;
        size_t n;
        p->rhythm_p = p->rhythm_hz = p->rate_per_min = phil_measured(values[i]);
        analysis->faces[0].events[0].amplitude_px = values[i];
        char *once = fixture_json(analysis, &n);
        assert_int_equal(phil_report_json_read(&read, once, n, NULL), PHIL_OK);
        char *twice = fixture_json(read, NULL);
        assert_string_equal(once, twice);
        const double rounded = read->faces[0].pattern.rate_per_min.value;
        assert_true(fabs(rounded - values[i]) <= 0.5001e-4 + 1e-12 * values[i]);
        const double chance = read->faces[0].pattern.rhythm_p.value;
        assert_true(chance > 0 && (values[i] < 1e-15 || fabs(chance / values[i] - 1) < 6e-4));
        phil_analysis_free(read);
        fixture_free(analysis);
        free(once);
        free(twice);
    }
}

static void the_locale_does_not_matter(void **state)
{
    char folder[FIXTURE_FOLDER], number[10];
    struct phil_analysis *analysis = fixture_make(FIXTURE_NINE), *read = NULL;
    size_t n;
    char *plain = fixture_json(analysis, &n), *csv = fixture_csv(analysis);
    char *page = fixture_html(analysis, NULL), *terminal = fixture_terminal(analysis, 80, 0, 0);
    const bool comma = fixture_comma_locale(folder);
    snprintf(number, sizeof number, "%.1f", 1.5);
    char *reports[4][2] = {{plain, fixture_json(analysis, NULL)},
                           {csv, fixture_csv(analysis)},
                           {page, fixture_html(analysis, NULL)},
                           {terminal, fixture_terminal(analysis, 80, 0, 0)}};
    const enum phil_status status = phil_report_json_read(&read, plain, n, NULL);
    fixture_plain_locale(folder);
    assert_int_equal(status, PHIL_OK);
    assert_true(read->faces[0].region[0].floor_mm.value == 0.12);
    phil_analysis_free(read);
    fixture_free(analysis);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(reports[i][0], reports[i][1]);
        free(reports[i][0]);
        free(reports[i][1]);
    }
    if (!comma)
        skip();
    assert_string_equal(number, "1,5"); /* the comma was in force */
}

static void hostile_text_is_valid_ascii_json(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_HOSTILE);
    char *text = fixture_json(analysis, NULL);
    for (const unsigned char *c = (unsigned char *)text; *c; c++)
        assert_true((*c >= 0x20 && *c < 0x7f) || *c == '\n');
    json_t *root = json_loads(text, 0, NULL);
    const char *name =
        json_string_value(json_object_get(json_object_get(root, "recording"), "name"));
    assert_non_null(strstr(name, "</title><script>alert(1)</script>&\n\xef\xbf\xbd"));
    json_decref(root);
    free(text);
    fixture_free(analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_those_of_the_contract),
        cmocka_unit_test(values_are_those_of_the_analysis),
        cmocka_unit_test(every_null_has_its_reason),
        cmocka_unit_test(writing_what_was_read_changes_nothing),
        cmocka_unit_test(awkward_numbers_survive),
        cmocka_unit_test(the_locale_does_not_matter),
        cmocka_unit_test(hostile_text_is_valid_ascii_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
