/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial's days as CSV; csv_read.c reads them. */
#include <philtrum/trial.h>

#include <math.h>

#include "base/number.h"
#include "diary/csv_record.h"
#include "trial/csv.h"
#include "trial/data.h"

const char *phil_trial_column_name(enum phil_trial_column column)
{
    static const char *const names[PHIL_N_COLUMNS] = {
        "day",    "period", "arm",    "count",      "exposure_min",   "block",  "done",
        "breach", "dose",   "felt",   "other_side", "other_side_min", "blinks", "blinks_min",
        "use",    "why",    "design", "dose_unit",  "still_running"};
    return names[column];
}

/* What could not be measured is empty. */
static void write_number(FILE *out, double value)
{
    if (!isnan(value))
        fputs(phil_number_text(value).s, out);
}

static void write_tally(FILE *out, const struct phil_tally *tally)
{
    write_number(out, tally->count);
    putc(',', out);
    if (!isnan(tally->count))
        write_number(out, tally->exposure_min);
    putc(',', out);
}

static void write_outcomes(FILE *out, const struct phil_trial_day *day)
{
    write_number(out, day->dose);
    putc(',', out);
    write_number(out, day->tally[PHIL_OUTCOME_FELT].count);
    putc(',', out);
    write_tally(out, &day->tally[PHIL_OUTCOME_OTHER_SIDE]);
    write_tally(out, &day->tally[PHIL_OUTCOME_BLINKS]);
}

static void write_day(FILE *out, const struct phil_trial_data *data,
                      const struct phil_trial_day *day)
{
    char date[PHIL_DATE_SIZE];
    if (!data->dated || !phil_date_write(day->day, date))
        snprintf(date, sizeof date, "%lld", (long long)day->day);
    fprintf(out, "%s,%d,%s,", date, day->period, phil_arm_name(day->assigned));
    write_tally(out, &day->tally[PHIL_OUTCOME_TWITCHES]);
    if (day->block)
        fprintf(out, "%d", day->block);
    fprintf(out, ",%s,%s,", phil_arm_name(day->done), day->breach ? "yes" : "no");
    write_outcomes(out, day);
    fprintf(out, "%s,", phil_day_use_name(day->use));
    phil_csv_write_text(out, day->why ? day->why : "");
    fprintf(out, ",%s,", phil_trial_design_name(data->design));
    phil_csv_write_text(out, data->dose_unit);
    fputs(data->still_running ? ",yes" : ",no", out);
    for (size_t c = 0; c < data->n_columns; c++) {
        putc(',', out);
        phil_csv_write_text(out, day->extra[c]);
    }
    fputs("\r\n", out);
}

enum phil_status phil_trial_data_write_csv(FILE *out, const struct phil_trial_data *data)
{
    for (int c = 0; c < PHIL_N_COLUMNS; c++)
        fprintf(out, "%s%s", c ? "," : "", phil_trial_column_name((enum phil_trial_column)c));
    for (size_t c = 0; c < data->n_columns; c++) {
        putc(',', out);
        phil_csv_write_text(out, data->columns[c]);
    }
    fputs("\r\n", out);
    for (size_t i = 0; i < data->n_days; i++)
        write_day(out, data, &data->days[i]);
    return fflush(out) || ferror(out) ? PHIL_EIO : PHIL_OK;
}
