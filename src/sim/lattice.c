/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Smooth functions on a grid: uniform cubic B-splines (Unser 1999, doi:10.1109/79.799930). They
 * have two continuous derivatives, cost 16 multiplications and are the same on every machine.
 * With random coefficients they are band-limited noise: the spectrum has fallen by 7 dB at a
 * wave of three steps and by 16 dB at one of two.
 */
#include "sim/private.h"

#include "base/checked.h"
#include "base/random.h"

#include <math.h>

bool phil_sim_lattice_init(struct phil_sim_lattice *lattice, double x0, double y0, double x1,
                           double y1, double step_mm)
{
    /* Two coefficients are needed beyond each end; a third keeps the clamp from ever acting. */
    lattice->nx = (int)ceil((x1 - x0) / step_mm) + 7;
    lattice->ny = (int)ceil((y1 - y0) / step_mm) + 7;
    lattice->x0 = (float)(x0 - 3 * step_mm);
    lattice->y0 = (float)(y0 - 3 * step_mm);
    lattice->per_mm = (float)(1 / step_mm);
    size_t n;
    lattice->c = phil_size_mul((size_t)lattice->nx, (size_t)lattice->ny, &n)
                     ? phil_alloc_aligned(n, sizeof *lattice->c)
                     : NULL;
    return lattice->c;
}

void phil_sim_lattice_release(struct phil_sim_lattice *lattice)
{
    free(lattice->c);
    lattice->c = NULL;
}

void phil_sim_lattice_randomise(struct phil_sim_lattice *lattice, uint64_t seed, uint64_t stream)
{
    /* Four uniform bytes' sum is normal enough for skin and far cheaper than Box-Muller. The SD
     * of the sum of four 16-bit uniforms is 65536 * sqrt(4/12); that of the spline's value over
     * independent unit coefficients, averaged over the phase, is 151/315 (both axes: squared
     * sums of the weights integrate to 151/315 each). */
    const float unit = (float)(1.0 / (65536.0 * sqrt(4.0 / 12.0)) * (315.0 / 151.0));
    const size_t n = (size_t)lattice->nx * (size_t)lattice->ny;
    for (size_t i = 0; i < n; i++) {
        const uint64_t bits = phil_random_bits(seed, stream, i);
        const int sum = (int)(bits & 0xffff) + (int)(bits >> 16 & 0xffff) +
                        (int)(bits >> 32 & 0xffff) + (int)(bits >> 48);
        lattice->c[i] = (float)(sum - 2 * 65535) * unit;
    }
}
