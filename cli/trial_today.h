/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a day of a trial asks for. */
#ifndef PHIL_CLI_TRIAL_TODAY_H
#define PHIL_CLI_TRIAL_TODAY_H

#include "trial_args.h"

/* `trial today': tells what to do and what is done. A reason to see a doctor soon, by answers and
 * diary, stops the trial: status PHIL_EXIT_NOTHING. */
enum phil_exit phil_trial_today_command(struct phil_trial_args *args);

#endif
