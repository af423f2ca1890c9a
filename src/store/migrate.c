/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an older layout to the newest.
 *
 * The whole way is one transaction that holds the file for writing from its start, so two processes
 * that come at once upgrade it once, and one that is killed leaves the old layout. Within it,
 * before anything is changed, a copy of the file as it was is put beside it, checked and whole,
 * called diary.db.layout-1; an earlier copy is never replaced, the next one is called
 * diary.db.layout-1.2.
 *
 * Foreign keys are off meanwhile, as a step may have to build a table anew; every reference is
 * checked before the commit.
 */
#include "store/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COPIES = 1000 }; /* of one layout: each is from a migration that was interrupted */

static enum phil_status keep_copy(const struct phil_store *store, int layout, const char *what)
{
    enum { ROOM = 32 }; /* for ".layout-N.N" */
    char *path = malloc(strlen(store->file) + ROOM);
    if (!path)
        return phil_store_refuse(store, PHIL_EMEM, what, "out of memory");
    /* This connection is about to write; a second one still sees what is on disk. */
    sqlite3 *reader;
    enum phil_status status =
        phil_sql_open(store, store->file, SQLITE_OPEN_READWRITE, &reader, what);
    if (status == PHIL_OK)
        status = PHIL_END;
    for (int i = 1; status == PHIL_END && i <= MOST_COPIES; i++) {
        const int n = sprintf(path, "%s.layout-%d", store->file, layout);
        if (i > 1)
            sprintf(path + n, ".%d", i);
        status = phil_copy_file(store, reader, path, what);
    }
    sqlite3_close(reader);
    if (status == PHIL_OK)
        phil_log_message(store->log, PHIL_LOG_INFO,
                         "the diary is brought to a new layout; a copy of the old one: \"%s\"",
                         path);
    free(path);
    return status == PHIL_END
               ? phil_store_refuse(store, PHIL_EINPUT, what, "too many copies lie beside it")
               : status;
}

static enum phil_status check_references(const struct phil_store *store, const char *what)
{
    int64_t n;
    const enum phil_status status =
        phil_sql_number(store, "SELECT count(*) FROM pragma_foreign_key_check", &n, what);
    if (status == PHIL_OK && n > 0)
        return phil_store_refuse(
            store, PHIL_EFORMAT, what,
            "the file is damaged (what was kept of an entry or a trial belongs to none)");
    return status;
}

static enum phil_status advance(const struct phil_store *store, bool copy, const char *what)
{
    int layout; /* another process may have been quicker */
    enum phil_status status = phil_schema_recognise(store, &layout, what);
    if (status != PHIL_OK || layout == store->options.layout.n_steps)
        return status;
    if (layout > 0 && copy)
        status = keep_copy(store, layout, what);
    if (status == PHIL_OK)
        status = phil_schema_advance(store, layout, what);
    return status == PHIL_OK ? check_references(store, what) : status;
}

static enum phil_status migrate(struct phil_store *store, bool copy, const char *what)
{
    enum phil_status status = phil_sql_exec(store, "PRAGMA foreign_keys = OFF", what);
    if (status == PHIL_OK)
        status = phil_store_begin(store, what);
    if (status != PHIL_OK)
        return status;
    status = phil_store_finish(store, advance(store, copy, what), what);
    return status == PHIL_OK ? phil_sql_exec(store, "PRAGMA foreign_keys = ON", what) : status;
}

enum phil_status phil_migrate(struct phil_store *store, const char *what)
{
    return migrate(store, true, what);
}

enum phil_status phil_migrate_in_memory(struct phil_store *store, const char *what)
{
    sqlite3 *memory;
    enum phil_status status =
        phil_sql_open(store, ":memory:", SQLITE_OPEN_READWRITE, &memory, what);
    if (status == PHIL_OK)
        status = phil_copy_pages(store, store->db, memory, what);
    if (status != PHIL_OK) {
        sqlite3_close(memory);
        return status;
    }
    sqlite3_close(store->db);
    store->db = memory;
    return migrate(store, false, what);
}
