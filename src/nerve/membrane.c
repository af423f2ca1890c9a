/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Geometry and conductances go in a straight line from the smallest cell of a pool to the largest
 * (Elias and Kohn 2013 as coded in an open model; cat spinal motoneurons: nobody has recorded
 * inside a human facial one). Rest is found by fixed-point iteration: gates at the potentials, then
 * the potentials of the two linear compartments.
 */
#include "nerve/membrane.h"

#include "base/exact.h"
#include "nerve/kernels/cells.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

static double between(double small, double large, double size)
{
    return small + (large - small) * size;
}

/* The cell of a nuclear lesion: a persistent inward current that calcium-gated potassium ends
 * (simulator's own trial integration; the region of parameters that bursts is narrow). */
static void make_bursting(struct phil_membrane *m)
{
    m->ca_gain = 2;
    m->g_kca_us = 4 * m->g_ca_us;
    m->g_ks_us *= 0.3;
    m->v_p_mv = -50;
}

void phil_membrane_init(struct phil_membrane *m, const struct phil_motoneuron *cell)
{
    const double x = cell->size;
    /* cm, from um and mm */
    const double soma_r = between(38.75e-4, 56.5e-4, x), soma_l = between(77.5e-4, 113e-4, x);
    const double dend_r = between(20.75e-4, 46.25e-4, x), dend_l = between(0.55, 1.06, x);
    const double soma = 2 * PI * soma_r * soma_l, dend = 2 * PI * dend_r * dend_l; /* cm2 */
    const double smallest_dend = 2 * PI * 20.75e-4 * 0.55;
    const double r_i = 70;           /* ohm cm */
    const double us_per_ms = 1000.0; /* uS of a mS */
    *m = (struct phil_membrane){
        .c_soma_nf = soma * 1000, /* 1 uF/cm2 */
        .c_dendrite_nf = dend * 1000,
        .g_na_us = 30 * soma * us_per_ms,
        .g_kf_us = between(4, 0.5, x) * soma * us_per_ms,
        .g_ks_us = between(16, 4, x) * soma * us_per_ms,
        .g_leak_soma_us = soma / between(1.15, 0.65, x) * us_per_ms, /* kohm cm2 */
        .g_ca_us = between(0.038, 0.012, x) * dend * us_per_ms,
        .g_leak_dendrite_us = dend / between(14.4, 6.05, x) * us_per_ms,
        .g_coupling_us =
            2e6 / (r_i * dend_l / (PI * dend_r * dend_r) + r_i * soma_l / (PI * soma_r * soma_r)),
        .g_e_us = sqrt(dend / smallest_dend), /* gE0 = 1 uS */
        .ca_gain = cell->pic_gain,
        .e_k_mv = -80 + (double)cell->ek_shift_mv,
        .v_p_mv = -55,
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
