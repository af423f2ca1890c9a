/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400, MIN_ROOM = 16 /* columns that a line keeps however deep the indent */ };

static void tame_text(char *text)
{
    for (unsigned char *c = (unsigned char *)text; *c; c++) {
        if ((*c < 0x20 && *c != '\n') || *c == 0x7f)
            *c = '?';
        /* The second set of control characters, U+0080 to U+009F in UTF-8. */
        if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f)
            c[0] = c[1] = '?';
    }
}

void phil_screen_capital(char *text)
{
    tame_text(text);
    if (*text >= 'a' && *text <= 'z')
        *text = (char)(*text - 'a' + 'A');
}

/* Characters, not bytes: continuation bytes of UTF-8 take no column. */
static int width_of(const char *text, size_t bytes)
{
    int width = 0;
    for (size_t i = 0; i < bytes; i++)
        width += ((unsigned char)text[i] & 0xc0) != 0x80;
    return width;
}

/* Prints the words of `text` from column `at` on; later lines start at column `indent`. */
static void flow(FILE *out, int columns, int indent, int at, const char *text)
{
    const int room = columns > indent + MIN_ROOM ? columns : indent + MIN_ROOM;
    bool fresh = true; /* nothing on this line yet */
    while (*text) {
        const size_t gap = strspn(text, " ");
        const size_t word = strcspn(text + gap, " \n");
        const int width = width_of(text + gap, word);
        if (!fresh && at + 1 + width > room) {
            fprintf(out, "\n%*s", indent, "");
            at = indent;
            fresh = true;
        }
        fprintf(out, "%s%.*s", fresh || word == 0 ? "" : " ", (int)word, text + gap);
        at += width + !fresh;
        fresh = fresh && word == 0;
        text += gap + word;
        if (*text == '\n') {
            text++;
            fprintf(out, "\n%*s", *text && *text != '\n' ? indent : 0, "");
            at = indent;
            fresh = true;
        }
    }
    fputc('\n', out);
}

void phil_screen_print(FILE *out, int columns, int indent, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) < 0)
        text = NULL;
    va_end(args);
    if (!text) {
        fputs("(out of memory)\n", out);
        return;
    }
    tame_text(text);
    fprintf(out, "%*s", indent, "");
    flow(out, columns, indent, indent, text);
    free(text);
}

void phil_screen_item(FILE *out, int columns, const char *lead, const char *text)
{
    const int indent = width_of(lead, strlen(lead));
    char *tame = strdup(text);
    fputs(lead, out);
    if (tame)
        tame_text(tame);
    flow(out, columns, indent, indent, tame ? tame : "(out of memory)");
    free(tame);
}

static void format_day(char *text, size_t size, int64_t day, const char *format)
{
    const time_t noon = (time_t)(day * DAY_S + DAY_S / 2);
    struct tm tm;
    if (!gmtime_r(&noon, &tm) || strftime(text, size, format, &tm) == 0)
        snprintf(text, size, "?");
}

void phil_screen_date(char *text, size_t size, int64_t day)
{
    format_day(text, size, day, "%-d %B %Y");
}

void phil_screen_weekday(char *text, size_t size, int64_t day, int64_t today)
{
    char year[8], this_year[8];
    format_day(year, sizeof year, day, "%Y");
    format_day(this_year, sizeof this_year, today, "%Y");
    format_day(text, size, day, strcmp(year, this_year) == 0 ? "%A %-d %B" : "%A %-d %B %Y");
}

void phil_screen_clock(char *text, size_t size, const struct phil_moment *at)
{
    const int64_t wall = at->utc_s + at->offset_s;
    const int64_t second = ((wall % DAY_S) + DAY_S) % DAY_S;
    snprintf(text, size, "%02u:%02u", (unsigned)second / 3600 % 24, (unsigned)second / 60 % 60);
}

static void format_offset(char *text, size_t size, int offset_s)
{
    const int minutes = abs(offset_s) / 60;
    snprintf(text, size, " (UTC%c%02u:%02u)", offset_s < 0 ? '-' : '+',
             (unsigned)minutes / 60 % 100, (unsigned)minutes % 60);
}

void phil_screen_when(char *text, size_t size, const struct phil_moment *at,
                      const struct phil_moment *now)
{
    char clock[16], day[64], zone[24] = "";
    const int64_t then = phil_moment_day(at), today = phil_moment_day(now);
    phil_screen_clock(clock, sizeof clock, at);
    phil_screen_weekday(day, sizeof day, then, today);
    if (at->offset_s != now->offset_s)
        format_offset(zone, sizeof zone, at->offset_s);
    if (then == today || then == today - 1 || then == today + 1)
        snprintf(text, size, "%s %s%s",
                 then == today       ? "today"
                 : then == today - 1 ? "yesterday"
                                     : "tomorrow",
                 clock, zone);
    else
        snprintf(text, size, "%s, %s%s", day, clock, zone);
}

void phil_screen_entry(FILE *out, int columns, const char *lead, const struct phil_entry *entry,
                       const struct phil_knowledge *knowledge, const struct phil_moment *now)
{
    /* The time belongs to what was, not to the last word of a long note. */
    struct phil_entry bare = *entry;
    char what[256], when[96];
    bare.note[0] = '\0';
    phil_entry_describe(&bare, knowledge, what, sizeof what);
    phil_screen_when(when, sizeof when, &entry->at, now);
    phil_screen_print(out, columns, 0, "%s: %s, %s (entry %lld)%s%s", lead, what, when,
                      (long long)entry->id, *entry->note ? ": " : ".", entry->note);
}

void phil_screen_count(char *text, size_t size, size_t n, const char *one, const char *many)
{
    snprintf(text, size, "%zu %s", n, n == 1 ? one : many);
}
