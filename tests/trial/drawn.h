/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Drawn trials: days of which the truth is known, for tests and for bench-trial.
 *
 * log rate of day t = log rate + log rate ratio x e(t) + t log(trend) / 7 + z(t): z is a stationary
 * first-order autoregression, e(t) follows the day's arm at once or, with carry-over, in geometric
 * steps. The day's rate is multiplied by a gamma number of mean 1 (overdispersion) and its count
 * drawn from a Poisson distribution over an exposure that differs from day to day. Nothing here is
 * shared with the analysis.
 */
#ifndef TESTS_TRIAL_DRAWN_H
#define TESTS_TRIAL_DRAWN_H

#include <philtrum/trial.h>

/* In what else a day may differ: no analysis knows of these. */
enum drawn_world {
    DRAWN_PLAIN,
    DRAWN_WEEKEND, /* half as many again on two days of seven */
    DRAWN_STEP,    /* from a random day on twice as many, or half as many */
    DRAWN_BURSTS,  /* one day in twenty has five times as many */
};

struct drawn_setting {
    struct phil_trial_shape shape;
    double rate_per_min, rate_ratio;
    double clip_min;                /* mean exposure; each day 0.5 to 1.5 of it */
    double overdispersion;          /* variance of the gamma factor */
    double day_sd, autocorrelation; /* of z */
    double trend_per_week;          /* factor; 1 for none */
    double carry_over;              /* share of the arm before that is left after a day; 0..1 */
    double missing;                 /* chance of a day without a clip */
    enum drawn_world world;
};

/* The trial that (seed, trial) gives; the days of a longer one of the same setting begin with
 * those of a shorter one. The negative controls are drawn likewise, without an effect. Freed by
 * drawn_free(). NULL without memory. */
struct phil_trial_data *drawn_trial(const struct drawn_setting *setting, uint64_t seed,
                                    uint64_t trial);

void drawn_free(struct phil_trial_data *data);

#endif
