/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum analyze: measure the twitches in one clip or several. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <philtrum/analysis.h>
#include <philtrum/report.h>

#include "commands.h"
#include "options.h"
#include "output.h"
#include "save.h"

enum {
    KEY_JSON = PHIL_FIRST_KEY,
    KEY_HTML,
    KEY_TRACES,
    KEY_MIRRORED,
    KEY_RULER,
    KEY_JOBS,
    KEY_NO_FLOOR,
    KEY_FALSE,
    KEY_SEED,
    KEY_SAVE,
    KEY_DIARY,
    KEY_RECORDED,
};

static const struct argp_option options[] = {
    {"json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
     "Write one JSON document per clip, one line each, to standard output in place of the "
     "summary, or to =FILE beside it",
     1},
    {"html", KEY_HTML, "FILE", 0, "Write a report with traces and pictures", 1},
    {"traces", KEY_TRACES, "FILE.csv", 0,
     "Write the displacement of every region in every frame; - is standard output", 1},
    {"save", KEY_SAVE, NULL, 0, "Keep what was measured in your diary, for philtrum explain", 1},
    {"diary", KEY_DIARY, "FILE", 0, "Another diary than your usual one", 1},
    {"recorded", KEY_RECORDED, "TIME", 0,
     "With --save: when one clip was filmed, where the clip itself does not say", 1},
    {"mirrored", KEY_MIRRORED, NULL, 0, "A mirrored selfie: swap left and right", 2},
    {"ruler-mm", KEY_RULER, "N", 0,
     "Distance between the outer corners of the eyes in mm, measured on you, instead of the "
     "adult mean",
     2},
    {"false-per-min", KEY_FALSE, "X", 0,
     "How many false twitches per minute of rest to accept: fewer means that small real ones "
     "are missed",
     2},
    {"no-floor", KEY_NO_FLOOR, NULL, 0, "Leave out how small a twitch the clip could show: faster",
     2},
    {"seed", KEY_SEED, "N", 0, "Seed of the test twitches behind that floor", 2},
    {"jobs", KEY_JOBS, "N", 0, "Threads to decode with; 0 is one more than the cores", 3},
    {"quiet", 'q', NULL, 0, "No progress bar and no notes; errors are still shown", 3},
    PHIL_OPTION_HELP,
    {0},
};

struct request {
    struct phil_analysis_settings settings;
    const char *json, *html, *traces; /* where to; NULL: not wanted */
    struct phil_output json_output;
    bool save;
    const char *diary, *recorded;
    struct phil_saver saver;
    int n_documents; /* in it so far */
    int n_summaries; /* printed so far */
    char **clips;
    int n_clips;
};

static error_t refuse(const char *text)
{
    phil_console_error("%s", text);
    return EINVAL;
}

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

struct place {
    const char *option, *path;
};

/* No result may land on the clip or on another result. */
static error_t check_place(const struct request *request, const struct place *places, int at)
{
    const char *option = places[at].option, *path = places[at].path;
    for (int i = 0; path && i < at; i++)
        if (places[i].path && strcmp(places[i].path, path) == 0)
            return phil_option_error(option, path, "another result goes there already");
    for (int i = 0; path && i < request->n_clips; i++)
        if (phil_same_file(path, request->clips[i]))
            return phil_option_error(option, path, "this is the clip itself");
    return path && !*path ? phil_option_error(option, path, "empty") : 0;
}

static error_t check_outputs(const struct request *request)
{
    if (request->n_clips > 1 && request->html)
        return refuse("cannot use --html with several clips: \"one page shows one clip\": "
                      "run philtrum once for each");
    if (request->n_clips > 1 && request->traces)
        return refuse("cannot use --traces with several clips: \"one table holds one clip\": "
                      "run philtrum once for each");
    if (request->n_clips > 1 && request->recorded)
        return refuse("cannot use --recorded with several clips: \"each has its own time\": "
                      "run philtrum once for each");
    if (!request->save && (request->diary || request->recorded))
        return phil_option_error(request->diary ? "--diary" : "--recorded",
                                 request->diary ? request->diary : request->recorded,
                                 "goes with --save");
    const struct place places[] = {
        {"--json", request->json}, {"--html", request->html}, {"--traces", request->traces}};
    error_t error = 0;
    for (int i = 0; i < 3 && !error; i++)
        error = check_place(request, places, i);
    return error;
}

static error_t parse_measure(int key, char *arg, struct phil_analysis_settings *settings)
{
    switch (key) {
    case KEY_MIRRORED:
        settings->mirrored = true;
        return 0;
    case KEY_RULER:
        /* From a small child to well beyond any adult. */
        return phil_take_number(&(struct phil_number){"--ruler-mm", "mm", 40, 150}, arg,
                                &settings->ruler_mm);
    case KEY_FALSE:
        return phil_take_number(&(struct phil_number){"--false-per-min", "", 0.001, 10}, arg,
                                &settings->false_per_min);
    case KEY_NO_FLOOR:
        settings->floor = false;
        return 0;
    case KEY_SEED:
        return phil_take_seed("--seed", arg, &settings->seed);
    case KEY_JOBS:
        return phil_take_int(&(struct phil_number){"--jobs", "", 0, 64}, arg, &settings->threads);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_save(int key, char *arg, struct request *request)
{
    switch (key) {
    case KEY_SAVE:
        request->save = true;
        return 0;
    case KEY_DIARY:
        request->diary = arg;
        return 0;
    case KEY_RECORDED:
        request->recorded = arg;
        return 0;
    default:
        return parse_measure(key, arg, &request->settings);
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case KEY_JSON:
        request->json = arg ? arg : "-";
        return 0;
    case KEY_HTML:
        request->html = arg;
        return 0;
    case KEY_TRACES:
        request->traces = arg;
        return 0;
    case 'q':
        phil_console_quiet(true);
        return 0;
    case ARGP_KEY_ARGS:
        request->clips = state->argv + state->next;
        request->n_clips = state->argc - state->next;
        return 0;
    case ARGP_KEY_NO_ARGS:
        return refuse("no clip given: name a video file: see philtrum analyze --help");
    case ARGP_KEY_END:
        return check_outputs(request);
    default:
        return parse_save(key, arg, request);
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .args_doc = "CLIP...",
    .doc = "Find every twitch of the lips and of the face around them, with its time, place and "
           "size, and say how small a twitch this very clip could have shown.\v"
           "Exit status: 0 done, 1 done but nothing could be measured (no face, or the picture "
           "is too compressed), 2 command line, 3 clip not readable, 4 the machine failed, 5 a "
           "mistake in philtrum.",
};

/* A page or a table, whole or not at all. */
static enum phil_exit write_file(const char *path, const struct phil_analysis *analysis,
                                 const char *clip)
{
    struct phil_output output;
    if (!phil_output_open(&output, path))
        return PHIL_EXIT_MACHINE;
    const int errors = phil_console_errors();
    errno = 0;
    const enum phil_status status =
        clip ? phil_report_html(output.file, analysis, clip, phil_console_log())
             : phil_report_csv(output.file, analysis);
    /* A write error is told by closing, which knows the cause. */
    enum phil_exit result = phil_output_close(&output, status == PHIL_OK || status == PHIL_EIO);
    if (status != PHIL_OK && (result == PHIL_EXIT_DONE || status != PHIL_EIO))
        result = phil_exit_worse(result, phil_console_failed(status, errors, "cannot write", path));
    return result;
}

/* The summary belongs on standard output unless a result was sent there. */
static bool wants_summary(const struct request *request)
{
    return !is_stdout(request->json) && !is_stdout(request->html) && !is_stdout(request->traces);
}

static enum phil_exit print_result(struct request *request, const struct phil_analysis *analysis)
{
    const struct phil_terminal_style style = phil_console_style(stdout);
    const int errors = phil_console_errors();
    enum phil_status status = PHIL_OK;
    errno = 0;
    if (request->json_output.file)
        status = phil_report_json(request->json_output.file, analysis);
    request->n_documents += request->json_output.file && status == PHIL_OK;
    if (status == PHIL_EIO && !request->json_output.code)
        request->json_output.code = errno;
    if (status == PHIL_OK && wants_summary(request)) {
        if (request->n_summaries++ > 0)
            putchar('\n');
        status = phil_report_terminal(stdout, analysis, &style);
    }
    const enum phil_exit result = phil_console_flush();
    /* A write error into a file is told when that file is closed. */
    if (status == PHIL_OK || status == PHIL_EIO)
        return result;
    return phil_exit_worse(result,
                           phil_console_failed(status, errors, "cannot write", "the result"));
}

static bool has_warning(const struct phil_analysis *analysis, const char *code)
{
    for (size_t i = 0; i < analysis->n_warnings; i++)
        if (strcmp(analysis->warnings[i].code, code) == 0)
            return true;
    return false;
}

/* What the exit status says about the measurement itself. */
static enum phil_exit judge(const struct phil_analysis *analysis)
{
    if (analysis->interrupted)
        return PHIL_EXIT_STOPPED;
    if (has_warning(analysis, "erased"))
        return PHIL_EXIT_NOTHING;
    for (size_t f = 0; f < analysis->n_faces; f++)
        if (analysis->faces[f].usable_s > 0 || analysis->faces[f].n_events > 0)
            return PHIL_EXIT_DONE;
    return PHIL_EXIT_NOTHING;
}

static enum phil_exit analyze_clip(struct request *request, const char *clip)
{
    struct phil_analysis *analysis = NULL;
    const char *slash = strrchr(clip, '/');
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_analysis_run(&analysis, clip, &request->settings,
                          phil_console_progress(slash ? slash + 1 : clip), phil_console_log());
    phil_console_progress_end();
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot analyse", clip);
    enum phil_exit result = judge(analysis);
    result = phil_exit_worse(result, print_result(request, analysis));
    if (request->html)
        result = phil_exit_worse(result, write_file(request->html, analysis, clip));
    if (request->traces)
        result = phil_exit_worse(result, write_file(request->traces, analysis, NULL));
    if (request->save)
        result = phil_exit_worse(result, phil_saver_save(&request->saver, analysis, clip,
                                                         judge(analysis) == PHIL_EXIT_DONE,
                                                         wants_summary(request)));
    phil_analysis_free(analysis);
    return result;
}

static enum phil_exit analyze_all(struct request *request)
{
    enum phil_exit worst = PHIL_EXIT_DONE;
    for (int i = 0; i < request->n_clips && !phil_console_stopped(); i++)
        worst = phil_exit_worse(worst, analyze_clip(request, request->clips[i]));
    return phil_console_stopped() ? phil_exit_worse(worst, PHIL_EXIT_STOPPED) : worst;
}

enum phil_exit phil_command_analyze(int argc, char **argv)
{
    struct request request = {.settings = phil_analysis_defaults()};
    const enum phil_exit parsed =
        phil_parse_options(&parser, "philtrum analyze", argc, argv, &request);
    if (parsed != PHIL_EXIT_DONE)
        return parsed;
    enum phil_exit result = PHIL_EXIT_DONE;
    if (request.save)
        result = phil_saver_init(&request.saver, request.diary, request.recorded);
    if (result != PHIL_EXIT_DONE)
        return result;
    /* Opened first: better to learn of a full disk before an hour of work than after it. */
    if (request.json && !phil_output_open(&request.json_output, request.json))
        result = PHIL_EXIT_MACHINE;
    const enum phil_exit worst = result == PHIL_EXIT_DONE ? analyze_all(&request) : result;
    phil_saver_release(&request.saver);
    /* An older result is worth more than an empty file; a failed write is told by closing. */
    const bool keep = request.n_documents > 0 || request.json_output.code;
    return phil_exit_worse(worst, phil_output_close(&request.json_output, keep));
}
