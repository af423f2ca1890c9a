/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conduction by events.
 *
 * Idea: between two places nothing can happen to a spike but a collision, so only the moments count
 * at which it enters and leaves a stretch. Two spikes that run towards each other in one stretch
 * must meet: whichever enters second finds the first there, and both are taken out. Where exactly
 * they met does not matter to anything else.
 *
 * Refractoriness is kept at places: a place that fired less than 1 ms ago does not fire, and less
 * than 3 ms ago it sends the spike on 15 % more slowly. A spike that would catch up with the one
 * ahead of it in a stretch leaves a refractory period after it, as the nodes there would make it.
 * So no place, and no end-plate, sees two spikes of one axon within a refractory period.
 *
 * Where it fails: the velocity of a spike does not change within a stretch, supernormality (5-20
 * ms) is left out, and the branches within the muscle are one delay.
 */
#include "nerve/axons/conduct.h"

#include <math.h>
#include <string.h>

int phil_axon_index(const struct phil_axon *axon, enum phil_place place)
{
    for (int i = 0; i < axon->n_places; i++)
        if (axon->place[i] == place)
            return i;
    return -1;
}

bool phil_axon_fires(struct phil_axon *axon, int index, double at_ms, double *slowing)
{
    const double since_ms = at_ms - axon->passed_ms[index];
    if (since_ms < PHIL_REFRACTORY_MS)
        return false;
    *slowing = since_ms < PHIL_RELATIVE_MS ? PHIL_RELATIVE_SLOWING : 1;
    axon->passed_ms[index] = at_ms;
    return true;
}

static void take_first(struct phil_stretch *stretch)
{
    memmove(stretch->flight, stretch->flight + 1, --stretch->n * sizeof *stretch->flight);
}

void phil_axon_send(struct phil_axon *axon, uint32_t number, int index, bool outward,
                    double slowing, const struct phil_due *spike, struct phil_agenda *agenda)
{
    const int where = outward ? index : index - 1;
    if (where < 0 || where >= axon->n_places - 1)
        return;
    struct phil_stretch *stretch = &axon->stretch[where];
    if (stretch->n > 0 && stretch->flight[0].outward != outward) {
        take_first(stretch);
        return;
    }
    if (stretch->n == PHIL_MOST_FLIGHTS)
        return;
    double at_ms = spike->at_ms + stretch->ms * slowing;
    if (stretch->n > 0)
        at_ms = fmax(at_ms, stretch->flight[stretch->n - 1].at_ms + PHIL_REFRACTORY_MS);
    stretch->flight[stretch->n++] = (struct phil_flight){.at_ms = at_ms,
                                                         .began_ms = spike->began_ms,
                                                         .serial = axon->serial,
                                                         .origin = spike->origin,
                                                         .outward = outward};
    phil_agenda_add(agenda, (struct phil_due){.at_ms = at_ms,
                                              .axon = number,
                                              .serial = axon->serial++,
                                              .kind = PHIL_DUE_ARRIVAL,
                                              .where = (uint8_t)where});
}

bool phil_axon_leave(struct phil_axon *axon, const struct phil_due *due, struct phil_flight *flight,
                     int *index)
{
    struct phil_stretch *stretch = &axon->stretch[due->where];
    if (stretch->n == 0 || stretch->flight[0].serial != due->serial)
        return false;
    *flight = stretch->flight[0];
    *index = due->where + flight->outward;
    take_first(stretch);
    return true;
}
