/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a motoneuron of a given size is made of, and where it rests. */
#ifndef PHIL_NERVE_MEMBRANE_H
#define PHIL_NERVE_MEMBRANE_H

#include "nerve/motoneurons.h"

/* nF, uS, mV (absolute), ms. The equations: doc/model.md, "Motoneurons". */
struct phil_membrane {
    double c_soma_nf, c_dendrite_nf;
    double g_na_us, g_kf_us, g_ks_us, g_leak_soma_us;
    double g_ca_us; /* times gamma */
    double g_leak_dendrite_us, g_coupling_us;
    double g_kca_us; /* 0 but in bursting cells */
    double g_e_us;   /* of drive 1 */
    double ca_gain;  /* gamma */
    double e_k_mv, v_p_mv;
};

#define PHIL_E_LEAK_MV (-70.0) /* EL, origin of the kernels' potentials */
#define PHIL_TAU_P_MS  45.0
#define PHIL_TAU_CA_MS 200.0
#define PHIL_TAU_XI_MS 5.0 /* independent noise */
#define PHIL_SPIKE_MV  (-20.0)

void phil_membrane_init(struct phil_membrane *membrane, const struct phil_motoneuron *cell);

/* Where everything stands still with no drive: PHIL_N_CELL_STATES values of kernels/cells.h, with
 * PHIL_CELL_XI 0. Of a cell that has no such state near -70 mV: the gates at -70 mV. */
void phil_membrane_rest(const struct phil_membrane *membrane, double *state);

#endif
