/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How treatments change the rate of twitches: the model of the days of one patient, what is
 * believed before they are seen, and draws from what is believed after.
 */
#ifndef PHIL_MONITOR_EFFECT_H
#define PHIL_MONITOR_EFFECT_H

#include <philtrum/monitor.h>

/* One injection, or one step. */
struct phil_shape {
    double log_ratio;  /* of the rate at full effect to that without */
    double log_onset;  /* of the days until half of it has set in */
    double log_return; /* of the days until half of it has worn off */
};

/* The share of its full effect that an injection has after `days`, 0..1; `log_steepness` is of how
 * steeply it wears off. */
double phil_shape_share(const struct phil_shape *shape, double log_steepness, double days);

/* What the curve of an injection looks like. */
struct phil_shape_marks {
    double peak_days;
    double log_ratio;   /* of the rate at the peak */
    double onset_days;  /* until half of the fall to it is done */
    double return_days; /* until half of it is undone */
};
struct phil_shape_marks phil_shape_marks_of(const struct phil_shape *shape, double log_steepness);

/* A day on which somebody counted, repeats added up. */
struct phil_count_day {
    double day; /* from any start */
    double count, exposure_min;
};

/* The days of one patient between two things that change everything. */
struct phil_effect_data {
    const struct phil_count_day *days; /* in order of time */
    size_t n_days;
    const double *starts; /* days of the injections, or the one step, in order of time; a count of
                             the same day was made before */
    size_t n_starts;
    bool step; /* after the one start the rate is another, for good */
    uint64_t seed;
};

/* A point of the posterior. */
struct phil_effect_draw {
    double log_rate;       /* per minute, without treatment */
    double log_dispersion; /* of the negative binomial: variance = m + exp() m^2 */
    double log_steepness;
};

struct phil_effect_draws {
    size_t n, n_starts;
    struct phil_effect_draw *draw; /* n */
    struct phil_shape *shape;      /* n x n_starts, row-major */
    double *r_hat;                 /* n_starts: the worst of a start's parameters and the common
                                      ones (split chains; Gelman et al. 2013, chapter 11) */
};

/* Draws from the posterior: the same for the same data. Errors: PHIL_EMEM. */
enum phil_status phil_effect_sample(struct phil_effect_draws *draws,
                                    const struct phil_effect_data *data);
void phil_effect_draws_release(struct phil_effect_draws *draws);

/* The rate per minute on `day` (from the same start as data->starts) in draw `i`. */
double phil_effect_rate(const struct phil_effect_draws *draws, size_t i,
                        const struct phil_effect_data *data, double day);

/* What is believed of the mean log ratio of `n` starts before anything is seen. */
void phil_effect_prior_of_mean(bool step, size_t n, double *mean, double *variance);

/* A draw from what is believed before, for simulations. `counter` numbers them. */
void phil_effect_prior_draw(struct phil_effect_draw *draw, struct phil_shape *shape, size_t n,
                            uint64_t seed, uint64_t counter);

#endif
