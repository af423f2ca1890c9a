/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The diary as comma-separated values: RFC 4180, UTF-8, CR LF at the end of each line, a header.
 *
 * A spreadsheet takes a field that begins with = + - @ (or a tab or line break) for a formula, and
 * a note may come from anyone. Such a text is written with an apostrophe before it, which makes
 * spreadsheets show it as it is; one apostrophe is taken away again on reading where such a
 * character, or further apostrophes and then such a character, follows. So every text comes back
 * as it was. Numbers never begin with one of them, for they are not negative.
 *
 * On reading, columns may come in any order, and all but time, kind and amount may be missing; a
 * byte order mark and lines that end in LF are accepted. The last line must end too: otherwise a
 * file that was cut off could pass for a whole one.
 */
#include <philtrum/diary.h>

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "diary/clock.h"
#include "diary/entry.h"
#include "diary/files.h"
#include "diary/number.h"
#include "diary/words.h"

enum column {
    TIME,
    ZONE,
    KIND,
    THING,
    AMOUNT,
    TYPED,
    UNIT,
    CAFFEINE,
    ALCOHOL,
    POTASSIUM,
    NOTE,
    N_COLUMNS,
};

static const char *const names[N_COLUMNS] = {"time",      "zone",         "kind", "thing",
                                             "amount",    "typed",        "unit", "caffeine_mg",
                                             "alcohol_g", "potassium_mg", "note"};

/* --- writing ------------------------------------------------------------- */

/* What stands behind the apostrophes at the front would start a formula. */
static bool starts_formula(const char *text)
{
    text += strspn(text, "'");
    return *text && strchr("=+-@\t\r\n", *text);
}

static void write_text(FILE *out, const char *text)
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

static void write_number(FILE *out, double value)
{
    char text[PHIL_NUMBER_SIZE];
    phil_number_write(value, text);
    fprintf(out, "%s,", text);
}

static void write_entry(FILE *out, const struct phil_entry *e)
{
    char time[32];
    phil_moment_format(&e->at, time, sizeof time);
    fprintf(out, "%s,", time);
    write_text(out, e->at.zone);
    fprintf(out, ",%s,", phil_entry_kind_name(e->kind));
    write_text(out, e->thing);
    putc(',', out);
    write_number(out, e->amount);
    write_number(out, e->typed);
    write_text(out, e->unit);
    putc(',', out);
    write_number(out, e->caffeine_mg);
    write_number(out, e->alcohol_g);
    write_number(out, e->potassium_mg);
    write_text(out, e->note);
    fputs("\r\n", out);
}

enum phil_status phil_diary_write_csv(FILE *out, const struct phil_entry *entries, size_t n)
{
    const char *field;
    for (size_t i = 0; i < n; i++)
        if (phil_entry_fault(&entries[i], &field))
            return PHIL_EARG;
    for (int c = 0; c < N_COLUMNS; c++)
        fprintf(out, "%s%s", c ? "," : "", names[c]);
    fputs("\r\n", out);
    for (size_t i = 0; i < n; i++)
        write_entry(out, &entries[i]);
    return fflush(out) || ferror(out) ? PHIL_EIO : PHIL_OK;
}

/* --- reading ------------------------------------------------------------- */

struct field {
    char *text; /* in the reader's room, with a NUL behind it */
    size_t size;
};

struct csv {
    const char *at, *end;
    size_t line;  /* of the record that is being read, from 1 */
    size_t lines; /* behind it */
    char *room;   /* for the fields of one record */
    struct field field[N_COLUMNS];
    size_t n;
    int column[N_COLUMNS]; /* which one the field belongs to */
    size_t n_columns;
    struct phil_file_reader *reader;
};

static void fail(struct csv *csv, const char *what, const char *why)
{
    char where[160], quoted[PHIL_QUOTE_SIZE];
    snprintf(where, sizeof where, "line %zu%s%s", csv->line, *what ? ", " : "",
             phil_text_quote(what, quoted));
    phil_file_fail(csv->reader, where, why);
}

/* A field in quotes; the text stands behind the first. Returns where its content ends in `room`,
 * NULL when it never ends. */
static char *read_quoted(struct csv *csv, char *to)
{
    for (;;) {
        if (csv->at == csv->end) {
            fail(csv, "", "a quotation mark is never closed");
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

static char *read_bare(struct csv *csv, char *to)
{
    while (csv->at < csv->end && (*csv->at == '\0' || !strchr(",\r\n", *csv->at))) {
        if (*csv->at == '"')
            return fail(csv, "", "a quotation mark within a field without quotation marks"), NULL;
        *to++ = *csv->at++;
    }
    return to;
}

/* Behind a field: 1 a comma, 0 the end of the line, -1 neither. */
static int read_separator(struct csv *csv)
{
    if (csv->at == csv->end)
        return fail(csv, "", "the last line does not end: is the file whole?"), -1;
    if (*csv->at == ',')
        return csv->at++, 1;
    if (*csv->at == '\r' && csv->at + 1 < csv->end && csv->at[1] == '\n')
        csv->at++;
    if (*csv->at != '\n')
        return fail(csv, "", "something stands between a field and the next comma"), -1;
    csv->at++;
    csv->lines++;
    return 0;
}

/* One record into csv->field; false at the end and on a fault. */
static bool read_record(struct csv *csv)
{
    char *to = csv->room;
    int more = 1;
    csv->n = 0;
    csv->line = csv->lines + 1;
    if (csv->at == csv->end)
        return false;
    while (more == 1) {
        if (csv->n == N_COLUMNS)
            return fail(csv, "", "more fields than a diary has"), false;
        struct field *field = &csv->field[csv->n++];
        field->text = to;
        const bool quoted = csv->at < csv->end && *csv->at == '"';
        csv->at += quoted;
        if (!(to = quoted ? read_quoted(csv, to) : read_bare(csv, to)))
            return false;
        field->size = (size_t)(to - field->text);
        *to++ = '\0';
        const char *why = phil_text_fault(field->text, field->size, true);
        if (why)
            return fail(csv, "", why), false;
        more = read_separator(csv);
    }
    return more == 0;
}

static int find_column(const char *name)
{
    int c = 0;
    while (c < N_COLUMNS && strcmp(names[c], name) != 0)
        c++;
    return c;
}

static void read_header(struct csv *csv)
{
    bool seen[N_COLUMNS] = {false};
    if (!read_record(csv)) {
        if (!csv->reader->status)
            fail(csv, "", "the header is missing");
        return;
    }
    for (size_t i = 0; i < csv->n; i++) {
        const int c = find_column(csv->field[i].text);
        if (c == N_COLUMNS || seen[c]) {
            fail(csv, csv->field[i].text, c < N_COLUMNS ? "a column twice" : "not a column");
            return;
        }
        seen[c] = true;
        csv->column[i] = c;
    }
    csv->n_columns = csv->n;
    static const enum column required[] = {TIME, KIND, AMOUNT};
    for (size_t i = 0; i < 3; i++)
        if (!seen[required[i]])
            fail(csv, names[required[i]], "the column is missing");
}

static const char *unguarded(const char *text)
{
    return text[0] == '\'' && starts_formula(text) ? text + 1 : text;
}

static const char *take_field(struct phil_entry *e, enum column column, const char *text)
{
    const char *const too_long = "too long";
    switch (column) {
    case TIME:
        return phil_file_time(e, text);
    case ZONE:
        return PHIL_ENTRY_SET(e->at.zone, unguarded(text)) ? NULL : too_long;
    case KIND:
        e->kind = phil_entry_kind_from_name(text);
        return e->kind == PHIL_N_ENTRY_KINDS ? "not a kind of entry" : NULL;
    case THING:
        return PHIL_ENTRY_SET(e->thing, unguarded(text)) ? NULL : too_long;
    case AMOUNT:
        return phil_number_read(text, &e->amount) ? NULL : "not a number";
    case TYPED:
        return phil_number_read(text, &e->typed) ? NULL : "not a number";
    case UNIT:
        return PHIL_ENTRY_SET(e->unit, unguarded(text)) ? NULL : too_long;
    case CAFFEINE:
        return phil_number_read(text, &e->caffeine_mg) ? NULL : "not a number";
    case ALCOHOL:
        return phil_number_read(text, &e->alcohol_g) ? NULL : "not a number";
    case POTASSIUM:
        return phil_number_read(text, &e->potassium_mg) ? NULL : "not a number";
    default:
        return PHIL_ENTRY_SET(e->note, unguarded(text)) ? NULL : too_long;
    }
}

static void take_record(struct csv *csv)
{
    struct phil_entry entry = {.id = 0};
    bool typed = false;
    if (csv->n == 1 && csv->field[0].size == 0)
        return; /* an empty line */
    if (csv->n != csv->n_columns) {
        fail(csv, "",
             csv->n < csv->n_columns ? "fewer fields than the header"
                                     : "more fields than the header");
        return;
    }
    for (size_t i = 0; i < csv->n; i++) {
        const enum column column = (enum column)csv->column[i];
        typed |= column == TYPED;
        const char *why = take_field(&entry, column, csv->field[i].text);
        if (why) {
            fail(csv, names[column], why);
            return;
        }
    }
    if (!typed)
        entry.typed = entry.amount;
    const char *field, *why = phil_entry_fault(&entry, &field);
    if (why)
        fail(csv, field, why);
    else
        phil_file_add(csv->reader, &entry);
}

enum phil_status phil_diary_read_csv(struct phil_entry **entries, size_t *n, const char *text,
                                     size_t size, const char *name, const struct phil_log *log)
{
    struct phil_file_reader reader = {.name = name, .log = log};
    struct csv csv = {.at = text, .end = text + size, .reader = &reader};
    *entries = NULL;
    *n = 0;
    if (!phil_file_begin(&reader, size))
        return reader.status;
    if (size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        csv.at += 3;
    /* Each field of a record is followed by a separator there and by a NUL here. */
    csv.room = malloc(size + 1);
    if (!csv.room)
        return PHIL_EMEM;
    read_header(&csv);
    while (!reader.status && read_record(&csv))
        take_record(&csv);
    free(csv.room);
    return phil_file_end(&reader, entries, n);
}
