/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernels of motoneurons: every faster one yields the bits of the one in plain C, on random
 * states and parameters, for every number of lanes, at extremes, with noise, pulses and bursting
 * cells. And the noise is what it is said to be. Needs no other file of the nerve, so that it can
 * run under an emulator (see run_neon in ../../run).
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "nerve/kernels/cells.h"

enum { MOST_TICKS = 40 };

static uint64_t state_of_numbers = 88172645463325252u;

/* Marsaglia's xorshift; uniform in [lo, hi). */
static float between(float lo, float hi)
{
    state_of_numbers ^= state_of_numbers << 13;
    state_of_numbers ^= state_of_numbers >> 7;
    state_of_numbers ^= state_of_numbers << 17;
    return lo + (hi - lo) * (float)(state_of_numbers >> 40) * 0x1p-24f;
}

/* What a job is run on, and what stands behind its list, which nothing may write. */
struct bench {
    struct phil_cell_block block;
    float constant[PHIL_N_STEP_CONSTANTS];
    float mean[MOST_TICKS], spread[MOST_TICKS];
    float pulse[2][PHIL_CELL_LANES];
    struct phil_crossing crossing[PHIL_CELL_CROSSINGS + 1];
};

static void make_constants(float *c, float step_ms)
{
    const float k = step_ms / 2;
    const float wanted[PHIL_N_STEP_CONSTANTS] = {
        [PHIL_STEP_M_A] = 1.6f * k,
        [PHIL_STEP_M_B] = 1.4f * k,
        [PHIL_STEP_H_A] = log2f(0.128f * k) + 1.36f,
        [PHIL_STEP_H_B] = 4 * k,
        [PHIL_STEP_N_A] = 0.16f * k,
        [PHIL_STEP_N_B] = 0.64f * k,
        [PHIL_STEP_Q_A] = 3.5f * k,
        [PHIL_STEP_Q_B] = 0.025f * k,
        [PHIL_STEP_P] = 1 - step_ms / 45,
        [PHIL_STEP_P_1] = step_ms / 45,
        [PHIL_STEP_CA] = 1 - step_ms / 200,
        [PHIL_STEP_XI] = 0.904837418f,
        [PHIL_STEP_XI_1] = 0.425757f,
    };
    memcpy(c, wanted, sizeof wanted);
}

static void make_lane(struct phil_cell_block *b, size_t lane, float step_ms, float wildness)
{
    const float k = step_ms / 2;
    for (int s = PHIL_CELL_M; s <= PHIL_CELL_P; s++)
        b->state[s][lane] = between(0, 1);
    b->state[PHIL_CELL_VS][lane] = between(-10 - 50 * wildness, 60 + 140 * wildness);
    b->state[PHIL_CELL_VD][lane] = between(-10 - 50 * wildness, 60 + 140 * wildness);
    b->state[PHIL_CELL_CA][lane] = between(0, 2);
    b->state[PHIL_CELL_XI][lane] = between(-3, 3);
    const float wanted[PHIL_N_CELL_PARAMETERS] = {
        [PHIL_CELL_G_NA] = 30 * k,
        [PHIL_CELL_G_KF] = between(0.5f, 4) * k,
        [PHIL_CELL_G_KS] = between(1, 16) * k,
        [PHIL_CELL_E_K] = between(-36, -4),
        [PHIL_CELL_ONE_S] = 1 + between(3, 6) * k,
        [PHIL_CELL_C_S] = between(1, 2) * k,
        [PHIL_CELL_I_S] = between(-20, 200) * (1 + 100 * wildness) * k,
        [PHIL_CELL_PULSE] = 30 * k,
        [PHIL_CELL_G_CA] = between(0, 0.05f) * k,
        [PHIL_CELL_ONE_D] = 1 + between(0.1f, 0.3f) * k,
        [PHIL_CELL_C_D] = between(0.02f, 0.1f) * k,
        [PHIL_CELL_G_E] = between(0.1f, 0.2f) * k,
        [PHIL_CELL_V_P] = between(4, 6),
        [PHIL_CELL_G_KCA] = lane % 3 ? between(0, 0.2f) * k : 0,
        [PHIL_CELL_CA_IN] = step_ms / 200 / 60,
    };
    for (int p = 0; p < PHIL_N_CELL_PARAMETERS; p++)
        b->parameter[p][lane] = wanted[p];
    for (int i = 0; i < 2; i++)
        b->key[i][lane] = (uint32_t)between(0, 16777216) * 2654435761u;
}

static void make(struct bench *bench, float step_ms, float wildness)
{
    make_constants(bench->constant, step_ms);
    for (size_t lane = 0; lane < PHIL_CELL_LANES; lane++) {
        make_lane(&bench->block, lane, step_ms, wildness);
        bench->pulse[0][lane] = between(-5, 12);
        bench->pulse[1][lane] = bench->pulse[0][lane] + 6;
    }
    for (int i = 0; i < MOST_TICKS; i++) {
        bench->mean[i] = between(-0.1f, 1) * (1 + 1000 * wildness);
        bench->spread[i] = i % 5 ? between(0, 0.3f) * (1 + 1000 * wildness) : 0;
    }
    memset(bench->crossing, 0x5a, sizeof bench->crossing);
}

static struct phil_cell_job job_of(struct bench *bench, uint32_t lanes, uint32_t steps,
                                   uint32_t n_ticks)
{
    return (struct phil_cell_job){.block = &bench->block,
                                  .constant = bench->constant,
                                  .lanes = lanes,
                                  .steps = steps,
                                  .slow_steps = steps % 2 == 0 ? 2 : 1,
                                  .n_ticks = n_ticks,
                                  .tick = 4294967290u, /* the counter runs over */
                                  .mean = bench->mean,
                                  .spread = bench->spread,
                                  .crossing = bench->crossing};
}

/* Those of one lane, from `at` on: the next of them, or n. */
static size_t next_of(const struct phil_crossing *list, size_t n, size_t at, uint32_t lane)
{
    while (at < n && list[at].lane != lane)
        at++;
    return at;
}

static size_t same_crossings(const struct bench *a, size_t n_a, const struct bench *b, size_t n_b,
                             uint32_t lanes)
{
    size_t found = 0;
    for (uint32_t lane = 0; lane < lanes; lane++) {
        size_t i = next_of(a->crossing, n_a, 0, lane), j = next_of(b->crossing, n_b, 0, lane);
        for (; i < n_a && j < n_b; found++) {
            assert_memory_equal(&a->crossing[i], &b->crossing[j], sizeof *a->crossing);
            i = next_of(a->crossing, n_a, i + 1, lane);
            j = next_of(b->crossing, n_b, j + 1, lane);
        }
        assert_true(i == n_a && j == n_b);
    }
    return found;
}

static void same_lanes(const struct bench *a, const struct bench *b, uint32_t lanes)
{
    for (int s = 0; s < PHIL_N_CELL_STATES; s++) {
        for (uint32_t lane = 0; lane < lanes; lane++)
            assert_true(isfinite(a->block.state[s][lane]));
        assert_memory_equal(a->block.state[s], b->block.state[s], lanes * sizeof(float));
    }
    assert_memory_equal(a->block.parameter, b->block.parameter, sizeof a->block.parameter);
    assert_memory_equal(a->block.key, b->block.key, sizeof a->block.key);
}

static struct bench plain, fast;

/* One job by C and by every other kernel; returns how many crossings were compared. */
static size_t compare(struct phil_cell_job job)
{
    static const struct phil_crossing untouched = {0x5a5a, 0x5a5a, 0};
    struct phil_cell_kernel kernel[PHIL_MOST_CELL_KERNELS];
    const size_t n_kernels = phil_cell_kernels(kernel);
    const struct bench before = plain;
    size_t found = 0;
    const size_t n = kernel[0].run(&job);
    for (size_t k = 1; k < n_kernels; k++) {
        fast = before;
        struct phil_cell_job other = job;
        other.block = &fast.block;
        other.crossing = fast.crossing;
        const size_t n_fast = kernel[k].run(&other);
        same_lanes(&plain, &fast, job.lanes);
        found += same_crossings(&plain, n, &fast, n_fast, job.lanes);
        assert_memory_equal(&fast.crossing[PHIL_CELL_CROSSINGS], &untouched, 4);
    }
    return found;
}

static bool only_c(void)
{
    struct phil_cell_kernel kernel[PHIL_MOST_CELL_KERNELS];
    const size_t n = phil_cell_kernels(kernel);
    for (size_t k = 0; k < n; k++)
        print_message("# kernel: %s\n", kernel[k].name);
    return n == 1;
}

static void every_kernel_yields_the_same_bits(void **state)
{
    (void)state;
    if (only_c())
        skip();
    size_t found = 0;
    for (uint32_t lanes = 1; lanes <= PHIL_CELL_LANES; lanes++) {
        make(&plain, 0.05f, 0);
        struct phil_cell_job job = job_of(&plain, lanes, 10, 8);
        job.bursting = lanes % 2;
        if (lanes % 3 == 0)
            job.pulse = (const float(*)[PHIL_CELL_LANES])plain.pulse;
        found += compare(job);
    }
    print_message("# %zu crossings compared\n", found);
    assert_true(found > 500);
}

static void at_extremes_too(void **state)
{
    (void)state;
    if (only_c())
        skip();
    static const float step_ms[] = {0.5f, 0.1f, 0.05f, 0.001f};
    static const uint32_t steps[] = {1, 5, 10, 500};
    for (int i = 0; i < 4; i++)
        for (int wild = 0; wild < 2; wild++)
            for (int bursting = 0; bursting < 2; bursting++) {
                make(&plain, step_ms[i], (float)wild);
                struct phil_cell_job job =
                    job_of(&plain, PHIL_CELL_LANES, steps[i], steps[i] > 100 ? 1 : MOST_TICKS);
                job.bursting = bursting;
                compare(job);
            }
}

/* Where a rate is 0/0, and where its series ends: the potential exactly there, and a few floats
 * beside it. */
static void where_rates_are_quotients_of_zeros(void **state)
{
    (void)state;
    static const float at_mv[] = {13, 15, 40, 12.85f, 13.15f, 14.85f, 15.15f, 39.85f, 40.15f};
    for (size_t i = 0; i < sizeof at_mv / sizeof *at_mv; i++) {
        make(&plain, 0.05f, 0);
        float v = at_mv[i];
        for (int back = 0; back < PHIL_CELL_LANES / 2; back++)
            v = nextafterf(v, 0);
        for (size_t lane = 0; lane < PHIL_CELL_LANES; lane++, v = nextafterf(v, 100)) {
            make_lane(&plain.block, lane, 0.05f, 0);
            plain.block.state[PHIL_CELL_VS][lane] = v;
            for (int s = PHIL_CELL_M; s <= PHIL_CELL_Q; s++)
                plain.block.state[s][lane] = 0.3f;
        }
        const struct phil_cell_job job = job_of(&plain, PHIL_CELL_LANES, 1, 1);
        compare(job);
        /* No cell falls out of line: neighbours in potential are neighbours in their gates. */
        for (size_t lane = 1; lane < PHIL_CELL_LANES; lane++)
            for (int s = PHIL_CELL_M; s <= PHIL_CELL_Q; s++)
                assert_true(fabsf(plain.block.state[s][lane] - plain.block.state[s][0]) < 1e-5f);
    }
}

/* --- noise ---------------------------------------------------------------------------------- */

enum { NOISE_TICKS = 20000 };

struct sums {
    double n, one, two, three, four, next, other, beyond_3, beyond_4, most;
};

static void add(struct sums *s, double z, double before, double neighbour)
{
    s->n++;
    s->one += z;
    s->two += z * z;
    s->three += z * z * z;
    s->four += z * z * z * z;
    s->next += z * before;
    s->other += z * neighbour;
    s->beyond_3 += fabs(z) > 3;
    s->beyond_4 += fabs(z) > 4;
    s->most = fmax(s->most, fabs(z));
}

/* Runs the fastest kernel's noise; sums over the process and over the normals that drive it. */
static void gather(struct sums *process, struct sums *normals)
{
    struct phil_cell_kernel kernel[PHIL_MOST_CELL_KERNELS];
    const struct phil_cell_kernel *fastest = &kernel[phil_cell_kernels(kernel) - 1];
    make(&plain, 0.5f, 0);
    struct phil_cell_job job = job_of(&plain, PHIL_CELL_LANES, 1, 1);
    job.tick = 0;
    plain.spread[0] = 0.1f;
    const float *xi = plain.block.state[PHIL_CELL_XI];
    const double a = (double)plain.constant[PHIL_STEP_XI];
    const double b = (double)plain.constant[PHIL_STEP_XI_1];
    double z[PHIL_CELL_LANES] = {0};
    for (; job.tick < NOISE_TICKS; job.tick++) {
        float before[PHIL_CELL_LANES];
        memcpy(before, xi, sizeof before);
        fastest->run(&job);
        double left = z[PHIL_CELL_LANES - 1];
        for (size_t lane = 0; lane < PHIL_CELL_LANES; lane++) {
            const double now = ((double)xi[lane] - a * (double)before[lane]) / b;
            if (job.tick >= 100) {
                add(normals, now, z[lane], left);
                add(process, (double)xi[lane], (double)before[lane],
                    (double)xi[(lane + 1) % PHIL_CELL_LANES]);
            }
            z[lane] = left = now;
        }
    }
}

static void near(const char *what, double value, double wanted, double tolerance)
{
    print_message("# %s: %.5f, wanted %.5f +- %.5f\n", what, value, wanted, tolerance);
    assert_true(fabs(value - wanted) <= tolerance);
}

/* Tolerances are five standard errors of 1.27 million independent draws (normals), and of as many
 * that remember 10 ticks (process): a 20th as many. */
static void noise_is_normal_and_forgets_as_it_should(void **state)
{
    (void)state;
    struct sums process = {0}, normals = {0};
    gather(&process, &normals);
    const double n = normals.n, se = 5 / sqrt(n), slow = 5 / sqrt(n / 20);
    near("normals, mean", normals.one / n, 0, se);
    near("normals, variance", normals.two / n, 1, se * sqrt(2));
    near("normals, third moment", normals.three / n, 0, se * sqrt(15));
    near("normals, fourth moment", normals.four / n, 3, se * sqrt(96));
    near("normals, with the tick before", normals.next / n, 0, se);
    near("normals, with the neighbour", normals.other / n, 0, se);
    near("normals, part beyond 3", normals.beyond_3 / n, 2.6998e-3, se * sqrt(2.7e-3));
    near("normals, part beyond 4", normals.beyond_4 / n, 6.334e-5, se * sqrt(6.3e-5));
    near("normals, largest", normals.most, 5.2, 0.6);
    near("process, mean", process.one / n, 0, slow);
    near("process, variance", process.two / n, 1, slow * sqrt(2));
    near("process, fourth moment", process.four / n, 3, slow * sqrt(96));
    near("process, correlation after 0.5 ms", process.next / process.two, exp(-0.1), 0.002);
    near("process, with the neighbour", process.other / n, 0, slow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_yields_the_same_bits),
        cmocka_unit_test(at_extremes_too),
        cmocka_unit_test(where_rates_are_quotients_of_zeros),
        cmocka_unit_test(noise_is_normal_and_forgets_as_it_should),
    };
    return cmocka_run_group_tests_name("kernels", tests, NULL, NULL);
}
