/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The motor units of a face.
 *
 * A pool has many small units and few large ones. The unit of rank r (0 the smallest, 1 the
 * largest) has the size
 *
 *   x = (30^r - 1) / 29,
 *
 * which gives the pool a range of 30 in recruitment; its cell (motoneurons.h) and the velocity of
 * its axon go with x, what it does in the muscle with r: fibres 10 * 20^r, contraction times from
 * 90 ms down to 16 ms, force 0.18 mN a fibre times a factor of the muscle. So a small unit is weak,
 * slow, and called first.
 *
 * A muscle has a fixed number of fibres. The numbers of fibres hold for pools of the default size;
 * with more units each has fewer fibres, and the force of the whole stays what it is.
 *
 * Loss. The dead axons of a pool are a fixed number, the loss times the units to the nearest whole
 * one: those with the smallest u / w, where u is the unit's own uniform draw and w its weight. That
 * is sequential Poisson sampling: the chance of each is w times a constant to a good approximation,
 * and who has died at a small loss has died at every greater one. Which axons run through a lesion
 * is drawn in the same way over all pools of the side, all alike. Survivors take over fibres of the
 * dead as far as regrowth says.
 *
 * Every draw is keyed by the seed and the unit, so a unit is the same person's under every cause.
 *
 * Where it fails: the numbers of units and fibres of a lip are known within a factor of three only;
 * size, velocity and contraction time are tied more tightly to each other here than in a person.
 *
 * References. E. Henneman 1957, Science 126:1345, doi:10.1126/science.126.3287.1345 (size
 * principle). A. J. Fuglevand et al. 1993, J Neurophysiol 70:2470, doi:10.1152/jn.1993.70.6.2470
 * (exponential pools). E. Ohlsson 1998, J Off Stat 14:149 (sequential Poisson sampling). What is
 * published of each figure stands in the table below and in doc/model.md.
 */
#include "nerve/units.h"

#include "base/checked.h"
#include "base/exact.h"
#include "base/random.h"
#include "nerve/anatomy.h"
#include "nerve/streams.h"
#include "nerve/values.h"

#include <math.h>

#define RECRUITMENT_RANGE   30.0
#define VELOCITY_M_S        42.0
#define VELOCITY_BY_SIZE    14.0
#define VELOCITY_SD         3.0
#define VELOCITY_MOST_SD    2.5
#define FEWEST_FIBRES       10.0
#define FIBRE_RANGE         20.0
#define SLOWEST_MS          90.0
#define FASTEST_MS          16.0
#define FORCE_OF_A_FIBRE_MN 0.18

/* How much of a fibre's force pulls where it counts, and what thin pools stand for. The three to
 * one of the lips' closing forces is published; the others are judged from the cross-sections of
 * the muscles and from what a smile or a blink has to move. */
#define FORCE_ORIS_UPPER  0.5
#define FORCE_ORIS_LOWER  1.5
#define FORCE_DEPRESSOR   3.0
#define FORCE_MENTALIS    3.0
#define FORCE_ZYGOMATICUS 5.0
#define FORCE_OCULI       0.5

/* A muscle: its force factor, and how deep its units lie. In the lips 2 to 6 mm were assumed; with
 * units at 2 mm a compound action potential is some 6 mV and greatest effort 600 to 900 uV, more
 * than what is recorded, and in ultrasound the muscle lies in the middle of the upper lip and close
 * to the mucosa of the lower one (Vinkka-Puhakka et al. 1989, J Anat 166:121). Millimetres judged.
 */
struct muscle {
    double force, shallow_mm, deep_mm;
};

static const struct muscle muscles[PHIL_N_MUSCLES / 2] = {
    [PHIL_ORIS_UPPER_LEFT / 2] = {FORCE_ORIS_UPPER, 3, 6},
    [PHIL_ORIS_LOWER_LEFT / 2] = {FORCE_ORIS_LOWER, 3, 7},
    [PHIL_DEPRESSOR_LEFT / 2] = {FORCE_DEPRESSOR, 3, 6},
    [PHIL_MENTALIS_LEFT / 2] = {FORCE_MENTALIS, 3, 8},
    [PHIL_ZYGOMATICUS_LEFT / 2] = {FORCE_ZYGOMATICUS, 4, 8},
    [PHIL_OCULI_LEFT / 2] = {FORCE_OCULI, 1.5, 4},
};

/* What a unit draws from its own stream. */
enum draw { DRAW_VELOCITY = 0 /* a normal number: 0 and 1 */, DRAW_DEPTH = 2 };

static double draw(uint64_t seed, uint32_t unit, enum phil_nerve_stream purpose, uint64_t what)
{
    return phil_random_uniform(seed, purpose + (uint64_t)unit * PHIL_STREAMS_PER_UNIT, what);
}

static double velocity(uint64_t seed, uint32_t unit, double size)
{
    const double z = phil_random_normal(
        seed, PHIL_STREAM_UNIT + (uint64_t)unit * PHIL_STREAMS_PER_UNIT, DRAW_VELOCITY / 2);
    return VELOCITY_M_S + VELOCITY_BY_SIZE * sqrt(size) +
           VELOCITY_SD * fmax(-VELOCITY_MOST_SD, fmin(VELOCITY_MOST_SD, z));
}

/* Unit number `unit`, the i-th of the n of its pool. */
static void make_unit(struct phil_nerve_unit *u, uint64_t seed, uint32_t unit,
                      enum phil_nerve_muscle muscle, uint32_t i, uint32_t n)
{
    const struct muscle *m = &muscles[muscle / 2];
    const double crowd = n / (double)phil_nerve_defaults().units[muscle];
    const double rank = n > 1 ? i / (double)(n - 1) : 0.5;
    const double size = (phil_exact_pow(RECRUITMENT_RANGE, rank) - 1) / (RECRUITMENT_RANGE - 1);
    const double fibres = fmax(1, FEWEST_FIBRES * phil_exact_pow(FIBRE_RANGE, rank) / crowd);
    *u = (struct phil_nerve_unit){
        .muscle = muscle,
        .size = (float)size,
        .velocity_m_s = (float)velocity(seed, unit, size),
        .fibres = (float)fibres,
        .contraction_ms = (float)(SLOWEST_MS * phil_exact_pow(FASTEST_MS / SLOWEST_MS, rank)),
        .depth_mm = (float)(m->shallow_mm + (m->deep_mm - m->shallow_mm) *
                                                draw(seed, unit, PHIL_STREAM_UNIT, DRAW_DEPTH)),
    };
}

/* A unit and its place in the queue of those to be chosen. */
struct ticket {
    double place;
    uint32_t unit;
};

static int by_place(const void *a, const void *b)
{
    const struct ticket *x = a, *y = b;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

/* Sorts so that the part that is chosen stands in front, and returns how many that are. */
static size_t choose(struct ticket *tickets, size_t n, double part)
{
    qsort(tickets, n, sizeof *tickets, by_place);
    return (size_t)floor(fmax(0, fmin(1, part)) * (double)n + 0.5);
}

static void lose(struct phil_nerve_result *r, enum phil_nerve_muscle muscle,
                 const struct phil_pool_physiology *pool, struct ticket *tickets)
{
    const uint32_t first = r->first_unit[muscle], n = r->first_unit[muscle + 1] - first;
    for (uint32_t i = 0; i < n; i++) {
        const double weight = 1 + pool->loss_by_size * (r->units[first + i].size - 0.5);
        tickets[i] = (struct ticket){
            draw(r->settings.seed, first + i, PHIL_STREAM_LOSS, 0) / weight, first + i};
    }
    const size_t n_lost = choose(tickets, n, pool->loss);
    for (size_t i = 0; i < n_lost; i++)
        r->units[tickets[i].unit].lost = true;
    if (n_lost == 0 || n_lost == n)
        return;
    const double loss = (double)n_lost / n;
    const double grown = fmin(pool->regrowth_most, 1 + pool->regrowth * loss / (1 - loss));
    for (uint32_t i = 0; i < n; i++)
        r->units[first + i].fibres *= (float)grown;
}

static void affect(struct phil_nerve_result *r, enum phil_side side, double fraction,
                   struct ticket *tickets)
{
    size_t n = 0;
    for (uint32_t u = 0; u < r->n_units; u++)
        if (phil_nerve_muscle_side(r->units[u].muscle) == side)
            tickets[n++] = (struct ticket){draw(r->settings.seed, u, PHIL_STREAM_AFFECTED, 0), u};
    const size_t n_affected = choose(tickets, n, fraction);
    for (size_t i = 0; i < n_affected; i++)
        r->units[tickets[i].unit].affected = true;
}

/* What follows from losses, lesions and fibres. */
static void finish(struct phil_nerve_result *r, const struct phil_physiology *physiology)
{
    for (uint32_t i = 0; i < r->n_units; i++) {
        struct phil_nerve_unit *u = &r->units[i];
        const int side = phil_nerve_muscle_side(u->muscle) == PHIL_SIDE_LEFT ? 0 : 1;
        u->latency_ms = (float)phil_anatomy_latency_ms(u->muscle, u->velocity_m_s, u->affected,
                                                       &physiology->root[side]);
        u->tetanic_mn = (float)(FORCE_OF_A_FIBRE_MN * u->fibres * muscles[u->muscle / 2].force);
    }
}

enum phil_status phil_units_make(struct phil_nerve_result *result,
                                 const struct phil_physiology *physiology)
{
    const struct phil_nerve_settings *s = &result->settings;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        result->first_unit[m + 1] = result->first_unit[m] + s->units[m];
    result->n_units = result->first_unit[PHIL_N_MUSCLES];
    result->units = calloc(result->n_units + 1, sizeof *result->units);
    struct ticket *tickets = calloc(result->n_units + 1, sizeof *tickets);
    if (!result->units || !tickets) {
        free(tickets);
        return PHIL_EMEM;
    }
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        for (uint32_t i = 0; i < s->units[m]; i++)
            make_unit(&result->units[result->first_unit[m] + i], s->seed, result->first_unit[m] + i,
                      m, i, s->units[m]);
        lose(result, m, &physiology->pool[m], tickets);
    }
    affect(result, PHIL_SIDE_LEFT, physiology->root[0].fraction, tickets);
    affect(result, PHIL_SIDE_RIGHT, physiology->root[1].fraction, tickets);
    finish(result, physiology);
    free(tickets);
    return PHIL_OK;
}

const struct phil_nerve_value *phil_units_values(size_t *n)
{
    static const struct phil_nerve_value values[] = {
        {"unit.recruitment_range", RECRUITMENT_RANGE, "", "Fuglevand et al. 1993",
         PHIL_NERVE_KNOWN},
        {"unit.velocity_smallest", VELOCITY_M_S, "m/s",
         "facial range 40 to 60 m/s; lower limit 40 in the norms of the temporal branch",
         PHIL_NERVE_KNOWN},
        {"unit.velocity_by_size", VELOCITY_BY_SIZE, "m/s", "times the root of the size; as above",
         PHIL_NERVE_KNOWN},
        {"unit.velocity_sd", VELOCITY_SD, "m/s", "judged", PHIL_NERVE_ASSUMED},
        {"unit.fibres_smallest", FEWEST_FIBRES, "fibres", "judged: few as in other facial muscles",
         PHIL_NERVE_ASSUMED},
        {"unit.fibres_range", FIBRE_RANGE, "", "judged", PHIL_NERVE_ASSUMED},
        {"unit.contraction_slowest", SLOWEST_MS, "ms", "motor units of the human lower lip",
         PHIL_NERVE_PUBLISHED},
        {"unit.contraction_fastest", FASTEST_MS, "ms", "motor units of the human lower lip",
         PHIL_NERVE_PUBLISHED},
        {"unit.force_of_a_fibre", FORCE_OF_A_FIBRE_MN, "mN",
         "25 N/cm2 and 30 um; 20 to 41 um published for mimic muscles (Freilinger et al.)",
         PHIL_NERVE_KNOWN},
        {"oris_upper.force_factor", FORCE_ORIS_UPPER, "",
         "lower to upper closing force 3 to 1: Barlow and Rath 1985", PHIL_NERVE_PUBLISHED},
        {"oris_lower.force_factor", FORCE_ORIS_LOWER, "",
         "lower to upper closing force 3 to 1: Barlow and Rath 1985", PHIL_NERVE_PUBLISHED},
        {"depressor.force_factor", FORCE_DEPRESSOR, "", "judged by cross-section",
         PHIL_NERVE_ASSUMED},
        {"mentalis.force_factor", FORCE_MENTALIS, "", "judged by cross-section",
         PHIL_NERVE_ASSUMED},
        {"zygomaticus.force_factor", FORCE_ZYGOMATICUS, "", "judged by cross-section",
         PHIL_NERVE_ASSUMED},
        {"oculi.force_factor", FORCE_OCULI, "", "judged: a thin sheet", PHIL_NERVE_ASSUMED},
    };
    *n = sizeof values / sizeof *values;
    return values;
}
