/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What goes with the effect: the arms' rates, how the days scatter, the trend, the fitted curve.
 *
 * Each is a mixture over the points of the lattice of normal distributions, whose mean and
 * standard deviation come from Laplace's approximation there. Enough for a picture and a
 * description; the effect itself is not approximated like that.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "trial/study.h"

static const char not_modelled[] = "left out of the model by the settings";
static const char one_day[] = "all counted days are the same day";

/* Something about each point of the lattice, n_points of them. */
typedef void of_point(const struct phil_lattice *lattice, const struct phil_lattice_point *p,
                      double *mean, double *sd);

static double combination(const struct phil_lattice_point *p, double by_level, double by_effect,
                          double *sd)
{
    const double v = by_level * by_level * p->covariance[PHIL_LEVEL][PHIL_LEVEL] +
                     2 * by_level * by_effect * p->covariance[PHIL_LEVEL][PHIL_EFFECT] +
                     by_effect * by_effect * p->covariance[PHIL_EFFECT][PHIL_EFFECT];
    *sd = sqrt(v);
    return by_level * p->fixed[PHIL_LEVEL] + by_effect * p->fixed[PHIL_EFFECT];
}

/* Log rate of the average day: a day's own factor has mean exp(day_sd^2 / 2). */
static void usual_rate(const struct phil_lattice *lattice, const struct phil_lattice_point *p,
                       double *mean, double *sd)
{
    *mean = combination(p, 1, -0.5, sd) + 0.5 * p->hyper.day_sd * p->hyper.day_sd;
}

static void remedy_rate(const struct phil_lattice *lattice, const struct phil_lattice_point *p,
                        double *mean, double *sd)
{
    *mean = combination(p, 1, 0.5, sd) + 0.5 * p->hyper.day_sd * p->hyper.day_sd;
}

static void trend_of(const struct phil_lattice *lattice, const struct phil_lattice_point *p,
                     double *mean, double *sd)
{
    *mean = p->fixed[PHIL_TREND];
    *sd = sqrt(p->covariance[PHIL_TREND][PHIL_TREND]);
}

/* Plain values are smeared over the step of the lattice, so that they have quantiles. */
static const double smear = 0.4;

static void overdispersion_of(const struct phil_lattice *lattice,
                              const struct phil_lattice_point *p, double *mean, double *sd)
{
    *mean = p->hyper.overdispersion;
    *sd = smear * 2 * lattice->width[0] * *mean + 1e-9;
}

static void correlation_of(const struct phil_lattice *lattice, const struct phil_lattice_point *p,
                           double *mean, double *sd)
{
    *mean = p->hyper.autocorrelation;
    *sd = smear * lattice->width[2] * *mean * (1 - *mean) + 1e-9;
}

static void day_sd_of(const struct phil_lattice *lattice, const struct phil_lattice_point *p,
                      double *mean, double *sd)
{
    *mean = p->hyper.day_sd;
    *sd = smear * lattice->width[0] * *mean + 1e-9;
}

static bool mix(const struct phil_lattice *lattice, of_point *of, struct phil_mixture *mixture)
{
    const size_t n = lattice->n_points;
    double *memory = malloc(3 * n * sizeof *memory);
    if (!memory)
        return false;
    *mixture = (struct phil_mixture){.weight = memory, .mean = memory + n, .sd = memory + 2 * n};
    double top = -INFINITY;
    for (size_t i = 0; i < n; i++)
        top = fmax(top, lattice->points[i].log_weight);
    for (size_t i = 0; i < n; i++) {
        const struct phil_lattice_point *p = &lattice->points[i];
        const double weight = exp(p->log_weight - top);
        if (!(weight > 2e-3))
            continue;
        mixture->weight[mixture->n] = weight;
        of(lattice, p, &mixture->mean[mixture->n], &mixture->sd[mixture->n]);
        mixture->n++;
    }
    return true;
}

/* `centre` NULL or the mean, `median` NULL or the median, and the interval. */
static bool summarise(const struct phil_lattice *lattice, of_point *of, double *mean,
                      double *median, struct phil_interval *interval)
{
    struct phil_mixture mixture;
    if (!mix(lattice, of, &mixture))
        return false;
    if (mean)
        *mean = phil_mixture_mean(&mixture);
    if (median)
        *median = phil_mixture_quantile(&mixture, 0.5);
    interval->lo = phil_mixture_quantile(&mixture, 0.025);
    interval->hi = phil_mixture_quantile(&mixture, 0.975);
    free(mixture.weight);
    return true;
}

static bool set_rates(struct phil_trial_result *r, const struct phil_lattice *lattice)
{
    of_point *const of[] = {usual_rate, remedy_rate};
    for (int arm = 0; arm < PHIL_N_ARMS; arm++) {
        double median;
        if (!summarise(lattice, of[arm], NULL, &median, &r->rate_ci[arm]))
            return false;
        r->rate_per_min[arm] = phil_measured(exp(median));
        r->rate_ci[arm] = (struct phil_interval){exp(r->rate_ci[arm].lo), exp(r->rate_ci[arm].hi)};
    }
    return true;
}

static bool set_scatter(struct phil_trial_result *r, const struct phil_lattice *lattice)
{
    struct phil_interval unused;
    double mean;
    if (!summarise(lattice, overdispersion_of, &mean, NULL, &r->overdispersion_ci))
        return false;
    r->overdispersion = phil_measured(mean);
    r->overdispersion_ci.lo = fmax(0, r->overdispersion_ci.lo);
    if (lattice->flat)
        return true;
    if (!summarise(lattice, correlation_of, &mean, NULL, &r->autocorrelation_ci))
        return false;
    r->autocorrelation = phil_measured(mean);
    r->autocorrelation_ci.lo = fmax(0, r->autocorrelation_ci.lo);
    r->autocorrelation_ci.hi = fmin(1, r->autocorrelation_ci.hi);
    if (!summarise(lattice, day_sd_of, &mean, NULL, &unused))
        return false;
    r->day_sd = phil_measured(mean);
    return true;
}

static bool set_trend(struct phil_trial_result *r, const struct phil_fit *fit)
{
    const double weeks = fit->rows.span_days / 7;
    double median;
    if (!fit->laplace.model.has[PHIL_TREND])
        return true;
    if (!summarise(&fit->lattice, trend_of, NULL, &median, &r->trend_ci))
        return false;
    r->trend_per_week = phil_measured(exp(median / weeks));
    r->trend_ci = (struct phil_interval){exp(r->trend_ci.lo / weeks), exp(r->trend_ci.hi / weeks)};
    return true;
}

/* Mean of the share over the points and over the effects at each. */
static void set_carry_over(struct phil_trial_result *r, const struct phil_fit *fit, double sd)
{
    double sum = 0, all = 0;
    const struct phil_lattice *lattice = &fit->lattice;
    const double top = lattice->points[lattice->best].log_density[0];
    for (size_t i = 0; i < lattice->n_points; i++) {
        const struct phil_lattice_point *p = &lattice->points[i];
        for (int k = 0; k < p->n_effects; k++) {
            const double z = (p->first + k * p->step) / sd;
            const double weight = p->step * exp(p->log_density[k] - top - 0.5 * z * z);
            sum += weight * p->share[k];
            all += weight;
        }
    }
    if (fit->laplace.model.has[PHIL_CARRY] && all > 0)
        r->carry_over = phil_measured(sum / all);
}

/* Mean and variance of each row's log rate over the points; `sums` has 3 n numbers. */
static void add_point(const struct phil_lattice *lattice, size_t i, double weight,
                      struct phil_laplace *l, double *sums)
{
    const size_t n = l->rows->n;
    memcpy(l->z, lattice->z + i * n, n * sizeof *l->z);
    memcpy(l->fixed, lattice->points[i].fixed, sizeof l->fixed);
    phil_laplace_set_hyper(l, &lattice->points[i].hyper);
    phil_laplace_settle(l);
    phil_laplace_variances(l, sums + 2 * n);
    for (size_t t = 0; t < n; t++) {
        const double eta = l->eta[t] - l->rows->log_exposure[t];
        sums[t] += weight * eta;
        sums[n + t] += weight * (eta * eta + sums[2 * n + t]);
    }
}

static bool set_fitted(struct phil_trial_result *r, struct phil_fit *fit)
{
    const size_t n = fit->rows.n;
    double all = 0, top = -INFINITY, *sums = calloc(3 * n, sizeof *sums);
    if (!sums)
        return false;
    for (size_t i = 0; i < fit->lattice.n_points; i++)
        top = fmax(top, fit->lattice.points[i].log_weight);
    phil_laplace_free_effect(&fit->laplace, fit->reference);
    for (size_t i = 0; i < fit->lattice.n_points; i++) {
        const double weight = exp(fit->lattice.points[i].log_weight - top);
        if (!(weight > 0.05)) /* judged: the rest hardly moves a picture */
            continue;
        add_point(&fit->lattice, i, weight, &fit->laplace, sums);
        all += weight;
    }
    for (size_t t = 0; t < n; t++) {
        const double mean = sums[t] / all, sd = sqrt(fmax(0, sums[n + t] / all - mean * mean));
        r->fitted[fit->rows.day[t]] = exp(mean);
        r->fitted_lo[fit->rows.day[t]] = exp(mean - 1.96 * sd);
        r->fitted_hi[fit->rows.day[t]] = exp(mean + 1.96 * sd);
    }
    free(sums);
    return true;
}

static void set_unmeasured(struct phil_trial_result *r, const char *reason)
{
    const struct phil_value none = phil_unmeasured(reason);
    const struct phil_interval nothing = {NAN, NAN};
    for (int arm = 0; arm < PHIL_N_ARMS; arm++) {
        r->rate_per_min[arm] = none;
        r->rate_ci[arm] = nothing;
    }
    r->overdispersion = r->autocorrelation = r->day_sd = none;
    r->trend_per_week = r->carry_over = none;
    r->overdispersion_ci = r->autocorrelation_ci = r->trend_ci = r->leave_one_out = nothing;
}

enum phil_status phil_study_describe(struct phil_study *study)
{
    struct phil_fit *fit = &study->main;
    struct phil_trial_result *r = study->result;
    set_unmeasured(r, fit->reason ? fit->reason : not_modelled);
    if (fit->reason)
        return PHIL_OK;
    if (study->settings.trend && !fit->laplace.model.has[PHIL_TREND])
        r->trend_per_week = phil_unmeasured(one_day);
    if (study->settings.carry_over && !fit->laplace.model.has[PHIL_CARRY])
        r->carry_over = phil_unmeasured("no period follows one of the other kind");
    set_carry_over(r, fit, study->prior.effect_sd);
    return set_rates(r, &fit->lattice) && set_scatter(r, &fit->lattice) && set_trend(r, fit) &&
                   set_fitted(r, fit)
               ? PHIL_OK
               : PHIL_EMEM;
}
