/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Acts: what a person does meanwhile, as pulses of drive to the muscles that do it together.
 *
 * Synergies. Which muscles take part is anatomy: the lips are pressed by orbicularis oris with
 * mentalis lifting the lower lip; a smile is zygomaticus major, a felt one with orbicularis oculi
 * (Duchenne; Ekman, Davidson and Friesen 1990, doi:10.1037/0022-3514.58.2.342); lids are shut by
 * orbicularis oculi. How much each takes is judged; a smile uses the outer part of oculi, the model
 * has the lids' part alone, which takes little. Voluntary drive comes and goes within 100 ms.
 *
 * Speech. A syllable about every quarter of a second, as the drawn face has it (mouths open and
 * close 3 to 4 times a second: Pedersen et al. 2022, doi:10.1371/journal.pcbi.1010273). In each,
 * the closing muscles (oris, mentalis) act first and the opening one (depressor anguli oris) half a
 * syllable later. Lips use a small part of their force in speech, about a fifth (Barlow and Rath
 * 1985, doi:10.1044/jshr.2803.373; the shares here are judged). Jaw and tongue are not modelled.
 *
 * Blinks. Spontaneous ones are a renewal process, a dead time and then an exponential wait, as in
 * the drawn face; each is one volley to orbicularis oculi of both sides.
 *
 * Where it fails: drive is the same for all units of a pool; people differ in how they press; a
 * blink is not followed by the levator's return, the lid's spring stands in for it.
 */
#include "nerve/drive/plan.h"

#include "base/exact.h"
#include "base/random.h"
#include "nerve/streams.h"

#include <math.h>

/* Voluntary drive comes and goes in this, s (judged). */
static const double EDGE_S = 0.1;

/* A syllable varies by this part of it (as the drawn face). */
static const double SYLLABLE_JITTER = 0.35;

/* A blink's volley, s: up, at its height, down; its u; how much both vary. The burst in orbicularis
 * oculi of a spontaneous blink lasts some 50 to 100 ms, about as long as the lid goes down
 * (Evinger, Manning and Sibony 1991). */
static const double BLINK_RISE_S = 0.03, BLINK_HOLD_S = 0.02, BLINK_FALL_S = 0.04;
static const double BLINK_LEVEL = 0.9, BLINK_VARIES = 0.1;

/* Parts of the act's level; in the order of enum phil_nerve_muscle, sides alike. */
static const float PRESS[PHIL_N_MUSCLES] = {1, 1, 1, 1, 0.1f, 0.1f, 0.4f, 0.4f, 0, 0, 0, 0};
static const float SMILE[PHIL_N_MUSCLES] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0.1f, 0.1f};
static const float SQUEEZE[PHIL_N_MUSCLES] = {0, 0, 0, 0, 0, 0, 0, 0, 0.15f, 0.15f, 1, 1};
static const float BLINK[PHIL_N_MUSCLES] = {[PHIL_OCULI_LEFT] = 1, [PHIL_OCULI_RIGHT] = 1};
static const float CLOSING[PHIL_N_MUSCLES] = {0.3f, 0.3f, 0.4f, 0.4f, 0, 0, 0.4f, 0.4f, 0, 0, 0, 0};
static const float OPENING[PHIL_N_MUSCLES] = {0, 0, 0, 0, 0.4f, 0.4f, 0, 0, 0.1f, 0.1f, 0, 0};

/* The pulse of a synergy at a level, of which each pool gives no more than it can. */
static void add(struct phil_drive_plan *plan, struct phil_drive_pulse pulse, const float *synergy,
                double level, const struct phil_physiology *physiology)
{
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        pulse.level[m] = (float)(synergy[m] * level * physiology->pool[m].drive_ceiling);
    phil_drive_plan_pulse(plan, &pulse);
}

static void add_blink(struct phil_drive_plan *plan, double onset_s, uint64_t seed, uint64_t at,
                      const struct phil_physiology *physiology)
{
    const double u = phil_random_uniform(seed, PHIL_STREAM_BLINK, at);
    const double v = phil_random_uniform(seed, PHIL_STREAM_BLINK, at + 1);
    const double stretch = 1 + BLINK_VARIES * (2 * u - 1);
    const struct phil_drive_pulse pulse = {
        .from_s = onset_s,
        .to_s = onset_s + stretch * (BLINK_RISE_S + BLINK_HOLD_S + BLINK_FALL_S),
        .rise_s = stretch * BLINK_RISE_S,
        .fall_s = stretch * BLINK_FALL_S};
    add(plan, pulse, BLINK, BLINK_LEVEL * (1 + BLINK_VARIES * (2 * v - 1)), physiology);
    phil_drive_plan_event(plan, "blink", pulse.from_s, pulse.to_s, BLINK);
}

static void add_blinks(struct phil_drive_plan *plan, const struct phil_nerve_settings *settings,
                       const struct phil_physiology *physiology)
{
    if (settings->blinks_per_min <= 0)
        return;
    const double mean_s = 60 / settings->blinks_per_min,
                 dead_s = fmin(PHIL_BLINK_DEAD_S, 0.8 * mean_s);
    double t = 0;
    for (uint64_t i = 0; !plan->failed; i++) {
        const double u = phil_random_uniform(settings->seed, PHIL_STREAM_BLINK, 4 * i);
        t += i ? dead_s - (mean_s - dead_s) * phil_exact_log(u) : -mean_s * phil_exact_log(u);
        if (t >= settings->seconds)
            return;
        add_blink(plan, t, settings->seed, 4 * i + 1, physiology);
    }
}

static void add_speech(struct phil_drive_plan *plan, const struct phil_nerve_act *act,
                       const struct phil_nerve_settings *settings,
                       const struct phil_physiology *physiology)
{
    const size_t n = (size_t)((act->to_s - act->from_s) / PHIL_SYLLABLE_S);
    /* Keyed by the time, so that two stretches of speech do not say the same. */
    const uint64_t key = (uint64_t)(act->from_s * 1000) << 24;
    for (size_t k = 0; k < n && !plan->failed; k++) {
        const double u = phil_random_uniform(settings->seed, PHIL_STREAM_SPEECH, key + 2 * k);
        const double v = phil_random_uniform(settings->seed, PHIL_STREAM_SPEECH, key + 2 * k + 1);
        const double from_s = act->from_s + ((double)k + SYLLABLE_JITTER * u) * PHIL_SYLLABLE_S;
        const double level = act->level * (0.3 + 0.7 * v), half_s = PHIL_SYLLABLE_S / 2;
        struct phil_drive_pulse pulse = {from_s, from_s + half_s, half_s / 2, half_s / 2, {0},
                                         false};
        add(plan, pulse, CLOSING, level, physiology);
        pulse.from_s += half_s;
        pulse.to_s += half_s;
        add(plan, pulse, OPENING, level, physiology);
    }
}

static void add_act(struct phil_drive_plan *plan, const struct phil_nerve_act *act,
                    const struct phil_nerve_settings *settings,
                    const struct phil_physiology *physiology)
{
    static const float *const synergy[PHIL_N_ACTS] = {[PHIL_ACT_PRESS] = PRESS,
                                                      [PHIL_ACT_RAMP] = PRESS,
                                                      [PHIL_ACT_SMILE] = SMILE,
                                                      [PHIL_ACT_SQUEEZE] = SQUEEZE,
                                                      [PHIL_ACT_SPEECH] = CLOSING};
    const double length_s = act->to_s - act->from_s, edge_s = fmin(EDGE_S, length_s / 2);
    struct phil_drive_pulse pulse = {act->from_s, act->to_s, edge_s, edge_s, {0}, false};
    if (length_s <= 0)
        return;
    if (act->kind == PHIL_ACT_RAMP)
        pulse = (struct phil_drive_pulse){act->from_s, act->to_s, length_s, 0, {0}, true};
    if (act->kind == PHIL_ACT_SPEECH)
        add_speech(plan, act, settings, physiology);
    else
        add(plan, pulse, synergy[act->kind], act->level, physiology);
    phil_drive_plan_event(plan, "act", act->from_s, act->to_s, synergy[act->kind]);
}

void phil_drive_plan_acts(struct phil_drive_plan *plan, const struct phil_nerve_settings *settings,
                          const struct phil_physiology *physiology)
{
    for (size_t i = 0; i < settings->n_acts; i++)
        if (settings->acts[i].kind == PHIL_ACT_BLINK)
            /* Far beyond the counters of spontaneous blinks. */
            add_blink(plan, settings->acts[i].from_s, settings->seed, (1u << 30) + 4 * i,
                      physiology);
        else
            add_act(plan, &settings->acts[i], settings, physiology);
    add_blinks(plan, settings, physiology);
}
