/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From spikes to the force of a muscle, motor unit by motor unit.
 *
 * Idea. Each spike adds a critically damped response to the unit's activation a,
 *
 *   h(t) = t/T exp(1 - t/T),    1 at its peak t = T, the contraction time,
 *
 * and the force is a saturating function of it, P a^2 / (a^2 + a50^2): one twitch is 0.15 of the
 * tetanus, and the force fuses monotonically with the rate, which the twitch-and-gain model of
 * Fuglevand, Winter and Patla (1993, doi:10.1152/jn.1993.70.6.2470) does not do (Nagamori et al.
 * 2021, doi:10.1371/journal.pcbi.1008707).
 *
 * Fibres that do not answer. A second filter b takes each spike with the part of the fibres that
 * answered it, and b/a is the part that pulls: the force is P a b / (a^2 + a50^2). With the same
 * part at every spike this is that part of the unit's force. It takes failing fibres to be the same
 * ones from spike to spike (weak junctions), not random ones; in an unfused tetanus with random
 * failures it is too large by up to the saturation, in single twitches it is exact.
 *
 * Exactly. h is a system of two states, u' = -u/T and y' = (u - y)/T with a = e y: over a time s
 * they go to d u and d (y + s/T u) with d = exp(-s/T). Spikes stand where they fall between
 * samples, without rounding. Samples of a block are all computed from the states at its
 * beginning, so that they do not wait for each other; a unit whose activation can no longer exceed
 * SILENT is set to rest until its next spike (an error of 3e-9 of its tetanus at most, as the
 * force changes by 0.27 of the tetanus per unit of activation at most).
 *
 * Where it fails: no potentiation or fatigue, no slowing at low temperature, no series elasticity:
 * fibres are isometric. No delay between a spike and the onset of force, which takes the muscle
 * some milliseconds.
 */
#include "nerve/muscle/force.h"

#include "base/exact.h"
#include "nerve/clock.h"
#include "nerve/values.h"

#include <math.h>

enum { BLOCK = 16 };

#define A50 2.4 /* activation at half the tetanus: twitch is 0.148 of it */

static const double SILENT = 1e-8; /* activation that counts as none */
static const double E = 2.71828182845904523536;

/* The states at a sample; and how they decay over the samples of a block. */
struct filter {
    double u, y;
};

struct unit {
    double rate;             /* of decay, per sample: 1 / (T in samples) */
    double decay[BLOCK + 1]; /* exp(-k rate) */
    double slope[BLOCK + 1]; /* k rate */
    double strength_n;
    struct filter a, b;
};

static void begin(struct unit *unit, const struct phil_nerve_unit *u, double strength)
{
    unit->rate = 1000 / (u->contraction_ms * PHIL_MOVEMENT_HZ);
    for (int k = 0; k <= BLOCK; k++) {
        unit->slope[k] = k * unit->rate;
        unit->decay[k] = phil_exact_exp(-unit->slope[k]);
    }
    unit->strength_n = u->tetanic_mn * strength / 1000;
    unit->a = unit->b = (struct filter){0, 0};
}

static bool at_rest(const struct unit *unit)
{
    return unit->a.y + unit->a.u == 0;
}

/* A spike at `sample` (not whole) acts on samples first..BLOCK of the block that begins at `from`
 * (first is the first one not before it); y and the states at the end are added to. */
static void add_spike(struct unit *unit, double sample, size_t from, double fibres, double *ya,
                      double *yb)
{
    const double at = sample - (double)from;
    const int first = at > 0 ? (int)ceil(at) : 0;
    const double late = (first - at) * unit->rate;
    const double u = phil_exact_exp(-late), y = late * u;
    for (int k = first; k < BLOCK; k++) {
        const double value = unit->decay[k - first] * (y + unit->slope[k - first] * u);
        ya[k] += value;
        yb[k] += fibres * value;
    }
    const int rest = BLOCK - first;
    const double end_u = unit->decay[rest] * u;
    const double end_y = unit->decay[rest] * (y + unit->slope[rest] * u);
    unit->a.u += end_u;
    unit->a.y += end_y;
    unit->b.u += fibres * end_u;
    unit->b.y += fibres * end_y;
}

/* What the states at the beginning of a block make of it; they go on to its end. */
static void decay(const struct unit *unit, struct filter *filter, double *y)
{
    const double u0 = filter->u, y0 = filter->y;
    for (int k = 0; k < BLOCK; k++)
        y[k] = unit->decay[k] * (y0 + unit->slope[k] * u0);
    filter->u = unit->decay[BLOCK] * u0;
    filter->y = unit->decay[BLOCK] * (y0 + unit->slope[BLOCK] * u0);
}

static void add_block(const struct unit *unit, const double *ya, const double *yb, float *force_n,
                      size_t n)
{
    float made[BLOCK];
    /* a = E y: E^2 is taken out of the fraction. */
    const double half = A50 * A50 / (E * E);
    for (int k = 0; k < BLOCK; k++)
        made[k] = (float)(unit->strength_n * (ya[k] * yb[k] / (ya[k] * ya[k] + half)));
    for (size_t k = 0; k < n; k++)
        force_n[k] += made[k];
}

static void add_unit(const struct phil_nerve_result *result, size_t index, double strength,
                     float *force_n, size_t n)
{
    const struct phil_nerve_spike *spike = result->spikes + result->first_spike[index];
    const struct phil_nerve_spike *end = result->spikes + result->first_spike[index + 1];
    if (spike == end)
        return;
    struct unit unit;
    begin(&unit, &result->units[index], strength);
    for (size_t from = 0; from < n; from += BLOCK) {
        if (at_rest(&unit)) {
            const double next = spike < end ? spike->end_plate_s * PHIL_MOVEMENT_HZ : INFINITY;
            if (next >= (double)n)
                return;
            while ((double)(from + BLOCK) <= next)
                from += BLOCK;
        }
        double ya[BLOCK], yb[BLOCK];
        decay(&unit, &unit.a, ya);
        decay(&unit, &unit.b, yb);
        for (; spike < end; spike++) {
            const double sample = spike->end_plate_s * PHIL_MOVEMENT_HZ;
            if (sample >= (double)(from + BLOCK))
                break;
            add_spike(&unit, sample, from, spike->fibres, ya, yb);
        }
        add_block(&unit, ya, yb, force_n + from, n - from < BLOCK ? n - from : BLOCK);
        /* The states never raise y above y + u. */
        if (E * (unit.a.y + unit.a.u) < SILENT)
            unit.a = unit.b = (struct filter){0, 0};
    }
}

void phil_force_add(const struct phil_nerve_result *result, const struct phil_pool_physiology *pool,
                    size_t from, size_t to, float *force_n, size_t n)
{
    for (size_t i = from; i < to; i++)
        if (!result->units[i].lost)
            add_unit(result, i, pool->force, force_n, n);
}

const struct phil_nerve_value *phil_force_values(size_t *n)
{
    static const struct phil_nerve_value values[] = {
        {"force.half_activation", A50, "twitches",
         "twitch to tetanus 0.15, half the tetanus at 22 Hz for 40 ms", PHIL_NERVE_DERIVED},
    };
    *n = sizeof values / sizeof *values;
    return values;
}
