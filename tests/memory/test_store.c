/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The diary while memory runs out in philtrum's own code. (In SQLite's: tests/store/test_heap.c.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <philtrum/store.h>

#include "failing.h"

static const char sha256[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

struct job {
    char folder[32];
    char path[64], copy[64];
};

static void clean(const struct job *job)
{
    failing_pause();
    unlink(job->path);
    unlink(job->copy);
    failing_resume();
}

static enum phil_status write_all(struct phil_store *store, const struct job *job)
{
    struct phil_entry entries[40] = {{.id = 0}};
    int64_t id;
    for (int i = 0; i < 40; i++)
        entries[i] = (struct phil_entry){.kind = PHIL_ENTRY_TWITCH, .amount = i, .typed = i};
    enum phil_status status = phil_store_add(store, entries, 40);
    if (status == PHIL_OK)
        status = phil_store_edit(store, &entries[3]);
    if (status == PHIL_OK)
        status = phil_store_save_analysis(store, "{}", sha256, "clip", "/clip", NULL, &id);
    if (status == PHIL_OK)
        status = phil_store_set(store, "answers", "age: 30");
    struct phil_trial_mark mark = {.day = 1, .kind = PHIL_MARK_STARTED};
    if (status == PHIL_OK)
        status = phil_store_add_trial(store, "{}", 0, &id);
    if (status == PHIL_OK)
        status = phil_store_add_mark(store, id, &mark);
    return status == PHIL_OK ? phil_store_backup(store, job->copy) : status;
}

static enum phil_status read_trials(struct phil_store *store)
{
    struct phil_saved_trial *trials = NULL;
    struct phil_trial_mark *marks = NULL;
    size_t n = 0, n_marks = 0;
    enum phil_status status = phil_store_trials(store, &trials, &n);
    assert_true(status == PHIL_OK ? n == 1 : !trials);
    if (status == PHIL_OK)
        status = phil_store_marks(store, 1, &marks, &n_marks);
    assert_true(status == PHIL_OK ? n_marks == 1 : !marks);
    free(marks);
    phil_saved_trials_free(trials, n);
    return status;
}

static enum phil_status read_all(struct phil_store *store)
{
    struct phil_entry *entries = NULL;
    struct phil_past_entry *past = NULL;
    struct phil_saved_analysis *analyses = NULL;
    char *value = NULL;
    size_t n = 0, n_past, n_analyses = 0;
    enum phil_status status = phil_store_entries(store, -1, 1, &entries, &n);
    assert_true(status == PHIL_OK ? n == 40 : !entries);
    if (status == PHIL_OK)
        status = phil_store_history(store, 4, &past, &n_past);
    if (status == PHIL_OK)
        status = phil_store_analyses(store, 0, &analyses, &n_analyses);
    if (status == PHIL_OK)
        status = phil_store_get(store, "answers", &value);
    if (status == PHIL_OK)
        status = read_trials(store);
    if (status == PHIL_OK)
        status = phil_store_check(store);
    free(entries);
    free(past);
    phil_saved_analyses_free(analyses, n_analyses);
    free(value);
    return status;
}

static enum phil_status use(void *user)
{
    const struct job *job = user;
    struct phil_store *store = user;
    clean(job);
    enum phil_status status = phil_store_open(&store, job->path, PHIL_STORE_WRITE, NULL);
    assert_int_equal(status == PHIL_OK, store != NULL);
    if (status == PHIL_OK)
        status = write_all(store, job);
    if (status == PHIL_OK)
        status = read_all(store);
    phil_store_close(store);
    return status;
}

static void a_diary(void **state)
{
    struct job job = {.folder = "/tmp/philtrum-memory-XXXXXX"};
    assert_non_null(mkdtemp(job.folder));
    snprintf(job.path, sizeof job.path, "%s/a/diary.db", job.folder);
    snprintf(job.copy, sizeof job.copy, "%s/copy.db", job.folder);
    failing_sweep("diary", use, &job, 0);
    unlink(job.path);
    unlink(job.copy);
    snprintf(job.path, sizeof job.path, "%s/a", job.folder);
    rmdir(job.path);
    rmdir(job.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_diary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
