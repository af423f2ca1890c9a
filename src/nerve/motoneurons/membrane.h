/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a motoneuron of a given size is made of, and where it rests. */
#ifndef PHIL_NERVE_MEMBRANE_H
#define PHIL_NERVE_MEMBRANE_H

#include "nerve/motoneurons/motoneurons.h"

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

/* Of the smallest and of the largest cell of a pool (Elias and Kohn 2013, as coded in an open
 * model). */
#define PHIL_SOMA_RADIUS_UM_SMALL     38.75
#define PHIL_SOMA_RADIUS_UM_LARGE     56.5
#define PHIL_SOMA_LENGTH_UM_SMALL     77.5
#define PHIL_SOMA_LENGTH_UM_LARGE     113
#define PHIL_SOMA_KOHM_CM2_SMALL      1.15
#define PHIL_SOMA_KOHM_CM2_LARGE      0.65
#define PHIL_SOMA_KF_MS_CM2_SMALL     4
#define PHIL_SOMA_KF_MS_CM2_LARGE     0.5
#define PHIL_SOMA_KS_MS_CM2_SMALL     16
#define PHIL_SOMA_KS_MS_CM2_LARGE     4
#define PHIL_DENDRITE_RADIUS_UM_SMALL 20.75
#define PHIL_DENDRITE_RADIUS_UM_LARGE 46.25
#define PHIL_DENDRITE_LENGTH_UM_SMALL 5500
#define PHIL_DENDRITE_LENGTH_UM_LARGE 10600
#define PHIL_DENDRITE_KOHM_CM2_SMALL  14.4
#define PHIL_DENDRITE_KOHM_CM2_LARGE  6.05
#define PHIL_DENDRITE_CA_MS_CM2_SMALL 0.038
#define PHIL_DENDRITE_CA_MS_CM2_LARGE 0.012
/* Of all. */
#define PHIL_SOMA_NA_MS_CM2 30.0
#define PHIL_CELL_UF_CM2    1.0
#define PHIL_CELL_OHM_CM    70.0
#define PHIL_CELL_GE_US     1.0 /* of drive 1, smallest cell */
#define PHIL_E_K_MV         (-80.0)
#define PHIL_V_P_MV         (-55.0)

/* The cell of a nuclear lesion. */
#define PHIL_LESION_CA_GAIN 2.0
#define PHIL_LESION_KCA     4.0 /* of calcium */
#define PHIL_LESION_KS      0.3 /* of healthy */
#define PHIL_LESION_V_P_MV  (-50.0)

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
