/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Skin: a height map of a generic head (an ellipsoid with hills and hollows), lit by a key light
 * from the upper left and a weak fill from the right, times the colour of the person, times noise
 * of four scales: pores, fine relief, patches, blotches. Their amplitudes are judged by eye; a
 * cheek comes out with about 0.6, 1.8 and 3.6 grey levels rms within 6 mm at texture 0, 0.5 and 1
 * (2.5 px/mm, slope removed, no noise). Deeper physics (subsurface scattering) would change how it
 * looks, hardly how it can be measured.
 */
#include "sim/paint.h"

#include <math.h>

double phil_sim_spot(double x, double y, double sx, double sy)
{
    const double r = x * x / (sx * sx) + y * y / (sy * sy);
    return r > 25 ? 0 : exp(-0.5 * r);
}

/* A hill at (+-x, y): mm. */
struct hill {
    double x, y, sx, sy, height;
};

static double hills(const struct hill *hill, int n, double x, double y)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += hill[i].height *
               phil_sim_spot(fabs(x) - hill[i].x, y - hill[i].y, hill[i].sx, hill[i].sy);
    return sum;
}

static double nose_height(const struct phil_sim_identity *id, double x, double y)
{
    const double t = (y + 12) / (id->tip_y + 12);
    if (t < 0 || y > id->nose_y + 4)
        return 0;
    const double ridge = 2.5 + 15 * pow(t < 1 ? t : 1, 1.35);
    const double under = 1 - phil_sim_step(id->tip_y - 1, id->nose_y + 4, y);
    const double half = 4.8 + 2.6 * t;
    return ridge * phil_sim_step(0, 0.25, t) * under * exp(-0.5 * x * x / (half * half));
}

/* Height over the face's plane, mm. */
static double height_mm(const struct phil_sim_identity *id, double x, double y)
{
    const double m = id->mouth_y, n = id->nose_y;
    const struct hill hill[] = {
        {25, -17, 15, 5, 3.2},                      /* brow ridge */
        {0, -14, 8, 6, 1.8},                        /* glabella */
        {29, -2, 14, 8.5, -6},                      /* socket */
        {15, -2, 4.5, 7, -2.4},                     /* its inner corner */
        {31, 0, 10, 7, 4.5},                        /* eyeball */
        {29, 12.5, 11, 3.5, -1.3},                  /* under the bag */
        {43, 28, 17, 13, 5},                        /* cheekbone */
        {46, 62, 12, 16, -2.5},                     /* hollow of the cheek */
        {12.2, n - 6.5, 4.8, 4.8, 6},               /* ala */
        {0, m - 4, 23, 17, 7},                      /* muzzle */
        {0, n + 7, 2.0, 6, -1.3},                   /* philtrum */
        {4.2, n + 7, 1.7, 6, 0.9},                  /* its ridges */
        {0, m - 3.5, 15, 3, 1.8},                   /* upper lip */
        {7, m + 5, 9, 3.4, 2.6},                    /* lower lip */
        {0, m + 15, 15, 4, -3.4},                   /* fold over the chin */
        {0, m + 0.68 * (id->chin_y - m), 13, 9, 6}, /* chin */
        {62, -24, 10, 20, -3},                      /* temple */
        {20, -50, 22, 18, 2.2},                     /* frontal eminence */
    };
    const double ex = x / 77, ey = (y - 4) / 127, r = 1 - ex * ex - ey * ey;
    return 60 * sqrt(r > 0.03 ? r : 0.03 * exp((r - 0.03) / 0.06)) + nose_height(id, x, y) +
           hills(hill, (int)(sizeof hill / sizeof *hill), x, y);
}

/* Brightness from the normal and from what shades it. */
static double light_at(const struct phil_sim_identity *id, double x, double y)
{
    const double e = 0.6;
    const double zx = (height_mm(id, x + e, y) - height_mm(id, x - e, y)) / (2 * e);
    const double zy = (height_mm(id, x, y + e) - height_mm(id, x, y - e)) / (2 * e);
    const double norm = 1 / sqrt(1 + zx * zx + zy * zy);
    const double nx = -zx * norm, ny = -zy * norm, nz = norm;
    const double key = nx * -0.36 + ny * -0.48 + nz * 0.80;
    const double fill = nx * 0.55 + ny * -0.1 + nz * 0.82;
    const double wrapped = (key + 0.3) / 1.3;
    double light = 0.30 + 0.62 * (wrapped > 0 ? wrapped : 0) + 0.16 * (fill > 0 ? fill : 0);
    /* Sheen where the normal halves the angle between the key light and the camera. */
    const double half = nx * -0.19 + ny * -0.25 + nz * 0.95;
    light += 0.07 * pow(half > 0 ? half : 0, 40);
    /* What the relief occludes. */
    const double m = id->mouth_y, n = id->nose_y, ax = fabs(x);
    light *= 1 - 0.10 * phil_sim_spot(ax - 16, y + 3, 5, 7);
    light *= 1 - 0.12 * phil_sim_spot(ax - 30, y + 6, 13, 4);
    light *= 1 - 0.16 * phil_sim_spot(x - 2, y - n - 3, 11, 3.5);
    light *= 1 - 0.13 * phil_sim_spot(x, y - m - 12.5, 13, 3);
    light *= 1 - 0.10 * phil_sim_spot(ax - 60, y - 70, 9, 35);
    /* The wall behind the camera lights even what faces down. */
    return 1.13 * (light > 0.62 ? light : 0.62 - 0.5 * (0.62 - light));
}

static double redness(const struct phil_sim_identity *id, double x, double y)
{
    const double ax = fabs(x);
    return 0.9 * phil_sim_spot(ax - 38, y - 32, 15, 13) +
           0.8 * phil_sim_spot(ax, y - id->tip_y - 2, 10, 9) +
           0.4 * phil_sim_spot(ax, y - id->chin_y + 16, 14, 9) +
           0.5 * phil_sim_spot(ax - 16, y - 3, 4, 4) - 0.5 * phil_sim_spot(ax, y + 48, 38, 20) -
           0.3 * phil_sim_spot(ax - 30, y - 11, 11, 4);
}

static bool fill_lattice(struct phil_sim_lattice *lattice, const struct phil_sim_identity *id,
                         double (*value)(const struct phil_sim_identity *, double, double),
                         double step)
{
    if (!phil_sim_lattice_init(lattice, -105, -135, 105, 182, step))
        return false;
    for (int j = 0; j < lattice->ny; j++)
        for (int i = 0; i < lattice->nx; i++)
            lattice->c[(ptrdiff_t)j * lattice->nx + i] =
                (float)value(id, (double)lattice->x0 + i / (double)lattice->per_mm,
                             (double)lattice->y0 + j / (double)lattice->per_mm);
    return true;
}

enum phil_status phil_sim_painter_init(struct phil_sim_painter *painter,
                                       const struct phil_sim_face *face)
{
    *painter = (struct phil_sim_painter){.id = &face->id,
                                         .seed = face->set.seed,
                                         .skin = face->set.skin,
                                         .texture = face->set.texture,
                                         .beard = face->set.beard};
    struct phil_sim_lattice *noise[4] = {&painter->pore, &painter->fine, &painter->patch,
                                         &painter->blotch};
    static const double step_mm[4] = {0.32, 0.65, 1.8, 7};
    if (!fill_lattice(&painter->light, &face->id, light_at, 1.25) ||
        !fill_lattice(&painter->red, &face->id, redness, 3))
        return PHIL_EMEM;
    for (int k = 0; k < 4; k++) {
        if (!phil_sim_lattice_init(noise[k], -110, -145, 110, 200, step_mm[k]))
            return PHIL_EMEM;
        phil_sim_lattice_randomise(noise[k], face->set.seed, PHIL_SIM_STREAM_LATTICE + (uint64_t)k);
    }
    return PHIL_OK;
}

void phil_sim_painter_release(struct phil_sim_painter *painter)
{
    struct phil_sim_lattice *all[6] = {&painter->light, &painter->red,   &painter->pore,
                                       &painter->fine,  &painter->patch, &painter->blotch};
    for (int k = 0; k < 6; k++)
        phil_sim_lattice_release(all[k]);
}

/* Furrows of the forehead and crow's feet: relative darkening. */
static double furrows(const struct phil_sim_painter *p, double x, double y)
{
    double dark = 0;
    if (y < -28 && y > -60) {
        const double wave = 1.6 * (double)phil_sim_lattice_at(&p->blotch, x * 0.7, 150);
        for (int k = 0; k < 3; k++) {
            const double at = -33 - 8.5 * k - 3 * (x / 45) * (x / 45) + wave;
            const double keep = 0.6 + 0.4 * (double)phil_sim_lattice_at(&p->blotch, x, 20 + 9 * k);
            dark += 0.07 * keep * phil_sim_spot(x, y - at, 30, 0.55);
        }
    }
    const double ax = fabs(x);
    if (ax > 44 && ax < 62 && fabs(y) < 12)
        for (int k = -1; k <= 1; k++)
            dark += 0.10 * phil_sim_spot(ax - 52, y - 0.42 * k * (ax - 44), 4, 0.45);
    return dark * p->id->lines;
}

void phil_sim_paint_skin(const struct phil_sim_painter *p, double x, double y, double y_texture,
                         float rgb[3])
{
    const struct phil_sim_colour *s = &p->id->skin;
    const double light = (double)phil_sim_lattice_at(&p->light, x, y);
    const float red = phil_sim_lattice_at(&p->red, x, y);
    const double pore = (double)phil_sim_lattice_at(&p->pore, x, y_texture);
    const double fine = (double)phil_sim_lattice_at(&p->fine, x, y_texture);
    const double patch = (double)phil_sim_lattice_at(&p->patch, x, y_texture);
    const double blotch = (double)phil_sim_lattice_at(&p->blotch, x, y_texture);
    /* Pores are dark dots: only the troughs show. */
    const double relief =
        0.010 * pore - 0.022 * (pore < -0.6 ? -0.6 - pore : 0) + 0.016 * fine + 0.012 * patch;
    /* The camera exposes dark skin longer. */
    const double exposure = 1.04 - 0.10 * p->skin;
    const double k = exposure * light *
                     (1 + p->texture * relief * 1.6 + 0.006 * patch + 0.010 * blotch -
                      furrows(p, x, y) * (0.4 + 0.6 * p->texture));
    const float flush = red * (float)(0.6 + 0.4 * p->skin) + 0.12f * (float)blotch;
    rgb[0] = (s->r + 5 * flush) * (float)k;
    rgb[1] = (s->g - 9 * flush) * (float)k;
    rgb[2] = (s->b - 7 * flush) * (float)k;
    /* The shadow that shaven or growing hair casts over jaw and upper lip. */
    if (p->beard > 0 && y > p->id->nose_y - 8) {
        const double edge =
            phil_sim_step(p->id->nose_y - 6, p->id->nose_y + 6, y + 0.3 * (fabs(x) - 20));
        phil_sim_blend(rgb, (struct phil_sim_colour){70 * (float)k, 66 * (float)k, 66 * (float)k},
                       0.22 * p->beard * edge);
    }
}

double phil_sim_neck_half(double y)
{
    return 52 + 10 * phil_sim_step(138, 190, y) + 3 * phil_sim_step(90, 60, y);
}

void phil_sim_paint_neck(const struct phil_sim_painter *p, double x, double y, float rgb[3])
{
    const struct phil_sim_colour *s = &p->id->skin;
    const double half = phil_sim_neck_half(y), t = x / half;
    const double round = sqrt(1 - 0.86 * (t * t < 1 ? t * t : 1));
    const struct phil_sim_polar at = phil_sim_polar(x, y);
    const double from_jaw = at.r - phil_sim_outline_at(p->id->outline, at.angle);
    const double shadow = 0.60 + 0.30 * phil_sim_step(4, 46, from_jaw);
    /* Sternomastoids: two soft oblique cords. */
    const double cord = 0.05 * phil_sim_spot(fabs(x) - (44 - 0.28 * (y - 100)), 0, 5, 1);
    const double noise = (double)phil_sim_lattice_at(&p->fine, x, y) * 0.012 +
                         (double)phil_sim_lattice_at(&p->pore, x, y) * 0.008;
    const double k = shadow * (0.42 + 0.55 * round + cord - 0.05 * t) * (1 + p->texture * noise);
    rgb[0] = s->r * (float)k;
    rgb[1] = s->g * (float)k;
    rgb[2] = s->b * (float)k;
}
