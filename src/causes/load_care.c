/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remedies with their cautions, and the rules that say how soon a doctor is needed. */
#include "loader.h"

static const double longest_try_days = 365;

static void take_cautions(struct phil_loader *l, const struct phil_raw_remedy *raw,
                          struct phil_remedy *remedy)
{
    remedy->cautions = phil_loader_allocate(l, raw->n_cautions, sizeof *remedy->cautions);
    for (size_t i = 0; remedy->cautions && i < raw->n_cautions; i++) {
        const struct phil_raw_caution *from = &raw->cautions[i];
        const bool always = !from->when || from->when->n_all + from->when->n_any == 0;
        const size_t mark = phil_loader_enter(l, ".cautions[%zu]", i);
        remedy->cautions[i] = (struct phil_caution){
            .when = phil_take_when(l, "when", always ? NULL : from->when),
            .text = from->text,
            .source = phil_take_source(l, from->source),
            .withhold = from->withhold == PHIL_RAW_YES,
        };
        remedy->n_cautions = i + 1;
        phil_loader_leave(l, mark);
    }
}

void phil_load_remedies(struct phil_loader *l, const struct phil_raw *raw)
{
    struct phil_knowledge *k = l->knowledge;
    k->remedies = phil_loader_allocate(l, raw->n_remedies, sizeof *k->remedies);
    for (size_t i = 0; k->remedies && i < raw->n_remedies; i++) {
        const struct phil_raw_remedy *from = &raw->remedies[i];
        const size_t mark = phil_loader_enter(l, "remedies[%zu]", i);
        k->remedies[i] = (struct phil_remedy){
            .id = phil_take_id(l, from->id),
            .text = from->text,
            .how = from->how,
            .source = phil_take_source(l, from->source),
            .try_for_days =
                (int)phil_take_real(l, "try_for_days", from->try_for_days, 0, longest_try_days),
            .basis = from->basis,
        };
        take_cautions(l, from, &k->remedies[i]);
        phil_check_unique(l, k->remedies, i, sizeof *k->remedies);
        k->n_remedies = i + 1;
        phil_loader_leave(l, mark);
    }
}

void phil_load_triage(struct phil_loader *l, const struct phil_raw *raw)
{
    struct phil_knowledge *k = l->knowledge;
    k->rules = phil_loader_allocate(l, raw->n_rules, sizeof *k->rules);
    for (size_t i = 0; k->rules && i < raw->n_rules; i++) {
        const struct phil_raw_rule *from = &raw->rules[i];
        const size_t mark = phil_loader_enter(l, "rules[%zu]", i);
        k->rules[i] = (struct phil_rule){
            .id = phil_take_id(l, from->id),
            .care = from->care,
            .when = phil_take_when(l, "when", &from->when),
            .text = from->text,
            .source = phil_take_source(l, from->source),
            .basis = from->basis,
        };
        if (from->care == PHIL_CARE_SELF)
            phil_loader_fail(l, "care", "a rule asks for more than self_care");
        phil_check_unique(l, k->rules, i, sizeof *k->rules);
        k->n_rules = i + 1;
        phil_loader_leave(l, mark);
    }
}
