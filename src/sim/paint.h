/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that paint share. Brightness and colours are gamma-coded (0..255), as a
 * painter's are: shading multiplies them. */
#ifndef PHIL_SIM_PAINT_H
#define PHIL_SIM_PAINT_H

#include "sim/private.h"

/* Texels under the brush: place of texel (0,0) and size of a texel, mm. */
struct phil_sim_canvas {
    float *rgb[3], *alpha;
    int width, height;
    double x0, y0, mm;
};

struct phil_sim_painter {
    const struct phil_sim_identity *id;
    uint64_t seed;
    double skin, texture, beard;                       /* settings */
    bool closed;                                       /* paint the eyes closed */
    struct phil_sim_lattice light, red;                /* shading; redness -1..1 */
    struct phil_sim_lattice pore, fine, patch, blotch; /* noise of SD 1, from fine to coarse */
};

enum phil_status phil_sim_painter_init(struct phil_sim_painter *painter,
                                       const struct phil_sim_face *face);
void phil_sim_painter_release(struct phil_sim_painter *painter);

/* ---- paint_skin.c: bare skin; `y_texture` may differ from y where skin is folded ---- */
void phil_sim_paint_skin(const struct phil_sim_painter *painter, double x, double y,
                         double y_texture, float rgb[3]);
void phil_sim_paint_neck(const struct phil_sim_painter *painter, double x, double y, float rgb[3]);
double phil_sim_neck_half(double y);

/* ---- paint_feature.c: what is drawn over skin ---- */
void phil_sim_paint_eye(const struct phil_sim_painter *painter, double x, double y, float rgb[3]);
void phil_sim_paint_nose(const struct phil_sim_painter *painter, double x, double y, float rgb[3]);
void phil_sim_paint_mouth(const struct phil_sim_painter *painter, double x, double y, float rgb[3]);

/* ---- paint_hair.c: strokes and spots on the whole canvas; the head's hair by texel ---- */
double phil_sim_paint_hair(const struct phil_sim_painter *painter, double x, double y,
                           struct phil_sim_polar at, float rgb[3]);
void phil_sim_paint_strokes(const struct phil_sim_painter *painter, struct phil_sim_canvas *canvas);

static inline void phil_sim_scale(float rgb[3], double k)
{
    for (int c = 0; c < 3; c++)
        rgb[c] *= (float)k;
}

static inline void phil_sim_blend(float rgb[3], struct phil_sim_colour over, double t)
{
    rgb[0] += (float)t * (over.r - rgb[0]);
    rgb[1] += (float)t * (over.g - rgb[1]);
    rgb[2] += (float)t * (over.b - rgb[2]);
}

/* exp(-r^2/2) for an elliptic spot. */
double phil_sim_spot(double x, double y, double sx, double sy);

#endif
