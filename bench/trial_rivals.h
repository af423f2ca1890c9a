/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What else is done with the days of a trial: tests from the textbook, on the same days. */
#ifndef PHIL_BENCH_TRIAL_RIVALS_H
#define PHIL_BENCH_TRIAL_RIVALS_H

#include <philtrum/trial.h>

/* What a method says of a trial. NaN where it says nothing. */
struct bench_answer {
    double p;                 /* of no effect, two-sided */
    double log_ratio, lo, hi; /* estimate and 95 % interval of the log rate ratio */
};

/* Welch's t-test on the rates of single days. Its interval is that of the ratio of the two means by
 * the delta method, with Welch's degrees of freedom. */
struct bench_answer bench_welch(const struct phil_trial_data *data);

/* A t-test on the differences of the rates of the two periods of each block. Its interval is that
 * of a t-test on the differences of log((count + 1/2) / exposure). */
struct bench_answer bench_paired(const struct phil_trial_data *data);

/* All counts of an arm are one Poisson number: the exact conditional test and interval. */
struct bench_answer bench_poisson(const struct phil_trial_data *data);

#endif
