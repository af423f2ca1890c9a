/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a clip to what was found in it: read, follow, detect, describe. One pass over the frames;
 * after it only the traces are worked on.
 */
#define _GNU_SOURCE /* sched_getaffinity */
#include <philtrum/analysis.h>

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/floor.h"
#include "analysis/follow.h"
#include "analysis/warnings.h"
#include "events/detect.h"
#include "recording/ahead.h"

/* Faces seen for less than this are passers-by or false detections. */
static const double SHORTEST_FACE_S = 0.5;

struct phil_analysis_settings phil_analysis_defaults(void)
{
    return (struct phil_analysis_settings){.false_per_min = 0.1, .floor = true, .seed = 1};
}

static enum phil_status check_settings(const struct phil_analysis_settings *s,
                                       const struct phil_log *log)
{
    if (!(s->false_per_min >= 0.001 && s->false_per_min <= 10)) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "cannot analyse: \"false_per_min\": %g is outside 0.001 to 10",
                         s->false_per_min);
        return PHIL_EARG;
    }
    if (!(s->ruler_mm == 0 || (s->ruler_mm >= 40 && s->ruler_mm <= 160))) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "cannot analyse: \"ruler_mm\": %g is outside 40 to 160 mm", s->ruler_mm);
        return PHIL_EARG;
    }
    return PHIL_OK;
}

/* Cores that this process may use. */
static int cores(void)
{
    cpu_set_t set;
    const int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 15 ? 15 : n;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct phil_ruler ruler_of(struct phil_followed *followed, bool given)
{
    struct phil_ruler ruler = {.given = given};
    qsort(followed->ruling, (size_t)followed->n_rulings, sizeof(double), by_value);
    ruler.px_per_mm = followed->ruling[followed->n_rulings / 2];
    ruler.px_per_mm_sd = ruler.px_per_mm * followed->ruling_sd;
    return ruler;
}

/* The smallest movement whose survival is worth telling where no floor is known, mm. */
static const double USUAL_TWITCH_MM = 0.5;

/* The floor and what the codec leaves of a movement so small; reasons where they are unknown. */
static void measure_floor(const struct phil_floor_means *means, enum phil_region region,
                          double gain, struct phil_region_result *out)
{
    const double floor_px = phil_floor_px(means, region, gain);
    const double height_px = isfinite(floor_px) ? floor_px : USUAL_TWITCH_MM * means->px_per_mm;
    const double codec_gain = phil_floor_codec_gain(means, region, height_px);
    if (!isfinite(gain))
        out->floor_mm = phil_unmeasured("no test movement could be put into this region");
    else if (isnan(floor_px))
        out->floor_mm = phil_unmeasured("too little rest to test");
    else if (!isfinite(floor_px))
        out->floor_mm = phil_unmeasured(phil_floor_beyond);
    else
        out->floor_mm = phil_measured(floor_px / means->px_per_mm);
    if (isfinite(codec_gain))
        out->codec_gain = phil_measured(codec_gain);
    else if (region > PHIL_MOUTH_CORNER_RIGHT)
        out->codec_gain = phil_unmeasured("tried on the lips only");
    else if (means->codec->why)
        out->codec_gain = phil_unmeasured(means->codec->why);
    else
        out->codec_gain = phil_unmeasured("the face was not still for long enough to try");
}

/* Mean share of a movement that the regions which the codec is tried on see; NaN if none is known.
 */
static double lip_gain(const struct phil_probes *probes)
{
    double sum = 0;
    int n = 0;
    for (int r = PHIL_UPPER_LIP_LEFT; r <= PHIL_MOUTH_CORNER_RIGHT; r++) {
        const double gain = phil_probe_gain(probes, (enum phil_region)r);
        if (isfinite(gain)) {
            sum += gain;
            n++;
        }
    }
    return n > 0 ? sum / n : NAN;
}

static struct phil_region_result region_result(const struct phil_followed *followed,
                                               const struct phil_found *found,
                                               enum phil_region region, double px_per_mm,
                                               const struct phil_analysis_settings *settings)
{
    const double noise = found->noise_px[region];
    struct phil_region_result out;
    if (!isfinite(noise)) {
        const char *why = "not visible at rest for long enough";
        out.noise_px = out.noise_mm = out.floor_mm = out.codec_gain = phil_unmeasured(why);
        return out;
    }
    out.noise_px = phil_measured(noise);
    out.noise_mm = phil_measured(noise / px_per_mm);
    if (!settings->floor) {
        out.floor_mm = out.codec_gain = phil_unmeasured("switched off");
        return out;
    }
    const struct phil_floor_means means = {.trace = &followed->trace,
                                           .found = found,
                                           .codec = &followed->codec,
                                           .tested_gain = lip_gain(&followed->probes),
                                           .px_per_mm = px_per_mm,
                                           .seed = settings->seed};
    measure_floor(&means, region, phil_probe_gain(&followed->probes, region), &out);
    return out;
}

/* Moves what was followed into a result. On failure `face` holds what must still be freed. */
static enum phil_status finish_face(struct phil_face_result *face, struct phil_followed *followed,
                                    const struct phil_recording_info *info,
                                    const struct phil_analysis_settings *settings)
{
    struct phil_found found;
    face->ruler = ruler_of(followed, settings->ruler_mm > 0);
    face->landmarks = followed->first;
    face->reference_frame = followed->first_frame;
    face->reference_time_s = followed->first_s;
    const struct phil_detect_settings detect = {settings->false_per_min, face->ruler.px_per_mm};
    enum phil_status status = phil_events_detect(&found, &followed->trace, &detect);
    if (status != PHIL_OK)
        return status;
    const struct phil_clock clock = phil_clock_of(&followed->trace);
    face->seen_s = (double)followed->seen_frames * clock.interval_s;
    face->usable_s = found.usable_s;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        face->region[r] =
            region_result(followed, &found, (enum phil_region)r, face->ruler.px_per_mm, settings);
    face->events = found.events;
    face->n_events = found.n_events;
    face->segments = found.segments;
    face->n_segments = found.n_segments;
    found.events = NULL;
    found.segments = NULL;
    phil_found_release(&found);
    const double rate = info->frame_rate_hz > 0 ? info->frame_rate_hz : 1 / clock.interval_s;
    status = phil_pattern_compute(&face->pattern, face->events, face->n_events, face->segments,
                                  face->n_segments, &followed->trace, face->ruler.px_per_mm, rate);
    face->trace = followed->trace;
    phil_trace_init(&followed->trace);
    return status;
}

static enum phil_status read_frames(struct phil_follow *follow, struct phil_ahead *recording,
                                    const struct phil_progress *progress, bool *interrupted)
{
    const double announced_s = phil_ahead_info(recording)->announced_s;
    struct phil_frame *frame = NULL;
    enum phil_status status;
    while ((status = phil_ahead_next(recording, &frame)) == PHIL_OK) {
        const double time_s = frame->time_s;
        status = phil_follow_frame(follow, frame);
        phil_frame_unref(frame);
        if (status != PHIL_OK)
            return status;
        if (!phil_progress_report(progress, time_s, announced_s)) {
            *interrupted = true;
            return PHIL_OK;
        }
    }
    return status == PHIL_END ? PHIL_OK : status;
}

static enum phil_status assemble(struct phil_analysis *analysis, struct phil_follow *follow)
{
    analysis->faces = calloc(PHIL_MAX_FACES, sizeof *analysis->faces);
    if (!analysis->faces)
        return PHIL_EMEM;
    const double interval =
        analysis->recording.frame_rate_hz > 0 ? 1 / analysis->recording.frame_rate_hz : 1.0 / 30;
    for (int f = 0; f < follow->n_faces; f++) {
        struct phil_followed *followed = &follow->face[f];
        if (followed->n_rulings == 0 || (double)followed->seen_frames * interval < SHORTEST_FACE_S)
            continue;
        struct phil_face_result *face = &analysis->faces[analysis->n_faces];
        face->id = (int)analysis->n_faces++;
        const enum phil_status status =
            finish_face(face, followed, &analysis->recording, follow->settings);
        if (status != PHIL_OK)
            return status;
    }
    return PHIL_OK;
}

static bool copy_info(struct phil_analysis *analysis, const struct phil_recording_info *info)
{
    analysis->recording = *info;
    analysis->recording.name = strdup(info->name ? info->name : "");
    return analysis->recording.name != NULL;
}

static void stamp(char created[32])
{
    const time_t now = time(NULL);
    struct tm utc;
    if (!gmtime_r(&now, &utc) || strftime(created, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        created[0] = '\0';
}

enum phil_status phil_analysis_run(struct phil_analysis **analysis, const char *path,
                                   const struct phil_analysis_settings *settings,
                                   const struct phil_progress *progress, const struct phil_log *log)
{
    *analysis = NULL;
    const struct phil_analysis_settings defaults = phil_analysis_defaults();
    const struct phil_analysis_settings *s = settings ? settings : &defaults;
    struct phil_ahead *recording = NULL;
    struct phil_analysis *out = NULL;
    struct phil_follow follow = {.settings = s};
    struct phil_recording_settings how = phil_recording_defaults();
    /* One more than the cores: while a frame is measured here, the decoder keeps both cores busy
     * with the next ones (1080p on two cores: 2.3 s fell to 2.0 s for a clip of 5 s). */
    how.threads = s->threads > 0 ? s->threads : cores() + 1;

    enum phil_status status = check_settings(s, log);
    if (status == PHIL_OK)
        status = phil_ahead_open(&recording, path, &how, s->threads != 1, log);
    if (status == PHIL_OK)
        status = phil_face_finder_new(&follow.finder, s->model_path, log);
    if (status != PHIL_OK)
        goto done;
    out = calloc(1, sizeof *out);
    status = PHIL_EMEM;
    if (!out)
        goto done;
    stamp(out->created);
    out->mirrored = s->mirrored;
    out->false_per_min = s->false_per_min;
    follow.recording = recording;
    status = read_frames(&follow, recording, progress, &out->interrupted);
    if (status != PHIL_OK)
        goto done;
    status = PHIL_EMEM;
    if (!copy_info(out, phil_ahead_info(recording)))
        goto done;
    status = assemble(out, &follow);
    if (status == PHIL_OK)
        status = phil_add_warnings(out);
done:
    phil_face_finder_free(follow.finder);
    phil_follow_release(&follow);
    phil_ahead_close(recording);
    if (status != PHIL_OK) {
        phil_analysis_free(out);
        return status;
    }
    *analysis = out;
    return PHIL_OK;
}
