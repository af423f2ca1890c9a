/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From forces to movement of the skin: fourteen lumps of tissue on springs.
 *
 * Idea. A lump j of mass m is displaced by the vector x from rest:
 *
 *   m x'' + c x' + k (1 + |x|^2 / x0^2) x + sum over bonds of kc (x - x_other) = sum of pulls
 *
 * Lips: three lumps each, as in the six-lump model of the specification; corners, chin and lids are
 * added. A ring muscle's quadrant pulls its own side, the middle and the far side by 0.5, 0.4 and
 * 0.1 towards closure and 0.3 of that towards the middle. Skin whose stiffness grows with the
 * square of its stretch is what Chu, Barlow and Lee found at the mouth's corners (2009, J Speech
 * Lang Hear Res 52:1353; 2010, J Biomech 43:1476); that the lower lip answers roughly as a
 * second-order system is published too. The figures are not: they are judged, so that one lip unit
 * of 8 mN moves its node by 0.18 mm and three quarters of a lower quadrant in a tetanus by about 7
 * mm. The specification's 40 N/m gives that for one lump by itself that gets all of the force; with
 * bonds and shares it gives 0.07 mm, so lips here are softer by the same factor throughout, which
 * keeps frequency and damping. And lips that touch can not pass through each other: once they have
 * come 2.5 mm nearer, which they yield, they push.
 *
 * Lids. A lid's margin weighs next to nothing: what slows it is friction, and what opens it is the
 * levator, a spring here whose slow return (c / k = 50 ms, and the muscle's own relaxation) is the
 * opening. A blink's burst closes it much faster than that since the force exceeds the spring's. It
 * goes 10 mm until it meets the lower lid, and stops. Measured: down in 66 ms (spontaneous) to 78
 * ms (voluntary) by search coils, at 170-200 mm/s and seldom over 400 (Doane 1980, Am J Ophthalmol
 * 89:507), 40-47 % faster than up (Sforza and others 2008,
 * doi:10.1111/j.1475-1313.2008.00577.x), up in about 200 ms; the lower lid moves towards the nose
 * more than up (Doane). The model comes down at 250 mm/s and goes up at 100: too unequal, since its
 * levator only springs back.
 *
 * Method. With v the values at step n and h = 1 ms:
 *
 *   m (x[n+1] - 2 x[n] + x[n-1]) / h^2 + c (x[n+1] - x[n-1]) / 2h
 *     + k (1 + |x[n]|^2 / x0^2) (x[n+1] + x[n-1]) / 2 + bonds(x[n]) = F[n]
 *
 * It is symmetric in time, hence of second order; what is stiff is taken implicitly, yet each lump
 * needs one division and no iteration, since the stiffness is that of the known |x[n]| (the cubic
 * spring as in Zhang and others 1995). Without force and stops
 *
 *   E = m |x[n+1] - x[n]|^2 / 2h^2 + k (|x[n+1]|^2 + |x[n]|^2) / 4
 *       + k |x[n]|^2 |x[n+1]|^2 / 4 x0^2 + x[n] bonds(x[n+1]) / 2
 *
 * falls by exactly h c |x[n+1] - x[n-1]|^2 / 4h^2 a step: it can not grow, whatever the force was
 * before. Only the bonds are explicit, and far below their limit (h^2 times their greatest
 * eigenvalue over m is 0.01, with lips that push 0.16, against 4). The stops add and take away a
 * little: with them E falls on the whole.
 *
 * Where it fails. The skin has no lumps, muscles curve and cross, lips press on teeth, the jaw
 * stands still, the levator is never inhibited during a blink, and no person was
 * measured to set the figures. Shape and timing of a movement are worth more than its millimetres.
 */
#include "nerve/skin/tissue.h"

#include "nerve/clock.h"

#include <math.h>

enum { N_MOUTH = PHIL_NODE_UPPER_LID_LEFT };

enum { ASK_EVERY = 4096 }; /* samples, whether to go on */

/* Displacements now and a step ago, mm; axis 0 to the right, 1 down. */
struct state {
    double now[PHIL_N_NODES][2], before[PHIL_N_NODES][2];
};

/* Coefficients of one node's step, N/mm. */
struct coefficients {
    double inertia; /* m / h^2 */
    double drag;    /* c / 2h */
    double spring;  /* k */
    double per_mm2; /* 1 / x0^2 */
    double stop_mm;
};

static void prepare(struct coefficients c[PHIL_N_NODES], double stiffness, double rate_hz)
{
    const double h = 1 / rate_hz;
    for (int j = 0; j < PHIL_N_NODES; j++) {
        const struct phil_tissue *t = phil_tissue_of(j);
        const double k = t->stiffness_n_m / 1000, w = 2 * M_PI * t->hz, m = k / (w * w);
        /* Rigidity is the muscles' around the mouth: lids do not stiffen, nor does mass grow. */
        c[j] = (struct coefficients){.inertia = m / (h * h),
                                     .drag = t->damping * m * w / h,
                                     .spring = j < N_MOUTH ? k * stiffness : k,
                                     .per_mm2 = 1 / (t->stiffening_mm * t->stiffening_mm),
                                     .stop_mm = t->stop_mm};
    }
}

/* Adds what muscles pull at one sample. */
static void add_pulls(double force[PHIL_N_NODES][2], const float *const force_n[PHIL_N_MUSCLES],
                      size_t at)
{
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        struct phil_tissue_pull pull[PHIL_TISSUE_PULLS];
        const int n = phil_tissue_pulls(m, pull);
        for (int i = 0; i < n; i++) {
            force[pull[i].node][0] += pull[i].right * (double)force_n[m][at];
            force[pull[i].node][1] += pull[i].down * (double)force_n[m][at];
        }
    }
}

static void add_bonds(double force[PHIL_N_NODES][2], const double x[PHIL_N_NODES][2])
{
    size_t n;
    const struct phil_tissue_bond *bond = phil_tissue_bonds(&n);
    for (size_t i = 0; i < n; i++)
        for (int axis = 0; axis < 2; axis++) {
            const double f =
                bond[i].stiffness_n_m / 1000 * (x[bond[i].b][axis] - x[bond[i].a][axis]);
            force[bond[i].a][axis] += f;
            force[bond[i].b][axis] -= f;
        }
}

/* Upper and lower lip push each other away. */
static void add_contact(double force[PHIL_N_NODES][2], const double x[PHIL_N_NODES][2])
{
    for (int k = 0; k < PHIL_NODE_LOWER_LEFT; k++) {
        const double nearer = x[k][1] - x[PHIL_NODE_LOWER_LEFT + k][1] - PHIL_TISSUE_YIELD_MM;
        const double f = nearer > 0 ? PHIL_TISSUE_CONTACT_N_M / 1000 * nearer : 0;
        force[k][1] -= f;
        force[PHIL_NODE_LOWER_LEFT + k][1] += f;
    }
}

static void step_node(const struct coefficients *c, const double force[2], double now[2],
                      double before[2])
{
    const double stretch = 1 + c->per_mm2 * (now[0] * now[0] + now[1] * now[1]);
    for (int axis = 0; axis < 2; axis++) {
        double half = 0.5 * c->spring * stretch;
        if (axis == 1 && c->stop_mm > 0 && now[1] > c->stop_mm)
            half += 0.5 * PHIL_TISSUE_STOP_N_M / 1000 * (1 - c->stop_mm / now[1]);
        const double next = (force[axis] + 2 * c->inertia * now[axis] -
                             (c->inertia - c->drag + half) * before[axis]) /
                            (c->inertia + c->drag + half);
        before[axis] = now[axis];
        now[axis] = next;
    }
}

void phil_tissue_move_at(double rate_hz, const float *const force_n[PHIL_N_MUSCLES],
                         const struct phil_physiology *physiology,
                         float *const right_mm[PHIL_N_NODES], float *const down_mm[PHIL_N_NODES],
                         size_t n, struct phil_crew *crew)
{
    struct coefficients c[PHIL_N_NODES];
    struct state x = {0};
    prepare(c, physiology->stiffness, rate_hz);
    for (size_t i = 0; i < n && (i % ASK_EVERY || !phil_crew_stopped(crew)); i++) {
        double force[PHIL_N_NODES][2] = {{0}};
        for (int j = 0; j < PHIL_N_NODES; j++) {
            right_mm[j][i] = (float)x.now[j][0];
            down_mm[j][i] = (float)x.now[j][1];
        }
        add_pulls(force, force_n, i);
        add_bonds(force, (const double(*)[2])x.now);
        add_contact(force, (const double(*)[2])x.now);
        for (int j = 0; j < PHIL_N_NODES; j++)
            step_node(&c[j], force[j], x.now[j], x.before[j]);
    }
}

void phil_tissue_move(const float *const force_n[PHIL_N_MUSCLES],
                      const struct phil_physiology *physiology, float *const right_mm[PHIL_N_NODES],
                      float *const down_mm[PHIL_N_NODES], size_t n, struct phil_crew *crew)
{
    phil_tissue_move_at(PHIL_MOVEMENT_HZ, force_n, physiology, right_mm, down_mm, n, crew);
}
