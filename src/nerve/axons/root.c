/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sites side by side.
 *
 * A spike of the axon is felt at its site as the current that the load would bring in from a
 * neighbouring node in its spike: g_load x 60 mV for 0.1 ms, five to six times the threshold. A
 * spike of a site leaks into others: each axon touches a few others, drawn at random whatever
 * branch they run to (fibres are not sorted by muscle at the root), and each spike excites each of
 * them by chance: 0.05-0.2 ms later 600 uA/cm2 flow for 0.1 ms, what a coupling of 6 mS/cm2 would
 * let through of a spike. With its time to threshold the neighbour fires 0.15 to 0.3 ms after. A
 * healthy node (g_load 100) is not excited by that, one with a load below about 50 is.
 *
 * Axons differ: the injected current of each lies within 25 % of the root's (assumed).
 *
 * A simulation begins at a random moment between two paroxysms: the pump's current has fallen, by
 * its own time constant, to anything between what a paroxysm leaves and what lets the next one
 * begin. (Where sites hardly rest between bursts, as when severe, that passes within seconds.)
 */
#include "nerve/axons/root.h"

#include "base/checked.h"
#include "base/exact.h"
#include "base/random.h"
#include "nerve/streams.h"

#include <math.h>

#define EPHAPSE_LEAST_MS 0.05 /* at least a frame: frames do not see themselves */
#define EPHAPSE_MOST_MS  0.2
#define INJECTED_SPREAD  0.25
/* The pump's current when the simulation begins, times the current that flows in: from ready for
 * the next paroxysm to just past one (derived: what free runs at the usual load and current show).
 */
#define LEAST_TIRED 1.0
#define MOST_TIRED  4.0
enum { WARM_UP_FRAMES = 4000 };

/* One ephapse: to which site, after how long. */
struct ephapse {
    uint32_t to;
    float delay_ms;
};

struct phil_root {
    struct phil_site_medium medium;
    struct phil_site *site;
    size_t n;
    struct ephapse *ephapse; /* n_neighbours of each site */
    size_t n_neighbours;
    uint64_t *fired; /* how often each site has: counts draws */
    struct phil_site_spike *spike;
    uint64_t seed;
    int64_t frame; /* the next */
    double chance;
};

static uint64_t stream_of(const struct phil_root *root, size_t site, enum phil_nerve_stream stream)
{
    return (uint64_t)root->site[site].unit * PHIL_STREAMS_PER_UNIT + stream;
}

/* Draws the neighbours of a site, all different and none itself: there are enough. */
static void draw_neighbours(struct phil_root *root, size_t site)
{
    struct ephapse *mine = &root->ephapse[site * root->n_neighbours];
    uint64_t counter = UINT64_C(1) << 60; /* beyond those of spikes */
    for (size_t k = 0; k < root->n_neighbours;) {
        const uint64_t stream = stream_of(root, site, PHIL_STREAM_EPHAPSE);
        const double u = phil_random_uniform(root->seed, stream, counter++);
        const double v = phil_random_uniform(root->seed, stream, counter++);
        mine[k].to = (uint32_t)(u * (double)root->n);
        mine[k].delay_ms = (float)(EPHAPSE_LEAST_MS + (EPHAPSE_MOST_MS - EPHAPSE_LEAST_MS) * v);
        bool new = mine[k].to != site;
        for (size_t j = 0; j < k; j++)
            new = new &&mine[j].to != mine[k].to;
        k += new;
    }
}

static void begin(struct phil_root *root, const struct phil_root_physiology *physiology,
                  const uint32_t *unit)
{
    for (size_t i = 0; i < root->n; i++)
        root->site[i].unit = unit[i];
    const double started = phil_random_uniform(root->seed, stream_of(root, 0, PHIL_STREAM_SITE),
                                               (UINT64_C(1) << 62) + 1);
    const double tired = physiology->injected_ua_cm2 * LEAST_TIRED *
                         phil_exact_pow(MOST_TIRED / LEAST_TIRED, started);
    for (size_t i = 0; i < root->n; i++) {
        const double u = phil_random_uniform(root->seed, stream_of(root, i, PHIL_STREAM_SITE),
                                             UINT64_C(1) << 62);
        const double injected = physiology->injected_ua_cm2 * (1 + INJECTED_SPREAD * (2 * u - 1));
        phil_site_rest(&root->site[i], &root->medium, (float)injected, (float)tired);
        draw_neighbours(root, i);
        double at_ms;
        for (int64_t frame = -WARM_UP_FRAMES; frame < 0; frame++)
            phil_site_frame(&root->site[i], &root->medium, frame, &root->seed, &at_ms);
    }
}

enum phil_status phil_root_new(struct phil_root **root, uint64_t seed,
                               const struct phil_root_physiology *physiology, const uint32_t *unit,
                               size_t n)
{
    *root = NULL;
    struct phil_root *r = calloc(1, sizeof *r);
    if (!r)
        return PHIL_EMEM;
    r->n = n;
    r->seed = seed;
    r->chance = physiology->ephapse;
    r->n_neighbours = physiology->neighbours < 0 ? 0 : (size_t)physiology->neighbours;
    if (r->n_neighbours > n / 2)
        r->n_neighbours = n / 2;
    const enum phil_status status = phil_site_medium_init(&r->medium, physiology);
    r->site = phil_alloc_aligned(n + 1, sizeof *r->site);
    r->ephapse = calloc(n * r->n_neighbours + 1, sizeof *r->ephapse);
    r->fired = calloc(n + 1, sizeof *r->fired);
    r->spike = calloc(n + 1, sizeof *r->spike);
    if (status != PHIL_OK || !r->site || !r->ephapse || !r->fired || !r->spike) {
        phil_root_free(r);
        return PHIL_EMEM;
    }
    begin(r, physiology, unit);
    *root = r;
    return PHIL_OK;
}

void phil_root_free(struct phil_root *root)
{
    if (!root)
        return;
    phil_site_medium_release(&root->medium);
    free(root->site);
    free(root->ephapse);
    free(root->fired);
    free(root->spike);
    free(root);
}

void phil_root_reach(struct phil_root *root, uint32_t site, double at_ms)
{
    phil_site_reach(&root->site[site], &root->medium, root->frame, at_ms);
}

/* What a site's spike does to its neighbours, from the following frame on. */
static void excite_neighbours(struct phil_root *root, const struct phil_site_spike *spike)
{
    const uint64_t stream = stream_of(root, spike->site, PHIL_STREAM_EPHAPSE);
    const uint64_t counter = root->fired[spike->site]++ * root->n_neighbours;
    for (size_t k = 0; k < root->n_neighbours; k++) {
        const struct ephapse *ephapse = &root->ephapse[spike->site * root->n_neighbours + k];
        if (phil_random_uniform(root->seed, stream, counter + k) < root->chance)
            phil_site_leak(&root->site[ephapse->to], root->frame,
                           spike->at_ms + (double)ephapse->delay_ms);
    }
}

void phil_root_frame(struct phil_root *root, const struct phil_site_spike **spikes, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < root->n; i++) {
        struct phil_site_spike *spike = &root->spike[*n];
        spike->site = (uint32_t)i;
        *n +=
            phil_site_frame(&root->site[i], &root->medium, root->frame, &root->seed, &spike->at_ms);
    }
    root->frame++;
    for (size_t k = 0; k < *n; k++)
        excite_neighbours(root, &root->spike[k]);
    *spikes = root->spike;
}
