/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The integrator against another of the same equations (rk4.h): row 2, and its order. Twenty cells
 * of all sizes under constant currents of 8 to 28 nA, 20 to 36 Hz.
 */
#include "row.h"

#include "nerve/motoneurons/motoneurons.h"
#include "rk4.h"

#include <math.h>
#include <stdlib.h>

enum { N = 20, MOST = 100 };
static const double SECONDS = 1.5;

static double reference[N][MOST];
static size_t n_reference[N];

static struct rk4_cell oracle(int i)
{
    return (struct rk4_cell){.size = i / (N - 1.0), .current_na = 8 + 20 * i / (N - 1.0)};
}

/* Runge and Kutta at 0.01 ms stands in for 0.001 ms, which takes ten times as long: the last spike
 * of 1.5 s differs by less than a microsecond. */
static int make_reference(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++) {
        const struct rk4_cell cell = oracle(i);
        n_reference[i] = rk4_spikes(&cell, SECONDS * 1000, 0.01, reference[i], MOST);
    }
    return 0;
}

static void the_reference_has_converged(void **state)
{
    (void)state;
    const struct rk4_cell cell = oracle(N - 1);
    double fine[MOST];
    assert_int_equal(rk4_spikes(&cell, SECONDS * 1000, 0.001, fine, MOST), n_reference[N - 1]);
    for (size_t k = 0; k < n_reference[N - 1]; k++)
        assert_true(fabs(fine[k] - reference[N - 1][k]) < 0.001);
}

/* Mean rate from the first spike after half a second to the last. */
static double rate_hz(const double *ms, size_t n)
{
    size_t first = 0;
    assert_true(n > 5);
    while (first < n && ms[first] < 500)
        first++;
    return (double)(n - 1 - first) / (ms[n - 1] - ms[first]) * 1000;
}

struct error {
    double rate;    /* mean of the relative size over cells */
    double time_ms; /* root mean square over spikes of the first 300 ms */
};

static struct error error_of(double step_ms)
{
    struct phil_motoneuron cell[N];
    float na[N];
    for (int i = 0; i < N; i++) {
        cell[i] = (struct phil_motoneuron){.size = (float)oracle(i).size, .unit = (uint32_t)i};
        na[i] = (float)oracle(i).current_na;
    }
    struct phil_motoneurons *cells;
    struct phil_spikes fired = {.at = NULL};
    assert_int_equal(phil_motoneurons_new(&cells, cell, N, 1, step_ms), PHIL_OK);
    assert_int_equal(
        phil_motoneurons_run(cells, (size_t)(SECONDS * 2000), NULL, NULL, na, NULL, &fired),
        PHIL_OK);
    struct error e = {0, 0};
    size_t early = 0, next = 0;
    for (uint32_t i = 0; i < N; i++) {
        double ms[MOST] = {0};
        size_t n = 0;
        for (; next < fired.n && fired.at[next].unit == i && n < MOST; next++)
            ms[n++] = fired.at[next].at_ms;
        e.rate += fabs(rate_hz(ms, n) / rate_hz(reference[i], n_reference[i]) - 1) / N;
        for (size_t k = 0; k < n && reference[i][k] < 300; k++, early++)
            e.time_ms += (ms[k] - reference[i][k]) * (ms[k] - reference[i][k]);
    }
    e.time_ms = sqrt(e.time_ms / (double)early);
    phil_motoneurons_free(cells);
    phil_spikes_release(&fired);
    return e;
}

static void rates_are_those_of_the_converged_solution(void **state)
{
    (void)state;
    phil_row(2, "mean error of rates at a step of 0.05 ms", 100 * error_of(0.05).rate, "%", 0, 0.2,
             "Runge-Kutta, converged (consistency)");
}

/* Errors go with the square of the step or fall faster. They do fall faster here: what is left of
 * second order is small beside the fourth-order part of the sodium spike, until rounding in single
 * precision (about 0.002 ms) stops them. */
static void errors_fall_at_least_with_the_square_of_the_step(void **state)
{
    (void)state;
    static const double step_ms[] = {0.1, 0.05, 0.025};
    struct error e[3];
    for (int i = 0; i < 3; i++) {
        e[i] = error_of(step_ms[i]);
        print_message("# step %.3f ms: rates %.4f %%, spike times %.4f ms rms\n", step_ms[i],
                      100 * e[i].rate, e[i].time_ms);
    }
    phil_row(2, "order of the method, from rates at 0.1 and 0.025 ms",
             log2(e[0].rate / e[2].rate) / 2, "", 1.8, INFINITY, "second order (consistency)");
    phil_row(2, "order of the method, from spike times at 0.1 and 0.05 ms",
             log2(e[0].time_ms / e[1].time_ms), "", 1.8, INFINITY, "second order (consistency)");
    phil_row(2, "order of the method, from spike times at 0.05 and 0.025 ms",
             log2(e[1].time_ms / e[2].time_ms), "", 1.8, INFINITY, "second order (consistency)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_reference_has_converged),
        cmocka_unit_test(rates_are_those_of_the_converged_solution),
        cmocka_unit_test(errors_fall_at_least_with_the_square_of_the_step),
    };
    return cmocka_run_group_tests(tests, make_reference, NULL);
}
