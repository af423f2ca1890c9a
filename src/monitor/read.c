/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A clinic's list of visits and treatments, read from comma-separated values.
 *
 * Rows come in any order. Patients are numbered as they first appear, and what the list calls them
 * is forgotten at once. The days of one patient are all dates or all numbers: a date and a number
 * cannot be put in one order.
 */
#include <philtrum/monitor.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/date.h"
#include "base/number.h"
#include "diary/csv_record.h"
#include "diary/words.h"

static const size_t most_bytes = (size_t)64 << 20; /* the header's word */
static const double most_count = 1e6;           /* in one measurement: nobody twitches so often */
static const double most_exposure_min = 100000; /* ten weeks */
static const double least_exposure_min = 1e-4;  /* 6 ms, less than a frame of most cameras */
static const double most_dose = 1e6;
static const double most_day = 1e6; /* a day number; and no date of the years 1 to 9999 is beyond */

enum column { PATIENT, DAY, COUNT, EXPOSURE, TREATMENT, DOSE, N_COLUMNS };
static const char *const names[N_COLUMNS] = {"patient",      "day",       "count",
                                             "exposure_min", "treatment", "dose"};

enum {
    MOST_PATIENT = 200, /* bytes of what the list calls a patient */
    MOST_FIELDS = 256,  /* a file with more columns is taken for something else */
};

struct row {
    char *patient; /* owned until patients are numbered */
    int number;
    bool dated;
    bool measured, treated;
    int64_t day;
    struct phil_tally tally;
    enum phil_treatment treatment;
    double dose;
    size_t order, line; /* rows of one day keep the order of the file; for messages */
};

struct reader {
    struct phil_csv csv;
    struct phil_csv_field field[MOST_FIELDS];
    const char *name;
    const struct phil_log *log;
    enum phil_status status;
    int at[N_COLUMNS]; /* which field; -1: none */
    size_t n_fields, n_ignored, n_empty;
    struct row *rows;
    size_t n, capacity;
    int n_patients;
};

static void fail(struct reader *reader, size_t line, const char *what, const char *why)
{
    char quoted[PHIL_QUOTE_SIZE];
    if (reader->status)
        return;
    reader->status = PHIL_EFORMAT;
    phil_log_message(reader->log, PHIL_LOG_ERROR, "cannot read: \"%s\": line %zu%s%s: %s",
                     reader->name, line, *what ? ", " : "", phil_text_quote(what, quoted), why);
}

/* --- the header ---------------------------------------------------------- */

/* Lists of visits are typed by hand: blanks around a field are not part of it. */
static void trim(struct phil_csv_field *field)
{
    char *end = field->text + field->size;
    field->text += strspn(field->text, " ");
    while (end > field->text && end[-1] == ' ')
        end--;
    *end = '\0';
    field->size = (size_t)(end - field->text);
}

/* The next record that is no empty line. */
static bool read_record(struct reader *reader)
{
    struct phil_csv *const csv = &reader->csv;
    while (phil_csv_next(csv)) {
        for (size_t i = 0; i < csv->n; i++)
            trim(&csv->field[i]);
        if (!phil_csv_is_blank(csv))
            return true;
    }
    if (csv->fault)
        fail(reader, csv->line, "", csv->fault);
    return false;
}

static void read_header(struct reader *reader)
{
    const struct phil_csv *const csv = &reader->csv;
    for (int c = 0; c < N_COLUMNS; c++)
        reader->at[c] = -1;
    if (!read_record(reader)) {
        fail(reader, csv->line ? csv->line : 1, "", "the header is missing");
        return;
    }
    reader->n_fields = csv->n;
    for (size_t i = 0; i < csv->n; i++) {
        int c = 0;
        while (c < N_COLUMNS && strcmp(names[c], csv->field[i].text) != 0)
            c++;
        if (c < N_COLUMNS && reader->at[c] >= 0)
            fail(reader, csv->line, names[c], "a column twice");
        if (c < N_COLUMNS)
            reader->at[c] = (int)i;
        else
            reader->n_ignored++;
    }
    if (csv->n == 1 && strchr(csv->field[0].text, ';'))
        fail(reader, csv->line, "", "the fields must have commas between them, not semicolons");
    for (int c = 0; c <= EXPOSURE; c++)
        if (reader->at[c] < 0)
            fail(reader, csv->line, names[c], "the column is missing (names are in small letters)");
}

/* --- one row ------------------------------------------------------------- */

static const char *take_day(struct row *row, const char *text)
{
    double number;
    if (phil_number_read(text, &number)) {
        if (number != floor(number) || fabs(number) > most_day)
            return "not a whole number of days";
        row->day = (int64_t)number;
        return NULL;
    }
    row->dated = phil_date_read(text, &row->day);
    return row->dated ? NULL : "neither a date like 2026-03-29 nor a whole number";
}

static const char *take_treatment(struct reader *reader, struct row *row, const char *text)
{
    static const char *const words[PHIL_N_TREATMENTS] = {"toxin", "decompression", "other"};
    char folded[PHIL_WORD_SIZE];
    if (!*text)
        return NULL;
    row->treated = true;
    if (phil_word_fold(text, folded))
        for (int t = 0; t < PHIL_N_TREATMENTS; t++)
            if (strcmp(folded, words[t]) == 0) {
                row->treatment = (enum phil_treatment)t;
                return NULL;
            }
    const char *near = phil_nearest(folded, words, PHIL_N_TREATMENTS);
    char why[96];
    snprintf(why, sizeof why, near ? "did you mean %s?" : "not toxin, decompression or other%s",
             near ? near : "");
    fail(reader, reader->csv.line, text, why);
    return NULL;
}

static const char *take_number(const char *text, double most, double *value)
{
    if (!phil_number_read(text, value))
        return "not a number";
    return *value < 0 ? "negative" : *value > most ? "too large" : NULL;
}

static const char *take_measurement(struct row *row, const char *count, const char *exposure,
                                    enum column *column)
{
    *column = EXPOSURE;
    if (!*count && !*exposure)
        return NULL;
    if (!*exposure)
        return "a count without the minutes that it was counted in";
    const char *why = take_number(exposure, most_exposure_min, &row->tally.exposure_min);
    if (why)
        return why;
    *column = COUNT;
    if (!*count)
        return row->tally.exposure_min > 0 ? "minutes without a count" : NULL;
    why = take_number(count, most_count, &row->tally.count);
    if (!why && row->tally.count != floor(row->tally.count))
        why = "not a whole number";
    if (!why && !(row->tally.exposure_min > 0)) {
        *column = EXPOSURE;
        why = "a count needs more than no minutes";
    }
    if (!why && row->tally.exposure_min < least_exposure_min) {
        *column = EXPOSURE;
        why = "fewer than 0.0001 minutes";
    }
    row->measured = !why;
    return why;
}

static const char *field(const struct reader *reader, enum column column)
{
    return reader->at[column] < 0 ? "" : reader->field[reader->at[column]].text;
}

/* Fills in all but the patient; NULL, or what is wrong with *column. */
static const char *take_fields(struct reader *reader, struct row *row, enum column *column)
{
    *column = PATIENT;
    if (!*field(reader, PATIENT))
        return "empty";
    if (strlen(field(reader, PATIENT)) > MOST_PATIENT)
        return "longer than 200 bytes";
    *column = DAY;
    const char *why = take_day(row, field(reader, DAY));
    if (why)
        return why;
    why = take_measurement(row, field(reader, COUNT), field(reader, EXPOSURE), column);
    if (why)
        return why;
    *column = TREATMENT;
    take_treatment(reader, row, field(reader, TREATMENT));
    *column = DOSE;
    const char *const dose = field(reader, DOSE);
    if (*dose && !row->treated)
        return "a dose without a treatment";
    return *dose ? take_number(dose, most_dose, &row->dose) : NULL;
}

static void take_record(struct reader *reader)
{
    struct row row = {.dose = NAN, .order = reader->n, .line = reader->csv.line};
    enum column column;
    if (reader->csv.n != reader->n_fields) {
        fail(reader, reader->csv.line, "",
             reader->csv.n < reader->n_fields ? "fewer fields than the header"
                                              : "more fields than the header");
        return;
    }
    const char *const why = take_fields(reader, &row, &column);
    if (why)
        fail(reader, reader->csv.line, names[column], why);
    if (reader->status)
        return;
    if (!row.measured && !row.treated)
        reader->n_empty++;
    row.patient = strdup(field(reader, PATIENT));
    if (!row.patient || !phil_grow((void **)&reader->rows, &reader->capacity, reader->n + 1,
                                   sizeof *reader->rows)) {
        free(row.patient);
        reader->status = PHIL_EMEM;
        return;
    }
    reader->rows[reader->n++] = row;
}

/* --- all rows ------------------------------------------------------------ */

static int by_patient_name(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    const int order = strcmp(x->patient, y->patient);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int by_order(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    return (x->order > y->order) - (x->order < y->order);
}

static int by_patient_and_day(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Numbers patients in the order of their first rows. By sorting: no list, however it was made,
 * takes longer than another. */
static void number_patients(struct reader *reader)
{
    struct row *const rows = reader->rows;
    qsort(rows, reader->n, sizeof *rows, by_patient_name);
    size_t first = 0;
    for (size_t i = 0; i < reader->n; i++) {
        if (strcmp(rows[first].patient, rows[i].patient) != 0)
            first = i;
        /* For now the place of the first row stands for the number. */
        rows[i].number = (int)rows[first].order;
        if (rows[i].dated != rows[first].dated)
            fail(reader, rows[i].line, names[DAY],
                 "dates and numbers for one patient cannot be put in one order");
    }
    qsort(rows, reader->n, sizeof *rows, by_order);
    for (size_t i = 0; i < reader->n; i++)
        rows[i].number =
            rows[i].number == (int)i ? ++reader->n_patients : rows[rows[i].number].number;
    qsort(rows, reader->n, sizeof *rows, by_patient_and_day);
}

static struct phil_monitor_data *hand_over(struct reader *reader)
{
    struct phil_monitor_data *data = calloc(1, sizeof *data);
    if (!data)
        return NULL;
    data->visits = calloc(reader->n + 1, sizeof *data->visits);
    data->courses = calloc(reader->n + 1, sizeof *data->courses);
    if (!data->visits || !data->courses) {
        phil_monitor_data_free(data);
        return NULL;
    }
    data->n_patients = reader->n_patients;
    for (size_t i = 0; i < reader->n; i++) {
        const struct row *row = &reader->rows[i];
        if (row->measured)
            data->visits[data->n_visits++] = (struct phil_visit){row->number, row->day, row->tally};
        if (row->treated)
            data->courses[data->n_courses++] =
                (struct phil_course_start){row->number, row->day, row->treatment, row->dose};
    }
    return data;
}

static void say_notes(const struct reader *reader)
{
    if (reader->n_ignored)
        phil_log_message(reader->log, PHIL_LOG_WARNING,
                         "columns ignored: \"%s\": %zu, all but patient, day, count, "
                         "exposure_min, treatment and dose",
                         reader->name, reader->n_ignored);
    if (reader->n_empty)
        phil_log_message(reader->log, PHIL_LOG_WARNING,
                         "rows without a count or a treatment: \"%s\": %zu, they tell nothing",
                         reader->name, reader->n_empty);
}

static void read_rows(struct reader *reader)
{
    read_header(reader);
    while (!reader->status && read_record(reader))
        take_record(reader);
    if (!reader->status && reader->n)
        number_patients(reader);
}

enum phil_status phil_monitor_data_read_csv(struct phil_monitor_data **data, const char *text,
                                            size_t size, const char *name,
                                            const struct phil_log *log)
{
    struct reader reader = {.name = name, .log = log};
    *data = NULL;
    if (size > most_bytes) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot read: \"%s\": more than 64 MiB", name);
        return PHIL_EFORMAT;
    }
    if (!phil_csv_init(&reader.csv, text, size, reader.field, MOST_FIELDS))
        return PHIL_EMEM;
    reader.csv.open_end = true;
    read_rows(&reader);
    phil_csv_release(&reader.csv);
    if (!reader.status) {
        *data = hand_over(&reader);
        reader.status = *data ? PHIL_OK : PHIL_EMEM;
    }
    if (!reader.status)
        say_notes(&reader);
    for (size_t i = 0; i < reader.n; i++)
        free(reader.rows[i].patient);
    free(reader.rows);
    return reader.status;
}

void phil_monitor_data_free(struct phil_monitor_data *data)
{
    if (!data)
        return;
    free(data->visits);
    free(data->courses);
    free(data);
}
