/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan for calendars: a run-in of two days, then `blocks` blocks of periods of 5 days of which
 * the first 2 are washout. */
#ifndef TESTS_TRIAL_CALENDAR_PLAN_H
#define TESTS_TRIAL_CALENDAR_PLAN_H

#include <philtrum/trial.h>

static inline struct phil_trial_plan calendar_plan(int blocks)
{
    return (struct phil_trial_plan){
        .title = "Less caffeine",
        .arm_text = {"usual coffee", "half the coffee"},
        .shape = {.n_blocks = blocks, .period_days = 5, .washout_days = 2},
        .run_in_days = 2,
        .remedy_first = {true, false, true, true},
        .seed = 0x1234567890abcdef,
        .planned = {.utc_s = 1790000000, .offset_s = 7200},
        .clip_min = 2.5,
        .clip_time = "20:00",
    };
}

#endif
