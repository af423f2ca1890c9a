/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How soon a doctor is needed. Rules decide, apart from the network: each one that holds on what
 * is known raises the level to its own. A likely cause may raise it further by its `care` and
 * `care_from`; nothing ever lowers it, no probability and no other finding. What is not known
 * fires no rule, and is not a "no": phil_explain_questions() lists unknown red flags as missing.
 */
#include "causes/explain.h"

#include <stdlib.h>

static enum phil_care graver(enum phil_care a, enum phil_care b)
{
    return a > b ? a : b;
}

enum phil_care phil_triage_rules(const struct phil_knowledge *knowledge,
                                 const struct phil_answers *answers)
{
    enum phil_care care = PHIL_CARE_SELF;
    for (size_t r = 0; r < knowledge->n_rules; r++)
        if (phil_when_holds(knowledge, &knowledge->rules[r].when, answers))
            care = graver(care, knowledge->rules[r].care);
    return care;
}

/* The finding that fired a rule: the first of those that must all hold, or else the first of the
 * others that does. */
static const char *fired_by(const struct phil_model *model, const struct phil_when *when)
{
    const struct phil_knowledge *k = model->knowledge;
    if (when->n_all)
        return k->findings[when->all[0].finding].view.id;
    for (size_t i = 0; i < when->n_any; i++)
        if (phil_condition_holds(k, &when->any[i], model->answers))
            return k->findings[when->any[i].finding].view.id;
    return NULL;
}

static void add(struct phil_explanation *explanation, struct phil_reason reason)
{
    explanation->care = graver(explanation->care, reason.care);
    explanation->reasons[explanation->n_reasons++] = reason;
}

static void add_causes(struct phil_explanation *explanation, const struct phil_model *model)
{
    const struct phil_knowledge *k = model->knowledge;
    for (size_t c = 0; c < explanation->n_causes; c++) {
        const struct phil_cause_result *result = &explanation->causes[c];
        const struct phil_cause_entry *entry = phil_cause_entry_of(k, result->cause);
        if (entry->care == PHIL_CARE_SELF || !(result->probability >= entry->care_from))
            continue;
        const char *strongest = result->n_for ? result->for_[0].finding : NULL;
        add(explanation, (struct phil_reason){
                             .care = entry->care,
                             .rule = entry->view.id,
                             .finding = strongest ? strongest : k->findings[k->complaint].view.id,
                             .text = entry->view.whom,
                             .source = entry->n_priors ? entry->priors[0].share.source : NULL});
    }
}

/* Gravest first, else as they were: rules before causes, in the order of the files. */
static void sort_reasons(struct phil_reason *reasons, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const struct phil_reason moved = reasons[i];
        size_t at = i;
        for (; at > 0 && reasons[at - 1].care < moved.care; at--)
            reasons[at] = reasons[at - 1];
        reasons[at] = moved;
    }
}

enum phil_status phil_explain_triage(struct phil_explanation *explanation,
                                     const struct phil_model *model)
{
    const struct phil_knowledge *k = model->knowledge;
    explanation->reasons = calloc(k->n_rules + k->n_causes + 1, sizeof *explanation->reasons);
    if (!explanation->reasons)
        return PHIL_EMEM;
    for (size_t r = 0; r < k->n_rules; r++) {
        const struct phil_rule *rule = &k->rules[r];
        if (phil_when_holds(k, &rule->when, model->answers))
            add(explanation, (struct phil_reason){.care = rule->care,
                                                  .rule = rule->id,
                                                  .finding = fired_by(model, &rule->when),
                                                  .text = rule->text,
                                                  .source = rule->source});
    }
    add_causes(explanation, model);
    sort_reasons(explanation->reasons, explanation->n_reasons);
    return PHIL_OK;
}
