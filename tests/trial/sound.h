/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for the result of every trial, whatever its days are. */
#ifndef TESTS_TRIAL_SOUND_H
#define TESTS_TRIAL_SOUND_H

#include <philtrum/trial.h>

/* NULL when the result keeps the promises of its header; else which it breaks. */
const char *sound_result(const struct phil_trial_result *result,
                         const struct phil_trial_data *data);

#endif
