/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a person's days vary, from the days that are there: what a plan's length follows from.
 *
 * Idea. A day's count has a mean (rate times minutes of rest) and scatters more than a Poisson
 * count, for days differ. What is left of the squared deviations after the counts' own share is the
 * relative variance between days (a moment estimator: Breslow 1984, doi:10.2307/2347661). What
 * neighbouring days have in common of it tells of its autocorrelation; the rest of it is split
 * between what lasts (day_sd) and what does not (overdispersion) as in the prior, for a few weeks
 * of days cannot tell them apart. Each figure is a mean of the estimate and of what is common,
 * weighted by days: two weeks of own days count as much as the prior.
 *
 * Assumptions. The days are of life as usual, without a trend. Where there is one, it passes for
 * lasting variation and the plan comes out too long rather than too short.
 *
 * What is common. Nobody has counted twitches of the lip day by day: the prior is judged. Two a
 * minute is what makes people look for help (one to several in a clip of half a minute). Counts of
 * a frequent symptom vary by a half from day to day in diaries: 0.2 + 0.3^2 is (0.54)^2.
 */
#include <math.h>

#include "trial/data.h"

static const struct phil_trial_background common = {.rate_per_min = 2,
                                                    .exposure_min = 2,
                                                    .overdispersion = 0.2,
                                                    .day_sd = 0.3,
                                                    .autocorrelation = 0.3,
                                                    .days = 0};

/* The prior's weight: of the variation in days, of the rate in twitches, of the time in days.
 * Judged; half a twitch keeps the rate of a week without one above zero. */
static const double prior_days = 14, prior_twitches = 0.5, prior_times = 0.5;

/* A relative variance beyond this says that the days are of two kinds, and no plan helps then. */
static const double most_variance = 4;

static const double most_autocorrelation = 0.95; /* of the contract */

static bool is_usual(const struct phil_trial_day *day)
{
    return day->use == PHIL_DAY_USED && day->assigned == PHIL_ARM_USUAL &&
           day->done == PHIL_ARM_USUAL && day->tally[PHIL_OUTCOME_TWITCHES].count >= 0 &&
           day->tally[PHIL_OUTCOME_TWITCHES].exposure_min > 0;
}

/* Deviation of a day's count from what its time lets expect, and that expectation. */
static double deviation(const struct phil_trial_day *day, double rate, double *expected)
{
    *expected = rate * day->tally[PHIL_OUTCOME_TWITCHES].exposure_min;
    return day->tally[PHIL_OUTCOME_TWITCHES].count - *expected;
}

static double shrunk(double sum, double weight, double n, double prior)
{
    const double own = weight > 0 ? sum / weight : prior;
    return (n * own + prior_days * prior) / (n + prior_days);
}

/* The relative variance between days. */
static double between_days(const struct phil_trial_day *days, size_t n_days, double rate)
{
    double excess = 0, weight = 0, n = 0;
    for (size_t i = 0; i < n_days; i++) {
        double m;
        if (!is_usual(&days[i]))
            continue;
        const double e = deviation(&days[i], rate, &m);
        excess += e * e - m;
        weight += m * m;
        n++;
    }
    /* The mean was fitted to the same days. */
    excess *= n > 1 ? n / (n - 1) : 0;
    const double prior = common.overdispersion + common.day_sd * common.day_sd;
    return fmin(most_variance, fmax(0, shrunk(excess, weight, n > 1 ? n : 0, prior)));
}

/* The relative covariance of neighbouring days. */
static double of_neighbours(const struct phil_trial_day *days, size_t n_days, double rate)
{
    double sum = 0, weight = 0, n = 0;
    for (size_t i = 1; i < n_days; i++) {
        double m, before;
        if (!is_usual(&days[i]) || !is_usual(&days[i - 1]) || days[i].day != days[i - 1].day + 1)
            continue;
        const double e = deviation(&days[i - 1], rate, &before);
        sum += e * deviation(&days[i], rate, &m);
        weight += m * before;
        n++;
    }
    return shrunk(sum, weight, n, common.day_sd * common.day_sd * common.autocorrelation);
}

/* Shares the variance out between what lasts and what does not. */
static void split(struct phil_trial_background *background, double variance, double neighbours)
{
    const double lasting = common.day_sd * common.day_sd;
    const double share = lasting / (lasting + common.overdispersion);
    const double covariance = fmin(fmax(0, neighbours), most_autocorrelation * variance);
    const double day = fmax(share * variance, covariance / most_autocorrelation);
    background->day_sd = sqrt(day);
    background->overdispersion = fmax(0, variance - day);
    background->autocorrelation = day > 0 ? fmin(most_autocorrelation, covariance / day) : 0;
}

enum phil_status phil_trial_background_of(struct phil_trial_background *background,
                                          const struct phil_trial_day *days, size_t n_days)
{
    double twitches = 0, minutes = 0;
    int n = 0;
    if (!background || (n_days && !days))
        return PHIL_EARG;
    *background = common;
    for (size_t i = 0; i < n_days; i++) {
        if (!is_usual(&days[i]))
            continue;
        twitches += days[i].tally[PHIL_OUTCOME_TWITCHES].count;
        minutes += days[i].tally[PHIL_OUTCOME_TWITCHES].exposure_min;
        n++;
    }
    if (n == 0)
        return PHIL_OK;
    background->days = n;
    background->rate_per_min =
        (twitches + prior_twitches) / (minutes + prior_twitches / common.rate_per_min);
    background->exposure_min =
        (minutes + prior_times * common.exposure_min) / ((double)n + prior_times);
    split(background, between_days(days, n_days, background->rate_per_min),
          of_neighbours(days, n_days, background->rate_per_min));
    return PHIL_OK;
}
