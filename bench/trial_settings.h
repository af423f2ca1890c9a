/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings under which bench-trial draws trials. */
#ifndef PHIL_BENCH_TRIAL_SETTINGS_H
#define PHIL_BENCH_TRIAL_SETTINGS_H

#include "drawn.h"

struct bench_setting {
    char name[64];
    struct drawn_setting drawn;
    bool as_assumed; /* the days follow the model that philtrum assumes */
    bool on_request; /* run where it is named alone */
};

/* The i-th of the chosen settings, or of the full grid; false after the last. */
bool bench_setting_get(struct bench_setting *setting, bool full, int i);

#endif
