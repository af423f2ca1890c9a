/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Not built yet: goes away function by function. */
#include <philtrum/store.h>

#include <math.h>

__attribute__((weak)) enum phil_status phil_store_remove_analysis(struct phil_store *store,
                                                                  int64_t id)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_status phil_store_add_trial(struct phil_store *store,
                                                            const char *plan, int64_t *id)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_status
phil_store_trials(struct phil_store *store, struct phil_saved_trial **trials, size_t *n)
{
    return PHIL_EBUG;
}

__attribute__((weak)) void phil_saved_trials_free(struct phil_saved_trial *trials, size_t n)
{
}

__attribute__((weak)) enum phil_status phil_store_add_mark(struct phil_store *store, int64_t trial,
                                                           struct phil_trial_mark *mark)
{
    return PHIL_EBUG;
}

__attribute__((weak)) enum phil_status phil_store_marks(struct phil_store *store, int64_t trial,
                                                        struct phil_trial_mark **marks, size_t *n)
{
    return PHIL_EBUG;
}
