/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The motoneurons of a pool through time: blocks of cells go to a kernel (kernels/), some ticks at
 * a time; crossings come back as spikes.
 *
 * A spike that runs back into a soma is a current of 120 mV/ms times the soma's capacitance for 0.4
 * ms: enough to fire a cell that rests or recovers, too little (48 mV of the 50 to the threshold,
 * if nothing leaked) to make a refractory one look as if it fired. Judged; tests hold it to that.
 * Ticks with such a current are given to the kernel one at a time, so that the bits do not depend
 * on how ticks were cut into calls.
 */
#include "nerve/motoneurons.h"

#include "base/checked.h"
#include "base/exact.h"
#include "base/random.h"
#include "nerve/drive.h"
#include "nerve/kernels/cells.h"
#include "nerve/membrane.h"
#include "nerve/streams.h"

#include <math.h>
#include <string.h>

static const double PULSE_MV_MS = 120; /* judged, see above */
static const double PULSE_MS = 0.4;
/* A crossing so soon after a pulse began is the pulse's: the upstroke takes about 0.3 ms. Judged.
 */
static const double FORCED_WITHIN_MS = 1.5;
static const double LN_2 = 0.6931471805599453;
static const double MOST_NA = 1000; /* injected; 30 blocks the largest cell */

/* A spike on its way back. */
struct incoming {
    double at_ms;
    size_t cell;
};

/* The last pulse of a cell. */
struct pulse {
    double begin_ms; /* -INFINITY: none yet */
    bool answered;
};

struct name {
    uint32_t unit;
    uint32_t cell;
};

struct phil_motoneurons {
    size_t n, n_blocks;
    struct phil_cell_block *block;
    bool *bursting;          /* [n_blocks] */
    float *ms_mv_na;         /* [n]: from nA to what a kernel adds */
    struct name *by_unit;    /* sorted by unit */
    uint32_t *unit;          /* [n] */
    struct pulse *pulse;     /* [n] */
    double *pulsed_until_ms; /* [n_blocks] */
    struct incoming *incoming;
    size_t n_incoming, incoming_capacity;
    struct phil_spikes found; /* of one block; unit: its lane */
    float constant[PHIL_N_STEP_CONSTANTS];
    double step_ms;
    uint32_t steps; /* of a tick */
    uint64_t tick;
    struct phil_cell_kernel kernel;
};

static void make_constants(float *c, double step_ms)
{
    const double k = step_ms / 2;
    c[PHIL_STEP_M_A] = (float)(1.6 * k);
    c[PHIL_STEP_M_B] = (float)(1.4 * k);
    c[PHIL_STEP_H_A] = (float)((phil_exact_log(0.128 * k) + 17.0 / 18) / LN_2);
    c[PHIL_STEP_H_B] = (float)(4 * k);
    c[PHIL_STEP_N_A] = (float)(0.16 * k);
    c[PHIL_STEP_N_B] = (float)(0.5 * phil_exact_exp(0.25) * k);
    c[PHIL_STEP_Q_A] = (float)(3.5 * k);
    c[PHIL_STEP_Q_B] = (float)(0.025 * k);
    const double p = phil_exact_exp(-step_ms / PHIL_TAU_P_MS);
    c[PHIL_STEP_P] = (float)p;
    c[PHIL_STEP_P_1] = (float)(1 - p);
    c[PHIL_STEP_CA] = (float)phil_exact_exp(-step_ms / PHIL_TAU_CA_MS);
    const double xi = phil_exact_exp(-PHIL_TICK_MS / PHIL_TAU_XI_MS);
    c[PHIL_STEP_XI] = (float)xi;
    c[PHIL_STEP_XI_1] = (float)sqrt(1 - xi * xi);
}

static void set_parameters(struct phil_cell_block *b, size_t lane, const struct phil_membrane *m,
                           double step_ms)
{
    const double s = step_ms / 2 / m->c_soma_nf, d = step_ms / 2 / m->c_dendrite_nf;
    float(*p)[PHIL_CELL_LANES] = b->parameter;
    p[PHIL_CELL_G_NA][lane] = (float)(m->g_na_us * s);
    p[PHIL_CELL_G_KF][lane] = (float)(m->g_kf_us * s);
    p[PHIL_CELL_G_KS][lane] = (float)(m->g_ks_us * s);
    p[PHIL_CELL_E_K][lane] = (float)(m->e_k_mv - PHIL_E_LEAK_MV);
    p[PHIL_CELL_ONE_S][lane] = (float)(1 + (m->g_leak_soma_us + m->g_coupling_us) * s);
    p[PHIL_CELL_C_S][lane] = (float)(m->g_coupling_us * s);
    p[PHIL_CELL_I_S][lane] = 0;
    p[PHIL_CELL_PULSE][lane] = (float)(PULSE_MV_MS * step_ms / 2);
    p[PHIL_CELL_G_CA][lane] = (float)(m->ca_gain * m->g_ca_us * d);
    p[PHIL_CELL_ONE_D][lane] = (float)(1 + (m->g_leak_dendrite_us + m->g_coupling_us) * d);
    p[PHIL_CELL_C_D][lane] = (float)(m->g_coupling_us * d);
    p[PHIL_CELL_G_E][lane] = (float)(m->g_e_us * d);
    p[PHIL_CELL_V_P][lane] = (float)((m->v_p_mv - PHIL_E_LEAK_MV) / (5 * LN_2));
    p[PHIL_CELL_G_KCA][lane] = (float)(m->g_kca_us * d);
    const double ca = 1 - phil_exact_exp(-step_ms / PHIL_TAU_CA_MS);
    p[PHIL_CELL_CA_IN][lane] = (float)(m->g_kca_us > 0 ? m->ca_gain * ca / 120 : 0);
}

static void set_cell(struct phil_motoneurons *cells, size_t i, const struct phil_motoneuron *cell,
                     uint64_t seed)
{
    struct phil_cell_block *b = &cells->block[i / PHIL_CELL_LANES];
    const size_t lane = i % PHIL_CELL_LANES;
    struct phil_membrane membrane;
    phil_membrane_init(&membrane, cell);
    set_parameters(b, lane, &membrane, cells->step_ms);
    double state[PHIL_N_CELL_STATES];
    phil_membrane_rest(&membrane, state);
    for (int s = 0; s < PHIL_N_CELL_STATES; s++)
        b->state[s][lane] = (float)state[s];
    const uint64_t stream = PHIL_STREAM_SYNAPTIC + (uint64_t)PHIL_STREAMS_PER_UNIT * cell->unit;
    const uint64_t key = phil_random_bits(seed, stream, 0);
    b->key[0][lane] = (uint32_t)key;
    b->key[1][lane] = (uint32_t)(key >> 32);
    b->state[PHIL_CELL_XI][lane] = (float)phil_random_normal(seed, stream, 1);
    if (i >= cells->n)
        return;
    cells->ms_mv_na[i] = (float)(cells->step_ms / 2 / membrane.c_soma_nf);
    cells->bursting[i / PHIL_CELL_LANES] |= cell->bursting;
    cells->unit[i] = cell->unit;
    cells->by_unit[i] = (struct name){cell->unit, (uint32_t)i};
    cells->pulse[i] = (struct pulse){.begin_ms = -INFINITY};
}

static int compare_names(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static bool allocate(struct phil_motoneurons *c)
{
    c->block = phil_alloc_aligned(c->n_blocks, sizeof *c->block);
    c->bursting = calloc(c->n_blocks + 1, sizeof *c->bursting);
    c->ms_mv_na = calloc(c->n + 1, sizeof *c->ms_mv_na);
    c->by_unit = calloc(c->n + 1, sizeof *c->by_unit);
    c->unit = calloc(c->n + 1, sizeof *c->unit);
    c->pulse = calloc(c->n + 1, sizeof *c->pulse);
    c->pulsed_until_ms = calloc(c->n_blocks + 1, sizeof *c->pulsed_until_ms);
    return c->block && c->bursting && c->ms_mv_na && c->by_unit && c->unit && c->pulse &&
           c->pulsed_until_ms;
}

static struct phil_cell_kernel best_kernel(void)
{
    struct phil_cell_kernel kernel[PHIL_MOST_CELL_KERNELS];
    return kernel[phil_cell_kernels(kernel) - 1];
}

enum phil_status phil_motoneurons_new(struct phil_motoneurons **cells,
                                      const struct phil_motoneuron *cell, size_t n, uint64_t seed,
                                      double step_ms)
{
    *cells = NULL;
    const double steps = nearbyint(PHIL_TICK_MS / step_ms);
    if (!(steps >= 1 && steps <= PHIL_CELL_STEPS))
        return PHIL_EARG;
    struct phil_motoneurons *c = calloc(1, sizeof *c);
    if (!c)
        return PHIL_EMEM;
    c->n = n;
    c->n_blocks = (n + PHIL_CELL_LANES - 1) / PHIL_CELL_LANES;
    c->step_ms = step_ms;
    c->steps = (uint32_t)steps;
    c->kernel = best_kernel();
    if (!allocate(c)) {
        phil_motoneurons_free(c);
        return PHIL_EMEM;
    }
    make_constants(c->constant, step_ms);
    for (size_t i = 0; i < n; i++)
        set_cell(c, i, &cell[i], seed);
    /* The last block is filled up with cells that nothing moves. */
    for (size_t i = n; i < c->n_blocks * PHIL_CELL_LANES; i++) {
        set_cell(c, i, &(struct phil_motoneuron){.size = 0.5f}, seed);
        c->block[i / PHIL_CELL_LANES].parameter[PHIL_CELL_G_E][i % PHIL_CELL_LANES] = 0;
    }
    qsort(c->by_unit, n, sizeof *c->by_unit, compare_names);
    *cells = c;
    return PHIL_OK;
}

void phil_motoneurons_free(struct phil_motoneurons *cells)
{
    if (!cells)
        return;
    free(cells->block);
    free(cells->bursting);
    free(cells->ms_mv_na);
    free(cells->by_unit);
    free(cells->unit);
    free(cells->pulse);
    free(cells->incoming);
    free(cells->pulsed_until_ms);
    phil_spikes_release(&cells->found);
    free(cells);
}

/* The spikes that concern these cells join those that wait. */
static enum phil_status take_back(struct phil_motoneurons *c, const struct phil_spikes *back)
{
    for (size_t i = 0; back && i < back->n; i++) {
        const struct name key = {.unit = back->at[i].unit};
        const struct name *found =
            bsearch(&key, c->by_unit, c->n, sizeof *c->by_unit, compare_names);
        if (!found)
            continue;
        void *at = c->incoming;
        if (!phil_grow(&at, &c->incoming_capacity, c->n_incoming + 1, sizeof *c->incoming))
            return PHIL_EMEM;
        c->incoming = at;
        c->incoming[c->n_incoming++] = (struct incoming){back->at[i].at_ms, found->cell};
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
        const double at_ms =
            from_ms + ((double)crossing[k].step + (double)crossing[k].part) * c->step_ms;
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

double phil_motoneurons_soma_mv(const struct phil_motoneurons *cells, size_t i)
{
    return PHIL_E_LEAK_MV +
           (double)cells->block[i / PHIL_CELL_LANES].state[PHIL_CELL_VS][i % PHIL_CELL_LANES];
}

const char *phil_motoneurons_kernel(void)
{
    return best_kernel().name;
}

enum phil_status phil_motoneurons_choose(struct phil_motoneurons *cells, const char *kernel)
{
    struct phil_cell_kernel all[PHIL_MOST_CELL_KERNELS];
    const size_t n = phil_cell_kernels(all);
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].name, kernel) == 0) {
            cells->kernel = all[i];
            return PHIL_OK;
        }
    return PHIL_EARG;
}
