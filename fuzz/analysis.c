/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a clip to analyse: the whole chain must end with a status that analysis.h names,
 * and what it returns must be what the headers promise, and printable.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <philtrum/report.h>

#include "promise.h"

static void check_value(const struct phil_value *value)
{
    promise(value->reason ? isnan(value->value) : isfinite(value->value),
            "a value is measured or has a reason");
}

static void check_events(const struct phil_face_result *face, double end_s)
{
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        promise(i == 0 || face->events[i - 1].onset_s <= e->onset_s, "events are in order");
        promise(e->onset_s <= e->peak_s && e->peak_s <= e->offset_s, "an event peaks within");
        promise(e->onset_s >= 0 && e->offset_s <= end_s, "events lie within the clip");
        promise(e->region >= 0 && e->region < PHIL_N_REGIONS, "an event has a region");
        promise(!(e->also >> e->region & 1), "an event's own region is not among the others");
        promise(e->probability >= 0 && e->probability <= 1, "a probability is one");
        promise(e->kind == PHIL_EVENT_TWITCH ? isfinite(e->amplitude_mm) && e->snr > 0
                                             : !(e->amplitude_mm < 0),
                "a twitch has a size");
        promise(!(fabs(e->direction_deg) > 180), "a direction is one");
    }
}

static void check_segments(const struct phil_face_result *face, double end_s)
{
    double last_s = 0;
    for (size_t i = 0; i < face->n_segments; i++) {
        const struct phil_segment *s = &face->segments[i];
        promise(s->start_s >= last_s - 1e-9 && s->end_s >= s->start_s && s->end_s <= end_s,
                "segments follow each other within the clip");
        promise(phil_segment_label_name(s->label) != NULL, "a segment has a label");
        last_s = s->end_s;
    }
}

static void check_pattern(const struct phil_pattern *p)
{
    const struct phil_value values[] = {p->rate_per_min,
                                        p->laterality,
                                        p->interval_cv,
                                        p->rhythm_hz,
                                        p->rhythm_p,
                                        p->median_duration_s,
                                        p->median_amplitude_mm,
                                        p->eye_mouth_synchrony,
                                        p->eye_mouth_lag_s,
                                        p->brow_lift_with_eye_closure,
                                        p->ripple_share};
    double sum = 0;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        check_value(&values[i]);
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++) {
        promise(p->movement_probability[m] >= 0, "a movement's probability is none below 0");
        sum += p->movement_probability[m];
    }
    promise(fabs(sum - 1) < 1e-6, "the movements' probabilities sum to 1");
}

static void check_face(const struct phil_face_result *face, double end_s, int64_t frames)
{
    promise(face->ruler.px_per_mm > 0 && isfinite(face->ruler.px_per_mm), "a face has a scale");
    promise(face->usable_s >= 0 && face->usable_s <= face->seen_s + 1e-6,
            "usable is a part of seen");
    promise((int64_t)face->trace.n_frames == frames, "a trace has a sample for every frame");
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        check_value(&face->region[r].noise_mm);
        check_value(&face->region[r].noise_px);
        check_value(&face->region[r].floor_mm);
        check_value(&face->region[r].codec_gain);
        for (size_t i = 0; i < face->trace.n_frames; i++) {
            const struct phil_sample *s = &face->trace.region[r][i];
            promise((s->flags & PHIL_SAMPLE_UNUSABLE) ||
                        (isfinite(s->dx_px) && isfinite(s->dy_px) && s->sd_px >= 0),
                    "a usable sample is finite");
        }
    }
    check_events(face, end_s);
    check_segments(face, end_s);
    check_pattern(&face->pattern);
}

/* What a report wrote, to be freed. */
static char *print(enum phil_status (*write)(FILE *, const struct phil_analysis *),
                   const struct phil_analysis *analysis, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out)
        abort();
    promise(write(out, analysis) == PHIL_OK, "what was found can be written");
    fclose(out);
    return text;
}

static void check_json(const struct phil_analysis *analysis)
{
    struct phil_analysis *again = NULL;
    size_t size, second_size;
    char *text = print(phil_report_json, analysis, &size);
    promise(phil_report_json_read(&again, text, size, NULL) == PHIL_OK, "JSON can be read back");
    char *second = print(phil_report_json, again, &second_size);
    promise(size == second_size && memcmp(text, second, size) == 0, "... and is the same again");
    phil_analysis_free(again);
    free(second);
    free(text);
}

static void check(const struct phil_analysis *analysis)
{
    const struct phil_recording_info *info = &analysis->recording;
    /* The last event may end with the last frame's interval, rounded up. */
    const double end_s = info->duration_s + 1;
    size_t size;
    promise(info->frames >= 1 && info->width >= 1 && info->height >= 1, "a clip has a picture");
    for (size_t f = 0; f < analysis->n_faces; f++)
        check_face(&analysis->faces[f], end_s, info->frames);
    for (size_t w = 0; w < analysis->n_warnings; w++)
        promise(analysis->warnings[w].code[0] && analysis->warnings[w].text[0],
                "a warning has a code and words");
    check_json(analysis);
    free(print(phil_report_csv, analysis, &size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[PROMISE_PATH];
    if (!promise_file(data, size, path))
        return 0;
    promise_to_end();
    struct phil_analysis_settings settings = phil_analysis_defaults();
    struct phil_analysis *analysis = NULL;
    settings.threads = 1 + (int)(size & 1);
    const enum phil_status status = phil_analysis_run(&analysis, path, &settings, NULL, NULL);
    promise((status == PHIL_OK) == (analysis != NULL), "an analysis comes exactly with success");
    promise(status == PHIL_OK || status == PHIL_EINPUT || status == PHIL_EFORMAT,
            "a damaged clip is one that cannot be read, and no other failure");
    if (analysis)
        check(analysis);
    phil_analysis_free(analysis);
    unlink(path);
    return 0;
}
