/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of spikes on their way. Times are milliseconds from the start of the run, as in the
 * equations of doc/model.md. */
#ifndef PHIL_NERVE_SPIKES_H
#define PHIL_NERVE_SPIKES_H

#include <philtrum/nerve.h>

struct phil_spike {
    double began_ms; /* where it began */
    double at_ms;    /* at the place that the list is about: soma, end-plate */
    uint32_t unit;
    uint8_t origin; /* enum phil_nerve_origin */
};

/* Grows as needed. `failed` once memory was short: checked by who made the list. */
struct phil_spikes {
    struct phil_spike *at;
    size_t n, capacity;
    bool failed;
};

void phil_spikes_add(struct phil_spikes *list, struct phil_spike spike);
void phil_spikes_clear(struct phil_spikes *list); /* keeps the memory */
void phil_spikes_release(struct phil_spikes *list);

#endif
