/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the axons of a group are made of: for axons.c and lay.c. */
#ifndef PHIL_NERVE_AXONS_INSIDE_H
#define PHIL_NERVE_AXONS_INSIDE_H

#include "nerve/axons/axons.h"
#include "nerve/axons/conduct.h"
#include "nerve/axons/axon_events.h"
#include "nerve/axons/root.h"
#include "nerve/axons/terminals.h"

/* All known: a motor unit's F-waves are 1-5 % of stimuli; from arrival at the soma to the first
 * node's next spike; from a stimulus to the node's spike. */
#define PHIL_REFLECTED_CHANCE 0.02
#define PHIL_TURN_MS          1.0
#define PHIL_ACTIVATION_MS    0.1

/* The spike that a site was reached by last. */
struct phil_passing {
    struct phil_due spike;
    bool outward;
};

struct phil_axons {
    const struct phil_nerve_settings *settings;
    const struct phil_nerve_unit *units;
    const uint32_t *member;
    size_t n;
    struct phil_axon *axon;
    struct phil_stretch *stretch;
    struct phil_terminals *terminals;
    struct phil_agenda agenda;
    uint32_t *stimulus; /* numbers of stimuli, by time */
    size_t next_stimulus;
    uint64_t *reflected; /* how often each soma was forced */
    /* The root: affected axons are all of this group or none. */
    struct phil_root *root;
    struct phil_passing *passing; /* NULL without root */
    uint64_t frame;               /* of the next frame */
    double root_ms;               /* the least time from a site to its soma */
    double untold_ms;             /* the earliest arrival at a soma that it has not been told of */
    struct phil_axon_events events;
};

/* Notes in the agenda when terminal i fires next, and the next stimulus. */
void phil_axons_add_terminal(struct phil_axons *axons, uint32_t i);
void phil_axons_add_stimulus(struct phil_axons *axons);

#endif
