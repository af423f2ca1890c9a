/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Injecting known movements into the clip's own pixels.
 *
 * Idea. A twitch is a bump of skin some millimetres wide; a region's windows see a weighted mean of
 * it, through this clip's texture, blur and codec blocks. So on some frames a copy of the skin
 * around a region is warped by a bump of known height (sim's warp: the same as `philtrum inject`
 * uses), measured by the very same code with the very same references, and compared with the
 * measurement of the unwarped copy. The ratio is the region's gain; its floor (floor.c) is built
 * on it.
 *
 * Where it fails. The warp happens after the camera's codec; what that codec would have done to
 * the movement is a question for codec.c.
 */
#include "analysis/probe.h"

#include <math.h>
#include <philtrum/sim.h>
#include <stdlib.h>
#include <string.h>

/* A probe every so many frames, so that the cost is spread and small. */
enum { EVERY = 3 };

/* Half width of a lip twitch's bump, mm (sim.h), and the height of the probe, mm: within the range
 * where the measurement is linear. */
static const double SIGMA_MM = 5.0;
static const double HEIGHT_MM = 0.4;
static const double REACH_SIGMAS = 4.0;

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The stored rectangle around a point, as 8-bit pixels. Returns false when it leaves the picture.
 */
static bool cut(const struct phil_frame *frame, double x, double y, int half, int *left, int *top,
                uint8_t **pixels)
{
    *left = (int)lround(x) - half;
    *top = (int)lround(y) - half;
    const int side = 2 * half + 1;
    if (*left < 0 || *top < 0 || *left + side > frame->width || *top + side > frame->height)
        return false;
    *pixels = malloc((size_t)side * (size_t)side * 2);
    if (!*pixels)
        return false;
    for (int r = 0; r < side; r++) {
        const unsigned char *row =
            (const unsigned char *)frame->luma + (ptrdiff_t)(*top + r) * frame->stride_bytes;
        if (frame->bit_depth == 8) {
            memcpy(*pixels + (size_t)r * side, row + *left, (size_t)side);
            continue;
        }
        const uint16_t *wide = (const uint16_t *)(const void *)row + *left;
        for (int c = 0; c < side; c++)
            (*pixels)[(size_t)r * side + c] = (uint8_t)(wide[c] >> (frame->bit_depth - 8));
    }
    return true;
}

static bool measure(struct phil_track *track, const struct phil_frame *frame, const uint8_t *pixels,
                    int side, int left, int top, enum phil_region region,
                    struct phil_sample *sample)
{
    struct phil_frame crop = *frame;
    crop.luma = pixels;
    crop.stride_bytes = side;
    crop.width = crop.height = side;
    crop.bit_depth = 8;
    const struct phil_probe probe = {.whole = frame, .crop = &crop, .x = left, .y = top};
    return phil_track_probe(track, &probe, region, sample);
}

static void probe_region(struct phil_probes *probes, struct phil_track *track,
                         const struct phil_frame *frame, double px_per_mm, enum phil_region region)
{
    struct phil_point centre;
    uint8_t *pixels = NULL;
    int left, top;
    if (!phil_track_region(track, region, &centre))
        return;
    const struct phil_affine s = phil_frame_upright_to_stored(frame);
    const double x = s.xx * centre.x + s.xy * centre.y + s.x0;
    const double y = s.yx * centre.x + s.yy * centre.y + s.y0;
    const double sigma = SIGMA_MM * px_per_mm, height = HEIGHT_MM * px_per_mm;
    const int half = (int)ceil(REACH_SIGMAS * sigma) + 6, side = 2 * half + 1;
    if (!cut(frame, x, y, half, &left, &top, &pixels))
        return;
    /* Up and down in turn, sideways now and then: twitches of the lip are mostly vertical. */
    const double angle = (probes->n[region] % 2 ? -1 : 1) * (probes->n[region] == 2 ? 0 : M_PI / 2);
    const struct phil_sim_bump bump = {x - left, y - top, sigma, height * cos(angle),
                                       height * sin(angle)};
    uint8_t *warped = pixels + (size_t)side * side;
    struct phil_sample before, after;
    if (phil_sim_warp(pixels, side, warped, side, side, side, 1, &bump, 1) == PHIL_OK &&
        measure(track, frame, pixels, side, left, top, region, &before) &&
        measure(track, frame, warped, side, left, top, region, &after)) {
        /* Only the length counts: the picture may be stored turned. */
        const double seen = hypot(after.dx_px - before.dx_px, after.dy_px - before.dy_px);
        probes->gain[region][probes->n[region]++] = seen / height;
    }
    free(pixels);
}

void phil_probe_frame(struct phil_probes *probes, struct phil_track *track,
                      const struct phil_frame *frame, double px_per_mm)
{
    /* References want some frames to settle first. */
    if (++probes->frames < 20 || probes->frames % EVERY != 0)
        return;
    for (int tried = 0; tried < PHIL_N_REGIONS; tried++) {
        const enum phil_region region = (enum phil_region)probes->next_region;
        probes->next_region = (probes->next_region + 1) % PHIL_N_REGIONS;
        if (probes->n[region] < PHIL_N_PROBES) {
            probe_region(probes, track, frame, px_per_mm, region);
            return;
        }
    }
}

double phil_probe_gain(const struct phil_probes *probes, enum phil_region region)
{
    double gains[PHIL_N_PROBES];
    const int n = probes->n[region];
    if (n == 0)
        return NAN;
    memcpy(gains, probes->gain[region], (size_t)n * sizeof *gains);
    qsort(gains, (size_t)n, sizeof *gains, by_value);
    return gains[n / 2];
}
