/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The action potential of a motor unit on the skin: fibres as line sources in a volume conductor.
 */
#ifndef PHIL_NERVE_CONDUCTOR_H
#define PHIL_NERVE_CONDUCTOR_H

#include "nerve/muscle/fibres.h"

/* The potential within a fibre is 96 z^3 exp(-z) - 90 mV, z mm behind the front; its slope, mV/mm
 * (0 before the front). */
double phil_conductor_slope(double z_mm);

/* 2 sigma_i d^2 / (16 sigma_r) for a fibre of that diameter, mm2. */
double phil_conductor_strength(double diameter_mm);

/* Conductivities of muscle: within fibres and outside across them, S/m; along over across. Known.
 */
#define PHIL_CONDUCTOR_WITHIN_S_M 1.01
#define PHIL_CONDUCTOR_ACROSS_S_M 0.063
#define PHIL_CONDUCTOR_ANISOTROPY 5.2

/* What each pair of electrodes sees of a bundle: fibres' weight of the conductor, summed over
 * fibres and both directions in slots of equal length along the way from the end-plate. The
 * potential is this, folded with the slope of what travels. */
enum { PHIL_CONDUCTOR_SLOTS = 256 };
struct phil_lead {
    float weight[PHIL_CONDUCTOR_SLOTS];
};

/* How finely a bundle is sampled at a rate, Hz. */
struct phil_conductor_grid {
    double step_mm; /* a sample of time: velocity / rate */
    int per_slot;   /* samples of time a slot */
    int n_slots, n_samples;
};

struct phil_conductor_grid phil_conductor_grid(const struct phil_bundle *bundle, double rate_hz);

/* Adds one fibre to the lead of a pair. */
void phil_conductor_add(struct phil_lead *lead, const struct phil_conductor_grid *grid,
                        const struct phil_bundle *bundle, const struct phil_fibre *fibre,
                        const struct phil_electrode_pair *pair);

/* The action potential from the lead: out_uv [grid->n_samples], microvolt, from the moment when the
 * end-plates are excited. */
void phil_conductor_fold(const struct phil_lead *lead, const struct phil_conductor_grid *grid,
                         double diameter_mm, float *out_uv);

#endif
