/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trials of a diary, and where each stands. */
#ifndef PHIL_CLI_TRIAL_KEPT_H
#define PHIL_CLI_TRIAL_KEPT_H

#include <philtrum/store.h>

#include "console.h"

struct phil_kept_trial {
    int64_t id;
    struct phil_trial_plan *plan;
    struct phil_trial_mark *marks;
    size_t n_marks;
    enum phil_trial_state state;
    bool started;                /* its first day is known, though that may lie ahead */
    int64_t first_day, last_day; /* of a started one */
};

struct phil_kept_trials {
    struct phil_kept_trial *trials; /* in the order in which they were planned */
    size_t n;
    int64_t last_id; /* of the newest trial, left out or not; 0 without one */
};

/* Reads all of them. One that this philtrum does not understand is left out, with a note.
 * PHIL_EXIT_DONE, or the message has been given and this is the exit status. */
enum phil_exit phil_kept_trials_read(struct phil_kept_trials *trials, struct phil_store *store,
                                     const struct phil_moment *now);
void phil_kept_trials_release(struct phil_kept_trials *trials);

/* The one that is planned or running; NULL when there is none. */
const struct phil_kept_trial *phil_kept_trials_open(const struct phil_kept_trials *trials);

/* The one of that number; with 0 the open one, else the last. NULL after an error message. */
const struct phil_kept_trial *phil_kept_trials_find(const struct phil_kept_trials *trials,
                                                    int number);

#endif
