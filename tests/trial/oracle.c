/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oracle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

json_t *oracle_load(const char *name)
{
    char path[1024];
    json_error_t error;
    snprintf(path, sizeof path, "%s/%s", TESTS_ORACLE, name);
    json_t *root = json_load_file(path, 0, &error);
    if (!root)
        fail_msg("%s: %s", path, error.text);
    return root;
}

double oracle_number(const json_t *set, const char *key)
{
    const json_t *value = json_object_get(set, key);
    if (!json_is_number(value) && !json_is_null(value))
        fail_msg("no number \"%s\"", key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

static double at(const json_t *set, const char *key, size_t i)
{
    return json_number_value(json_array_get(json_object_get(set, key), i));
}

struct phil_trial_data *oracle_data(const json_t *set)
{
    const size_t n = json_array_size(json_object_get(set, "day"));
    struct phil_trial_data *data = calloc(1, sizeof *data);
    assert_non_null(data);
    data->days = calloc(n, sizeof *data->days);
    assert_non_null(data->days);
    data->n_days = n;
    data->design = PHIL_DESIGN_PAIRS;
    for (size_t i = 0; i < n; i++) {
        struct phil_trial_day *day = &data->days[i];
        const bool missed = at(set, "missed", i) != 0, washout = at(set, "washout", i) != 0;
        day->day = (int64_t)at(set, "day", i);
        day->period = (int)at(set, "period", i);
        day->block = (day->period + 1) / 2;
        day->assigned = day->done = at(set, "remedy", i) != 0 ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
        day->dose = NAN;
        for (int o = 0; o < PHIL_N_OUTCOMES; o++)
            day->tally[o] = (struct phil_tally){NAN, 0};
        day->use = missed ? PHIL_DAY_MISSED : washout ? PHIL_DAY_WASHOUT : PHIL_DAY_USED;
        if (!missed)
            day->tally[PHIL_OUTCOME_TWITCHES] =
                (struct phil_tally){at(set, "count", i), at(set, "exposure", i)};
    }
    return data;
}
