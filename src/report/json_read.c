/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way back from JSON to an analysis.
 *
 * Nothing in the document is trusted: types, ranges and names are checked, and the first fault
 * ends the reading with the path of the member in the log. Members that this version does not
 * know are left alone; those that were added to the schema later may be missing.
 *
 * An analysis points to reasons and warning codes that are static text when the measuring steps
 * made them. Here they come from the document, so they are kept in a pool that shares one
 * allocation with the analysis: phil_analysis_free() gives both back with one free(). The pool
 * is as large as the document, and no string grows when its escapes are resolved.
 */
#include <philtrum/report.h>

#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/json.h"

struct loaded {
    struct phil_analysis analysis; /* first: its address is the allocation's */
    char pool[];
};

struct reader {
    const struct phil_log *log;
    enum phil_status status; /* the first failure stays */
    char path[256];
    size_t path_length;
    char *pool;
    size_t pool_left;
};

static void fail(struct reader *r, const char *key, const char *why)
{
    if (r->status)
        return;
    r->status = PHIL_EFORMAT;
    phil_log_message(r->log, PHIL_LOG_ERROR, "reading an analysis failed: \"%s%s%s\": %s", r->path,
                     r->path_length && key[0] && key[0] != '[' ? "." : "", key, why);
}

/* Goes into a member or an element; returns what leave() needs to come back. */
static size_t PHIL_PRINTF(2, 3) enter(struct reader *r, const char *format, ...)
{
    const size_t mark = r->path_length;
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(r->path + mark, sizeof r->path - mark, format, args);
    va_end(args);
    if (n > 0 && (size_t)n < sizeof r->path - mark)
        r->path_length += (size_t)n;
    return mark;
}

static void leave(struct reader *r, size_t mark)
{
    r->path_length = mark;
    r->path[mark] = '\0';
}

static json_t *member(struct reader *r, const json_t *object, const char *key, bool required)
{
    json_t *value = json_object_get(object, key);
    if (!value && required)
        fail(r, key, "missing");
    return value;
}

static void *allocate(struct reader *r, size_t n, size_t size)
{
    void *memory = calloc(n ? n : 1, size);
    if (!memory && !r->status)
        r->status = PHIL_EMEM;
    return memory;
}

static const char *read_string(struct reader *r, const json_t *object, const char *key,
                               bool required)
{
    const json_t *value = member(r, object, key, required);
    if (value && !json_is_string(value))
        fail(r, key, "not a string");
    return value ? json_string_value(value) : NULL;
}

static void read_text(struct reader *r, const json_t *object, const char *key, char *out,
                      size_t size)
{
    const char *value = read_string(r, object, key, true);
    if (!value)
        return;
    if (strlen(value) >= size)
        fail(r, key, "too long");
    else
        strcpy(out, value);
}

static char *read_copy(struct reader *r, const json_t *object, const char *key)
{
    const char *value = read_string(r, object, key, true);
    char *copy = strdup(value ? value : "");
    if (!copy && !r->status)
        r->status = PHIL_EMEM;
    return copy;
}

static const char *keep(struct reader *r, const char *value)
{
    const size_t n = strlen(value) + 1;
    if (n > r->pool_left) { /* each string of the document is kept once at most */
        r->status = PHIL_EBUG;
        return "";
    }
    char *kept = r->pool;
    memcpy(kept, value, n);
    r->pool += n;
    r->pool_left -= n;
    return kept;
}

static int64_t read_int(struct reader *r, const json_t *object, const char *key, int64_t lo,
                        int64_t hi, bool required)
{
    const json_t *value = member(r, object, key, required);
    if (!value || (!required && json_is_null(value)))
        return lo > 0 ? lo : 0;
    if (!json_is_integer(value)) {
        fail(r, key, "not a whole number");
        return lo;
    }
    const json_int_t n = json_integer_value(value);
    if (n < lo || n > hi) {
        fail(r, key, "out of range");
        return lo;
    }
    return n;
}

static int read_count(struct reader *r, const json_t *object, const char *key, bool required)
{
    return (int)read_int(r, object, key, 0, INT_MAX, required);
}

static bool read_bool(struct reader *r, const json_t *object, const char *key, bool required)
{
    const json_t *value = member(r, object, key, required);
    if (value && !json_is_boolean(value))
        fail(r, key, "not true or false");
    return json_is_true(value);
}

/* NaN for null. */
static double read_real(struct reader *r, const json_t *object, const char *key, bool required)
{
    const json_t *value = member(r, object, key, required);
    if (!value || json_is_null(value))
        return NAN;
    if (!json_is_number(value)) {
        fail(r, key, "not a number");
        return NAN;
    }
    return json_number_value(value);
}

static double read_time(struct reader *r, const json_t *object, const char *key)
{
    const double value = read_real(r, object, key, true);
    if (!isfinite(value))
        fail(r, key, "not a number");
    return value;
}

static double read_at_least_0(struct reader *r, const json_t *object, const char *key)
{
    const double value = read_real(r, object, key, true);
    if (value < 0)
        fail(r, key, "negative");
    return value;
}

static const char *read_reason(struct reader *r, const json_t *object, const char *key)
{
    char name[64];
    snprintf(name, sizeof name, "%s_reason", key);
    const char *reason = read_string(r, object, name, false);
    return reason ? keep(r, reason) : PHIL_JSON_NO_REASON;
}

static struct phil_value read_value(struct reader *r, const json_t *object, const char *key,
                                    bool required)
{
    const double value = read_real(r, object, key, required);
    return isfinite(value) ? phil_measured(value) : phil_unmeasured(read_reason(r, object, key));
}

static struct phil_interval read_interval(struct reader *r, const json_t *object, const char *key)
{
    struct phil_interval interval = {NAN, NAN};
    const json_t *pair = member(r, object, key, true);
    if (!pair || json_is_null(pair))
        return interval;
    const json_t *lo = json_array_get(pair, 0), *hi = json_array_get(pair, 1);
    if (json_array_size(pair) != 2 || !json_is_number(lo) || !json_is_number(hi)) {
        fail(r, key, "not a pair of numbers");
        return interval;
    }
    interval.lo = json_number_value(lo);
    interval.hi = json_number_value(hi);
    if (interval.lo > interval.hi)
        fail(r, key, "ends the wrong way round");
    return interval;
}

/* The index of a word among the n that `name_of` knows. */
static int read_word(struct reader *r, const json_t *object, const char *key, int n,
                     const char *(*name_of)(int))
{
    const char *word = read_string(r, object, key, true);
    for (int i = 0; word && i < n; i++)
        if (strcmp(word, name_of(i)) == 0)
            return i;
    fail(r, key, "not a word of the schema");
    return 0;
}

static const char *label_name(int i)
{
    return phil_segment_label_name((enum phil_segment_label)i);
}

static const char *kind_name(int i)
{
    return phil_event_kind_name((enum phil_event_kind)i);
}

static const char *side_name(int i)
{
    return phil_side_name((enum phil_side)i);
}

static const char *region_name(int i)
{
    return phil_region_name((enum phil_region)i);
}

static const char *movement_name(int i)
{
    return phil_movement_name((enum phil_movement)i);
}

static const char *ruler_name(int i)
{
    return i ? "given" : "outer canthi";
}

static const json_t *read_array(struct reader *r, const json_t *object, const char *key)
{
    const json_t *array = member(r, object, key, true);
    if (array && !json_is_array(array))
        fail(r, key, "not a list");
    return array;
}

static const json_t *read_object(struct reader *r, const json_t *object, const char *key)
{
    const json_t *value = member(r, object, key, true);
    if (value && !json_is_object(value))
        fail(r, key, "not an object");
    return value;
}

static const json_t *element(struct reader *r, const json_t *array, size_t i)
{
    const json_t *value = json_array_get(array, i);
    if (!json_is_object(value))
        fail(r, "", "not an object");
    return value;
}

static void read_recording(struct reader *r, const json_t *root, struct phil_recording_info *info)
{
    const json_t *o = read_object(r, root, "recording");
    const size_t mark = enter(r, "recording");
    info->name = read_copy(r, o, "name");
    if (!json_is_null(json_object_get(o, "sha256")))
        read_text(r, o, "sha256", info->sha256, sizeof info->sha256);
    read_text(r, o, "container", info->container, sizeof info->container);
    read_text(r, o, "codec", info->codec, sizeof info->codec);
    info->width = read_count(r, o, "width", true);
    info->height = read_count(r, o, "height", true);
    info->rotation_deg = (int)read_int(r, o, "rotation_deg", 0, 359, true);
    info->frames = read_int(r, o, "frames", 0, INT64_MAX, true);
    info->duration_s = read_at_least_0(r, o, "duration_s");
    const double rate = read_at_least_0(r, o, "frame_rate_hz");
    info->frame_rate_hz = isfinite(rate) ? rate : 0;
    info->variable_rate = read_bool(r, o, "variable_rate", true);
    if (!json_is_null(json_object_get(o, "bit_rate_bps")))
        info->bit_rate_bps = read_int(r, o, "bit_rate_bps", 0, INT64_MAX, true);
    info->truncated = read_bool(r, o, "truncated", true);
    const double announced = read_real(r, o, "announced_s", false);
    info->announced_s = isfinite(announced) ? announced : 0;
    info->interlaced = read_bool(r, o, "interlaced", false);
    info->damaged_frames = read_int(r, o, "damaged_frames", 0, INT64_MAX, false);
    info->timestamps_made_up = read_bool(r, o, "timestamps_made_up", false);
    info->bit_depth = (int)read_int(r, o, "bit_depth", 0, 64, false);
    info->file_bytes = read_int(r, o, "file_bytes", 0, INT64_MAX, false);
    info->video_streams = read_count(r, o, "video_streams", false);
    info->mean_quantiser = read_real(r, o, "mean_quantiser", false);
    leave(r, mark);
}

static void read_segments(struct reader *r, const json_t *o, struct phil_face_result *face)
{
    const json_t *array = read_array(r, o, "segments");
    const size_t n = json_array_size(array);
    face->segments = allocate(r, n, sizeof *face->segments);
    for (size_t i = 0; i < n && !r->status; i++) {
        const size_t mark = enter(r, ".segments[%zu]", i);
        const json_t *item = element(r, array, i);
        struct phil_segment *segment = &face->segments[face->n_segments++];
        segment->start_s = read_time(r, item, "start_s");
        segment->end_s = read_time(r, item, "end_s");
        segment->label = (enum phil_segment_label)read_word(r, item, "label",
                                                            PHIL_SEGMENT_NO_FACE + 1, label_name);
        leave(r, mark);
    }
}

static void read_regions(struct reader *r, const json_t *o, struct phil_face_result *face)
{
    const json_t *regions = read_object(r, o, "regions");
    for (int i = 0; i < PHIL_N_REGIONS && !r->status; i++) {
        const size_t mark = enter(r, ".regions");
        const json_t *item = read_object(r, regions, region_name(i));
        enter(r, ".%s", region_name(i));
        face->region[i].noise_mm = read_value(r, item, "noise_mm", true);
        face->region[i].noise_px = read_value(r, item, "noise_px", true);
        face->region[i].floor_mm = read_value(r, item, "floor_mm", true);
        face->region[i].codec_gain = read_value(r, item, "codec_gain", true);
        leave(r, mark);
    }
}

static uint32_t read_also(struct reader *r, const json_t *event, int region)
{
    const json_t *array = read_array(r, event, "also");
    uint32_t also = 0;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *name = json_string_value(json_array_get(array, i));
        const int other = name ? (int)phil_region_from_name(name) : PHIL_N_REGIONS;
        if (other == PHIL_N_REGIONS || other == region)
            fail(r, "also",
                 other == region ? "names the event's own region" : "not a region of the schema");
        else
            also |= (uint32_t)1 << other;
    }
    return also;
}

static void read_event(struct reader *r, const json_t *o, struct phil_event *e)
{
    e->onset_s = read_time(r, o, "onset_s");
    e->peak_s = read_time(r, o, "peak_s");
    e->offset_s = read_time(r, o, "offset_s");
    if (e->onset_s > e->peak_s || e->peak_s > e->offset_s)
        fail(r, "peak_s", "outside the event");
    const int region = read_word(r, o, "region", PHIL_N_REGIONS, region_name);
    e->region = (enum phil_region)region;
    e->side = (enum phil_side)read_word(r, o, "side", PHIL_SIDE_MIDDLE + 1, side_name);
    e->amplitude_mm = read_at_least_0(r, o, "amplitude_mm");
    e->amplitude_px = read_at_least_0(r, o, "amplitude_px");
    e->direction_deg = read_real(r, o, "direction_deg", true);
    e->snr = read_real(r, o, "snr", true);
    e->probability = read_at_least_0(r, o, "probability");
    if (e->probability > 1)
        fail(r, "probability", "above 1");
    e->also = read_also(r, o, region);
    e->kind = (enum phil_event_kind)read_word(r, o, "kind", PHIL_EVENT_OTHER + 1, kind_name);
}

static void read_events(struct reader *r, const json_t *o, struct phil_face_result *face)
{
    const json_t *array = read_array(r, o, "events");
    const size_t n = json_array_size(array);
    face->events = allocate(r, n, sizeof *face->events);
    for (size_t i = 0; i < n && !r->status; i++) {
        const size_t mark = enter(r, ".events[%zu]", i);
        read_event(r, element(r, array, i), &face->events[face->n_events++]);
        leave(r, mark);
    }
}

static void read_pattern(struct reader *r, const json_t *face, struct phil_pattern *p)
{
    const json_t *o = read_object(r, face, "pattern");
    const size_t mark = enter(r, ".pattern");
    p->twitches = read_count(r, o, "twitches", true);
    p->rate_per_min = read_value(r, o, "rate_per_min", true);
    p->rate_ci = read_interval(r, o, "rate_ci");
    p->laterality = read_value(r, o, "laterality", true);
    p->laterality_ci = read_interval(r, o, "laterality_ci");
    p->interval_cv = read_value(r, o, "interval_cv", true);
    p->rhythm_hz = read_value(r, o, "rhythm_hz", true);
    p->rhythm_p = read_value(r, o, "rhythm_p", true);
    p->median_duration_s = read_value(r, o, "median_duration_s", true);
    p->median_amplitude_mm = read_value(r, o, "median_amplitude_mm", true);
    p->eye_mouth_synchrony = read_value(r, o, "eye_mouth_synchrony", true);
    p->brow_lift_with_eye_closure = read_value(r, o, "brow_lift_with_eye_closure", true);
    p->movement = (enum phil_movement)read_word(r, o, "movement", PHIL_N_MOVEMENTS, movement_name);
    const json_t *chances = read_object(r, o, "movement_probability");
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        p->movement_probability[m] = read_real(r, chances, movement_name(m), true);
    p->bursts = read_count(r, o, "bursts", false);
    p->doublets = read_count(r, o, "doublets", false);
    p->tonic_holds = read_count(r, o, "tonic_holds", false);
    p->eye_mouth_lag_s = read_value(r, o, "eye_mouth_lag_s", false);
    p->ripple_share = read_value(r, o, "ripple_share", false);
    p->highest_frequency_hz = read_real(r, o, "highest_frequency_hz", false);
    p->shortest_duration_s = read_real(r, o, "shortest_duration_s", false);
    leave(r, mark);
}

static void read_landmarks(struct reader *r, const json_t *o, struct phil_landmarks *landmarks)
{
    const json_t *array = json_object_get(o, "landmarks");
    if (array && json_array_size(array) != PHIL_N_LANDMARKS)
        fail(r, "landmarks", "not a list of 68 points");
    for (size_t i = 0; i < PHIL_N_LANDMARKS; i++) {
        const json_t *pair = json_array_get(array, i);
        const json_t *x = json_array_get(pair, 0), *y = json_array_get(pair, 1);
        if (array && json_array_size(pair) != 2)
            fail(r, "landmarks", "not a list of 68 points");
        landmarks->point[i].x = json_is_number(x) ? json_number_value(x) : NAN;
        landmarks->point[i].y = json_is_number(y) ? json_number_value(y) : NAN;
    }
}

static void read_face(struct reader *r, const json_t *o, struct phil_face_result *face)
{
    phil_trace_init(&face->trace);
    face->id = read_count(r, o, "id", true);
    face->seen_s = read_at_least_0(r, o, "seen_s");
    face->usable_s = read_at_least_0(r, o, "usable_s");
    face->ruler.px_per_mm = read_at_least_0(r, o, "px_per_mm");
    face->ruler.px_per_mm_sd = read_at_least_0(r, o, "px_per_mm_sd");
    face->ruler.given = read_word(r, o, "ruler", 2, ruler_name) == 1;
    read_segments(r, o, face);
    read_regions(r, o, face);
    read_events(r, o, face);
    read_pattern(r, o, &face->pattern);
    read_landmarks(r, o, &face->landmarks);
    face->reference_frame = read_int(r, o, "reference_frame", 0, INT64_MAX, false);
    face->reference_time_s = read_real(r, o, "reference_time_s", false);
}

static void read_warnings(struct reader *r, const json_t *root, struct phil_analysis *analysis)
{
    const json_t *array = read_array(r, root, "warnings");
    const size_t n = json_array_size(array);
    analysis->warnings = allocate(r, n, sizeof *analysis->warnings);
    for (size_t i = 0; i < n && !r->status; i++) {
        const size_t mark = enter(r, "warnings[%zu]", i);
        const json_t *item = element(r, array, i);
        struct phil_warning *warning = &analysis->warnings[analysis->n_warnings++];
        const char *code = read_string(r, item, "code", true);
        warning->code = code ? keep(r, code) : "";
        warning->text = read_copy(r, item, "text");
        leave(r, mark);
    }
}

static void read_analysis(struct reader *r, const json_t *root, struct phil_analysis *analysis)
{
    const char *schema = read_string(r, root, "schema", true);
    if (schema && strcmp(schema, PHIL_JSON_SCHEMA) != 0)
        fail(r, "schema", "not " PHIL_JSON_SCHEMA);
    read_string(r, root, "version", true);
    read_text(r, root, "created", analysis->created, sizeof analysis->created);
    read_recording(r, root, &analysis->recording);
    const json_t *faces = read_array(r, root, "faces");
    const size_t n = json_array_size(faces);
    analysis->faces = allocate(r, n, sizeof *analysis->faces);
    for (size_t i = 0; i < n && !r->status; i++) {
        const size_t mark = enter(r, "faces[%zu]", i);
        read_face(r, element(r, faces, i), &analysis->faces[analysis->n_faces++]);
        leave(r, mark);
    }
    read_warnings(r, root, analysis);
    analysis->interrupted = read_bool(r, root, "interrupted", false);
    analysis->false_per_min = read_real(r, root, "false_per_min", false);
    analysis->mirrored = read_bool(r, root, "mirrored", false);
}

enum phil_status phil_report_json_read(struct phil_analysis **analysis, const char *text,
                                       size_t size, const struct phil_log *log)
{
    struct reader r = {.log = log, .pool_left = size};
    struct loaded *loaded = NULL;
    json_error_t error;
    size_t bytes;

    *analysis = NULL;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "reading an analysis failed: \"line %d, column %d\": %s", error.line,
                         error.column, error.text);
        return json_error_code(&error) == json_error_out_of_memory ? PHIL_EMEM : PHIL_EFORMAT;
    }
    if (__builtin_add_overflow(sizeof *loaded, size, &bytes) || !(loaded = calloc(1, bytes))) {
        r.status = PHIL_EMEM;
        goto done;
    }
    r.pool = loaded->pool;
    if (json_is_object(root))
        read_analysis(&r, root, &loaded->analysis);
    else
        fail(&r, "document", "not an object");
    if (!r.status) {
        *analysis = &loaded->analysis;
        loaded = NULL;
    }
done:
    if (loaded)
        phil_analysis_free(&loaded->analysis);
    json_decref(root);
    return r.status;
}
