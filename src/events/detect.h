/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From traces to segments and events; detect.c and classify.c tell the ideas. */
#ifndef PHIL_EVENTS_DETECT_H
#define PHIL_EVENTS_DETECT_H

#include <philtrum/events.h>

#include "events/null.h"

struct phil_detect_settings {
    double false_per_min; /* accepted false events per minute of rest, all regions together */
    double px_per_mm;
};

/* Everything found in one trace. Owned by the caller: phil_found_release(). */
struct phil_found {
    struct phil_segment *segments;
    size_t n_segments;
    struct phil_event *events; /* in order of onset */
    size_t n_events, capacity;
    double usable_s;                 /* rest with the lips measurable */
    double noise_px[PHIL_N_REGIONS]; /* rms of one coordinate at rest, 2 Hz and up; NaN if not */
    double threshold;                /* of the statistic (see phil_null_statistic) */
    struct phil_null null[PHIL_N_REGIONS];
    float *loud; /* regions x frames: see phil_null_loudness */
    bool *quiet; /* per frame: rest, no blink, and no half of the mouth at its jerks */
};

/* Errors: PHIL_EARG (rates or scale not positive), PHIL_EMEM. */
enum phil_status phil_events_detect(struct phil_found *found, const struct phil_trace *trace,
                                    const struct phil_detect_settings *settings);
void phil_found_release(struct phil_found *found);

/* --- between the files of this step --- */

/* Labels every frame; labels[i] is an enum phil_segment_label. jerking[i]: one half of the mouth
 * moves around that frame, by more than noise can, and leads. Errors: PHIL_EMEM. */
enum phil_status phil_label_frames(const struct phil_trace *trace, const struct phil_clock *clock,
                                   double px_per_mm, uint8_t *labels, bool *jerking);

/* Finds blinks (both eyes close together) and marks blinking frames. Adds events. */
enum phil_status phil_find_blinks(struct phil_found *found, const struct phil_trace *trace,
                                  const struct phil_clock *clock, double px_per_mm, bool *blinking);

/* One region's largest statistic at each frame, over the widths. */
struct phil_best {
    float statistic, ax, ay;
    uint8_t width;
};

/* A movement seen in one or more regions at once, before it is judged. */
struct phil_group {
    size_t at; /* frame of the peak */
    uint8_t width;
    enum phil_region region;
    float statistic[PHIL_N_REGIONS]; /* near `at`; 0 where there is nothing */
    float ax[PHIL_N_REGIONS], ay[PHIL_N_REGIONS];
};

/* Judges a group and adds an event, or none when it belongs to a blink or a labelled segment. */
enum phil_status phil_judge_group(struct phil_found *found, const struct phil_trace *trace,
                                  const struct phil_clock *clock, double px_per_mm,
                                  const uint8_t *labels, const bool *blinking,
                                  const struct phil_group *group);

/* Adds a copy of `event`; false when out of memory. */
bool phil_found_add(struct phil_found *found, const struct phil_event *event);

#endif
