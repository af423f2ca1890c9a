/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What to ask next.
 *
 * First the screens for red flags, each as one question ("any of these?"), until all its findings
 * have been asked; then what is always asked, unless something better is known; then whatever tells
 * most about what would be advised (gain.c). A number counts for itself as an exposure and for the
 * yes/no findings that follow from it, whichever tells more. To this comes what an answer tells
 * about the level of care: when a rule with a higher level than the present one lacks nothing but
 * this finding, the entropy of "it fires"; but where nothing else in the rule has come true only
 * `lone_part` of it, and enough to be asked in the end. Else whoever said no to every list would go
 * on to be asked for one rarity after the other, and never for what is common. No question is asked
 * that would not tell `least_bits`, none whose condition does not hold, none twice.
 *
 * Where it fails. It looks one question ahead. That costs little: on the open half of the
 * vignettes 18 questions find as many leading causes as a hundred do, less one. Blood values, which
 * few people know, count in full: taken for a twentieth, an emergency of the vignettes was missed.
 */
#include "causes/explain.h"

#include <math.h>
#include <stdlib.h>

#include "causes/answers.h"
#include "causes/gain.h"

/* Below this a question is not worth the person's time, bits. Judged: about what is expected from
 * a sign that 1 in 1000 have and that would decide. */
static const double least_bits = 0.01;

/* Chance of an answer that fires a rule, where the network has none. Judged: what deserves a rule
 * of its own is rare. */
static const double rare_answer = 0.01;

/* What completes a rule of which nothing else is there yet counts by this part. Judged: of 0 to 0.2
 * each serves the open half of the vignettes equally (bench/vignettes.c), from 0.3 on it finds
 * fewer causes and no more that is urgent. The lists have asked for the urgent signs before. */
static const double lone_part = 0.1;

/* Has been asked, if only to hear "don't know", or is known from the diary. What a recording tells
 * is no reason not to ask: it is never sure, and the answer takes its place. */
static bool is_settled(const struct phil_model *model, size_t finding)
{
    struct phil_answer answer;
    return model->answers->known[finding].told[PHIL_FROM_ANSWER] ||
           (phil_answers_at(model->answers, finding, &answer) &&
            answer.origin != PHIL_FROM_RECORDING);
}

static bool can_be_asked(const struct phil_model *model, size_t finding)
{
    const struct phil_finding_entry *entry = &model->knowledge->findings[finding];
    return entry->view.asked && !is_settled(model, finding) &&
           phil_when_holds(model->knowledge, &entry->asked_when, model->answers);
}

static bool screen_is_open(const struct phil_model *model, const struct phil_screen *screen)
{
    for (size_t i = 0; i < screen->n_findings; i++)
        if (!is_settled(model, screen->findings[i]))
            return true;
    return false;
}

/* --- what an answer would tell about the level of care -----------------------------------------
 */

static bool mentions(const struct phil_condition *conditions, size_t n, size_t finding)
{
    for (size_t i = 0; i < n; i++)
        if (conditions[i].finding == finding)
            return true;
    return false;
}

/* All that a rule asks for holds, except what it asks of this finding, and that matters. */
static bool hangs_on(const struct phil_model *model, const struct phil_when *when, size_t finding)
{
    const struct phil_knowledge *k = model->knowledge;
    bool any = when->n_any == 0;
    for (size_t i = 0; i < when->n_all; i++)
        if (when->all[i].finding != finding &&
            !phil_condition_holds(k, &when->all[i], model->answers))
            return false;
    for (size_t i = 0; i < when->n_none; i++)
        if (phil_condition_holds(k, &when->none[i], model->answers))
            return false;
    for (size_t i = 0; i < when->n_any; i++)
        any |= phil_condition_holds(k, &when->any[i], model->answers);
    const bool in_any = mentions(when->any, when->n_any, finding);
    return (any || in_any) && (mentions(when->all, when->n_all, finding) || (in_any && !any));
}

/* Something else that the rule asks for is there. */
static bool has_begun(const struct phil_model *model, const struct phil_when *when, size_t finding)
{
    for (size_t i = 0; i < when->n_all; i++)
        if (when->all[i].finding != finding &&
            phil_condition_holds(model->knowledge, &when->all[i], model->answers))
            return true;
    return false;
}

static double care_bits(const struct phil_model *model, const struct phil_gains *gains,
                        enum phil_care care, size_t finding)
{
    const struct phil_knowledge *k = model->knowledge;
    const double yes = gains->yes_share[finding];
    const double bits = phil_entropy_bits(isnan(yes) ? rare_answer : yes);
    double most = 0;
    for (size_t r = 0; r < k->n_rules; r++) {
        const struct phil_when *when = &k->rules[r].when;
        if (k->rules[r].care > care && hangs_on(model, when, finding))
            most = fmax(most, has_begun(model, when, finding)
                                  ? bits
                                  : fmax(fmin(bits, least_bits), lone_part * bits));
    }
    return most;
}

static bool follows_from(const struct phil_finding_entry *derived, size_t finding)
{
    return mentions(derived->from.all, derived->from.n_all, finding) ||
           mentions(derived->from.any, derived->from.n_any, finding);
}

static double total_bits(const struct phil_model *model, const struct phil_gains *gains,
                         enum phil_care care, size_t finding)
{
    const struct phil_knowledge *k = model->knowledge;
    double bits = gains->bits[finding] + care_bits(model, gains, care, finding);
    for (size_t d = 0; d < k->n_findings; d++)
        if (follows_from(&k->findings[d], finding) && !is_settled(model, d))
            bits = fmax(bits, gains->bits[d] + care_bits(model, gains, care, d));
    return bits;
}

/* --- the list --------------------------------------------------------------------------------- */

struct list {
    struct phil_question *item;
    size_t n;
};

static void add_finding(struct list *list, const struct phil_finding *finding, double bits)
{
    list->item[list->n++] =
        (struct phil_question){.finding = finding, .text = finding->question, .gain_bits = bits};
}

static void add_always(struct list *list, const struct phil_model *model)
{
    const struct phil_knowledge *k = model->knowledge;
    for (size_t s = 0; s < k->n_screens; s++)
        if (screen_is_open(model, &k->screens[s]))
            list->item[list->n++] = (struct phil_question){.text = k->screens[s].text,
                                                           .screen = k->screens[s].views,
                                                           .n_screen = k->screens[s].n_findings,
                                                           .gain_bits = NAN};
    for (size_t f = 0; f < k->n_findings; f++)
        if (k->findings[f].first && can_be_asked(model, f) && !phil_model_outdone(model, f))
            add_finding(list, &k->findings[f].view, NAN);
}

static int by_bits(const void *a, const void *b)
{
    const struct phil_question *p = a, *q = b;
    if (p->gain_bits != q->gain_bits)
        return p->gain_bits < q->gain_bits ? 1 : -1;
    return (p->finding > q->finding) - (p->finding < q->finding);
}

static enum phil_status add_telling(struct list *list, struct phil_model *model)
{
    const struct phil_knowledge *k = model->knowledge;
    const enum phil_care care = phil_triage_rules(k, model->answers);
    const size_t always = list->n;
    struct phil_gains gains;
    const enum phil_status status = phil_gains_init(&gains, model);
    if (status)
        return status;
    for (size_t f = 0; f < k->n_findings; f++)
        if (!k->findings[f].first && can_be_asked(model, f)) {
            const double bits = total_bits(model, &gains, care, f);
            if (bits >= least_bits)
                add_finding(list, &k->findings[f].view, bits);
        }
    phil_gains_release(&gains);
    qsort(list->item + always, list->n - always, sizeof *list->item, by_bits);
    return PHIL_OK;
}

static bool list_init(struct list *list, const struct phil_knowledge *k)
{
    *list = (struct list){calloc(k->n_screens + k->n_findings + 1, sizeof *list->item), 0};
    return list->item != NULL;
}

/* --- what is missing -------------------------------------------------------------------------- */

static bool is_listed(const struct phil_explanation *explanation, const char *id)
{
    for (size_t i = 0; i < explanation->n_missing; i++)
        if (explanation->missing[i] == id)
            return true;
    return false;
}

static void add_missing(struct phil_explanation *explanation, const char *id)
{
    if (!is_listed(explanation, id))
        explanation->missing[explanation->n_missing++] = id;
}

/* A yes would be a red flag, and nobody knows. What is not asked of this person (whether a man is
 * pregnant) is not missing. */
static void add_flags(struct phil_explanation *explanation, const struct phil_model *model,
                      const struct phil_condition *conditions, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct phil_finding_entry *entry = &model->knowledge->findings[conditions[i].finding];
        const struct phil_finding *f = &entry->view;
        struct phil_answer answer;
        if (!phil_when_holds(model->knowledge, &entry->asked_when, model->answers))
            continue;
        if (f->asked && f->type == PHIL_FINDING_YES_NO && conditions[i].test == PHIL_TEST_IS &&
            conditions[i].value > 0.5 && !phil_model_get(model, conditions[i].finding, &answer))
            add_missing(explanation, f->id);
    }
}

static enum phil_status list_missing(struct phil_explanation *explanation,
                                     const struct phil_model *model, const struct list *list)
{
    const struct phil_knowledge *k = model->knowledge;
    explanation->missing = calloc(k->n_findings + 1, sizeof *explanation->missing);
    if (!explanation->missing)
        return PHIL_EMEM;
    for (int care = PHIL_CARE_EMERGENCY; care >= PHIL_CARE_URGENT; care--)
        for (size_t r = 0; r < k->n_rules; r++)
            if ((int)k->rules[r].care == care) {
                add_flags(explanation, model, k->rules[r].when.all, k->rules[r].when.n_all);
                add_flags(explanation, model, k->rules[r].when.any, k->rules[r].when.n_any);
            }
    for (size_t i = 0; i < list->n; i++)
        if (list->item[i].finding)
            add_missing(explanation, list->item[i].finding->id);
    return PHIL_OK;
}

enum phil_status phil_explain_questions(struct phil_explanation *explanation,
                                        struct phil_model *model, int most)
{
    struct list list;
    size_t always = 0;
    enum phil_status status = PHIL_EMEM;
    if (list_init(&list, model->knowledge)) {
        add_always(&list, model);
        always = list.n;
        status = add_telling(&list, model);
    }
    if (!status)
        status = list_missing(explanation, model, &list);
    if (status) {
        free(list.item);
        return status;
    }
    explanation->questions = list.item;
    if (most > 0)
        explanation->n_questions = list.n - always < (size_t)most ? list.n : always + (size_t)most;
    return PHIL_OK;
}

enum phil_status phil_next_question(struct phil_question *question,
                                    const struct phil_knowledge *knowledge,
                                    const struct phil_answers *answers, int asked, int most)
{
    if (!question || !knowledge || !answers || asked < 0 || most < 0)
        return PHIL_EARG;
    if (asked >= most)
        return PHIL_END;
    struct list list = {0};
    struct phil_model model;
    enum phil_status status = phil_model_init(&model, knowledge, answers);
    if (status)
        return status;
    if (!list_init(&list, knowledge))
        status = PHIL_EMEM;
    if (!status) {
        add_always(&list, &model);
        if (list.n == 0)
            status = add_telling(&list, &model);
    }
    if (!status && list.n == 0)
        status = PHIL_END;
    if (!status)
        *question = list.item[0];
    free(list.item);
    phil_model_release(&model);
    return status;
}
