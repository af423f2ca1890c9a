/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A face of axons alone, for tests: units made here, somas that do what the test says. */
#ifndef PHIL_TESTS_NERVE_LINES_H
#define PHIL_TESTS_NERVE_LINES_H

#include "nerve/axons/axons.h"

enum { LINES_MOST = 4000, LINES_MOST_TOLD = 1 << 17 };

struct lines {
    struct phil_nerve_settings settings;
    struct phil_physiology physiology;
    struct phil_nerve_unit unit[LINES_MOST];
    uint32_t member[LINES_MOST]; /* what is given to phil_axons_new */
    size_t n_units, n;
    struct phil_axons *axons;
    struct phil_spikes fired, arrived, back;
    double soma_ready_ms[LINES_MOST]; /* somas do not fire again before this */
    /* All that came back: n_back, the first LINES_MOST_TOLD of them kept; n_late were told of only
     * when their time had passed. */
    struct phil_spike told[LINES_MOST_TOLD];
    size_t n_back, n_late;
};

/* A healthy face at rest whose axons do nothing by themselves: `units` in each pool, velocities by
 * size, everybody a member. */
void lines_init(struct lines *lines, uint32_t units);
void lines_release(struct lines *lines);

/* Makes the axons, once settings, physiology and units are as they should be. */
void lines_begin(struct lines *lines);

/* Members: the affected units of one side alone. */
void lines_take_affected(struct lines *lines, enum phil_side side);

void lines_fire(struct lines *lines, uint32_t unit, double at_ms);

/* Runs until to_ms as groups do, tick by tick or in longer pieces as next_back_ms allows, at most
 * `longest` ticks; somas answer what comes back to them, and fire what lines_fire() has queued. */
void lines_run(struct lines *lines, double to_ms, size_t longest);

#endif
