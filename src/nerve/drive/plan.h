/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the brain has planned for a run: pulses of drive to muscles, and the events they are. */
#ifndef PHIL_NERVE_DRIVE_PLAN_H
#define PHIL_NERVE_DRIVE_PLAN_H

#include "nerve/physiology.h"

#define PHIL_SYLLABLE_S   0.25 /* a syllable lasts, s (as the drawn face) */
#define PHIL_BLINK_DEAD_S 0.8  /* from one spontaneous blink to the next at least, s (likewise) */
#define PHIL_TIC_SHAPE    1.5  /* of the gamma distribution of waits between tics (shape judged) */
#define PHIL_TIC_LONG     0.1  /* part of tics that last 300 to 1000 ms */

/* Drive that rises, holds and falls. Its edges are smooth (3 x^2 - 2 x^3), those of a ramp are
 * straight. */
struct phil_drive_pulse {
    double from_s, to_s; /* all of it, edges included */
    double rise_s, fall_s;
    float level[PHIL_N_MUSCLES]; /* u of each pool at its height */
    bool straight;
};

/* An event and the muscles that take part: bit m stands for muscle m. */
struct phil_drive_planned {
    struct phil_nerve_event event;
    uint32_t muscles;
    size_t number; /* in the order of planning: breaks ties, as qsort() would not */
};

struct phil_drive_plan {
    struct phil_drive_pulse *pulse; /* by from_s once the plan is complete */
    size_t n, capacity;
    struct phil_drive_planned *event; /* by onset likewise */
    size_t n_events, events_capacity;
    bool failed; /* memory was short */
};

void phil_drive_plan_pulse(struct phil_drive_plan *plan, const struct phil_drive_pulse *pulse);
/* An event of that kind from one time to another; its muscle and side follow from `level`. */
void phil_drive_plan_event(struct phil_drive_plan *plan, const char *kind, double onset_s,
                           double offset_s, const float level[PHIL_N_MUSCLES]);

/* Adds acts with their synergies, and blinks (acts.c). */
void phil_drive_plan_acts(struct phil_drive_plan *plan, const struct phil_nerve_settings *settings,
                          const struct phil_physiology *physiology);
/* Adds tics (tics.c). */
void phil_drive_plan_tics(struct phil_drive_plan *plan, const struct phil_nerve_settings *settings,
                          const struct phil_physiology *physiology);

/* All of it, in order. False when memory was short; release it then too. */
bool phil_drive_plan_make(struct phil_drive_plan *plan, const struct phil_nerve_settings *settings,
                          const struct phil_physiology *physiology);
void phil_drive_plan_release(struct phil_drive_plan *plan);

/* The part of its level that a pulse has at a time, 0..1. */
double phil_drive_pulse_at(const struct phil_drive_pulse *pulse, double time_s);

#endif
