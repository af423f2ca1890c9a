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
#include "base/number.h"
#include "diary/words.h"
#include "monitor/list.h"

static const size_t most_bytes = (size_t)64 << 20; /* the header's word */
static const double most_count = 1e6;           /* in one measurement: nobody twitches so often */
static const double most_exposure_min = 100000; /* ten weeks */
static const double most_dose = 1e6;
static const double most_day = 1e6; /* a day number; and no date of the years 1 to 9999 is beyond */

enum column { PATIENT, DAY, COUNT, EXPOSURE, TREATMENT, DOSE, N_COLUMNS };
static const char *const names[N_COLUMNS] = {"patient",      "day",       "count",
                                             "exposure_min", "treatment", "dose"};

enum { MOST_PATIENT = 200 }; /* bytes of what the list calls a patient */

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
    struct phil_list list;
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

static void read_header(struct reader *reader)
{
    struct phil_list *const list = &reader->list;
    for (int c = 0; c < N_COLUMNS; c++)
        reader->at[c] = -1;
    if (!phil_list_next(list)) {
        fail(reader, list->line ? list->line : 1, "",
             list->fault ? list->fault : "the header is missing");
        return;
    }
    reader->n_fields = list->n;
    for (size_t i = 0; i < list->n; i++) {
        int c = 0;
        while (c < N_COLUMNS && strcmp(names[c], list->field[i]) != 0)
            c++;
        if (c < N_COLUMNS && reader->at[c] >= 0)
            fail(reader, list->line, names[c], "a column twice");
        if (c < N_COLUMNS)
            reader->at[c] = (int)i;
        else
            reader->n_ignored++;
    }
    for (int c = 0; c <= EXPOSURE; c++)
        if (reader->at[c] < 0)
            fail(reader, list->line, names[c], "the column is missing");
}

/* --- one row ------------------------------------------------------------- */

/* Days since 1970-01-01 of a day of the Gregorian calendar. The year begins in March here, so that
 * the leap day is its last. */
static int64_t days_of(int year, int month, int day)
{
    const int y = month > 2 ? year : year - 1;
    const int m = (month + 9) % 12;
    return 365 * (int64_t)y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static int digits(const char *text, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = 10 * value + text[i] - '0';
    }
    return value;
}

static const char *take_day(struct row *row, const char *text)
{
    double number;
    if (phil_number_read(text, &number)) {
        if (number != floor(number) || fabs(number) > most_day)
            return "not a whole number of days";
        row->day = (int64_t)number;
        return NULL;
    }
    const bool shaped = strlen(text) == 10 && text[4] == '-' && text[7] == '-';
    const int year = shaped ? digits(text, 4) : -1;
    const int month = shaped ? digits(text + 5, 2) : -1;
    const int day = shaped ? digits(text + 8, 2) : -1;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return "neither a date like 2026-03-29 nor a whole number";
    row->dated = true;
    row->day = days_of(year, month, day);
    return NULL;
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
    fail(reader, reader->list.line, text, why);
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
    row->measured = !why;
    return why;
}

static const char *field(const struct reader *reader, enum column column)
{
    return reader->at[column] < 0 ? "" : reader->list.field[reader->at[column]];
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
    struct row row = {.dose = NAN, .order = reader->n, .line = reader->list.line};
    enum column column;
    if (reader->list.n != reader->n_fields) {
        fail(reader, reader->list.line, "",
             reader->list.n < reader->n_fields ? "fewer fields than the header"
                                               : "more fields than the header");
        return;
    }
    const char *const why = take_fields(reader, &row, &column);
    if (why)
        fail(reader, reader->list.line, names[column], why);
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
    while (!reader->status && phil_list_next(&reader->list))
        take_record(reader);
    if (reader->list.fault)
        fail(reader, reader->list.line, "", reader->list.fault);
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
    if (!phil_list_open(&reader.list, text, size))
        return PHIL_EMEM;
    read_rows(&reader);
    phil_list_close(&reader.list);
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
