/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See files.h. */
#include "diary/files.h"

#include <stdlib.h>

#include "base/checked.h"
#include "diary/clock.h"

/* 50 entries a day for ten years are some 200 000, in JSON 45 MB. What is larger was not made by
 * hand, and would take twenty times its size in memory while JSON is read. */
enum { MOST_BYTES = 64 << 20, MOST_ENTRIES = 1000000 };

bool phil_file_begin(struct phil_file_reader *reader, size_t size)
{
    if (size <= MOST_BYTES)
        return true;
    phil_file_fail(reader, "file", "larger than 64 MiB");
    return false;
}

void phil_file_fail(struct phil_file_reader *reader, const char *where, const char *why)
{
    if (reader->status)
        return;
    reader->status = PHIL_EFORMAT;
    phil_log_message(reader->log, PHIL_LOG_ERROR, "reading a diary failed: \"%s\": %s: %s",
                     reader->name, where, why);
}

void phil_file_add(struct phil_file_reader *reader, const struct phil_entry *entry)
{
    if (reader->status)
        return;
    if (reader->n == MOST_ENTRIES)
        phil_file_fail(reader, "file", "more than a million entries");
    else if (!phil_grow((void **)&reader->entries, &reader->capacity, reader->n + 1,
                        sizeof *reader->entries))
        reader->status = PHIL_EMEM;
    else
        reader->entries[reader->n++] = *entry;
}

enum phil_status phil_file_end(struct phil_file_reader *reader, struct phil_entry **entries,
                               size_t *n)
{
    if (reader->status) {
        free(reader->entries);
        return reader->status;
    }
    *entries = reader->entries;
    *n = reader->n;
    return PHIL_OK;
}

const char *phil_file_time(struct phil_entry *entry, const char *text)
{
    struct phil_moment moment;
    const char *why = phil_moment_read(&moment, text);
    if (why)
        return why;
    entry->at.utc_s = moment.utc_s;
    entry->at.offset_s = moment.offset_s;
    return NULL;
}
