/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The model of a trial's counts, and Laplace's approximation at given hyperparameters.
 *
 *     count_t ~ NegBin(mean = exposure_t exp(eta_t), size k)
 *     eta_t = level + effect (x_t + share c_t) + trend s_t + day_sd z_t
 *     z: a stationary AR(1) over the calendar, variance 1, correlation rho^gap
 *
 * x is the arm, c the carry-over's column, s the time. Days are scattered twice on purpose: the
 * negative binomial takes what is each day's own, z what neighbouring days share. A trial whose
 * days hang together carries less information than its counts pretend, and how much less is
 * decided by rho: that is why rho and the shares of the two scatters are integrated over
 * (posterior.c) and not estimated. A further random effect for each period was weighed and left
 * out: within a period it is what z with a high rho is, the two cannot be told apart in a dozen
 * periods, and periods that differ in steps are what the randomisation test is exact for.
 *
 * The log density of (z, fixed effects) is concave: the negative binomial's log probability is
 * concave in eta, and the rest is normal. Newton's method with a halved step where the density
 * falls therefore arrives; z's precision is tridiagonal, the fixed effects are taken out by a
 * Schur complement, so a step costs about 100 operations a day. z has variance 1 instead of
 * day_sd^2, so that day_sd = 0 is an ordinary value. Laplace's approximation (Tierney and Kadane
 * 1986, doi:10.1080/01621459.1986.10478240; nested as in Rue, Martino and Chopin 2009,
 * doi:10.1111/j.1467-9868.2008.00700.x) is used for z and the nuisance effects only; the effect
 * is held at values of a grid, so its own skewness is kept. Where days have few counts (below
 * about one) the approximation is at its worst; z is then ruled by its normal prior, and the
 * tests hold it against a long Markov chain.
 */
#include "trial/model.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "trial/negbin.h"

enum { WIDTH = PHIL_N_FIXED, N_PARTS = 14 };

/* Squared length of the step still to go, in standard deviations: the rest of the way is known well
 * enough from there (newton.c). */
static const double usually_near_enough = 0.1;
static const double poisson_below = 1e-10; /* an overdispersion that no count can show */

bool phil_laplace_init(struct phil_laplace *l, const struct phil_rows *rows,
                       const struct phil_model *model)
{
    *l = (struct phil_laplace){.rows = rows, .model = *model, .near_enough = usually_near_enough};
    const size_t n = rows->n ? rows->n : 1;
    double *at = phil_alloc_aligned(n, (N_PARTS + 2 * WIDTH) * sizeof *at);
    if (!at)
        return false;
    l->memory = at;
    double **parts[N_PARTS] = {
        &l->z,          &l->eta,      &l->residual, &l->weight, &l->prior_diagonal,
        &l->prior_next, &l->diagonal, &l->next,     &l->slope,  &l->going,
        &l->along,      &l->step,     &l->bend,     &l->mean};
    l->design = at;
    l->solved = at + WIDTH * n;
    for (int p = 0; p < N_PARTS; p++)
        *parts[p] = at + (2 * WIDTH + (size_t)p) * n;
    phil_laplace_restart(l);
    return true;
}

void phil_laplace_release(struct phil_laplace *l)
{
    free(l->memory);
    *l = (struct phil_laplace){0};
}

void phil_laplace_restart(struct phil_laplace *l)
{
    memset(l->z, 0, l->rows->n * sizeof *l->z);
    memset(l->fixed, 0, sizeof l->fixed);
    l->fixed[PHIL_LEVEL] = log((l->rows->total + 0.5) / l->rows->exposure);
}

/* --- hyperparameters -------------------------------------------------------------------------- */

static double power_of(double rho, double gap)
{
    return gap == 1 ? rho : pow(rho, gap);
}

/* The precision of a stationary AR(1) with gaps is tridiagonal. */
static void set_prior(struct phil_laplace *l)
{
    const size_t n = l->rows->n;
    l->prior_log_det = 0;
    if (n) {
        l->prior_diagonal[0] = 1;
        l->prior_next[0] = 0;
    }
    for (size_t i = 1; i < n; i++) {
        const double r = power_of(l->hyper.autocorrelation, l->rows->gap[i]);
        const double rest = 1 - r * r;
        l->prior_diagonal[i - 1] += r * r / rest;
        l->prior_diagonal[i] = 1 / rest;
        l->prior_next[i] = -r / rest;
        l->prior_log_det -= log(rest);
    }
}

void phil_laplace_set_hyper(struct phil_laplace *l, const struct phil_hyper *hyper)
{
    l->hyper = *hyper;
    if (l->hyper.overdispersion < poisson_below)
        l->hyper.overdispersion = 0;
    l->constant = phil_negbin_constant(l->rows->count, l->rows->n, l->hyper.overdispersion);
    if (l->model.day_effects)
        set_prior(l);
}

/* --- columns ---------------------------------------------------------------------------------- */

static void add_column(struct phil_laplace *l, enum phil_fixed place, const double *x, double by)
{
    l->slot[l->n_free] = place;
    for (size_t i = 0; i < l->rows->n; i++)
        l->design[i * WIDTH + (size_t)l->n_free] = x ? by * x[i] : by;
    l->n_free++;
}

static void set_columns(struct phil_laplace *l, double carried)
{
    l->n_free = 0;
    memset(l->design, 0, l->rows->n * WIDTH * sizeof *l->design);
    if (l->model.has[PHIL_LEVEL])
        add_column(l, PHIL_LEVEL, NULL, 1);
    if (l->model.has[PHIL_TREND])
        add_column(l, PHIL_TREND, l->rows->trend, 1);
    if (l->model.has[PHIL_CARRY])
        add_column(l, PHIL_CARRY, l->rows->carry, carried);
    if (l->effect_is_free)
        add_column(l, PHIL_EFFECT, l->rows->effect, 1);
}

void phil_laplace_free_effect(struct phil_laplace *l, double reference)
{
    l->effect_is_free = true;
    l->carry_reference = reference;
    set_columns(l, reference);
}

void phil_laplace_hold_effect(struct phil_laplace *l, double effect)
{
    l->effect_is_free = false;
    l->effect = effect;
    set_columns(l, effect);
}

/* --- what the mode tells ---------------------------------------------------------------------- */

/* The column of the fixed effects of row i, less what z makes up for. */
static void rest_of(const struct phil_laplace *l, size_t i, double *rest)
{
    const double sd = l->model.day_effects ? l->hyper.day_sd : 0;
    for (int c = 0; c < WIDTH; c++)
        rest[c] = l->design[i * WIDTH + (size_t)c] - sd * l->solved[i * WIDTH + (size_t)c];
}

void phil_laplace_variances(const struct phil_laplace *l, double *variance)
{
    const double sd = l->model.day_effects ? l->hyper.day_sd : 0;
    double after = 0, next = 0; /* variance of z on the day after, and its place in the factor */
    double among[WIDTH][WIDTH] = {{0}}, rest[WIDTH] = {0};
    for (int a = 0; a < l->n_free; a++)
        for (int b = 0; b < l->n_free; b++)
            among[a][b] = l->covariance[l->slot[a]][l->slot[b]];
    for (size_t i = l->rows->n; i-- > 0;) {
        double sum = 0;
        if (l->model.day_effects) {
            after = l->diagonal[i] + next * next * after;
            next = l->next[i];
        }
        rest_of(l, i, rest);
        for (int a = 0; a < WIDTH; a++)
            sum += rest[a] * (among[a][0] * rest[0] + among[a][1] * rest[1] +
                              among[a][2] * rest[2] + among[a][3] * rest[3]);
        variance[i] = sd * sd * after + sum;
    }
}

void phil_laplace_influence(const struct phil_laplace *l, enum phil_fixed place, double *change)
{
    phil_laplace_variances(l, change);
    for (size_t i = 0; i < l->rows->n; i++) {
        double rest[PHIL_N_FIXED], pull = 0;
        rest_of(l, i, rest);
        for (int c = 0; c < l->n_free; c++)
            pull += l->covariance[place][l->slot[c]] * rest[c];
        change[i] = -pull * l->residual[i] / fmax(1e-6, 1 - l->weight[i] * change[i]);
    }
}

/* v = (precision of z given the counts)^-1 day_sd W x. */
static void solve_column(const struct phil_laplace *l, const double *x, double *v)
{
    const size_t n = l->rows->n;
    for (size_t i = 0; i < n; i++)
        v[i] = l->hyper.day_sd * l->weight[i] * x[i] - (i ? l->next[i] * v[i - 1] : 0);
    for (size_t i = n; i-- > 0;)
        v[i] = v[i] * l->diagonal[i] - (i + 1 < n ? l->next[i + 1] * v[i + 1] : 0);
}

void phil_laplace_information(const struct phil_laplace *l, const double *x, size_t n_columns,
                              double *out, double *scratch)
{
    const size_t n = l->rows->n;
    const double sd = l->model.day_effects ? l->hyper.day_sd : 0;
    double *v = scratch, *cross = scratch + n_columns * n;
    memset(scratch, 0, n_columns * (n + PHIL_N_FIXED) * sizeof *scratch);
    for (size_t k = 0; k < n_columns; k++) {
        if (l->model.day_effects)
            solve_column(l, x + k * n, v + k * n);
        for (size_t i = 0; i < n; i++)
            for (int c = 0; c < l->n_free; c++)
                cross[k * PHIL_N_FIXED + (size_t)c] +=
                    x[k * n + i] * l->weight[i] *
                    (l->design[i * WIDTH + (size_t)c] - sd * l->solved[i * WIDTH + (size_t)c]);
    }
    for (size_t k = 0; k < n_columns; k++)
        for (size_t m = 0; m <= k; m++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += x[k * n + i] * l->weight[i] * (x[m * n + i] - sd * v[m * n + i]);
            for (int a = 0; a < l->n_free; a++)
                for (int b = 0; b < l->n_free; b++)
                    sum -= cross[k * PHIL_N_FIXED + (size_t)a] *
                           cross[m * PHIL_N_FIXED + (size_t)b] *
                           l->covariance[l->slot[a]][l->slot[b]];
            out[k * n_columns + m] = out[m * n_columns + k] = sum;
        }
}
