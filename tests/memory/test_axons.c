/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Axons, terminals and the root while memory runs out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "nerve/axons/axons.h"

#include "failing.h"

enum { UNITS = 6, N = UNITS * PHIL_N_MUSCLES };

struct face {
    struct phil_nerve_settings settings;
    struct phil_physiology physiology;
    struct phil_nerve_unit unit[N];
    uint32_t member[N];
    size_t n;
};

static const struct phil_nerve_stimulus stimuli[] = {
    {PHIL_STIMULATE_MARGINAL, PHIL_SIDE_LEFT, 0.03},
    {PHIL_STIMULATE_FORAMEN, PHIL_SIDE_LEFT, 0.01},
};

/* A face of which everything that a terminal can do is done; the left side is pressed or not. */
static void make(struct face *face, bool pressed)
{
    *face = (struct face){.settings = phil_nerve_defaults()};
    face->settings.seconds = 0.1;
    face->settings.stimuli = stimuli;
    face->settings.n_stimuli = 2;
    face->physiology.root[0] = (struct phil_root_physiology){.fraction = pressed,
                                                             .load_ms_cm2 = 20,
                                                             .injected_ua_cm2 = 100,
                                                             .ephapse = 0.3,
                                                             .neighbours = 4,
                                                             .slow_mm = 8,
                                                             .slow_m_s = 8,
                                                             .persistent_na = 1,
                                                             .slow_k = 1};
    for (uint32_t u = 0; u < N; u++) {
        const enum phil_nerve_muscle muscle = u / UNITS;
        face->settings.units[muscle] = UNITS;
        struct phil_pool_physiology *pool = &face->physiology.pool[muscle];
        *pool = (struct phil_pool_physiology){.run_rate = 60,
                                              .ectopic_rate = 6000,
                                              .doublets = 0.5,
                                              .oscillating = 0.5,
                                              .oscillator_lo_hz = 2,
                                              .oscillator_hi_hz = 10};
        face->unit[u] = (struct phil_nerve_unit){
            .muscle = muscle, .velocity_m_s = 50, .fibres = 20, .affected = pressed};
        if (muscle % 2 == 0)
            face->member[face->n++] = u;
    }
}

static enum phil_status run(void *user)
{
    const struct face *face = user;
    struct phil_axons *axons;
    enum phil_status status = phil_axons_new(&axons, &face->settings, &face->physiology, face->unit,
                                             face->member, face->n);
    assert_int_equal(status == PHIL_OK, axons != NULL);
    struct phil_spikes fired = {.at = NULL}, arrived = {.at = NULL}, back = {.at = NULL};
    for (int tick = 1; status == PHIL_OK && tick <= 200; tick++)
        status = phil_axons_step(axons, 0.5 * tick, &fired, &arrived, &back);
    size_t n;
    if (status == PHIL_OK)
        assert_non_null(phil_axons_events(axons, &n));
    phil_axons_free(axons);
    phil_spikes_release(&fired);
    phil_spikes_release(&arrived);
    phil_spikes_release(&back);
    return status;
}

static void axons(void **state)
{
    (void)state;
    static struct face face;
    make(&face, false);
    assert_true(failing_sweep("axons", run, &face, 0) > 10);
    make(&face, true);
    assert_true(failing_sweep("axons through a pressed root", run, &face, 0) > 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(axons)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
