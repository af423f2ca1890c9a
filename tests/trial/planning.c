/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "planning.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct phil_knowledge *knowledge;

const struct phil_knowledge *planning_knowledge(void)
{
    if (!knowledge)
        assert_int_equal(phil_knowledge_new(&knowledge, NULL, NULL), PHIL_OK);
    return knowledge;
}

void planning_end(void)
{
    phil_knowledge_free(knowledge);
    knowledge = NULL;
}

struct phil_answers *person(const char *known)
{
    struct phil_answers *answers;
    char text[512], *rest = text;
    assert_int_equal(phil_answers_new(&answers, planning_knowledge()), PHIL_OK);
    snprintf(text, sizeof text, "%s", known);
    for (char *word; (word = strtok_r(rest, " ", &rest));) {
        char *value = strchr(word, '=');
        *value = '\0';
        if (phil_answers_set_text(answers, word, value + 1, NULL) != PHIL_OK)
            fail_msg("no such answer: %s", word);
    }
    return answers;
}

struct phil_trial_request request_of(const char *remedy)
{
    return (struct phil_trial_request){
        .remedy = remedy, .side = PHIL_SIDE_LEFT, .washout_days = -1, .seed = 7};
}

enum phil_status plan_for(struct phil_trial_plan *plan, const struct phil_trial_request *request,
                          const char *known, struct heard *heard)
{
    const struct phil_log log = listen_to(heard);
    const struct phil_moment now = moment_of("2026-11-26T21:00:00+01:00");
    struct phil_answers *answers = person(known);
    const enum phil_status status =
        phil_trial_plan_make(plan, request, planning_knowledge(), answers, NULL, &now, &log);
    phil_answers_free(answers);
    assert_int_equal(heard->errors, status == PHIL_OK ? 0 : 1);
    return status;
}

const char *refusal_for(const char *remedy, const char *known)
{
    struct phil_answers *answers = person(known);
    const char *why = phil_trial_refusal(planning_knowledge(), answers, remedy);
    phil_answers_free(answers);
    return why;
}
