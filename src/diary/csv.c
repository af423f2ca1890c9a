/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The diary as comma-separated values: RFC 4180, UTF-8, CR LF at the end of each line, a header.
 * csv_record.h tells how texts are kept from being formulas; numbers never begin like one, for
 * they are not negative.
 *
 * On reading, columns may come in any order, and all but time, kind and amount may be missing. The
 * last line must end too: otherwise a file that was cut off could pass for a whole one.
 */
#include <philtrum/diary.h>

#include <string.h>

#include "diary/clock.h"
#include "diary/csv_record.h"
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
    phil_csv_write_text(out, e->at.zone);
    fprintf(out, ",%s,", phil_entry_kind_name(e->kind));
    phil_csv_write_text(out, e->thing);
    putc(',', out);
    write_number(out, e->amount);
    write_number(out, e->typed);
    phil_csv_write_text(out, e->unit);
    putc(',', out);
    write_number(out, e->caffeine_mg);
    write_number(out, e->alcohol_g);
    write_number(out, e->potassium_mg);
    phil_csv_write_text(out, e->note);
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

struct csv {
    struct phil_csv text;
    struct phil_csv_field field[N_COLUMNS];
    int column[N_COLUMNS]; /* which one the field belongs to */
    size_t n_columns;
    struct phil_file_reader *reader;
};

static void fail(struct csv *csv, const char *what, const char *why)
{
    char where[160], quoted[PHIL_QUOTE_SIZE];
    snprintf(where, sizeof where, "line %zu%s%s", csv->text.line, *what ? ", " : "",
             phil_text_quote(what, quoted));
    phil_file_fail(csv->reader, where, why);
}

/* One record into csv->field; false at the end and on a fault. */
static bool read_record(struct csv *csv)
{
    const bool read = phil_csv_next(&csv->text);
    if (csv->text.fault)
        fail(csv, "", csv->text.fault);
    return read;
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
    for (size_t i = 0; i < csv->text.n; i++) {
        const int c = find_column(csv->field[i].text);
        if (c == N_COLUMNS || seen[c]) {
            fail(csv, csv->field[i].text, c < N_COLUMNS ? "a column twice" : "not a column");
            return;
        }
        seen[c] = true;
        csv->column[i] = c;
    }
    csv->n_columns = csv->text.n;
    static const enum column required[] = {TIME, KIND, AMOUNT};
    for (size_t i = 0; i < 3; i++)
        if (!seen[required[i]])
            fail(csv, names[required[i]], "the column is missing");
}

static const char *take_field(struct phil_entry *e, enum column column, const char *text)
{
    const char *const too_long = "too long";
    switch (column) {
    case TIME:
        return phil_file_time(e, text);
    case ZONE:
        return PHIL_ENTRY_SET(e->at.zone, phil_csv_unguarded(text)) ? NULL : too_long;
    case KIND:
        e->kind = phil_entry_kind_from_name(text);
        return e->kind == PHIL_N_ENTRY_KINDS ? "not a kind of entry" : NULL;
    case THING:
        return PHIL_ENTRY_SET(e->thing, phil_csv_unguarded(text)) ? NULL : too_long;
    case AMOUNT:
        return phil_number_read(text, &e->amount) ? NULL : "not a number";
    case TYPED:
        return phil_number_read(text, &e->typed) ? NULL : "not a number";
    case UNIT:
        return PHIL_ENTRY_SET(e->unit, phil_csv_unguarded(text)) ? NULL : too_long;
    case CAFFEINE:
        return phil_number_read(text, &e->caffeine_mg) ? NULL : "not a number";
    case ALCOHOL:
        return phil_number_read(text, &e->alcohol_g) ? NULL : "not a number";
    case POTASSIUM:
        return phil_number_read(text, &e->potassium_mg) ? NULL : "not a number";
    default:
        return PHIL_ENTRY_SET(e->note, phil_csv_unguarded(text)) ? NULL : too_long;
    }
}

static void take_record(struct csv *csv)
{
    struct phil_entry entry = {.id = 0};
    bool typed = false;
    if (phil_csv_is_blank(&csv->text))
        return;
    if (csv->text.n != csv->n_columns) {
        fail(csv, "",
             csv->text.n < csv->n_columns ? "fewer fields than the header"
                                          : "more fields than the header");
        return;
    }
    for (size_t i = 0; i < csv->text.n; i++) {
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
    struct csv csv = {.reader = &reader};
    *entries = NULL;
    *n = 0;
    if (!phil_file_begin(&reader, size))
        return reader.status;
    if (!phil_csv_init(&csv.text, text, size, csv.field, N_COLUMNS))
        return PHIL_EMEM;
    read_header(&csv);
    while (!reader.status && read_record(&csv))
        take_record(&csv);
    phil_csv_release(&csv.text);
    return phil_file_end(&reader, entries, n);
}
