/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of axons as they happen: isolated ectopic spikes, bursts at the root. */
#ifndef PHIL_NERVE_AXON_EVENTS_H
#define PHIL_NERVE_AXON_EVENTS_H

#include "nerve/physiology.h"

struct phil_axon_events {
    struct phil_nerve_event *event; /* n of them */
    size_t n, capacity;
    bool failed; /* memory was short: something is missing */
    /* The last isolated spike. */
    uint32_t unit;
    double isolated_ms;
    size_t isolated; /* its event */
    /* The burst at the root that goes on: spikes of each muscle; 0 of all: none does. */
    uint32_t of_muscle[PHIL_N_MUSCLES], spikes;
    double first_ms, last_ms;
    size_t burst; /* its event, once it has become one; else SIZE_MAX */
};

void phil_axon_events_init(struct phil_axon_events *events);
void phil_axon_events_release(struct phil_axon_events *events);

void phil_axon_events_add(struct phil_axon_events *events, const struct phil_nerve_event *event);

/* A unit's terminal fired by itself; the second of a doublet lengthens the first's event. */
void phil_axon_events_ectopic(struct phil_axon_events *events, enum phil_nerve_muscle muscle,
                              uint32_t unit, double at_ms);

/* A site fired by itself or because of a neighbour: spikes close together are one burst. */
void phil_axon_events_root(struct phil_axon_events *events, enum phil_nerve_muscle muscle,
                           double at_ms);

#endif
