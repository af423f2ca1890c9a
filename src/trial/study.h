/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of an analysis share. */
#ifndef PHIL_TRIAL_STUDY_H
#define PHIL_TRIAL_STUDY_H

#include "trial/fit.h"

struct phil_study {
    const struct phil_trial_data *data;
    struct phil_trial_settings settings;
    struct phil_prior prior;
    struct phil_trial_result *result;
    struct phil_fit main; /* of the twitches, as assigned */
};

/* Rates of the arms, fitted curve, scatter, trend and carry-over from the main fit. Errors:
 * PHIL_EMEM. */
enum phil_status phil_study_describe(struct phil_study *study);

/* The other outcomes with their tests, and the dose. Errors: PHIL_EMEM. */
enum phil_status phil_study_others(struct phil_study *study);
enum phil_status phil_study_dose(struct phil_study *study);

/* The same question asked otherwise; the range when one day is dropped. Errors: PHIL_EMEM. */
enum phil_status phil_study_sensitivity(struct phil_study *study);

/* Verdict, its sentence, and how many days more. */
void phil_study_judge(struct phil_study *study);

#endif
