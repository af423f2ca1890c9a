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
