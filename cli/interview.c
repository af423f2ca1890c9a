/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interview.
 *
 * Which question comes next is the library's to say (phil_next_question): it depends on the answers
 * alone. So going back is taking the last answer away and asking again: the same question comes.
 * Every question takes the same few words beside its answer (question.c):
 *
 *     Enter  not known (a list: none of them; s skips it)     ?  why it is asked
 *     b      back to the question before                      q  enough: explain what is known
 */
#include "interview.h"

#include <stdlib.h>
#include <string.h>

#include "question.h"
#include "screen.h"

enum { MOST_TOLD = 64 /* rules for an emergency; a repeated warning would be the worst of it */ };

struct interview {
    struct phil_asking asking;
    const struct phil_knowledge *knowledge;
    const struct phil_interview_settings *settings;
    struct phil_question asked[PHIL_INTERVIEW_MOST]; /* asking.n_asked of them */
    const char *told[MOST_TOLD];                     /* rules */
    size_t n_told;
};

/* --- going back ------------------------------------------------------------------------------- */

static void show_former(const struct interview *interview, const struct phil_finding *finding)
{
    struct phil_answer answer;
    char text[96] = "not known";
    if (phil_answers_get(interview->asking.answers, finding->id, &answer) && !answer.unknown) {
        if (finding->type == PHIL_FINDING_YES_NO)
            snprintf(text, sizeof text, "%s", answer.value > 0 ? "yes" : "no");
        else if (finding->type == PHIL_FINDING_CHOICE)
            snprintf(text, sizeof text, "%s", finding->choices[(size_t)answer.value]);
        else
            snprintf(text, sizeof text, "%.10g %s", answer.value, finding->unit);
    }
    phil_screen_print(interview->asking.out, interview->asking.style.columns, 2,
                      "Back. Your answer was: %s. Please answer again.", text);
}

static void show_former_list(const struct interview *interview,
                             const struct phil_question *question)
{
    char marked[160] = "";
    for (size_t i = 0; i < question->n_screen; i++) {
        struct phil_answer answer;
        const size_t used = strlen(marked);
        if (phil_answers_get(interview->asking.answers, question->screen[i]->id, &answer) &&
            (answer.unknown || answer.value > 0))
            snprintf(marked + used, sizeof marked - used, " %zu%s", i + 1,
                     answer.unknown ? "?" : "");
    }
    phil_screen_print(interview->asking.out, interview->asking.style.columns, 2,
                      "Back. Your answer was:%s. Please answer again.", *marked ? marked : " none");
}

/* False at the first question. */
static bool go_back(struct interview *interview)
{
    if (interview->asking.n_asked == 0) {
        phil_say_to(&interview->asking, 2, "This is the first question.");
        return false;
    }
    const struct phil_question *last = &interview->asked[--interview->asking.n_asked];
    if (last->finding)
        show_former(interview, last->finding);
    else
        show_former_list(interview, last);
    for (size_t i = 0; i < last->n_screen; i++)
        phil_answers_unset(interview->asking.answers, last->screen[i]->id);
    if (last->finding)
        phil_answers_unset(interview->asking.answers, last->finding->id);
    return true;
}

/* --- an emergency ----------------------------------------------------------------------------- */

static bool was_told(const struct interview *interview, const char *rule)
{
    for (size_t i = 0; i < interview->n_told; i++)
        if (strcmp(interview->told[i], rule) == 0)
            return true;
    return interview->n_told == MOST_TOLD;
}

static void tell_reason(struct interview *interview, const struct phil_reason *reason, bool first)
{
    const bool colour = interview->asking.style.colour;
    if (first)
        fprintf(interview->asking.out, "\n%sBefore anything else:%s\n", colour ? "\033[1m" : "",
                colour ? "\033[0m" : "");
    phil_screen_item(interview->asking.out, interview->asking.style.columns, "  - ", reason->text);
    interview->told[interview->n_told++] = reason->rule;
}

/* True when there was something to tell. */
static enum phil_status tell_emergencies(struct interview *interview, bool *told)
{
    /* Rules alone are wanted: no intervals, no questions. */
    const struct phil_explain_settings bare = {.draws = 0, .seed = 1, .questions = 0};
    struct phil_explanation *explanation = NULL;
    *told = false;
    const enum phil_status status =
        phil_explain(&explanation, interview->knowledge, interview->asking.answers, &bare, NULL);
    for (size_t i = 0; status == PHIL_OK && i < explanation->n_reasons; i++) {
        const struct phil_reason *reason = &explanation->reasons[i];
        if (reason->care != PHIL_CARE_EMERGENCY || was_told(interview, reason->rule))
            continue;
        tell_reason(interview, reason, !*told);
        *told = true;
    }
    phil_explanation_free(explanation);
    /* Answers that exclude each other: a later one may be changed, so the questions go on. */
    return status == PHIL_EDATA ? PHIL_OK : status;
}

/* Tells what cannot wait and lets the person leave at once. */
static enum phil_status look_for_emergency(struct interview *interview, enum phil_reply *reply)
{
    bool told;
    const enum phil_status status = tell_emergencies(interview, &told);
    if (status != PHIL_OK || !told)
        return status;
    phil_say_to(
        &interview->asking, 2,
        "If this is so now, stop here and get help: the questions can wait. Enter goes on with "
        "them, q ends them.");
    *reply = phil_listen(&interview->asking);
    if (*reply == PHIL_REPLY_BACK)
        *reply = PHIL_REPLY_ANSWERED; /* there is nothing to go back to: it goes on */
    return PHIL_OK;
}

/* --- the conversation ------------------------------------------------------------------------- */

static enum phil_status keep(const struct interview *interview)
{
    const struct phil_interview_settings *settings = interview->settings;
    return settings->keep ? settings->keep(settings->user) : PHIL_OK;
}

/* One question and what follows from its answer. PHIL_END: enough. */
static enum phil_status take_turn(struct interview *interview)
{
    struct phil_question question;
    enum phil_reply reply;
    enum phil_status status =
        phil_next_question(&question, interview->knowledge, interview->asking.answers,
                           interview->asking.n_asked, interview->asking.most);
    if (status == PHIL_OK)
        status = phil_ask(&interview->asking, &question, &reply);
    if (status != PHIL_OK)
        return status;
    bool changed = reply == PHIL_REPLY_ANSWERED;
    if (reply == PHIL_REPLY_ANSWERED)
        interview->asked[interview->asking.n_asked++] = question;
    else if (reply == PHIL_REPLY_BACK)
        changed = go_back(interview);
    if (changed)
        status = keep(interview);
    if (reply == PHIL_REPLY_ANSWERED && status == PHIL_OK)
        status = look_for_emergency(interview, &reply);
    if (status != PHIL_OK)
        return status;
    return reply == PHIL_REPLY_STOPPED  ? PHIL_ECANCEL
           : reply == PHIL_REPLY_ENOUGH ? PHIL_END
                                        : PHIL_OK;
}

enum phil_status phil_interview(struct phil_answers *answers,
                                const struct phil_knowledge *knowledge,
                                const struct phil_interview_settings *settings, FILE *in, FILE *out)
{
    struct interview *interview = calloc(1, sizeof *interview);
    if (!interview)
        return PHIL_EMEM;
    interview->asking = (struct phil_asking){.answers = answers,
                                             .in = in,
                                             .out = out,
                                             .style = settings->style,
                                             .stopped = settings->stopped,
                                             .most = settings->most};
    interview->knowledge = knowledge;
    interview->settings = settings;
    bool told;
    enum phil_status status = tell_emergencies(interview, &told);
    while (status == PHIL_OK && interview->asking.n_asked < settings->most)
        status = ferror(out) ? PHIL_EIO : take_turn(interview);
    free(interview->asking.line);
    free(interview);
    return status == PHIL_END ? PHIL_OK : status;
}
