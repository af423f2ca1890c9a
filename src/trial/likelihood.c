/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Negative-binomial regression by maximum likelihood: level, trend and effect at the best
 * overdispersion. It is what the model becomes with flat priors and independent days, and what
 * other programs compute, so it is how the model's likelihood is checked. Standard errors come from
 * the expected information, as in generalised linear models (McCullagh and Nelder 1989, 2.5).
 *
 * The log likelihood with the other parameters at their best is unimodal in the log of the
 * overdispersion as far as was seen; golden sections find its top.
 */
#include "trial/model.h"

#include <math.h>
#include <string.h>

static const double least_log = -18, most_log = 5; /* overdispersion 1.5e-8 (Poisson) .. 148 */
static const double golden = 0.6180339887498949;

static double profile(struct phil_laplace *l, double log_overdispersion)
{
    const struct phil_hyper hyper = {.overdispersion = exp(log_overdispersion)};
    phil_laplace_set_hyper(l, &hyper);
    phil_laplace_maximise(l);
    return l->converged ? l->objective : -INFINITY;
}

static double best_overdispersion(struct phil_laplace *l)
{
    double lo = least_log, hi = most_log;
    double a = hi - golden * (hi - lo), b = lo + golden * (hi - lo);
    double at_a = profile(l, a), at_b = profile(l, b);
    while (hi - lo > 1e-7) {
        if (at_a > at_b) {
            hi = b;
            b = a;
            at_b = at_a;
            a = hi - golden * (hi - lo);
            at_a = profile(l, a);
        } else {
            lo = a;
            a = b;
            at_a = at_b;
            b = lo + golden * (hi - lo);
            at_b = profile(l, b);
        }
    }
    return (lo + hi) / 2;
}

bool phil_laplace_likelihood_fit(struct phil_likelihood_fit *fit, const struct phil_rows *rows,
                                 bool trend)
{
    struct phil_laplace l;
    const struct phil_model model = {
        .has = {[PHIL_LEVEL] = true, [PHIL_TREND] = trend, [PHIL_EFFECT] = true}};
    *fit = (struct phil_likelihood_fit){.converged = false};
    if (!phil_laplace_init(&l, rows, &model))
        return false;
    phil_laplace_free_effect(&l, 0);
    l.near_enough = 1e-15;
    const double best = best_overdispersion(&l);
    fit->log_likelihood = profile(&l, best);
    fit->converged = l.converged;
    fit->overdispersion = exp(best);
    memcpy(fit->estimate, l.fixed, sizeof l.fixed);
    l.expected = true;
    l.near_enough = 1; /* a look at the curvatures alone */
    phil_laplace_maximise(&l);
    for (int c = 0; c < PHIL_N_FIXED; c++)
        fit->error[c] = sqrt(l.covariance[c][c]);
    phil_laplace_release(&l);
    return true;
}
