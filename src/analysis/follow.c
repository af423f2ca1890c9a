/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Following every face of a clip.
 *
 * Idea. Detection is dear and its landmarks jitter, so a face is detected once and then followed by
 * its skin (motion/track.c). While no face is followed the picture is searched five times a
 * second; while one is, every two seconds, for others, and less and less often the longer nobody
 * comes. Once a second the landmarks are read again from where the face is believed to be: they
 * hold the ruler's readings and tell a track that has slipped off.
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

static const double CHECK_S = 1.0;

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
    if (face->first_frame < 0) {
        face->first_frame = frame->index;
        face->first_s = frame->time_s;
    }
    face->last = *landmarks;
    face->checked_s = frame->time_s;
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

static enum phil_status check(struct phil_follow *follow, struct phil_followed *face,
                              const struct phil_frame *frame)
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
        phil_track_free(face->track);
        face->track = NULL;
        return PHIL_OK;
    }
    const size_t at = face->trace.n_frames - 1;
    const double scale = canthal_px(&face->last) / face->first_canthal_px;
    if (!(face->trace.head[at].flags & PHIL_SAMPLE_HEAD))
        rule(face, &fresh, scale, follow->settings->ruler_mm);
    return PHIL_OK;
}

static enum phil_status step(struct phil_follow *follow, struct phil_followed *face,
                             const struct phil_frame *frame)
{
    const size_t at = face->trace.n_frames - 1;
    const enum phil_status status = phil_track_step(face->track, frame, &face->trace, at);
    if (status == PHIL_END) {
        phil_track_free(face->track);
        face->track = NULL;
        return PHIL_OK;
    }
    if (status != PHIL_OK)
        return status;
    phil_track_landmarks(face->track, &face->last);
    face->last_s = frame->time_s;
    face->seen_frames++;
    if (follow->settings->floor && !(face->trace.head[at].flags & PHIL_SAMPLE_HEAD))
        phil_probe_frame(&face->probes, face->track, frame,
                         canthal_px(&face->last) / phil_outer_canthi_mm());
    return frame->time_s - face->checked_s >= CHECK_S ? check(follow, face, frame) : PHIL_OK;
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
    }
    free(follow->time_s);
    memset(follow, 0, sizeof *follow);
}
