/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Causes as changes of physiology. Each has its parameters and its effect in a file of its family,
 * and its words in causes.c. doc/model.md says how to add one.
 */
#ifndef PHIL_NERVE_CAUSES_H
#define PHIL_NERVE_CAUSES_H

#include "nerve/physiology.h"

/* What an effect is given beside its parameters' values. */
struct phil_patient {
    struct phil_physiology *physiology;
    uint64_t seed; /* of the person */
    bool side[2];  /* which sides a one-sided cause is on */
};

/* Changes the patient by a cause whose parameters have these values. */
typedef void phil_effect(struct phil_patient *patient, const double *value);

/* The effect of a cause of phil_nerve_causes(). */
phil_effect *phil_cause_effect(size_t cause);

/* excitable.c: nerves that are a little too ready to fire */
enum { PHIL_CAFFEINE_DOSE, PHIL_CAFFEINE_PIC, PHIL_CAFFEINE_PRONE, PHIL_N_CAFFEINE };
enum { PHIL_STRESS_LEVEL, PHIL_STRESS_PRONE, PHIL_N_STRESS };
enum { PHIL_SLEEP_HOURS, PHIL_SLEEP_PRONE, PHIL_N_SLEEP };
enum { PHIL_BENIGN_RATE, PHIL_BENIGN_PLACE, PHIL_N_BENIGN };
extern const struct phil_nerve_parameter phil_caffeine_parameters[PHIL_N_CAFFEINE];
extern const struct phil_nerve_parameter phil_stress_parameters[PHIL_N_STRESS];
extern const struct phil_nerve_parameter phil_sleep_parameters[PHIL_N_SLEEP];
extern const struct phil_nerve_parameter phil_benign_parameters[PHIL_N_BENIGN];
phil_effect phil_caffeine_effect, phil_stress_effect, phil_sleep_effect, phil_benign_effect;

/* salts.c: potassium, calcium, magnesium */
enum {
    PHIL_POTASSIUM_DOSE,
    PHIL_POTASSIUM_SHIFT,
    PHIL_POTASSIUM_SOMA,
    PHIL_POTASSIUM_PARADOX,
    PHIL_N_POTASSIUM
};
enum { PHIL_CALCIUM_DOSE, PHIL_CALCIUM_PRONE, PHIL_N_CALCIUM };
extern const struct phil_nerve_parameter phil_potassium_parameters[PHIL_N_POTASSIUM];
extern const struct phil_nerve_parameter phil_calcium_parameters[PHIL_N_CALCIUM];
phil_effect phil_potassium_effect, phil_calcium_effect;

/* lesions.c: damage to cells and axons */
enum {
    PHIL_ALCOHOL_LOSS,
    PHIL_ALCOHOL_REGROWTH,
    PHIL_ALCOHOL_ECTOPIC,
    PHIL_ALCOHOL_BY_SIZE,
    PHIL_N_ALCOHOL
};
enum {
    PHIL_SPASM_FRACTION,
    PHIL_SPASM_LOAD,
    PHIL_SPASM_CURRENT,
    PHIL_SPASM_EPHAPSE,
    PHIL_SPASM_NEIGHBOURS,
    PHIL_SPASM_LENGTH,
    PHIL_SPASM_NUCLEUS,
    PHIL_N_SPASM
};
enum {
    PHIL_BRAINSTEM_FRACTION,
    PHIL_BRAINSTEM_LOSS,
    PHIL_BRAINSTEM_SLOWEST,
    PHIL_BRAINSTEM_FASTEST,
    PHIL_BRAINSTEM_BURSTING,
    PHIL_N_BRAINSTEM
};
enum { PHIL_ALS_STAGE, PHIL_ALS_RATE, PHIL_ALS_UPPER, PHIL_ALS_DOUBLETS, PHIL_N_ALS };
extern const struct phil_nerve_parameter phil_alcohol_parameters[PHIL_N_ALCOHOL];
extern const struct phil_nerve_parameter phil_spasm_parameters[PHIL_N_SPASM];
extern const struct phil_nerve_parameter phil_brainstem_parameters[PHIL_N_BRAINSTEM];
extern const struct phil_nerve_parameter phil_als_parameters[PHIL_N_ALS];
phil_effect phil_alcohol_effect, phil_spasm_effect, phil_brainstem_effect, phil_als_effect;

/* commands.c: what the brain asks of healthy nerves */
enum {
    PHIL_TOURETTE_RATE,
    PHIL_TOURETTE_DRIVE,
    PHIL_TOURETTE_SUPPRESSION,
    PHIL_TOURETTE_UNTIL,
    PHIL_N_TOURETTE
};
enum { PHIL_PARKINSON_AMPLITUDE, PHIL_PARKINSON_HZ, PHIL_PARKINSON_RIGIDITY, PHIL_N_PARKINSON };
extern const struct phil_nerve_parameter phil_tourette_parameters[PHIL_N_TOURETTE];
extern const struct phil_nerve_parameter phil_parkinson_parameters[PHIL_N_PARKINSON];
phil_effect phil_tourette_effect, phil_parkinson_effect;

#endif
