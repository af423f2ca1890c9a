/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The membrane of an axon where it is damaged: a mammalian node of Ranvier with a slow pump
 * current. Potentials in mV, currents in uA/cm2, conductances in mS/cm2, times in ms.
 */
#ifndef PHIL_NERVE_SITE_H
#define PHIL_NERVE_SITE_H

#include "nerve/physiology.h"

/* Time goes on in frames; a site takes one step a frame where little happens, five elsewhere. */
#define PHIL_SITE_FRAME_MS 0.05
#define PHIL_SITE_STEP_MS  0.01
enum { PHIL_SITE_STEPS = 5, PHIL_SITE_RING = 64 };

/* Currents that spikes leave behind: what one adds, how long it lasts, the most there can be of the
 * depolarising one. Origins: site.c. */
#define PHIL_SITE_PUMP_STEP      5.0
#define PHIL_SITE_PUMP_MS        150.0
#define PHIL_SITE_SLOW_PUMP_STEP 2.5
#define PHIL_SITE_SLOW_PUMP_MS   4000.0
#define PHIL_SITE_POTASSIUM_STEP 8.0
#define PHIL_SITE_POTASSIUM_MS   800.0
#define PHIL_SITE_POTASSIUM_MOST 250.0

/* Current of a spike in the next node of the axon, felt through the load, above rest; and of one in
 * a neighbour that touches: 6 mS/cm2 x 100 mV. Both assumed, of the size of spikes. */
#define PHIL_SITE_PASSING_MV     60.0
#define PHIL_SITE_EPHAPSE_UA_CM2 600.0

#define PHIL_SITE_NOISE_UA_CM2 10.0
#define PHIL_SITE_NOISE_MS     2.0

/* A pulse of current lasts this many steps. */
enum { PHIL_SITE_PULSE_STEPS = 10 };

/* Gates m, h, p, s of one site side by side. */
typedef float phil_gates __attribute__((vector_size(16)));

/* By potential: where gates tend to and what a step keeps of the distance, with their slopes. */
struct phil_site_row {
    phil_gates aim, aim_slope, keep, keep_slope;
};

/* What all sites of a root have in common. */
struct phil_site_medium {
    struct phil_site_row *fine, *coarse, *between; /* one block; `fine` owns it */
    float load, persistent_na, slow_k, ek_mv, passing;
    float noise_keep, noise_step, pump_keep, slow_pump_keep, potassium_keep; /* of a frame */
    bool always_fine; /* for studies: no coarse steps */
};

struct phil_site {
    phil_gates gates;
    float mv;                             /* potential */
    float pump, slow_pump, potassium;     /* currents that spikes have left behind */
    float noise, injected;                /* currents */
    float passing;                        /* current of an axon's spike that is felt now */
    int leaks;                            /* ephapses that let current through now */
    bool above, calm, was_coarse;         /* in a spike; at the end of the last frame */
    uint32_t unit;                        /* keys the noise */
    uint64_t draws;                       /* of noise: four frames of it */
    int64_t busy_until;                   /* last frame in which a pulse begins or ends */
    float passing_change[PHIL_SITE_RING]; /* by step */
    int8_t leaks_change[PHIL_SITE_RING];
};

/* Rates of the gates m, h, p, s at a potential, per ms; m and h with their curves shifted: a
 * positive shift opens them at more negative potentials. */
void phil_site_rates(double mv, double gate_shift_mv, double opens[4], double shuts[4]);

/* Errors: PHIL_EMEM. */
enum phil_status phil_site_medium_init(struct phil_site_medium *medium,
                                       const struct phil_root_physiology *physiology);
void phil_site_medium_release(struct phil_site_medium *medium);

/* At the resting potential of this medium, with the current that flows in for good and what is left
 * of earlier activity. */
void phil_site_rest(struct phil_site *site, const struct phil_site_medium *medium, float injected,
                    float slow_pump);

/* A spike of its axon is felt: current flows for a pulse that begins in the step after at_ms, at
 * the earliest in `frame`, the one that comes next, and no later than half a millisecond after. */
void phil_site_reach(struct phil_site *site, const struct phil_site_medium *medium, int64_t frame,
                     double at_ms);

/* A neighbour's spike leaks in, likewise; several at once are felt as one. */
void phil_site_leak(struct phil_site *site, int64_t frame, double at_ms);

/* One frame. True, with the time, when the site fired in it; it can do so once in a frame. With a
 * seed of noise, or NULL: none. */
bool phil_site_frame(struct phil_site *site, const struct phil_site_medium *medium, int64_t frame,
                     const uint64_t *seed, double *at_ms);

#endif
