/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries: added, changed, removed, taken back. */
#include "store/row.h"

#include <inttypes.h>
#include <time.h>

#include "diary/entry.h"

static enum phil_status refuse_entry(const struct phil_store *store, const struct phil_entry *entry,
                                     const char *what)
{
    const char *field, *why = phil_entry_fault(entry, &field);
    return why ? phil_store_refuse(store, PHIL_EARG, what, "%s: %s", field, why) : PHIL_OK;
}

/* --- adding ----------------------------------------------------------------------------------- */

static enum phil_status insert(struct phil_store *store, int64_t id, const struct phil_entry *entry,
                               const char *what)
{
    static const char sql[] = "INSERT INTO entry(id, removed, " PHIL_ENTRY_COLUMNS ")"
                              " VALUES(?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    struct phil_query query = phil_query(store, sql, what);
    phil_query_int(&query, id);
    phil_row_put(&query, entry);
    return phil_query_run(&query);
}

/* Ids count up, and none is used twice: no row is ever deleted. */
static enum phil_status last_id(struct phil_store *store, size_t n, int64_t *last, const char *what)
{
    const enum phil_status status = phil_sql_number(store, "SELECT max(id) FROM entry", last, what);
    if (status == PHIL_OK && (*last < 0 || n >= (uint64_t)(INT64_MAX - *last)))
        return phil_store_refuse(store, PHIL_EFORMAT, what,
                                 "the file is damaged (an entry's number is %" PRId64 ")", *last);
    return status;
}

static enum phil_status insert_all(struct phil_store *store, const struct phil_entry *entries,
                                   size_t n, int64_t *last, const char *what)
{
    enum phil_status status = last_id(store, n, last, what);
    for (size_t i = 0; i < n && status == PHIL_OK; i++)
        status = insert(store, *last + 1 + (int64_t)i, &entries[i], what);
    return status;
}

enum phil_status phil_store_add(struct phil_store *store, struct phil_entry *entries, size_t n)
{
    static const char what[] = "cannot add to the diary";
    enum phil_status status = PHIL_OK;
    for (size_t i = 0; i < n && status == PHIL_OK; i++)
        status = refuse_entry(store, &entries[i], what);
    if (status == PHIL_OK)
        status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    int64_t last = 0;
    status = phil_store_finish(store, insert_all(store, entries, n, &last, what), what);
    for (size_t i = 0; i < n && status == PHIL_OK; i++)
        entries[i].id = last + 1 + (int64_t)i;
    return status;
}

/* --- changing --------------------------------------------------------------------------------- */

/* PHIL_EDATA unless there is an entry `id`; *removed tells whether it was removed. */
static enum phil_status find(struct phil_store *store, int64_t id, bool *removed, const char *what)
{
    struct phil_query query = phil_query(store, "SELECT removed FROM entry WHERE id = ?", what);
    phil_query_int(&query, id);
    const enum phil_status status = phil_query_next(&query);
    if (status == PHIL_END)
        return phil_no_entry(store, id, what);
    if (status == PHIL_OK) {
        *removed = sqlite3_column_int(query.statement, 0) != 0;
        phil_query_end(&query);
    }
    return status;
}

/* Puts how the entry stands now into its past. */
static enum phil_status keep(struct phil_store *store, int64_t id, const char *ended, bool open,
                             const char *what)
{
    static const char sql[] =
        "INSERT INTO past(entry_id, changed_s, ended, open, " PHIL_ENTRY_COLUMNS ")"
        " SELECT id, ?, ?, ?, " PHIL_ENTRY_COLUMNS " FROM entry WHERE id = ?";
    struct phil_query query = phil_query(store, sql, what);
    phil_query_int(&query, time(NULL));
    phil_query_text(&query, ended);
    phil_query_int(&query, open);
    phil_query_int(&query, id);
    return phil_query_run(&query);
}

/* Keeps an entry that is not removed; else there is none. */
static enum phil_status keep_standing(struct phil_store *store, int64_t id, const char *ended,
                                      const char *what)
{
    bool removed = false;
    enum phil_status status = find(store, id, &removed, what);
    if (status == PHIL_OK && removed)
        status = phil_no_entry(store, id, what);
    return status == PHIL_OK ? keep(store, id, ended, true, what) : status;
}

static enum phil_status replace(struct phil_store *store, const struct phil_entry *entry,
                                const char *what)
{
    static const char sql[] = "UPDATE entry SET (" PHIL_ENTRY_COLUMNS ") ="
                              " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?";
    struct phil_query query = phil_query(store, sql, what);
    phil_row_put(&query, entry);
    phil_query_int(&query, entry->id);
    return phil_query_run(&query);
}

enum phil_status phil_store_edit(struct phil_store *store, const struct phil_entry *entry)
{
    static const char what[] = "cannot change the entry";
    enum phil_status status = refuse_entry(store, entry, what);
    if (status == PHIL_OK)
        status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    status = keep_standing(store, entry->id, "edited", what);
    if (status == PHIL_OK)
        status = replace(store, entry, what);
    return phil_store_finish(store, status, what);
}

static enum phil_status run_with(struct phil_store *store, const char *sql, int64_t number,
                                 const char *what)
{
    struct phil_query query = phil_query(store, sql, what);
    phil_query_int(&query, number);
    return phil_query_run(&query);
}

enum phil_status phil_store_remove(struct phil_store *store, int64_t id)
{
    static const char what[] = "cannot remove the entry";
    static const char sql[] = "UPDATE entry SET removed = 1 WHERE id = ?";
    enum phil_status status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    status = keep_standing(store, id, "removed", what);
    if (status == PHIL_OK)
        status = run_with(store, sql, id, what);
    return phil_store_finish(store, status, what);
}

/* The row of the past that restoring goes back to. */
static enum phil_status find_open(struct phil_store *store, int64_t id, int64_t *seq,
                                  const char *what)
{
    static const char sql[] = "SELECT seq FROM past WHERE entry_id = ? AND open"
                              " ORDER BY seq DESC LIMIT 1";
    struct phil_query query = phil_query(store, sql, what);
    phil_query_int(&query, id);
    const enum phil_status status = phil_query_next(&query);
    if (status == PHIL_END)
        return phil_store_refuse(store, PHIL_EDATA, what, "entry %" PRId64 " was not changed", id);
    if (status == PHIL_OK) {
        *seq = sqlite3_column_int64(query.statement, 0);
        phil_query_end(&query);
    }
    return status;
}

static enum phil_status go_back(struct phil_store *store, int64_t id, const char *what)
{
    static const char copy[] =
        "UPDATE entry SET removed = 0, (" PHIL_ENTRY_COLUMNS ") = (SELECT " PHIL_ENTRY_COLUMNS
        " FROM past WHERE seq = ?1) WHERE id = (SELECT entry_id FROM past"
        " WHERE seq = ?1)";
    static const char close[] = "UPDATE past SET open = 0 WHERE seq = ?";
    bool removed = false;
    int64_t seq = 0;
    enum phil_status status = find(store, id, &removed, what);
    if (status == PHIL_OK)
        status = find_open(store, id, &seq, what);
    /* What stands now is kept as well; a removed entry does not stand. */
    if (status == PHIL_OK && !removed)
        status = keep(store, id, "restored", false, what);
    if (status == PHIL_OK)
        status = run_with(store, copy, seq, what);
    return status == PHIL_OK ? run_with(store, close, seq, what) : status;
}

enum phil_status phil_store_restore(struct phil_store *store, int64_t id)
{
    static const char what[] = "cannot take back the change";
    const enum phil_status status = phil_store_begin(store, what);
    return status == PHIL_OK ? phil_store_finish(store, go_back(store, id, what), what) : status;
}
