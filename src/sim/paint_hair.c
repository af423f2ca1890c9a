/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hair, brows, lashes, stubble, freckles: the head's hair as streaked noise along its direction,
 * everything else as thousands of short tapered strokes and soft dots at random places. They
 * carry most of the sharp texture of a real face.
 */
#include "sim/paint.h"

#include "base/random.h"

#include <math.h>

static const double HAIR_DEPTH_MM = 9; /* of hair over the scalp at the vertex */

/* Streaks: fast across the hair, slow along it. */
static double streak(const struct phil_sim_painter *p, double across, double along)
{
    return 0.55 * (double)phil_sim_lattice_at(&p->fine, fmod(across, 200) - 100, along * 0.10) +
           0.35 *
               (double)phil_sim_lattice_at(&p->pore, fmod(1.3 * across, 200) - 100, along * 0.06) +
           0.5 * (double)phil_sim_lattice_at(&p->patch, fmod(across, 200) - 100, along * 0.16);
}

/* Long hair falls beside the face to its length, over the neck. */
static double long_hair(const struct phil_sim_painter *p, double x, double y, double skin_x)
{
    const struct phil_sim_identity *id = p->id;
    if (id->hair_length < -1000 || y < -45 || y > 124)
        return 0;
    const double lock = (double)phil_sim_lattice_at(&p->patch, x, 120);
    const double ax = fabs(x), soft = 1.0;
    /* From the temple it follows the cheek, then closes in a little on the neck. */
    const double inner = fmin(skin_x, 69) - 5.5 + 2.2 * sin((y + 20) / 31) +
                         0.15 * (double)phil_sim_lattice_at(&p->patch, 90, y);
    const double outer = 79 + 7 * phil_sim_step(-40, 40, y) - 5 * phil_sim_step(60, 124, y) +
                         0.8 * (double)phil_sim_lattice_at(&p->blotch, 90, y);
    return phil_sim_step(-soft, soft, ax - fmax(inner, 58)) *
           (1 - phil_sim_step(-soft, soft, ax - outer)) *
           (1 - phil_sim_step(-7, 3, y - id->hair_length - 4 * lock)) * phil_sim_step(-45, -25, y);
}

double phil_sim_paint_hair(const struct phil_sim_painter *p, double x, double y,
                           struct phil_sim_polar at, float rgb[3])
{
    const struct phil_sim_identity *id = p->id;
    /* Nothing grows nearer to the face's middle. */
    if (at.r < 56)
        return 0;
    const double skin = phil_sim_outline_at(id->outline, at.angle);
    /* Thick on top, thin over the ears. */
    const double outer = skin + 2.2 + HAIR_DEPTH_MM * phil_sim_step(20, -70, y);
    if (at.r > outer + 3 && (id->hair_length < -1000 || fabs(x) > 90))
        return 0;
    const double around = M_PI - at.angle;
    const double across = 200 + (x < 0 ? -1 : 1) * around * 78 + 0.15 * at.r;
    const double ragged = (double)phil_sim_lattice_at(&p->fine, 0.8 * x, 40 + 0.2 * y);
    const double wave = (double)phil_sim_lattice_at(&p->patch, x, y);
    const double from = phil_sim_outline_at(id->hairline, at.angle) + 0.9 * ragged + 0.5 * wave;
    double cover = phil_sim_step(-2.4, 3.0, at.r - from) *
                   (1 - phil_sim_step(-0.7, 0.7, at.r - outer - 0.12 * ragged - 0.35 * wave));
    cover = fmax(cover, long_hair(p, x, y, skin * fabs(x) / at.r));
    if (cover <= 0)
        return 0;
    const double down = id->hair_length > -1000 ? phil_sim_step(-50, 0, y) : 0;
    const double s = (down < 1 ? (1 - down) * streak(p, across, at.r) : 0) +
                     (down > 0 ? down * streak(p, 200 + x, y) : 0);
    const double sheen =
        0.35 * phil_sim_spot(at.r - 104, 0, 9, 1) * phil_sim_step(0.1, -0.6, x / 80) +
        0.15 * phil_sim_spot(fabs(x) - 72, y - 20, 6, 40);
    /* Darker where it turns away at its outline. */
    const double turn = 1 - 0.3 * phil_sim_step(-9, 0, at.r - outer) * (1 - down);
    const double k = turn * (0.80 + 0.20 * s + sheen + 0.25 * phil_sim_step(0.5, 1, -x / 140));
    const float f = (float)(k > 0.25 ? k : 0.25);
    phil_sim_blend(rgb, (struct phil_sim_colour){id->hair.r * f, id->hair.g * f, id->hair.b * f},
                   cover);
    return cover;
}

/* A tapered stroke from (x0,y0) to (x1,y1), mm, bent sideways by `bend` in its middle. */
struct stroke {
    double x0, y0, x1, y1, bend, half_width, opacity;
    struct phil_sim_colour colour;
};

static void dab(struct phil_sim_canvas *c, int i, int j, struct phil_sim_colour colour, double t)
{
    const ptrdiff_t at = (ptrdiff_t)j * c->width + i;
    const float f = (float)t;
    c->rgb[0][at] += f * (colour.r - c->rgb[0][at]);
    c->rgb[1][at] += f * (colour.g - c->rgb[1][at]);
    c->rgb[2][at] += f * (colour.b - c->rgb[2][at]);
}

static int clip_index(double v, int size)
{
    return v < 0 ? 0 : v > size ? size : (int)v;
}

/* Paints a box of texels around a shape; `distance` gives its edge. */
static void paint_stroke(struct phil_sim_canvas *c, const struct stroke *s)
{
    /* Thinner than a texel: as wide as one, and fainter. */
    const double least = 0.5 * c->mm, half = fmax(s->half_width, least);
    const double opacity = s->opacity * s->half_width / half;
    const double margin = half + c->mm + fabs(s->bend);
    const int i0 = clip_index(floor((fmin(s->x0, s->x1) - margin - c->x0) / c->mm), c->width);
    const int i1 = clip_index(ceil((fmax(s->x0, s->x1) + margin - c->x0) / c->mm), c->width);
    const int j0 = clip_index(floor((fmin(s->y0, s->y1) - margin - c->y0) / c->mm), c->height);
    const int j1 = clip_index(ceil((fmax(s->y0, s->y1) + margin - c->y0) / c->mm), c->height);
    const double ux = s->x1 - s->x0, uy = s->y1 - s->y0, length2 = ux * ux + uy * uy + 1e-12;
    const double inv = 1 / sqrt(length2);
    for (int j = j0; j < j1; j++)
        for (int i = i0; i < i1; i++) {
            const double x = c->x0 + i * c->mm - s->x0, y = c->y0 + j * c->mm - s->y0;
            double t = (x * ux + y * uy) / length2;
            t = t < 0 ? 0 : t > 1 ? 1 : t;
            const double curve = 4 * s->bend * t * (1 - t);
            const double dx = x - t * ux + uy * inv * curve, dy = y - t * uy - ux * inv * curve;
            const double d = sqrt(dx * dx + dy * dy) - half * (1 - 0.6 * t);
            if (d < c->mm)
                dab(c, i, j, s->colour, opacity * (1 - phil_sim_step(-0.6 * c->mm, c->mm, d)));
        }
}

static double uniform(const struct phil_sim_painter *p, uint64_t stream, uint64_t i, int k)
{
    return phil_random_uniform(p->seed, stream, 8 * i + (uint64_t)k);
}

/* Middle line of the brow at t = 0 (inner end) to 1. */
static double brow_line(const struct phil_sim_identity *id, double t)
{
    const double peak = 0.62;
    const double rise =
        t < peak ? phil_sim_step(-0.1, peak, t) : 1 - 0.85 * phil_sim_step(peak, 1.25, t);
    return id->brow_y + 1.5 - id->brow_arch * rise;
}

static void paint_brows(const struct phil_sim_painter *p, struct phil_sim_canvas *c)
{
    const struct phil_sim_identity *id = p->id;
    const double first_x = 12.5, length = 41.5; /* mm from the midline; of the brow */
    const struct phil_sim_colour hair = {id->hair.r * 0.8f, id->hair.g * 0.78f, id->hair.b * 0.78f};
    for (uint64_t i = 0; i < 1000; i++) {
        const double side = i % 2 ? 1 : -1;
        const double t = uniform(p, PHIL_SIM_STREAM_BROW, i, 0);
        const double across =
            uniform(p, PHIL_SIM_STREAM_BROW, i, 1) + uniform(p, PHIL_SIM_STREAM_BROW, i, 2) - 1;
        const double u = uniform(p, PHIL_SIM_STREAM_BROW, i, 3);
        const double v = uniform(p, PHIL_SIM_STREAM_BROW, i, 4);
        const double width =
            id->brow_half * (t < 0.15 ? 0.75 + 1.7 * t : 1) * (1 - 0.62 * phil_sim_step(0.5, 1, t));
        const double x = first_x - 1.5 * u + length * t, y = brow_line(id, t) + width * across;
        /* Upright near the nose, lying along the brow further out. */
        const double angle = 1.0 * (1 - phil_sim_step(0, 0.3, t)) + 0.25 - 0.75 * t -
                             0.25 * across + 0.3 * (u - 0.5);
        const double l = 3.2 + 2.6 * v;
        const double thick = 0.25 + 0.75 * phil_sim_step(0, 0.22, t);
        const struct stroke s = {.x0 = side * x,
                                 .y0 = y,
                                 .x1 = side * (x + l * cos(angle)),
                                 .y1 = y - l * sin(angle),
                                 .bend = 0.25 * side,
                                 .half_width = 0.17,
                                 .opacity = (0.30 + 0.35 * u) * thick,
                                 .colour = hair};
        paint_stroke(c, &s);
    }
}

static void paint_lashes(const struct phil_sim_painter *p, struct phil_sim_canvas *c)
{
    const struct phil_sim_identity *id = p->id;
    const struct phil_sim_colour hair = {id->hair.r * 0.45f, id->hair.g * 0.42f,
                                         id->hair.b * 0.42f};
    for (uint64_t i = 0; i < 240; i++) {
        const double side = i % 2 ? 1 : -1;
        const bool lower = i % 3 == 0;
        const double t = 0.06 + 0.94 * uniform(p, PHIL_SIM_STREAM_LASH, i, 0);
        const double u = uniform(p, PHIL_SIM_STREAM_LASH, i, 1);
        const double x = id->inner_x + t * (id->outer_x - id->inner_x);
        const double fan = (t - 0.42) * 1.3 + 0.3 * (u - 0.5);
        const double length = lower ? 1.0 + 0.6 * u : (1.2 + 1.4 * t) * (0.8 + 0.4 * u);
        double y = lower ? phil_sim_lower_lid(id, x) + 0.8 : phil_sim_upper_lid(id, x) - 0.2;
        double down = lower ? 1 : -0.75;
        if (p->closed) {
            y = phil_sim_lower_lid(id, x) + 0.2;
            down = 0.8;
        }
        const struct stroke s = {.x0 = side * x,
                                 .y0 = y,
                                 .x1 = side * (x + length * fan),
                                 .y1 = y + down * length,
                                 .bend = 0.2 * side,
                                 .half_width = lower ? 0.10 : 0.15,
                                 .opacity = lower ? 0.35 : 0.65,
                                 .colour = hair};
        paint_stroke(c, &s);
    }
}

/* 0..1: where a beard grows. */
static double beard_density(const struct phil_sim_identity *id, double x, double y)
{
    const double ax = fabs(x), m = id->mouth_y;
    const struct phil_sim_polar at = phil_sim_polar(x, y);
    if (at.r > phil_sim_outline_at(id->outline, at.angle) - 1)
        return 0;
    const double lip = phil_sim_step(-0.5, 1.5, phil_sim_lip_top(id, x) - y) +
                       phil_sim_step(0.5, 4, y - phil_sim_lip_bottom(id, x)) +
                       (ax > id->mouth_half + 1.5);
    const double cheek = phil_sim_step(id->nose_y, id->nose_y + 12, y + 0.45 * (ax - 24)) *
                         (1 - 0.5 * phil_sim_spot(ax - 34, y - m + 8, 9, 10));
    const double moustache = phil_sim_step(id->nose_y + 2, id->nose_y + 6, y);
    return (ax < 24 ? moustache : cheek) * fmin(lip, 1);
}

static void paint_stubble(const struct phil_sim_painter *p, struct phil_sim_canvas *c)
{
    const struct phil_sim_identity *id = p->id;
    const uint64_t n = (uint64_t)(14000 * p->beard);
    const struct phil_sim_colour hair = {id->hair.r * 0.8f, id->hair.g * 0.8f, id->hair.b * 0.8f};
    for (uint64_t i = 0; i < n; i++) {
        const double x = 140 * (uniform(p, PHIL_SIM_STREAM_STUBBLE, i, 0) - 0.5);
        const double y = id->nose_y - 14 + 86 * uniform(p, PHIL_SIM_STREAM_STUBBLE, i, 1);
        const double u = uniform(p, PHIL_SIM_STREAM_STUBBLE, i, 2);
        if (uniform(p, PHIL_SIM_STREAM_STUBBLE, i, 3) > beard_density(id, x, y))
            continue;
        const double angle = M_PI / 2 + 0.010 * x + 1.2 * (u - 0.5), length = 0.6 + 0.9 * u;
        const struct stroke s = {.x0 = x,
                                 .y0 = y,
                                 .x1 = x + length * cos(angle),
                                 .y1 = y + length * sin(angle),
                                 .half_width = 0.13,
                                 .opacity = 0.55,
                                 .colour = hair};
        paint_stroke(c, &s);
    }
}

/* Freckles, spots and a few moles. */
static void paint_spots(const struct phil_sim_painter *p, struct phil_sim_canvas *c)
{
    const struct phil_sim_identity *id = p->id;
    for (uint64_t i = 0; i < 620; i++) {
        const double x = 130 * (uniform(p, PHIL_SIM_STREAM_SPOTS, i, 0) - 0.5);
        const double y = -62 + 172 * uniform(p, PHIL_SIM_STREAM_SPOTS, i, 1);
        const double u = uniform(p, PHIL_SIM_STREAM_SPOTS, i, 2);
        const double v = uniform(p, PHIL_SIM_STREAM_SPOTS, i, 3);
        const bool mole = i < 9;
        const double ax = fabs(x);
        const bool on_eye = ax > 12 && ax < 50 && fabs(y) < 9;
        const bool on_lip = ax < id->mouth_half && y > id->mouth_y - 10 && y < id->mouth_y + 11;
        if (on_eye || on_lip)
            continue;
        /* Freckles crowd on nose and cheeks. */
        const double crowd = 0.25 + phil_sim_spot(ax - 22, y - 26, 22, 16);
        if (!mole && v > crowd)
            continue;
        const float tone = mole ? 0.42f : 0.72f;
        const struct stroke s = {
            .x0 = x,
            .y0 = y,
            .x1 = x + 0.4 * (u - 0.5),
            .y1 = y + 0.3 * (v - 0.5),
            .half_width = mole ? 0.5 + 0.6 * u : 0.25 + 0.45 * u * u,
            .opacity = mole ? 0.75 : (0.10 + 0.45 * id->freckles) * (0.35 + 0.65 * p->texture),
            .colour = {id->skin.r * tone, id->skin.g * tone * 0.9f, id->skin.b * tone * 0.85f}};
        paint_stroke(c, &s);
    }
}

void phil_sim_paint_strokes(const struct phil_sim_painter *painter, struct phil_sim_canvas *canvas)
{
    paint_spots(painter, canvas);
    paint_stubble(painter, canvas);
    paint_brows(painter, canvas);
    paint_lashes(painter, canvas);
}
