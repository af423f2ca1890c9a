/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nerves that are a little too ready to fire: caffeine, stress, lost sleep, a harmless twitch.
 *
 * All of them end in the same thing, a benign run: the far end of one to three axons fires by
 * itself 3 to 8 times a second for some seconds. Where such runs come from is not known; they are a
 * statistical generator whose rate these causes raise, and so the causes cannot be told apart by
 * the runs. That the eyelid does it more after short nights, stress and energy drinks has been seen
 * in students before examinations (Tuzun and others 2016); how much more is judged.
 *
 * Proneness. In most people nothing twitches after five cups of coffee. What is simulated is the
 * one in whom something does: one spot of the lips whose runs are `proneness` times as frequent as
 * an average face's. Set it to 1 to see what happens in nearly everybody: nothing.
 *
 * Caffeine. The dose becomes a plasma concentration (volume of distribution 0.65 l/kg, 194.2 g/mol:
 * 6 mg/kg give 47 umol/l, about 40 was measured: Kalmar 2005) and occupies adenosine receptors of
 * which half are taken at 40 umol/l. That raises persistent inward currents of motoneurons, if it
 * does: self-sustained firing went from 65 to 87 % of trials (Walton, Kalmar and Cafarelli 2002,
 * doi:10.1113/jphysiol.2002.025064), but rates did not change (Kalmar and Cafarelli 1999) and a
 * later study saw no effect on these currents (Mackay et al. 2024): hence a switch.
 */
#include "nerve/causes/causes.h"

#include "nerve/person.h"

/* Of proneness where a cause is simulated (judged: a few runs a minute then, a bout). */
#define PRONE                                                                                      \
    {                                                                                              \
        "proneness", "",                                                                           \
            "how many times as often as in an average face a spot of the lips fires by itself", 1, \
            10000, 1, 3000, 3000, PHIL_NERVE_ASSUMED, "judged"                                     \
    }

const struct phil_nerve_parameter phil_caffeine_parameters[PHIL_N_CAFFEINE] = {
    {"dose", "mg/kg",
     "caffeine taken at once, by body weight; of 70 kg, a cup of coffee is about 1.4", 0, 20, 0, 4,
     12, PHIL_NERVE_KNOWN, "dose to plasma: Kalmar 2005; effect on runs: judged"},
    {"pic", "", "1: caffeine raises the persistent inward current; 0: it does not (contested)", 0,
     1, 1, 1, 1, PHIL_NERVE_PUBLISHED, "Walton et al. 2002 for; Mackay et al. 2024 against"},
    PRONE,
};

const struct phil_nerve_parameter phil_stress_parameters[PHIL_N_STRESS] = {
    {"level", "", "0 calm to 1 great stress", 0, 1, 0, 0.5, 1, PHIL_NERVE_ASSUMED,
     "muscle tone of the face rises with stress; by how much is judged"},
    PRONE,
};

const struct phil_nerve_parameter phil_sleep_parameters[PHIL_N_SLEEP] = {
    {"missed", "h", "hours of sleep missed", 0, 48, 0, 4, 24, PHIL_NERVE_ASSUMED,
     "eyelids twitch more after short nights: TUZ16; by how much is judged"},
    PRONE,
};

const struct phil_nerve_parameter phil_benign_parameters[PHIL_N_BENIGN] = {
    {"rate", "/h", "runs of twitches an hour during a bout, in one spot", 0, 600, 0, 240, 600,
     PHIL_NERVE_ASSUMED, "3 to 8 Hz in runs: BAN04, SPEM, on eyelids; how often is judged"},
    {"place", "", "0: where this person's spot is; 1: upper lip; 2: lower lip; 3: eyelids", 0, 3, 0,
     0, 0, PHIL_NERVE_ASSUMED, "a choice"},
};

static void be_prone(struct phil_physiology *p, double proneness)
{
    if (proneness > p->proneness)
        p->proneness = proneness;
}

void phil_caffeine_effect(struct phil_patient *patient, const double *value)
{
    struct phil_physiology *p = patient->physiology;
    const double plasma_umol_l = 1000 * value[PHIL_CAFFEINE_DOSE] / (0.65 * 194.2);
    const double occupied = plasma_umol_l / (plasma_umol_l + 40);
    const double released = plasma_umol_l / (plasma_umol_l + 1000);
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        struct phil_pool_physiology *pool = &p->pool[m];
        pool->pic_gain *= 1 + 0.35 * occupied * value[PHIL_CAFFEINE_PIC];
        pool->common_noise *= 1 + 0.3 * occupied;
        pool->rest_drive += 0.01 * occupied;
        pool->run_rate *= 1 + 4 * occupied;
        pool->force *= 1 + 0.1 * released; /* ryanodine receptors: they need a hundred times more */
    }
    be_prone(p, value[PHIL_CAFFEINE_PRONE]);
}

void phil_stress_effect(struct phil_patient *patient, const double *value)
{
    struct phil_physiology *p = patient->physiology;
    const double s = value[PHIL_STRESS_LEVEL];
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        struct phil_pool_physiology *pool = &p->pool[m];
        /* Lips are pressed and eyes narrowed, both sides alike: a third of the units at s = 1. */
        if (m <= PHIL_ORIS_LOWER_RIGHT || m >= PHIL_OCULI_LEFT) {
            pool->rest_drive += 0.05 * s;
            pool->fine_drive += 0.012 * s; /* a fifth of the tone */
        }
        pool->common_noise *= 1 + s;
        pool->pic_gain *= 1 + 0.15 * s;
        pool->run_rate *= 1 + 4 * s;
    }
    p->fine.hz = 10;
    be_prone(p, value[PHIL_STRESS_PRONE]);
}

void phil_sleep_effect(struct phil_patient *patient, const double *value)
{
    const double hours = value[PHIL_SLEEP_HOURS];
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        patient->physiology->pool[m].run_rate *= 1 + 4 * hours / (hours + 4);
    be_prone(patient->physiology, value[PHIL_SLEEP_PRONE]);
}

void phil_benign_effect(struct phil_patient *patient, const double *value)
{
    static const enum phil_nerve_muscle left[] = {PHIL_ORIS_UPPER_LEFT, PHIL_ORIS_LOWER_LEFT,
                                                  PHIL_OCULI_LEFT};
    struct phil_physiology *p = patient->physiology, healthy;
    phil_physiology_init(&healthy);
    be_prone(p, value[PHIL_BENIGN_RATE] / 60 / healthy.pool[0].run_rate);
    const int place = (int)(value[PHIL_BENIGN_PLACE] + 0.5);
    const unsigned muscle = place > 0 ? left[place - 1] : phil_person_spot(patient->seed) & ~1u;
    for (int side = 0; side < 2; side++)
        p->spot[muscle + (unsigned)side] |= patient->side[side];
}
