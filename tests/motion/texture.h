/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A texture known at every point: a sum of cosines, so that it can be moved by any amount without
 * interpolation, and so that its gradient (hence the Cramer-Rao bound) is known too. */
#ifndef TESTS_MOTION_TEXTURE_H
#define TESTS_MOTION_TEXTURE_H

#include <math.h>
#include <stdint.h>

#include "base/random.h"

enum { TEXTURE_WAVES = 48 };

struct texture {
    double kx[TEXTURE_WAVES], ky[TEXTURE_WAVES], phase[TEXTURE_WAVES], amplitude;
};

/* Wavelengths from `shortest` to `longest` pixels; `contrast` is the SD in grey levels. */
static inline struct texture texture_make(uint64_t seed, double shortest, double longest,
                                          double contrast)
{
    struct texture t = {.amplitude = contrast * sqrt(2.0 / TEXTURE_WAVES)};
    for (uint64_t i = 0; i < TEXTURE_WAVES; i++) {
        const double u = phil_random_uniform(seed, 1, i), a = phil_random_uniform(seed, 2, i);
        const double k = 6.283185307179586 / (shortest * pow(longest / shortest, u));
        t.kx[i] = k * cos(6.283185307179586 * a);
        t.ky[i] = k * sin(6.283185307179586 * a);
        t.phase[i] = 6.283185307179586 * phil_random_uniform(seed, 3, i);
    }
    return t;
}

/* n values at (x + i * step_x, y + i * step_y). Each wave is turned from sample to sample by a
 * complex factor, which costs a tenth of the cosines. */
static inline void texture_line(const struct texture *t, double x, double y, double step_x,
                                double step_y, double *out, int n)
{
    for (int i = 0; i < n; i++)
        out[i] = 128;
    for (int w = 0; w < TEXTURE_WAVES; w++) {
        const double from = t->kx[w] * x + t->ky[w] * y + t->phase[w];
        const double turn = t->kx[w] * step_x + t->ky[w] * step_y;
        const double c = cos(turn), s = sin(turn);
        double re = t->amplitude * cos(from), im = t->amplitude * sin(from);
        for (int i = 0; i < n; i++) {
            out[i] += re;
            const double next = re * c - im * s;
            im = re * s + im * c;
            re = next;
        }
    }
}

static inline void texture_gradient(const struct texture *t, double x, double y, double g[2])
{
    g[0] = g[1] = 0;
    for (int i = 0; i < TEXTURE_WAVES; i++) {
        const double s = -t->amplitude * sin(t->kx[i] * x + t->ky[i] * y + t->phase[i]);
        g[0] += s * t->kx[i];
        g[1] += s * t->ky[i];
    }
}

/* Rounds a grey level of the 8-bit scale to a sample of `bits` bits. */
static inline void texture_store(void *pixels, size_t at, int bits, double level)
{
    const double v = level * (1 << (bits - 8)), top = (1 << bits) - 1;
    const long rounded = lround(v < 0 ? 0 : v > top ? top : v);
    if (bits > 8)
        ((uint16_t *)pixels)[at] = (uint16_t)rounded;
    else
        ((uint8_t *)pixels)[at] = (uint8_t)rounded;
}

#endif
