/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial_known.h"

#include "diary_file.h"
#include "kept.h"

static enum phil_exit read_answers(struct phil_known *known, const struct phil_trial_args *args,
                                   bool *answered)
{
    size_t n = 0;
    if (args->answers) {
        *answered = true;
        return phil_known_add_answers(known, args->answers);
    }
    const int errors = phil_console_errors();
    const enum phil_status status = phil_kept_use(known, &n);
    *answered = n > 0;
    return status == PHIL_OK ? PHIL_EXIT_DONE
                             : phil_console_failed(status, errors, "cannot read", "kept answers");
}

enum phil_exit phil_trial_know(struct phil_known *known, const struct phil_trial_args *args,
                               const char *path, bool *answered)
{
    *answered = false;
    enum phil_exit result = phil_known_init(known, args->knowledge);
    if (result == PHIL_EXIT_DONE && phil_diary_exists(path))
        result = phil_known_add_diary(known, path);
    if (result == PHIL_EXIT_DONE)
        result = read_answers(known, args, answered);
    return result == PHIL_EXIT_DONE ? phil_known_weigh_in(known) : result;
}

enum phil_exit phil_known_explain(struct phil_explanation **explanation,
                                  const struct phil_known *known)
{
    const struct phil_explain_settings bare = {.draws = 0, .seed = 1, .questions = 0};
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_explain(explanation, known->knowledge, known->answers, &bare, phil_console_log());
    if (status == PHIL_OK)
        return PHIL_EXIT_DONE;
    return phil_console_failed(status, errors, "cannot weigh in", "what is known");
}

const struct phil_reason *phil_known_red_flag(const struct phil_explanation *explanation)
{
    if (explanation->care < PHIL_CARE_URGENT || explanation->n_reasons == 0)
        return NULL;
    return &explanation->reasons[0];
}
