/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not built yet: goes away function by function. */
#include <philtrum/trial.h>

#include <math.h>

__attribute__((weak)) enum phil_status
phil_trial_plan_make(struct phil_trial_plan *plan, const struct phil_trial_request *request,
                     const struct phil_knowledge *knowledge, const struct phil_answers *answers,
                     const struct phil_trial_background *background, const struct phil_moment *now,
                     const struct phil_log *log)
{
    return PHIL_EBUG;
}

__attribute__((weak)) int phil_trial_plan_days(const struct phil_trial_plan *plan)
{
    return 0;
}

__attribute__((weak)) enum phil_status phil_trial_plan_write(FILE *out,
                                                             const struct phil_trial_plan *plan)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_status phil_trial_plan_read(struct phil_trial_plan *plan,
                                                            const char *text, size_t size,
                                                            const struct phil_log *log)
{
    return PHIL_EBUG;
}

__attribute__((weak)) struct phil_trial_slot phil_trial_slot_of(const struct phil_trial_plan *plan,
                                                                int64_t first_day, int64_t day)
{
    return (struct phil_trial_slot){0};
}

__attribute__((weak)) enum phil_status phil_trial_calendar(FILE *out,
                                                           const struct phil_trial_plan *plan,
                                                           int64_t first_day, const char *zone,
                                                           const struct phil_moment *now)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_trial_state
phil_trial_state_of(const struct phil_trial_plan *plan, const struct phil_trial_mark *marks,
                    size_t n_marks, int64_t today, int64_t *first_day, int64_t *last_day)
{
    return (enum phil_trial_state)0;
}

__attribute__((weak)) enum phil_status
phil_trial_collect(struct phil_trial_data **data, const struct phil_trial_plan *plan,
                   const struct phil_trial_mark *marks, size_t n_marks,
                   const struct phil_entry *entries, size_t n_entries,
                   const struct phil_trial_clip *clips, size_t n_clips, int64_t until)
{
    return PHIL_EBUG;
}
