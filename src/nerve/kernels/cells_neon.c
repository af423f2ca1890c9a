/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motoneurons by NEON: two vectors of four in every operation. Maximum and minimum are comparisons,
 * as on the other processors: NEON's own order zeros by their signs. */
#include "nerve/kernels/cells.h"

#include <arm_neon.h>

#define LANES  8
#define INLINE inline __attribute__((always_inline))

typedef struct {
    float32x4_t a, b;
} V;

typedef struct {
    uint32x4_t a, b;
} U;

typedef U M;

static INLINE V v_load(const float *p)
{
    return (V){vld1q_f32(p), vld1q_f32(p + 4)};
}

static INLINE void v_store(float *p, V v)
{
    vst1q_f32(p, v.a);
    vst1q_f32(p + 4, v.b);
}

static INLINE V v_set(float x)
{
    return (V){vdupq_n_f32(x), vdupq_n_f32(x)};
}

static INLINE V v_add(V x, V y)
{
    return (V){vaddq_f32(x.a, y.a), vaddq_f32(x.b, y.b)};
}

static INLINE V v_sub(V x, V y)
{
    return (V){vsubq_f32(x.a, y.a), vsubq_f32(x.b, y.b)};
}

static INLINE V v_mul(V x, V y)
{
    return (V){vmulq_f32(x.a, y.a), vmulq_f32(x.b, y.b)};
}

static INLINE V v_div(V x, V y)
{
    return (V){vdivq_f32(x.a, y.a), vdivq_f32(x.b, y.b)};
}

static INLINE V v_sqrt(V x)
{
    return (V){vsqrtq_f32(x.a), vsqrtq_f32(x.b)};
}

static INLINE V v_max(V x, V y)
{
    return (V){vbslq_f32(vcgtq_f32(x.a, y.a), x.a, y.a), vbslq_f32(vcgtq_f32(x.b, y.b), x.b, y.b)};
}

static INLINE V v_min(V x, V y)
{
    return (V){vbslq_f32(vcltq_f32(x.a, y.a), x.a, y.a), vbslq_f32(vcltq_f32(x.b, y.b), x.b, y.b)};
}

static INLINE V v_fma(V x, V y, V z)
{
    return (V){vfmaq_f32(z.a, x.a, y.a), vfmaq_f32(z.b, x.b, y.b)};
}

static INLINE V v_fnma(V x, V y, V z)
{
    return (V){vfmsq_f32(z.a, x.a, y.a), vfmsq_f32(z.b, x.b, y.b)};
}

static INLINE M v_less(V x, V y)
{
    return (M){vcltq_f32(x.a, y.a), vcltq_f32(x.b, y.b)};
}

static INLINE V v_choose(M m, V x, V y)
{
    return (V){vbslq_f32(m.a, x.a, y.a), vbslq_f32(m.b, x.b, y.b)};
}

static INLINE int m_rises(M was_below, M is_below)
{
    return vmaxvq_u32(vorrq_u32(vbicq_u32(was_below.a, is_below.a),
                                vbicq_u32(was_below.b, is_below.b))) != 0;
}

static INLINE U v_bits(V x)
{
    return (U){vreinterpretq_u32_f32(x.a), vreinterpretq_u32_f32(x.b)};
}

static INLINE V v_of(U x)
{
    return (V){vreinterpretq_f32_u32(x.a), vreinterpretq_f32_u32(x.b)};
}

static INLINE V v_from_i(U x)
{
    return (V){vcvtq_f32_s32(vreinterpretq_s32_u32(x.a)),
               vcvtq_f32_s32(vreinterpretq_s32_u32(x.b))};
}

static INLINE U u_load(const uint32_t *p)
{
    return (U){vld1q_u32(p), vld1q_u32(p + 4)};
}

static INLINE U u_set(uint32_t x)
{
    return (U){vdupq_n_u32(x), vdupq_n_u32(x)};
}

static INLINE U u_add(U x, U y)
{
    return (U){vaddq_u32(x.a, y.a), vaddq_u32(x.b, y.b)};
}

static INLINE U u_sub(U x, U y)
{
    return (U){vsubq_u32(x.a, y.a), vsubq_u32(x.b, y.b)};
}

static INLINE U u_mul(U x, U y)
{
    return (U){vmulq_u32(x.a, y.a), vmulq_u32(x.b, y.b)};
}

static INLINE U u_xor(U x, U y)
{
    return (U){veorq_u32(x.a, y.a), veorq_u32(x.b, y.b)};
}

static INLINE U u_or(U x, U y)
{
    return (U){vorrq_u32(x.a, y.a), vorrq_u32(x.b, y.b)};
}

static INLINE U u_left(U x, int by)
{
    return (U){vshlq_u32(x.a, vdupq_n_s32(by)), vshlq_u32(x.b, vdupq_n_s32(by))};
}

static INLINE U u_right(U x, int by)
{
    return (U){vshlq_u32(x.a, vdupq_n_s32(-by)), vshlq_u32(x.b, vdupq_n_s32(-by))};
}

static INLINE U u_right_signed(U x, int by)
{
    return (U){vreinterpretq_u32_s32(vshlq_s32(vreinterpretq_s32_u32(x.a), vdupq_n_s32(-by))),
               vreinterpretq_u32_s32(vshlq_s32(vreinterpretq_s32_u32(x.b), vdupq_n_s32(-by)))};
}

#include "nerve/kernels/cells_body.h"

PHIL_CELL_KERNEL(phil_cells_neon)
{
    return run(job);
}
