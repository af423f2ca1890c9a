/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/axons/axon_events.h"

#include "base/checked.h"

#include <math.h>

#define DOUBLET_MS   15.0 /* two spikes of one unit this close are one fasciculation */
#define BURST_GAP_MS 25.0 /* a pause of this length ends a burst; judged */
enum { BURST_LEAST = 3 }; /* spikes */

void phil_axon_events_init(struct phil_axon_events *e)
{
    *e = (struct phil_axon_events){.isolated_ms = -INFINITY, .burst = SIZE_MAX};
}

void phil_axon_events_release(struct phil_axon_events *e)
{
    free(e->event);
    phil_axon_events_init(e);
}

void phil_axon_events_add(struct phil_axon_events *e, const struct phil_nerve_event *event)
{
    void *events = e->event;
    if (e->failed || !phil_grow(&events, &e->capacity, e->n + 1, sizeof *e->event)) {
        e->failed = true;
        return;
    }
    e->event = events;
    e->event[e->n++] = *event;
}

static void add(struct phil_axon_events *e, const char *kind, enum phil_nerve_muscle muscle,
                double from_ms, double to_ms)
{
    phil_axon_events_add(e, &(struct phil_nerve_event){.kind = kind,
                                                       .onset_s = from_ms / 1000,
                                                       .offset_s = to_ms / 1000,
                                                       .side = phil_nerve_muscle_side(muscle),
                                                       .muscle = muscle,
                                                       .node = PHIL_N_NODES,
                                                       .amplitude_mm = NAN});
}

void phil_axon_events_ectopic(struct phil_axon_events *e, enum phil_nerve_muscle muscle,
                              uint32_t unit, double at_ms)
{
    if (e->failed)
        return;
    const bool again = e->n > 0 && unit == e->unit && at_ms - e->isolated_ms <= DOUBLET_MS;
    e->unit = unit;
    e->isolated_ms = at_ms;
    if (again) {
        e->event[e->isolated].offset_s = at_ms / 1000;
        return;
    }
    e->isolated = e->n;
    add(e, "fasciculation", muscle, at_ms, at_ms);
}

/* The muscle of half the burst's spikes or more; else several. */
static enum phil_nerve_muscle most(const struct phil_axon_events *e)
{
    for (int k = 0; k < PHIL_N_MUSCLES; k++)
        if (2 * e->of_muscle[k] > e->spikes)
            return k;
    return PHIL_N_MUSCLES;
}

void phil_axon_events_root(struct phil_axon_events *e, enum phil_nerve_muscle muscle, double at_ms)
{
    if (e->spikes == 0 || at_ms - e->last_ms > BURST_GAP_MS) {
        e->spikes = 0;
        for (int k = 0; k < PHIL_N_MUSCLES; k++)
            e->of_muscle[k] = 0;
        e->first_ms = at_ms;
        e->burst = SIZE_MAX;
    }
    e->spikes++;
    e->of_muscle[muscle]++;
    e->last_ms = at_ms;
    if (e->spikes < BURST_LEAST)
        return;
    if (e->burst == SIZE_MAX) {
        e->burst = e->n;
        add(e, "burst", muscle, e->first_ms, at_ms);
    }
    if (e->failed)
        return;
    e->event[e->burst].offset_s = at_ms / 1000;
    e->event[e->burst].muscle = most(e);
}
