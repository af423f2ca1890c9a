/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layouts of the file: diaries of every released one still open, and the way from one to the next.
 *
 * The real steps are few and quick, so the machinery that runs them is also tried with steps of
 * this test's own on top of the newest layout: ones that build a table anew, that are long, that
 * fail.
 */
#include "faulty.h"
#include "released.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/inside.h"

static void released_layouts_open(void **state)
{
    struct scratch *scratch = *state;
    for (int i = 0; i < N_RELEASED; i++) {
        unlink(scratch->path);
        scratch_sql(scratch->path, released[i].sql);
        struct phil_store *store = scratch_open(scratch, PHIL_STORE_READ);
        released[i].expect(store);
        phil_store_close(store);
        store = scratch_open(scratch, PHIL_STORE_WRITE);
        released[i].expect(store);
        assert_int_equal(phil_store_restore(store, 2), PHIL_OK);
        phil_store_close(store);
    }
}

/* What the newest layout added can be used in a diary that came from an older one. */
static void an_upgraded_diary_takes_trials(void **state)
{
    struct scratch *scratch = *state;
    static const char sha256[] = "aa23456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    scratch_sql(scratch->path, released[0].sql);
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    struct phil_trial_mark mark = {.day = 5, .kind = PHIL_MARK_STARTED};
    struct phil_saved_analysis *analyses;
    int64_t id;
    size_t n;
    assert_int_equal(phil_store_add_trial(store, "{}", 0, &id), PHIL_OK);
    assert_int_equal(phil_store_add_mark(store, id, &mark), PHIL_OK);
    assert_int_equal(
        phil_store_save_analysis(store, "{}", sha256, "c", "/c",
                                 &(struct phil_moment){.utc_s = 1795590002, .offset_s = 7200}, &id),
        PHIL_OK);
    assert_int_equal(phil_store_analyses(store, 0, &analyses, &n), PHIL_OK);
    assert_int_equal(n, 2);
    assert_null(analyses[0].path); /* that of before is not known */
    assert_string_equal(analyses[1].path, "/c");
    phil_saved_analyses_free(analyses, n);
    assert_int_equal(phil_store_check(store), PHIL_OK);
    phil_store_close(store);
}

/* --- steps of our own ------------------------------------------------------------------------- */

/* One adds, one builds a table anew (as steps that drop or retype a column have to), one is long.
 */
static const char ADD[] = "ALTER TABLE entry ADD COLUMN mood TEXT;"
                          "CREATE TABLE place(id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;";
static const char REBUILD[] =
    "CREATE TABLE newer(name TEXT PRIMARY KEY, value TEXT NOT NULL, since_s INTEGER) STRICT,"
    " WITHOUT ROWID; INSERT INTO newer SELECT name, value, NULL FROM setting; DROP TABLE setting;"
    "ALTER TABLE newer RENAME TO setting;";
static const char FILL[] =
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000)"
    " INSERT INTO place(name) SELECT hex(zeroblob(100)) FROM c;";
static const char WRONG[] = "INSERT INTO nowhere VALUES(1);";
static const char DANGLING[] =
    "INSERT INTO past SELECT 99, 77, changed_s, ended, open, at_s, offset_s, zone, kind, thing,"
    " amount, typed, unit, caffeine_mg, alcohol_g, potassium_mg, note FROM past LIMIT 1;";

static const char *steps[8];

static struct phil_store_options options_with(int n, const char *const *further)
{
    struct phil_store_options options = phil_store_default_options();
    assert_int_equal(options.layout.n_steps, N_RELEASED);
    for (int i = 0; i < N_RELEASED; i++)
        steps[i] = options.layout.steps[i];
    for (int i = 0; i < n; i++)
        steps[N_RELEASED + i] = further[i];
    options.layout = (struct phil_store_layout){.steps = steps, .n_steps = N_RELEASED + n};
    return options;
}

static enum phil_status open_with(struct scratch *scratch, struct phil_store **store,
                                  enum phil_store_mode mode,
                                  const struct phil_store_options *options)
{
    scratch->n_messages = 0;
    return phil_store_open_with(store, scratch->path, mode, options, &scratch->log);
}

static int n_files_like(const struct scratch *scratch, const char *beginning)
{
    DIR *folder = opendir(scratch->folder);
    assert_non_null(folder);
    int n = 0;
    for (const struct dirent *file; (file = readdir(folder));)
        n += strncmp(file->d_name, beginning, strlen(beginning)) == 0;
    closedir(folder);
    return n;
}

static void expect_copy(struct scratch *scratch, const char *name)
{
    struct phil_store *copy;
    const char *path = scratch_file(scratch, name);
    struct stat found;
    assert_int_equal(stat(path, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(phil_store_open(&copy, path, PHIL_STORE_READ, &scratch->log), PHIL_OK);
    released[N_RELEASED - 1].expect(copy);
    phil_store_close(copy);
}

static void an_old_diary_is_upgraded(void **state)
{
    struct scratch *scratch = *state;
    static const char *const further[] = {ADD, REBUILD};
    const struct phil_store_options options = options_with(2, further);
    struct phil_store *store;
    scratch_sql(scratch->path, released[N_RELEASED - 1].sql);
    assert_int_equal(open_with(scratch, &store, PHIL_STORE_WRITE, &options), PHIL_OK);
    released[N_RELEASED - 1].expect(store);
    phil_store_close(store);
    expect_copy(scratch, "diary.db.layout-2");
    /* The new one is as a new diary would be, and too new for the old philtrum. */
    assert_int_equal(open_with(scratch, &store, PHIL_STORE_WRITE, &options), PHIL_OK);
    phil_store_close(store);
    assert_int_equal(n_files_like(scratch, "diary.db"), 2);
    size_t before, after;
    unsigned char *was = scratch_read(scratch->path, &before);
    scratch_refused(scratch, scratch->path, PHIL_STORE_WRITE, PHIL_EFORMAT, "a newer philtrum");
    scratch_refused(scratch, scratch->path, PHIL_STORE_READ, PHIL_EFORMAT, "a newer philtrum");
    unsigned char *is = scratch_read(scratch->path, &after);
    assert_int_equal(before, after);
    assert_memory_equal(was, is, before);
    free(was);
    free(is);
}

static void reading_an_old_diary_leaves_it_old(void **state)
{
    struct scratch *scratch = *state;
    static const char *const further[] = {ADD, REBUILD};
    const struct phil_store_options options = options_with(2, further);
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    phil_store_close(store); /* with a log, other than the next one */
    for (int logged = 1; logged >= 0; logged--) {
        if (!logged) {
            assert_int_equal(unlink(scratch->path), 0);
            scratch_sql(scratch->path, released[N_RELEASED - 1].sql);
        }
        size_t before, after;
        unsigned char *was = scratch_read(scratch->path, &before);
        assert_int_equal(open_with(scratch, &store, PHIL_STORE_READ, &options), PHIL_OK);
        if (!logged)
            released[N_RELEASED - 1].expect(store);
        assert_int_equal(phil_store_set(store, "a", "b"), PHIL_EINPUT);
        phil_store_close(store);
        unsigned char *is = scratch_read(scratch->path, &after);
        assert_int_equal(before, after);
        assert_memory_equal(was, is, before);
        assert_int_equal(n_files_like(scratch, "diary.db"), 1);
        free(was);
        free(is);
    }
}

/* The old layout stays, whole, with its copy. */
static void expect_old(struct scratch *scratch)
{
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    released[N_RELEASED - 1].expect(store);
    phil_store_close(store);
}

static void a_step_that_fails_changes_nothing(void **state)
{
    struct scratch *scratch = *state;
    static const char *const sets[2][3] = {{ADD, REBUILD, WRONG}, {ADD, DANGLING, REBUILD}};
    scratch_sql(scratch->path, released[N_RELEASED - 1].sql);
    for (int i = 0; i < 2; i++) {
        const struct phil_store_options options = options_with(3, sets[i]);
        struct phil_store *store;
        assert_int_equal(open_with(scratch, &store, PHIL_STORE_WRITE, &options), PHIL_EFORMAT);
        assert_null(store);
        assert_int_equal(scratch->n_messages, 1);
        expect_old(scratch);
    }
    /* An earlier copy is never replaced. */
    expect_copy(scratch, "diary.db.layout-2");
    expect_copy(scratch, "diary.db.layout-2.2");
}

static void migrate_in_child(struct scratch *scratch, const struct phil_store_options *options)
{
    struct phil_store *store;
    if (phil_store_open_with(&store, scratch->path, PHIL_STORE_WRITE, options, NULL) != PHIL_OK)
        _exit(1);
    phil_store_close(store);
    _exit(0);
}

/* At every write of the migration, its copy included. */
static void kill_in_the_middle(struct scratch *scratch, const struct released *from,
                               struct phil_store_options *options, long n_least)
{
    long at = 0;
    bool lived = false;
    /* The long step makes hundreds of writes alike: steps grow once that is reached. */
    for (; !lived; at += 1 + at / 20) {
        unlink(scratch->path);
        scratch_sql(scratch->path, from->sql);
        faulty_install();
        faulty.way = FAULTY_KILL;
        faulty.at = at + 1;
        const pid_t child = fork();
        if (child == 0)
            migrate_in_child(scratch, options);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        lived = !WIFSIGNALED(status);
        assert_true(!lived || WEXITSTATUS(status) == 0);
        faulty.way = FAULTY_NOT;
        /* Old or new, but whole; and the next one brings it on. */
        struct phil_store *store;
        assert_int_equal(open_with(scratch, &store, PHIL_STORE_WRITE, options), PHIL_OK);
        from->expect(store);
        phil_store_close(store);
    }
    print_message("# %ld writes\n", at);
    assert_true(at > n_least);
}

static void a_kill_in_the_middle(void **state)
{
    static const char *const further[] = {ADD, REBUILD, FILL};
    struct phil_store_options options = options_with(3, further);
    options.vfs = "faulty";
    kill_in_the_middle(*state, &released[N_RELEASED - 1], &options, 50);
}

static void a_kill_in_the_middle_of_the_real_steps(void **state)
{
    struct phil_store_options options = options_with(0, NULL);
    options.vfs = "faulty";
    kill_in_the_middle(*state, &released[0], &options, 30);
}

/* `copies` is what the names of copies of the old layout begin with. */
static void full_disk_in_the_middle(struct scratch *scratch, const struct released *from,
                                    const struct phil_store_options *options, const char *copies)
{
    char numbered[64];
    snprintf(numbered, sizeof numbered, "%s.", copies);
    scratch_sql(scratch->path, from->sql);
    struct phil_store *store = NULL;
    for (long at = 1; !store; at++) {
        faulty_install();
        faulty.way = FAULTY_FULL;
        faulty.at = at;
        faulty.for_good = true;
        const enum phil_status status = open_with(scratch, &store, PHIL_STORE_WRITE, options);
        assert_true(status == PHIL_OK || status == PHIL_EIO);
        if (status == PHIL_OK)
            break;
        faulty.way = FAULTY_NOT;
        struct phil_store *reader;
        assert_int_equal(open_with(scratch, &reader, PHIL_STORE_READ, options), PHIL_OK);
        from->expect(reader);
        phil_store_close(reader);
    }
    faulty.way = FAULTY_NOT;
    from->expect(store);
    phil_store_close(store);
    /* A copy that failed leaves nothing behind. */
    assert_int_equal(n_files_like(scratch, numbered), n_files_like(scratch, copies) - 1);
}

static void a_full_disk_in_the_middle(void **state)
{
    static const char *const further[] = {ADD, REBUILD};
    struct phil_store_options options = options_with(2, further);
    options.vfs = "faulty";
    full_disk_in_the_middle(*state, &released[N_RELEASED - 1], &options, "diary.db.layout-2");
}

static void a_full_disk_in_the_middle_of_the_real_steps(void **state)
{
    struct phil_store_options options = options_with(0, NULL);
    options.vfs = "faulty";
    full_disk_in_the_middle(*state, &released[0], &options, "diary.db.layout-1");
}

static void several_at_once_upgrade_once(void **state)
{
    struct scratch *scratch = *state;
    static const char *const further[] = {ADD, REBUILD, FILL};
    const struct phil_store_options options = options_with(3, further);
    enum { N = 4 };
    pid_t children[N];
    scratch_sql(scratch->path, released[N_RELEASED - 1].sql);
    for (int i = 0; i < N; i++)
        if ((children[i] = fork()) == 0)
            migrate_in_child(scratch, &options);
    for (int i = 0; i < N; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_int_equal(n_files_like(scratch, "diary.db.layout-2"), 1);
    struct phil_store *store;
    assert_int_equal(open_with(scratch, &store, PHIL_STORE_WRITE, &options), PHIL_OK);
    released[N_RELEASED - 1].expect(store);
    phil_store_close(store);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(released_layouts_open),
        TEST(an_upgraded_diary_takes_trials),
        TEST(an_old_diary_is_upgraded),
        TEST(reading_an_old_diary_leaves_it_old),
        TEST(a_step_that_fails_changes_nothing),
        TEST(a_kill_in_the_middle),
        TEST(a_kill_in_the_middle_of_the_real_steps),
        TEST(a_full_disk_in_the_middle),
        TEST(a_full_disk_in_the_middle_of_the_real_steps),
        TEST(several_at_once_upgrade_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
