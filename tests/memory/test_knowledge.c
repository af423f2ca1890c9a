/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of the knowledge base and of the answers fails once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <philtrum/causes.h>

#include "failing.h"

/* `folder` NULL: the built-in one. */
static enum phil_status load(void *folder)
{
    struct phil_knowledge *knowledge = (struct phil_knowledge *)1;
    const enum phil_status status = phil_knowledge_new(&knowledge, folder, NULL);
    assert_int_equal(status == PHIL_OK, knowledge != NULL);
    phil_knowledge_free(knowledge);
    return status;
}

/* A mistake is told, or that memory is short. */
static enum phil_status load_spoilt(void *folder)
{
    struct phil_knowledge *knowledge = (struct phil_knowledge *)1;
    const enum phil_status status = phil_knowledge_new(&knowledge, folder, NULL);
    assert_null(knowledge);
    return status == PHIL_EFORMAT ? PHIL_OK : status;
}

static enum phil_status answer(void *user)
{
    static const char text[] = "age: 35\nsex: female\nracing_heart: yes\npss4: unknown\n";
    const struct phil_knowledge *knowledge = user;
    struct phil_answers *answers = user;
    enum phil_status status = phil_answers_new(&answers, knowledge);
    assert_int_equal(status == PHIL_OK, answers != NULL);
    if (!status)
        status = phil_answers_set_text(answers, "stress_0_10", "7", NULL);
    if (!status)
        status = phil_answers_read(answers, text, strlen(text), "text", NULL);
    phil_answers_free(answers);
    return status;
}

static enum phil_status answer_unknown_key(void *user)
{
    static const char text[] = "racing_hart: yes\n";
    struct phil_answers *answers = user;
    enum phil_status status = phil_answers_new(&answers, user);
    if (!status)
        status = phil_answers_read(answers, text, strlen(text), "text", NULL);
    phil_answers_free(answers);
    return status == PHIL_EFORMAT ? PHIL_OK : status;
}

static void a_knowledge_base(void **state)
{
    static char small[] = TESTS_SMALL;
    failing_sweep("load", load, small, 0);
    failing_sweep("load what is built in", load, NULL, 20);
}

static void a_mistake_in_one(void **state)
{
    char folder[] = "/tmp/philtrum-memory-XXXXXX", path[64];
    static const char text[] = "sources: [{id: A, text: a}, {id: A, text: b}]\n";
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/sources.yaml", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    failing_sweep("load with a mistake", load_spoilt, folder, 0);
    unlink(path);
    rmdir(folder);
}

static void answers(void **state)
{
    struct phil_knowledge *knowledge;
    assert_int_equal(phil_knowledge_new(&knowledge, TESTS_SMALL, NULL), PHIL_OK);
    failing_sweep("answers", answer, knowledge, 0);
    failing_sweep("answers with a mistake", answer_unknown_key, knowledge, 0);
    phil_knowledge_free(knowledge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_knowledge_base),
        cmocka_unit_test(a_mistake_in_one),
        cmocka_unit_test(answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
