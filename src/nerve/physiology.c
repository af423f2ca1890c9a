/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A healthy face, and what causes make of it.
 *
 * Where the healthy values come from stands in doc/model.md, section "Causes".
 */
#include "nerve/physiology.h"

#include "nerve/causes/causes.h"
#include "nerve/person.h"

#include <math.h>

static const struct phil_pool_physiology HEALTHY_POOL = {
    .rest_drive = 0.01,
    .drive_ceiling = 1,
    .common_noise = 0.05,
    .pic_gain = 0.2,
    .regrowth_most = 5,
    .sprout_safety = 1,
    /* 0.6 % of 1,090 healthy muscles of the head fasciculated while they were watched by ultrasound
     * (clinical facts, OGO17); about half a minute each is assumed. */
    .ectopic_rate = 0.02,
    /* Some six runs a day in the 12 pools, most of them too small to be noticed (judged). */
    .run_rate = 0.0005,
    .oscillator_lo_hz = 2,
    .oscillator_hi_hz = 10,
    .safety = 4,
    .muscle_rest_mv = -89.5,
    .force = 1,
};

static const struct phil_root_physiology HEALTHY_ROOT = {
    .load_ms_cm2 = 100,
    .neighbours = 6,
    .slow_m_s = 8,
    .persistent_na = 1,
    .slow_k = 1,
};

void phil_physiology_init(struct phil_physiology *physiology)
{
    *physiology = (struct phil_physiology){
        .root = {HEALTHY_ROOT, HEALTHY_ROOT},
        .tic = {.drive = 0.6},
        .tremor = {.wander = 1.9, .raised_cosine = true},
        .fine = {.wander = 1.9},
        .axon_rates = 1,
        .proneness = 1,
        .potassium_mmol_l = 4,
        .stiffness = 1,
    };
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        physiology->pool[m] = HEALTHY_POOL;
}

/* The spots where runs come more often. */
static void place_spots(struct phil_physiology *physiology, uint64_t seed)
{
    bool any = false;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        any |= physiology->spot[m];
    if (!any && physiology->proneness > 1)
        physiology->spot[phil_person_spot(seed)] = true;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        if (physiology->spot[m])
            physiology->pool[m].run_rate *= physiology->proneness;
}

/* What the salts of the blood make of the axons' own rates, whatever these come from. */
static void salt(struct phil_physiology *physiology)
{
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        physiology->pool[m].run_rate *= physiology->axon_rates;
        physiology->pool[m].ectopic_rate *= physiology->axon_rates;
    }
}

/* What a muscle's nerve ends can do at most, whatever acts together: a dozen runs at a time, as
 * they last some 20 s, and ten spikes a second here and there, a face that never rests. Causes
 * multiply, and without a ceiling some of them at their most made ten thousand runs a second.
 * Judged: no one cause at a severe dose comes near. */
static const double MOST_RUNS_PER_MIN = 40, MOST_ECTOPICS_PER_MIN = 600;

static void keep_below_ceilings(struct phil_physiology *physiology)
{
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        struct phil_pool_physiology *pool = &physiology->pool[m];
        pool->run_rate = fmin(pool->run_rate, MOST_RUNS_PER_MIN);
        pool->ectopic_rate = fmin(pool->ectopic_rate, MOST_ECTOPICS_PER_MIN);
    }
}

void phil_physiology_make(struct phil_physiology *physiology,
                          const struct phil_nerve_settings *settings)
{
    phil_physiology_init(physiology);
    phil_person_tic_muscles(physiology->tic_muscle, settings->seed);
    struct phil_patient patient = {
        physiology,
        settings->seed,
        {settings->side != PHIL_SIDE_RIGHT, settings->side != PHIL_SIDE_LEFT}};
    size_t n;
    const struct phil_nerve_cause *causes = phil_nerve_causes(&n);
    /* In the order of the table whatever the order of the doses, to the last bit. */
    for (size_t c = 0; c < n; c++)
        for (size_t i = 0; i < settings->n_doses; i++)
            if (settings->doses[i].cause == &causes[c])
                phil_cause_effect(c)(&patient, settings->doses[i].value);
    place_spots(physiology, settings->seed);
    salt(physiology);
    keep_below_ceilings(physiology);
}

double phil_physiology_twitches_per_min(const struct phil_physiology *physiology)
{
    const struct phil_tic_physiology *tic = &physiology->tic;
    double sum = tic->mean_interval_s > 0 ? 60 / tic->mean_interval_s * (1 - tic->suppression) : 0;
    if (physiology->root[0].fraction > 0 || physiology->root[1].fraction > 0)
        return NAN;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        sum += physiology->pool[m].run_rate + physiology->pool[m].ectopic_rate;
    return sum;
}
