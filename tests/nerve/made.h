/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results made by hand: units and spikes as a test wants them. */
#ifndef PHIL_TESTS_NERVE_MADE_H
#define PHIL_TESTS_NERVE_MADE_H

#include "base/random.h"

#include <philtrum/nerve.h>

#include <stdlib.h>

struct made {
    struct phil_nerve_result result;
    size_t unit_capacity;
};

/* Room for so many units and spikes. Units are added with made_unit(), each followed by its spikes
 * in order of time. */
static inline void made_init(struct made *made, size_t units, size_t spikes)
{
    *made = (struct made){.unit_capacity = units};
    made->result.units = calloc(units, sizeof *made->result.units);
    made->result.first_spike = calloc(units + 1, sizeof *made->result.first_spike);
    made->result.spikes = calloc(spikes + 1, sizeof *made->result.spikes);
    made->result.settings = phil_nerve_defaults();
}

static inline void made_release(struct made *made)
{
    free(made->result.units);
    free(made->result.first_spike);
    free(made->result.spikes);
}

static inline struct phil_nerve_unit *made_unit(struct made *made,
                                                const struct phil_nerve_unit *unit)
{
    struct phil_nerve_result *r = &made->result;
    r->units[r->n_units] = *unit;
    r->first_spike[r->n_units + 1] = r->n_spikes;
    return &r->units[r->n_units++];
}

/* Of the unit that was added last. */
static inline void made_spike(struct made *made, double time_s, double fibres)
{
    struct phil_nerve_result *r = &made->result;
    r->spikes[r->n_spikes++] = (struct phil_nerve_spike){
        .end_plate_s = time_s, .unit = (uint32_t)(r->n_units - 1), .fibres = (float)fibres};
    r->first_spike[r->n_units] = r->n_spikes;
}

/* Spikes from `from_s` to `to_s` at a rate with the coefficient of variation `cv`. */
static inline void made_train(struct made *made, double from_s, double to_s, double hz, double cv)
{
    const uint64_t stream = 900 + made->result.n_units;
    double at = from_s;
    for (uint64_t k = 0; at < to_s; k++) {
        made_spike(made, at, 1);
        const double interval = (1 + cv * phil_random_normal(7, stream, k)) / hz;
        at += interval < 0.002 ? 0.002 : interval;
    }
}

#endif
