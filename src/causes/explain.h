/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts that make up an explanation. Each fills its own members; what was filled in belongs to
 * the explanation and goes with it, also when a part failed half-way. Errors of all: PHIL_EMEM,
 * and PHIL_EDATA where the evidence is impossible.
 */
#ifndef PHIL_CAUSES_EXPLAIN_H
#define PHIL_CAUSES_EXPLAIN_H

#include "causes/model.h"

/* The entry of which `cause` is the view. */
static inline const struct phil_cause_entry *
phil_cause_entry_of(const struct phil_knowledge *knowledge, const struct phil_cause *cause)
{
    const struct phil_cause_entry *entry = knowledge->causes;
    while (&entry->view != cause)
        entry++;
    return entry;
}

/* intervals.c: the intervals of `causes`, which stand in the order of the knowledge base and hold
 * their probabilities; `draws`. */
enum phil_status phil_explain_intervals(struct phil_explanation *explanation,
                                        struct phil_model *model,
                                        const struct phil_explain_settings *settings);

/* weights.c: for_ and against of `causes`, in the same order. */
enum phil_status phil_explain_weights(struct phil_explanation *explanation,
                                      struct phil_model *model);

/* triage.c: `care` and `reasons`, from the rules and from `causes` with their weights. */
enum phil_status phil_explain_triage(struct phil_explanation *explanation,
                                     const struct phil_model *model);
/* The level of the rules alone that fire. */
enum phil_care phil_triage_rules(const struct phil_knowledge *knowledge,
                                 const struct phil_answers *answers);

/* advice.c: `advice`, from `causes`. */
enum phil_status phil_explain_advice(struct phil_explanation *explanation,
                                     const struct phil_model *model);

/* question.c: `questions` and `missing`. */
enum phil_status phil_explain_questions(struct phil_explanation *explanation,
                                        struct phil_model *model, int most);

#endif
