/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counted days of a trial as numbers that a regression reads. */
#ifndef PHIL_TRIAL_ROWS_H
#define PHIL_TRIAL_ROWS_H

#include <philtrum/trial.h>

/* Which days are taken, and what stands for the remedy. */
struct phil_choice {
    enum phil_outcome outcome;
    bool as_done;       /* the arm that was done instead of the assigned one */
    bool no_breaches;   /* days on which all went as planned alone */
    bool no_first_days; /* without the first counted day of every period */
    bool by_dose;       /* the dose by the diary instead of the arm */
    double dose_step;   /* that counts as 1; its sign says where the remedy leads */
};

/* Days in order of time; every array has n numbers. */
struct phil_rows {
    size_t n;
    double *count;
    double *log_exposure;   /* log minutes */
    double *effect;         /* -1/2 usual, 1/2 remedy; or the dose in steps about its mean */
    double *trend;          /* -1/2 on the first day, 1/2 on the last */
    double *carry;          /* what the arm before would change of `effect`: -1, 0 or 1 */
    double *gap;            /* days since the row before; 0 for the first */
    size_t *day;            /* index into the trial's days */
    double span_days;       /* from the first row to the last */
    double total, exposure; /* of all days */
    double arm_count[PHIL_N_ARMS];
    size_t arm_days[PHIL_N_ARMS];
    double *memory;
};

/* False when out of memory. */
bool phil_rows_init(struct phil_rows *rows, const struct phil_trial_data *data,
                    const struct phil_choice *choice);
void phil_rows_release(struct phil_rows *rows);

#endif
