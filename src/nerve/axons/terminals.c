/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The far ends of axons as sources of spikes.
 *
 * Isolated ectopic spikes: a Poisson process of each unit. The pool's rate is shared out by fibres,
 * as branches are what fires and a unit has one to each fibre. Some are followed by a second spike
 * after 4 to 10 ms (doublets, seen in ALS). Membranes are not integrated here: such spikes are so
 * rare that a hazard says the same (doc/model.md).
 *
 * Benign runs: runs.c plans them; here each part of a run counts on, with lognormal intervals.
 *
 * Oscillators (myokymia): a unit that is affected fires one to six spikes 17-35 ms apart, again and
 * again at a rate of its own (2-10 Hz), with 5-10 % noise of the period and a phase of its own. A
 * statistical generator: it explains nothing (Wasserstrom & Starr 1977 give the rates).
 *
 * Every draw is keyed by (seed, unit, number of the draw), and the next spike is computed when the
 * one before has passed: an hour's spikes are never in memory at once, and how time is cut into
 * steps does not matter.
 */
#include "nerve/axons/terminals.h"

#include "base/checked.h"
#include "base/exact.h"
#include "base/random.h"
#include "nerve/axons/runs.h"
#include "nerve/streams.h"

#include <math.h>

#define GROUP_INTERVAL_NOISE 0.05 /* of it; assumed */
/* A group lasts at most the first of a period, and the next begins no sooner than the second, so
 * that groups stay apart; assumed. */
#define GROUP_PART   0.5
#define LEAST_PERIOD 0.75

/* Isolated spikes of a unit. */
struct isolated {
    double mean_ms; /* between them */
    double doublets;
    double next_ms, second_ms; /* of a doublet: infinite when none is due */
    uint64_t drawn;
};

struct oscillator {
    double period_ms, phase_noise, interval_ms;
    double begins_ms; /* of the present group */
    double next_ms;
    int usual, most, left; /* spikes of a group; in the present one after the next */
    uint64_t groups, drawn;
};

/* A part of a run that counts on. */
struct part {
    struct phil_run_part plan;
    uint32_t terminal;
    uint64_t drawn;
    double next_ms;
};

struct terminal {
    uint32_t unit;
    struct isolated isolated;
    struct oscillator oscillator;
    size_t first_part, last_part; /* [first, last) */
};

struct phil_terminals {
    struct terminal *terminal;
    size_t n;
    struct part *part;
    size_t n_parts;
    struct phil_nerve_event *event;
    size_t n_events;
    uint64_t seed;
};

static double draw(const struct phil_terminals *t, uint32_t unit, int stream, uint64_t counter)
{
    return phil_random_uniform(t->seed, (uint64_t)unit * PHIL_STREAMS_PER_UNIT + (uint64_t)stream,
                               counter);
}

/* A normal deviate from the upper half of the counters, which uniform ones never reach. */
static double draw_normal(const struct phil_terminals *t, uint32_t unit, int stream,
                          uint64_t counter)
{
    return phil_random_normal(t->seed, (uint64_t)unit * PHIL_STREAMS_PER_UNIT + (uint64_t)stream,
                              counter + (UINT64_C(1) << 61));
}

/* ---- isolated spikes ---- */

static void next_isolated(const struct phil_terminals *t, struct terminal *terminal)
{
    struct isolated *s = &terminal->isolated;
    if (s->second_ms <= s->next_ms) {
        s->second_ms = INFINITY;
        return;
    }
    const double passed_ms = s->next_ms;
    const uint64_t k = 3 * s->drawn++;
    const double wait = draw(t, terminal->unit, PHIL_STREAM_ECTOPIC, k);
    const double twice = draw(t, terminal->unit, PHIL_STREAM_ECTOPIC, k + 1);
    const double gap = draw(t, terminal->unit, PHIL_STREAM_ECTOPIC, k + 2);
    s->next_ms = passed_ms - phil_exact_log(wait) * s->mean_ms;
    if (s->drawn > 1 && twice < s->doublets)
        s->second_ms = passed_ms + PHIL_DOUBLET_LEAST_MS +
                       (PHIL_DOUBLET_MOST_MS - PHIL_DOUBLET_LEAST_MS) * gap;
}

static void begin_isolated(const struct phil_terminals *t, struct terminal *terminal,
                           double rate_per_min, double doublets)
{
    terminal->isolated = (struct isolated){.mean_ms = 60e3 / rate_per_min,
                                           .doublets = doublets,
                                           .next_ms = rate_per_min > 0 ? 0 : INFINITY,
                                           .second_ms = INFINITY};
    if (rate_per_min > 0)
        next_isolated(t, terminal);
}

/* ---- oscillators ---- */

/* The group that begins at begins_ms: one spike more or fewer than usual now and then. */
static void begin_oscillation(const struct phil_terminals *t, struct terminal *terminal)
{
    struct oscillator *o = &terminal->oscillator;
    const double u = draw(t, terminal->unit, PHIL_STREAM_OSCILLATOR, 8 + o->groups);
    const int more = (u > 0.75) - (u < 0.25);
    o->left = o->usual + more - 1;
    if (o->left > o->most - 1)
        o->left = o->most - 1;
    if (o->left < 0)
        o->left = 0;
    o->next_ms = o->begins_ms;
}

static void next_oscillation(const struct phil_terminals *t, struct terminal *terminal)
{
    struct oscillator *o = &terminal->oscillator;
    const double z = draw_normal(t, terminal->unit, PHIL_STREAM_OSCILLATOR, o->drawn++);
    if (o->left > 0) {
        o->left--;
        const double ms = o->interval_ms * (1 + GROUP_INTERVAL_NOISE * z);
        o->next_ms += fmin(fmax(ms, PHIL_GROUP_INTERVAL_LEAST_MS), PHIL_GROUP_INTERVAL_MOST_MS);
        return;
    }
    o->groups++;
    o->begins_ms += o->period_ms * fmax(1 + o->phase_noise * z, LEAST_PERIOD);
    begin_oscillation(t, terminal);
}

static void begin_oscillator(const struct phil_terminals *t, struct terminal *terminal,
                             const struct phil_pool_physiology *pool)
{
    double u[6];
    for (int k = 0; k < 6; k++)
        u[k] = draw(t, terminal->unit, PHIL_STREAM_OSCILLATOR, (uint64_t)k);
    struct oscillator *o = &terminal->oscillator;
    o->next_ms = INFINITY;
    if (u[0] >= pool->oscillating)
        return;
    o->period_ms =
        1000 / (pool->oscillator_lo_hz + (pool->oscillator_hi_hz - pool->oscillator_lo_hz) * u[1]);
    o->phase_noise =
        PHIL_PHASE_NOISE_LEAST + (PHIL_PHASE_NOISE_MOST - PHIL_PHASE_NOISE_LEAST) * u[2];
    o->interval_ms = PHIL_GROUP_INTERVAL_LEAST_MS +
                     (PHIL_GROUP_INTERVAL_MOST_MS - PHIL_GROUP_INTERVAL_LEAST_MS) * u[3];
    o->usual = 1 + (int)(PHIL_GROUP_MOST * u[4]);
    o->most = 1 + (int)(GROUP_PART * o->period_ms / PHIL_GROUP_INTERVAL_MOST_MS);
    if (o->most > PHIL_GROUP_MOST)
        o->most = PHIL_GROUP_MOST;
    o->begins_ms = o->period_ms * u[5];
    begin_oscillation(t, terminal);
}

/* ---- parts of runs ---- */

static void next_part(const struct phil_terminals *t, struct part *part)
{
    const struct phil_run_part *plan = &part->plan;
    const double spread2 = phil_exact_log(1 + plan->variation * plan->variation);
    const double z = draw_normal(t, plan->unit, PHIL_STREAM_RUN, (plan->key << 24) + part->drawn++);
    part->next_ms += plan->interval_ms * phil_exact_exp(sqrt(spread2) * z - spread2 / 2);
    if (part->next_ms >= plan->to_ms)
        part->next_ms = INFINITY;
}

/* To its first spike after the simulation began. */
static void begin_part(const struct phil_terminals *t, struct part *part)
{
    part->next_ms = part->plan.from_ms;
    while (part->next_ms < 0)
        next_part(t, part);
}

/* ---- all of them ---- */

static void add_event(struct phil_terminals *t, const struct phil_run_part *plan,
                      enum phil_nerve_muscle muscle, double end_ms)
{
    t->event[t->n_events++] =
        (struct phil_nerve_event){.kind = "run",
                                  .onset_s = fmax(0, plan->from_ms) / 1000,
                                  .offset_s = fmin(end_ms, plan->to_ms) / 1000,
                                  .side = phil_nerve_muscle_side(muscle),
                                  .muscle = muscle,
                                  .node = PHIL_N_NODES,
                                  .amplitude_mm = NAN};
}

/* Parts of `runs` that are of these units, in order of terminals. */
static enum phil_status take_parts(struct phil_terminals *t, const struct phil_runs *runs,
                                   const struct phil_nerve_unit *units, double end_ms)
{
    t->part = calloc(runs->n + 1, sizeof *t->part);
    t->event = calloc(runs->n + 1, sizeof *t->event);
    if (!t->part || !t->event)
        return PHIL_EMEM;
    for (size_t i = 0; i < t->n; i++) {
        struct terminal *terminal = &t->terminal[i];
        terminal->first_part = t->n_parts;
        for (size_t k = 0; k < runs->n; k++) {
            const struct phil_run_part *plan = &runs->part[k];
            if (plan->unit != terminal->unit)
                continue;
            struct part *part = &t->part[t->n_parts++];
            *part = (struct part){.plan = *plan, .terminal = (uint32_t)i};
            begin_part(t, part);
            if (plan->first)
                add_event(t, plan, units[plan->unit].muscle, end_ms);
        }
        terminal->last_part = t->n_parts;
    }
    return PHIL_OK;
}

static enum phil_status begin_runs(struct phil_terminals *t,
                                   const struct phil_nerve_settings *settings,
                                   const struct phil_physiology *physiology,
                                   const struct phil_nerve_unit *units)
{
    bool here[PHIL_N_MUSCLES] = {false};
    for (size_t i = 0; i < t->n; i++)
        here[units[t->terminal[i].unit].muscle] = true;
    struct phil_runs runs = {.part = NULL};
    enum phil_status status = PHIL_OK;
    for (int m = 0; m < PHIL_N_MUSCLES && status == PHIL_OK; m++)
        if (here[m])
            status = phil_runs_plan(&runs, settings, physiology, units, m);
    if (status == PHIL_OK)
        status = take_parts(t, &runs, units, settings->seconds * 1000);
    phil_runs_release(&runs);
    return status;
}

/* Fibres of living units of a pool. */
static double count_fibres(const struct phil_nerve_settings *settings,
                           const struct phil_nerve_unit *units, enum phil_nerve_muscle muscle)
{
    size_t first = 0;
    for (int m = 0; m < (int)muscle; m++)
        first += settings->units[m];
    double fibres = 0;
    for (size_t i = first; i < first + settings->units[muscle]; i++)
        fibres += units[i].lost ? 0 : units[i].fibres;
    return fibres;
}

static void begin(struct phil_terminals *t, const struct phil_nerve_settings *settings,
                  const struct phil_physiology *physiology, const struct phil_nerve_unit *units)
{
    double fibres[PHIL_N_MUSCLES];
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        fibres[m] = -1; /* not counted yet */
    for (size_t i = 0; i < t->n; i++) {
        struct terminal *terminal = &t->terminal[i];
        const struct phil_nerve_unit *unit = &units[terminal->unit];
        const struct phil_pool_physiology *pool = &physiology->pool[unit->muscle];
        if (fibres[unit->muscle] < 0)
            fibres[unit->muscle] = count_fibres(settings, units, unit->muscle);
        const double share = unit->fibres / fmax(fibres[unit->muscle], 1);
        begin_isolated(t, terminal, pool->ectopic_rate * share, pool->doublets);
        begin_oscillator(t, terminal, pool);
    }
}

enum phil_status phil_terminals_new(struct phil_terminals **terminals,
                                    const struct phil_nerve_settings *settings,
                                    const struct phil_physiology *physiology,
                                    const struct phil_nerve_unit *units, const uint32_t *member,
                                    size_t n)
{
    *terminals = NULL;
    struct phil_terminals *t = calloc(1, sizeof *t);
    if (!t)
        return PHIL_EMEM;
    t->seed = settings->seed;
    t->n = n;
    t->terminal = calloc(n + 1, sizeof *t->terminal);
    enum phil_status status = t->terminal ? PHIL_OK : PHIL_EMEM;
    for (size_t i = 0; i < n && t->terminal; i++)
        t->terminal[i].unit = member[i];
    if (status == PHIL_OK) {
        begin(t, settings, physiology, units);
        status = begin_runs(t, settings, physiology, units);
    }
    if (status == PHIL_OK)
        *terminals = t;
    else
        phil_terminals_free(t);
    return status;
}

void phil_terminals_free(struct phil_terminals *t)
{
    if (!t)
        return;
    free(t->terminal);
    free(t->part);
    free(t->event);
    free(t);
}

static struct part *first_part(const struct phil_terminals *t, size_t i)
{
    struct part *first = NULL;
    for (size_t k = t->terminal[i].first_part; k < t->terminal[i].last_part; k++)
        if (!first || t->part[k].next_ms < first->next_ms)
            first = &t->part[k];
    return first;
}

static double isolated_ms(const struct terminal *terminal)
{
    return fmin(terminal->isolated.next_ms, terminal->isolated.second_ms);
}

double phil_terminals_next_ms(const struct phil_terminals *t, size_t i)
{
    const struct terminal *terminal = &t->terminal[i];
    const struct part *part = first_part(t, i);
    const double own_ms = fmin(isolated_ms(terminal), terminal->oscillator.next_ms);
    return part ? fmin(own_ms, part->next_ms) : own_ms;
}

enum phil_terminal_kind phil_terminals_pass(struct phil_terminals *t, size_t i)
{
    struct terminal *terminal = &t->terminal[i];
    const double now_ms = phil_terminals_next_ms(t, i);
    if (isolated_ms(terminal) == now_ms) {
        next_isolated(t, terminal);
        return PHIL_TERMINAL_ISOLATED;
    }
    if (terminal->oscillator.next_ms == now_ms) {
        next_oscillation(t, terminal);
        return PHIL_TERMINAL_OSCILLATOR;
    }
    next_part(t, first_part(t, i));
    return PHIL_TERMINAL_RUN;
}

const struct phil_nerve_event *phil_terminals_runs(const struct phil_terminals *t, size_t *n)
{
    *n = t->n_events;
    return t->event;
}
