/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Opening and closing a diary.
 *
 * What SQLite is asked for, and why: a write-ahead log, so that readers and one writer do not wait
 * for each other and a commit is one write and one sync; synchronous FULL, so that what was
 * acknowledged outlives a power cut; transactions that hold the file from their start (BEGIN
 * IMMEDIATE), so that two processes wait for each other and none fails half-way. A file system
 * without shared memory (some network ones) cannot hold such a log: the diary then keeps a rollback
 * journal, and the log of messages says so. A diary is made complete before it is given its log,
 * so that its first page says whose file it is whatever happens.
 *
 * Where this fails: in a folder that may not be written, not even reading works, as the log's
 * shared memory lies there (copies made by phil_store_backup() have no log and can be read); a disk
 * that says a write is done when it is not; a network file system whose locks do not hold between
 * machines (SQLite, "How To Corrupt An SQLite Database File", sections 2.1 and 3.1:
 * https://www.sqlite.org/howtocorrupt.html).
 */
#include "store/inside.h"

#include <stdlib.h>
#include <string.h>

enum { PATIENCE_MS = 10000 }; /* the header's 10 s */

static const char OPENING[] = "cannot open the diary";

struct phil_store_options phil_store_default_options(void)
{
    return (struct phil_store_options){
        .layout = phil_schema_newest,
        .vfs = NULL,
        .patience_ms = PATIENCE_MS,
    };
}

/* The journal that the file has after it was asked to use a log; "" when that failed. */
static int ask_for_log(sqlite3 *db, char *journal, size_t size)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(db, "PRAGMA journal_mode = WAL", -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    const unsigned char *text = code == SQLITE_ROW ? sqlite3_column_text(statement, 0) : NULL;
    sqlite3_snprintf((int)size, journal, "%s", text ? (const char *)text : "");
    sqlite3_finalize(statement);
    return code;
}

static bool without_shared_memory(int code)
{
    switch (code) {
    case SQLITE_IOERR_SHMOPEN:
    case SQLITE_IOERR_SHMSIZE:
    case SQLITE_IOERR_SHMMAP:
    case SQLITE_IOERR_SHMLOCK:
        return true;
    default:
        return code == SQLITE_CANTOPEN;
    }
}

static enum phil_status use_log(struct phil_store *store)
{
    char journal[16];
    int code, waited_ms = 0;
    enum { PAUSE_MS = 10 };
    /* Changing the journal needs the file alone for a moment, and SQLite does not wait for that
     * in every case. */
    while (((code = ask_for_log(store->db, journal, sizeof journal)) & 0xff) == SQLITE_BUSY &&
           waited_ms < store->options.patience_ms)
        waited_ms += sqlite3_sleep(PAUSE_MS);
    if (code == SQLITE_ROW && strcmp(journal, "wal") == 0)
        return PHIL_OK;
    if (code != SQLITE_ROW && !without_shared_memory(code))
        return phil_store_failed(store, store->db, OPENING);
    phil_log_message(store->log, PHIL_LOG_INFO,
                     "no write-ahead log: \"%s\": the file system has no shared memory; a rollback "
                     "journal is used instead",
                     store->path);
    return PHIL_OK;
}

static enum phil_status open_file(struct phil_store *store, enum phil_store_mode mode)
{
    /* A reader too has to be able to tidy up what a killed writer left, and the log that it looked
     * into; SQLite makes do with less where the file may only be read. */
    enum phil_status status =
        phil_sql_open(store, store->file, SQLITE_OPEN_READWRITE, &store->db, OPENING);
    int layout;
    if (status == PHIL_OK)
        status = phil_schema_recognise(store, &layout, OPENING);
    if (status == PHIL_OK && mode == PHIL_STORE_WRITE)
        phil_place_shut(store); /* not before: it might be anybody's file */
    if (status == PHIL_OK && layout < store->options.layout.n_steps)
        status = mode == PHIL_STORE_WRITE ? phil_migrate(store, OPENING)
                                          : phil_migrate_in_memory(store, OPENING);
    if (status == PHIL_OK)
        status = phil_schema_compare(store, OPENING);
    if (status != PHIL_OK)
        return status;
    return mode == PHIL_STORE_WRITE ? use_log(store)
                                    : phil_sql_exec(store, "PRAGMA query_only = ON", OPENING);
}

enum phil_status phil_store_open_with(struct phil_store **store, const char *path,
                                      enum phil_store_mode mode,
                                      const struct phil_store_options *options,
                                      const struct phil_log *log)
{
    *store = NULL;
    struct phil_store *opened = calloc(1, sizeof *opened);
    char *copy = strdup(path);
    if (!opened || !copy) {
        free(opened);
        free(copy);
        phil_log_message(log, PHIL_LOG_ERROR, "%s: \"%s\": out of memory", OPENING, path);
        return PHIL_EMEM;
    }
    opened->path = copy;
    opened->options = *options;
    opened->log = log;
    enum phil_status status = phil_place_find(opened, mode, OPENING);
    if (status == PHIL_OK)
        status = open_file(opened, mode);
    if (status != PHIL_OK) {
        phil_store_close(opened);
        return status;
    }
    *store = opened;
    return PHIL_OK;
}

enum phil_status phil_store_open(struct phil_store **store, const char *path,
                                 enum phil_store_mode mode, const struct phil_log *log)
{
    const struct phil_store_options options = phil_store_default_options();
    return phil_store_open_with(store, path, mode, &options, log);
}

void phil_store_close(struct phil_store *store)
{
    if (!store)
        return;
    for (int i = 0; i < store->n_prepared; i++)
        sqlite3_finalize(store->prepared[i].statement);
    sqlite3_close(store->db);
    free(store->path);
    free(store->file);
    free(store);
}
