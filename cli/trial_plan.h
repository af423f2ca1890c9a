/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planning a trial, and what can be tried. Each function tells what it did, or what is wrong. */
#ifndef PHIL_CLI_TRIAL_PLAN_H
#define PHIL_CLI_TRIAL_PLAN_H

#include "trial_args.h"

/* `trial plan': without a remedy it lists what can be tried. */
enum phil_exit phil_trial_plan_command(struct phil_trial_args *args);

#endif
