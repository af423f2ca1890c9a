/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motoneurons from inside: what motoneurons.c makes and run.c moves. */
#ifndef PHIL_NERVE_MOTONEURONS_INSIDE_H
#define PHIL_NERVE_MOTONEURONS_INSIDE_H

#include "nerve/kernels/cells.h"
#include "nerve/motoneurons/motoneurons.h"

/* A spike on its way back. */
struct incoming {
    double at_ms;
    size_t cell;
};

/* The last pulse of a cell. */
struct pulse {
    double begin_ms; /* -INFINITY: none yet */
    bool answered;
};

struct name {
    uint32_t unit;
    uint32_t cell;
};

struct phil_motoneurons {
    size_t n, n_blocks;
    struct phil_cell_block *block;
    bool *bursting;          /* [n_blocks] */
    float *ms_mv_na;         /* [n]: from nA to what a kernel adds */
    struct name *by_unit;    /* sorted by unit */
    uint32_t *unit;          /* [n] */
    struct pulse *pulse;     /* [n] */
    double *pulsed_until_ms; /* [n_blocks] */
    struct incoming *incoming;
    size_t n_incoming, incoming_capacity;
    struct phil_spikes found; /* of one block; unit: its lane */
    float constant[PHIL_N_STEP_CONSTANTS];
    double step_ms;
    uint32_t steps; /* of a tick */
    uint64_t tick;
    struct phil_cell_kernel kernel;
};

/* By how many of a tick's steps p and Ca move at once: two where they fit. Their time constants are
 * 45 and 200 ms, so that spikes stay in place (test_motoneurons). */
static inline uint32_t phil_slow_steps(uint32_t steps)
{
    return steps % 2 == 0 ? 2 : 1;
}

/* The cell of a unit; SIZE_MAX: none of these. */
size_t phil_motoneurons_find(const struct phil_motoneurons *cells, uint32_t unit);

#endif
