/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pulses and events of a plan: gathered, put in order, read. */
#include "nerve/drive/plan.h"

#include "base/checked.h"

#include <math.h>

void phil_drive_plan_pulse(struct phil_drive_plan *plan, const struct phil_drive_pulse *pulse)
{
    void *at = plan->pulse;
    if (plan->failed || !phil_grow(&at, &plan->capacity, plan->n + 1, sizeof *pulse)) {
        plan->failed = true;
        return;
    }
    plan->pulse = at;
    plan->pulse[plan->n++] = *pulse;
}

/* The muscles, the muscle and the side that a pulse is about. */
static void place(struct phil_drive_planned *planned, const float level[PHIL_N_MUSCLES])
{
    bool side[2] = {false, false};
    int muscles = 0;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        if (level[m] > 0) {
            side[m % 2] = true;
            muscles++;
            planned->event.muscle = m;
            planned->muscles |= 1u << m;
        }
    if (muscles != 1)
        planned->event.muscle = PHIL_N_MUSCLES;
    planned->event.side = side[0] && side[1] ? PHIL_SIDE_BOTH
                          : side[1]          ? PHIL_SIDE_RIGHT
                                             : PHIL_SIDE_LEFT;
}

void phil_drive_plan_event(struct phil_drive_plan *plan, const char *kind, double onset_s,
                           double offset_s, const float level[PHIL_N_MUSCLES])
{
    struct phil_drive_planned planned = {.event = {.kind = kind,
                                                   .onset_s = onset_s,
                                                   .offset_s = offset_s,
                                                   .node = PHIL_N_NODES,
                                                   .amplitude_mm = NAN},
                                         .number = plan->n_events};
    place(&planned, level);
    void *at = plan->event;
    if (plan->failed ||
        !phil_grow(&at, &plan->events_capacity, plan->n_events + 1, sizeof planned)) {
        plan->failed = true;
        return;
    }
    plan->event = at;
    plan->event[plan->n_events++] = planned;
}

/* All that matters breaks ties, as qsort() is not stable everywhere. */
static int by_begin(const void *a, const void *b)
{
    const struct phil_drive_pulse *p = a, *q = b;
    if (p->from_s != q->from_s)
        return p->from_s < q->from_s ? -1 : 1;
    if (p->to_s != q->to_s)
        return p->to_s < q->to_s ? -1 : 1;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        if (p->level[m] != q->level[m])
            return p->level[m] < q->level[m] ? -1 : 1;
    return 0;
}

static int by_onset(const void *a, const void *b)
{
    const struct phil_drive_planned *p = a, *q = b;
    if (p->event.onset_s != q->event.onset_s)
        return p->event.onset_s < q->event.onset_s ? -1 : 1;
    if (p->event.offset_s != q->event.offset_s)
        return p->event.offset_s < q->event.offset_s ? -1 : 1;
    return p->number < q->number ? -1 : 1;
}

static void plan_going_on(struct phil_drive_plan *plan, const struct phil_nerve_settings *settings,
                          const struct phil_physiology *physiology)
{
    float tremor[PHIL_N_MUSCLES] = {0}, rippling[2][PHIL_N_MUSCLES] = {{0}};
    bool trembles = false, ripples[2] = {false, false};
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        const struct phil_pool_physiology *pool = &physiology->pool[m];
        if (physiology->tremor.hz > 0 && pool->tremor_drive > 0) {
            tremor[m] = 1;
            trembles = true;
        }
        if (pool->oscillating > 0 || pool->bursting) {
            rippling[m % 2][m] = 1;
            ripples[m % 2] = true;
        }
    }
    if (trembles)
        phil_drive_plan_event(plan, "tremor", 0, settings->seconds, tremor);
    for (int side = 0; side < 2; side++)
        if (ripples[side])
            phil_drive_plan_event(plan, "rippling", 0, settings->seconds, rippling[side]);
}

bool phil_drive_plan_make(struct phil_drive_plan *plan, const struct phil_nerve_settings *settings,
                          const struct phil_physiology *physiology)
{
    phil_drive_plan_acts(plan, settings, physiology);
    phil_drive_plan_tics(plan, settings, physiology);
    plan_going_on(plan, settings, physiology);
    if (plan->failed)
        return false;
    if (plan->n > 0)
        qsort(plan->pulse, plan->n, sizeof *plan->pulse, by_begin);
    if (plan->n_events > 0)
        qsort(plan->event, plan->n_events, sizeof *plan->event, by_onset);
    return true;
}

void phil_drive_plan_release(struct phil_drive_plan *plan)
{
    free(plan->pulse);
    free(plan->event);
    *plan = (struct phil_drive_plan){.pulse = NULL};
}

double phil_drive_pulse_at(const struct phil_drive_pulse *pulse, double time_s)
{
    if (time_s < pulse->from_s || time_s >= pulse->to_s)
        return 0;
    double x = 1;
    if (time_s - pulse->from_s < pulse->rise_s)
        x = (time_s - pulse->from_s) / pulse->rise_s;
    if (pulse->to_s - time_s < pulse->fall_s)
        x = fmin(x, (pulse->to_s - time_s) / pulse->fall_s);
    return pulse->straight ? x : x * x * (3 - 2 * x);
}
