/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the points of the lattice to the distribution of the effect.
 *
 * At each point the log likelihood is known at a few equally spaced values of the effect. It is
 * nearly a parabola, so a polynomial through five neighbouring values stands for it in between; a
 * parabola through the last three goes on beyond. The sum over all points is the likelihood of the
 * effect with everything else integrated out, which any prior of the effect can be multiplied with
 * afterwards: the sceptical and the flat prior cost nothing.
 */
#include "trial/posterior.h"

#include <math.h>
#include <string.h>

enum { NEAR = 5 };
/* Log density below the highest that need not be worked out: another prior may lift what is far
 * below under this one. */
static const double negligible = -100;

/* Coefficients of the parabola or polynomial through n <= 5 values at 0, 1, ..., by Newton's
 * divided differences. */
static void differences(const double *y, int n, double *d)
{
    memcpy(d, y, (size_t)n * sizeof *d);
    for (int order = 1; order < n; order++)
        for (int i = n - 1; i >= order; i--)
            d[i] = (d[i] - d[i - 1]) / order;
}

static double polynomial(const double *d, int n, double x)
{
    double sum = d[n - 1];
    for (int i = n - 2; i >= 0; i--)
        sum = sum * (x - i) + d[i];
    return sum;
}

/* Which values stand for the log density at x steps from the first: from *from, *n of them. */
static void neighbours(int n_values, double x, int *from, int *n)
{
    *n = n_values < NEAR ? n_values : NEAR;
    if (x < 0 || x > n_values - 1)
        *n = *n < 3 ? *n : 3;
    *from = (int)floor(x + 0.5) - *n / 2;
    if (*n == 4 || *n == 2)
        *from = (int)floor(x) - *n / 2 + 1;
    *from = *from < 0 ? 0 : *from;
    *from = *from > n_values - *n ? n_values - *n : *from;
}

/* A parabola that opens upwards has no business beyond the last value: a line goes on instead. */
static double beyond(const double *d, double x, double at)
{
    if (d[2] <= 0)
        return polynomial(d, 3, x);
    const double slope = d[1] + d[2] * (2 * at - 1);
    return polynomial(d, 3, at) + slope * (x - at);
}

/* The polynomial that stands for a point's log density somewhere. */
struct piece {
    const struct phil_lattice_point *point;
    double d[NEAR];
    int from, n;
};

static double log_density_at(struct piece *piece, double effect)
{
    const struct phil_lattice_point *p = piece->point;
    const double x = (effect - p->first) / p->step;
    int from, n;
    neighbours(p->n_effects, x, &from, &n);
    if (from != piece->from || n != piece->n) {
        differences(p->log_density + from, n, piece->d);
        piece->from = from;
        piece->n = n;
    }
    if (x < 0 || x > p->n_effects - 1)
        return beyond(piece->d, x - from, x < 0 ? 0 : n - 1);
    return polynomial(piece->d, n, x - from);
}

static bool is_kept(const struct phil_lattice_point *p)
{
    return p->n_effects >= 3;
}

static bool set_range(struct phil_marginal *m, const struct phil_lattice *lattice)
{
    double lo = INFINITY, hi = -INFINITY;
    for (size_t i = 0; i < lattice->n_points; i++) {
        const struct phil_lattice_point *p = &lattice->points[i];
        if (!is_kept(p))
            continue;
        lo = fmin(lo, p->first);
        hi = fmax(hi, p->first + (p->n_effects - 1) * p->step);
    }
    m->first = lo;
    m->step = (hi - lo) / (PHIL_CURVE - 1);
    return hi > lo;
}

/* Scales the points' densities by the highest under the prior and sums them; log_weight becomes the
 * log of a point's share under the prior. */
static void add_up(struct phil_marginal *m, struct phil_lattice *lattice, double top,
                   double effect_sd)
{
    double prior[PHIL_CURVE];
    for (int k = 0; k < PHIL_CURVE; k++) {
        const double z = isinf(effect_sd) ? 0 : (m->first + k * m->step) / effect_sd;
        prior[k] = exp(-0.5 * z * z);
    }
    for (size_t i = 0; i < lattice->n_points; i++) {
        struct phil_lattice_point *p = &lattice->points[i];
        if (!is_kept(p)) {
            p->log_weight = -INFINITY;
            continue;
        }
        const bool even = ((p->at[0] + p->at[1] + p->at[2]) & 1) == 0;
        struct piece piece = {.point = p};
        double total = 0;
        for (int k = 0; k < PHIL_CURVE; k++) {
            const double effect = m->first + k * m->step;
            const double log_density = log_density_at(&piece, effect) - top;
            if (log_density < negligible)
                continue;
            const double density = exp(log_density);
            m->density[k] += density;
            m->coarse[k] += even ? density : 0;
            total += density * prior[k];
        }
        p->log_weight = log(total);
    }
}

enum phil_lattice_outcome phil_marginal_of(struct phil_marginal *m, struct phil_lattice *lattice,
                                           double effect_sd)
{
    *m = (struct phil_marginal){0};
    double top = -INFINITY;
    for (size_t i = 0; i < lattice->n_points; i++) {
        const struct phil_lattice_point *p = &lattice->points[i];
        for (int k = 0; k < p->n_effects; k++) {
            const double z = (p->first + k * p->step) / effect_sd;
            top = fmax(top, p->log_density[k] - 0.5 * z * z);
        }
    }
    if (!isfinite(top) || !set_range(m, lattice))
        return PHIL_LATTICE_LOST;
    add_up(m, lattice, top, effect_sd);
    return PHIL_LATTICE_DONE;
}

/* --- the distribution ------------------------------------------------------------------------- */

/* Integral over one step, from a cubic through four neighbouring values. */
static double step_integral(const double *f, int k)
{
    if (k == 0 || k == PHIL_CURVE - 2)
        return (f[k] + f[k + 1]) / 2;
    return fmax(0, (13 * (f[k] + f[k + 1]) - f[k - 1] - f[k + 2]) / 24);
}

bool phil_curve_of(struct phil_curve *curve, const struct phil_marginal *m, const double *density,
                   double effect_sd)
{
    curve->first = m->first;
    curve->step = m->step;
    for (int k = 0; k < PHIL_CURVE; k++) {
        const double z = isinf(effect_sd) ? 0 : (m->first + k * m->step) / effect_sd;
        curve->density[k] = density[k] * exp(-0.5 * z * z);
    }
    curve->below[0] = 0;
    for (int k = 0; k + 1 < PHIL_CURVE; k++)
        curve->below[k + 1] = curve->below[k] + curve->step * step_integral(curve->density, k);
    const double all = curve->below[PHIL_CURVE - 1];
    if (!(all > 0 && isfinite(all)))
        return false;
    for (int k = 0; k < PHIL_CURVE; k++) {
        curve->density[k] /= all;
        curve->below[k] /= all;
    }
    return true;
}

/* Inside a step the density is taken as linear. */
double phil_curve_quantile(const struct phil_curve *curve, double p)
{
    int k = 0;
    if (!(p > 0 && p < 1))
        return NAN;
    while (k < PHIL_CURVE - 2 && curve->below[k + 1] < p)
        k++;
    const double f = curve->density[k], g = curve->density[k + 1];
    const double whole = curve->below[k + 1] - curve->below[k];
    const double part = whole > 0 ? (p - curve->below[k]) / whole : 0; /* of the step's mass */
    const double mean = (f + g) / 2, root = sqrt(f * f + (g - f) * 2 * mean * part);
    const double x = f + root > 0 ? 2 * mean * part / (f + root) : part;
    return curve->first + (k + x) * curve->step;
}

double phil_curve_below(const struct phil_curve *curve, double value)
{
    const double at = (value - curve->first) / curve->step;
    if (!(at > 0))
        return 0;
    if (at >= PHIL_CURVE - 1)
        return 1;
    const int k = (int)at;
    const double x = at - k, f = curve->density[k], g = curve->density[k + 1], mean = (f + g) / 2;
    const double part = mean > 0 ? x * (f + (g - f) * x / 2) / mean : x;
    return curve->below[k] + part * (curve->below[k + 1] - curve->below[k]);
}

void phil_curve_effect(const struct phil_curve *curve, struct phil_effect *effect)
{
    effect->rate_ratio = phil_measured(exp(phil_curve_quantile(curve, 0.5)));
    effect->interval.lo = exp(phil_curve_quantile(curve, 0.025));
    effect->interval.hi = exp(phil_curve_quantile(curve, 0.975));
    effect->probability_better = phil_curve_below(curve, 0);
    effect->probability_third = phil_curve_below(curve, log(0.7));
}

double phil_marginal_error(const struct phil_marginal *m, double effect_sd)
{
    struct phil_curve fine, coarse;
    double most = 0;
    if (!phil_curve_of(&fine, m, m->density, effect_sd) ||
        !phil_curve_of(&coarse, m, m->coarse, effect_sd))
        return 1;
    for (int k = 0; k < PHIL_CURVE; k++)
        most = fmax(most, fabs(fine.below[k] - coarse.below[k]));
    return most;
}

/* --- mixtures --------------------------------------------------------------------------------- */

double phil_mixture_mean(const struct phil_mixture *m)
{
    double sum = 0, all = 0;
    for (size_t i = 0; i < m->n; i++) {
        sum += m->weight[i] * m->mean[i];
        all += m->weight[i];
    }
    return sum / all;
}

static double mixture_below(const struct phil_mixture *m, double x)
{
    double sum = 0, all = 0;
    for (size_t i = 0; i < m->n; i++) {
        all += m->weight[i];
        sum += m->weight[i] * 0.5 * erfc((m->mean[i] - x) / (m->sd[i] * M_SQRT2));
    }
    return sum / all;
}

double phil_mixture_quantile(const struct phil_mixture *m, double p)
{
    double lo = INFINITY, hi = -INFINITY;
    for (size_t i = 0; i < m->n; i++) {
        lo = fmin(lo, m->mean[i] - 9 * m->sd[i]);
        hi = fmax(hi, m->mean[i] + 9 * m->sd[i]);
    }
    for (int i = 0; i < 26; i++) { /* to 1e-7 of the range */
        const double middle = lo + (hi - lo) / 2;
        if (mixture_below(m, middle) < p)
            lo = middle;
        else
            hi = middle;
    }
    return lo + (hi - lo) / 2;
}
