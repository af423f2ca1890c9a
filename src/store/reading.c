/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries read: as they stand, and as they stood. */
#include "store/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* --- reading ---------------------------------------------------------------------------------- */

enum phil_status phil_store_entry(struct phil_store *store, int64_t id, struct phil_entry *entry)
{
    static const char sql[] =
        "SELECT id, " PHIL_ENTRY_COLUMNS " FROM entry WHERE id = ? AND removed = 0";
    struct phil_query query = phil_query(store, sql, "cannot read the entry");
    struct phil_entry found;
    phil_query_int(&query, id);
    const enum phil_status status = phil_query_next(&query);
    if (status == PHIL_END)
        return phil_no_entry(store, id, query.what);
    if (status != PHIL_OK)
        return status;
    if (!phil_row_get(&query, &found))
        return phil_row_bad(&query);
    phil_query_end(&query);
    *entry = found;
    return PHIL_OK;
}

static enum phil_status out_of_memory(struct phil_query *query)
{
    phil_query_end(query);
    return phil_store_refuse(query->store, PHIL_EMEM, query->what, "out of memory");
}

/* All rows of a query into an array of entries. */
static enum phil_status collect(struct phil_query *query, struct phil_entry **entries, size_t *n)
{
    size_t capacity = 0;
    enum phil_status status;
    while ((status = phil_query_next(query)) == PHIL_OK) {
        if (!phil_grow((void **)entries, &capacity, *n + 1, sizeof **entries))
            return out_of_memory(query);
        if (!phil_row_get(query, &(*entries)[*n]))
            return phil_row_bad(query);
        (*n)++;
    }
    return status == PHIL_END ? PHIL_OK : status;
}

enum phil_status phil_store_entries(struct phil_store *store, int64_t from_s, int64_t to_s,
                                    struct phil_entry **entries, size_t *n)
{
    static const char sql[] = "SELECT id, " PHIL_ENTRY_COLUMNS " FROM entry WHERE removed = 0"
                              " AND at_s >= ? AND at_s < ? ORDER BY at_s, id";
    struct phil_query query = phil_query(store, sql, "cannot read the diary");
    struct phil_entry *found = NULL;
    size_t n_found = 0;
    phil_query_int(&query, from_s);
    phil_query_int(&query, to_s);
    const enum phil_status status = collect(&query, &found, &n_found);
    if (status != PHIL_OK) {
        free(found);
        found = NULL;
        n_found = 0;
    }
    *entries = found;
    *n = n_found;
    return status;
}

/* --- history ---------------------------------------------------------------------------------- */

enum { CHANGED_AT = 1 + PHIL_N_ENTRY_COLUMNS, ENDED_AT };

static enum phil_status collect_past(struct phil_query *query, struct phil_past_entry **past,
                                     size_t *n)
{
    size_t capacity = 0;
    enum phil_status status;
    while ((status = phil_query_next(query)) == PHIL_OK) {
        char ended[16];
        if (!phil_grow((void **)past, &capacity, *n + 1, sizeof **past))
            return out_of_memory(query);
        struct phil_past_entry *stood = &(*past)[*n];
        if (!phil_row_get(query, &stood->entry) ||
            !phil_query_copy(query, ENDED_AT, ended, sizeof ended))
            return phil_row_bad(query);
        stood->changed_s = sqlite3_column_int64(query->statement, CHANGED_AT);
        stood->removed = strcmp(ended, "removed") == 0;
        (*n)++;
    }
    return status == PHIL_END ? PHIL_OK : status;
}

static enum phil_status look_up(struct phil_store *store, int64_t id, const char *what)
{
    struct phil_query query = phil_query(store, "SELECT 1 FROM entry WHERE id = ?", what);
    phil_query_int(&query, id);
    const enum phil_status status = phil_query_next(&query);
    if (status == PHIL_OK)
        phil_query_end(&query);
    return status == PHIL_END ? phil_no_entry(store, id, what) : status;
}

enum phil_status phil_store_history(struct phil_store *store, int64_t id,
                                    struct phil_past_entry **past, size_t *n)
{
    static const char sql[] = "SELECT entry_id, " PHIL_ENTRY_COLUMNS ", changed_s, ended FROM past"
                              " WHERE entry_id = ? ORDER BY seq";
    static const char what[] = "cannot read the history";
    struct phil_past_entry *found = NULL;
    size_t n_found = 0;
    enum phil_status status = look_up(store, id, what);
    if (status == PHIL_OK) {
        struct phil_query query = phil_query(store, sql, what);
        phil_query_int(&query, id);
        status = collect_past(&query, &found, &n_found);
    }
    if (status != PHIL_OK) {
        free(found);
        found = NULL;
        n_found = 0;
    }
    *past = found;
    *n = n_found;
    return status;
}
