/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the fast kernels find the samples of a patch: kernels.h tells the idea. */
#include "motion/kernels/kernels.h"

#include <math.h>

/* First and number of the samples that the taps along one axis touch. Rounding keeps order, so
 * the extreme positions lie at corners of the patch. A whole position needs no sample beyond the
 * next one (its outermost tap has weight 0), so mirroring never asks for one outside the box. */
static void span(float at, float per_column, float per_row, int side, int padded, int *first,
                 int *count)
{
    float low = at, high = at;
    for (int r = 0; r<side; r += side> 1 ? side - 1 : 1)
        for (int c = 0; c < padded; c += padded - 1) {
            const float position = (at + (float)r * per_row) + (float)c * per_column;
            low = fminf(low, position);
            high = fmaxf(high, position);
        }
    *first = (int)floorf(low) - 1;
    *count = (int)ceilf(high) + 1 - *first + 1;
}

bool phil_stage_plan(struct phil_stage *stage, const float grid[6], int side, int padded,
                     ptrdiff_t stride, int sample_bytes)
{
    const int turned = fabsf(grid[3]) > fabsf(grid[2]);
    ptrdiff_t step[2] = {turned ? stride : sample_bytes, turned ? sample_bytes : stride};
    for (int axis = 0; axis < 2; axis++) {
        const int from = axis ^ turned;
        for (int k = 0; k < 3; k++)
            stage->grid[2 * k + axis] = grid[2 * k + from];
    }
    if (stage->grid[2] < 0) {
        for (int k = 0; k < 3; k++)
            stage->grid[2 * k] = -stage->grid[2 * k];
        step[0] = -step[0];
    }
    span(stage->grid[0], stage->grid[2], stage->grid[4], side, padded, &stage->left,
         &stage->columns);
    span(stage->grid[1], stage->grid[3], stage->grid[5], side, padded, &stage->top, &stage->rows);
    stage->first = stage->left * step[0] + stage->top * step[1];
    stage->right = step[0];
    stage->down = step[1];
    stage->width = (stage->columns + 7) / 8 * 8 + 2 * PHIL_STAGE_MARGIN;
    /* One row more than is read, of zeros, below. The sides come first: they may be absurd. */
    return stage->columns < PHIL_STAGE_SIZE && stage->rows < PHIL_STAGE_SIZE &&
           (int64_t)stage->width * (stage->rows + 1) <= PHIL_STAGE_SIZE;
}
