/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Looking through a whole diary: first SQLite's own examination of pages, indexes and references,
 * then that the tables are philtrum's, then that every row is something philtrum would have
 * written. Each part tells the first thing that is wrong with it; rows are looked at only when the
 * pages that hold them are sound.
 */
#include "store/marks.h"
#include "store/row.h"

static const char CHECKING[] = "the diary is not sound";

static enum phil_status each_entry(struct phil_store *store, const char *sql)
{
    struct phil_query query = phil_query(store, sql, CHECKING);
    struct phil_entry entry;
    enum phil_status status;
    while ((status = phil_query_next(&query)) == PHIL_OK)
        if (!phil_row_get(&query, &entry))
            return phil_row_bad(&query);
    return status == PHIL_END ? PHIL_OK : status;
}

static enum phil_status entries(struct phil_store *store)
{
    static const char sql[] = "SELECT id, " PHIL_ENTRY_COLUMNS " FROM entry";
    return each_entry(store, sql);
}

static enum phil_status past(struct phil_store *store)
{
    static const char sql[] = "SELECT entry_id, " PHIL_ENTRY_COLUMNS " FROM past";
    return each_entry(store, sql);
}

/* `sql` counts what should not be. */
static enum phil_status none_of(struct phil_store *store, const char *sql, const char *wrong)
{
    int64_t n;
    const enum phil_status status = phil_sql_number(store, sql, &n, CHECKING);
    if (status == PHIL_OK && n > 0)
        return phil_store_refuse(store, PHIL_EFORMAT, CHECKING, "%s (%lld)", wrong, (long long)n);
    return status;
}

static enum phil_status references(struct phil_store *store)
{
    return none_of(store, "SELECT count(*) FROM pragma_foreign_key_check",
                   "a past belongs to no entry, or a mark to no trial");
}

static enum phil_status removals(struct phil_store *store)
{
    return none_of(store,
                   "SELECT count(*) FROM entry WHERE removed NOT IN (0, 1) OR (removed = 1 AND NOT"
                   " EXISTS (SELECT 1 FROM past WHERE entry_id = entry.id AND open"
                   " AND ended = 'removed'))",
                   "an entry was removed without a trace");
}

static enum phil_status marks(struct phil_store *store)
{
    return phil_marks_check(store, CHECKING);
}

static enum phil_status texts(struct phil_store *store)
{
    return none_of(store,
                   "SELECT (SELECT count(*) FROM setting WHERE instr(CAST(value AS BLOB), x'00')"
                   " OR instr(CAST(name AS BLOB), x'00')) + (SELECT count(*) FROM analysis"
                   " WHERE instr(CAST(name AS BLOB), x'00') OR instr(CAST(json AS BLOB), x'00')"
                   " OR instr(CAST(path AS BLOB), x'00')"
                   " OR abs(coalesce(offset_s, 0)) >= 86400"
                   " OR coalesce(recorded_s, 0) NOT BETWEEN -62135596800 AND 253402300799"
                   " OR saved_s NOT BETWEEN -62135596800 AND 253402300799"
                   " OR length(sha256) <> 64 OR sha256 GLOB '*[^0-9a-f]*')"
                   " + (SELECT count(*) FROM trial WHERE instr(CAST(plan AS BLOB), x'00'))",
                   "a saved text, analysis or plan is not as it was saved");
}

static enum phil_status pages(struct phil_store *store)
{
    return phil_check_pages(store, store->db, CHECKING);
}

static enum phil_status tables(struct phil_store *store)
{
    return phil_schema_compare(store, CHECKING);
}

enum phil_status phil_store_check(struct phil_store *store)
{
    static enum phil_status (*const parts[])(struct phil_store *) = {references, entries, past,
                                                                     removals,   marks,   texts};
    enum phil_status status = pages(store);
    if (status == PHIL_OK)
        status = tables(store);
    if (status != PHIL_OK)
        return status;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const enum phil_status found = parts[i](store);
        if (status == PHIL_OK)
            status = found;
    }
    return status;
}
