/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where things lie along the axon of a facial motoneuron, and how long a spike takes. Lengths are
 * assumed and checked against latencies (doc/model.md, rows 13 and 14): the soma lies in the pons,
 * the root exit zone where the nerve leaves it, the foramen where it leaves the skull.
 */
#ifndef PHIL_NERVE_ANATOMY_H
#define PHIL_NERVE_ANATOMY_H

#include "nerve/physiology.h"

/* From the soma along the axon, mm. */
#define PHIL_ROOT_MM    25.0
#define PHIL_FORAMEN_MM 85.0

/* Thin branches within the muscle, from the end of the trunk's full velocity to the end-plate, and
 * release, diffusion and binding there, ms. */
#define PHIL_TERMINAL_MS 1.2
#define PHIL_JUNCTION_MS 0.7

/* The end of the trunk of this muscle's axons, from the soma, mm. */
double phil_anatomy_terminal_mm(enum phil_nerve_muscle muscle);

/* Where an electrode lies along the axons of a muscle, from the soma, mm; NaN: the muscle is on
 * another branch, or on the other side. */
double phil_anatomy_stimulus_mm(const struct phil_nerve_stimulus *stimulus,
                                enum phil_nerve_muscle muscle);

/* Time along the trunk from the soma to `to_mm`, ms, with the demyelinated stretch of an affected
 * axon about the root; velocity in m/s. */
double phil_anatomy_trunk_ms(double to_mm, double velocity_m_s, bool affected,
                             const struct phil_root_physiology *root);

/* From soma to end-plate, ms: the latency of a unit. */
double phil_anatomy_latency_ms(enum phil_nerve_muscle muscle, double velocity_m_s, bool affected,
                               const struct phil_root_physiology *root);

#endif
