/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial_open.h"

#include <stdlib.h>
#include <string.h>

#include "diary_file.h"

enum phil_exit phil_trial_open(struct phil_opened_trial *opened, const struct phil_trial_args *args,
                               enum phil_store_mode mode)
{
    *opened = (struct phil_opened_trial){.now = phil_moment_now()};
    opened->today = phil_moment_day(&opened->now);
    enum phil_exit result = phil_diary_path(&opened->path, args->diary);
    if (result == PHIL_EXIT_DONE && !phil_diary_exists(opened->path)) {
        phil_console_error("no diary yet: \"%s\": `philtrum trial plan' shows what can be tried",
                           opened->path);
        result = PHIL_EXIT_INPUT;
    }
    if (result == PHIL_EXIT_DONE)
        result = phil_diary_open(&opened->store, opened->path, mode);
    if (result == PHIL_EXIT_DONE)
        result = phil_kept_trials_read(&opened->kept, opened->store, &opened->now);
    if (result == PHIL_EXIT_DONE) {
        opened->trial = phil_kept_trials_find(&opened->kept, args->trial);
        const bool unreadable = !args->trial && opened->kept.last_id != 0;
        result = opened->trial ? PHIL_EXIT_DONE : unreadable ? PHIL_EXIT_INPUT : PHIL_EXIT_USAGE;
    }
    return result;
}

void phil_trial_close(struct phil_opened_trial *opened)
{
    phil_kept_trials_release(&opened->kept);
    phil_store_close(opened->store);
    free(opened->path);
    *opened = (struct phil_opened_trial){0};
}

enum phil_exit phil_trial_add_mark(struct phil_opened_trial *opened, enum phil_mark_kind kind,
                                   int64_t day, const char *note)
{
    struct phil_trial_mark mark = {.written = opened->now, .day = day, .kind = kind};
    snprintf(mark.note, sizeof mark.note, "%s", note);
    const int errors = phil_console_errors();
    const enum phil_status status = phil_store_add_mark(opened->store, opened->trial->id, &mark);
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot write into", "the trial");
}
