/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neuromuscular junctions: which part of a unit's fibres answers each spike. */
#ifndef PHIL_NERVE_JUNCTIONS_H
#define PHIL_NERVE_JUNCTIONS_H

#include "nerve/physiology.h"

#define PHIL_JUNCTIONS_RECOVERY_MS          300.0
#define PHIL_JUNCTIONS_USED                 0.05 /* of what is ready, by one spike */
#define PHIL_JUNCTIONS_THRESHOLD_MV         -55.0
#define PHIL_JUNCTIONS_REST_MV              -89.5 /* V_m0: at 4 mmol/L of potassium */
#define PHIL_JUNCTIONS_SPREAD               0.25
#define PHIL_JUNCTIONS_INEXCITABLE_MV       -62.0 /* half of the fibres; assumed */
#define PHIL_JUNCTIONS_INEXCITABLE_SLOPE_MV 1.5   /* assumed */

/* Fills `fibres` of the n spikes of ONE unit, in order of end_plate_s. */
void phil_junctions_answer(struct phil_nerve_spike *spikes, size_t n,
                           const struct phil_nerve_unit *unit,
                           const struct phil_pool_physiology *pool, uint64_t seed);

/* The chance that a fibre answers at this safety factor and resting potential. For tests too. */
double phil_junction_chance(double safety, double rest_mv);

/* Binomial: how many of n happen, each with chance p; takes one draw for each 256. For tests too.
 */
unsigned phil_junction_binomial(unsigned n, double p, uint64_t seed, uint64_t stream,
                                uint64_t *counter);

#endif
