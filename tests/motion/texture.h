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

static inline double texture_at(const struct texture *t, double x, double y)
{
    double sum = 0;
    for (int i = 0; i < TEXTURE_WAVES; i++)
        sum += cos(t->kx[i] * x + t->ky[i] * y + t->phase[i]);
    return 128 + t->amplitude * sum;
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

/* A frame in which the texture's content has moved by (dx, dy), with white noise of `sigma`. */
static inline void texture_draw(const struct texture *t, uint8_t *out, int width, int height,
                                double dx, double dy, double sigma, uint64_t seed, uint64_t frame)
{
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const uint64_t at = (uint64_t)y * (uint64_t)width + (uint64_t)x;
            const double v =
                texture_at(t, x - dx, y - dy) + sigma * phil_random_normal(seed, 100 + frame, at);
            out[at] = v < 0 ? 0 : v > 255 ? 255 : (uint8_t)lround(v);
        }
}

#endif
