/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/trial_speed.h"

#include <math.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "bench/tools.h"
#include "bench/trial_rivals.h"
#include "drawn.h"

enum { N_SIZES = 3, N_TRIALS = 16 };

static const struct phil_trial_shape sizes[N_SIZES] = {{8, 1, 0}, {10, 3, 0}, {20, 5, 0}};

struct speed {
    bool fine;
    double full_s, plain_s, welch_s, paired_s, poisson_s; /* for one trial */
    double peak_mb, before_mb;
};

/* Each size in a process of its own, for its memory. */
static struct speed found[N_SIZES];

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double peak_mb(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)use.ru_maxrss / 1024;
}

/* Rounds of all trials for about two seconds; the quickest counts, for what slows another is not
 * the analysis. */
static bool time_analysis(struct phil_trial_data *const *data, bool sensitivity, double *each_s)
{
    struct phil_trial_settings settings = phil_trial_defaults();
    settings.sensitivity = sensitivity;
    const double start = cpu_s();
    bool fine = true;
    *each_s = INFINITY;
    for (double from = start, now; fine && from < start + 2; from = now) {
        for (int k = 0; fine && k < N_TRIALS; k++) {
            struct phil_trial_result *result = NULL;
            fine = !phil_trial_analyze(&result, data[k], &settings, phil_bench_log());
            phil_trial_result_free(result);
        }
        now = cpu_s();
        *each_s = fmin(*each_s, (now - from) / N_TRIALS);
    }
    return fine;
}

static double time_rival(struct phil_trial_data *const *data,
                         struct bench_answer rival(const struct phil_trial_data *))
{
    const double start = cpu_s();
    int n = 0;
    volatile double kept = 0; /* or it would not be worked out */
    for (double now = start; now < start + 0.1; now = cpu_s())
        for (int i = 0; i < N_TRIALS; i++, n++)
            kept = rival(data[i]).p;
    (void)kept;
    return (cpu_s() - start) / n;
}

/* Half as much on remedy days, and never the same. */
static void dose(struct phil_trial_data *data)
{
    for (size_t i = 0; data && i < data->n_days; i++)
        data->days[i].dose =
            (data->days[i].done == PHIL_ARM_REMEDY ? 150 : 300) + 13.0 * (double)(i % 7);
}

static bool run_size(void *user, int i, void *result)
{
    const struct drawn_setting drawn = {.shape = sizes[i],
                                        .rate_per_min = 2,
                                        .rate_ratio = 0.7,
                                        .clip_min = 2,
                                        .overdispersion = 0.3,
                                        .day_sd = 0.4,
                                        .autocorrelation = 0.4,
                                        .trend_per_week = 1};
    struct speed *speed = result;
    struct phil_trial_data *data[N_TRIALS];
    speed->fine = true;
    for (int k = 0; k < N_TRIALS; k++)
        speed->fine &= (data[k] = drawn_trial(&drawn, 1, (uint64_t)k)) != NULL;
    for (int k = 0; k < N_TRIALS; k++)
        dose(data[k]);
    speed->before_mb = peak_mb();
    if (speed->fine) {
        speed->fine = time_analysis(data, true, &speed->full_s) &&
                      time_analysis(data, false, &speed->plain_s);
        speed->peak_mb = peak_mb();
        speed->welch_s = time_rival(data, bench_welch);
        speed->paired_s = time_rival(data, bench_paired);
        speed->poisson_s = time_rival(data, bench_poisson);
    }
    for (int k = 0; k < N_TRIALS; k++)
        drawn_free(data[k]);
    (void)user;
    return speed->fine;
}

static void show_size(void *user, int i, const void *result, bool fine)
{
    const struct speed *s = result;
    (void)user;
    found[i] = *s;
    found[i].fine = fine;
    printf("  %4d %12.0f %12.0f %9.2f %9.2f %9.2f %11.1f\n",
           2 * sizes[i].n_blocks * sizes[i].period_days, fine ? 1 / s->full_s : NAN,
           fine ? 1 / s->plain_s : NAN, s->welch_s * 1e6, s->paired_s * 1e6, s->poisson_s * 1e6,
           s->peak_mb - s->before_mb);
}

bool bench_trial_speed(void)
{
    const struct phil_bench_jobs jobs = {N_SIZES, 1, sizeof found[0], run_size, show_size, NULL};
    printf("\nAnalyses a second on one core; microseconds of the others; memory on top, MB\n"
           "  %4s %12s %12s %9s %9s %9s %11s\n",
           "days", "whole", "plain", "Welch", "paired t", "Poisson", "memory");
    return phil_bench_run(&jobs);
}

void bench_trial_speed_summary(void)
{
    char reached[80], other[120];
    snprintf(reached, sizeof reached, "%.0f, %.0f, %.0f", 1 / found[0].full_s, 1 / found[1].full_s,
             1 / found[2].full_s);
    snprintf(other, sizeof other, "Welch %.2g, paired t %.2g a second for 60", 1 / found[1].welch_s,
             1 / found[1].paired_s);
    phil_bench_summary("whole analyses a second, 16, 60, 200 days, one core", reached,
                       ">= 100 (60 days)", other);
}
