/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened in a trial: marks, added one after the other. That a trial starts once and ends
 * once is held by an index too, so that no two processes can both have started it. */
#include "store/marks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "diary/entry.h"

#define MARK_COLUMNS "written_s, offset_s, zone, day, kind, note"

static enum phil_mark_kind kind_from_name(const char *name)
{
    int kind = 0;
    while (kind < PHIL_N_MARK_KINDS &&
           strcmp(name, phil_mark_kind_name((enum phil_mark_kind)kind)) != 0)
        kind++;
    return (enum phil_mark_kind)kind;
}

/* Why no mark can be like this, or NULL. Its moment and its words are held to the rules of an
 * entry's. */
static const char *fault(const struct phil_trial_mark *mark)
{
    const int64_t first = -719162, last = 2932896; /* 0001-01-01 and 9999-12-31 */
    struct phil_entry likewise = {.at = mark->written, .kind = PHIL_ENTRY_NOTE};
    const char *field;
    if ((unsigned)mark->kind >= PHIL_N_MARK_KINDS)
        return "not a kind of mark";
    if (mark->day < first || mark->day > last)
        return "its day's year has not four digits";
    memcpy(likewise.note, mark->note, sizeof likewise.note);
    return phil_entry_fault(&likewise, &field);
}

/* --- adding ----------------------------------------------------------------------------------- */

static enum phil_status insert(struct phil_store *store, int64_t trial,
                               const struct phil_trial_mark *mark, const char *what)
{
    static const char sql[] =
        "INSERT INTO mark(trial_id, " MARK_COLUMNS ") VALUES(?, ?, ?, ?, ?, ?, ?)";
    struct phil_query query = phil_query(store, sql, what);
    phil_query_int(&query, trial);
    phil_query_int(&query, mark->written.utc_s);
    phil_query_int(&query, mark->written.offset_s);
    phil_query_text(&query, mark->written.zone);
    phil_query_int(&query, mark->day);
    phil_query_text(&query, phil_mark_kind_name(mark->kind));
    phil_query_text(&query, mark->note);
    return phil_query_run(&query);
}

/* How often a trial has started and ended. PHIL_EDATA: there is no such trial. */
static enum phil_status count(struct phil_store *store, int64_t trial, bool *started, bool *ended,
                              const char *what)
{
    static const char sql[] =
        "SELECT EXISTS(SELECT 1 FROM mark WHERE trial_id = trial.id AND kind = 'started'),"
        " EXISTS(SELECT 1 FROM mark WHERE trial_id = trial.id AND kind IN ('stopped', 'red_flag'))"
        " FROM trial WHERE id = ?";
    struct phil_query query = phil_query(store, sql, what);
    phil_query_int(&query, trial);
    const enum phil_status status = phil_query_next(&query);
    if (status == PHIL_END)
        return phil_store_refuse(store, PHIL_EDATA, what, "there is no trial %" PRId64, trial);
    if (status == PHIL_OK) {
        *started = sqlite3_column_int(query.statement, 0) != 0;
        *ended = sqlite3_column_int(query.statement, 1) != 0;
        phil_query_end(&query);
    }
    return status;
}

static enum phil_status allow(struct phil_store *store, int64_t trial, enum phil_mark_kind kind,
                              const char *what)
{
    const bool starts = kind == PHIL_MARK_STARTED;
    const bool ends = kind == PHIL_MARK_STOPPED || kind == PHIL_MARK_RED_FLAG;
    bool started = false, ended = false;
    const enum phil_status status = count(store, trial, &started, &ended, what);
    if (status != PHIL_OK)
        return status;
    if (starts && started)
        return phil_store_refuse(store, PHIL_EDATA, what, "trial %" PRId64 " was started already",
                                 trial);
    if ((starts || ends) && ended)
        return phil_store_refuse(store, PHIL_EDATA, what, "trial %" PRId64 " was stopped already",
                                 trial);
    return PHIL_OK;
}

enum phil_status phil_store_add_mark(struct phil_store *store, int64_t trial,
                                     struct phil_trial_mark *mark)
{
    static const char what[] = "cannot write it into the trial";
    const char *why = fault(mark);
    if (why)
        return phil_store_refuse(store, PHIL_EARG, what, "%s", why);
    enum phil_status status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    status = allow(store, trial, mark->kind, what);
    if (status == PHIL_OK)
        status = insert(store, trial, mark, what);
    const int64_t id = sqlite3_last_insert_rowid(store->db);
    status = phil_store_finish(store, status, what);
    if (status == PHIL_OK)
        mark->id = id;
    return status;
}

/* --- reading ---------------------------------------------------------------------------------- */

static bool get(const struct phil_query *query, struct phil_trial_mark *mark)
{
    sqlite3_stmt *row = query->statement;
    char kind[16];
    *mark = (struct phil_trial_mark){.id = sqlite3_column_int64(row, 0)};
    const int64_t offset_s = sqlite3_column_int64(row, 2);
    if (!phil_query_copy(query, 3, mark->written.zone, sizeof mark->written.zone) ||
        !phil_query_copy(query, 5, kind, sizeof kind) ||
        !phil_query_copy(query, 6, mark->note, sizeof mark->note) || offset_s < INT32_MIN ||
        offset_s > INT32_MAX)
        return false;
    mark->written.utc_s = sqlite3_column_int64(row, 1);
    mark->written.offset_s = (int)offset_s;
    mark->day = sqlite3_column_int64(row, 4);
    mark->kind = kind_from_name(kind);
    return mark->id >= 1 && !fault(mark);
}

/* Ends a query whose row is none that philtrum wrote, unless memory ran out while it was read. */
static enum phil_status bad(struct phil_query *query)
{
    struct phil_store *store = query->store;
    const int64_t id = sqlite3_column_int64(query->statement, 0);
    const bool memory = sqlite3_errcode(store->db) == SQLITE_NOMEM;
    phil_query_end(query);
    if (memory)
        return phil_store_refuse(store, PHIL_EMEM, query->what, "out of memory");
    return phil_store_refuse(store, PHIL_EFORMAT, query->what,
                             "the file is damaged (mark %" PRId64 " of a trial is none)", id);
}

static enum phil_status collect(struct phil_query *query, struct phil_trial_mark **marks, size_t *n)
{
    size_t capacity = 0;
    enum phil_status status;
    while ((status = phil_query_next(query)) == PHIL_OK) {
        if (!phil_grow((void **)marks, &capacity, *n + 1, sizeof **marks)) {
            phil_query_end(query);
            return phil_store_refuse(query->store, PHIL_EMEM, query->what, "out of memory");
        }
        if (!get(query, &(*marks)[*n]))
            return bad(query);
        (*n)++;
    }
    return status == PHIL_END ? PHIL_OK : status;
}

enum phil_status phil_store_marks(struct phil_store *store, int64_t trial,
                                  struct phil_trial_mark **marks, size_t *n)
{
    static const char what[] = "cannot read the course of the trial";
    static const char sql[] = "SELECT id, " MARK_COLUMNS " FROM mark WHERE trial_id = ?"
                              " ORDER BY id";
    struct phil_trial_mark *found = NULL;
    size_t n_found = 0;
    bool started, ended;
    enum phil_status status = count(store, trial, &started, &ended, what);
    if (status == PHIL_OK) {
        struct phil_query query = phil_query(store, sql, what);
        phil_query_int(&query, trial);
        status = collect(&query, &found, &n_found);
    }
    if (status != PHIL_OK) {
        free(found);
        found = NULL;
        n_found = 0;
    }
    *marks = found;
    *n = n_found;
    return status;
}

enum phil_status phil_marks_check(struct phil_store *store, const char *what)
{
    static const char sql[] = "SELECT id, " MARK_COLUMNS " FROM mark";
    struct phil_query query = phil_query(store, sql, what);
    struct phil_trial_mark mark;
    enum phil_status status;
    while ((status = phil_query_next(&query)) == PHIL_OK)
        if (!get(&query, &mark))
            return bad(&query);
    return status == PHIL_END ? PHIL_OK : status;
}
