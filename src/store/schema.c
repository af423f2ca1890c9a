/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The layout of a diary, and its history.
 *
 * PRAGMA application_id says that a file is philtrum's, PRAGMA user_version says in which layout.
 * The rule: a step that has been released is never changed. A new layout is a new step at the end
 * of the list; it takes a file from the version before, and runs in one transaction with all that
 * follow it (migrate.c). A new diary is made by the same steps, from layout 0, the empty file; so a
 * new and an upgraded one hold the same tables to the letter, and what is found in a file can be
 * compared with them. A file of a newer layout than the last step is refused and not touched.
 * tests/store/test_layout.c keeps a diary of every released layout, and opens it.
 *
 * Entries: `entry` holds how each stands now, `past` every way one stood before. Nothing is ever
 * deleted. An entry that was removed keeps its row, with removed = 1. Each row of `past` says how
 * that standing ended; while `open` it is what phil_store_restore() goes back to. Amounts are in
 * the kind's unit, `typed` and `unit` as typed. Times are seconds since 1970, UTC; offset_s is what
 * the clock on the wall was ahead of that.
 *
 * Analyses: one row for each saving; replaced_s is NULL for the newest of its clip, else the moment
 * at which a newer one of the same clip took its place or it was removed. recorded_s, path
 * and offset_s (of the wall where and when it was filmed) are NULL when unknown. Settings: named
 * values, replaced as a whole.
 *
 * Trials: `trial` holds each plan as it was made, `mark` what happened since. Neither is ever
 * changed, which is what makes a plan a promise. A trial starts once and ends once.
 *
 * Ranges and lengths are checked in entries.c, on the way in and on the way out alike, not by CHECK
 * constraints: a kind of entry more should not be another layout.
 */
#include "store/inside.h"

#include <inttypes.h>
#include <string.h>

/* "ph\x01d": in the header of every diary, at byte 68, for file(1) and for philtrum. */
enum { APPLICATION_ID = 0x70680164 };

#define ENTRY_COLUMNS                                                                              \
    " at_s INTEGER NOT NULL, offset_s INTEGER NOT NULL, zone TEXT NOT NULL, kind TEXT NOT NULL,"   \
    " thing TEXT NOT NULL, amount REAL NOT NULL, typed REAL NOT NULL, unit TEXT NOT NULL,"         \
    " caffeine_mg REAL NOT NULL, alcohol_g REAL NOT NULL, potassium_mg REAL NOT NULL,"             \
    " note TEXT NOT NULL"

static const char *const steps[] = {
    /* 0 to 1: the first layout */
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, removed INTEGER NOT NULL," ENTRY_COLUMNS ") STRICT;"
    "CREATE INDEX entry_at ON entry(at_s) WHERE removed = 0;"
    "CREATE TABLE past(seq INTEGER PRIMARY KEY, entry_id INTEGER NOT NULL REFERENCES entry(id),"
    " changed_s INTEGER NOT NULL,"
    " ended TEXT NOT NULL CHECK(ended IN ('edited', 'removed', 'restored')),"
    " open INTEGER NOT NULL," ENTRY_COLUMNS ") STRICT;"
    "CREATE INDEX past_entry ON past(entry_id);"
    "CREATE TABLE analysis(id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, recorded_s INTEGER,"
    " saved_s INTEGER NOT NULL, replaced_s INTEGER, name TEXT NOT NULL, json TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX analysis_sha256 ON analysis(sha256) WHERE replaced_s IS NULL;"
    "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;",
    /* 1 to 2: trials; where the clip of an analysis was */
    "ALTER TABLE analysis ADD COLUMN path TEXT;"
    "ALTER TABLE analysis ADD COLUMN offset_s INTEGER;"
    "CREATE TABLE trial(id INTEGER PRIMARY KEY, saved_s INTEGER NOT NULL, plan TEXT NOT NULL)"
    " STRICT;"
    "CREATE TABLE mark(id INTEGER PRIMARY KEY, trial_id INTEGER NOT NULL REFERENCES trial(id),"
    " written_s INTEGER NOT NULL, offset_s INTEGER NOT NULL, zone TEXT NOT NULL,"
    " day INTEGER NOT NULL, kind TEXT NOT NULL, note TEXT NOT NULL) STRICT;"
    "CREATE INDEX mark_trial ON mark(trial_id);"
    "CREATE UNIQUE INDEX mark_start ON mark(trial_id) WHERE kind = 'started';"
    "CREATE UNIQUE INDEX mark_end ON mark(trial_id) WHERE kind IN ('stopped', 'red_flag');",
};

const struct phil_store_layout phil_schema_newest = {
    .steps = steps,
    .n_steps = sizeof steps / sizeof *steps,
};

struct signs {
    int64_t id, version, n_objects;
};

static enum phil_status read_signs(const struct phil_store *store, struct signs *signs,
                                   const char *what)
{
    enum phil_status status = phil_sql_number(store, "PRAGMA application_id", &signs->id, what);
    if (status == PHIL_OK)
        status = phil_sql_number(store, "PRAGMA user_version", &signs->version, what);
    if (status == PHIL_OK)
        status =
            phil_sql_number(store, "SELECT count(*) FROM sqlite_schema", &signs->n_objects, what);
    return status;
}

/* Within one transaction: another process may be making the diary, and one sign from before that
 * with another from after it would look like a foreign file. */
static enum phil_status read_signs_at_once(const struct phil_store *store, struct signs *signs,
                                           const char *what)
{
    if (!sqlite3_get_autocommit(store->db)) /* there is one already */
        return read_signs(store, signs, what);
    enum phil_status status = phil_sql_exec(store, "BEGIN", what);
    if (status != PHIL_OK)
        return status;
    status = read_signs(store, signs, what);
    if (status == PHIL_OK)
        return phil_sql_exec(store, "COMMIT", what);
    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL); /* the failure is told already */
    return status;
}

enum phil_status phil_schema_recognise(const struct phil_store *store, int *layout,
                                       const char *what)
{
    struct signs signs = {0};
    const enum phil_status status = read_signs_at_once(store, &signs, what);
    if (status != PHIL_OK)
        return status;
    const int64_t id = signs.id, version = signs.version;
    const bool empty = id == 0 && version == 0 && signs.n_objects == 0;
    if (!empty && id != APPLICATION_ID)
        return phil_store_refuse(store, PHIL_EFORMAT, what,
                                 "it is another program's database, no diary of philtrum");
    if (version > store->options.layout.n_steps)
        return phil_store_refuse(store, PHIL_EFORMAT, what,
                                 "a newer philtrum made it (layout %" PRId64
                                 "; this one knows those up to %d)",
                                 version, store->options.layout.n_steps);
    if (!empty && version < 1)
        return phil_store_refuse(store, PHIL_EFORMAT, what,
                                 "the file is damaged (layout %" PRId64 ")", version);
    *layout = (int)version;
    return PHIL_OK;
}

static enum phil_status run_steps(const struct phil_store *store, int from, const char *what)
{
    enum phil_status status = PHIL_OK;
    for (int i = from; i < store->options.layout.n_steps && status == PHIL_OK; i++)
        status = phil_sql_exec(store, store->options.layout.steps[i], what);
    return status;
}

enum phil_status phil_schema_advance(const struct phil_store *store, int from, const char *what)
{
    char stamp[96];
    sqlite3_snprintf(sizeof stamp, stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d",
                     APPLICATION_ID, store->options.layout.n_steps);
    const enum phil_status status = run_steps(store, from, what);
    return status == PHIL_OK ? phil_sql_exec(store, stamp, what) : status;
}

/* --- comparing -------------------------------------------------------------------------------- */

static const char OBJECTS[] = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema "
                              "WHERE name NOT LIKE 'sqlite_stat_' ORDER BY type, name";

static bool same_text(sqlite3_stmt *a, sqlite3_stmt *b, int column)
{
    const int length = sqlite3_column_bytes(a, column);
    const void *left = sqlite3_column_blob(a, column), *right = sqlite3_column_blob(b, column);
    return sqlite3_column_bytes(b, column) == length &&
           (length == 0 || (left && right && memcmp(left, right, (size_t)length) == 0));
}

/* PHIL_OK: both show the same rows; PHIL_END: they differ. */
static enum phil_status same_rows(const struct phil_store *store, sqlite3 *db, sqlite3_stmt *a,
                                  sqlite3_stmt *b, const char *what)
{
    for (;;) {
        const int x = sqlite3_step(a), y = sqlite3_step(b);
        if (x != SQLITE_ROW && x != SQLITE_DONE)
            return phil_store_failed(store, store->db, what);
        if (y != SQLITE_ROW && y != SQLITE_DONE)
            return phil_store_failed(store, db, what);
        if (x != y)
            return PHIL_END;
        if (x == SQLITE_DONE)
            return PHIL_OK;
        for (int column = 0; column < 4; column++)
            if (!same_text(a, b, column))
                return PHIL_END;
    }
}

static enum phil_status compare_with(const struct phil_store *store, sqlite3 *model,
                                     const char *what)
{
    sqlite3_stmt *ours = NULL, *theirs = NULL;
    enum phil_status status;
    if (sqlite3_prepare_v2(store->db, OBJECTS, -1, &theirs, NULL) != SQLITE_OK)
        status = phil_store_failed(store, store->db, what);
    else if (sqlite3_prepare_v2(model, OBJECTS, -1, &ours, NULL) != SQLITE_OK)
        status = phil_store_failed(store, model, what);
    else
        status = same_rows(store, model, theirs, ours, what);
    sqlite3_finalize(ours);
    sqlite3_finalize(theirs);
    if (status == PHIL_END)
        return phil_store_refuse(store, PHIL_EFORMAT, what,
                                 "its tables are not philtrum's: the file was changed by something "
                                 "else");
    return status;
}

enum phil_status phil_schema_compare(struct phil_store *store, const char *what)
{
    struct phil_store model = *store;
    enum phil_status status =
        phil_sql_open(store, ":memory:", SQLITE_OPEN_READWRITE, &model.db, what);
    if (status == PHIL_OK)
        status = run_steps(&model, 0, what);
    if (status == PHIL_OK)
        status = compare_with(store, model.db, what);
    sqlite3_close(model.db);
    return status;
}
