/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lips, corners, chin and lids as masses on springs: from muscles' forces to movement of the skin.
 */
#ifndef PHIL_NERVE_TISSUE_H
#define PHIL_NERVE_TISSUE_H

#include "nerve/physiology.h"

/* Fills right_mm and down_mm [PHIL_N_NODES][n] from force_n [PHIL_N_MUSCLES][n], all at
 * PHIL_MOVEMENT_HZ, from rest. */
void phil_tissue_move(const float *const force_n[PHIL_N_MUSCLES],
                      const struct phil_physiology *physiology, float *const right_mm[PHIL_N_NODES],
                      float *const down_mm[PHIL_N_NODES], size_t n);

#endif
