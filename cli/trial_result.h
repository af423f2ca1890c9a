/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trial says, where it stands, which there are, its calendar. Each function tells what is
 * wrong. */
#ifndef PHIL_CLI_TRIAL_RESULT_H
#define PHIL_CLI_TRIAL_RESULT_H

#include "trial_args.h"

/* Writes a view as text, JSON, HTML and CSV as `args` ask for it. PHIL_EXIT_NOTHING: it cannot be
 * told. */
enum phil_exit phil_trial_tell(const struct phil_trial_args *args,
                               const struct phil_trial_view *view);

enum phil_exit phil_trial_result_command(struct phil_trial_args *args);
enum phil_exit phil_trial_status_command(struct phil_trial_args *args);
enum phil_exit phil_trial_list_command(struct phil_trial_args *args);
enum phil_exit phil_trial_calendar_command(struct phil_trial_args *args);
/* Data made elsewhere; no diary is looked at. */
enum phil_exit phil_trial_analyze_command(struct phil_trial_args *args);

#endif
