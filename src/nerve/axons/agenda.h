/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is due on axons, earliest first: a binary heap whose order depends on nothing but what is in
 * it. */
#ifndef PHIL_NERVE_AGENDA_H
#define PHIL_NERVE_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order in which things of one moment are done. */
enum phil_due_kind {
    PHIL_DUE_ARRIVAL,  /* the flight with this serial leaves the stretch `where` of an axon */
    PHIL_DUE_FIRED,    /* a soma's spike sets out */
    PHIL_DUE_TERMINAL, /* a terminal fires by itself */
    PHIL_DUE_STIMULUS, /* `axon` is the number of the stimulus */
};

struct phil_due {
    double at_ms, began_ms;
    uint32_t axon, serial;
    uint8_t kind, where, origin;
};

struct phil_agenda {
    struct phil_due *due;
    size_t n, capacity;
    bool failed; /* memory was short: something is missing */
};

void phil_agenda_add(struct phil_agenda *agenda, struct phil_due due);

/* Takes the earliest out; false when there is none before `before_ms`. */
bool phil_agenda_take(struct phil_agenda *agenda, double before_ms, struct phil_due *due);

void phil_agenda_release(struct phil_agenda *agenda);

#endif
