/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The days of a trial, from what the diary holds. */
#ifndef PHIL_CLI_TRIAL_GATHER_H
#define PHIL_CLI_TRIAL_GATHER_H

#include "trial_kept.h"

/* What the diary holds of some days. */
struct phil_gathered {
    struct phil_entry *entries;
    size_t n_entries;
    struct phil_trial_clip *clips; /* their analyses are owned */
    size_t n_clips;
    size_t
        n_undated; /* recordings saved since `from` of which nobody knows when they were filmed */
};

/* Entries and recordings of the days on the wall from `from` to `to`, and a day around them. A
 * recording that cannot be read back is left out, with a note. PHIL_EXIT_DONE, or the message has
 * been given and this is the exit status; so with all functions here. */
enum phil_exit phil_gather(struct phil_gathered *gathered, struct phil_store *store, int64_t from,
                           int64_t to);
void phil_gathered_release(struct phil_gathered *gathered);

/* A recording was filmed on this day. */
bool phil_gathered_has_clip(const struct phil_gathered *gathered, int64_t day);

/* The days of a started trial up to and with `until`. The caller frees *data. */
enum phil_exit phil_trial_gather(struct phil_trial_data **data,
                                 const struct phil_gathered *gathered,
                                 const struct phil_kept_trial *trial, int64_t until);

/* How the person's days vary, from the usual days of the last weeks: those on which no trial was
 * on. `store` NULL: there is no diary, and what is common is taken. */
enum phil_exit phil_trial_gather_background(struct phil_trial_background *background,
                                            struct phil_store *store,
                                            const struct phil_kept_trials *trials,
                                            enum phil_side side, int64_t today);

#endif
