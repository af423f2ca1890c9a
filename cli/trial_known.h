/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the person when a trial is planned and on each of its days. */
#ifndef PHIL_CLI_TRIAL_KNOWN_H
#define PHIL_CLI_TRIAL_KNOWN_H

#include "known.h"
#include "trial_args.h"

/* Knowledge base, kept answers or those of --answers, diary and recordings. `path` is the diary's,
 * which may be missing. *answered: the person has told anything. PHIL_EXIT_DONE, or the message has
 * been given and this is the exit status. */
enum phil_exit phil_trial_know(struct phil_known *known, const struct phil_trial_args *args,
                               const char *path, bool *answered);

/* The explanation without its intervals and questions. The caller frees it. */
enum phil_exit phil_known_explain(struct phil_explanation **explanation,
                                  const struct phil_known *known);

/* The gravest reason to see a doctor today or soon; NULL when there is none. */
const struct phil_reason *phil_known_red_flag(const struct phil_explanation *explanation);

#endif
