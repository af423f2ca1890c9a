/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What to try, in which order.
 *
 * A remedy's benefit is the sum of the probabilities of the causes that it helps with, halved for
 * each remedy that stands before it in a cause's own list: taking less coffee comes first when
 * coffee is the likeliest reason, and rest rises when both stress and lack of sleep may be. Only
 * causes with `least_probability` count, and less is no benefit: it would be tried in vain. Among
 * equals the order of the files stands. A caution is kept when its condition holds on what is
 * known; one that withholds the remedy stands first, for it says why. Nobody who should see a
 * doctor is told to wait.
 */
#include "causes/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Judged: of ten people at least one has to have the cause, or nobody would try it. */
static const double least_probability = 0.1;

/* The remedy that is to do nothing. */
static const char waiting[] = "watch_and_wait";

struct candidate {
    size_t remedy, rank; /* `rank`: in the order in which they were met, likeliest cause first */
    double benefit;
    const char *cause;
};

static size_t collect(struct candidate *found, const struct phil_explanation *explanation,
                      const struct phil_knowledge *k)
{
    size_t n = 0;
    for (size_t c = 0; c < explanation->n_causes; c++) {
        const struct phil_cause_result *result = &explanation->causes[c];
        const struct phil_cause_entry *entry = phil_cause_entry_of(k, result->cause);
        if (result->probability < least_probability)
            continue;
        for (size_t i = 0; i < entry->n_remedies; i++) {
            size_t at = 0;
            while (at < n && found[at].remedy != entry->remedies[i])
                at++;
            if (at == n) {
                found[n] = (struct candidate){entry->remedies[i], n, 0, result->cause->id};
                n++;
            }
            found[at].benefit += ldexp(result->probability, -(int)i);
        }
    }
    return n;
}

static int by_benefit(const void *a, const void *b)
{
    const struct candidate *p = a, *q = b;
    if (p->benefit != q->benefit)
        return p->benefit < q->benefit ? 1 : -1;
    return (p->rank > q->rank) - (p->rank < q->rank);
}

static enum phil_status add_cautions(struct phil_advice *advice, const struct phil_remedy *remedy,
                                     const struct phil_knowledge *knowledge,
                                     const struct phil_answers *answers)
{
    const char **cautions = calloc(remedy->n_cautions + 1, sizeof *cautions);
    if (!cautions)
        return PHIL_EMEM;
    advice->cautions = cautions;
    for (int withhold = 1; withhold >= 0; withhold--)
        for (size_t i = 0; i < remedy->n_cautions; i++) {
            const struct phil_caution *c = &remedy->cautions[i];
            if (c->withhold != (withhold == 1) || !phil_when_holds(knowledge, &c->when, answers))
                continue;
            cautions[advice->n_cautions++] = c->text;
            advice->withheld |= c->withhold;
        }
    return PHIL_OK;
}

static enum phil_status advise(struct phil_advice *advice, const struct phil_remedy *remedy,
                               const struct phil_knowledge *knowledge,
                               const struct phil_answers *answers)
{
    *advice = (struct phil_advice){.remedy = remedy->id,
                                   .text = remedy->text,
                                   .how = remedy->how,
                                   .try_for_days = remedy->try_for_days,
                                   .source = remedy->source};
    return add_cautions(advice, remedy, knowledge, answers);
}

enum phil_status phil_advise(struct phil_advice *advice, const struct phil_knowledge *knowledge,
                             const struct phil_answers *answers, const char *remedy)
{
    const struct phil_remedy *found = remedy ? phil_knowledge_remedy(knowledge, remedy) : NULL;
    return found ? advise(advice, found, knowledge, answers) : PHIL_EARG;
}

static enum phil_status fill(struct phil_explanation *explanation, const struct phil_model *model,
                             const struct candidate *found, size_t n)
{
    for (size_t i = 0; i < n && found[i].benefit >= least_probability; i++) {
        const struct phil_remedy *remedy = &model->knowledge->remedies[found[i].remedy];
        if (explanation->care >= PHIL_CARE_ROUTINE && strcmp(remedy->id, waiting) == 0)
            continue;
        struct phil_advice *advice = &explanation->advice[explanation->n_advice++];
        const enum phil_status status = advise(advice, remedy, model->knowledge, model->answers);
        advice->cause = found[i].cause;
        if (status)
            return status;
    }
    return PHIL_OK;
}

enum phil_status phil_explain_advice(struct phil_explanation *explanation,
                                     const struct phil_model *model)
{
    const size_t n_remedies = model->knowledge->n_remedies;
    struct candidate *found = calloc(n_remedies + 1, sizeof *found);
    explanation->advice = calloc(n_remedies + 1, sizeof *explanation->advice);
    enum phil_status status = PHIL_EMEM;
    if (found && explanation->advice) {
        const size_t n = collect(found, explanation, model->knowledge);
        qsort(found, n, sizeof *found, by_benefit);
        status = fill(explanation, model, found, n);
    }
    free(found);
    return status;
}
