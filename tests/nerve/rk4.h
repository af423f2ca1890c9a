/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The motoneuron of doc/model.md integrated another way: classical Runge and Kutta of fourth order,
 * in double, rates as they are printed, by the C library's own exp. Written from the equations
 * alone. */
#ifndef PHIL_TESTS_NERVE_RK4_H
#define PHIL_TESTS_NERVE_RK4_H

#include <stddef.h>

struct rk4_cell {
    double size, gamma, current_na;
    double g_e_us; /* of the dendrite, held constant */
};

/* Lets the cell rest for 300 ms without current and drive, then integrates [0, to_ms] by steps of
 * step_ms; times of upward crossings of -20 mV into spike_ms [most], by interpolation of third
 * order. Returns their number. */
size_t rk4_spikes(const struct rk4_cell *cell, double to_ms, double step_ms, double *spike_ms,
                  size_t most);

#endif
