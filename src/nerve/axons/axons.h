/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The axons of a group of units: from the soma past the root exit zone to the end-plate, spikes
 * that begin on the way (root, terminal, stimulus), ephapses, refractoriness, collisions.
 */
#ifndef PHIL_NERVE_AXONS_H
#define PHIL_NERVE_AXONS_H

#include "nerve/physiology.h"
#include "nerve/spikes.h"

struct phil_axons;

/* The axons of the listed units. Affected units of one side must be in one group: their sites
 * touch. Plans what terminals do by themselves (ectopic spikes, runs, oscillators) and the stimuli
 * for the whole run. Everything is borrowed. Errors: PHIL_EMEM. */
enum phil_status phil_axons_new(struct phil_axons **axons,
                                const struct phil_nerve_settings *settings,
                                const struct phil_physiology *physiology,
                                const struct phil_nerve_unit *units, const uint32_t *member,
                                size_t n);
void phil_axons_free(struct phil_axons *axons);

/* The earliest time at which a spike may reach a soma of this group from its axon, as far as can be
 * known now; later than where it stands. Somas may be run until then, but no further. */
double phil_axons_next_back_ms(const struct phil_axons *axons);

/* From where it stands to `to_ms`: takes the spikes that somas fired until then, integrates
 * affected sites, appends to `arrived` spikes that reach end-plates (of one unit in order of time;
 * they may arrive after to_ms) and to `back` those that reach somas, now or later, each once. A
 * soma that was forced (PHIL_NERVE_ORIGIN_REFLECTED) sends its spike down again with the small
 * chance of an F-wave only. Errors: PHIL_EMEM. */
enum phil_status phil_axons_step(struct phil_axons *axons, double to_ms,
                                 const struct phil_spikes *fired, struct phil_spikes *arrived,
                                 struct phil_spikes *back);

/* What was planned: events of kind "run" and "fasciculation" (isolated ectopic spikes), and the
 * bursts at the root ("burst"), with unit's muscle and side; *n of them, borrowed. */
const struct phil_nerve_event *phil_axons_events(const struct phil_axons *axons, size_t *n);

#endif
