/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Known twitches added to real pictures.
 *
 * Content at p moves to p + d(p), d the sum of the bumps; so the output at q takes the input at
 * the p with p + d(p) = q, found by Newton's method to 1e-4 px (fixed-point steps where the slope
 * is of no use). The input is interpolated with a sinc of 8 taps under a Lanczos window, its
 * weights scaled to sum to one; edges continue by their last sample. Within the pass band (up to
 * 0.35 cycles a sample) the position error is below 0.005 px; above, the picture is a little
 * blurred, as it would be in a real camera.
 */
#include <philtrum/sim.h>

#include "base/checked.h"

#include <math.h>
#include <string.h>

enum { TAPS = 8, PHASES = 256 };

/* A bump whose height exceeds this times its sigma folds the picture or nearly so: the steepest
 * slope of a Gaussian is 0.61 height / sigma, and several bumps may overlap. */
static const double MAX_STEEPNESS = 0.6;
/* Beyond this many sigma a bump is left out. */
static const double REACH_SIGMA = 4;

/* Weights for PHASES + 1 fractions. */
static float *make_weights(void)
{
    float *weights = phil_alloc_aligned((size_t)(PHASES + 1) * TAPS, sizeof *weights);
    if (!weights)
        return NULL;
    for (int p = 0; p <= PHASES; p++) {
        double w[TAPS], sum = 0;
        for (int k = 0; k < TAPS; k++) {
            const double t = M_PI * (k - (TAPS / 2 - 1) - (double)p / PHASES);
            const double window = t / (TAPS / 2);
            w[k] = fabs(t) < 1e-9         ? 1
                   : fabs(window) >= M_PI ? 0
                                          : sin(t) / t * sin(window) / window;
            sum += w[k];
        }
        for (int k = 0; k < TAPS; k++)
            weights[p * TAPS + k] = (float)(w[k] / sum);
    }
    return weights;
}

/* Weights at a fraction, interpolated between two tabulated phases (error below 2e-5). */
static void weights_at(const float *table, float fraction, float w[TAPS])
{
    const float at = fraction * PHASES;
    const int i = (int)at < PHASES ? (int)at : PHASES - 1;
    const float f = at - (float)i;
    const float *a = table + i * TAPS, *b = a + TAPS;
    for (int k = 0; k < TAPS; k++)
        w[k] = a[k] + f * (b[k] - a[k]);
}

struct plane {
    const uint8_t *data;
    ptrdiff_t stride;
    int width, height;
};

/* Down the columns first: eight sums side by side, of which compilers make vectors unless they
 * unroll the loop before. */
static inline void add_line(const uint8_t *line, float weight, float column[TAPS])
{
#pragma GCC unroll 1
    for (int k = 0; k < TAPS; k++)
        column[k] += weight * (float)line[k];
}

static uint8_t sample(const struct plane *in, const float *table, double x, double y)
{
    const double fx = floor(x), fy = floor(y);
    float wx[TAPS], wy[TAPS], column[TAPS] = {0}, sum = 0;
    weights_at(table, (float)(x - fx), wx);
    weights_at(table, (float)(y - fy), wy);
    const int left = (int)fx - (TAPS / 2 - 1), top = (int)fy - (TAPS / 2 - 1);
    const bool inside =
        left >= 0 && top >= 0 && left + TAPS <= in->width && top + TAPS <= in->height;
    for (int j = 0; j < TAPS; j++) {
        int row = top + j;
        row = row < 0 ? 0 : row >= in->height ? in->height - 1 : row;
        const uint8_t *line = in->data + row * in->stride;
        uint8_t edge[TAPS];
        for (int k = 0; !inside && k < TAPS; k++) {
            const int at = left + k;
            edge[k] = line[at < 0 ? 0 : at >= in->width ? in->width - 1 : at];
        }
        const uint8_t *taps = inside ? line + left : edge;
        add_line(taps, wy[j], column);
    }
    for (int k = 0; k < TAPS; k++)
        sum += wx[k] * column[k];
    return (uint8_t)(sum <= 0 ? 0 : sum >= 255 ? 255 : (int)(sum + 0.5f));
}

/* Where the content at (qx, qy) was before; false when no bump reaches there. */
static bool unmove(const struct phil_sim_bump *bumps, size_t n, double qx, double qy, double *px,
                   double *py)
{
    bool reached = false;
    *px = qx;
    *py = qy;
    for (int i = 0; i < 30; i++) {
        double ex = qx - *px, ey = qy - *py, a = 1, b = 0, c = 0, d = 1;
        for (size_t k = 0; k < n; k++) {
            const struct phil_sim_bump *m = &bumps[k];
            const double x = *px - m->x, y = *py - m->y, s2 = m->sigma_px * m->sigma_px;
            const double xs = x / s2, ys = y / s2;
            /* Membership is decided by the output pixel, so that the copied region is exact. */
            const double rx = qx - m->x, ry = qy - m->y;
            if (rx * rx + ry * ry > REACH_SIGMA * REACH_SIGMA * s2)
                continue;
            reached = true;
            const double g = exp(-0.5 * (x * xs + y * ys));
            ex -= m->dx * g;
            ey -= m->dy * g;
            a -= m->dx * g * xs;
            b -= m->dx * g * ys;
            c -= m->dy * g * xs;
            d -= m->dy * g * ys;
        }
        if (!reached)
            return false;
        const double det = a * d - b * c;
        const double sx = det > 0.2 ? (d * ex - b * ey) / det : ex;
        const double sy = det > 0.2 ? (a * ey - c * ex) / det : ey;
        *px += sx;
        *py += sy;
        /* Newton's next step would be the square of this one times half the field's curvature:
         * 1e-6 px on a bump of 5 px. The other kind of step shrinks by its slope only. */
        if (sx * sx + sy * sy < (det > 0.2 ? 1e-5 : 1e-8))
            break;
    }
    return true;
}

static bool bump_is_sane(const struct phil_sim_bump *b)
{
    return isfinite(b->x) && isfinite(b->y) && isfinite(b->dx) && isfinite(b->dy) &&
           b->sigma_px > 0 && isfinite(b->sigma_px) &&
           hypot(b->dx, b->dy) <= MAX_STEEPNESS * b->sigma_px;
}

/* Clips [centre - reach, centre + reach] to 0..size-1; empty when first > last. */
static void clip(double centre, double reach, int size, int *first, int *last)
{
    const double lo = ceil(centre - reach), hi = floor(centre + reach);
    *first = lo < 0 ? 0 : lo > size ? size : (int)lo;
    *last = hi > size - 1 ? size - 1 : hi < -1 ? -1 : (int)hi;
}

/* Bounds of what is resampled, inclusive. */
struct box {
    int x0, y0, x1, y1;
};

/* Scales the bumps that reach the plane into `scaled`; returns how many, and their box. */
static size_t select_bumps(const struct phil_sim_bump *bumps, size_t n, double scale,
                           const struct plane *plane, struct phil_sim_bump *scaled, struct box *box)
{
    size_t used = 0;
    *box = (struct box){plane->width, plane->height, -1, -1};
    for (size_t k = 0; k < n; k++) {
        if (bumps[k].dx == 0 && bumps[k].dy == 0)
            continue;
        /* A chroma sample stands for the middle of its luma samples. */
        const struct phil_sim_bump b = {(bumps[k].x + 0.5) * scale - 0.5,
                                        (bumps[k].y + 0.5) * scale - 0.5, bumps[k].sigma_px * scale,
                                        bumps[k].dx * scale, bumps[k].dy * scale};
        int fx, lx, fy, ly;
        clip(b.x, REACH_SIGMA * b.sigma_px, plane->width, &fx, &lx);
        clip(b.y, REACH_SIGMA * b.sigma_px, plane->height, &fy, &ly);
        if (fx > lx || fy > ly)
            continue;
        box->x0 = fx < box->x0 ? fx : box->x0;
        box->x1 = lx > box->x1 ? lx : box->x1;
        box->y0 = fy < box->y0 ? fy : box->y0;
        box->y1 = ly > box->y1 ? ly : box->y1;
        scaled[used++] = b;
    }
    return used;
}

enum phil_status phil_sim_warp(const uint8_t *in, ptrdiff_t in_stride, uint8_t *out,
                               ptrdiff_t out_stride, int width, int height, double scale,
                               const struct phil_sim_bump *bumps, size_t n)
{
    if (!in || !out || width < 1 || height < 1 || !(scale > 0 && scale <= 16) || (n && !bumps))
        return PHIL_EARG;
    for (size_t k = 0; k < n; k++)
        if (!bump_is_sane(&bumps[k]))
            return PHIL_EARG;
    float *table = make_weights();
    struct phil_sim_bump *scaled = phil_alloc_aligned(n ? n : 1, sizeof *scaled);
    enum phil_status status = PHIL_EMEM;
    if (!table || !scaled)
        goto done;
    for (ptrdiff_t y = 0; y < height; y++)
        memcpy(out + y * out_stride, in + y * in_stride, (size_t)width);
    const struct plane plane = {in, in_stride, width, height};
    struct box box;
    const size_t used = select_bumps(bumps, n, scale, &plane, scaled, &box);
    for (int y = box.y0; y <= box.y1; y++)
        for (int x = box.x0; x <= box.x1; x++) {
            double px, py;
            if (unmove(scaled, used, x, y, &px, &py))
                out[y * out_stride + x] = sample(&plane, table, px, py);
        }
    status = PHIL_OK;
done:
    free(table);
    free(scaled);
    return status;
}
