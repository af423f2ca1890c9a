/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Benign runs of a pool: which units fire by themselves, from when until when, how fast. */
#ifndef PHIL_NERVE_RUNS_H
#define PHIL_NERVE_RUNS_H

#include "nerve/physiology.h"

enum { PHIL_RUN_MOST_UNITS = 3 };

/* One unit's part in a run. */
struct phil_run_part {
    uint32_t unit;
    double from_ms, to_ms; /* may begin before the run of the simulation */
    double interval_ms;    /* mean */
    double variation;      /* of intervals: their coefficient */
    uint64_t key;          /* counters of its intervals begin here */
    bool first;            /* of its run */
};

struct phil_runs {
    struct phil_run_part *part;
    size_t n, capacity;
};

/* Appends the runs of one pool that touch the simulated time: the same whoever asks.
 * Errors: PHIL_EMEM. */
enum phil_status phil_runs_plan(struct phil_runs *runs, const struct phil_nerve_settings *settings,
                                const struct phil_physiology *physiology,
                                const struct phil_nerve_unit *units, enum phil_nerve_muscle muscle);
void phil_runs_release(struct phil_runs *runs);

#endif
