/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of comma-separated values (RFC 4180, UTF-8), one after the other. */
#ifndef PHIL_MONITOR_LIST_H
#define PHIL_MONITOR_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* More columns than any list of visits has; a file with more is taken for something else. */
enum { PHIL_LIST_MOST_FIELDS = 256 };

struct phil_list {
    const char *at, *end;
    size_t line;  /* of the record that was read, from 1 */
    size_t lines; /* behind it */
    char *room;   /* what the fields point into; freed with phil_list_close() */
    char *field[PHIL_LIST_MOST_FIELDS]; /* blanks at their ends are gone */
    size_t n;
    const char *fault; /* NULL, or why the record cannot be read */
};

/* False when out of memory. `text` is borrowed. A byte order mark is skipped. */
bool phil_list_open(struct phil_list *list, const char *text, size_t size);

/* The next record that is no empty line; false at the end and on a fault. Fields are valid until
 * the next call. */
bool phil_list_next(struct phil_list *list);

void phil_list_close(struct phil_list *list);

#endif
