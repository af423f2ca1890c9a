/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of this step share. pattern.c sorts the input into a struct phil_pattern_data;
 * every other file reads it and fills its own members of struct phil_pattern.
 */
#ifndef PHIL_PATTERN_PARTS_H
#define PHIL_PATTERN_PARTS_H

#include <philtrum/pattern.h>

#define PHIL_BIT(region) (UINT32_C(1) << (region))

#define PHIL_LEFT_LIDS  (PHIL_BIT(PHIL_LOWER_LID_LEFT) | PHIL_BIT(PHIL_UPPER_LID_LEFT))
#define PHIL_RIGHT_LIDS (PHIL_BIT(PHIL_LOWER_LID_RIGHT) | PHIL_BIT(PHIL_UPPER_LID_RIGHT))
#define PHIL_LEFT_MOUTH                                                                            \
    (PHIL_BIT(PHIL_UPPER_LIP_LEFT) | PHIL_BIT(PHIL_LOWER_LIP_LEFT) |                               \
     PHIL_BIT(PHIL_MOUTH_CORNER_LEFT))
#define PHIL_RIGHT_MOUTH                                                                           \
    (PHIL_BIT(PHIL_UPPER_LIP_RIGHT) | PHIL_BIT(PHIL_LOWER_LIP_RIGHT) |                             \
     PHIL_BIT(PHIL_MOUTH_CORNER_RIGHT))
#define PHIL_MOUTH                                                                                 \
    (PHIL_LEFT_MOUTH | PHIL_RIGHT_MOUTH | PHIL_BIT(PHIL_UPPER_LIP_MIDDLE) |                        \
     PHIL_BIT(PHIL_LOWER_LIP_MIDDLE))

/* Clonic twitches follow each other within this time (the header's definition of a burst), s. */
#define PHIL_RUN_GAP_S 0.5

/* A piece of rest without interruption. */
struct phil_stretch {
    double start_s, end_s;
};

/* One moment of movement: twitches of different regions that begin together are one volley, so
 * that an eye and a mouth moving at once do not look like a doublet. */
struct phil_volley {
    double time_s; /* first onset */
    size_t stretch;
    uint32_t mains, moved;         /* largest regions of its members; all that moved */
    const struct phil_event *main; /* the member of the largest amplitude */
};

struct phil_pattern_data {
    const struct phil_event *events;
    size_t n_events;
    const struct phil_event **twitch; /* of kind twitch, at rest, in a fixed order */
    size_t *stretch;                  /* of each twitch */
    size_t n_twitches;
    struct phil_volley *volley;
    size_t n_volleys;
    struct phil_stretch *rest;
    size_t n_rest;
    double rest_s;
    const struct phil_trace *trace; /* or NULL */
    double frame_s, frame_rate_hz, px_per_mm;
    double together_s; /* 1.5 frames or 50 ms, whichever is longer */
};

static inline uint32_t phil_event_moved(const struct phil_event *event)
{
    return event->also | PHIL_BIT(event->region);
}

/* Displacements at rest, region by region, on the frames' own times. Runs of frames from fast
 * cameras are averaged down to about 40 a second; steps where the tracker changed its reference
 * are taken out. A sample that was not usable is NaN. */
struct phil_motion_table {
    size_t n;
    double rate_hz; /* typical samples per second */
    double *block;  /* owns everything below but `first` */
    double *time_s;
    double *x[PHIL_N_REGIONS], *y[PHIL_N_REGIONS], *sd[PHIL_N_REGIONS];
    size_t *first; /* n_rest + 1 entries: where each stretch begins */
};

enum phil_status phil_motion_table_make(struct phil_motion_table *table,
                                        const struct phil_pattern_data *data);
/* Where stretch s ends as far as there are samples; its start when there are none. */
double phil_motion_table_end(const struct phil_motion_table *table,
                             const struct phil_pattern_data *data, size_t s);
void phil_motion_table_release(struct phil_motion_table *table);

/* A rhythm that was looked for. `p` is corrected for everything that was searched. */
struct phil_rhythm {
    struct phil_value hz, p;
    double spread;   /* share of the mouth's measurable regions that take part, 0..1 */
    bool both_sides; /* regions of both sides take part */
};

/* rate.c: counts, rates, sides, intervals, sizes. Errors: PHIL_EMEM. */
enum phil_status phil_pattern_rates(const struct phil_pattern_data *data,
                                    struct phil_pattern *pattern);
/* rhythm.c: from the displacements. Errors: PHIL_EMEM. */
enum phil_status phil_rhythm_of_motion(const struct phil_pattern_data *data,
                                       const struct phil_motion_table *table,
                                       struct phil_rhythm *rhythm);
/* onsets.c: from the times of the twitches. Errors: PHIL_EMEM. */
enum phil_status phil_rhythm_of_onsets(const struct phil_pattern_data *data,
                                       struct phil_rhythm *rhythm);
/* synchrony.c: eye with mouth, brow with eye. Errors: PHIL_EMEM. */
enum phil_status phil_pattern_synchrony(const struct phil_pattern_data *data,
                                        struct phil_pattern *pattern);
/* ripple.c. Errors: PHIL_EMEM. */
enum phil_status phil_pattern_ripple(const struct phil_pattern_data *data,
                                     const struct phil_motion_table *table,
                                     struct phil_value *share);
/* movement.c: the rest of `pattern` must be complete. */
void phil_pattern_movement(const struct phil_pattern_data *data, const struct phil_rhythm *rhythm,
                           struct phil_pattern *pattern);

/* What the probabilities of movement.c start from, before anything was seen; sums to 1. */
void phil_movement_prior(double prior[PHIL_N_MOVEMENTS]);

/* How many volleys lie in the run that starts at volley `i`: successive onsets under
 * PHIL_RUN_GAP_S apart in one stretch. */
size_t phil_volley_run(const struct phil_pattern_data *data, size_t i);

#endif
