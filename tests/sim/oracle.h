/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures how far content of one picture lies from where a given field says it should lie in
 * another: least squares on intensities (Gauss-Newton). It shares nothing with the drawing: the
 * second picture is interpolated by a windowed sinc of 10 taps.
 */
#ifndef PHIL_TEST_SIM_ORACLE_H
#define PHIL_TEST_SIM_ORACLE_H

#include <math.h>
#include <stddef.h>

static inline double oracle_sinc(double t)
{
    if (fabs(t) < 1e-9)
        return 1;
    if (fabs(t) >= 5)
        return 0;
    return sin(M_PI * t) / (M_PI * t) * sin(M_PI * t / 5) / (M_PI * t / 5);
}

static inline double oracle_at(const float *p, ptrdiff_t stride, double x, double y)
{
    const int ix = (int)floor(x), iy = (int)floor(y);
    double wx[10], wy[10], sx = 0, sy = 0, sum = 0;
    for (int k = 0; k < 10; k++) {
        wx[k] = oracle_sinc(x - (ix + k - 4));
        wy[k] = oracle_sinc(y - (iy + k - 4));
        sx += wx[k];
        sy += wy[k];
    }
    for (int j = 0; j < 10; j++) {
        double row = 0;
        for (int k = 0; k < 10; k++)
            row += wx[k] * (double)p[(iy + j - 4) * stride + ix + k - 4];
        sum += wy[j] * row;
    }
    return sum / (sx * sy);
}

/* Where the pixel (x, y) of the first picture should lie in the second. */
typedef void oracle_field(void *user, double x, double y, double *to_x, double *to_y);

enum { ORACLE_MOST = 41 }; /* pixels across a place; half <= 20 */

/* The shift by which the second picture `b` misses the field around (cx, cy) of the first, `a`,
 * within about `half` pixels. */
static inline void oracle_miss(const float *a, const float *b, ptrdiff_t stride, int cx, int cy,
                               int half, oracle_field *field, void *user, double *dx, double *dy)
{
    double place[ORACLE_MOST * ORACLE_MOST][2];
    *dx = *dy = 0;
    for (int y = cy - half, n = 0; y <= cy + half; y++)
        for (int x = cx - half; x <= cx + half; x++, n++)
            field(user, x, y, &place[n][0], &place[n][1]);
    for (int it = 0; it < 8; it++) {
        double h[3] = {0}, g[2] = {0};
        for (int y = cy - half, n = 0; y <= cy + half; y++)
            for (int x = cx - half; x <= cx + half; x++, n++) {
                const double u = (x - cx) / (double)half, v = (y - cy) / (double)half;
                const double w = exp(-2 * (u * u + v * v));
                const double px = place[n][0] + *dx, py = place[n][1] + *dy;
                const double gx = 0.5 * (double)(a[y * stride + x + 1] - a[y * stride + x - 1]);
                const double gy = 0.5 * (double)(a[(y + 1) * stride + x] - a[(y - 1) * stride + x]);
                const double e = (double)a[y * stride + x] - oracle_at(b, stride, px, py);
                h[0] += w * gx * gx;
                h[1] += w * gx * gy;
                h[2] += w * gy * gy;
                g[0] += w * gx * e;
                g[1] += w * gy * e;
            }
        const double det = h[0] * h[2] - h[1] * h[1];
        const double sx = (h[2] * g[0] - h[1] * g[1]) / det;
        const double sy = (h[0] * g[1] - h[1] * g[0]) / det;
        *dx += sx;
        *dy += sy;
        if (hypot(sx, sy) < 2e-4)
            break;
    }
}

#endif
