/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The trace at rest, made ready for spectra: only frames within rest, no steps of the tracker,
 * no more samples a second than the highest frequency of interest needs.
 *
 * Averaging m neighbouring frames damps 14 Hz by at most sinc(14 m / rate), 0.81 at 40 samples a
 * second, and folds nothing but measurement noise into the band.
 */
#include "pattern/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Samples a second that are enough: rhythms are looked for up to 14 Hz (rhythm.c). */
static const double enough_hz = 40;

static bool allocate(struct phil_motion_table *table, size_t n_rest, size_t capacity)
{
    size_t doubles;
    table->first = phil_alloc_aligned(n_rest + 1, sizeof *table->first);
    if (!table->first || !phil_size_mul(capacity + 1, 1 + 3 * PHIL_N_REGIONS, &doubles))
        return false;
    table->block = phil_alloc_aligned(doubles, sizeof *table->block);
    if (!table->block)
        return false;
    double *next = table->block;
    table->time_s = next;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        table->x[r] = next += capacity + 1;
        table->y[r] = next += capacity + 1;
        table->sd[r] = next += capacity + 1;
    }
    return true;
}

/* Sums of one block of frames, and what the tracker's changes of reference have added so far. */
struct loader {
    double x, y, variance;
    int n;
    double offset_x, offset_y, last_x, last_y;
};

static void load_sample(struct loader *l, const struct phil_sample *sample, bool rekeyed)
{
    /* What moved in this one frame is lost; a false step would be worse. */
    if (rekeyed)
        l->offset_x = NAN;
    if ((sample->flags & PHIL_SAMPLE_UNUSABLE) || !isfinite(sample->dx_px) ||
        !isfinite(sample->dy_px))
        return;
    if (isnan(l->offset_x)) {
        l->offset_x = l->last_x - (double)sample->dx_px;
        l->offset_y = l->last_y - (double)sample->dy_px;
    }
    l->last_x = (double)sample->dx_px + l->offset_x;
    l->last_y = (double)sample->dy_px + l->offset_y;
    l->x += l->last_x;
    l->y += l->last_y;
    l->variance += (double)sample->sd_px * (double)sample->sd_px;
    l->n++;
}

/* Frames [from, to) of the trace become sample `at`. */
static void load_block(struct phil_motion_table *table, const struct phil_trace *trace,
                       struct loader *loaders, size_t from, size_t to, size_t at)
{
    double time = 0;
    for (size_t i = from; i < to; i++)
        time += trace->time_s[i] - trace->time_s[from];
    table->time_s[at] = trace->time_s[from] + time / (double)(to - from);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        struct loader *l = &loaders[r];
        l->x = l->y = l->variance = 0;
        l->n = 0;
        for (size_t i = from; i < to; i++) {
            const struct phil_sample *sample = &trace->region[r][i];
            const bool rekeyed = (sample->flags | trace->head[i].flags) & PHIL_SAMPLE_REKEYED;
            load_sample(l, sample, rekeyed);
        }
        table->x[r][at] = l->n ? l->x / l->n : NAN;
        table->y[r][at] = l->n ? l->y / l->n : NAN;
        table->sd[r][at] = l->n ? sqrt(l->variance) / l->n : NAN;
    }
}

enum phil_status phil_motion_table_make(struct phil_motion_table *table,
                                        const struct phil_pattern_data *data)
{
    memset(table, 0, sizeof *table);
    const struct phil_trace *trace = data->trace;
    if (!allocate(table, data->n_rest, trace->n_frames)) {
        phil_motion_table_release(table);
        return PHIL_EMEM;
    }
    const size_t per_sample = (size_t)fmax(1, floor(data->frame_rate_hz / enough_hz));
    table->rate_hz = data->frame_rate_hz / (double)per_sample;
    struct loader loaders[PHIL_N_REGIONS];
    size_t i = 0;
    for (size_t s = 0; s < data->n_rest; s++) {
        table->first[s] = table->n;
        memset(loaders, 0, sizeof loaders);
        while (i < trace->n_frames && !(trace->time_s[i] >= data->rest[s].start_s))
            i++;
        size_t end = i;
        while (end < trace->n_frames && trace->time_s[end] < data->rest[s].end_s)
            end++;
        for (; i + per_sample <= end; i += per_sample)
            load_block(table, trace, loaders, i, i + per_sample, table->n++);
        i = end;
    }
    table->first[data->n_rest] = table->n;
    return PHIL_OK;
}

double phil_motion_table_end(const struct phil_motion_table *table,
                             const struct phil_pattern_data *data, size_t s)
{
    if (table->first[s + 1] == table->first[s])
        return data->rest[s].start_s;
    const double last = table->time_s[table->first[s + 1] - 1] + 1 / table->rate_hz;
    return fmin(data->rest[s].end_s, last);
}

void phil_motion_table_release(struct phil_motion_table *table)
{
    free(table->block);
    free(table->first);
    memset(table, 0, sizeof *table);
}
