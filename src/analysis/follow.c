/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following every face of a clip.
 *
 * Idea. Detection is dear and its landmarks jitter, so a face is detected once and then followed by
 * its skin (motion/track.c). While no face is followed the picture is searched five times a
 * second; while one is, every two seconds, for others, and less and less often the longer nobody
 * comes. Once a second the landmarks are read again from where the face is believed to be: they
 * hold the ruler's readings, tell a track that has slipped off, and say how the mouth stands. While
 * the mouth moves or is lost they are read more often, to put regions back that a gesture has swept
 * away; and a head that can no longer be steadied on its old references is begun anew on them.
 *
 * A face that comes back near where it was lost is the same face; elsewhere, or of another size, a
 * new one. Its trace goes on in the pixels of its first frame, with a break.
 */
#include "analysis/follow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

static const double SEARCH_LOST_S = 0.2;

/* A search costs as much as measuring fifteen frames. After one that found nobody new the next one
 * waits twice as long, up to the latter: who joins somebody else is missed for that long. */
static const double SEARCH_OTHERS_S = 2.0, SEARCH_LATEST_S = 8.0;

static const double CHECK_S = 1.0, CHECK_BUSY_S = 0.2;

/* A head that was not steadied for this long will not be on these references. */
static const double SHAKY_S = 0.3;

/* Eyes less open than this share of their usual opening are shut or nearly so (measured on five
 * clips: blinks come to 0.40 to 0.65, open eyes stay above 0.8). */
static const double SHUT = 0.7;

/* A region that moved by more than this since the frame before is moving, mm: talking lips do 1 to
 * 3 in a frame, quiet ones less than 0.3. */
static const double MOVING_MM = 0.5;
enum { LEAST_BUSY = 3 };

/* Landmarks of a face jitter by 0.3 % of its canthal distance; a track that has slipped differs by
 * more than this share. */
static const double SLIPPED = 0.15;

/* A face that was lost for up to this long, and is found within this many canthal distances of the
 * place, is the same. */
static const double SAME_S = 30;
static const double SAME_REACH = 1.5;

static double canthal_px(const struct phil_landmarks *l)
{
    return hypot(l->point[45].x - l->point[36].x, l->point[45].y - l->point[36].y);
}

static struct phil_point centre_of(const struct phil_landmarks *l)
{
    return (struct phil_point){(l->point[36].x + l->point[45].x) / 2,
                               (l->point[36].y + l->point[45].y) / 2};
}

static double distance(struct phil_point a, struct phil_point b)
{
    return hypot(a.x - b.x, a.y - b.y);
}

static void rule(struct phil_followed *face, const struct phil_landmarks *landmarks, double scale,
                 double ruler_mm)
{
    const struct phil_ruler ruler = phil_face_ruler(landmarks, ruler_mm);
    if (face->n_rulings >= PHIL_MAX_RULINGS || !(ruler.px_per_mm > 0) || !(scale > 0))
        return;
    face->ruling[face->n_rulings++] = ruler.px_per_mm / scale;
    face->ruling_sd = ruler.px_per_mm_sd / ruler.px_per_mm;
}

/* Height of the eyes' openings against their width, mean of both. */
static double eyes_open(const struct phil_landmarks *l)
{
    double sum = 0;
    for (int o = 36; o <= 42; o += 6)
        sum += (distance(l->point[o + 1], l->point[o + 5]) +
                distance(l->point[o + 2], l->point[o + 4])) /
               (4 * distance(l->point[o], l->point[o + 3]));
    return sum;
}

/* How the mouth stands, by the landmarks. */
static void read_mouth(struct phil_followed *face, const struct phil_landmarks *l, bool mirrored)
{
    struct phil_head_sample *head = &face->trace.head[face->trace.n_frames - 1];
    const double width = canthal_px(l);
    if (!(width > 0))
        return;
    head->lips_apart = 0;
    for (int i = 0; i < 3; i++)
        head->lips_apart += (float)(distance(l->point[61 + i], l->point[67 - i]) / (3 * width));
    /* The line of the nose: from its root to the middle of its base. */
    const double nx = l->point[33].x - l->point[27].x, ny = l->point[33].y - l->point[27].y;
    for (int k = 0; k < 2; k++) {
        const struct phil_point corner = l->point[k ? 54 : 48];
        const double cross = nx * (corner.y - l->point[27].y) - ny * (corner.x - l->point[27].x);
        const bool is_left = (k == 1) != mirrored;
        head->corner_out[is_left ? 0 : 1] = (float)(fabs(cross) / (hypot(nx, ny) * width));
    }
}

static enum phil_status append_all(struct phil_follow *follow, double time_s)
{
    if (!phil_grow((void **)&follow->time_s, &follow->capacity, follow->n_frames + 1,
                   sizeof *follow->time_s))
        return PHIL_EMEM;
    follow->time_s[follow->n_frames++] = time_s;
    for (int f = 0; f < follow->n_faces; f++) {
        const enum phil_status status = phil_trace_append(&follow->face[f].trace, time_s);
        if (status != PHIL_OK)
            return status;
    }
    return PHIL_OK;
}

/* The lost face that this one is the return of, or a new entry; NULL when there is no room. */
static struct phil_followed *entry_for(struct phil_follow *follow,
                                       const struct phil_landmarks *landmarks, double now_s,
                                       enum phil_status *status)
{
    const double width = canthal_px(landmarks);
    *status = PHIL_OK;
    for (int f = 0; f < follow->n_faces; f++) {
        struct phil_followed *face = &follow->face[f];
        const double ratio = width / canthal_px(&face->last);
        if (!face->track && now_s - face->last_s <= SAME_S && ratio > 0.6 && ratio < 1.6 &&
            distance(centre_of(landmarks), centre_of(&face->last)) < SAME_REACH * width)
            return face;
    }
    if (follow->n_faces == PHIL_MAX_FACES)
        return NULL;
    struct phil_followed *face = &follow->face[follow->n_faces];
    memset(face, 0, sizeof *face);
    phil_trace_init(&face->trace);
    for (size_t i = 0; i < follow->n_frames && *status == PHIL_OK; i++)
        *status = phil_trace_append(&face->trace, follow->time_s[i]);
    if (*status != PHIL_OK) {
        phil_trace_release(&face->trace);
        return NULL;
    }
    face->first = *landmarks;
    face->first_canthal_px = width;
    face->first_frame = -1;
    follow->n_faces++;
    return face;
}

static enum phil_status begin(struct phil_follow *follow, const struct phil_frame *frame,
                              const struct phil_landmarks *landmarks)
{
    enum phil_status status;
    struct phil_followed *face = entry_for(follow, landmarks, frame->time_s, &status);
    if (!face)
        return status;
    status = phil_track_new(&face->track, frame, landmarks, follow->settings->mirrored,
                            phil_cpu_level());
    if (status == PHIL_EDATA)
        return PHIL_OK; /* too near the edge to be followed: stays lost */
    if (status != PHIL_OK)
        return status;
    const double scale = canthal_px(landmarks) / face->first_canthal_px;
    phil_track_set_scale(face->track, 1 / scale);
    read_mouth(face, landmarks, follow->settings->mirrored);
    face->eyes_open = fmax(face->eyes_open, eyes_open(landmarks));
    if (face->first_frame < 0) {
        face->first_frame = frame->index;
        face->first_s = frame->time_s;
    }
    face->last = *landmarks;
    face->checked_s = face->ruled_s = face->steady_s = frame->time_s;
    rule(face, landmarks, scale, follow->settings->ruler_mm);
    return PHIL_OK;
}

static bool is_followed(const struct phil_follow *follow, const struct phil_box *box)
{
    const struct phil_point middle = {box->x + box->width / 2, box->y + box->height / 2};
    for (int f = 0; f < follow->n_faces; f++) {
        const struct phil_followed *face = &follow->face[f];
        if (face->track && distance(middle, centre_of(&face->last)) < 0.7 * box->width)
            return true;
    }
    return false;
}

static enum phil_status search(struct phil_follow *follow, const struct phil_frame *frame)
{
    struct phil_detection found[PHIL_MAX_FACES];
    int n = 0;
    enum phil_status status = phil_face_find(follow->finder, frame, NULL, false, found, &n);
    follow->wait_s = follow->searched ? fmin(2 * follow->wait_s, SEARCH_LATEST_S) : SEARCH_OTHERS_S;
    follow->searched = true;
    follow->searched_s = frame->time_s;
    for (int i = 0; i < n && status == PHIL_OK; i++) {
        struct phil_landmarks landmarks;
        if (is_followed(follow, &found[i].box))
            continue;
        follow->wait_s = SEARCH_OTHERS_S;
        status = phil_face_landmarks(follow->finder, frame, &found[i].box, &landmarks);
        if (status == PHIL_OK)
            status = begin(follow, frame, &landmarks);
    }
    return status;
}

static bool has_slipped(const struct phil_landmarks *followed, const struct phil_landmarks *fresh)
{
    double sum = 0;
    int n = 0;
    /* Nose and eye corners: points that expressions leave alone. */
    for (int i = 27; i < PHIL_N_LANDMARKS; i++)
        if (i <= 36 || i == 39 || i == 42 || i == 45) {
            sum += distance(followed->point[i], fresh->point[i]);
            n++;
        }
    return sum / n > SLIPPED * canthal_px(fresh);
}

static void lose(struct phil_followed *face)
{
    phil_track_free(face->track);
    face->track = NULL;
}

/* Begins a face anew where its landmarks are. */
static enum phil_status renew(struct phil_follow *follow, struct phil_followed *face,
                              const struct phil_frame *frame, const struct phil_landmarks *fresh)
{
    lose(face);
    const enum phil_status status =
        phil_track_new(&face->track, frame, fresh, follow->settings->mirrored, phil_cpu_level());
    if (status == PHIL_EDATA)
        return PHIL_OK; /* too near the edge: stays lost */
    if (status != PHIL_OK)
        return status;
    phil_track_set_scale(face->track, face->first_canthal_px / canthal_px(fresh));
    face->last = *fresh;
    face->steady_s = frame->time_s;
    return PHIL_OK;
}

static enum phil_status check(struct phil_follow *follow, struct phil_followed *face,
                              const struct phil_frame *frame, bool renewing)
{
    struct phil_landmarks fresh;
    const struct phil_box box = phil_face_box(follow->finder, &face->last);
    const enum phil_status status = phil_face_landmarks(follow->finder, frame, &box, &fresh);
    face->checked_s = frame->time_s;
    if (status == PHIL_EARG)
        return PHIL_OK;
    if (status != PHIL_OK)
        return status;
    if (has_slipped(&face->last, &fresh)) {
        lose(face);
        return PHIL_OK;
    }
    read_mouth(face, &fresh, follow->settings->mirrored);
    const double open = eyes_open(&fresh);
    face->eyes_open += (open - face->eyes_open) * (open > face->eyes_open ? 0.5 : 0.1);
    /* Closed eyes make no reference for open ones. */
    const bool shut = open < SHUT * face->eyes_open;
    if (renewing && !shut)
        return renew(follow, face, frame, &fresh);
    const size_t at = face->trace.n_frames - 1;
    if (face->trace.head[at].flags & PHIL_SAMPLE_HEAD)
        return PHIL_OK;
    /* Once a second is enough for the ruler: a mouth that talks draws no other canthi. */
    if (frame->time_s - face->ruled_s >= CHECK_S) {
        rule(face, &fresh, canthal_px(&face->last) / face->first_canthal_px,
             follow->settings->ruler_mm);
        face->ruled_s = frame->time_s;
    }
    return phil_track_place(face->track, frame, &fresh, follow->settings->mirrored);
}

/* Whether much of the lower face moves, or cannot be told: lower lip and chin go with the jaw. */
static bool is_busy(const struct phil_followed *face)
{
    const struct phil_trace *trace = &face->trace;
    const size_t at = trace->n_frames - 1;
    const double far_px = MOVING_MM * face->first_canthal_px / phil_outer_canthi_mm();
    int busy = 0;
    for (int r = 0; r <= PHIL_CHIN && at > 0; r++) {
        const struct phil_sample *now = &trace->region[r][at], *before = now - 1;
        busy += (now->flags & PHIL_SAMPLE_UNUSABLE) ||
                hypot(now->dx_px - before->dx_px, now->dy_px - before->dy_px) > far_px;
    }
    return busy >= LEAST_BUSY;
}

static enum phil_status step(struct phil_follow *follow, struct phil_followed *face,
                             const struct phil_frame *frame)
{
    const size_t at = face->trace.n_frames - 1;
    const enum phil_status status = phil_track_step(face->track, frame, &face->trace, at);
    if (status == PHIL_END) {
        lose(face);
        return PHIL_OK;
    }
    if (status != PHIL_OK)
        return status;
    const bool steady = !(face->trace.head[at].flags & PHIL_SAMPLE_HEAD);
    phil_track_landmarks(face->track, &face->last);
    face->last_s = frame->time_s;
    face->seen_frames++;
    if (steady)
        face->steady_s = frame->time_s;
    if (follow->settings->floor) {
        const double px_per_mm = canthal_px(&face->last) / phil_outer_canthi_mm();
        if (steady)
            phil_probe_frame(&face->probes, face->track, frame, px_per_mm);
        const enum phil_status tested = phil_codec_frame(
            &face->codec, face->track, frame, &face->trace, px_per_mm, follow->recording);
        if (tested != PHIL_OK)
            return tested;
    }
    const bool renewing = frame->time_s - face->steady_s >= SHAKY_S;
    const double wait_s = !steady || is_busy(face) ? CHECK_BUSY_S : CHECK_S;
    return renewing || frame->time_s - face->checked_s >= wait_s
               ? check(follow, face, frame, renewing)
               : PHIL_OK;
}

/* How long after the last search the next one is due. */
static double search_after_s(const struct phil_follow *follow, double now_s)
{
    bool followed = false, missed = false;
    for (int f = 0; f < follow->n_faces; f++) {
        const struct phil_followed *face = &follow->face[f];
        followed |= face->track != NULL;
        missed |= !face->track && now_s - face->last_s <= SAME_S;
    }
    if (!followed)
        return SEARCH_LOST_S;
    return missed ? SEARCH_OTHERS_S : follow->wait_s;
}

enum phil_status phil_follow_frame(struct phil_follow *follow, const struct phil_frame *frame)
{
    enum phil_status status = append_all(follow, frame->time_s);
    for (int f = 0; f < follow->n_faces && status == PHIL_OK; f++)
        if (follow->face[f].track)
            status = step(follow, &follow->face[f], frame);
    const double since_s = frame->time_s - follow->searched_s;
    if (status == PHIL_OK &&
        (!follow->searched || since_s >= search_after_s(follow, frame->time_s)))
        status = search(follow, frame);
    return status;
}

void phil_follow_release(struct phil_follow *follow)
{
    for (int f = 0; f < follow->n_faces; f++) {
        phil_track_free(follow->face[f].track);
        phil_trace_release(&follow->face[f].trace);
        phil_codec_release(&follow->face[f].codec);
    }
    free(follow->time_s);
    memset(follow, 0, sizeof *follow);
}
