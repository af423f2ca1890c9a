/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What single fields of a trial's CSV say. Each returns NULL, or why it is not what it should be,
 * in static storage. */
#ifndef PHIL_TRIAL_CSV_FIELD_H
#define PHIL_TRIAL_CSV_FIELD_H

#include <philtrum/trial.h>

/* Nothing, or what R writes for a missing value. Such a field leaves a number as it is, and is 0
 * for an ordinal, no for a yes or no, not given for a use. */
bool phil_field_is_empty(const char *text);

const char *phil_field_number(const char *text, double *value);
const char *phil_field_ordinal(const char *text, int *value); /* 0 to 10000 */
const char *phil_field_day(const char *text, int64_t *day, bool *dated);
const char *phil_field_arm(const char *text, enum phil_arm *arm);
const char *phil_field_yes(const char *text, bool *yes);
const char *phil_field_use(const char *text, enum phil_day_use *use, bool *given);

#endif
