/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Idea: landmarks in every frame within the box that the last frame's landmarks imply, a fresh
 * detection every half second so that a lost face is noticed and found again, and a running mean
 * over eleven frames, which brings the landmarks' jitter of about half a pixel below a fifth.
 *
 * Assumption: one face, the one that the detector is surest of and that stays nearest to where
 * it was. Fails: a second face that crosses in front; a head that whips round faster than the
 * running mean follows. Neither changes how far the skin is moved, only where the bump sits.
 */
#include "follow.h"

#include <math.h>
#include <stdlib.h>

enum { SMOOTH_FRAMES = 5 }; /* on each side */

/* A detection costs some twenty landmark fits, so it is not made in every frame, seconds. */
static const double DETECT_EVERY_S = 0.5;

struct follower {
    struct phil_face_finder *finder;
    const struct phil_follow_settings *settings;
    bool have_face;
    struct phil_box box;
    double detected_s;
};

static double box_distance(const struct phil_box *a, const struct phil_box *b)
{
    return hypot(a->x + a->width / 2 - b->x - b->width / 2,
                 a->y + a->height / 2 - b->y - b->height / 2);
}

/* Sets the box to the face that is most likely the one followed so far. */
static enum phil_status detect(struct follower *follower, const struct phil_frame *frame)
{
    struct phil_detection found[PHIL_MAX_FACES];
    int n = 0;
    const enum phil_status status = phil_face_find(follower->finder, frame, NULL, false, found, &n);
    if (status != PHIL_OK)
        return status;
    follower->detected_s = frame->time_s;
    if (n == 0) {
        follower->have_face = false;
        return PHIL_OK;
    }
    int best = 0;
    for (int i = 1; i < n && follower->have_face; i++)
        if (box_distance(&found[i].box, &follower->box) <
            box_distance(&found[best].box, &follower->box))
            best = i;
    follower->box = found[best].box;
    follower->have_face = true;
    return PHIL_OK;
}

static void take_centres(struct phil_place *place, const struct phil_landmarks *landmarks,
                         const struct phil_follow_settings *settings)
{
    struct phil_layout layout;
    phil_face_layout(landmarks, settings->mirrored, &layout);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        double x = 0, y = 0;
        for (int i = 0; i < layout.n_region[r]; i++) {
            x += layout.region[r][i].centre.x;
            y += layout.region[r][i].centre.y;
        }
        const double n = layout.n_region[r];
        place->centre[r] = (struct phil_point){n > 0 ? x / n : NAN, n > 0 ? y / n : NAN};
    }
    place->px_per_mm = phil_face_ruler(landmarks, settings->ruler_mm).px_per_mm;
    place->seen = true;
}

static enum phil_status follow_frame(struct follower *follower, const struct phil_frame *frame,
                                     struct phil_place *place)
{
    *place = (struct phil_place){.time_s = frame->time_s};
    enum phil_status status = PHIL_OK;
    if (!follower->have_face || frame->time_s - follower->detected_s >= DETECT_EVERY_S)
        status = detect(follower, frame);
    if (status != PHIL_OK || !follower->have_face)
        return status;
    struct phil_landmarks landmarks;
    status = phil_face_landmarks(follower->finder, frame, &follower->box, &landmarks);
    if (status == PHIL_EARG) { /* the box has left the picture: look for the face anew */
        follower->have_face = false;
        return PHIL_OK;
    }
    if (status != PHIL_OK)
        return status;
    take_centres(place, &landmarks, follower->settings);
    follower->box = phil_face_box(follower->finder, &landmarks);
    return PHIL_OK;
}

static struct phil_place *append(struct phil_places *places)
{
    if (places->n == places->capacity) {
        const size_t wanted = places->capacity ? places->capacity * 2 : 256;
        struct phil_place *grown = reallocarray(places->place, wanted, sizeof *grown);
        if (!grown)
            return NULL;
        places->place = grown;
        places->capacity = wanted;
    }
    return &places->place[places->n++];
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static enum phil_status take_scale(struct phil_places *places)
{
    double *scales = calloc(places->n + 1, sizeof *scales);
    if (!scales)
        return PHIL_EMEM;
    size_t n = 0;
    for (size_t i = 0; i < places->n; i++)
        if (places->place[i].seen)
            scales[n++] = places->place[i].px_per_mm;
    qsort(scales, n, sizeof *scales, by_value);
    places->px_per_mm = n ? scales[n / 2] : NAN;
    free(scales);
    return n ? PHIL_OK : PHIL_EDATA;
}

/* The mean of a frame and its neighbours, as far as the face was seen without a gap. */
static void smooth_place(const struct phil_places *places, size_t at, struct phil_place *out)
{
    *out = places->place[at];
    if (!out->seen)
        return;
    size_t from = at, to = at;
    while (from > 0 && at - from < SMOOTH_FRAMES && places->place[from - 1].seen)
        from--;
    while (to + 1 < places->n && to - at < SMOOTH_FRAMES && places->place[to + 1].seen)
        to++;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        double x = 0, y = 0;
        for (size_t i = from; i <= to; i++) {
            x += places->place[i].centre[r].x;
            y += places->place[i].centre[r].y;
        }
        const double n = (double)(to - from + 1);
        out->centre[r] = (struct phil_point){x / n, y / n};
    }
}

static enum phil_status smooth(struct phil_places *places)
{
    struct phil_place *out = calloc(places->n, sizeof *out);
    if (!out)
        return PHIL_EMEM;
    for (size_t i = 0; i < places->n; i++)
        smooth_place(places, i, &out[i]);
    free(places->place);
    places->place = out;
    places->capacity = places->n;
    return PHIL_OK;
}

static enum phil_status follow_all(struct follower *follower, struct phil_recording *recording,
                                   struct phil_places *places, const struct phil_progress *progress)
{
    for (;;) {
        struct phil_frame *frame = NULL;
        enum phil_status status = phil_recording_next(recording, &frame);
        if (status == PHIL_END)
            return PHIL_OK;
        if (status != PHIL_OK)
            return status;
        struct phil_place *place = append(places);
        status = place ? follow_frame(follower, frame, place) : PHIL_EMEM;
        const double time_s = frame->time_s;
        phil_frame_unref(frame);
        if (status != PHIL_OK)
            return status;
        if (!phil_progress_report(progress, time_s, phil_recording_info(recording)->announced_s))
            return PHIL_ECANCEL;
    }
}

enum phil_status phil_follow(struct phil_places *places, struct phil_recording *recording,
                             const struct phil_follow_settings *settings,
                             const struct phil_progress *progress, const struct phil_log *log)
{
    struct follower follower = {.settings = settings};
    *places = (struct phil_places){0};
    enum phil_status status = phil_face_finder_new(&follower.finder, NULL, log);
    if (status == PHIL_OK)
        status = follow_all(&follower, recording, places, progress);
    phil_face_finder_free(follower.finder);
    if (status == PHIL_OK)
        status = take_scale(places);
    if (status == PHIL_OK)
        status = smooth(places);
    if (status != PHIL_OK)
        phil_places_release(places);
    return status;
}

const struct phil_place *phil_place_at(const struct phil_places *places, double time_s)
{
    size_t lo = 0, hi = places->n;
    while (hi - lo > 1) {
        const size_t middle = lo + (hi - lo) / 2;
        if (places->place[middle].time_s <= time_s)
            lo = middle;
        else
            hi = middle;
    }
    if (lo + 1 < places->n &&
        places->place[lo + 1].time_s - time_s < time_s - places->place[lo].time_s)
        lo++;
    return &places->place[lo];
}

void phil_places_release(struct phil_places *places)
{
    free(places->place);
    *places = (struct phil_places){0};
}
