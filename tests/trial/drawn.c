/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drawn.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

/* Random numbers of one day of one trial, in the order of use. */
struct source {
    uint64_t seed, stream, used;
};

enum { MOST_DAYS = 4096, STREAMS_OF_DAY = 8 }; /* of a trial; so no two days share numbers */

enum stream { FOR_ORDER, FOR_WORLD, FOR_LEVEL, FOR_CLIP, FOR_COUNT, FOR_OTHERS };

static struct source source_of(uint64_t seed, uint64_t trial, int day, enum stream what)
{
    return (struct source){
        seed, (trial * MOST_DAYS + (uint64_t)day) * STREAMS_OF_DAY + (uint64_t)what, 0};
}

static double uniform(struct source *s)
{
    return phil_random_uniform(s->seed, s->stream, s->used++);
}

static double normal(struct source *s)
{
    const double u = uniform(s), v = uniform(s);
    return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

/* Mean `shape`, scale 1: Marsaglia and Tsang 2000, doi:10.1145/358407.358414. */
static double gamma_number(struct source *s, double shape)
{
    if (shape < 1)
        return gamma_number(s, shape + 1) * pow(uniform(s), 1 / shape);
    const double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        const double x = normal(s), root = 1 + c * x, v = root * root * root;
        if (v > 0 && log(uniform(s)) < 0.5 * x * x + d * (1 - v + log(v)))
            return d * v;
    }
}

/* Transformed rejection for means of 10 on: Hoermann 1993, doi:10.1016/0167-6687(93)90997-4. */
static double large_poisson_number(struct source *s, double mean)
{
    const double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    const double inverse = 1.1239 + 1.1328 / (b - 3.4), quick = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
        const double u = uniform(s) - 0.5, v = uniform(s), left = 0.5 - fabs(u);
        const double k = floor((2 * a / left + b) * u + mean + 0.43);
        if (left >= 0.07 && v <= quick)
            return k;
        if (k < 0 || (left < 0.013 && v > left))
            continue;
        if (log(v * inverse / (a / (left * left) + b)) <= k * log(mean) - mean - lgamma(k + 1))
            return k;
    }
}

/* By inversion where the mean is small. */
static double poisson_number(struct source *s, double mean)
{
    if (mean > 20)
        return large_poisson_number(s, mean);
    double p = exp(-mean), u = uniform(s) - p, count = 0;
    for (int k = 1; u > 0 && k < 1000; k++) {
        p *= mean / k;
        u -= p;
        count++;
    }
    return count;
}

static struct phil_tally tally(struct source *s, double mean_rate, double minutes, double spread)
{
    const double factor = spread > 0 ? spread * gamma_number(s, 1 / spread) : 1;
    return (struct phil_tally){poisson_number(s, mean_rate * factor * minutes), minutes};
}

static double log_of_world(const struct drawn_setting *setting, uint64_t seed, uint64_t trial,
                           int day)
{
    struct source whole = source_of(seed, trial, 0, FOR_WORLD);
    struct source today = source_of(seed, trial, day + 1, FOR_WORLD);
    const double when = uniform(&whole) * setting->shape.n_blocks * 2 * setting->shape.period_days;
    switch (setting->world) {
    case DRAWN_WEEKEND:
        return day % 7 >= 5 ? log(1.5) : 0;
    case DRAWN_STEP:
        return day < when ? 0 : uniform(&whole) < 0.5 ? log(2) : -log(2);
    case DRAWN_BURSTS:
        return uniform(&today) < 0.05 ? log(5) : 0;
    default:
        return 0;
    }
}

static void place(struct phil_trial_day *day, const struct phil_trial_shape *shape, int number,
                  uint64_t seed, uint64_t trial)
{
    const int period = number / shape->period_days, of_period = number % shape->period_days;
    struct source chance = source_of(seed, trial, period / 2, FOR_ORDER);
    const int remedy_first = uniform(&chance) < 0.5;
    day->day = number;
    day->period = period + 1;
    day->block = period / 2 + 1;
    day->assigned = day->done =
        (period % 2 == 0) == remedy_first ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
    day->use = of_period < shape->washout_days ? PHIL_DAY_WASHOUT : PHIL_DAY_USED;
    day->dose = NAN;
}

static void count(struct phil_trial_day *day, const struct drawn_setting *setting, double log_rate,
                  uint64_t seed, uint64_t trial)
{
    struct source clip = source_of(seed, trial, (int)day->day, FOR_CLIP);
    struct source number = source_of(seed, trial, (int)day->day, FOR_COUNT);
    struct source others = source_of(seed, trial, (int)day->day, FOR_OTHERS);
    const double minutes = setting->clip_min * (0.5 + uniform(&clip));
    const bool filmed = uniform(&clip) >= setting->missing;
    const double spread = setting->overdispersion, rate = setting->rate_per_min;
    day->tally[PHIL_OUTCOME_TWITCHES] = tally(&number, exp(log_rate), minutes, spread);
    day->tally[PHIL_OUTCOME_FELT] = tally(&others, exp(log_rate) / 20, 1440, spread);
    day->tally[PHIL_OUTCOME_OTHER_SIDE] = tally(&others, 0.05 * rate, minutes, spread);
    day->tally[PHIL_OUTCOME_BLINKS] = tally(&others, 15, minutes, 0.05);
    if (filmed)
        return;
    for (int k = 0; k < PHIL_N_OUTCOMES; k++)
        day->tally[k] = (struct phil_tally){NAN, 0};
    day->use = PHIL_DAY_MISSED;
}

struct phil_trial_data *drawn_trial(const struct drawn_setting *setting, uint64_t seed,
                                    uint64_t trial)
{
    const struct phil_trial_shape *shape = &setting->shape;
    const int n = 2 * shape->n_blocks * shape->period_days;
    struct phil_trial_data *data = calloc(1, sizeof *data);
    struct phil_trial_day *days = calloc((size_t)n + 1, sizeof *days);
    if (!data || !days || n > MOST_DAYS) {
        free(data);
        free(days);
        return NULL;
    }
    const double rho = setting->autocorrelation, innovation = sqrt(1 - rho * rho);
    double z = 0, e = 0;
    for (int i = 0; i < n; i++) {
        struct source level = source_of(seed, trial, i, FOR_LEVEL);
        z = i == 0 ? normal(&level) : rho * z + innovation * normal(&level);
        place(&days[i], shape, i, seed, trial);
        e = days[i].done + (e - days[i].done) * setting->carry_over;
        count(&days[i], setting,
              log(setting->rate_per_min) + e * log(setting->rate_ratio) +
                  i / 7.0 * log(setting->trend_per_week) + setting->day_sd * z +
                  log_of_world(setting, seed, trial, i),
              seed, trial);
    }
    *data =
        (struct phil_trial_data){.days = days, .n_days = (size_t)n, .design = PHIL_DESIGN_PAIRS};
    return data;
}

void drawn_free(struct phil_trial_data *data)
{
    if (data)
        free(data->days);
    free(data);
}
