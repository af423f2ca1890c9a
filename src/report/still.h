/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stills of the largest twitches and the arrows on them, for whoever draws them: SVG and Cairo. */
#ifndef PHIL_REPORT_STILL_H
#define PHIL_REPORT_STILL_H

#include <philtrum/analysis.h>

enum { PHIL_STILLS = 3 }; /* that are shown together */

/* From the reference frame to the frame of the still. */
struct phil_still_pose {
    struct phil_point origin, head; /* the point between the eyes there and here */
    double scale, cosine, sine;
};

struct phil_still {
    const struct phil_event *event;
    size_t frame; /* index into the trace; SIZE_MAX without one */
    struct phil_still_pose pose;
    struct phil_box box; /* what is shown, upright picture pixels */
    double magnify;      /* picture pixels to still pixels */
    int width, height;   /* of the still */
    double arrow_scale;
};

/* In still pixels, enlarged by arrow_scale. `strong`: part of the twitch; else what else moved. */
struct phil_still_arrow {
    struct phil_point from, by;
    bool strong;
};

/* The largest twitches of a face, largest first; returns how many. */
int phil_still_choose(const struct phil_face_result *face, const struct phil_event **chosen);

/* The frame nearest to each event's peak, in one pass over the clip as far as the last of them;
 * NULL where the clip does not give it. The caller unrefs them. */
void phil_still_fetch(struct phil_recording *recording, const struct phil_event *const *events,
                      int n, struct phil_frame **frames);

/* What of the frame is shown; false when the face is not in it. `found` NULL, or the landmarks of
 * this very frame: where the face is when the analysis has no trace to tell it. */
bool phil_still_make(struct phil_still *still, const struct phil_face_result *face,
                     const struct phil_frame *frame, const struct phil_event *event,
                     const struct phil_landmarks *found);

/* The still's picture, width x height bytes of grey, to be freed. Errors: PHIL_EMEM. */
enum phil_status phil_still_pixels(const struct phil_still *still, const struct phil_frame *frame,
                                   uint8_t **grey);

/* The arrows of a still; returns how many. */
int phil_still_arrows(const struct phil_still *still, const struct phil_face_result *face,
                      const struct phil_layout *layout,
                      struct phil_still_arrow arrow[PHIL_N_REGIONS]);

#endif
