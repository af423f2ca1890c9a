/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motoneurons in plain C, a cell at a time: what the other kernels are held to. Where the processor
 * has no fused multiply-add, fmaf() makes it slow, and no less exact. */
#include "nerve/kernels/cells.h"

#include <math.h>
#include <string.h>

#define LANES  1
#define INLINE inline

typedef float V;
typedef uint32_t U;
typedef bool M;

static INLINE V v_load(const float *p)
{
    return *p;
}

static INLINE void v_store(float *p, V v)
{
    *p = v;
}

static INLINE V v_set(float x)
{
    return x;
}

static INLINE V v_add(V a, V b)
{
    return a + b;
}

static INLINE V v_sub(V a, V b)
{
    return a - b;
}

static INLINE V v_mul(V a, V b)
{
    return a * b;
}

static INLINE V v_div(V a, V b)
{
    return a / b;
}

static INLINE V v_sqrt(V a)
{
    return sqrtf(a);
}

static INLINE V v_max(V a, V b)
{
    return a > b ? a : b;
}

static INLINE V v_min(V a, V b)
{
    return a < b ? a : b;
}

static INLINE V v_fma(V a, V b, V c)
{
    return fmaf(a, b, c);
}

static INLINE V v_fnma(V a, V b, V c)
{
    return fmaf(-a, b, c);
}

static INLINE M v_less(V a, V b)
{
    return a < b;
}

static INLINE V v_choose(M m, V a, V b)
{
    return m ? a : b;
}

static INLINE int m_rises(M was_below, M is_below)
{
    return was_below && !is_below;
}

static INLINE U v_bits(V v)
{
    U u;
    memcpy(&u, &v, sizeof u);
    return u;
}

static INLINE V v_of(U u)
{
    V v;
    memcpy(&v, &u, sizeof v);
    return v;
}

static INLINE V v_from_i(U u)
{
    return (float)(int32_t)u;
}

static INLINE U u_load(const uint32_t *p)
{
    return *p;
}

static INLINE U u_set(uint32_t x)
{
    return x;
}

static INLINE U u_add(U a, U b)
{
    return a + b;
}

static INLINE U u_sub(U a, U b)
{
    return a - b;
}

static INLINE U u_mul(U a, U b)
{
    return a * b;
}

static INLINE U u_xor(U a, U b)
{
    return a ^ b;
}

static INLINE U u_or(U a, U b)
{
    return a | b;
}

static INLINE U u_left(U a, int by)
{
    return a << by;
}

static INLINE U u_right(U a, int by)
{
    return a >> by;
}

static INLINE U u_right_signed(U a, int by)
{
    return (U)((int32_t)a >> by);
}

#include "nerve/kernels/cells_body.h"

PHIL_CELL_KERNEL(phil_cells_c)
{
    return run(job);
}
