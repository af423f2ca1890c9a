/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rk4.h"

#include <math.h>
#include <string.h>

enum { VS, VD, M, H, N, Q, P, STATES };

struct membrane {
    double cs, cd, gna, gkf, gks, gls, gca, gld, gc; /* nF, uS */
    double current_na, g_e_us;
};

static double along(double a, double b, double x)
{
    return a * (1 - x) + b * x;
}

static struct membrane make(const struct rk4_cell *cell)
{
    const double x = cell->size;
    const double rs = along(38.75, 56.5, x) * 1e-4, ls = along(77.5, 113, x) * 1e-4; /* cm */
    const double rd = along(20.75, 46.25, x) * 1e-4, ld = along(5.5, 10.6, x) * 1e-1;
    const double as = 2 * M_PI * rs * ls, ad = 2 * M_PI * rd * ld; /* cm2 */
    const double axial = 70 * ld / (M_PI * rd * rd) + 70 * ls / (M_PI * rs * rs);
    return (struct membrane){
        .cs = 1e3 * as, /* 1 uF/cm2 = 1000 nF/cm2 */
        .cd = 1e3 * ad,
        .gna = 30e3 * as,
        .gkf = 1e3 * along(4, 0.5, x) * as,
        .gks = 1e3 * along(16, 4, x) * as,
        .gls = 1e3 * as / along(1.15, 0.65, x),
        .gca = 1e3 * cell->gamma * along(0.038, 0.012, x) * ad,
        .gld = 1e3 * ad / along(14.4, 6.05, x),
        .gc = 1e6 * 2 / axial,
    };
}

static double quotient(double x) /* x/(e^x - 1) */
{
    return fabs(x) < 1e-6 ? 1 - x / 2 : x / expm1(x);
}

static double towards(double x, double alpha, double beta)
{
    return alpha * (1 - x) - beta * x;
}

static void slope(const struct membrane *c, const double *y, double *dy)
{
    const double v = y[VS] + 70, m = y[M], h = y[H], n = y[N], q = y[Q];
    const double k = c->gkf * n * n * n * n + c->gks * q * q;
    dy[VS] = (-c->gna * m * m * m * h * (y[VS] - 50) - k * (y[VS] + 80) - c->gls * (y[VS] + 70) -
              c->gc * (y[VS] - y[VD]) + c->current_na) /
             c->cs;
    dy[VD] = (-c->gca * y[P] * (y[VD] - 70) - c->gld * (y[VD] + 70) - c->gc * (y[VD] - y[VS]) -
              c->g_e_us * y[VD]) /
             c->cd;
    dy[M] = towards(m, 0.32 * 5 * quotient((13 - v) / 5), 0.28 * 5 * quotient((v - 40) / 5));
    dy[H] = towards(h, 0.128 * exp((17 - v) / 18), 4 / (exp((40 - v) / 5) + 1));
    dy[N] = towards(n, 0.032 * 5 * quotient((15 - v) / 5), 0.5 * exp((10 - v) / 40));
    dy[Q] = towards(q, 3.5 / (exp((55 - v) / 4) + 1), 0.025);
    dy[P] = (1 / (1 + exp(-(y[VD] + 55) / 5)) - y[P]) / 45;
}

static void step(const struct membrane *c, double *y, double dt)
{
    double k[4][STATES], z[STATES];
    slope(c, y, k[0]);
    for (int stage = 1; stage < 4; stage++) {
        const double part = stage < 3 ? dt / 2 : dt;
        for (int i = 0; i < STATES; i++)
            z[i] = y[i] + part * k[stage - 1][i];
        slope(c, z, k[stage]);
    }
    for (int i = 0; i < STATES; i++)
        y[i] += dt / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
}

/* Where the cubic through two values and slopes passes -20 mV, as a part of the step. */
static double crossing(double v0, double v1, double d0, double d1)
{
    double lo = 0, hi = 1;
    for (int i = 0; i < 40; i++) {
        const double t = (lo + hi) / 2, s = 1 - t;
        const double v =
            s * s * (1 + 2 * t) * v0 + t * s * s * d0 + t * t * (3 - 2 * t) * v1 - t * t * s * d1;
        if (v < -20)
            lo = t;
        else
            hi = t;
    }
    return (lo + hi) / 2;
}

size_t rk4_spikes(const struct rk4_cell *cell, double to_ms, double step_ms, double *spike_ms,
                  size_t most)
{
    struct membrane c = make(cell);
    double y[STATES] = {-70, -70, 0, 1, 0, 0, 0};
    for (int i = 0; i < 300 / 0.02; i++)
        step(&c, y, 0.02);
    c.current_na = cell->current_na;
    c.g_e_us = cell->g_e_us;
    size_t n = 0;
    const long steps = lround(to_ms / step_ms);
    for (long i = 0; i < steps && n < most; i++) {
        double before[STATES], d0[STATES], d1[STATES];
        memcpy(before, y, sizeof y);
        step(&c, y, step_ms);
        if (before[VS] >= -20 || y[VS] < -20)
            continue;
        slope(&c, before, d0);
        slope(&c, y, d1);
        spike_ms[n++] =
            step_ms * ((double)i + crossing(before[VS], y[VS], step_ms * d0[VS], step_ms * d1[VS]));
    }
    return n;
}
