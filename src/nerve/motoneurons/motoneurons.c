/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The motoneurons of a pool: from sizes to blocks of cells that kernels (kernels/) can run. */
#include "nerve/motoneurons/inside.h"

#include "base/checked.h"
#include "base/exact.h"
#include "base/random.h"
#include "nerve/clock.h"
#include "nerve/motoneurons/membrane.h"
#include "nerve/streams.h"

#include <math.h>
#include <string.h>

/* Of the conductance to an axon that fires, over the soma's capacitance: run.c. */
static const double PULL_PER_MS = 30;
static const double LN_2 = 0.6931471805599453;

static void make_constants(float *c, double step_ms, double slow_ms)
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
    const double p = phil_exact_exp(-slow_ms / PHIL_TAU_P_MS);
    c[PHIL_STEP_P] = (float)p;
    c[PHIL_STEP_P_1] = (float)(1 - p);
    c[PHIL_STEP_CA] = (float)phil_exact_exp(-slow_ms / PHIL_TAU_CA_MS);
    const double xi = phil_exact_exp(-PHIL_TICK_MS / PHIL_TAU_XI_MS);
    c[PHIL_STEP_XI] = (float)xi;
    c[PHIL_STEP_XI_1] = (float)sqrt(1 - xi * xi);
}

static void set_parameters(struct phil_cell_block *b, size_t lane, const struct phil_membrane *m,
                           double step_ms, double slow_ms)
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
    p[PHIL_CELL_PULSE][lane] = (float)(PULL_PER_MS * step_ms / 2);
    p[PHIL_CELL_G_CA][lane] = (float)(m->ca_gain * m->g_ca_us * d);
    p[PHIL_CELL_ONE_D][lane] = (float)(1 + (m->g_leak_dendrite_us + m->g_coupling_us) * d);
    p[PHIL_CELL_C_D][lane] = (float)(m->g_coupling_us * d);
    p[PHIL_CELL_G_E][lane] = (float)(m->g_e_us * d);
    p[PHIL_CELL_V_P][lane] = (float)((m->v_p_mv - PHIL_E_LEAK_MV) / (5 * LN_2));
    p[PHIL_CELL_G_KCA][lane] = (float)(m->g_kca_us * d);
    const double ca = 1 - phil_exact_exp(-slow_ms / PHIL_TAU_CA_MS);
    p[PHIL_CELL_CA_IN][lane] = (float)(m->g_kca_us > 0 ? m->ca_gain * ca / 120 : 0);
}

static void set_cell(struct phil_motoneurons *cells, size_t i, const struct phil_motoneuron *cell,
                     uint64_t seed)
{
    struct phil_cell_block *b = &cells->block[i / PHIL_CELL_LANES];
    const size_t lane = i % PHIL_CELL_LANES;
    struct phil_membrane membrane;
    phil_membrane_init(&membrane, cell);
    set_parameters(b, lane, &membrane, cells->step_ms,
                   cells->step_ms * phil_slow_steps(cells->steps));
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
    const size_t n = phil_cell_kernels(kernel);
    return kernel[n - 1];
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
    make_constants(c->constant, step_ms, step_ms * phil_slow_steps(c->steps));
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

size_t phil_motoneurons_find(const struct phil_motoneurons *cells, uint32_t unit)
{
    const struct name key = {.unit = unit};
    const struct name *found =
        bsearch(&key, cells->by_unit, cells->n, sizeof *cells->by_unit, compare_names);
    return found ? found->cell : SIZE_MAX;
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
