/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Full disks, failing disks, kills and power cuts, at every write there is: the file opens, is
 * sound, holds every entry that was acknowledged, and at most the one that was under way.
 */
#include "faulty.h"
#include "scratch.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/inside.h"

enum { N_ADDED = 6 };

struct run {
    const char *path;
    struct phil_store_options options;
    const struct phil_log *log;
    int n_acknowledged;    /* entries 0 to this - 1 are promised */
    bool edited, removed;  /* entry 1 was edited, entry 2 removed */
    bool planned, started; /* there is a trial; it has begun */
    int n_statuses[16];    /* seen, by minus their number */
    int report;            /* where to tell what was acknowledged; -1: nowhere */
};

static enum phil_status seen(struct run *run, enum phil_status status)
{
    run->n_statuses[status == PHIL_OK ? 0 : -status]++;
    return status;
}

static void acknowledge(struct run *run)
{
    const char sign = 'a';
    run->n_acknowledged++;
    if (run->report >= 0 && write(run->report, &sign, 1) != 1)
        abort();
}

/* A little of everything, as long as it goes. */
static void use(struct run *run, struct phil_store *store)
{
    for (int i = 0; i < N_ADDED; i++) {
        struct phil_entry entry = scratch_entry(i);
        /* Ids count up only if nothing was lost in between: find by time instead. */
        if (seen(run, phil_store_add(store, &entry, 1)) != PHIL_OK)
            return;
        acknowledge(run);
    }
    struct phil_entry changed = scratch_entry(1);
    changed.id = 2;
    strcpy(changed.note, "changed");
    run->edited = seen(run, phil_store_edit(store, &changed)) == PHIL_OK;
    run->removed = seen(run, phil_store_remove(store, 3)) == PHIL_OK;
    seen(run, phil_store_set(store, "answers", "age: 30"));
    struct phil_trial_mark mark = {.day = 20000, .kind = PHIL_MARK_STARTED};
    int64_t id;
    run->planned = seen(run, phil_store_add_trial(store, "{}", 0, &id)) == PHIL_OK;
    run->started = run->planned && seen(run, phil_store_add_mark(store, id, &mark)) == PHIL_OK;
}

/* A trial that was acknowledged is there, and so is its start; without, it can be made good. */
static void expect_trial(struct phil_store *store, const struct run *run, const char *when,
                         long event)
{
    struct phil_saved_trial *trials;
    struct phil_trial_mark *marks = NULL;
    size_t n, n_marks = 0;
    assert_int_equal(phil_store_trials(store, &trials, &n), PHIL_OK);
    if (n > 0)
        assert_int_equal(phil_store_marks(store, trials[0].id, &marks, &n_marks), PHIL_OK);
    if (n > 1 || n < (size_t)run->planned || n_marks > 1 || n_marks < (size_t)run->started)
        fail_msg("%s at event %ld: %zu trials, %zu marks", when, event, n, n_marks);
    free(marks);
    phil_saved_trials_free(trials, n);
}

static void go(struct run *run)
{
    struct phil_store *store;
    if (seen(run, phil_store_open_with(&store, run->path, PHIL_STORE_WRITE, &run->options,
                                       run->log)) != PHIL_OK)
        return;
    use(run, store);
    phil_store_close(store);
}

/* `note` of the entry number `i`, or NULL. */
static const char *note_of(const struct phil_entry *entries, size_t n, int i)
{
    const struct phil_entry wanted = scratch_entry(i);
    for (size_t k = 0; k < n; k++)
        if (entries[k].at.utc_s == wanted.at.utc_s)
            return entries[k].note;
    return NULL;
}

/* What the promise is: all that was acknowledged, and nothing but the entry under way. */
static void expect_promised(struct scratch *scratch, const char *path, const struct run *run,
                            const char *when, long event)
{
    struct phil_store *store;
    scratch->message[0] = '\0';
    if (phil_store_open(&store, path, PHIL_STORE_WRITE, &scratch->log) != PHIL_OK)
        fail_msg("%s at event %ld: does not open: %s", when, event, scratch->message);
    if (phil_store_check(store) != PHIL_OK)
        fail_msg("%s at event %ld: not sound: %s", when, event, scratch->message);
    size_t n;
    struct phil_entry *entries = scratch_all(store, &n);
    int n_there = 0;
    for (int i = 0; i < N_ADDED; i++) {
        const char *note = note_of(entries, n, i);
        n_there += note != NULL;
        if (i < run->n_acknowledged && i != 2 && !note)
            fail_msg("%s at event %ld: entry %d is lost", when, event, i);
        if (i == 1 && run->edited && strcmp(note, "changed") != 0)
            fail_msg("%s at event %ld: the edit is lost", when, event);
        if (i == 2 && run->removed && note)
            fail_msg("%s at event %ld: the removal is lost", when, event);
    }
    assert_int_equal(n_there, n);
    assert_true(n_there <= run->n_acknowledged + 1);
    free(entries);
    expect_trial(store, run, when, event);
    /* And it goes on. */
    struct phil_entry more = scratch_entry(20);
    assert_int_equal(phil_store_add(store, &more, 1), PHIL_OK);
    phil_store_close(store);
}

/* How many bytes come before the end. */
static int count_signs(int end)
{
    int n = 0;
    char sign;
    while (read(end, &sign, 1) == 1)
        n++;
    close(end);
    return n;
}

static struct run new_run(struct scratch *scratch, const char *name)
{
    struct run run = {.path = scratch_file(scratch, name),
                      .options = phil_store_default_options(),
                      .log = &scratch->log,
                      .report = -1};
    run.options.vfs = "faulty";
    return run;
}

/* --- failures --------------------------------------------------------------------------------- */

static void sweep(struct scratch *scratch, enum faulty_way way, bool for_good, bool no_sharing)
{
    for (long at = 1;; at++) {
        char name[64];
        snprintf(name, sizeof name, "%d-%d-%d-%ld.db", way, for_good, no_sharing, at);
        faulty_install();
        faulty.way = way;
        faulty.at = at;
        faulty.for_good = for_good;
        faulty.no_sharing = no_sharing;
        struct run run = new_run(scratch, name);
        go(&run);
        const bool failed = faulty.failed > 0;
        for (int i = 1; i < 16; i++)
            if (run.n_statuses[i] && i != -PHIL_EIO)
                fail_msg("%s: %s (%s)", name, phil_status_text(-i), scratch->message);
        faulty.way = FAULTY_NOT;
        expect_promised(scratch, run.path, &run, "failure", at);
        if (!failed && faulty.seen < at)
            return;
    }
}

static void a_disk_that_is_full_or_fails(void **state)
{
    for (int way = FAULTY_FULL; way <= FAULTY_TORN; way++)
        for (int for_good = 0; for_good < 2; for_good++)
            for (int no_sharing = 0; no_sharing < 2; no_sharing++)
                sweep(*state, way, for_good, no_sharing);
}

/* After one failure the same open diary goes on. */
static void a_disk_that_fails_once(void **state)
{
    struct scratch *scratch = *state;
    faulty_install();
    struct run run = new_run(scratch, "once.db");
    struct phil_store *store;
    assert_int_equal(
        phil_store_open_with(&store, run.path, PHIL_STORE_WRITE, &run.options, &scratch->log),
        PHIL_OK);
    int n_failed = 0;
    for (int i = 0; i < 40; i++) {
        struct phil_entry entry = scratch_entry(i);
        faulty.way = i % 2 ? FAULTY_FULL : FAULTY_IO;
        faulty.at = i % 3 ? faulty.seen + 1 + i % 4 : 0;
        const long before = faulty.failed;
        const enum phil_status status = phil_store_add(store, &entry, 1);
        assert_int_equal(status, faulty.failed > before ? PHIL_EIO : PHIL_OK);
        assert_int_equal(entry.id == 0, status != PHIL_OK);
        n_failed += status != PHIL_OK;
        faulty.at = 0;
    }
    assert_in_range(n_failed, 5, 35);
    size_t n;
    free(scratch_all(store, &n));
    assert_int_equal(n, 40 - n_failed);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

/* The system itself says no: files may grow to so many bytes and no further. */
static void a_limit_of_the_system(void **state)
{
    struct scratch *scratch = *state;
    for (int kb = 0; kb <= 132; kb += 6) {
        char name[32];
        snprintf(name, sizeof name, "limit-%d.db", kb);
        faulty_install();
        struct run run = new_run(scratch, name);
        run.options.vfs = NULL;
        int ends[2];
        assert_int_equal(pipe(ends), 0);
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            const struct rlimit limit = {(rlim_t)kb << 10, (rlim_t)kb << 10};
            signal(SIGXFSZ, SIG_IGN);
            setrlimit(RLIMIT_FSIZE, &limit);
            run.report = ends[1];
            go(&run);
            /* Only what a full disk is; and 132 kB are enough. */
            int n_failed = 0;
            for (int i = 1; i < 16; i++)
                n_failed += run.n_statuses[i];
            _exit(n_failed != run.n_statuses[-PHIL_EIO]                       ? 1
                  : n_failed && !strstr(scratch->message, "the disk is full") ? 2
                  : n_failed && kb == 132                                     ? 3
                                                                              : 0);
        }
        close(ends[1]);
        run.n_acknowledged = count_signs(ends[0]);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
            fail_msg("%d kB: %d", kb, status);
        expect_promised(scratch, run.path, &run, "limit, kB", kb);
    }
}

/* --- kills ------------------------------------------------------------------------------------ */

/* Runs in a process of its own that is killed at event `at`; true when it lived. */
static bool killed_at(struct run *run, long at)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        faulty.way = FAULTY_KILL;
        faulty.at = at;
        run->report = ends[1];
        go(run);
        _exit(0);
    }
    close(ends[1]);
    run->n_acknowledged = count_signs(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

static void a_kill_at_every_write(void **state)
{
    struct scratch *scratch = *state;
    long at = 0;
    bool lived = false;
    while (!lived) {
        char name[64];
        snprintf(name, sizeof name, "kill-%ld.db", ++at);
        faulty_install();
        struct run run = new_run(scratch, name);
        lived = killed_at(&run, at);
        expect_promised(scratch, run.path, &run, "kill", at);
    }
    assert_true(at > 30);
}

/* --- power cuts ------------------------------------------------------------------------------- */

struct cutting {
    struct scratch *scratch;
    struct run *run;
    long n_cuts;
};

static void cut_here(void *user)
{
    struct cutting *cutting = user;
    const struct faulty kept = faulty;
    faulty.watch = NULL;
    for (int memory = FAULTY_SYNCED; memory <= FAULTY_MIXED + 1; memory++) {
        char folder[256], path[300];
        snprintf(folder, sizeof folder, "%s/cut-%ld-%d", cutting->scratch->folder, kept.seen,
                 memory);
        mkdir(folder, 0700);
        faulty_power_cut(folder, memory > FAULTY_MIXED ? FAULTY_MIXED : memory,
                         (uint64_t)kept.seen * 4 + (uint64_t)memory);
        snprintf(path, sizeof path, "%s/cut.db", folder);
        expect_promised(cutting->scratch, path, cutting->run, "power cut", kept.seen);
        cutting->n_cuts++;
    }
    faulty = kept;
}

static void cut_everywhere(struct scratch *scratch, bool no_sharing)
{
    faulty_install();
    struct run run = new_run(scratch, "cut.db");
    struct cutting cutting = {scratch, &run, 0};
    faulty.no_sharing = no_sharing;
    faulty.watch = cut_here;
    faulty.user = &cutting;
    go(&run);
    assert_int_equal(run.n_acknowledged, N_ADDED);
    assert_true(run.edited && run.removed);
    assert_true(cutting.n_cuts > 100);
    cut_here(&cutting); /* after all is done, too */
}

static void a_power_cut_at_every_write(void **state)
{
    cut_everywhere(*state, false);
}

static void a_power_cut_without_shared_memory(void **state)
{
    cut_everywhere(*state, true);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(a_disk_that_is_full_or_fails), TEST(a_disk_that_fails_once),
        TEST(a_limit_of_the_system),        TEST(a_kill_at_every_write),
        TEST(a_power_cut_at_every_write),   TEST(a_power_cut_without_shared_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
