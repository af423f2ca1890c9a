/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drawing a frame: for each pixel, where on the face it looks, and what the textures hold there.
 *
 * The head's inverse map is smooth over a centimetre, so it is solved on a grid of nodes at most
 * 2 mm apart and interpolated by cubics (error below 1e-3 px even at 15 degrees of turn; see
 * tests/sim). Where skin moves, Newton's method then runs for every pixel, started from its
 * neighbour's displacement. Blocks that the head does not cover keep the still background.
 *
 * Exposure: motion within the shutter time is averaged. Where nothing moves by more than
 * SPREAD_PX during it, one drawing at the time-averaged displacement stands for the average of
 * the pictures: the two differ by a symmetric blur of variance SPREAD_PX^2 / 12 at most
 * (0.0075 px^2 beside the 0.35 or more of lens and aperture), and by no displacement. Otherwise
 * three to eight drawings, each at the average over its part of the shutter time, are averaged.
 * Local movements (twitches, blinks, speech) are redrawn more finely than the rest of the head
 * only where they are.
 */
#include "sim/private.h"

#include "base/checked.h"

#include <math.h>
#include <string.h>

static const double SPREAD_PX = 0.3, LOCAL_SPREAD_PX = 0.5;
static const double NODES_MM = 1.7, SMOOTH_SIGMA_MM = 4;
enum { MOST_DRAWINGS = 8, LEAST_DRAWINGS = 3, GROUP = 8, COVER_BLOCK = 16 };

/* Picture pixels [x0, x1) x [y0, y1), all even. */
struct rect {
    int x0, y0, x1, y1;
};

struct drawing {
    struct phil_sim_face *face;
    const struct phil_sim_instant *instant;
    struct rect rect;
    float weight;
    bool first;
    /* Nodes: every `step` pixels from (rect.x0 - step, rect.y0 - step) on. */
    int step, n_x, n_y;
    float *node_x, *node_y;
    /* Of two rows: where each pixel looks, in texels, with and without the skin's movement. */
    float *tx[2], *ty[2], *qx[2], *qy[2], *value;
    bool skin_moves;
    float box[4];
    /* Where skin that moves smoothly looks, at the nodes; NULL: it is solved for each pixel. */
    float *skin_x, *skin_y;
};

static float to_texel_x(const struct phil_sim_face *f, double x_mm)
{
    return (float)(PHIL_SIM_TEXELS_PER_PX * (f->set.px_per_mm * x_mm + f->centre_x - f->left));
}

static float to_texel_y(const struct phil_sim_face *f, double y_mm)
{
    return (float)(PHIL_SIM_TEXELS_PER_PX * (f->set.px_per_mm * y_mm + f->centre_y - f->top));
}

static void solve_nodes(struct drawing *d)
{
    const struct phil_sim_face *f = d->face;
    const double per_px = 1 / f->set.px_per_mm;
    d->n_x = (d->rect.x1 - d->rect.x0 + d->step - 1) / d->step + 3;
    d->n_y = (d->rect.y1 - d->rect.y0 + d->step - 1) / d->step + 3;
    d->node_x = f->nodes;
    d->node_y = f->nodes + (ptrdiff_t)d->n_x * d->n_y;
    double x = (d->rect.x0 - f->centre_x) * per_px, y = (d->rect.y0 - f->centre_y) * per_px;
    for (int j = 0; j < d->n_y; j++) {
        const double py = d->rect.y0 + (j - 1) * d->step;
        for (int i = 0; i < d->n_x; i++) {
            /* Rows run to and fro so that the last solution is always next to the new one. */
            const int column = j % 2 ? d->n_x - 1 - i : i;
            const double px = d->rect.x0 + (column - 1) * d->step;
            phil_sim_head_inverse(f, &d->instant->pose, px, py, &x, &y);
            d->node_x[(ptrdiff_t)j * d->n_x + column] = to_texel_x(f, x);
            d->node_y[(ptrdiff_t)j * d->n_x + column] = to_texel_y(f, y);
            x += (j % 2 ? -d->step : d->step) * per_px;
        }
        y += d->step * per_px;
    }
}

/* Lagrange's cubic through nodes -1, 0, 1, 2 at a fraction t. */
static void lagrange(float t, float w[4])
{
    w[0] = -t * (t - 1) * (t - 2) * (1.0f / 6);
    w[1] = (t + 1) * (t - 1) * (t - 2) * 0.5f;
    w[2] = -(t + 1) * t * (t - 2) * 0.5f;
    w[3] = (t + 1) * t * (t - 1) * (1.0f / 6);
}

static void interpolate_row(const struct drawing *d, const float *nodes, int y, float *out,
                            float *scratch)
{
    float w[4];
    const int j = (y - d->rect.y0) / d->step;
    lagrange((float)((y - d->rect.y0) % d->step) / (float)d->step, w);
    const float *a = nodes + (ptrdiff_t)j * d->n_x;
    const float *b = a + d->n_x, *c = b + d->n_x, *e = c + d->n_x;
    for (int i = 0; i < d->n_x; i++)
        scratch[i] = (w[0] * a[i] + w[1] * b[i]) + (w[2] * c[i] + w[3] * e[i]);
    for (int phase = 0; phase < d->step; phase++) {
        lagrange((float)phase / (float)d->step, w);
        const int n = d->rect.x1 - d->rect.x0;
        for (int x = phase, i = 0; x < n; x += d->step, i++)
            out[x] = (w[0] * scratch[i] + w[1] * scratch[i + 1]) +
                     (w[2] * scratch[i + 2] + w[3] * scratch[i + 3]);
    }
}

/* Undoes the skin's movement for the pixels of a row that it reaches. */
static void unmove_skin(const struct drawing *d, int k)
{
    const struct phil_sim_face *f = d->face;
    const float scale = (float)(PHIL_SIM_TEXELS_PER_PX * f->set.px_per_mm), per = 1 / scale;
    const float ox = to_texel_x(f, 0), oy = to_texel_y(f, 0);
    const int n = d->rect.x1 - d->rect.x0;
    const bool talks = d->instant->jaw_mm > 0;
    float ux = 0, uy = 0;
    bool below = false;
    for (int i = 0; i < n; i++) {
        const float qx = (d->qx[k][i] - ox) * per, qy = (d->qy[k][i] - oy) * per;
        if (qx < d->box[0] || qx > d->box[2] || qy < d->box[1] || qy > d->box[3])
            continue;
        /* On which side of the lips' line? As the neighbour, most often; between the lips it
         * does not matter, since draw_mouth() has the last word there. */
        float x, y;
        for (int attempt = 0; attempt < 2; attempt++) {
            x = qx - ux;
            y = qy - uy;
            phil_sim_skin_inverse(f, d->instant, below, qx, qy, &x, &y);
            if (!talks || below == ((double)y > phil_sim_lip_line(&f->id, (double)x)))
                break;
            below = !below;
        }
        ux = qx - x;
        uy = qy - y;
        d->tx[k][i] = ox + x * scale;
        d->ty[k][i] = oy + y * scale;
    }
}

/* Whether the skin's movement may be solved at the nodes and interpolated as the head's is: courses
 * alone move it smoothly enough, and a cubic between nodes 1.7 mm apart misses a bump of 4 mm by
 * 0.2 % of its height. */
static bool is_smooth(const struct drawing *d)
{
    const struct phil_sim_face *f = d->face;
    if (!d->skin_moves || f->set.n_courses == 0 || d->instant->jaw_mm > 0 || d->step < 2 ||
        d->step > NODES_MM * f->set.px_per_mm)
        return false;
    for (size_t i = 0; i < d->instant->n_bumps; i++)
        if (d->instant->bump[i].inv_2s2 > 0.5 / (SMOOTH_SIGMA_MM * SMOOTH_SIGMA_MM) * 1.0001)
            return false;
    return true;
}

/* Undoes the skin's movement at the nodes. There is room: with two pixels from node to node they
 * need less than half of the memory for one a pixel. */
static void solve_skin_nodes(struct drawing *d)
{
    const struct phil_sim_face *f = d->face;
    const ptrdiff_t n = (ptrdiff_t)d->n_x * d->n_y;
    const float scale = (float)(PHIL_SIM_TEXELS_PER_PX * f->set.px_per_mm), per = 1 / scale;
    const float ox = to_texel_x(f, 0), oy = to_texel_y(f, 0);
    float ux = 0, uy = 0;
    d->skin_x = f->nodes + 2 * n;
    d->skin_y = f->nodes + 3 * n;
    for (ptrdiff_t i = 0; i < n; i++) {
        const float qx = (d->node_x[i] - ox) * per, qy = (d->node_y[i] - oy) * per;
        d->skin_x[i] = d->node_x[i];
        d->skin_y[i] = d->node_y[i];
        if (qx < d->box[0] || qx > d->box[2] || qy < d->box[1] || qy > d->box[3])
            continue;
        float x = qx - ux, y = qy - uy;
        phil_sim_skin_inverse(f, d->instant, false, qx, qy, &x, &y);
        ux = qx - x;
        uy = qy - y;
        d->skin_x[i] = ox + x * scale;
        d->skin_y[i] = oy + y * scale;
    }
}

static void map_row(struct drawing *d, int y, int k)
{
    if (d->skin_x) { /* nobody asks where the head alone would look: that is for mouths that talk */
        interpolate_row(d, d->skin_x, y, d->tx[k], d->value);
        interpolate_row(d, d->skin_y, y, d->ty[k], d->value);
        return;
    }
    const size_t bytes = (size_t)(d->rect.x1 - d->rect.x0) * sizeof(float);
    interpolate_row(d, d->node_x, y, d->qx[k], d->value);
    interpolate_row(d, d->node_y, y, d->qy[k], d->value);
    memcpy(d->tx[k], d->qx[k], bytes);
    memcpy(d->ty[k], d->qy[k], bytes);
    if (d->skin_moves)
        unmove_skin(d, k);
}

static int cover_at(const struct phil_sim_face *f, float tx, float ty)
{
    int x = (int)tx / COVER_BLOCK, y = (int)ty / COVER_BLOCK;
    x = x < 0 || tx < 0 ? 0 : x >= f->cover_width ? f->cover_width - 1 : x;
    y = y < 0 || ty < 0 ? 0 : y >= f->cover_height ? f->cover_height - 1 : y;
    return f->cover[(ptrdiff_t)y * f->cover_width + x];
}

/* 0: still background alone, 1: head alone, 2: both. */
static int group_cover(const struct phil_sim_face *f, const float *tx, const float *ty, int n)
{
    const int a = cover_at(f, tx[0], ty[0]), b = cover_at(f, tx[n - 1], ty[n - 1]);
    return a == b && a == cover_at(f, tx[n / 2], ty[n / 2]) ? a : 2;
}

static float composite(const struct phil_sim_face *f, float tx, float ty, float behind, float value)
{
    float a = phil_sim_texture_at(&f->alpha, tx, ty);
    a = a < 0 ? 0 : a > 1 ? 1 : a;
    return behind + a * (value - behind);
}

/* Fills `value` for n samples that look at (tx, ty) * texel_scale of the plane's texture. */
static void sample_row(const struct phil_sim_face *f, enum phil_sim_plane plane, const float *tx,
                       const float *ty, const float *still, float *value, int n)
{
    const struct phil_sim_texture *t = &f->layer[plane];
    const float s = plane ? 0.5f : 1.0f;
    for (int i = 0; i < n; i += GROUP) {
        const int m = n - i < GROUP ? n - i : GROUP;
        const int cover = group_cover(f, tx + i, ty + i, m);
        if (cover == 0) {
            memcpy(value + i, still + i, (size_t)m * sizeof *value);
            continue;
        }
        for (int k = i; k < i + m; k++)
            value[k] = phil_sim_texture_at(t, s * tx[k], s * ty[k]);
        if (cover == 2)
            for (int k = i; k < i + m; k++)
                value[k] = composite(f, tx[k], ty[k], still[k], value[k]);
    }
}

/* The lid slides down over the eye: its skin is the closed eye's texture, moved up as far as the
 * lid has not yet come down. */
static void draw_lids(const struct drawing *d, enum phil_sim_plane plane, const float *tx,
                      const float *ty, float *value, int n)
{
    const struct phil_sim_face *f = d->face;
    const struct phil_sim_identity *id = &f->id;
    const float scale = (float)(PHIL_SIM_TEXELS_PER_PX * f->set.px_per_mm), per = 1 / scale;
    const float ox = to_texel_x(f, 0), oy = to_texel_y(f, 0);
    const double soft = 0.35 / f->set.px_per_mm;
    const float s = plane ? 0.5f : 1.0f;
    for (int i = 0; i < n; i++) {
        const double at = (double)((tx[i] - ox) * per), x = fabs(at);
        const double y = (double)((ty[i] - oy) * per);
        if (x < id->inner_x || x > id->outer_x + 4 || y < -18 || y > 10)
            continue;
        /* The person's left eye is on the picture's right. */
        const double closed = (double)d->instant->closure[at < 0];
        const double up = phil_sim_upper_lid(id, x), low = phil_sim_lower_lid(id, x);
        const double margin = up + closed * (low - up), edge = margin + 0.4;
        const double crease = up - id->crease;
        const double m = phil_sim_step(crease - 2.2, crease - 0.9, y) *
                         (1 - phil_sim_step(edge - soft, edge + soft, y)) *
                         phil_sim_step(0, 0.15, closed) *
                         phil_sim_step(id->outer_x + 4, id->outer_x + 2, x);
        if (m <= 0)
            continue;
        const float down = (float)(low - margin) * scale;
        const float v = phil_sim_texture_at(&f->lid[plane], s * (tx[i] - (float)f->lid_x),
                                            s * (ty[i] + down - (float)f->lid_y));
        value[i] += (float)m * (v - value[i]);
    }
}

/* Colour of the mouth's inside at (x, y) mm: the upper teeth, and the dark. Y, Cb, Cr. */
static void cavity(const struct phil_sim_face *f, float x, float y, float jaw_mm,
                   float colour[PHIL_SIM_N_PLANES])
{
    static const float dark[PHIL_SIM_N_PLANES] = {30, 125, 135};
    static const float tooth[PHIL_SIM_N_PLANES] = {176, 120, 132};
    static const float tongue[PHIL_SIM_N_PLANES] = {74, 122, 146};
    const double line = f->id.mouth_y, ax = fabs((double)x);
    /* Central incisors of 8.5 mm, laterals of 6.5 mm, then 7.5 mm each. */
    const double gap = ax < 4.3 ? ax : ax < 11.8 ? fabs(ax - 8.5) : fabs(ax - 15);
    const double length = ax < 8.5 ? 3.4 : 2.7;
    double t = (1 - phil_sim_step(line + length - 0.5, line + length + 0.5, (double)y)) *
               (1 - phil_sim_step(13, 21, ax));
    const double shade = 0.78 + 0.22 * phil_sim_step(0, 0.8, gap);
    const double lick =
        phil_sim_step(line + 0.55 * (double)jaw_mm, line + (double)jaw_mm + 3, (double)y);
    for (int p = 0; p < PHIL_SIM_N_PLANES; p++) {
        const float back = dark[p] + (float)lick * (tongue[p] - dark[p]);
        const float front = p ? tooth[p] : tooth[p] * (float)shade;
        colour[p] = back + (float)t * (front - back);
    }
}

/* Where lips part, a pixel may see upper lip, lower lip or the inside. */
static void draw_mouth(const struct drawing *d, enum phil_sim_plane plane, const float *qx,
                       const float *qy, float *value, int n)
{
    const struct phil_sim_face *f = d->face;
    const struct phil_sim_identity *id = &f->id;
    const float scale = (float)(PHIL_SIM_TEXELS_PER_PX * f->set.px_per_mm), per = 1 / scale;
    const float ox = to_texel_x(f, 0), oy = to_texel_y(f, 0), s = plane ? 0.5f : 1.0f;
    const double half = 0.5 / f->set.px_per_mm, reach = id->mouth_half + 2;
    const float jaw = d->instant->jaw_mm;
    for (int i = 0; i < n; i++) {
        const float x = (qx[i] - ox) * per, y = (qy[i] - oy) * per;
        if ((double)fabsf(x) > reach || (double)y < id->mouth_y - 6 ||
            (double)y > id->mouth_y + 6 + 1.2 * (double)jaw)
            continue;
        float ux = x, uy = y, lx = x, ly = y - jaw, inside[PHIL_SIM_N_PLANES];
        phil_sim_skin_inverse(f, d->instant, false, x, y, &ux, &uy);
        phil_sim_skin_inverse(f, d->instant, true, x, y, &lx, &ly);
        const double over = phil_sim_lip_line(id, (double)ux) - (double)uy;
        const double under = (double)ly - phil_sim_lip_line(id, (double)lx);
        const double up = phil_sim_step(-half, half, over);
        const double low = phil_sim_step(-half, half, under);
        /* How far apart the lips are here: a slit narrower than a pixel shows in part. */
        const double apart = -over - under;
        const double open = phil_sim_step(0, 2 * half, apart);
        const float upper =
            phil_sim_texture_at(&f->layer[plane], s * (ox + ux * scale), s * (oy + uy * scale));
        const float lower =
            phil_sim_texture_at(&f->layer[plane], s * (ox + lx * scale), s * (oy + ly * scale));
        cavity(f, x, y, jaw, inside);
        const float back = lower + (float)(open * (1 - low)) * (inside[plane] - lower);
        value[i] = back + (float)up * (upper - back);
    }
}

static void add_row(float *sum, const float *value, int n, float weight, bool first)
{
    if (first)
        for (int i = 0; i < n; i++)
            sum[i] = weight * value[i];
    else
        for (int i = 0; i < n; i++)
            sum[i] += weight * value[i];
}

static void draw_luma(struct drawing *d, int y, int k)
{
    struct phil_sim_face *f = d->face;
    const int n = d->rect.x1 - d->rect.x0;
    const ptrdiff_t at = (ptrdiff_t)y * f->set.width + d->rect.x0;
    sample_row(f, PHIL_SIM_Y, d->tx[k], d->ty[k], f->still[PHIL_SIM_Y] + at, d->value, n);
    if (phil_sim_lids_move(d->instant))
        draw_lids(d, PHIL_SIM_Y, d->tx[k], d->ty[k], d->value, n);
    if (d->instant->jaw_mm > 0)
        draw_mouth(d, PHIL_SIM_Y, d->qx[k], d->qy[k], d->value, n);
    add_row(f->sum[PHIL_SIM_Y] + at, d->value, n, d->weight, d->first);
}

/* Chroma samples sit on the left of their two columns and between their two rows, as H.264
 * assumes unless told otherwise. */
static void halve(float *row[2], int n)
{
    for (int i = 0; i < n; i++)
        row[0][i] = 0.5f * (row[0][2 * i] + row[1][2 * i]);
}

static void draw_chroma(struct drawing *d, int y)
{
    struct phil_sim_face *f = d->face;
    const int n = (d->rect.x1 - d->rect.x0) / 2;
    const ptrdiff_t at = (ptrdiff_t)(y / 2) * (f->set.width / 2) + d->rect.x0 / 2;
    halve(d->tx, n);
    halve(d->ty, n);
    halve(d->qx, n);
    halve(d->qy, n);
    for (int p = PHIL_SIM_CB; p <= PHIL_SIM_CR; p++) {
        sample_row(f, p, d->tx[0], d->ty[0], f->still[p] + at, d->value, n);
        if (phil_sim_lids_move(d->instant))
            draw_lids(d, p, d->tx[0], d->ty[0], d->value, n);
        if (d->instant->jaw_mm > 0)
            draw_mouth(d, p, d->qx[0], d->qy[0], d->value, n);
        add_row(f->sum[p] + at, d->value, n, d->weight, d->first);
    }
}

static void draw_rect(struct phil_sim_face *f, const struct phil_sim_instant *instant,
                      struct rect rect, float weight, bool first, bool chroma)
{
    const double s = f->set.px_per_mm;
    struct drawing d = {
        .face = f, .instant = instant, .rect = rect, .weight = weight, .first = first};
    d.step = s >= 4 ? 8 : s >= 2 ? 4 : s >= 1 ? 2 : 1;
    const ptrdiff_t width = f->set.width + 16;
    for (int k = 0; k < 2; k++) {
        d.tx[k] = f->row + (4 * k) * width;
        d.ty[k] = f->row + (4 * k + 1) * width;
        d.qx[k] = f->row + (4 * k + 2) * width;
        d.qy[k] = f->row + (4 * k + 3) * width;
    }
    d.value = f->row + 8 * width;
    d.skin_moves = phil_sim_skin_box(f, instant, d.box);
    solve_nodes(&d);
    if (is_smooth(&d))
        solve_skin_nodes(&d);
    for (int y = rect.y0; y < rect.y1; y += 2) {
        for (int k = 0; k < 2; k++) {
            map_row(&d, y + k, k);
            draw_luma(&d, y + k, k);
        }
        if (chroma)
            draw_chroma(&d, y);
    }
}

static struct rect clip_rect(const struct phil_sim_face *f, double x0, double y0, double x1,
                             double y1)
{
    const double w = f->set.width, h = f->set.height;
    x0 = x0 < 0 ? 0 : x0 > w ? w : x0;
    x1 = x1 < 0 ? 0 : x1 > w ? w : x1;
    y0 = y0 < 0 ? 0 : y0 > h ? h : y0;
    y1 = y1 < 0 ? 0 : y1 > h ? h : y1;
    return (struct rect){2 * (int)floor(x0 / 2), 2 * (int)floor(y0 / 2), 2 * (int)ceil(x1 / 2),
                         2 * (int)ceil(y1 / 2)};
}

/* Greatest distance by which two poses differ on the face, px. */
static double pose_distance(const struct phil_sim_face *f, const struct phil_sim_pose *a,
                            const struct phil_sim_pose *b)
{
    static const double place[5][2] = {{-70, -100}, {70, -100}, {-50, 115}, {50, 115}, {0, 36}};
    double most = 0;
    for (int i = 0; i < 5; i++) {
        double ax, ay, bx, by;
        phil_sim_head_forward(f, a, place[i][0], place[i][1], &ax, &ay);
        phil_sim_head_forward(f, b, place[i][0], place[i][1], &bx, &by);
        most = fmax(most, hypot(ax - bx, ay - by));
    }
    return most;
}

static int drawings(double spread_px, double each_px)
{
    const double n = ceil(spread_px / each_px);
    return n <= 1               ? 1
           : n < LEAST_DRAWINGS ? LEAST_DRAWINGS
           : n > MOST_DRAWINGS  ? MOST_DRAWINGS
                                : (int)n;
}

/* How the exposure is cut up: for the whole head and for where skin moves by itself. */
struct plan {
    int n_head, n_local;
    struct rect head, local;
};

static double range3(const double v[3])
{
    return fmax(v[0], fmax(v[1], v[2])) - fmin(v[0], fmin(v[1], v[2]));
}

/* Movement of twitches, courses, lids and jaw during the exposure, px. */
static double local_spread(const struct phil_sim_face *f, double time_s)
{
    const double length = f->set.exposure_s, s = f->set.px_per_mm;
    double jaw[3], closed[2][3], twitch = 0;
    for (int k = 0; k < 3; k++) {
        struct phil_sim_instant instant;
        phil_sim_instant_at(f, time_s + 0.5 * k * length, 0, &instant);
        jaw[k] = (double)instant.jaw_mm;
        closed[0][k] = (double)instant.closure[0];
        closed[1][k] = (double)instant.closure[1];
    }
    for (size_t i = 0; i < f->set.n_twitches; i++) {
        const struct phil_sim_twitch *w = &f->set.twitches[i];
        const double pulse[3] = {phil_sim_pulse(w, time_s),
                                 phil_sim_pulse(w, time_s + 0.5 * length),
                                 phil_sim_pulse(w, time_s + length)};
        twitch = fmax(twitch, w->amplitude_mm * range3(pulse));
    }
    for (size_t i = 0; i < f->set.n_courses; i++)
        twitch = fmax(twitch, phil_sim_course_spread(&f->set.courses[i], time_s, length));
    const double lids = (f->id.lid_up + f->id.lid_low) * fmax(range3(closed[0]), range3(closed[1]));
    return s * fmax(twitch, fmax(lids, range3(jaw)));
}

static struct plan make_plan(const struct phil_sim_face *f, double time_s,
                             const struct phil_sim_instant *mean)
{
    struct plan plan = {1, 1, {0}, {0}};
    const double length = f->set.exposure_s, s = f->set.px_per_mm;
    const struct phil_sim_pose rest = {s, 0, 0, s, 0, 0, f->centre_x, f->centre_y};
    const double away = pose_distance(f, &mean->pose, &rest) * 1.5 + 4;
    plan.head = clip_rect(f, f->left - away, f->top - away,
                          f->left + f->alpha.width / PHIL_SIM_TEXELS_PER_PX + away,
                          f->top + f->alpha.height / PHIL_SIM_TEXELS_PER_PX + away);
    if (length <= 0)
        return plan;
    struct phil_sim_instant start, end;
    phil_sim_instant_at(f, time_s, 0, &start);
    phil_sim_instant_at(f, time_s + length, 0, &end);
    plan.n_head = drawings(pose_distance(f, &start.pose, &end.pose), SPREAD_PX);
    plan.n_local = drawings(local_spread(f, time_s), LOCAL_SPREAD_PX);
    if (plan.n_local <= plan.n_head)
        return plan;
    /* The mean's bumps were overwritten: they share the face's memory. */
    struct phil_sim_instant again;
    phil_sim_instant_at(f, time_s, length, &again);
    float box[4];
    const bool skin = phil_sim_skin_box(f, &again, box), lids = phil_sim_lids_move(&again);
    if (skin || lids) {
        if (lids) {
            box[0] = fminf(box[0], -50);
            box[1] = fminf(box[1], -20);
            box[2] = fmaxf(box[2], 50);
            box[3] = fmaxf(box[3], 12);
        }
        plan.local = clip_rect(
            f, f->centre_x + s * (double)box[0] - away, f->centre_y + s * (double)box[1] - away,
            f->centre_x + s * (double)box[2] + away, f->centre_y + s * (double)box[3] + away);
    }
    return plan;
}

static void draw_exposure(struct phil_sim_face *f, double time_s, struct rect rect, int n,
                          bool chroma)
{
    if (rect.x0 >= rect.x1 || rect.y0 >= rect.y1)
        return;
    const double part = f->set.exposure_s / n;
    for (int k = 0; k < n; k++) {
        struct phil_sim_instant instant;
        phil_sim_instant_at(f, time_s + k * part, part, &instant);
        draw_rect(f, &instant, rect, 1.0f / (float)n, k == 0, chroma);
    }
}

static void finish(const struct phil_sim_face *f, enum phil_sim_plane plane, uint64_t key, float sd,
                   uint8_t *out)
{
    const int width = plane ? f->set.width / 2 : f->set.width;
    const int height = plane ? f->set.height / 2 : f->set.height;
    for (int y = 0; y < height; y++)
        phil_sim_sensor_row(f->normal, f->set.seed, key, y, sd,
                            f->sum[plane] + (ptrdiff_t)y * width, out + (ptrdiff_t)y * width,
                            width);
}

enum phil_status phil_sim_face_draw(struct phil_sim_face *face, double time_s, uint64_t noise_key,
                                    uint8_t *y, uint8_t *cb, uint8_t *cr)
{
    const bool chroma = cb || cr;
    const size_t n = (size_t)face->set.width * (size_t)face->set.height;
    for (int p = 0; p < (chroma ? PHIL_SIM_N_PLANES : 1); p++)
        memcpy(face->sum[p], face->still[p], (p ? n / 4 : n) * sizeof(float));
    struct phil_sim_instant mean;
    phil_sim_instant_at(face, time_s, face->set.exposure_s, &mean);
    const struct plan plan = make_plan(face, time_s, &mean);
    draw_exposure(face, time_s, plan.head, plan.n_head, chroma);
    draw_exposure(face, time_s, plan.local, plan.n_local, chroma);
    finish(face, PHIL_SIM_Y, noise_key, (float)face->set.noise_sd, y);
    if (cb)
        finish(face, PHIL_SIM_CB, noise_key, 0, cb);
    if (cr)
        finish(face, PHIL_SIM_CR, noise_key, 0, cr);
    return PHIL_OK;
}
