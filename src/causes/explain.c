/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Weighs every cause: calls the files that answer one question each, and puts the causes in order.
 *
 * "Has a part in this twitch" is more than "is present": a person may have a tremor and drink too
 * much coffee, and the lip trembles from one of them. Here a cause has a part when it is present
 * and its link to the complaint is active. `unexplained` is the chance that no such link is: the
 * background alone made the lip twitch. Who says that nothing twitches is told how likely each
 * cause is to be there at all, and `unexplained` is the chance that none is.
 *
 * References: noisy-OR: Pearl 1988 (network.c); weights of evidence: Good 1985, Bayesian
 * Statistics 2:249 (weights.c).
 */
#include "causes/explain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DRAWS = 10000, MOST_QUESTIONS = 100 };

struct phil_explain_settings phil_explain_defaults(void)
{
    return (struct phil_explain_settings){.draws = 200, .seed = 1, .questions = 5};
}

static void cause_result_release(struct phil_cause_result *result)
{
    free(result->for_);
    free(result->against);
}

void phil_explanation_free(struct phil_explanation *explanation)
{
    if (!explanation)
        return;
    for (size_t c = 0; c < explanation->n_causes; c++)
        cause_result_release(&explanation->causes[c]);
    for (size_t a = 0; a < explanation->n_advice; a++)
        free((void *)explanation->advice[a].cautions);
    free(explanation->causes);
    free(explanation->reasons);
    free(explanation->questions);
    free(explanation->advice);
    free((void *)explanation->missing);
    free(explanation);
}

struct base_run {
    struct phil_explanation *explanation;
    double log_evidence;
};

/* Outcome 0: as known. Outcome 1: with no link to the complaint active. */
static void take_base(void *user, size_t at, const struct phil_outcome *outcome)
{
    struct base_run *run = user;
    struct phil_explanation *e = run->explanation;
    if (at == 1) {
        e->unexplained = fmin(1, exp(outcome->log_evidence - run->log_evidence));
        return;
    }
    run->log_evidence = outcome->log_evidence;
    for (size_t c = 0; c < e->n_causes; c++) {
        e->causes[c].present = fmin(1, outcome->present[c * PHIL_LANES]);
        e->causes[c].probability = fmin(1, outcome->active[c * PHIL_LANES]);
    }
}

static enum phil_status weigh(struct phil_explanation *explanation, struct phil_model *model)
{
    const struct phil_knowledge *k = model->knowledge;
    explanation->causes = calloc(k->n_causes + 1, sizeof *explanation->causes);
    bool *all = calloc(k->n_causes + 1, sizeof *all);
    if (!explanation->causes || !all) {
        free(all);
        return PHIL_EMEM;
    }
    explanation->n_causes = k->n_causes;
    for (size_t c = 0; c < k->n_causes; c++) {
        explanation->causes[c].cause = &k->causes[c].view;
        explanation->causes[c].base_rate = phil_model_base_rate(model, c);
        explanation->causes[c].interval = (struct phil_interval){NAN, NAN};
        all[c] = true;
    }
    struct phil_variant variants[] = {phil_variant_as_known(), phil_variant_as_known()};
    variants[1].blocked = all;
    struct base_run run = {explanation, 0};
    const enum phil_status status = phil_model_run(model, variants, 2, true, take_base, &run);
    free(all);
    return status;
}

/* Likeliest first; of equals the one that the files name first. */
static int by_probability(const void *a, const void *b)
{
    const struct phil_cause_result *p = a, *q = b;
    if (p->probability != q->probability)
        return p->probability < q->probability ? 1 : -1;
    return (p->cause > q->cause) - (p->cause < q->cause);
}

static enum phil_status explain(struct phil_explanation *explanation, struct phil_model *model,
                                const struct phil_explain_settings *settings)
{
    enum phil_status status = weigh(explanation, model);
    if (!status)
        status = phil_explain_weights(explanation, model);
    if (!status)
        status = phil_explain_intervals(explanation, model, settings);
    if (status)
        return status;
    qsort(explanation->causes, explanation->n_causes, sizeof *explanation->causes, by_probability);
    status = phil_explain_triage(explanation, model);
    if (!status)
        status = phil_explain_advice(explanation, model);
    if (!status)
        status = phil_explain_questions(explanation, model, settings->questions);
    return status;
}

enum phil_status phil_explain(struct phil_explanation **explanation,
                              const struct phil_knowledge *knowledge,
                              const struct phil_answers *answers,
                              const struct phil_explain_settings *settings,
                              const struct phil_log *log)
{
    const struct phil_explain_settings used = settings ? *settings : phil_explain_defaults();
    if (explanation)
        *explanation = NULL;
    if (!explanation || !knowledge || !answers || used.draws < 0 || used.draws > MOST_DRAWS ||
        used.questions < 0 || used.questions > MOST_QUESTIONS) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "explaining failed: draws must lie in 0..%d, questions in 0..%d",
                         MOST_DRAWS, MOST_QUESTIONS);
        return PHIL_EARG;
    }
    struct phil_model model = {0};
    struct phil_explanation *made = calloc(1, sizeof *made);
    enum phil_status status = made ? phil_model_init(&model, knowledge, answers) : PHIL_EMEM;
    if (!status)
        status = explain(made, &model, &used);
    phil_model_release(&model);
    if (status) {
        phil_log_message(log, PHIL_LOG_ERROR, "explaining failed: %s", phil_status_text(status));
        phil_explanation_free(made);
        made = NULL;
    }
    *explanation = made;
    return status;
}
