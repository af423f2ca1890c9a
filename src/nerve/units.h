/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The motor units of a face: who they are. Units of a pool go from small to large.
 */
#ifndef PHIL_NERVE_UNITS_H
#define PHIL_NERVE_UNITS_H

#include "nerve/physiology.h"

/* Makes result->units, n_units, first_unit from settings and physiology: geometry by size, losses,
 * regrowth, velocities, latencies, fibres, twitches, depths. All draws are keyed by (seed, unit),
 * so that a unit is the same person's whatever the cause. Errors: PHIL_EMEM. */
enum phil_status phil_units_make(struct phil_nerve_result *result,
                                 const struct phil_physiology *physiology);

#endif
