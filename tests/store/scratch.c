/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

static void remember(void *user, enum phil_level level, const char *text)
{
    struct scratch *scratch = user;
    if (level == PHIL_LOG_INFO)
        return;
    scratch->n_messages++;
    snprintf(scratch->message, sizeof scratch->message, "%s", text);
}

int scratch_make(void **state)
{
    struct scratch *scratch = calloc(1, sizeof *scratch);
    if (!scratch)
        return -1;
    /* In memory where there is such a place: these tests sync thousands of times. */
    const char *where = getenv("TMPDIR");
    if (!where || strlen(where) >= 32)
        where = access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(scratch->folder, sizeof scratch->folder, "%s/philtrum-store-XXXXXX", where);
    if (!mkdtemp(scratch->folder)) {
        free(scratch);
        return -1;
    }
    snprintf(scratch->path, sizeof scratch->path, "%s/diary.db", scratch->folder);
    scratch->log = (struct phil_log){.message = remember, .user = scratch};
    *state = scratch;
    return 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    return remove(path);
}

int scratch_remove(void **state)
{
    struct scratch *scratch = *state;
    const int failed = nftw(scratch->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(scratch);
    return failed;
}

const char *scratch_file(const struct scratch *scratch, const char *name)
{
    static char paths[8][192];
    static unsigned next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", scratch->folder, name);
    return path;
}

struct phil_store *scratch_open(struct scratch *scratch, enum phil_store_mode mode)
{
    struct phil_store *store;
    scratch->message[0] = '\0';
    const enum phil_status status = phil_store_open(&store, scratch->path, mode, &scratch->log);
    if (status != PHIL_OK)
        fail_msg("opening: %s (%s)", phil_status_text(status), scratch->message);
    return store;
}

void scratch_refused(struct scratch *scratch, const char *path, enum phil_store_mode mode,
                     enum phil_status status, const char *words)
{
    struct phil_store *store = (void *)scratch;
    scratch->n_messages = 0;
    const enum phil_status found = phil_store_open(&store, path, mode, &scratch->log);
    if (found != status || scratch->n_messages != 1 || !strstr(scratch->message, words) ||
        !strstr(scratch->message, path))
        fail_msg("%s: %s instead of %s; %d messages, the last: %s", path, phil_status_text(found),
                 phil_status_text(status), scratch->n_messages, scratch->message);
    assert_null(store);
}

static bool has_thing(enum phil_entry_kind kind)
{
    return kind == PHIL_ENTRY_DRINK || kind == PHIL_ENTRY_FOOD || kind == PHIL_ENTRY_MEDICINE ||
           kind == PHIL_ENTRY_LAB || kind == PHIL_ENTRY_SYMPTOM;
}

struct phil_entry scratch_entry(int i)
{
    struct phil_entry entry = {
        .at = {.utc_s = INT64_C(1790000000) + i * INT64_C(3607), .offset_s = i % 2 ? 7200 : -12600},
        .kind = i % PHIL_N_ENTRY_KINDS,
        .amount = i % PHIL_N_ENTRY_KINDS == PHIL_ENTRY_NOTE ? 0 : i % 11 * 0.09, /* in all ranges */
        .typed = i / 3.,
        .caffeine_mg = 95.1 * (i % 7),
        .alcohol_g = i % 5 / 7.,
        .potassium_mg = i % 11 * 1e-3,
    };
    snprintf(entry.at.zone, sizeof entry.at.zone, i % 2 ? "Europe/Helsinki" : "America/St_Johns");
    if (has_thing(entry.kind))
        snprintf(entry.thing, sizeof entry.thing, "thing_%d", i);
    snprintf(entry.unit, sizeof entry.unit, i % 3 ? "ml" : "");
    snprintf(entry.note, sizeof entry.note, "note %d: \xc3\xa4'\"%%;\n", i);
    return entry;
}

static void same_bits(double a, double b)
{
    assert_memory_equal(&a, &b, sizeof a);
}

void scratch_same(const struct phil_entry *a, const struct phil_entry *b)
{
    assert_int_equal(a->at.utc_s, b->at.utc_s);
    assert_int_equal(a->at.offset_s, b->at.offset_s);
    assert_string_equal(a->at.zone, b->at.zone);
    assert_int_equal(a->kind, b->kind);
    assert_string_equal(a->thing, b->thing);
    same_bits(a->amount, b->amount);
    same_bits(a->typed, b->typed);
    assert_string_equal(a->unit, b->unit);
    same_bits(a->caffeine_mg, b->caffeine_mg);
    same_bits(a->alcohol_g, b->alcohol_g);
    same_bits(a->potassium_mg, b->potassium_mg);
    assert_string_equal(a->note, b->note);
}

struct phil_entry *scratch_all(struct phil_store *store, size_t *n)
{
    struct phil_entry *entries = NULL;
    assert_int_equal(phil_store_entries(store, INT64_MIN, INT64_MAX, &entries, n), PHIL_OK);
    return entries;
}

void scratch_add(struct phil_store *store, int from, int to)
{
    for (int i = from; i < to; i++) {
        struct phil_entry entry = scratch_entry(i);
        assert_int_equal(phil_store_add(store, &entry, 1), PHIL_OK);
    }
}

void scratch_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    char *why = NULL;
    const mode_t mask = umask(077);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
    umask(mask);
}

unsigned char *scratch_read(const char *path, size_t *size)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    fseek(in, 0, SEEK_END);
    *size = (size_t)ftell(in);
    rewind(in);
    unsigned char *bytes = malloc(*size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, in), *size);
    fclose(in);
    return bytes;
}

void scratch_write(const char *path, const void *bytes, size_t size)
{
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, size, out), size);
    assert_int_equal(fclose(out), 0);
}
