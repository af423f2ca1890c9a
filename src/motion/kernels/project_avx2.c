/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eight samples at a time. A head that has moved little since the reference maps neighbouring
 * columns to neighbouring samples, so the taps of eight columns are eight floats in a row of the
 * stage, and no gather is needed. Where a turn or a change of size makes a vector cross from one
 * row or column of samples to the next, it is computed once for each of the two and blended; any
 * other map is handled the same way, in up to eight rounds. Built with -mavx2 -mfma into a
 * library of its own.
 */
#include "motion/kernels/kernels.h"

#include <immintrin.h>

struct cubic8 {
    __m256 w[4];
};

/* With g = 1 - f: the outer weights are -f g g / 2 and -f f g / 2; the inner ones follow because a
 * constant and a slope are reproduced. */
static inline struct cubic8 cubic_weights(__m256 f)
{
    const __m256 two = _mm256_set1_ps(2.0f);
    const __m256 g = _mm256_sub_ps(_mm256_set1_ps(1.0f), f);
    const __m256 h = _mm256_mul_ps(_mm256_mul_ps(_mm256_set1_ps(-0.5f), f), g);
    struct cubic8 c;
    c.w[0] = _mm256_mul_ps(h, g);
    c.w[3] = _mm256_mul_ps(h, f);
    c.w[1] = _mm256_fnmadd_ps(two, c.w[0], _mm256_add_ps(g, c.w[3]));
    c.w[2] = _mm256_fnmadd_ps(two, c.w[3], _mm256_add_ps(f, c.w[0]));
    return c;
}

static inline __m256 cubic(const struct cubic8 *c, __m256 t0, __m256 t1, __m256 t2, __m256 t3)
{
    return _mm256_fmadd_ps(
        c->w[0], t0,
        _mm256_fmadd_ps(c->w[1], t1, _mm256_fmadd_ps(c->w[2], t2, _mm256_mul_ps(c->w[3], t3))));
}

static inline float add8(__m256 v)
{
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_movehdup_ps(s)));
}

static inline __m256 eight_of(const unsigned char *at, int is_u16)
{
    const __m128i v = is_u16 ? _mm_loadu_si128((const __m128i *)(const void *)at)
                             : _mm_loadl_epi64((const __m128i *)(const void *)at);
    return _mm256_cvtepi32_ps(is_u16 ? _mm256_cvtepu16_epi32(v) : _mm256_cvtepu8_epi32(v));
}

static inline float one_of(const unsigned char *at, int is_u16)
{
    return is_u16 ? (float)*(const uint16_t *)(const void *)at : (float)*at;
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
        _mm256_store_ps(row, _mm256_setzero_ps());
        _mm256_storeu_ps(row + PHIL_STAGE_MARGIN + n, _mm256_setzero_ps());
        if (!in_a_row)
            continue;
        const unsigned char *at = from + y * plan->down;
        for (int x = 0; x + 8 <= n; x += 8)
            _mm256_store_ps(row + PHIL_STAGE_MARGIN + x, eight_of(at + x * plan->right, is_u16));
        _mm256_storeu_ps(row + PHIL_STAGE_MARGIN + n - 8,
                         eight_of(at + (n - 8) * plan->right, is_u16));
    }
    for (int x = 0; x < width; x += 8)
        _mm256_store_ps(stage + (ptrdiff_t)plan->rows * width + x, _mm256_setzero_ps());
    /* Turned pictures: along the plane's rows, whatever they are in the stage. */
    for (int x = 0; !in_a_row && x < n; x++)
        for (int y = 0; y < plan->rows; y++)
            stage[(ptrdiff_t)y * width + PHIL_STAGE_MARGIN + x] =
                one_of(from + x * plan->right + y * plan->down, is_u16);
}

/* The interpolation with all eight lanes' first taps in a row from `at`. */
static inline __m256 cubic8(const float *at, int width, const struct cubic8 *x,
                            const struct cubic8 *y)
{
    __m256 row[4];
    for (int r = 0; r < 4; r++, at += width)
        row[r] = cubic(x, _mm256_loadu_ps(at), _mm256_loadu_ps(at + 1), _mm256_loadu_ps(at + 2),
                       _mm256_loadu_ps(at + 3));
    return cubic(y, row[0], row[1], row[2], row[3]);
}

/* `origin` is where a tap at staged coordinates (0, 0) lies, so that first taps lie one row and
 * one column before the whole part of a position. */
static inline __m256 sample8(const float *origin, int width, __m256 x, __m256 y)
{
    const __m256 fx = _mm256_floor_ps(x), fy = _mm256_floor_ps(y);
    const struct cubic8 wx = cubic_weights(_mm256_sub_ps(x, fx));
    const struct cubic8 wy = cubic_weights(_mm256_sub_ps(y, fy));
    const __m256 lane = _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7);
    /* Equal in all lanes when their taps lie in a row. Exact: a stage has fewer than 2^24 floats.
     */
    const __m256i place = _mm256_cvtps_epi32(
        _mm256_fmadd_ps(fy, _mm256_set1_ps((float)width), _mm256_sub_ps(fx, lane)));
    const __m256i first = _mm256_broadcastd_epi32(_mm256_castsi256_si128(place));
    __m256 value = cubic8(origin + _mm256_cvtsi256_si32(place), width, &wx, &wy);
    unsigned done =
        (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(place, first)));
    while (done != 0xff) {
        const __m256i k = _mm256_set1_epi32(__builtin_ctz(~done));
        const __m256i its = _mm256_permutevar8x32_epi32(place, k);
        const __m256 same = _mm256_castsi256_ps(_mm256_cmpeq_epi32(place, its));
        const float *at = origin + _mm256_cvtsi256_si32(its);
        value = _mm256_blendv_ps(value, cubic8(at, width, &wx, &wy), same);
        done |= (unsigned)_mm256_movemask_ps(same);
    }
    return value;
}

/* Positions are computed as in the plan: not fused. */
static inline void sample_row(const struct phil_stage *plan, const float *stage, int r, int padded,
                              float mean, float *out)
{
    const float *origin =
        stage + PHIL_STAGE_MARGIN - plan->left - 1 - (ptrdiff_t)(plan->top + 1) * plan->width;
    const __m256 row_x = _mm256_set1_ps(plan->grid[0] + (float)r * plan->grid[4]);
    const __m256 row_y = _mm256_set1_ps(plan->grid[1] + (float)r * plan->grid[5]);
    const __m256 step_x = _mm256_set1_ps(plan->grid[2]), step_y = _mm256_set1_ps(plan->grid[3]);
    const __m256 lane = _mm256_setr_ps(0, 1, 2, 3, 4, 5, 6, 7);
    for (int c = 0; c < padded; c += 8) {
        const __m256 column = _mm256_add_ps(_mm256_set1_ps((float)c), lane);
        const __m256 x = _mm256_add_ps(row_x, _mm256_mul_ps(column, step_x));
        const __m256 y = _mm256_add_ps(row_y, _mm256_mul_ps(column, step_y));
        const __m256 value = sample8(origin, plan->width, x, y);
        _mm256_store_ps(out + c, _mm256_sub_ps(value, _mm256_set1_ps(mean)));
    }
}

static inline void project(const void *base, ptrdiff_t stride, const float grid[6], int side,
                           int padded, const float *basis, float mean, float *out,
                           float sums[PHIL_N_SUMS], int is_u16)
{
    _Alignas(32) float stage[PHIL_STAGE_SIZE];
    struct phil_stage plan;
    if (!phil_stage_plan(&plan, grid, side, padded, stride, is_u16 ? 2 : 1)) {
        (is_u16 ? phil_project_u16_c : phil_project_u8_c)(base, stride, grid, side, padded, basis,
                                                          mean, out, sums);
        return;
    }
    fill(&plan, base, stage, is_u16);
    const size_t plane = (size_t)side * (size_t)padded;
    __m256 total[PHIL_N_SUMS];
    for (int s = 0; s < PHIL_N_SUMS; s++)
        total[s] = _mm256_setzero_ps();
    for (int r = 0; r < side; r++, out += padded, basis += padded) {
        sample_row(&plan, stage, r, padded, mean, out);
        /* A loop of its own: the sums would not stay in registers beside the weights. */
        for (int c = 0; c < padded; c += 8) {
            const __m256 value = _mm256_load_ps(out + c);
            const float *b = basis + c;
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
