/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are no diary, damaged ones, and ones that somebody made on purpose: each is told, none
 * is believed, none brings the program down. */
#include "scratch.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* splitmix64 */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void use_trials(struct phil_store *store)
{
    struct phil_saved_trial *trials;
    struct phil_trial_mark *marks, mark = {.day = 3, .kind = PHIL_MARK_MISSED};
    size_t n;
    if (phil_store_trials(store, &trials, &n) == PHIL_OK)
        phil_saved_trials_free(trials, n);
    if (phil_store_marks(store, 1, &marks, &n) == PHIL_OK)
        free(marks);
    phil_store_add_mark(store, 1, &mark);
    phil_store_remove_analysis(store, 1);
    phil_store_restore_analysis(store, 1);
}

/* Does all there is to do with a file; returns whether it opened and was found sound. Whatever it
 * holds, statuses are of the kinds that a file can be the reason for. */
static bool use_anyhow(struct scratch *scratch, const char *path, enum phil_store_mode mode)
{
    struct phil_store *store;
    scratch->n_messages = 0;
    enum phil_status status = phil_store_open(&store, path, mode, &scratch->log);
    if (status != PHIL_OK) {
        assert_true(status == PHIL_EFORMAT || status == PHIL_EIO);
        assert_int_equal(scratch->n_messages, 1);
        assert_null(store);
        return false;
    }
    const bool sound = phil_store_check(store) == PHIL_OK;
    struct phil_entry *entries, entry = scratch_entry(1);
    struct phil_past_entry *past;
    struct phil_saved_analysis *analyses;
    char *value;
    size_t n;
    status = phil_store_entries(store, INT64_MIN, INT64_MAX, &entries, &n);
    assert_true(status == PHIL_OK || (!sound && !entries && n == 0));
    free(entries);
    for (int64_t id = 0; id < 4; id++)
        if (phil_store_history(store, id, &past, &n) == PHIL_OK)
            free(past);
    if (phil_store_analyses(store, 0, &analyses, &n) == PHIL_OK)
        phil_saved_analyses_free(analyses, n);
    if (phil_store_get(store, "answers", &value) == PHIL_OK)
        free(value);
    use_trials(store);
    status = phil_store_add(store, &entry, 1);
    assert_true(mode == PHIL_STORE_READ ? status != PHIL_OK : status == PHIL_OK || !sound);
    phil_store_restore(store, 2);
    phil_store_remove(store, 1);
    phil_store_close(store);
    return sound;
}

/* A diary with a bit of everything, without its log. */
static unsigned char *make_diary(struct scratch *scratch, size_t *size)
{
    static const char sha256[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    scratch_add(store, 0, 60);
    struct phil_entry edited = scratch_entry(3);
    edited.id = 2;
    int64_t id;
    char json[9000];
    memset(json, '7', sizeof json - 1);
    json[sizeof json - 1] = '\0'; /* longer than a page */
    assert_int_equal(phil_store_edit(store, &edited), PHIL_OK);
    assert_int_equal(phil_store_remove(store, 3), PHIL_OK);
    assert_int_equal(phil_store_save_analysis(store, json, sha256, "c", NULL,
                                              &(struct phil_moment){.utc_s = 5, .offset_s = 7200},
                                              &id),
                     PHIL_OK);
    assert_int_equal(phil_store_set(store, "answers", "age: 30"), PHIL_OK);
    struct phil_trial_mark mark = {.day = 20000, .kind = PHIL_MARK_STARTED, .note = "now"};
    assert_int_equal(phil_store_add_trial(store, "{}", 0, &id), PHIL_OK);
    assert_int_equal(phil_store_add_mark(store, id, &mark), PHIL_OK);
    phil_store_close(store);
    return scratch_read(scratch->path, size);
}

static void forget(const char *path)
{
    char beside[300];
    unlink(path);
    snprintf(beside, sizeof beside, "%s-wal", path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-shm", path);
    unlink(beside);
    snprintf(beside, sizeof beside, "%s-journal", path);
    unlink(beside);
}

static void files_of_others(void **state)
{
    struct scratch *scratch = *state;
    const char *text = scratch_file(scratch, "text"), *base = scratch_file(scratch, "base");
    char words[2000];
    memset(words, 'w', sizeof words);
    scratch_write(text, words, sizeof words);
    chmod(text, 0600);
    static const enum phil_store_mode modes[] = {PHIL_STORE_READ, PHIL_STORE_WRITE};
    scratch_sql(base, "CREATE TABLE contacts(name); INSERT INTO contacts VALUES('x');");
    size_t before, after;
    unsigned char *was = scratch_read(base, &before);
    for (int i = 0; i < 2; i++) {
        scratch_refused(scratch, text, modes[i], PHIL_EFORMAT, "no diary");
        scratch_refused(scratch, base, modes[i], PHIL_EFORMAT, "another program's database");
    }
    unsigned char *is = scratch_read(base, &after);
    assert_int_equal(before, after);
    assert_memory_equal(was, is, before);
    free(was);
    free(is);
    /* The mark alone does not make a diary. */
    scratch_sql(base, "PRAGMA application_id = 1885864292;");
    scratch_refused(scratch, base, PHIL_STORE_WRITE, PHIL_EFORMAT, "layout 0");
    scratch_sql(base, "PRAGMA user_version = 1;");
    scratch_refused(scratch, base, PHIL_STORE_WRITE, PHIL_EFORMAT, "tables are not philtrum's");
    scratch_sql(base, "PRAGMA user_version = -1;");
    scratch_refused(scratch, base, PHIL_STORE_WRITE, PHIL_EFORMAT, "layout -1");
    scratch_sql(base, "PRAGMA user_version = 2147483647;");
    scratch_refused(scratch, base, PHIL_STORE_WRITE, PHIL_EFORMAT, "newer");
}

/* What is planted in a schema is found before it could do anything. */
static void planted_schemas(void **state)
{
    struct scratch *scratch = *state;
    static const char *const plants[] = {
        "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END",
        "CREATE TABLE more(x)",
        "CREATE VIEW v AS SELECT * FROM entry",
        "CREATE INDEX i ON entry(abs(id))",
        "DROP INDEX entry_at",
        "ALTER TABLE entry ADD COLUMN x TEXT",
        "ALTER TABLE setting RENAME TO settings",
        "DROP INDEX mark_start",
        "DROP TABLE setting; CREATE VIEW setting AS SELECT 'answers' AS name, "
        "hex(randomblob(9)) AS value",
        "CREATE TABLE s(b, a AS (hex(b)))",
        "CREATE VIRTUAL TABLE f USING fts5(x)",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'garbage' WHERE name = 'past'",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'past'",
    };
    for (size_t i = 0; i < sizeof plants / sizeof *plants; i++) {
        size_t size;
        free(make_diary(scratch, &size));
        scratch_sql(scratch->path, plants[i]);
        if (i < 11)
            scratch_refused(scratch, scratch->path, PHIL_STORE_WRITE, PHIL_EFORMAT,
                            "tables are not philtrum's");
        assert_false(use_anyhow(scratch, scratch->path, PHIL_STORE_READ));
        assert_false(use_anyhow(scratch, scratch->path, PHIL_STORE_WRITE));
        forget(scratch->path);
    }
}

/* Rows that philtrum would not have written. */
static void planted_rows(void **state)
{
    struct scratch *scratch = *state;
    static const char *const plants[] = {
        "UPDATE entry SET kind = 'poison' WHERE id = 5",
        "UPDATE entry SET kind = '' WHERE id = 5",
        "UPDATE entry SET at_s = 9223372036854775807 WHERE id = 5",
        "UPDATE entry SET at_s = -9223372036854775808 WHERE id = 5",
        "UPDATE entry SET offset_s = 1e10 WHERE id = 5",
        "UPDATE entry SET amount = -1 WHERE id = 5",
        "UPDATE entry SET amount = 9e999 WHERE id = 5",
        "UPDATE entry SET caffeine_mg = -9e999 WHERE id = 5",
        "UPDATE entry SET note = replace(hex(zeroblob(128)), '0', 'x') WHERE id = 5",
        "UPDATE entry SET thing = CAST(x'610062' AS TEXT) WHERE id = 5",
        "UPDATE entry SET note = char(27) || '[2J' WHERE id = 5",
        "UPDATE entry SET thing = CAST(x'ff' AS TEXT) WHERE id = 5",
        "UPDATE entry SET id = 0 WHERE id = 5",
        "UPDATE entry SET id = -7 WHERE id = 5",
        "UPDATE entry SET removed = 1 WHERE id = 5",
        "UPDATE entry SET removed = 7 WHERE id = 5",
        "UPDATE past SET kind = 'x'",
        "UPDATE past SET entry_id = 1000",
        "UPDATE analysis SET sha256 = 'x'",
        "UPDATE analysis SET sha256 = upper(sha256)",
        "UPDATE analysis SET json = CAST(x'7b007d' AS TEXT)",
        "UPDATE analysis SET path = CAST(x'2f002f' AS TEXT)",
        "UPDATE analysis SET offset_s = 86400",
        "UPDATE analysis SET recorded_s = 9223372036854775807",
        "UPDATE analysis SET saved_s = -9223372036854775807",
        "UPDATE analysis SET offset_s = -9223372036854775808",
        "UPDATE trial SET plan = CAST(x'7b007d' AS TEXT)",
        "UPDATE mark SET kind = 'begun'",
        "UPDATE mark SET day = 9223372036854775807",
        "UPDATE mark SET offset_s = -9223372036854775807",
        "UPDATE mark SET written_s = -9223372036854775807",
        "UPDATE mark SET note = char(27) || '[2J'",
        "UPDATE mark SET note = replace(hex(zeroblob(128)), '0', 'x')",
        "UPDATE mark SET trial_id = 1000",
        "UPDATE mark SET id = -1",
        "UPDATE setting SET value = CAST(x'7b007d' AS TEXT)",
    };
    for (size_t i = 0; i < sizeof plants / sizeof *plants; i++) {
        size_t size;
        free(make_diary(scratch, &size));
        scratch_sql(scratch->path, plants[i]);
        struct phil_store *store = scratch_open(scratch, PHIL_STORE_READ);
        scratch->n_messages = 0;
        if (phil_store_check(store) != PHIL_EFORMAT)
            fail_msg("not found: %s", plants[i]);
        assert_true(scratch->n_messages >= 1);
        phil_store_close(store);
        assert_false(use_anyhow(scratch, scratch->path, PHIL_STORE_WRITE));
        forget(scratch->path);
    }
    /* A number at the end of all numbers leaves no room for a next one. */
    size_t size;
    free(make_diary(scratch, &size));
    scratch_sql(scratch->path, "UPDATE entry SET id = 9223372036854775807 WHERE id = 60");
    struct phil_store *store = scratch_open(scratch, PHIL_STORE_WRITE);
    struct phil_entry entry = scratch_entry(1);
    assert_int_equal(phil_store_add(store, &entry, 1), PHIL_EFORMAT);
    assert_int_equal(entry.id, 0);
    phil_store_close(store);
}

static void cut_off(void **state)
{
    struct scratch *scratch = *state;
    size_t size;
    unsigned char *diary = make_diary(scratch, &size);
    forget(scratch->path);
    /* Every length at first, then about every page in three places. */
    for (size_t length = 1; length < size; length += length < 120 ? 7 : 1361) {
        scratch_write(scratch->path, diary, length);
        chmod(scratch->path, 0600);
        for (int mode = PHIL_STORE_READ; mode <= PHIL_STORE_WRITE; mode++)
            if (use_anyhow(scratch, scratch->path, mode))
                fail_msg("sound with %zu of %zu bytes", length, size);
        forget(scratch->path);
    }
    free(diary);
}

static void damaged(void **state)
{
    struct scratch *scratch = *state;
    size_t size;
    uint64_t random = 1;
    unsigned char *diary = make_diary(scratch, &size), *copy = malloc(size);
    assert_non_null(copy);
    forget(scratch->path);
    int n_found = 0;
    enum { ROUNDS = 400 };
    for (int round = 0; round < ROUNDS; round++) {
        memcpy(copy, diary, size);
        const size_t page = 4096 * (draw(&random) % (size / 4096));
        if (round % 4 == 0) { /* a page of noise */
            for (size_t i = page ? 0 : 100; i < 4096; i++)
                copy[page + i] = (unsigned char)draw(&random);
        } else if (round % 4 == 1) { /* the head of a page, where its structure is */
            copy[page + draw(&random) % 64] ^= (unsigned char)(1 + draw(&random) % 255);
        } else if (round % 4 == 2) { /* two pages changed places */
            const size_t other = 4096 * (draw(&random) % (size / 4096));
            memcpy(copy + page, diary + other, 4096);
            memcpy(copy + other, diary + page, 4096);
        } else { /* anywhere */
            for (int i = 0; i < 20; i++)
                copy[draw(&random) % size] = (unsigned char)draw(&random);
        }
        scratch_write(scratch->path, copy, size);
        chmod(scratch->path, 0600);
        n_found +=
            !use_anyhow(scratch, scratch->path, round % 2 ? PHIL_STORE_READ : PHIL_STORE_WRITE);
        forget(scratch->path);
    }
    print_message("# damage found in %d of %d\n", n_found, ROUNDS);
    assert_true(n_found > ROUNDS / 2); /* a note may have changed a letter: nothing tells */
    free(copy);
    free(diary);
}

/* A log or journal beside the diary that is not its own. */
static void planted_beside(void **state)
{
    struct scratch *scratch = *state;
    static const char *const endings[] = {"-wal", "-journal", "-shm"};
    size_t size;
    uint64_t random = 5;
    unsigned char *diary = make_diary(scratch, &size);
    forget(scratch->path);
    for (int round = 0; round < 30; round++) {
        char beside[300];
        unsigned char noise[9000];
        for (size_t i = 0; i < sizeof noise; i++)
            noise[i] = (unsigned char)draw(&random);
        static const unsigned char log[] = {0x37, 0x7f, 0x06, 0x82, 0,   0x2d,
                                            0xe2, 0x18, 0,    0,    0x10};
        static const unsigned char journal[] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
        if (round % 3 == 0)
            memcpy(noise, log, sizeof log);
        if (round % 3 == 1)
            memcpy(noise, journal, sizeof journal);
        scratch_write(scratch->path, diary, size);
        chmod(scratch->path, 0600);
        snprintf(beside, sizeof beside, "%s%s", scratch->path, endings[round % 3]);
        scratch_write(beside, noise, sizeof noise);
        use_anyhow(scratch, scratch->path, round % 2 ? PHIL_STORE_READ : PHIL_STORE_WRITE);
        forget(scratch->path);
    }
    free(diary);
}

/* Texts in another encoding are read as what they are. */
static void another_encoding(void **state)
{
    struct scratch *scratch = *state;
    size_t size;
    free(make_diary(scratch, &size));
    const char *other = scratch_file(scratch, "other.db");
    scratch_sql(other, "PRAGMA encoding = 'UTF-16be'; CREATE TABLE x(y); DROP TABLE x;");
    use_anyhow(scratch, other, PHIL_STORE_WRITE);
    use_anyhow(scratch, other, PHIL_STORE_READ);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, scratch_make, scratch_remove)
    const struct CMUnitTest tests[] = {
        TEST(files_of_others), TEST(planted_schemas), TEST(planted_rows),     TEST(cut_off),
        TEST(damaged),         TEST(planted_beside),  TEST(another_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
