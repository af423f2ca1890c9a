/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plans for people of whom something is known, with the knowledge that is built in. */
#ifndef TESTS_TRIAL_PLANNING_H
#define TESTS_TRIAL_PLANNING_H

#include <philtrum/trial.h>

#include "pantry.h"

/* The knowledge that is built in; loaded once, freed by planning_end(). */
const struct phil_knowledge *planning_knowledge(void);
void planning_end(void);

/* A person: "age=40 high_stress=yes"; the caller frees it. */
struct phil_answers *person(const char *known);

/* A plan of this request for this person, with the common background on 2026-11-26. */
enum phil_status plan_for(struct phil_trial_plan *plan, const struct phil_trial_request *request,
                          const char *known, struct heard *heard);

/* Why such a person may not do it, NULL when nothing stands against it. */
const char *refusal_for(const char *remedy, const char *known);

/* The request that a command line without options makes. */
struct phil_trial_request request_of(const char *remedy);

#endif
