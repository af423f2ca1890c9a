/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain pyramidal Lucas-Kanade: what one gets from a textbook.
 *
 * Windows of 31 x 31 pixels, three levels (each a 1-4-6-4-1 blur and every second pixel), bilinear
 * interpolation, Gauss-Newton steps that add to the displacement with the gradient of the present
 * picture (forward-additive), at most 30 of them a level until a step is below 0.01 pixels. Every
 * frame is compared with the FIRST one, so that errors do not add up; the search starts from where
 * the point was in the last frame, which only helps. No weights, no brightness model, no rotation
 * of the window, no denoised reference.
 *
 * B. Lucas, T. Kanade, "An iterative image registration technique with an application to stereo
 * vision", IJCAI 1981; S. Baker, I. Matthews, "Lucas-Kanade 20 years on", IJCV 56 (2004),
 * doi:10.1023/B:VISI.0000011205.11775.fd.
 */
#include "bench/plain_lk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HALF = 15, SIDE = 2 * HALF + 1, RIM = SIDE + 2, LEVELS = 3, MOST_STEPS = 30 };
static const double SMALL_STEP_PX = 0.01;

struct level {
    float *pixel;
    int width, height;
};

struct window {
    struct phil_point at; /* in the first frame */
    double dx, dy;        /* since then */
    float sample[LEVELS][RIM * RIM];
    bool usable[LEVELS];
};

struct phil_plain_lk {
    int left, top; /* of the part of the picture that is looked at */
    struct level level[LEVELS];
    float *work; /* a level's rows, blurred along x */
    struct window *window;
    int n;
};

/* The upright luma of the part that is looked at, as floats. */
static void load(struct phil_plain_lk *lk, const struct phil_frame *frame)
{
    const struct level *level = &lk->level[0];
    const struct phil_affine s = phil_frame_upright_to_stored(frame);
    const ptrdiff_t bytes = frame->bit_depth > 8 ? 2 : 1, line = frame->stride_bytes;
    const ptrdiff_t right = lround(s.yx) * line + lround(s.xx) * bytes;
    const ptrdiff_t down = lround(s.yy) * line + lround(s.xy) * bytes;
    const char *start = (const char *)frame->luma + lround(s.y0) * line + lround(s.x0) * bytes +
                        lk->left * right + lk->top * down;
    const float unit = 1.0f / (float)(1 << (frame->bit_depth - 8));
    float *out = level->pixel;
    for (int y = 0; y < level->height; y++) {
        const char *p = start + y * down;
        for (int x = 0; x < level->width; x++, p += right)
            *out++ = bytes == 1 ? (float)*(const uint8_t *)p
                                : unit * (float)*(const uint16_t *)(const void *)p;
    }
}

static int clamp(int v, int most)
{
    return v < 0 ? 0 : v > most ? most : v;
}

static float blur(const float *p, ptrdiff_t step, int at, int most)
{
    return (p[clamp(at - 2, most) * step] + p[clamp(at + 2, most) * step] +
            4 * (p[clamp(at - 1, most) * step] + p[clamp(at + 1, most) * step]) +
            6 * p[at * step]) /
           16;
}

static void halve(const struct level *in, struct level *out, float *work)
{
    for (int y = 0; y < in->height; y++)
        for (int x = 0; x < out->width; x++)
            work[(size_t)y * (size_t)out->width + (size_t)x] =
                blur(in->pixel + (size_t)y * (size_t)in->width, 1, 2 * x, in->width - 1);
    for (int y = 0; y < out->height; y++)
        for (int x = 0; x < out->width; x++)
            out->pixel[(size_t)y * (size_t)out->width + (size_t)x] =
                blur(work + x, out->width, 2 * y, in->height - 1);
}

static void build(struct phil_plain_lk *lk, const struct phil_frame *frame)
{
    load(lk, frame);
    for (int l = 1; l < LEVELS; l++)
        halve(&lk->level[l - 1], &lk->level[l], lk->work);
}

/* Bilinear samples of the window and a rim of one pixel around it; false outside the picture. */
static bool sample(const struct level *level, double x, double y, float *out)
{
    const double left = x - HALF - 1, top = y - HALF - 1;
    if (!(left >= 0 && top >= 0 && left + RIM < level->width && top + RIM < level->height))
        return false;
    const int ix = (int)left, iy = (int)top;
    const float fx = (float)(left - ix), fy = (float)(top - iy);
    for (int r = 0; r < RIM; r++) {
        const float *a = level->pixel + (size_t)(iy + r) * (size_t)level->width + ix;
        const float *b = a + level->width;
        for (int c = 0; c < RIM; c++)
            out[r * RIM + c] = (1 - fy) * ((1 - fx) * a[c] + fx * a[c + 1]) +
                               fy * ((1 - fx) * b[c] + fx * b[c + 1]);
    }
    return true;
}

/* One Gauss-Newton step; false without texture. */
static bool solve(const float *now, const float *first, double step[2])
{
    double xx = 0, xy = 0, yy = 0, ex = 0, ey = 0;
    for (int r = 1; r <= SIDE; r++)
        for (int c = 1; c <= SIDE; c++) {
            const float *p = now + r * RIM + c;
            const double gx = 0.5 * (p[1] - p[-1]), gy = 0.5 * (p[RIM] - p[-RIM]);
            const double e = *p - first[r * RIM + c];
            xx += gx * gx;
            xy += gx * gy;
            yy += gy * gy;
            ex += gx * e;
            ey += gy * e;
        }
    const double det = xx * yy - xy * xy, trace = xx + yy;
    if (!(det > 1e-6 * trace * trace) || !(trace > 1e-3))
        return false;
    step[0] = -(yy * ex - xy * ey) / det;
    step[1] = -(xx * ey - xy * ex) / det;
    return true;
}

static bool find(const struct phil_plain_lk *lk, struct window *w)
{
    double dx = w->dx, dy = w->dy;
    float now[RIM * RIM];
    bool found = false;
    for (int l = LEVELS - 1; l >= 0; l--) {
        const double scale = 1.0 / (1 << l);
        found = w->usable[l];
        for (int k = 0; k < MOST_STEPS && found; k++) {
            double step[2];
            found = sample(&lk->level[l], (w->at.x - lk->left + dx) * scale,
                           (w->at.y - lk->top + dy) * scale, now) &&
                    solve(now, w->sample[l], step);
            if (!found)
                break;
            dx += step[0] / scale;
            dy += step[1] / scale;
            if (hypot(step[0], step[1]) < SMALL_STEP_PX)
                break;
        }
    }
    /* Beyond half the window per frame it has jumped to something else. */
    found = found && hypot(dx - w->dx, dy - w->dy) < SIDE;
    if (found) {
        w->dx = dx;
        w->dy = dy;
    }
    return found;
}

void phil_plain_lk_free(struct phil_plain_lk *lk)
{
    if (!lk)
        return;
    for (int l = 0; l < LEVELS; l++)
        free(lk->level[l].pixel);
    free(lk->work);
    free(lk->window);
    free(lk);
}

/* Chooses the part of the picture around the points, half as large again on every side: what lies
 * further off costs time and tells nothing. Returns its size along one axis. Levels begin on every
 * fourth pixel, as they would in the whole picture. */
static int look_at(struct phil_plain_lk *lk, const struct phil_frame *frame,
                   const struct phil_point *points, int n, bool across)
{
    int size[2], *start = across ? &lk->left : &lk->top;
    double lo[2] = {INFINITY, INFINITY}, hi[2] = {-INFINITY, -INFINITY};
    phil_frame_upright_size(frame, &size[0], &size[1]);
    for (int i = 0; i < n; i++) {
        const double at[2] = {points[i].x, points[i].y};
        for (int k = 0; k < 2; k++) {
            lo[k] = fmin(lo[k], at[k]);
            hi[k] = fmax(hi[k], at[k]);
        }
    }
    const double reach = 0.5 * fmax(hi[0] - lo[0], hi[1] - lo[1]) + 4 * SIDE;
    const int k = across ? 0 : 1;
    *start = (int)fmax(0, fmin(lo[k] - reach, size[k] - 1)) & ~3;
    return (int)fmax(1, fmin(hi[k] + reach, size[k]) - *start);
}

enum phil_status phil_plain_lk_new(struct phil_plain_lk **out, const struct phil_frame *frame,
                                   const struct phil_point *points, int n)
{
    struct phil_plain_lk *lk = calloc(1, sizeof *lk);
    *out = NULL;
    if (!lk)
        return PHIL_EMEM;
    const int width = look_at(lk, frame, points, n, true);
    const int height = look_at(lk, frame, points, n, false);
    lk->work = malloc((size_t)width * (size_t)height * sizeof *lk->work);
    lk->window = calloc((size_t)n, sizeof *lk->window);
    lk->n = n;
    bool fine = lk->work && lk->window;
    for (int l = 0; l < LEVELS; l++) {
        struct level *level = &lk->level[l];
        level->width = l ? (lk->level[l - 1].width + 1) / 2 : width;
        level->height = l ? (lk->level[l - 1].height + 1) / 2 : height;
        level->pixel = malloc((size_t)level->width * (size_t)level->height * sizeof(float));
        fine = fine && level->pixel;
    }
    if (!fine) {
        phil_plain_lk_free(lk);
        return PHIL_EMEM;
    }
    build(lk, frame);
    for (int i = 0; i < n; i++)
        for (int l = 0; l < LEVELS; l++) {
            struct window *w = &lk->window[i];
            w->at = points[i];
            w->usable[l] = sample(&lk->level[l], (w->at.x - lk->left) / (1 << l),
                                  (w->at.y - lk->top) / (1 << l), w->sample[l]);
        }
    *out = lk;
    return PHIL_OK;
}

enum phil_status phil_plain_lk_step(struct phil_plain_lk *lk, const struct phil_frame *frame,
                                    struct phil_point *points, bool *found)
{
    int width, height;
    phil_frame_upright_size(frame, &width, &height);
    if (width < lk->left + lk->level[0].width || height < lk->top + lk->level[0].height)
        return PHIL_EARG;
    build(lk, frame);
    for (int i = 0; i < lk->n; i++) {
        struct window *w = &lk->window[i];
        found[i] = find(lk, w);
        points[i] = (struct phil_point){w->at.x + w->dx, w->at.y + w->dy};
    }
    return PHIL_OK;
}
