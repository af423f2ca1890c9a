/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file system for SQLite that fails, kills the process, or forgets what was not synced. It stands
 * before the system's own: locks, shared memory and reads go through untouched, and it counts every
 * write, truncation, sync and deletion as an event.
 */
#ifndef TESTS_STORE_FAULTY_H
#define TESTS_STORE_FAULTY_H

#include <stdbool.h>
#include <stdint.h>

enum faulty_way {
    FAULTY_NOT,
    FAULTY_FULL, /* the disk is full: writes fail, syncs work */
    FAULTY_IO,   /* writes and syncs fail */
    FAULTY_TORN, /* half of a write is done, then it fails */
    FAULTY_KILL, /* SIGKILL before the event */
};

struct faulty {
    enum faulty_way way;
    long at;         /* the event that goes wrong, from 1 */
    bool for_good;   /* and all after it */
    bool no_sharing; /* the file system has no shared memory */
    long seen;       /* events so far */
    long failed;     /* of them went wrong */
    /* Called before each event when set. */
    void (*watch)(void *user);
    void *user;
};

extern struct faulty faulty;

/* Makes the file system known to SQLite and forgets all it knew. Returns its name. */
const char *faulty_install(void);

enum faulty_memory {
    FAULTY_SYNCED,  /* what was synced, nothing else */
    FAULTY_WRITTEN, /* everything */
    FAULTY_MIXED,   /* of what was not synced, any sectors of 512 bytes */
};

/* What a power cut at this moment would leave, as files of the same names in `folder`. */
void faulty_power_cut(const char *folder, enum faulty_memory memory, uint64_t seed);

#endif
