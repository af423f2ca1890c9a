/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way back from JSON to an analysis.
 *
 * Nothing in the document is trusted: types, ranges and names are checked (json_member.h), and the
 * first fault ends the reading with the path of the member in the log. Members that this version
 * does not know are left alone; those that were added to the schema later may be missing.
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
#include <stdlib.h>
#include <string.h>

#include "report/json.h"
#include "report/json_member.h"

static const int64_t last_second = 253402300799; /* of the year 9999 */

struct loaded {
    struct phil_analysis analysis; /* first: its address is the allocation's */
    char pool[];
};

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

static void read_recording(struct phil_reader *r, const json_t *root,
                           struct phil_recording_info *info)
{
    const json_t *o = phil_member_object(r, root, "recording");
    const size_t mark = phil_reader_enter(r, "recording");
    info->name = phil_member_copy(r, o, "name");
    if (!json_is_null(json_object_get(o, "sha256")))
        phil_member_text(r, o, "sha256", info->sha256, sizeof info->sha256);
    phil_member_text(r, o, "container", info->container, sizeof info->container);
    phil_member_text(r, o, "codec", info->codec, sizeof info->codec);
    info->width = phil_member_count(r, o, "width", true);
    info->height = phil_member_count(r, o, "height", true);
    info->rotation_deg = (int)phil_member_int(r, o, "rotation_deg", 0, 359, true);
    info->frames = phil_member_int(r, o, "frames", 0, INT64_MAX, true);
    info->duration_s = phil_member_at_least_0(r, o, "duration_s");
    const double rate = phil_member_at_least_0(r, o, "frame_rate_hz");
    info->frame_rate_hz = isfinite(rate) ? rate : 0;
    info->variable_rate = phil_member_bool(r, o, "variable_rate", true);
    if (!json_is_null(json_object_get(o, "bit_rate_bps")))
        info->bit_rate_bps = phil_member_int(r, o, "bit_rate_bps", 0, INT64_MAX, true);
    info->truncated = phil_member_bool(r, o, "truncated", true);
    const double announced = phil_member_real(r, o, "announced_s", false);
    info->announced_s = isfinite(announced) ? announced : 0;
    if (!json_is_null(json_object_get(o, "recorded_s")))
        info->recorded_s = phil_member_int(r, o, "recorded_s", 0, last_second, false);
    info->interlaced = phil_member_bool(r, o, "interlaced", false);
    info->damaged_frames = phil_member_int(r, o, "damaged_frames", 0, INT64_MAX, false);
    info->timestamps_made_up = phil_member_bool(r, o, "timestamps_made_up", false);
    info->bit_depth = (int)phil_member_int(r, o, "bit_depth", 0, 64, false);
    info->file_bytes = phil_member_int(r, o, "file_bytes", 0, INT64_MAX, false);
    info->video_streams = phil_member_count(r, o, "video_streams", false);
    info->mean_quantiser = phil_member_real(r, o, "mean_quantiser", false);
    phil_reader_leave(r, mark);
}

static void read_segments(struct phil_reader *r, const json_t *o, struct phil_face_result *face)
{
    const json_t *array = phil_member_array(r, o, "segments");
    const size_t n = json_array_size(array);
    face->segments = phil_reader_allocate(r, n, sizeof *face->segments);
    for (size_t i = 0; i < n && !r->status; i++) {
        const size_t mark = phil_reader_enter(r, ".segments[%zu]", i);
        const json_t *item = phil_element(r, array, i);
        struct phil_segment *segment = &face->segments[face->n_segments++];
        segment->start_s = phil_member_time(r, item, "start_s");
        segment->end_s = phil_member_time(r, item, "end_s");
        segment->label = (enum phil_segment_label)phil_member_word(
            r, item, "label", PHIL_SEGMENT_NO_FACE + 1, label_name);
        phil_reader_leave(r, mark);
    }
}

static void read_regions(struct phil_reader *r, const json_t *o, struct phil_face_result *face)
{
    const json_t *regions = phil_member_object(r, o, "regions");
    for (int i = 0; i < PHIL_N_REGIONS && !r->status; i++) {
        const size_t mark = phil_reader_enter(r, ".regions");
        const json_t *item = phil_member_object(r, regions, region_name(i));
        phil_reader_enter(r, ".%s", region_name(i));
        face->region[i].noise_mm = phil_member_value(r, item, "noise_mm", true);
        face->region[i].noise_px = phil_member_value(r, item, "noise_px", true);
        face->region[i].floor_mm = phil_member_value(r, item, "floor_mm", true);
        face->region[i].codec_gain = phil_member_value(r, item, "codec_gain", true);
        phil_reader_leave(r, mark);
    }
}

static uint32_t read_also(struct phil_reader *r, const json_t *event, int region)
{
    const json_t *array = phil_member_array(r, event, "also");
    uint32_t also = 0;
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *name = json_string_value(json_array_get(array, i));
        const int other = name ? (int)phil_region_from_name(name) : PHIL_N_REGIONS;
        if (other == PHIL_N_REGIONS || other == region)
            phil_reader_fail(r, "also",
                             other == region ? "names the event's own region"
                                             : "not a region of the schema");
        else
            also |= (uint32_t)1 << other;
    }
    return also;
}

static void read_event(struct phil_reader *r, const json_t *o, struct phil_event *e)
{
    e->onset_s = phil_member_time(r, o, "onset_s");
    e->peak_s = phil_member_time(r, o, "peak_s");
    e->offset_s = phil_member_time(r, o, "offset_s");
    if (e->onset_s > e->peak_s || e->peak_s > e->offset_s)
        phil_reader_fail(r, "onset_s, peak_s, offset_s", "not in this order");
    const int region = phil_member_word(r, o, "region", PHIL_N_REGIONS, region_name);
    e->region = (enum phil_region)region;
    e->side = (enum phil_side)phil_member_word(r, o, "side", PHIL_SIDE_MIDDLE + 1, side_name);
    e->amplitude_mm = phil_member_at_least_0(r, o, "amplitude_mm");
    e->amplitude_px = phil_member_at_least_0(r, o, "amplitude_px");
    e->direction_deg = phil_member_real(r, o, "direction_deg", true);
    e->snr = phil_member_real(r, o, "snr", true);
    e->probability = phil_member_at_least_0(r, o, "probability");
    if (e->probability > 1)
        phil_reader_fail(r, "probability", "above 1");
    e->also = read_also(r, o, region);
    e->kind = (enum phil_event_kind)phil_member_word(r, o, "kind", PHIL_EVENT_OTHER + 1, kind_name);
}

static void read_events(struct phil_reader *r, const json_t *o, struct phil_face_result *face)
{
    const json_t *array = phil_member_array(r, o, "events");
    const size_t n = json_array_size(array);
    face->events = phil_reader_allocate(r, n, sizeof *face->events);
    for (size_t i = 0; i < n && !r->status; i++) {
        const size_t mark = phil_reader_enter(r, ".events[%zu]", i);
        read_event(r, phil_element(r, array, i), &face->events[face->n_events++]);
        phil_reader_leave(r, mark);
    }
}

static void read_chances(struct phil_reader *r, const json_t *pattern,
                         double probability[PHIL_N_MOVEMENTS])
{
    const json_t *o = phil_member_object(r, pattern, "movement_probability");
    const size_t mark = phil_reader_enter(r, ".movement_probability");
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        probability[m] = phil_member_real(r, o, movement_name(m), true);
    phil_reader_leave(r, mark);
}

static void read_pattern(struct phil_reader *r, const json_t *face, struct phil_pattern *p)
{
    const json_t *o = phil_member_object(r, face, "pattern");
    const size_t mark = phil_reader_enter(r, ".pattern");
    p->twitches = phil_member_count(r, o, "twitches", true);
    p->rate_per_min = phil_member_value(r, o, "rate_per_min", true);
    p->rate_ci = phil_member_interval(r, o, "rate_ci");
    p->laterality = phil_member_value(r, o, "laterality", true);
    p->laterality_ci = phil_member_interval(r, o, "laterality_ci");
    p->interval_cv = phil_member_value(r, o, "interval_cv", true);
    p->rhythm_hz = phil_member_value(r, o, "rhythm_hz", true);
    p->rhythm_p = phil_member_value(r, o, "rhythm_p", true);
    p->median_duration_s = phil_member_value(r, o, "median_duration_s", true);
    p->median_amplitude_mm = phil_member_value(r, o, "median_amplitude_mm", true);
    p->eye_mouth_synchrony = phil_member_value(r, o, "eye_mouth_synchrony", true);
    p->brow_lift_with_eye_closure = phil_member_value(r, o, "brow_lift_with_eye_closure", true);
    p->movement =
        (enum phil_movement)phil_member_word(r, o, "movement", PHIL_N_MOVEMENTS, movement_name);
    read_chances(r, o, p->movement_probability);
    p->bursts = phil_member_count(r, o, "bursts", false);
    p->doublets = phil_member_count(r, o, "doublets", false);
    p->tonic_holds = phil_member_count(r, o, "tonic_holds", false);
    p->eye_mouth_lag_s = phil_member_value(r, o, "eye_mouth_lag_s", false);
    p->ripple_share = phil_member_value(r, o, "ripple_share", false);
    p->highest_frequency_hz = phil_member_real(r, o, "highest_frequency_hz", false);
    p->shortest_duration_s = phil_member_real(r, o, "shortest_duration_s", false);
    phil_reader_leave(r, mark);
}

static void read_landmarks(struct phil_reader *r, const json_t *o, struct phil_landmarks *landmarks)
{
    const json_t *array = json_object_get(o, "landmarks");
    if (array && json_array_size(array) != PHIL_N_LANDMARKS)
        phil_reader_fail(r, "landmarks", "not a list of 68 points");
    for (size_t i = 0; i < PHIL_N_LANDMARKS; i++) {
        const json_t *pair = json_array_get(array, i);
        const json_t *x = json_array_get(pair, 0), *y = json_array_get(pair, 1);
        if (array && json_array_size(pair) != 2)
            phil_reader_fail(r, "landmarks", "not a list of 68 points");
        landmarks->point[i].x = json_is_number(x) ? json_number_value(x) : NAN;
        landmarks->point[i].y = json_is_number(y) ? json_number_value(y) : NAN;
    }
}

static void read_face(struct phil_reader *r, const json_t *o, struct phil_face_result *face)
{
    phil_trace_init(&face->trace);
    face->id = phil_member_count(r, o, "id", true);
    face->seen_s = phil_member_at_least_0(r, o, "seen_s");
    face->usable_s = phil_member_at_least_0(r, o, "usable_s");
    face->ruler.px_per_mm = phil_member_at_least_0(r, o, "px_per_mm");
    face->ruler.px_per_mm_sd = phil_member_at_least_0(r, o, "px_per_mm_sd");
    face->ruler.given = phil_member_word(r, o, "ruler", 2, ruler_name) == 1;
    read_segments(r, o, face);
    read_regions(r, o, face);
    read_events(r, o, face);
    read_pattern(r, o, &face->pattern);
    read_landmarks(r, o, &face->landmarks);
    face->reference_frame = phil_member_int(r, o, "reference_frame", 0, INT64_MAX, false);
    face->reference_time_s = phil_member_real(r, o, "reference_time_s", false);
}

static void read_warnings(struct phil_reader *r, const json_t *root, struct phil_analysis *analysis)
{
    const json_t *array = phil_member_array(r, root, "warnings");
    const size_t n = json_array_size(array);
    analysis->warnings = phil_reader_allocate(r, n, sizeof *analysis->warnings);
    for (size_t i = 0; i < n && !r->status; i++) {
        const size_t mark = phil_reader_enter(r, "warnings[%zu]", i);
        const json_t *item = phil_element(r, array, i);
        struct phil_warning *warning = &analysis->warnings[analysis->n_warnings++];
        const char *code = phil_member_string(r, item, "code", true);
        warning->code = code ? phil_reader_keep(r, code) : "";
        warning->text = phil_member_copy(r, item, "text");
        phil_reader_leave(r, mark);
    }
}

static void read_analysis(struct phil_reader *r, const json_t *root, struct phil_analysis *analysis)
{
    const char *schema = phil_member_string(r, root, "schema", true);
    if (schema && strcmp(schema, PHIL_JSON_SCHEMA) != 0)
        phil_reader_fail(r, "schema", "not " PHIL_JSON_SCHEMA);
    phil_member_string(r, root, "version", true);
    phil_member_text(r, root, "created", analysis->created, sizeof analysis->created);
    read_recording(r, root, &analysis->recording);
    const json_t *faces = phil_member_array(r, root, "faces");
    const size_t n = json_array_size(faces);
    if (n > PHIL_MAX_FACES)
        phil_reader_fail(r, "faces", "more than any analysis holds");
    if (r->status)
        return;
    analysis->faces = phil_reader_allocate(r, n, sizeof *analysis->faces);
    for (size_t i = 0; i < n && !r->status; i++) {
        const size_t mark = phil_reader_enter(r, "faces[%zu]", i);
        read_face(r, phil_element(r, faces, i), &analysis->faces[analysis->n_faces++]);
        phil_reader_leave(r, mark);
    }
    read_warnings(r, root, analysis);
    analysis->interrupted = phil_member_bool(r, root, "interrupted", false);
    analysis->false_per_min = phil_member_real(r, root, "false_per_min", false);
    analysis->mirrored = phil_member_bool(r, root, "mirrored", false);
}

/* Jansson says nothing at all when its own first allocations fail. */
static bool is_memory(const json_error_t *error)
{
    return json_error_code(error) == json_error_out_of_memory || !error->text[0];
}

enum phil_status phil_report_json_read(struct phil_analysis **analysis, const char *text,
                                       size_t size, const struct phil_log *log)
{
    struct phil_reader r = {.log = log, .pool_left = size};
    struct loaded *loaded = NULL;
    json_error_t error;
    size_t bytes;

    *analysis = NULL;
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "reading an analysis failed: \"line %d, column %d\": %s", error.line,
                         error.column, error.text);
        return is_memory(&error) ? PHIL_EMEM : PHIL_EFORMAT;
    }
    if (__builtin_add_overflow(sizeof *loaded, size, &bytes) || !(loaded = calloc(1, bytes))) {
        r.status = PHIL_EMEM;
        goto done;
    }
    r.pool = loaded->pool;
    if (json_is_object(root))
        read_analysis(&r, root, &loaded->analysis);
    else
        phil_reader_fail(&r, "document", "not an object");
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
