/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The verdict, in one sentence.
 *
 * "It helps" needs two witnesses that can be wrong for different reasons: the 95 % interval leaves
 * out 1 (the model believes it) and the randomisation test reaches 5 % (chance alone would seldom
 * have done it). Where the design could not have reached 5 % whatever came out, nothing is claimed:
 * the design is too small. Where chance did not choose the order there is no test; the interval
 * then decides, and the sentence says what else may lie behind it. "It makes no difference that
 * matters" needs the interval within 0.7 .. 1/0.7: any effect is smaller than a third either way.
 * Everything else is "can't tell yet".
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "trial/study.h"

static const double level = 0.05;
static const double matters = 0.7; /* trial.h */
static const double wanted_power = 0.8;
/* judged: nobody films themselves for longer to learn about one remedy */
static const int most_more_days = 180;

static void say(struct phil_trial_result *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct phil_trial_result *r, const char *format, ...)
{
    const size_t at = strlen(r->verdict_text);
    va_list args;
    va_start(args, format);
    vsnprintf(r->verdict_text + at, sizeof r->verdict_text - at, format, args);
    va_end(args);
}

/* Whether chance alone would seldom have done it. */
static bool is_witnessed(const struct phil_study *study)
{
    const struct phil_value *p = &study->result->effect.p_value;
    return study->data->design == PHIL_DESIGN_NONE || (!p->reason && p->value <= level);
}

static enum phil_verdict decide(const struct phil_study *study)
{
    const struct phil_effect *e = &study->result->effect;
    if (e->rate_ratio.reason)
        return PHIL_VERDICT_TOO_LITTLE;
    if (e->interval.hi < 1 && is_witnessed(study))
        return PHIL_VERDICT_HELPS;
    if (e->interval.lo > 1 && is_witnessed(study))
        return PHIL_VERDICT_HARMS;
    if (e->interval.lo > matters && e->interval.hi < 1 / matters)
        return PHIL_VERDICT_NO_MATTER;
    return PHIL_VERDICT_UNDECIDED;
}

/* --- how many days more ----------------------------------------------------------------------- */

struct shape_seen {
    struct phil_trial_shape shape;
    int days_per_block;
};

/* Periods as they were: their usual length, and how much of it was washout. */
static struct shape_seen look_at_shape(const struct phil_trial_data *data)
{
    int days = 0, washout = 0, periods = 0, blocks = 0, last_period = 0, last_block = 0;
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        if (day->period <= 0)
            continue;
        days++;
        washout += day->use == PHIL_DAY_WASHOUT;
        periods += day->period != last_period;
        blocks += day->block > last_block;
        last_period = day->period;
        last_block = day->block > last_block ? day->block : last_block;
    }
    struct shape_seen seen = {.shape = {.period_days = 1}};
    if (periods == 0)
        return seen;
    const int length = (days + periods / 2) / periods, gap = (washout + periods / 2) / periods;
    seen.shape.period_days = length < 1 ? 1 : length > 60 ? 60 : length;
    seen.shape.washout_days = gap < seen.shape.period_days ? gap : seen.shape.period_days - 1;
    seen.shape.n_blocks = blocks ? blocks : (periods + 1) / 2;
    seen.days_per_block = 2 * seen.shape.period_days;
    return seen;
}

static struct phil_trial_background background_of(const struct phil_study *study)
{
    const struct phil_trial_result *r = study->result;
    const struct phil_rows *rows = &study->main.rows;
    return (struct phil_trial_background){
        .rate_per_min = r->rate_per_min[PHIL_ARM_USUAL].value,
        .exposure_min = rows->exposure / (double)rows->n,
        .overdispersion = r->overdispersion.value,
        .day_sd = r->day_sd.reason ? 0 : r->day_sd.value,
        .autocorrelation = r->autocorrelation.reason ? 0 : fmin(0.95, r->autocorrelation.value),
        .days = (int)rows->n};
}

/* The effect to be noticed: the one that shows, but not one so strong that luck may have made it,
 * nor one that would not matter. What decides about 0.7 decides about "no difference" as well. */
static double target_of(const struct phil_trial_result *r)
{
    const double ratio = r->effect.rate_ratio.value;
    return fmin(matters, fmax(0.5, fmin(ratio, 1 / ratio)));
}

static void set_more_days(struct phil_study *study)
{
    struct phil_trial_result *r = study->result;
    const struct shape_seen seen = look_at_shape(study->data);
    const struct phil_trial_background background = background_of(study);
    const int blocks =
        phil_trial_blocks_needed(&seen.shape, &background, target_of(r), wanted_power);
    int more = blocks - seen.shape.n_blocks;
    more = more < 1 ? 1 : more; /* it is not decided, so at least one pair */
    if (blocks == 0 || seen.days_per_block == 0)
        r->more_days = phil_unmeasured("more days of this kind than anyone would film");
    else if (more * seen.days_per_block > most_more_days)
        r->more_days = phil_unmeasured("more than half a year of days of this kind");
    else
        r->more_days = phil_measured(more * seen.days_per_block);
}

/* --- words ------------------------------------------------------------------------------------ */

/* "about 4 twitches where there were 10": of 10, or of 100 where that says too little; where 10
 * becomes a large number, of 1. */
static double out_of(double ratio)
{
    if (ratio >= 10)
        return 1;
    return ratio < 0.15 || (ratio >= 0.85 && ratio <= 1.15) ? 100 : 10;
}

static void say_frequency(struct phil_trial_result *r)
{
    const double ratio = r->effect.rate_ratio.value, of = out_of(ratio);
    const char *were = of == 1 ? "was" : "were";
    if (of * ratio < 0.95)
        say(r, "fewer than 1 twitch where there %s %.0f", were, of);
    else
        say(r, "about %.0f twitch%s where there %s %.0f", of * ratio, of * ratio < 1.5 ? "" : "es",
            were, of);
}

/* Whole, or in tenths with a point in every locale: programs get the sentence as well. */
static void say_number(struct phil_trial_result *r, double value, bool tenths)
{
    const double n = nearbyint(10 * value);
    if (tenths)
        say(r, "%.0f.%d", floor(n / 10), (int)fmod(n, 10));
    else
        say(r, "%.0f", value);
}

/* Ends below 2 keep a decimal: between "0" and "3" of 10 would claim more than is known. */
static void say_range(struct phil_trial_result *r)
{
    const struct phil_interval *i = &r->effect.interval;
    const double of = out_of(r->effect.rate_ratio.value);
    const bool tenths = of * i->lo < 2 || of * (i->hi - i->lo) < 3;
    say(r, " (most likely between ");
    say_number(r, of * i->lo, tenths);
    say(r, " and ");
    say_number(r, of * i->hi, tenths);
    say(r, ")");
}

static void say_caveat(const struct phil_study *study)
{
    if (study->data->design == PHIL_DESIGN_NONE)
        say(study->result, "; chance did not choose the order of the days, so something else may "
                           "lie behind it");
}

static void say_undecided(const struct phil_study *study)
{
    struct phil_trial_result *r = study->result;
    const bool tested = study->data->design != PHIL_DESIGN_NONE;
    say(r, "Can't tell yet: ");
    if (tested && !(r->p_least <= level))
        say(r, "so few pairs of periods cannot show more than luck can; ");
    say(r, "so far there were ");
    say_frequency(r);
    say_range(r);
    if (r->more_days.reason)
        say(r, "; to be sure would take %s", r->more_days.reason);
    else if (study->data->still_running)
        say(r, "; about %.0f more days of the same kind are likely to decide it",
            r->more_days.value);
    else
        say(r,
            "; the trial is over, and about %.0f more days of the same kind would be likely to "
            "decide it",
            r->more_days.value);
}

static void put_into_words(const struct phil_study *study)
{
    struct phil_trial_result *r = study->result;
    switch (r->verdict) {
    case PHIL_VERDICT_HELPS:
    case PHIL_VERDICT_HARMS:
        say(r, "With the remedy there were %s twitches: ",
            r->verdict == PHIL_VERDICT_HELPS ? "fewer" : "more");
        say_frequency(r);
        say_range(r);
        say_caveat(study);
        break;
    case PHIL_VERDICT_NO_MATTER:
        say(r, "The remedy makes no difference that matters: ");
        say_frequency(r);
        say_range(r);
        say_caveat(study);
        break;
    case PHIL_VERDICT_UNDECIDED:
        say_undecided(study);
        break;
    case PHIL_VERDICT_TOO_LITTLE:
        say(r, "Too little to say anything: %s", r->effect.rate_ratio.reason);
        break;
    }
    say(r, ".");
}

void phil_study_judge(struct phil_study *study)
{
    struct phil_trial_result *r = study->result;
    r->verdict = decide(study);
    r->more_days = phil_unmeasured(r->verdict == PHIL_VERDICT_TOO_LITTLE
                                       ? "too few days to say how many more are needed"
                                       : "it is decided");
    if (r->verdict == PHIL_VERDICT_UNDECIDED)
        set_more_days(study);
    put_into_words(study);
}
