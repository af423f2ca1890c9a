/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The analysis of a trial while memory runs out. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <philtrum/trial.h>

#include "failing.h"

enum { N_DAYS = 24 };

struct job {
    struct phil_trial_day days[N_DAYS];
    struct phil_trial_data data;
    struct phil_trial_settings settings;
};

/* Six pairs of two days each, with everything that an analysis can be asked about. */
static void fill(struct job *job)
{
    *job = (struct job){.data = {.days = job->days, .n_days = N_DAYS},
                        .settings = phil_trial_defaults()};
    for (int i = 0; i < N_DAYS; i++) {
        struct phil_trial_day *day = &job->days[i];
        const enum phil_arm arm = (i / 2 + i / 8) % 2 ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
        *day = (struct phil_trial_day){.day = i,
                                       .period = i / 2 + 1,
                                       .block = i / 4 + 1,
                                       .assigned = arm,
                                       .done = i == 5 ? !arm : arm,
                                       .breach = i == 9,
                                       .dose = arm ? 50 + i : 300 - i};
        for (int o = 0; o < PHIL_N_OUTCOMES; o++)
            day->tally[o] = (struct phil_tally){.count = NAN};
        day->tally[PHIL_OUTCOME_TWITCHES] = (struct phil_tally){(i * 7) % 11 + (arm ? 1 : 4), 2};
        day->tally[PHIL_OUTCOME_FELT] = (struct phil_tally){(i * 5) % 4, 1440};
    }
}

static enum phil_status analyse(void *user)
{
    const struct job *job = user;
    struct phil_trial_result *result = (void *)user;
    const enum phil_status status = phil_trial_analyze(&result, &job->data, &job->settings, NULL);
    assert_int_equal(status == PHIL_OK, result != NULL);
    phil_trial_result_free(result);
    return status;
}

static void whole(void **state)
{
    struct job job;
    fill(&job);
    failing_sweep("analyse a trial", analyse, &job, 40);
}

static void without_other_models(void **state)
{
    struct job job;
    fill(&job);
    job.settings.sensitivity = false;
    job.settings.autocorrelated = false;
    job.data.design = PHIL_DESIGN_PERIODS;
    failing_sweep("analyse independent days", analyse, &job, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(whole),
                                       cmocka_unit_test(without_other_models)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
