/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/axons/mishaps.h"

#include "base/checked.h"

#include <math.h>

#define DOUBLET_MS   15.0 /* two spikes of one unit this close are one fasciculation */
#define BURST_GAP_MS 25.0 /* a pause of this length ends a burst; judged */
enum { BURST_LEAST = 3 }; /* spikes */

void phil_mishaps_init(struct phil_mishaps *m)
{
    *m = (struct phil_mishaps){.isolated_ms = -INFINITY, .burst = SIZE_MAX};
}

void phil_mishaps_release(struct phil_mishaps *m)
{
    free(m->event);
    phil_mishaps_init(m);
}

void phil_mishaps_add(struct phil_mishaps *m, const struct phil_nerve_event *event)
{
    void *events = m->event;
    if (m->failed || !phil_grow(&events, &m->capacity, m->n + 1, sizeof *m->event)) {
        m->failed = true;
        return;
    }
    m->event = events;
    m->event[m->n++] = *event;
}

static void add(struct phil_mishaps *m, const char *kind, enum phil_nerve_muscle muscle,
                double from_ms, double to_ms)
{
    phil_mishaps_add(m, &(struct phil_nerve_event){.kind = kind,
                                                   .onset_s = from_ms / 1000,
                                                   .offset_s = to_ms / 1000,
                                                   .side = phil_nerve_muscle_side(muscle),
                                                   .muscle = muscle,
                                                   .node = PHIL_N_NODES,
                                                   .amplitude_mm = NAN});
}

void phil_mishaps_isolated(struct phil_mishaps *m, enum phil_nerve_muscle muscle, uint32_t unit,
                           double at_ms)
{
    const bool again = m->n > 0 && unit == m->unit && at_ms - m->isolated_ms <= DOUBLET_MS;
    m->unit = unit;
    m->isolated_ms = at_ms;
    if (again) {
        m->event[m->isolated].offset_s = at_ms / 1000;
        return;
    }
    m->isolated = m->n;
    add(m, "fasciculation", muscle, at_ms, at_ms);
}

/* The muscle of half the burst's spikes or more; else several. */
static enum phil_nerve_muscle most(const struct phil_mishaps *m)
{
    for (int k = 0; k < PHIL_N_MUSCLES; k++)
        if (2 * m->of_muscle[k] > m->spikes)
            return k;
    return PHIL_N_MUSCLES;
}

void phil_mishaps_root(struct phil_mishaps *m, enum phil_nerve_muscle muscle, double at_ms)
{
    if (m->spikes == 0 || at_ms - m->last_ms > BURST_GAP_MS) {
        m->spikes = 0;
        for (int k = 0; k < PHIL_N_MUSCLES; k++)
            m->of_muscle[k] = 0;
        m->first_ms = at_ms;
        m->burst = SIZE_MAX;
    }
    m->spikes++;
    m->of_muscle[muscle]++;
    m->last_ms = at_ms;
    if (m->spikes < BURST_LEAST)
        return;
    if (m->burst == SIZE_MAX) {
        m->burst = m->n;
        add(m, "burst", muscle, m->first_ms, at_ms);
    }
    if (m->failed)
        return;
    m->event[m->burst].offset_s = at_ms / 1000;
    m->event[m->burst].muscle = most(m);
}
