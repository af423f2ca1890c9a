/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of a trial's counts at given hyperparameters: its mode and Laplace's approximation. */
#ifndef PHIL_TRIAL_MODEL_H
#define PHIL_TRIAL_MODEL_H

#include "trial/rows.h"

/* Places of the fixed effects. `carry` is the share of the effect that lingers. */
enum phil_fixed { PHIL_LEVEL, PHIL_TREND, PHIL_CARRY, PHIL_EFFECT, PHIL_N_FIXED };

/* What decides how days scatter. */
struct phil_hyper {
    double overdispersion;  /* 1/k: variance = mean + mean^2 / k */
    double day_sd;          /* of the day's log rate */
    double autocorrelation; /* of neighbouring days' log rates */
};

/* Which terms there are, and what is believed of them: normal, precision 0 is flat. */
struct phil_model {
    bool has[PHIL_N_FIXED];
    double precision[PHIL_N_FIXED];
    double mean[PHIL_N_FIXED];
    bool day_effects;
};

/* Works on one set of rows. Between calls it keeps the mode as the next start. */
struct phil_laplace {
    const struct phil_rows *rows;
    struct phil_model model;
    struct phil_hyper hyper;
    /* The point: log rate = level + trend + effect (with carry-over) + day_sd * z. */
    double *z;
    double fixed[PHIL_N_FIXED];
    double effect; /* held at this value unless it is free */
    bool effect_is_free;
    double near_enough;     /* squared length of the step left at the end, in standard deviations */
    bool expected;          /* curvatures as they are on average, not at these counts */
    double carry_reference; /* effect by which the carried share is multiplied while it is free */
    /* The free fixed effects: their places, and n x PHIL_N_FIXED columns, the unused ones 0. */
    int n_free;
    int slot[PHIL_N_FIXED];
    double *design;
    /* Of the last sweep. */
    double *eta, *mean, *residual, *weight; /* log mean, mean; slopes, curvatures of the log
                                               likelihood */
    double *prior_diagonal, *prior_next;    /* precision of z */
    double *diagonal, *next;                /* factor of the precision of z given the counts */
    double *solved;        /* n x PHIL_N_FIXED: that precision's inverse times day_sd W design */
    double *step;          /* of z */
    double *slope, *going; /* of z: slopes, and the step under way */
    double *along, *bend;  /* n numbers each for the caller's use */
    double covariance[PHIL_N_FIXED][PHIL_N_FIXED]; /* of the free fixed effects, by place */
    double constant, prior_log_det;
    double objective; /* log density at the mode; with flat priors the log likelihood, without y! */
    double log_density; /* log of the integral over z and the free fixed effects, by Laplace */
    bool converged;
    double *memory;
};

/* False when out of memory. `rows` is borrowed. */
bool phil_laplace_init(struct phil_laplace *laplace, const struct phil_rows *rows,
                       const struct phil_model *model);
void phil_laplace_release(struct phil_laplace *laplace);

/* Back to a start that depends on the counts alone. */
void phil_laplace_restart(struct phil_laplace *laplace);

void phil_laplace_set_hyper(struct phil_laplace *laplace, const struct phil_hyper *hyper);

/* The effect is estimated with the rest; `reference` stands for it in the carry-over's product. */
void phil_laplace_free_effect(struct phil_laplace *laplace, double reference);

/* The effect is held at `effect`; its prior is left out. */
void phil_laplace_hold_effect(struct phil_laplace *laplace, double effect);

/* Goes to the mode from where it stands; sets log_density, covariance, converged. The point is then
 * the mode; eta, slopes and curvatures are those of the last look, up to near_enough before it. */
void phil_laplace_maximise(struct phil_laplace *laplace);

/* The same until all that is seen is that of the mode itself. */
void phil_laplace_settle(struct phil_laplace *laplace);

/* Variance of the log rate of each row at the last mode, n numbers. */
void phil_laplace_variances(const struct phil_laplace *laplace, double *variance);

/* How the fixed effect at `place` would change if a row were left out: one Newton step from the
 * last mode, exact for its quadratic; n numbers. */
void phil_laplace_influence(const struct phil_laplace *laplace, enum phil_fixed place,
                            double *change);

/* out (n_columns squared, row-major) = X' P X at the last mode, where P is the precision of the
 * rows' log rates as observed, with the free fixed effects projected out. X is n_columns times n
 * numbers; `scratch` has room for n_columns * (n + PHIL_N_FIXED). */
void phil_laplace_information(const struct phil_laplace *laplace, const double *x, size_t n_columns,
                              double *out, double *scratch);

/* Maximum likelihood without day effects and carry-over: what a negative-binomial regression gives.
 */
struct phil_likelihood_fit {
    double estimate[PHIL_N_FIXED];
    double error[PHIL_N_FIXED]; /* standard errors from the expected information */
    double overdispersion;
    double log_likelihood; /* without the term of y! */
    bool converged;
};

/* False when out of memory. `fit->converged` is false where there is no finite maximum. */
bool phil_laplace_likelihood_fit(struct phil_likelihood_fit *fit, const struct phil_rows *rows,
                                 bool trend);

#endif
