/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Draws from the posterior of what treatments do to one patient's rate.
 *
 * The counts of a day are negative binomial around rate times minutes: days differ by more than the
 * chance of counting, and an interval that takes them as Poisson is too short by half and more. One
 * rate without treatment, one dispersion, one steepness belong to the patient; each injection has
 * its own ratio, onset and return. Ratios and returns of a patient are exchangeable around the
 * patient's own typical value, which is integrated out in closed form: so a new injection borrows
 * from the patient's earlier ones, and from the literature (priors.h) where there are none. Of
 * earlier injections the last one still works: its share of what is left is taken away too.
 *
 * Metropolis' algorithm, one parameter at a time with normal steps, and one that moves the rate
 * against all ratios (what was seen after an injection says little about which of the two it is).
 * The widths of the steps settle in the first draws, which are thrown away, to accept 44 in 100
 * (Roberts and Rosenthal 2001, doi:10.1214/ss/1015346320). Four chains from scattered starts; where
 * they do not agree (R-hat above 1.02) they run on five times as long. The random numbers depend on
 * the data alone.
 *
 * Where it fails: a rate that drifts over years without treatment; counts of which some are wrong
 * by far. A single day more or less then moves the result: look at the picture.
 */
#include "monitor/effect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "monitor/priors.h"

enum { N_CHAINS = 4, N_SETTLE = 500, N_KEEP = 1000, LONGER = 5 };
static const double good_r_hat = 1.02;

/* Parameters: those of the patient, then three of each start. */
enum { RATE, DISPERSION, STEEPNESS, N_COMMON };
enum { RATIO, RETURN, ONSET, N_OWN };

struct sampler {
    const struct phil_effect_data *data;
    size_t n, n_starts, n_parameters;
    double *block; /* owns all arrays below */
    double *parameter, *width;
    double *log_minutes;
    double *own, *earlier, *term; /* of each day: log factor of its injection, of the one before,
                                     log-likelihood but for what depends on the dispersion alone */
    double *own_new, *earlier_new, *term_new;
    double dispersion_part; /* of the log-likelihood, as it stands */
    size_t *first;          /* n_starts + 2: of the days after each start */
    struct phil_prior ratio, back;
    uint64_t chain, uniforms, normals;
};

/* --- the model ----------------------------------------------------------- */

static const double *own_of(const struct sampler *s, size_t start)
{
    return s->parameter + N_COMMON + N_OWN * start;
}

static struct phil_shape shape_of(const struct sampler *s, size_t start)
{
    const double *own = own_of(s, start);
    return (struct phil_shape){own[RATIO], own[ONSET], own[RETURN]};
}

static double log_factor(bool step, const struct phil_shape *shape, double log_steepness,
                         double days)
{
    if (step)
        return days > 0 ? shape->log_ratio : 0;
    /* log() takes a third of the time of log1p(), and what it loses is far below what counts. */
    return log(1 + (exp(shape->log_ratio) - 1) * phil_shape_share(shape, log_steepness, days));
}

static double term_of(const struct sampler *s, size_t i, double log_factors, double dispersion)
{
    const struct phil_count_day *day = &s->data->days[i];
    const double log_mean = s->parameter[RATE] + s->log_minutes[i] + log_factors;
    return day->count * log_mean -
           (day->count + 1 / dispersion) * log(1 + dispersion * exp(log_mean));
}

/* What of the log-likelihood depends on the dispersion and the counts alone. */
static double dispersion_part(const struct sampler *s)
{
    const double dispersion = exp(s->parameter[DISPERSION]), inverse = 1 / dispersion;
    double sum = -(double)s->n * lgamma(inverse);
    for (size_t i = 0; i < s->n; i++)
        sum += lgamma(s->data->days[i].count + inverse) +
               s->data->days[i].count * s->parameter[DISPERSION];
    return sum;
}

/* Of exchangeable values around a mean that is integrated out. */
static double exchangeable(const struct sampler *s, const struct phil_prior *prior, int which)
{
    const double n = (double)s->n_starts;
    const double within = prior->within * prior->within, between = prior->between * prior->between;
    double sum = 0, squares = 0;
    for (size_t j = 0; j < s->n_starts; j++) {
        const double x = own_of(s, j)[which] - prior->mean;
        sum += x;
        squares += x * x;
    }
    return -(squares - sum * sum * between / (within + n * between)) / (2 * within);
}

static double normal_prior(const struct phil_prior *prior, double x)
{
    const double z = (x - prior->mean) / prior->within;
    return -z * z / 2;
}

static double log_prior(const struct sampler *s, size_t parameter)
{
    if (parameter == RATE)
        return normal_prior(&phil_prior_rate, s->parameter[RATE]);
    if (parameter == DISPERSION)
        return normal_prior(&phil_prior_dispersion, s->parameter[DISPERSION]);
    if (parameter == STEEPNESS)
        return normal_prior(&phil_prior_steepness, s->parameter[STEEPNESS]);
    switch ((parameter - N_COMMON) % N_OWN) {
    case RATIO:
        return exchangeable(s, &s->ratio, RATIO);
    case RETURN:
        return exchangeable(s, &s->back, RETURN);
    default:
        return normal_prior(&phil_prior_onset, s->parameter[parameter]);
    }
}

/* --- one step ------------------------------------------------------------ */

/* Works out days `from` up to `to` anew; what `start` does to them too, all starts for SIZE_MAX.
 * Returns by how much the log-likelihood grows. */
static double work_out(struct sampler *s, size_t from, size_t to)
{
    const double steepness = s->parameter[STEEPNESS];
    const double dispersion = exp(s->parameter[DISPERSION]);
    double gain = 0;
    size_t j = 0;
    for (size_t i = from; i < to; i++) {
        while (j < s->n_starts && i >= s->first[j + 1])
            j++;
        /* Now day i comes after start j - 1, or after start 0 when it lies behind first[0]. */
        s->own_new[i] = s->earlier_new[i] = 0;
        if (i >= s->first[0]) {
            const struct phil_shape own = shape_of(s, j);
            s->own_new[i] = log_factor(s->data->step, &own, steepness,
                                       s->data->days[i].day - s->data->starts[j]);
            if (j > 0) {
                const struct phil_shape last = shape_of(s, j - 1);
                s->earlier_new[i] = log_factor(s->data->step, &last, steepness,
                                               s->data->days[i].day - s->data->starts[j - 1]);
            }
        }
        s->term_new[i] = term_of(s, i, s->own_new[i] + s->earlier_new[i], dispersion);
        gain += s->term_new[i] - s->term[i];
    }
    return gain;
}

/* The same when no factor changes. */
static double work_out_terms(struct sampler *s)
{
    const double dispersion = exp(s->parameter[DISPERSION]);
    double gain = 0;
    for (size_t i = 0; i < s->n; i++) {
        s->own_new[i] = s->own[i];
        s->earlier_new[i] = s->earlier[i];
        s->term_new[i] = term_of(s, i, s->own[i] + s->earlier[i], dispersion);
        gain += s->term_new[i] - s->term[i];
    }
    return gain;
}

static void accept(struct sampler *s, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        s->own[i] = s->own_new[i];
        s->earlier[i] = s->earlier_new[i];
        s->term[i] = s->term_new[i];
    }
}

static double random_step(struct sampler *s, size_t move)
{
    return exp(s->width[move]) * phil_random_normal(s->data->seed, 2 * s->chain, s->normals++);
}

static bool chance_takes(struct sampler *s, double gain)
{
    const double u = phil_random_uniform(s->data->seed, 2 * s->chain + 1, s->uniforms++);
    return log(u) < gain;
}

/* One parameter by one step; whether it was taken. */
static bool move_one(struct sampler *s, size_t p)
{
    size_t from = 0, to = s->n;
    const double before = s->parameter[p];
    double gain = -log_prior(s, p), part = s->dispersion_part;
    s->parameter[p] += random_step(s, p);
    gain += log_prior(s, p);
    if (p == DISPERSION) {
        part = dispersion_part(s);
        gain += part - s->dispersion_part;
    }
    if (p == RATE || p == DISPERSION) {
        gain += work_out_terms(s);
    } else {
        if (p >= N_COMMON) {
            const size_t j = (p - N_COMMON) / N_OWN;
            from = s->first[j];
            to = s->first[j + 2 <= s->n_starts ? j + 2 : s->n_starts];
        }
        gain += work_out(s, from, to);
    }
    const bool taken = chance_takes(s, gain);
    if (taken) {
        accept(s, from, to);
        s->dispersion_part = part;
    } else {
        s->parameter[p] = before;
    }
    return taken;
}

/* The rate against all ratios. */
static bool move_rate(struct sampler *s)
{
    const double step = random_step(s, s->n_parameters);
    const size_t ratio = N_COMMON + RATIO;
    double gain = -log_prior(s, RATE) - log_prior(s, ratio);
    s->parameter[RATE] += step;
    for (size_t j = 0; j < s->n_starts; j++)
        s->parameter[N_COMMON + N_OWN * j + RATIO] -= step;
    gain += log_prior(s, RATE) + log_prior(s, ratio) + work_out(s, 0, s->n);
    if (chance_takes(s, gain)) {
        accept(s, 0, s->n);
        return true;
    }
    s->parameter[RATE] -= step;
    for (size_t j = 0; j < s->n_starts; j++)
        s->parameter[N_COMMON + N_OWN * j + RATIO] += step;
    return false;
}

static void sweep(struct sampler *s, int settled)
{
    /* Robbins and Monro's steps, which shrink: 0.5 at first, a fortieth at the end. */
    const double gain = settled < N_SETTLE ? fmin(0.5, 12.5 / (settled + 1)) : 0;
    for (size_t p = 0; p <= s->n_parameters; p++) {
        const bool own = p >= N_COMMON && p < s->n_parameters;
        /* A step has neither onset nor return. */
        if (s->data->step && (p == STEEPNESS || (own && (p - N_COMMON) % N_OWN != RATIO)))
            continue;
        const bool taken = p < s->n_parameters ? move_one(s, p) : move_rate(s);
        s->width[p] += gain * ((taken ? 1 : 0) - 0.44);
    }
}

/* --- chains -------------------------------------------------------------- */

/* A first guess of the rate without treatment: from the days before any, or the highest. */
static double guess_rate(const struct sampler *s)
{
    double count = 0.5, minutes = 0, most = 0;
    for (size_t i = 0; i < s->n; i++) {
        const struct phil_count_day *day = &s->data->days[i];
        if (i < s->first[0]) {
            count += day->count;
            minutes += day->exposure_min;
        }
        most = fmax(most, (day->count + 0.5) / day->exposure_min);
    }
    return log(minutes > 0 ? count / minutes : most > 0 ? most : 1);
}

static double scattered(struct sampler *s, double mean, double spread)
{
    return mean + spread * phil_random_normal(s->data->seed, 2 * s->chain, s->normals++);
}

static void begin_chain(struct sampler *s, uint64_t chain)
{
    s->chain = chain;
    s->uniforms = s->normals = 0;
    s->parameter[RATE] = scattered(s, guess_rate(s), 0.5);
    s->parameter[DISPERSION] = scattered(s, phil_prior_dispersion.mean, 0.7);
    s->parameter[STEEPNESS] = scattered(s, phil_prior_steepness.mean, 0.2);
    for (size_t j = 0; j < s->n_starts; j++) {
        double *own = s->parameter + N_COMMON + N_OWN * j;
        own[RATIO] = scattered(s, s->ratio.mean, 0.7);
        own[RETURN] = scattered(s, s->back.mean, 0.3);
        own[ONSET] = scattered(s, phil_prior_onset.mean, 0.3);
    }
    for (size_t p = 0; p <= s->n_parameters; p++)
        s->width[p] = log(0.5);
    work_out(s, 0, s->n);
    accept(s, 0, s->n);
    s->dispersion_part = dispersion_part(s);
}

static void keep(const struct sampler *s, struct phil_effect_draws *draws, size_t row)
{
    draws->draw[row] = (struct phil_effect_draw){s->parameter[RATE], s->parameter[DISPERSION],
                                                 s->parameter[STEEPNESS]};
    for (size_t j = 0; j < s->n_starts; j++)
        draws->shape[row * s->n_starts + j] = shape_of(s, j);
}

static void run(struct sampler *s, struct phil_effect_draws *draws, int thin)
{
    size_t row = 0;
    for (uint64_t chain = 0; chain < N_CHAINS; chain++) {
        begin_chain(s, chain);
        for (int i = 0; i < N_SETTLE; i++)
            sweep(s, i);
        for (int i = 0; i < N_KEEP; i++) {
            for (int k = 0; k < thin; k++)
                sweep(s, N_SETTLE);
            keep(s, draws, row++);
        }
    }
}

static double member(const struct phil_effect_draws *draws, size_t row, size_t start, size_t which)
{
    const struct phil_shape *shape = &draws->shape[row * draws->n_starts + start];
    return which == 0   ? draws->draw[row].log_rate
           : which == 1 ? draws->draw[row].log_dispersion
           : which == 2 ? shape->log_ratio
           : which == 3 ? shape->log_return
                        : shape->log_onset;
}

/* Split R-hat of one quantity: each chain's halves count as chains. */
static double r_hat_of(const struct phil_effect_draws *draws, size_t start, size_t which)
{
    enum { HALVES = 2 * N_CHAINS, LENGTH = N_KEEP / 2 };
    double mean[HALVES], all = 0, within = 0, between = 0;
    for (size_t h = 0; h < HALVES; h++) {
        double sum = 0, squares = 0;
        for (size_t i = 0; i < LENGTH; i++)
            sum += member(draws, h * LENGTH + i, start, which);
        mean[h] = sum / LENGTH;
        for (size_t i = 0; i < LENGTH; i++) {
            const double x = member(draws, h * LENGTH + i, start, which) - mean[h];
            squares += x * x;
        }
        within += squares / (LENGTH - 1) / HALVES;
        all += mean[h] / HALVES;
    }
    for (size_t h = 0; h < HALVES; h++)
        between += (mean[h] - all) * (mean[h] - all) / (HALVES - 1);
    return sqrt((double)(LENGTH - 1) / LENGTH + between / within);
}

static double work_out_r_hat(struct phil_effect_draws *draws, bool step)
{
    const size_t n_which = step ? 3 : 5; /* a step has neither return nor onset */
    double worst = 1;
    for (size_t j = 0; j < draws->n_starts; j++) {
        draws->r_hat[j] = 1;
        for (size_t which = 0; which < n_which; which++)
            draws->r_hat[j] = fmax(draws->r_hat[j], r_hat_of(draws, j, which));
        worst = fmax(worst, draws->r_hat[j]);
    }
    return worst;
}

/* --- memory -------------------------------------------------------------- */

static bool sampler_init(struct sampler *s, const struct phil_effect_data *data)
{
    *s = (struct sampler){.data = data, .n = data->n_days, .n_starts = data->n_starts};
    s->n_parameters = N_COMMON + N_OWN * s->n_starts;
    s->ratio = data->step ? phil_prior_step : phil_prior_toxin;
    s->back = phil_prior_return;
    s->block = calloc(2 * (s->n_parameters + 1) + 7 * s->n, sizeof *s->block);
    s->first = calloc(s->n_starts + 2, sizeof *s->first);
    if (!s->block || !s->first)
        return false;
    s->parameter = s->block;
    s->width = s->parameter + s->n_parameters + 1;
    s->log_minutes = s->width + s->n_parameters + 1;
    s->own = s->log_minutes + s->n;
    s->earlier = s->own + s->n;
    s->term = s->earlier + s->n;
    s->own_new = s->term + s->n;
    s->earlier_new = s->own_new + s->n;
    s->term_new = s->earlier_new + s->n;
    for (size_t i = 0; i < s->n; i++)
        s->log_minutes[i] = log(data->days[i].exposure_min);
    for (size_t j = 0, i = 0; j <= s->n_starts; j++) {
        while (i < s->n && (j == s->n_starts || data->days[i].day <= data->starts[j]))
            i++;
        s->first[j] = i;
    }
    return true;
}

enum phil_status phil_effect_sample(struct phil_effect_draws *draws,
                                    const struct phil_effect_data *data)
{
    struct sampler s;
    *draws = (struct phil_effect_draws){.n = (size_t)N_CHAINS * N_KEEP, .n_starts = data->n_starts};
    draws->draw = calloc(draws->n, sizeof *draws->draw);
    draws->shape = calloc(draws->n * data->n_starts, sizeof *draws->shape);
    draws->r_hat = calloc(data->n_starts, sizeof *draws->r_hat);
    const bool fine = sampler_init(&s, data) && draws->draw && draws->shape && draws->r_hat;
    if (fine) {
        run(&s, draws, 1);
        if (work_out_r_hat(draws, data->step) > good_r_hat) {
            run(&s, draws, LONGER);
            work_out_r_hat(draws, data->step);
        }
    }
    free(s.block);
    free(s.first);
    if (!fine)
        phil_effect_draws_release(draws);
    return fine ? PHIL_OK : PHIL_EMEM;
}

void phil_effect_draws_release(struct phil_effect_draws *draws)
{
    free(draws->draw);
    free(draws->shape);
    free(draws->r_hat);
    *draws = (struct phil_effect_draws){0};
}

/* --- what follows from a draw -------------------------------------------- */

double phil_effect_rate(const struct phil_effect_draws *draws, size_t i,
                        const struct phil_effect_data *data, double day)
{
    double log_rate = draws->draw[i].log_rate;
    size_t j = 0;
    while (j < data->n_starts && data->starts[j] < day)
        j++;
    for (size_t back = 0; back < 2 && back < j; back++)
        log_rate += log_factor(data->step, &draws->shape[i * draws->n_starts + j - 1 - back],
                               draws->draw[i].log_steepness, day - data->starts[j - 1 - back]);
    return exp(log_rate);
}

void phil_effect_prior_of_mean(bool step, size_t n, double *mean, double *variance)
{
    const struct phil_prior *prior = step ? &phil_prior_step : &phil_prior_toxin;
    *mean = prior->mean;
    *variance = prior->between * prior->between + prior->within * prior->within / (double)n;
}

void phil_effect_prior_draw(struct phil_effect_draw *draw, struct phil_shape *shape, size_t n,
                            uint64_t seed, uint64_t counter)
{
    uint64_t at = counter << 20;
    const struct phil_prior *ratio = &phil_prior_toxin, *back = &phil_prior_return;
    draw->log_rate =
        phil_prior_rate.mean + phil_prior_rate.within * phil_random_normal(seed, 0, at++);
    draw->log_dispersion = phil_prior_dispersion.mean +
                           phil_prior_dispersion.within * phil_random_normal(seed, 0, at++);
    draw->log_steepness =
        phil_prior_steepness.mean + phil_prior_steepness.within * phil_random_normal(seed, 0, at++);
    const double own_ratio = ratio->mean + ratio->between * phil_random_normal(seed, 0, at++);
    const double own_back = back->mean + back->between * phil_random_normal(seed, 0, at++);
    for (size_t j = 0; j < n; j++) {
        shape[j].log_ratio = own_ratio + ratio->within * phil_random_normal(seed, 0, at++);
        shape[j].log_return = own_back + back->within * phil_random_normal(seed, 0, at++);
        shape[j].log_onset =
            phil_prior_onset.mean + phil_prior_onset.within * phil_random_normal(seed, 0, at++);
    }
}
