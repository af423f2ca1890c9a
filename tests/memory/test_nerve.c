/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulation while memory runs out: PHIL_EMEM or the whole of it, nothing left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <philtrum/nerve.h>

#include "failing.h"

static enum phil_status simulate(void *user)
{
    const struct phil_nerve_settings *settings = user;
    struct phil_nerve_result *result;
    const enum phil_status status = phil_nerve_run(&result, settings, NULL, NULL);
    assert_int_equal(status == PHIL_OK, result != NULL);
    if (result)
        assert_true(result->n_spikes > 0);
    phil_nerve_result_free(result);
    return status;
}

/* Few units, a short time, every part of the model. */
static void simulating(void **state)
{
    static const char *const ids[] = {
        "hemifacial_spasm", "als", "tourette", "parkinson", "brainstem_lesion", "benign_twitching"};
    struct phil_nerve_dose doses[sizeof ids / sizeof *ids];
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        const struct phil_nerve_cause *cause = phil_nerve_cause_find(ids[i]);
        assert_non_null(cause);
        assert_int_equal(phil_nerve_dose_init(&doses[i], cause, 0.5, NULL), PHIL_OK);
    }
    static const struct phil_nerve_act acts[] = {{PHIL_ACT_PRESS, 0, 0.2, 0.8},
                                                 {PHIL_ACT_BLINK, 0.05, 0, 0}};
    static const struct phil_nerve_stimulus stimulus = {PHIL_STIMULATE_FORAMEN, PHIL_SIDE_LEFT,
                                                        0.05};
    struct phil_nerve_settings settings = phil_nerve_defaults();
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        settings.units[m] = 6;
    settings.seconds = 0.2;
    settings.emg_rate_hz = 1000;
    settings.threads = 1;
    settings.acts = acts;
    settings.n_acts = 2;
    settings.stimuli = &stimulus;
    settings.n_stimuli = 1;
    settings.doses = doses;
    settings.n_doses = sizeof ids / sizeof *ids;
    assert_true(failing_sweep("simulate", simulate, &settings, 40) > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(simulating)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
