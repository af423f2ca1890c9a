/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the documents of one trial and of several have in common. */
#ifndef PHIL_REPORT_TRIAL_JSON_H
#define PHIL_REPORT_TRIAL_JSON_H

#include <philtrum/report.h>

#include "report/json_put.h"

/* rate_ratio, rate_ratio_ci, probability_better, probability_third, p_value: all null with `why`
 * where `effect` is NULL. */
void phil_put_effect(struct phil_json_writer *w, json_t *o, const struct phil_effect *effect,
                     const char *why);

/* title, name, remedy, state, verdict and what phil_put_effect() puts. */
void phil_put_trial_head(struct phil_json_writer *w, json_t *o, const struct phil_trial_view *view);

/* Why nothing of the effect is told; NULL where it is. */
const char *phil_trial_untold(const struct phil_trial_view *view);

/* Every day, with the fitted rates; the plan as philtrum.plan/1, null without one; what was noted.
 */
json_t *phil_trial_days_json(struct phil_json_writer *w, const struct phil_trial_view *view);
void phil_put_plan(struct phil_json_writer *w, json_t *o, const struct phil_trial_view *view);
json_t *phil_trial_marks_json(struct phil_json_writer *w, const struct phil_trial_view *view);

#endif
