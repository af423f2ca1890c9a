/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the windows' displacements to the movement of a region.
 *
 * Idea. A twitch moves a few millimetres of skin: a smooth bump. Its height is fitted by least
 * squares to the displacements of all windows that it would reach, those of neighbouring regions
 * included, each against its own usual displacement (a running mean). A plain mean over the region
 * would call a twitch smaller than it is; windows compared without their usual displacement would
 * turn every change of their weights into motion; and a block that the codec repaints moves one
 * window and not its neighbours, which shows in the standard error.
 *
 * Assumptions. A twitch's bump is about as wide as BUMP_MM (track.c) and centred on the region; one
 * that lies between two regions shows in both, smaller. A movement as one piece (speech, a smile)
 * is overstated by up to a third.
 *
 * Where it fails. A displacement that is held becomes usual after about a second per settle span:
 * it stays in the trace because the usual displacement is part of what is reported.
 */
#include "motion/bump.h"

#include <math.h>

/* A window that sees less than this of a bump says more about the bump's shape than its height. */
static const float LEAST_SHARE = 0.1f;

/* A window's usual displacement follows by no more than this many standard errors a frame, so that
 * a twitch does not become usual. */
static const double FOLLOW_LIMIT = 2.0;

/* Mean height of a Gaussian bump of width `sigma` over [at - half, at + half]. */
static double mean_of_bump(double at, double half, double sigma)
{
    const double unit = sigma * M_SQRT2;
    return 0.5 * sqrt(M_PI) * unit * (erf((at + half) / unit) - erf((at - half) / unit)) /
           (2 * half);
}

void phil_bump_shape_init(struct phil_bump_shape *shape, const struct phil_region_track *regions,
                          double sigma_px)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        for (int q = 0; q < PHIL_N_REGIONS; q++)
            for (int i = 0; i < PHIL_MAX_REGION_WINDOWS; i++) {
                shape->share[r][q][i] = 0;
                if (i >= regions[q].n || !(regions[r].near >> q & 1))
                    continue;
                const struct phil_patch *patch = &regions[q].patch[i];
                const double half = (patch->side - 2) / 2.0;
                shape->share[r][q][i] =
                    (float)(mean_of_bump(patch->centre.x - regions[r].centre.x, half, sigma_px) *
                            mean_of_bump(patch->centre.y - regions[r].centre.y, half, sigma_px));
            }
}

/* The region's own usual level, as the height of a bump. Its weights are the shape's alone and
 * never change. */
static void usual_level(const struct phil_bump_shape *shape, const struct phil_region_track *region,
                        enum phil_region r, double level[2])
{
    double norm = 0;
    level[0] = level[1] = 0;
    for (int i = 0; i < region->n; i++) {
        const double share = shape->share[r][r][i];
        if (region->n_mean[i] == 0)
            continue;
        norm += share * share;
        for (int k = 0; k < 2; k++)
            level[k] += share * region->mean_u[i][k];
    }
    for (int k = 0; k < 2; k++)
        level[k] = norm > 0 ? level[k] / norm : 0;
}

/* Sums over every window that a bump on r reaches; `heard` false leaves a window out. */
struct sums {
    double info[3], x, y, square;
    int n;
};

static void add_voice(struct sums *sums, double share, const struct phil_voice *v,
                      const double mean[2])
{
    const double dx = v->u[0] - mean[0], dy = v->u[1] - mean[1];
    for (int k = 0; k < 3; k++)
        sums->info[k] += share * share * v->w[k];
    sums->x += share * (v->w[0] * dx + v->w[1] * dy);
    sums->y += share * (v->w[1] * dx + v->w[2] * dy);
    sums->square += v->w[0] * dx * dx + 2 * v->w[1] * dx * dy + v->w[2] * dy * dy;
    sums->n++;
}

bool phil_bump_height(const struct phil_bump_shape *shape, const struct phil_region_track *regions,
                      const struct phil_voices *voices, enum phil_region r, double height_px[2],
                      double *sd_px, double *stretch)
{
    struct sums s = {0};
    double level[2];
    for (int q = 0; q < PHIL_N_REGIONS; q++)
        for (int i = 0; voices->heard[q] && i < regions[q].n; i++) {
            const struct phil_voice *v = &voices->of[q][i];
            if (shape->share[r][q][i] > LEAST_SHARE && v->w[0] + v->w[2] > 0 &&
                regions[q].n_mean[i] > 0)
                add_voice(&s, shape->share[r][q][i], v, regions[q].mean_u[i]);
        }
    const double trace = s.info[0] + s.info[2];
    const double det = s.info[0] * s.info[2] - s.info[1] * s.info[1];
    if (!(det > 1e-6 * trace * trace))
        return false;
    usual_level(shape, &regions[r], r, level);
    const double bx = (s.info[2] * s.x - s.info[1] * s.y) / det;
    const double by = (s.info[0] * s.y - s.info[1] * s.x) / det;
    height_px[0] = level[0] + bx;
    height_px[1] = level[1] + by;
    /* What the bump leaves unexplained, per degree of freedom: above 1 the windows contradict it.
     */
    const double left = s.square - bx * s.x - by * s.y;
    *stretch = s.n > 1 ? sqrt(fmax(1, left / (2 * s.n - 2))) : 1;
    *sd_px = sqrt(trace / det / 2);
    return true;
}

static void follow_window(struct phil_region_track *region, int i, const struct phil_voice *v,
                          int settle_frames)
{
    if (region->n_mean[i] < settle_frames)
        region->n_mean[i]++;
    const double limit = FOLLOW_LIMIT * sqrt(2 / (v->w[0] + v->w[2]));
    for (int k = 0; k < 2; k++) {
        double step = v->u[k] - region->mean_u[i][k];
        if (region->n_mean[i] == 1) {
            region->mean_u[i][k] = v->u[k];
            continue;
        }
        /* A steady change must be followed in the end: the limit gives way as the mean ages. */
        step = fmax(-limit, fmin(limit, step)) + 0.2 * (step - fmax(-limit, fmin(limit, step)));
        region->mean_u[i][k] += step / region->n_mean[i];
    }
}

void phil_bump_follow(struct phil_region_track *regions, const struct phil_voices *voices,
                      int settle_frames, int spread_frames)
{
    static const double nothing[2] = {NAN, NAN};
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        for (int i = 0; i < regions[r].n; i++) {
            const struct phil_voice *v = &voices->of[r][i];
            const bool heard = voices->heard[r] && v->w[0] + v->w[2] > 0;
            phil_patch_learn_spread(&regions[r].patch[i], heard && spread_frames ? v->u : nothing,
                                    spread_frames);
            if (heard)
                follow_window(&regions[r], i, v, settle_frames);
        }
}
