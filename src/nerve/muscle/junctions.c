/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many fibres answer a spike.
 *
 * Idea: what is released at a junction depolarises the fibre several times as much as is needed to
 * fire it: the safety factor, 3-5 in mammals. Releasable vesicles fall by 5 % with each spike and
 * recover in 300 ms. What is needed grows as the fibre's rest moves away from its threshold, so
 *
 *   SF = SF0 * R * (V_th - V_m0) / (V_th - V_m)
 *
 * Fibres differ: one answers when SF (1 + 0.25 z) > 1 with z standard normal, so each does with
 * chance Phi((1 - 1/SF) / 0.25), and how many is binomial. Fibres that grew anew from sprouts of a
 * surviving axon have a lower factor (sprout_safety). A fibre whose rest has come near -60 mV has
 * no sodium channels left to fire with, whatever reaches it: half of them cannot at -62 mV.
 *
 * Where it fails: every fibre is drawn anew for each spike, though in truth the weak ones would be
 * the same; facilitation, and failure of a junction for good, are left out.
 *
 * The normal integral is Marsaglia's series (2004, doi:10.18637/jss.v011.i04); its argument is
 * never above 4 here. Binomial numbers come by inversion, exact for any number of fibres, from IEEE
 * operations alone.
 */
#include "nerve/muscle/junctions.h"

#include "base/exact.h"
#include "base/random.h"
#include "nerve/streams.h"
#include "nerve/values.h"

#include <math.h>

/* Standard normal integral for x <= 4. */
static double normal_below(double x)
{
    if (x < -8)
        return 0;
    double term = x, sum = x, before = 0;
    for (int k = 3; sum != before; k += 2) {
        before = sum;
        term *= x * x / k;
        sum += term;
    }
    const double density = 0.3989422804014327 * phil_exact_exp(-x * x / 2);
    return fmax(0, 0.5 + sum * density);
}

double phil_junction_chance(double safety, double rest_mv)
{
    if (!(safety > 0))
        return 0;
    const double able = 1 / (1 + phil_exact_exp((rest_mv - PHIL_JUNCTIONS_INEXCITABLE_MV) /
                                                PHIL_JUNCTIONS_INEXCITABLE_SLOPE_MV));
    if (rest_mv < PHIL_JUNCTIONS_THRESHOLD_MV)
        safety *= (PHIL_JUNCTIONS_THRESHOLD_MV - PHIL_JUNCTIONS_REST_MV) /
                  (PHIL_JUNCTIONS_THRESHOLD_MV - rest_mv);
    return able * normal_below((1 - 1 / safety) / PHIL_JUNCTIONS_SPREAD);
}

/* The n-th power, by squaring. */
static double power(double x, unsigned n)
{
    double result = 1;
    for (; n > 0; n >>= 1) {
        if (n & 1)
            result *= x;
        x *= x;
    }
    return result;
}

/* How many of n <= 256 happen, each with chance p <= 1/2, from a uniform number. */
static unsigned invert(unsigned n, double p, double u)
{
    double chance = power(1 - p, n), below = chance;
    unsigned k = 0;
    while (k < n && u > below) {
        chance *= (double)(n - k) / (k + 1) * (p / (1 - p));
        below += chance;
        k++;
    }
    return k;
}

enum { BLOCK = 256 };

unsigned phil_junction_binomial(unsigned n, double p, uint64_t seed, uint64_t stream,
                                uint64_t *counter)
{
    const bool failures = p > 0.5;
    unsigned k = 0;
    for (unsigned left = n; left > 0;) {
        const unsigned block = left < BLOCK ? left : BLOCK;
        const double u = phil_random_uniform(seed, stream, (*counter)++);
        k += invert(block, failures ? 1 - p : p, u);
        left -= block;
    }
    return failures ? n - k : k;
}

/* The part of a unit's fibres that grew from its sprouts. */
static double sprouted(const struct phil_pool_physiology *pool)
{
    const double grown = 1 + pool->regrowth * pool->loss / fmax(1 - pool->loss, 1e-9);
    return 1 - 1 / fmin(fmax(grown, 1), fmax(pool->regrowth_most, 1));
}

void phil_junctions_answer(struct phil_nerve_spike *spikes, size_t n,
                           const struct phil_nerve_unit *unit,
                           const struct phil_pool_physiology *pool, uint64_t seed)
{
    const double all = fmax(1, nearbyint(unit->fibres));
    const double young = nearbyint(all * sprouted(pool));
    double ready = 1, before_s = 0;
    uint64_t counter = 0;
    for (size_t i = 0; i < n; i++) {
        struct phil_nerve_spike *spike = &spikes[i];
        const uint64_t stream =
            (uint64_t)spike->unit * PHIL_STREAMS_PER_UNIT + PHIL_STREAM_JUNCTION;
        const double waited_ms = (spike->end_plate_s - before_s) * 1000;
        ready = 1 - (1 - ready) * phil_exact_exp(-waited_ms / PHIL_JUNCTIONS_RECOVERY_MS);
        before_s = spike->end_plate_s;
        const double safety = pool->safety * ready;
        const unsigned old = phil_junction_binomial(
            (unsigned)(all - young), phil_junction_chance(safety, pool->muscle_rest_mv), seed,
            stream, &counter);
        const unsigned sprouts = phil_junction_binomial(
            (unsigned)young,
            phil_junction_chance(safety * pool->sprout_safety, pool->muscle_rest_mv), seed, stream,
            &counter);
        spike->fibres = (float)((old + sprouts) / all);
        ready *= 1 - PHIL_JUNCTIONS_USED;
    }
}

const struct phil_nerve_value *phil_junctions_values(size_t *n)
{
    static const struct phil_nerve_value values[] = {
        {"junction.recovery", PHIL_JUNCTIONS_RECOVERY_MS, "ms", "judged", PHIL_NERVE_ASSUMED},
        {"junction.used_by_a_spike", PHIL_JUNCTIONS_USED, "", "judged", PHIL_NERVE_ASSUMED},
        {"junction.threshold", PHIL_JUNCTIONS_THRESHOLD_MV, "mV", "textbooks", PHIL_NERVE_KNOWN},
        {"junction.rest", PHIL_JUNCTIONS_REST_MV, "mV", "Goldman equation at 4 mmol/L",
         PHIL_NERVE_DERIVED},
        {"junction.spread", PHIL_JUNCTIONS_SPREAD, "", "judged", PHIL_NERVE_ASSUMED},
        {"junction.inexcitable_at", PHIL_JUNCTIONS_INEXCITABLE_MV, "mV", "judged",
         PHIL_NERVE_ASSUMED},
        {"junction.inexcitable_slope", PHIL_JUNCTIONS_INEXCITABLE_SLOPE_MV, "mV", "judged",
         PHIL_NERVE_ASSUMED},
    };
    *n = sizeof values / sizeof *values;
    return values;
}
