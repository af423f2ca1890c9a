/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two importers share: the entries read so far, the first fault, the limits. */
#ifndef PHIL_DIARY_FILES_H
#define PHIL_DIARY_FILES_H

#include <philtrum/diary.h>

struct phil_file_reader {
    const char *name;
    const struct phil_log *log;
    enum phil_status status; /* the first failure stays */
    struct phil_entry *entries;
    size_t n, capacity;
};

/* False when the file is too large; the reader has failed then. */
bool phil_file_begin(struct phil_file_reader *reader, size_t size);

/* The file is not understood; only the first fault counts. */
void phil_file_fail(struct phil_file_reader *reader, const char *where, const char *why);

/* Keeps one more entry, which is sound. */
void phil_file_add(struct phil_file_reader *reader, const struct phil_entry *entry);

/* Hands over all entries, or none and the failure. */
enum phil_status phil_file_end(struct phil_file_reader *reader, struct phil_entry **entries,
                               size_t *n);

/* Sets time and offset, not the zone. NULL, or why not. */
const char *phil_file_time(struct phil_entry *entry, const char *text);

#endif
