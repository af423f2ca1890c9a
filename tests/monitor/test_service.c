/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All patients together: Kaplan-Meier beside R's survival (oracle.R), each patient once, and the
 * example of the manual. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made.h"

#define HEAD "patient,day,count,exposure_min,treatment\n"

static void kaplan_meier_beside_r(void **state)
{
    static const int day[] = {7, 7, 30, 30, 30, 60, 90, 90, 180, 365};
    static const int quiet[] = {1, 1, 1, 0, 1, 1, 0, 1, 1, 0};
    static const double wanted[][4] = {
        {7, 0.20, 0.05412735416, 0.5913092184},   {30, 0.40, 0.17277903297, 0.7473311030},
        {60, 0.52, 0.25533427324, 0.8391453309},  {90, 0.64, 0.35157736273, 0.9101284949},
        {180, 0.82, 0.48264845663, 0.9884595106}, {365, 0.82, 0.48264845663, 0.9884595106}};
    char text[2048] = HEAD;
    for (int i = 0; i < 10; i++)
        sprintf(text + strlen(text), "p%d,-5,40,5,\np%d,0,40,5,decompression\np%d,%d,%d,5,\n", i, i,
                i, day[i], quiet[i] ? 0 : 30);
    struct phil_monitor *m = made_monitor(text);
    const struct phil_service *s = &m->service[PHIL_TREATMENT_DECOMPRESSION];
    assert_int_equal(s->operated, 10);
    assert_int_equal(s->quiet_events, 7);
    assert_int_equal(s->n_curve, 6);
    for (int i = 0; i < 6; i++) {
        assert_float_equal(s->day_at[i], wanted[i][0], 0);
        assert_float_equal(s->quiet[i], wanted[i][1], 1e-9);
        assert_float_equal(s->quiet_lo[i], wanted[i][2], 1e-8);
        assert_float_equal(s->quiet_hi[i], wanted[i][3], 1e-8);
    }
    assert_float_equal(s->quiet_days.value.value, 60, 0);
    assert_float_equal(s->quiet_days.interval.lo, 7, 0);
    phil_monitor_free(m);
}

static double quiet_day(const char *rows)
{
    char text[1024] = HEAD "x,-5,40,5,\nx,0,40,5,decompression\n";
    strcat(text, rows);
    struct phil_monitor *m = made_monitor(text);
    const double day = m->courses[0].quiet_days.value.value;
    phil_monitor_free(m);
    return day;
}

static void quiet_is_to_the_end(void **state)
{
    assert_true(quiet_day("x,7,0,5,\nx,30,0,5,\nx,90,1,5,\n") == 7);
    assert_true(quiet_day("x,7,0,5,\nx,30,30,5,\nx,90,1,5,\n") == 90);
    assert_true(isnan(quiet_day("x,7,0,5,\nx,30,30,5,\n")));
    /* Ten seconds without a twitch prove nothing either way. */
    assert_true(quiet_day("x,7,0,5,\nx,30,0,0.16,\n") == 7);
    assert_true(isnan(quiet_day("x,7,0,0.16,\n")));
    /* Up to the next treatment. */
    assert_true(quiet_day("x,7,0,5,\nx,30,0,5,toxin\nx,40,30,5,\n") == 7);
}

/* Somebody with twelve courses is one patient. */
static void each_patient_counts_once(void **state)
{
    char text[8192] = HEAD;
    for (int p = 0; p < 4; p++)
        for (int c = 0; c < (p == 0 ? 8 : 1); c++)
            sprintf(text + strlen(text), "p%d,%d,30,5,toxin\np%d,%d,%d,5,\np%d,%d,%d,5,\n", p,
                    120 * c, p, 120 * c + 20, p == 0 ? 24 : 3, p, 120 * c + 40, p == 0 ? 26 : 2);
    struct phil_monitor *m = made_monitor(text);
    const struct phil_service *s = &m->service[PHIL_TREATMENT_TOXIN];
    assert_int_equal(s->courses, 11);
    assert_int_equal(s->patients, 4);
    assert_int_equal(s->patients_compared, 4);
    assert_true(s->small);
    assert_float_equal(s->halved.value.value, 0.75, 1e-12);
    assert_float_equal(s->halved.interval.lo, 0.1941204, 1e-6); /* R: binom.test(3, 4) */
    assert_float_equal(s->halved.interval.hi, 0.9936905, 1e-6);
    assert_false(m->service[PHIL_TREATMENT_OTHER].small);
    phil_monitor_free(m);
}

static char *example(void)
{
    FILE *in = fopen(EXAMPLES "/service.csv", "r");
    assert_non_null(in);
    char *text = calloc(1, 65536);
    assert_true(fread(text, 1, 65535, in) > 1000);
    fclose(in);
    return text;
}

/* Its truth: ratios about 0.15, onset about 5 days, return about 90 days. */
static void the_example_tells_its_truth(void **state)
{
    char *text = example();
    struct phil_monitor *m = made_monitor(text);
    const struct phil_service *s = &m->service[PHIL_TREATMENT_TOXIN];
    assert_int_equal(m->n_patients, 29);
    assert_int_equal(s->patients, 12);
    assert_true(s->rate_ratio.interval.lo < 0.15 && s->rate_ratio.interval.hi > 0.15);
    assert_true(s->onset_days.value.value > 3.5 && s->onset_days.value.value < 7);
    assert_true(s->return_days.interval.lo < 90 && s->return_days.interval.hi > 90);
    for (size_t c = 0; c < m->n_courses; c++)
        assert_true(isnan(m->courses[c].r_hat) || m->courses[c].r_hat < 1.05);
    phil_monitor_free(m);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kaplan_meier_beside_r),
        cmocka_unit_test(quiet_is_to_the_end),
        cmocka_unit_test(each_patient_counts_once),
        cmocka_unit_test(the_example_tells_its_truth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
