/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Course by course: which visits count for which treatment, what is not told and why, and that a
 * result does not depend on what it should not. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made.h"

#define HEAD "patient,day,count,exposure_min,treatment,dose\n"

/* A patient as it should be, two injections, starting on `day`. */
static void add_patient(char *text, const char *name, int day)
{
    static const int at[] = {-14, 0, 7, 28, 56, 84, 112, 119, 140, 168};
    static const int count[] = {31, 24, 9, 3, 5, 17, 28, 10, 2, 4};
    for (int i = 0; i < 10; i++)
        sprintf(text + strlen(text), "%s,%d,%d,5,%s,%s\n", name, day + at[i], count[i],
                at[i] == 0 || at[i] == 112 ? "toxin" : "", at[i] == 0 ? "25" : "");
}

static void a_patient_as_it_should_be(void **state)
{
    char text[1024] = HEAD;
    add_patient(text, "x", 1000);
    struct phil_monitor *m = made_monitor(text);
    assert_int_equal(m->n_courses, 2);
    const struct phil_course *first = &m->courses[0], *second = &m->courses[1];
    assert_int_equal(first->visits_before, 2);
    assert_int_equal(first->visits_after, 5);
    assert_int_equal(first->days_followed, 112);
    assert_int_equal(second->visits_before, 5);
    assert_int_equal(second->days_followed, 56);
    assert_true(first->dose == 25 && isnan(second->dose));
    assert_false(first->return_is_forecast);
    assert_true(second->return_is_forecast);
    assert_true(second->return_days.value.value > 56);
    assert_true(first->rate_ratio.interval.hi < 0.5);
    assert_true(first->rate_before.value.value == second->rate_before.value.value);
    assert_int_equal(first->n_visits, 7);
    assert_true(first->visit_day[0] == -14 && first->visit_day[6] == 112);
    assert_true(second->n_curve > 0 && second->day_at[0] == 0);
    for (size_t i = 0; i < first->n_curve; i++)
        assert_true(first->rate_lo[i] <= first->rate[i] && first->rate[i] <= first->rate_hi[i]);
    phil_monitor_free(m);
}

static bool same(const struct phil_estimate *a, const struct phil_estimate *b)
{
    return memcmp(&a->interval, &b->interval, sizeof a->interval) == 0 &&
           (a->value.reason ? b->value.reason != NULL : a->value.value == b->value.value);
}

/* Another start of the calendar, other names, other patients before: the same numbers. */
static void nothing_else_matters(void **state)
{
    char one[1024] = HEAD, two[4096] = HEAD;
    add_patient(one, "x", 1000);
    add_patient(two, "another", -77);
    strcat(two, "third,5,1,1,other,\n");
    add_patient(two, "y", 20000);
    struct phil_monitor *a = made_monitor(one), *b = made_monitor(two);
    for (int c = 0; c < 2; c++) {
        assert_true(same(&a->courses[c].rate_ratio, &b->courses[c].rate_ratio));
        assert_true(same(&a->courses[c].return_days, &b->courses[c].return_days));
        assert_true(same(&a->courses[c].return_days, &b->courses[3 + c].return_days));
    }
    phil_monitor_free(a);
    phil_monitor_free(b);
}

static const char *reason_of(const char *rows, int course)
{
    char text[2048] = HEAD;
    strcat(text, rows);
    struct phil_monitor *m = made_monitor(text);
    const char *reason = m->courses[course].rate_ratio.value.reason;
    if (!reason)
        reason = m->courses[course].return_days.value.reason;
    phil_monitor_free(m);
    return reason ? reason : "";
}

static void says(const char *rows, int course, const char *why)
{
    const char *reason = reason_of(rows, course);
    if (!strstr(reason, why))
        fail_msg("wanted \"%s\", got \"%s\"", why, reason);
}

static void what_is_not_told(void **state)
{
    says("x,0,20,5,toxin,\n", 0, "no visit after it");
    says("x,0,,,toxin,\nx,14,3,5,,\nx,28,3,5,,\n", 0, "never measured before");
    says("x,0,20,5,toxin,\nx,100,18,5,,\n", 0, "between day 4 and day 84");
    says("x,0,20,5,toxin,\nx,20,2,5,,\n", 0, "fewer than two visits");
    says("x,0,20,5,toxin,\nx,14,19,5,,\nx,28,22,5,,\n", 0, "no effect beyond doubt");
    says("x,0,20,5,toxin,\nx,0,,,other,\nx,14,3,5,,\nx,28,3,5,,\n", 0, "cannot be told apart");
    says("x,0,,,other,\nx,14,3,5,,\n", 0, "never measured before");
    says("x,0,9,5,other,\n", 0, "no visit after");
    says("x,0,9,5,toxin,\nx,14,3,5,,\nx,30,3,5,decompression,\nx,60,0,5,,\n", 1,
         "while an injection was at work");
}

/* Measured twelve weeks and more after an injection is measured without one. */
static void worn_off_is_without(void **state)
{
    struct phil_monitor *m =
        made_monitor(HEAD "x,0,20,5,toxin,\nx,14,3,5,,\nx,90,19,5,,\nx,100,22,5,decompression,\n"
                          "x,110,9,5,,\nx,200,0,5,,\nx,280,1,5,,\n");
    const struct phil_course *c = &m->courses[1];
    assert_null(c->rate_ratio.value.reason);
    assert_true(c->rate_before.value.value > 3 && c->rate_before.value.value < 5);
    /* The last ninety days of its follow-up. */
    assert_true(c->rate_after.value.value < 0.5);
    assert_true(c->quiet_days.value.value == 100);
    phil_monitor_free(m);
}

static void two_on_one_day_are_one(void **state)
{
    struct phil_monitor *m = made_monitor(
        HEAD "x,0,20,5,toxin,10\nx,0,,,toxin,15\nx,0,,,other,\nx,9,3,5,toxin,\nx,9,,,toxin,2\n");
    assert_int_equal(m->n_courses, 3);
    assert_true(m->courses[0].dose == 25);
    assert_int_equal(m->courses[1].treatment, PHIL_TREATMENT_OTHER);
    assert_int_equal(m->courses[2].number, 3);
    assert_true(isnan(m->courses[2].dose));
    phil_monitor_free(m);
}

/* Zero twitches before or after, one visit each: wide intervals, no trouble. */
static void zeros(void **state)
{
    struct phil_monitor *m =
        made_monitor(HEAD "a,0,0,1,other,\na,5,0,1,,\nb,0,9,1,other,\nb,5,0,1,,\nc,0,0,5,toxin,\n"
                          "c,14,0,5,,\nc,28,0,5,,\nd,0,1000000,0.01,other,\nd,1,0,100000,,\n");
    for (size_t c = 0; c < m->n_courses; c++) {
        const struct phil_estimate *ratio = &m->courses[c].rate_ratio;
        assert_null(ratio->value.reason);
        assert_true(ratio->interval.lo > 0 && isfinite(ratio->interval.hi));
        assert_true(ratio->interval.hi > 4 * ratio->interval.lo);
    }
    assert_true(m->courses[0].rate_ratio.interval.hi > 10);
    assert_true(m->courses[1].rate_ratio.value.value < 0.3);
    phil_monitor_free(m);
}

/* Ten thousand visits of one patient. */
static void a_long_story(void **state)
{
    enum { VISITS = 10000 };
    struct phil_visit *visits = calloc(VISITS, sizeof *visits);
    struct phil_course_start starts[] = {{1, 100, PHIL_TREATMENT_TOXIN, NAN},
                                         {1, 5000, PHIL_TREATMENT_TOXIN, NAN}};
    struct phil_monitor *m;
    for (int i = 0; i < VISITS; i++)
        visits[i] = (struct phil_visit){1, i, {i > 100 && i < 180 ? 2 : 20, 5}};
    const struct phil_monitor_data data = {visits, VISITS, starts, 2, 1};
    assert_int_equal(phil_monitor_compute(&m, &data, NULL, NULL), PHIL_OK);
    assert_int_equal(m->courses[0].visits_after, 4900);
    for (size_t c = 0; c < m->n_courses; c++)
        assert_true(m->courses[c].n_visits > 100 &&
                    m->courses[c].n_visits <= PHIL_MONITOR_MOST_POINTS + 2);
    assert_true(m->courses[0].rate_ratio.value.value < 0.3);
    phil_monitor_free(m);
    free(visits);
}

/* Fifty injections: the last forty are fitted. */
static void many_injections(void **state)
{
    enum { N = 50 };
    struct phil_visit visits[2 * N];
    struct phil_course_start starts[N];
    struct phil_monitor *m;
    for (int j = 0; j < N; j++) {
        starts[j] = (struct phil_course_start){1, 100 * j, PHIL_TREATMENT_TOXIN, NAN};
        visits[2 * j] = (struct phil_visit){1, 100 * j, {20, 5}};
        visits[2 * j + 1] = (struct phil_visit){1, 100 * j + 30, {2, 5}};
    }
    const struct phil_monitor_data data = {visits, 2 * N, starts, N, 1};
    assert_int_equal(phil_monitor_compute(&m, &data, NULL, NULL), PHIL_OK);
    assert_non_null(strstr(m->courses[9].rate_ratio.value.reason, "last 40"));
    assert_null(m->courses[10].rate_ratio.value.reason);
    phil_monitor_free(m);
}

static void unsound_data_are_refused(void **state)
{
    struct phil_visit visits[] = {{1, 5, {3, 1}}, {1, 2, {3, 1}}};
    struct phil_course_start start = {1, 3, PHIL_TREATMENT_TOXIN, NAN};
    struct phil_monitor *m = (void *)visits;
    const struct phil_monitor_data data = {visits, 2, &start, 1, 1};
    assert_int_equal(phil_monitor_compute(&m, &data, NULL, NULL), PHIL_EARG);
    assert_null(m);
    visits[1].day = 9;
    visits[0].tally.exposure_min = 0;
    assert_int_equal(phil_monitor_compute(&m, &data, NULL, NULL), PHIL_EARG);
    visits[0].tally = (struct phil_tally){NAN, 1};
    assert_int_equal(phil_monitor_compute(&m, &data, NULL, NULL), PHIL_EARG);
    visits[0].tally = (struct phil_tally){1, 1};
    start.patient = 2;
    assert_int_equal(phil_monitor_compute(&m, &data, NULL, NULL), PHIL_EARG);
    phil_monitor_free(NULL);
    phil_monitor_data_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_patient_as_it_should_be),
        cmocka_unit_test(nothing_else_matters),
        cmocka_unit_test(what_is_not_told),
        cmocka_unit_test(worn_off_is_without),
        cmocka_unit_test(two_on_one_day_are_one),
        cmocka_unit_test(zeros),
        cmocka_unit_test(a_long_story),
        cmocka_unit_test(many_injections),
        cmocka_unit_test(unsound_data_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
