/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial_kept.h"

#include <stdlib.h>
#include <string.h>

static void release_one(struct phil_kept_trial *trial)
{
    free(trial->plan);
    free(trial->marks);
}

void phil_kept_trials_release(struct phil_kept_trials *trials)
{
    for (size_t i = 0; i < trials->n; i++)
        release_one(&trials->trials[i]);
    free(trials->trials);
    *trials = (struct phil_kept_trials){0};
}

static bool has_mark(const struct phil_kept_trial *trial, enum phil_mark_kind kind)
{
    for (size_t i = 0; i < trial->n_marks; i++)
        if (trial->marks[i].kind == kind)
            return true;
    return false;
}

/* PHIL_EFORMAT: the plan is none that this philtrum understands, or its course is damaged, which
 * the log has told; *what is which of them. */
static enum phil_status read_one(struct phil_kept_trial *trial, struct phil_store *store,
                                 const struct phil_saved_trial *saved,
                                 const struct phil_moment *now, const char **what)
{
    *what = "plan";
    *trial = (struct phil_kept_trial){.id = saved->id, .plan = malloc(sizeof *trial->plan)};
    if (!trial->plan)
        return PHIL_EMEM;
    enum phil_status status =
        phil_trial_plan_read(trial->plan, saved->plan, strlen(saved->plan), NULL);
    if (status == PHIL_OK) {
        *what = "course";
        status = phil_store_marks(store, saved->id, &trial->marks, &trial->n_marks);
    }
    if (status != PHIL_OK) {
        release_one(trial);
        return status;
    }
    trial->started = has_mark(trial, PHIL_MARK_STARTED);
    trial->state = phil_trial_state_of(trial->plan, trial->marks, trial->n_marks,
                                       phil_moment_day(now), &trial->first_day, &trial->last_day);
    return PHIL_OK;
}

static enum phil_status read_all(struct phil_kept_trials *trials, struct phil_store *store,
                                 const struct phil_saved_trial *saved, size_t n,
                                 const struct phil_moment *now)
{
    trials->trials = calloc(n + 1, sizeof *trials->trials);
    if (!trials->trials)
        return PHIL_EMEM;
    for (size_t i = 0; i < n; i++) {
        const char *what;
        const enum phil_status status =
            read_one(&trials->trials[trials->n], store, &saved[i], now, &what);
        if (status == PHIL_OK)
            trials->n++;
        else if (status != PHIL_EFORMAT)
            return status;
        else
            phil_log_message(phil_console_log(), PHIL_LOG_WARNING,
                             "left out a trial: \"trial %lld\": its %s cannot be read",
                             (long long)saved[i].id, what);
    }
    return PHIL_OK;
}

enum phil_exit phil_kept_trials_read(struct phil_kept_trials *trials, struct phil_store *store,
                                     const struct phil_moment *now)
{
    struct phil_saved_trial *saved = NULL;
    size_t n = 0;
    *trials = (struct phil_kept_trials){0};
    const int errors = phil_console_errors();
    enum phil_status status = phil_store_trials(store, &saved, &n);
    if (status == PHIL_OK && n > 0)
        trials->last_id = saved[n - 1].id;
    if (status == PHIL_OK)
        status = read_all(trials, store, saved, n, now);
    phil_saved_trials_free(saved, n);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    phil_kept_trials_release(trials);
    return phil_console_failed(status, errors, "cannot read", "trials");
}

const struct phil_kept_trial *phil_kept_trials_open(const struct phil_kept_trials *trials)
{
    for (size_t i = trials->n; i-- > 0;)
        if (trials->trials[i].state == PHIL_TRIAL_PLANNED ||
            trials->trials[i].state == PHIL_TRIAL_RUNNING)
            return &trials->trials[i];
    return NULL;
}

const struct phil_kept_trial *phil_kept_trials_find(const struct phil_kept_trials *trials,
                                                    int number)
{
    for (size_t i = 0; number && i < trials->n; i++)
        if (trials->trials[i].id == number)
            return &trials->trials[i];
    const struct phil_kept_trial *open = number ? NULL : phil_kept_trials_open(trials);
    if (open)
        return open;
    if (!number && trials->n > 0)
        return &trials->trials[trials->n - 1];
    if (number)
        phil_console_error("no such trial: \"trial %d\": see philtrum trial list", number);
    else if (trials->last_id != 0)
        phil_console_error("no trial that can be read: \"trial %lld\": it is damaged, or of a "
                           "newer philtrum",
                           (long long)trials->last_id);
    else
        phil_console_error(
            "no trial yet: \"trial\": `philtrum trial plan' shows what can be tried");
    return NULL;
}
