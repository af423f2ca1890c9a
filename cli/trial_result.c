/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial_result.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "output.h"
#include "screen.h"
#include "trial_open.h"
#include "trial_views.h"

static int columns(void)
{
    return phil_console_style(stdout).columns;
}

/* --- files ------------------------------------------------------------------------------------ */

enum form { FORM_JSON, FORM_HTML, FORM_CSV };

static enum phil_status write_form(FILE *out, enum form form, const struct phil_trial_view *view)
{
    switch (form) {
    case FORM_JSON:
        return phil_report_trial_json(out, view);
    case FORM_HTML:
        return phil_report_trial_html(out, view);
    case FORM_CSV:
        return phil_trial_data_write_csv(out, view->data);
    }
    return PHIL_EBUG;
}

/* Closes what was written with `status`. A write error is told by closing, which knows the cause.
 */
static enum phil_exit close_file(struct phil_output *output, enum phil_status status,
                                 const char *path, int errors)
{
    enum phil_exit result = phil_output_close(output, status == PHIL_OK || status == PHIL_EIO);
    if (status != PHIL_OK && (result == PHIL_EXIT_DONE || status != PHIL_EIO))
        result = phil_exit_worse(result, phil_console_failed(status, errors, "cannot write", path));
    return result;
}

static enum phil_exit write_file(const char *path, enum form form,
                                 const struct phil_trial_view *view)
{
    struct phil_output output;
    if (!phil_output_open_private(&output, path))
        return PHIL_EXIT_MACHINE;
    const int errors = phil_console_errors();
    errno = 0;
    return close_file(&output, write_form(output.file, form, view), path, errors);
}

static enum phil_exit print(const struct phil_trial_args *args, const struct phil_trial_view *view)
{
    const struct phil_terminal_style style = phil_console_style(stdout);
    struct phil_trial_view shown = *view;
    shown.full = args->verbose;
    const int errors = phil_console_errors();
    const enum phil_status status = phil_report_trial_terminal(stdout, &shown, &style);
    if (status == PHIL_OK || status == PHIL_EIO)
        return phil_exit_worse(phil_console_flush(), phil_exit_of(status));
    return phil_console_failed(status, errors, "cannot tell of", "the trial");
}

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

enum phil_exit phil_trial_tell(const struct phil_trial_args *args,
                               const struct phil_trial_view *view)
{
    enum phil_exit result = PHIL_EXIT_DONE;
    if (args->html)
        result = phil_exit_worse(result, write_file(args->html, FORM_HTML, view));
    if (args->csv)
        result = phil_exit_worse(result, write_file(args->csv, FORM_CSV, view));
    if (args->json)
        result = phil_exit_worse(result, write_file(args->json, FORM_JSON, view));
    if (!is_stdout(args->json) && !is_stdout(args->csv) && !is_stdout(args->html))
        result = phil_exit_worse(result, print(args, view));
    if (result == PHIL_EXIT_DONE && view->result &&
        view->result->verdict == PHIL_VERDICT_TOO_LITTLE)
        return PHIL_EXIT_NOTHING;
    return result;
}

/* --- result ----------------------------------------------------------------------------------- */

/* Why there is no result to tell, or NULL. */
static const char *why_not(const struct phil_opened_trial *opened, bool peek)
{
    const struct phil_kept_trial *trial = opened->trial;
    if (!trial->started || trial->first_day > opened->today)
        return trial->state == PHIL_TRIAL_STOPPED ? "it was dropped before it began"
                                                  : "it has not begun";
    if (trial->last_day < trial->first_day)
        return "it was stopped before its first day";
    if (trial->state == PHIL_TRIAL_RUNNING && !peek)
        return "it is still running, and a look before the end tempts one to stop when chance "
               "happens to smile: `philtrum trial status' says how far it is, --peek looks all the "
               "same";
    return NULL;
}

static enum phil_exit tell_one(const struct phil_trial_args *args,
                               const struct phil_opened_trial *opened, bool analyses)
{
    struct phil_trial_view view;
    enum phil_exit result =
        phil_trial_view_make(&view, opened->store, opened->trial, &opened->now, analyses);
    if (result != PHIL_EXIT_DONE)
        return result;
    if (args->csv && !view.data) {
        phil_console_error("no days to write: \"%s\": the first day is not over", args->csv);
        result = PHIL_EXIT_NOTHING;
    } else {
        result = phil_trial_tell(args, &view);
    }
    phil_trial_view_release(&view);
    return result;
}

/* A look before the end is part of what happened: how far a result can be relied on depends on how
 * often one looked. */
static enum phil_exit note_look(struct phil_opened_trial *opened)
{
    return phil_trial_add_mark(opened, PHIL_MARK_NOTE, opened->today, PHIL_TRIAL_LOOKED);
}

static bool is_early_look(const struct phil_trial_args *args,
                          const struct phil_opened_trial *opened)
{
    return args->peek && opened->trial->state == PHIL_TRIAL_RUNNING;
}

static enum phil_store_mode mode_of(const struct phil_trial_args *args)
{
    return args->peek ? PHIL_STORE_WRITE : PHIL_STORE_READ;
}

static enum phil_exit tell_all(const struct phil_trial_args *args,
                               const struct phil_opened_trial *opened)
{
    const struct phil_terminal_style style = phil_console_style(stdout);
    const struct phil_known known = {.now = opened->now};
    struct phil_trial_views views;
    struct phil_output output;
    enum phil_exit result = phil_trial_views_load(&views, opened->store, &known);
    if (result != PHIL_EXIT_DONE)
        return result;
    const int errors = phil_console_errors();
    enum phil_status status = PHIL_OK;
    if (!args->json) {
        status = phil_report_trials_terminal(stdout, views.views, views.n, &style);
        result = phil_exit_worse(phil_console_flush(), phil_exit_of(status));
    } else if (!phil_output_open_private(&output, args->json)) {
        result = PHIL_EXIT_MACHINE;
    } else {
        errno = 0;
        result = close_file(&output, phil_report_trials_json(output.file, views.views, views.n),
                            args->json, errors);
    }
    phil_trial_views_release(&views);
    if (status == PHIL_OK || status == PHIL_EIO)
        return result;
    return phil_console_failed(status, errors, "cannot tell of", "the trials");
}

enum phil_exit phil_trial_result_command(struct phil_trial_args *args)
{
    struct phil_opened_trial opened;
    enum phil_exit result = phil_trial_open(&opened, args, mode_of(args));
    if (result == PHIL_EXIT_DONE && args->all) {
        result = tell_all(args, &opened);
    } else if (result == PHIL_EXIT_DONE) {
        const char *why = why_not(&opened, args->peek);
        if (why)
            phil_console_error("no result yet: \"trial %lld\": %s", (long long)opened.trial->id,
                               why);
        result = why                            ? PHIL_EXIT_NOTHING
                 : is_early_look(args, &opened) ? note_look(&opened)
                                                : PHIL_EXIT_DONE;
        if (result == PHIL_EXIT_DONE)
            result = tell_one(args, &opened, true);
    }
    phil_trial_close(&opened);
    return result;
}

enum phil_exit phil_trial_status_command(struct phil_trial_args *args)
{
    struct phil_opened_trial opened;
    enum phil_exit result = phil_trial_open(&opened, args, mode_of(args));
    if (result == PHIL_EXIT_DONE && is_early_look(args, &opened))
        result = note_look(&opened);
    if (result == PHIL_EXIT_DONE)
        result = tell_one(args, &opened, opened.trial->state != PHIL_TRIAL_RUNNING || args->peek);
    phil_trial_close(&opened);
    return result;
}

/* --- list ------------------------------------------------------------------------------------- */

static void print_trial(const struct phil_kept_trial *trial, int64_t today)
{
    char lead[32], from[64], to[64], text[512];
    snprintf(lead, sizeof lead, "%4lld  ", (long long)trial->id);
    phil_screen_weekday(from, sizeof from, trial->first_day, today);
    phil_screen_weekday(to, sizeof to, trial->last_day, today);
    if (trial->state == PHIL_TRIAL_STOPPED &&
        (!trial->started || trial->last_day < trial->first_day))
        snprintf(text, sizeof text, "%s: dropped before it began", trial->plan->title);
    else if (!trial->started)
        snprintf(text, sizeof text, "%s: planned, not started", trial->plan->title);
    else
        snprintf(text, sizeof text, "%s: %s, %s to %s", trial->plan->title,
                 trial->state == PHIL_TRIAL_PLANNED ? "to start"
                                                    : phil_trial_state_name(trial->state),
                 from, to);
    phil_screen_item(stdout, columns(), lead, text);
}

enum phil_exit phil_trial_list_command(struct phil_trial_args *args)
{
    struct phil_opened_trial opened;
    const enum phil_exit result = phil_trial_open(&opened, args, PHIL_STORE_READ);
    for (size_t i = 0; result == PHIL_EXIT_DONE && i < opened.kept.n; i++)
        print_trial(&opened.kept.trials[i], opened.today);
    phil_trial_close(&opened);
    return result == PHIL_EXIT_DONE ? phil_console_flush() : result;
}

/* --- calendar --------------------------------------------------------------------------------- */

static enum phil_exit write_calendar(const char *path, const struct phil_opened_trial *opened)
{
    struct phil_output output;
    if (!phil_output_open_private(&output, path))
        return PHIL_EXIT_MACHINE;
    const int errors = phil_console_errors();
    const struct phil_kept_trial *trial = opened->trial;
    errno = 0;
    const enum phil_exit result =
        close_file(&output,
                   phil_trial_calendar(output.file, trial->plan, trial->first_day, opened->now.zone,
                                       &opened->now),
                   path, errors);
    if (result != PHIL_EXIT_DONE)
        return result;
    if (is_stdout(path))
        return PHIL_EXIT_DONE;
    phil_screen_print(stdout, columns(), 0,
                      "Wrote %s. Open it with your calendar; what it says gives nothing away on a "
                      "locked screen.",
                      path);
    return phil_console_flush();
}

enum phil_exit phil_trial_calendar_command(struct phil_trial_args *args)
{
    struct phil_opened_trial opened;
    enum phil_exit result = phil_trial_open(&opened, args, PHIL_STORE_READ);
    if (result == PHIL_EXIT_DONE && !opened.trial->started) {
        phil_console_error("no calendar yet: \"trial %lld\": it has not started: the days are not "
                           "known",
                           (long long)opened.trial->id);
        result = PHIL_EXIT_NOTHING;
    }
    if (result == PHIL_EXIT_DONE)
        result = write_calendar(args->words[0], &opened);
    phil_trial_close(&opened);
    return result;
}
