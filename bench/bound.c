/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Displacement error against the Cramer-Rao bound.
 *
 * A texture that is known at every point (tests/motion/texture.h) is moved along a known path under
 * white noise of known size and stored in 8 bit without compression. No unbiased estimator of a
 * translation has a smaller error than sigma^2 times the inverse of the sum of g g' over the
 * samples used, g being the texture's true gradient; the noise includes the rounding to 8 bit
 * (1/12). Philtrum is measured as a region of three windows that moves as one, plain Lucas-Kanade
 * in its one window of 31 x 31; each against the bound of the samples that it uses.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench/plain_lk.h"
#include "bench/tools.h"
#include "motion/region.h"
#include "texture.h"

enum { WIDTH = 104, HEIGHT = 88, FRAMES = 300, SETTLED = 60, SEEDS = 6 };

static const struct phil_window windows[3] = {{{40, 44}, 11}, {{52, 43}, 11}, {{64, 45}, 11}};
static const double depths[3] = {0, 0, 0};
static const struct phil_head_pose still = {{0, 0}, {1, 0, 0, 1}, {0, 0}, {0, 0}};
static const struct phil_point lk_centre = {52, 44};
enum { LK_HALF = 15 };

/* Sums over frames, for the error about its mean. */
struct error {
    double x, y, xx, yy;
    int n;
};

static void add_error(struct error *e, double x, double y)
{
    e->x += x;
    e->y += y;
    e->xx += x * x;
    e->yy += y * y;
    e->n++;
}

static double rms_about_mean(const struct error *e)
{
    const double mx = e->x / e->n, my = e->y / e->n;
    return sqrt((e->xx / e->n - mx * mx + e->yy / e->n - my * my) / 2);
}

static void add_gradient(const struct texture *t, double x, double y, double weight, double info[3])
{
    double g[2];
    texture_gradient(t, x, y, g);
    info[0] += weight * g[0] * g[0];
    info[1] += weight * g[0] * g[1];
    info[2] += weight * g[1] * g[1];
}

static double bound_of(const double info[3], double sigma)
{
    const double det = info[0] * info[2] - info[1] * info[1];
    return sqrt((sigma * sigma + 1.0 / 12) * (info[0] + info[2]) / det / 2);
}

static double region_bound(const struct phil_region_track *region, const struct texture *t,
                           double sigma)
{
    double info[3] = {0, 0, 0};
    for (int p = 0; p < region->n; p++) {
        const struct phil_patch *patch = &region->patch[p];
        const float *w = patch->basis + 3 * (size_t)patch->side * (size_t)patch->padded;
        const double half = (patch->side - 1) / 2.0;
        for (int r = 0; r < patch->side; r++)
            for (int c = 0; c < patch->side; c++)
                add_gradient(t, patch->centre.x + c - half, patch->centre.y + r - half,
                             w[r * patch->padded + c], info);
    }
    return bound_of(info, sigma);
}

static double lk_bound(const struct texture *t, double sigma)
{
    double info[3] = {0, 0, 0};
    for (int r = -LK_HALF; r <= LK_HALF; r++)
        for (int c = -LK_HALF; c <= LK_HALF; c++)
            add_gradient(t, lk_centre.x + c, lk_centre.y + r, 1, info);
    return bound_of(info, sigma);
}

/* A frame in which the texture has moved by (dx, dy), under white noise. */
static void draw(const struct texture *t, uint8_t *pixels, double dx, double dy, double sigma,
                 uint64_t seed, uint64_t frame)
{
    double line[WIDTH];
    for (size_t y = 0; y < HEIGHT; y++) {
        texture_line(t, -dx, (double)y - dy, 1, 0, line, WIDTH);
        for (size_t x = 0; x < WIDTH; x++) {
            const size_t at = y * WIDTH + x;
            texture_store(pixels, at, 8,
                          line[x] + sigma * phil_random_normal(seed, 100 + frame, at));
        }
    }
}

/* The displacement that all windows agree on best. */
static bool pool(const struct phil_voice *voices, int n, double d[2])
{
    double w[3] = {0, 0, 0}, wx = 0, wy = 0;
    for (int i = 0; i < n; i++) {
        const struct phil_voice *v = &voices[i];
        for (int k = 0; k < 3; k++)
            w[k] += v->w[k];
        wx += v->w[0] * v->u[0] + v->w[1] * v->u[1];
        wy += v->w[1] * v->u[0] + v->w[2] * v->u[1];
    }
    const double det = w[0] * w[2] - w[1] * w[1];
    d[0] = (w[2] * wx - w[1] * wy) / det;
    d[1] = (w[0] * wy - w[1] * wx) / det;
    return det > 0;
}

struct ratios {
    double ours, lk, ours_px, bound_px;
    int lost; /* frames that could not be measured, by either */
};

static bool measure(uint64_t seed, double sigma, struct ratios *out)
{
    static uint8_t pixels[WIDTH * HEIGHT];
    const struct texture t = texture_make(seed, 8, 40, 12);
    struct phil_motion_kernels kernels;
    struct phil_region_track region;
    struct phil_plain_lk *lk = NULL;
    struct error ours = {0}, theirs = {0};
    bool fine = true;
    out->lost = 0;
    phil_motion_kernels_init(&kernels, phil_cpu_level());
    if (!phil_region_init(&region, PHIL_CHIN, windows, depths, 3))
        return false;
    for (uint64_t f = 0; f < FRAMES && fine; f++) {
        const double dx = f ? 0.7 * sin(0.31 * (double)f) : 0;
        const double dy = f ? 0.7 * sin(0.23 * (double)f) : 0;
        draw(&t, pixels, dx, dy, sigma, seed, f);
        const struct phil_frame frame = {.luma = pixels,
                                         .stride_bytes = WIDTH,
                                         .width = WIDTH,
                                         .height = HEIGHT,
                                         .bit_depth = 8};
        const struct phil_plane plane = phil_plane_of(&frame, &kernels);
        struct phil_voice voices[PHIL_MAX_REGION_WINDOWS];
        struct phil_sample sample;
        struct phil_point now;
        double d[2];
        bool found;
        if (f == 0) {
            phil_region_key(&region, &plane, &still);
            fine = phil_plain_lk_new(&lk, &frame, &lk_centre, 1) == PHIL_OK;
        }
        const bool heard = phil_region_step(&region, &plane, &still, 30, 12, voices, &sample);
        fine = fine && phil_plain_lk_step(lk, &frame, &now, &found) == PHIL_OK;
        if (f < SETTLED || !fine)
            continue;
        if (!found || !heard || !pool(voices, region.n, d)) {
            out->lost++;
            continue;
        }
        add_error(&ours, d[0] - dx, d[1] - dy);
        add_error(&theirs, now.x - lk_centre.x - dx, now.y - lk_centre.y - dy);
    }
    if (fine) {
        out->ours_px = rms_about_mean(&ours);
        out->bound_px = region_bound(&region, &t, sigma);
        out->ours = out->ours_px / out->bound_px;
        out->lk = rms_about_mean(&theirs) / lk_bound(&t, sigma);
    }
    phil_plain_lk_free(lk);
    phil_region_release(&region);
    return fine;
}

int main(int argc, char **argv)
{
    const struct phil_bench_options options = phil_bench_options(
        argc, argv, "Displacement error against the Cramer-Rao bound, on a known texture.");
    static const double sigmas[] = {1, 2, 4, 6};
    double ours[4 * SEEDS], lk[4 * SEEDS];
    size_t n = 0;
    int lost = 0;
    printf("Error of one coordinate about its mean over %d frames of an uncompressed synthetic\n"
           "texture with white noise, over the Cramer-Rao bound (medians of %d textures).\n\n"
           "  noise   error px   bound px   philtrum   plain LK\n",
           FRAMES - SETTLED, SEEDS);
    for (size_t k = 0; k < sizeof sigmas / sizeof *sigmas; k++) {
        double some[SEEDS], others[SEEDS], px[SEEDS], bound[SEEDS];
        for (uint64_t s = 0; s < SEEDS; s++) {
            struct ratios r;
            if (!measure(10 * options.seed + s, sigmas[k], &r)) {
                printf("noise %g: out of memory\n", sigmas[k]);
                return 1;
            }
            lost += r.lost;
            some[s] = ours[n] = r.ours;
            others[s] = lk[n++] = r.lk;
            px[s] = r.ours_px;
            bound[s] = r.bound_px;
        }
        printf("  %5.1f   %8.4f   %8.4f   %8.3f   %8.3f\n", sigmas[k], phil_bench_median(px, SEEDS),
               phil_bench_median(bound, SEEDS), phil_bench_median(some, SEEDS),
               phil_bench_median(others, SEEDS));
    }
    char reached[64], other[64];
    snprintf(reached, sizeof reached, "%.3f (worst %.3f)", phil_bench_median(ours, n),
             phil_bench_quantile(ours, n, 1));
    snprintf(other, sizeof other, "plain LK %.3f (worst %.3f)", phil_bench_median(lk, n),
             phil_bench_quantile(lk, n, 1));
    printf("\n%d of %d frames could not be measured.\n", lost, (int)n * (FRAMES - SETTLED));
    phil_bench_summary_head();
    phil_bench_summary("error over the Cramer-Rao bound, uncompressed", reached, "<= 1.15", other);
    return 0;
}
