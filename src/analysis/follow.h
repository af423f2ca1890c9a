/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All the faces of a clip, from frame to frame; follow.c tells the idea. */
#ifndef PHIL_ANALYSIS_FOLLOW_H
#define PHIL_ANALYSIS_FOLLOW_H

#include <philtrum/analysis.h>

#include "analysis/codec.h"
#include "analysis/probe.h"
#include "motion/track.h"

/* Landmark readings that the ruler rests on. */
enum { PHIL_MAX_RULINGS = 64 };

struct phil_followed {
    struct phil_track *track; /* NULL while the face is lost */
    struct phil_trace trace;
    struct phil_landmarks first; /* in the frame where it was first seen */
    struct phil_landmarks last;  /* where it is, or was when lost */
    int64_t first_frame;
    double first_s, last_s;
    double checked_s, ruled_s, steady_s; /* when last so */
    double first_canthal_px;
    double eyes_open;                /* usual height of the eyes' openings against their width */
    double ruling[PHIL_MAX_RULINGS]; /* px/mm in pixels of the first frame */
    double ruling_sd;
    int n_rulings;
    size_t seen_frames;
    struct phil_probes probes;
    struct phil_codec_test codec;
};

struct phil_follow {
    const struct phil_analysis_settings *settings;
    const struct phil_ahead *recording;
    struct phil_face_finder *finder;
    double *time_s; /* of every frame so far */
    size_t n_frames, capacity;
    struct phil_followed face[PHIL_MAX_FACES];
    int n_faces;
    double searched_s; /* when the whole picture was last searched */
    double wait_s;     /* until it is searched again while all known faces are followed */
    bool searched;
};

/* Measures one frame of all faces, looking for new ones when it is time.
 * Errors: PHIL_EMEM, those of phil_face_find. */
enum phil_status phil_follow_frame(struct phil_follow *follow, const struct phil_frame *frame);

void phil_follow_release(struct phil_follow *follow);

#endif
