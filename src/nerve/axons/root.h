/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The root exit zone of one side: an excitable site on each affected axon, and ephapses between
 * them. It stands still between frames: what is given to it and what comes out of it within one
 * frame do not influence each other.
 */
#ifndef PHIL_NERVE_ROOT_H
#define PHIL_NERVE_ROOT_H

#include "nerve/axons/site.h"

/* A spike of a site. */
struct phil_site_spike {
    double at_ms;
    uint32_t site;
};

struct phil_root;

/* n sites at rest, of units number unit[i]: they key noise and neighbours. Physiology is borrowed
 * for the call. Errors: PHIL_EMEM. */
enum phil_status phil_root_new(struct phil_root **root, uint64_t seed,
                               const struct phil_root_physiology *physiology, const uint32_t *unit,
                               size_t n);
void phil_root_free(struct phil_root *root);

/* A spike of its axon reaches the site within the coming frame: current flows in. */
void phil_root_reach(struct phil_root *root, uint32_t site, double at_ms);

/* Integrates the next frame, the first of which begins at 0; the spikes in it, by site, are *n,
 * borrowed until the next call. */
void phil_root_frame(struct phil_root *root, const struct phil_site_spike **spikes, size_t *n);

#endif
