/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See monitor_steps.h. The rival pools the counts of all visits before and all after and takes them
 * as Poisson: the exact interval of a ratio of two such counts (Clopper and Pearson's of the share
 * after, given the sum). */
#include "monitor_steps.h"

#include <math.h>
#include <stdio.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include <philtrum/monitor.h>

#include "pattern/quantiles.h"

enum { MOST_VISITS = 16 };
static const double minutes = 5;

struct setting {
    const char *name;
    double rate, dispersion, ratio;
    int before, after; /* visits */
};

static const struct setting settings[] = {
    {"3 visits before, 3 after", 5, 0.2, 0.3, 3, 3},
    {"no change at all", 5, 0.2, 1, 3, 3},
    {"1 visit before, 1 after", 5, 0.2, 0.3, 1, 1},
    {"6 visits before, 8 after", 5, 0.2, 0.3, 6, 8},
    {"days differ much (k 0.8)", 5, 0.8, 0.3, 3, 3},
    {"days alike (k 0.02)", 5, 0.02, 0.3, 3, 3},
    {"few twitches (0.5/min)", 0.5, 0.2, 0.5, 3, 3},
};

struct score {
    int told, held, naive;
};

static bool one(const struct setting *s, gsl_rng *rng, struct score *score)
{
    struct phil_visit visits[MOST_VISITS];
    const struct phil_course_start start = {1, 0, PHIL_TREATMENT_OTHER, NAN};
    const int n = s->before + s->after;
    const double rate = s->rate * exp(gsl_ran_gaussian(rng, 0.6)), k = s->dispersion;
    double sum[2] = {0, 0};
    for (int i = 0; i < n; i++) {
        const bool after = i >= s->before;
        const double mean = rate * minutes * (after ? s->ratio : 1) * gsl_ran_gamma(rng, 1 / k, k);
        visits[i] = (struct phil_visit){
            1, 7 * (i - s->before + (after ? 1 : 0)), {gsl_ran_poisson(rng, mean), minutes}};
        sum[after] += visits[i].tally.count;
    }
    const struct phil_monitor_data data = {visits, (size_t)n, (struct phil_course_start *)&start, 1,
                                           1};
    struct phil_monitor *monitor;
    if (phil_monitor_compute(&monitor, &data, NULL, NULL) != PHIL_OK)
        return false;
    const struct phil_estimate *ratio = &monitor->courses[0].rate_ratio;
    score->told++;
    score->held += s->ratio >= ratio->interval.lo && s->ratio <= ratio->interval.hi;
    const struct phil_interval share = phil_share_interval(sum[1], sum[0]);
    const double scale = (double)s->before / s->after;
    score->naive += s->ratio >= share.lo / (1 - share.lo) * scale &&
                    (share.hi >= 1 || s->ratio <= share.hi / (1 - share.hi) * scale);
    phil_monitor_free(monitor);
    return true;
}

bool monitor_steps_print(int patients)
{
    printf("Before and after another treatment; 95 %% intervals of the rate ratio that hold it:\n");
    printf("%-30s %8s %8s\n", "", "philtrum", "Poisson");
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
        struct score score = {0};
        bool fine = rng != NULL;
        gsl_rng_set(rng, 20260802);
        for (int p = 0; p < patients && fine; p++)
            fine = one(&settings[i], rng, &score);
        gsl_rng_free(rng);
        if (!fine)
            return false;
        printf("%-30s %7.1f%% %7.1f%%\n", settings[i].name, 100.0 * score.held / score.told,
               100.0 * score.naive / score.told);
        fflush(stdout);
    }
    printf("\n");
    return true;
}
