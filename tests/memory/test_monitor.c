/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Outcome monitoring while memory runs out: reading a list, working it out, telling it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "failing.h"
#include "monitor_fixture.h"

static enum phil_status read_list(void *user)
{
    struct phil_monitor_data *data = user;
    const enum phil_status status =
        phil_monitor_data_read_csv(&data, monitor_list, strlen(monitor_list), "list.csv", NULL);
    assert_int_equal(status == PHIL_OK, data != NULL);
    phil_monitor_data_free(data);
    return status;
}

static enum phil_status compute(void *user)
{
    static struct phil_visit visits[] = {{1, 0, {9, 5}},  {1, 0, {7, 5}}, {1, 14, {1, 5}},
                                         {1, 30, {2, 5}}, {2, 1, {8, 5}}, {2, 40, {0, 5}}};
    static struct phil_course_start starts[] = {{1, 0, PHIL_TREATMENT_TOXIN, 20},
                                                {2, 1, PHIL_TREATMENT_DECOMPRESSION, 1}};
    const struct phil_monitor_data data = {visits, 6, starts, 2, 2};
    struct phil_monitor *monitor = user;
    const enum phil_status status = phil_monitor_compute(&monitor, &data, NULL, NULL);
    assert_int_equal(status == PHIL_OK, monitor != NULL);
    phil_monitor_free(monitor);
    return status;
}

struct job {
    struct phil_monitor *monitor;
    enum monitor_form form;
};

static enum phil_status tell(void *user)
{
    const struct job *job = user;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const enum phil_status status = monitor_write_to(out, job->monitor, job->form);
    fclose(out);
    return status;
}

static void reading(void **state)
{
    assert_true(failing_sweep("read a list of visits", read_list, (void *)state, 0) > 10);
}

static void computing(void **state)
{
    assert_true(failing_sweep("follow treatments", compute, (void *)state, 0) > 10);
}

static void telling(void **state)
{
    static const char *const names[] = {"monitor terminal", "monitor JSON", "monitor CSV",
                                        "monitor HTML"};
    struct job job = {monitor_make(), MONITOR_TERMINAL};
    for (int form = 0; form < N_MONITOR_FORMS; form++) {
        job.form = (enum monitor_form)form;
        failing_sweep(names[form], tell, &job, 20);
    }
    phil_monitor_free(job.monitor);
}

static void *json_memory(size_t size)
{
    return malloc(size); /* wrapped, unlike Jansson's own */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading),
        cmocka_unit_test(computing),
        cmocka_unit_test(telling),
    };
    json_set_alloc_funcs(json_memory, free);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
