/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "outcome.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_right(const struct vignette *vignette, const char *cause)
{
    for (size_t k = 0; k < vignette->n_causes; k++)
        if (!strcmp(vignette->causes[k], cause))
            return true;
    return false;
}

static void note(struct outcome *outcome, const struct phil_explanation *e)
{
    for (size_t k = 0; k < e->n_causes; k++) {
        const char *id = e->causes[k].cause->id;
        if (!outcome->rank && is_right(outcome->vignette, id))
            outcome->rank = k + 1;
        if (k < 3) {
            outcome->leading[k] = id;
            outcome->probability[k] = e->causes[k].probability;
        }
    }
    outcome->main_first = outcome->vignette->n_causes && e->n_causes &&
                          !strcmp(outcome->vignette->causes[0], e->causes[0].cause->id);
    outcome->care = e->care;
    if (e->n_reasons && e->reasons[0].care == e->care)
        snprintf(outcome->rule, sizeof outcome->rule, "%s", e->reasons[0].rule);
}

static enum phil_status explain(struct outcome *outcome, const struct phil_knowledge *knowledge,
                                const struct phil_answers *answers, const struct phil_log *log)
{
    const struct phil_explain_settings plain = {0, 1, 0};
    struct phil_explanation *explanation = NULL;
    const enum phil_status status = phil_explain(&explanation, knowledge, answers, &plain, log);
    if (!status)
        note(outcome, explanation);
    phil_explanation_free(explanation);
    return status;
}

enum phil_status outcome_of(struct outcome *outcome, const struct phil_knowledge *knowledge,
                            const struct vignette *vignette, const struct phil_log *log)
{
    struct phil_answers *answers = NULL;
    *outcome = (struct outcome){.vignette = vignette};
    enum phil_status status = vignette_answers(&answers, knowledge, vignette, log);
    if (!status)
        status = explain(outcome, knowledge, answers, log);
    phil_answers_free(answers);
    return status;
}

static enum phil_status reply(struct phil_answers *answers, const struct vignette *vignette,
                              const char *finding, const char *otherwise,
                              const struct phil_log *log)
{
    for (size_t k = 0; k < vignette->n_answers; k++)
        if (!strcmp(vignette->answers[k].finding, finding))
            return phil_answers_set_text(answers, finding, vignette->answers[k].value, log);
    return phil_answers_set_text(answers, finding, otherwise, log);
}

static enum phil_status reply_to(struct phil_answers *answers, const struct vignette *vignette,
                                 const struct phil_question *question, const char *silent,
                                 const struct phil_log *log)
{
    enum phil_status status = PHIL_OK;
    if (question->finding)
        return reply(answers, vignette, question->finding->id, "?", log);
    for (size_t k = 0; !status && k < question->n_screen; k++)
        status = reply(answers, vignette, question->screen[k]->id, silent, log);
    return status;
}

enum phil_status outcome_of_interview(struct outcome *outcome, int *asked,
                                      const struct phil_knowledge *knowledge,
                                      const struct vignette *vignette, int most, const char *silent,
                                      const struct phil_log *log)
{
    struct phil_answers *answers = NULL;
    struct phil_question question;
    *outcome = (struct outcome){.vignette = vignette};
    *asked = 0;
    enum phil_status status = phil_answers_new(&answers, knowledge);
    while (!status) {
        status = phil_next_question(&question, knowledge, answers, *asked, most);
        if (!status) {
            ++*asked;
            status = reply_to(answers, vignette, &question, silent, log);
        }
    }
    if (status == PHIL_END)
        status = explain(outcome, knowledge, answers, log);
    phil_answers_free(answers);
    return status;
}

void tally_add(struct tally *t, const struct outcome *o)
{
    const int off = (int)o->care - (int)o->vignette->care;
    t->n++;
    if (o->vignette->n_causes) {
        t->diagnosed++;
        t->first += o->rank == 1;
        t->main_first += o->main_first;
        t->in_three += o->rank >= 1 && o->rank <= 3;
    }
    t->care_right += off == 0;
    t->too_low += off < 0;
    t->too_high += off > 0;
    t->far_too_low += off < -1;
    if (o->vignette->care == PHIL_CARE_EMERGENCY) {
        t->emergencies++;
        t->emergencies_missed += off < 0;
    }
    if (o->vignette->care == PHIL_CARE_SELF) {
        t->self_care++;
        t->self_care_raised += off > 0;
    }
}

struct phil_interval wilson(int k, int n)
{
    const double z = 1.959963984540054; /* 97.5 % point of the normal distribution */
    if (n < 1)
        return (struct phil_interval){0, 1};
    const double p = (double)k / n, zz = z * z / n;
    const double middle = (p + zz / 2) / (1 + zz);
    const double half = z * sqrt(p * (1 - p) / n + zz / (4 * n)) / (1 + zz);
    return (struct phil_interval){fmax(0, middle - half), fmin(1, middle + half)};
}
