/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page: pictures of the largest twitches over all recordings. A clip that cannot be
 * read again is passed over with a warning, and the next largest twitches are taken.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/person.h"
#include "report/doctor_content.h"
#include "report/wording.h"

enum { MOST_UNREADABLE = 4 }; /* clips that are given up before there are no pictures */

struct candidate {
    size_t clip;
    const struct phil_event *event;
};

struct search {
    const struct phil_doctor_view *view;
    size_t unreadable[MOST_UNREADABLE];
    int n_unreadable;
    struct candidate chosen[PHIL_STILLS];
    int n;
};

static bool is_unreadable(const struct search *search, size_t clip)
{
    for (int i = 0; i < search->n_unreadable; i++)
        if (search->unreadable[i] == clip)
            return true;
    return false;
}

static void consider(struct search *search, struct candidate candidate)
{
    int k = search->n < PHIL_STILLS ? search->n++ : PHIL_STILLS;
    for (; k > 0 && search->chosen[k - 1].event->amplitude_mm < candidate.event->amplitude_mm; k--)
        if (k < PHIL_STILLS)
            search->chosen[k] = search->chosen[k - 1];
    if (k < PHIL_STILLS)
        search->chosen[k] = candidate;
}

/* The largest twitches of all clips that may still be readable. */
static void choose(struct search *search)
{
    search->n = 0;
    for (size_t c = 0; c < search->view->n_clips; c++) {
        const struct phil_doctor_clip *clip = &search->view->clips[c];
        const struct phil_face_result *face = phil_analysis_person(clip->analysis);
        const struct phil_event *event[PHIL_STILLS];
        if (!face || !clip->path || is_unreadable(search, c))
            continue;
        const int n = phil_still_choose(face, event);
        for (int i = 0; i < n; i++)
            consider(search, (struct candidate){c, event[i]});
    }
}

static void caption(struct phil_doctor *doctor, struct phil_doctor_still *s,
                    const struct phil_doctor_clip *clip)
{
    const struct phil_event *e = s->still.event;
    struct phil_text *t = &doctor->text;
    const char *words = phil_region_in_words(e->region);
    phil_text_printf(t, "%c%s, %s mm, %s", words[0] - ('a' - 'A'), words + 1,
                     phil_mm(e->amplitude_mm).s, phil_duration(e->offset_s - e->onset_s).s);
    if (clip->recorded.utc_s)
        phil_text_printf(t, "; %s", phil_doctor_date(&clip->recorded, true).s);
    phil_text_printf(t, ", at %s s", phil_fixed(e->peak_s, 2).s);
    if (s->still.arrow_scale > 1)
        phil_text_printf(t, "; arrow %s times the movement", phil_short(s->still.arrow_scale, 0).s);
    s->caption = phil_doctor_take(doctor);
}

/* Looks for the face in the very frame, for a stored analysis does not tell where it had moved to:
 * of several the one nearest to where it was measured. False when there is none. */
static bool find_face(const struct phil_face_result *face, const struct phil_frame *frame,
                      struct phil_landmarks *found)
{
    struct phil_face_finder *finder;
    struct phil_detection detection[PHIL_MAX_FACES];
    int n = 0, best = -1;
    if (phil_face_finder_new(&finder, NULL, NULL) != PHIL_OK)
        return false;
    const struct phil_box box = phil_face_box(finder, &face->landmarks);
    /* A hand-held camera moves a face by less than its own width; all of it costs seconds. */
    const struct phil_box within = {box.x - box.width, box.y - box.height, 3 * box.width,
                                    3 * box.height};
    double least = INFINITY;
    if (phil_face_find(finder, frame, &within, false, detection, &n) != PHIL_OK)
        n = 0;
    for (int i = 0; i < n; i++) {
        const struct phil_box *b = &detection[i].box;
        const double away = hypot(b->x + b->width / 2 - box.x - box.width / 2,
                                  b->y + b->height / 2 - box.y - box.height / 2) +
                            fabs(b->width - box.width);
        if (away < least) {
            least = away;
            best = i;
        }
    }
    const bool is_found =
        best >= 0 && phil_face_landmarks(finder, frame, &detection[best].box, found) == PHIL_OK;
    phil_face_finder_free(finder);
    return is_found;
}

static enum phil_status take_still(struct phil_doctor *doctor, const struct phil_doctor_clip *clip,
                                   const struct phil_frame *frame, const struct phil_event *event)
{
    struct phil_doctor_still *s = &doctor->still[doctor->n_stills];
    const struct phil_face_result *face = phil_analysis_person(clip->analysis);
    struct phil_layout layout;
    struct phil_landmarks found;
    const bool moved = !face->trace.n_frames && find_face(face, frame, &found);
    if (!phil_still_make(&s->still, face, frame, event, moved ? &found : NULL))
        return PHIL_OK;
    const enum phil_status status = phil_still_pixels(&s->still, frame, &s->grey);
    if (status != PHIL_OK)
        return status;
    phil_face_layout(&face->landmarks, clip->analysis->mirrored, &layout);
    s->n_arrows = phil_still_arrows(&s->still, face, &layout, s->arrow);
    caption(doctor, s, clip);
    doctor->n_stills++;
    return PHIL_OK;
}

/* Whether the file is the one that was measured, or nobody can tell. */
static bool is_same_file(const struct phil_doctor_clip *clip)
{
    const char *measured = clip->analysis->recording.sha256;
    char sha256[65];
    return phil_recording_digest(clip->path, sha256, NULL) == PHIL_OK &&
           (!measured[0] || strcmp(measured, sha256) == 0);
}

/* The chosen twitches of one clip. */
static enum phil_status take_clip(struct phil_doctor *doctor, const struct search *search,
                                  size_t clip)
{
    const struct phil_event *event[PHIL_STILLS];
    struct phil_frame *frame[PHIL_STILLS] = {NULL};
    struct phil_recording *recording;
    int n = 0, found = 0;
    for (int i = 0; i < search->n; i++)
        if (search->chosen[i].clip == clip)
            event[n++] = search->chosen[i].event;
    if (!is_same_file(&search->view->clips[clip]))
        return PHIL_EINPUT;
    enum phil_status status =
        phil_recording_open(&recording, search->view->clips[clip].path, NULL, NULL);
    if (status != PHIL_OK)
        return status;
    phil_still_fetch(recording, event, n, frame);
    for (int i = 0; i < n; i++) {
        found += frame[i] != NULL;
        if (frame[i] && status == PHIL_OK)
            status = take_still(doctor, &search->view->clips[clip], frame[i], event[i]);
        phil_frame_unref(frame[i]);
    }
    phil_recording_close(recording);
    return found || status != PHIL_OK ? status : PHIL_EFORMAT;
}

void phil_doctor_drop_stills(struct phil_doctor *doctor)
{
    for (int i = 0; i < PHIL_STILLS; i++)
        free(doctor->still[i].grey);
    memset(doctor->still, 0, sizeof doctor->still);
    doctor->n_stills = 0;
}

/* All chosen clips once; the first that cannot be read goes to search->unreadable. */
static enum phil_status take_all(struct phil_doctor *doctor, struct search *search)
{
    for (int i = 0; i < search->n; i++) {
        bool done = false;
        for (int k = 0; k < i; k++)
            done |= search->chosen[k].clip == search->chosen[i].clip;
        const enum phil_status status =
            done ? PHIL_OK : take_clip(doctor, search, search->chosen[i].clip);
        if (status == PHIL_OK)
            continue;
        if (search->n_unreadable < MOST_UNREADABLE)
            search->unreadable[search->n_unreadable++] = search->chosen[i].clip;
        return status;
    }
    return PHIL_OK;
}

void phil_doctor_take_stills(struct phil_doctor *doctor, const struct phil_log *log)
{
    struct search search = {.view = doctor->view};
    enum phil_status status;
    for (int tries = 0; tries <= MOST_UNREADABLE; tries++) {
        choose(&search);
        status = take_all(doctor, &search);
        if (status == PHIL_EMEM)
            doctor->failed = true;
        if (status == PHIL_OK || status == PHIL_EMEM)
            break;
        phil_doctor_drop_stills(doctor);
        const size_t gone = search.unreadable[search.n_unreadable - 1];
        phil_log_message(log, PHIL_LOG_WARNING, "no picture from a recording: \"%s\": %s",
                         doctor->view->clips[gone].path,
                         "the clip is gone, changed or cannot be read");
    }
    if (!doctor->n_stills && doctor->pool.events)
        phil_text_add(&doctor->text, "No pictures: the clips of these twitches are not where they "
                                     "were, or cannot be read again.");
    doctor->no_stills = phil_doctor_take(doctor);
}
