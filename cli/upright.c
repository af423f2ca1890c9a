/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "upright.h"

#include <math.h>
#include <stdlib.h>

enum phil_status phil_upright_init(struct phil_upright *upright, int width, int height)
{
    *upright = (struct phil_upright){.width = width, .height = height};
    upright->luma = calloc((size_t)width, (size_t)height);
    return upright->luma ? PHIL_OK : PHIL_EMEM;
}

void phil_upright_release(struct phil_upright *upright)
{
    free(upright->luma);
    free(upright->levels);
    *upright = (struct phil_upright){0};
}

/* Limited range puts black at 16 and white at 235 of 8 bits (ITU-R BT.709, 219 steps). */
static uint8_t level_of(unsigned sample, int bit_depth, bool full_range)
{
    double level;
    if (full_range)
        level = 16 + 219.0 * sample / ((1u << bit_depth) - 1);
    else
        level = (double)sample / (1u << (bit_depth - 8));
    return (uint8_t)fmin(255, lround(level));
}

static enum phil_status make_levels(struct phil_upright *upright, const struct phil_frame *frame)
{
    if (upright->bit_depth == frame->bit_depth && upright->full_range == frame->full_range)
        return PHIL_OK;
    const size_t n = (size_t)1 << frame->bit_depth;
    uint8_t *levels = malloc(n);
    if (!levels)
        return PHIL_EMEM;
    for (size_t i = 0; i < n; i++)
        levels[i] = level_of((unsigned)i, frame->bit_depth, frame->full_range);
    free(upright->levels);
    upright->levels = levels;
    upright->bit_depth = frame->bit_depth;
    upright->full_range = frame->full_range;
    return PHIL_OK;
}

static unsigned sample_at(const struct phil_frame *frame, ptrdiff_t x, ptrdiff_t y)
{
    const uint8_t *row = (const uint8_t *)frame->luma + y * frame->stride_bytes;
    if (frame->bit_depth == 8)
        return row[x];
    /* Stray high bits would index past the table. */
    return ((const uint16_t *)(const void *)row)[x] & ((1u << frame->bit_depth) - 1);
}

enum phil_status phil_upright_take(struct phil_upright *upright, const struct phil_frame *frame)
{
    const enum phil_status status = make_levels(upright, frame);
    if (status != PHIL_OK)
        return status;
    const struct phil_affine map = phil_frame_upright_to_stored(frame);
    const ptrdiff_t step_x = lround(map.xx), step_y = lround(map.yx);
    int width, height;
    phil_frame_upright_size(frame, &width, &height);
    width = width < upright->width ? width : upright->width;
    height = height < upright->height ? height : upright->height;
    for (int v = 0; v < height; v++) {
        ptrdiff_t x = lround(map.xy * v + map.x0), y = lround(map.yy * v + map.y0);
        uint8_t *out = upright->luma + (size_t)v * (size_t)upright->width;
        for (int u = 0; u < width; u++, x += step_x, y += step_y)
            out[u] = upright->levels[sample_at(frame, x, y)];
    }
    return PHIL_OK;
}
