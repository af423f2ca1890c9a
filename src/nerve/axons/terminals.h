/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the far ends of axons do by themselves: isolated spikes, benign runs, oscillators. */
#ifndef PHIL_NERVE_TERMINALS_H
#define PHIL_NERVE_TERMINALS_H

#include "nerve/physiology.h"

#define PHIL_DOUBLET_LEAST_MS        4.0
#define PHIL_DOUBLET_MOST_MS         10.0
#define PHIL_GROUP_INTERVAL_LEAST_MS 17.0 /* within a myokymic group */
#define PHIL_GROUP_INTERVAL_MOST_MS  35.0
#define PHIL_PHASE_NOISE_LEAST       0.05
#define PHIL_PHASE_NOISE_MOST        0.10
enum { PHIL_GROUP_MOST = 6 };

enum phil_terminal_kind { PHIL_TERMINAL_ISOLATED, PHIL_TERMINAL_RUN, PHIL_TERMINAL_OSCILLATOR };

struct phil_terminals;

/* Those of the listed units. Settings, physiology and units are borrowed for the call.
 * Errors: PHIL_EMEM. */
enum phil_status phil_terminals_new(struct phil_terminals **terminals,
                                    const struct phil_nerve_settings *settings,
                                    const struct phil_physiology *physiology,
                                    const struct phil_nerve_unit *units, const uint32_t *member,
                                    size_t n);
void phil_terminals_free(struct phil_terminals *terminals);

/* When terminal i fires next, ms; infinite: never again. */
double phil_terminals_next_ms(const struct phil_terminals *terminals, size_t i);

/* Goes on from that spike to the next; returns what kind it was. */
enum phil_terminal_kind phil_terminals_pass(struct phil_terminals *terminals, size_t i);

/* The benign runs that were planned of these units, as events: *n of them, borrowed. A run of
 * several units is told of where its first unit is. */
const struct phil_nerve_event *phil_terminals_runs(const struct phil_terminals *terminals,
                                                   size_t *n);

#endif
