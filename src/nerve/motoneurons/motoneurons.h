/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Motoneurons: two compartments with sodium, fast and slow potassium and a dendritic persistent
 * inward current (doc/model.md), integrated in vectors of units whose states stay in registers.
 */
#ifndef PHIL_NERVE_MOTONEURONS_H
#define PHIL_NERVE_MOTONEURONS_H

#include "nerve/spikes.h"

struct phil_motoneurons;

/* One cell. */
struct phil_motoneuron {
    float size;     /* 0..1 */
    float pic_gain; /* gamma */
    float ek_shift_mv;
    bool bursting; /* the cell of a nuclear lesion */
    uint32_t unit; /* its number: keys the noise, names its spikes */
};

/* n > 0 cells of ONE pool, at rest, silent. `step_ms` is PHIL_TICK_MS / a whole number,
 * 1 to 512. Errors: PHIL_EARG (it is not), PHIL_EMEM. */
enum phil_status phil_motoneurons_new(struct phil_motoneurons **cells,
                                      const struct phil_motoneuron *cell, size_t n, uint64_t seed,
                                      double step_ms);
void phil_motoneurons_free(struct phil_motoneurons *cells);

/* Integrates n_ticks from where it stands. mean and spread [n_ticks] are the pool's drive; NULL:
 * none. `current_na` [n cells] is injected into somas all the while; NULL: none. `back` are spikes
 * that will reach somas from their axons, now or later; those of other cells are passed over, those
 * of these are kept until their time has come (late ones count at once): each forces a spike unless
 * the cell is refractory. Spikes of somas are appended to `fired`, by cell and then by time, with
 * times interpolated between steps; origin PHIL_NERVE_ORIGIN_SOMA; those that were forced
 * PHIL_NERVE_ORIGIN_REFLECTED with began_ms the time of the soma.
 * The bits depend neither on how ticks are cut into calls nor on the kernel.
 * Errors: PHIL_EMEM. */
enum phil_status phil_motoneurons_run(struct phil_motoneurons *cells, size_t n_ticks,
                                      const float *mean, const float *spread,
                                      const float *current_na, const struct phil_spikes *back,
                                      struct phil_spikes *fired);

/* Soma potential of cell i, mV. For traces. */
double phil_motoneurons_soma_mv(const struct phil_motoneurons *cells, size_t i);

/* "c", "avx2", "neon" ...: what this machine runs. */
const char *phil_motoneurons_kernel(void);

/* Another kernel for these cells, by name: for tests and benchmarks. Errors: PHIL_EARG (this build
 * or this processor has no such kernel). */
enum phil_status phil_motoneurons_choose(struct phil_motoneurons *cells, const char *kernel);

#endif
