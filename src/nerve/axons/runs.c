/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Benign runs: the harmless ripple of an eyelid, and sometimes of a lip.
 *
 * Phenomenological: one to three units of a pool each fire by themselves at 3 to 8 a second, each
 * at a rhythm of its own, for a while; runs begin as a Poisson process. A unit is drawn by its
 * fibres, since each has a branch that may be the one that fires. Units fire 100-350 ms apart
 * in published eyelid myokymia; that the lip's are alike, how many units take part and how long a
 * run lasts is assumed. The plan depends on (seed, pool) alone, since a pool's units are spread
 * over several groups which must all know the same. It begins five minutes before the simulation,
 * so that its start is no quieter than the rest.
 */
#include "nerve/axons/runs.h"

#include "base/checked.h"
#include "base/exact.h"
#include "base/random.h"
#include "nerve/streams.h"

#include <math.h>

#define BEFORE_MS       300e3 /* longer than nearly every run */
#define START_SPREAD_MS 2000  /* units of a run begin within this; assumed */

/* Counters: a block for each run, and within it one for each unit. */
enum { RUN_COUNTERS = 32, UNIT_COUNTERS = 8 };

/* Streams within the pool's own. */
enum { TIMES, LENGTHS, WHICH };

struct pool {
    uint32_t first, n;
    uint64_t seed, stream;
};

/* A unit whose axon lives, drawn by its fibres; false when there is none. */
static bool draw_unit(const struct pool *pool, const struct phil_nerve_unit *units, uint64_t key,
                      uint32_t *unit)
{
    double fibres = 0;
    for (uint32_t i = pool->first; i < pool->first + pool->n; i++)
        fibres += units[i].lost ? 0 : (double)units[i].fibres;
    double left = fibres * phil_random_uniform(pool->seed, pool->stream + WHICH, key);
    bool found = false;
    for (uint32_t i = pool->first; i < pool->first + pool->n && left >= 0; i++) {
        if (units[i].lost)
            continue;
        *unit = i;
        found = true;
        left -= (double)units[i].fibres;
    }
    return found;
}

static enum phil_status add_part(struct phil_runs *runs, const struct phil_run_part *part)
{
    void *parts = runs->part;
    if (!phil_grow(&parts, &runs->capacity, runs->n + 1, sizeof *runs->part))
        return PHIL_EMEM;
    runs->part = parts;
    runs->part[runs->n++] = *part;
    return PHIL_OK;
}

/* The units of run number `run`, which begins at from_ms. */
static enum phil_status add_run(struct phil_runs *runs, const struct pool *pool,
                                const struct phil_nerve_unit *units, uint64_t run, double from_ms,
                                double end_ms)
{
    const uint64_t key = run * RUN_COUNTERS;
    const double length_ms =
        PHIL_RUN_MEDIAN_MS *
        phil_exact_exp(PHIL_RUN_LENGTH_SPREAD *
                       phil_random_normal(pool->seed, pool->stream + LENGTHS, run));
    const double many = phil_random_uniform(pool->seed, pool->stream + TIMES, key + 4);
    const int n = 1 + (int)(PHIL_RUN_MOST_UNITS * many);
    bool first = true;
    for (int k = 0; k < n; k++) {
        const uint64_t at = key + (uint64_t)(k + 1) * UNIT_COUNTERS;
        const double late = k == 0 ? 0 : phil_random_uniform(pool->seed, pool->stream + TIMES, at);
        const double u = phil_random_uniform(pool->seed, pool->stream + TIMES, at + 1);
        const double v = phil_random_uniform(pool->seed, pool->stream + TIMES, at + 2);
        struct phil_run_part part = {
            .from_ms = from_ms + late * START_SPREAD_MS,
            .to_ms = from_ms + length_ms,
            .interval_ms =
                1000 / (PHIL_RUN_SLOWEST_HZ + (PHIL_RUN_FASTEST_HZ - PHIL_RUN_SLOWEST_HZ) * u),
            .variation =
                PHIL_RUN_LEAST_VARIATION + (PHIL_RUN_MOST_VARIATION - PHIL_RUN_LEAST_VARIATION) * v,
            .key = at,
            .first = first};
        if (part.to_ms <= fmax(0, part.from_ms) || part.from_ms >= end_ms ||
            !draw_unit(pool, units, at, &part.unit))
            continue;
        first = false;
        if (add_part(runs, &part) != PHIL_OK)
            return PHIL_EMEM;
    }
    return PHIL_OK;
}

enum phil_status phil_runs_plan(struct phil_runs *runs, const struct phil_nerve_settings *settings,
                                const struct phil_physiology *physiology,
                                const struct phil_nerve_unit *units, enum phil_nerve_muscle muscle)
{
    struct pool pool = {.n = settings->units[muscle],
                        .seed = settings->seed,
                        .stream = PHIL_STREAM_POOL_RUNS + (uint64_t)muscle * PHIL_STREAMS_PER_POOL};
    for (int m = 0; m < (int)muscle; m++)
        pool.first += settings->units[m];
    const double rate = physiology->pool[muscle].run_rate / 60e3;
    const double end_ms = settings->seconds * 1000;
    enum phil_status status = PHIL_OK;
    if (rate <= 0 || pool.n == 0)
        return status;
    double from_ms = -BEFORE_MS;
    for (uint64_t run = 0; status == PHIL_OK; run++) {
        const double u = phil_random_uniform(pool.seed, pool.stream + TIMES, run * RUN_COUNTERS);
        from_ms -= phil_exact_log(u) / rate;
        if (from_ms >= end_ms)
            break;
        status = add_run(runs, &pool, units, run, from_ms, end_ms);
    }
    return status;
}

void phil_runs_release(struct phil_runs *runs)
{
    free(runs->part);
    *runs = (struct phil_runs){.part = NULL};
}
