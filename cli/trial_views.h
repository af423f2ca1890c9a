/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials of the diary with their days and results, as reports tell of them. */
#ifndef PHIL_CLI_TRIAL_VIEWS_H
#define PHIL_CLI_TRIAL_VIEWS_H

#include "known.h"
#include "trial_kept.h"

struct phil_trial_views {
    struct phil_trial_view *views;
    size_t n;
    struct phil_kept_trials kept; /* that they borrow from */
};

/* The days of one trial and, when it `analyses`, what they say. While a trial runs, today counts as
 * soon as something was filmed. A trial that has not begun has neither. The caller releases *view
 * with phil_trial_view_release(); it borrows from `trial`. PHIL_EXIT_DONE, or the message has been
 * given and this is the exit status. */
enum phil_exit phil_trial_view_make(struct phil_trial_view *view, struct phil_store *store,
                                    const struct phil_kept_trial *trial,
                                    const struct phil_moment *now, bool analyses);
void phil_trial_view_release(struct phil_trial_view *view);

/* All trials that have begun, oldest first; without a result while they run. */
enum phil_exit phil_trial_views_load(struct phil_trial_views *views, struct phil_store *store,
                                     const struct phil_known *known);
void phil_trial_views_release(struct phil_trial_views *views);

#endif
