/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial_views.h"

#include <stdlib.h>

#include "trial_gather.h"

static bool is_missed_by_word(const struct phil_kept_trial *trial, int64_t day)
{
    for (size_t i = 0; i < trial->n_marks; i++)
        if (trial->marks[i].kind == PHIL_MARK_MISSED && trial->marks[i].day == day)
            return true;
    return false;
}

/* The last day that there is anything to say of: a day that is not over was not missed yet. */
static int64_t last_to_tell(const struct phil_kept_trial *trial,
                            const struct phil_gathered *gathered, int64_t today)
{
    if (trial->last_day < today)
        return trial->last_day;
    const bool told = trial->state != PHIL_TRIAL_RUNNING ||
                      phil_gathered_has_clip(gathered, today) || is_missed_by_word(trial, today);
    return told ? today : today - 1;
}

static enum phil_exit analyze(struct phil_trial_result **result, const struct phil_trial_data *data)
{
    const int errors = phil_console_errors();
    const enum phil_status status = phil_trial_analyze(result, data, NULL, phil_console_log());
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot analyse", "the trial");
}

static enum phil_exit fill(struct phil_trial_view *view, struct phil_store *store,
                           const struct phil_kept_trial *trial, bool analyses)
{
    struct phil_gathered gathered;
    struct phil_trial_data *data = NULL;
    struct phil_trial_result *result = NULL;
    enum phil_exit code = phil_gather(&gathered, store, trial->first_day, view->today);
    if (code != PHIL_EXIT_DONE)
        return code;
    const int64_t until = last_to_tell(trial, &gathered, view->today);
    if (until >= trial->first_day)
        code = phil_trial_gather(&data, &gathered, trial, until);
    phil_gathered_release(&gathered);
    if (code == PHIL_EXIT_DONE && data && analyses)
        code = analyze(&result, data);
    view->data = data;
    view->result = result;
    return code;
}

enum phil_exit phil_trial_view_make(struct phil_trial_view *view, struct phil_store *store,
                                    const struct phil_kept_trial *trial,
                                    const struct phil_moment *now, bool analyses)
{
    *view = (struct phil_trial_view){
        .plan = trial->plan,
        .marks = trial->marks,
        .n_marks = trial->n_marks,
        .state = trial->state,
        .first_day = trial->first_day,
        .today = phil_moment_day(now),
    };
    if (!trial->started || trial->first_day > view->today)
        return PHIL_EXIT_DONE;
    const enum phil_exit code = fill(view, store, trial, analyses);
    if (code != PHIL_EXIT_DONE)
        phil_trial_view_release(view);
    return code;
}

void phil_trial_view_release(struct phil_trial_view *view)
{
    phil_trial_data_free((struct phil_trial_data *)view->data);
    phil_trial_result_free((struct phil_trial_result *)view->result);
    *view = (struct phil_trial_view){0};
}

enum phil_exit phil_trial_views_load(struct phil_trial_views *views, struct phil_store *store,
                                     const struct phil_known *known)
{
    *views = (struct phil_trial_views){0};
    enum phil_exit code = phil_kept_trials_read(&views->kept, store, &known->now);
    if (code != PHIL_EXIT_DONE)
        return code;
    views->views = calloc(views->kept.n + 1, sizeof *views->views);
    if (!views->views) {
        phil_console_error("cannot tell of the trials: out of memory");
        phil_kept_trials_release(&views->kept);
        return PHIL_EXIT_MACHINE;
    }
    for (size_t i = 0; i < views->kept.n && code == PHIL_EXIT_DONE; i++) {
        const struct phil_kept_trial *trial = &views->kept.trials[i];
        if (!trial->started || trial->first_day > phil_moment_day(&known->now) ||
            trial->last_day < trial->first_day)
            continue;
        code = phil_trial_view_make(&views->views[views->n], store, trial, &known->now,
                                    trial->state != PHIL_TRIAL_RUNNING);
        views->n += code == PHIL_EXIT_DONE;
    }
    if (code != PHIL_EXIT_DONE)
        phil_trial_views_release(views);
    return code;
}

void phil_trial_views_release(struct phil_trial_views *views)
{
    for (size_t i = 0; i < views->n; i++)
        phil_trial_view_release(&views->views[i]);
    free(views->views);
    phil_kept_trials_release(&views->kept);
    *views = (struct phil_trial_views){0};
}
