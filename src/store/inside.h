/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this step share: the open diary, and how SQL is run and its errors told. */
#ifndef PHIL_STORE_INSIDE_H
#define PHIL_STORE_INSIDE_H

#include <philtrum/store.h>

#include <sqlite3.h>

/* How SQL turns layout i into layout i + 1, for i = 0, 1, ...; layout 0 is an empty file. */
struct phil_store_layout {
    const char *const *steps;
    int n_steps; /* the newest layout */
};

/* What tests set otherwise. */
struct phil_store_options {
    struct phil_store_layout layout;
    const char *vfs; /* NULL: the system's */
    int patience_ms; /* how long to wait for another process */
};

enum { PHIL_STORE_MOST_STATEMENTS = 32 };

struct phil_store {
    sqlite3 *db;
    char *path; /* as the caller named it: for messages */
    char *file; /* the real file, links resolved */
    struct phil_store_options options;
    const struct phil_log *log;
    struct phil_prepared {
        const char *sql; /* static storage: the pointer is the key */
        sqlite3_stmt *statement;
    } prepared[PHIL_STORE_MOST_STATEMENTS];
    int n_prepared;
};

struct phil_store_options phil_store_default_options(void);

/* phil_store_open() with other options. */
enum phil_status phil_store_open_with(struct phil_store **store, const char *path,
                                      enum phil_store_mode mode,
                                      const struct phil_store_options *options,
                                      const struct phil_log *log);

/* --- sql.c ------------------------------------------------------------------------------------ */

/* Logs `what: "the file": why` and returns `status`. */
enum phil_status phil_store_refuse(const struct phil_store *store, enum phil_status status,
                                   const char *what, const char *format, ...) PHIL_PRINTF(4, 5);

/* The one place where an SQLite error becomes a status: tells the last error of `db`. */
enum phil_status phil_store_failed(const struct phil_store *store, sqlite3 *db, const char *what);

/* Opens `file` (a real path or ":memory:") with every safeguard on. *db is NULL on failure. */
enum phil_status phil_sql_open(const struct phil_store *store, const char *file, int flags,
                               sqlite3 **db, const char *what);

/* Runs SQL that gives no rows. */
enum phil_status phil_sql_exec(const struct phil_store *store, const char *sql, const char *what);

/* The first column of the first row of `sql`, prepared afresh; 0 when there is none. */
enum phil_status phil_sql_number(const struct phil_store *store, const char *sql, int64_t *number,
                                 const char *what);

/* A statement with values put in one after the other; the first failure is remembered. `sql` has
 * static storage: the statement stays prepared until the store is closed. */
struct phil_query {
    struct phil_store *store;
    const char *what; /* the message should it fail */
    sqlite3_stmt *statement;
    int n_bound, code;
};

struct phil_query phil_query(struct phil_store *store, const char *sql, const char *what);
void phil_query_int(struct phil_query *query, int64_t value);
void phil_query_real(struct phil_query *query, double value);
/* `text` must outlive the run; NULL binds NULL. */
void phil_query_text(struct phil_query *query, const char *text);

/* PHIL_OK: a row is there; PHIL_END: no more, the query is over; else it failed, is over and told.
 */
enum phil_status phil_query_next(struct phil_query *query);

/* Ends a query before its last row. */
void phil_query_end(struct phil_query *query);

/* Runs a query that gives no rows to its end. */
enum phil_status phil_query_run(struct phil_query *query);

/* Copies column `column` into `text` of `size` bytes with its terminating NUL; false when it does
 * not fit, or holds a NUL: nothing that philtrum wrote. */
bool phil_query_copy(const struct phil_query *query, int column, char *text, size_t size);

/* Column `column` as a text of its own, to be freed; *text is NULL on failure, which is told. */
enum phil_status phil_query_new_text(const struct phil_query *query, int column, char **text);

/* A transaction that holds the file for writing from its start. */
enum phil_status phil_store_begin(struct phil_store *store, const char *what);

/* Commits when `status` is PHIL_OK, else takes everything back. Returns what became of it. */
enum phil_status phil_store_finish(struct phil_store *store, enum phil_status status,
                                   const char *what);

/* --- place.c ---------------------------------------------------------------------------------- */

/* What a failed system call means. */
enum phil_status phil_errno_status(int code);

/* Finds the file at `path`, or makes an empty one of mode 0600 with its folders (0700) when
 * `mode` is to write; sets store->file. */
enum phil_status phil_place_find(struct phil_store *store, enum phil_store_mode mode,
                                 const char *what);

/* Shuts a diary of our own to everybody else, with a warning when it was not. */
void phil_place_shut(const struct phil_store *store);

/* Puts on disk that `file` is in its folder. False: errno tells why. */
bool phil_place_sync_folder(const char *file);

/* --- schema.c, migrate.c ---------------------------------------------------------------------- */

extern const struct phil_store_layout phil_schema_newest;

/* Whose file it is: sets *layout to its version, 0 for an empty one. PHIL_EFORMAT: not ours. */
enum phil_status phil_schema_recognise(const struct phil_store *store, int *layout,
                                       const char *what);

/* Runs the steps from layout `from` on and stamps the file. */
enum phil_status phil_schema_advance(const struct phil_store *store, int from, const char *what);

/* Tables and indexes are exactly those that the steps make. */
enum phil_status phil_schema_compare(struct phil_store *store, const char *what);

/* Brings the file to the newest layout in one transaction, after a copy of an older one. */
enum phil_status phil_migrate(struct phil_store *store, const char *what);

/* The same without touching the file: store->db becomes a copy in memory. */
enum phil_status phil_migrate_in_memory(struct phil_store *store, const char *what);

/* --- copy.c ----------------------------------------------------------------------------------- */

/* Every page of `from` as it stands now, into `to`. */
enum phil_status phil_copy_pages(const struct phil_store *store, sqlite3 *from, sqlite3 *to,
                                 const char *what);

/* A checked copy of the file at `path`, mode 0600, whole or not at all. PHIL_END: `path` exists.
 */
enum phil_status phil_copy_file(const struct phil_store *store, sqlite3 *from, const char *path,
                                const char *what);

/* SQLite's own examination of a file: every page, every index, every reference. */
enum phil_status phil_check_pages(const struct phil_store *store, sqlite3 *db, const char *what);

#endif
