/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One region's displacement, from all its windows at once.
 *
 * Idea. The windows of a region share one displacement against the head. Summing their
 * projections before solving (rather than averaging separate solutions) weights every sample by
 * the information that it carries, which is what the Cramer-Rao bound for the region asks, and
 * lets a window with a single edge help in the direction in which it can. A window whose
 * residual is larger than it used to be (a highlight, a tooth) loses weight in proportion.
 *
 * The region is followed as one piece, which suits speech and expressions too; what is reported is
 * made from the single windows' displacements (bump.c).
 *
 * Assumptions. The windows of a region move by less than the texture's scale against each other.
 *
 * Where it fails. Movements of more than some millimetres between two frames (searched for on a
 * coarse grid, and given up if nothing fits: CHANGED); skin that looks different: after a while
 * new references are taken where the head model expects the region (REKEYED).
 */
#include "motion/region.h"

#include <math.h>
#include <string.h>

/* More than this share of the residual budget means "looks different": the residual variance is
 * CHANGED_RATIO times the settled one and the correlation is below CHANGED_CORRELATION. Judged on
 * the talking clips. */
static const double CHANGED_RATIO = 5.0;
static const double CHANGED_CORRELATION = 0.9;

/* A window whose residual variance is this many times its usual one begins to be distrusted. */
static const double DISTRUST_RATIO = 2.0;

/* A window that shows less than this share of its reference's contrast shows something else. */
static const double LEAST_GAIN = 0.25;

/* Skin whose contrast has less than this share of the noise's variance shows nothing. */
static const double BLANK_SHARE = 0.15;

/* Share of the windows' mean variance that is added to each: the bump that they are all fitted with
 * is a guess, and the few sharpest windows must not decide its height alone. */
static const double TEMPER = 0.15;

/* Share of a window's information below which a direction counts as seen along an edge. */
static const double EDGE_SHARE = 0.02;

enum { STEPS = 8 };

bool phil_region_init(struct phil_region_track *region, enum phil_region name,
                      const struct phil_window *windows, const double *depths, int n)
{
    memset(region, 0, sizeof *region);
    region->name = name;
    region->near = 1u << name;
    for (int i = 0; i < n; i++) {
        if (!phil_patch_init(&region->patch[i], &windows[i], depths[i])) {
            phil_region_release(region);
            return false;
        }
        region->n++;
    }
    phil_patch_share(region->patch, region->n);
    for (int i = 0; i < n; i++) {
        region->centre.x += windows[i].centre.x / n;
        region->centre.y += windows[i].centre.y / n;
        region->depth += depths[i] / n;
    }
    return true;
}

void phil_region_release(struct phil_region_track *region)
{
    for (int i = 0; i < region->n; i++)
        phil_patch_release(&region->patch[i]);
    region->n = 0;
}

int phil_region_support(struct phil_region_track *region, struct phil_support *supports, int n)
{
    if (region->changed_frames > 0 || region->rekeyed)
        return n;
    for (int i = 0; i < region->n; i++)
        supports[n++] =
            (struct phil_support){&region->patch[i], region->d[0], region->d[1], (int)region->name};
    return n;
}

void phil_region_key(struct phil_region_track *region, const struct phil_plane *plane,
                     const struct phil_head_pose *pose)
{
    for (int i = 0; i < region->n; i++) {
        struct phil_patch *patch = &region->patch[i];
        struct phil_patch_reading reading;
        const struct phil_affine map =
            phil_head_map(pose, patch->depth, region->d[0], region->d[1]);
        phil_patch_read(patch, plane, &map, &reading);
        if (reading.inside)
            phil_patch_key(patch);
        else
            patch->n_mean = 0;
    }
    region->noise_var = 0;
    region->changed_frames = 0;
    region->rekeyed = true;
    memset(region->n_mean, 0, sizeof region->n_mean);
}

/* What all windows say together at one trial displacement. */
struct pooled {
    double info[3], gx, gy; /* sums weighted by 1/noise */
    double noise_var;       /* mean residual variance per sample */
    double correlation;
    double inside; /* share of the windows inside the picture */
};

/* Whether a settled reference shows no more than the noise that is left in it. */
static bool is_blank(const struct phil_patch *patch)
{
    if (patch->n_mean < 4 || patch->weight <= 0)
        return false;
    const double own_noise = patch->noise_var / (1.0 + patch->n_mean);
    return patch->energy / patch->weight - own_noise < BLANK_SHARE * patch->noise_var;
}

/* Adds one window's word, weighted by the inverse of its covariance. */
static void pool_window(const struct phil_region_track *region, int i, const double d[2],
                        const struct phil_patch_reading *reading, struct pooled *pool,
                        struct phil_voice *voice)
{
    const struct phil_patch *patch = &region->patch[i];
    const double usual = fmax(fmax(patch->noise_var, region->noise_var), 0.05);
    const double noise = fmax(usual, reading->noise_var);
    const double *h = patch->info;
    const double det = h[0] * h[2] - h[1] * h[1], trace = h[0] + h[2];
    double w[3];
    if (!(det > 1e-6 * trace * trace) || is_blank(patch) || reading->gain < LEAST_GAIN)
        return;
    phil_patch_trust(patch, noise, TEMPER * region->usual_var, w);
    /* The covariance holds what the higher noise itself costs; a window that looks unlike itself is
     * distrusted once more. */
    for (int k = 0; k < 3; k++)
        w[k] *= fmin(1, DISTRUST_RATIO * usual / noise);
    const double ex = (h[2] * reading->gx - h[1] * reading->gy) / det;
    const double ey = (h[0] * reading->gy - h[1] * reading->gx) / det;
    for (int k = 0; k < 3; k++)
        pool->info[k] += w[k];
    pool->gx += w[0] * ex + w[1] * ey;
    pool->gy += w[1] * ex + w[2] * ey;
    /* Along an edge a window sees nothing: there it is taken to go with its region, lest its usual
     * displacement wander. */
    const double a = h[0] + EDGE_SHARE * trace, c = h[2] + EDGE_SHARE * trace;
    const double firm = a * c - h[1] * h[1];
    const double ux = d[0] - (c * reading->gx - h[1] * reading->gy) / firm;
    const double uy = d[1] - (a * reading->gy - h[1] * reading->gx) / firm;
    *voice = (struct phil_voice){{ux, uy}, {w[0], w[1], w[2]}};
}

static void read_all(struct phil_region_track *region, const struct phil_plane *plane,
                     const struct phil_head_pose *pose, const double d[2],
                     struct phil_patch_reading *readings, struct phil_voice *voices,
                     struct pooled *pool)
{
    memset(voices, 0, PHIL_MAX_REGION_WINDOWS * sizeof *voices);
    memset(pool, 0, sizeof *pool);
    double weight = 0;
    int inside = 0;
    for (int i = 0; i < region->n; i++) {
        struct phil_patch *patch = &region->patch[i];
        const struct phil_affine map = phil_head_map(pose, patch->depth, d[0], d[1]);
        phil_patch_read(patch, plane, &map, &readings[i]);
        if (!readings[i].inside || patch->n_mean == 0)
            continue;
        inside++;
        pool_window(region, i, d, &readings[i], pool, &voices[i]);
        pool->noise_var += patch->weight * readings[i].noise_var;
        pool->correlation += patch->weight * readings[i].correlation;
        weight += patch->weight;
    }
    pool->inside = region->n ? (double)inside / region->n : 0;
    if (weight > 0) {
        pool->noise_var /= weight;
        pool->correlation /= weight;
    }
}

static bool solvable(const struct pooled *pool)
{
    const double trace = pool->info[0] + pool->info[2];
    return pool->info[0] * pool->info[2] - pool->info[1] * pool->info[1] > 1e-6 * trace * trace;
}

static double descend(struct phil_region_track *region, const struct phil_plane *plane,
                      const struct phil_head_pose *pose, double d[2],
                      struct phil_patch_reading *readings, struct phil_voice *voices,
                      struct pooled *pool)
{
    double step = 0, share = 1, last[2] = {0, 0};
    for (int k = 0; k < STEPS; k++) {
        read_all(region, plane, pose, d, readings, voices, pool);
        if (!solvable(pool))
            return 0;
        const double det = pool->info[0] * pool->info[2] - pool->info[1] * pool->info[1];
        double sx = (pool->info[2] * pool->gx - pool->info[1] * pool->gy) / det;
        double sy = (pool->info[0] * pool->gy - pool->info[1] * pool->gx) / det;
        step = hypot(sx, sy);
        /* A longer step than the texture's scale is not to be believed. */
        if (step > 3) {
            sx *= 3 / step;
            sy *= 3 / step;
        }
        /* A young reference's information may be taken too small: then steps go to and fro. */
        if (sx * last[0] + sy * last[1] < 0)
            share *= 0.5;
        sx *= share;
        sy *= share;
        last[0] = sx;
        last[1] = sy;
        d[0] -= sx;
        d[1] -= sy;
        if (step < 0.03)
            break;
    }
    return step;
}

static bool looks_changed(const struct phil_region_track *region, const struct pooled *pool)
{
    /* The usual noise must be known before it can be exceeded. */
    return region->n > 0 && region->patch[0].n_mean >= 4 &&
           pool->noise_var > CHANGED_RATIO * region->noise_var &&
           pool->correlation < CHANGED_CORRELATION;
}

/* A jump between frames: tries a coarse grid around the last place and descends from the best. */
static void search(struct phil_region_track *region, const struct phil_plane *plane,
                   const struct phil_head_pose *pose, double d[2],
                   struct phil_patch_reading *readings, struct phil_voice *voices,
                   struct pooled *pool)
{
    const double reach = region->n ? region->patch[0].side / 2.0 : 0;
    double best_d[2] = {d[0], d[1]}, best = -2;
    for (int gy = -2; gy <= 2; gy++)
        for (int gx = -2; gx <= 2; gx++) {
            const double trial[2] = {region->d[0] + gx * reach / 2, region->d[1] + gy * reach / 2};
            read_all(region, plane, pose, trial, readings, voices, pool);
            if (pool->inside > 0.5 && pool->correlation > best) {
                best = pool->correlation;
                memcpy(best_d, trial, sizeof best_d);
            }
        }
    descend(region, plane, pose, best_d, readings, voices, pool);
    memcpy(d, best_d, sizeof best_d);
}

static void follow(struct phil_region_track *region, const struct phil_patch_reading *readings,
                   int settle_frames)
{
    double noise = 0, weight = 0, variance = 0;
    int n = 0;
    for (int i = 0; i < region->n; i++) {
        struct phil_patch *patch = &region->patch[i];
        const struct phil_patch_reading *reading = &readings[i];
        if (!reading->inside || patch->n_mean == 0)
            continue;
        variance += (patch->spread[0] + patch->spread[2]) / 2;
        n++;
        const double share = 1.0 / (patch->n_mean < settle_frames ? patch->n_mean : settle_frames);
        patch->noise_var += share * (reading->noise_var - patch->noise_var);
        noise += patch->weight * patch->noise_var;
        weight += patch->weight;
        /* A window that looks unlike itself in this frame must not teach its reference. */
        if (patch->n_mean < 4 || reading->noise_var < 3 * fmax(patch->noise_var, 0.05))
            phil_patch_blend(patch, reading, settle_frames);
    }
    if (weight > 0)
        region->noise_var = noise / weight;
    region->usual_var = n ? variance / n : 0;
}

static uint8_t saturated_residual(double variance, float unit)
{
    const double value = sqrt(variance) * unit * 8;
    return value < 255 ? (uint8_t)value : 255;
}

bool phil_region_step(struct phil_region_track *region, const struct phil_plane *plane,
                      const struct phil_head_pose *pose, int settle_frames, int patience_frames,
                      struct phil_voice *voices, struct phil_sample *sample)
{
    struct phil_patch_reading readings[PHIL_MAX_REGION_WINDOWS];
    struct pooled pool;
    double d[2] = {region->d[0], region->d[1]};

    *sample = (struct phil_sample){.dx_px = NAN, .dy_px = NAN, .sd_px = NAN};
    double last_step = descend(region, plane, pose, d, readings, voices, &pool);
    if (pool.inside >= 0.5 && looks_changed(region, &pool))
        search(region, plane, pose, d, readings, voices, &pool);
    sample->residual = saturated_residual(pool.noise_var, plane->unit);
    if (pool.inside < 0.5) {
        sample->flags = PHIL_SAMPLE_OUTSIDE;
        return false;
    }
    if (!solvable(&pool)) {
        sample->flags = PHIL_SAMPLE_TEXTURELESS;
        if (++region->changed_frames > patience_frames)
            phil_region_key(region, plane, pose);
        return false;
    }
    const double reach = region->patch[0].side;
    const bool lost = last_step > 1 || hypot(d[0] - region->d[0], d[1] - region->d[1]) > reach;
    if (lost || looks_changed(region, &pool)) {
        sample->flags = PHIL_SAMPLE_CHANGED;
        if (++region->changed_frames > patience_frames)
            phil_region_key(region, plane, pose);
        return false;
    }
    region->changed_frames = 0;
    memcpy(region->d, d, sizeof d);
    sample->flags = region->rekeyed ? PHIL_SAMPLE_REKEYED : 0;
    region->rekeyed = false;
    follow(region, readings, settle_frames);
    return true;
}

bool phil_region_probe(struct phil_region_track *region, const struct phil_plane *plane,
                       const struct phil_head_pose *pose, struct phil_voice *voices)
{
    struct phil_patch_reading readings[PHIL_MAX_REGION_WINDOWS];
    struct pooled pool;
    double d[2] = {region->d[0], region->d[1]};
    const double last_step = descend(region, plane, pose, d, readings, voices, &pool);
    return solvable(&pool) && pool.inside >= 0.5 && last_step < 1 && !looks_changed(region, &pool);
}
