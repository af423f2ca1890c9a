/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/nerve_cells.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "nerve/clock.h"
#include "nerve/motoneurons/motoneurons.h"

size_t bench_watched_cell(size_t k, size_t n)
{
    return k * (n - 1) / (BENCH_WATCHED - 1);
}

void bench_train_add(struct bench_train *train, double at_ms)
{
    if (train->n < BENCH_MOST_SPIKES)
        train->at_ms[train->n++] = at_ms;
}

struct bench_error bench_error(const struct bench_train *train, const struct bench_train *truth)
{
    struct bench_error error = {0, 0};
    double n_spikes = 0;
    for (int c = 0; c < BENCH_WATCHED; c++) {
        const size_t n = train[c].n < truth[c].n ? train[c].n : truth[c].n;
        if (n < 2)
            return (struct bench_error){NAN, NAN};
        const double span = train[c].at_ms[n - 1] - train[c].at_ms[0];
        const double true_span = truth[c].at_ms[n - 1] - truth[c].at_ms[0];
        error.rate += fabs(true_span / span - 1) / BENCH_WATCHED;
        for (size_t i = 0; i < n; i++)
            error.time_ms += fabs(train[c].at_ms[i] - truth[c].at_ms[i]);
        n_spikes += (double)n;
    }
    error.time_ms /= n_spikes;
    return error;
}

double bench_cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct phil_motoneurons *new_cells(const char *kernel, double step_ms)
{
    static struct phil_motoneuron cell[BENCH_CELLS];
    for (uint32_t i = 0; i < BENCH_CELLS; i++)
        cell[i] = (struct phil_motoneuron){
            .size = (float)i / (BENCH_CELLS - 1), .pic_gain = (float)BENCH_PIC_GAIN, .unit = i};
    struct phil_motoneurons *cells;
    if (phil_motoneurons_new(&cells, cell, BENCH_CELLS, 1, step_ms) != PHIL_OK)
        return NULL;
    if (phil_motoneurons_choose(cells, kernel) == PHIL_OK)
        return cells;
    phil_motoneurons_free(cells);
    return NULL;
}

static void watch(const struct phil_spikes *fired, struct bench_train *trains)
{
    memset(trains, 0, BENCH_WATCHED * sizeof *trains);
    for (size_t i = 0; i < fired->n; i++)
        for (size_t k = 0; k < BENCH_WATCHED; k++)
            if (fired->at[i].unit == bench_watched_cell(k, BENCH_CELLS))
                bench_train_add(&trains[k], fired->at[i].at_ms);
}

static double in_ns(double cpu_s, double step_ms)
{
    return cpu_s * 1e9 / BENCH_CELLS / (BENCH_TOTAL_MS / step_ms);
}

bool bench_cells_currents(const char *kernel, double step_ms, int repeats, double *ns,
                          struct bench_train *trains)
{
    static float current_na[BENCH_CELLS];
    for (int i = 0; i < BENCH_CELLS; i++)
        current_na[i] = 8 + 20 * (float)i / (BENCH_CELLS - 1);
    const size_t rest = (size_t)(BENCH_REST_MS / PHIL_TICK_MS);
    const size_t all = (size_t)(BENCH_TOTAL_MS / PHIL_TICK_MS);
    *ns = INFINITY;
    bool fine = true;
    for (int r = 0; r < repeats && fine; r++) {
        struct phil_motoneurons *cells = new_cells(kernel, step_ms);
        if (!cells)
            return false;
        struct phil_spikes fired = {.at = NULL};
        const double start = bench_cpu_s();
        fine = phil_motoneurons_run(cells, rest, NULL, NULL, NULL, NULL, &fired) == PHIL_OK &&
               phil_motoneurons_run(cells, all - rest, NULL, NULL, current_na, NULL, &fired) ==
                   PHIL_OK;
        *ns = fmin(*ns, in_ns(bench_cpu_s() - start, step_ms));
        if (trains)
            watch(&fired, trains);
        phil_spikes_release(&fired);
        phil_motoneurons_free(cells);
    }
    return fine;
}

bool bench_cells_noise(const char *kernel, double step_ms, int repeats, double *ns)
{
    enum { TICKS = 2600 }; /* the whole time */
    static float mean[TICKS], spread[TICKS];
    for (int i = 0; i < TICKS; i++) {
        mean[i] = 0.4f;
        spread[i] = 0.02f + 0.25f * 0.4f;
    }
    *ns = INFINITY;
    bool fine = true;
    for (int r = 0; r < repeats && fine; r++) {
        struct phil_motoneurons *cells = new_cells(kernel, step_ms);
        if (!cells)
            return false;
        struct phil_spikes fired = {.at = NULL};
        const double start = bench_cpu_s();
        fine = phil_motoneurons_run(cells, TICKS, mean, spread, NULL, NULL, &fired) == PHIL_OK;
        *ns = fmin(*ns, in_ns(bench_cpu_s() - start, step_ms));
        phil_spikes_release(&fired);
        phil_motoneurons_free(cells);
    }
    return fine;
}
