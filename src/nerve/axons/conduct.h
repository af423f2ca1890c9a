/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spikes on their way along axons. An axon is a row of places with stretches between them; a spike
 * that enters a stretch leaves it at the other end after the stretch's time, unless it meets one
 * that comes the other way: then both are gone.
 */
#ifndef PHIL_NERVE_CONDUCT_H
#define PHIL_NERVE_CONDUCT_H

#include "nerve/axons/agenda.h"
#include "nerve/physiology.h"

/* A node cannot fire again for the first, and conducts what follows more slowly for the second. */
#define PHIL_REFRACTORY_MS    1.0
#define PHIL_RELATIVE_MS      3.0
#define PHIL_RELATIVE_SLOWING 1.15

/* Places, from the soma outwards; an axon has those that matter to it. */
enum phil_place {
    PHIL_AT_SOMA,
    PHIL_AT_ROOT_IN, /* the lesion's two ends, of affected axons */
    PHIL_AT_ROOT_OUT,
    PHIL_AT_FORAMEN, /* electrodes: only with stimuli */
    PHIL_AT_BRANCH,
    PHIL_AT_TERMINAL,
    PHIL_AT_END_PLATE,
    PHIL_N_AXON_PLACES,
};

/* A spike within a stretch. */
struct phil_flight {
    double at_ms, began_ms; /* leaves the stretch; began its life */
    uint32_t serial;
    uint8_t origin;
    bool outward;
    bool told; /* of those to the soma: that it has been handed to it */
};

/* More than fit: spikes follow each other by a refractory period at least. */
enum { PHIL_MOST_FLIGHTS = 8 };

/* From one place to the next, outwards. */
struct phil_stretch {
    double ms;
    struct phil_flight flight[PHIL_MOST_FLIGHTS]; /* first to leave first; all the same way */
    uint8_t n;
};

struct phil_axon {
    uint8_t n_places, place[PHIL_N_AXON_PLACES]; /* enum phil_place, outwards */
    double from_soma_ms[PHIL_N_AXON_PLACES];
    double passed_ms[PHIL_N_AXON_PLACES]; /* when the place fired last */
    struct phil_stretch *stretch;         /* n_places - 1, borrowed */
    uint32_t serial;                      /* of the next flight */
};

/* Number of the place in the axon's row, or -1. */
int phil_axon_index(const struct phil_axon *axon, enum phil_place place);

/* Does the place, number `index` of the row, fire at this time? Notes it if so. */
bool phil_axon_fires(struct phil_axon *axon, int index, double at_ms, double *slowing);

/* Sends a spike from place `index` into the stretch on that side, `slowing` times as slow; notes in
 * the agenda when axon number `number` is to be looked at again. Does nothing beyond the ends. */
void phil_axon_send(struct phil_axon *axon, uint32_t number, int index, bool outward,
                    double slowing, const struct phil_due *spike, struct phil_agenda *agenda);

/* What leaves a stretch: true with the flight, and the number of the place that it reaches; false
 * when it met another on its way. */
bool phil_axon_leave(struct phil_axon *axon, const struct phil_due *due, struct phil_flight *flight,
                     int *index);

#endif
