/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Motoneurons through time: blocks of cells go to a kernel (kernels/), some ticks at
 * a time; crossings come back as spikes.
 *
 * A spike that runs back into a soma pulls it for 0.3 ms towards -25 mV, through a conductance of
 * 30 /ms times the soma's capacitance: a cell that can fire does so by its own sodium current, a
 * refractory one cannot be pulled over the threshold at -20 mV. Judged; tests hold it to that.
 * Ticks with such a pull are given to the kernel one at a time, so that the bits do not depend
 * on how ticks were cut into calls.
 */
#include "nerve/motoneurons/inside.h"

#include "base/checked.h"
#include "nerve/clock.h"
#include "nerve/motoneurons/membrane.h"

#include <math.h>
#include <string.h>

static const double PULSE_MS = 0.3; /* judged, see above */
/* A crossing so soon after a pulse began is the pulse's: the upstroke takes about 0.2 ms. Judged.
 */
static const double FORCED_WITHIN_MS = 1.5;
static const double MOST_NA = 1000; /* injected; 30 blocks the largest cell */

/* The spikes that concern these cells join those that wait. */
static enum phil_status take_back(struct phil_motoneurons *c, const struct phil_spikes *back)
{
    for (size_t i = 0; back && i < back->n; i++) {
        const size_t cell = phil_motoneurons_find(c, back->at[i].unit);
        if (cell == SIZE_MAX)
            continue;
        void *at = c->incoming;
        if (!phil_grow(&at, &c->incoming_capacity, c->n_incoming + 1, sizeof *c->incoming))
            return PHIL_EMEM;
        c->incoming = at;
        c->incoming[c->n_incoming++] = (struct incoming){back->at[i].at_ms, cell};
    }
    return PHIL_OK;
}

static void inject(struct phil_motoneurons *c, const float *current_na)
{
    for (size_t i = 0; i < c->n; i++) {
        const double na = current_na ? fmin(fmax((double)current_na[i], -MOST_NA), MOST_NA) : 0;
        c->block[i / PHIL_CELL_LANES].parameter[PHIL_CELL_I_S][i % PHIL_CELL_LANES] =
            (float)(na * (double)c->ms_mv_na[i]);
    }
}

/* Begins the pulses of spikes that reach cells of the block before the end of the tick. */
static void begin_pulses(struct phil_motoneurons *c, size_t block, double now_ms)
{
    for (size_t i = 0; i < c->n_incoming; i++) {
        struct incoming *in = &c->incoming[i];
        if (in->cell / PHIL_CELL_LANES != block || in->at_ms >= now_ms + PHIL_TICK_MS)
            continue;
        struct pulse *pulse = &c->pulse[in->cell];
        const double begin_ms = fmax(in->at_ms, now_ms);
        if (begin_ms >= pulse->begin_ms + PULSE_MS)
            *pulse = (struct pulse){.begin_ms = begin_ms};
        c->pulsed_until_ms[block] = fmax(c->pulsed_until_ms[block], begin_ms + PULSE_MS);
        in->cell = SIZE_MAX; /* done with */
    }
}

/* When pulses of the block begin and end, in steps from now; false when none is on in the tick. */
static bool pulses_now(const struct phil_motoneurons *c, size_t block, double now_ms,
                       float pulse[2][PHIL_CELL_LANES])
{
    bool any = false;
    if (now_ms >= c->pulsed_until_ms[block])
        return false;
    memset(pulse, 0, 2 * sizeof *pulse);
    const size_t first = block * PHIL_CELL_LANES;
    for (size_t i = first; i < first + PHIL_CELL_LANES && i < c->n; i++) {
        const double begin_ms = c->pulse[i].begin_ms - now_ms;
        if (begin_ms >= PHIL_TICK_MS || begin_ms + PULSE_MS <= 0)
            continue;
        any = true;
        pulse[0][i - first] = (float)(begin_ms / c->step_ms);
        pulse[1][i - first] = (float)((begin_ms + PULSE_MS) / c->step_ms);
    }
    return any;
}

/* Ticks of the block from `tick` on that no pulse touches, at most n. */
static size_t quiet_ticks(const struct phil_motoneurons *c, size_t block, uint64_t tick, size_t n)
{
    for (size_t i = 0; i < c->n_incoming; i++) {
        const double ticks = c->incoming[i].at_ms / PHIL_TICK_MS - (double)tick;
        if (c->incoming[i].cell / PHIL_CELL_LANES == block && ticks < (double)n)
            n = ticks < 1 ? 1 : (size_t)ticks;
    }
    const size_t most = PHIL_CELL_STEPS / c->steps;
    return n < most ? n : most;
}

static void keep_crossings(struct phil_motoneurons *c, size_t block,
                           const struct phil_crossing *crossing, size_t n, double from_ms)
{
    for (size_t k = 0; k < n; k++) {
        const size_t i = block * PHIL_CELL_LANES + crossing[k].lane;
        if (i >= c->n)
            continue;
        /* From the tick that it falls into, so that it does not matter where the call began. */
        const double tick_ms = from_ms + crossing[k].step / c->steps * PHIL_TICK_MS;
        const double at_ms =
            tick_ms + (crossing[k].step % c->steps + (double)crossing[k].part) * c->step_ms;
        struct pulse *pulse = &c->pulse[i];
        const bool forced = !pulse->answered && at_ms >= pulse->begin_ms &&
                            at_ms < pulse->begin_ms + FORCED_WITHIN_MS;
        pulse->answered |= forced;
        phil_spikes_add(&c->found, (struct phil_spike){at_ms, at_ms, crossing[k].lane,
                                                       forced ? PHIL_NERVE_ORIGIN_REFLECTED
                                                              : PHIL_NERVE_ORIGIN_SOMA});
    }
}

/* What was found in the block, by cell and then by time. */
static void hand_over(struct phil_motoneurons *c, size_t block, struct phil_spikes *fired)
{
    size_t next[PHIL_CELL_LANES + 1] = {0}; /* place of the lane's next spike in `fired` */
    for (size_t k = 0; k < c->found.n; k++)
        next[c->found.at[k].unit + 1]++;
    next[0] = fired->n;
    for (size_t lane = 0; lane < PHIL_CELL_LANES; lane++)
        next[lane + 1] += next[lane];
    for (size_t k = 0; k < c->found.n; k++)
        phil_spikes_add(fired, c->found.at[k]);
    fired->failed |= c->found.failed;
    for (size_t k = 0; k < c->found.n && !fired->failed; k++) {
        const size_t lane = c->found.at[k].unit;
        struct phil_spike *spike = &fired->at[next[lane]++];
        *spike = c->found.at[k];
        spike->unit = c->unit[block * PHIL_CELL_LANES + lane];
    }
}

static const float NOTHING[PHIL_CELL_STEPS];

static void run_block(struct phil_motoneurons *c, size_t block, size_t n_ticks, const float *mean,
                      const float *spread)
{
    struct phil_crossing crossing[PHIL_CELL_CROSSINGS];
    const size_t lanes = c->n - block * PHIL_CELL_LANES;
    phil_spikes_clear(&c->found);
    for (size_t done = 0, n; done < n_ticks; done += n) {
        const uint64_t tick = c->tick + done;
        const double now_ms = (double)tick * PHIL_TICK_MS;
        float pulse[2][PHIL_CELL_LANES];
        if (c->n_incoming)
            begin_pulses(c, block, now_ms);
        const bool pulsed = pulses_now(c, block, now_ms, pulse);
        n = pulsed ? 1 : quiet_ticks(c, block, tick, n_ticks - done);
        const struct phil_cell_job job = {
            .block = &c->block[block],
            .constant = c->constant,
            .bursting = c->bursting[block],
            .lanes = (uint32_t)(lanes < PHIL_CELL_LANES ? lanes : PHIL_CELL_LANES),
            .steps = c->steps,
            .slow_steps = phil_slow_steps(c->steps),
            .n_ticks = (uint32_t)n,
            .tick = (uint32_t)tick,
            .mean = mean ? mean + done : NOTHING,
            .spread = spread ? spread + done : NOTHING,
            .pulse = pulsed ? (const float(*)[PHIL_CELL_LANES])pulse : NULL,
            .crossing = crossing};
        keep_crossings(c, block, crossing, c->kernel.run(&job), now_ms);
    }
}

enum phil_status phil_motoneurons_run(struct phil_motoneurons *cells, size_t n_ticks,
                                      const float *mean, const float *spread,
                                      const float *current_na, const struct phil_spikes *back,
                                      struct phil_spikes *fired)
{
    const enum phil_status status = take_back(cells, back);
    if (status != PHIL_OK)
        return status;
    inject(cells, current_na);
    for (size_t b = 0; b < cells->n_blocks; b++) {
        run_block(cells, b, n_ticks, mean, spread);
        hand_over(cells, b, fired);
    }
    cells->tick += n_ticks;
    size_t left = 0;
    for (size_t i = 0; i < cells->n_incoming; i++)
        if (cells->incoming[i].cell != SIZE_MAX)
            cells->incoming[left++] = cells->incoming[i];
    cells->n_incoming = left;
    return fired->failed ? PHIL_EMEM : PHIL_OK;
}
