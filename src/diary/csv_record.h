/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Comma-separated values (RFC 4180, UTF-8) record by record, for whoever knows what the columns
 * mean.
 *
 * A spreadsheet takes a field that begins with = + - @ (or a tab or line break) for a formula, and
 * a note may come from anyone. Such a text is written with an apostrophe before it, which makes
 * spreadsheets show it as it is; one apostrophe is taken away again on reading where such a
 * character, or further apostrophes and then such a character, follows. So every text comes back
 * as it was.
 *
 * A byte order mark and lines that end in LF are accepted.
 */
#ifndef PHIL_DIARY_CSV_RECORD_H
#define PHIL_DIARY_CSV_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct phil_csv_field {
    char *text; /* in the reader's room, with a NUL behind it */
    size_t size;
};

struct phil_csv {
    const char *at, *end;
    size_t line;  /* of the record that was read last, from 1 */
    size_t lines; /* behind it */
    char *room;   /* for the fields of one record */
    struct phil_csv_field *field;
    size_t n, most;    /* fields of the record, room for them */
    bool open_end;     /* the last line may end without a line break ... */
    bool was_open;     /* ... and did */
    const char *fault; /* why a record could not be read; static storage */
};

/* `text` is borrowed, `field` has room for `most` fields. False when out of memory. */
bool phil_csv_init(struct phil_csv *csv, const char *text, size_t size,
                   struct phil_csv_field *field, size_t most);
void phil_csv_release(struct phil_csv *csv);

/* The next record into csv->field; false at the end, and on a fault (csv->fault says which). */
bool phil_csv_next(struct phil_csv *csv);

/* A line with nothing in it. */
bool phil_csv_is_blank(const struct phil_csv *csv);

/* The text without the apostrophe that writing put before it. */
const char *phil_csv_unguarded(const char *text);

/* A field, guarded and in quotation marks where it has to be. */
void phil_csv_write_text(FILE *out, const char *text);

#endif
