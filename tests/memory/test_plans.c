/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days and plans of trials while memory runs out. (A calendar is libical's memory alone, which
 * cannot be made to fail.) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include <philtrum/trial.h>

#include "failing.h"

/* --- data ------------------------------------------------------------------------------------- */

static const char days[] = "day,period,arm,count,exposure_min,why,mood,place\n"
                           "2026-03-02,1,A,4,2,\"a, b\",low,home\n"
                           "2026-03-03,2,B,1,2,,high,away\n"
                           "2026-03-04,3,B,,,ill,,\n"
                           "2026-03-05,4,A,2,2,,x,y\n";

static enum phil_status read_days(void *user)
{
    struct phil_trial_data *data = user;
    const enum phil_status status =
        phil_trial_data_read_csv(&data, days, sizeof days - 1, "x", NULL);
    assert_int_equal(status == PHIL_OK, data != NULL);
    phil_trial_data_free(data);
    return status;
}

static const struct phil_trial_plan small = {
    .shape = {.n_blocks = 1, .period_days = 3}, .clip_min = 2, .clip_time = "20:00"};

static enum phil_status collect(void *user)
{
    const struct phil_trial_mark marks[] = {
        {.day = 20000, .kind = PHIL_MARK_STARTED},
        {.day = 20001, .kind = PHIL_MARK_NOTE, .note = "slept badly"},
        {.day = 20001, .kind = PHIL_MARK_MISSED, .note = "no light"}};
    struct phil_trial_data *data = user;
    const enum phil_status status =
        phil_trial_collect(&data, &small, marks, 3, NULL, 0, NULL, 0, 20004);
    assert_int_equal(status == PHIL_OK, data != NULL);
    phil_trial_data_free(data);
    return status;
}

static void data(void **state)
{
    failing_sweep("read days", read_days, NULL, 0);
    failing_sweep("gather days", collect, NULL, 0);
}

/* --- plans ------------------------------------------------------------------------------------ */

struct job {
    struct phil_knowledge *knowledge;
    struct phil_answers *answers;
    struct phil_trial_plan plan;
    char *text;
    size_t size;
};

static enum phil_status make(void *user)
{
    struct job *job = user;
    const struct phil_moment now = {.utc_s = 1790000000};
    const struct phil_trial_request request = {
        .remedy = "less_caffeine", .washout_days = -1, .n_blocks = 6};
    return phil_trial_plan_make(&job->plan, &request, job->knowledge, job->answers, NULL, &now,
                                NULL);
}

static enum phil_status write_plan(void *user)
{
    const struct job *job = user;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const enum phil_status status = phil_trial_plan_write(out, &job->plan);
    fclose(out);
    return status;
}

static enum phil_status read_plan(void *user)
{
    const struct job *job = user;
    struct phil_trial_plan plan;
    const enum phil_status status = phil_trial_plan_read(&plan, job->text, job->size, NULL);
    /* Jansson takes a string that it has no memory for as an invalid one. */
    return status == PHIL_EFORMAT && failing_happened() ? PHIL_EMEM : status;
}

static enum phil_status advise(void *user)
{
    struct job *job = user;
    struct phil_advice advice;
    const enum phil_status status =
        phil_advise(&advice, job->knowledge, job->answers, "less_caffeine");
    if (!status)
        free((void *)advice.cautions);
    return status;
}

static void plans(void **state)
{
    struct job job = {NULL};
    assert_int_equal(phil_knowledge_new(&job.knowledge, NULL, NULL), PHIL_OK);
    assert_int_equal(phil_answers_new(&job.answers, job.knowledge), PHIL_OK);
    assert_int_equal(phil_answers_set_text(job.answers, "coffee_cups_per_day", "5", NULL), PHIL_OK);
    failing_sweep("advise", advise, &job, 0);
    failing_sweep("make a plan", make, &job, 20);
    failing_sweep("write a plan", write_plan, &job, 0);
    FILE *out = open_memstream(&job.text, &job.size);
    assert_non_null(out);
    assert_int_equal(phil_trial_plan_write(out, &job.plan), PHIL_OK);
    fclose(out);
    failing_sweep("read a plan", read_plan, &job, 0);
    free(job.text);
    phil_answers_free(job.answers);
    phil_knowledge_free(job.knowledge);
}

static void *json_memory(size_t size)
{
    return malloc(size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(data), cmocka_unit_test(plans)};
    json_set_alloc_funcs(json_memory, free);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
