/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/nerve_oracle.h"

#include <math.h>
#include <string.h>

enum state { VS, VD, M, H, N, Q, P, N_STATES };

/* nF, uS, nA, mV, ms. */
struct cell {
    double c_s, c_d, na, kf, ks, leak_s, ca, leak_d, coupling, current;
};

static double mix(double small, double large, double size)
{
    return small + (large - small) * size;
}

static struct cell make_cell(double size)
{
    const double pi = 3.14159265358979323846, um = 1e-4; /* cm */
    const double rs = mix(38.75, 56.5, size) * um, ls = mix(77.5, 113, size) * um;
    const double rd = mix(20.75, 46.25, size) * um, ld = mix(5500, 10600, size) * um;
    const double soma = 2 * pi * rs * ls, dendrite = 2 * pi * rd * ld; /* cm2 */
    const double ms = 1e3;                                             /* uS in a mS */
    return (struct cell){
        .c_s = soma * 1e3, /* 1 uF/cm2 */
        .c_d = dendrite * 1e3,
        .na = 30 * ms * soma,
        .kf = mix(4, 0.5, size) * ms * soma,
        .ks = mix(16, 4, size) * ms * soma,
        .leak_s = ms / mix(1.15, 0.65, size) * soma,
        .ca = BENCH_PIC_GAIN * mix(0.038, 0.012, size) * ms * dendrite,
        .leak_d = ms / mix(14.4, 6.05, size) * dendrite,
        .coupling = 2e6 / (70 * ld / (pi * rd * rd) + 70 * ls / (pi * rs * rs)),
        .current = 8 + 20 * size,
    };
}

/* x / (e^x - 1) */
static double ratio(double x)
{
    return fabs(x) < 1e-9 ? 1 - x / 2 : x / expm1(x);
}

static void slope(const struct cell *c, double current, const double y[N_STATES],
                  double dy[N_STATES])
{
    const double v = y[VS] + 70, gate_k = c->kf * pow(y[N], 4) + c->ks * y[Q] * y[Q];
    dy[VS] = (-c->na * y[M] * y[M] * y[M] * y[H] * (y[VS] - 50) - gate_k * (y[VS] + 80) -
              c->leak_s * (y[VS] + 70) - c->coupling * (y[VS] - y[VD]) + current) /
             c->c_s;
    dy[VD] =
        (-c->ca * y[P] * (y[VD] - 70) - c->leak_d * (y[VD] + 70) - c->coupling * (y[VD] - y[VS])) /
        c->c_d;
    dy[M] = 1.6 * ratio((13 - v) / 5) * (1 - y[M]) - 1.4 * ratio((v - 40) / 5) * y[M];
    dy[H] = 0.128 * exp((17 - v) / 18) * (1 - y[H]) - 4 / (exp((40 - v) / 5) + 1) * y[H];
    dy[N] = 0.16 * ratio((15 - v) / 5) * (1 - y[N]) - 0.5 * exp((10 - v) / 40) * y[N];
    dy[Q] = 3.5 / (exp((55 - v) / 4) + 1) * (1 - y[Q]) - 0.025 * y[Q];
    dy[P] = (1 / (1 + exp(-(y[VD] + 55) / 5)) - y[P]) / 45;
}

static void advance(const struct cell *c, double current, double step, double y[N_STATES])
{
    double k[4][N_STATES], at[N_STATES];
    static const double part[4] = {0, 0.5, 0.5, 1};
    for (int s = 0; s < 4; s++) {
        for (int i = 0; i < N_STATES; i++)
            at[i] = y[i] + (s ? part[s] * step * k[s - 1][i] : 0);
        slope(c, current, at, k[s]);
    }
    for (int i = 0; i < N_STATES; i++)
        y[i] += step / 6 * (k[0][i] + 2 * k[1][i] + 2 * k[2][i] + k[3][i]);
}

/* Gates as they begin hardly matter: the cell rests before its current. */
static void run_cell(const struct cell *c, double step, struct bench_train *train)
{
    double y[N_STATES] = {-70, -70, 0, 1, 0, 0, 0};
    const long n = lround(BENCH_TOTAL_MS / step), rest = lround(BENCH_REST_MS / step);
    for (long i = 0; i < n; i++) {
        const double before = y[VS];
        advance(c, i < rest ? 0 : c->current, step, y);
        if (before < -20 && y[VS] >= -20)
            bench_train_add(train, step * ((double)i + (-20 - before) / (y[VS] - before)));
    }
}

void bench_oracle(double step_ms, size_t n, struct bench_train trains[BENCH_WATCHED])
{
    memset(trains, 0, BENCH_WATCHED * sizeof *trains);
    for (size_t k = 0; k < BENCH_WATCHED; k++) {
        const struct cell c = make_cell((double)bench_watched_cell(k, n) / (double)(n - 1));
        run_cell(&c, step_ms, &trains[k]);
    }
}
