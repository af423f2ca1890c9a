/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See csv_record.h. */
#include "diary/csv_record.h"

#include <stdlib.h>
#include <string.h>

#include "diary/words.h"

/* --- writing ------------------------------------------------------------- */

/* What stands behind the apostrophes at the front would start a formula. */
static bool starts_formula(const char *text)
{
    text += strspn(text, "'");
    return *text && strchr("=+-@\t\r\n", *text);
}

void phil_csv_write_text(FILE *out, const char *text)
{
    const bool guarded = starts_formula(text);
    const size_t n = strlen(text);
    const bool quoted =
        guarded || strpbrk(text, ",\"\r\n") || (n && text[0] == ' ') || (n && text[n - 1] == ' ');
    if (quoted)
        putc('"', out);
    if (guarded)
        putc('\'', out);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    if (quoted)
        putc('"', out);
}

/* --- reading ------------------------------------------------------------- */

bool phil_csv_init(struct phil_csv *csv, const char *text, size_t size,
                   struct phil_csv_field *field, size_t most)
{
    const bool mark = size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    *csv = (struct phil_csv){
        .at = text + (mark ? 3 : 0), .end = text + size, .field = field, .most = most};
    /* Each field of a record is followed by a separator there and by a NUL here. */
    csv->room = malloc(size + 1);
    return csv->room != NULL;
}

void phil_csv_release(struct phil_csv *csv)
{
    free(csv->room);
    csv->room = NULL;
}

/* A field in quotes; the text stands behind the first. Returns where its content ends in `room`,
 * NULL when it never ends. */
static char *read_quoted(struct phil_csv *csv, char *to)
{
    for (;;) {
        if (csv->at == csv->end) {
            csv->fault = "a quotation mark is never closed";
            return NULL;
        }
        const char c = *csv->at++;
        if (c == '"' && (csv->at == csv->end || *csv->at != '"'))
            return to;
        if (c == '"')
            csv->at++;
        csv->lines += c == '\n';
        *to++ = c;
    }
}

static char *read_bare(struct phil_csv *csv, char *to)
{
    while (csv->at < csv->end && (*csv->at == '\0' || !strchr(",\r\n", *csv->at))) {
        if (*csv->at == '"') {
            csv->fault = "a quotation mark within a field without quotation marks";
            return NULL;
        }
        *to++ = *csv->at++;
    }
    return to;
}

static int refuse(struct phil_csv *csv, const char *why)
{
    csv->fault = why;
    return -1;
}

/* Behind a field: 1 a comma, 0 the end of the line, -1 neither. */
static int read_separator(struct phil_csv *csv)
{
    if (csv->at == csv->end && csv->open_end) {
        csv->was_open = true;
        return 0;
    }
    if (csv->at == csv->end)
        return refuse(csv, "the last line does not end: is the file whole?");
    if (*csv->at == ',')
        return csv->at++, 1;
    if (*csv->at == '\r' && csv->at + 1 < csv->end && csv->at[1] == '\n')
        csv->at++;
    if (*csv->at == '\r')
        return refuse(csv, "a line ends as on an old Macintosh: save it with other line ends");
    if (*csv->at != '\n')
        return refuse(csv, "something stands between a field and the next comma");
    csv->at++;
    csv->lines++;
    return 0;
}

bool phil_csv_next(struct phil_csv *csv)
{
    char *to = csv->room;
    int more = 1;
    csv->n = 0;
    csv->line = csv->lines + 1;
    if (csv->at == csv->end || csv->fault)
        return false;
    while (more == 1) {
        if (csv->n == csv->most)
            return refuse(csv, "more fields than the header") == 0;
        struct phil_csv_field *field = &csv->field[csv->n++];
        field->text = to;
        const bool quoted = csv->at < csv->end && *csv->at == '"';
        csv->at += quoted;
        if (!(to = quoted ? read_quoted(csv, to) : read_bare(csv, to)))
            return false;
        field->size = (size_t)(to - field->text);
        *to++ = '\0';
        csv->fault = phil_text_fault(field->text, field->size, true);
        more = csv->fault ? -1 : read_separator(csv);
    }
    return more == 0;
}

bool phil_csv_is_blank(const struct phil_csv *csv)
{
    return csv->n == 1 && csv->field[0].size == 0;
}

const char *phil_csv_unguarded(const char *text)
{
    return text[0] == '\'' && starts_formula(text) ? text + 1 : text;
}
