/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Motoneurons as a pool meets them: rest, currents (rows 3 and 4), drive and hysteresis (row 26),
 * spikes that run back, the cell of a nuclear lesion, calls of any length. Currents and drives are
 * the test's own.
 */
#include "row.h"

#include "nerve/kernels/cells.h"
#include "nerve/motoneurons/motoneurons.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TICKS_PER_S 2000

struct pool {
    struct phil_motoneurons *cells;
    struct phil_spikes fired;
};

static struct pool make(const struct phil_motoneuron *cell, size_t n, double step_ms)
{
    struct pool p = {.cells = NULL};
    assert_int_equal(phil_motoneurons_new(&p.cells, cell, n, 7, step_ms), PHIL_OK);
    return p;
}

static void release(struct pool *p)
{
    phil_motoneurons_free(p->cells);
    phil_spikes_release(&p->fired);
}

static void run(struct pool *p, size_t ticks, const float *mean, const float *spread,
                const float *current_na, const struct phil_spikes *back)
{
    assert_int_equal(
        phil_motoneurons_run(p->cells, ticks, mean, spread, current_na, back, &p->fired), PHIL_OK);
}

/* Mean rate of a unit from its first spike after from_ms on; 0 for fewer than two. */
static double rate_hz(const struct phil_spikes *list, uint32_t unit, double from_ms)
{
    double first = 0, last = 0;
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (list->at[i].unit == unit && list->at[i].at_ms >= from_ms) {
            if (n++ == 0)
                first = list->at[i].at_ms;
            last = list->at[i].at_ms;
        }
    return n < 2 ? 0 : (double)(n - 1) / (last - first) * 1000;
}

static size_t count(const struct phil_spikes *list, uint32_t unit)
{
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        n += list->at[i].unit == unit;
    return n;
}

static void rates_under_constant_current_are_those_of_the_equations(void **state)
{
    (void)state;
    static const struct {
        float size, na;
        double hz;
    } wanted[] = {{0, 4, 9.01},   {0, 10, 25.34}, {0, 20, 48.42},
                  {1, 20, 12.39}, {1, 24, 25.28}, {1, 30, 42.45}};
    enum { N = sizeof wanted / sizeof *wanted };
    struct phil_motoneuron cell[N];
    float na[N];
    for (uint32_t i = 0; i < N; i++) {
        cell[i] = (struct phil_motoneuron){.size = wanted[i].size, .unit = i};
        na[i] = wanted[i].na;
    }
    struct phil_cell_kernel kernel[PHIL_MOST_CELL_KERNELS];
    const size_t n_kernels = phil_cell_kernels(kernel);
    double first[N];
    for (size_t k = 0; k < n_kernels; k++) {
        struct pool p = make(cell, N, 0.05);
        assert_int_equal(phil_motoneurons_choose(p.cells, kernel[k].name), PHIL_OK);
        run(&p, 3 * TICKS_PER_S, NULL, NULL, na, NULL);
        for (uint32_t i = 0; i < N; i++) {
            const double hz = rate_hz(&p.fired, i, 1000);
            if (k > 0) {
                assert_true(hz == first[i]);
                continue;
            }
            char what[80];
            snprintf(what, sizeof what, "rate of a cell of size %g at %g nA",
                     (double)wanted[i].size, (double)wanted[i].na);
            phil_row(3, what, hz, "Hz", 0.99 * wanted[i].hz, 1.01 * wanted[i].hz,
                     "Runge-Kutta, converged (consistency)");
            first[i] = hz;
        }
        release(&p);
    }
}

/* The smallest of 256 currents around the wanted one at which a cell fires within 3 s. */
static double rheobase(float size, double wanted_na)
{
    enum { N = 256 };
    struct phil_motoneuron cell[N];
    float na[N];
    for (uint32_t i = 0; i < N; i++) {
        cell[i] = (struct phil_motoneuron){.size = size, .unit = i};
        na[i] = (float)(wanted_na * (0.9 + 0.2 * i / (N - 1)));
    }
    struct pool p = make(cell, N, 0.05);
    run(&p, 3 * TICKS_PER_S, NULL, NULL, na, NULL);
    uint32_t first = 0;
    while (first < N && count(&p.fired, first) == 0)
        first++;
    const double found = first < N ? (double)na[first] : NAN;
    release(&p);
    return found;
}

static void rheobase_of_small_and_large_cells(void **state)
{
    (void)state;
    const char *source = "Runge-Kutta, converged (consistency); Elias and Kohn 2013 give 3.5-22.1";
    phil_row(4, "rheobase of the smallest cell", rheobase(0, 3.52), "nA", 0.98 * 3.52, 1.02 * 3.52,
             source);
    phil_row(4, "rheobase of the largest cell", rheobase(1, 19.24), "nA", 0.98 * 19.24,
             1.02 * 19.24, source);
}

/* Drive at the last spike minus drive at the first, on a ramp of 10 s up to 0.4 and down again;
 * mean of some small cells. */
static double hysteresis(float gamma)
{
    enum { N = 8, TICKS = 20 * TICKS_PER_S };
    static float mean[TICKS];
    static const float none[TICKS];
    for (size_t i = 0; i < TICKS; i++)
        mean[i] = 0.4f * (1 - fabsf((float)i / (TICKS / 2) - 1));
    struct phil_motoneuron cell[N];
    for (uint32_t i = 0; i < N; i++)
        cell[i] = (struct phil_motoneuron){.size = 0.025f * (float)i, .pic_gain = gamma, .unit = i};
    struct pool p = make(cell, N, 0.05);
    run(&p, TICKS, mean, none, NULL, NULL);
    double sum = 0, begun = NAN;
    for (size_t i = 0; i < p.fired.n; i++) {
        const bool first = i == 0 || p.fired.at[i].unit != p.fired.at[i - 1].unit;
        const bool last = i + 1 == p.fired.n || p.fired.at[i].unit != p.fired.at[i + 1].unit;
        const double drive = (double)mean[(size_t)(p.fired.at[i].at_ms * 2)];
        begun = first ? drive : begun;
        sum += last ? drive - begun : 0;
    }
    release(&p);
    return sum / N;
}

enum { SOME = 6, SOME_SPIKES = 8 };

/* The first spikes of cells with strong persistent currents, one of them bursting, under a steady
 * drive, at so many steps of a tick. */
static void first_spikes(int steps, double ms[SOME][SOME_SPIKES])
{
    enum { TICKS = 2 * TICKS_PER_S };
    static float mean[TICKS];
    static const float none[TICKS];
    struct phil_motoneuron cell[SOME];
    for (size_t i = 0; i < TICKS; i++)
        mean[i] = 0.12f;
    for (uint32_t i = 0; i < SOME; i++)
        cell[i] = (struct phil_motoneuron){.size = 0.04f * (float)i, .pic_gain = 1, .unit = i};
    cell[SOME - 1] = (struct phil_motoneuron){.bursting = true, .pic_gain = 1, .unit = SOME - 1};
    struct pool p = make(cell, SOME, 0.5 / steps);
    run(&p, TICKS, mean, none, NULL, NULL);
    size_t n[SOME] = {0};
    for (size_t i = 0; i < p.fired.n; i++) {
        const struct phil_spike *s = &p.fired.at[i];
        if (n[s->unit] < SOME_SPIKES)
            ms[s->unit][n[s->unit]++] = s->at_ms;
    }
    for (int i = 0; i < SOME; i++)
        assert_int_equal(n[i], SOME_SPIKES);
    release(&p);
}

/* Slow gates move by two steps at once where a tick has an even number of them, else by one. */
static void slow_gates_keep_their_time(void **state)
{
    (void)state;
    static const int steps[] = {9, 10, 11};
    double fine[SOME][SOME_SPIKES], ms[SOME][SOME_SPIKES];
    first_spikes(101, fine);
    for (int k = 0; k < 3; k++) {
        double most = 0;
        first_spikes(steps[k], ms);
        for (int i = 0; i < SOME; i++)
            for (int j = 0; j < SOME_SPIKES; j++)
                most = fmax(most, fabs(ms[i][j] / fine[i][j] - 1));
        print_message("# %d steps of a tick: spikes within %.3f %%\n", steps[k], 100 * most);
        assert_true(most < 0.01);
    }
}

static void hysteresis_grows_with_the_persistent_current(void **state)
{
    (void)state;
    const char *source = "theory of persistent inward currents; derived: trial integration";
    const double none = hysteresis(0), some = hysteresis(0.4f), much = hysteresis(0.8f);
    phil_row(26, "drive at derecruitment less drive at recruitment, gamma 0", none, "drive", -0.003,
             0.003, source);
    phil_row(26, "the same, gamma 0.4 less gamma 0", some - none, "drive", -0.02, -0.0005, source);
    phil_row(26, "the same, gamma 0.8 less gamma 0.4", much - some, "drive", -0.05, -0.004, source);
}

static void a_cell_at_rest_stays_there_in_silence(void **state)
{
    (void)state;
    struct phil_motoneuron cell[70];
    for (uint32_t i = 0; i < 70; i++)
        cell[i] = (struct phil_motoneuron){
            .size = (float)i / 69, .pic_gain = 0.2f, .ek_shift_mv = i % 2 ? -3 : 3, .unit = i};
    struct pool p = make(cell, 70, 0.05);
    double before[70];
    for (size_t i = 0; i < 70; i++)
        before[i] = phil_motoneurons_soma_mv(p.cells, i);
    run(&p, TICKS_PER_S, NULL, NULL, NULL, NULL);
    assert_int_equal(p.fired.n, 0);
    for (size_t i = 0; i < 70; i++) {
        assert_true(fabs(phil_motoneurons_soma_mv(p.cells, i) - before[i]) < 0.01);
        assert_true(before[i] > -71 && before[i] < -67);
    }
    release(&p);
}

static void same_spikes(const struct phil_spikes *a, const struct phil_spikes *b)
{
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++) {
        assert_int_equal(a->at[i].unit, b->at[i].unit);
        assert_int_equal(a->at[i].origin, b->at[i].origin);
        assert_memory_equal(&a->at[i].at_ms, &b->at[i].at_ms, sizeof(double));
    }
}

static int by_unit_and_time(const void *a, const void *b)
{
    const struct phil_spike *x = a, *y = b;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

static void calls_of_any_length_give_the_same_bits(void **state)
{
    (void)state;
    enum { N = 70, TICKS = 1200 };
    struct phil_motoneuron cell[N];
    float mean[TICKS], spread[TICKS];
    for (uint32_t i = 0; i < N; i++)
        cell[i] = (struct phil_motoneuron){.size = (float)i / (2 * N),
                                           .pic_gain = 0.3f,
                                           .bursting = i == 66,
                                           .unit = 1000 - 3 * i};
    for (size_t i = 0; i < TICKS; i++) {
        mean[i] = 0.3f + 0.1f * (float)(i % 7);
        spread[i] = i % 11 ? 0.1f : 0;
    }
    struct phil_spikes back = {.at = NULL};
    for (uint32_t i = 0; i < N; i += 5)
        for (int k = 0; k < 4; k++)
            phil_spikes_add(
                &back, (struct phil_spike){.at_ms = 40.1234 * k + 1.7 * i, .unit = 1000 - 3 * i});
    struct pool whole = make(cell, N, 0.05), parts = make(cell, N, 0.05);
    run(&whole, TICKS, mean, spread, NULL, &back);
    for (size_t from = 0, n; from < TICKS; from += n) {
        n = 1 + from * 7 % 131;
        n = n < TICKS - from ? n : TICKS - from;
        run(&parts, n, mean + from, spread + from, NULL, from == 0 ? &back : NULL);
    }
    assert_true(whole.fired.n > 200);
    qsort(parts.fired.at, parts.fired.n, sizeof *parts.fired.at, by_unit_and_time);
    /* Of one call they come by cell, in the order in which cells were given: here, from the last.
     */
    for (size_t i = 1; i < whole.fired.n; i++) {
        const struct phil_spike *a = &whole.fired.at[i - 1], *b = &whole.fired.at[i];
        assert_true(a->unit > b->unit || (a->unit == b->unit && a->at_ms < b->at_ms));
    }
    qsort(whole.fired.at, whole.fired.n, sizeof *whole.fired.at, by_unit_and_time);
    same_spikes(&whole.fired, &parts.fired);
    for (size_t i = 0; i < N; i++) {
        const double a = phil_motoneurons_soma_mv(whole.cells, i);
        const double b = phil_motoneurons_soma_mv(parts.cells, i);
        assert_memory_equal(&a, &b, sizeof a);
    }
    phil_spikes_release(&back);
    release(&whole);
    release(&parts);
}

/* Spikes after two that run back, the second `apart_ms` later; all of the 64 sizes. */
static size_t fired_twice(double apart_ms, double *latest_ms)
{
    enum { N = 64 };
    struct phil_motoneuron cell[N];
    struct phil_spikes back = {.at = NULL};
    for (uint32_t i = 0; i < N; i++) {
        cell[i] = (struct phil_motoneuron){.size = (float)i / (N - 1), .pic_gain = 0.2f, .unit = i};
        phil_spikes_add(&back, (struct phil_spike){.at_ms = 20.123, .unit = i});
        phil_spikes_add(&back, (struct phil_spike){.at_ms = 20.123 + apart_ms, .unit = i});
        phil_spikes_add(&back, (struct phil_spike){.at_ms = 21, .unit = N + i}); /* not of these */
    }
    struct pool p = make(cell, N, 0.05);
    run(&p, 400, NULL, NULL, NULL, &back);
    *latest_ms = 0;
    for (size_t i = 0; i < p.fired.n; i++) {
        assert_int_equal(p.fired.at[i].origin, PHIL_NERVE_ORIGIN_REFLECTED);
        const double after = p.fired.at[i].at_ms - 20.123;
        const double delay = after < apart_ms ? after : after - apart_ms;
        assert_true(delay > 0 && p.fired.at[i].began_ms == p.fired.at[i].at_ms);
        *latest_ms = fmax(*latest_ms, delay);
    }
    phil_spikes_release(&back);
    const size_t n = p.fired.n;
    release(&p);
    return n;
}

static void a_spike_that_runs_back_fires_the_soma_unless_it_is_refractory(void **state)
{
    (void)state;
    double latest_ms;
    assert_int_equal(fired_twice(1, &latest_ms), 64);
    assert_true(latest_ms < 0.3);
    assert_int_equal(fired_twice(2, &latest_ms), 64);
    for (double apart_ms = 5; apart_ms < 60; apart_ms *= 1.7) {
        assert_int_equal(fired_twice(apart_ms, &latest_ms), 128);
        assert_true(latest_ms < 0.3);
    }
}

static void spikes_that_run_back_wait_for_their_time_and_late_ones_do_not(void **state)
{
    (void)state;
    const struct phil_motoneuron cell[2] = {{.size = 0.3f, .unit = 8}, {.size = 0.3f, .unit = 4}};
    struct phil_spike later = {.at_ms = 77.7, .unit = 4}, late = {.at_ms = 1, .unit = 8};
    struct phil_spikes back = {&later, 1, 1, false};
    struct pool p = make(cell, 2, 0.05);
    run(&p, 100, NULL, NULL, NULL, &back);
    assert_int_equal(p.fired.n, 0);
    run(&p, 50, NULL, NULL, NULL, NULL);
    back.at = &late;
    run(&p, 100, NULL, NULL, NULL, &back);
    assert_int_equal(p.fired.n, 2);
    assert_int_equal(p.fired.at[0].unit, 8);
    assert_true(p.fired.at[0].at_ms > 75 && p.fired.at[0].at_ms < 75.3);
    assert_true(p.fired.at[1].at_ms > 77.7 && p.fired.at[1].at_ms < 78);
    release(&p);
}

static void spikes_of_their_own_are_not_called_reflected(void **state)
{
    (void)state;
    const struct phil_motoneuron cell = {.size = 0, .unit = 3};
    const float na = 10;
    struct pool p = make(&cell, 1, 0.05);
    run(&p, TICKS_PER_S, NULL, NULL, &na, NULL);
    assert_true(p.fired.n > 20);
    for (size_t i = 0; i < p.fired.n; i++)
        assert_int_equal(p.fired.at[i].origin, PHIL_NERVE_ORIGIN_SOMA);
    release(&p);
}

/* Spikes closer than 60 ms are of one burst; the first two seconds are left out. */
static void the_cell_of_a_lesion_fires_in_bursts(void **state)
{
    (void)state;
    enum { N = 64, SECONDS = 12, TICKS = SECONDS * TICKS_PER_S };
    static float mean[TICKS], spread[TICKS];
    for (size_t i = 0; i < TICKS; i++) {
        mean[i] = 0.11f;
        spread[i] = 0.02f + 0.25f * mean[i];
    }
    struct phil_motoneuron cell[N];
    for (uint32_t i = 0; i < N; i++)
        cell[i] = (struct phil_motoneuron){.size = 0.1f, .bursting = true, .unit = i};
    struct pool p = make(cell, N, 0.05);
    run(&p, TICKS, mean, spread, NULL, NULL);
    double spikes = 0, bursts = 0, within_ms = 0;
    for (size_t i = 0; i < p.fired.n; i++) {
        const struct phil_spike *s = &p.fired.at[i];
        if (s->at_ms < 2000)
            continue;
        const double since_ms = i > 0 && s[-1].unit == s->unit ? s->at_ms - s[-1].at_ms : INFINITY;
        spikes++;
        bursts += since_ms > 60;
        within_ms += since_ms > 60 ? 0 : since_ms;
    }
    const double per_burst = spikes / bursts, hz = 1000 * (spikes - bursts) / within_ms;
    const double rate = bursts / N / (SECONDS - 2);
    print_message("# %.1f spikes a burst, %.1f bursts a second, %.0f Hz within\n", per_burst, rate,
                  hz);
    assert_true(per_burst > 2 && per_burst < 8);
    assert_true(rate > 1 && rate < 8);
    assert_true(hz > 40 && hz < 80);
    release(&p);
}

static void nonsense_stays_finite(void **state)
{
    (void)state;
    enum { N = 6, TICKS = 40 };
    const float na[N] = {1e30f, -1e30f, NAN, INFINITY, -INFINITY, 1e4f};
    struct phil_motoneuron cell[N];
    for (uint32_t i = 0; i < N; i++)
        cell[i] = (struct phil_motoneuron){.size = (float)i / N, .pic_gain = 3, .unit = i};
    float mean[TICKS], spread[TICKS];
    for (size_t i = 0; i < TICKS; i++) {
        mean[i] = i % 3 ? 1e30f : -1e30f;
        spread[i] = i % 2 ? 1e20f : 0;
    }
    for (double step_ms = 0.5; step_ms > 0.01; step_ms /= 2) {
        struct pool p = make(cell, N, step_ms);
        run(&p, TICKS, mean, spread, na, NULL);
        for (size_t i = 0; i < N; i++)
            assert_true(isfinite(phil_motoneurons_soma_mv(p.cells, i)));
        release(&p);
    }
}

static void steps_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    const struct phil_motoneuron cell = {.size = 0};
    struct phil_motoneurons *cells = (void *)1;
    static const double bad[] = {0, -1, NAN, 1.5, 0.0005, INFINITY};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(phil_motoneurons_new(&cells, &cell, 1, 1, bad[i]), PHIL_EARG);
        assert_null(cells);
    }
    struct pool p = make(&cell, 1, 0.05);
    assert_int_equal(phil_motoneurons_choose(p.cells, "abacus"), PHIL_EARG);
    release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_under_constant_current_are_those_of_the_equations),
        cmocka_unit_test(rheobase_of_small_and_large_cells),
        cmocka_unit_test(slow_gates_keep_their_time),
        cmocka_unit_test(hysteresis_grows_with_the_persistent_current),
        cmocka_unit_test(a_cell_at_rest_stays_there_in_silence),
        cmocka_unit_test(calls_of_any_length_give_the_same_bits),
        cmocka_unit_test(a_spike_that_runs_back_fires_the_soma_unless_it_is_refractory),
        cmocka_unit_test(spikes_that_run_back_wait_for_their_time_and_late_ones_do_not),
        cmocka_unit_test(spikes_of_their_own_are_not_called_reflected),
        cmocka_unit_test(the_cell_of_a_lesion_fires_in_bursts),
        cmocka_unit_test(nonsense_stays_finite),
        cmocka_unit_test(steps_that_do_not_fit_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
