/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial's days from CSV, made by philtrum or elsewhere.
 *
 * Five columns are needed, further ones known by name are taken, and all others are kept as the
 * texts that they are. Rows come in any order. What is not said is inferred where only one thing
 * can be meant: a count without a word on its use is used, a day without one was missed, a day of
 * period 0 belongs to the run-in, and without blocks the neighbouring pairs of periods are blocks
 * if that comes out even. All else is refused with its line: a trial that was misread would still
 * give a verdict.
 */
#include <philtrum/trial.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "diary/csv_record.h"
#include "diary/words.h"
#include "trial/csv.h"
#include "trial/csv_field.h"
#include "trial/data.h"

/* A file with more columns, or larger, was not made for this. */
enum { MOST_BYTES = 64 << 20, MOST_FIELDS = 256 };

struct row {
    struct phil_trial_day day;
    size_t line;
    bool has_use, dated;
};

struct reader {
    struct phil_csv csv;
    struct phil_csv_field field[MOST_FIELDS];
    int column[MOST_FIELDS]; /* what the field is; PHIL_N_COLUMNS + n for the n-th other one */
    size_t n_fields;
    bool seen[PHIL_N_COLUMNS];
    struct row *rows;
    size_t n_rows, capacity;
    bool blocks, designed; /* somewhere a block, a design is given */
    struct phil_trial_data *data;
    enum phil_status status;
    const char *name;
    const struct phil_log *log;
};

static void fail_at(struct reader *reader, size_t line, const char *what, const char *why)
{
    char quoted[PHIL_QUOTE_SIZE];
    if (reader->status)
        return;
    reader->status = PHIL_EFORMAT;
    phil_log_message(reader->log, PHIL_LOG_ERROR,
                     "reading a trial failed: \"%s\": line %zu%s%s: %s", reader->name, line,
                     *what ? ", " : "", phil_text_quote(what, quoted), why);
}

static void fail(struct reader *reader, const char *what, const char *why)
{
    fail_at(reader, reader->csv.line, what, why);
}

/* --- the header ------------------------------------------------------------------------------- */

static bool read_record(struct reader *reader)
{
    const bool read = phil_csv_next(&reader->csv);
    if (!reader->n_fields && !read && reader->csv.n == MOST_FIELDS)
        fail(reader, "", "more than 256 columns"); /* no header says how many there may be */
    else if (reader->csv.fault)
        fail(reader, "", reader->csv.fault);
    return read;
}

static void add_column(struct reader *reader, const char *name)
{
    struct phil_trial_data *data = reader->data;
    for (size_t c = 0; c < data->n_columns; c++)
        if (strcmp(data->columns[c], name) == 0)
            fail(reader, name, "a column twice");
    if (!reader->status && !(data->columns[data->n_columns] = strdup(name)))
        reader->status = PHIL_EMEM;
    if (!reader->status)
        data->n_columns++;
}

static void take_header_field(struct reader *reader, size_t i)
{
    const char *name = phil_csv_unguarded(reader->field[i].text);
    int c = 0;
    while (c < PHIL_N_COLUMNS && strcmp(name, phil_trial_column_name((enum phil_trial_column)c)))
        c++;
    if (!*name)
        fail(reader, "", "a column without a name");
    if (c < PHIL_N_COLUMNS && reader->seen[c])
        fail(reader, name, "a column twice");
    if (c < PHIL_N_COLUMNS) {
        reader->seen[c] = true;
    } else {
        c += (int)reader->data->n_columns;
        add_column(reader, name);
    }
    reader->column[i] = c;
}

static void read_header(struct reader *reader)
{
    if (!read_record(reader)) {
        fail(reader, "", "the header is missing");
        return;
    }
    const size_t n = reader->n_fields = reader->csv.n;
    reader->data->columns = calloc(n, sizeof *reader->data->columns);
    if (!reader->data->columns)
        reader->status = PHIL_EMEM;
    if (n == 1 && strchr(reader->field[0].text, ';'))
        fail(reader, "", "the fields must have commas between them, not semicolons");
    for (size_t i = 0; i < n && !reader->status; i++)
        take_header_field(reader, i);
    for (int c = 0; c <= PHIL_COLUMN_EXPOSURE_MIN; c++)
        if (!reader->seen[c])
            fail(reader, phil_trial_column_name((enum phil_trial_column)c),
                 "the column is missing");
}

/* --- what is one for the whole trial ---------------------------------------------------------- */

static const char *const differs = "not the same as in the rows before";

static const char *take_design(struct reader *reader, const char *text)
{
    int design = 0;
    while (design <= PHIL_DESIGN_NONE &&
           strcmp(text, phil_trial_design_name((enum phil_trial_design)design)) != 0)
        design++;
    if (phil_field_is_empty(text))
        return reader->designed ? differs : NULL;
    if (design > PHIL_DESIGN_NONE)
        return "not one of pairs, periods, none";
    if (reader->n_rows && (!reader->designed || (int)reader->data->design != design))
        return differs;
    reader->designed = true;
    reader->data->design = (enum phil_trial_design)design;
    return NULL;
}

static const char *take_dose_unit(struct reader *reader, const char *text)
{
    char *unit = reader->data->dose_unit;
    if (strlen(text) >= sizeof reader->data->dose_unit)
        return "longer than 23 bytes";
    if (reader->n_rows && strcmp(unit, text) != 0)
        return differs;
    strcpy(unit, text);
    return NULL;
}

static const char *take_running(struct reader *reader, const char *text)
{
    bool running;
    const char *why = phil_field_yes(text, &running);
    if (!why && reader->n_rows && running != reader->data->still_running)
        why = differs;
    reader->data->still_running = running;
    return why;
}

/* --- a row ------------------------------------------------------------------------------------ */

static const char *keep_text(struct reader *reader, char **to, const char *text)
{
    if (!(*to = strdup(text)))
        reader->status = PHIL_EMEM;
    return NULL;
}

static const char *take_outcome(struct phil_trial_day *day, int column, const char *text)
{
    switch (column) {
    case PHIL_COLUMN_COUNT:
        return phil_field_number(text, &day->tally[PHIL_OUTCOME_TWITCHES].count);
    case PHIL_COLUMN_EXPOSURE_MIN:
        return phil_field_number(text, &day->tally[PHIL_OUTCOME_TWITCHES].exposure_min);
    case PHIL_COLUMN_FELT:
        return phil_field_number(text, &day->tally[PHIL_OUTCOME_FELT].count);
    case PHIL_COLUMN_OTHER_SIDE:
        return phil_field_number(text, &day->tally[PHIL_OUTCOME_OTHER_SIDE].count);
    case PHIL_COLUMN_OTHER_SIDE_MIN:
        return phil_field_number(text, &day->tally[PHIL_OUTCOME_OTHER_SIDE].exposure_min);
    case PHIL_COLUMN_BLINKS:
        return phil_field_number(text, &day->tally[PHIL_OUTCOME_BLINKS].count);
    case PHIL_COLUMN_BLINKS_MIN:
        return phil_field_number(text, &day->tally[PHIL_OUTCOME_BLINKS].exposure_min);
    default:
        return phil_field_number(text, &day->dose);
    }
}

static const char *take_field(struct reader *reader, struct row *row, int column, const char *text)
{
    const char *plain = phil_csv_unguarded(text);
    switch (column) {
    case PHIL_COLUMN_DAY:
        return phil_field_day(text, &row->day.day, &row->dated);
    case PHIL_COLUMN_PERIOD:
        return phil_field_is_empty(text) ? "the period is missing"
                                         : phil_field_ordinal(text, &row->day.period);
    case PHIL_COLUMN_BLOCK:
        return phil_field_ordinal(text, &row->day.block);
    case PHIL_COLUMN_ARM:
        return phil_field_arm(text, &row->day.assigned);
    case PHIL_COLUMN_DONE:
        return phil_field_is_empty(text) ? NULL : phil_field_arm(text, &row->day.done);
    case PHIL_COLUMN_BREACH:
        return phil_field_yes(text, &row->day.breach);
    case PHIL_COLUMN_USE:
        return phil_field_use(text, &row->day.use, &row->has_use);
    case PHIL_COLUMN_WHY:
        return *plain ? keep_text(reader, &row->day.why, plain) : NULL;
    case PHIL_COLUMN_DESIGN:
        return take_design(reader, text);
    case PHIL_COLUMN_DOSE_UNIT:
        return take_dose_unit(reader, plain);
    case PHIL_COLUMN_STILL_RUNNING:
        return take_running(reader, text);
    default:
        return column < PHIL_N_COLUMNS
                   ? take_outcome(&row->day, column, text)
                   : keep_text(reader, &row->day.extra[column - PHIL_N_COLUMNS], plain);
    }
}

/* A time without a count says nothing; the others have a time of their own or the clips'. */
static void settle_tallies(struct reader *reader, struct phil_trial_day *day)
{
    struct phil_tally *tally = day->tally;
    tally[PHIL_OUTCOME_FELT].exposure_min = PHIL_DAY_MIN;
    if (!reader->seen[PHIL_COLUMN_OTHER_SIDE_MIN])
        tally[PHIL_OUTCOME_OTHER_SIDE].exposure_min = tally[PHIL_OUTCOME_TWITCHES].exposure_min;
    if (!reader->seen[PHIL_COLUMN_BLINKS_MIN])
        tally[PHIL_OUTCOME_BLINKS].exposure_min = tally[PHIL_OUTCOME_TWITCHES].exposure_min;
    for (int o = 0; o < PHIL_N_OUTCOMES; o++)
        if (isnan(tally[o].count))
            tally[o] = phil_tally_none();
}

/* What is not said. */
static void settle(struct reader *reader, struct row *row)
{
    struct phil_trial_day *day = &row->day;
    settle_tallies(reader, day);
    if ((int)day->done == PHIL_N_ARMS)
        day->done = day->assigned;
    if (!row->has_use && day->period == 0)
        day->use = PHIL_DAY_RUN_IN;
    else if (!row->has_use)
        day->use = isnan(day->tally[PHIL_OUTCOME_TWITCHES].count) ? PHIL_DAY_MISSED : PHIL_DAY_USED;
    reader->blocks |= day->block > 0;
}

static void keep(struct reader *reader, struct row *row)
{
    if (reader->n_rows == PHIL_TRIAL_MOST_DAYS)
        fail(reader, "", "more than 10000 days");
    else if (reader->n_rows && row->dated != reader->data->dated)
        fail(reader, "day", "dates and numbers in one file");
    else if (!phil_grow((void **)&reader->rows, &reader->capacity, reader->n_rows + 1,
                        sizeof *reader->rows))
        reader->status = PHIL_EMEM;
    if (reader->status) {
        phil_trial_day_release(&row->day, reader->data->n_columns);
        return;
    }
    reader->data->dated = row->dated;
    reader->rows[reader->n_rows++] = *row;
}

static void take_record(struct reader *reader)
{
    struct row row = {.line = reader->csv.line,
                      .day = {.done = (enum phil_arm)PHIL_N_ARMS, .dose = NAN}};
    for (int o = 0; o < PHIL_N_OUTCOMES; o++)
        row.day.tally[o] = phil_tally_none();
    if (phil_csv_is_blank(&reader->csv))
        return;
    if (reader->csv.n != reader->n_fields)
        fail(reader, "",
             reader->csv.n < reader->n_fields ? "fewer fields than the header"
                                              : "more fields than the header");
    else if (reader->data->n_columns &&
             !(row.day.extra = calloc(reader->data->n_columns, sizeof *row.day.extra)))
        reader->status = PHIL_EMEM;
    for (size_t i = 0; i < reader->csv.n && !reader->status; i++) {
        const int c = reader->column[i];
        const char *why = take_field(reader, &row, c, reader->field[i].text);
        if (why)
            fail(reader, phil_trial_column_name((enum phil_trial_column)c), why);
    }
    settle(reader, &row);
    keep(reader, &row);
}

/* --- the whole -------------------------------------------------------------------------------- */

static int by_day(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->day.day != y->day.day)
        return x->day.day < y->day.day ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Hands the rows over to the data, in order of time, and sees how they were drawn. */
static void arrange(struct reader *reader)
{
    struct phil_trial_data *data = reader->data;
    size_t at;
    data->days = calloc(reader->n_rows ? reader->n_rows : 1, sizeof *data->days);
    if (!data->days) {
        reader->status = PHIL_EMEM;
        return;
    }
    if (reader->n_rows)
        qsort(reader->rows, reader->n_rows, sizeof *reader->rows, by_day);
    for (size_t i = 0; i < reader->n_rows; i++)
        data->days[i] = reader->rows[i].day;
    data->n_days = reader->n_rows;
    reader->n_rows = 0; /* the data own them now */
    const bool may_pair = !reader->designed || data->design == PHIL_DESIGN_PAIRS;
    const bool pairs = reader->blocks || (may_pair && phil_trial_data_pair(data));
    if (!reader->designed)
        data->design = pairs ? PHIL_DESIGN_PAIRS : PHIL_DESIGN_PERIODS;
    const char *why = phil_trial_data_fault(data, &at);
    if (why)
        fail_at(reader, reader->rows[at].line, "", why);
}

static enum phil_status finish(struct reader *reader, struct phil_trial_data **data)
{
    for (size_t i = 0; i < reader->n_rows; i++)
        phil_trial_day_release(&reader->rows[i].day, reader->data->n_columns);
    free(reader->rows);
    phil_csv_release(&reader->csv);
    if (reader->status)
        phil_trial_data_free(reader->data);
    else
        *data = reader->data;
    return reader->status;
}

enum phil_status phil_trial_data_read_csv(struct phil_trial_data **data, const char *text,
                                          size_t size, const char *name, const struct phil_log *log)
{
    struct reader reader = {.name = name, .log = log};
    *data = NULL;
    if (size > MOST_BYTES) {
        fail(&reader, "", "larger than 64 MiB");
        return reader.status;
    }
    reader.data = calloc(1, sizeof *reader.data);
    if (!reader.data || !phil_csv_init(&reader.csv, text, size, reader.field, MOST_FIELDS))
        reader.status = PHIL_EMEM;
    reader.csv.open_end = true; /* RFC 4180, 2.2; fields that are cut off with it are missed */
    if (!reader.status)
        read_header(&reader);
    while (!reader.status && read_record(&reader))
        take_record(&reader);
    if (!reader.status && reader.csv.was_open)
        phil_log_message(log, PHIL_LOG_WARNING,
                         "reading a trial: \"%s\": the last line does not end: is the file whole?",
                         name);
    if (!reader.status)
        arrange(&reader);
    return finish(&reader, data);
}
