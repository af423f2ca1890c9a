/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the makers and readers of plans share. */
#ifndef PHIL_TRIAL_PLAN_H
#define PHIL_TRIAL_PLAN_H

#include <philtrum/trial.h>

#include "causes/knowledge.h"

enum { PHIL_TRIAL_MOST_PERIOD = 60 /* days */, PHIL_TRIAL_LONGEST = 366 /* days, all in all */ };

/* The remedy's trial, NULL for the person's own; the person; where refusals go. */
struct phil_trial_maker {
    const struct phil_trial_request *request;
    const struct phil_knowledge *knowledge;
    const struct phil_answers *answers;
    const struct phil_trial_entry *trial;
    const struct phil_log *log;
};

#define PHIL_TRIAL_NO_TRIAL "this is nothing to be tried on some days and not on others"

/* Tells the log why there is no plan; a full stop at the end of `why` is left out. Returns
 * `status`. */
enum phil_status phil_trial_refuse(const struct phil_trial_maker *maker, enum phil_status status,
                                   const char *why);

/* Whether this person may do this trial at all. Errors: PHIL_EDATA (refused: the log says why),
 * PHIL_EMEM. The cautions that hold are added to the plan. */
enum phil_status phil_trial_allow(const struct phil_trial_maker *maker,
                                  struct phil_trial_plan *plan);

/* What is wrong with a person's own words for what to do; NULL when nothing is. Static storage. */
const char *phil_trial_own_fault(const struct phil_knowledge *knowledge, const char *text);

/* "20:00". */
bool phil_trial_clock_read(const char *text, int *minutes);

/* Whether a shape lies in its ranges. */
bool phil_trial_shape_holds(const struct phil_trial_shape *shape);

#endif
