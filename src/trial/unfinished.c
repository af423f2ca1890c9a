/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not built yet: goes away function by function. */
#include <philtrum/trial.h>

#include <math.h>

__attribute__((weak)) enum phil_status phil_trial_calendar(FILE *out,
                                                           const struct phil_trial_plan *plan,
                                                           int64_t first_day, const char *zone,
                                                           const struct phil_moment *now)
{
    return PHIL_EBUG;
}
__attribute__((weak)) struct phil_trial_settings phil_trial_defaults(void)
{
    return (struct phil_trial_settings){0};
}

__attribute__((weak)) enum phil_status
phil_trial_analyze(struct phil_trial_result **result, const struct phil_trial_data *data,
                   const struct phil_trial_settings *settings, const struct phil_log *log)
{
    return PHIL_EBUG;
}

__attribute__((weak)) void phil_trial_result_free(struct phil_trial_result *result)
{
}
