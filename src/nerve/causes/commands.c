/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the brain asks of healthy nerves: Tourette's tics and Parkinson's tremor. Both are
 * statistics of drive (tics.c, drive.c); what makes the brain ask for them is no part of the model.
 */
#include "nerve/causes/causes.h"

const struct phil_nerve_parameter phil_tourette_parameters[PHIL_N_TOURETTE] = {
    {"rate", "/min", "tics a minute when none is held back", 0, 30, 0, 8, 30, PHIL_NERVE_ASSUMED,
     "a tic every 2 to 60 s; judged"},
    {"drive", "", "how strong a tic is on average, of the greatest effort", 0.1, 0.9, 0.6, 0.6, 0.6,
     PHIL_NERVE_ASSUMED, "judged"},
    {"suppression", "", "part of the tics that the person holds back", 0, 1, 0, 0, 0,
     PHIL_NERVE_KNOWN, "tics can be held back for a while"},
    {"until", "s", "when the person lets go; a minute of more tics follows; 0: never", 0, 3600, 0,
     0, 0, PHIL_NERVE_ASSUMED, "a rebound is contested; judged"},
};

const struct phil_nerve_parameter phil_parkinson_parameters[PHIL_N_PARKINSON] = {
    {"amplitude", "", "0 no tremor to 1 a great one", 0, 1, 0, 0.5, 1, PHIL_NERVE_ASSUMED,
     "judged"},
    {"hz", "Hz", "of the tremor, the same in both lips", 3, 8, 5, 5, 5, PHIL_NERVE_PUBLISHED,
     "one frequency in lips, jaw, tongue and finger: HUN90; 4 to 6 Hz"},
    {"rigidity", "", "how many times as stiff the lips are at amplitude 1, less 1", 0, 3, 1, 1, 1,
     PHIL_NERVE_ASSUMED, "judged"},
};

void phil_tourette_effect(struct phil_patient *patient, const double *value)
{
    struct phil_tic_physiology *tic = &patient->physiology->tic;
    const double rate = value[PHIL_TOURETTE_RATE];
    tic->mean_interval_s = rate > 0 ? 60 / rate : 0;
    tic->drive = value[PHIL_TOURETTE_DRIVE];
    tic->suppression = value[PHIL_TOURETTE_SUPPRESSION];
    tic->suppress_to_s = value[PHIL_TOURETTE_UNTIL];
}

void phil_parkinson_effect(struct phil_patient *patient, const double *value)
{
    struct phil_physiology *p = patient->physiology;
    const double amplitude = value[PHIL_PARKINSON_AMPLITUDE];
    if (amplitude <= 0)
        return;
    p->tremor.hz = value[PHIL_PARKINSON_HZ];
    p->stiffness *= 1 + value[PHIL_PARKINSON_RIGIDITY] * amplitude;
    for (int m = 0; m <= PHIL_MENTALIS_RIGHT; m++)
        p->pool[m].tremor_drive += 0.15 * amplitude;
}
