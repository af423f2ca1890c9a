/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a diary may lie, whose rights it has, and its copies. */
#include "scratch.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned mode_of(const char *path)
{
    struct stat found;
    assert_int_equal(lstat(path, &found), 0);
    return found.st_mode & 07777;
}

static void open_and_close(struct scratch *scratch, const char *path)
{
    struct phil_store *store;
    if (phil_store_open(&store, path, PHIL_STORE_WRITE, &scratch->log) != PHIL_OK)
        fail_msg("%s", scratch->message);
    scratch_add(store, 0, 1);
    phil_store_close(store);
}

/* Whatever the umask, the owner alone, and the owner for sure. */
static void modes_are_tight(void **state)
{
    struct scratch *scratch = *state;
    static const mode_t masks[] = {0, 022, 0177, 0777};
    for (size_t i = 0; i < 4; i++) {
        char name[64], path[256];
        struct phil_store *store;
        snprintf(name, sizeof name, "new-%zu/b/diary.db", i);
        snprintf(path, sizeof path, "%s", scratch_file(scratch, name));
        const mode_t mask = umask(masks[i]);
        const enum phil_status status =
            phil_store_open(&store, path, PHIL_STORE_WRITE, &scratch->log);
        umask(mask);
        assert_int_equal(status, PHIL_OK);
        scratch_add(store, 0, 1);
        assert_int_equal(mode_of(path), 0600);
        strcat(path, "-wal");
        assert_int_equal(mode_of(path), 0600);
        strcpy(path + strlen(path) - 4, "-shm");
        assert_int_equal(mode_of(path), 0600);
        umask(masks[i]);
        assert_int_equal(phil_store_backup(store, scratch_file(scratch, name + 4)), PHIL_EINPUT);
        snprintf(name, sizeof name, "copy-%zu.db", i);
        assert_int_equal(phil_store_backup(store, scratch_file(scratch, name)), PHIL_OK);
        umask(mask);
        assert_int_equal(mode_of(scratch_file(scratch, name)), 0600);
        phil_store_close(store);
        snprintf(name, sizeof name, "new-%zu", i);
        assert_int_equal(mode_of(scratch_file(scratch, name)), 0700);
        strcat(name, "/b");
        assert_int_equal(mode_of(scratch_file(scratch, name)), 0700);
    }
}

static void loose_modes_are_tightened(void **state)
{
    struct scratch *scratch = *state;
    open_and_close(scratch, scratch->path);
    assert_int_equal(chmod(scratch->path, 0664), 0);
    scratch->n_messages = 0;
    phil_store_close(scratch_open(scratch, PHIL_STORE_READ));
    assert_int_equal(mode_of(scratch->path), 0664); /* a reader changes nothing */
    open_and_close(scratch, scratch->path);
    assert_int_equal(mode_of(scratch->path), 0600);
    assert_int_equal(scratch->n_messages, 1);
    assert_non_null(strstr(scratch->message, "664"));
    /* The folder that was there keeps its own. */
    assert_int_equal(chmod(scratch->folder, 0755), 0);
    open_and_close(scratch, scratch->path);
    assert_int_equal(mode_of(scratch->folder), 0755);
}

/* A slip of the keyboard must not touch somebody's notes. */
static void the_mode_of_other_files_stays(void **state)
{
    struct scratch *scratch = *state;
    const char *notes = scratch_file(scratch, "notes"), *base = scratch_file(scratch, "base");
    char words[2000];
    memset(words, 'w', sizeof words);
    scratch_write(notes, words, sizeof words);
    scratch_sql(base, "CREATE TABLE contacts(name);");
    assert_int_equal(chmod(notes, 0644), 0);
    assert_int_equal(chmod(base, 0644), 0);
    scratch_refused(scratch, notes, PHIL_STORE_WRITE, PHIL_EFORMAT, "no diary");
    scratch_refused(scratch, base, PHIL_STORE_WRITE, PHIL_EFORMAT, "no diary");
    assert_int_equal(mode_of(notes), 0644);
    assert_int_equal(mode_of(base), 0644);
}

static void what_is_no_file_is_refused(void **state)
{
    struct scratch *scratch = *state;
    char below[256];
    const char *fifo = scratch_file(scratch, "fifo"), *file = scratch_file(scratch, "file");
    const char *loose = scratch_file(scratch, "loose"), *round = scratch_file(scratch, "round");
    assert_int_equal(mkfifo(fifo, 0600), 0);
    scratch_write(file, "x", 1);
    assert_int_equal(symlink("nowhere", loose), 0);
    assert_int_equal(symlink("round", round), 0);
    snprintf(below, sizeof below, "%s/diary.db", file);
    static const enum phil_store_mode modes[] = {PHIL_STORE_READ, PHIL_STORE_WRITE};
    for (int i = 0; i < 2; i++) {
        scratch_refused(scratch, scratch->folder, modes[i], PHIL_EINPUT, "a folder");
        scratch_refused(scratch, fifo, modes[i], PHIL_EINPUT, "no regular file");
        scratch_refused(scratch, "/dev/null", modes[i], PHIL_EINPUT, "no regular file");
        scratch_refused(scratch, below, modes[i], PHIL_EINPUT, "Not a directory");
        scratch_refused(scratch, round, modes[i], PHIL_EINPUT, "symbolic links");
        scratch_refused(scratch, "", modes[i], PHIL_EINPUT, "No such file");
    }
    scratch_refused(scratch, loose, PHIL_STORE_WRITE, PHIL_EINPUT, "points to nothing");
    assert_int_not_equal(access(scratch_file(scratch, "nowhere"), F_OK), 0);
}

static void reading_makes_nothing(void **state)
{
    struct scratch *scratch = *state;
    const char *path = scratch_file(scratch, "a/b/diary.db");
    scratch_refused(scratch, path, PHIL_STORE_READ, PHIL_EINPUT, "No such file");
    assert_int_not_equal(access(scratch_file(scratch, "a"), F_OK), 0);
    /* Left by a kill right after it was made: an empty diary. */
    scratch_write(scratch->path, "", 0);
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_READ);
    size_t n;
    free(scratch_all(store, &n));
    assert_int_equal(n, 0);
    phil_store_close(store);
}

static void a_link_leads_to_the_diary(void **state)
{
    struct scratch *scratch = *state;
    const char *link = scratch_file(scratch, "link");
    open_and_close(scratch, scratch->path);
    assert_int_equal(symlink("diary.db", link), 0);
    open_and_close(scratch, link);
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_READ);
    size_t n;
    free(scratch_all(store, &n));
    assert_int_equal(n, 2);
    phil_store_close(store);
    assert_int_equal(mode_of(link) & 0777, 0777); /* still a link */
}

/* Names that mean something to SQLite, or look like it. */
static void odd_names_are_names(void **state)
{
    struct scratch *scratch = *state;
    static const char *const names[] = {":memory:", "file:x?mode=memory", "a b%41#c?d", "\xff\xfe",
                                        "-"};
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(scratch->folder), 0);
    for (size_t i = 0; i < 5; i++) {
        open_and_close(scratch, names[i]);
        assert_int_equal(access(names[i], F_OK), 0);
        open_and_close(scratch, names[i]);
    }
    assert_int_equal(chdir(here), 0);
}

/* As somebody who is not root: rights hold. Returns false when that cannot be tried. */
static bool as_nobody(void (*body)(struct scratch *), struct scratch *scratch)
{
    enum { NOBODY = 65534 };
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(2);
        body(scratch);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_in_range(WEXITSTATUS(status), 0, 2);
    assert_int_not_equal(WEXITSTATUS(status), 1);
    return WEXITSTATUS(status) == 0;
}

static void open_forbidden(struct scratch *scratch)
{
    static const enum phil_store_mode modes[] = {PHIL_STORE_WRITE, PHIL_STORE_READ};
    const char *names[] = {"closed", "readonly", "folder/diary.db"};
    for (int i = 0; i < 3; i++) {
        struct phil_store *store;
        scratch->n_messages = 0;
        const enum phil_status status = phil_store_open(&store, scratch_file(scratch, names[i]),
                                                        modes[i == 2 ? 0 : i], &scratch->log);
        if (i != 1 && (status != PHIL_EINPUT || scratch->n_messages != 1))
            _exit(1);
        if (i == 1)
            phil_store_close(store);
    }
    struct phil_store *store;
    if (phil_store_open(&store, scratch_file(scratch, "readonly"), PHIL_STORE_WRITE,
                        &scratch->log) != PHIL_EINPUT ||
        phil_store_open(&store, scratch_file(scratch, "shut/diary.db"), PHIL_STORE_READ,
                        &scratch->log) != PHIL_EINPUT ||
        !strstr(scratch->message, "its folder may not be written"))
        _exit(1);
}

static void rights_are_told(void **state)
{
    struct scratch *scratch = *state;
    open_and_close(scratch, scratch_file(scratch, "closed"));
    open_and_close(scratch, scratch_file(scratch, "readonly"));
    assert_int_equal(mkdir(scratch_file(scratch, "folder"), 0555), 0);
    open_and_close(scratch, scratch_file(scratch, "shut/diary.db"));
    assert_int_equal(chmod(scratch_file(scratch, "shut/diary.db"), 0444), 0);
    assert_int_equal(chmod(scratch_file(scratch, "shut"), 0555), 0);
    assert_int_equal(chmod(scratch->folder, 0777), 0);
    assert_int_equal(chmod(scratch_file(scratch, "closed"), 0), 0);
    assert_int_equal(chmod(scratch_file(scratch, "readonly"), 0444), 0);
    const bool tried = as_nobody(open_forbidden, scratch);
    assert_int_equal(chmod(scratch_file(scratch, "shut"), 0755), 0);
    if (!tried)
        skip();
}

static void open_of_others(struct scratch *scratch)
{
    struct phil_store *store;
    const enum phil_status status =
        phil_store_open(&store, scratch->path, PHIL_STORE_READ, &scratch->log);
    _exit(status == PHIL_EINPUT && strstr(scratch->message, "belongs to somebody else") ? 0 : 1);
}

static void a_file_that_others_may_write(void **state)
{
    struct scratch *scratch = *state;
    if (geteuid() != 0)
        skip();
    open_and_close(scratch, scratch->path);
    assert_int_equal(chmod(scratch->folder, 0777), 0);
    assert_int_equal(chmod(scratch->path, 0666), 0);
    assert_true(as_nobody(open_of_others, scratch));
}

/* --- copies ----------------------------------------------------------------------------------- */

static void a_copy_is_whole(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE), *copy;
    const char *path = scratch_file(scratch, "copy.db");
    size_t n, n_copied;
    scratch_add(store, 0, 50);
    assert_int_equal(phil_store_set(store, "answers", "x"), PHIL_OK);
    assert_int_equal(phil_store_remove(store, 7), PHIL_OK);
    assert_int_equal(phil_store_backup(store, path), PHIL_OK);
    scratch_add(store, 50, 60); /* after the copy: not in it */
    assert_int_equal(phil_store_open(&copy, path, PHIL_STORE_READ, &scratch->log), PHIL_OK);
    struct phil_entry *here = scratch_all(store, &n), *there = scratch_all(copy, &n_copied);
    assert_int_equal(n, 59);
    assert_int_equal(n_copied, 49);
    for (size_t i = 0; i < n_copied; i++)
        scratch_same(&here[i], &there[i]);
    free(here);
    free(there);
    struct phil_past_entry *past;
    assert_int_equal(phil_store_history(copy, 7, &past, &n), PHIL_OK);
    assert_int_equal(n, 1);
    free(past);
    assert_int_equal(phil_store_check(copy), PHIL_OK);
    phil_store_close(copy);
    phil_store_close(store);
}

/* On a medium that nothing can be written to. */
static void read_a_copy(struct scratch *scratch)
{
    struct phil_store *copy;
    size_t n;
    struct phil_entry *entries;
    if (phil_store_open(&copy, scratch_file(scratch, "away/copy.db"), PHIL_STORE_READ,
                        &scratch->log) != PHIL_OK ||
        phil_store_entries(copy, INT64_MIN, INT64_MAX, &entries, &n) != PHIL_OK || n != 3)
        _exit(1);
    free(entries);
    phil_store_close(copy);
}

static void a_copy_is_one_file(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    scratch_add(store, 0, 3);
    assert_int_equal(mkdir(scratch_file(scratch, "away"), 0755), 0);
    assert_int_equal(phil_store_backup(store, scratch_file(scratch, "away/copy.db")), PHIL_OK);
    phil_store_close(store);
    assert_int_equal(chmod(scratch_file(scratch, "away/copy.db"), 0444), 0);
    assert_int_equal(chmod(scratch_file(scratch, "away"), 0555), 0);
    assert_int_equal(chmod(scratch->folder, 0755), 0);
    const bool tried = as_nobody(read_a_copy, scratch);
    assert_int_equal(chmod(scratch_file(scratch, "away"), 0755), 0);
    if (!tried)
        skip();
}

static void a_copy_replaces_nothing(void **state)
{
    struct scratch *scratch = *state;
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    const char *taken = scratch_file(scratch, "taken");
    scratch_write(taken, "mine", 4);
    assert_int_equal(symlink("nowhere", scratch_file(scratch, "link")), 0);
    const char *const bad[] = {taken,
                               scratch->path,
                               scratch->folder,
                               "",
                               scratch_file(scratch, "link"),
                               scratch_file(scratch, "no/where")};
    for (size_t i = 0; i < 6; i++) {
        scratch->n_messages = 0;
        assert_int_equal(phil_store_backup(store, bad[i]), PHIL_EINPUT);
        assert_int_equal(scratch->n_messages, 1);
    }
    size_t size;
    unsigned char *bytes = scratch_read(taken, &size);
    assert_int_equal(size, 4);
    free(bytes);
    phil_store_close(store);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(modes_are_tight),
        TEST(loose_modes_are_tightened),
        TEST(the_mode_of_other_files_stays),
        TEST(what_is_no_file_is_refused),
        TEST(reading_makes_nothing),
        TEST(a_link_leads_to_the_diary),
        TEST(odd_names_are_names),
        TEST(rights_are_told),
        TEST(a_file_that_others_may_write),
        TEST(a_copy_is_whole),
        TEST(a_copy_is_one_file),
        TEST(a_copy_replaces_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
