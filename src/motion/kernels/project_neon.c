/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What project_avx2.c does, four samples at a time: the taps of four columns are four floats in a
 * row of the stage. Every aarch64 processor has these instructions.
 */
#include "motion/kernels/kernels.h"

#include <arm_neon.h>

struct cubic4 {
    float32x4_t w[4];
};

/* See project_avx2.c. vfmsq_f32(a, b, c) is a - b c. */
static inline struct cubic4 cubic_weights(float32x4_t f)
{
    const float32x4_t two = vdupq_n_f32(2.0f);
    const float32x4_t g = vsubq_f32(vdupq_n_f32(1.0f), f);
    const float32x4_t h = vmulq_f32(vmulq_n_f32(f, -0.5f), g);
    struct cubic4 c;
    c.w[0] = vmulq_f32(h, g);
    c.w[3] = vmulq_f32(h, f);
    c.w[1] = vfmsq_f32(vaddq_f32(g, c.w[3]), two, c.w[0]);
    c.w[2] = vfmsq_f32(vaddq_f32(f, c.w[0]), two, c.w[3]);
    return c;
}

static inline float32x4_t cubic(const struct cubic4 *c, float32x4_t t0, float32x4_t t1,
                                float32x4_t t2, float32x4_t t3)
{
    float32x4_t value = vmulq_f32(c->w[3], t3);
    value = vfmaq_f32(value, c->w[2], t2);
    value = vfmaq_f32(value, c->w[1], t1);
    return vfmaq_f32(value, c->w[0], t0);
}

static inline float one_of(const unsigned char *at, int is_u16)
{
    return is_u16 ? (float)*(const uint16_t *)(const void *)at : (float)*at;
}

/* Eight samples in a row. */
static inline void copy_eight(const unsigned char *at, float *to, int is_u16)
{
    const uint16x8_t v =
        is_u16 ? vld1q_u16((const uint16_t *)(const void *)at) : vmovl_u8(vld1_u8(at));
    vst1q_f32(to, vcvtq_f32_u32(vmovl_u16(vget_low_u16(v))));
    vst1q_f32(to + 4, vcvtq_f32_u32(vmovl_u16(vget_high_u16(v))));
}

/* Copies the samples of a plan; margins and one row below become 0. */
static inline void fill(const struct phil_stage *plan, const unsigned char *base, float *stage,
                        int is_u16)
{
    const unsigned char *from = base + plan->first;
    const int n = plan->columns, width = plan->width;
    const int in_a_row = plan->right == (is_u16 ? 2 : 1) && n >= 8;
    for (int y = 0; y < plan->rows; y++) {
        float *row = stage + (ptrdiff_t)y * width;
        for (int x = 0; x < PHIL_STAGE_MARGIN; x += 4) {
            vst1q_f32(row + x, vdupq_n_f32(0));
            vst1q_f32(row + PHIL_STAGE_MARGIN + n + x, vdupq_n_f32(0));
        }
        if (!in_a_row)
            continue;
        const unsigned char *at = from + y * plan->down;
        for (int x = 0; x + 8 <= n; x += 8)
            copy_eight(at + x * plan->right, row + PHIL_STAGE_MARGIN + x, is_u16);
        copy_eight(at + (n - 8) * plan->right, row + PHIL_STAGE_MARGIN + n - 8, is_u16);
    }
    for (int x = 0; x < width; x += 4)
        vst1q_f32(stage + (ptrdiff_t)plan->rows * width + x, vdupq_n_f32(0));
    for (int x = 0; !in_a_row && x < n; x++)
        for (int y = 0; y < plan->rows; y++)
            stage[(ptrdiff_t)y * width + PHIL_STAGE_MARGIN + x] =
                one_of(from + x * plan->right + y * plan->down, is_u16);
}

/* The interpolation with all four lanes' first taps in a row from `at`. */
static inline float32x4_t cubic4(const float *at, int width, const struct cubic4 *x,
                                 const struct cubic4 *y)
{
    float32x4_t row[4];
    for (int r = 0; r < 4; r++, at += width)
        row[r] = cubic(x, vld1q_f32(at), vld1q_f32(at + 1), vld1q_f32(at + 2), vld1q_f32(at + 3));
    return cubic(y, row[0], row[1], row[2], row[3]);
}

/* Like sample8() of project_avx2.c: once for every row or column of samples that the lanes begin
 * in, each time keeping the lanes that do begin there. */
static inline float32x4_t sample4(const float *origin, int width, float32x4_t x, float32x4_t y)
{
    static const float lanes[4] = {0, 1, 2, 3};
    const float32x4_t fx = vrndmq_f32(x), fy = vrndmq_f32(y);
    const struct cubic4 wx = cubic_weights(vsubq_f32(x, fx));
    const struct cubic4 wy = cubic_weights(vsubq_f32(y, fy));
    int32_t place[4];
    const int32x4_t places =
        vcvtq_s32_f32(vfmaq_n_f32(vsubq_f32(fx, vld1q_f32(lanes)), fy, (float)width));
    vst1q_s32(place, places);
    float32x4_t value = cubic4(origin + place[0], width, &wx, &wy);
    for (int k = 1; k < 4; k++) {
        if (place[k] == place[0])
            continue;
        const uint32x4_t same = vceqq_s32(places, vdupq_n_s32(place[k]));
        value = vbslq_f32(same, cubic4(origin + place[k], width, &wx, &wy), value);
    }
    return value;
}

/* Positions are computed as in the plan: not fused. */
static inline void sample_row(const struct phil_stage *plan, const float *stage, int r, int padded,
                              float mean, float *out)
{
    static const float lanes[4] = {0, 1, 2, 3};
    const float *origin =
        stage + PHIL_STAGE_MARGIN - plan->left - 1 - (ptrdiff_t)(plan->top + 1) * plan->width;
    const float32x4_t row_x = vdupq_n_f32(plan->grid[0] + (float)r * plan->grid[4]);
    const float32x4_t row_y = vdupq_n_f32(plan->grid[1] + (float)r * plan->grid[5]);
    for (int c = 0; c < padded; c += 4) {
        const float32x4_t column = vaddq_f32(vdupq_n_f32((float)c), vld1q_f32(lanes));
        const float32x4_t x = vaddq_f32(row_x, vmulq_n_f32(column, plan->grid[2]));
        const float32x4_t y = vaddq_f32(row_y, vmulq_n_f32(column, plan->grid[3]));
        const float32x4_t value = sample4(origin, plan->width, x, y);
        vst1q_f32(out + c, vsubq_f32(value, vdupq_n_f32(mean)));
    }
}

static inline void project(const void *base, ptrdiff_t stride, const float grid[6], int side,
                           int padded, const float *basis, float mean, float *out,
                           float sums[PHIL_N_SUMS], int is_u16)
{
    float stage[PHIL_STAGE_SIZE];
    struct phil_stage plan;
    if (!phil_stage_plan(&plan, grid, side, padded, stride, is_u16 ? 2 : 1)) {
        (is_u16 ? phil_project_u16_c : phil_project_u8_c)(base, stride, grid, side, padded, basis,
                                                          mean, out, sums);
        return;
    }
    fill(&plan, base, stage, is_u16);
    const size_t plane = (size_t)side * (size_t)padded;
    float32x4_t total[PHIL_N_SUMS];
    for (int s = 0; s < PHIL_N_SUMS; s++)
        total[s] = vdupq_n_f32(0);
    for (int r = 0; r < side; r++, out += padded, basis += padded) {
        sample_row(&plan, stage, r, padded, mean, out);
        for (int c = 0; c < padded; c += 4) {
            const float32x4_t value = vld1q_f32(out + c);
            const float *b = basis + c;
            total[0] = vfmaq_f32(total[0], vld1q_f32(b), value);
            total[1] = vfmaq_f32(total[1], vld1q_f32(b + plane), value);
            total[2] = vfmaq_f32(total[2], vld1q_f32(b + 2 * plane), value);
            const float32x4_t weighted = vmulq_f32(vld1q_f32(b + 3 * plane), value);
            total[3] = vaddq_f32(total[3], weighted);
            total[4] = vfmaq_f32(total[4], weighted, value);
        }
    }
    for (int s = 0; s < PHIL_N_SUMS; s++)
        sums[s] = vaddvq_f32(total[s]);
}

PHIL_PROJECT_PROTOTYPE(phil_project_u8_neon)
{
    project(base, stride, grid, side, padded, basis, mean, out, sums, 0);
}

PHIL_PROJECT_PROTOTYPE(phil_project_u16_neon)
{
    project(base, stride, grid, side, padded, basis, mean, out, sums, 1);
}
