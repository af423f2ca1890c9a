/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The converged truth of bench-nerve: the equations of doc/model.md by the classical Runge-Kutta
 * method of fourth order in double precision with a small step, written apart from src/nerve. */
#ifndef PHIL_BENCH_NERVE_ORACLE_H
#define PHIL_BENCH_NERVE_ORACLE_H

#include "bench/nerve_cells.h"

/* Spikes of the watched ones of n cells, times interpolated between steps. */
void bench_oracle(double step_ms, size_t n, struct bench_train trains[BENCH_WATCHED]);

#endif
