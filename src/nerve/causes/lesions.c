/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Damage to cells and axons: alcohol, hemifacial spasm, a lesion of the brain stem, ALS.
 *
 * Alcohol kills axons, large ones sooner; those that remain conduct as fast as before and take over
 * some orphaned fibres, with junctions that are less safe (Ballantyne et al. 1980,
 * doi:10.1136/jnnp.43.5.427). Single spikes that begin far out accompany it (rate judged).
 *
 * Hemifacial spasm: where a vessel presses the root, myelin is lost. The nodes there are less
 * loaded by their neighbours, lie beside each other, and fire bursts; a spike may excite neighbours
 * of any branch, so that eye and mouth jump together. All of that happens in equations of membranes
 * (file axons); nothing is drawn on. Whether the nucleus is overexcited too is not settled
 * (peripheral: Yamashita et al. 2002; nuclear: Misawa et al. 2006, doi:10.1136/jnnp.2005.073833):
 * `nucleus`.
 *
 * A lesion of the brain stem makes groups of spikes at rhythms that differ from unit to unit. By
 * default that is a statistical generator, an oscillator for each affected unit; with `bursting`
 * the motoneurons themselves burst by a strong persistent current and a slow potassium current that
 * calcium opens, in all units of the side whatever `fraction` says.
 *
 * ALS: motoneurons die; survivors take over their fibres; far ends of axons fire by themselves,
 * most often in mid-course (4 d (1 - d) times `rate`), about 40 times a minute in a muscle of the
 * arm (quartiles 11 and 79; Bashford et al. 2019), fewer once few units are left.
 */
#include "nerve/causes/causes.h"

const struct phil_nerve_parameter phil_alcohol_parameters[PHIL_N_ALCOHOL] = {
    {"loss", "", "part of the facial nerve's axons that is lost", 0, 0.6, 0, 0.3, 0.6,
     PHIL_NERVE_ASSUMED, "axons are lost: Ballantyne et al. 1980; how many of the face is judged"},
    {"regrowth", "", "part of the orphaned fibres that others take over", 0, 1, 0.3, 0.3, 0.3,
     PHIL_NERVE_ASSUMED, "poor: Ballantyne et al. 1980"},
    {"ectopic", "/min", "single spikes a minute and muscle where half the axons are lost", 0, 60,
     2.5, 2.5, 2.5, PHIL_NERVE_ASSUMED, "judged"},
    {"by_size", "", "1: large axons are lost more often; 0: all alike", 0, 1, 1, 1, 1,
     PHIL_NERVE_ASSUMED, "large fibres suffer first; judged"},
};

const struct phil_nerve_parameter phil_spasm_parameters[PHIL_N_SPASM] = {
    {"fraction", "", "part of the nerve's axons that run through the pressed part", 0, 0.8, 0, 0.22,
     0.5, PHIL_NERVE_ASSUMED, "judged"},
    {"load", "mS/cm2", "what the neighbouring internodes take from a node; healthy 100", 15, 100,
     40, 20, 20, PHIL_NERVE_DERIVED, "so that jerks come in clusters with pauses of seconds"},
    {"current", "uA/cm2", "steady current into the pressed part", 0, 200, 50, 50, 200,
     PHIL_NERVE_DERIVED, "so that jerks come in clusters, when severe without a pause"},
    {"ephapse", "", "chance that a spike excites a given neighbour", 0, 1, 0.3, 0.3, 0.3,
     PHIL_NERVE_DERIVED, "250 to 400 spikes a second within a burst: Nielsen 1984"},
    {"neighbours", "", "axons that touch each other", 1, 10, 6, 6, 6, PHIL_NERVE_ASSUMED, "judged"},
    {"length", "mm", "of the nerve without myelin, where spikes run at 8 m/s", 0, 20, 8, 8, 8,
     PHIL_NERVE_PUBLISHED, "about 1 ms more to cross it: nerve potentials in surgery"},
    {"nucleus", "", "how many times as strong the persistent current of motoneurons is", 1, 2, 1, 1,
     1, PHIL_NERVE_ASSUMED, "contested: Misawa et al. 2006"},
};

const struct phil_nerve_parameter phil_brainstem_parameters[PHIL_N_BRAINSTEM] = {
    {"fraction", "", "part of the motor units that fire in groups of their own", 0, 1, 0, 0.06, 0.3,
     PHIL_NERVE_ASSUMED, "judged"},
    {"loss", "", "part of the motor units that is lost", 0, 0.9, 0, 0.1, 0.4, PHIL_NERVE_ASSUMED,
     "judged"},
    {"slowest", "Hz", "groups of the slowest unit", 0.5, 30, 2, 2, 2, PHIL_NERVE_PUBLISHED,
     "0.8 to 30 groups a second: Wasserstrom and Starr 1977"},
    {"fastest", "Hz", "groups of the fastest unit", 0.5, 30, 10, 10, 10, PHIL_NERVE_PUBLISHED,
     "0.8 to 30 groups a second: Wasserstrom and Starr 1977"},
    {"bursting", "",
     "1: all motoneurons of the side burst by their membranes, in place of the pattern", 0, 1, 0, 0,
     0, PHIL_NERVE_ASSUMED, "judged"},
};

const struct phil_nerve_parameter phil_als_parameters[PHIL_N_ALS] = {
    {"stage", "", "0 healthy to 1 late; four fifths of the units are lost then", 0, 1, 0, 0.5, 0.9,
     PHIL_NERVE_PUBLISHED, "60 to 80 % lost before weakness shows: Howells et al. 2018"},
    {"rate", "/min", "single jumps a minute in the ring muscle of the mouth in mid-course", 0, 200,
     40, 40, 40, PHIL_NERVE_PUBLISHED,
     "40.5, quartiles 10.6 and 79.4, biceps: Bashford et al. 2019"},
    {"upper", "", "part of the greatest effort that is lost with the upper motoneurons", 0, 1, 0.5,
     0.5, 0.5, PHIL_NERVE_ASSUMED, "judged"},
    {"doublets", "", "part of the jumps that are double", 0, 1, 0.05, 0.05, 0.05,
     PHIL_NERVE_ASSUMED, "judged"},
};

/* More dead axons: each cause takes its part of those that are left. */
static void lose(struct phil_pool_physiology *pool, double loss, double by_size)
{
    pool->loss = 1 - (1 - pool->loss) * (1 - loss);
    if (loss > 0 && by_size > pool->loss_by_size)
        pool->loss_by_size = by_size;
}

static void regrow(struct phil_pool_physiology *pool, double regrowth)
{
    if (regrowth > pool->regrowth)
        pool->regrowth = regrowth;
}

void phil_alcohol_effect(struct phil_patient *patient, const double *value)
{
    const double loss = value[PHIL_ALCOHOL_LOSS];
    for (int m = 0; m < PHIL_N_MUSCLES && loss > 0; m++) {
        struct phil_pool_physiology *pool = &patient->physiology->pool[m];
        lose(pool, loss, value[PHIL_ALCOHOL_BY_SIZE]);
        regrow(pool, value[PHIL_ALCOHOL_REGROWTH]);
        pool->sprout_safety *= 0.7;
        pool->ectopic_rate += value[PHIL_ALCOHOL_ECTOPIC] * 2 * loss;
    }
}

void phil_spasm_effect(struct phil_patient *patient, const double *value)
{
    for (int side = 0; side < 2; side++) {
        struct phil_root_physiology *root = &patient->physiology->root[side];
        if (!patient->side[side] || value[PHIL_SPASM_FRACTION] <= 0)
            continue;
        root->fraction = 1 - (1 - root->fraction) * (1 - value[PHIL_SPASM_FRACTION]);
        root->load_ms_cm2 *= value[PHIL_SPASM_LOAD] / 100;
        root->injected_ua_cm2 += value[PHIL_SPASM_CURRENT];
        root->ephapse = 1 - (1 - root->ephapse) * (1 - value[PHIL_SPASM_EPHAPSE]);
        root->neighbours = (int)(value[PHIL_SPASM_NEIGHBOURS] + 0.5);
        root->slow_mm += value[PHIL_SPASM_LENGTH];
        for (int m = side; m < PHIL_N_MUSCLES; m += 2)
            patient->physiology->pool[m].pic_gain *= value[PHIL_SPASM_NUCLEUS];
    }
}

void phil_brainstem_effect(struct phil_patient *patient, const double *value)
{
    const bool bursting = value[PHIL_BRAINSTEM_BURSTING] >= 0.5;
    const double fraction = value[PHIL_BRAINSTEM_FRACTION];
    const double lo = value[PHIL_BRAINSTEM_SLOWEST], hi = value[PHIL_BRAINSTEM_FASTEST];
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        struct phil_pool_physiology *pool = &patient->physiology->pool[m];
        if (!patient->side[m % 2] || fraction <= 0)
            continue;
        lose(pool, value[PHIL_BRAINSTEM_LOSS], 0);
        pool->oscillator_lo_hz = lo < hi ? lo : hi;
        pool->oscillator_hi_hz = lo < hi ? hi : lo;
        if (bursting) {
            pool->bursting = true;
            pool->rest_drive += 0.075;
        } else {
            pool->oscillating = 1 - (1 - pool->oscillating) * (1 - fraction);
        }
    }
}

void phil_als_effect(struct phil_patient *patient, const double *value)
{
    const double d = value[PHIL_ALS_STAGE];
    for (int m = 0; m < PHIL_N_MUSCLES && d > 0; m++) {
        struct phil_pool_physiology *pool = &patient->physiology->pool[m];
        lose(pool, 0.8 * d, 0);
        regrow(pool, 0.8);
        pool->safety *= 1 - 0.3 * d;
        pool->drive_ceiling *= 1 - value[PHIL_ALS_UPPER] * d;
        pool->doublets = 1 - (1 - pool->doublets) * (1 - value[PHIL_ALS_DOUBLETS]);
        /* The ring muscle of the mouth is four pools. */
        pool->ectopic_rate += d * (1 - d) * value[PHIL_ALS_RATE];
    }
    for (int side = 0; side < 2; side++) {
        patient->physiology->root[side].persistent_na *= 1 + 0.8 * d;
        patient->physiology->root[side].slow_k *= 1 - 0.4 * d;
    }
}
