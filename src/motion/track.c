/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following a face and measuring its regions.
 *
 * Idea. Per frame: (1) predict the head by constant velocity and refine its eight numbers on the
 * head windows (head.c); (2) measure each region's displacement against that head, from the
 * frame's own samples, once interpolated (region.c); (3) let every reference follow as a running
 * mean over about a second of ALIGNED samples (patch.c). Alignment means that a lip that stays
 * displaced stays displaced: the references absorb light, make-up and slow turns of the head, not
 * the movement; what remains is a slow drift far below the twitch band.
 *
 * Assumptions. The face moves less than about a third of a window between two frames, or as one
 * piece by less than SEARCH_REACH of its width (searched for when the prediction fails).
 *
 * Where it fails. A cut or a hand over most of the face: agreement or correlation collapse and the
 * track ends; the caller detects again.
 */
#include "motion/track.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "motion/bump.h"
#include "motion/head.h"
#include "motion/region.h"

/* References span this many seconds, bounded in frames. */
static const double SETTLE_S = 1.0;
enum { SETTLE_MIN_FRAMES = 12, SETTLE_MAX_FRAMES = 90 };

/* Noise is learned over this many such spans. */
enum { SPREAD_SPANS = 3 };

/* New references for a region that has looked different for this long. */
static const double PATIENCE_S = 0.4;

/* The face is lost below these medians over the head windows (judged on cuts and on the shaking
 * clip), or when fewer than MIN_WINDOWS are inside the picture. */
static const double LOST_CORRELATION = 0.5;
static const double SHAKY_CORRELATION = 0.75;
static const double SHAKY_AGREEMENT = 0.4;
enum { MIN_WINDOWS = 8, LOST_FRAMES = 4 };

/* Width (sigma) of the bump of skin that a twitch moves, mm: fibres of the orbicularis oris reach
 * some 10 mm to each side of their motor point. Regions within NEAR_MM of each other share it. */
static const double BUMP_MM = 5;
static const double NEAR_MM = 15;

/* Landmarks place a region to about 2 mm: a region further off has slipped when it no longer looks
 * like itself; one that does look like itself must be off by more than any expression's error of
 * the landmarks. (basis: judged on the clips of gestures, where followed lips and landmarks differ
 * by up to 4 mm and slipped ones by 10 to 300) */
static const double MISPLACED_MM = 2, SLIPPED_MM = 8;

/* No part of a face moves further against the head: a dropped jaw takes the chin 40 mm down. */
static const double FURTHEST_MM = 45;

/* A standard error above this (pixels) measures nothing of use. */
static const double TEXTURELESS_PX = 0.5;

/* Rounded; only proportions are made with it. */
static const double CANTHAL_MM = 90;

/* Canthal distances that a failed prediction is searched over, each way. */
static const double SEARCH_REACH = 0.25;

/* Talking lips move at 30 to 100 mm/s (2 to 4 mm at 3 to 5 Hz), quiet ones, noise included, at a
 * tenth of that. A region is moving by itself above BUSY_MM_PER_S and BUSY_PX a frame; when most of
 * the lower face does, it says nothing of the head. */
static const double BUSY_MM_PER_S = 12, BUSY_PX = 0.5;

/* An eye that looks less like its reference than this is shut, or looks elsewhere; no blink lasts
 * longer than this, seconds. */
static const double EYE_CORRELATION = 0.8, LONGEST_BLINK_S = 0.8;

/* A step of brightness between frames above this share is an exposure step. */
static const double EXPOSURE_STEP = 0.03;

struct phil_track {
    struct phil_motion_kernels kernels;
    struct phil_landmarks landmarks; /* in the frame that it began with */
    struct phil_head_pose pose, before;
    double mean_q[2]; /* the parallax that the references stand for: a running mean */
    bool began;       /* a frame has been measured */
    bool moving;      /* `before` is valid: a velocity can be predicted */
    double canthal_px;
    double upright[2]; /* cosine and sine of the head's tilt in the reference */
    double scale;      /* factor on displacements: see phil_track_set_scale */
    double time_s, interval_s;
    int n_intervals;
    int settle_frames, patience_frames, shaky_frames;
    int busy_frames; /* this long still, the lower face is taken to move by itself */
    struct phil_patch head[PHIL_MAX_HEAD_WINDOWS];
    int n_head;
    struct phil_region_track region[PHIL_N_REGIONS];
    struct phil_bump_shape shape;
    int eye_frames[2];        /* for how long each has looked different */
    struct phil_patch eye[2]; /* over the opening, left and right */
    struct phil_patch mouth;  /* over the line between the lips */
    double gain;
};

static int clamp_frames(double frames, int lowest, int highest)
{
    if (!(frames > lowest))
        return lowest;
    return frames < highest ? (int)frames : highest;
}

static void set_spans(struct phil_track *track)
{
    track->settle_frames =
        clamp_frames(SETTLE_S / track->interval_s, SETTLE_MIN_FRAMES, SETTLE_MAX_FRAMES);
    track->patience_frames = clamp_frames(PATIENCE_S / track->interval_s, 5, 60);
}

/* Keeps a running mean of the frame interval; a gap in the clip is not one. */
static void keep_time(struct phil_track *track, double time_s)
{
    const double step = time_s - track->time_s;
    track->time_s = time_s;
    if (step <= 0 || step > 0.2)
        return;
    track->interval_s += (step - track->interval_s) * (track->n_intervals < 10 ? 0.5 : 0.05);
    track->n_intervals++;
    set_spans(track);
}

static struct phil_point mean_point(const struct phil_landmarks *l, int from, int to)
{
    struct phil_point p = {0, 0};
    for (int i = from; i <= to; i++) {
        p.x += l->point[i].x / (to - from + 1);
        p.y += l->point[i].y / (to - from + 1);
    }
    return p;
}

/* Patches over the eye openings and between the lips: they tell blinks and an open mouth. */
static bool add_openings(struct phil_track *track, bool mirrored)
{
    const struct phil_landmarks *l = &track->landmarks;
    const struct phil_point picture_left = mean_point(l, 36, 41);
    const struct phil_point picture_right = mean_point(l, 42, 47);
    const double eye_width =
        hypot(l->point[39].x - l->point[36].x, l->point[39].y - l->point[36].y);
    const struct phil_point lips = {(l->point[62].x + l->point[66].x) / 2,
                                    (l->point[62].y + l->point[66].y) / 2};
    /* The person's left eye is on the picture's right, unless mirrored. */
    const struct phil_window left = {mirrored ? picture_left : picture_right, 0.3 * eye_width};
    const struct phil_window right = {mirrored ? picture_right : picture_left, 0.3 * eye_width};
    const struct phil_window mouth = {lips, 0.02 * track->canthal_px};
    return phil_patch_init(&track->eye[0], &left, 0) &&
           phil_patch_init(&track->eye[1], &right, 0) &&
           phil_patch_init(&track->mouth, &mouth, 0.1);
}

static void find_neighbours(struct phil_track *track)
{
    for (int a = 0; a < PHIL_N_REGIONS; a++)
        for (int b = 0; b < PHIL_N_REGIONS; b++) {
            const struct phil_point p = track->region[a].centre, q = track->region[b].centre;
            if (hypot(p.x - q.x, p.y - q.y) < NEAR_MM / CANTHAL_MM * track->canthal_px)
                track->region[a].near |= 1u << b;
        }
}

static bool add_windows(struct phil_track *track, bool mirrored)
{
    struct phil_layout *layout = malloc(sizeof *layout);
    if (!layout)
        return false;
    phil_face_layout(&track->landmarks, mirrored, layout);
    bool ok = add_openings(track, mirrored);
    for (int i = 0; ok && i < layout->n_head; i++) {
        ok = phil_patch_init(&track->head[i], &layout->head[i], layout->head_depth[i]);
        track->n_head += ok;
    }
    for (int r = 0; ok && r < PHIL_N_REGIONS; r++)
        ok = phil_region_init(&track->region[r], (enum phil_region)r, layout->region[r],
                              layout->region_depth[r], layout->n_region[r]);
    free(layout);
    if (ok) {
        find_neighbours(track);
        phil_bump_shape_init(&track->shape, track->region,
                             BUMP_MM / CANTHAL_MM * track->canthal_px);
    }
    return ok;
}

static void key_patch(struct phil_patch *patch, const struct phil_plane *plane,
                      const struct phil_head_pose *pose)
{
    struct phil_patch_reading reading;
    const struct phil_affine map = phil_head_map(pose, patch->depth, 0, 0);
    phil_patch_read(patch, plane, &map, &reading);
    if (reading.inside)
        phil_patch_key(patch);
}

enum phil_status phil_track_new(struct phil_track **track, const struct phil_frame *frame,
                                const struct phil_landmarks *landmarks, bool mirrored,
                                enum phil_cpu_level level)
{
    *track = NULL;
    struct phil_track *t = calloc(1, sizeof *t);
    if (!t)
        return PHIL_EMEM;
    phil_motion_kernels_init(&t->kernels, level);
    t->landmarks = *landmarks;
    const struct phil_point a = landmarks->point[36], b = landmarks->point[45];
    t->canthal_px = hypot(b.x - a.x, b.y - a.y);
    t->upright[0] = t->canthal_px > 0 ? (b.x - a.x) / t->canthal_px : 1;
    t->upright[1] = t->canthal_px > 0 ? (b.y - a.y) / t->canthal_px : 0;
    t->scale = 1;
    t->gain = 1;
    t->time_s = frame->time_s;
    t->interval_s = 1.0 / 30; /* until the first two frames tell */
    set_spans(t);
    /* The origin lies between the eyes and the mouth, where the windows' centre of mass is. */
    t->pose.origin = (struct phil_point){landmarks->point[30].x, landmarks->point[30].y};
    t->pose.a[0] = t->pose.a[3] = 1;
    t->pose.t[0] = t->pose.origin.x;
    t->pose.t[1] = t->pose.origin.y;
    if (!add_windows(t, mirrored)) {
        phil_track_free(t);
        return PHIL_EMEM;
    }
    const struct phil_plane plane = phil_plane_of(frame, &t->kernels);
    int inside = 0;
    for (int i = 0; i < t->n_head; i++) {
        key_patch(&t->head[i], &plane, &t->pose);
        inside += t->head[i].n_mean > 0;
    }
    if (inside < MIN_WINDOWS) {
        phil_track_free(t);
        return PHIL_EDATA;
    }
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        phil_region_key(&t->region[r], &plane, &t->pose);
    key_patch(&t->eye[0], &plane, &t->pose);
    key_patch(&t->eye[1], &plane, &t->pose);
    key_patch(&t->mouth, &plane, &t->pose);
    *track = t;
    return PHIL_OK;
}

void phil_track_free(struct phil_track *track)
{
    if (!track)
        return;
    for (int i = 0; i < track->n_head; i++)
        phil_patch_release(&track->head[i]);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        phil_region_release(&track->region[r]);
    phil_patch_release(&track->eye[0]);
    phil_patch_release(&track->eye[1]);
    phil_patch_release(&track->mouth);
    free(track);
}

void phil_track_set_scale(struct phil_track *track, double factor)
{
    track->scale = factor;
}

void phil_track_landmarks(const struct phil_track *track, struct phil_landmarks *landmarks)
{
    for (int i = 0; i < PHIL_N_LANDMARKS; i++)
        landmarks->point[i] = phil_head_point(&track->pose, track->landmarks.point[i], 0);
}

static void predict_pose(struct phil_track *track)
{
    const struct phil_head_pose now = track->pose;
    if (track->moving)
        /* Half the velocity: a head that stops at once is as common as one that goes on. */
        for (int k = 0; k < 2; k++)
            track->pose.t[k] += 0.5 * (now.t[k] - track->before.t[k]);
    track->before = now;
}

/* Tries shifts of the whole face on a coarse grid with the head windows' correlation. */
static void search_pose(struct phil_track *track, const struct phil_plane *plane,
                        struct phil_patch_reading *readings)
{
    const struct phil_head_pose start = track->before;
    struct phil_head_pose best_pose = start;
    double best = -2;
    const double step = fmax(3, 0.6 * track->head[0].side / 2.0);
    const int reach = (int)ceil(SEARCH_REACH * track->canthal_px / step);
    for (int gy = -reach; gy <= reach; gy++)
        for (int gx = -reach; gx <= reach; gx++) {
            struct phil_head_pose trial = start;
            trial.t[0] += gx * step;
            trial.t[1] += gy * step;
            double sum = 0;
            int n = 0;
            /* Every third window is enough to rank the shifts. */
            for (int i = 0; i < track->n_head; i += 3) {
                const struct phil_affine map = phil_head_map(&trial, track->head[i].depth, 0, 0);
                phil_patch_read(&track->head[i], plane, &map, &readings[i]);
                if (!readings[i].inside || track->head[i].n_mean == 0)
                    continue;
                sum += readings[i].correlation;
                n++;
            }
            if (n >= 3 && sum / n > best) {
                best = sum / n;
                best_pose = trial;
            }
        }
    track->pose = best_pose;
}

/* Skin over bone first, then the regions; not the lids, which are hardly ever still. A mouth that
 * talks moves with more windows than the bone has: then, and while the head is not steadied (the
 * regions are not followed in that time), the bone alone decides. */
static int gather_supports(struct phil_track *track, struct phil_support *supports)
{
    const bool steady = track->shaky_frames == 0 && track->busy_frames == 0;
    int n = 0;
    for (int i = 0; i < track->n_head; i++)
        supports[n++] = (struct phil_support){&track->head[i], 0, 0, -1};
    for (int r = 0; steady && r < PHIL_N_REGIONS; r++)
        if (r <= PHIL_CHEEK_RIGHT || r >= PHIL_BROW_LEFT)
            n = phil_region_support(&track->region[r], supports, n);
    return n;
}

static bool measure_head(struct phil_track *track, const struct phil_plane *plane,
                         const struct phil_support *supports, int n,
                         struct phil_patch_reading *readings, struct phil_head_fit *fit)
{
    enum { STEPS = 5 };
    predict_pose(track);
    phil_head_refine(&track->pose, supports, n, plane, STEPS, readings, fit);
    if (fit->used >= MIN_WINDOWS && fit->correlation < SHAKY_CORRELATION) {
        struct phil_head_pose first = track->pose;
        struct phil_head_fit second;
        search_pose(track, plane, readings);
        phil_head_refine(&track->pose, supports, n, plane, 2 * STEPS, readings, &second);
        if (second.correlation > fit->correlation) {
            *fit = second;
        } else {
            track->pose = first;
            phil_head_refine(&track->pose, supports, n, plane, 1, readings, fit);
        }
    }
    track->moving = true;
    return fit->used >= MIN_WINDOWS && fit->correlation >= LOST_CORRELATION;
}

static bool sane_pose(const struct phil_track *track)
{
    const double *a = track->pose.a;
    const double area = a[0] * a[3] - a[1] * a[2];
    return area > 0.15 && area < 7 && hypot(a[0], a[2]) > 0.3 && hypot(a[1], a[3]) > 0.3 &&
           isfinite(track->pose.t[0]) && isfinite(track->pose.t[1]);
}

/* Lets the variances of all supports and the references of the head windows follow; the regions see
 * to their own references. */
static void follow_head(struct phil_track *track, const struct phil_support *supports, int n,
                        const struct phil_patch_reading *readings)
{
    double turned[2];
    for (int k = 0; k < 2; k++) {
        track->mean_q[k] += (track->pose.q[k] - track->mean_q[k]) / track->settle_frames;
        turned[k] = track->pose.q[k] - track->mean_q[k];
    }
    for (int i = 0; i < n; i++) {
        struct phil_patch *patch = supports[i].patch;
        const struct phil_patch_reading *reading = &readings[i];
        if (!reading->inside || patch->n_mean == 0)
            continue;
        const int span =
            patch->n_mean < track->settle_frames ? patch->n_mean : track->settle_frames;
        phil_head_learn_depth(&track->pose, patch, turned, track->settle_frames);
        if (i >= track->n_head)
            continue;
        phil_patch_learn_spread(patch, patch->miss, SPREAD_SPANS * track->settle_frames);
        patch->noise_var += (reading->noise_var - patch->noise_var) / span;
        if (patch->n_mean < 4 || reading->noise_var < 4 * fmax(patch->noise_var, 0.05))
            phil_patch_blend(patch, reading, track->settle_frames);
    }
}

/* How unlike its reference an eye's opening looks. Gaze wanders: the reference follows slowly,
 * never while the eye is shut; what has looked different for longer than a blink becomes the
 * reference. */
static void read_eye(struct phil_track *track, const struct phil_plane *plane, int e,
                     struct phil_head_sample *out)
{
    struct phil_patch *eye = &track->eye[e];
    struct phil_patch_reading reading;
    const struct phil_affine map = phil_head_map(&track->pose, eye->depth, 0, 0);
    phil_patch_read(eye, plane, &map, &reading);
    if (!reading.inside || eye->n_mean == 0)
        return;
    out->eye_change[e] = (float)(1 - reading.correlation);
    if (reading.correlation > EYE_CORRELATION) {
        phil_patch_blend(eye, &reading, 2 * track->settle_frames);
        track->eye_frames[e] = 0;
    } else if (++track->eye_frames[e] * track->interval_s > LONGEST_BLINK_S) {
        phil_patch_key(eye);
        track->eye_frames[e] = 0;
        out->eye_change[e] = NAN;
    }
}

static void read_openings(struct phil_track *track, const struct phil_plane *plane,
                          struct phil_head_sample *out)
{
    for (int e = 0; e < 2; e++)
        read_eye(track, plane, e, out);
    struct phil_patch_reading reading;
    const struct phil_affine map = phil_head_map(&track->pose, track->mouth.depth, 0, 0);
    phil_patch_read(&track->mouth, plane, &map, &reading);
    if (reading.inside && track->mouth.n_mean > 0 && track->mouth.mean > 1)
        out->mouth_open = (float)(-reading.offset / track->mouth.mean);
}

static void describe_head(struct phil_track *track, const struct phil_head_fit *fit,
                          struct phil_head_sample *out)
{
    const struct phil_point between = mean_point(&track->landmarks, 36, 47);
    const struct phil_point now = phil_head_point(&track->pose, between, 0);
    const double *a = track->pose.a;
    out->x_px = (float)now.x;
    out->y_px = (float)now.y;
    out->scale = (float)sqrt(fabs(a[0] * a[3] - a[1] * a[2]));
    out->roll_rad = (float)atan2(a[2] - a[1], a[0] + a[3]);
    out->parallax_x = (float)track->pose.q[0];
    out->parallax_y = (float)track->pose.q[1];
    out->gain = (float)fit->gain;
    out->flags = track->began ? 0 : PHIL_SAMPLE_REKEYED;
    track->began = true;
    if (fabs(fit->gain - track->gain) > EXPOSURE_STEP)
        out->flags |= PHIL_SAMPLE_EXPOSURE;
    track->gain = fit->gain;
}

static void mark_lost(struct phil_trace *trace, size_t at, uint8_t flag)
{
    trace->head[at].flags |= flag;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        trace->region[r][at].flags = flag;
}

/* Reference pixels of this track to those of the trace, with the head upright. */
static void present(const struct phil_track *track, struct phil_sample *sample)
{
    const double x = sample->dx_px, y = sample->dy_px;
    sample->dx_px = (float)(track->scale * (track->upright[0] * x + track->upright[1] * y));
    sample->dy_px = (float)(track->scale * (track->upright[0] * y - track->upright[1] * x));
    sample->sd_px *= (float)track->scale;
}

/* The movement of one region, against a head that neither it nor those beside it helped to place.
 */
static void measure_region(struct phil_track *track, const struct phil_head_fit *fit,
                           const struct phil_voices *voices, enum phil_region r,
                           struct phil_sample *sample)
{
    const struct phil_region_track *region = &track->region[r];
    double height[2], shift[2], sd_px, stretch;
    if (!voices->heard[r])
        return;
    if (!phil_bump_height(&track->shape, track->region, voices, r, height, &sd_px, &stretch) ||
        sd_px > TEXTURELESS_PX) {
        /* A window's usual displacement is not known in the first frame on a new reference. */
        if (region->n_mean[0] > 0)
            sample->flags |= PHIL_SAMPLE_TEXTURELESS;
        else
            sample->flags |= PHIL_SAMPLE_REKEYED | PHIL_SAMPLE_TEXTURELESS;
        return;
    }
    phil_head_without(fit, &track->pose, region->near, region->centre, region->depth, shift);
    sample->dx_px = (float)(height[0] - shift[0]);
    sample->dy_px = (float)(height[1] - shift[1]);
    sample->sd_px = (float)(sd_px * stretch);
    present(track, sample);
}

/* Whether a region moved by itself between two frames, or can no longer be told. */
static bool has_moved(const struct phil_track *track, enum phil_region r, const double before[2],
                      bool heard)
{
    const double *d = track->region[r].d;
    const double mm = hypot(d[0] - before[0], d[1] - before[1]) * CANTHAL_MM / track->canthal_px;
    const double least_mm = BUSY_PX * CANTHAL_MM / track->canthal_px;
    return !heard || mm > fmax(BUSY_MM_PER_S * track->interval_s, least_mm);
}

static bool has_run_away(const struct phil_track *track, const struct phil_region_track *region)
{
    return hypot(region->d[0], region->d[1]) * CANTHAL_MM > FURTHEST_MM * track->canthal_px;
}

static void measure_regions(struct phil_track *track, const struct phil_plane *plane,
                            const struct phil_head_fit *fit, struct phil_trace *trace, size_t at)
{
    struct phil_voices voices;
    int moving = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        struct phil_region_track *region = &track->region[r];
        const double before[2] = {region->d[0], region->d[1]};
        trace->region[r][at] = (struct phil_sample){.dx_px = NAN, .dy_px = NAN, .sd_px = NAN};
        voices.heard[r] =
            phil_region_step(region, plane, &track->pose, track->settle_frames,
                             track->patience_frames, voices.of[r], &trace->region[r][at]);
        if (voices.heard[r] && has_run_away(track, region)) {
            voices.heard[r] = false;
            trace->region[r][at].flags = PHIL_SAMPLE_CHANGED;
            region->d[0] = region->d[1] = 0;
            phil_region_key(region, plane, &track->pose);
        }
        moving += r <= PHIL_CHIN && has_moved(track, r, before, voices.heard[r]);
    }
    if (moving > PHIL_CHIN / 2)
        track->busy_frames = track->patience_frames;
    else if (track->busy_frames > 0)
        track->busy_frames--;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        measure_region(track, fit, &voices, (enum phil_region)r, &trace->region[r][at]);
        trace->region[r][at].flags |= trace->head[at].flags & PHIL_SAMPLE_EXPOSURE;
    }
    /* A mouth that talks is not noise. */
    const int spread_frames = track->busy_frames ? 0 : SPREAD_SPANS * track->settle_frames;
    phil_bump_follow(track->region, &voices, track->settle_frames, spread_frames);
}

enum phil_status phil_track_step(struct phil_track *track, const struct phil_frame *frame,
                                 struct phil_trace *trace, size_t at)
{
    const struct phil_plane plane = phil_plane_of(frame, &track->kernels);
    struct phil_patch_reading readings[PHIL_MAX_SUPPORTS];
    struct phil_head_fit fit;

    struct phil_support supports[PHIL_MAX_SUPPORTS];

    keep_time(track, frame->time_s);
    const int n = gather_supports(track, supports);
    const bool found = measure_head(track, &plane, supports, n, readings, &fit) && sane_pose(track);
    if (!found)
        return PHIL_END;
    describe_head(track, &fit, &trace->head[at]);
    if (frame->key)
        trace->head[at].flags |= PHIL_SAMPLE_REFRESH;
    if (fit.correlation < SHAKY_CORRELATION || fit.agreement < SHAKY_AGREEMENT) {
        mark_lost(trace, at, PHIL_SAMPLE_HEAD);
        read_openings(track, &plane, &trace->head[at]);
        return ++track->shaky_frames > LOST_FRAMES * track->patience_frames ? PHIL_END : PHIL_OK;
    }
    track->shaky_frames = 0;
    follow_head(track, supports, n, readings);
    read_openings(track, &plane, &trace->head[at]);
    measure_regions(track, &plane, &fit, trace, at);
    return PHIL_OK;
}

struct phil_head_pose phil_track_pose(const struct phil_track *track)
{
    return track->pose;
}

bool phil_track_probe(struct phil_track *track, const struct phil_probe *probe,
                      enum phil_region region, struct phil_sample *sample)
{
    const struct phil_head_pose *pose = probe->pose ? probe->pose : &track->pose;
    struct phil_plane plane = phil_plane_of(probe->whole, &track->kernels);
    plane.frame = probe->crop;
    plane.to_stored.x0 -= probe->x;
    plane.to_stored.y0 -= probe->y;
    struct phil_voices voices;
    double d[2], sd_px, stretch;
    for (int q = 0; q < PHIL_N_REGIONS; q++)
        voices.heard[q] = (track->region[region].near >> q & 1) &&
                          phil_region_probe(&track->region[q], &plane, pose, voices.of[q]);
    if (!voices.heard[region] ||
        !phil_bump_height(&track->shape, track->region, &voices, region, d, &sd_px, &stretch))
        return false;
    *sample = (struct phil_sample){
        .dx_px = (float)d[0], .dy_px = (float)d[1], .sd_px = (float)(sd_px * stretch)};
    present(track, sample);
    return true;
}

/* The displacement at which a region's centre lies at `at` in the picture. */
static void displacement_to(const struct phil_track *track, const struct phil_region_track *region,
                            struct phil_point at, double d[2])
{
    const double *a = track->pose.a;
    const double det = a[0] * a[3] - a[1] * a[2];
    const struct phil_point calm = phil_head_point(&track->pose, region->centre, region->depth);
    const double x = at.x - calm.x, y = at.y - calm.y;
    d[0] = (a[3] * x - a[1] * y) / det;
    d[1] = (a[0] * y - a[2] * x) / det;
}

static struct phil_point centre_of(const struct phil_window *windows, int n)
{
    struct phil_point centre = {0, 0};
    for (int i = 0; i < n; i++) {
        centre.x += windows[i].centre.x / n;
        centre.y += windows[i].centre.y / n;
    }
    return centre;
}

enum phil_status phil_track_place(struct phil_track *track, const struct phil_frame *frame,
                                  const struct phil_landmarks *fresh, bool mirrored)
{
    struct phil_layout *layout = malloc(sizeof *layout);
    if (!layout)
        return PHIL_EMEM;
    phil_face_layout(fresh, mirrored, layout);
    const struct phil_plane plane = phil_plane_of(frame, &track->kernels);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        struct phil_region_track *region = &track->region[r];
        if (region->n == 0 || layout->n_region[r] == 0)
            continue;
        double d[2];
        displacement_to(track, region, centre_of(layout->region[r], layout->n_region[r]), d);
        const double off_mm =
            hypot(d[0] - region->d[0], d[1] - region->d[1]) * CANTHAL_MM / track->canthal_px;
        if (off_mm < (region->changed_frames > 0 ? MISPLACED_MM : SLIPPED_MM))
            continue;
        memcpy(region->d, d, sizeof d);
        phil_region_key(region, &plane, &track->pose);
    }
    free(layout);
    return PHIL_OK;
}

bool phil_track_region(const struct phil_track *track, enum phil_region region,
                       struct phil_point *centre)
{
    const struct phil_region_track *r = &track->region[region];
    if (r->n == 0)
        return false;
    *centre = (struct phil_point){0, 0};
    for (int i = 0; i < r->n; i++) {
        const struct phil_point p =
            phil_head_point(&track->pose, r->patch[i].centre, r->patch[i].depth);
        centre->x += p.x / r->n;
        centre->y += p.y / r->n;
    }
    return true;
}
