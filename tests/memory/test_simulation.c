/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a simulation tells while memory runs out: each form whole, or PHIL_EMEM and no file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "failing.h"
#include "simulation_drawn.h"

struct job {
    struct phil_nerve_result *result;
    enum drawn_form form;
};

static enum phil_status tell(void *user)
{
    const struct job *job = user;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    const enum phil_status status = drawn_write_to(out, job->result, job->form);
    fclose(out);
    return status;
}

static void telling(void **state)
{
    static const char *const names[N_DRAWN_FORMS] = {"simulation terminal",
                                                     "simulation JSON",
                                                     "simulation HTML",
                                                     "spikes",
                                                     "units",
                                                     "EMG",
                                                     "movement"};
    struct job job = {drawn_make(DRAWN_FEW), DRAWN_TERMINAL};
    job.result->n_emg = 200;
    job.result->n_movement = 200;
    for (int form = 0; form < N_DRAWN_FORMS; form++) {
        job.form = (enum drawn_form)form;
        failing_sweep(names[form], tell, &job, 20);
    }
    phil_nerve_result_free(job.result);
}

static char folder[] = "/tmp/philtrum-edf-XXXXXX", path[64];

static enum phil_status write_edf(void *user)
{
    const enum phil_status status = phil_report_simulation_edf(path, user, NULL, NULL);
    assert_int_equal(access(path, F_OK) == 0, status == PHIL_OK);
    unlink(path);
    return status;
}

/* The folder is empty in the end: no part of a file stays behind. */
static void writing_edf(void **state)
{
    struct phil_nerve_result *r = drawn_make(DRAWN_INSTANT);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.edf", folder);
    failing_sweep("EDF+", write_edf, r, 0);
    assert_int_equal(rmdir(folder), 0);
    phil_nerve_result_free(r);
}

static void *json_memory(size_t size)
{
    return malloc(size); /* wrapped, unlike Jansson's own */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(telling),
        cmocka_unit_test(writing_edf),
    };
    json_set_alloc_funcs(json_memory, free);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
