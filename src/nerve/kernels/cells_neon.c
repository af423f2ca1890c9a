/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motoneurons by NEON: four vectors of four in every operation. Maximum and minimum are
 * comparisons, as on the other processors: NEON's own tell zeros apart by their signs. */
#include "nerve/kernels/cells.h"

#include <arm_neon.h>

#define LANES  16
#define INLINE inline __attribute__((always_inline))

typedef struct {
    float32x4_t a, b, c, d;
} V;

typedef struct {
    uint32x4_t a, b, c, d;
} U;

typedef U M;

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
    return (V){vld1q_f32(p), vld1q_f32(p + 4), vld1q_f32(p + 8), vld1q_f32(p + 12)};
}

static INLINE void v_store(float *p, V v)
{
    vst1q_f32(p, v.a);
    vst1q_f32(p + 4, v.b);
    vst1q_f32(p + 8, v.c);
    vst1q_f32(p + 12, v.d);
}

static INLINE V v_set(float x)
{
    return (V){vdupq_n_f32(x), vdupq_n_f32(x), vdupq_n_f32(x), vdupq_n_f32(x)};
}

static INLINE U u_load(const uint32_t *p)
{
    return (U){vld1q_u32(p), vld1q_u32(p + 4), vld1q_u32(p + 8), vld1q_u32(p + 12)};
}

static INLINE U u_set(uint32_t x)
{
    return (U){vdupq_n_u32(x), vdupq_n_u32(x), vdupq_n_u32(x), vdupq_n_u32(x)};
}

TWO(V, v_add, V, vaddq_f32)
TWO(V, v_sub, V, vsubq_f32)
TWO(V, v_mul, V, vmulq_f32)
TWO(V, v_div, V, vdivq_f32)
#define MAX(x, y) vbslq_f32(vcgtq_f32(x, y), x, y)
TWO(V, v_max, V, MAX)
#define MIN(x, y) vbslq_f32(vcltq_f32(x, y), x, y)
TWO(V, v_min, V, MIN)
ONE(V, v_sqrt, V, vsqrtq_f32)
#define FMA(x, y, z) vfmaq_f32(z, x, y)
THREE(v_fma, FMA)
#define FNMA(x, y, z) vfmsq_f32(z, x, y)
THREE(v_fnma, FNMA)
TWO(M, v_less, V, vcltq_f32)

static INLINE V v_choose(M m, V x, V y)
{
    return (V){vbslq_f32(m.a, x.a, y.a), vbslq_f32(m.b, x.b, y.b), vbslq_f32(m.c, x.c, y.c),
               vbslq_f32(m.d, x.d, y.d)};
}

static INLINE int m_rises(M was_below, M is_below)
{
    const uint32x4_t ab =
        vorrq_u32(vbicq_u32(was_below.a, is_below.a), vbicq_u32(was_below.b, is_below.b));
    const uint32x4_t cd =
        vorrq_u32(vbicq_u32(was_below.c, is_below.c), vbicq_u32(was_below.d, is_below.d));
    return vmaxvq_u32(vorrq_u32(ab, cd)) != 0;
}

#define FROM_I(x)    vcvtq_f32_s32(vreinterpretq_s32_u32(x))
#define LEFT(x, by)  vshlq_u32(x, vdupq_n_s32(by))
#define RIGHT(x, by) vshlq_u32(x, vdupq_n_s32(-(by)))
#define RIGHT_SIGNED(x, by)                                                                        \
    vreinterpretq_u32_s32(vshlq_s32(vreinterpretq_s32_u32(x), vdupq_n_s32(-(by))))
ONE(U, v_bits, V, vreinterpretq_u32_f32)
ONE(V, v_of, U, vreinterpretq_f32_u32)
ONE(V, v_from_i, U, FROM_I)
TWO(U, u_add, U, vaddq_u32)
TWO(U, u_sub, U, vsubq_u32)
TWO(U, u_mul, U, vmulq_u32)
TWO(U, u_xor, U, veorq_u32)
TWO(U, u_or, U, vorrq_u32)
SHIFT(u_left, LEFT)
SHIFT(u_right, RIGHT)
SHIFT(u_right_signed, RIGHT_SIGNED)

#include "nerve/kernels/cells_body.h"

PHIL_CELL_KERNEL(phil_cells_neon)
{
    return run(job);
}
