/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "made.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void keep(void *user, enum phil_level level, const char *text)
{
    struct made *made = user;
    if (level == PHIL_LOG_ERROR) {
        made->errors++;
        snprintf(made->error, sizeof made->error, "%s", text);
    } else {
        made->notes++;
    }
}

struct phil_log made_log(struct made *made)
{
    *made = (struct made){.errors = 0};
    return (struct phil_log){keep, made};
}

struct phil_monitor_data *made_read(const char *text, struct made *made)
{
    struct phil_monitor_data *data = (void *)made;
    const struct phil_log log = made_log(made);
    const enum phil_status status =
        phil_monitor_data_read_csv(&data, text, strlen(text), "list.csv", &log);
    assert_int_equal(status == PHIL_OK, data != NULL);
    assert_int_equal(status == PHIL_OK, made->errors == 0);
    assert_true(status == PHIL_OK || status == PHIL_EFORMAT);
    return data;
}

struct phil_monitor *made_monitor(const char *text)
{
    struct made made;
    struct phil_monitor *monitor;
    struct phil_monitor_data *data = made_read(text, &made);
    if (!data)
        fail_msg("%s", made.error);
    assert_int_equal(phil_monitor_compute(&monitor, data, NULL, NULL), PHIL_OK);
    phil_monitor_data_free(data);
    return monitor;
}

static void near(double value, double wanted, double tolerance)
{
    if (isnan(wanted) ? !isnan(value) : !(fabs(value - wanted) <= tolerance * fabs(wanted)))
        fail_msg("%.9g is not %.9g", value, wanted);
}

void made_close(const struct phil_estimate *estimate, double value, double lo, double hi,
                double tolerance)
{
    assert_null(estimate->value.reason);
    near(estimate->value.value, value, tolerance);
    near(estimate->interval.lo, lo, tolerance);
    near(estimate->interval.hi, hi, tolerance);
}
