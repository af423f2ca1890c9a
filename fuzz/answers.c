/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a file of answers: refused with one message, or read into something that is the same
 * once it has been written and read again. The findings are those of tests/causes/small.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/causes.h>

#include "promise.h"

static void count(void *user, enum phil_level level, const char *text)
{
    promise(level == PHIL_LOG_ERROR && strncmp(text, "cannot use", 10) == 0, "an error says so");
    ++*(int *)user;
}

static char *write_down(const struct phil_answers *answers, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (!out)
        abort();
    promise(phil_answers_write(answers, out) == PHIL_OK, "what was read can be written");
    fclose(out);
    return text;
}

static struct phil_answers *nothing(const struct phil_knowledge *knowledge)
{
    struct phil_answers *answers;
    if (phil_answers_new(&answers, knowledge) != PHIL_OK)
        abort();
    return answers;
}

static void check_same_again(const struct phil_knowledge *knowledge,
                             const struct phil_answers *answers)
{
    struct phil_answers *again = nothing(knowledge);
    size_t size, second_size;
    char *text = write_down(answers, &size);
    promise(phil_answers_read(again, text, size, "again", NULL) == PHIL_OK,
            "what was written can be read");
    char *second = write_down(again, &second_size);
    promise(size == second_size && memcmp(text, second, size) == 0, "... and is the same again");
    free(text);
    free(second);
    phil_answers_free(again);
}

static void check_values(const struct phil_knowledge *knowledge, const struct phil_answers *answers)
{
    const struct phil_finding *finding;
    for (size_t i = 0; (finding = phil_knowledge_finding(knowledge, i)); i++) {
        struct phil_answer answer;
        if (!phil_answers_get(answers, finding->id, &answer) || answer.unknown)
            continue;
        const bool number = finding->type == PHIL_FINDING_NUMBER;
        const double lo = number ? finding->lo : 0;
        const double hi = number                                 ? finding->hi
                          : finding->type == PHIL_FINDING_CHOICE ? (double)finding->n_choices - 1
                                                                 : 1;
        promise(answer.value >= lo && answer.value <= hi, "a value is in its range");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct phil_knowledge *knowledge;
    int errors = 0;
    const struct phil_log log = {count, &errors};
    if (!knowledge && phil_knowledge_new(&knowledge, TESTS_SMALL, NULL) != PHIL_OK)
        abort();
    promise_to_end();
    struct phil_answers *answers = nothing(knowledge);
    const enum phil_status status =
        phil_answers_read(answers, (const char *)data, size, "fuzz", &log);
    promise(status == PHIL_OK || status == PHIL_EFORMAT, "read or refused");
    promise(errors == (status != PHIL_OK), "one message for a failure, none for a success");
    if (status == PHIL_OK) {
        check_values(knowledge, answers);
        check_same_again(knowledge, answers);
    } else {
        size_t written;
        free(write_down(answers, &written));
        promise(written == 0, "a refusal changes nothing");
    }
    phil_answers_free(answers);
    return 0;
}
