/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole run: refusals; the same bits on any number of threads. */
#include "row.h"

#include <philtrum/nerve.h>

#include <math.h>
#include <string.h>

static void keep(void *user, enum phil_level level, const char *text)
{
    char *kept = user;
    if (level == PHIL_LOG_ERROR)
        strncpy(kept, text, 199);
}

static void refused(const struct phil_nerve_settings *settings, const char *needle)
{
    char text[200] = "";
    const struct phil_log log = {keep, text};
    struct phil_nerve_result *result = (void *)1;
    assert_int_equal(phil_nerve_run(&result, settings, NULL, &log), PHIL_EARG);
    assert_null(result);
    assert_non_null(strstr(text, needle));
}

static void bad_settings_are_refused_with_range_and_unit(void **state)
{
    (void)state;
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = NAN;
    refused(&s, "\"seconds\"");
    s.seconds = 4000;
    refused(&s, "0.1 to 3600 s");
    s = phil_nerve_defaults();
    s.step_ms = 0.07;
    refused(&s, "whole part");
    s = phil_nerve_defaults();
    s.emg_rate_hz = 1;
    refused(&s, "1000 to 20000 Hz");
    s = phil_nerve_defaults();
    s.units[PHIL_OCULI_LEFT] = 1000000;
    refused(&s, "oculi_left");
    s = phil_nerve_defaults();
    const struct phil_nerve_act act = {PHIL_ACT_PRESS, 3, 2, 0.5};
    s.acts = &act;
    s.n_acts = 1;
    refused(&s, "act to");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_settings_are_refused_with_range_and_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
