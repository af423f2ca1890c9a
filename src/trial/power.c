/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How likely a trial of a given shape is to notice an effect.
 *
 * Idea. A counted day tells the log of its rate with the variance
 *
 *     day_sd^2 + 1/m + 1/k,      m = rate * minutes * (rate ratio on remedy days),
 *
 * of which day_sd^2 is shared with the days around it, rho^|i-j| of it: the Fisher information of
 * a negative-binomial count about its log mean is 1 / (1/m + 1/k). Generalised least squares on an
 * intercept, a straight trend and the arm then has a known standard error of the log rate ratio.
 * The sums X' V^-1 X come from a Kalman filter of the autoregressive part that takes the columns
 * of X for data (Harvey 1989, Forecasting, 3.4): exact, in time proportional to the days.
 *
 * That standard error gives the chance that a t statistic passes its quantile: of a noncentral t,
 * the integral over the chi distribution of a normal tail. The degrees of freedom are those of
 * the blocks less one, for it is blocks that chance ordered; and the level is the one that the
 * exact test can reach with so many blocks (of 2^n orders at least two give the largest
 * statistic), which is 3.1 % rather than 5 % with six, and none below.
 *
 * The order is not known before it is drawn: the mean over a few orders is taken.
 *
 * Two hurdles have to be taken, interval and test, by an analysis that has to learn what least
 * squares is told: how days scatter and hang together, what lingers. `learning` times the variance
 * of least squares is what brings the formula to simulated trials.
 *
 * Assumptions. The analysis is about as good as least squares with known variances, but for that
 * factor. Where a day's count is mostly 0 the log rate is far from normal and the figure is rough.
 * Carry-over beyond the washout is not in it.
 * tests/trial/test_power.c holds it against simulated trials with a textbook test.
 */
#include <philtrum/trial.h>

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "base/random.h"

enum {
    ORDERS = 8,     /* drawn; the mean then differs by less than 0.01 from that of 200 */
    QUANTILES = 40, /* points of the chi distribution; 0.001 off */
    MOST_PERIOD_DAYS = 60,
    COLUMNS = 3, /* intercept, trend, arm */
    ARM = 2,
};

/* Of the orders: any number, so that the same question has the same answer. */
static const uint64_t order_seed = 20;

static const double level = 0.05, most_ratio = 1e3;

/* Fitted by hand until the formula lay beside simulated trials. bench-trial prints both ("plan" and
 * "both"): where days are as supposed, autocorrelation 0 to 0.8, interval and test found 2.5 points
 * less than is stated here (from 5 less to 4 more). With a fifth of the days missing it was 11
 * less, with a carry-over that fades over days 15, with a steep trend 19. */
static const double learning = 1.15;

/* --- least squares ---------------------------------------------------------------------------- */

/* Where one value follows another with a correlation: what the days before tell of the next day,
 * for the columns of X in place of data. */
struct filter {
    double mean[COLUMNS], variance; /* of the lasting part, before the day is seen */
    double information[COLUMNS][COLUMNS];
};

static void see_day(struct filter *filter, const double x[COLUMNS], double noise)
{
    const double all = filter->variance + noise, gain = filter->variance / all;
    double surprise[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
        surprise[i] = x[i] - filter->mean[i];
    for (int i = 0; i < COLUMNS; i++) {
        for (int j = 0; j < COLUMNS; j++)
            filter->information[i][j] += surprise[i] * surprise[j] / all;
        filter->mean[i] += gain * surprise[i];
    }
    filter->variance -= gain * filter->variance;
}

static void next_day(struct filter *filter, double rho, double variance)
{
    for (int i = 0; i < COLUMNS; i++)
        filter->mean[i] *= rho;
    filter->variance = rho * rho * filter->variance + (1 - rho * rho) * variance;
}

/* The variance of the arm's coefficient: what is left of its information when the others have
 * taken theirs. */
static double variance_of_arm(double a[COLUMNS][COLUMNS])
{
    for (int p = 0; p < ARM; p++)
        for (int i = p + 1; i < COLUMNS; i++) {
            const double f = a[p][p] > 0 ? a[i][p] / a[p][p] : 0;
            for (int j = p; j < COLUMNS; j++)
                a[i][j] -= f * a[p][j];
        }
    return a[ARM][ARM] > 0 ? 1 / a[ARM][ARM] : INFINITY;
}

static double standard_error(const struct phil_trial_shape *shape,
                             const struct phil_trial_background *b, double rate_ratio,
                             uint64_t order)
{
    const double lasting = b->day_sd * b->day_sd;
    struct filter filter = {.variance = lasting};
    const int n_days = 2 * shape->n_blocks * shape->period_days;
    for (int day = 0; day < n_days; day++) {
        const int period = day / shape->period_days;
        const bool turned = phil_random_bits(order_seed, order, (uint64_t)(period / 2)) >> 63;
        const double remedy = (period % 2 == 1) != turned;
        const double x[COLUMNS] = {1, (double)day / n_days - 0.5, remedy};
        const double m = b->rate_per_min * b->exposure_min * pow(rate_ratio, remedy);
        if (day % shape->period_days >= shape->washout_days)
            see_day(&filter, x, 1 / m + b->overdispersion);
        next_day(&filter, b->autocorrelation, lasting);
    }
    return sqrt(learning * variance_of_arm(filter.information));
}

/* --- the chance ------------------------------------------------------------------------------- */

/* The largest level up to 5 % that an exact test over 2^blocks orders can have; 0 for none. */
static double reachable_level(int blocks)
{
    const double orders = ldexp(1, blocks);
    return 2 * floor(level / 2 * orders) / orders;
}

/* Equally likely values of a chi over the root of its degrees of freedom. */
static void set_scales(double scales[QUANTILES], double df)
{
    for (int i = 0; i < QUANTILES; i++)
        scales[i] = sqrt(gsl_cdf_chisq_Pinv((i + 0.5) / QUANTILES, df) / df);
}

/* P(T > quantile) of a noncentral t. */
static double upper_tail(double quantile, const double scales[QUANTILES], double shift)
{
    double sum = 0;
    for (int i = 0; i < QUANTILES; i++)
        sum += gsl_cdf_ugaussian_Q(quantile * scales[i] - shift);
    return sum / QUANTILES;
}

static bool in_range(const struct phil_trial_shape *shape, const struct phil_trial_background *b,
                     double rate_ratio)
{
    return shape->n_blocks >= 1 && shape->n_blocks <= PHIL_TRIAL_MOST_BLOCKS &&
           shape->period_days >= 1 && shape->period_days <= MOST_PERIOD_DAYS &&
           shape->washout_days >= 0 && shape->washout_days < shape->period_days &&
           b->rate_per_min > 0 && isfinite(b->rate_per_min) && b->exposure_min > 0 &&
           isfinite(b->exposure_min) && b->overdispersion >= 0 && isfinite(b->overdispersion) &&
           b->day_sd >= 0 && isfinite(b->day_sd) && b->autocorrelation >= 0 &&
           b->autocorrelation <= 0.95 && rate_ratio >= 1 / most_ratio && rate_ratio <= most_ratio;
}

double phil_trial_power(const struct phil_trial_shape *shape,
                        const struct phil_trial_background *background, double rate_ratio)
{
    if (!in_range(shape, background, rate_ratio))
        return NAN;
    const double reachable = reachable_level(shape->n_blocks), df = shape->n_blocks - 1;
    double scales[QUANTILES], sum = 0;
    if (!(reachable > 0))
        return 0;
    set_scales(scales, df);
    const double quantile = gsl_cdf_tdist_Qinv(reachable / 2, df);
    for (uint64_t order = 0; order < ORDERS; order++) {
        const double shift =
            fabs(log(rate_ratio)) / standard_error(shape, background, rate_ratio, order);
        sum += upper_tail(quantile, scales, shift) + upper_tail(quantile, scales, -shift);
    }
    return sum / ORDERS;
}

int phil_trial_blocks_needed(const struct phil_trial_shape *shape,
                             const struct phil_trial_background *background, double rate_ratio,
                             double power)
{
    struct phil_trial_shape tried = *shape;
    int too_few = 0, enough = PHIL_TRIAL_MOST_BLOCKS + 1;
    if (!(power >= 0.5 && power <= 0.99))
        return 0;
    while (enough - too_few > 1) { /* more blocks never see less */
        tried.n_blocks = (too_few + enough) / 2;
        if (phil_trial_power(&tried, background, rate_ratio) >= power)
            enough = tried.n_blocks;
        else
            too_few = tried.n_blocks;
    }
    return enough <= PHIL_TRIAL_MOST_BLOCKS ? enough : 0;
}
