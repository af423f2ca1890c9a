/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/store.h - the diary's file: entries with their history, recordings and their analyses,
 * trials.
 * It survives kills, full disks and a second process. The file's mode is 0600.
 *
 * When a function that writes has returned PHIL_OK, what it wrote is on the disk. A store belongs
 * to one thread; several processes may have the same file open.
 */
#ifndef PHILTRUM_STORE_H
#define PHILTRUM_STORE_H

#include <philtrum/report.h>

#ifdef __cplusplus
extern "C" {
#endif

struct phil_store;

enum phil_store_mode {
    PHIL_STORE_READ,  /**< the file must exist; nothing in it is changed, not even its layout */
    PHIL_STORE_WRITE, /**< created with its folders (mode 0700) when missing */
};

/** Opens the diary at `path`. An older layout is brought to the newest in one transaction, after a
 *  copy of the old file was put beside it; when only reading, in memory. A file that others may
 *  read is shut to them, with a warning. Errors: PHIL_EINPUT (missing, no permission, a folder,
 *  locked for more than 10 s), PHIL_EFORMAT (no diary, damaged, of a newer philtrum), PHIL_EIO
 *  (disk full), PHIL_EMEM. *store is NULL then. */
PHIL_API enum phil_status phil_store_open(struct phil_store **store, const char *path,
                                          enum phil_store_mode mode, const struct phil_log *log);

/** Closes a diary; NULL is fine. What was written is on the disk already. */
PHIL_API void phil_store_close(struct phil_store *store);

/** Adds `n` entries in one transaction, all or none, and sets their ids. Numbers are finite and not
 *  negative. Errors: PHIL_EARG (an entry that none can be), PHIL_EIO (disk full), PHIL_EINPUT
 *  (locked for more than 10 s; opened for reading), PHIL_EFORMAT (damaged), PHIL_EMEM. */
PHIL_API enum phil_status phil_store_add(struct phil_store *store, struct phil_entry *entries,
                                         size_t n);

/** Replaces entry->id by *entry; what was there is kept in its history. Errors: PHIL_EDATA (no such
 *  entry, or removed), and those of adding. */
PHIL_API enum phil_status phil_store_edit(struct phil_store *store, const struct phil_entry *entry);

/** Removes an entry; it is kept in its history. Errors: those of editing. */
PHIL_API enum phil_status phil_store_remove(struct phil_store *store, int64_t id);

/** Takes back the last removal or edit of an entry; again, the one before it. What is taken back is
 *  kept in the history too. Errors: PHIL_EDATA (no such entry, nothing to take back), and those of
 *  adding. */
PHIL_API enum phil_status phil_store_restore(struct phil_store *store, int64_t id);

/** Entries from `from_s` up to but not including `to_s` (UTC seconds), in order of time, removed
 *  ones left out. The caller frees *entries with free(). Errors: PHIL_EIO, PHIL_EMEM, PHIL_EFORMAT
 *  (damaged), PHIL_EINPUT (locked for more than 10 s). */
PHIL_API enum phil_status phil_store_entries(struct phil_store *store, int64_t from_s, int64_t to_s,
                                             struct phil_entry **entries, size_t *n);

/** One entry as it stands. Errors: PHIL_EDATA (no such entry, or removed), and those of
 *  phil_store_entries(). */
PHIL_API enum phil_status phil_store_entry(struct phil_store *store, int64_t id,
                                           struct phil_entry *entry);

/** How an entry stood before. */
struct phil_past_entry {
    struct phil_entry entry;
    int64_t changed_s; /**< until when it stood so, UTC */
    bool removed;      /**< it was removed then; else it was edited, or an edit was taken back */
};

/** Every way in which an entry, removed or not, stood before, oldest first. The caller frees *past
 *  with free(). Errors: PHIL_EDATA (no such entry), and those of phil_store_entries(). */
PHIL_API enum phil_status phil_store_history(struct phil_store *store, int64_t id,
                                             struct phil_past_entry **past, size_t *n);

/** A saved analysis: the JSON document as `analyze --json` writes it. */
struct phil_saved_analysis {
    int64_t id, recorded_s, saved_s; /**< recorded_s: when the clip was filmed; 0 when unknown */
    bool has_offset;
    int offset_s; /**< local time minus UTC where and when it was filmed; 0 when unknown */
    char sha256[65];
    char *name; /**< of the clip */
    char *path; /**< where the clip was then, absolute; NULL when unknown */
    char *json;
};

/** Saves an analysis; the same clip (by SHA-256, 64 hexadecimal digits in lower case) again
 *  replaces the older one, which stays in the history. `recorded` is when it was filmed by the
 * clock on the wall there, NULL when unknown; `path` NULL when unknown. Sets *id. Errors: PHIL_EARG
 * (no SHA-256; a document of more than 64 MB; a path of more than 4095 bytes; a moment that none
 * can be), and those of adding. */
PHIL_API enum phil_status phil_store_save_analysis(struct phil_store *store, const char *json,
                                                   const char *sha256, const char *name,
                                                   const char *path,
                                                   const struct phil_moment *recorded, int64_t *id);

/** Removes a saved analysis; it stays in the history. Errors: PHIL_EDATA (no such analysis, or
 *  removed), and those of adding. */
PHIL_API enum phil_status phil_store_remove_analysis(struct phil_store *store, int64_t id);

/** Brings a removed analysis back. Errors: PHIL_EDATA (no such analysis, not removed, or its clip
 * was saved again since), and those of adding. */
PHIL_API enum phil_status phil_store_restore_analysis(struct phil_store *store, int64_t id);

/** Saved from `from_s` on by time of recording (of saving where that is unknown), in that order.
 *  Freed with phil_saved_analyses_free(). Errors: those of phil_store_entries(). */
PHIL_API enum phil_status phil_store_analyses(struct phil_store *store, int64_t from_s,
                                              struct phil_saved_analysis **analyses, size_t *n);

/** Frees `n` analyses and their array; NULL is fine. */
PHIL_API void phil_saved_analyses_free(struct phil_saved_analysis *analyses, size_t n);

/** A trial as it was planned. */
struct phil_saved_trial {
    int64_t id, saved_s;
    char *plan; /**< as phil_trial_plan_write() writes it */
};

/** Adds a trial; its plan is never changed afterwards. `after` is the id of the last trial when the
 *  caller looked whether another one is on, 0 for none: so no two processes both add one. Sets *id.
 *  Errors: PHIL_EARG (a plan of more than 1 MB), PHIL_EDATA (another trial was added since), and
 *  those of adding. */
PHIL_API enum phil_status phil_store_add_trial(struct phil_store *store, const char *plan,
                                               int64_t after, int64_t *id);

/** All trials in the order in which they were planned. Freed with phil_saved_trials_free().
 *  Errors: those of phil_store_entries(). */
PHIL_API enum phil_status phil_store_trials(struct phil_store *store,
                                            struct phil_saved_trial **trials, size_t *n);

/** Frees `n` trials and their array; NULL is fine. */
PHIL_API void phil_saved_trials_free(struct phil_saved_trial *trials, size_t n);

/** Adds a mark to a trial and sets its id; none is ever changed or removed. A trial starts once and
 *  ends once; what is told of it after its end is kept too. Errors: PHIL_EDATA (no such trial; it
 *  has started or was stopped already), PHIL_EARG (a mark that none can be), and those of adding.
 */
PHIL_API enum phil_status phil_store_add_mark(struct phil_store *store, int64_t trial,
                                              struct phil_trial_mark *mark);

/** A trial's marks in the order in which they were written. The caller frees *marks with free().
 *  Errors: PHIL_EDATA (no such trial), and those of phil_store_entries(). */
PHIL_API enum phil_status phil_store_marks(struct phil_store *store, int64_t trial,
                                           struct phil_trial_mark **marks, size_t *n);

/** Keeps a value by its name ("answers": the last interview), replaced as a whole. Errors: those of
 *  adding. */
PHIL_API enum phil_status phil_store_set(struct phil_store *store, const char *name,
                                         const char *value);

/** The value of that name. *value is NULL when there is none; the caller frees it with free().
 *  Errors: those of phil_store_entries(). */
PHIL_API enum phil_status phil_store_get(struct phil_store *store, const char *name, char **value);

/** A copy of the whole file at `path`, which must not exist; consistent while others write, looked
 *  through before it gets its name. Mode 0600; whole or not at all. Errors: PHIL_EINPUT (`path`
 *  exists or cannot be written), PHIL_EIO (disk full), PHIL_EFORMAT (the diary is damaged),
 *  PHIL_EMEM. */
PHIL_API enum phil_status phil_store_backup(struct phil_store *store, const char *path);

/** Looks through the whole file. PHIL_OK: sound. Errors: PHIL_EFORMAT (the log says what is wrong),
 *  and those of phil_store_entries(). */
PHIL_API enum phil_status phil_store_check(struct phil_store *store);

#ifdef __cplusplus
}
#endif
#endif
