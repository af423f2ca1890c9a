/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The protocol of bench-nerve, and philtrum on it. Cell k of n has the size k / (n - 1); it rests
 * for 0.3 s and then has a current of 8 + 20 times its size in nA for one second. Some cells spread
 * over all are watched: their spikes are set beside the converged ones.
 */
#ifndef PHIL_BENCH_NERVE_CELLS_H
#define PHIL_BENCH_NERVE_CELLS_H

#include <stdbool.h>
#include <stddef.h>

enum { BENCH_CELLS = 800, BENCH_WATCHED = 16, BENCH_MOST_SPIKES = 128 };

#define BENCH_REST_MS  300.0
#define BENCH_TOTAL_MS 1300.0
#define BENCH_PIC_GAIN 0.2

struct bench_train {
    size_t n;
    double at_ms[BENCH_MOST_SPIKES];
};

/* The k-th watched one among n cells. */
size_t bench_watched_cell(size_t k, size_t n);

void bench_train_add(struct bench_train *train, double at_ms);

/* How far trains are from the true ones: mean over cells of the relative error of the rate, and
 * mean over spikes, first with first and so on, of the distance in ms. */
struct bench_error {
    double rate, time_ms;
};
struct bench_error bench_error(const struct bench_train *train, const struct bench_train *truth);

/* Processor time of this process. */
double bench_cpu_s(void);

/* Runs philtrum's cells by the kernel of that name, `repeats` times, and gives the quickest in ns
 * a unit-step; trains [BENCH_WATCHED], or NULL. False when this machine has no such kernel. */
bool bench_cells_currents(const char *kernel, double step_ms, int repeats, double *ns,
                          struct bench_train *trains);

/* The same cells driven at 0.4 with synaptic noise, no currents. */
bool bench_cells_noise(const char *kernel, double step_ms, int repeats, double *ns);

#endif
