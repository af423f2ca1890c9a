/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that runs out inside SQLite, at every allocation it makes: told as such, nothing
 * acknowledged is lost, nothing is half done. (Those of philtrum itself: tests/memory.) */
#include "scratch.h"

#include <stdio.h>
#include <unistd.h>

#include <sqlite3.h>

static struct {
    long at, seen, failed;
    bool for_good;
} heap;

static sqlite3_mem_methods real;

static bool runs_out(void)
{
    heap.seen++;
    if (heap.at == 0 || heap.seen < heap.at || (heap.seen > heap.at && !heap.for_good))
        return false;
    heap.failed++;
    return true;
}

static void *take(int n)
{
    return runs_out() ? NULL : real.xMalloc(n);
}

static void *retake(void *memory, int n)
{
    return runs_out() ? NULL : real.xRealloc(memory, n);
}

struct tally {
    int n_added;
    bool edited, removed, set, marked, copied;
};

/* PHIL_OK, or memory ran out; anything else is wrong. */
static bool fine(enum phil_status status)
{
    if (status != PHIL_OK && !(status == PHIL_EMEM && heap.failed))
        fail_msg("allocation %ld%s: %s", heap.at, heap.for_good ? " and all after" : "",
                 phil_status_text(status));
    return status == PHIL_OK;
}

static void write_some(struct phil_store *store, struct tally *tally)
{
    static const char sha256[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct phil_entry entry = scratch_entry(tally->n_added);
    int64_t id;
    for (int i = 0; i < 3; i++, entry = scratch_entry(tally->n_added))
        tally->n_added += fine(phil_store_add(store, &entry, 1));
    entry = scratch_entry(0);
    entry.id = 1;
    tally->edited = tally->n_added && fine(phil_store_edit(store, &entry));
    tally->removed = tally->n_added > 1 && fine(phil_store_remove(store, 2));
    tally->set = fine(phil_store_set(store, "answers", "age: 30"));
    if (fine(phil_store_save_analysis(store, "{}", sha256, "clip", "/clip", NULL, &id)) &&
        fine(phil_store_remove_analysis(store, id)))
        fine(phil_store_restore_analysis(store, id));
    struct phil_trial_mark mark = {.day = 1, .kind = PHIL_MARK_STARTED, .note = "so"};
    if (fine(phil_store_add_trial(store, "{}", 0, &id)))
        tally->marked = fine(phil_store_add_mark(store, id, &mark));
}

static void read_some(struct phil_store *store, const struct tally *tally)
{
    struct phil_entry *entries = (void *)tally;
    struct phil_past_entry *past = (void *)tally;
    struct phil_saved_analysis *analyses = (void *)tally;
    char *value = (void *)tally;
    size_t n;
    if (fine(phil_store_entries(store, 0, INT64_MAX, &entries, &n)))
        assert_int_equal(n, tally->n_added - tally->removed);
    free(entries); /* NULL when it failed */
    if (tally->edited)
        fine(phil_store_history(store, 1, &past, &n)), free(past);
    if (fine(phil_store_analyses(store, 0, &analyses, &n)))
        phil_saved_analyses_free(analyses, n);
    if (fine(phil_store_get(store, "answers", &value)) && tally->set)
        assert_non_null(value);
    free(value);
    struct phil_saved_trial *trials = (void *)tally;
    struct phil_trial_mark *marks = (void *)tally;
    if (fine(phil_store_trials(store, &trials, &n)))
        phil_saved_trials_free(trials, n);
    if (tally->marked && fine(phil_store_marks(store, 1, &marks, &n)))
        assert_int_equal(n, 1), free(marks);
    fine(phil_store_check(store));
}

static void use(struct scratch *scratch, struct tally *tally)
{
    struct phil_store *store;
    if (!fine(phil_store_open(&store, scratch->path, PHIL_STORE_WRITE, &scratch->log)))
        return;
    write_some(store, tally);
    read_some(store, tally);
    tally->copied = fine(phil_store_backup(store, scratch_file(scratch, "copy.db")));
    phil_store_close(store);
}

static void expect(struct scratch *scratch, const struct tally *tally)
{
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    struct phil_entry entry;
    size_t n;
    assert_int_equal(phil_store_check(store), PHIL_OK);
    free(scratch_all(store, &n));
    assert_int_equal(n, tally->n_added - tally->removed);
    for (int i = 0; i < tally->n_added; i++)
        if (!(i == 1 && tally->removed)) {
            const struct phil_entry written = scratch_entry(i);
            assert_int_equal(phil_store_entry(store, i + 1, &entry), PHIL_OK);
            scratch_same(&entry, &written);
        }
    if (tally->marked) {
        struct phil_trial_mark *marks;
        assert_int_equal(phil_store_marks(store, 1, &marks, &n), PHIL_OK);
        assert_int_equal(n, 1);
        free(marks);
    }
    phil_store_close(store);
    assert_int_equal(access(scratch_file(scratch, "copy.db"), F_OK) == 0, tally->copied);
    assert_int_equal(unlink(scratch->path), 0);
    unlink(scratch_file(scratch, "copy.db"));
}

static long sweep(struct scratch *scratch, bool for_good)
{
    /* The later ones are tried in growing steps. */
    for (long at = 1;; at += 1 + at / 100) {
        struct tally tally = {0};
        heap.at = at;
        heap.seen = heap.failed = 0;
        heap.for_good = for_good;
        use(scratch, &tally);
        const long failed = heap.failed, seen = heap.seen;
        heap.at = 0;
        if (access(scratch->path, F_OK) == 0)
            expect(scratch, &tally);
        if (!failed)
            return seen;
    }
}

static void memory_that_runs_out(void **state)
{
    const long n = sweep(*state, false);
    sweep(*state, true);
    print_message("# %ld allocations\n", n);
    assert_true(n > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(memory_that_runs_out, scratch_make, scratch_remove),
    };
    if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real) != SQLITE_OK)
        return 1;
    sqlite3_mem_methods ours = real;
    ours.xMalloc = take;
    ours.xRealloc = retake;
    /* Without the small caches in front of it every allocation is seen. */
    if (sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
