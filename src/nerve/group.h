/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A group: motor units whose spikes can influence each other, with their cells and axons. Groups do
 * not know of each other, so each can run on a thread of its own; how units are put into groups
 * depends on nothing but the units.
 */
#ifndef PHIL_NERVE_GROUP_H
#define PHIL_NERVE_GROUP_H

#include "nerve/axons/axons.h"
#include "nerve/motoneurons/motoneurons.h"

struct phil_group {
    struct phil_motoneurons *cells[PHIL_N_MUSCLES]; /* NULL: no units of that pool */
    struct phil_axons *axons;
    struct phil_spikes fired, arrived, back;
    enum phil_status status; /* of what it did last */
};

/* The groups of the units of a result: lost units are in none, affected units of a side in one, the
 * others by pool, at most PHIL_GROUP_UNITS each. The caller frees *groups with
 * phil_groups_free(), after a failure too. Errors: PHIL_EMEM. */
enum { PHIL_GROUP_UNITS = 64 };
enum phil_status phil_groups_new(struct phil_group **groups, size_t *n_groups,
                                 const struct phil_nerve_result *result,
                                 const struct phil_physiology *physiology);
void phil_groups_free(struct phil_group *groups, size_t n_groups);

/* Runs a group from tick `from` for n ticks; mean and spread are [PHIL_N_MUSCLES][n]. What reaches
 * end-plates gathers in group->arrived. The outcome is in group->status. */
void phil_group_run(struct phil_group *group, size_t from, size_t n, const float *mean,
                    const float *spread);

#endif
