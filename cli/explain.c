/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum explain: what may be behind a twitch, why, what to try, when to see a doctor.
 *
 * On a terminal it asks; a script gives answers in a file. Diary and saved recordings are taken
 * along by themselves. Answers are kept in the diary when there is one; where there is none, the
 * person is asked first, for a file about one's health is not made behind one's back.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer_list.h"
#include "commands.h"
#include "diary_file.h"
#include "interview.h"
#include "kept.h"
#include "options.h"
#include "output.h"
#include "screen.h"
#include "talk.h"

enum {
    KEY_ANSWERS = PHIL_FIRST_KEY,
    KEY_ANALYSIS,
    KEY_JSON,
    KEY_HTML,
    KEY_DIARY,
    KEY_NO_DIARY,
    KEY_SAVE,
    KEY_SAVE_ANSWERS,
    KEY_QUESTIONS,
    KEY_KNOWLEDGE,
    KEY_SEED,
    KEY_DRAWS,
    KEY_LIST,
    KEY_VERBOSE,
};

/* More, and people give up; fewer, and the rare causes are never told apart. */
enum { USUAL_QUESTIONS = 18 };

static const struct argp_option options[] = {
    {"answers", KEY_ANSWERS, "FILE.yaml", 0,
     "Take the answers from this file and ask nothing; - is standard input", 1},
    {"analysis", KEY_ANALYSIS, "FILE.json", 0,
     "Take along what `philtrum analyze --json' measured, and ask nothing; may be given again, "
     "oldest first",
     1},
    {"diary", KEY_DIARY, "FILE", 0, "Another diary than your usual one", 1},
    {"no-diary", KEY_NO_DIARY, NULL, 0, "Neither read nor write a diary", 1},
    {"questions", KEY_QUESTIONS, "N", 0, "Ask at most so many questions (18)", 1},
    {"save", KEY_SAVE, NULL, 0, "Keep the answers in the diary, which is made if there is none", 2},
    {"save-answers", KEY_SAVE_ANSWERS, "FILE.yaml", 0,
     "Write the answers to this file, as --answers reads them", 2},
    {"json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
     "Write the explanation as JSON to standard output in place of the text, or to =FILE beside it",
     2},
    {"verbose", KEY_VERBOSE, NULL, 0, "Show all of it, as the page does", 2},
    {"html", KEY_HTML, "FILE", 0, "Write the explanation as a page with its evidence and sources",
     2},
    {"list", KEY_LIST, NULL, 0,
     "Show everything that an answers file can tell, as a file to fill in", 3},
    {"knowledge", KEY_KNOWLEDGE, "FOLDER", 0, "Another knowledge base than the one built in", 3},
    {"draws", KEY_DRAWS, "N", 0, "How many draws the intervals rest on (200); 0: no intervals", 3},
    {"seed", KEY_SEED, "N", 0, "Seed of these draws (1)", 3},
    PHIL_OPTION_HELP,
    {0},
};

struct request {
    struct phil_explain_settings settings;
    int questions;
    const char *answers, *diary, *json, *html, *save_answers, *knowledge;
    const char **analyses;
    size_t n_analyses;
    bool no_diary, save, list, verbose;
    char *diary_path; /* NULL: no diary wanted */
    struct phil_known known;
    enum phil_care care; /* that was found */
};

static error_t add_analysis(struct request *request, const char *path)
{
    const char **grown =
        realloc(request->analyses, (request->n_analyses + 1) * sizeof *request->analyses);
    if (!grown)
        return ENOMEM;
    request->analyses = grown;
    grown[request->n_analyses++] = path;
    return 0;
}

static error_t refuse_both(const char *option, const char *other)
{
    return phil_option_error(option, other, "the two exclude each other");
}

static error_t check(const struct request *request)
{
    const char *json = request->json, *html = request->html, *save = request->save_answers;
    if (request->no_diary && request->diary)
        return refuse_both("--no-diary", "--diary");
    if (request->no_diary && request->save)
        return refuse_both("--no-diary", "--save");
    if (json && html && strcmp(json, html) == 0)
        return phil_option_error("--html", html, "another result goes there already");
    if (save && ((json && strcmp(json, save) == 0) || (html && strcmp(html, save) == 0)))
        return phil_option_error("--save-answers", save, "another result goes there already");
    return 0;
}

static error_t parse_number(int key, char *arg, struct request *request)
{
    switch (key) {
    case KEY_QUESTIONS:
        return phil_take_int(&(struct phil_number){"--questions", "", 1, PHIL_INTERVIEW_MOST}, arg,
                             &request->questions);
    case KEY_DRAWS: /* the range of struct phil_explain_settings */
        return phil_take_int(&(struct phil_number){"--draws", "", 0, 10000}, arg,
                             &request->settings.draws);
    case KEY_SEED:
        return phil_take_seed("--seed", arg, &request->settings.seed);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_switch(int key, char *arg, struct request *request)
{
    switch (key) {
    case KEY_NO_DIARY:
        request->no_diary = true;
        return 0;
    case KEY_SAVE:
        request->save = true;
        return 0;
    case KEY_LIST:
        request->list = true;
        return 0;
    case KEY_VERBOSE:
        request->verbose = true;
        return 0;
    default:
        return parse_number(key, arg, request);
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case KEY_ANSWERS:
        request->answers = arg;
        return 0;
    case KEY_ANALYSIS:
        return add_analysis(request, arg);
    case KEY_JSON:
        request->json = arg ? arg : "-";
        return 0;
    case KEY_HTML:
        request->html = arg;
        return 0;
    case KEY_DIARY:
        request->diary = arg;
        return 0;
    case KEY_SAVE_ANSWERS:
        request->save_answers = arg;
        return 0;
    case KEY_KNOWLEDGE:
        request->knowledge = arg;
        return 0;
    case ARGP_KEY_ARG:
        return phil_option_error("a word", arg,
                                 "explain takes options alone: see philtrum "
                                 "explain --help");
    case ARGP_KEY_END:
        return check(request);
    default:
        return parse_switch(key, arg, request);
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .doc = "Weigh what may be behind a twitch, from your answers, your diary and your recordings "
           "of the last 30 days: what is likely and why, what to try, when to see a doctor. On a "
           "terminal it asks some short questions first; any of them can be left out.\v"
           "Nothing leaves this computer. Answers are kept in the diary where there is one, so "
           "that Ctrl-C loses none of them; where there is none you are asked first.\n\n"
           "Exit status: 0 done, 1 there is nothing to go on, 2 command line, 3 a file is not "
           "readable, 4 the machine failed, 5 a mistake in philtrum.",
};

/* --- the results ------------------------------------------------------------------------------ */

static bool is_stdout(const char *path)
{
    return path && strcmp(path, "-") == 0;
}

enum form { FORM_TEXT, FORM_JSON, FORM_HTML, FORM_ANSWERS };

static enum phil_status write_form(FILE *out, enum form form, const struct request *request,
                                   const struct phil_explanation_view *view)
{
    const struct phil_terminal_style style = phil_console_style(out);
    switch (form) {
    case FORM_JSON:
        return phil_report_explanation_json(out, view);
    case FORM_HTML:
        return phil_report_explanation_html(out, view);
    case FORM_ANSWERS:
        return phil_kept_print(out, &request->known);
    default:
        return phil_report_explanation_terminal(out, view, &style);
    }
}

/* Whole or not at all; nothing when `path` is NULL. */
static enum phil_exit write_result(const char *path, enum form form, const struct request *request,
                                   const struct phil_explanation_view *view)
{
    struct phil_output output;
    if (!path)
        return PHIL_EXIT_DONE;
    if (!phil_output_open_private(&output, path))
        return PHIL_EXIT_MACHINE;
    const int errors = phil_console_errors();
    errno = 0;
    const enum phil_status status = write_form(output.file, form, request, view);
    /* A write error is told by closing, which knows the cause. */
    enum phil_exit result = phil_output_close(&output, status == PHIL_OK || status == PHIL_EIO);
    if (status != PHIL_OK && status != PHIL_EIO)
        result = phil_exit_worse(result, phil_console_failed(status, errors, "cannot write", path));
    return result;
}

/* What matters most stands first, and has scrolled away by the end. */
static void sum_up(enum phil_care care)
{
    static const char *const words[] = {
        [PHIL_CARE_SELF] = "nothing you have told calls for a doctor now",
        [PHIL_CARE_ROUTINE] = "make an appointment with a doctor; it is not an emergency",
        [PHIL_CARE_URGENT] = "see a doctor today or tomorrow",
        [PHIL_CARE_EMERGENCY] = "get help now",
    };
    putchar('\n');
    phil_screen_print(stdout, phil_console_style(stdout).columns, 0,
                      "In short: %s. The first lines, further up, say why.", words[care]);
}

static enum phil_exit write_results(const struct request *request,
                                    const struct phil_explanation *explanation)
{
    const struct phil_known *known = &request->known;
    const struct phil_explanation_view view = {
        .explanation = explanation,
        .knowledge = known->knowledge,
        .answers = known->answers,
        .analyses = (const struct phil_analysis *const *)known->analyses,
        .n_analyses = known->n_analyses,
        .entries = known->entries,
        .n_entries = known->n_entries,
        .now = known->now,
        .full = request->verbose,
    };
    const bool quiet =
        is_stdout(request->json) || is_stdout(request->html) || is_stdout(request->save_answers);
    enum phil_exit result = write_result(quiet ? NULL : "-", FORM_TEXT, request, &view);
    if (!quiet && result == PHIL_EXIT_DONE && isatty(STDOUT_FILENO))
        sum_up(explanation->care);
    result = phil_exit_worse(result, write_result(request->json, FORM_JSON, request, &view));
    result = phil_exit_worse(result, write_result(request->html, FORM_HTML, request, &view));
    return phil_exit_worse(result,
                           write_result(request->save_answers, FORM_ANSWERS, request, &view));
}

/* --- what is known ---------------------------------------------------------------------------- */

/* The usual diary may be missing; one that was named may not, unless it is to be made. */
static enum phil_exit read_diary(struct request *request)
{
    if (request->no_diary)
        return PHIL_EXIT_DONE;
    const enum phil_exit found = phil_diary_path(&request->diary_path, request->diary);
    if (found != PHIL_EXIT_DONE)
        return found;
    if (!phil_diary_exists(request->diary_path) && (!request->diary || request->save))
        return PHIL_EXIT_DONE;
    return phil_known_add_diary(&request->known, request->diary_path);
}

static enum phil_exit gather(struct request *request)
{
    enum phil_exit result = phil_known_init(&request->known, request->knowledge);
    if (result == PHIL_EXIT_DONE)
        result = read_diary(request);
    if (result == PHIL_EXIT_DONE && request->answers)
        result = phil_known_add_answers(&request->known, request->answers);
    for (size_t i = 0; i < request->n_analyses && result == PHIL_EXIT_DONE; i++)
        result = phil_known_add_analysis(&request->known, request->analyses[i]);
    return result;
}

static bool is_anything_known(const struct phil_known *known)
{
    return phil_known_count(known, PHIL_FROM_ANSWER) + phil_known_count(known, PHIL_FROM_DIARY) +
               phil_known_count(known, PHIL_FROM_RECORDING) >
           0;
}

static enum phil_exit weigh(struct request *request, bool asked)
{
    if (!is_anything_known(&request->known)) {
        phil_console_error("nothing to go on: \"%s\": %s",
                           request->known.n_analyses
                               ? "no answers, no diary, no recording that tells anything"
                               : "no answers, no diary, no recording",
                           asked ? "a few answers are enough to begin with"
                                 : "run philtrum explain in a terminal, which asks, or see "
                                   "philtrum explain --help");
        return PHIL_EXIT_NOTHING;
    }
    struct phil_explanation *explanation = NULL;
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_explain(&explanation, request->known.knowledge, request->known.answers,
                     &request->settings, phil_console_log());
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot explain", "what is known");
    request->care = explanation->care;
    const enum phil_exit result = write_results(request, explanation);
    phil_explanation_free(explanation);
    return result;
}

/* Where a person sits: nobody answers a pipe, and a script that gave a file wants no questions. */
static bool wants_interview(const struct request *request)
{
    return !request->answers && request->n_analyses == 0 && !is_stdout(request->json) &&
           !is_stdout(request->html) && !is_stdout(request->save_answers) && isatty(STDIN_FILENO) &&
           isatty(STDOUT_FILENO);
}

static enum phil_exit keep_given(const struct request *request)
{
    if (phil_known_count(&request->known, PHIL_FROM_ANSWER) == 0)
        return PHIL_EXIT_DONE; /* nothing, which must not replace something */
    const int errors = phil_console_errors();
    const enum phil_status status = phil_kept_write(&request->known, request->diary_path);
    return status == PHIL_OK ? PHIL_EXIT_DONE
                             : phil_console_failed(status, errors, "cannot keep the answers",
                                                   request->diary_path);
}

static enum phil_exit explain(struct request *request)
{
    struct phil_talk talk = {.known = &request->known,
                             .diary_path = request->diary_path,
                             .questions = request->questions,
                             .save = request->save};
    const bool asks = wants_interview(request);
    enum phil_exit result = asks ? phil_talk_interview(&talk) : PHIL_EXIT_DONE;
    if (result == PHIL_EXIT_DONE)
        result = phil_known_weigh_in(&request->known);
    if (result != PHIL_EXIT_DONE)
        return result;
    result = weigh(request, asks);
    if (!asks)
        return request->save ? phil_exit_worse(result, keep_given(request)) : result;
    /* Whoever needs help now is not to be kept with questions about files. */
    const bool offers = request->care < PHIL_CARE_EMERGENCY;
    return phil_exit_worse(result,
                           offers ? phil_talk_keep(&talk, phil_console_stopped) : talk.trouble);
}

enum phil_exit phil_command_explain(int argc, char **argv)
{
    struct request request = {.settings = phil_explain_defaults(), .questions = USUAL_QUESTIONS};
    enum phil_exit result = phil_parse_options(&parser, "philtrum explain", argc, argv, &request);
    if (result == PHIL_EXIT_DONE && request.list) {
        result = phil_known_init(&request.known, request.knowledge);
        if (result == PHIL_EXIT_DONE)
            result = phil_answer_list_print(stdout, request.known.knowledge);
    } else if (result == PHIL_EXIT_DONE) {
        result = gather(&request);
        if (result == PHIL_EXIT_DONE)
            result = explain(&request);
    }
    phil_known_release(&request.known);
    free(request.diary_path);
    free(request.analyses);
    return result;
}
