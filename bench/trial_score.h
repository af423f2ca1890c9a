/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is counted over the trials of one setting, and how it is printed. */
#ifndef PHIL_BENCH_TRIAL_SCORE_H
#define PHIL_BENCH_TRIAL_SCORE_H

#include "bench/trial_rivals.h"
#include "drawn.h"

enum bench_method {
    BENCH_INTERVAL, /* philtrum: the 95 % interval leaves out 1 */
    BENCH_EXACT,    /* philtrum: the exact test */
    BENCH_BOTH,     /* philtrum: both: what the plan foretells */
    BENCH_WELCH,
    BENCH_PAIRED,
    BENCH_POISSON,
    BENCH_N_METHODS,
};

/* Over trials. */
struct bench_tally {
    int n, rejected; /* with a p or an interval; p <= 0.05 */
    int n_intervals, covered, n_widths, n_estimates;
    double off, width; /* sums of log estimate - truth, and of finite widths of log intervals */
};

struct bench_score {
    int trials, failed; /* failed: an error */
    struct bench_tally of[BENCH_N_METHODS];
    int verdict[PHIL_VERDICT_TOO_LITTLE + 1];
    double predicted; /* power by phil_trial_power() */
    int undecided, extended, decided_then, wrong_then;
    double more_days; /* sum over the extended */
};

void bench_tally_add(struct bench_tally *tally, const struct bench_answer *answer, double truth);

/* Shares in percent; NaN without a trial. */
double bench_rejected(const struct bench_score *score, enum bench_method method);
double bench_covered(const struct bench_score *score, enum bench_method method);

void bench_score_head(void);
void bench_score_show(const char *name, double rate_ratio, const struct bench_score *score);

#endif
