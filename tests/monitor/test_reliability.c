/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repeats within a day, beside R's psych::ICC and by hand (oracle.R). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "made.h"

#define HEAD "patient,day,count,exposure_min\n"

static void two_repeats_of_eight(void **state)
{
    static const int first[] = {12, 30, 3, 55, 18, 0, 22, 41};
    static const int second[] = {15, 24, 5, 61, 12, 1, 30, 36};
    char text[1024] = HEAD;
    for (int i = 0; i < 8; i++)
        sprintf(text + strlen(text), "p%d,%d,%d,5\np%d,%d,%d,5\n", i, i, first[i], i, i, second[i]);
    struct phil_monitor *m = made_monitor(text);
    assert_string_equal(m->reliability.icc_form, "ICC(A,1)");
    assert_int_equal(m->reliability.patients, 8);
    assert_int_equal(m->reliability.repeats, 16);
    made_close(&m->reliability.icc, 0.9420130927, 0.7619629845, 0.9878819315, 1e-7);
    made_close(&m->reliability.sem, 1.39574067, 1.252591256, 1.894142688, 1e-8);
    made_close(&m->reliability.mdc_factor, 2.519827826, 1.866847213, 5.874009183, 1e-8);
    assert_int_equal(m->n_changes, 8);
    for (size_t i = 0; i < m->n_changes; i++)
        assert_int_equal(m->changes[i].repeats, 2);
    phil_monitor_free(m);
}

static void uneven_repeats_are_one_way(void **state)
{
    struct phil_monitor *m = made_monitor(HEAD "1,1,10,4\n1,1,14,4\n2,1,40,4\n2,1,33,4\n2,1,38,4\n"
                                               "3,1,4,4\n3,1,7,4\n4,1,20,4\n4,1,25,4\n4,1,18,4\n"
                                               "4,1,22,4\n");
    assert_string_equal(m->reliability.icc_form, "ICC(1)");
    made_close(&m->reliability.icc, 0.9381150843, 0.693480665, 0.9956101987, 1e-7);
    phil_monitor_free(m);
}

/* A patient with many days of repeats enters the ICC once, the errors with all days. */
static void a_patient_is_one_row(void **state)
{
    struct phil_monitor *m =
        made_monitor(HEAD "1,1,10,4\n1,1,14,4\n1,2,100,4\n1,2,90,4\n2,1,40,4\n2,1,33,4\n3,1,4,4\n"
                          "3,1,7,4\n");
    struct phil_monitor *once =
        made_monitor(HEAD "1,1,10,4\n1,1,14,4\n2,1,40,4\n2,1,33,4\n3,1,4,4\n3,1,7,4\n");
    assert_true(m->reliability.icc.value.value == once->reliability.icc.value.value);
    assert_true(m->reliability.sem.value.value != once->reliability.sem.value.value);
    assert_int_equal(m->reliability.patients, 3);
    assert_int_equal(m->reliability.repeats, 8);
    phil_monitor_free(m);
    phil_monitor_free(once);
}

static void what_repeats_cannot_tell(void **state)
{
    struct phil_monitor *m = made_monitor(HEAD "1,1,10,4\n1,2,14,4\n2,1,40,4\n");
    assert_non_null(m->reliability.icc.value.reason);
    assert_non_null(m->reliability.sem.value.reason);
    assert_int_equal(m->n_changes, 0);
    phil_monitor_free(m);
    m = made_monitor(HEAD "1,1,10,4\n1,1,14,4\n2,1,40,4\n2,1,44,4\n");
    assert_non_null(strstr(m->reliability.icc.value.reason, "fewer than three"));
    assert_null(m->reliability.sem.value.reason);
    phil_monitor_free(m);
    m = made_monitor(HEAD "1,1,0,4\n1,1,0,4\n2,1,5,4\n2,1,5,4\n3,1,9,4\n3,1,9,4\n");
    assert_non_null(m->reliability.icc.value.reason);
    assert_non_null(m->reliability.mdc_factor.value.reason);
    phil_monitor_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_repeats_of_eight),
        cmocka_unit_test(uneven_repeats_are_one_way),
        cmocka_unit_test(a_patient_is_one_row),
        cmocka_unit_test(what_repeats_cannot_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
