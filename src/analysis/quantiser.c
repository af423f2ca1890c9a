/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How coarsely was a clip quantised, when its decoder does not tell (HEVC, AV1)?
 *
 * Idea. The clip's bit rate tells how many bits a picture took. So pieces from all over the
 * picture, over some frames in a row, are encoded at trial quantisers until they take as many bits
 * per sample as the clip does. Bits fall steadily as the quantiser grows, so halving finds it.
 *
 * Assumptions. The pieces stand for the picture; an encoder of the same family is about as thrifty
 * as the camera's: a tenth more or less bits moves the quantiser by about one step of 51.
 *
 * Where it fails. A bit rate that is not known, or kept up with stuffing; pieces from a stretch
 * that is much busier than the clip as a whole.
 */
#include "analysis/quantiser.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recording/recode.h"

/* Side of a piece, samples: several blocks of any codec; and most pieces a side. */
enum { PIECE = 64, MOST_PIECES = 4 };

void phil_copy_samples(const struct phil_frame *frame, int left, int top, int width, int height,
                       uint8_t *to, int stride)
{
    for (int r = 0; r < height; r++, to += stride) {
        const unsigned char *row =
            (const unsigned char *)frame->luma + (ptrdiff_t)(top + r) * frame->stride_bytes;
        if (frame->bit_depth == 8) {
            memcpy(to, row + left, (size_t)width);
            continue;
        }
        const uint16_t *wide = (const uint16_t *)(const void *)row + left;
        for (int c = 0; c < width; c++)
            to[c] = (uint8_t)(wide[c] >> (frame->bit_depth - 8));
    }
}

static int pieces(int side)
{
    return side / PIECE < MOST_PIECES ? side / PIECE : MOST_PIECES;
}

/* Where piece `i` of `n` begins: evenly spread, on the grid of the largest blocks. */
static int place(int i, int n, int side)
{
    const int room = side / PIECE - n;
    return PIECE * (i + (n > 1 ? i * room / (n - 1) : room / 2));
}

bool phil_mosaic_add(struct phil_mosaic *m, const struct phil_frame *frame)
{
    if (m->n == 0) {
        m->columns = pieces(frame->width);
        m->rows = pieces(frame->height);
    }
    const size_t size = (size_t)(m->columns * m->rows) * PIECE * PIECE;
    if (m->n == PHIL_MOSAIC_PICTURES || size == 0 || pieces(frame->width) < m->columns ||
        pieces(frame->height) < m->rows)
        return true;
    if (!m->pixels)
        m->pixels = malloc(size * PHIL_MOSAIC_PICTURES);
    if (!m->pixels)
        return false;
    uint8_t *picture = m->pixels + size * (size_t)m->n++;
    const int stride = m->columns * PIECE;
    for (int r = 0; r < m->rows; r++)
        for (int c = 0; c < m->columns; c++)
            phil_copy_samples(frame, place(c, m->columns, frame->width),
                              place(r, m->rows, frame->height), PIECE, PIECE,
                              picture + (size_t)(r * PIECE) * (size_t)stride + c * PIECE, stride);
    return true;
}

void phil_mosaic_release(struct phil_mosaic *mosaic)
{
    free(mosaic->pixels);
    *mosaic = (struct phil_mosaic){0};
}

/* Bits per sample at one quantiser; NaN when the codec refuses. */
static double bits_at(const struct phil_mosaic *m, struct phil_recode_settings *how, uint8_t *out,
                      double quantiser, double key_every)
{
    int64_t key = 0, all = 0;
    how->quantiser = quantiser;
    if (phil_recode(how, m->pixels, out, 1, &key) != PHIL_OK ||
        phil_recode(how, m->pixels, out, m->n, &all) != PHIL_OK)
        return NAN;
    const double predicted = (double)(all - key) / (m->n - 1);
    return 8 * ((double)key + (key_every - 1) * predicted) / key_every /
           ((double)how->width * how->height);
}

double phil_mosaic_quantiser(const struct phil_mosaic *m, const char *codec, bool b_pictures,
                             double bits, double key_every)
{
    struct phil_recode_settings how = {codec, m->columns * PIECE, m->rows * PIECE, 0, b_pictures};
    double low, high;
    if (m->n < PHIL_MOSAIC_PICTURES || !(bits > 0) || !(key_every >= 1) ||
        !phil_recode_range(codec, &low, &high))
        return NAN;
    uint8_t *out = malloc((size_t)how.width * (size_t)how.height * PHIL_MOSAIC_PICTURES);
    if (!out)
        return NAN;
    /* Down to one step: the smallest quantiser that takes no more bits than the clip. */
    while (high - low > 1) {
        const double middle = floor((low + high) / 2);
        const double taken = bits_at(m, &how, out, middle, key_every);
        if (!isfinite(taken)) {
            high = NAN;
            break;
        }
        if (taken <= bits)
            high = middle;
        else
            low = middle;
    }
    free(out);
    return high;
}
