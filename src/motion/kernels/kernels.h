/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The hot loop of the motion step: sample a square patch of a plane along an affine grid and
 * project it on the four basis planes of a window.
 *
 * One prototype, a C reference, faster versions per instruction set, a table filled at run time.
 * Kernel files include only this header, so that no inline function compiled for a newer
 * processor can be picked by the linker for everyone.
 */
#ifndef PHIL_MOTION_KERNELS_H
#define PHIL_MOTION_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/* Rows of a patch are padded to a multiple of this many floats. */
enum { PHIL_PATCH_ALIGN = 8 };

/* What a projection yields: weighted sums over the patch, I being the sample minus `mean`. */
enum { PHIL_SUM_GX, PHIL_SUM_GY, PHIL_SUM_T, PHIL_SUM_1, PHIL_SUM_II, PHIL_N_SUMS };

/*
 * base:   sample at integer position (0,0) of the grid's coordinates
 * stride: bytes from one row of the plane to the next
 * grid:   x0, y0, dx/dcolumn, dy/dcolumn, dx/drow, dy/drow relative to base, in samples. Every
 *         grid position (x, y) must have the 4x4 samples floor(x)-1..+2, floor(y)-1..+2 inside
 *         the plane; the AVX2 version reads no other byte either.
 * side:   rows and used columns; `padded` columns (multiple of PHIL_PATCH_ALIGN) are sampled
 * basis:  four planes of side x padded floats, 32-byte aligned: w*gx, w*gy, w*T, w
 * mean:   subtracted from each sample
 * out:    side x padded samples (mean subtracted), 32-byte aligned
 * sums:   PHIL_N_SUMS weighted sums
 *
 * Interpolation: Catmull-Rom cubic, 4x4 taps (Keys 1981, doi:10.1109/TASSP.1981.1163711, a = -1/2).
 */
#define PHIL_PROJECT_PROTOTYPE(name)                                                               \
    void name(const void *base, ptrdiff_t stride, const float grid[6], int side, int padded,       \
              const float *basis, float mean, float *out, float sums[PHIL_N_SUMS])

PHIL_PROJECT_PROTOTYPE(phil_project_u8_c);
PHIL_PROJECT_PROTOTYPE(phil_project_u16_c);
PHIL_PROJECT_PROTOTYPE(phil_project_u8_avx2);
PHIL_PROJECT_PROTOTYPE(phil_project_u16_avx2);

struct phil_motion_kernels {
    PHIL_PROJECT_PROTOTYPE((*project_u8));
    PHIL_PROJECT_PROTOTYPE((*project_u16));
};

enum phil_cpu_level { PHIL_CPU_C, PHIL_CPU_AVX2, PHIL_N_CPU_LEVELS };

/* The best level this processor and this build have. */
enum phil_cpu_level phil_cpu_level(void);

/* Fills the table with C versions and overwrites what `level` does better. */
void phil_motion_kernels_init(struct phil_motion_kernels *kernels, enum phil_cpu_level level);

#endif
