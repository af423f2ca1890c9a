/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved analyses. One that was replaced by a newer one of the same clip, or removed, stays, marked.
 */
#include "store/inside.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/checked.h"

enum { MOST_PATH = 4095 }; /* bytes: the system's PATH_MAX less the zero */

/* A SHA-256 is written as 64 hexadecimal digits in lower case. */
static bool is_sha256(const char *text)
{
    return strspn(text, "0123456789abcdef") == 64 && text[64] == '\0';
}

static bool is_offset(int64_t offset_s)
{
    const int64_t day_s = 86400;
    return offset_s > -day_s && offset_s < day_s;
}

/* In the years 1 to 9999: what a day can be told of. */
static bool is_time(int64_t utc_s)
{
    return utc_s >= -62135596800 && utc_s < 253402300800;
}

/* --- saving ----------------------------------------------------------------------------------- */

static enum phil_status retire(struct phil_store *store, const char *sha256, int64_t now_s,
                               const char *what)
{
    static const char sql[] = "UPDATE analysis SET replaced_s = ?"
                              " WHERE sha256 = ? AND replaced_s IS NULL";
    struct phil_query query = phil_query(store, sql, what);
    phil_query_int(&query, now_s);
    phil_query_text(&query, sha256);
    return phil_query_run(&query);
}

static enum phil_status insert(struct phil_store *store, const struct phil_saved_analysis *analysis,
                               int64_t *id, const char *what)
{
    static const char sql[] = "INSERT INTO analysis(sha256, recorded_s, saved_s, name, json, path,"
                              " offset_s) VALUES(?, nullif(?, 0), ?, ?, ?, ?, iif(?, ?, NULL))";
    struct phil_query query = phil_query(store, sql, what);
    phil_query_text(&query, analysis->sha256);
    phil_query_int(&query, analysis->recorded_s);
    phil_query_int(&query, analysis->saved_s);
    phil_query_text(&query, analysis->name);
    phil_query_text(&query, analysis->json);
    phil_query_text(&query, analysis->path);
    phil_query_int(&query, analysis->has_offset);
    phil_query_int(&query, analysis->offset_s);
    const enum phil_status status = phil_query_run(&query);
    *id = sqlite3_last_insert_rowid(store->db);
    return status;
}

enum phil_status phil_store_save_analysis(struct phil_store *store, const char *json,
                                          const char *sha256, const char *name, const char *path,
                                          const struct phil_moment *recorded, int64_t *id)
{
    static const char what[] = "cannot save the analysis";
    if (!is_sha256(sha256))
        return phil_store_refuse(store, PHIL_EARG, what, "\"%s\" is no SHA-256", sha256);
    if (recorded && !is_offset(recorded->offset_s))
        return phil_store_refuse(store, PHIL_EARG, what, "its offset is a day or more");
    if (recorded && !is_time(recorded->utc_s))
        return phil_store_refuse(store, PHIL_EARG, what, "its year has not four digits");
    if (path && strlen(path) > MOST_PATH)
        return phil_store_refuse(store, PHIL_EARG, what, "its path is longer than %d bytes",
                                 MOST_PATH);
    struct phil_saved_analysis analysis = {
        .recorded_s = recorded ? recorded->utc_s : 0,
        .has_offset = recorded != NULL,
        .offset_s = recorded ? recorded->offset_s : 0,
        .saved_s = time(NULL),
        .name = (char *)name,
        .json = (char *)json,
        .path = (char *)path,
    };
    strcpy(analysis.sha256, sha256);
    enum phil_status status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    int64_t new_id = 0;
    status = retire(store, sha256, analysis.saved_s, what);
    if (status == PHIL_OK)
        status = insert(store, &analysis, &new_id, what);
    status = phil_store_finish(store, status, what);
    if (status == PHIL_OK)
        *id = new_id;
    return status;
}

/* --- removing --------------------------------------------------------------------------------- */

/* Runs a query that is to change one row. PHIL_EDATA, with these words, when there is none. */
static enum phil_status change_one(struct phil_query *query, int64_t id, const char *none)
{
    const enum phil_status status = phil_query_run(query);
    if (status == PHIL_OK && sqlite3_changes(query->store->db) == 0)
        return phil_store_refuse(query->store, PHIL_EDATA, query->what, "%s %" PRId64, none, id);
    return status;
}

enum phil_status phil_store_remove_analysis(struct phil_store *store, int64_t id)
{
    static const char what[] = "cannot remove the recording";
    static const char sql[] = "UPDATE analysis SET replaced_s = ?"
                              " WHERE id = ? AND replaced_s IS NULL";
    const enum phil_status status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    struct phil_query query = phil_query(store, sql, what);
    phil_query_int(&query, time(NULL));
    phil_query_int(&query, id);
    return phil_store_finish(store, change_one(&query, id, "there is no recording"), what);
}

enum phil_status phil_store_restore_analysis(struct phil_store *store, int64_t id)
{
    static const char what[] = "cannot bring the recording back";
    /* The newest of its clip and not standing, so it was removed; one whose place a newer one of
     * the same clip has taken stays replaced. */
    static const char sql[] = "UPDATE analysis SET replaced_s = NULL"
                              " WHERE id = ? AND replaced_s IS NOT NULL AND NOT EXISTS (SELECT 1"
                              " FROM analysis AS newer WHERE newer.sha256 = analysis.sha256"
                              " AND newer.id > analysis.id)";
    const enum phil_status status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    struct phil_query query = phil_query(store, sql, what);
    phil_query_int(&query, id);
    return phil_store_finish(store, change_one(&query, id, "there is no removed recording"), what);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void release(struct phil_saved_analysis *analysis)
{
    free(analysis->name);
    free(analysis->json);
    free(analysis->path);
}

void phil_saved_analyses_free(struct phil_saved_analysis *analyses, size_t n)
{
    for (size_t i = 0; i < n; i++)
        release(&analyses[i]);
    free(analyses);
}

/* The analysis of the row that the query is at; nothing is left in it on failure. */
static enum phil_status get(struct phil_query *query, struct phil_saved_analysis *analysis)
{
    *analysis = (struct phil_saved_analysis){
        .id = sqlite3_column_int64(query->statement, 0),
        .recorded_s = sqlite3_column_int64(query->statement, 2), /* NULL is read as 0 */
        .saved_s = sqlite3_column_int64(query->statement, 3),
    };
    const int64_t offset_s = sqlite3_column_int64(query->statement, 7);
    analysis->has_offset = sqlite3_column_type(query->statement, 7) != SQLITE_NULL;
    analysis->offset_s = (int)offset_s;
    if (!phil_query_copy(query, 1, analysis->sha256, sizeof analysis->sha256) ||
        !is_sha256(analysis->sha256) || !is_offset(offset_s) || !is_time(analysis->recorded_s) ||
        !is_time(analysis->saved_s))
        return phil_store_refuse(query->store, PHIL_EFORMAT, query->what,
                                 "the file is damaged (an analysis is of no clip or time)");
    enum phil_status status = phil_query_new_text(query, 4, &analysis->name);
    if (status == PHIL_OK)
        status = phil_query_new_text(query, 5, &analysis->json);
    if (status == PHIL_OK && sqlite3_column_type(query->statement, 6) != SQLITE_NULL)
        status = phil_query_new_text(query, 6, &analysis->path);
    if (status != PHIL_OK)
        release(analysis);
    return status;
}

static enum phil_status collect(struct phil_query *query, struct phil_saved_analysis **analyses,
                                size_t *n)
{
    size_t capacity = 0;
    enum phil_status status;
    while ((status = phil_query_next(query)) == PHIL_OK) {
        status = phil_grow((void **)analyses, &capacity, *n + 1, sizeof **analyses)
                     ? get(query, &(*analyses)[*n])
                     : phil_store_refuse(query->store, PHIL_EMEM, query->what, "out of memory");
        if (status != PHIL_OK) {
            phil_query_end(query);
            return status;
        }
        (*n)++;
    }
    return status == PHIL_END ? PHIL_OK : status;
}

enum phil_status phil_store_analyses(struct phil_store *store, int64_t from_s,
                                     struct phil_saved_analysis **analyses, size_t *n)
{
    static const char sql[] =
        "SELECT id, sha256, recorded_s, saved_s, name, json, path, offset_s"
        " FROM analysis WHERE replaced_s IS NULL AND coalesce(recorded_s, saved_s) >= ?"
        " ORDER BY coalesce(recorded_s, saved_s), id";
    struct phil_query query = phil_query(store, sql, "cannot read the saved analyses");
    struct phil_saved_analysis *found = NULL;
    size_t n_found = 0;
    phil_query_int(&query, from_s);
    const enum phil_status status = collect(&query, &found, &n_found);
    if (status != PHIL_OK) {
        phil_saved_analyses_free(found, n_found);
        found = NULL;
        n_found = 0;
    }
    *analyses = found;
    *n = n_found;
    return status;
}
