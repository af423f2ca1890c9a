/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eyes, nose and mouth: drawn over the skin as soft-edged shapes bounded by the curves of
 * identity.c. Widths are in mm and never below what two texels can hold at 1 px/mm, so that the
 * lens's blur alone decides how sharp they are.
 */
#include "sim/paint.h"

#include "base/random.h"

#include <math.h>

static const struct phil_sim_colour SCLERA = {222, 214, 208}, PUPIL = {16, 13, 13},
                                    CARUNCLE = {196, 130, 118}, GLINT = {250, 250, 250};

/* Iris, pupil and their catch light at (u, v) from the middle of the iris. */
static void paint_iris(const struct phil_sim_painter *p, double u, double v, float rgb[3])
{
    const struct phil_sim_identity *id = p->id;
    const double r = hypot(u, v), in = 1 - phil_sim_step(id->iris_r - 0.35, id->iris_r + 0.25, r);
    if (in > 0) {
        /* Radial fibres: noise that varies fast around and slowly outward. */
        const double angle = atan2(v, u);
        const double fibre =
            (double)phil_sim_lattice_at(&p->fine, 12 * angle, 60 + 0.25 * r) * 0.10;
        const double limbus = 1 - 0.55 * phil_sim_step(id->iris_r - 1.6, id->iris_r, r);
        const double lit = (0.86 + 0.5 * phil_sim_spot(u - 1.6, v - 2.2, 2.6, 2.2)) * limbus;
        struct phil_sim_colour c = id->iris;
        const float k = (float)(lit * (1 + fibre));
        c = (struct phil_sim_colour){c.r * k, c.g * k, c.b * k};
        phil_sim_blend(rgb, c, in);
        phil_sim_blend(rgb, PUPIL, 1 - phil_sim_step(1.7, 2.25, r));
    }
    phil_sim_blend(rgb, GLINT, 0.92 * (1 - phil_sim_step(0.5, 1.0, hypot(u + 1.7, v + 2.0))));
    phil_sim_blend(rgb, GLINT, 0.25 * (1 - phil_sim_step(0.4, 0.9, hypot(u - 2.1, v - 1.8))));
}

static void paint_eyeball(const struct phil_sim_painter *p, double x, double y, double up,
                          double low, float rgb[3])
{
    const struct phil_sim_identity *id = p->id;
    const double ax = fabs(x), side = x < 0 ? -1 : 1;
    const double t = (ax - id->inner_x) / (id->outer_x - id->inner_x);
    const double dim = 0.70 + 0.26 * p->skin;
    float eye[3] = {SCLERA.r, SCLERA.g, SCLERA.b};
    /* A ball, darker toward the canthi, with the upper lid's shadow across it. */
    phil_sim_scale(eye, dim * (1 - 0.20 * (2 * t - 1) * (2 * t - 1)));
    phil_sim_blend(eye, CARUNCLE, 0.8 * (1 - phil_sim_step(0.05, 0.17, t)));
    paint_iris(p, side * (ax - id->iris_x), y - id->iris_y, eye);
    phil_sim_scale(eye, 0.62 + 0.38 * phil_sim_step(0, 3.2, y - up));
    phil_sim_scale(eye, 0.88 + 0.12 * phil_sim_step(0, 1.2, low - y));
    const double in = phil_sim_step(-0.25, 0.25, y - up) * phil_sim_step(-0.25, 0.25, low - y) *
                      phil_sim_step(-0.01, 0.02, t) * phil_sim_step(1.02, 0.99, t);
    phil_sim_blend(rgb, (struct phil_sim_colour){eye[0], eye[1], eye[2]}, in);
}

/* Lines along the lids' edges and the fold above. */
static void paint_lids(const struct phil_sim_painter *p, double x, double y, double up, double low,
                       float rgb[3])
{
    const struct phil_sim_identity *id = p->id;
    const double t = (fabs(x) - id->inner_x) / (id->outer_x - id->inner_x);
    const double ends = phil_sim_step(-0.08, 0.06, t) * phil_sim_step(1.14, 1.0, t);
    const struct phil_sim_colour lash = {id->hair.r * 0.55f, id->hair.g * 0.5f, id->hair.b * 0.5f};
    const double fold = up - id->crease * (0.55 + 0.45 * phil_sim_step(0, 0.35, t));
    if (p->closed) {
        const double line = low + 0.1;
        phil_sim_scale(rgb, 1 - 0.10 * ends * phil_sim_step(fold - 1, fold + 2, y) *
                                    phil_sim_step(line + 0.5, line - 0.5, y));
        phil_sim_blend(rgb, lash, 0.85 * ends * phil_sim_spot(0, y - line, 1, 0.55));
        phil_sim_scale(rgb, 1 - 0.12 * ends * phil_sim_spot(0, y - line - 1.2, 1, 0.9));
        phil_sim_scale(rgb, 1 - 0.10 * ends * phil_sim_spot(0, y - fold, 1, 1.0));
        return;
    }
    phil_sim_blend(rgb, lash, 0.88 * ends * phil_sim_spot(0, y - up + 0.25, 1, 0.50 - 0.12 * t));
    /* Wet rim, then the roots of the lower lashes. */
    const struct phil_sim_colour rim = {id->skin.r * 1.0f, id->skin.g * 0.88f, id->skin.b * 0.88f};
    phil_sim_blend(rgb, rim, 0.5 * ends * phil_sim_spot(0, y - low - 0.4, 1, 0.4));
    phil_sim_blend(rgb, lash, 0.35 * ends * phil_sim_spot(0, y - low - 1.0, 1, 0.40));
    phil_sim_scale(rgb, 1 - 0.34 * ends * phil_sim_spot(0, y - fold, 1, 0.55));
    phil_sim_scale(rgb, 1 - 0.12 * ends * phil_sim_spot(0, y - fold + 1.2, 1, 1.1));
    /* Below the bag under the eye. */
    const double bag = low + 7.5 - 3.0 * t;
    phil_sim_scale(rgb, 1 - 0.07 * ends * phil_sim_spot(0, y - bag, 1, 0.9));
}

void phil_sim_paint_eye(const struct phil_sim_painter *p, double x, double y, float rgb[3])
{
    const double ax = fabs(x);
    if (ax < 10 || ax > 52 || y < -20 || y > 18)
        return;
    const double up = phil_sim_upper_lid(p->id, ax), low = phil_sim_lower_lid(p->id, ax);
    if (!p->closed)
        paint_eyeball(p, x, y, up, low, rgb);
    paint_lids(p, x, y, up, low, rgb);
}

void phil_sim_paint_nose(const struct phil_sim_painter *p, double x, double y, float rgb[3])
{
    const struct phil_sim_identity *id = p->id;
    const double ax = fabs(x), n = id->nose_y, k = id->ala_x / 17.2;
    if (ax > 40 || y < 20 || y > id->mouth_y + 20)
        return;
    /* Alar groove: the outer and upper rim of an ellipse. */
    const double u = (ax - 11.2 * k) / (6.3 * k), v = (y - n + 6.2) / 6.6, r = hypot(u, v);
    const double rim = exp(-0.5 * (r - 1) * (r - 1) / (0.13 * 0.13));
    if (ax > 8)
        phil_sim_scale(rgb, 1 - 0.30 * rim * phil_sim_step(-0.25, 0.55, u + 0.15 * v));
    /* Underside of the nose: alae and columella shade it, nostrils are dark. */
    phil_sim_scale(rgb, 1 - 0.20 * phil_sim_spot(ax - 5, y - n + 1.6, 7 * k, 1.6));
    const double slant = y - n + 2.3 - 0.16 * (ax - 8);
    const double hole = 1 - phil_sim_step(0.55, 1.25, hypot((ax - 7.6 * k) / 3.9, slant / 1.75));
    const struct phil_sim_colour nostril = {44 + 0.1f * id->skin.r, 24 + 0.05f * id->skin.g, 20};
    phil_sim_blend(rgb, nostril, 0.85 * hole);
    phil_sim_scale(rgb, 1 - 0.16 * phil_sim_spot(ax - 3.2, y - n, 5, 0.9));
    /* Nasolabial fold: lit on the cheek's side, shaded on the lip's. */
    const double t = (y - (n - 8)) / (id->mouth_y + 4 - (n - 8));
    if (t > -0.2 && t < 1.25) {
        const double at = id->ala_x + 2.5 + 13.5 * pow(t > 0 ? t : 0, 0.85);
        const double ends = phil_sim_step(-0.2, 0.15, t) * phil_sim_step(1.25, 0.75, t);
        const double deep = (0.035 + 0.09 * id->lines) * ends;
        phil_sim_scale(rgb, 1 - deep * phil_sim_spot(ax - at + 0.8, 0, 1.4, 1) +
                                0.4 * deep * phil_sim_spot(ax - at - 2.2, 0, 1.8, 1));
    }
}

/* Vermilion: its colour, its lines, its gloss. */
static void paint_vermilion(const struct phil_sim_painter *p, double x, double y, double line,
                            double in, float rgb[3])
{
    const struct phil_sim_identity *id = p->id;
    const double light = 0.25 + 0.75 * (double)phil_sim_lattice_at(&p->light, x, y);
    const bool upper = y < line;
    /* Lines run across the lip, spreading from the middle: noise stretched along y. */
    const double spread = x * (1 - 0.012 * fabs(y - line));
    const double lines = (double)phil_sim_lattice_at(&p->fine, spread, 30 + 0.22 * y) * 0.045 +
                         (double)phil_sim_lattice_at(&p->pore, spread, -60 + 0.30 * y) * 0.035;
    const double gloss = 0.17 * phil_sim_spot(x + 5, y - line - 0.42 * id->lip_low, 8, 1.5) +
                         0.06 * phil_sim_spot(x + 3, y - line + 0.7 * id->lip_up, 7, 1.0);
    const float k =
        (float)(light * (upper ? 0.86 : 1.04) * (1 + lines * (0.35 + 1.1 * p->texture) + gloss));
    phil_sim_blend(rgb, (struct phil_sim_colour){id->lip.r * k, id->lip.g * k, id->lip.b * k}, in);
}

void phil_sim_paint_mouth(const struct phil_sim_painter *p, double x, double y, float rgb[3])
{
    const struct phil_sim_identity *id = p->id;
    const double ax = fabs(x), m = id->mouth_y;
    if (ax > id->mouth_half + 12 || y < m - 24 || y > m + 26)
        return;
    const double line = phil_sim_lip_line(id, x), top = phil_sim_lip_top(id, x),
                 bottom = phil_sim_lip_bottom(id, x);
    /* The white roll: a light ridge along the border of the upper lip. */
    const double within = phil_sim_step(id->mouth_half, id->mouth_half - 6, ax);
    phil_sim_scale(rgb, 1 + 0.06 * within * phil_sim_spot(0, y - top + 1.3, 1, 0.8));
    phil_sim_scale(rgb, 1 - 0.10 * within * phil_sim_spot(0, y - bottom - 1.6, 1, 1.3));
    const double in = phil_sim_step(-0.55, 0.45, y - top) * phil_sim_step(-0.7, 0.6, bottom - y) *
                      phil_sim_step(id->mouth_half + 0.3, id->mouth_half - 1.2, ax);
    if (in > 0)
        paint_vermilion(p, x, y, line, 0.94 * in, rgb);
    const double taper = phil_sim_step(id->mouth_half + 1.5, id->mouth_half - 7, ax);
    const struct phil_sim_colour dark = {id->lip.r * 0.26f, id->lip.g * 0.20f, id->lip.b * 0.22f};
    phil_sim_blend(rgb, dark,
                   (0.25 + 0.6 * taper) * phil_sim_step(id->mouth_half + 2.2, id->mouth_half, ax) *
                       phil_sim_spot(0, y - line, 1, 0.45 + 0.2 * taper));
    phil_sim_scale(rgb, 1 - 0.20 * taper * phil_sim_spot(0, y - line + 1.0, 1, 1.1));
    phil_sim_scale(rgb,
                   1 - 0.30 * phil_sim_spot(ax - id->mouth_half - 0.6, y - line - 0.4, 2.2, 1.7));
}
