/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reference: what every faster version is checked against. */
#include "motion/kernels/kernels.h"

#include <math.h>

static void cubic_weights(float f, float w[4])
{
    const float f2 = f * f, f3 = f2 * f;
    w[0] = -0.5f * f3 + f2 - 0.5f * f;
    w[1] = 1.5f * f3 - 2.5f * f2 + 1.0f;
    w[2] = -1.5f * f3 + 2.0f * f2 + 0.5f * f;
    w[3] = 0.5f * f3 - 0.5f * f2;
}

static float tap(const unsigned char *row, int x, int is_u16)
{
    return is_u16 ? (float)((const uint16_t *)(const void *)row)[x] : (float)row[x];
}

static float cubic_sample(const unsigned char *base, ptrdiff_t stride, float x, float y, int is_u16)
{
    const float fx = floorf(x), fy = floorf(y);
    const int ix = (int)fx, iy = (int)fy;
    float wx[4], wy[4], value = 0;
    cubic_weights(x - fx, wx);
    cubic_weights(y - fy, wy);
    for (int r = 0; r < 4; r++) {
        const unsigned char *row = base + (iy + r - 1) * stride;
        float sum = 0;
        for (int c = 0; c < 4; c++)
            sum += wx[c] * tap(row, ix + c - 1, is_u16);
        value += wy[r] * sum;
    }
    return value;
}

static void project(const void *base, ptrdiff_t stride, const float grid[6], int side, int padded,
                    const float *basis, float mean, float *out, float sums[PHIL_N_SUMS], int is_u16)
{
    const size_t plane = (size_t)side * (size_t)padded;
    double total[PHIL_N_SUMS] = {0};
    for (int r = 0; r < side; r++)
        for (int c = 0; c < padded; c++) {
            const float x = grid[0] + (float)c * grid[2] + (float)r * grid[4];
            const float y = grid[1] + (float)c * grid[3] + (float)r * grid[5];
            const float value = cubic_sample(base, stride, x, y, is_u16) - mean;
            const size_t at = (size_t)r * (size_t)padded + (size_t)c;
            out[at] = value;
            for (int b = 0; b < 4; b++)
                total[b] += (double)basis[(size_t)b * plane + at] * value;
            total[PHIL_SUM_II] += (double)basis[3 * plane + at] * value * value;
        }
    for (int s = 0; s < PHIL_N_SUMS; s++)
        sums[s] = (float)total[s];
}

PHIL_PROJECT_PROTOTYPE(phil_project_u8_c)
{
    project(base, stride, grid, side, padded, basis, mean, out, sums, 0);
}

PHIL_PROJECT_PROTOTYPE(phil_project_u16_c)
{
    project(base, stride, grid, side, padded, basis, mean, out, sums, 1);
}
