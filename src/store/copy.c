/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copies of a whole diary, made page by page (SQLite's backup) under a read lock: a copy is one
 * moment of the file, and others write on meanwhile.
 *
 * It is written under a temporary name, looked through, put on the disk, and only then given its
 * name, which must be free. A copy has no write-ahead log, so it is one file that can also be read
 * from a medium that nothing can be written to.
 */
#include "store/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum phil_status phil_copy_pages(const struct phil_store *store, sqlite3 *from, sqlite3 *to,
                                 const char *what)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup)
        return phil_store_failed(store, to, what);
    int code;
    int waited_ms = 0;
    enum { PAUSE_MS = 10 };
    while ((code = sqlite3_backup_step(backup, -1) & 0xff) == SQLITE_BUSY ||
           code == SQLITE_LOCKED) {
        if (waited_ms >= store->options.patience_ms)
            break;
        waited_ms += sqlite3_sleep(PAUSE_MS);
    }
    /* The reason is left in the connection that is written to. */
    if (sqlite3_backup_finish(backup) != SQLITE_OK || code != SQLITE_DONE)
        return phil_store_failed(store, to, what);
    return PHIL_OK;
}

enum phil_status phil_check_pages(const struct phil_store *store, sqlite3 *db, const char *what)
{
    sqlite3_stmt *statement = NULL;
    enum phil_status status = PHIL_OK;
    if (sqlite3_prepare_v2(db, "PRAGMA integrity_check(1)", -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_ROW) {
        status = phil_store_failed(store, db, what);
    } else {
        const char *said = (const char *)sqlite3_column_text(statement, 0);
        if (!said || strcmp(said, "ok") != 0)
            status = phil_store_refuse(store, PHIL_EFORMAT, what, "the file is damaged (%s)",
                                       said ? said : "out of memory");
    }
    sqlite3_finalize(statement);
    return status;
}

static enum phil_status write_copy(const struct phil_store *store, sqlite3 *from,
                                   const char *temporary, const char *what)
{
    sqlite3 *to;
    enum phil_status status = phil_sql_open(store, temporary, SQLITE_OPEN_READWRITE, &to, what);
    if (status == PHIL_OK)
        status = phil_copy_pages(store, from, to, what);
    /* The log's mark was copied with the first page. */
    if (status == PHIL_OK &&
        sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
        status = phil_store_failed(store, to, what);
    if (status == PHIL_OK)
        status = phil_check_pages(store, to, what);
    sqlite3_close(to);
    return status;
}

static bool sync_file(const char *path)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return false;
    const bool fine = fsync(descriptor) == 0;
    const int code = errno;
    close(descriptor);
    errno = code;
    return fine;
}

/* Gives a file its final name unless that is taken. Some file systems (of USB sticks) know neither
 * a rename that spares what is there nor hard links; there, looking first has to do. */
static bool name_it(const char *temporary, const char *path)
{
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    struct stat found;
    if (lstat(path, &found) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(temporary, path) == 0;
}

static enum phil_status settle(const struct phil_store *store, const char *temporary,
                               const char *path, const char *what)
{
    if (sync_file(temporary) && name_it(temporary, path) && phil_place_sync_folder(path))
        return PHIL_OK;
    const int code = errno;
    if (code == EEXIST)
        return PHIL_END;
    return phil_store_refuse(store, phil_errno_status(code), what, "\"%s\": %s", path,
                             strerror(code));
}

/* The files that a failed copy may have left beside its temporary one. */
static void clean_up(char *temporary, size_t length)
{
    static const char *const endings[] = {"-journal", "-wal", "-shm", ""};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        strcpy(temporary + length, endings[i]);
        unlink(temporary);
    }
}

enum phil_status phil_copy_file(const struct phil_store *store, sqlite3 *from, const char *path,
                                const char *what)
{
    static const char pattern[] = ".XXXXXX", longest_ending[] = "-journal";
    struct stat found;
    if (lstat(path, &found) == 0)
        return PHIL_END;
    char *temporary = malloc(strlen(path) + sizeof pattern + sizeof longest_ending);
    if (!temporary)
        return phil_store_refuse(store, PHIL_EMEM, what, "out of memory");
    const size_t length = (size_t)sprintf(temporary, "%s%s", path, pattern);
    const int descriptor = mkstemp(temporary); /* mode 0600, less what the umask takes */
    enum phil_status status;
    if (descriptor < 0 || fchmod(descriptor, 0600) != 0) {
        const int code = errno;
        status = phil_store_refuse(store, phil_errno_status(code), what, "\"%s\": %s", path,
                                   strerror(code));
    } else {
        status = PHIL_OK;
    }
    if (descriptor >= 0)
        close(descriptor);
    if (status == PHIL_OK)
        status = write_copy(store, from, temporary, what);
    if (status == PHIL_OK)
        status = settle(store, temporary, path, what);
    if (status != PHIL_OK && descriptor >= 0)
        clean_up(temporary, length);
    free(temporary);
    return status;
}

enum phil_status phil_store_backup(struct phil_store *store, const char *path)
{
    static const char what[] = "cannot copy the diary";
    if (*path == '\0')
        return phil_store_refuse(store, PHIL_EINPUT, what, "the copy has no name");
    const enum phil_status status = phil_copy_file(store, store->db, path, what);
    return status == PHIL_END
               ? phil_store_refuse(store, PHIL_EINPUT, what, "\"%s\" exists already", path)
               : status;
}
