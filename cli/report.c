/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum report: the page for the doctor, from everything that is known: recordings, diary, the
 * answers of the last interview, trials. It asks nothing and changes nothing.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "diary_file.h"
#include "doctor.h"
#include "options.h"
#include "output.h"
#include "trial_views.h"

enum {
    KEY_PDF = PHIL_FIRST_KEY,
    KEY_HTML,
    KEY_FHIR,
    KEY_PERSON,
    KEY_BORN,
    KEY_CLIP,
    KEY_ANSWERS,
    KEY_ANALYSIS,
    KEY_DIARY,
    KEY_NO_DIARY,
    KEY_DAYS,
};

static const struct argp_option options[] = {
    {"pdf", KEY_PDF, "FILE", 0,
     "Write the page as PDF, to print: one page, and further ones for "
     "detail; - is standard output",
     1},
    {"html", KEY_HTML, "FILE", 0, "Write the same as one HTML page", 1},
    {"fhir", KEY_FHIR, "FILE", 0,
     "Write the same for a hospital's system: an HL7 FHIR R4 Bundle in JSON, with the PDF in it",
     1},
    {"person", KEY_PERSON, "NAME", 0, "Your name for the page; else there is a line to write it on",
     2},
    {"born", KEY_BORN, "DATE", 0, "Your date of birth (1984-05-17) or its year", 2},
    {"clip", KEY_CLIP, "FILE", 0,
     "A recording's clip that is no longer where it was, for the pictures; may be given again", 2},
    {"answers", KEY_ANSWERS, "FILE.yaml", 0,
     "Take these answers in place of those that the diary keeps; - is standard input", 3},
    {"analysis", KEY_ANALYSIS, "FILE.json", 0,
     "Take along what `philtrum analyze --json' measured; may be given again", 3},
    {"diary", KEY_DIARY, "FILE", 0, "Another diary than your usual one", 3},
    {"no-diary", KEY_NO_DIARY, NULL, 0, "Do not read a diary", 3},
    {"days", KEY_DAYS, "N", 0,
     "Look at the last N days alone (otherwise 30 days of the diary, blood values of a year, every "
     "recording)",
     3},
    PHIL_OPTION_HELP,
    {0},
};

enum { FORM_PDF, FORM_HTML, FORM_FHIR, N_FORMS };

struct list {
    const char **item;
    size_t n;
};

struct request {
    const char *path[N_FORMS], *person, *born, *answers, *diary;
    struct list clips, analyses;
    int days; /* 0: not given */
    bool no_diary;
    struct phil_doctor_files files;
    struct phil_trial_views trials;
    struct phil_explanation *explanation;
};

static error_t add(struct list *list, const char *item)
{
    const char **grown = realloc(list->item, (list->n + 1) * sizeof *grown);
    if (!grown)
        return ENOMEM;
    list->item = grown;
    grown[list->n++] = item;
    return 0;
}

/* "1984", "1984-05", "1984-05-17": what a page and FHIR can hold. Nobody alive was born before
 * 1890, and no hospital takes a 30th of February. */
static bool is_date(const char *text)
{
    static const char shape[] = "dddd-dd-dd";
    const size_t n = strlen(text);
    if (n != 4 && n != 7 && n != 10)
        return false;
    for (size_t i = 0; i < n; i++)
        if (shape[i] == 'd' ? !isdigit((unsigned char)text[i]) : text[i] != '-')
            return false;
    const int year = atoi(text), month = n > 4 ? atoi(text + 5) : 1,
              day = n > 7 ? atoi(text + 8) : 1;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    const int last = month == 2 ? 28 + leap : 30 + (month + month / 8) % 2;
    return year >= 1890 && month >= 1 && month <= 12 && day >= 1 && day <= last;
}

static error_t check(const struct request *request)
{
    static const char *const names[] = {"--pdf", "--html", "--fhir"};
    int given = 0;
    for (int f = 0; f < N_FORMS; f++) {
        given += request->path[f] != NULL;
        for (int g = 0; g < f; g++)
            if (request->path[f] && request->path[g] &&
                strcmp(request->path[f], request->path[g]) == 0)
                return phil_option_error(names[f], request->path[f],
                                         "another result goes there already");
    }
    if (!given) {
        phil_console_error("nothing to write: \"report\": give --pdf FILE, --html FILE or --fhir "
                           "FILE");
        return EINVAL;
    }
    if (request->no_diary && request->diary)
        return phil_option_error("--no-diary", "--diary", "the two exclude each other");
    if (request->born && !is_date(request->born))
        return phil_option_error("--born", request->born, "not a date as 1984-05-17 or 1984");
    return 0;
}

static error_t parse_source(int key, char *arg, struct request *request)
{
    switch (key) {
    case KEY_CLIP:
        return add(&request->clips, arg);
    case KEY_ANALYSIS:
        return add(&request->analyses, arg);
    case KEY_ANSWERS:
        request->answers = arg;
        return 0;
    case KEY_DIARY:
        request->diary = arg;
        return 0;
    case KEY_NO_DIARY:
        request->no_diary = true;
        return 0;
    case KEY_DAYS:
        return phil_take_int(&(struct phil_number){"--days", "", 1, 366}, arg, &request->days);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case KEY_PDF:
    case KEY_HTML:
    case KEY_FHIR:
        request->path[key - KEY_PDF] = arg;
        return 0;
    case KEY_PERSON:
        request->person = arg;
        return 0;
    case KEY_BORN:
        request->born = arg;
        return 0;
    case ARGP_KEY_ARG:
        return phil_option_error("a word", arg,
                                 "report takes options alone: see philtrum report --help");
    case ARGP_KEY_END:
        return check(request);
    default:
        return parse_source(key, arg, request);
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .doc =
        "Write the page for your doctor: what twitches, where, how often and since when, what was "
        "tried and what it did, warning signs that were asked, pictures of the largest twitches. "
        "It is made of your recordings (analyze --save), your diary, the answers of your last "
        "interview (explain) and your trials.\v"
        "The page holds what you told about your health, and pictures of your face: give it only "
        "to those who may see it. Nothing leaves this computer.\n\n"
        "Exit status: 0 done, 1 there is nothing to go on, 2 command line, 3 a file is not "
        "readable, 4 the machine failed, 5 a mistake in philtrum.",
};

/* --- writing ---------------------------------------------------------------------------------- */

static enum phil_status write_fhir(FILE *out, const struct phil_doctor_view *view)
{
    char *pdf = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&pdf, &size);
    if (!memory)
        return PHIL_EMEM;
    enum phil_status status = phil_report_doctor_pdf(memory, view, phil_console_log());
    if (fclose(memory) != 0 || status == PHIL_EIO)
        status = PHIL_EMEM; /* nothing else stops a write to memory */
    if (status == PHIL_OK)
        status = phil_report_doctor_fhir(out, view, (const unsigned char *)pdf, size);
    free(pdf);
    return status;
}

static enum phil_status write_form(FILE *out, int form, const struct phil_doctor_view *view)
{
    switch (form) {
    case FORM_PDF:
        return phil_report_doctor_pdf(out, view, phil_console_log());
    case FORM_HTML:
        return phil_report_doctor_html(out, view, phil_console_log());
    default:
        return write_fhir(out, view);
    }
}

static enum phil_exit write_result(const char *path, int form, const struct phil_doctor_view *view)
{
    struct phil_output output;
    if (!path)
        return PHIL_EXIT_DONE;
    if (!phil_output_open_private(&output, path))
        return PHIL_EXIT_MACHINE;
    const int errors = phil_console_errors();
    errno = 0;
    const enum phil_status status = write_form(output.file, form, view);
    enum phil_exit result = phil_output_close(&output, status == PHIL_OK || status == PHIL_EIO);
    if (status != PHIL_OK && status != PHIL_EIO)
        result = phil_exit_worse(result, phil_console_failed(status, errors, "cannot write", path));
    return result;
}

static enum phil_exit write_results(struct request *request)
{
    const struct phil_known *known = &request->files.known;
    const struct phil_explanation_view explained = {
        .explanation = request->explanation,
        .knowledge = known->knowledge,
        .answers = known->answers,
        .analyses = (const struct phil_analysis *const *)known->analyses,
        .n_analyses = known->n_analyses,
        .entries = request->files.entries,
        .n_entries = request->files.n_entries,
        .now = known->now,
        .full = true,
    };
    const struct phil_doctor_view view = {
        .person = request->person,
        .born = request->born,
        .explained = &explained,
        .clips = request->files.clips,
        .n_clips = request->files.n_clips,
        .trials = request->trials.views,
        .n_trials = request->trials.n,
        .days = known->days,
        .answered = request->files.answered[0] ? request->files.answered : NULL,
    };
    enum phil_exit result = PHIL_EXIT_DONE;
    for (int form = 0; form < N_FORMS; form++)
        result = phil_exit_worse(result, write_result(request->path[form], form, &view));
    return result;
}

/* --- what is known ---------------------------------------------------------------------------- */

static enum phil_exit read_diary(struct request *request)
{
    char *path = NULL;
    struct phil_store *store = NULL;
    if (request->no_diary)
        return PHIL_EXIT_DONE;
    enum phil_exit result = phil_diary_path(&path, request->diary);
    if (result == PHIL_EXIT_DONE && (request->diary || phil_diary_exists(path))) {
        result = phil_diary_open(&store, path, PHIL_STORE_READ);
        if (result == PHIL_EXIT_DONE)
            result = phil_doctor_add_diary(&request->files, store, path, !request->answers);
        if (result == PHIL_EXIT_DONE)
            result = phil_trial_views_load(&request->trials, store, &request->files.known);
        phil_store_close(store);
    }
    free(path);
    return result;
}

static enum phil_exit gather(struct request *request)
{
    struct phil_doctor_files *files = &request->files;
    enum phil_exit result = phil_doctor_files_init(files, request->days);
    if (result == PHIL_EXIT_DONE)
        result = read_diary(request);
    if (result == PHIL_EXIT_DONE && request->answers)
        result = phil_known_add_answers(&files->known, request->answers);
    for (size_t i = 0; i < request->analyses.n && result == PHIL_EXIT_DONE; i++)
        result = phil_known_add_analysis(&files->known, request->analyses.item[i]);
    if (result == PHIL_EXIT_DONE)
        result = phil_doctor_add_analyses(files);
    for (size_t i = 0; i < request->clips.n && result == PHIL_EXIT_DONE; i++)
        result = phil_doctor_add_clip(files, request->clips.item[i]);
    return result == PHIL_EXIT_DONE ? phil_known_weigh_in(&files->known) : result;
}

static bool is_anything_known(const struct request *request)
{
    const struct phil_known *known = &request->files.known;
    size_t n = request->files.n_clips + known->n_entries + request->trials.n;
    for (int origin = PHIL_FROM_ANSWER; origin <= PHIL_FROM_RECORDING; origin++)
        n += phil_known_count(known, (enum phil_origin)origin);
    return n > 0;
}

static enum phil_exit report(struct request *request)
{
    const enum phil_exit result = gather(request);
    if (result != PHIL_EXIT_DONE)
        return result;
    if (!is_anything_known(request)) {
        phil_console_error("nothing to go on: \"%s\": %s", "no recording, no diary, no answers",
                           "philtrum explain asks, and philtrum analyze --save CLIP measures");
        return PHIL_EXIT_NOTHING;
    }
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_explain(&request->explanation, request->files.known.knowledge,
                     request->files.known.answers, NULL, phil_console_log());
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot explain", "what is known");
    return write_results(request);
}

enum phil_exit phil_command_report(int argc, char **argv)
{
    struct request request = {.days = 0};
    enum phil_exit result = phil_parse_options(&parser, "philtrum report", argc, argv, &request);
    if (result == PHIL_EXIT_DONE)
        result = report(&request);
    phil_explanation_free(request.explanation);
    phil_trial_views_release(&request.trials);
    phil_doctor_files_release(&request.files);
    free(request.clips.item);
    free(request.analyses.item);
    return result;
}
