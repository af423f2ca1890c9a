/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry as a row of a table. */
#include "store/row.h"

#include <inttypes.h>
#include <string.h>

#include "diary/entry.h"

enum {
    DAY_S = 24 * 60 * 60, /* no clock on a wall is a day away from UTC */
};

void phil_row_put(struct phil_query *query, const struct phil_entry *entry)
{
    phil_query_int(query, entry->at.utc_s);
    phil_query_int(query, entry->at.offset_s);
    phil_query_text(query, entry->at.zone);
    phil_query_text(query, phil_entry_kind_name(entry->kind));
    phil_query_text(query, entry->thing);
    phil_query_real(query, entry->amount);
    phil_query_real(query, entry->typed);
    phil_query_text(query, entry->unit);
    phil_query_real(query, entry->caffeine_mg);
    phil_query_real(query, entry->alcohol_g);
    phil_query_real(query, entry->potassium_mg);
    phil_query_text(query, entry->note);
}

bool phil_row_get(const struct phil_query *query, struct phil_entry *entry)
{
    sqlite3_stmt *row = query->statement;
    char kind[32];
    const char *field;
    *entry = (struct phil_entry){.id = sqlite3_column_int64(row, 0)};
    const int64_t offset_s = sqlite3_column_int64(row, 2);
    if (!phil_query_copy(query, 3, entry->at.zone, sizeof entry->at.zone) ||
        !phil_query_copy(query, 4, kind, sizeof kind) ||
        !phil_query_copy(query, 5, entry->thing, sizeof entry->thing) ||
        !phil_query_copy(query, 8, entry->unit, sizeof entry->unit) ||
        !phil_query_copy(query, 12, entry->note, sizeof entry->note) || offset_s < -DAY_S ||
        offset_s > DAY_S)
        return false;
    entry->at.utc_s = sqlite3_column_int64(row, 1);
    entry->at.offset_s = (int)offset_s;
    entry->kind = phil_entry_kind_from_name(kind);
    entry->amount = sqlite3_column_double(row, 6);
    entry->typed = sqlite3_column_double(row, 7);
    entry->caffeine_mg = sqlite3_column_double(row, 9);
    entry->alcohol_g = sqlite3_column_double(row, 10);
    entry->potassium_mg = sqlite3_column_double(row, 11);
    return entry->id >= 1 && !phil_entry_fault(entry, &field);
}

enum phil_status phil_row_bad(struct phil_query *query)
{
    struct phil_store *store = query->store;
    const int64_t id = sqlite3_column_int64(query->statement, 0);
    const bool memory = sqlite3_errcode(store->db) == SQLITE_NOMEM;
    phil_query_end(query);
    if (memory)
        return phil_store_refuse(store, PHIL_EMEM, query->what, "out of memory");
    return phil_store_refuse(store, PHIL_EFORMAT, query->what,
                             "the file is damaged (entry %" PRId64 " is none)", id);
}

enum phil_status phil_no_entry(const struct phil_store *store, int64_t id, const char *what)
{
    return phil_store_refuse(store, PHIL_EDATA, what, "there is no entry %" PRId64, id);
}
