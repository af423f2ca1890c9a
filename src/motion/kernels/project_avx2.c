/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eight samples at a time. The four horizontal taps of an 8-bit sample are one 32-bit gather; of
 * a 16-bit sample two. Built with -mavx2 -mfma into a library of its own.
 */
#include "motion/kernels/kernels.h"

#include <immintrin.h>

struct cubic8 {
    __m256 w[4];
};

static inline struct cubic8 cubic_weights(__m256 f)
{
    const __m256 half = _mm256_set1_ps(0.5f);
    const __m256 f2 = _mm256_mul_ps(f, f), f3 = _mm256_mul_ps(f2, f);
    struct cubic8 c;
    /* -f3/2 + f2 - f/2 */
    c.w[0] = _mm256_fnmadd_ps(half, _mm256_add_ps(f3, f), f2);
    /* 1.5 f3 - 2.5 f2 + 1 */
    c.w[1] = _mm256_fmadd_ps(_mm256_set1_ps(1.5f), f3,
                             _mm256_fnmadd_ps(_mm256_set1_ps(2.5f), f2, _mm256_set1_ps(1.0f)));
    /* (f3 - f2) / 2 */
    c.w[3] = _mm256_mul_ps(half, _mm256_sub_ps(f3, f2));
    /* the four weights sum to one */
    c.w[2] =
        _mm256_sub_ps(_mm256_set1_ps(1.0f), _mm256_add_ps(c.w[0], _mm256_add_ps(c.w[1], c.w[3])));
    return c;
}

static inline __m256 row_u8(const unsigned char *at, __m256i offset, const struct cubic8 *x)
{
    const __m256i mask = _mm256_set1_epi32(0xff);
    const __m256i v = _mm256_i32gather_epi32((const int *)(const void *)at, offset, 1);
    const __m256 t0 = _mm256_cvtepi32_ps(_mm256_and_si256(v, mask));
    const __m256 t1 = _mm256_cvtepi32_ps(_mm256_and_si256(_mm256_srli_epi32(v, 8), mask));
    const __m256 t2 = _mm256_cvtepi32_ps(_mm256_and_si256(_mm256_srli_epi32(v, 16), mask));
    const __m256 t3 = _mm256_cvtepi32_ps(_mm256_srli_epi32(v, 24));
    return _mm256_fmadd_ps(
        x->w[0], t0,
        _mm256_fmadd_ps(x->w[1], t1, _mm256_fmadd_ps(x->w[2], t2, _mm256_mul_ps(x->w[3], t3))));
}

static inline __m256 row_u16(const unsigned char *at, __m256i offset, const struct cubic8 *x)
{
    const __m256i mask = _mm256_set1_epi32(0xffff);
    const __m256i a = _mm256_i32gather_epi32((const int *)(const void *)at, offset, 1);
    const __m256i b = _mm256_i32gather_epi32((const int *)(const void *)(at + 4), offset, 1);
    const __m256 t0 = _mm256_cvtepi32_ps(_mm256_and_si256(a, mask));
    const __m256 t1 = _mm256_cvtepi32_ps(_mm256_srli_epi32(a, 16));
    const __m256 t2 = _mm256_cvtepi32_ps(_mm256_and_si256(b, mask));
    const __m256 t3 = _mm256_cvtepi32_ps(_mm256_srli_epi32(b, 16));
    return _mm256_fmadd_ps(
        x->w[0], t0,
        _mm256_fmadd_ps(x->w[1], t1, _mm256_fmadd_ps(x->w[2], t2, _mm256_mul_ps(x->w[3], t3))));
}

static inline float add8(__m256 v)
{
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

static inline __m256 sample8(const unsigned char *base, ptrdiff_t stride, __m256 x, __m256 y,
                             int is_u16)
{
    const __m256 fx = _mm256_floor_ps(x), fy = _mm256_floor_ps(y);
    const struct cubic8 wx = cubic_weights(_mm256_sub_ps(x, fx));
    const struct cubic8 wy = cubic_weights(_mm256_sub_ps(y, fy));
    const __m256i column =
        _mm256_slli_epi32(_mm256_sub_epi32(_mm256_cvtps_epi32(fx), _mm256_set1_epi32(1)), is_u16);
    __m256i offset = _mm256_add_epi32(
        _mm256_mullo_epi32(_mm256_sub_epi32(_mm256_cvtps_epi32(fy), _mm256_set1_epi32(1)),
                           _mm256_set1_epi32((int)stride)),
        column);
    __m256 value = _mm256_setzero_ps();
    for (int r = 0; r < 4; r++) {
        const __m256 row = is_u16 ? row_u16(base, offset, &wx) : row_u8(base, offset, &wx);
        value = _mm256_fmadd_ps(wy.w[r], row, value);
        offset = _mm256_add_epi32(offset, _mm256_set1_epi32((int)stride));
    }
    return value;
}

static inline void project(const void *base, ptrdiff_t stride, const float grid[6], int side,
                           int padded, const float *basis, float mean, float *out,
                           float sums[PHIL_N_SUMS], int is_u16)
{
    const size_t plane = (size_t)side * (size_t)padded;
    const __m256 lane = _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256 mean8 = _mm256_set1_ps(mean);
    const __m256 step_x = _mm256_set1_ps(grid[2]), step_y = _mm256_set1_ps(grid[3]);
    __m256 total[PHIL_N_SUMS];
    for (int s = 0; s < PHIL_N_SUMS; s++)
        total[s] = _mm256_setzero_ps();

    for (int r = 0; r < side; r++) {
        const __m256 row_x = _mm256_set1_ps(grid[0] + (float)r * grid[4]);
        const __m256 row_y = _mm256_set1_ps(grid[1] + (float)r * grid[5]);
        for (int c = 0; c < padded; c += 8) {
            const __m256 column = _mm256_add_ps(_mm256_set1_ps((float)c), lane);
            const __m256 x = _mm256_fmadd_ps(column, step_x, row_x);
            const __m256 y = _mm256_fmadd_ps(column, step_y, row_y);
            const __m256 value = _mm256_sub_ps(sample8(base, stride, x, y, is_u16), mean8);
            const float *b = basis + (size_t)r * (size_t)padded + (size_t)c;
            _mm256_store_ps(out + (size_t)r * (size_t)padded + (size_t)c, value);
            total[0] = _mm256_fmadd_ps(_mm256_load_ps(b), value, total[0]);
            total[1] = _mm256_fmadd_ps(_mm256_load_ps(b + plane), value, total[1]);
            total[2] = _mm256_fmadd_ps(_mm256_load_ps(b + 2 * plane), value, total[2]);
            const __m256 weighted = _mm256_mul_ps(_mm256_load_ps(b + 3 * plane), value);
            total[3] = _mm256_add_ps(weighted, total[3]);
            total[4] = _mm256_fmadd_ps(weighted, value, total[4]);
        }
    }
    for (int s = 0; s < PHIL_N_SUMS; s++)
        sums[s] = add8(total[s]);
}

PHIL_PROJECT_PROTOTYPE(phil_project_u8_avx2)
{
    project(base, stride, grid, side, padded, basis, mean, out, sums, 0);
}

PHIL_PROJECT_PROTOTYPE(phil_project_u16_avx2)
{
    project(base, stride, grid, side, padded, basis, mean, out, sums, 1);
}
