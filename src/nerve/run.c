/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A run from settings to movement, in the order in which things happen:
 *
 *   settings -> physiology -> units -> [drive -> motoneurons <-> axons] -> junctions
 *            -> force -> tissue, and -> EMG
 *
 * What stands in brackets goes through time a second at a time, group by group on several threads;
 * what follows needs the spikes alone. Every sum is taken in an order that depends on units and
 * never on threads.
 */
#include "base/checked.h"
#include "nerve/clock.h"
#include "nerve/drive/drive.h"
#include "nerve/muscle/emg.h"
#include "nerve/events.h"
#include "nerve/muscle/force.h"
#include "nerve/group.h"
#include "nerve/muscle/junctions.h"
#include "nerve/parallel.h"
#include "nerve/settings.h"
#include "nerve/skin/tissue.h"
#include "nerve/units.h"
#include "nerve/values.h"

#include <math.h>

enum { CHUNK_TICKS = 2000 };

struct run {
    struct phil_nerve_result *result;
    struct phil_physiology physiology;
    struct phil_drive *drive;
    struct phil_group *groups;
    size_t n_groups;
    float *mean, *spread; /* of a chunk, [PHIL_N_MUSCLES][n] */
    size_t from, n;       /* ticks of the chunk */
    struct phil_crew crew;
    struct phil_emg *emg;
    enum phil_status channel_status[PHIL_N_ELECTRODES];
};

static void run_group(void *user, size_t i)
{
    struct run *run = user;
    phil_group_run(&run->groups[i], run->from, run->n, run->mean, run->spread);
}

static enum phil_status run_chunk(struct run *run)
{
    phil_drive_next(run->drive, run->n, run->mean, run->spread);
    phil_parallel(&run->crew, run->n_groups, run_group, run);
    if (run->crew.stopped)
        return PHIL_ECANCEL;
    for (size_t g = 0; g < run->n_groups; g++)
        if (run->groups[g].status != PHIL_OK)
            return run->groups[g].status;
    run->from += run->n;
    return PHIL_OK;
}

static enum phil_status run_through_time(struct run *run)
{
    const double seconds = run->crew.total_s;
    const size_t n_ticks = (size_t)ceil(seconds * 1000 / PHIL_TICK_MS - 1e-6);
    run->mean = phil_alloc_aligned(PHIL_N_MUSCLES * CHUNK_TICKS, sizeof *run->mean);
    run->spread = phil_alloc_aligned(PHIL_N_MUSCLES * CHUNK_TICKS, sizeof *run->spread);
    enum phil_status status = run->mean && run->spread ? PHIL_OK : PHIL_EMEM;
    while (status == PHIL_OK && run->from < n_ticks) {
        run->n = n_ticks - run->from < CHUNK_TICKS ? n_ticks - run->from : CHUNK_TICKS;
        status = run_chunk(run);
        run->crew.done_s = fmin(seconds, (double)run->from * PHIL_TICK_MS / 1000);
    }
    double cells = 0;
    for (size_t i = 0; i < run->result->n_units; i++)
        cells += !run->result->units[i].lost;
    run->result->unit_steps =
        cells * (double)n_ticks * nearbyint(PHIL_TICK_MS / run->result->settings.step_ms);
    return status;
}

static void answer_unit(void *user, size_t unit)
{
    struct run *run = user;
    struct phil_nerve_result *r = run->result;
    phil_junctions_answer(r->spikes + r->first_spike[unit],
                          r->first_spike[unit + 1] - r->first_spike[unit], &r->units[unit],
                          &run->physiology.pool[r->units[unit].muscle], r->settings.seed);
}

/* Groups' spikes, put in order of units; each unit's are in order of time already. */
static enum phil_status gather_spikes(struct run *run)
{
    struct phil_nerve_result *r = run->result;
    r->first_spike = calloc(r->n_units + 2, sizeof *r->first_spike);
    if (!r->first_spike)
        return PHIL_EMEM;
    size_t *next = r->first_spike + 1; /* ends up as where the following unit begins */
    for (size_t g = 0; g < run->n_groups; g++)
        for (size_t i = 0; i < run->groups[g].arrived.n; i++)
            next[run->groups[g].arrived.at[i].unit + 1]++;
    for (size_t u = 0; u < r->n_units; u++)
        next[u + 1] += next[u];
    r->n_spikes = next[r->n_units];
    r->spikes = calloc(r->n_spikes + 1, sizeof *r->spikes);
    if (!r->spikes)
        return PHIL_EMEM;
    for (size_t g = 0; g < run->n_groups; g++)
        for (size_t i = 0; i < run->groups[g].arrived.n; i++) {
            const struct phil_spike *s = &run->groups[g].arrived.at[i];
            r->spikes[next[s->unit]++] = (struct phil_nerve_spike){.began_s = s->began_ms / 1000,
                                                                   .end_plate_s = s->at_ms / 1000,
                                                                   .unit = s->unit,
                                                                   .origin = s->origin};
        }
    phil_parallel(&run->crew, r->n_units, answer_unit, run);
    return run->crew.stopped ? PHIL_ECANCEL : PHIL_OK;
}

static float *new_trace(size_t n, enum phil_status *status)
{
    float *trace = phil_alloc_aligned(n + 1, sizeof *trace);
    if (!trace)
        *status = PHIL_EMEM;
    return trace;
}

static void add_force(void *user, size_t muscle)
{
    struct run *run = user;
    struct phil_nerve_result *r = run->result;
    for (size_t u = r->first_unit[muscle];
         u < r->first_unit[muscle + 1] && !phil_crew_stopped(&run->crew); u++)
        phil_force_add(r, &run->physiology.pool[muscle], u, u + 1, r->force_n[muscle],
                       r->n_movement);
}

static enum phil_status make_movement(struct run *run)
{
    struct phil_nerve_result *r = run->result;
    if (!r->settings.movement)
        return PHIL_OK;
    r->movement_rate_hz = PHIL_MOVEMENT_HZ;
    r->n_movement = phil_nerve_samples(r->settings.seconds, PHIL_MOVEMENT_HZ);
    enum phil_status status = PHIL_OK;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        r->force_n[m] = new_trace(r->n_movement, &status);
    for (int k = 0; k < PHIL_N_NODES; k++) {
        r->right_mm[k] = new_trace(r->n_movement, &status);
        r->down_mm[k] = new_trace(r->n_movement, &status);
    }
    if (status != PHIL_OK)
        return status;
    phil_parallel(&run->crew, PHIL_N_MUSCLES, add_force, run);
    phil_tissue_move((const float *const *)r->force_n, &run->physiology, r->right_mm, r->down_mm,
                     r->n_movement, &run->crew);
    return run->crew.stopped ? PHIL_ECANCEL : PHIL_OK;
}

static void make_channel(void *user, size_t electrode)
{
    struct run *run = user;
    struct phil_nerve_result *r = run->result;
    run->channel_status[electrode] =
        phil_emg_channel(run->emg, r, electrode, r->emg_uv[electrode], r->n_emg);
}

static enum phil_status make_emg(struct run *run)
{
    struct phil_nerve_result *r = run->result;
    if (r->settings.emg_rate_hz == 0)
        return PHIL_OK;
    r->emg_rate_hz = r->settings.emg_rate_hz;
    r->n_emg = phil_nerve_samples(r->settings.seconds, r->emg_rate_hz);
    enum phil_status status = PHIL_OK;
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        r->emg_uv[e] = new_trace(r->n_emg, &status);
    if (status == PHIL_OK)
        status = phil_emg_new(&run->emg, r, r->emg_rate_hz, &run->crew);
    if (status != PHIL_OK)
        return status;
    phil_parallel(&run->crew, PHIL_N_ELECTRODES, make_channel, run);
    if (run->crew.stopped)
        return PHIL_ECANCEL;
    for (int e = 0; e < PHIL_N_ELECTRODES && status == PHIL_OK; e++)
        status = run->channel_status[e];
    return status;
}

static size_t count_bytes(const struct phil_nerve_result *r)
{
    const size_t traces = PHIL_N_MUSCLES + 2 * PHIL_N_NODES;
    return sizeof *r + r->n_units * sizeof *r->units + r->n_spikes * sizeof *r->spikes +
           (r->n_units + 1) * sizeof *r->first_spike + r->n_events * sizeof *r->events +
           r->n_values * sizeof *r->values + PHIL_N_ELECTRODES * r->n_emg * sizeof(float) +
           traces * r->n_movement * sizeof(float);
}

static enum phil_status make_all(struct run *run)
{
    struct phil_nerve_result *r = run->result;
    phil_physiology_make(&run->physiology, &r->settings);
    enum phil_status status = phil_units_make(r, &run->physiology);
    if (status == PHIL_OK)
        status = phil_drive_new(&run->drive, &r->settings, &run->physiology);
    if (status == PHIL_OK)
        status = phil_groups_new(&run->groups, &run->n_groups, r, &run->physiology);
    if (status == PHIL_OK)
        status = run_through_time(run);
    if (status == PHIL_OK)
        status = gather_spikes(run);
    if (status == PHIL_OK)
        status = make_movement(run);
    if (status == PHIL_OK)
        status = make_emg(run);
    if (status == PHIL_OK)
        status = phil_events_make(r, run->drive, run->groups, run->n_groups, &run->crew);
    if (status == PHIL_OK)
        status = phil_values_make(r, &run->physiology);
    r->twitches_per_min = phil_physiology_twitches_per_min(&run->physiology);
    r->arithmetic = phil_motoneurons_kernel();
    r->bytes = count_bytes(r);
    return status;
}

static void release(struct run *run)
{
    phil_drive_free(run->drive);
    phil_groups_free(run->groups, run->n_groups);
    phil_emg_free(run->emg);
    free(run->mean);
    free(run->spread);
}

enum phil_status phil_nerve_run(struct phil_nerve_result **result,
                                const struct phil_nerve_settings *settings,
                                const struct phil_progress *progress, const struct phil_log *log)
{
    *result = NULL;
    enum phil_status status = phil_nerve_settings_check(settings, log);
    if (status != PHIL_OK)
        return status;
    struct run run = {.result = calloc(1, sizeof *run.result)};
    if (!run.result)
        return PHIL_EMEM;
    status = phil_nerve_settings_copy(&run.result->settings, settings);
    run.crew = (struct phil_crew){
        .threads = settings->threads, .progress = progress, .total_s = settings->seconds};
    if (status == PHIL_OK)
        status = make_all(&run);
    release(&run);
    if (status == PHIL_OK)
        *result = run.result;
    else
        phil_nerve_result_free(run.result);
    return status;
}

void phil_nerve_result_free(struct phil_nerve_result *result)
{
    if (!result)
        return;
    phil_nerve_settings_release(&result->settings);
    free(result->units);
    free(result->spikes);
    free(result->first_spike);
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        free(result->emg_uv[e]);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        free(result->force_n[m]);
    for (int k = 0; k < PHIL_N_NODES; k++) {
        free(result->right_mm[k]);
        free(result->down_mm[k]);
    }
    free(result->events);
    free(result->values);
    free(result);
}
