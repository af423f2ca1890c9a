/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inference over the likely combinations of causes alone. subsets.c tells the idea. */
#ifndef PHIL_CAUSES_SUBSETS_H
#define PHIL_CAUSES_SUBSETS_H

#include "causes/network.h"

enum { PHIL_SUBSETS_MOST_CAUSES = 64 };

struct phil_subsets {
    const struct phil_network *network;
    size_t *first; /* links of cause c: link[first[c]] .. link[first[c + 1] - 1] */
    size_t *link;
    uint64_t *set; /* n combinations, likeliest first; bit c: cause c is present */
    size_t n;
    size_t n_main;    /* that carry nearly all */
    phil_lanes *dark; /* of each finding: that nothing lights it */
    phil_lanes *scale;
};

/* Looks for the combinations that carry the evidence, by the numbers of lane 0. At most
 * PHIL_SUBSETS_MOST_CAUSES causes. Errors: PHIL_EMEM (empty), PHIL_EDATA (impossible). */
enum phil_status phil_subsets_init(struct phil_subsets *subsets,
                                   const struct phil_network *network);
void phil_subsets_release(struct phil_subsets *subsets);

/* Adds them up by the numbers of every lane: all of them, or the main ones. */
void phil_subsets_run(struct phil_subsets *subsets, bool all, struct phil_solution *solution);

#endif
