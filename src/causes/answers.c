/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of one person: of each finding what each origin tells, and what follows from it.
 *
 * A finding with `from` follows from others: yes when that holds, no when all its findings are
 * known and it does not. What was told of the finding itself stands before what follows. "Don't
 * know" is an answer, too, but it gives way to whatever else is known.
 */
#include "answers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum phil_status phil_answers_new(struct phil_answers **answers,
                                  const struct phil_knowledge *knowledge)
{
    struct phil_answers *a = calloc(1, sizeof *a);
    *answers = NULL;
    if (a)
        a->known = calloc(knowledge->n_findings + 1, sizeof *a->known);
    if (!a || !a->known) {
        phil_answers_free(a);
        return PHIL_EMEM;
    }
    a->knowledge = knowledge;
    *answers = a;
    return PHIL_OK;
}

void phil_answers_free(struct phil_answers *answers)
{
    if (answers)
        free(answers->known);
    free(answers);
}

/* The finding's index; n_findings, with the reason in the log, when there is none. */
static size_t find(const struct phil_answers *answers, const char *finding,
                   const struct phil_log *log)
{
    const size_t at = phil_knowledge_finding_at(answers->knowledge, finding);
    if (at == answers->knowledge->n_findings)
        phil_log_message(log, PHIL_LOG_ERROR, "cannot set an answer: \"%s\": no such finding",
                         finding);
    return at;
}

static bool is_index(double value, size_t n)
{
    return value >= 0 && value < (double)n && value == floor(value);
}

/* Why a value is not fit for the finding, NULL when it is. */
static const char *fault_of(const struct phil_finding *finding, double value, double probability)
{
    switch (finding->type) {
    case PHIL_FINDING_YES_NO:
        if (!is_index(value, 2))
            return "must be 0 or 1";
        if (!(probability >= 0 && probability <= 1))
            return "its probability must be from 0 to 1";
        return fabs(value - probability) <= 0.5 ? NULL : "its probability tells the opposite";
    case PHIL_FINDING_CHOICE:
        return is_index(value, finding->n_choices) ? NULL : "no such choice";
    case PHIL_FINDING_NUMBER:
        return value >= finding->lo && value <= finding->hi ? NULL : "outside its range";
    }
    return "of no known type";
}

enum phil_status phil_answers_set(struct phil_answers *answers, const char *finding, double value,
                                  double probability, enum phil_origin origin,
                                  const struct phil_log *log)
{
    const struct phil_knowledge *k = answers->knowledge;
    const size_t at = find(answers, finding, log);
    if (at == k->n_findings || (unsigned)origin >= PHIL_N_ORIGINS)
        return PHIL_EARG;
    const struct phil_finding *view = &k->findings[at].view;
    const char *fault = fault_of(view, value, probability);
    if (fault) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot set an answer: \"%s\": %s: %s", finding,
                         phil_number_text(value).s, fault);
        return PHIL_EARG;
    }
    answers->known[at].told[origin] = true;
    answers->known[at].by[origin] = (struct phil_answer){
        .finding = view->id,
        .value = value,
        .probability = view->type == PHIL_FINDING_YES_NO ? probability : 1,
        .origin = origin,
    };
    return PHIL_OK;
}

enum phil_status phil_answers_set_unknown(struct phil_answers *answers, const char *finding)
{
    const size_t at = find(answers, finding, NULL);
    if (at == answers->knowledge->n_findings)
        return PHIL_EARG;
    answers->known[at].told[PHIL_FROM_ANSWER] = true;
    answers->known[at].by[PHIL_FROM_ANSWER] = (struct phil_answer){
        .finding = answers->knowledge->findings[at].view.id,
        .value = NAN,
        .probability = NAN,
        .origin = PHIL_FROM_ANSWER,
        .unknown = true,
    };
    return PHIL_OK;
}

void phil_answers_unset(struct phil_answers *answers, const char *finding)
{
    const size_t at = phil_knowledge_finding_at(answers->knowledge, finding);
    if (at < answers->knowledge->n_findings)
        answers->known[at].told[PHIL_FROM_ANSWER] = false;
}

/* What was told of the finding itself, by the first origin that knows. */
static bool get_told(const struct phil_known *known, struct phil_answer *answer)
{
    for (int origin = 0; origin < PHIL_N_ORIGINS; origin++)
        if (known->told[origin] && !known->by[origin].unknown) {
            *answer = known->by[origin];
            return true;
        }
    return false;
}

static bool is_known(const struct phil_answers *answers, const struct phil_condition *condition,
                     enum phil_origin *origin)
{
    struct phil_answer answer;
    if (!phil_answers_at(answers, condition->finding, &answer) || answer.unknown)
        return false;
    /* The least trusted origin that it rests on. */
    if (answer.origin > *origin)
        *origin = answer.origin;
    return true;
}

/* What follows from other findings; loading has made sure that this ends. */
static bool get_derived(const struct phil_answers *answers, size_t finding,
                        struct phil_answer *answer)
{
    const struct phil_finding_entry *entry = &answers->knowledge->findings[finding];
    const struct phil_when *from = &entry->from;
    enum phil_origin origin = PHIL_FROM_ANSWER;
    bool all_known = true;
    if (from->n_all + from->n_any == 0)
        return false;
    for (size_t i = 0; i < from->n_all; i++)
        all_known = is_known(answers, &from->all[i], &origin) && all_known;
    for (size_t i = 0; i < from->n_any; i++)
        all_known = is_known(answers, &from->any[i], &origin) && all_known;
    for (size_t i = 0; i < from->n_none; i++)
        all_known = is_known(answers, &from->none[i], &origin) && all_known;
    const bool holds = phil_when_holds(answers->knowledge, from, answers);
    if (!holds && !all_known)
        return false;
    *answer = (struct phil_answer){
        .finding = entry->view.id, .value = holds, .probability = holds, .origin = origin};
    return true;
}

bool phil_answers_at(const struct phil_answers *answers, size_t finding, struct phil_answer *answer)
{
    const struct phil_known *known = &answers->known[finding];
    if (get_told(known, answer) || get_derived(answers, finding, answer))
        return true;
    if (known->told[PHIL_FROM_ANSWER])
        *answer = known->by[PHIL_FROM_ANSWER];
    return known->told[PHIL_FROM_ANSWER];
}

bool phil_answers_get(const struct phil_answers *answers, const char *finding,
                      struct phil_answer *answer)
{
    const size_t at = phil_knowledge_finding_at(answers->knowledge, finding);
    return at < answers->knowledge->n_findings && phil_answers_at(answers, at, answer);
}

/* A measurement fulfils a condition only when it is nearly sure: at even odds beforehand, and few
 * people have what is rare. Judged; the network weighs the others. */
static const double least_sure = 0.9;

static bool is_sure(const struct phil_answer *answer)
{
    return !answer->unknown &&
           (answer->origin != PHIL_FROM_RECORDING || answer->probability >= least_sure ||
            answer->probability <= 1 - least_sure);
}

bool phil_condition_holds(const struct phil_knowledge *knowledge,
                          const struct phil_condition *condition,
                          const struct phil_answers *answers)
{
    struct phil_answer answer;
    (void)knowledge;
    if (!phil_answers_at(answers, condition->finding, &answer) || !is_sure(&answer))
        return false;
    switch (condition->test) {
    case PHIL_TEST_IS:
        return answer.value == condition->value;
    case PHIL_TEST_IS_NOT:
        return answer.value != condition->value;
    case PHIL_TEST_AT_LEAST:
        return answer.value >= condition->value;
    case PHIL_TEST_AT_MOST:
        return answer.value <= condition->value;
    }
    return false;
}

bool phil_when_holds(const struct phil_knowledge *knowledge, const struct phil_when *when,
                     const struct phil_answers *answers)
{
    bool any = when->n_any == 0;
    for (size_t i = 0; i < when->n_all; i++)
        if (!phil_condition_holds(knowledge, &when->all[i], answers))
            return false;
    for (size_t i = 0; i < when->n_none; i++)
        if (phil_condition_holds(knowledge, &when->none[i], answers))
            return false;
    for (size_t i = 0; i < when->n_any && !any; i++)
        any = phil_condition_holds(knowledge, &when->any[i], answers);
    return any;
}
