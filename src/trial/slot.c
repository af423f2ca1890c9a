/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a day stands in a plan, and where a trial stands on a day. */
#include <philtrum/trial.h>

struct phil_trial_slot phil_trial_slot_of(const struct phil_trial_plan *plan, int64_t first_day,
                                          int64_t day)
{
    const int n = phil_trial_plan_days(plan), length = plan->shape.period_days;
    if (day < first_day)
        return (struct phil_trial_slot){.phase = PHIL_PHASE_BEFORE};
    if (day - first_day >= n)
        return (struct phil_trial_slot){.phase = PHIL_PHASE_AFTER, .number = n + 1};
    struct phil_trial_slot slot = {.phase = PHIL_PHASE_RUN_IN,
                                   .number = (int)(day - first_day) + 1};
    if (slot.number <= plan->run_in_days) {
        slot.day_of_period = slot.number;
        slot.days_left = plan->run_in_days - slot.number;
        return slot;
    }
    const int at = slot.number - 1 - plan->run_in_days, period = at / length;
    const bool remedy = (period % 2 == 0) == plan->remedy_first[period / 2];
    slot.period = period + 1;
    slot.block = period / 2 + 1;
    slot.day_of_period = at % length + 1;
    slot.days_left = length - slot.day_of_period;
    slot.arm = remedy ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
    slot.phase =
        slot.day_of_period <= plan->shape.washout_days ? PHIL_PHASE_WASHOUT : PHIL_PHASE_MEASURE;
    return slot;
}

static bool is_stop(const struct phil_trial_mark *mark)
{
    return mark->kind == PHIL_MARK_STOPPED || mark->kind == PHIL_MARK_RED_FLAG;
}

enum phil_trial_state phil_trial_state_of(const struct phil_trial_plan *plan,
                                          const struct phil_trial_mark *marks, size_t n_marks,
                                          int64_t today, int64_t *first_day, int64_t *last_day)
{
    const struct phil_trial_mark *started = NULL, *stopped = NULL;
    for (size_t i = 0; i < n_marks; i++) {
        if (marks[i].kind == PHIL_MARK_STARTED)
            started = &marks[i]; /* the last word on it */
        /* Whichever end comes first: what lies behind it was no trial any more. */
        if (is_stop(&marks[i]) && (!stopped || marks[i].day < stopped->day))
            stopped = &marks[i];
    }
    if (!started)
        return stopped ? PHIL_TRIAL_STOPPED : PHIL_TRIAL_PLANNED;
    const int64_t last = started->day + phil_trial_plan_days(plan) - 1;
    const bool ended = stopped && stopped->day <= last;
    *first_day = started->day;
    *last_day = ended ? stopped->day : last;
    if (ended)
        return PHIL_TRIAL_STOPPED;
    if (today < started->day)
        return PHIL_TRIAL_PLANNED;
    return today > last ? PHIL_TRIAL_ENDED : PHIL_TRIAL_RUNNING;
}
