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

#include <math.h>

#include "report/json.h"
#include "report/json_put.h"

static json_t *recording_json(struct phil_json_writer *w, const struct phil_recording_info *info)
{
    json_t *o = json_object();
    phil_put_string(w, o, "name", info->name);
    if (info->sha256[0])
        phil_put_string(w, o, "sha256", info->sha256);
    else
        phil_put_null(w, o, "sha256", "the file was not read to its end");
    phil_put_string(w, o, "container", info->container);
    phil_put_string(w, o, "codec", info->codec);
    phil_put_int(w, o, "width", info->width);
    phil_put_int(w, o, "height", info->height);
    phil_put_int(w, o, "rotation_deg", info->rotation_deg);
    phil_put_int(w, o, "frames", info->frames);
    phil_put_real(w, o, "duration_s", info->duration_s, PHIL_JSON_S, NULL);
    phil_put_real(w, o, "frame_rate_hz", info->frame_rate_hz > 0 ? info->frame_rate_hz : NAN,
                  PHIL_JSON_HZ, "fewer than two frames");
    phil_put_bool(w, o, "variable_rate", info->variable_rate);
    if (info->bit_rate_bps > 0)
        phil_put_int(w, o, "bit_rate_bps", info->bit_rate_bps);
    else
        phil_put_null(w, o, "bit_rate_bps", "not known");
    phil_put_bool(w, o, "truncated", info->truncated);
    phil_put_real(w, o, "announced_s", info->announced_s > 0 ? info->announced_s : NAN, PHIL_JSON_S,
                  "the file does not say how long it is");
    if (info->recorded_s)
        phil_put_int(w, o, "recorded_s", info->recorded_s);
    else
        phil_put_null(w, o, "recorded_s", "the file does not say when it was filmed");
    phil_put_bool(w, o, "interlaced", info->interlaced);
    phil_put_int(w, o, "damaged_frames", info->damaged_frames);
    phil_put_bool(w, o, "timestamps_made_up", info->timestamps_made_up);
    phil_put_int(w, o, "bit_depth", info->bit_depth);
    phil_put_int(w, o, "file_bytes", info->file_bytes);
    phil_put_int(w, o, "video_streams", info->video_streams);
    phil_put_real(w, o, "mean_quantiser", info->mean_quantiser, PHIL_JSON_RATIO,
                  "the decoder does not tell");
    return o;
}

static json_t *segments_json(struct phil_json_writer *w, const struct phil_face_result *face)
{
    json_t *array = json_array();
    for (size_t i = 0; i < face->n_segments; i++) {
        const struct phil_segment *s = &face->segments[i];
        json_t *o = json_object();
        phil_put_real(w, o, "start_s", s->start_s, PHIL_JSON_S, NULL);
        phil_put_real(w, o, "end_s", s->end_s, PHIL_JSON_S, NULL);
        phil_put_string(w, o, "label", phil_segment_label_name(s->label));
        phil_append(w, array, o);
    }
    return array;
}

static json_t *regions_json(struct phil_json_writer *w, const struct phil_face_result *face)
{
    json_t *regions = json_object();
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_region_result *result = &face->region[r];
        json_t *o = json_object();
        phil_put_value(w, o, "noise_mm", result->noise_mm, PHIL_JSON_MM);
        phil_put_value(w, o, "noise_px", result->noise_px, PHIL_JSON_PX);
        phil_put_value(w, o, "floor_mm", result->floor_mm, PHIL_JSON_MM);
        phil_put_value(w, o, "codec_gain", result->codec_gain, PHIL_JSON_RATIO);
        phil_put(w, regions, phil_region_name((enum phil_region)r), o);
    }
    return regions;
}

static json_t *event_json(struct phil_json_writer *w, const struct phil_event *e)
{
    json_t *o = json_object();
    phil_put_real(w, o, "onset_s", e->onset_s, PHIL_JSON_S, NULL);
    phil_put_real(w, o, "peak_s", e->peak_s, PHIL_JSON_S, NULL);
    phil_put_real(w, o, "offset_s", e->offset_s, PHIL_JSON_S, NULL);
    phil_put_string(w, o, "region", phil_region_name(e->region));
    phil_put_string(w, o, "side", phil_side_name(e->side));
    phil_put_real(w, o, "amplitude_mm", e->amplitude_mm, PHIL_JSON_MM, NULL);
    phil_put_real(w, o, "amplitude_px", e->amplitude_px, PHIL_JSON_PX, NULL);
    phil_put_real(w, o, "direction_deg", e->direction_deg, PHIL_JSON_DEG, NULL);
    phil_put_real(w, o, "snr", e->snr, PHIL_JSON_SNR, NULL);
    phil_put_real(w, o, "probability", e->probability, PHIL_JSON_RATIO, NULL);
    json_t *also = json_array();
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (e->also >> r & 1)
            phil_append(w, also, json_string(phil_region_name((enum phil_region)r)));
    phil_put(w, o, "also", also);
    phil_put_string(w, o, "kind", phil_event_kind_name(e->kind));
    return o;
}

static json_t *movement_json(struct phil_json_writer *w, const struct phil_pattern *p)
{
    json_t *o = json_object();
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        phil_put_real(w, o, phil_movement_name((enum phil_movement)m), p->movement_probability[m],
                      PHIL_JSON_RATIO, NULL);
    return o;
}

static json_t *pattern_json(struct phil_json_writer *w, const struct phil_pattern *p)
{
    json_t *o = json_object();
    phil_put_int(w, o, "twitches", p->twitches);
    phil_put_value(w, o, "rate_per_min", p->rate_per_min, PHIL_JSON_RATE);
    phil_put_interval(w, o, "rate_ci", p->rate_ci, PHIL_JSON_RATE, p->rate_per_min.reason);
    phil_put_value(w, o, "laterality", p->laterality, PHIL_JSON_RATIO);
    phil_put_interval(w, o, "laterality_ci", p->laterality_ci, PHIL_JSON_RATIO,
                      p->laterality.reason);
    phil_put_value(w, o, "interval_cv", p->interval_cv, PHIL_JSON_RATIO);
    phil_put_value(w, o, "rhythm_hz", p->rhythm_hz, PHIL_JSON_HZ);
    phil_put_chance(w, o, "rhythm_p", p->rhythm_p);
    phil_put_value(w, o, "median_duration_s", p->median_duration_s, PHIL_JSON_S);
    phil_put_value(w, o, "median_amplitude_mm", p->median_amplitude_mm, PHIL_JSON_MM);
    phil_put_value(w, o, "eye_mouth_synchrony", p->eye_mouth_synchrony, PHIL_JSON_RATIO);
    phil_put_value(w, o, "brow_lift_with_eye_closure", p->brow_lift_with_eye_closure,
                   PHIL_JSON_RATIO);
    phil_put_string(w, o, "movement", phil_movement_name(p->movement));
    phil_put(w, o, "movement_probability", movement_json(w, p));
    phil_put_int(w, o, "bursts", p->bursts);
    phil_put_int(w, o, "doublets", p->doublets);
    phil_put_int(w, o, "tonic_holds", p->tonic_holds);
    phil_put_value(w, o, "eye_mouth_lag_s", p->eye_mouth_lag_s, PHIL_JSON_S);
    phil_put_value(w, o, "ripple_share", p->ripple_share, PHIL_JSON_RATIO);
    phil_put_real(w, o, "highest_frequency_hz", p->highest_frequency_hz, PHIL_JSON_HZ, NULL);
    phil_put_real(w, o, "shortest_duration_s", p->shortest_duration_s, PHIL_JSON_S, NULL);
    return o;
}

static void put_landmarks(struct phil_json_writer *w, json_t *face,
                          const struct phil_landmarks *landmarks)
{
    json_t *array = json_array();
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const struct phil_point *p = &landmarks->point[i];
        json_t *pair = json_array();
        phil_append(w, pair, phil_real_or_null(p->x, PHIL_JSON_LANDMARK));
        phil_append(w, pair, phil_real_or_null(p->y, PHIL_JSON_LANDMARK));
        phil_append(w, array, pair);
    }
    phil_put(w, face, "landmarks", array);
}

static json_t *face_json(struct phil_json_writer *w, const struct phil_face_result *face)
{
    json_t *o = json_object();
    phil_put_int(w, o, "id", face->id);
    phil_put_real(w, o, "seen_s", face->seen_s, PHIL_JSON_S, NULL);
    phil_put_real(w, o, "usable_s", face->usable_s, PHIL_JSON_S, NULL);
    const bool scaled = face->ruler.px_per_mm > 0;
    phil_put_real(w, o, "px_per_mm", scaled ? face->ruler.px_per_mm : NAN, PHIL_JSON_PX,
                  "the eyes were not seen well enough");
    phil_put_real(w, o, "px_per_mm_sd", scaled ? face->ruler.px_per_mm_sd : NAN, PHIL_JSON_PX,
                  "the eyes were not seen well enough");
    phil_put_string(w, o, "ruler", face->ruler.given ? "given" : "outer canthi");
    phil_put(w, o, "segments", segments_json(w, face));
    phil_put(w, o, "regions", regions_json(w, face));
    json_t *events = json_array();
    for (size_t i = 0; i < face->n_events; i++)
        phil_append(w, events, event_json(w, &face->events[i]));
    phil_put(w, o, "events", events);
    phil_put(w, o, "pattern", pattern_json(w, &face->pattern));
    put_landmarks(w, o, &face->landmarks);
    phil_put_int(w, o, "reference_frame", face->reference_frame);
    phil_put_real(w, o, "reference_time_s", face->reference_time_s, PHIL_JSON_S, NULL);
    return o;
}

static json_t *analysis_json(struct phil_json_writer *w, const struct phil_analysis *analysis)
{
    json_t *o = json_object();
    phil_put_string(w, o, "schema", PHIL_JSON_SCHEMA);
    phil_put_string(w, o, "version", phil_version());
    phil_put_string(w, o, "created", analysis->created);
    phil_put(w, o, "recording", recording_json(w, &analysis->recording));
    json_t *faces = json_array();
    for (size_t i = 0; i < analysis->n_faces; i++)
        phil_append(w, faces, face_json(w, &analysis->faces[i]));
    phil_put(w, o, "faces", faces);
    json_t *warnings = json_array();
    for (size_t i = 0; i < analysis->n_warnings; i++) {
        json_t *warning = json_object();
        phil_put_string(w, warning, "code", analysis->warnings[i].code);
        phil_put_string(w, warning, "text", analysis->warnings[i].text);
        phil_append(w, warnings, warning);
    }
    phil_put(w, o, "warnings", warnings);
    phil_put_bool(w, o, "interrupted", analysis->interrupted);
    phil_put_real(w, o, "false_per_min", analysis->false_per_min, PHIL_JSON_RATE, NULL);
    phil_put_bool(w, o, "mirrored", analysis->mirrored);
    return o;
}

enum phil_status phil_report_json(FILE *out, const struct phil_analysis *analysis)
{
    struct phil_json_writer w = {0};
    json_t *root = analysis_json(&w, analysis);
    return phil_json_send(&w, root, out);
}
