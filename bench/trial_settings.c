/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rates, clips and spreads are judged: 0.5 to 8 twitches a minute and clips of 1 to 3 minutes are
 * what a person with a twitch may have; a day_sd of 0.4 multiplies half of the days by less than
 * 0.76 or more than 1.31. Autocorrelation up to 0.8 is what the design asks for.
 */
#include "bench/trial_settings.h"

#include <stdio.h>

static const double ratios[] = {1, 0.7, 0.5};
enum { N_RATIOS = sizeof ratios / sizeof ratios[0] };

struct chosen {
    const char *name;
    int blocks, period, washout;
    double rate, clip, over, sd, rho, trend, carry, missing;
    enum drawn_world world;
    bool third; /* with the effect of 0.7 even where it is not asked for */
};

/* clang-format off */
static const struct chosen chosen[] = {
    /* name     blocks period wash  rate clip over   sd  rho trend carry missing       0.7 too */
    {"plain",       8,  3, 0,        2,  2, 0,   0,   0,   1,   0,   0,   DRAWN_PLAIN, true},
    {"gamma",       8,  3, 0,        2,  2, 0.6, 0,   0,   1,   0,   0,   DRAWN_PLAIN, false},
    {"rho0",        8,  3, 0,        2,  2, 0.3, 0.4, 0,   1,   0,   0,   DRAWN_PLAIN, true},
    {"rho4",        8,  3, 0,        2,  2, 0.3, 0.4, 0.4, 1,   0,   0,   DRAWN_PLAIN, true},
    {"rho8",        8,  3, 0,        2,  2, 0.3, 0.4, 0.8, 1,   0,   0,   DRAWN_PLAIN, true},
    {"rho8wide",    8,  3, 0,        2,  2, 0,   0.6, 0.8, 1,   0,   0,   DRAWN_PLAIN, false},
    {"rare",        8,  3, 0,      0.5,  1, 0.3, 0.4, 0.4, 1,   0,   0,   DRAWN_PLAIN, false},
    {"frequent",    8,  3, 0,        8,  3, 0.3, 0.6, 0.8, 1,   0,   0,   DRAWN_PLAIN, false},
    {"missing",     8,  3, 0,        2,  2, 0.3, 0.4, 0.8, 1,   0,   0.2, DRAWN_PLAIN, false},
    {"trend",       8,  3, 0,        2,  2, 0.3, 0.4, 0.4, 0.8, 0,   0,   DRAWN_PLAIN, false},
    {"washout",     6,  7, 2,        2,  2, 0.3, 0.4, 0.8, 1,   0.3, 0,   DRAWN_PLAIN, true},
    {"weeks",       6,  7, 0,        2,  1, 0.3, 0.6, 0.8, 1,   0,   0,   DRAWN_PLAIN, true},
    {"daily",       8,  1, 0,        2,  2, 0.3, 0.4, 0.8, 1,   0,   0,   DRAWN_PLAIN, false},
    {"short",       6,  2, 0,        2,  2, 0.3, 0.4, 0.4, 1,   0,   0,   DRAWN_PLAIN, false},
    {"fewblocks",   3,  7, 0,        2,  2, 0.3, 0.4, 0.8, 1,   0,   0,   DRAWN_PLAIN, false},
    {"carry",       8,  4, 0,        2,  2, 0.3, 0.4, 0.4, 1,   0.3, 0,   DRAWN_PLAIN, false},
    {"weekend",     8,  3, 0,        2,  2, 0.3, 0.4, 0.4, 1,   0,   0,   DRAWN_WEEKEND, false},
    {"step",        8,  3, 0,        2,  2, 0.3, 0.4, 0.4, 1,   0,   0,   DRAWN_STEP, false},
    {"bursts",      8,  3, 0,        2,  2, 0.3, 0.4, 0.4, 1,   0,   0,   DRAWN_BURSTS, false},
};
/* clang-format on */
enum { N_CHOSEN = sizeof chosen / sizeof chosen[0] };

static bool get_chosen(struct bench_setting *setting, int i)
{
    if (i >= N_CHOSEN * N_RATIOS)
        return false;
    const struct chosen *c = &chosen[i / N_RATIOS];
    *setting = (struct bench_setting){
        .drawn = {.shape = {c->blocks, c->period, c->washout},
                  .rate_per_min = c->rate,
                  .rate_ratio = ratios[i % N_RATIOS],
                  .clip_min = c->clip,
                  .overdispersion = c->over,
                  .day_sd = c->sd,
                  .autocorrelation = c->rho,
                  .trend_per_week = c->trend,
                  .carry_over = c->carry,
                  .missing = c->missing,
                  .world = c->world},
        .on_request = ratios[i % N_RATIOS] == 0.7 && !c->third,
        /* What lingers longer than a day the model knows nothing of; a washout is there for it. */
        .as_assumed = c->world == DRAWN_PLAIN &&
                      !(c->carry > 0 && c->washout == 0 && ratios[i % N_RATIOS] < 1)};
    snprintf(setting->name, sizeof setting->name, "%s", c->name);
    return true;
}

/* Takes a digit of base n off *i. */
static int digit(int *i, int n)
{
    const int d = *i % n;
    *i /= n;
    return d;
}

static bool get_full(struct bench_setting *setting, int i)
{
    static const double rates[] = {0.5, 2, 8}, overs[] = {0, 0.3, 0.6}, rhos[] = {0, 0.4, 0.8},
                        sds[] = {0.2, 0.4, 0.6}, missing[] = {0, 0.2}, trends[] = {1, 0.8};
    struct drawn_setting *d = &setting->drawn;
    *setting = (struct bench_setting){.as_assumed = true};
    d->rate_ratio = ratios[digit(&i, N_RATIOS)];
    d->autocorrelation = rhos[digit(&i, 3)];
    d->day_sd = sds[digit(&i, 3)];
    d->overdispersion = overs[digit(&i, 3)];
    d->rate_per_min = rates[digit(&i, 3)];
    d->missing = missing[digit(&i, 2)];
    d->trend_per_week = trends[digit(&i, 2)];
    d->shape = (struct phil_trial_shape){8, 3, 0};
    d->clip_min = 2;
    snprintf(setting->name, sizeof setting->name, "%g/%g/%g/%g%s%s", d->rate_per_min,
             d->overdispersion, d->day_sd, d->autocorrelation, d->missing > 0 ? "m" : "",
             d->trend_per_week < 1 ? "t" : "");
    return i == 0;
}

bool bench_setting_get(struct bench_setting *setting, bool full, int i)
{
    return full ? get_full(setting, i) : get_chosen(setting, i);
}
