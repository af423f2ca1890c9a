/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the mouth does around each frame; mouth.c tells how. */
#ifndef PHIL_EVENTS_MOUTH_H
#define PHIL_EVENTS_MOUTH_H

#include "events/matched.h"

/* Half the window in which landmarks are compared, seconds. */
static const double PHIL_HALF_LANDMARK_WINDOW_S = 0.4;

/* What is known of the mouth in each frame. */
struct phil_mouth {
    float *apart, *out[2];    /* landmarks, between readings interpolated; NaN if not known */
    float *active;            /* the lesser half's activity, mm; NaN if not measured */
    float *busier;            /* the other half's, likewise */
    float *one_half;          /* 1 where one half leads, 0 where not; NaN as `active` */
    double loud_mm, quiet_mm; /* of it, mm */
    double usual_apart, usual_out[2];
    float *memory;
};

/* False when out of memory. Owned by the caller: phil_mouth_release(). */
bool phil_mouth_study(struct phil_mouth *m, const struct phil_trace *trace,
                      const struct phil_clock *clock, double px_per_mm);
void phil_mouth_release(struct phil_mouth *m);

/* Whether the landmarks' lips or corners move around a frame. */
bool phil_mouth_moved(const struct phil_mouth *m, const struct phil_clock *clock, size_t at);

/* Both corners stand outward; the lips stand apart. */
bool phil_mouth_smiles(const struct phil_mouth *m, size_t at);
bool phil_mouth_opens(const struct phil_mouth *m, size_t at);

/* Frames within `half` seconds of `at`. */
void phil_frames_within(const struct phil_clock *clock, size_t at, double half, size_t *first,
                        size_t *last);

/* Whether a sample has a displacement. */
bool phil_is_measured(const struct phil_sample *s);

#endif
