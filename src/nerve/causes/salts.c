/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Salts of the blood: low potassium, low calcium or magnesium.
 *
 * Potassium. Less of it outside a cell moves the potassium equilibrium by (Nernst, 37 degrees)
 *
 *   dE = 26.73 mV ln([K] / 4.0)
 *
 * downwards: axons and muscle fibres rest further from their threshold, so that they fire LESS by
 * themselves, not more. The muscle's rest follows Goldman with a hundredth of permeability for
 * sodium; the junction's safety factor falls with it. The brain's own fluid keeps its potassium
 * (2.6 to 3.2 mmol/l whatever the blood's; Katzman 1976), so that motoneurons see none of it unless
 * `soma` says so. That low potassium makes faces twitch is widely believed; this model says no, and
 * so do the data: people with twitching eyelids had the same potassium as others (GUN24). Where it
 * does, something else is low as well, magnesium or calcium as a rule: `shift`.
 *
 * Calcium and magnesium screen the charges on the outside of the membrane. With less, sodium
 * channels open as if the membrane were depolarised: by 10 to 15 mV for a fivefold change
 * (Frankenhaeuser and Hodgkin 1957, doi:10.1113/jphysiol.1957.sp005808), 7.8 mV per factor e.
 *
 * From shifts to rates. At a leaky node of the model (load 30, 60 uA/cm2) the rate of spikes that
 * noise sets off goes steeply: 3.5 mV of dE do as much as 1 mV of shift. The specification found
 * twofold for 6 mV at a more noisy node; that milder figure is used:
 *
 *   rates x 2^((dE + 3.5 shift) / 6 mV)
 *
 * Where it fails: real lows come slowly and cells adapt; salts move together; paradoxical
 * depolarisation (`paradox`) is known from fibres in a dish and periodic paralysis alone.
 */
#include "nerve/causes/causes.h"

#include "base/exact.h"

/* RT/F at 37 degrees, mV; healthy potassium and calcium, mmol/l. */
static const double RT_F_MV = 26.73, POTASSIUM = 4, CALCIUM = 2.35;

/* Sodium channels' shift for a factor e of calcium, mV. */
static const double SCREENING_MV = 7.8;

/* Proneness of lips where magnesium or calcium are low beside potassium (judged). */
static const double SHIFTED_PRONE = 300;

const struct phil_nerve_parameter phil_potassium_parameters[PHIL_N_POTASSIUM] = {
    {"dose", "mmol/L", "potassium in the blood; healthy is 3.5 to 5", 1.5, 5.5, 4, 2.8, 1.8,
     PHIL_NERVE_KNOWN, "Nernst and Goldman equations"},
    {"shift", "mV", "what low magnesium or calcium beside it does to sodium channels", 0, 5, 0, 0,
     0, PHIL_NERVE_ASSUMED, "Frankenhaeuser and Hodgkin 1957, squid; for nodes of people judged"},
    {"soma", "", "the part of the change that reaches motoneurons in the brain stem", 0, 0.1, 0, 0,
     0, PHIL_NERVE_PUBLISHED, "Katzman 1976: the brain's fluid keeps its potassium"},
    {"paradox", "", "1: below 2 mmol/L muscle fibres depolarise and fail; 0: they do not", 0, 1, 0,
     0, 0, PHIL_NERVE_ASSUMED, "known from fibres in a dish"},
};

const struct phil_nerve_parameter phil_calcium_parameters[PHIL_N_CALCIUM] = {
    {"dose", "mmol/L", "calcium in the blood, corrected for protein; healthy is 2.2 to 2.6", 1.2,
     2.6, 2.35, 1.8, 1.4, PHIL_NERVE_ASSUMED,
     "Frankenhaeuser and Hodgkin 1957, squid; for nodes of people judged"},
    {"proneness", "", "how many times as often as in an average face the lips fire by themselves",
     1, 10000, 1, 300, 1000, PHIL_NERVE_ASSUMED, "judged"},
};

/* Axons whose potassium equilibrium and sodium channels have moved. */
static void move_axons(struct phil_physiology *p, double ek_mv, double shift_mv)
{
    const double rates = phil_exact_exp(0.6931471805599453 * (ek_mv + 3.5 * shift_mv) / 6);
    for (int side = 0; side < 2; side++) {
        p->root[side].ek_shift_mv += ek_mv;
        p->root[side].gate_shift_mv += shift_mv;
    }
    p->axon_rates *= rates;
}

/* Where it tingles first, both sides, runs come so many times as often. */
static void irritate_mouth(struct phil_physiology *p, double proneness)
{
    for (int m = 0; m <= PHIL_MENTALIS_RIGHT; m++)
        p->spot[m] = true;
    if (proneness > p->proneness)
        p->proneness = proneness;
}

/* Goldman: sodium's permeability is a hundredth of potassium's. */
static double muscle_rest_mv(double potassium)
{
    return RT_F_MV * phil_exact_log((potassium + 0.01 * 145) / (155 + 0.01 * 12));
}

void phil_potassium_effect(struct phil_patient *patient, const double *value)
{
    struct phil_physiology *p = patient->physiology;
    const double potassium = value[PHIL_POTASSIUM_DOSE];
    const double ek_mv = RT_F_MV * phil_exact_log(potassium / POTASSIUM);
    const bool paradox = value[PHIL_POTASSIUM_PARADOX] >= 0.5 && potassium < 2;
    p->potassium_mmol_l *= potassium / POTASSIUM;
    move_axons(p, ek_mv, value[PHIL_POTASSIUM_SHIFT]);
    if (value[PHIL_POTASSIUM_SHIFT] > 0)
        irritate_mouth(p, SHIFTED_PRONE);
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        struct phil_pool_physiology *pool = &p->pool[m];
        pool->ek_soma_mv += value[PHIL_POTASSIUM_SOMA] * ek_mv;
        pool->muscle_rest_mv += muscle_rest_mv(potassium) - muscle_rest_mv(POTASSIUM);
        if (paradox) {
            pool->muscle_rest_mv = -58;
            pool->force *= 0.3; /* most sodium channels of the fibres are shut then (judged) */
        }
    }
}

void phil_calcium_effect(struct phil_patient *patient, const double *value)
{
    struct phil_physiology *p = patient->physiology;
    const double shift_mv = SCREENING_MV * phil_exact_log(CALCIUM / value[PHIL_CALCIUM_DOSE]);
    move_axons(p, 0, shift_mv);
    if (shift_mv <= 0)
        return;
    irritate_mouth(p, value[PHIL_CALCIUM_PRONE]);
}
