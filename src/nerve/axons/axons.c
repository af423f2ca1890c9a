/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Axons of a group: what happens at each place, in order of time.
 *
 * An agenda holds everything that is due: spikes that leave a stretch (conduct.c), spikes that
 * somas have fired, terminals (terminals.c), stimuli. Without a lesion that is all, and costs
 * nothing between spikes. Affected axons have a membrane at the root (root.c): time then goes on in
 * frames of 0.05 ms; a spike that reaches the site pushes current into it, and goes on only if the
 * site fires; what a site fires by itself, or because of a neighbour, runs both ways.
 *
 * Spikes that run back force the soma. Somas run ahead of axons until the earliest moment at which
 * one can come, phil_axons_next_back_ms(), cut down to a tick; what comes within the next tick is
 * handed over then. If the soma fires within that tick all the same the two meet and are gone, and
 * the soma is refractory when the other would have come.
 *
 * F-waves: of the somas that are forced a small part, at random, send the spike down again, after a
 * turnaround of 1 ms, when the first node is ready again.
 */
#include "nerve/axons/inside.h"

#include "base/random.h"
#include "nerve/anatomy.h"
#include "nerve/clock.h"
#include "nerve/streams.h"

#include <math.h>

#define PASSING_MS  0.6  /* a site that fires so soon after it was reached passes a spike on */
#define ROUNDING_MS 1e-6 /* more than sums of stretches can differ from the whole */

/* A spike reaches or begins at place number `index`: both ways, or on in one direction. */
static void spread(struct phil_axons *a, uint32_t i, int index, const struct phil_due *spike,
                   bool outwards, bool inwards)
{
    struct phil_axon *axon = &a->axon[i];
    double slowing;
    if (!phil_axon_fires(axon, index, spike->at_ms, &slowing))
        return;
    if (outwards)
        phil_axon_send(axon, i, index, true, slowing, spike, &a->agenda);
    if (inwards)
        phil_axon_send(axon, i, index, false, slowing, spike, &a->agenda);
}

/* A spike stands at the lesion: it is for the site to say whether it passes. */
static void reach_site(struct phil_axons *a, uint32_t i, int index, const struct phil_due *spike,
                       bool outward)
{
    double slowing;
    if (!phil_axon_fires(&a->axon[i], index, spike->at_ms, &slowing))
        return;
    a->passing[i] = (struct phil_passing){*spike, outward};
    phil_root_reach(a->root, i, spike->at_ms);
}

static void arrive(struct phil_axons *a, const struct phil_due *due, struct phil_spikes *arrived)
{
    struct phil_axon *axon = &a->axon[due->axon];
    struct phil_flight flight;
    int index;
    if (!phil_axon_leave(axon, due, &flight, &index))
        return;
    struct phil_due spike = *due;
    spike.began_ms = flight.began_ms;
    spike.origin = flight.origin;
    const enum phil_place place = axon->place[index];
    double slowing;
    if ((place == PHIL_AT_ROOT_IN && flight.outward) ||
        (place == PHIL_AT_ROOT_OUT && !flight.outward))
        reach_site(a, due->axon, index, &spike, flight.outward);
    else if (place != PHIL_AT_END_PLATE)
        spread(a, due->axon, index, &spike, flight.outward, !flight.outward);
    else if (phil_axon_fires(axon, index, spike.at_ms, &slowing))
        phil_spikes_add(arrived, (struct phil_spike){.began_ms = spike.began_ms,
                                                     .at_ms = spike.at_ms,
                                                     .unit = a->member[due->axon],
                                                     .origin = spike.origin});
}

static void fire_terminal(struct phil_axons *a, const struct phil_due *due)
{
    struct phil_due spike = *due;
    spike.began_ms = due->at_ms;
    spike.origin = PHIL_NERVE_ORIGIN_TERMINAL;
    if (phil_terminals_pass(a->terminals, due->axon) == PHIL_TERMINAL_ISOLATED)
        phil_axon_events_ectopic(&a->events, a->units[a->member[due->axon]].muscle,
                                 a->member[due->axon], due->at_ms);
    spread(a, due->axon, phil_axon_index(&a->axon[due->axon], PHIL_AT_TERMINAL), &spike, true,
           true);
    phil_axons_add_terminal(a, due->axon);
}

static void stimulate(struct phil_axons *a, const struct phil_due *due)
{
    const struct phil_nerve_stimulus *s = &a->settings->stimuli[due->axon];
    const bool foramen = s->place == PHIL_STIMULATE_FORAMEN;
    struct phil_due spike = *due;
    spike.began_ms = due->at_ms;
    spike.origin = PHIL_NERVE_ORIGIN_STIMULUS;
    for (uint32_t i = 0; i < a->n; i++)
        if (!isnan(phil_anatomy_stimulus_mm(s, a->units[a->member[i]].muscle)))
            spread(a, i, phil_axon_index(&a->axon[i], foramen ? PHIL_AT_FORAMEN : PHIL_AT_BRANCH),
                   &spike, true, true);
    phil_axons_add_stimulus(a);
}

/* All that is due before a moment. */
static void follow(struct phil_axons *a, double before_ms, struct phil_spikes *arrived)
{
    struct phil_due due;
    while (phil_agenda_take(&a->agenda, before_ms, &due)) {
        switch ((enum phil_due_kind)due.kind) {
        case PHIL_DUE_ARRIVAL:
            arrive(a, &due, arrived);
            break;
        case PHIL_DUE_FIRED:
            spread(a, due.axon, 0, &due, true, false);
            break;
        case PHIL_DUE_TERMINAL:
            fire_terminal(a, &due);
            break;
        case PHIL_DUE_STIMULUS:
            stimulate(a, &due);
            break;
        }
    }
}

/* A site fired: because a spike passed, which goes on its way, or else anew and both ways. */
static void fire_site(struct phil_axons *a, const struct phil_site_spike *site)
{
    struct phil_axon *axon = &a->axon[site->site];
    struct phil_passing *passing = &a->passing[site->site];
    const int in = phil_axon_index(axon, PHIL_AT_ROOT_IN);
    const bool passes = site->at_ms - passing->spike.at_ms <= PASSING_MS;
    struct phil_due spike = passing->spike;
    if (!passes) {
        spike = (struct phil_due){.began_ms = site->at_ms, .origin = PHIL_NERVE_ORIGIN_ROOT};
        phil_axon_events_root(&a->events, a->units[a->member[site->site]].muscle, site->at_ms);
    }
    spike.at_ms = site->at_ms;
    if (!passes || passing->outward)
        spread(a, site->site, in + 1, &spike, true, false);
    if (!passes || !passing->outward)
        spread(a, site->site, in, &spike, false, true);
    passing->spike.at_ms = -INFINITY;
}

static double frame_ms(const struct phil_axons *a)
{
    return (double)a->frame * PHIL_SITE_FRAME_MS;
}

/* Whole frames that end by to_ms. */
static void follow_frames(struct phil_axons *a, double to_ms, struct phil_spikes *arrived)
{
    for (;;) {
        const double end_ms = (double)(a->frame + 1) * PHIL_SITE_FRAME_MS;
        if (end_ms > to_ms + 1e-9)
            return;
        follow(a, end_ms, arrived);
        const struct phil_site_spike *spikes;
        size_t n;
        phil_root_frame(a->root, &spikes, &n);
        for (size_t k = 0; k < n; k++)
            fire_site(a, &spikes[k]);
        a->frame++;
    }
}

/* Local number of a unit; members stand in order of units. */
static bool find(const struct phil_axons *a, uint32_t unit, uint32_t *i)
{
    size_t from = 0, to = a->n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (a->member[middle] < unit)
            from = middle + 1;
        else
            to = middle;
    }
    *i = (uint32_t)from;
    return from < a->n && a->member[from] == unit;
}

static void take_fired(struct phil_axons *a, const struct phil_spikes *fired)
{
    for (size_t k = 0; k < fired->n; k++) {
        const struct phil_spike *s = &fired->at[k];
        uint32_t i;
        if (!find(a, s->unit, &i))
            continue;
        struct phil_due due = {.at_ms = s->at_ms,
                               .began_ms = s->began_ms,
                               .axon = i,
                               .kind = PHIL_DUE_FIRED,
                               .origin = s->origin};
        if (s->origin == PHIL_NERVE_ORIGIN_REFLECTED) {
            const uint64_t stream =
                (uint64_t)s->unit * PHIL_STREAMS_PER_UNIT + PHIL_STREAM_REFLECTED;
            if (phil_random_uniform(a->settings->seed, stream, a->reflected[i]++) >=
                PHIL_REFLECTED_CHANCE)
                continue;
            due.at_ms += PHIL_TURN_MS;
        }
        phil_agenda_add(&a->agenda, due);
    }
}

/* Hands over what reaches a soma within the tick after to_ms: until then a spike of the soma could
 * still meet it far enough out for the soma to have recovered. */
static void tell_somas(struct phil_axons *a, double to_ms, struct phil_spikes *back)
{
    a->untold_ms = INFINITY;
    for (size_t i = 0; i < a->n; i++) {
        struct phil_stretch *stretch = &a->axon[i].stretch[0];
        for (int k = 0; k < stretch->n; k++) {
            struct phil_flight *flight = &stretch->flight[k];
            if (flight->outward || flight->told)
                continue;
            flight->told = flight->at_ms < to_ms + PHIL_TICK_MS + 2 * ROUNDING_MS;
            if (!flight->told) {
                a->untold_ms = fmin(a->untold_ms, flight->at_ms);
                continue;
            }
            phil_spikes_add(back, (struct phil_spike){.began_ms = flight->began_ms,
                                                      .at_ms = flight->at_ms,
                                                      .unit = a->member[i],
                                                      .origin = flight->origin});
        }
    }
}

enum phil_status phil_axons_step(struct phil_axons *a, double to_ms,
                                 const struct phil_spikes *fired, struct phil_spikes *arrived,
                                 struct phil_spikes *back)
{
    take_fired(a, fired);
    if (a->root)
        follow_frames(a, to_ms, arrived);
    else
        follow(a, to_ms, arrived);
    tell_somas(a, to_ms, back);
    return a->agenda.failed || a->events.failed || arrived->failed || back->failed ? PHIL_EMEM
                                                                                   : PHIL_OK;
}

/* ---- looking ahead ---- */

/* The earliest that a thing due could bring a spike to a soma; those in the last stretch are known
 * already. */
static double due_back_ms(const struct phil_axons *a, const struct phil_due *due)
{
    if (due->kind == PHIL_DUE_FIRED)
        return INFINITY;
    if (due->kind == PHIL_DUE_STIMULUS)
        return due->at_ms;
    const struct phil_axon *axon = &a->axon[due->axon];
    if (due->kind == PHIL_DUE_TERMINAL)
        return due->at_ms + axon->from_soma_ms[phil_axon_index(axon, PHIL_AT_TERMINAL)];
    const struct phil_stretch *stretch = &axon->stretch[due->where];
    if (stretch->n == 0 || stretch->flight[0].outward || due->where == 0)
        return INFINITY;
    return due->at_ms + axon->from_soma_ms[due->where];
}

double phil_axons_next_back_ms(const struct phil_axons *a)
{
    double next_ms = a->untold_ms;
    if (a->root)
        next_ms = fmin(next_ms, frame_ms(a) + a->root_ms);
    else
        for (size_t k = 0; k < a->agenda.n; k++)
            next_ms = fmin(next_ms, due_back_ms(a, &a->agenda.due[k]));
    return next_ms - ROUNDING_MS;
}

const struct phil_nerve_event *phil_axons_events(const struct phil_axons *a, size_t *n)
{
    *n = a->events.n;
    return a->events.event;
}
