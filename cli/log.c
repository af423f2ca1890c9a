/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum log: one line into the diary. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "diary_file.h"
#include "options.h"
#include "screen.h"
#include "trial_known.h"

enum {
    KEY_AT = PHIL_FIRST_KEY,
    KEY_NOTE,
    KEY_DIARY,
    KEY_JSON,
    KEY_LIST,
    KEY_KNOWLEDGE,
};

static const struct argp_option options[] = {
    {"at", KEY_AT, "TIME", 0,
     "When it was: 08:30, \"yesterday 22:15\", \"2026-11-26 08:30\", -2h; now without it", 1},
    {"note", KEY_NOTE, "TEXT", 0, "Words to remember it by", 1},
    {"diary", KEY_DIARY, "FILE", 0, "Another diary than your usual one", 2},
    {"json", KEY_JSON, NULL, 0, "Print the entry as JSON", 2},
    {"list", KEY_LIST, NULL, 0, "Show every drink, food and symptom that has a name here", 3},
    {"knowledge", KEY_KNOWLEDGE, "FOLDER", 0, "Another knowledge base than the one built in", 3},
    PHIL_OPTION_HELP,
    {0},
};

struct request {
    const char *at, *note, *diary, *knowledge;
    bool json, list;
    char **words;
    int n_words;
};

static error_t take_note(struct request *request, char *arg)
{
    if (strlen(arg) >= sizeof(struct phil_entry){0}.note)
        return phil_option_error("--note", arg, "must be at most 255 bytes long");
    request->note = arg;
    return 0;
}

static error_t check(const struct request *request)
{
    if (request->n_words > 0 || request->list)
        return 0;
    phil_console_error("nothing to log: \"log\": say what it was, such as philtrum log coffee: see "
                       "philtrum log --help");
    return EINVAL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case KEY_AT:
        request->at = arg;
        return 0;
    case KEY_NOTE:
        return take_note(request, arg);
    case KEY_DIARY:
        request->diary = arg;
        return 0;
    case KEY_JSON:
        request->json = true;
        return 0;
    case KEY_LIST:
        request->list = true;
        return 0;
    case KEY_KNOWLEDGE:
        request->knowledge = arg;
        return 0;
    case ARGP_KEY_ARGS:
        request->words = state->argv + state->next;
        request->n_words = state->argc - state->next;
        return 0;
    case ARGP_KEY_END:
        return check(request);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .args_doc = "THING...",
    .doc = "Write one line into your diary, which never leaves this computer.\v"
           "For example:\n"
           "  philtrum log coffee\n"
           "  philtrum log coffee 2 --at 08:30\n"
           "  philtrum log energy drink 500ml\n"
           "  philtrum log wine 1 --at \"yesterday 21:00\"\n"
           "  philtrum log banana\n"
           "  philtrum log sleep 5.5h\n"
           "  philtrum log stress 7\n"
           "  philtrum log twitch 3 --note \"while reading\"\n"
           "  philtrum log potassium 4.1mmol/L\n"
           "  philtrum log medicine furosemide 40mg\n"
           "  philtrum log symptom racing_heart\n"
           "  philtrum log note slept badly, exam tomorrow\n\n"
           "Stress is from 0 to 10. `philtrum diary' shows what was written, changes it and takes "
           "it back.\n\n"
           "Exit status: 0 written, 2 not understood, 3 the diary cannot be opened, 4 the machine "
           "failed, 5 a mistake in philtrum.",
};

/* --- what can be logged ----------------------------------------------------------------------- */

static void print_names(const struct phil_knowledge *knowledge, bool food)
{
    const struct phil_intake *intake;
    for (size_t i = 0; (intake = phil_knowledge_intake(knowledge, i)); i++)
        if (intake->food == food)
            printf("%s\n", intake->id);
}

/* One name a line, for people and for the completion of shells. */
static enum phil_exit print_list(const struct phil_knowledge *knowledge)
{
    const struct phil_finding *finding;
    fputs("sleep\nstress\nscreen\ntwitch\nmedicine\nsymptom\nnote\n"
          "potassium\ncalcium\nmagnesium\n",
          stdout);
    print_names(knowledge, false);
    print_names(knowledge, true);
    for (size_t i = 0; (finding = phil_knowledge_finding(knowledge, i)); i++)
        if (finding->type == PHIL_FINDING_YES_NO && *finding->question)
            printf("symptom %s\n", finding->id);
    return phil_console_flush();
}

/* --- one entry -------------------------------------------------------------------------------- */

static enum phil_exit tell(const struct request *request, const struct phil_knowledge *knowledge,
                           const struct phil_entry *entry, const char *new_diary)
{
    const int columns = phil_console_style(stdout).columns;
    const struct phil_moment now = phil_moment_now();
    if (request->json) {
        phil_diary_write_json(stdout, entry, 1);
        return phil_console_flush();
    }
    phil_screen_entry(stdout, columns, "Wrote", entry, knowledge, &now);
    phil_screen_print(stdout, columns, 0, "To take it back: philtrum diary remove %lld",
                      (long long)entry->id);
    if (new_diary)
        phil_screen_print(stdout, columns, 0,
                          "This began your diary. It is %s on this computer; only you can read it.",
                          new_diary);
    return phil_console_flush();
}

/* What was just written may be a reason not to wait. */
static enum phil_exit warn(const struct request *request, const char *path)
{
    const struct phil_trial_args args = {.knowledge = request->knowledge};
    struct phil_known known = {0};
    struct phil_explanation *explanation = NULL;
    bool answered;
    enum phil_exit result = phil_trial_know(&known, &args, path, &answered);
    if (result == PHIL_EXIT_DONE)
        result = phil_known_explain(&explanation, &known);
    const struct phil_reason *flag =
        result == PHIL_EXIT_DONE ? phil_known_red_flag(explanation) : NULL;
    if (flag)
        phil_screen_print(stdout, phil_console_style(stdout).columns, 0,
                          "\n%s\n`philtrum explain' says more.", flag->text);
    phil_explanation_free(explanation);
    phil_known_release(&known);
    return result == PHIL_EXIT_DONE ? phil_console_flush() : result;
}

static enum phil_exit write_entry(const struct request *request,
                                  const struct phil_knowledge *knowledge, struct phil_entry *entry)
{
    char *path;
    enum phil_exit result = phil_diary_path(&path, request->diary);
    if (result != PHIL_EXIT_DONE)
        return result;
    const bool is_new = !phil_diary_exists(path);
    const int errors = phil_console_errors();
    struct phil_store *store;
    result = phil_diary_open(&store, path, PHIL_STORE_WRITE);
    if (result == PHIL_EXIT_DONE) {
        const enum phil_status status = phil_store_add(store, entry, 1);
        phil_store_close(store);
        if (status != PHIL_OK)
            result = phil_console_failed(status, errors, "cannot write", path);
    }
    if (result == PHIL_EXIT_DONE)
        result = tell(request, knowledge, entry, is_new ? path : NULL);
    if (result == PHIL_EXIT_DONE && entry->kind == PHIL_ENTRY_SYMPTOM && !request->json)
        result = warn(request, path);
    free(path);
    return result;
}

static enum phil_exit log_entry(const struct request *request,
                                const struct phil_knowledge *knowledge)
{
    struct phil_entry entry;
    const struct phil_moment now = phil_moment_now();
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_entry_parse(&entry, knowledge, (const char *const *)request->words,
                         (size_t)request->n_words, request->at, &now, phil_console_log_all());
    if (status != PHIL_OK) {
        const enum phil_exit result =
            phil_console_failed(status, errors, "cannot log", request->words[0]);
        if (strcmp(request->words[0], "symptom") == 0 && !request->json)
            phil_screen_print(
                stdout, phil_console_style(stdout).columns, 0,
                "If a face, an arm or speech is suddenly affected, call the emergency "
                "number. `philtrum explain' asks about every warning sign in plain "
                "words.");
        return result;
    }
    if (request->note && phil_entry_set_note(&entry, request->note, phil_console_log()))
        return PHIL_EXIT_USAGE;
    return write_entry(request, knowledge, &entry);
}

enum phil_exit phil_command_log(int argc, char **argv)
{
    struct request request = {0};
    struct phil_knowledge *knowledge = NULL;
    enum phil_exit result = phil_parse_options(&parser, "philtrum log", argc, argv, &request);
    if (result != PHIL_EXIT_DONE)
        return result;
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_knowledge_new(&knowledge, request.knowledge, phil_console_log());
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot use the knowledge base",
                                   request.knowledge ? request.knowledge : "built in");
    result = request.list ? print_list(knowledge) : log_entry(&request, knowledge);
    phil_knowledge_free(knowledge);
    return result;
}
