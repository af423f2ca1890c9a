/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Geometry and conductances go in a straight line from the smallest cell of a pool to the largest
 * (Elias and Kohn 2013 as coded in an open model; cat spinal motoneurons: nobody has recorded
 * inside a human facial one). Rest is found by fixed-point iteration: gates at the potentials, then
 * the potentials of the two linear compartments.
 */
#include "nerve/motoneurons/membrane.h"

#include "base/exact.h"
#include "nerve/kernels/cells.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

/* A quantity at a size, from those of the smallest and the largest cell. */
#define AT(name) between(PHIL_##name##_SMALL, PHIL_##name##_LARGE, x)

static double between(double small, double large, double x)
{
    return small + (large - small) * x;
}

/* The cell of a nuclear lesion: a persistent inward current that calcium-gated potassium ends
 * (simulator's own trial integration; the region of parameters that bursts is narrow: all such
 * cells are of one size, at which a drive of 0.085 with its noise gives 1.5 spikes 3 times a
 * second).
 */
static const double BURSTING_SIZE = 0.1;

static void make_bursting(struct phil_membrane *m)
{
    m->ca_gain = PHIL_LESION_CA_GAIN;
    m->g_kca_us = PHIL_LESION_KCA * m->g_ca_us;
    m->g_ks_us *= PHIL_LESION_KS;
    m->v_p_mv = PHIL_LESION_V_P_MV;
}

void phil_membrane_init(struct phil_membrane *m, const struct phil_motoneuron *cell)
{
    const double x = cell->bursting ? BURSTING_SIZE : (double)cell->size;
    const double cm = 1e-4, us = 1000; /* of a um; of a mS */
    const double soma_r = AT(SOMA_RADIUS_UM) * cm, soma_l = AT(SOMA_LENGTH_UM) * cm;
    const double dend_r = AT(DENDRITE_RADIUS_UM) * cm, dend_l = AT(DENDRITE_LENGTH_UM) * cm;
    const double soma = 2 * PI * soma_r * soma_l, dend = 2 * PI * dend_r * dend_l; /* cm2 */
    const double smallest_dend =
        2 * PI * PHIL_DENDRITE_RADIUS_UM_SMALL * cm * PHIL_DENDRITE_LENGTH_UM_SMALL * cm;
    const double axial_ohm =
        PHIL_CELL_OHM_CM * (dend_l / (PI * dend_r * dend_r) + soma_l / (PI * soma_r * soma_r));
    *m = (struct phil_membrane){
        .c_soma_nf = PHIL_CELL_UF_CM2 * soma * 1000,
        .c_dendrite_nf = PHIL_CELL_UF_CM2 * dend * 1000,
        .g_na_us = PHIL_SOMA_NA_MS_CM2 * soma * us,
        .g_kf_us = AT(SOMA_KF_MS_CM2) * soma * us,
        .g_ks_us = AT(SOMA_KS_MS_CM2) * soma * us,
        .g_leak_soma_us = soma / AT(SOMA_KOHM_CM2) * us,
        .g_ca_us = AT(DENDRITE_CA_MS_CM2) * dend * us,
        .g_leak_dendrite_us = dend / AT(DENDRITE_KOHM_CM2) * us,
        .g_coupling_us = 2e6 / axial_ohm,
        .g_e_us = PHIL_CELL_GE_US * sqrt(dend / smallest_dend),
        .ca_gain = cell->pic_gain,
        .e_k_mv = PHIL_E_K_MV + (double)cell->ek_shift_mv,
        .v_p_mv = PHIL_V_P_MV,
    };
    if (cell->bursting)
        make_bursting(m);
}

/* x / (e^x - 1) */
static double linoid(double x)
{
    return fabs(x) < 1e-5 ? 1 - x / 2 : x / (phil_exact_exp(x) - 1);
}

static double steady(double a, double b)
{
    return a / (a + b);
}

/* Gates as they stand at the potentials. */
static void settle_gates(const struct phil_membrane *m, double *s)
{
    const double v = s[PHIL_CELL_VS];
    s[PHIL_CELL_M] = steady(1.6 * linoid((13 - v) / 5), 1.4 * linoid((v - 40) / 5));
    s[PHIL_CELL_H] =
        steady(0.128 * phil_exact_exp((17 - v) / 18), 4 / (phil_exact_exp((40 - v) / 5) + 1));
    s[PHIL_CELL_N] = steady(0.16 * linoid((15 - v) / 5), 0.5 * phil_exact_exp((10 - v) / 40));
    s[PHIL_CELL_Q] = steady(3.5 / (phil_exact_exp((55 - v) / 4) + 1), 0.025);
    const double vp = m->v_p_mv - PHIL_E_LEAK_MV;
    s[PHIL_CELL_P] = 1 / (1 + phil_exact_exp((vp - s[PHIL_CELL_VD]) / 5));
    s[PHIL_CELL_CA] = m->ca_gain * s[PHIL_CELL_P] * (140 - s[PHIL_CELL_VD]) / 120;
}

/* Potentials as the gates would have them. */
static void settle_potentials(const struct phil_membrane *m, double *s)
{
    const double na =
        m->g_na_us * s[PHIL_CELL_M] * s[PHIL_CELL_M] * s[PHIL_CELL_M] * s[PHIL_CELL_H];
    const double n2 = s[PHIL_CELL_N] * s[PHIL_CELL_N];
    const double k = m->g_kf_us * n2 * n2 + m->g_ks_us * s[PHIL_CELL_Q] * s[PHIL_CELL_Q];
    const double ca = m->ca_gain * m->g_ca_us * s[PHIL_CELL_P];
    const double kca = m->g_kca_us * s[PHIL_CELL_CA] / (s[PHIL_CELL_CA] + 0.5);
    const double e_k = m->e_k_mv - PHIL_E_LEAK_MV;
    const double gs = na + k + m->g_leak_soma_us + m->g_coupling_us;
    const double gd = ca + kca + m->g_leak_dendrite_us + m->g_coupling_us;
    const double is = na * 120 + k * e_k, id = ca * 140 + kca * e_k;
    const double det = gs * gd - m->g_coupling_us * m->g_coupling_us;
    s[PHIL_CELL_VS] = (is * gd + m->g_coupling_us * id) / det;
    s[PHIL_CELL_VD] = (id * gs + m->g_coupling_us * is) / det;
}

void phil_membrane_rest(const struct phil_membrane *m, double *s)
{
    enum { ROUNDS = 40 }; /* settles to a microvolt; judged */
    for (int i = 0; i < PHIL_N_CELL_STATES; i++)
        s[i] = 0;
    for (int i = 0; i < ROUNDS; i++) {
        settle_gates(m, s);
        settle_potentials(m, s);
    }
    if (!(fabs(s[PHIL_CELL_VS]) < 10 && fabs(s[PHIL_CELL_VD]) < 10))
        s[PHIL_CELL_VS] = s[PHIL_CELL_VD] = 0;
    settle_gates(m, s);
}
