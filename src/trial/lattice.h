/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hyperparameters that the counts leave possible, each with the likelihood of the effect. */
#ifndef PHIL_TRIAL_LATTICE_H
#define PHIL_TRIAL_LATTICE_H

#include "trial/model.h"

/* What is believed before the days are seen. */
struct phil_prior {
    double effect_sd; /* of the log rate ratio; INFINITY: flat */
    double trend_sd;  /* of the change of the log rate from the first to the last day */
    double share_sd;  /* of the carried share */
    bool trend, carry_over, autocorrelated;
};

enum { PHIL_MOST_PRIORS = 2 };

/* How finely and how far to go. */
struct phil_effort {
    double step;        /* of the lattice, in standard deviations */
    double cut;         /* log density below the highest at which a point is left out */
    double effect_step; /* between the values of the effect, in standard deviations */
    double effect_cut;  /* log density below the highest at which values of the effect end */
    int n_other_priors; /* of the effect, under which the values must not end sooner either */
    double other_precision[PHIL_MOST_PRIORS];
};

enum { PHIL_MOST_EFFECTS = 25 };

/* Log of the total scatter; how it is shared out; logistic of the correlation. */
enum phil_axis { PHIL_RADIUS, PHIL_ANGLE, PHIL_CORRELATION, PHIL_LATTICE_AXES };

/* A point of the lattice. */
struct phil_lattice_point {
    int at[PHIL_LATTICE_AXES];
    struct phil_hyper hyper;
    double log_weight; /* prior times likelihood, the effect's integral by Laplace */
    double fixed[PHIL_N_FIXED];
    double covariance[PHIL_N_FIXED][PHIL_N_FIXED];
    /* Log of prior (without the effect's) times likelihood at first, first + step, ...; n_effects
     * is 0 where the point weighs too little. */
    double first, step, share[PHIL_MOST_EFFECTS];
    double log_density[PHIL_MOST_EFFECTS];
    int n_effects;
};

struct phil_lattice {
    struct phil_lattice_point *points;
    double *z; /* n_points x rows */
    size_t n_points, room, z_room;
    size_t best;
    double centre[PHIL_LATTICE_AXES], width[PHIL_LATTICE_AXES];
    int n_angles;
    bool flat; /* no day effects: one axis alone */
};

/* Where to look: found from the counts with the terms of the model; *lattice is empty. False when
 * no mode was found. */
bool phil_lattice_find(struct phil_lattice *lattice, struct phil_laplace *laplace,
                       const struct phil_effort *effort);

enum phil_lattice_outcome { PHIL_LATTICE_DONE, PHIL_LATTICE_NO_MEMORY, PHIL_LATTICE_LOST };

/* Visits every point that weighs something. `reference`: see phil_laplace_free_effect(). */
enum phil_lattice_outcome phil_lattice_visit(struct phil_lattice *lattice,
                                             struct phil_laplace *laplace,
                                             const struct phil_effort *effort, double reference);
void phil_lattice_release(struct phil_lattice *lattice);

/* The hyperparameters at a place, and the log of their prior's density there. */
double phil_lattice_hyper(const struct phil_lattice *lattice, const double *place,
                          struct phil_hyper *hyper);

/* The terms of the model that belong to a prior. */
struct phil_model phil_prior_model(const struct phil_prior *prior, const struct phil_rows *rows,
                                   bool effect);

#endif
