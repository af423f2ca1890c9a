/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motor units' twitches, and the force of a muscle. */
#ifndef PHIL_NERVE_FORCE_H
#define PHIL_NERVE_FORCE_H

#include "nerve/physiology.h"

/* Adds to force_n [n] at PHIL_MOVEMENT_HZ what units [from, to) of the result do, in order of
 * units. Spikes of the result are final. */
void phil_force_add(const struct phil_nerve_result *result, const struct phil_pool_physiology *pool,
                    size_t from, size_t to, float *force_n, size_t n);

#endif
