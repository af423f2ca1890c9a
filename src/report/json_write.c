/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An analysis as one JSON document of schema philtrum.analysis/1.
 *
 * The keys of the schema come first in each object, in the order of the contract; what was added
 * since follows them. A number that was not measured is null with "<name>_reason" beside it.
 * Numbers are rounded to what they can mean (times 0.1 ms, lengths 0.1 um), so that the text
 * is the same on every machine, and that reading it and writing it again changes nothing: a
 * decimal of at most 15 digits survives the way through a double (IEEE 754, DBL_DIG).
 */
#include <philtrum/report.h>

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/json.h"
#include "report/text_buffer.h"

struct writer {
    bool failed; /* out of memory somewhere */
};

/* `value` is owned by the call, NULL means that it could not be made. */
static void put(struct writer *w, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value))
        w->failed = true;
}

static void append(struct writer *w, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value))
        w->failed = true;
}

static void put_int(struct writer *w, json_t *object, const char *key, int64_t value)
{
    put(w, object, key, json_integer(value));
}

static void put_bool(struct writer *w, json_t *object, const char *key, bool value)
{
    put(w, object, key, json_boolean(value));
}

static void put_string(struct writer *w, json_t *object, const char *key, const char *value)
{
    struct phil_text text = {0};
    phil_text_add_clean(&text, value, PHIL_CHARSET_UTF8);
    if (text.failed)
        w->failed = true;
    put(w, object, key, json_string(phil_text_string(&text)));
    phil_text_release(&text);
}

static void put_null(struct writer *w, json_t *object, const char *key, const char *reason)
{
    struct phil_text name = {0};
    phil_text_printf(&name, "%s_reason", key);
    put(w, object, key, json_null());
    put_string(w, object, phil_text_string(&name), reason ? reason : PHIL_JSON_NO_REASON);
    w->failed |= name.failed;
    phil_text_release(&name);
}

/* Rounds to a multiple of 10^-decimals; numbers too large for that to matter stay. */
static double rounded(double value, int decimals)
{
    const double scale = pow(10, decimals);
    const double up = value * scale;
    if (fabs(up) >= 1e15)
        return value;
    const double r = round(up) / scale;
    return r == 0 ? 0 : r; /* no minus zero */
}

/* Four digits: for chances, where 1e-9 is not 0. Below 1e-15 no test statistic here means
 * anything, and 1e-15 is said. */
static double rounded_chance(double value)
{
    if (value == 0 || !isfinite(value))
        return value;
    const double size = fmax(fabs(value), 1e-15);
    return copysign(rounded(size, 3 - (int)floor(log10(size))), value);
}

static json_t *real_or_null(double value, int decimals)
{
    return isfinite(value) ? json_real(rounded(value, decimals)) : json_null();
}

static void put_real(struct writer *w, json_t *object, const char *key, double value, int decimals,
                     const char *reason)
{
    if (isfinite(value))
        put(w, object, key, json_real(rounded(value, decimals)));
    else
        put_null(w, object, key, reason);
}

static void put_value(struct writer *w, json_t *object, const char *key, struct phil_value v,
                      int decimals)
{
    put_real(w, object, key, v.reason ? NAN : v.value, decimals, v.reason);
}

static void put_chance(struct writer *w, json_t *object, const char *key, struct phil_value v)
{
    if (v.reason || !isfinite(v.value))
        put_null(w, object, key, v.reason);
    else
        put(w, object, key, json_real(rounded_chance(v.value)));
}

/* The interval of a value: it has the value's own reason when it is missing. */
static void put_interval(struct writer *w, json_t *object, const char *key,
                         struct phil_interval interval, struct phil_value of, int decimals)
{
    if (!isfinite(interval.lo) || !isfinite(interval.hi)) {
        put_null(w, object, key, of.reason);
        return;
    }
    json_t *pair = json_array();
    append(w, pair, json_real(rounded(interval.lo, decimals)));
    append(w, pair, json_real(rounded(interval.hi, decimals)));
    put(w, object, key, pair);
}

static json_t *recording_json(struct writer *w, const struct phil_recording_info *info)
{
    json_t *o = json_object();
    put_string(w, o, "name", info->name);
    if (info->sha256[0])
        put_string(w, o, "sha256", info->sha256);
    else
        put_null(w, o, "sha256", "the file was not read to its end");
    put_string(w, o, "container", info->container);
    put_string(w, o, "codec", info->codec);
    put_int(w, o, "width", info->width);
    put_int(w, o, "height", info->height);
    put_int(w, o, "rotation_deg", info->rotation_deg);
    put_int(w, o, "frames", info->frames);
    put_real(w, o, "duration_s", info->duration_s, PHIL_JSON_S, NULL);
    put_real(w, o, "frame_rate_hz", info->frame_rate_hz > 0 ? info->frame_rate_hz : NAN,
             PHIL_JSON_HZ, "fewer than two frames");
    put_bool(w, o, "variable_rate", info->variable_rate);
    if (info->bit_rate_bps > 0)
        put_int(w, o, "bit_rate_bps", info->bit_rate_bps);
    else
        put_null(w, o, "bit_rate_bps", "not known");
    put_bool(w, o, "truncated", info->truncated);
    put_real(w, o, "announced_s", info->announced_s > 0 ? info->announced_s : NAN, PHIL_JSON_S,
             "the file does not say how long it is");
    put_bool(w, o, "interlaced", info->interlaced);
    put_int(w, o, "damaged_frames", info->damaged_frames);
    put_bool(w, o, "timestamps_made_up", info->timestamps_made_up);
    put_int(w, o, "bit_depth", info->bit_depth);
    put_int(w, o, "file_bytes", info->file_bytes);
    put_int(w, o, "video_streams", info->video_streams);
    put_real(w, o, "mean_quantiser", info->mean_quantiser, PHIL_JSON_RATIO,
             "the decoder does not tell");
    return o;
}

static json_t *segments_json(struct writer *w, const struct phil_face_result *face)
{
    json_t *array = json_array();
    for (size_t i = 0; i < face->n_segments; i++) {
        const struct phil_segment *s = &face->segments[i];
        json_t *o = json_object();
        put_real(w, o, "start_s", s->start_s, PHIL_JSON_S, NULL);
        put_real(w, o, "end_s", s->end_s, PHIL_JSON_S, NULL);
        put_string(w, o, "label", phil_segment_label_name(s->label));
        append(w, array, o);
    }
    return array;
}

static json_t *regions_json(struct writer *w, const struct phil_face_result *face)
{
    json_t *regions = json_object();
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_region_result *result = &face->region[r];
        json_t *o = json_object();
        put_value(w, o, "noise_mm", result->noise_mm, PHIL_JSON_MM);
        put_value(w, o, "noise_px", result->noise_px, PHIL_JSON_PX);
        put_value(w, o, "floor_mm", result->floor_mm, PHIL_JSON_MM);
        put_value(w, o, "codec_gain", result->codec_gain, PHIL_JSON_RATIO);
        put(w, regions, phil_region_name((enum phil_region)r), o);
    }
    return regions;
}

static json_t *event_json(struct writer *w, const struct phil_event *e)
{
    json_t *o = json_object();
    put_real(w, o, "onset_s", e->onset_s, PHIL_JSON_S, NULL);
    put_real(w, o, "peak_s", e->peak_s, PHIL_JSON_S, NULL);
    put_real(w, o, "offset_s", e->offset_s, PHIL_JSON_S, NULL);
    put_string(w, o, "region", phil_region_name(e->region));
    put_string(w, o, "side", phil_side_name(e->side));
    put_real(w, o, "amplitude_mm", e->amplitude_mm, PHIL_JSON_MM, NULL);
    put_real(w, o, "amplitude_px", e->amplitude_px, PHIL_JSON_PX, NULL);
    put_real(w, o, "direction_deg", e->direction_deg, PHIL_JSON_DEG, NULL);
    put_real(w, o, "snr", e->snr, PHIL_JSON_SNR, NULL);
    put_real(w, o, "probability", e->probability, PHIL_JSON_RATIO, NULL);
    json_t *also = json_array();
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (e->also >> r & 1)
            append(w, also, json_string(phil_region_name((enum phil_region)r)));
    put(w, o, "also", also);
    put_string(w, o, "kind", phil_event_kind_name(e->kind));
    return o;
}

static json_t *movement_json(struct writer *w, const struct phil_pattern *p)
{
    json_t *o = json_object();
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        put_real(w, o, phil_movement_name((enum phil_movement)m), p->movement_probability[m],
                 PHIL_JSON_RATIO, NULL);
    return o;
}

static json_t *pattern_json(struct writer *w, const struct phil_pattern *p)
{
    json_t *o = json_object();
    put_int(w, o, "twitches", p->twitches);
    put_value(w, o, "rate_per_min", p->rate_per_min, PHIL_JSON_RATE);
    put_interval(w, o, "rate_ci", p->rate_ci, p->rate_per_min, PHIL_JSON_RATE);
    put_value(w, o, "laterality", p->laterality, PHIL_JSON_RATIO);
    put_interval(w, o, "laterality_ci", p->laterality_ci, p->laterality, PHIL_JSON_RATIO);
    put_value(w, o, "interval_cv", p->interval_cv, PHIL_JSON_RATIO);
    put_value(w, o, "rhythm_hz", p->rhythm_hz, PHIL_JSON_HZ);
    put_chance(w, o, "rhythm_p", p->rhythm_p);
    put_value(w, o, "median_duration_s", p->median_duration_s, PHIL_JSON_S);
    put_value(w, o, "median_amplitude_mm", p->median_amplitude_mm, PHIL_JSON_MM);
    put_value(w, o, "eye_mouth_synchrony", p->eye_mouth_synchrony, PHIL_JSON_RATIO);
    put_value(w, o, "brow_lift_with_eye_closure", p->brow_lift_with_eye_closure, PHIL_JSON_RATIO);
    put_string(w, o, "movement", phil_movement_name(p->movement));
    put(w, o, "movement_probability", movement_json(w, p));
    put_int(w, o, "bursts", p->bursts);
    put_int(w, o, "doublets", p->doublets);
    put_int(w, o, "tonic_holds", p->tonic_holds);
    put_value(w, o, "eye_mouth_lag_s", p->eye_mouth_lag_s, PHIL_JSON_S);
    put_value(w, o, "ripple_share", p->ripple_share, PHIL_JSON_RATIO);
    put_real(w, o, "highest_frequency_hz", p->highest_frequency_hz, PHIL_JSON_HZ, NULL);
    put_real(w, o, "shortest_duration_s", p->shortest_duration_s, PHIL_JSON_S, NULL);
    return o;
}

static void put_landmarks(struct writer *w, json_t *face, const struct phil_landmarks *landmarks)
{
    json_t *array = json_array();
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const struct phil_point *p = &landmarks->point[i];
        json_t *pair = json_array();
        append(w, pair, real_or_null(p->x, PHIL_JSON_LANDMARK));
        append(w, pair, real_or_null(p->y, PHIL_JSON_LANDMARK));
        append(w, array, pair);
    }
    put(w, face, "landmarks", array);
}

static json_t *face_json(struct writer *w, const struct phil_face_result *face)
{
    json_t *o = json_object();
    put_int(w, o, "id", face->id);
    put_real(w, o, "seen_s", face->seen_s, PHIL_JSON_S, NULL);
    put_real(w, o, "usable_s", face->usable_s, PHIL_JSON_S, NULL);
    const bool scaled = face->ruler.px_per_mm > 0;
    put_real(w, o, "px_per_mm", scaled ? face->ruler.px_per_mm : NAN, PHIL_JSON_PX,
             "the eyes were not seen well enough");
    put_real(w, o, "px_per_mm_sd", scaled ? face->ruler.px_per_mm_sd : NAN, PHIL_JSON_PX,
             "the eyes were not seen well enough");
    put_string(w, o, "ruler", face->ruler.given ? "given" : "outer canthi");
    put(w, o, "segments", segments_json(w, face));
    put(w, o, "regions", regions_json(w, face));
    json_t *events = json_array();
    for (size_t i = 0; i < face->n_events; i++)
        append(w, events, event_json(w, &face->events[i]));
    put(w, o, "events", events);
    put(w, o, "pattern", pattern_json(w, &face->pattern));
    put_landmarks(w, o, &face->landmarks);
    put_int(w, o, "reference_frame", face->reference_frame);
    put_real(w, o, "reference_time_s", face->reference_time_s, PHIL_JSON_S, NULL);
    return o;
}

static json_t *analysis_json(struct writer *w, const struct phil_analysis *analysis)
{
    json_t *o = json_object();
    put_string(w, o, "schema", PHIL_JSON_SCHEMA);
    put_string(w, o, "version", phil_version());
    put_string(w, o, "created", analysis->created);
    put(w, o, "recording", recording_json(w, &analysis->recording));
    json_t *faces = json_array();
    for (size_t i = 0; i < analysis->n_faces; i++)
        append(w, faces, face_json(w, &analysis->faces[i]));
    put(w, o, "faces", faces);
    json_t *warnings = json_array();
    for (size_t i = 0; i < analysis->n_warnings; i++) {
        json_t *warning = json_object();
        put_string(w, warning, "code", analysis->warnings[i].code);
        put_string(w, warning, "text", analysis->warnings[i].text);
        append(w, warnings, warning);
    }
    put(w, o, "warnings", warnings);
    put_bool(w, o, "interrupted", analysis->interrupted);
    put_real(w, o, "false_per_min", analysis->false_per_min, PHIL_JSON_RATE, NULL);
    put_bool(w, o, "mirrored", analysis->mirrored);
    return o;
}

enum phil_status phil_report_json(FILE *out, const struct phil_analysis *analysis)
{
    struct writer w = {0};
    json_t *root = analysis_json(&w, analysis);
    /* ASCII alone, so that the line survives any pipe and cannot steer a terminal. */
    char *line =
        root && !w.failed ? json_dumps(root, JSON_ENSURE_ASCII | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(root);
    struct phil_text text = {.failed = !line};
    if (line) {
        phil_text_add(&text, line);
        phil_text_add(&text, "\n");
    }
    const enum phil_status status = phil_text_send(&text, out);
    phil_text_release(&text);
    free(line);
    return status;
}
