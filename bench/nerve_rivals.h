/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NEURON and Brian2 on the protocol of nerve_cells.h: scripts beside this file. */
#ifndef PHIL_BENCH_NERVE_RIVALS_H
#define PHIL_BENCH_NERVE_RIVALS_H

#include "bench/nerve_cells.h"

struct bench_rival {
    const char *name;
    const char *script;
    const char *way;    /* NEURON: "" or "usual_" mechanisms; Brian2: the method */
    const char *tables; /* NEURON: "1" or "0"; NULL: no such argument */
    double step_ms;
};

/* Runs it in `folder`, which keeps what it compiles. ns a unit-step and trains, or false with a
 * reason in `why`. */
bool bench_rival_run(const struct bench_rival *rival, const char *folder, double *ns,
                     struct bench_train trains[BENCH_WATCHED], char *why, size_t size);

#endif
