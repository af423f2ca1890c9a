/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The days of a trial: what holds for them, and which periods chance put in pairs.
 *
 * A period is a run of neighbouring days of one arm; periods are numbered in order of time, and a
 * number may be left out where none of its days is in the data. A block is a pair of neighbouring
 * periods with one of either arm; of the last one only the first period may have begun.
 */
#include "trial/data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct phil_tally phil_tally_none(void)
{
    return (struct phil_tally){.count = NAN, .exposure_min = 0};
}

void phil_trial_day_release(struct phil_trial_day *day, size_t n_columns)
{
    free(day->why);
    for (size_t c = 0; day->extra && c < n_columns; c++)
        free(day->extra[c]);
    free(day->extra);
}

void phil_trial_data_free(struct phil_trial_data *data)
{
    if (!data)
        return;
    for (size_t i = 0; i < data->n_days; i++)
        phil_trial_day_release(&data->days[i], data->n_columns);
    for (size_t c = 0; data->columns && c < data->n_columns; c++)
        free(data->columns[c]);
    free(data->columns);
    free(data->days);
    free(data);
}

/* --- one day ---------------------------------------------------------------------------------- */

static const char *tally_fault(const struct phil_tally *tally)
{
    if (isnan(tally->count))
        return tally->exposure_min == 0 ? NULL : "a time without a count";
    if (!(tally->count >= 0 && tally->count <= PHIL_TALLY_MOST) ||
        tally->count != floor(tally->count))
        return "a count is a whole number from 0 to 1000000000";
    if (!(tally->exposure_min > 0))
        return "the time of a count must be positive";
    if (!(tally->exposure_min >= PHIL_TALLY_LEAST_MIN && tally->exposure_min <= PHIL_TALLY_MOST))
        return "the time of a count is 0.0001 to 1000000000 minutes";
    return NULL;
}

static const char *day_fault(const struct phil_trial_day *day)
{
    const char *why = NULL;
    if (day->day < PHIL_DAY_FIRST || day->day > PHIL_DAY_LAST)
        return "a day outside the years 1 to 9999";
    if (day->period < 0 || day->block < 0)
        return "periods and blocks are numbered from 1";
    if ((unsigned)day->assigned >= PHIL_N_ARMS || (unsigned)day->done >= PHIL_N_ARMS ||
        (unsigned)day->use >= PHIL_N_DAY_USES)
        return "no such arm or use";
    for (int o = 0; o < PHIL_N_OUTCOMES && !why; o++)
        why = tally_fault(&day->tally[o]);
    if (!why && isinf(day->dose))
        why = "a dose is a finite number";
    if (!why && day->use == PHIL_DAY_USED && isnan(day->tally[PHIL_OUTCOME_TWITCHES].count))
        why = "a day without a count cannot be used";
    if (!why && (day->use == PHIL_DAY_RUN_IN) != (day->period == 0) &&
        day->use != PHIL_DAY_LEFT_OUT)
        why = day->period ? "a day of a period is not of the run-in"
                          : "a day without a period is of the run-in or left out";
    return why;
}

/* --- their order ------------------------------------------------------------------------------ */

/* `before` is the last day of a period before, NULL for none. */
static const char *period_fault(const struct phil_trial_day *day,
                                const struct phil_trial_day *before)
{
    if (day->use == PHIL_DAY_RUN_IN)
        return before ? "a day of the run-in after the first period" : NULL;
    if (!before || day->period == 0)
        return NULL;
    if (day->period < before->period)
        return "a period torn apart: its number is smaller than that of the days before";
    if (day->period > before->period)
        return NULL;
    if (day->assigned != before->assigned)
        return "a period with two arms";
    return day->block == before->block ? NULL : "a period in two blocks";
}

/* Blocks where chance ordered pairs. `n` counts the periods of the block so far. */
static const char *block_fault(const struct phil_trial_day *day,
                               const struct phil_trial_day *before, int *n)
{
    if (day->period == 0 || (before && day->period == before->period))
        return NULL;
    if (day->block == 0)
        return "a period without a block";
    if (before && day->block < before->block)
        return "a block torn apart: its number is smaller than that of the days before";
    *n = before && day->block == before->block ? *n + 1 : 1;
    if (*n > 2)
        return "a block with more than two periods";
    return *n == 2 && day->assigned == before->assigned ? "a block with one arm twice" : NULL;
}

const char *phil_trial_data_fault(const struct phil_trial_data *data, size_t *at)
{
    const struct phil_trial_day *before = NULL;
    const char *why = NULL;
    int in_block = 0;
    *at = 0;
    if ((unsigned)data->design > PHIL_DESIGN_NONE)
        return "no such design";
    for (size_t i = 0; i < data->n_days && !why; i++) {
        const struct phil_trial_day *day = &data->days[i];
        *at = i;
        why = day_fault(day);
        if (!why && i && day->day <= data->days[i - 1].day)
            why = day->day == data->days[i - 1].day ? "a day twice" : "days out of order";
        if (!why)
            why = period_fault(day, before);
        if (!why && data->design == PHIL_DESIGN_PAIRS)
            why = block_fault(day, before, &in_block);
        before = day->period ? day : before;
    }
    return why;
}

/* --- pairs ------------------------------------------------------------------------------------ */

bool phil_trial_data_pair(struct phil_trial_data *data)
{
    int n_periods = 0, period = 0;
    enum phil_arm first = PHIL_ARM_USUAL;
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        if (day->period == 0 || day->period == period)
            continue;
        period = day->period;
        if (++n_periods % 2)
            first = day->assigned;
        else if (day->assigned == first)
            return false;
    }
    if (n_periods == 0 || n_periods % 2)
        return false;
    n_periods = period = 0;
    for (size_t i = 0; i < data->n_days; i++) {
        struct phil_trial_day *day = &data->days[i];
        n_periods += day->period && day->period != period;
        period = day->period ? day->period : period;
        day->block = day->period ? (n_periods + 1) / 2 : 0;
    }
    return true;
}
