/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of a trial's CSV. */
#ifndef PHIL_TRIAL_CSV_H
#define PHIL_TRIAL_CSV_H

enum phil_trial_column {
    PHIL_COLUMN_DAY,
    PHIL_COLUMN_PERIOD,
    PHIL_COLUMN_ARM,
    PHIL_COLUMN_COUNT,
    PHIL_COLUMN_EXPOSURE_MIN, /* all up to here must be there */
    PHIL_COLUMN_BLOCK,
    PHIL_COLUMN_DONE,
    PHIL_COLUMN_BREACH,
    PHIL_COLUMN_DOSE,
    PHIL_COLUMN_FELT,
    PHIL_COLUMN_OTHER_SIDE,
    PHIL_COLUMN_OTHER_SIDE_MIN,
    PHIL_COLUMN_BLINKS,
    PHIL_COLUMN_BLINKS_MIN,
    PHIL_COLUMN_USE,
    PHIL_COLUMN_WHY,
    PHIL_COLUMN_DESIGN, /* these three are the same in every row */
    PHIL_COLUMN_DOSE_UNIT,
    PHIL_COLUMN_STILL_RUNNING,
    PHIL_N_COLUMNS,
};

/* The name in the header; static storage. */
const char *phil_trial_column_name(enum phil_trial_column column);

#endif
