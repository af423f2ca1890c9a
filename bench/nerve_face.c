/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/nerve_face.h"

#include <math.h>
#include <stdio.h>
#include <sys/resource.h>

#include <philtrum/nerve.h>

#include "bench/nerve_cells.h"
#include "bench/tools.h"

struct face {
    const char *name;
    uint32_t units; /* 0: the default face */
    double seconds, press;
    bool outputs; /* EMG */
};

static const struct face faces[] = {
    {"default face, 10 s, EMG and movement", 0, 10, 0, true},
    {"the same, pressing the lips at 0.5", 0, 10, 0.5, true},
    {"1 008 neurons, 1 s, pressing", 1008, 1, 0.3, false},
    {"10 008 neurons, 1 s", 10008, 1, 0.3, false},
    {"100 008 neurons, 1 s", 100008, 1, 0.3, false},
};
enum { N_FACES = sizeof faces / sizeof *faces };

struct cost {
    bool fine;
    double cpu_s, unit_steps, units, spikes, peak_mb, before_mb;
};
static struct cost costs[N_FACES];

static double peak_mb(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)use.ru_maxrss / 1024;
}

/* Small faces are run thrice; the quickest counts. */
static bool run_face(void *user, int i, void *result)
{
    const struct face *face = &faces[i];
    const struct phil_nerve_act press = {PHIL_ACT_PRESS, 0, face->seconds, face->press};
    struct phil_nerve_settings s = phil_nerve_defaults();
    struct cost *cost = result;
    (void)user;
    s.seconds = face->seconds;
    s.threads = 1;
    if (face->press > 0) {
        s.acts = &press;
        s.n_acts = 1;
    }
    if (face->units)
        for (int m = 0; m < PHIL_N_MUSCLES; m++)
            s.units[m] = face->units / PHIL_N_MUSCLES;
    if (!face->outputs)
        s.emg_rate_hz = 0;
    cost->before_mb = peak_mb();
    cost->cpu_s = INFINITY;
    for (int k = 0; k < (face->units > 20000 ? 1 : 3); k++) {
        struct phil_nerve_result *r;
        const double start = bench_cpu_s();
        if (phil_nerve_run(&r, &s, NULL, phil_bench_log()) != PHIL_OK)
            return false;
        cost->cpu_s = fmin(cost->cpu_s, bench_cpu_s() - start);
        cost->unit_steps = r->unit_steps;
        cost->units = (double)r->n_units;
        cost->spikes = (double)r->n_spikes;
        phil_nerve_result_free(r);
    }
    cost->peak_mb = peak_mb();
    return true;
}

static void show_face(void *user, int i, const void *result, bool fine)
{
    (void)user;
    costs[i] = *(const struct cost *)result;
    costs[i].fine = fine;
    const struct cost *c = &costs[i];
    if (!fine) {
        printf("  %-38s failed\n", faces[i].name);
        return;
    }
    printf("  %-38s %8.2f %10.2f %10.0f %11.0f %9.1f\n", faces[i].name, c->cpu_s,
           c->cpu_s * 1e9 / c->unit_steps, c->cpu_s * 1e6 / c->units / faces[i].seconds, c->spikes,
           c->peak_mb - c->before_mb);
}

bool bench_nerve_faces(void)
{
    const struct phil_bench_jobs jobs = {N_FACES, 1, sizeof *costs, run_face, show_face, NULL};
    printf("\nWhole simulations on one thread: seconds of processor; ns a unit-step, everything\n"
           "included; us a neuron and simulated second; spikes; memory on top at its peak, MB\n"
           "  %-38s %8s %10s %10s %11s %9s\n",
           "", "seconds", "unit-step", "neuron", "spikes", "memory");
    return phil_bench_run(&jobs);
}

void bench_nerve_faces_summary(void)
{
    char reached[80];
    snprintf(reached, sizeof reached, "%.2f at rest, %.2f pressing", costs[0].cpu_s,
             costs[1].cpu_s);
    phil_bench_summary("default face, 10 s, EMG and lip, one core, s", reached, "<= 1", "");
    snprintf(reached, sizeof reached, "%.0f, %.0f, %.0f us", costs[2].cpu_s * 1e6 / costs[2].units,
             costs[3].cpu_s * 1e6 / costs[3].units, costs[4].cpu_s * 1e6 / costs[4].units);
    phil_bench_summary("a neuron's second among 1 000, 10 000, 100 000", reached, "linear", "");
    snprintf(reached, sizeof reached, "%.0f, %.0f, %.0f MB", costs[2].peak_mb - costs[2].before_mb,
             costs[3].peak_mb - costs[3].before_mb, costs[4].peak_mb - costs[4].before_mb);
    phil_bench_summary("memory of these", reached, "linear", "");
}
