/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What others would do with the same clip.
 *
 * Landmarks: the 68 points of the same model are read anew in every frame, from the box that the
 * last frame's points imply. A region is the mean of the points that lie within REACH_MM of its
 * centre. The head is steadied by the similarity that brings nose bridge and eye corners back to
 * where they were in the first frame.
 *
 * Plain Lucas-Kanade (plain_lk.c): one window at the centre of each region, one on each point of
 * the nose bridge and each eye corner; the same similarity steadies the head.
 *
 * Both write the same kind of trace, and the same event step looks for twitches in it at the same
 * rate of false alarms. What the event step wants to know of the eyes (is this a blink?) and of the
 * open mouth is taken from philtrum's own trace for all three, and so is the ruler: only the way in
 * which displacement is measured differs.
 */
#include "bench/rivals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/face.h>

#include "bench/plain_lk.h"
#include "bench/tools.h"

/* A landmark within this distance of a region's centre moves with it: half the width of the skin
 * that a twitch moves (sigma 5 mm) and what the spacing of the lip's points (8 mm) needs. */
static const double REACH_MM = 9;

/* Neither alternative knows its error; the event step takes the noise from the trace. */
static const float ANY_SD_PX = 0.1f;

/* The event step takes movements of more than 0.3 mm rms on both sides for speech (labels.c), and
 * the alternatives jitter or drift by that much in some clips. Told a face this many times larger
 * than it is, it does not, and looks at all of the clip with the same filters and the same
 * threshold. */
static const double CALM = 4;

/* Nose bridge and eye corners. */
static const int bone[] = {27, 28, 29, 30, 36, 39, 42, 45};
enum { N_BONE = sizeof bone / sizeof *bone, N_POINTS = PHIL_N_REGIONS + N_BONE };

const char *phil_bench_method_name(enum phil_bench_method method)
{
    static const char *const names[] = {"philtrum", "landmarks", "plain LK"};
    return names[method];
}

struct similarity {
    double a, b, x0, y0; /* x' = a x - b y + x0, y' = b x + a y + y0 */
};

/* Least squares over the points that were found; false below three of them. */
static bool fit_similarity(const struct phil_point *from, const struct phil_point *to,
                           const bool *found, int n, struct similarity *s)
{
    double fx = 0, fy = 0, tx = 0, ty = 0, along = 0, across = 0, size = 0;
    int used = 0;
    for (int i = 0; i < n; i++)
        if (found[i]) {
            fx += from[i].x;
            fy += from[i].y;
            tx += to[i].x;
            ty += to[i].y;
            used++;
        }
    if (used < 3)
        return false;
    fx /= used;
    fy /= used;
    tx /= used;
    ty /= used;
    for (int i = 0; i < n; i++)
        if (found[i]) {
            const double ux = from[i].x - fx, uy = from[i].y - fy;
            const double vx = to[i].x - tx, vy = to[i].y - ty;
            along += ux * vx + uy * vy;
            across += ux * vy - uy * vx;
            size += ux * ux + uy * uy;
        }
    if (!(size > 0))
        return false;
    s->a = along / size;
    s->b = across / size;
    s->x0 = tx - s->a * fx + s->b * fy;
    s->y0 = ty - s->b * fx - s->a * fy;
    return true;
}

/* First the regions, then the points on bone; in the first frame and now. */
struct points {
    struct phil_point first[N_POINTS], now[N_POINTS];
    bool found[N_POINTS];
};

static void write_entry(struct phil_trace *trace, size_t at, const struct points *points,
                        const struct phil_head_sample *eyes)
{
    struct similarity back;
    if (!fit_similarity(points->now + PHIL_N_REGIONS, points->first + PHIL_N_REGIONS,
                        points->found + PHIL_N_REGIONS, N_BONE, &back))
        return;
    struct phil_head_sample *head = &trace->head[at];
    head->x_px = (float)(points->now[PHIL_N_REGIONS].x);
    head->y_px = (float)(points->now[PHIL_N_REGIONS].y);
    head->scale = (float)(1 / hypot(back.a, back.b));
    head->roll_rad = (float)-atan2(back.b, back.a);
    head->gain = 1;
    head->flags = 0;
    if (eyes) {
        memcpy(head->eye_change, eyes->eye_change, sizeof head->eye_change);
        head->mouth_open = eyes->mouth_open;
    }
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        struct phil_sample *sample = &trace->region[r][at];
        sample->flags = points->found[r] ? 0 : PHIL_SAMPLE_TEXTURELESS;
        if (!points->found[r])
            continue;
        const struct phil_point p = points->now[r];
        sample->dx_px = (float)(back.a * p.x - back.b * p.y + back.x0 - points->first[r].x);
        sample->dy_px = (float)(back.b * p.x + back.a * p.y + back.y0 - points->first[r].y);
        sample->sd_px = ANY_SD_PX;
    }
}

static struct phil_point region_centre(const struct phil_layout *layout, int r)
{
    struct phil_point p = {0, 0};
    for (int i = 0; i < layout->n_region[r]; i++) {
        p.x += layout->region[r][i].centre.x / layout->n_region[r];
        p.y += layout->region[r][i].centre.y / layout->n_region[r];
    }
    return p;
}

/* Landmarks that make up each region. */
struct grouping {
    bool member[PHIL_N_REGIONS][PHIL_N_LANDMARKS];
};

static void group(struct grouping *g, const struct phil_landmarks *l,
                  const struct phil_layout *layout)
{
    const double reach = REACH_MM * phil_face_ruler(l, 0).px_per_mm;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_point c = region_centre(layout, r);
        for (int i = 0; i < PHIL_N_LANDMARKS; i++)
            g->member[r][i] = hypot(l->point[i].x - c.x, l->point[i].y - c.y) < reach;
    }
}

static void mean_points(const struct grouping *g, const struct phil_landmarks *l,
                        struct phil_point *points, bool *found)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        int n = 0;
        points[r] = (struct phil_point){0, 0};
        for (int i = 0; i < PHIL_N_LANDMARKS; i++)
            if (g->member[r][i]) {
                points[r].x += l->point[i].x;
                points[r].y += l->point[i].y;
                n++;
            }
        found[r] = n > 0;
        points[r].x /= n > 0 ? n : 1;
        points[r].y /= n > 0 ? n : 1;
    }
    for (int i = 0; i < N_BONE; i++) {
        points[PHIL_N_REGIONS + i] = l->point[bone[i]];
        found[PHIL_N_REGIONS + i] = true;
    }
}

/* Both alternatives on their way through a clip. */
struct rivals {
    struct phil_face_finder *finder;
    struct phil_plain_lk *lk;
    struct grouping grouping;
    struct phil_landmarks landmarks; /* of the last frame */
    struct points by_landmarks, by_lk;
    bool begun;
};

static enum phil_status begin(struct rivals *rivals, const struct phil_frame *frame)
{
    struct phil_detection found[PHIL_MAX_FACES];
    int n = 0;
    enum phil_status status = phil_face_find(rivals->finder, frame, NULL, false, found, &n);
    if (status == PHIL_OK && n > 0)
        status = phil_face_landmarks(rivals->finder, frame, &found[0].box, &rivals->landmarks);
    if (status != PHIL_OK || n == 0)
        return status;
    struct phil_layout layout;
    phil_face_layout(&rivals->landmarks, false, &layout);
    group(&rivals->grouping, &rivals->landmarks, &layout);
    mean_points(&rivals->grouping, &rivals->landmarks, rivals->by_landmarks.first,
                rivals->by_landmarks.found);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        rivals->by_lk.first[r] = region_centre(&layout, r);
    for (int i = 0; i < N_BONE; i++)
        rivals->by_lk.first[PHIL_N_REGIONS + i] = rivals->landmarks.point[bone[i]];
    rivals->begun = true;
    return phil_plain_lk_new(&rivals->lk, frame, rivals->by_lk.first, N_POINTS);
}

static enum phil_status step(struct rivals *rivals, const struct phil_frame *frame,
                             const struct phil_trace *ours, struct phil_bench_traces *out)
{
    enum phil_status status = phil_trace_append(&out->landmarks, frame->time_s);
    if (status == PHIL_OK)
        status = phil_trace_append(&out->plain_lk, frame->time_s);
    if (status == PHIL_OK && !rivals->begun)
        status = begin(rivals, frame);
    if (status != PHIL_OK || !rivals->begun)
        return status;
    const size_t at = out->landmarks.n_frames - 1;
    const struct phil_head_sample *eyes = at < ours->n_frames ? &ours->head[at] : NULL;
    const struct phil_box box = phil_face_box(rivals->finder, &rivals->landmarks);
    status = phil_face_landmarks(rivals->finder, frame, &box, &rivals->landmarks);
    if (status == PHIL_OK) {
        mean_points(&rivals->grouping, &rivals->landmarks, rivals->by_landmarks.now,
                    rivals->by_landmarks.found);
        write_entry(&out->landmarks, at, &rivals->by_landmarks, eyes);
        status = phil_plain_lk_step(rivals->lk, frame, rivals->by_lk.now, rivals->by_lk.found);
    }
    if (status == PHIL_OK)
        write_entry(&out->plain_lk, at, &rivals->by_lk, eyes);
    return status;
}

static enum phil_status run_rivals(struct phil_bench_traces *traces, const char *path)
{
    struct rivals *rivals = calloc(1, sizeof *rivals);
    struct phil_recording *recording = NULL;
    struct phil_recording_settings how = phil_recording_defaults();
    struct phil_frame *frame;
    how.threads = 1;
    enum phil_status status =
        rivals ? phil_face_finder_new(&rivals->finder, NULL, phil_bench_log()) : PHIL_EMEM;
    if (status == PHIL_OK)
        status = phil_recording_open(&recording, path, &how, phil_bench_log());
    while (status == PHIL_OK && (status = phil_recording_next(recording, &frame)) == PHIL_OK) {
        status = step(rivals, frame, &traces->face->trace, traces);
        phil_frame_unref(frame);
    }
    phil_recording_close(recording);
    if (rivals) {
        phil_plain_lk_free(rivals->lk);
        phil_face_finder_free(rivals->finder);
    }
    free(rivals);
    return status == PHIL_END ? PHIL_OK : status;
}

enum phil_status phil_bench_measure(struct phil_bench_traces *traces, const char *path, bool floor,
                                    bool rivals)
{
    struct phil_analysis_settings settings = phil_analysis_defaults();
    memset(traces, 0, sizeof *traces);
    phil_trace_init(&traces->landmarks);
    phil_trace_init(&traces->plain_lk);
    settings.threads = 1;
    settings.floor = floor;
    enum phil_status status =
        phil_analysis_run(&traces->analysis, path, &settings, NULL, phil_bench_log());
    for (size_t f = 0; status == PHIL_OK && f < traces->analysis->n_faces; f++)
        if (!traces->face || traces->analysis->faces[f].seen_s > traces->face->seen_s)
            traces->face = &traces->analysis->faces[f];
    if (status == PHIL_OK && !traces->face)
        status = PHIL_EDATA;
    if (status == PHIL_OK) {
        traces->px_per_mm = traces->face->ruler.px_per_mm;
        if (rivals)
            status = run_rivals(traces, path);
    }
    if (status != PHIL_OK)
        phil_bench_traces_release(traces);
    return status;
}

void phil_bench_traces_release(struct phil_bench_traces *traces)
{
    phil_analysis_free(traces->analysis);
    phil_trace_release(&traces->landmarks);
    phil_trace_release(&traces->plain_lk);
    memset(traces, 0, sizeof *traces);
}

const struct phil_trace *phil_bench_trace(const struct phil_bench_traces *traces,
                                          enum phil_bench_method method)
{
    if (method == PHIL_BENCH_OURS)
        return &traces->face->trace;
    return method == PHIL_BENCH_LANDMARKS ? &traces->landmarks : &traces->plain_lk;
}

enum phil_status phil_bench_find(struct phil_found *found, const struct phil_trace *trace,
                                 enum phil_bench_method method, double px_per_mm, bool silent)
{
    const double larger = silent && method != PHIL_BENCH_OURS ? CALM : 1;
    const struct phil_detect_settings detect = {phil_analysis_defaults().false_per_min,
                                                larger * px_per_mm};
    const enum phil_status status = phil_events_detect(found, trace, &detect);
    for (size_t e = 0; status == PHIL_OK && e < found->n_events; e++)
        found->events[e].amplitude_mm *= larger;
    return status;
}
