/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motoneurons by AVX-512: four vectors of sixteen in every operation. Blocks that are at most half
 * full go to AVX2, which is through with them sooner. */
#include "nerve/kernels/cells.h"

#include <immintrin.h>

#define LANES  64
#define INLINE inline __attribute__((always_inline))

typedef struct {
    __m512 a, b, c, d;
} V;

typedef struct {
    __m512i a, b, c, d;
} U;

typedef struct {
    __mmask16 a, b, c, d;
} M;

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
    return (V){_mm512_loadu_ps(p), _mm512_loadu_ps(p + 16), _mm512_loadu_ps(p + 32),
               _mm512_loadu_ps(p + 48)};
}

static INLINE void v_store(float *p, V v)
{
    _mm512_storeu_ps(p, v.a);
    _mm512_storeu_ps(p + 16, v.b);
    _mm512_storeu_ps(p + 32, v.c);
    _mm512_storeu_ps(p + 48, v.d);
}

static INLINE V v_set(float x)
{
    return (V){_mm512_set1_ps(x), _mm512_set1_ps(x), _mm512_set1_ps(x), _mm512_set1_ps(x)};
}

static INLINE U u_load(const uint32_t *p)
{
    return (U){_mm512_loadu_si512(p), _mm512_loadu_si512(p + 16), _mm512_loadu_si512(p + 32),
               _mm512_loadu_si512(p + 48)};
}

static INLINE U u_set(uint32_t x)
{
    return (U){_mm512_set1_epi32((int)x), _mm512_set1_epi32((int)x), _mm512_set1_epi32((int)x),
               _mm512_set1_epi32((int)x)};
}

TWO(V, v_add, V, _mm512_add_ps)
TWO(V, v_sub, V, _mm512_sub_ps)
TWO(V, v_mul, V, _mm512_mul_ps)
TWO(V, v_div, V, _mm512_div_ps)
TWO(V, v_max, V, _mm512_max_ps)
TWO(V, v_min, V, _mm512_min_ps)
ONE(V, v_sqrt, V, _mm512_sqrt_ps)
THREE(v_fma, _mm512_fmadd_ps)
THREE(v_fnma, _mm512_fnmadd_ps)
#define LESS(x, y) _mm512_cmp_ps_mask(x, y, _CMP_LT_OQ)
TWO(M, v_less, V, LESS)

static INLINE V v_choose(M m, V x, V y)
{
    return (V){_mm512_mask_blend_ps(m.a, y.a, x.a), _mm512_mask_blend_ps(m.b, y.b, x.b),
               _mm512_mask_blend_ps(m.c, y.c, x.c), _mm512_mask_blend_ps(m.d, y.d, x.d)};
}

static INLINE int m_rises(M was_below, M is_below)
{
    return (was_below.a & ~is_below.a) | (was_below.b & ~is_below.b) | (was_below.c & ~is_below.c) |
           (was_below.d & ~is_below.d);
}

ONE(U, v_bits, V, _mm512_castps_si512)
ONE(V, v_of, U, _mm512_castsi512_ps)
ONE(V, v_from_i, U, _mm512_cvtepi32_ps)
TWO(U, u_add, U, _mm512_add_epi32)
TWO(U, u_sub, U, _mm512_sub_epi32)
TWO(U, u_mul, U, _mm512_mullo_epi32)
TWO(U, u_xor, U, _mm512_xor_si512)
TWO(U, u_or, U, _mm512_or_si512)
SHIFT(u_left, _mm512_slli_epi32)
SHIFT(u_right, _mm512_srli_epi32)
SHIFT(u_right_signed, _mm512_srai_epi32)

#include "nerve/kernels/cells_body.h"

PHIL_CELL_KERNEL(phil_cells_avx512)
{
    return job->lanes > PHIL_CELL_LANES / 2 ? run(job) : phil_cells_avx2(job);
}
