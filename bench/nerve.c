/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Speed of the simulated nerve: the kernels, beside NEURON and Brian2 with the same equations in
 * the same run and with the error of each; whole faces; many neurons.
 *
 * Everything is processor time on one thread. Rivals are given their best: mechanisms compiled for
 * this very processor, tables of all that depends on the potential alone, generated C++. philtrum
 * works in single precision, they in double.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <philtrum/nerve.h>

#include "bench/nerve_face.h"
#include "bench/nerve_oracle.h"
#include "bench/nerve_rivals.h"
#include "bench/process.h"
#include "bench/tools.h"
#include "nerve/kernels/cells.h"

#define STEP_MS        0.05
#define TRUTH_STEP_MS  0.005
#define COARSE_STEP_MS 0.01

static const struct bench_rival rivals[] = {
    {"NEURON, tables of steps too (its fastest)", "neuron_run.py", "", "1", STEP_MS},
    {"NEURON, the same at half the step", "neuron_run.py", "", "1", STEP_MS / 2},
    {"NEURON, usual tables and cnexp", "neuron_run.py", "usual_", "1", STEP_MS},
    {"NEURON, no tables", "neuron_run.py", "", "0", STEP_MS},
    {"Brian2, exponential Euler", "brian_run.py", "exponential_euler", NULL, STEP_MS},
    {"Brian2, second-order Runge-Kutta", "brian_run.py", "rk2", NULL, STEP_MS / 2},
};
enum { N_RIVALS = sizeof rivals / sizeof *rivals };
enum { FASTEST, HALF_STEP, USUAL, NO_TABLES, BRIAN }; /* which of them */

/* What the closing table tells. */
struct found {
    char kernel[16];
    double ns, noise_ns;           /* of the fastest kernel */
    double avx2_ns, avx2_noise_ns; /* NaN: none here */
    double rival_ns[N_RIVALS];     /* a unit-step of 0.05 ms; NaN: not here */
    struct bench_error own, rival[N_RIVALS];
};

static void show(const char *name, double step_ms, double ns, double noise_ns,
                 struct bench_error error)
{
    printf("  %-42s %6g %8.2f %s %11.3f %11.4f\n", name, step_ms, ns,
           phil_bench_number(noise_ns, 9, 2), 100 * error.rate, error.time_ms);
}

static void show_kernels(struct found *found, const struct bench_train *truth)
{
    static struct bench_train train[BENCH_WATCHED];
    struct phil_cell_kernel kernel[PHIL_MOST_CELL_KERNELS];
    const size_t n = phil_cell_kernels(kernel);
    found->avx2_ns = found->avx2_noise_ns = NAN;
    for (size_t i = 0; i < n; i++) {
        char name[64];
        double ns, noise_ns;
        if (!bench_cells_currents(kernel[i].name, STEP_MS, 5, &ns, train) ||
            !bench_cells_noise(kernel[i].name, STEP_MS, 5, &noise_ns))
            continue;
        found->own = bench_error(train, truth);
        found->ns = ns;
        found->noise_ns = noise_ns;
        snprintf(found->kernel, sizeof found->kernel, "%s", kernel[i].name);
        if (kernel[i].run == phil_cells_avx2) {
            found->avx2_ns = ns;
            found->avx2_noise_ns = noise_ns;
        }
        snprintf(name, sizeof name, "philtrum, %s", kernel[i].name);
        show(name, STEP_MS, ns, noise_ns, found->own);
    }
    double ns;
    if (bench_cells_currents(found->kernel, STEP_MS / 2, 3, &ns, train))
        show("philtrum, half the step", STEP_MS / 2, ns, NAN, bench_error(train, truth));
}

static void show_rivals(struct found *found, const struct bench_train *truth)
{
    static struct bench_train train[BENCH_WATCHED];
    char folder[] = "/tmp/bench-nerve-XXXXXX", why[256];
    for (int i = 0; i < N_RIVALS; i++) {
        found->rival_ns[i] = NAN;
        found->rival[i] = (struct bench_error){NAN, NAN};
    }
    if (!mkdtemp(folder))
        return;
    for (int i = 0; i < N_RIVALS; i++) {
        double ns;
        if (!bench_rival_run(&rivals[i], folder, &ns, train, why, sizeof why)) {
            printf("  %-42s skipped: %s\n", rivals[i].name, why);
            continue;
        }
        found->rival[i] = bench_error(train, truth);
        found->rival_ns[i] = ns * STEP_MS / rivals[i].step_ms;
        show(rivals[i].name, rivals[i].step_ms, ns, NAN, found->rival[i]);
    }
    const char *const argv[] = {"rm", "-rf", folder, NULL};
    struct phil_bench_cost cost;
    phil_bench_process(argv, true, &cost);
}

/* "12" or "-". */
static const char *whole(double value)
{
    return phil_bench_number(value, 1, 0);
}

static void summarise(const struct found *f)
{
    char reached[100], other[160];
    snprintf(reached, sizeof reached, "%.2f (%s), avx2 %s", f->ns, f->kernel,
             phil_bench_number(f->avx2_ns, 1, 2));
    snprintf(other, sizeof other, "NEURON %s, %s, %s; Brian2 %s", whole(f->rival_ns[FASTEST]),
             whole(f->rival_ns[USUAL]), whole(f->rival_ns[NO_TABLES]), whole(f->rival_ns[BRIAN]));
    phil_bench_summary("ns a unit-step, no noise, one core", reached, "<= 4", other);
    snprintf(reached, sizeof reached, "%.2f (%s), avx2 %s", f->noise_ns, f->kernel,
             phil_bench_number(f->avx2_noise_ns, 1, 2));
    phil_bench_summary("ns a unit-step, noise and drive", reached, "<= 8", "");
    snprintf(reached, sizeof reached, "%s x, avx2 %s x", whole(f->rival_ns[FASTEST] / f->ns),
             whole(f->rival_ns[FASTEST] / f->avx2_ns));
    snprintf(other, sizeof other, "usual tables %s x, none %s x; Brian2 %s x",
             whole(f->rival_ns[USUAL] / f->ns), whole(f->rival_ns[NO_TABLES] / f->ns),
             whole(f->rival_ns[BRIAN] / f->ns));
    phil_bench_summary("faster than NEURON with tables", reached, ">= 30 x", other);
    snprintf(reached, sizeof reached, "%.3f %%, %.2f ms", 100 * f->own.rate, f->own.time_ms);
    snprintf(other, sizeof other, "NEURON %s %%, %s ms; Brian2 %s %%, %s ms",
             phil_bench_number(100 * f->rival[FASTEST].rate, 1, 3),
             phil_bench_number(f->rival[FASTEST].time_ms, 1, 2),
             phil_bench_number(100 * f->rival[BRIAN].rate, 1, 1),
             phil_bench_number(f->rival[BRIAN].time_ms, 1, 0));
    phil_bench_summary("error of rates, of spike times", reached, "<= 0.2 %", other);
}

int main(int argc, char **argv)
{
    const struct phil_bench_options options = phil_bench_options(
        argc, argv,
        "Speed and error of the simulated nerve beside NEURON, Brian2 (--only kernels: alone).");
    static struct bench_train truth[BENCH_WATCHED], coarse[BENCH_WATCHED];
    static struct found found;
    bench_oracle(TRUTH_STEP_MS, BENCH_CELLS, truth);
    bench_oracle(COARSE_STEP_MS, BENCH_CELLS, coarse);
    const struct bench_error off = bench_error(coarse, truth);
    printf("%d motoneurons of two compartments, 0.3 s at rest, 1 s with currents of 8 to 28 nA.\n"
           "Errors of %d of them against Runge-Kutta 4 at %g ms, which at %g ms is within %.1e %%\n"
           "and %.1e ms of itself. Processor time, one thread. ns a unit-step.\n\n"
           "  %-42s %6s %8s %9s %11s %11s\n",
           BENCH_CELLS, BENCH_WATCHED, TRUTH_STEP_MS, COARSE_STEP_MS, 100 * off.rate, off.time_ms,
           "", "step", "currents", "noise", "rate, % off", "spikes, ms");
    show_kernels(&found, truth);
    if (options.only)
        return 0;
    show_rivals(&found, truth);
    const bool fine = bench_nerve_faces();
    phil_bench_summary_head();
    summarise(&found);
    bench_nerve_faces_summary();
    return fine ? 0 : 1;
}
