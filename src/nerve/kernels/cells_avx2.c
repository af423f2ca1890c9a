/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motoneurons by AVX2 and FMA: four vectors of eight in every operation, so that the instructions
 * of each stand between those of the others and none waits for the one before it. */
#include "nerve/kernels/cells.h"

#include <immintrin.h>

#define LANES  32
#define INLINE inline __attribute__((always_inline))

typedef struct {
    __m256 a, b, c, d;
} V;

typedef struct {
    __m256i a, b, c, d;
} U;

typedef V M;

#define ONE(result, name, X, op)                                                                   \
    static INLINE result name(X x)                                                                 \
    {                                                                                              \
        return (result){op(x.a), op(x.b), op(x.c), op(x.d)};                                       \
    }
#define TWO(result, name, X, op)                                                                   \
    static INLINE result name(X x, X y)                                                            \
    {                                                                                              \
        return (result){op(x.a, y.a), op(x.b, y.b), op(x.c, y.c), op(x.d, y.d)};                   \
    }
#define THREE(name, op)                                                                            \
    static INLINE V name(V x, V y, V z)                                                            \
    {                                                                                              \
        return (V){op(x.a, y.a, z.a), op(x.b, y.b, z.b), op(x.c, y.c, z.c), op(x.d, y.d, z.d)};    \
    }
#define SHIFT(name, op)                                                                            \
    static INLINE U name(U x, int by)                                                              \
    {                                                                                              \
        return (U){op(x.a, by), op(x.b, by), op(x.c, by), op(x.d, by)};                            \
    }

static INLINE V v_load(const float *p)
{
    return (V){_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8), _mm256_loadu_ps(p + 16),
               _mm256_loadu_ps(p + 24)};
}

static INLINE void v_store(float *p, V v)
{
    _mm256_storeu_ps(p, v.a);
    _mm256_storeu_ps(p + 8, v.b);
    _mm256_storeu_ps(p + 16, v.c);
    _mm256_storeu_ps(p + 24, v.d);
}

static INLINE V v_set(float x)
{
    return (V){_mm256_set1_ps(x), _mm256_set1_ps(x), _mm256_set1_ps(x), _mm256_set1_ps(x)};
}

static INLINE U u_load(const uint32_t *p)
{
    return (U){_mm256_loadu_si256((const void *)(p)), _mm256_loadu_si256((const void *)(p + 8)),
               _mm256_loadu_si256((const void *)(p + 16)),
               _mm256_loadu_si256((const void *)(p + 24))};
}

static INLINE U u_set(uint32_t x)
{
    return (U){_mm256_set1_epi32((int)x), _mm256_set1_epi32((int)x), _mm256_set1_epi32((int)x),
               _mm256_set1_epi32((int)x)};
}

TWO(V, v_add, V, _mm256_add_ps)
TWO(V, v_sub, V, _mm256_sub_ps)
TWO(V, v_mul, V, _mm256_mul_ps)
TWO(V, v_div, V, _mm256_div_ps)
TWO(V, v_max, V, _mm256_max_ps)
TWO(V, v_min, V, _mm256_min_ps)
ONE(V, v_sqrt, V, _mm256_sqrt_ps)
THREE(v_fma, _mm256_fmadd_ps)
THREE(v_fnma, _mm256_fnmadd_ps)
#define LESS(x, y) _mm256_cmp_ps(x, y, _CMP_LT_OQ)
TWO(M, v_less, V, LESS)
#define CHOOSE(x, y, mask) _mm256_blendv_ps(y, x, mask)
THREE(choose, CHOOSE)

static INLINE V v_choose(M m, V x, V y)
{
    return choose(x, y, m);
}

static INLINE int m_rises(M was_below, M is_below)
{
    const __m256 ab = _mm256_or_ps(_mm256_andnot_ps(is_below.a, was_below.a),
                                   _mm256_andnot_ps(is_below.b, was_below.b));
    const __m256 cd = _mm256_or_ps(_mm256_andnot_ps(is_below.c, was_below.c),
                                   _mm256_andnot_ps(is_below.d, was_below.d));
    return _mm256_movemask_ps(_mm256_or_ps(ab, cd));
}

ONE(U, v_bits, V, _mm256_castps_si256)
ONE(V, v_of, U, _mm256_castsi256_ps)
ONE(V, v_from_i, U, _mm256_cvtepi32_ps)
TWO(U, u_add, U, _mm256_add_epi32)
TWO(U, u_sub, U, _mm256_sub_epi32)
TWO(U, u_mul, U, _mm256_mullo_epi32)
TWO(U, u_xor, U, _mm256_xor_si256)
TWO(U, u_or, U, _mm256_or_si256)
SHIFT(u_left, _mm256_slli_epi32)
SHIFT(u_right, _mm256_srli_epi32)
SHIFT(u_right_signed, _mm256_srai_epi32)

#include "nerve/kernels/cells_body.h"

PHIL_CELL_KERNEL(phil_cells_avx2)
{
    return run(job);
}
