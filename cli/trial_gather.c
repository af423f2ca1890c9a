/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial_gather.h"

#include <stdlib.h>
#include <string.h>

#include "diary_recordings.h"

enum {
    DAY_S = 86400,
    ZONES_S = 14 * 3600, /* no clock on the wall is further from UTC */
    BASELINE_DAYS = 30,  /* a month shows a habit and is not yet another life */
};

void phil_gathered_release(struct phil_gathered *gathered)
{
    for (size_t i = 0; i < gathered->n_clips; i++)
        phil_analysis_free((struct phil_analysis *)gathered->clips[i].analysis);
    free(gathered->clips);
    free(gathered->entries);
    *gathered = (struct phil_gathered){0};
}

static enum phil_status add_clip(struct phil_gathered *gathered,
                                 const struct phil_saved_analysis *saved)
{
    struct phil_analysis *analysis = NULL;
    if (saved->recorded_s == 0) {
        gathered->n_undated++;
        return PHIL_OK;
    }
    const enum phil_status status = phil_recording_read(&analysis, saved, true);
    if (analysis)
        gathered->clips[gathered->n_clips++] =
            (struct phil_trial_clip){phil_recording_moment(saved), analysis};
    return status;
}

static enum phil_status add_clips(struct phil_gathered *gathered, struct phil_store *store,
                                  int64_t from_s, int64_t to_s)
{
    struct phil_saved_analysis *saved = NULL;
    size_t n = 0;
    enum phil_status status = phil_store_analyses(store, from_s, &saved, &n);
    if (status == PHIL_OK) {
        gathered->clips = calloc(n + 1, sizeof *gathered->clips);
        status = gathered->clips ? PHIL_OK : PHIL_EMEM;
    }
    for (size_t i = 0; i < n && status == PHIL_OK; i++)
        if (saved[i].recorded_s < to_s)
            status = add_clip(gathered, &saved[i]);
    phil_saved_analyses_free(saved, n);
    return status;
}

enum phil_exit phil_gather(struct phil_gathered *gathered, struct phil_store *store, int64_t from,
                           int64_t to)
{
    const int64_t from_s = (from - 1) * DAY_S - ZONES_S, to_s = (to + 2) * DAY_S + ZONES_S;
    *gathered = (struct phil_gathered){0};
    const int errors = phil_console_errors();
    enum phil_status status =
        phil_store_entries(store, from_s, to_s, &gathered->entries, &gathered->n_entries);
    if (status == PHIL_OK)
        status = add_clips(gathered, store, from_s, to_s);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    phil_gathered_release(gathered);
    return phil_console_failed(status, errors, "cannot read", "diary");
}

bool phil_gathered_has_clip(const struct phil_gathered *gathered, int64_t day)
{
    for (size_t i = 0; i < gathered->n_clips; i++)
        if (phil_moment_day(&gathered->clips[i].recorded) == day)
            return true;
    return false;
}

enum phil_exit phil_trial_gather(struct phil_trial_data **data,
                                 const struct phil_gathered *gathered,
                                 const struct phil_kept_trial *trial, int64_t until)
{
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_trial_collect(data, trial->plan, trial->marks, trial->n_marks, gathered->entries,
                           gathered->n_entries, gathered->clips, gathered->n_clips, until);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot gather", "the days of the trial");
}

/* --- before a trial --------------------------------------------------------------------------- */

static bool in_a_trial(const struct phil_kept_trials *trials, int64_t day)
{
    for (size_t i = 0; i < trials->n; i++)
        if (trials->trials[i].started && day >= trials->trials[i].first_day &&
            day <= trials->trials[i].last_day)
            return true;
    return false;
}

/* The last weeks are gathered as what they were: one period of usual days. */
static enum phil_status usual_days(struct phil_trial_data **data,
                                   const struct phil_gathered *gathered, enum phil_side side,
                                   int64_t today)
{
    struct phil_trial_plan *plan = calloc(1, sizeof *plan);
    if (!plan)
        return PHIL_EMEM;
    *plan = (struct phil_trial_plan){
        .title = "usual days",
        .shape = {.n_blocks = 1, .period_days = BASELINE_DAYS},
        .side = side,
    };
    const struct phil_trial_mark started = {.day = today - BASELINE_DAYS + 1,
                                            .kind = PHIL_MARK_STARTED};
    const enum phil_status status =
        phil_trial_collect(data, plan, &started, 1, gathered->entries, gathered->n_entries,
                           gathered->clips, gathered->n_clips, today);
    free(plan);
    return status;
}

enum phil_exit phil_trial_gather_background(struct phil_trial_background *background,
                                            struct phil_store *store,
                                            const struct phil_kept_trials *trials,
                                            enum phil_side side, int64_t today)
{
    struct phil_gathered gathered = {0};
    struct phil_trial_data *data = NULL;
    enum phil_exit result =
        store ? phil_gather(&gathered, store, today - BASELINE_DAYS + 1, today) : PHIL_EXIT_DONE;
    if (result != PHIL_EXIT_DONE)
        return result;
    const int errors = phil_console_errors();
    enum phil_status status =
        gathered.n_clips > 0 ? usual_days(&data, &gathered, side, today) : PHIL_OK;
    for (size_t i = 0; data && i < data->n_days; i++)
        if (in_a_trial(trials, data->days[i].day))
            data->days[i].use = PHIL_DAY_LEFT_OUT;
    if (status == PHIL_OK)
        status =
            phil_trial_background_of(background, data ? data->days : NULL, data ? data->n_days : 0);
    phil_trial_data_free(data);
    phil_gathered_release(&gathered);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot use", "the days before the trial");
}
