/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for the days of every trial, wherever they come from. */
#ifndef PHIL_TRIAL_DATA_H
#define PHIL_TRIAL_DATA_H

#include <philtrum/trial.h>

#include "base/date.h"

enum {
    PHIL_TRIAL_MOST_DAYS = 10000, /* 27 years */
    PHIL_DAY_MIN = 1440,          /* minutes of a day: the exposure of felt twitches */
};

/* Counts are whole numbers up to here, exposures minutes up to as many; judged: a twitch each
 * millisecond for eleven days. */
#define PHIL_TALLY_MOST 1e9

/* Minutes that something can have been counted in, at the least: 6 ms, less than a frame of most
 * cameras. From less a rate would be a number that nobody measured. */
#define PHIL_TALLY_LEAST_MIN 1e-4

/* Nobody counted. */
struct phil_tally phil_tally_none(void);

/* NULL when the data are what reading or gathering gives; else what is wrong, in static storage,
 * and *at is the day of which it is. */
const char *phil_trial_data_fault(const struct phil_trial_data *data, size_t *at);

/* Makes neighbouring pairs of periods with one of either arm the blocks 1, 2, ...; false, and
 * nothing has changed, where that does not come out even or there are none. */
bool phil_trial_data_pair(struct phil_trial_data *data);

/* Frees what belongs to one day of data with so many columns. */
void phil_trial_day_release(struct phil_trial_day *day, size_t n_columns);

#endif
