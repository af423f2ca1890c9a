/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Benign runs of a pool: which units fire by themselves, from when until when, how fast. */
#ifndef PHIL_NERVE_RUNS_H
#define PHIL_NERVE_RUNS_H

#include "nerve/physiology.h"

#define PHIL_RUN_MEDIAN_MS       20e3 /* length; lognormal; assumed */
#define PHIL_RUN_LENGTH_SPREAD   0.7  /* of its logarithm; assumed */
#define PHIL_RUN_SLOWEST_HZ      3.2  /* so that intervals centre within 100-350 ms ... */
#define PHIL_RUN_FASTEST_HZ      7.8  /* ... and rates within 3-8 Hz */
#define PHIL_RUN_LEAST_VARIATION 0.1  /* of intervals */
#define PHIL_RUN_MOST_VARIATION  0.3
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
