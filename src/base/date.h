/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dates of the Gregorian calendar, also before it was in use, and days since 1970-01-01.
 */
#ifndef PHIL_BASE_DATE_H
#define PHIL_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    PHIL_DAY_FIRST = -719162, /* 0001-01-01 */
    PHIL_DAY_LAST = 2932896,  /* 9999-12-31 */
    PHIL_DATE_SIZE = 24,      /* room for "2026-11-26", and for any day as a number */
};

struct phil_date {
    int year, month, day; /* 1 to 9999, 1 to 12, 1 to 31 */
};

/* False, and nothing has changed, outside the years 1 to 9999. */
bool phil_date_of_day(int64_t day, struct phil_date *date);

/* False, and nothing has changed, where there is no such day. */
bool phil_day_of_date(const struct phil_date *date, int64_t *day);

/* "2026-11-26"; false, and an empty text, outside the years 1 to 9999. */
bool phil_date_write(int64_t day, char text[PHIL_DATE_SIZE]);

/* All of `text` as such a date; false, with *day unchanged, when it is none. */
bool phil_date_read(const char *text, int64_t *day);

#endif
