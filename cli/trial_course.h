/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of a trial: it begins, something happens, it ends. Each function tells what it did, or
 * what is wrong. */
#ifndef PHIL_CLI_TRIAL_COURSE_H
#define PHIL_CLI_TRIAL_COURSE_H

#include "trial_args.h"

enum phil_exit phil_trial_start_command(struct phil_trial_args *args);
enum phil_exit phil_trial_mark_command(struct phil_trial_args *args);
enum phil_exit phil_trial_stop_command(struct phil_trial_args *args);

#endif
