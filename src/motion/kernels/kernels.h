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

#include <stdbool.h>
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
 *         the plane; no version reads a byte outside the box around all of these.
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
PHIL_PROJECT_PROTOTYPE(phil_project_u8_neon);
PHIL_PROJECT_PROTOTYPE(phil_project_u16_neon);

struct phil_motion_kernels {
    PHIL_PROJECT_PROTOTYPE((*project_u8));
    PHIL_PROJECT_PROTOTYPE((*project_u16));
};

/* Vectors: AVX2 with FMA on x86-64, NEON on aarch64. */
enum phil_cpu_level { PHIL_CPU_C, PHIL_CPU_VECTORS, PHIL_N_CPU_LEVELS };

/* The best level this processor and this build have. */
enum phil_cpu_level phil_cpu_level(void);

/* Fills the table with C versions and overwrites what `level` does better. */
void phil_motion_kernels_init(struct phil_motion_kernels *kernels, enum phil_cpu_level level);

/*
 * The stage of the fast versions: all samples that a patch touches, as floats, turned so that one
 * column of the patch goes about one staged sample to the right. Neighbouring columns then read
 * neighbouring floats, for upright, quarter-turned and mirrored pictures alike.
 */

/* Staged floats: a patch of the largest side, magnified by 1.5 or turned by 20 degrees, fits. */
enum { PHIL_STAGE_SIZE = 1 << 14 };

/* Floats of value 0 at least on both sides of each staged row: what the other lanes of a vector
 * touch when one lane is at the edge. */
enum { PHIL_STAGE_MARGIN = 8 };

struct phil_stage {
    float grid[6];         /* in staged coordinates: turned and mirrored, not moved */
    int left, top;         /* staged coordinates of the first sample */
    int columns, rows;     /* samples to be read */
    int width;             /* floats from one staged row to the next, margins included */
    ptrdiff_t first;       /* bytes from `base` to the first sample */
    ptrdiff_t right, down; /* bytes from a sample to the next in its row, in its column */
};

/* Plans a stage; false when it would be larger than PHIL_STAGE_SIZE. Position (x, y) of the grid
 * in row r and column c must be computed as (grid[0] + r * grid[4]) + c * grid[2] in single
 * precision without fusing, as here, or an edge may be missed. */
bool phil_stage_plan(struct phil_stage *stage, const float grid[6], int side, int padded,
                     ptrdiff_t stride, int sample_bytes);

#endif
