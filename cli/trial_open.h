/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A diary that is open, its trials, and the one that is meant. */
#ifndef PHIL_CLI_TRIAL_OPEN_H
#define PHIL_CLI_TRIAL_OPEN_H

#include "trial_args.h"
#include "trial_kept.h"

struct phil_opened_trial {
    char *path;
    struct phil_store *store;
    struct phil_moment now;
    int64_t today;
    struct phil_kept_trials kept;
    const struct phil_kept_trial *trial; /* that --trial names, else the open one, else the last */
};

/* Opens the diary of `args`. PHIL_EXIT_DONE, or the message has been given and this is the exit
 * status; to be released either way. */
enum phil_exit phil_trial_open(struct phil_opened_trial *opened, const struct phil_trial_args *args,
                               enum phil_store_mode mode);
void phil_trial_close(struct phil_opened_trial *opened);

/* Adds a mark to the trial; `note` is its words. The same result. */
enum phil_exit phil_trial_add_mark(struct phil_opened_trial *opened, enum phil_mark_kind kind,
                                   int64_t day, const char *note);

#endif
