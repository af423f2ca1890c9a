/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the diary lies: a regular file of mode 0600. SQLite gives the files beside it (-wal, -shm,
 * -journal) the mode of the diary itself, so making that file here, before SQLite sees it, settles
 * them all whatever the umask.
 *
 * The file is never opened here once it exists: closing any descriptor of it would drop the locks
 * that another connection of this process holds (POSIX).
 */
#include "store/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    SMALLEST_FILE = 512
}; /* bytes: one page of the smallest size (SQLite's file format, 1.3.2) */

enum phil_status phil_errno_status(int code)
{
    switch (code) {
    case ENOMEM:
        return PHIL_EMEM;
    case ENOSPC:
    case EDQUOT:
    case EIO:
    case EFBIG:
        return PHIL_EIO;
    default:
        return PHIL_EINPUT;
    }
}

static enum phil_status refuse_errno(const struct phil_store *store, const char *what)
{
    const int code = errno;
    return phil_store_refuse(store, phil_errno_status(code), what, "%s", strerror(code));
}

/* The folder that a path lies in; to be freed. NULL when out of memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

bool phil_place_sync_folder(const char *file)
{
    char *folder = folder_of(file);
    if (!folder) {
        errno = ENOMEM;
        return false;
    }
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    /* A folder that may be written but not read, and some file systems, cannot be synced (EINVAL):
     * nothing better is to be had there. */
    if (descriptor < 0)
        return errno == EACCES;
    const bool fine = fsync(descriptor) == 0 || errno == EINVAL;
    const int code = errno;
    close(descriptor);
    errno = code;
    return fine;
}

static bool make_folder(const char *folder)
{
    if (mkdir(folder, 0700) != 0)
        return errno == EEXIST;
    /* The umask may have taken rights of the owner too. */
    return chmod(folder, 0700) == 0 && phil_place_sync_folder(folder);
}

/* All folders above `path`; those that are there stay as they are. */
static bool make_folders(char *path)
{
    for (char *c = path + 1; *c; c++) {
        if (*c != '/' || c[-1] == '/')
            continue;
        *c = '\0';
        const bool fine = make_folder(path);
        *c = '/';
        if (!fine)
            return false;
    }
    return true;
}

static bool make_file(const char *path)
{
    const int descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return false;
    const bool fine = fchmod(descriptor, 0600) == 0 && fsync(descriptor) == 0;
    const int code = errno;
    close(descriptor);
    errno = code;
    return fine && phil_place_sync_folder(path);
}

static enum phil_status create(const struct phil_store *store, const char *what)
{
    char *path = strdup(store->path);
    if (!path)
        return phil_store_refuse(store, PHIL_EMEM, what, "out of memory");
    /* When another process was quicker, its file is as good. */
    const bool fine = make_folders(path) && (make_file(path) || errno == EEXIST);
    const enum phil_status status = fine ? PHIL_OK : refuse_errno(store, what);
    free(path);
    return status;
}

static void shut_beside(const struct phil_store *store)
{
    static const char *const endings[] = {"-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char beside[PATH_MAX + 16];
        struct stat found;
        const int n = snprintf(beside, sizeof beside, "%s%s", store->file, endings[i]);
        if (n > 0 && (size_t)n < sizeof beside && lstat(beside, &found) == 0 &&
            S_ISREG(found.st_mode))
            chmod(beside, 0600);
    }
}

void phil_place_shut(const struct phil_store *store)
{
    struct stat found;
    if (stat(store->file, &found) != 0 || found.st_uid != geteuid() ||
        (found.st_mode & 0177) == 0 || chmod(store->file, 0600) != 0)
        return;
    shut_beside(store); /* what SQLite made beside it took its mode over */
    phil_log_message(store->log, PHIL_LOG_WARNING,
                     "others could read or write the diary, no longer: \"%s\": mode was %03o",
                     store->path, (unsigned)found.st_mode & 0777);
}

static enum phil_status judge(const struct phil_store *store, const struct stat *found,
                              enum phil_store_mode mode, const char *what)
{
    if (S_ISDIR(found->st_mode))
        return phil_store_refuse(store, PHIL_EINPUT, what, "it is a folder");
    if (!S_ISREG(found->st_mode))
        return phil_store_refuse(store, PHIL_EINPUT, what, "it is no regular file");
    /* SQLite takes a file of one byte for an empty one, and would make a diary of it. */
    if (found->st_size > 0 && found->st_size < SMALLEST_FILE)
        return phil_store_refuse(store, PHIL_EFORMAT, what, "it is no diary of philtrum");
    if (found->st_uid != geteuid() && (found->st_mode & 022))
        return phil_store_refuse(store, PHIL_EINPUT, what,
                                 "it belongs to somebody else, and others may write it");
    if (access(store->path, mode == PHIL_STORE_WRITE ? R_OK | W_OK : R_OK) != 0)
        return refuse_errno(store, what);
    return PHIL_OK;
}

enum phil_status phil_place_find(struct phil_store *store, enum phil_store_mode mode,
                                 const char *what)
{
    struct stat found;
    if (stat(store->path, &found) != 0) {
        if (errno != ENOENT || mode == PHIL_STORE_READ || *store->path == '\0')
            return refuse_errno(store, what);
        const enum phil_status status = create(store, what);
        if (status != PHIL_OK)
            return status;
        if (stat(store->path, &found) != 0)
            return phil_store_refuse(store, PHIL_EINPUT, what, "%s",
                                     errno == ENOENT ? "it is a link that points to nothing"
                                                     : strerror(errno));
    }
    const enum phil_status status = judge(store, &found, mode, what);
    if (status != PHIL_OK)
        return status;
    store->file = realpath(store->path, NULL);
    return store->file ? PHIL_OK : refuse_errno(store, what);
}
