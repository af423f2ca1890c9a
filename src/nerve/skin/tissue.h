/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lips, corners, chin and lids as masses on springs: from muscles' forces to movement of the skin.
 */
#ifndef PHIL_NERVE_TISSUE_H
#define PHIL_NERVE_TISSUE_H

#include "nerve/parallel.h"
#include "nerve/physiology.h"

/* Fills right_mm and down_mm [PHIL_N_NODES][n] from force_n [PHIL_N_MUSCLES][n], all at
 * PHIL_MOVEMENT_HZ, from rest; ends early once the crew (may be NULL) is stopped. */
void phil_tissue_move(const float *const force_n[PHIL_N_MUSCLES],
                      const struct phil_physiology *physiology, float *const right_mm[PHIL_N_NODES],
                      float *const down_mm[PHIL_N_NODES], size_t n, struct phil_crew *crew);

/* The same at any rate: for tests of the method. */
void phil_tissue_move_at(double rate_hz, const float *const force_n[PHIL_N_MUSCLES],
                         const struct phil_physiology *physiology,
                         float *const right_mm[PHIL_N_NODES], float *const down_mm[PHIL_N_NODES],
                         size_t n, struct phil_crew *crew);

/* One kind of skin. Its force at r mm from rest is stiffness r (1 + (r / stiffening_mm)^2). */
struct phil_tissue {
    double stiffness_n_m;
    double stiffening_mm; /* stretch at which it is twice as stiff */
    double hz;            /* of the mass on its spring, undamped */
    double damping;       /* of critical */
    double stop_mm;       /* downward: where a lid meets the other one; 0: nowhere */
};

/* Lips that touch: what they yield, and how hard they push then; a lid against the other one.
 * Judged; 0.5 N of squeezing moves a shut lid by half a millimetre more. */
#define PHIL_TISSUE_YIELD_MM    2.5
#define PHIL_TISSUE_CONTACT_N_M 400.0
#define PHIL_TISSUE_STOP_N_M    1000.0

/* The skin at a node, as it is in health. Static storage. */
const struct phil_tissue *phil_tissue_of(enum phil_nerve_node node);

/* Two nodes that pull at each other. */
struct phil_tissue_bond {
    enum phil_nerve_node a, b;
    double stiffness_n_m;
};

/* All bonds, *n of them. Static storage. */
const struct phil_tissue_bond *phil_tissue_bonds(size_t *n);

/* Where a muscle pulls a node: parts of its force to the picture's right and down. */
struct phil_tissue_pull {
    enum phil_nerve_node node;
    double right, down;
};

enum { PHIL_TISSUE_PULLS = 4 }; /* of one muscle, at most */

/* The pulls of a muscle, those of the right side mirrored; returns how many. */
int phil_tissue_pulls(enum phil_nerve_muscle muscle,
                      struct phil_tissue_pull pull[PHIL_TISSUE_PULLS]);

#endif
