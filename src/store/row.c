/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry as a row of a table, and what no row may hold. */
#include "store/row.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
    DAY_S = 24 * 60 * 60, /* no clock on a wall is a day away from UTC */
};

/* A time is written with a year of four digits: 0001-01-01 to 9999-12-31, as seconds since 1970. */
static const int64_t EARLIEST_S = INT64_C(-62135596800), LATEST_S = INT64_C(253402300799);

static bool ends(const char *text, size_t size)
{
    return memchr(text, 0, size) != NULL;
}

static bool is_amount(double x)
{
    return isfinite(x) && x >= 0;
}

const char *phil_entry_trouble(const struct phil_entry *entry)
{
    if (!phil_entry_kind_name(entry->kind))
        return "its kind is none that there is";
    if (entry->at.utc_s < EARLIEST_S || entry->at.utc_s > LATEST_S)
        return "its time is outside the years 1 to 9999";
    if (entry->at.offset_s <= -DAY_S || entry->at.offset_s >= DAY_S)
        return "its clock is a day or more away from UTC";
    if (!is_amount(entry->amount) || !is_amount(entry->typed))
        return "its amount is no number from 0 on";
    if (!is_amount(entry->caffeine_mg) || !is_amount(entry->alcohol_g) ||
        !is_amount(entry->potassium_mg))
        return "what it contains is no number from 0 on";
    if (!ends(entry->at.zone, sizeof entry->at.zone) || !ends(entry->thing, sizeof entry->thing) ||
        !ends(entry->unit, sizeof entry->unit) || !ends(entry->note, sizeof entry->note))
        return "one of its texts does not end";
    return NULL;
}

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

static enum phil_entry_kind kind_from_name(const char *name)
{
    int kind = 0;
    while (kind < PHIL_N_ENTRY_KINDS && strcmp(name, phil_entry_kind_name(kind)) != 0)
        kind++;
    return kind;
}

bool phil_row_get(const struct phil_query *query, struct phil_entry *entry)
{
    sqlite3_stmt *row = query->statement;
    char kind[32];
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
    entry->kind = kind_from_name(kind);
    entry->amount = sqlite3_column_double(row, 6);
    entry->typed = sqlite3_column_double(row, 7);
    entry->caffeine_mg = sqlite3_column_double(row, 9);
    entry->alcohol_g = sqlite3_column_double(row, 10);
    entry->potassium_mg = sqlite3_column_double(row, 11);
    return entry->id >= 1 && !phil_entry_trouble(entry);
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
