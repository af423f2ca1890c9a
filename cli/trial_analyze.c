/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum trial analyze: days that were measured elsewhere, or written by `trial result --csv'. */
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "trial_result.h"

static enum phil_exit analyze(const struct phil_trial_args *args, const char *name,
                              const struct phil_trial_data *data)
{
    struct phil_trial_result *result = NULL;
    const int errors = phil_console_errors();
    const enum phil_status status = phil_trial_analyze(&result, data, NULL, phil_console_log());
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot analyse", name);
    const struct phil_moment now = phil_moment_now();
    const struct phil_trial_view view = {
        .name = name,
        .data = data,
        .result = result,
        .state = data->still_running ? PHIL_TRIAL_RUNNING : PHIL_TRIAL_ENDED,
        .first_day = data->n_days > 0 ? data->days[0].day : 0,
        .today = phil_moment_day(&now),
    };
    const enum phil_exit code = phil_trial_tell(args, &view);
    phil_trial_result_free(result);
    return code;
}

enum phil_exit phil_trial_analyze_command(struct phil_trial_args *args)
{
    const char *path = args->words[0], *slash = strrchr(path, '/');
    const char *name = strcmp(path, "-") == 0 ? "standard input" : slash ? slash + 1 : path;
    char *text;
    size_t size;
    struct phil_trial_data *data = NULL;
    enum phil_exit result = phil_input_read(path, &text, &size);
    if (result != PHIL_EXIT_DONE)
        return result;
    phil_console_stop_at_once(); /* reading had an ear of its own */
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_trial_data_read_csv(&data, text, size, name, phil_console_log());
    free(text);
    result = status == PHIL_OK ? analyze(args, name, data)
                               : phil_console_failed(status, errors, "cannot read the trial", path);
    phil_trial_data_free(data);
    return result;
}
