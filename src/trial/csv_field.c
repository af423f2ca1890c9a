/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See csv_field.h. */
#include "trial/csv_field.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "trial/data.h"

enum { MOST_PERIOD = 10000 };

bool phil_field_is_empty(const char *text)
{
    return !*text || strcmp(text, "NA") == 0; /* R writes a missing value so */
}

static bool take_whole(const char *text, int64_t least, int64_t most, int64_t *value)
{
    double number;
    if (!phil_number_read(text, &number) || number != floor(number) || number < (double)least ||
        number > (double)most)
        return false;
    *value = (int64_t)number;
    return true;
}

const char *phil_field_number(const char *text, double *value)
{
    if (phil_field_is_empty(text))
        return NULL;
    return phil_number_read(text, value) ? NULL : "not a number";
}

const char *phil_field_ordinal(const char *text, int *value)
{
    int64_t number = 0;
    if (!phil_field_is_empty(text) && !take_whole(text, 0, MOST_PERIOD, &number))
        return "not a whole number from 0 to 10000";
    *value = (int)number;
    return NULL;
}

const char *phil_field_day(const char *text, int64_t *day, bool *dated)
{
    *dated = phil_date_read(text, day);
    if (*dated || take_whole(text, PHIL_DAY_FIRST, PHIL_DAY_LAST, day))
        return NULL;
    return "neither a date such as 2026-11-26 nor a whole number";
}

/* The value whose name this is; `n` when there is none. */
static int find(const char *text, int n, const char *const *names)
{
    int i = 0;
    while (i < n && strcmp(text, names[i]) != 0)
        i++;
    return i;
}

const char *phil_field_arm(const char *text, enum phil_arm *arm)
{
    static const char *const names[] = {"A", "B"};
    const int found = find(text, PHIL_N_ARMS, names);
    if (found == PHIL_N_ARMS)
        return "the arm is A (as usual) or B (the remedy)";
    *arm = (enum phil_arm)found;
    return NULL;
}

const char *phil_field_yes(const char *text, bool *yes)
{
    static const char *const names[] = {"yes", "1", "true", "TRUE", "no", "0", "false", "FALSE"};
    const int found = find(text, 8, names);
    *yes = found < 4;
    return found < 8 || phil_field_is_empty(text) ? NULL : "neither yes nor no";
}

const char *phil_field_use(const char *text, enum phil_day_use *use, bool *given)
{
    int found = 0;
    while (found < PHIL_N_DAY_USES &&
           strcmp(text, phil_day_use_name((enum phil_day_use)found)) != 0)
        found++;
    *given = !phil_field_is_empty(text);
    if (*given && found == PHIL_N_DAY_USES)
        return "not one of used, run_in, washout, missed, unreadable, left_out";
    if (*given)
        *use = (enum phil_day_use)found;
    return NULL;
}
