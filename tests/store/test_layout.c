/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Layouts of the file: diaries of every released one still open, and the way from one to the next.
 *
 * There is one layout so far, so no step from an older one exists. The machinery that will run such
 * steps is here tried with steps of this test's own, on top of the real layout: the first release
 * that changes the layout must not be the first time that it runs.
 */
#include "faulty.h"
#include "scratch.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/inside.h"

/* A diary of layout 1, as `sqlite3 diary.db .dump` writes one that philtrum 0.1.0 made in November
 * 2026 (its pragmas added, which .dump leaves out). Never to be changed: if this does not open any
 * more, a released step was changed. */
static const char LAYOUT_1[] =
    "PRAGMA application_id = 1885864292; PRAGMA user_version = 1; BEGIN;"
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, removed INTEGER NOT NULL, at_s INTEGER NOT NULL,"
    " offset_s INTEGER NOT NULL, zone TEXT NOT NULL, kind TEXT NOT NULL, thing TEXT NOT NULL,"
    " amount REAL NOT NULL, typed REAL NOT NULL, unit TEXT NOT NULL, caffeine_mg REAL NOT NULL,"
    " alcohol_g REAL NOT NULL, potassium_mg REAL NOT NULL, note TEXT NOT NULL) STRICT;"
    "INSERT INTO entry VALUES(1,0,1795593600,3600,'Europe/Berlin','drink','coffee',2.0,2.0,'',"
    "190.0,0.0,232.0,'');"
    "INSERT INTO entry VALUES(2,1,1795597200,3600,'Europe/Berlin','stress','',7.0,7.0,'',"
    "0.0,0.0,0.0,'exams');"
    "CREATE TABLE past(seq INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry(id),"
    " changed_s INTEGER NOT NULL, ended TEXT NOT NULL CHECK(ended IN ('edited', 'removed',"
    " 'restored')), open INTEGER NOT NULL, at_s INTEGER NOT NULL, offset_s INTEGER NOT NULL,"
    " zone TEXT NOT NULL, kind TEXT NOT NULL, thing TEXT NOT NULL, amount REAL NOT NULL,"
    " typed REAL NOT NULL, unit TEXT NOT NULL, caffeine_mg REAL NOT NULL, alcohol_g REAL NOT NULL,"
    " potassium_mg REAL NOT NULL, note TEXT NOT NULL) STRICT;"
    "INSERT INTO past VALUES(1,1,1795600000,'edited',1,1795593600,3600,'Europe/Berlin','drink',"
    "'coffee',1.0,1.0,'',95.0,0.0,116.0,'');"
    "INSERT INTO past VALUES(2,2,1795600001,'removed',1,1795597200,3600,'Europe/Berlin','stress',"
    "'',7.0,7.0,'',0.0,0.0,0.0,'exams');"
    "CREATE TABLE analysis(id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, recorded_s INTEGER,"
    " saved_s INTEGER NOT NULL, replaced_s INTEGER, name TEXT NOT NULL, json TEXT NOT NULL) STRICT;"
    "INSERT INTO analysis VALUES(1,"
    "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',1795590000,1795600002,"
    "NULL,'clip.mp4','{}');"
    "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "INSERT INTO setting VALUES('answers','age: 30');"
    "CREATE INDEX entry_at ON entry(at_s) WHERE removed = 0;"
    "CREATE INDEX past_entry ON past(entry_id);"
    "CREATE UNIQUE INDEX analysis_sha256 ON analysis(sha256) WHERE replaced_s IS NULL;"
    "COMMIT;";

static void expect_layout_1(struct phil_store *store)
{
    size_t n;
    struct phil_entry *entries = scratch_all(store, &n);
    assert_int_equal(n, 1);
    assert_string_equal(entries[0].thing, "coffee");
    assert_true(entries[0].amount == 2 && entries[0].caffeine_mg == 190);
    assert_int_equal(entries[0].at.offset_s, 3600);
    free(entries);
    struct phil_past_entry *past;
    assert_int_equal(phil_store_history(store, 2, &past, &n), PHIL_OK);
    assert_int_equal(n, 1);
    assert_true(past[0].removed);
    assert_string_equal(past[0].entry.note, "exams");
    free(past);
    struct phil_saved_analysis *analyses;
    assert_int_equal(phil_store_analyses(store, 0, &analyses, &n), PHIL_OK);
    assert_int_equal(n, 1);
    assert_int_equal(analyses[0].recorded_s, 1795590000);
    phil_saved_analyses_free(analyses, n);
    char *value;
    assert_int_equal(phil_store_get(store, "answers", &value), PHIL_OK);
    assert_string_equal(value, "age: 30");
    free(value);
    assert_int_equal(phil_store_check(store), PHIL_OK);
}

static void layout_1_opens(void **state)
{
    struct scratch *scratch = *state;
    scratch_sql(scratch->path, LAYOUT_1);
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_READ);
    expect_layout_1(store);
    phil_store_close(store);
    store = scratch_open(scratch, PHIL_STORE_WRITE);
    expect_layout_1(store);
    assert_int_equal(phil_store_restore(store, 2), PHIL_OK);
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
    assert_int_equal(options.layout.n_steps, 1);
    steps[0] = options.layout.steps[0];
    for (int i = 0; i < n; i++)
        steps[i + 1] = further[i];
    options.layout = (struct phil_store_layout){.steps = steps, .n_steps = n + 1};
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
    expect_layout_1(copy);
    phil_store_close(copy);
}

static void an_old_diary_is_upgraded(void **state)
{
    struct scratch *scratch = *state;
    static const char *const further[] = {ADD, REBUILD};
    const struct phil_store_options options = options_with(2, further);
    struct phil_store *store;
    scratch_sql(scratch->path, LAYOUT_1);
    assert_int_equal(open_with(scratch, &store, PHIL_STORE_WRITE, &options), PHIL_OK);
    expect_layout_1(store);
    phil_store_close(store);
    expect_copy(scratch, "diary.db.layout-1");
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
            scratch_sql(scratch->path, LAYOUT_1);
        }
        size_t before, after;
        unsigned char *was = scratch_read(scratch->path, &before);
        assert_int_equal(open_with(scratch, &store, PHIL_STORE_READ, &options), PHIL_OK);
        if (!logged)
            expect_layout_1(store);
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
    expect_layout_1(store);
    phil_store_close(store);
}

static void a_step_that_fails_changes_nothing(void **state)
{
    struct scratch *scratch = *state;
    static const char *const sets[2][3] = {{ADD, REBUILD, WRONG}, {ADD, DANGLING, REBUILD}};
    scratch_sql(scratch->path, LAYOUT_1);
    for (int i = 0; i < 2; i++) {
        const struct phil_store_options options = options_with(3, sets[i]);
        struct phil_store *store;
        assert_int_equal(open_with(scratch, &store, PHIL_STORE_WRITE, &options), PHIL_EFORMAT);
        assert_null(store);
        assert_int_equal(scratch->n_messages, 1);
        expect_old(scratch);
    }
    /* An earlier copy is never replaced. */
    expect_copy(scratch, "diary.db.layout-1");
    expect_copy(scratch, "diary.db.layout-1.2");
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
static void a_kill_in_the_middle(void **state)
{
    struct scratch *scratch = *state;
    static const char *const further[] = {ADD, REBUILD, FILL};
    long at = 0;
    bool lived = false;
    /* The long step makes hundreds of writes alike: steps grow once that is reached. */
    for (; !lived; at += 1 + at / 20) {
        unlink(scratch->path);
        scratch_sql(scratch->path, LAYOUT_1);
        faulty_install();
        struct phil_store_options options = options_with(3, further);
        options.vfs = "faulty";
        faulty.way = FAULTY_KILL;
        faulty.at = at + 1;
        const pid_t child = fork();
        if (child == 0)
            migrate_in_child(scratch, &options);
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        lived = !WIFSIGNALED(status);
        assert_true(!lived || WEXITSTATUS(status) == 0);
        faulty.way = FAULTY_NOT;
        /* Old or new, but whole; and the next one brings it on. */
        struct phil_store *store;
        assert_int_equal(open_with(scratch, &store, PHIL_STORE_WRITE, &options), PHIL_OK);
        expect_layout_1(store);
        phil_store_close(store);
    }
    assert_true(at > 50);
}

static void a_full_disk_in_the_middle(void **state)
{
    struct scratch *scratch = *state;
    static const char *const further[] = {ADD, REBUILD};
    struct phil_store_options options = options_with(2, further);
    options.vfs = "faulty";
    scratch_sql(scratch->path, LAYOUT_1);
    struct phil_store *store = NULL;
    for (long at = 1; !store; at++) {
        faulty_install();
        faulty.way = FAULTY_FULL;
        faulty.at = at;
        faulty.for_good = true;
        const enum phil_status status = open_with(scratch, &store, PHIL_STORE_WRITE, &options);
        assert_true(status == PHIL_OK || status == PHIL_EIO);
        if (status == PHIL_OK)
            break;
        faulty.way = FAULTY_NOT;
        struct phil_store *reader;
        assert_int_equal(open_with(scratch, &reader, PHIL_STORE_READ, &options), PHIL_OK);
        expect_layout_1(reader);
        phil_store_close(reader);
    }
    faulty.way = FAULTY_NOT;
    expect_layout_1(store);
    phil_store_close(store);
    /* A copy that failed leaves nothing behind. */
    assert_int_equal(n_files_like(scratch, "diary.db.layout-1."),
                     n_files_like(scratch, "diary.db.layout-1") - 1);
}

static void several_at_once_upgrade_once(void **state)
{
    struct scratch *scratch = *state;
    static const char *const further[] = {ADD, REBUILD, FILL};
    const struct phil_store_options options = options_with(3, further);
    enum { N = 4 };
    pid_t children[N];
    scratch_sql(scratch->path, LAYOUT_1);
    for (int i = 0; i < N; i++)
        if ((children[i] = fork()) == 0)
            migrate_in_child(scratch, &options);
    for (int i = 0; i < N; i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_int_equal(n_files_like(scratch, "diary.db.layout-1"), 1);
    struct phil_store *store;
    assert_int_equal(open_with(scratch, &store, PHIL_STORE_WRITE, &options), PHIL_OK);
    expect_layout_1(store);
    phil_store_close(store);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(layout_1_opens),
        TEST(an_old_diary_is_upgraded),
        TEST(reading_an_old_diary_leaves_it_old),
        TEST(a_step_that_fails_changes_nothing),
        TEST(a_kill_in_the_middle),
        TEST(a_full_disk_in_the_middle),
        TEST(several_at_once_upgrade_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
