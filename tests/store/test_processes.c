/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several processes at once, and processes that are killed at any moment, on the disk itself. */
#include "scratch.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/inside.h"

static int expect_exit(pid_t child)
{
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* A child tells why it fails; its parent's test prints it. */
static void tell(void *user, enum phil_level level, const char *text)
{
    fprintf(stderr, "child: %s\n", text);
}

/* Each entry by a store of its own, as `philtrum log` does; or all by one. */
static void add_in_child(const char *path, int from, int to, bool reopen)
{
    const struct phil_log log = {.message = tell};
    struct phil_store *store = NULL;
    for (int i = from; i < to; i++) {
        struct phil_entry entry = scratch_entry(i);
        if (!store && phil_store_open(&store, path, PHIL_STORE_WRITE, &log) != PHIL_OK)
            _exit(1);
        if (phil_store_add(store, &entry, 1) != PHIL_OK)
            _exit(2);
        if (reopen) {
            phil_store_close(store);
            store = NULL;
        }
    }
    phil_store_close(store);
    _exit(0);
}

/* A copy made while others write holds what was there before, and maybe some of theirs. */
static void copy(struct scratch *scratch, struct phil_store *store, size_t n_before)
{
    struct phil_store *opened;
    const char *path = scratch_file(scratch, "copy.db");
    size_t n;
    assert_int_equal(phil_store_backup(store, path), PHIL_OK);
    assert_int_equal(phil_store_open(&opened, path, PHIL_STORE_READ, &scratch->log), PHIL_OK);
    assert_int_equal(phil_store_check(opened), PHIL_OK);
    free(scratch_all(opened, &n));
    assert_true(n >= n_before);
    phil_store_close(opened);
    assert_int_equal(unlink(path), 0);
}

/* What is there only grows, and is sound. */
static void look(struct scratch *scratch, bool thoroughly, size_t *n)
{
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_READ);
    const size_t before = *n;
    free(scratch_all(store, n));
    assert_true(*n >= before);
    if (thoroughly) {
        assert_int_equal(phil_store_check(store), PHIL_OK);
        copy(scratch, store, *n);
    }
    phil_store_close(store);
}

/* Three that write, one that reads and looks it through; the diary is not even there before. */
static void two_processes_at_once(void **state)
{
    struct scratch *scratch = *state;
    enum { EACH = 200 };
    pid_t children[3];
    for (int k = 0; k < 3; k++) {
        children[k] = fork();
        assert_true(children[k] >= 0);
        if (children[k] == 0)
            add_in_child(scratch->path, k * EACH, (k + 1) * EACH, k == 2);
    }
    size_t n = 0;
    for (int n_done = 0, n_looks = 0; n_done < 3; n_looks++) {
        int status;
        const pid_t done = waitpid(-1, &status, WNOHANG);
        if (done > 0) {
            assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
            n_done++;
        }
        if (access(scratch->path, F_OK) == 0)
            look(scratch, n_looks % 8 == 0, &n);
    }
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    struct phil_entry *entries = scratch_all(store, &n);
    assert_int_equal(n, 3 * EACH);
    bool seen[3 * EACH + 1] = {false}; /* every id once */
    for (size_t i = 0; i < n; i++) {
        const struct phil_entry written = scratch_entry((int)i); /* times rise with the number */
        scratch_same(&entries[i], &written);
        assert_in_range(entries[i].id, 1, 3 * EACH);
        assert_false(seen[entries[i].id]);
        seen[entries[i].id] = true;
    }
    free(entries);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

/* Tells each entry's number once it is promised, until it is killed. */
static void add_until_killed(const char *path, int from, int pipe_end)
{
    struct phil_store *store;
    if (phil_store_open(&store, path, PHIL_STORE_WRITE, NULL) != PHIL_OK)
        _exit(1);
    for (int i = from;; i++) {
        struct phil_entry entry = scratch_entry(i);
        if (phil_store_add(store, &entry, 1) != PHIL_OK ||
            write(pipe_end, &i, sizeof i) != sizeof i)
            _exit(2);
        if (i % 16 == 15) { /* closing and opening are moments as well */
            phil_store_close(store);
            if (phil_store_open(&store, path, PHIL_STORE_WRITE, NULL) != PHIL_OK)
                _exit(3);
        }
    }
}

/* Runs a writer for `us` microseconds; returns the number of the next entry. */
static int kill_after(const char *path, int from, long us)
{
    int ends[2], next = from, told;
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        add_until_killed(path, from, ends[1]);
    close(ends[1]);
    nanosleep(&(struct timespec){.tv_nsec = us * 1000}, NULL);
    kill(child, SIGKILL);
    while (read(ends[0], &told, sizeof told) == sizeof told) {
        assert_int_equal(told, next);
        next++;
    }
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    return next;
}

static void killed_at_any_moment(void **state)
{
    struct scratch *scratch = *state;
    enum { ROUNDS = 80 };
    uint64_t random = 7;
    int next = 0, n_extra = 0;
    for (int round = 0; round < ROUNDS; round++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        next = kill_after(scratch->path, next, 200 + (long)(random >> 33) % 15000);
        struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
        assert_int_equal(phil_store_check(store), PHIL_OK);
        size_t n;
        struct phil_entry *entries = scratch_all(store, &n);
        /* Written, and killed before it could be told: the only one that may be there as well. */
        if ((int)n == next + 1)
            n_extra++, next++;
        assert_int_equal(n, next);
        for (size_t i = 0; i < n; i++) {
            const struct phil_entry written = scratch_entry((int)i);
            scratch_same(&entries[i], &written);
        }
        free(entries);
        phil_store_close(store);
    }
    print_message("# %d entries, %d kills, %d of them between the disk and the word\n", next,
                  ROUNDS, n_extra);
    assert_true(next > ROUNDS);
}

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A second process waits as long as it was told to, then says why it gives up; when the first is
 * done in time, it goes on. */
static void a_locked_diary_is_waited_for(void **state)
{
    struct scratch *scratch = *state;
    /* SQLite's locks do not survive a fork: the child comes first, and waits to be told. */
    int ends[2];
    char sign = 0;
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
        if (read(ends[0], &sign, 1) != 1)
            _exit(9);
        add_in_child(scratch->path, 5, 6, false);
    }
    struct phil_store *holder = scratch_open(scratch, PHIL_STORE_WRITE), *store;
    struct phil_store_options options = phil_store_default_options();
    assert_int_equal(options.patience_ms, 10000);
    options.patience_ms = 300;
    assert_int_equal(
        phil_store_open_with(&store, scratch->path, PHIL_STORE_WRITE, &options, &scratch->log),
        PHIL_OK);
    assert_int_equal(phil_store_begin(holder, "test"), PHIL_OK);
    struct phil_entry entry = scratch_entry(1);
    const double start = now_s();
    assert_int_equal(phil_store_add(store, &entry, 1), PHIL_EINPUT);
    assert_true(now_s() - start > 0.25);
    assert_non_null(strstr(scratch->message, "locked for 0.3 seconds"));
    size_t n;
    free(scratch_all(store, &n)); /* reading goes on */
    phil_store_close(store);

    assert_int_equal(write(ends[1], &sign, 1), 1);
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    assert_int_equal(phil_store_finish(holder, PHIL_OK, "test"), PHIL_OK);
    assert_int_equal(expect_exit(child), 0);
    free(scratch_all(holder, &n));
    assert_int_equal(n, 1);
    phil_store_close(holder);
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(two_processes_at_once),
        TEST(killed_at_any_moment),
        TEST(a_locked_diary_is_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
