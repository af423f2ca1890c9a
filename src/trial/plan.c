/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The plan of a trial: how long its periods are, how many there are, in which order the arms come.
 *
 * The order. Periods come in pairs (blocks), one of either arm. For block b = 0, 1, ... the highest
 * bit of phil_random_bits(seed, 1, b) (base/random.h) says which comes first: 1 is the remedy. Each
 * block is a fair coin of its own, so that both arms are balanced within a block and nothing else;
 * the exact test draws from the same coins. Same seed, same order, on every machine.
 *
 * The lengths. The washout is the remedy's own (knowledge/remedies.yaml); of caffeine it is five
 * half-lives of this person, where that is longer. Nobody has to wait longer than the remedy's
 * time-course asks; who wants to may.
 *
 * The number. As many blocks as the wanted power needs (power.c), with the clips' length chosen so
 * that counting adds no more to a day's scatter than the days themselves have.
 */
#include "trial/plan.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/random.h"
#include "diary/words.h"

enum { ORDER_STREAM = 1 };

/* Until a drug has left: 3 % of it are there after five half-lives. */
static const double half_lives = 5;

/* The part of a clip that is usable rest; judged: people blink, swallow and look away. */
static const double usable = 0.8;

/* Minutes; judged: longer than five nobody keeps still day by day. */
static const double shortest_clip = 0.5, longest_clip = 30;
enum { LONGEST_CHOSEN = 5 };

/* A person's own remedy of which nothing is known; judged. Days. */
enum { OWN_WASHOUT = 1, OWN_MEASURE = 3 };

static const double least_ratio = 0.05, most_ratio = 0.95;

bool phil_trial_shape_holds(const struct phil_trial_shape *shape)
{
    return shape->n_blocks >= 1 && shape->n_blocks <= PHIL_TRIAL_MOST_BLOCKS &&
           shape->period_days >= 1 && shape->period_days <= PHIL_TRIAL_MOST_PERIOD &&
           shape->washout_days >= 0 && shape->washout_days < shape->period_days;
}

bool phil_trial_clock_read(const char *text, int *minutes)
{
    int hour, minute, read = 0;
    if (strlen(text) != 5 || sscanf(text, "%2d:%2d%n", &hour, &minute, &read) != 2 || read != 5 ||
        strspn(text, "0123456789:") != 5 || hour > 23 || minute > 59)
        return false;
    *minutes = 60 * hour + minute;
    return true;
}

int phil_trial_plan_days(const struct phil_trial_plan *plan)
{
    return plan->run_in_days + 2 * plan->shape.n_blocks * plan->shape.period_days;
}

/* --- the request ------------------------------------------------------------------------------ */

static enum phil_status check_own(const struct phil_trial_maker *maker)
{
    const char *why = phil_trial_own_fault(maker->knowledge, maker->request->own);
    if (!why && maker->request->usual)
        why = phil_trial_own_fault(maker->knowledge, maker->request->usual);
    return why ? phil_trial_refuse(maker, PHIL_EDATA, why) : PHIL_OK;
}

static const char *number_fault(const struct phil_trial_request *r)
{
    int minutes;
    if (r->rate_ratio != 0 && !(r->rate_ratio >= least_ratio && r->rate_ratio <= most_ratio))
        return "the change to be noticed must be a rate ratio from 0.05 to 0.95";
    if (r->power != 0 && !(r->power >= 0.5 && r->power <= 0.99))
        return "the power must be from 0.5 to 0.99";
    if (r->clip_min != 0 && !(r->clip_min >= shortest_clip && r->clip_min <= longest_clip))
        return "the minutes to film must be from 0.5 to 30";
    if (r->n_blocks < 0 || r->n_blocks > PHIL_TRIAL_MOST_BLOCKS)
        return "the pairs of periods must be from 1 to 64";
    if (r->clip_time && !phil_trial_clock_read(r->clip_time, &minutes))
        return "the time of the clip must be like 20:00";
    return (unsigned)r->side > PHIL_SIDE_MIDDLE ? "no such side" : NULL;
}

static enum phil_status check_request(struct phil_trial_maker *maker)
{
    const struct phil_trial_request *r = maker->request;
    const struct phil_remedy *remedy =
        r->remedy ? phil_knowledge_remedy(maker->knowledge, r->remedy) : NULL;
    const char *why = number_fault(r);
    if (!r->remedy == !r->own)
        why = "it takes a remedy or something of your own, one of them";
    else if (r->remedy && !remedy)
        why = "no such remedy";
    else if (remedy && !remedy->trial)
        why = PHIL_TRIAL_NO_TRIAL;
    if (why)
        return phil_trial_refuse(maker, PHIL_EARG, why);
    maker->trial = remedy ? remedy->trial : NULL;
    return r->own ? check_own(maker) : PHIL_OK;
}

/* --- texts ------------------------------------------------------------------------------------ */

#define SET(field, text) snprintf(field, sizeof(field), "%s", text)

static void set_texts(struct phil_trial_plan *plan, const struct phil_trial_maker *maker)
{
    const struct phil_trial_request *r = maker->request;
    if (!maker->trial) {
        SET(plan->title, r->own);
        SET(plan->arm_text[PHIL_ARM_USUAL], r->usual ? r->usual : "Live as you usually do.");
        SET(plan->arm_text[PHIL_ARM_REMEDY], r->own);
        return;
    }
    const struct phil_remedy_trial *trial = &maker->trial->view;
    SET(plan->remedy, trial->remedy);
    SET(plan->title, trial->title);
    SET(plan->arm_text[PHIL_ARM_USUAL], trial->usual);
    SET(plan->arm_text[PHIL_ARM_REMEDY], trial->with);
    SET(plan->run_in_text, trial->run_in);
    SET(plan->dose, trial->dose);
    plan->dose_rises = trial->dose_rises;
    plan->run_in_days = (int)ceil(trial->run_in_days.value);
}

static void add_source(struct phil_trial_plan *plan, const char *source)
{
    char all[sizeof plan->sources + 2], one[80];
    const size_t n = strlen(plan->sources);
    snprintf(all, sizeof all, " %s ", plan->sources);
    snprintf(one, sizeof one, " %s ", source ? source : "");
    if (source && !strstr(all, one))
        snprintf(plan->sources + n, sizeof plan->sources - n, "%s%s", n ? " " : "", source);
}

/* --- lengths ---------------------------------------------------------------------------------- */

/* What the remedy asks for in this person. */
static void least_lengths(struct phil_trial_plan *plan, const struct phil_trial_maker *maker)
{
    if (!maker->trial) {
        plan->shape.washout_days = OWN_WASHOUT;
        plan->shape.period_days = OWN_WASHOUT + OWN_MEASURE;
        return;
    }
    const struct phil_remedy_trial *trial = &maker->trial->view;
    int washout = trial->washout_days;
    add_source(plan, trial->run_in_days.source);
    add_source(plan, trial->onset_days.source);
    add_source(plan, trial->offset_days.source);
    if (strcmp(trial->dose, "caffeine_mg") == 0) {
        const struct phil_metabolism metabolism = phil_metabolism_of(maker->answers);
        const struct phil_figure half_life = phil_caffeine_half_life(&metabolism);
        washout = (int)fmax(washout, ceil(half_lives * half_life.value / 24));
        add_source(plan, half_life.source);
    }
    plan->shape.washout_days = washout;
    plan->shape.period_days = trial->period_days + washout - trial->washout_days;
}

/* What the person asks for, where it is not shorter. */
static enum phil_status set_lengths(struct phil_trial_plan *plan,
                                    const struct phil_trial_maker *maker)
{
    const struct phil_trial_request *r = maker->request;
    struct phil_trial_shape *shape = &plan->shape;
    least_lengths(plan, maker);
    const struct phil_trial_shape least = *shape;
    if (!maker->trial && r->period_days > 0 && r->washout_days < 0)
        shape->washout_days = r->period_days > OWN_WASHOUT ? OWN_WASHOUT : 0;
    if (r->washout_days >= 0)
        shape->washout_days = r->washout_days;
    shape->period_days = r->period_days
                             ? r->period_days
                             : least.period_days + shape->washout_days - least.washout_days;
    shape->n_blocks = 1;
    if (maker->trial && shape->washout_days < least.washout_days)
        return phil_trial_refuse(maker, PHIL_EARG,
                                 "the washout is shorter than what was before lingers");
    if (maker->trial && shape->period_days < least.period_days)
        return phil_trial_refuse(maker, PHIL_EARG,
                                 "the periods are shorter than this remedy needs to show itself");
    if (!phil_trial_shape_holds(shape))
        return phil_trial_refuse(maker, PHIL_EARG,
                                 "periods are 1 to 60 days long, and longer than their washout");
    return PHIL_OK;
}

/* --- how many --------------------------------------------------------------------------------- */

/* The fewest minutes with which a count scatters no more than days do. */
static double choose_clip(const struct phil_trial_background *b)
{
    const double between = b->overdispersion + b->day_sd * b->day_sd;
    int minutes = 1;
    while (minutes < LONGEST_CHOSEN && 1 / (b->rate_per_min * usable * minutes) > between)
        minutes++;
    return minutes;
}

static enum phil_status set_number(struct phil_trial_plan *plan,
                                   const struct phil_trial_maker *maker)
{
    const struct phil_trial_request *r = maker->request;
    const double wanted = r->power > 0 ? r->power : 0.8;
    struct phil_trial_shape *shape = &plan->shape;
    plan->rate_ratio = r->rate_ratio > 0 ? r->rate_ratio : 0.5;
    plan->clip_min = r->clip_min > 0 ? r->clip_min : choose_clip(&plan->background);
    plan->background.exposure_min = usable * plan->clip_min;
    shape->n_blocks =
        r->n_blocks ? r->n_blocks
                    : phil_trial_blocks_needed(shape, &plan->background, plan->rate_ratio, wanted);
    if (shape->n_blocks == 0)
        return phil_trial_refuse(maker, PHIL_EDATA,
                                 "so few twitches, or days so different, that not even 64 pairs of "
                                 "periods would show it: film for longer each day, or look for a "
                                 "larger change");
    plan->power = phil_trial_power(shape, &plan->background, plan->rate_ratio);
    plan->power_at_seven_tenths = phil_trial_power(shape, &plan->background, 0.7);
    if (isnan(plan->power))
        return phil_trial_refuse(maker, PHIL_EARG, "the background lies outside its ranges");
    if (phil_trial_plan_days(plan) > PHIL_TRIAL_LONGEST) {
        char why[200];
        snprintf(why, sizeof why,
                 "it would take %d days, and nobody keeps to a plan for more than a year: film for "
                 "longer each day, or look for a larger change",
                 phil_trial_plan_days(plan));
        return phil_trial_refuse(maker, PHIL_EDATA, why);
    }
    return PHIL_OK;
}

static void draw_order(struct phil_trial_plan *plan, uint64_t seed)
{
    plan->seed = seed;
    for (int b = 0; b < plan->shape.n_blocks; b++)
        plan->remedy_first[b] = phil_random_bits(seed, ORDER_STREAM, (uint64_t)b) >> 63;
}

/* --- all together ----------------------------------------------------------------------------- */

static enum phil_status make(struct phil_trial_plan *plan, struct phil_trial_maker *maker)
{
    enum phil_status status = check_request(maker);
    if (status)
        return status;
    set_texts(plan, maker);
    status = phil_trial_allow(maker, plan);
    if (!status)
        status = set_lengths(plan, maker);
    if (!status)
        status = set_number(plan, maker);
    if (!status)
        draw_order(plan, maker->request->seed);
    return status;
}

enum phil_status phil_trial_plan_make(struct phil_trial_plan *plan,
                                      const struct phil_trial_request *request,
                                      const struct phil_knowledge *knowledge,
                                      const struct phil_answers *answers,
                                      const struct phil_trial_background *background,
                                      const struct phil_moment *now, const struct phil_log *log)
{
    if (!plan || !request || !knowledge || !answers || !now)
        return PHIL_EARG;
    struct phil_trial_maker maker = {
        .request = request, .knowledge = knowledge, .answers = answers, .log = log};
    struct phil_trial_plan made = {.side = request->side, .planned = *now};
    if (background)
        made.background = *background;
    else
        phil_trial_background_of(&made.background, NULL, 0);
    SET(made.clip_time, request->clip_time ? request->clip_time : "20:00");
    const enum phil_status status = make(&made, &maker);
    if (!status)
        *plan = made;
    return status;
}
