/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/trial_rivals.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

enum { MOST_PAIRS = 4096 };

/* Mean and variance as numbers come. */
struct moments {
    double n, mean, squares;
};

static void add(struct moments *m, double x)
{
    const double off = x - m->mean;
    m->n++;
    m->mean += off / m->n;
    m->squares += off * (x - m->mean);
}

static double variance_of_mean(const struct moments *m)
{
    return m->squares / (m->n - 1) / m->n;
}

static double two_sided(double t, double df)
{
    return isfinite(t) && df > 0 ? 2 * gsl_cdf_tdist_Q(fabs(t), df) : NAN;
}

static const struct phil_tally *counted(const struct phil_trial_day *day)
{
    const struct phil_tally *tally = &day->tally[PHIL_OUTCOME_TWITCHES];
    return day->use == PHIL_DAY_USED && tally->exposure_min > 0 ? tally : NULL;
}

struct bench_answer bench_welch(const struct phil_trial_data *data)
{
    struct moments m[PHIL_N_ARMS] = {{0}};
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_tally *tally = counted(&data->days[i]);
        if (tally)
            add(&m[data->days[i].assigned], tally->count / tally->exposure_min);
    }
    struct bench_answer answer = {NAN, NAN, NAN, NAN};
    if (m[0].n < 2 || m[1].n < 2)
        return answer;
    const double va = variance_of_mean(&m[0]), vb = variance_of_mean(&m[1]), v = va + vb;
    const double df = v * v / (va * va / (m[0].n - 1) + vb * vb / (m[1].n - 1));
    answer.p = two_sided((m[1].mean - m[0].mean) / sqrt(v), df);
    if (m[0].mean > 0 && m[1].mean > 0 && df > 0) {
        const double half = gsl_cdf_tdist_Pinv(0.975, df) *
                            sqrt(va / (m[0].mean * m[0].mean) + vb / (m[1].mean * m[1].mean));
        answer.log_ratio = log(m[1].mean / m[0].mean);
        answer.lo = answer.log_ratio - half;
        answer.hi = answer.log_ratio + half;
    }
    return answer;
}

struct bench_answer bench_paired(const struct phil_trial_data *data)
{
    static double sum[MOST_PAIRS][PHIL_N_ARMS][2]; /* count, exposure */
    struct moments plain = {0}, logs = {0};
    memset(sum, 0, sizeof sum);
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        const struct phil_tally *tally = counted(day);
        if (tally && day->block > 0 && day->block < MOST_PAIRS) {
            sum[day->block][day->assigned][0] += tally->count;
            sum[day->block][day->assigned][1] += tally->exposure_min;
        }
    }
    for (int b = 0; b < MOST_PAIRS; b++) {
        const double *usual = sum[b][PHIL_ARM_USUAL], *remedy = sum[b][PHIL_ARM_REMEDY];
        if (usual[1] <= 0 || remedy[1] <= 0)
            continue;
        add(&plain, remedy[0] / remedy[1] - usual[0] / usual[1]);
        add(&logs, log((remedy[0] + 0.5) / remedy[1]) - log((usual[0] + 0.5) / usual[1]));
    }
    struct bench_answer answer = {NAN, NAN, NAN, NAN};
    if (plain.n < 2)
        return answer;
    answer.p = two_sided(plain.mean / sqrt(variance_of_mean(&plain)), plain.n - 1);
    const double half = gsl_cdf_tdist_Pinv(0.975, logs.n - 1) * sqrt(variance_of_mean(&logs));
    answer.log_ratio = logs.mean;
    answer.lo = logs.mean - half;
    answer.hi = logs.mean + half;
    return answer;
}

/* Log rate ratio at which a share of the counts falls to the remedy. */
static double log_ratio_at(double share, const double *exposure)
{
    return log(share / (1 - share) * exposure[PHIL_ARM_USUAL] / exposure[PHIL_ARM_REMEDY]);
}

struct bench_answer bench_poisson(const struct phil_trial_data *data)
{
    double count[PHIL_N_ARMS] = {0}, exposure[PHIL_N_ARMS] = {0};
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_tally *tally = counted(&data->days[i]);
        if (tally) {
            count[data->days[i].assigned] += tally->count;
            exposure[data->days[i].assigned] += tally->exposure_min;
        }
    }
    struct bench_answer answer = {NAN, NAN, NAN, NAN};
    const double a = count[PHIL_ARM_USUAL], b = count[PHIL_ARM_REMEDY];
    if (exposure[0] <= 0 || exposure[1] <= 0 || a + b == 0)
        return answer;
    const double share = exposure[PHIL_ARM_REMEDY] / (exposure[0] + exposure[1]);
    const unsigned n = (unsigned)(a + b), k = (unsigned)b;
    const double below = gsl_cdf_binomial_P(k, share, n);
    const double above = k ? gsl_cdf_binomial_Q(k - 1, share, n) : 1;
    answer.p = fmin(1, 2 * fmin(below, above));
    answer.log_ratio = a > 0 && b > 0 ? log_ratio_at(b / (a + b), exposure) : NAN;
    answer.lo = b > 0 ? log_ratio_at(gsl_cdf_beta_Pinv(0.025, b, a + 1), exposure) : -INFINITY;
    answer.hi = a > 0 ? log_ratio_at(gsl_cdf_beta_Pinv(0.975, b + 1, a), exposure) : INFINITY;
    return answer;
}
