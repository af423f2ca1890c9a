/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate_output.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <philtrum/report.h>

#include "options.h"
#include "output.h"
#include "screen.h"

static bool ends_with(const char *path, const char *ending)
{
    const size_t n = strlen(path), m = strlen(ending);
    return n > m && strcasecmp(path + n - m, ending) == 0;
}

/* ---- what goes with what ---- */

enum { N_PLACES = 9 };

struct place {
    const char *option, *path;
};

static void list_places(const struct phil_simulate_args *args, struct place places[N_PLACES])
{
    const struct place all[N_PLACES] = {
        {"--json", args->json},       {"--html", args->html},
        {"--spikes", args->spikes},   {"--parameters", args->parameters},
        {"--emg", args->emg},         {"--movement", args->movement},
        {"--edf", args->edf},         {"--truth", args->clip.truth_path},
        {"--video", args->clip.path},
    };
    memcpy(places, all, sizeof all);
}

static error_t check_place(const struct place *places, int at)
{
    const char *option = places[at].option, *path = places[at].path;
    if (path && !*path)
        return phil_option_error(option, path, "empty");
    for (int i = 0; path && i < at; i++)
        if (places[i].path && phil_same_place(places[i].path, path))
            return phil_option_error(option, path, "another result goes there already");
    return 0;
}

static error_t check_edf(const char *option, const char *path, bool is_edf)
{
    if (is_edf && strcmp(path, "-") == 0)
        return phil_option_error(option, path, "EDF+ needs a file");
    return 0;
}

static error_t check_emg(const struct phil_simulate_args *args)
{
    if (args->settings.emg_rate_hz == 0 && args->emg)
        return phil_option_error("--emg", args->emg, "--emg-rate 0 leaves the EMG out");
    return 0;
}

error_t phil_simulate_check_outputs(const struct phil_simulate_args *args)
{
    struct place places[N_PLACES];
    list_places(args, places);
    error_t error = 0;
    for (int i = 0; i < N_PLACES && !error; i++)
        error = check_place(places, i);
    if (!error && args->edf)
        error = check_edf("--edf", args->edf, true);
    return error ? error : check_emg(args);
}

/* A file can be made there, or the one that is there be replaced; errors have been told. What is no
 * regular file (a pipe, a device) is not touched before there is something to write. */
static bool can_be_written(const char *path)
{
    struct stat there;
    struct phil_output output;
    if (strcmp(path, "-") == 0 ||
        (stat(path, &there) == 0 && !S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode)))
        return true;
    return phil_output_open(&output, path) && phil_output_close(&output, false) == PHIL_EXIT_DONE;
}

enum phil_exit phil_simulate_try_outputs(const struct phil_simulate_args *args)
{
    struct place places[N_PLACES];
    list_places(args, places);
    bool fine = true;
    for (int i = 0; i < N_PLACES; i++)
        fine &= !places[i].path || can_be_written(places[i].path);
    return fine ? PHIL_EXIT_DONE : PHIL_EXIT_MACHINE;
}

/* ---- files ---- */

enum kind {
    KIND_JSON,
    KIND_HTML,
    KIND_SPIKES,
    KIND_UNITS,
    KIND_EMG,
    KIND_MOVEMENT,
};

static enum phil_status write_kind(FILE *out, const struct phil_simulation_view *view,
                                   enum kind kind)
{
    const struct phil_nerve_result *result = view->result;
    const struct phil_log *log = phil_console_log();
    const struct phil_progress *progress = phil_console_progress("writing");
    switch (kind) {
    case KIND_JSON:
        return phil_report_simulation_json(out, result);
    case KIND_HTML:
        return phil_report_simulation_html(out, view);
    case KIND_SPIKES:
        return phil_report_simulation_csv(out, result, PHIL_TABLE_SPIKES, progress, log);
    case KIND_UNITS:
        return phil_report_simulation_csv(out, result, PHIL_TABLE_UNITS, progress, log);
    case KIND_EMG:
        return phil_report_simulation_csv(out, result, PHIL_TABLE_EMG, progress, log);
    case KIND_MOVEMENT:
        return phil_report_simulation_csv(out, result, PHIL_TABLE_MOVEMENT, progress, log);
    }
    return PHIL_EBUG;
}

static enum phil_exit stopped_before(const char *path)
{
    return phil_console_failed(PHIL_ECANCEL, phil_console_errors(), "cannot write", path);
}

static enum phil_exit write_file(const char *path, const struct phil_simulation_view *view,
                                 enum kind kind)
{
    struct phil_output output;
    if (!path)
        return PHIL_EXIT_DONE;
    if (phil_console_stopped())
        return stopped_before(path);
    if (!phil_output_open(&output, path))
        return PHIL_EXIT_MACHINE;
    const int errors = phil_console_errors();
    errno = 0;
    const enum phil_status status = write_kind(output.file, view, kind);
    phil_console_progress_end();
    if (status == PHIL_EIO)
        output.code = errno;
    /* A write error is told by closing, which knows the cause. */
    enum phil_exit written = phil_output_close(&output, status == PHIL_OK || status == PHIL_EIO);
    if (status != PHIL_OK && (written == PHIL_EXIT_DONE || status != PHIL_EIO))
        written =
            phil_exit_worse(written, phil_console_failed(status, errors, "cannot write", path));
    return written;
}

static enum phil_exit write_edf(const char *path, const struct phil_nerve_result *result)
{
    const int errors = phil_console_errors();
    if (!path)
        return PHIL_EXIT_DONE;
    if (phil_console_stopped())
        return stopped_before(path);
    const enum phil_status status = phil_report_simulation_edf(
        path, result, phil_console_progress("writing"), phil_console_log());
    phil_console_progress_end();
    return status == PHIL_OK ? PHIL_EXIT_DONE
                             : phil_console_failed(status, errors, "cannot write", path);
}

/* A table, or a recording by the ending of its name: then of nothing else. */
static enum phil_exit write_emg(const char *path, const struct phil_simulation_view *view)
{
    if (!path || !ends_with(path, ".edf"))
        return write_file(path, view, KIND_EMG);
    struct phil_nerve_result part = *view->result;
    part.movement_rate_hz = 0;
    part.n_movement = 0;
    memset(part.force_n, 0, sizeof part.force_n);
    memset(part.right_mm, 0, sizeof part.right_mm);
    memset(part.down_mm, 0, sizeof part.down_mm);
    return write_edf(path, &part);
}

static enum phil_exit write_movement(const char *path, const struct phil_simulation_view *view)
{
    if (!path || !ends_with(path, ".edf"))
        return write_file(path, view, KIND_MOVEMENT);
    struct phil_nerve_result part = *view->result;
    part.emg_rate_hz = 0;
    part.n_emg = 0;
    memset(part.emg_uv, 0, sizeof part.emg_uv);
    return write_edf(path, &part);
}

/* ---- the summary ---- */

static bool wants_summary(const struct phil_simulate_args *args)
{
    struct place places[N_PLACES];
    list_places(args, places);
    for (int i = 0; i < N_PLACES; i++)
        if (places[i].path && strcmp(places[i].path, "-") == 0)
            return false;
    return true;
}

/* Nobody has said what is to happen. */
static bool is_plain(const struct phil_simulate_args *args)
{
    return args->n_causes == 0 && args->n_acts == 0 && args->n_stimuli == 0 && !args->quiet;
}

static enum phil_exit print_summary(const struct phil_simulate_args *args,
                                    const struct phil_simulation_view *view)
{
    const struct phil_terminal_style style = phil_console_style(stdout);
    const int errors = phil_console_errors();
    errno = 0;
    const enum phil_status status = phil_report_simulation_terminal(stdout, view, &style);
    if (status == PHIL_OK && is_plain(args)) {
        putchar('\n');
        phil_screen_print(stdout, style.columns, 0,
                          "This is a healthy face at rest. To see what a cause would do to it:");
        fputs("  philtrum simulate --list\n"
              "  philtrum simulate --cause caffeine --dose 6mg/kg --seconds 60\n"
              "  philtrum simulate --cause hemifacial_spasm --video spasm.mp4\n",
              stdout);
    }
    const enum phil_exit flushed = phil_console_flush();
    if (status == PHIL_OK || status == PHIL_EIO)
        return flushed;
    return phil_exit_worse(flushed,
                           phil_console_failed(status, errors, "cannot write", "the summary"));
}

static enum phil_exit write_all(const struct phil_simulate_args *args,
                                const struct phil_simulation_view *view)
{
    enum phil_exit worst = wants_summary(args) ? print_summary(args, view) : PHIL_EXIT_DONE;
    /* What takes longest comes first; once stopped, what was not written is named. */
    if (args->clip.path)
        worst = phil_exit_worse(worst, phil_simulate_video(view->result, &args->clip));
    const enum phil_exit written[] = {
        write_file(args->json, view, KIND_JSON),
        write_file(args->html, view, KIND_HTML),
        write_file(args->spikes, view, KIND_SPIKES),
        write_file(args->parameters, view, KIND_UNITS),
        write_emg(args->emg, view),
        write_movement(args->movement, view),
        write_edf(args->edf, view->result),
    };
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        worst = phil_exit_worse(worst, written[i]);
    return worst;
}

/* How common causes are and whom to see, of somebody of whom nothing is known. */
enum phil_exit phil_simulate_write(const struct phil_simulate_args *args,
                                   const struct phil_nerve_result *result)
{
    const struct phil_explain_settings settings = {.draws = 0};
    struct phil_knowledge *knowledge = NULL;
    struct phil_answers *answers = NULL;
    struct phil_explanation *explanation = NULL;
    const int errors = phil_console_errors();
    enum phil_status status = phil_knowledge_new(&knowledge, NULL, phil_console_log());
    if (status == PHIL_OK)
        status = phil_answers_new(&answers, knowledge);
    if (status == PHIL_OK)
        status = phil_explain(&explanation, knowledge, answers, &settings, phil_console_log());
    const struct phil_explanation_view explained = {
        .explanation = explanation, .knowledge = knowledge, .answers = answers};
    const struct phil_simulation_view view = {
        .result = result, .explained = &explained, .full = args->verbose};
    const enum phil_exit written =
        status == PHIL_OK
            ? write_all(args, &view)
            : phil_console_failed(status, errors, "cannot read", "the knowledge base");
    phil_explanation_free(explanation);
    phil_answers_free(answers);
    phil_knowledge_free(knowledge);
    return written;
}
