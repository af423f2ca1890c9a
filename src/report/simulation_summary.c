/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Facts of a simulation that every form of its report tells. Sums are taken in the order of units
 * and of time, with additions, products and square roots alone, so that they have the same bits
 * everywhere.
 */
#include "report/simulation.h"

#include <math.h>
#include <string.h>

enum { FEWEST_INTERVALS = 10 };

static const char silent[] = "no motor unit fired";
static const char too_few[] = "no motor unit had ten intervals";
static const char no_movement[] = "movement was not simulated";
static const char no_emg[] = "EMG was not simulated";
static const char no_numbers[] = "no usable sample";

void phil_unit_spikes(const struct phil_nerve_result *result, size_t unit, size_t *begin,
                      size_t *end)
{
    *begin = result->n_spikes ? result->first_spike[unit] : 0;
    *end = result->n_spikes ? result->first_spike[unit + 1] : 0;
}

/* Standard deviation over mean of the n - 1 intervals between n spikes; NaN when that is nothing.
 */
static double interval_cv(const struct phil_nerve_spike *spike, size_t n)
{
    double sum = 0, squares = 0;
    const double m = (double)(n - 1);
    for (size_t i = 1; i < n; i++)
        sum += spike[i].end_plate_s - spike[i - 1].end_plate_s;
    const double mean = sum / m;
    for (size_t i = 1; i < n; i++) {
        const double off = spike[i].end_plate_s - spike[i - 1].end_plate_s - mean;
        squares += off * off;
    }
    return mean > 0 ? sqrt(squares / (m - 1)) / mean : NAN;
}

static void add_spikes(struct phil_pool_summary *pool, const struct phil_nerve_spike *spike,
                       size_t n)
{
    pool->spikes += n;
    pool->active += n > 0;
    for (size_t i = 0; i < n; i++)
        if ((unsigned)spike[i].origin < PHIL_N_NERVE_ORIGINS)
            pool->by_origin[spike[i].origin]++;
}

static void summarise_pool(struct phil_pool_summary *pool, const struct phil_nerve_result *r,
                           int muscle)
{
    double cv_sum = 0;
    size_t n_cv = 0, begin, end;
    for (size_t u = r->first_unit[muscle]; u < r->first_unit[muscle + 1]; u++) {
        pool->units++;
        pool->lost += r->units[u].lost;
        pool->affected += r->units[u].affected;
        phil_unit_spikes(r, u, &begin, &end);
        add_spikes(pool, r->spikes + begin, end - begin);
        const double cv =
            end - begin > FEWEST_INTERVALS ? interval_cv(r->spikes + begin, end - begin) : NAN;
        if (isfinite(cv)) {
            cv_sum += cv;
            n_cv++;
        }
    }
    pool->rate_hz =
        pool->active
            ? phil_measured((double)pool->spikes / (double)pool->active / r->settings.seconds)
            : phil_unmeasured(silent);
    pool->interval_cv = n_cv ? phil_measured(cv_sum / (double)n_cv)
                             : phil_unmeasured(pool->spikes ? too_few : silent);
}

static struct phil_value greatest(const float *trace, size_t n, const char *missing)
{
    double most = -INFINITY;
    if (!trace || n == 0)
        return phil_unmeasured(missing);
    for (size_t i = 0; i < n; i++)
        if (isfinite(trace[i]) && trace[i] > most)
            most = trace[i];
    return isfinite(most) ? phil_measured(most) : phil_unmeasured(no_numbers);
}

static struct phil_value root_mean_square(const float *trace, size_t n, const char *missing)
{
    double sum = 0;
    size_t used = 0;
    if (!trace || n == 0)
        return phil_unmeasured(missing);
    for (size_t i = 0; i < n; i++)
        if (isfinite(trace[i])) {
            sum += (double)trace[i] * trace[i];
            used++;
        }
    return used ? phil_measured(sqrt(sum / (double)used)) : phil_unmeasured(no_numbers);
}

static void summarise_node(struct phil_node_summary *node, const struct phil_nerve_result *r, int k)
{
    const float *right = r->right_mm[k], *down = r->down_mm[k];
    double most = -1, sum = 0;
    node->mm = phil_unmeasured(r->n_movement ? no_numbers : no_movement);
    if (!right || !down)
        return;
    for (size_t i = 0; i < r->n_movement; i++) {
        const double x = right[i], y = down[i], far = x * x + y * y;
        if (!isfinite(far))
            continue;
        sum += far;
        if (far <= most)
            continue;
        most = far;
        node->right_mm = x;
        node->down_mm = y;
        node->time_s = (double)i / r->movement_rate_hz;
    }
    if (most >= 0) {
        node->mm = phil_measured(sqrt(most));
        node->rms_mm = sqrt(sum / (double)r->n_movement);
    }
}

static void add_event(struct phil_simulation_summary *s, const struct phil_nerve_event *event)
{
    size_t k = 0;
    while (k < s->n_kinds && strcmp(s->kind[k].kind, event->kind) != 0)
        k++;
    if (k == PHIL_MOST_EVENT_KINDS)
        return;
    struct phil_kind_summary *kind = &s->kind[k];
    if (k == s->n_kinds) {
        *kind = (struct phil_kind_summary){.kind = event->kind, .largest_mm = NAN};
        s->n_kinds++;
    }
    kind->n++;
    if (!isfinite(event->amplitude_mm))
        return;
    kind->measured++;
    kind->shown += event->amplitude_mm >= PHIL_SHOWS_MM;
    if (!(kind->largest_mm >= event->amplitude_mm))
        kind->largest_mm = event->amplitude_mm;
}

static void add_up(struct phil_pool_summary *all, const struct phil_pool_summary *pool)
{
    all->units += pool->units;
    all->lost += pool->lost;
    all->affected += pool->affected;
    all->active += pool->active;
    all->spikes += pool->spikes;
    for (int o = 0; o < PHIL_N_NERVE_ORIGINS; o++)
        all->by_origin[o] += pool->by_origin[o];
}

struct phil_simulation_summary phil_simulation_summarise(const struct phil_nerve_result *result)
{
    struct phil_simulation_summary s = {.lip = PHIL_N_NODES};
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        summarise_pool(&s.pool[m], result, m);
        s.pool[m].force_n = greatest(result->force_n[m], result->n_movement, no_movement);
        add_up(&s.all, &s.pool[m]);
    }
    for (size_t i = 0; i < result->n_events; i++)
        add_event(&s, &result->events[i]);
    for (int k = 0; k < PHIL_N_NODES; k++) {
        summarise_node(&s.node[k], result, k);
        if (k < PHIL_NODE_UPPER_LID_LEFT && !s.node[k].mm.reason &&
            (s.lip == PHIL_N_NODES || s.node[k].mm.value > s.node[s.lip].mm.value))
            s.lip = (enum phil_nerve_node)k;
    }
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        s.emg_uv[e] = root_mean_square(result->emg_uv[e], result->n_emg, no_emg);
    return s;
}
