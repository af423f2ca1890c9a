/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One window of skin against its reference: the inverse-compositional Lucas-Kanade step.
 *
 * Idea. The content of the window is the reference T moved by an unknown d, seen with another
 * gain and offset under white noise. The gradient of the REFERENCE gives the information matrix
 * H = sum w g g' once, and each frame needs only projections of its samples on fixed planes
 * (Baker and Matthews 2004, doi:10.1023/B:VISI.0000011205.11775.fd). Gain and offset are
 * projected out beforehand: the gradients are made orthogonal to 1 and T, so neither a step of
 * the exposure nor a lamp's flicker moves the answer (the bound loses what little those two
 * directions hold). The reference is a running mean of aligned frames: its noise falls with
 * their number, so the variance of a displacement is sigma^2 H^-1 (1 + 1/n), which tends to the
 * Cramer-Rao bound for a translation.
 *
 * Assumptions. Within a window the skin moves as one piece with the head's affine map; noise is
 * about white; the starting point is within about a third of the texture's wavelength.
 *
 * Where it fails. Texture along one direction only (H nearly singular: the caller sees it in
 * info); content that changes (teeth, a hand, a highlight): seen in noise_var; blocks that a
 * codec copied unchanged: displacement is then truly absent from the pixels.
 */
#include "motion/patch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Codecs move whole blocks by fractions of a pixel, so a window's displacement is several times
 * noisier than its grey levels alone would make it (drawn clips of all grades: 1 to 15 times in
 * variance), along an edge more than across. That spread is learned from the changes from frame to
 * frame, which no slow drift enters. Before, it is taken for SPREAD_PRIOR times the white one, a
 * guess worth so many frames; and LEAST_WHITE of the white one is always added. Squares beyond
 * SPREAD_LIMIT (nine in a chi-square of two degrees: one in 90) are held to it. */
static const double SPREAD_PRIOR = 2, SPREAD_PRIOR_FRAMES = 4, LEAST_WHITE = 0.05;
static const double SPREAD_LIMIT = 9;

/* No picture is quieter than rounding to whole grey levels. */
static const double LEAST_NOISE = 0.05;

/* Frames between two rebuilds of the basis of a settled reference. */
enum { REBUILD_EVERY = 8 };

struct phil_plane phil_plane_of(const struct phil_frame *frame,
                                const struct phil_motion_kernels *kernels)
{
    return (struct phil_plane){.frame = frame,
                               .to_stored = phil_frame_upright_to_stored(frame),
                               .kernels = kernels,
                               .unit = 1.0f / (float)(1 << (frame->bit_depth - 8))};
}

bool phil_patch_init(struct phil_patch *patch, const struct phil_window *window, double depth)
{
    int radius = (int)lround(window->radius_px);
    if (radius > PHIL_PATCH_MAX_RADIUS)
        radius = PHIL_PATCH_MAX_RADIUS;
    if (radius < 3)
        radius = 3;
    memset(patch, 0, sizeof *patch);
    patch->centre = window->centre;
    patch->depth = depth;
    patch->side = 2 * radius + 3; /* one ring more for the central differences */
    patch->padded = (patch->side + PHIL_PATCH_ALIGN - 1) / PHIL_PATCH_ALIGN * PHIL_PATCH_ALIGN;
    const size_t plane = (size_t)patch->side * (size_t)patch->padded;
    patch->image = phil_alloc_aligned(plane, sizeof(float));
    patch->sample = phil_alloc_aligned(plane, sizeof(float));
    patch->basis = phil_alloc_aligned(4 * plane, sizeof(float));
    if (!patch->image || !patch->sample || !patch->basis) {
        phil_patch_release(patch);
        return false;
    }
    float *weight = patch->basis + 3 * plane;
    for (int r = 1; r < patch->side - 1; r++)
        for (int c = 1; c < patch->side - 1; c++)
            weight[r * patch->padded + c] = 1.0f;
    return true;
}

void phil_patch_release(struct phil_patch *patch)
{
    free(patch->image);
    free(patch->sample);
    free(patch->basis);
    patch->image = patch->sample = patch->basis = NULL;
}

void phil_patch_share(struct phil_patch *patches, int n)
{
    for (int p = 0; p < n; p++) {
        struct phil_patch *own = &patches[p];
        float *weight = own->basis + 3 * (size_t)own->side * (size_t)own->padded;
        const double half = (own->side - 1) / 2.0;
        for (int r = 0; r < own->side; r++)
            for (int c = 0; c < own->side; c++) {
                const double x = own->centre.x + c - half, y = own->centre.y + r - half;
                const double mine = hypot(x - own->centre.x, y - own->centre.y);
                for (int q = 0; q < n; q++) {
                    const double other = hypot(x - patches[q].centre.x, y - patches[q].centre.y);
                    const double reach = (patches[q].side - 3) / 2.0;
                    const bool covers = fabs(x - patches[q].centre.x) <= reach &&
                                        fabs(y - patches[q].centre.y) <= reach;
                    if (q != p && covers && (other < mine || (other == mine && q < p)))
                        weight[r * own->padded + c] = 0;
                }
            }
    }
}

/* The grid of the patch in the stored plane; false if any tap would fall outside. */
static bool place(const struct phil_patch *patch, const struct phil_plane *plane,
                  const struct phil_affine *map, double grid[6])
{
    const struct phil_affine *s = &plane->to_stored;
    const double half = (patch->side - 1) / 2.0;
    const double x = patch->centre.x - half, y = patch->centre.y - half;
    const double ux = map->xx * x + map->xy * y + map->x0;
    const double uy = map->yx * x + map->yy * y + map->y0;
    grid[0] = s->xx * ux + s->xy * uy + s->x0;
    grid[1] = s->yx * ux + s->yy * uy + s->y0;
    grid[2] = s->xx * map->xx + s->xy * map->yx;
    grid[3] = s->yx * map->xx + s->yy * map->yx;
    grid[4] = s->xx * map->xy + s->xy * map->yy;
    grid[5] = s->yx * map->xy + s->yy * map->yy;
    for (int corner = 0; corner < 4; corner++) {
        const double c = corner & 1 ? patch->padded - 1 : 0;
        const double r = corner & 2 ? patch->side - 1 : 0;
        const double px = grid[0] + c * grid[2] + r * grid[4];
        const double py = grid[1] + c * grid[3] + r * grid[5];
        /* written so that NaN is outside too; the margin covers 4 taps and rounding */
        if (!(px >= 1.01 && px <= plane->frame->width - 3.01 && py >= 1.01 &&
              py <= plane->frame->height - 3.01))
            return false;
    }
    return true;
}

void phil_patch_read(struct phil_patch *patch, const struct phil_plane *plane,
                     const struct phil_affine *map, struct phil_patch_reading *reading)
{
    memset(reading, 0, sizeof *reading);
    double grid[6];
    if (!place(patch, plane, map, grid))
        return;
    const bool is_u16 = plane->frame->bit_depth > 8;
    const double base_x = floor(grid[0]), base_y = floor(grid[1]);
    const unsigned char *base = (const unsigned char *)plane->frame->luma +
                                (ptrdiff_t)base_y * plane->frame->stride_bytes +
                                (ptrdiff_t)base_x * (is_u16 ? 2 : 1);
    const float local[6] = {(float)(grid[0] - base_x),
                            (float)(grid[1] - base_y),
                            (float)grid[2],
                            (float)grid[3],
                            (float)grid[4],
                            (float)grid[5]};
    float sums[PHIL_N_SUMS] = {0};
    (is_u16 ? plane->kernels->project_u16 : plane->kernels->project_u8)(
        base, plane->frame->stride_bytes, local, patch->side, patch->padded, patch->basis,
        patch->mean, patch->sample, sums);

    reading->inside = true;
    if (patch->n_mean == 0 || patch->weight <= 0)
        return;
    const double mean = sums[PHIL_SUM_1] / patch->weight;
    const double gain = patch->energy > 0 ? sums[PHIL_SUM_T] / patch->energy : 1;
    /* A window that went dark or inverted has no usable gain; its residual will say so. */
    const double divisor = gain > 0.2 ? gain : 0.2;
    reading->gain = gain;
    reading->offset = mean;
    reading->gx = sums[PHIL_SUM_GX] / divisor;
    reading->gy = sums[PHIL_SUM_GY] / divisor;
    const double det = patch->info[0] * patch->info[2] - patch->info[1] * patch->info[1];
    double explained = 0;
    if (det > 1e-9 * patch->info[0] * patch->info[2])
        explained = (patch->info[2] * sums[PHIL_SUM_GX] * sums[PHIL_SUM_GX] -
                     2 * patch->info[1] * sums[PHIL_SUM_GX] * sums[PHIL_SUM_GY] +
                     patch->info[0] * sums[PHIL_SUM_GY] * sums[PHIL_SUM_GY]) /
                    det;
    const double contrast = sums[PHIL_SUM_II] - mean * mean * patch->weight;
    reading->correlation =
        contrast > 0 && patch->energy > 0 ? sums[PHIL_SUM_T] / sqrt(contrast * patch->energy) : 0;
    const double left =
        sums[PHIL_SUM_II] - mean * mean * patch->weight - gain * gain * patch->energy - explained;
    const double freedom = patch->weight - 4;
    reading->noise_var = freedom > 1 && left > 0 ? left / freedom / (divisor * divisor) : 0;
}

/* Sum over the patch of a plane times another: eight lanes of single precision along a row, which
 * compilers make vectors of, in double across rows. */
static double dot(const struct phil_patch *patch, const float *a, const float *b)
{
    double sum = 0;
    for (int r = 0; r < patch->side; r++) {
        float lane[PHIL_PATCH_ALIGN] = {0};
        for (int c = 0; c < patch->padded;
             c += PHIL_PATCH_ALIGN, a += PHIL_PATCH_ALIGN, b += PHIL_PATCH_ALIGN)
            for (int k = 0; k < PHIL_PATCH_ALIGN; k++)
                lane[k] += a[k] * b[k];
        for (int k = 0; k < PHIL_PATCH_ALIGN; k++)
            sum += (double)lane[k];
    }
    return sum;
}

static void remove_component(const struct phil_patch *patch, float *g, const float *direction,
                             const float *weighted, double norm)
{
    const size_t plane = (size_t)patch->side * (size_t)patch->padded;
    if (norm <= 0)
        return;
    const float share = (float)(dot(patch, g, weighted) / norm);
    for (size_t i = 0; i < plane; i++)
        g[i] -= share * direction[i];
}

/* Rebuilds mean, basis and information from the reference image. */
static void rebuild(struct phil_patch *patch)
{
    const int padded = patch->padded;
    const size_t plane = (size_t)patch->side * (size_t)padded;
    float *gx = patch->basis, *gy = gx + plane, *wt = gy + plane, *w = wt + plane;
    /* The samples of the last read are no longer needed here: they hold T for a while. */
    float *t = patch->sample;

    /* Weights are 0 or 1, so their squares are themselves, here and below. */
    patch->weight = dot(patch, w, w);
    const double mean = patch->weight > 0 ? dot(patch, patch->image, w) / patch->weight : 0;
    patch->mean = (float)mean;
    for (size_t i = 0; i < plane; i++) {
        t[i] = patch->image[i] - patch->mean;
        wt[i] = w[i] * t[i];
        gx[i] = gy[i] = 0;
    }
    patch->energy = dot(patch, wt, t);
    for (int r = 1; r < patch->side - 1; r++)
        for (int c = 1; c < patch->side - 1; c++) {
            const int i = r * padded + c;
            gx[i] = 0.5f * (t[i + 1] - t[i - 1]);
            gy[i] = 0.5f * (t[i + padded] - t[i - padded]);
        }
    float *planes[2] = {gx, gy};
    for (int k = 0; k < 2; k++) {
        float *g = planes[k];
        const double sum = dot(patch, g, w);
        const float shift = patch->weight > 0 ? (float)(sum / patch->weight) : 0;
        for (size_t i = 0; i < plane; i++)
            g[i] -= shift;
        remove_component(patch, g, t, wt, patch->energy);
    }
    /* The reference's own noise adds sigma^2/2 to the square of every central difference: left in,
     * the information would look larger than it is and every step would fall short. */
    const double own_noise = patch->noise_var / (1.0 + patch->n_mean);
    const double excess = 0.5 * own_noise * patch->weight;
    for (size_t i = 0; i < plane; i++) {
        gx[i] *= w[i];
        gy[i] *= w[i];
    }
    patch->info[0] = dot(patch, gx, gx);
    patch->info[1] = dot(patch, gx, gy);
    patch->info[2] = dot(patch, gy, gy);
    patch->info[0] = fmax(patch->info[0] - excess, 0.2 * patch->info[0]);
    patch->info[2] = fmax(patch->info[2] - excess, 0.2 * patch->info[2]);
    const double most = 0.999 * sqrt(patch->info[0] * patch->info[2]);
    patch->info[1] = fmax(-most, fmin(most, patch->info[1]));
}

/* Covariance of a displacement under white noise of this variance per sample: noise H^-1. */
static void white_covariance(const struct phil_patch *patch, double noise, double c[3])
{
    const double *h = patch->info;
    /* A window with texture along one direction only: its weak direction is merely very weak. */
    const double det = fmax(h[0] * h[2] - h[1] * h[1], 1e-6 * (h[0] + h[2]) * (h[0] + h[2]));
    c[0] = noise * h[2] / det;
    c[1] = -noise * h[1] / det;
    c[2] = noise * h[0] / det;
}

static void invert(const double c[3], double w[3])
{
    const double det = c[0] * c[2] - c[1] * c[1];
    w[0] = c[2] / det;
    w[1] = -c[1] / det;
    w[2] = c[0] / det;
}

void phil_patch_trust(const struct phil_patch *patch, double noise, double floor_var, double w[3])
{
    double white[3], c[3];
    white_covariance(patch, noise, white);
    /* The spread was learned at the usual noise; a frame that is noisier is trusted less. */
    const double usual = fmax(patch->noise_var, LEAST_NOISE);
    const double louder = fmax(1, noise / usual);
    const double known = patch->n_spread / (patch->n_spread + SPREAD_PRIOR_FRAMES);
    for (int k = 0; k < 3; k++)
        c[k] = known * louder * patch->spread[k] + (1 - known) * SPREAD_PRIOR * white[k] +
               LEAST_WHITE * white[k] + (k == 1 ? 0 : floor_var);
    invert(c, w);
}

void phil_patch_learn_spread(struct phil_patch *patch, const double d[2], int span)
{
    double w[3];
    const double e[2] = {(d[0] - patch->before[0]) * M_SQRT1_2,
                         (d[1] - patch->before[1]) * M_SQRT1_2};
    patch->before[0] = d[0];
    patch->before[1] = d[1];
    if (!isfinite(e[0]) || !isfinite(e[1]))
        return;
    phil_patch_trust(patch, fmax(patch->noise_var, LEAST_NOISE), 0, w);
    const double z2 = w[0] * e[0] * e[0] + 2 * w[1] * e[0] * e[1] + w[2] * e[1] * e[1];
    if (!(z2 >= 0))
        return;
    /* A twitch must not pass for noise: nothing counts as more than SPREAD_LIMIT usual ones. */
    const double limit = z2 > SPREAD_LIMIT ? SPREAD_LIMIT / z2 : 1;
    if (patch->n_spread < span)
        patch->n_spread++;
    const double share = limit / patch->n_spread, keep = 1 - 1.0 / patch->n_spread;
    patch->spread[0] = keep * patch->spread[0] + share * e[0] * e[0];
    patch->spread[1] = keep * patch->spread[1] + share * e[0] * e[1];
    patch->spread[2] = keep * patch->spread[2] + share * e[1] * e[1];
}

void phil_patch_key(struct phil_patch *patch)
{
    const size_t plane = (size_t)patch->side * (size_t)patch->padded;
    for (size_t i = 0; i < plane; i++)
        patch->image[i] = patch->sample[i] + patch->mean;
    patch->n_mean = 1;
    patch->n_pending = 0;
    patch->noise_var = 0;
    rebuild(patch);
}

void phil_patch_blend(struct phil_patch *patch, const struct phil_patch_reading *reading,
                      int longest)
{
    if (reading->gain < 0.5 || reading->gain > 2)
        return;
    const size_t plane = (size_t)patch->side * (size_t)patch->padded;
    if (patch->n_mean < longest)
        patch->n_mean++;
    const float share = 1.0f / (float)patch->n_mean;
    /* Only the offset is undone. A gain fitted against a noisy reference is biased below one, and
     * dividing by it would make the reference's contrast grow without end; a true change of
     * contrast is absorbed by the mean within its span. */
    const float offset = (float)reading->offset;
    for (size_t i = 0; i < plane; i++) {
        const float aligned = patch->sample[i] - offset + patch->mean;
        patch->image[i] += share * (aligned - patch->image[i]);
    }
    /* The basis costs ten times the blend; a young reference changes fast, an old one slowly. */
    if (patch->n_mean <= REBUILD_EVERY || ++patch->n_pending >= REBUILD_EVERY) {
        rebuild(patch);
        patch->n_pending = 0;
    }
}
