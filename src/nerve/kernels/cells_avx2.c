/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motoneurons by AVX2 and FMA: two vectors of eight in every operation, so that the instructions of
 * one stand between those of the other. */
#include "nerve/kernels/cells.h"

#include <immintrin.h>

#define LANES  16
#define INLINE inline __attribute__((always_inline))

typedef struct {
    __m256 a, b;
} V;

typedef struct {
    __m256i a, b;
} U;

typedef V M;

static INLINE V v_load(const float *p)
{
    return (V){_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)};
}

static INLINE void v_store(float *p, V v)
{
    _mm256_storeu_ps(p, v.a);
    _mm256_storeu_ps(p + 8, v.b);
}

static INLINE V v_set(float x)
{
    return (V){_mm256_set1_ps(x), _mm256_set1_ps(x)};
}

static INLINE V v_add(V x, V y)
{
    return (V){_mm256_add_ps(x.a, y.a), _mm256_add_ps(x.b, y.b)};
}

static INLINE V v_sub(V x, V y)
{
    return (V){_mm256_sub_ps(x.a, y.a), _mm256_sub_ps(x.b, y.b)};
}

static INLINE V v_mul(V x, V y)
{
    return (V){_mm256_mul_ps(x.a, y.a), _mm256_mul_ps(x.b, y.b)};
}

static INLINE V v_div(V x, V y)
{
    return (V){_mm256_div_ps(x.a, y.a), _mm256_div_ps(x.b, y.b)};
}

static INLINE V v_max(V x, V y)
{
    return (V){_mm256_max_ps(x.a, y.a), _mm256_max_ps(x.b, y.b)};
}

static INLINE V v_min(V x, V y)
{
    return (V){_mm256_min_ps(x.a, y.a), _mm256_min_ps(x.b, y.b)};
}

static INLINE V v_sqrt(V x)
{
    return (V){_mm256_sqrt_ps(x.a), _mm256_sqrt_ps(x.b)};
}

static INLINE V v_fma(V x, V y, V z)
{
    return (V){_mm256_fmadd_ps(x.a, y.a, z.a), _mm256_fmadd_ps(x.b, y.b, z.b)};
}

static INLINE V v_fnma(V x, V y, V z)
{
    return (V){_mm256_fnmadd_ps(x.a, y.a, z.a), _mm256_fnmadd_ps(x.b, y.b, z.b)};
}

static INLINE M v_less(V x, V y)
{
    return (M){_mm256_cmp_ps(x.a, y.a, _CMP_LT_OQ), _mm256_cmp_ps(x.b, y.b, _CMP_LT_OQ)};
}

static INLINE V v_choose(M m, V x, V y)
{
    return (V){_mm256_blendv_ps(y.a, x.a, m.a), _mm256_blendv_ps(y.b, x.b, m.b)};
}

static INLINE int m_rises(M was_below, M is_below)
{
    return _mm256_movemask_ps(_mm256_or_ps(_mm256_andnot_ps(is_below.a, was_below.a),
                                           _mm256_andnot_ps(is_below.b, was_below.b)));
}

static INLINE U v_bits(V x)
{
    return (U){_mm256_castps_si256(x.a), _mm256_castps_si256(x.b)};
}

static INLINE V v_of(U x)
{
    return (V){_mm256_castsi256_ps(x.a), _mm256_castsi256_ps(x.b)};
}

static INLINE V v_from_i(U x)
{
    return (V){_mm256_cvtepi32_ps(x.a), _mm256_cvtepi32_ps(x.b)};
}

static INLINE U u_load(const uint32_t *p)
{
    return (U){_mm256_loadu_si256((const void *)p), _mm256_loadu_si256((const void *)(p + 8))};
}

static INLINE U u_set(uint32_t x)
{
    return (U){_mm256_set1_epi32((int)x), _mm256_set1_epi32((int)x)};
}

static INLINE U u_add(U x, U y)
{
    return (U){_mm256_add_epi32(x.a, y.a), _mm256_add_epi32(x.b, y.b)};
}

static INLINE U u_sub(U x, U y)
{
    return (U){_mm256_sub_epi32(x.a, y.a), _mm256_sub_epi32(x.b, y.b)};
}

static INLINE U u_mul(U x, U y)
{
    return (U){_mm256_mullo_epi32(x.a, y.a), _mm256_mullo_epi32(x.b, y.b)};
}

static INLINE U u_xor(U x, U y)
{
    return (U){_mm256_xor_si256(x.a, y.a), _mm256_xor_si256(x.b, y.b)};
}

static INLINE U u_or(U x, U y)
{
    return (U){_mm256_or_si256(x.a, y.a), _mm256_or_si256(x.b, y.b)};
}

static INLINE U u_left(U x, int by)
{
    return (U){_mm256_slli_epi32(x.a, by), _mm256_slli_epi32(x.b, by)};
}

static INLINE U u_right(U x, int by)
{
    return (U){_mm256_srli_epi32(x.a, by), _mm256_srli_epi32(x.b, by)};
}

static INLINE U u_right_signed(U x, int by)
{
    return (U){_mm256_srai_epi32(x.a, by), _mm256_srai_epi32(x.b, by)};
}

#include "nerve/kernels/cells_body.h"

PHIL_CELL_KERNEL(phil_cells_avx2)
{
    return run(job);
}
