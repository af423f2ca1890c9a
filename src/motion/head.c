/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The head, from many windows at once.
 *
 * Idea. A head that turns a little under weak perspective moves its surface by an affine map plus
 * a shift proportional to each point's depth: eight numbers (Koenderink and van Doorn 1991,
 * doi:10.1364/JOSAA.8.000377, affine structure from motion, with a generic face for the depth).
 * Every window gives a displacement with its information matrix; the eight numbers follow from
 * weighted least squares over all windows. A window that disagrees with the rest in this frame (a
 * brow that lifts, a lid that closes, a hand) loses its weight by an iterated Cauchy function that
 * starts from the median displacement; one that disagrees habitually (smooth skin whose grain the
 * codec repaints in every frame) has that in its variance, learned over about a second.
 *
 * The nose and the eyes lie above the mouth, and a plane fitted up there swings at the chin: on
 * drawn phone clips that made 0.15 px of common motion in all regions of the lower face where their
 * own texture allowed 0.016. So regions of the lower face take part too, each where it was last
 * seen AGAINST the head: in the twitch band they hold the head between them, while slow changes are
 * left to the skin over bone, which alone is held to its place. A region that moves by itself is an
 * outlier like any other.
 *
 * The generic face's depths are wrong by a few millimetres for everybody. When the head turns, a
 * window whose depth is wrong runs ahead or behind in proportion to the turn, and each window's
 * depth is corrected from just that (phil_head_learn_depth): a running regression of its misses on
 * the turn against the references' mean pose.
 *
 * Assumptions. Skin over nose, temples and cheekbones moves with the skull to within
 * SKIN_SD_PX; rotation since the reference is small (the references follow slowly, see
 * track.c).
 *
 * Where it fails. Turns beyond some 20 degrees; more than half of the windows covered.
 */
#include "motion/head.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N_PARAMETERS = 8, ROBUST_PASSES = 3 };

/* Independent motion of the skin at one window against the skull, pixels: bounds the trust in a
 * single very sharp window (a mole, a glasses' frame). Judged on the GRID and neutral clips. */
static const double SKIN_SD_PX = 0.03;

/* Cauchy scale, in squared standardised residuals of two degrees of freedom. */
static const double CAUCHY_SCALE = 6.0;

struct phil_affine phil_head_map(const struct phil_head_pose *pose, double depth, double dx,
                                 double dy)
{
    const double ox = dx - pose->origin.x, oy = dy - pose->origin.y;
    return (struct phil_affine){
        .xx = pose->a[0],
        .xy = pose->a[1],
        .x0 = pose->a[0] * ox + pose->a[1] * oy + pose->t[0] + pose->q[0] * depth,
        .yx = pose->a[2],
        .yy = pose->a[3],
        .y0 = pose->a[2] * ox + pose->a[3] * oy + pose->t[1] + pose->q[1] * depth};
}

struct phil_point phil_head_point(const struct phil_head_pose *pose, struct phil_point p,
                                  double depth)
{
    const struct phil_affine m = phil_head_map(pose, depth, 0, 0);
    return (struct phil_point){m.xx * p.x + m.xy * p.y + m.x0, m.yx * p.x + m.yy * p.y + m.y0};
}

/* Depths are sure to about this, canthal distances, before a face has turned. */
static const double DEPTH_SD = 0.1;

void phil_head_learn_depth(const struct phil_head_pose *pose, struct phil_patch *patch,
                           const double turned[2], double span)
{
    const double qq = turned[0] * turned[0] + turned[1] * turned[1];
    const double miss = hypot(patch->miss[0], patch->miss[1]);
    /* Beyond half a pixel the window has moved by itself. */
    if (!isfinite(miss) || miss > 0.5)
        return;
    const double keep = 1 - 0.2 / span;
    patch->depth_qe =
        keep * patch->depth_qe + turned[0] * patch->miss[0] + turned[1] * patch->miss[1];
    patch->depth_qq = keep * patch->depth_qq + qq;
    const double variance = (patch->spread[0] + patch->spread[2]) / 2;
    const double prior = fmax(variance, 1e-4) / (DEPTH_SD * DEPTH_SD);
    /* Only a part in each frame: the sums still hold the misses of the old depth. */
    const double change =
        0.5 * qq / (patch->depth_qq + prior) * patch->depth_qe / (patch->depth_qq + prior);
    const double det = pose->a[0] * pose->a[3] - pose->a[1] * pose->a[2];
    patch->depth += change;
    patch->depth_qe -= change * patch->depth_qq;
    /* The window must stay where it is now: what the new depth adds, its place gives back. */
    patch->centre.x -= change * (pose->a[3] * pose->q[0] - pose->a[1] * pose->q[1]) / det;
    patch->centre.y -= change * (pose->a[0] * pose->q[1] - pose->a[2] * pose->q[0]) / det;
}

static void inverse2(const double m[3], double out[3])
{
    const double det = m[0] * m[2] - m[1] * m[1];
    out[0] = m[2] / det;
    out[1] = -m[1] / det;
    out[2] = m[0] / det;
}

static struct phil_vote vote_of(const struct phil_support *support,
                                const struct phil_patch_reading *reading,
                                const struct phil_head_pose *pose)
{
    const struct phil_patch *patch = support->patch;
    struct phil_vote v = {.x = patch->centre.x - pose->origin.x,
                          .y = patch->centre.y - pose->origin.y,
                          .z = patch->depth,
                          .trust = 1,
                          .region = support->region};
    const double det = patch->info[0] * patch->info[2] - patch->info[1] * patch->info[1];
    const double trace = patch->info[0] + patch->info[2];
    if (!reading->inside || patch->n_mean == 0 || !(det > 1e-6 * trace * trace))
        return v;
    double covariance[3];
    inverse2(patch->info, covariance);
    v.ex = -(covariance[0] * reading->gx + covariance[1] * reading->gy);
    v.ey = -(covariance[1] * reading->gx + covariance[2] * reading->gy);
    /* The window's own settled noise, but no less than this frame's mismatch. */
    const double noise = fmax(fmax(patch->noise_var, reading->noise_var), 0.05);
    phil_patch_trust(patch, noise, SKIN_SD_PX * SKIN_SD_PX, v.w);
    v.usable = true;
    return v;
}

/* Solves the symmetric positive system m x = r in place by Cholesky; false if singular. */
static bool solve(double m[N_PARAMETERS][N_PARAMETERS], double r[N_PARAMETERS])
{
    for (int i = 0; i < N_PARAMETERS; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = m[i][j];
            for (int k = 0; k < j; k++)
                sum -= m[i][k] * m[j][k];
            if (i == j) {
                if (!(sum > 0))
                    return false;
                m[i][i] = sqrt(sum);
            } else {
                m[i][j] = sum / m[j][j];
            }
        }
    }
    for (int i = 0; i < N_PARAMETERS; i++) {
        for (int k = 0; k < i; k++)
            r[i] -= m[i][k] * r[k];
        r[i] /= m[i][i];
    }
    for (int i = N_PARAMETERS - 1; i >= 0; i--) {
        for (int k = i + 1; k < N_PARAMETERS; k++)
            r[i] -= m[k][i] * r[k];
        r[i] /= m[i][i];
    }
    return true;
}

/* The displacement that the parameters (x-row then y-row: per x, per y, constant, per depth)
 * predict at a vote. */
static void predict(const double p[N_PARAMETERS], const struct phil_vote *v, double *ex, double *ey)
{
    *ex = p[0] * v->x + p[1] * v->y + p[2] + p[3] * v->z;
    *ey = p[4] * v->x + p[5] * v->y + p[6] + p[7] * v->z;
}

static bool weighted_fit(const struct phil_vote *votes, int n, uint32_t excluded, double extent,
                         double p[N_PARAMETERS])
{
    double m[N_PARAMETERS][N_PARAMETERS] = {{0}};
    memset(p, 0, N_PARAMETERS * sizeof *p);
    for (int i = 0; i < n; i++) {
        const struct phil_vote *v = &votes[i];
        if (!v->usable || (v->region >= 0 && (excluded >> v->region & 1)))
            continue;
        const double j[4] = {v->x, v->y, 1, v->z};
        const double wx = v->trust * (v->w[0] * v->ex + v->w[1] * v->ey);
        const double wy = v->trust * (v->w[1] * v->ex + v->w[2] * v->ey);
        for (int a = 0; a < 4; a++) {
            p[a] += j[a] * wx;
            p[a + 4] += j[a] * wy;
            for (int b = 0; b < 4; b++) {
                const double jj = v->trust * j[a] * j[b];
                m[a][b] += jj * v->w[0];
                m[a][b + 4] += jj * v->w[1];
                m[a + 4][b] += jj * v->w[1];
                m[a + 4][b + 4] += jj * v->w[2];
            }
        }
    }
    /* Weak priors keep the step sane with few windows: in one step the face may shear or scale by
     * about 2 %, and turn by about 3 % of its width in parallax. */
    const double shear = 1 / (0.02 * 0.02), turn = 1 / (0.03 * extent * 0.03 * extent * 9);
    for (int row = 0; row < 8; row += 4) {
        m[row][row] += shear;
        m[row + 1][row + 1] += shear;
        m[row + 2][row + 2] += 1e-6;
        m[row + 3][row + 3] += turn;
    }
    return solve(m, p);
}

static double extent_of(const struct phil_vote *votes, int n)
{
    double extent = 1;
    for (int i = 0; i < n; i++)
        extent = fmax(extent, hypot(votes[i].x, votes[i].y));
    return extent;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int n)
{
    if (n == 0)
        return 0;
    qsort(values, (size_t)n, sizeof *values, by_value);
    return values[n / 2];
}

/* Trust from the standardised distance of every vote to the prediction `p`, on the scale that the
 * votes themselves show (never below what their variances say). */
static void distrust(struct phil_vote *votes, int n, const double p[N_PARAMETERS])
{
    double z2[PHIL_MAX_SUPPORTS], sorted[PHIL_MAX_SUPPORTS];
    int used = 0;
    for (int i = 0; i < n; i++) {
        struct phil_vote *v = &votes[i];
        if (!v->usable)
            continue;
        double ex, ey;
        predict(p, v, &ex, &ey);
        ex -= v->ex;
        ey -= v->ey;
        v->miss[0] = -ex;
        v->miss[1] = -ey;
        z2[i] = v->w[0] * ex * ex + 2 * v->w[1] * ex * ey + v->w[2] * ey * ey;
        sorted[used++] = z2[i];
    }
    /* The median of a chi-square with two degrees of freedom is 2 ln 2. */
    const double scale = fmax(1, median(sorted, used) / (2 * M_LN2));
    for (int i = 0; i < n; i++)
        if (votes[i].usable)
            votes[i].trust = 1 / (1 + z2[i] / (scale * CAUCHY_SCALE));
}

static void median_shift(const struct phil_vote *votes, int n, double p[N_PARAMETERS])
{
    double ex[PHIL_MAX_SUPPORTS], ey[PHIL_MAX_SUPPORTS];
    int used = 0;
    for (int i = 0; i < n; i++)
        if (votes[i].usable) {
            ex[used] = votes[i].ex;
            ey[used++] = votes[i].ey;
        }
    memset(p, 0, N_PARAMETERS * sizeof *p);
    p[2] = median(ex, used);
    p[6] = median(ey, used);
}

static bool robust_fit(struct phil_vote *votes, int n, double p[N_PARAMETERS])
{
    const double extent = extent_of(votes, n);
    median_shift(votes, n, p);
    distrust(votes, n, p);
    for (int pass = 0; pass < ROBUST_PASSES; pass++) {
        if (!weighted_fit(votes, n, 0, extent, p)) {
            memset(p, 0, N_PARAMETERS * sizeof *p);
            return false;
        }
        distrust(votes, n, p);
    }
    return true;
}

/* pose <- pose after a displacement field p in reference coordinates. */
static void compose(struct phil_head_pose *pose, const double p[N_PARAMETERS])
{
    double a[4];
    memcpy(a, pose->a, sizeof a);
    for (int row = 0; row < 2; row++) {
        const double ax = a[2 * row], ay = a[2 * row + 1];
        pose->a[2 * row] = ax * (1 + p[0]) + ay * p[4];
        pose->a[2 * row + 1] = ax * p[1] + ay * (1 + p[5]);
        pose->t[row] += ax * p[2] + ay * p[6];
        pose->q[row] += ax * p[3] + ay * p[7];
    }
}

static void summarise(const struct phil_support *supports,
                      const struct phil_patch_reading *readings, const struct phil_vote *votes,
                      int n, double extent, struct phil_head_fit *fit)
{
    /* One per cent of the face, or half a pixel: what still counts as moving with the head. */
    const double near_px = fmax(0.5, 0.01 * extent);
    int agree = 0, asked = 0;
    double noise[PHIL_MAX_SUPPORTS], gain[PHIL_MAX_SUPPORTS];
    double correlation[PHIL_MAX_SUPPORTS];
    fit->used = 0;
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < 2; k++)
            supports[i].patch->miss[k] = votes[i].usable ? votes[i].miss[k] : NAN;
        if (!votes[i].usable)
            continue;
        if (votes[i].region < 0) {
            agree += hypot(votes[i].miss[0], votes[i].miss[1]) < near_px;
            asked++;
        }
        noise[fit->used] = readings[i].noise_var;
        gain[fit->used] = readings[i].gain;
        correlation[fit->used++] = readings[i].correlation;
    }
    fit->agreement = asked ? (double)agree / asked : 0;
    fit->noise_var = median(noise, fit->used);
    fit->gain = median(gain, fit->used);
    fit->correlation = median(correlation, fit->used);
}

void phil_head_refine(struct phil_head_pose *pose, const struct phil_support *supports, int n,
                      const struct phil_plane *plane, int steps,
                      struct phil_patch_reading *readings, struct phil_head_fit *fit)
{
    struct phil_vote *votes = fit->vote;
    memset(fit, 0, sizeof *fit);
    fit->n_votes = n;
    for (int step = 0; step < steps; step++) {
        for (int i = 0; i < n; i++) {
            const struct phil_support *s = &supports[i];
            const struct phil_affine map = phil_head_map(pose, s->patch->depth, s->dx, s->dy);
            phil_patch_read(s->patch, plane, &map, &readings[i]);
            votes[i] = vote_of(s, &readings[i], pose);
        }
        double p[N_PARAMETERS];
        if (!robust_fit(votes, n, p))
            break;
        compose(pose, p);
        fit->largest_px = 0;
        for (int i = 0; i < n; i++) {
            double ex, ey;
            predict(p, &votes[i], &ex, &ey);
            if (votes[i].usable)
                fit->largest_px = fmax(fit->largest_px, hypot(ex, ey));
        }
        /* Below this the step's own linearisation error is under 0.005 px. */
        if (fit->largest_px < 0.05)
            break;
    }
    summarise(supports, readings, votes, n, extent_of(votes, n), fit);
}

void phil_head_without(const struct phil_head_fit *fit, const struct phil_head_pose *pose,
                       uint32_t excluded, struct phil_point point, double depth, double shift[2])
{
    double all[N_PARAMETERS], rest[N_PARAMETERS], ax, ay, rx, ry;
    const struct phil_vote at = {
        .x = point.x - pose->origin.x, .y = point.y - pose->origin.y, .z = depth};
    const double extent = extent_of(fit->vote, fit->n_votes);
    shift[0] = shift[1] = 0;
    if (!weighted_fit(fit->vote, fit->n_votes, 0, extent, all) ||
        !weighted_fit(fit->vote, fit->n_votes, excluded, extent, rest))
        return;
    predict(all, &at, &ax, &ay);
    predict(rest, &at, &rx, &ry);
    shift[0] = rx - ax;
    shift[1] = ry - ay;
}
