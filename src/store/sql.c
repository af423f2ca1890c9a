/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How SQL is run, and what an error of SQLite means. */
#include "store/inside.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Longest text or row, bytes. The analysis of an hour's clip is about 2 MB; a damaged length
     * must not ask for a gigabyte. */
    MOST_BYTES = 64 << 20,
    MOST_SQL = 1 << 16, /* bytes; the longest statement here has about a thousand */
};

/* --- errors ----------------------------------------------------------------------------------- */

enum phil_status phil_store_refuse(const struct phil_store *store, enum phil_status status,
                                   const char *what, const char *format, ...)
{
    char why[512];
    va_list args;
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    phil_log_message(store->log, PHIL_LOG_ERROR, "%s: \"%s\": %s", what, store->path, why);
    return status;
}

static bool means_full(int code)
{
    return code == ENOSPC || code == EDQUOT || code == EFBIG;
}

/* `last` is errno as SQLite left it: on a failed COMMIT it does not keep the system's error itself,
 * and what it does afterwards to take the transaction back seldom fails. */
static enum phil_status io_failed(const struct phil_store *store, sqlite3 *db, const char *what,
                                  int last)
{
    const int code = sqlite3_system_errno(db);
    if (sqlite3_extended_errcode(db) == SQLITE_IOERR_NOMEM)
        return phil_store_refuse(store, PHIL_EMEM, what, "out of memory");
    if (means_full(code) || means_full(last))
        return phil_store_refuse(store, PHIL_EIO, what, "the disk is full");
    if (code)
        return phil_store_refuse(store, PHIL_EIO, what, "%s", strerror(code));
    return phil_store_refuse(store, PHIL_EIO, what, "%s (SQLite's code %d)", sqlite3_errmsg(db),
                             sqlite3_extended_errcode(db));
}

/* A log needs its files beside the diary even when it is only read. */
static enum phil_status read_only(const struct phil_store *store, sqlite3 *db, const char *what)
{
    const int code = sqlite3_extended_errcode(db);
    const bool folder = code == SQLITE_READONLY_CANTINIT || code == SQLITE_READONLY_DIRECTORY;
    return phil_store_refuse(store, PHIL_EINPUT, what, "%s",
                             folder ? "its folder may not be written" : "it may not be written");
}

static enum phil_status busy(const struct phil_store *store, const char *what)
{
    return phil_store_refuse(store, PHIL_EINPUT, what,
                             "another program has kept it locked for %g seconds",
                             store->options.patience_ms / 1000.);
}

enum phil_status phil_store_failed(const struct phil_store *store, sqlite3 *db, const char *what)
{
    const int last = errno;
    if (!db)
        return phil_store_refuse(store, PHIL_EMEM, what, "out of memory");
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_NOMEM:
        return phil_store_refuse(store, PHIL_EMEM, what, "out of memory");
    case SQLITE_FULL:
        return phil_store_refuse(store, PHIL_EIO, what, "the disk is full");
    case SQLITE_IOERR:
        return io_failed(store, db, what, last);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return busy(store, what);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return read_only(store, db, what);
    case SQLITE_CANTOPEN: {
        const int code = sqlite3_system_errno(db);
        return phil_store_refuse(store, code ? phil_errno_status(code) : PHIL_EINPUT, what, "%s",
                                 code ? strerror(code) : "it cannot be opened");
    }
    case SQLITE_NOTADB:
        return phil_store_refuse(store, PHIL_EFORMAT, what, "it is no diary of philtrum");
    case SQLITE_CORRUPT:
        return phil_store_refuse(store, PHIL_EFORMAT, what, "the file is damaged (%s)",
                                 sqlite3_errmsg(db));
    case SQLITE_TOOBIG:
        return phil_store_refuse(store, PHIL_EARG, what, "longer than %d MB", MOST_BYTES >> 20);
    case SQLITE_ERROR: /* our own SQL is sound: a table is not as it should be */
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_SCHEMA:
    case SQLITE_FORMAT:
        return phil_store_refuse(store, PHIL_EFORMAT, what, "its tables are not philtrum's (%s)",
                                 sqlite3_errmsg(db));
    default:
        return phil_store_refuse(store, PHIL_EBUG, what, "%s", sqlite3_errmsg(db));
    }
}

/* --- opening ---------------------------------------------------------------------------------- */

/* A diary may come from elsewhere, with views, triggers and functions planted in its schema, or
 * with damaged cells. Nothing here uses any of these. */
static bool protect(sqlite3 *db)
{
    static const struct {
        int what, on;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},       {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},  {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},         {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},     {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},
    };
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        int is = -1;
        if (sqlite3_db_config(db, switches[i].what, switches[i].on, &is) != SQLITE_OK ||
            is != switches[i].on)
            return false;
    }
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, MOST_BYTES);
    sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, MOST_SQL);
    sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
    return true;
}

/* synchronous: EXTRA is FULL for a write-ahead log; with a rollback journal, where the file system
 * allows nothing better, a commit would otherwise be undone by a power cut right after it.
 * temp_store: what people write down does not go to /tmp. */
static const char SETTINGS[] = "PRAGMA cell_size_check = ON;"
                               "PRAGMA mmap_size = 0;"
                               "PRAGMA synchronous = EXTRA;"
                               "PRAGMA temp_store = MEMORY;";

static enum phil_status exec(const struct phil_store *store, sqlite3 *db, const char *sql,
                             const char *what)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return PHIL_OK;
    return phil_store_failed(store, db, what);
}

enum phil_status phil_sql_open(const struct phil_store *store, const char *file, int flags,
                               sqlite3 **db, const char *what)
{
    *db = NULL;
    sqlite3 *opened = NULL;
    enum phil_status status = PHIL_OK;
    if (sqlite3_open_v2(file, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                        store->options.vfs) != SQLITE_OK ||
        sqlite3_busy_timeout(opened, store->options.patience_ms) != SQLITE_OK)
        status = phil_store_failed(store, opened, what);
    else if (!protect(opened))
        status = phil_store_refuse(store, PHIL_EBUG, what,
                                   "this SQLite lacks a safeguard that philtrum needs");
    if (status == PHIL_OK)
        status = exec(store, opened, SETTINGS, what);
    if (status != PHIL_OK) {
        sqlite3_close(opened);
        return status;
    }
    *db = opened;
    return PHIL_OK;
}

enum phil_status phil_sql_exec(const struct phil_store *store, const char *sql, const char *what)
{
    return exec(store, store->db, sql, what);
}

enum phil_status phil_sql_number(const struct phil_store *store, const char *sql, int64_t *number,
                                 const char *what)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    *number = code == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    const enum phil_status status = code == SQLITE_ROW || code == SQLITE_DONE
                                        ? PHIL_OK
                                        : phil_store_failed(store, store->db, what);
    sqlite3_finalize(statement);
    return status;
}

/* --- queries ---------------------------------------------------------------------------------- */

static sqlite3_stmt *prepare(struct phil_store *store, const char *sql)
{
    for (int i = 0; i < store->n_prepared; i++)
        if (store->prepared[i].sql == sql)
            return store->prepared[i].statement;
    sqlite3_stmt *statement = NULL;
    if (store->n_prepared == PHIL_STORE_MOST_STATEMENTS ||
        sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
            SQLITE_OK)
        return NULL;
    store->prepared[store->n_prepared++] =
        (struct phil_prepared){.sql = sql, .statement = statement};
    return statement;
}

struct phil_query phil_query(struct phil_store *store, const char *sql, const char *what)
{
    struct phil_query query = {.store = store, .what = what, .statement = prepare(store, sql)};
    if (!query.statement)
        query.code = SQLITE_ERROR; /* the connection holds the true one */
    return query;
}

static void bound(struct phil_query *query, int code)
{
    query->code = code;
}

void phil_query_int(struct phil_query *query, int64_t value)
{
    if (query->code == SQLITE_OK)
        bound(query, sqlite3_bind_int64(query->statement, ++query->n_bound, value));
}

void phil_query_real(struct phil_query *query, double value)
{
    if (query->code == SQLITE_OK)
        bound(query, sqlite3_bind_double(query->statement, ++query->n_bound, value));
}

void phil_query_text(struct phil_query *query, const char *text)
{
    if (query->code == SQLITE_OK)
        bound(query, sqlite3_bind_text64(query->statement, ++query->n_bound, text,
                                         text ? strlen(text) : 0, SQLITE_STATIC, SQLITE_UTF8));
}

void phil_query_end(struct phil_query *query)
{
    if (!query->statement)
        return;
    sqlite3_reset(query->statement);
    sqlite3_clear_bindings(query->statement);
}

enum phil_status phil_query_next(struct phil_query *query)
{
    const int code = query->code == SQLITE_OK ? sqlite3_step(query->statement) : query->code;
    if (code == SQLITE_ROW)
        return PHIL_OK;
    const enum phil_status status =
        code == SQLITE_DONE ? PHIL_END
                            : phil_store_failed(query->store, query->store->db, query->what);
    phil_query_end(query);
    return status;
}

enum phil_status phil_query_run(struct phil_query *query)
{
    const enum phil_status status = phil_query_next(query);
    if (status == PHIL_OK)
        phil_query_end(query);
    return status == PHIL_END ? PHIL_OK : status;
}

bool phil_query_copy(const struct phil_query *query, int column, char *text, size_t size)
{
    const unsigned char *found = sqlite3_column_text(query->statement, column);
    const int length = sqlite3_column_bytes(query->statement, column);
    if (!found || (size_t)length >= size || memchr(found, 0, (size_t)length))
        return false;
    memcpy(text, found, (size_t)length);
    text[length] = '\0';
    return true;
}

enum phil_status phil_query_new_text(const struct phil_query *query, int column, char **text)
{
    const unsigned char *found = sqlite3_column_text(query->statement, column);
    const size_t length = (size_t)sqlite3_column_bytes(query->statement, column);
    *text = NULL;
    if (found && memchr(found, 0, length))
        return phil_store_refuse(query->store, PHIL_EFORMAT, query->what,
                                 "the file is damaged (a text holds a zero)");
    char *copy = found ? malloc(length + 1) : NULL;
    if (!copy)
        return phil_store_refuse(query->store, PHIL_EMEM, query->what, "out of memory");
    memcpy(copy, found, length + 1);
    *text = copy;
    return PHIL_OK;
}

/* --- transactions ----------------------------------------------------------------------------- */

enum phil_status phil_store_begin(struct phil_store *store, const char *what)
{
    return phil_sql_exec(store, "BEGIN IMMEDIATE", what);
}

enum phil_status phil_store_finish(struct phil_store *store, enum phil_status status,
                                   const char *what)
{
    if (status == PHIL_OK)
        status = phil_sql_exec(store, "COMMIT", what);
    /* Some failures have already taken it back. */
    if (status != PHIL_OK && !sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    return status;
}
