/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back: what was written is what is read, and every member is checked by itself. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "fixture.h"

static char last_message[1100];
static int n_messages;

static void remember(void *user, enum phil_level level, const char *text)
{
    snprintf(last_message, sizeof last_message, "%s", text);
    n_messages++;
}

static enum phil_status read_text(struct phil_analysis **analysis, const char *text)
{
    static const struct phil_log log = {remember, NULL};
    last_message[0] = '\0';
    n_messages = 0;
    const enum phil_status status = phil_report_json_read(analysis, text, strlen(text), &log);
    assert_int_equal(status == PHIL_OK, *analysis != NULL);
    assert_int_equal(n_messages, status != PHIL_OK); /* a refusal is told once */
    return status;
}

static enum phil_status read_document(struct phil_analysis **analysis, const json_t *root)
{
    char *text = json_dumps(root, JSON_REAL_PRECISION(17));
    const enum phil_status status = read_text(analysis, text);
    free(text);
    return status;
}

static json_t *document(enum fixture which)
{
    struct phil_analysis *analysis = fixture_make(which);
    char *text = fixture_json(analysis, NULL);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    fixture_free(analysis);
    free(text);
    return root;
}

/* ---- what was written is what is read ---- */

/* Equal within half of the last digit that is written. */
static void same(double a, double b, double half)
{
    if (isnan(a) || isnan(b))
        assert_true(isnan(a) && isnan(b));
    else
        assert_true(fabs(a - b) <= half + 1e-12);
}

static void same_value(struct phil_value a, struct phil_value b)
{
    same(a.value, b.value, 0.51e-4);
    assert_int_equal(a.reason == NULL, b.reason == NULL);
    if (a.reason)
        assert_string_equal(a.reason, b.reason);
}

static void same_events(const struct phil_face_result *a, const struct phil_face_result *b)
{
    assert_int_equal(a->n_events, b->n_events);
    for (size_t i = 0; i < a->n_events; i++) {
        const struct phil_event *e = &a->events[i], *f = &b->events[i];
        same(e->onset_s, f->onset_s, 0.5e-4);
        same(e->peak_s, f->peak_s, 0.5e-4);
        same(e->offset_s, f->offset_s, 0.5e-4);
        same(e->amplitude_mm, f->amplitude_mm, 0.5e-4);
        same(e->amplitude_px, f->amplitude_px, 0.5e-4);
        same(e->direction_deg, f->direction_deg, 0.05);
        same(e->snr, f->snr, 0.5e-2);
        same(e->probability, f->probability, 0.5e-3);
        assert_true(e->region == f->region && e->side == f->side && e->kind == f->kind);
        assert_int_equal(e->also, f->also);
    }
}

static void same_face(const struct phil_face_result *a, const struct phil_face_result *b)
{
    assert_int_equal(a->id, b->id);
    same(a->seen_s, b->seen_s, 0.5e-4);
    same(a->usable_s, b->usable_s, 0.5e-4);
    same(a->ruler.px_per_mm, b->ruler.px_per_mm, 0.5e-4);
    same(a->ruler.px_per_mm_sd, b->ruler.px_per_mm_sd, 0.5e-4);
    assert_int_equal(a->ruler.given, b->ruler.given);
    assert_int_equal(a->n_segments, b->n_segments);
    for (size_t i = 0; i < a->n_segments; i++) {
        same(a->segments[i].start_s, b->segments[i].start_s, 0.5e-4);
        same(a->segments[i].end_s, b->segments[i].end_s, 0.5e-4);
        assert_int_equal(a->segments[i].label, b->segments[i].label);
    }
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        same_value(a->region[r].noise_mm, b->region[r].noise_mm);
        same_value(a->region[r].noise_px, b->region[r].noise_px);
        same_value(a->region[r].floor_mm, b->region[r].floor_mm);
        same_value(a->region[r].codec_gain, b->region[r].codec_gain);
    }
    same_events(a, b);
    assert_int_equal(a->pattern.twitches, b->pattern.twitches);
    assert_int_equal(a->pattern.movement, b->pattern.movement);
    same_value(a->pattern.rate_per_min, b->pattern.rate_per_min);
    same_value(a->pattern.laterality, b->pattern.laterality);
    same(a->pattern.rate_ci.lo, b->pattern.rate_ci.lo, 0.5e-4);
    same(a->pattern.rate_ci.hi, b->pattern.rate_ci.hi, 0.5e-4);
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        same(a->landmarks.point[i].x, b->landmarks.point[i].x, 0.5e-2);
        same(a->landmarks.point[i].y, b->landmarks.point[i].y, 0.5e-2);
    }
    assert_int_equal(a->reference_frame, b->reference_frame);
    assert_true(b->trace.n_frames == 0 && !b->trace.time_s); /* traces are not in the document */
}

static void what_is_read_is_what_was_written(void **state)
{
    for (int f = 0; f < N_FIXTURES; f++) {
        struct phil_analysis *a = fixture_make((enum fixture)f), *b = NULL;
        char *text = fixture_json(a, NULL);
        assert_int_equal(read_text(&b, text), PHIL_OK);
        assert_string_equal(a->created, b->created);
        assert_string_equal(a->recording.codec, b->recording.codec);
        assert_string_equal(a->recording.sha256, b->recording.sha256);
        assert_true(a->recording.frames == b->recording.frames &&
                    a->recording.recorded_s == b->recording.recorded_s &&
                    a->recording.truncated == b->recording.truncated &&
                    a->recording.rotation_deg == b->recording.rotation_deg &&
                    a->recording.bit_rate_bps == b->recording.bit_rate_bps);
        assert_int_equal(a->mirrored, b->mirrored);
        assert_int_equal(a->n_faces, b->n_faces);
        for (size_t i = 0; i < a->n_faces; i++)
            same_face(&a->faces[i], &b->faces[i]);
        assert_int_equal(a->n_warnings, b->n_warnings);
        for (size_t i = 0; i < a->n_warnings; i++)
            assert_string_equal(a->warnings[i].code, b->warnings[i].code);
        phil_analysis_free(b);
        fixture_free(a);
        free(text);
    }
}

/* ---- every member by itself ---- */

/* One way to spoil a member; NULL takes it away. */
struct spoiler {
    const char *name;
    json_t *value;
};

struct walk {
    json_t *root;
    const struct spoiler *spoiler;
    int refused, read;
};

static void try_member(struct walk *walk, json_t *object, const char *key)
{
    json_t *good = json_incref(json_object_get(object, key));
    struct phil_analysis *analysis = NULL;
    if (walk->spoiler->value)
        json_object_set(object, key, walk->spoiler->value);
    else
        json_object_del(object, key);
    if (read_document(&analysis, walk->root) == PHIL_OK) {
        char *page = fixture_html(analysis, NULL); /* must print whatever it holds */
        free(page);
        walk->read++;
    } else {
        /* A region's or a movement's name stands in the path of what holds it, too. */
        if (!strstr(last_message, key))
            fail_msg("%s %s: not named in: %s", walk->spoiler->name, key, last_message);
        walk->refused++;
    }
    phil_analysis_free(analysis);
    json_object_set_new(object, key, good);
}

/* Depth first; of lists the first element stands for all. */
static void try_members(struct walk *walk, json_t *value)
{
    if (json_is_array(value)) {
        try_members(walk, json_array_get(value, 0));
        return;
    }
    const size_t n = json_object_size(value);
    char **keys = calloc(n + 1, sizeof *keys);
    size_t i = 0;
    const char *key;
    json_t *member;
    json_object_foreach(value, key, member)
    {
        keys[i++] = strdup(key);
    }
    for (i = 0; i < n; i++) {
        try_member(walk, value, keys[i]);
        try_members(walk, json_object_get(value, keys[i]));
        free(keys[i]);
    }
    free(keys);
}

static void every_member_is_checked_by_itself(void **state)
{
    const struct spoiler spoilers[] = {
        {"without", NULL},
        {"null", json_null()},
        {"a list in", json_pack("[i, i, i]", 1, 2, 3)},
        {"an object in", json_pack("{s: i}", "x", 1)},
        {"a word in", json_string("surely no word of the schema, and longer than its fields hold")},
        {"an empty word in", json_string("")},
        {"true in", json_true()},
        {"a large number in", json_integer(INT64_MAX)},
        {"a number below zero in", json_integer(-1)},
        {"a huge number in", json_real(1e300)},
    };
    for (size_t s = 0; s < sizeof spoilers / sizeof spoilers[0]; s++) {
        struct walk walk = {document(FIXTURE_ONE), &spoilers[s], 0, 0};
        try_members(&walk, walk.root);
        print_message("# %s: %d refused, %d read\n", spoilers[s].name, walk.refused, walk.read);
        assert_true(walk.refused > 20);
        json_decref(walk.root);
        json_decref(spoilers[s].value);
    }
}

/* ---- null and its reason ---- */

static json_t *region_of(json_t *root, const char *name)
{
    json_t *face = json_array_get(json_object_get(root, "faces"), 0);
    return json_object_get(json_object_get(face, "regions"), name);
}

static struct phil_value chin_floor(const json_t *root)
{
    static char reason[200];
    struct phil_analysis *analysis = NULL;
    assert_int_equal(read_document(&analysis, root), PHIL_OK);
    struct phil_value value = analysis->faces[0].region[PHIL_CHIN].floor_mm;
    if (value.reason) { /* it lives as long as the analysis */
        snprintf(reason, sizeof reason, "%s", value.reason);
        value.reason = reason;
    }
    phil_analysis_free(analysis);
    return value;
}

static void null_comes_with_its_reason(void **state)
{
    json_t *root = document(FIXTURE_ONE), *chin = region_of(root, "chin");
    json_object_set_new(chin, "floor_mm", json_null());
    json_object_del(chin, "floor_mm_reason");
    struct phil_value value = chin_floor(root);
    assert_true(isnan(value.value));
    assert_string_equal(value.reason, "not measured"); /* the reason for having no reason */
    json_object_set_new(chin, "floor_mm_reason", json_string("a \"beard\" \xe2\x80\x94 all over"));
    value = chin_floor(root);
    assert_true(isnan(value.value));
    assert_string_equal(value.reason, "a \"beard\" \xe2\x80\x94 all over");
    json_object_set_new(chin, "floor_mm", json_real(0.25));
    value = chin_floor(root); /* a number needs no reason, and a stale one is not believed */
    assert_true(value.value == 0.25 && !value.reason);
    json_object_set_new(chin, "floor_mm", json_null());
    json_object_set_new(chin, "floor_mm_reason", json_integer(7));
    struct phil_analysis *analysis = NULL;
    assert_int_equal(read_document(&analysis, root), PHIL_EFORMAT);
    assert_non_null(strstr(last_message, "faces[0].regions.chin.floor_mm_reason"));
    json_decref(root);
}

/* ---- what strangers write ---- */

static void refuse(const char *text)
{
    struct phil_analysis *analysis = NULL;
    assert_int_equal(read_text(&analysis, text), PHIL_EFORMAT);
}

static void numbers_and_letters_that_are_none(void **state)
{
    refuse("{\"schema\": \"philtrum.analysis/1\", \"created\": \"\\u0000\"}");
    refuse("{\"schema\": \"philtrum.analysis/1\", \"created\": \"\\ud800\"}");
    refuse("{\"schema\": \"philtrum.analysis/1\", \"created\": \"\xc3\x28\"}");
    refuse("{\"schema\": \"philtrum.analysis/1\", \"created\": NaN}");
    refuse("{\"schema\": \"philtrum.analysis/1\", \"created\": 1e999}");
    refuse("{\"schema\": \"philtrum.analysis/1\", \"created\": 99999999999999999999}");
    refuse("{\"schema\": \"philtrum.analysis/1\",}");
    refuse("{\"schema\": \"philtrum.analysis/1\"} {}");
}

/* A few bytes for each face would ask for kilobytes of memory. */
static void a_crowd_is_refused(void **state)
{
    json_t *root = document(FIXTURE_ONE), *faces = json_object_get(root, "faces");
    struct phil_analysis *analysis = NULL;
    while (json_array_size(faces) < PHIL_MAX_FACES)
        json_array_append(faces, json_array_get(faces, 0));
    assert_int_equal(read_document(&analysis, root), PHIL_OK);
    assert_int_equal(analysis->n_faces, PHIL_MAX_FACES);
    phil_analysis_free(analysis);
    json_array_append_new(faces, json_object());
    assert_int_equal(read_document(&analysis, root), PHIL_EFORMAT);
    assert_non_null(strstr(last_message, "\"faces\""));
    json_decref(root);
}

/* The path in a message stays within its room, however long the names are. */
static void long_names_stay_within_bounds(void **state)
{
    json_t *root = document(FIXTURE_ONE), *recording = json_object_get(root, "recording");
    char *name = malloc(100001);
    memset(name, 'n', 100000);
    name[100000] = '\0';
    struct phil_analysis *analysis = NULL;
    json_object_set_new(recording, name, json_integer(1)); /* unknown: left alone */
    json_object_set_new(recording, "name", json_string(name));
    assert_int_equal(read_document(&analysis, root), PHIL_OK);
    assert_int_equal(strlen(analysis->recording.name), 100000);
    phil_analysis_free(analysis);
    json_object_set_new(recording, "codec", json_string(name));
    assert_int_equal(read_document(&analysis, root), PHIL_EFORMAT);
    assert_non_null(strstr(last_message, "\"recording.codec\": too long"));
    free(name);
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_what_was_written),
        cmocka_unit_test(every_member_is_checked_by_itself),
        cmocka_unit_test(null_comes_with_its_reason),
        cmocka_unit_test(numbers_and_letters_that_are_none),
        cmocka_unit_test(a_crowd_is_refused),
        cmocka_unit_test(long_names_stay_within_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
