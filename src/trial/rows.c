/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Picks the days that count for a question and lays them out as columns.
 *
 * The arms stand at -1/2 and 1/2, so that calling A what was B turns the sign of the effect and
 * nothing else. Carry-over concerns the first counted day of a period whose neighbour before was
 * of the other arm: the day then has the effect of its own arm and, for a share, that of the one
 * before. Before the first period nothing lingers: calling the life before it "arm A" would treat
 * the arms differently.
 */
#include "trial/rows.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"

enum { COLUMNS = 6 };

static bool first_counted_of_period(const struct phil_trial_data *data, size_t i,
                                    enum phil_outcome outcome)
{
    const int period = data->days[i].period;
    while (i-- > 0 && data->days[i].period == period)
        if (data->days[i].use == PHIL_DAY_USED && data->days[i].tally[outcome].exposure_min > 0)
            return false;
    return period > 0;
}

static bool is_taken(const struct phil_trial_data *data, size_t i, const struct phil_choice *choice)
{
    const struct phil_trial_day *day = &data->days[i];
    if (day->use != PHIL_DAY_USED || !(day->tally[choice->outcome].exposure_min > 0))
        return false;
    if (choice->by_dose && isnan(day->dose))
        return false;
    if (choice->no_breaches && (day->breach || day->done != day->assigned))
        return false;
    return !choice->no_first_days || !first_counted_of_period(data, i, choice->outcome);
}

static enum phil_arm arm_of(const struct phil_trial_day *day, bool as_done)
{
    return as_done ? day->done : day->assigned;
}

/* What the arm before would change of `effect` on day i. */
static double carry_of(const struct phil_trial_data *data, size_t i,
                       const struct phil_choice *choice)
{
    if (choice->by_dose || !first_counted_of_period(data, i, choice->outcome))
        return 0;
    const struct phil_trial_day *day = &data->days[i];
    size_t before = i;
    while (before > 0 && data->days[before].period == day->period)
        before--;
    const struct phil_trial_day *other = &data->days[before];
    if (other->period <= 0 || other->period == day->period)
        return 0;
    return (double)arm_of(other, choice->as_done) - (double)arm_of(day, choice->as_done);
}

static void fill_row(struct phil_rows *rows, const struct phil_trial_data *data, size_t i,
                     const struct phil_choice *choice)
{
    const struct phil_trial_day *day = &data->days[i];
    const struct phil_tally *tally = &day->tally[choice->outcome];
    const enum phil_arm arm = arm_of(day, choice->as_done);
    const size_t r = rows->n++;
    rows->day[r] = i;
    rows->count[r] = tally->count;
    rows->log_exposure[r] = log(tally->exposure_min);
    rows->effect[r] = choice->by_dose ? day->dose / choice->dose_step : (double)arm - 0.5;
    rows->carry[r] = carry_of(data, i, choice);
    rows->gap[r] = r ? (double)(day->day - data->days[rows->day[r - 1]].day) : 0;
    rows->total += tally->count;
    rows->exposure += tally->exposure_min;
    rows->arm_count[arm] += tally->count;
    rows->arm_days[arm]++;
}

static void centre(double *x, size_t n)
{
    double mean = 0;
    for (size_t i = 0; i < n; i++)
        mean += x[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        x[i] -= mean;
}

bool phil_rows_init(struct phil_rows *rows, const struct phil_trial_data *data,
                    const struct phil_choice *choice)
{
    *rows = (struct phil_rows){0};
    const size_t n = data->n_days ? data->n_days : 1;
    rows->memory = phil_alloc_aligned(n, COLUMNS * sizeof(double) + sizeof(size_t));
    if (!rows->memory)
        return false;
    double **columns[COLUMNS] = {&rows->count, &rows->log_exposure, &rows->effect,
                                 &rows->trend, &rows->carry,        &rows->gap};
    for (size_t c = 0; c < COLUMNS; c++)
        *columns[c] = rows->memory + c * n;
    rows->day = (void *)(rows->memory + COLUMNS * n);
    for (size_t i = 0; i < data->n_days; i++)
        if (is_taken(data, i, choice))
            fill_row(rows, data, i, choice);
    if (choice->by_dose)
        centre(rows->effect, rows->n);
    double at = 0;
    for (size_t i = 0; i < rows->n; i++)
        rows->span_days += rows->gap[i];
    for (size_t i = 0; i < rows->n; i++) {
        at += rows->gap[i];
        rows->trend[i] = rows->span_days > 0 ? at / rows->span_days - 0.5 : 0;
    }
    return true;
}

void phil_rows_release(struct phil_rows *rows)
{
    free(rows->memory);
    *rows = (struct phil_rows){0};
}
