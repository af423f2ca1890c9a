/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the regions of a face are in every frame of a clip: good to a pixel, which is enough to
 * say where a twitch is to be put. */
#ifndef PHIL_CLI_FOLLOW_H
#define PHIL_CLI_FOLLOW_H

#include <philtrum/face.h>
#include <philtrum/recording.h>

struct phil_place {
    double time_s;
    bool seen;
    double px_per_mm;
    struct phil_point centre[PHIL_N_REGIONS]; /* upright picture, pixels */
};

/* One place per frame, in order of time. */
struct phil_places {
    struct phil_place *place;
    size_t n, capacity;
    double px_per_mm; /* median over the frames with a face */
};

struct phil_follow_settings {
    bool mirrored;
    double ruler_mm; /* 0: the adult mean */
};

/* Reads the recording to its end. Errors: those of the recording and the face finder;
 * PHIL_EDATA when no frame shows a face; PHIL_ECANCEL. */
enum phil_status phil_follow(struct phil_places *places, struct phil_recording *recording,
                             const struct phil_follow_settings *settings,
                             const struct phil_progress *progress, const struct phil_log *log);

/* The place at the frame nearest in time. */
const struct phil_place *phil_place_at(const struct phil_places *places, double time_s);

void phil_places_release(struct phil_places *places);

#endif
