/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences on a terminal: lines that break between words, text that cannot move the cursor, days
 * and times as people say them. */
#ifndef PHIL_CLI_SCREEN_H
#define PHIL_CLI_SCREEN_H

#include <stdio.h>

#include <philtrum/diary.h>

/* Prints a printf-style text as lines of at most `columns` characters that are indented by `indent`
 * blanks, with a line break at the end. A word that is longer stands alone. What could move the
 * cursor becomes a question mark; a line break starts a new line. */
void phil_screen_print(FILE *out, int columns, int indent, const char *format, ...)
    PHIL_PRINTF(4, 5);

/* The same where the text's first line starts after `lead`, a numbered item's "12  ", and the
 * others are indented by as much. */
void phil_screen_item(FILE *out, int columns, const char *lead, const char *text);

/* `text` in place, with a capital letter first and nothing that could move the cursor. */
void phil_screen_capital(char *text);

/* "26 November 2026" (days since 1970-01-01). */
void phil_screen_date(char *text, size_t size, int64_t day);

/* "Thursday 26 November", with the year when it is another than today's. */
void phil_screen_weekday(char *text, size_t size, int64_t day, int64_t today);

/* "08:30" by the clock on the wall of that moment. */
void phil_screen_clock(char *text, size_t size, const struct phil_moment *at);

/* "today 08:30", "yesterday 22:15", "Monday 23 November, 08:30", with the year when it is another,
 * and "(UTC+09:00)" where the clock stood otherwise than now. */
void phil_screen_when(char *text, size_t size, const struct phil_moment *at,
                      const struct phil_moment *now);

/* "Wrote: 2 cups of coffee (192 mg caffeine), today 08:30 (entry 12)" and, behind it, its note. */
void phil_screen_entry(FILE *out, int columns, const char *lead, const struct phil_entry *entry,
                       const struct phil_knowledge *knowledge, const struct phil_moment *now);

/* "1 answer", "2 answers": into at least 48 bytes. */
void phil_screen_count(char *text, size_t size, size_t n, const char *one, const char *many);

#endif
