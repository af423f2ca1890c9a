/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Export, import and the answers of the diary while memory runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "diary/entry.h"
#include "failing.h"
#include "pantry.h"

enum { N = 5 };

struct job {
    bool json;
    struct phil_entry entries[N];
    char *text; /* of the file to read */
    size_t size;
    struct phil_knowledge *knowledge;
};

static void fill(struct job *job)
{
    for (int i = 0; i < N; i++) {
        struct phil_entry *e = &job->entries[i];
        *e = (struct phil_entry){.at = moment_of("2026-11-26T08:30:00+01:00"),
                                 .kind = PHIL_ENTRY_DRINK,
                                 .amount = 1.0 / (i + 1),
                                 .caffeine_mg = 95};
        PHIL_ENTRY_SET(e->thing, "coffee");
        PHIL_ENTRY_SET(e->note, "with, \"milk\"");
    }
    job->entries[1].kind = PHIL_ENTRY_MEDICINE;
    PHIL_ENTRY_SET(job->entries[1].thing, "furosemide");
}

static enum phil_status write_to(FILE *out, const struct job *job)
{
    return job->json ? phil_diary_write_json(out, job->entries, N)
                     : phil_diary_write_csv(out, job->entries, N);
}

static enum phil_status write_file(void *user)
{
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const enum phil_status status = write_to(out, user);
    fclose(out);
    return status;
}

static enum phil_status read_file(void *user)
{
    const struct job *job = user;
    struct phil_entry *entries = (void *)job;
    size_t n = 99;
    const enum phil_status status =
        job->json ? phil_diary_read_json(&entries, &n, job->text, job->size, "x", NULL)
                  : phil_diary_read_csv(&entries, &n, job->text, job->size, "x", NULL);
    assert_int_equal(n, status == PHIL_OK ? N : 0);
    assert_int_equal(status == PHIL_OK, entries != NULL);
    free(entries);
    /* Jansson takes a string that it has no memory for as an invalid one. */
    return status == PHIL_EFORMAT && failing_happened() ? PHIL_EMEM : status;
}

static void files(void **state)
{
    for (int json = 0; json < 2; json++) {
        struct job job = {.json = json};
        fill(&job);
        if (json) /* CSV needs no memory of philtrum's own */
            failing_sweep("write JSON", write_file, &job, 0);
        FILE *out = open_memstream(&job.text, &job.size);
        assert_non_null(out);
        assert_int_equal(write_to(out, &job), PHIL_OK);
        fclose(out);
        failing_sweep(json ? "read JSON" : "read CSV", read_file, &job, 0);
        free(job.text);
    }
}

static enum phil_status add_answers(void *user)
{
    const struct job *job = user;
    const struct phil_moment now = moment_of("2026-11-26T14:00:00+01:00");
    struct phil_answers *answers;
    enum phil_status status = phil_answers_new(&answers, job->knowledge);
    if (status)
        return status;
    status = phil_diary_add_answers(answers, job->knowledge, job->entries, N, &now, 7, NULL);
    phil_answers_free(answers);
    return status;
}

static void answers(void **state)
{
    struct job job = {.text = NULL};
    fill(&job);
    assert_int_equal(phil_knowledge_new(&job.knowledge, NULL, NULL), PHIL_OK);
    failing_sweep("answers", add_answers, &job, 0);
    phil_knowledge_free(job.knowledge);
}

static void *json_memory(size_t size)
{
    return malloc(size); /* wrapped, unlike Jansson's own */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files),
        cmocka_unit_test(answers),
    };
    json_set_alloc_funcs(json_memory, free);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
