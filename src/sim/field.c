/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The displacement field, forward and inverse.
 *
 * Skin at x (mm) lies at time t at  F(x, t) = Head_t(x + u(x, t)):  u is the sum of the twitches'
 * Gaussian bumps, of two small bumps with each blink and of the jaw's field while talking; Head_t
 * is a weak-perspective view of a generic face in depth (a spline of height over the face) that
 * is turned, rolled, scaled and shifted. Below the chin the head's movement fades into shoulders
 * that stand still.
 *
 * Drawing needs the inverse. Head_t is near the identity times the scale, so the residual in the
 * picture divided by the scale is a good step (error shrinks by 3 to 30 each time); x + u is
 * inverted by Newton's method with the exact derivatives. Both end below 1e-4 px. They fail when
 * the map folds (|grad u| >= 1), which the settings' check excludes.
 *
 * The lips part along a line. The field is continuous around the corners of the mouth and has two
 * branches, above and below the line; between their images lies the cavity.
 */
#include "sim/private.h"

#include <math.h>

/* The head moves as a whole down to FADE_FROM mm; from FADE_TO on the neck stands still. */
static const double FADE_FROM_MM = 124, FADE_TO_MM = 172;
/* Of the jaw's drop: how far upper lip's edge rises. */
static const float UPPER_LIFT = 0.12f;
/* Where the jaw's field ends: to the sides, below the chin, above and below the lips' line. */
static const float JAW_REACH_MM = 80, THROAT_REACH_MM = 42, LIP_REACH_MM = 19;

/* A generic adult face's height over the plane of the outer canthi, mm, pointing at the camera:
 * a head that falls away to its sides, and a nose. Smooth on the scale of a centimetre, as
 * parallax needs no more. Judged from usual adult profile measures: the profile between forehead
 * and chin is nearly upright; nasion 15-20 mm before the canthi, lips 25-30, the point of the chin
 * some 20, the nose's tip 15-20 before the lip's root; the corners of the mouth lie a centimetre
 * behind its middle. */
static double depth_mm(double x, double y)
{
    const double dy = y - 45;
    const double skull = 80 * exp(-x * x / (2 * 58.0 * 58.0) - dy * dy / (2 * 150.0 * 150.0)) - 52;
    const double ny = y - 34;
    const double nose = 16 * exp(-x * x / (2 * 10.0 * 10.0) - ny * ny / (2 * 14.0 * 14.0));
    return skull + nose;
}

bool phil_sim_depth_init(struct phil_sim_lattice *depth)
{
    if (!phil_sim_lattice_init(depth, -130, -160, 130, 190, 4))
        return false;
    for (int j = 0; j < depth->ny; j++)
        for (int i = 0; i < depth->nx; i++)
            depth->c[(size_t)j * (size_t)depth->nx + (size_t)i] =
                (float)depth_mm((double)depth->x0 + i / (double)depth->per_mm,
                                (double)depth->y0 + j / (double)depth->per_mm);
    return true;
}

void phil_sim_head_forward(const struct phil_sim_face *face, const struct phil_sim_pose *pose,
                           double x, double y, double *px, double *py)
{
    const double z = (double)phil_sim_lattice_at(&face->depth, x, y);
    const double hx = pose->xx * x + pose->xy * y + pose->dx * z + pose->tx;
    const double hy = pose->yx * x + pose->yy * y + pose->dy * z + pose->ty;
    if (y <= FADE_FROM_MM) {
        *px = hx;
        *py = hy;
        return;
    }
    const double w = 1 - phil_sim_step(FADE_FROM_MM, FADE_TO_MM, y);
    const double bx = face->set.px_per_mm * x + face->centre_x;
    const double by = face->set.px_per_mm * y + face->centre_y;
    *px = bx + w * (hx - bx);
    *py = by + w * (hy - by);
}

void phil_sim_head_inverse(const struct phil_sim_face *face, const struct phil_sim_pose *pose,
                           double px, double py, double *x, double *y)
{
    const double per_px = 1 / face->set.px_per_mm;
    for (int i = 0; i < 40; i++) {
        double fx, fy;
        phil_sim_head_forward(face, pose, *x, *y, &fx, &fy);
        const double ex = px - fx, ey = py - fy;
        *x += ex * per_px;
        *y += ey * per_px;
        if (ex * ex + ey * ey < 1e-8) /* (1e-4 px)^2, and that step has still been taken */
            break;
    }
}

/* (1 - t^2)^2 within |t| < 1: a bump that ends. `slope` is its derivative. */
static float bump(float t, float *slope)
{
    const float p = 1 - t * t;
    *slope = p > 0 ? -4 * t * p : 0;
    return p > 0 ? p * p : 0;
}

/* The jaw's field, downward in mm for each mm of drop, and its derivatives. */
static float jaw_field(const struct phil_sim_identity *id, bool below, float x, float y,
                       float *by_x, float *by_y)
{
    /* From nothing above the mouth to all of the drop below the lips. */
    const float ramp = 26;
    float t = (y - (float)id->mouth_y + 8) / ramp;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    const float s = t * t * (3 - 2 * t), ds = 6 * t * (1 - t) / ramp;
    float across_slope, down = 1, down_slope = 0;
    const float across = bump(x / JAW_REACH_MM, &across_slope);
    /* Under the chin the skin of the throat stretches. */
    if (y > (float)id->chin_y)
        down = bump((y - (float)id->chin_y) / THROAT_REACH_MM, &down_slope);
    *by_x = across_slope / JAW_REACH_MM * s * down;
    *by_y = across * (ds * down + s * down_slope / THROAT_REACH_MM);
    /* The lips' own part closes toward the corners with zero slope. */
    const float half = (float)id->mouth_half;
    float along_slope, lip_slope;
    const float along = bump(x / half, &along_slope);
    const float lip = bump((y - (float)id->mouth_y) / LIP_REACH_MM, &lip_slope);
    const float share = below ? 0.72f : -UPPER_LIFT - 0.22f;
    *by_x += share * along_slope / half * lip;
    *by_y += share * along * lip_slope / LIP_REACH_MM;
    return across * s * down + share * along * lip;
}

void phil_sim_skin_shift(const struct phil_sim_face *face, const struct phil_sim_instant *instant,
                         bool below, float x, float y, float u[2], float du[4])
{
    u[0] = u[1] = du[0] = du[1] = du[2] = du[3] = 0;
    for (size_t i = 0; i < instant->n_bumps; i++) {
        const struct phil_sim_skin_bump *b = &instant->bump[i];
        const float dx = x - b->x, dy = y - b->y;
        const float r2 = dx * dx + dy * dy;
        if (r2 > b->reach * b->reach)
            continue;
        const float g = expf(-r2 * b->inv_2s2), slope = -2 * b->inv_2s2 * g;
        u[0] += b->ax * g;
        u[1] += b->ay * g;
        du[0] += b->ax * slope * dx;
        du[1] += b->ax * slope * dy;
        du[2] += b->ay * slope * dx;
        du[3] += b->ay * slope * dy;
    }
    if (instant->jaw_mm > 0) {
        float by_x, by_y;
        u[1] += instant->jaw_mm * jaw_field(&face->id, below, x, y, &by_x, &by_y);
        du[2] += instant->jaw_mm * by_x;
        du[3] += instant->jaw_mm * by_y;
    }
}

void phil_sim_skin_inverse(const struct phil_sim_face *face, const struct phil_sim_instant *instant,
                           bool below, float qx, float qy, float *x, float *y)
{
    for (int i = 0; i < 12; i++) {
        float u[2], du[4];
        phil_sim_skin_shift(face, instant, below, *x, *y, u, du);
        const float ex = qx - *x - u[0], ey = qy - *y - u[1];
        const float a = 1 + du[0], b = du[1], c = du[2], d = 1 + du[3];
        const float det = a * d - b * c;
        /* Far from the solution the slope may mislead; then the plain step converges. */
        const float sx = det > 0.2f ? (d * ex - b * ey) / det : ex;
        const float sy = det > 0.2f ? (a * ey - c * ex) / det : ey;
        *x += sx;
        *y += sy;
        if (sx * sx + sy * sy < 1e-6f) /* 1e-3 mm; Newton's next step would be its square */
            break;
    }
}

bool phil_sim_skin_box(const struct phil_sim_face *face, const struct phil_sim_instant *instant,
                       float box[4])
{
    box[0] = box[1] = 1e9f;
    box[2] = box[3] = -1e9f;
    for (size_t i = 0; i < instant->n_bumps; i++) {
        const struct phil_sim_skin_bump *b = &instant->bump[i];
        const float r = b->reach + fabsf(b->ax) + fabsf(b->ay);
        box[0] = fminf(box[0], b->x - r);
        box[1] = fminf(box[1], b->y - r);
        box[2] = fmaxf(box[2], b->x + r);
        box[3] = fmaxf(box[3], b->y + r);
    }
    if (instant->jaw_mm > 0) {
        const float up = LIP_REACH_MM + 2, down = THROAT_REACH_MM + 2;
        box[0] = fminf(box[0], -JAW_REACH_MM);
        box[1] = fminf(box[1], (float)face->id.mouth_y - up);
        box[2] = fmaxf(box[2], JAW_REACH_MM);
        box[3] = fmaxf(box[3], (float)face->id.chin_y + down);
    }
    return box[0] < box[2];
}

void phil_sim_face_point(const struct phil_sim_face *face, double x_mm, double y_mm, double time_s,
                         double *x_px, double *y_px)
{
    struct phil_sim_instant instant;
    phil_sim_instant_at(face, time_s, 0, &instant);
    const bool below = y_mm > phil_sim_lip_line(&face->id, x_mm);
    float u[2], du[4];
    phil_sim_skin_shift(face, &instant, below, (float)x_mm, (float)y_mm, u, du);
    phil_sim_head_forward(face, &instant.pose, x_mm + (double)u[0], y_mm + (double)u[1], x_px,
                          y_px);
}

void phil_sim_face_region(const struct phil_sim_face *face, enum phil_region region, double *x_mm,
                          double *y_mm)
{
    phil_sim_region_centre(&face->id, region, x_mm, y_mm);
}
