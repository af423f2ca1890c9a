/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lines.h"

#include "nerve/anatomy.h"
#include "nerve/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SOMA_REFRACTORY_MS 2.0

static struct phil_pool_physiology healthy_pool(void)
{
    return (struct phil_pool_physiology){.drive_ceiling = 1,
                                         .pic_gain = 0.2,
                                         .regrowth_most = 5,
                                         .sprout_safety = 1,
                                         .oscillator_lo_hz = 2,
                                         .oscillator_hi_hz = 10,
                                         .safety = 4,
                                         .muscle_rest_mv = -89.5,
                                         .force = 1};
}

void lines_init(struct lines *lines, uint32_t units)
{
    memset(lines, 0, sizeof *lines);
    lines->settings = phil_nerve_defaults();
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        lines->settings.units[m] = units;
        lines->physiology.pool[m] = healthy_pool();
        for (uint32_t i = 0; i < units; i++) {
            const double rank = units > 1 ? (double)i / (units - 1) : 0;
            const double size = (pow(30, rank) - 1) / 29;
            const double velocity = 42 + 14 * sqrt(size);
            const uint32_t u = (uint32_t)lines->n_units++;
            lines->unit[u] = (struct phil_nerve_unit){
                .muscle = m,
                .size = (float)size,
                .velocity_m_s = (float)velocity,
                .fibres = (float)(10 * pow(20, rank)),
            };
            lines->member[lines->n++] = u;
        }
    }
    for (int side = 0; side < 2; side++)
        lines->physiology.root[side] = (struct phil_root_physiology){
            .load_ms_cm2 = 100, .neighbours = 6, .slow_m_s = 8, .persistent_na = 1, .slow_k = 1};
    lines->physiology.potassium_mmol_l = 4;
}

void lines_release(struct lines *lines)
{
    phil_axons_free(lines->axons);
    phil_spikes_release(&lines->fired);
    phil_spikes_release(&lines->arrived);
    phil_spikes_release(&lines->back);
}

void lines_take_affected(struct lines *lines, enum phil_side side)
{
    lines->n = 0;
    for (uint32_t u = 0; u < lines->n_units; u++)
        if (lines->unit[u].affected && phil_nerve_muscle_side(lines->unit[u].muscle) == side)
            lines->member[lines->n++] = u;
}

void lines_begin(struct lines *lines)
{
    if (phil_axons_new(&lines->axons, &lines->settings, &lines->physiology, lines->unit,
                       lines->member, lines->n) != PHIL_OK)
        lines->axons = NULL;
}

void lines_fire(struct lines *lines, uint32_t unit, double at_ms)
{
    phil_spikes_add(&lines->fired, (struct phil_spike){at_ms, at_ms, unit, PHIL_NERVE_ORIGIN_SOMA});
}

static int by_time(const void *a, const void *b)
{
    const struct phil_spike *s = a, *t = b;
    return s->at_ms != t->at_ms ? (s->at_ms > t->at_ms) - (s->at_ms < t->at_ms)
                                : (s->unit > t->unit) - (s->unit < t->unit);
}

/* Moves what is in a queue before to_ms to `now`. */
static void take(struct phil_spikes *queue, double to_ms, bool forced, struct phil_spikes *now)
{
    size_t kept = 0;
    for (size_t k = 0; k < queue->n; k++) {
        struct phil_spike s = queue->at[k];
        if (s.at_ms >= to_ms)
            queue->at[kept++] = s;
        else if (forced)
            phil_spikes_add(
                now, (struct phil_spike){s.at_ms, s.at_ms, s.unit, PHIL_NERVE_ORIGIN_REFLECTED});
        else
            phil_spikes_add(now, s);
    }
    queue->n = kept;
}

/* What somas fire before to_ms: of what they are asked to, what comes when they are ready. */
static void somas(struct lines *lines, double to_ms, struct phil_spikes *now)
{
    take(&lines->fired, to_ms, false, now);
    take(&lines->back, to_ms, true, now);
    if (now->n > 0)
        qsort(now->at, now->n, sizeof *now->at, by_time);
    size_t kept = 0;
    for (size_t k = 0; k < now->n; k++) {
        const struct phil_spike s = now->at[k];
        if (s.at_ms < lines->soma_ready_ms[s.unit])
            continue;
        lines->soma_ready_ms[s.unit] = s.at_ms + SOMA_REFRACTORY_MS;
        now->at[kept++] = s;
    }
    now->n = kept;
}

void lines_run(struct lines *lines, double to_ms, size_t longest)
{
    struct phil_spikes now = {.at = NULL};
    for (size_t at = 0; (double)at * PHIL_TICK_MS < to_ms;) {
        const double ticks = phil_axons_next_back_ms(lines->axons) / PHIL_TICK_MS - (double)at;
        size_t n = ticks < 1 ? 1 : ticks > (double)longest ? longest : (size_t)ticks;
        at += n;
        phil_spikes_clear(&now);
        somas(lines, (double)at * PHIL_TICK_MS, &now);
        size_t known = lines->back.n;
        if (phil_axons_step(lines->axons, (double)at * PHIL_TICK_MS, &now, &lines->arrived,
                            &lines->back) != PHIL_OK)
            break;
        for (; known < lines->back.n; known++) {
            const struct phil_spike *s = &lines->back.at[known];
            if (lines->n_back < LINES_MOST_TOLD)
                lines->told[lines->n_back] = *s;
            lines->n_back++;
            lines->n_late += s->at_ms < (double)at * PHIL_TICK_MS;
        }
    }
    phil_spikes_release(&now);
}
