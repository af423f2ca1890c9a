/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The typical time between two frames, in constant memory. */
#ifndef PHIL_RECORDING_INTERVALS_H
#define PHIL_RECORDING_INTERVALS_H

#include <philtrum/base.h>

enum { PHIL_INTERVAL_BINS = 512 }; /* a jittery phone has tens of distinct intervals */

/* All intervals seen, as counts of (rounded) lengths in clock ticks, sorted by length. */
struct phil_intervals {
    int shift; /* lengths are kept to 2^shift ticks */
    int n_bins;
    int64_t total;
    struct phil_interval_bin {
        int64_t key, count;
        double ticks; /* sum of the exact lengths */
    } bin[PHIL_INTERVAL_BINS];
};

/* Adds one interval, in ticks (> 0). Start from all zeros. */
void phil_intervals_add(struct phil_intervals *intervals, int64_t ticks);

/* Mean of the intervals within 20 % of the median, in ticks; 0 when there are none. The mean and
 * not the median itself, because a clock of milliseconds stores 30 frames/s as 33, 33, 34. */
double phil_intervals_typical(const struct phil_intervals *intervals);

/* Do more than 5 % of them differ by more than 20 % from the median? */
bool phil_intervals_variable(const struct phil_intervals *intervals);

#endif
