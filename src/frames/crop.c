/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cutting out and resizing a piece of the upright picture.
 *
 * Idea: resizing by area or by linear interpolation is separable, so each axis gets a table that
 * says, for every output sample, which stored samples count and how much. Rows are first summed
 * into one row of floats (a loop over neighbouring columns, which the compiler vectorises), then
 * that row is reduced sideways. Rotation costs nothing extra: the work is done in stored
 * orientation and only the small result is written with turned steps.
 *
 * When the rectangle lies on whole samples and shrinks by whole factors, which is how a detector
 * asks for a 1080p picture at 640x360, 8-bit rows are summed in 16-bit integers instead; the
 * result is the same up to the float path's rounding.
 *
 * Assumptions: black outside. A box that hangs over the edge counts the outside as black; linear
 * interpolation repeats the outermost samples up to the picture's edge and is black beyond it.
 * Where it fails: linear interpolation is soft, so enlarged pieces are for looking at and for
 * finding faces, not for measuring.
 */
#include <philtrum/frames.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* One output sample of one axis: weight[first_weight + i] of source sample first + i. */
struct taps {
    int first, count;
    size_t first_weight;
    float coverage; /* sum of the weights: below 1 where the box hangs over the edge */
};

struct axis {
    int n;
    struct taps *taps;
    float *weights;
};

/* A stretch of one axis of the stored picture and the number of samples it becomes. */
struct stretch {
    double from, length; /* in samples; sample i covers [i, i + 1) */
    int size;            /* samples that exist: 0 .. size - 1 */
    int out;
};

static void axis_release(struct axis *axis)
{
    free(axis->taps);
    free(axis->weights);
    *axis = (struct axis){0};
}

/* Weights of the samples under the box [lo, hi), each its overlap. */
static size_t box_taps(struct taps *t, float *weights, double lo, double hi, int size)
{
    const double inside_lo = fmax(lo, 0), inside_hi = fmin(hi, size);
    if (inside_lo >= inside_hi)
        return 0;
    const int first = (int)inside_lo;
    int end = (int)ceil(inside_hi);
    if (end > size)
        end = size;
    t->first = first;
    for (int i = first; i < end; i++) {
        const double overlap = fmin(i + 1.0, inside_hi) - fmax(i, inside_lo);
        weights[t->count++] = (float)(overlap / (hi - lo));
    }
    t->coverage = (float)((inside_hi - inside_lo) / (hi - lo));
    return (size_t)t->count;
}

/* The two samples around `at` (0.5 is the centre of sample 0). */
static size_t linear_taps(struct taps *t, float *weights, double at, int size)
{
    if (at < 0 || at >= size)
        return 0;
    const double centred = fmin(fmax(at - 0.5, 0), size - 1);
    t->first = (int)centred;
    t->coverage = 1;
    const double share = centred - t->first;
    weights[0] = (float)(1 - share);
    weights[1] = (float)share;
    t->count = share > 0 ? 2 : 1;
    return (size_t)t->count;
}

static enum phil_status axis_init(struct axis *axis, const struct stretch *s)
{
    const double step = s->length / s->out;
    /* A box touches at most its length in samples and two partly covered ones, and all boxes
     * together at most every sample once and two shared ends per box. */
    const size_t room = (size_t)s->size + 3 * (size_t)s->out + 2;
    axis->n = s->out;
    axis->taps = calloc((size_t)s->out, sizeof *axis->taps);
    axis->weights = malloc(room * sizeof *axis->weights);
    if (!axis->taps || !axis->weights)
        return PHIL_EMEM;
    size_t used = 0;
    for (int o = 0; o < s->out; o++) {
        struct taps *t = &axis->taps[o];
        t->first_weight = used;
        if (step >= 1)
            used += box_taps(t, axis->weights + used, s->from + o * step, s->from + (o + 1) * step,
                             s->size);
        else
            used += linear_taps(t, axis->weights + used, s->from + (o + 0.5) * step, s->size);
    }
    return PHIL_OK;
}

/* From stored sample values to 0..255. */
struct levels {
    float gain, black;
};

static struct levels levels_of(const struct phil_frame *f)
{
    const float unit = (float)(1 << (f->bit_depth - 8)); /* one 8-bit step in samples */
    if (f->full_range)
        return (struct levels){255.0f / (256.0f * unit - 1.0f), 0};
    return (struct levels){255.0f / (219.0f * unit), 16.0f * unit};
}

static uint8_t to_byte(float value)
{
    return value <= 0 ? 0 : value >= 255 ? 255 : (uint8_t)(value + 0.5f);
}

/* Where the output sample of stored column c and stored row r goes: out[origin + c * column
 * + r * row]. */
struct placement {
    ptrdiff_t origin, column, row;
};

static struct placement placement_of(int turns, int out_width, int out_height)
{
    const ptrdiff_t w = out_width, h = out_height;
    switch (turns) {
    case 1:
        return (struct placement){w - 1, w, -1};
    case 2:
        return (struct placement){w * h - 1, -1, -w};
    case 3:
        return (struct placement){w * (h - 1), -w, 1};
    default:
        return (struct placement){0, 1, w};
    }
}

static void add_row(float *sum, const struct phil_frame *f, int row, int from, int to, float weight)
{
    const char *luma = (const char *)f->luma + f->stride_bytes * row;
    if (f->bit_depth > 8) {
        const uint16_t *p = (const uint16_t *)(const void *)luma;
        for (int x = from; x < to; x++)
            sum[x] += weight * (float)p[x];
    } else {
        const uint8_t *p = (const uint8_t *)luma;
        for (int x = from; x < to; x++)
            sum[x] += weight * (float)p[x];
    }
}

/* The columns that any output sample needs. */
static void needed_columns(const struct axis *x, int *from, int *to)
{
    *from = 0;
    *to = 0;
    for (int o = 0; o < x->n; o++) {
        const struct taps *t = &x->taps[o];
        if (!t->count)
            continue;
        if (*to == 0 || t->first < *from)
            *from = t->first;
        if (t->first + t->count > *to)
            *to = t->first + t->count;
    }
}

static void reduce_row(const float *sum, const struct axis *x, struct levels levels,
                       float row_coverage, uint8_t *out, ptrdiff_t step)
{
    for (int o = 0; o < x->n; o++) {
        const struct taps *t = &x->taps[o];
        const float *w = x->weights + t->first_weight, *s = sum + t->first;
        float total = 0;
        for (int i = 0; i < t->count; i++)
            total += w[i] * s[i];
        /* Black is subtracted only as far as the box lies inside: outside is black already. */
        out[o * step] = to_byte(levels.gain * (total - levels.black * t->coverage * row_coverage));
    }
}

static enum phil_status resize_any(const struct phil_frame *f, const struct stretch *across,
                                   const struct stretch *down, uint8_t *out, struct placement place)
{
    struct axis x = {0}, y = {0};
    const struct levels levels = levels_of(f);
    float *sum = calloc((size_t)f->width, sizeof *sum);
    enum phil_status status = sum ? PHIL_OK : PHIL_EMEM;
    if (!status)
        status = axis_init(&x, across);
    if (!status)
        status = axis_init(&y, down);
    if (status)
        goto done;
    int from, to;
    needed_columns(&x, &from, &to);
    for (int r = 0; r < y.n; r++) {
        const struct taps *t = &y.taps[r];
        for (int c = from; c < to; c++)
            sum[c] = 0;
        for (int i = 0; i < t->count; i++)
            add_row(sum, f, t->first + i, from, to, y.weights[t->first_weight + (size_t)i]);
        reduce_row(sum, &x, levels, t->coverage, out + place.origin + r * place.row, place.column);
    }
done:
    axis_release(&x);
    axis_release(&y);
    free(sum);
    return status;
}

enum { MAX_FACTOR = 16 }; /* 16 rows of 255 and 16 columns of those sums fit 16 and 32 bits */

/* The whole factor by which the stretch shrinks on whole samples inside the picture, or 0. */
static int whole_factor(const struct stretch *s)
{
    const double step = s->length / s->out;
    const bool whole = step == floor(step) && s->from == floor(s->from);
    const bool inside = s->from >= 0 && s->from + s->length <= s->size;
    return whole && inside && step >= 1 && step <= MAX_FACTOR ? (int)step : 0;
}

static void sum_rows(uint16_t *restrict sum, const uint8_t *luma, ptrdiff_t stride, int rows,
                     int columns)
{
    for (int c = 0; c < columns; c++)
        sum[c] = luma[c];
    for (int r = 1; r < rows; r++) {
        const uint8_t *p = luma + r * stride;
        for (int c = 0; c < columns; c++)
            sum[c] = (uint16_t)(sum[c] + p[c]);
    }
}

/* `factor` is a constant in each call below, so that the inner loop unrolls. */
static inline void sum_columns(const uint16_t *sum, int n, int factor, struct levels per_sum,
                               uint8_t *out, ptrdiff_t step)
{
    for (int o = 0; o < n; o++) {
        unsigned total = 0;
        for (int i = 0; i < factor; i++)
            total += sum[o * factor + i];
        out[o * step] = to_byte(per_sum.gain * ((float)total - per_sum.black));
    }
}

static enum phil_status shrink_whole(const struct phil_frame *f, const struct stretch *across,
                                     const struct stretch *down, int fx, int fy, uint8_t *out,
                                     struct placement place)
{
    const int columns = across->out * fx;
    uint16_t *sum = calloc((size_t)columns, sizeof *sum);
    if (!sum)
        return PHIL_EMEM;
    struct levels per_sum = levels_of(f);
    per_sum.gain /= (float)(fx * fy);
    per_sum.black *= (float)(fx * fy);
    const uint8_t *luma = f->luma;
    luma += (ptrdiff_t)down->from * f->stride_bytes + (ptrdiff_t)across->from;
    for (int r = 0; r < down->out; r++) {
        uint8_t *row = out + place.origin + r * place.row;
        sum_rows(sum, luma + (ptrdiff_t)r * fy * f->stride_bytes, f->stride_bytes, fy, columns);
        if (fx == 2)
            sum_columns(sum, across->out, 2, per_sum, row, place.column);
        else if (fx == 3)
            sum_columns(sum, across->out, 3, per_sum, row, place.column);
        else
            sum_columns(sum, across->out, fx, per_sum, row, place.column);
    }
    free(sum);
    return PHIL_OK;
}

/* The upright rectangle as stretches of the stored axes. */
static void turn_rectangle(const struct phil_frame *f, struct stretch x, struct stretch y,
                           struct stretch *across, struct stretch *down)
{
    const int turns = f->quarter_turns;
    *across = turns & 1 ? y : x;
    *down = turns & 1 ? x : y;
    across->size = f->width;
    down->size = f->height;
    if (turns == 2 || turns == 3)
        across->from = f->width - (across->from + across->length);
    if (turns == 1 || turns == 2)
        down->from = f->height - (down->from + down->length);
}

enum phil_status phil_frame_crop(const struct phil_frame *frame, double x, double y, double width,
                                 double height, uint8_t *out, int out_width, int out_height)
{
    /* Beyond 1e9 samples doubles no longer place a box to a thousandth of a sample. */
    const double far = 1e9;
    if (!frame || !out || out_width < 1 || out_height < 1 || out_width > 1 << 16 ||
        out_height > 1 << 16 || !(width > 0 && width <= far) || !(height > 0 && height <= far) ||
        !(fabs(x) <= far) || !(fabs(y) <= far))
        return PHIL_EARG;
    struct stretch across, down;
    turn_rectangle(frame, (struct stretch){x, width, 0, out_width},
                   (struct stretch){y, height, 0, out_height}, &across, &down);
    const struct placement place = placement_of(frame->quarter_turns, out_width, out_height);
    const int fx = whole_factor(&across), fy = whole_factor(&down);
    if (frame->bit_depth == 8 && fx && fy)
        return shrink_whole(frame, &across, &down, fx, fy, out, place);
    return resize_any(frame, &across, &down, out, place);
}
