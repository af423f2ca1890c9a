/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faulty.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

enum { MOST_FILES = 16, SECTOR = 512 };

struct faulty faulty;

/* A write, or a truncation when `bytes` is NULL, that no sync has followed. */
struct change {
    struct change *next;
    unsigned char *bytes;
    size_t at, size;
};

static struct tracked {
    char path[256];
    bool exists, entered; /* entered: its name is in the folder on the disk */
    unsigned char *synced;
    size_t n_synced;
    struct change *changes;
} files[MOST_FILES];
static int n_files;

struct wrapped {
    sqlite3_file base;
    struct tracked *tracked; /* NULL for what a power cut wipes out anyway */
    sqlite3_file *real;
};

static void die(const char *why)
{
    fprintf(stderr, "faulty: %s\n", why);
    abort();
}

static void *need(void *memory)
{
    if (!memory)
        die("out of memory");
    return memory;
}

/* --- what a power cut remembers --------------------------------------------------------------- */

static void forget_changes(struct tracked *tracked)
{
    while (tracked->changes) {
        struct change *first = tracked->changes;
        tracked->changes = first->next;
        free(first->bytes);
        free(first);
    }
}

static void note_change(struct tracked *tracked, const void *bytes, size_t at, size_t size)
{
    if (!tracked)
        return;
    struct change *change = need(calloc(1, sizeof *change));
    change->at = at;
    change->size = size;
    if (bytes)
        change->bytes = memcpy(need(malloc(size + 1)), bytes, size);
    struct change **last = &tracked->changes;
    while (*last)
        last = &(*last)->next;
    *last = change;
}

static void note_sync(struct wrapped *file)
{
    struct tracked *tracked = file->tracked;
    sqlite3_int64 size;
    if (!tracked || file->real->pMethods->xFileSize(file->real, &size) != SQLITE_OK)
        return;
    tracked->synced = need(realloc(tracked->synced, (size_t)size + 1));
    tracked->n_synced = (size_t)size;
    if (size > 0 &&
        file->real->pMethods->xRead(file->real, tracked->synced, (int)size, 0) != SQLITE_OK)
        die("cannot read back");
    tracked->entered = true;
    forget_changes(tracked);
}

static struct tracked *track(const char *path)
{
    for (int i = 0; i < n_files; i++)
        if (strcmp(files[i].path, path) == 0)
            return &files[i];
    if (n_files == MOST_FILES)
        return NULL;
    struct tracked *tracked = &files[n_files++];
    snprintf(tracked->path, sizeof tracked->path, "%s", path);
    return tracked;
}

/* 64 bits that look random (splitmix64). */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static bool coin(uint64_t *state)
{
    return draw(state) >> 63;
}

struct image {
    unsigned char *bytes;
    size_t size;
};

static void put(struct image *image, const struct change *change, size_t from, size_t n)
{
    const size_t end = change->at + from + n;
    if (end > image->size) {
        image->bytes = need(realloc(image->bytes, end));
        memset(image->bytes + image->size, 0, end - image->size);
        image->size = end;
    }
    memcpy(image->bytes + change->at + from, change->bytes + from, n);
}

static void apply(struct image *image, const struct change *change, bool mixed, uint64_t *seed)
{
    if (!change->bytes) {
        if ((!mixed || coin(seed)) && change->at < image->size)
            image->size = change->at;
        return;
    }
    for (size_t from = 0; from < change->size; from += SECTOR) {
        const size_t left = change->size - from;
        if (!mixed || coin(seed))
            put(image, change, from, left < SECTOR ? left : SECTOR);
    }
}

static void write_image(const char *folder, const char *path, const struct image *image)
{
    char name[512];
    snprintf(name, sizeof name, "%s/%s", folder, strrchr(path, '/') + 1);
    FILE *out = need(fopen(name, "wb"));
    if (fwrite(image->bytes, 1, image->size, out) != image->size || fclose(out) != 0)
        die("cannot write the image of a power cut");
}

void faulty_power_cut(const char *folder, enum faulty_memory memory, uint64_t seed)
{
    for (int i = 0; i < n_files; i++) {
        const struct tracked *tracked = &files[i];
        const bool mixed = memory == FAULTY_MIXED;
        /* A name that is not on the disk yet may be lost; one whose deletion is not may be back. */
        bool there = memory == FAULTY_WRITTEN ? tracked->exists : tracked->entered;
        if (mixed && tracked->exists != tracked->entered)
            there = coin(&seed);
        if (!there)
            continue;
        struct image image = {need(malloc(tracked->n_synced + 1)), tracked->n_synced};
        if (tracked->n_synced)
            memcpy(image.bytes, tracked->synced, tracked->n_synced);
        for (const struct change *c = tracked->changes; c && memory != FAULTY_SYNCED; c = c->next)
            apply(&image, c, mixed, &seed);
        write_image(folder, tracked->path, &image);
        free(image.bytes);
    }
}

/* --- events ----------------------------------------------------------------------------------- */

/* Counts an event; true when it goes wrong. */
static bool goes_wrong(bool is_sync)
{
    if (faulty.watch)
        faulty.watch(faulty.user);
    faulty.seen++;
    const bool hit = faulty.seen == faulty.at || (faulty.for_good && faulty.seen > faulty.at);
    if (!hit || faulty.at == 0 || faulty.way == FAULTY_NOT)
        return false;
    if (faulty.way == FAULTY_KILL)
        kill(getpid(), SIGKILL);
    if (is_sync && faulty.way != FAULTY_IO)
        return false;
    faulty.failed++;
    return true;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct wrapped *)file)->real;
}

static int on_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int on_read(sqlite3_file *file, void *bytes, int n, sqlite3_int64 at)
{
    return real_of(file)->pMethods->xRead(real_of(file), bytes, n, at);
}

static int on_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
    struct wrapped *wrapped = (struct wrapped *)file;
    if (!goes_wrong(false)) {
        note_change(wrapped->tracked, bytes, (size_t)at, (size_t)n);
        return wrapped->real->pMethods->xWrite(wrapped->real, bytes, n, at);
    }
    if (faulty.way == FAULTY_TORN && n > 1) {
        note_change(wrapped->tracked, bytes, (size_t)at, (size_t)n / 2);
        wrapped->real->pMethods->xWrite(wrapped->real, bytes, n / 2, at);
    }
    return faulty.way == FAULTY_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

static int on_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    if (goes_wrong(false))
        return SQLITE_IOERR_TRUNCATE;
    note_change(((struct wrapped *)file)->tracked, NULL, (size_t)size, 0);
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int on_sync(sqlite3_file *file, int flags)
{
    if (goes_wrong(true))
        return SQLITE_IOERR_FSYNC;
    const int code = real_of(file)->pMethods->xSync(real_of(file), flags);
    if (code == SQLITE_OK)
        note_sync((struct wrapped *)file);
    return code;
}

static int on_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int on_lock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xLock(real_of(file), lock);
}

static int on_unlock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}

static int on_reserved(sqlite3_file *file, int *is)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), is);
}

static int on_control(sqlite3_file *file, int what, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), what, argument);
}

static int on_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int on_traits(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static int on_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, memory);
}

static int on_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, n, flags);
}

static void on_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}

static int on_shm_unmap(sqlite3_file *file, int also_delete)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), also_delete);
}

#define COMMON_METHODS                                                                             \
    on_close, on_read, on_write, on_truncate, on_sync, on_size, on_lock, on_unlock, on_reserved,   \
        on_control, on_sector, on_traits

static const sqlite3_io_methods with_sharing = {
    2, COMMON_METHODS, on_shm_map, on_shm_lock, on_shm_barrier, on_shm_unmap, NULL, NULL};
static const sqlite3_io_methods without_sharing = {1,    COMMON_METHODS, NULL, NULL,
                                                   NULL, NULL,           NULL, NULL};

static sqlite3_vfs *real_vfs(sqlite3_vfs *vfs)
{
    return vfs->pAppData;
}

static int on_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
    struct wrapped *wrapped = (struct wrapped *)file;
    wrapped->base.pMethods = NULL;
    wrapped->real = (sqlite3_file *)(wrapped + 1);
    wrapped->tracked = NULL;
    const int code = real_vfs(vfs)->xOpen(real_vfs(vfs), path, wrapped->real, flags, out);
    if (!wrapped->real->pMethods)
        return code;
    wrapped->base.pMethods = faulty.no_sharing ? &without_sharing : &with_sharing;
    if (!path || code != SQLITE_OK)
        return code;
    wrapped->tracked = track(path);
    if (wrapped->tracked && !wrapped->tracked->exists) {
        wrapped->tracked->exists = true;
        /* philtrum itself makes the diary and puts it on the disk before SQLite sees it. */
        if (flags & SQLITE_OPEN_MAIN_DB)
            note_sync(wrapped);
    }
    return code;
}

static int on_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    if (goes_wrong(false))
        return SQLITE_IOERR_DELETE;
    struct tracked *tracked = track(path);
    if (tracked) {
        tracked->exists = false;
        forget_changes(tracked);
        if (sync) {
            tracked->entered = false;
            tracked->n_synced = 0; /* a new file of that name begins empty */
        }
    }
    return real_vfs(vfs)->xDelete(real_vfs(vfs), path, sync);
}

static int on_access(sqlite3_vfs *vfs, const char *path, int flags, int *is)
{
    return real_vfs(vfs)->xAccess(real_vfs(vfs), path, flags, is);
}

static int on_full_path(sqlite3_vfs *vfs, const char *path, int size, char *full)
{
    return real_vfs(vfs)->xFullPathname(real_vfs(vfs), path, size, full);
}

static int on_randomness(sqlite3_vfs *vfs, int size, char *bytes)
{
    return real_vfs(vfs)->xRandomness(real_vfs(vfs), size, bytes);
}

static int on_sleep(sqlite3_vfs *vfs, int us)
{
    return real_vfs(vfs)->xSleep(real_vfs(vfs), us);
}

static int on_time(sqlite3_vfs *vfs, double *now)
{
    return real_vfs(vfs)->xCurrentTime(real_vfs(vfs), now);
}

static int on_last_error(sqlite3_vfs *vfs, int size, char *text)
{
    return 0;
}

const char *faulty_install(void)
{
    static sqlite3_vfs vfs;
    for (int i = 0; i < n_files; i++) {
        forget_changes(&files[i]);
        free(files[i].synced);
    }
    memset(files, 0, sizeof files);
    n_files = 0;
    faulty = (struct faulty){0};
    if (vfs.zName)
        return vfs.zName;
    sqlite3_vfs *real = sqlite3_vfs_find(NULL);
    vfs = (sqlite3_vfs){
        .iVersion = 1,
        .szOsFile = (int)sizeof(struct wrapped) + real->szOsFile,
        .mxPathname = real->mxPathname,
        .zName = "faulty",
        .pAppData = real,
        .xOpen = on_open,
        .xDelete = on_delete,
        .xAccess = on_access,
        .xFullPathname = on_full_path,
        .xRandomness = on_randomness,
        .xSleep = on_sleep,
        .xCurrentTime = on_time,
        .xGetLastError = on_last_error,
    };
    if (sqlite3_vfs_register(&vfs, 0) != SQLITE_OK)
        die("cannot be registered");
    return vfs.zName;
}
