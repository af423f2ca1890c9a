/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum diary: look at what was written down, put it right, take it along. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "day.h"
#include "diary_change.h"
#include "diary_file.h"
#include "diary_recordings.h"
#include "diary_show.h"
#include "diary_transfer.h"
#include "kept.h"
#include "options.h"
#include "screen.h"

enum {
    KEY_DAYS = PHIL_FIRST_KEY,
    KEY_FROM,
    KEY_TO,
    KEY_KIND,
    KEY_JSON,
    KEY_EXPORT,
    KEY_IMPORT,
    KEY_AT,
    KEY_NOTE,
    KEY_DIARY,
    KEY_KNOWLEDGE,
};

enum { USUAL_DAYS = 7 };

static const struct argp_option options[] = {
    {"days", KEY_DAYS, "N", 0, "Show the last N days (7)", 1},
    {"from", KEY_FROM, "DAY", 0, "Show from this day on: 2026-11-20, today or yesterday", 1},
    {"to", KEY_TO, "DAY", 0, "Show up to and with this day", 1},
    {"kind", KEY_KIND, "KIND", 0,
     "Show one kind alone: drink, food, sleep, stress, screen, medicine, lab, symptom, twitch, "
     "note",
     1},
    {"json", KEY_JSON, NULL, 0, "Print the entries as JSON", 1},
    {"export", KEY_EXPORT, "FILE", 0,
     "Write the whole diary, or the days and kind that are named, to FILE.csv or FILE.json; - is "
     "CSV on standard output",
     2},
    {"import", KEY_IMPORT, "FILE", 0,
     "Add what FILE.csv or FILE.json holds: all of it or nothing; what is there already is not "
     "added again",
     2},
    {"at", KEY_AT, "TIME", 0, "With edit: when it was", 3},
    {"note", KEY_NOTE, "TEXT", 0, "With edit: words to remember it by", 3},
    {"diary", KEY_DIARY, "FILE", 0, "Another diary than your usual one", 4},
    {"knowledge", KEY_KNOWLEDGE, "FOLDER", 0, "Another knowledge base than the one built in", 4},
    PHIL_OPTION_HELP,
    {0},
};

struct request {
    const char *from, *to, *export, *import, *diary, *knowledge;
    int days; /* 0: not given */
    int kind; /* -1: all */
    bool json;
    struct phil_change change;
    struct phil_known known;
};

static error_t take_kind(const char *text, int *kind)
{
    const char *names[PHIL_N_ENTRY_KINDS];
    for (int i = 0; i < PHIL_N_ENTRY_KINDS; i++) {
        names[i] = phil_entry_kind_name((enum phil_entry_kind)i);
        if (strcmp(text, names[i]) == 0) {
            *kind = i;
            return 0;
        }
    }
    char why[96];
    const char *near = phil_nearest(text, names, PHIL_N_ENTRY_KINDS);
    snprintf(why, sizeof why, near ? "did you mean %s?" : "see philtrum diary --help", near);
    return phil_option_error("--kind", text, why);
}

static error_t check(const struct request *request)
{
    if (request->days && (request->from || request->to))
        return phil_option_error("--days", "--from", "say either how many days or which ones");
    if (request->json && (request->import || request->export || request->change.n_words > 0))
        return phil_option_error("--json",
                                 request->import   ? "--import"
                                 : request->export ? "--export"
                                                   : request->change.words[0],
                                 "it shows entries, and goes with nothing else");
    if (request->import && request->export)
        return phil_option_error("--import", "--export", "one at a time");
    if (request->change.n_words > 0 && (request->import || request->export))
        return phil_option_error(request->import ? "--import" : "--export",
                                 request->change.words[0], "one at a time");
    return 0;
}

static error_t parse_change(int key, char *arg, struct request *request)
{
    switch (key) {
    case KEY_AT:
        request->change.at = arg;
        return 0;
    case KEY_NOTE:
        if (strlen(arg) >= sizeof(struct phil_entry){0}.note)
            return phil_option_error("--note", arg, "must be at most 255 bytes long");
        request->change.note = arg;
        return 0;
    case KEY_DIARY:
        request->diary = arg;
        return 0;
    case KEY_KNOWLEDGE:
        request->knowledge = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case KEY_DAYS: /* a hundred years */
        return phil_take_int(&(struct phil_number){"--days", "", 1, 36525}, arg, &request->days);
    case KEY_FROM:
        request->from = arg;
        return 0;
    case KEY_TO:
        request->to = arg;
        return 0;
    case KEY_KIND:
        return take_kind(arg, &request->kind);
    case KEY_JSON:
        request->json = true;
        return 0;
    case KEY_EXPORT:
        request->export = arg;
        return 0;
    case KEY_IMPORT:
        request->import = arg;
        return 0;
    case ARGP_KEY_ARGS:
        request->change.words = (const char *const *)state->argv + state->next;
        request->change.n_words = (size_t)(state->argc - state->next);
        return 0;
    case ARGP_KEY_END:
        return check(request);
    default:
        return parse_change(key, arg, request);
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .args_doc = "\nedit ID [THING...]\nremove ID...\nrestore ID...\nhistory ID\nrecordings [remove "
                "N...]\nrecordings restore N...\nbackup FILE\ncheck",
    .doc = "Show your diary, the last seven days without options, and put it right. An entry's ID "
           "is the number before it.\v"
           "For example:\n"
           "  philtrum diary edit 12 coffee 3        it was three cups\n"
           "  philtrum diary edit 12 --at 07:45      ... and at another time\n"
           "  philtrum diary remove 12               it was not so at all\n"
           "  philtrum diary restore 12              take the last change back\n"
           "  philtrum diary history 12              how it stood before\n"
           "  philtrum diary recordings              which clips count, and their numbers\n"
           "  philtrum diary recordings remove 3     it was the wrong clip\n"
           "  philtrum diary backup diary-copy.db    a copy of everything\n"
           "  philtrum diary check                   is the file sound?\n\n"
           "Nothing that was changed or removed is lost: restore brings it back.\n\n"
           "Exit status: 0 done, 2 not understood or no such entry, 3 diary or file not readable, "
           "4 the machine failed, 5 a mistake in philtrum.",
};

/* --- which days ------------------------------------------------------------------------------- */

static bool parse_day(const struct request *request, const char *option, const char *text,
                      int64_t *day)
{
    return phil_parse_day(option, text, phil_moment_day(&request->known.now), day);
}

/* `everything` unless days are named; else the last seven. */
static bool find_days(const struct request *request, bool everything, struct phil_diary_days *days)
{
    const int64_t today = phil_moment_day(&request->known.now);
    const int64_t ever = INT32_MAX / 2; /* days: beyond any diary */
    const int n = request->days ? request->days : USUAL_DAYS;
    *days = (struct phil_diary_days){0, everything ? ever : today, request->kind};
    if (request->to && !parse_day(request, "--to", request->to, &days->to))
        return false;
    days->from = (request->to ? days->to : today) - n + 1;
    if (everything && !request->days)
        days->from = -ever;
    if (request->from && !parse_day(request, "--from", request->from, &days->from))
        return false;
    if (days->from <= days->to)
        return true;
    phil_option_error("--from", request->from ? request->from : "", "is after --to");
    return false;
}

static int columns(void)
{
    return phil_console_style(stdout).columns;
}

/* --- the whole file --------------------------------------------------------------------------- */

static enum phil_exit run_backup(const struct request *request, struct phil_store *store)
{
    const char *path = request->change.words[1];
    const int errors = phil_console_errors();
    const enum phil_status status = phil_store_backup(store, path);
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot back up to", path);
    phil_screen_print(stdout, columns(), 0,
                      "A copy of the whole diary is in %s. `philtrum diary --diary %s' shows it.",
                      path, path);
    return phil_console_flush();
}

static enum phil_exit run_check(const struct request *request, struct phil_store *store)
{
    const int errors = phil_console_errors();
    const enum phil_status status = phil_store_check(store);
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "the diary is damaged",
                                   request->diary ? request->diary : "diary.db");
    fputs("The diary is sound.\n", stdout);
    return phil_console_flush();
}

static enum phil_exit run_transfer(const struct request *request, struct phil_store *store)
{
    struct phil_entry *entries = NULL;
    struct phil_diary_days days;
    size_t n = 0;
    if (request->import)
        return phil_diary_import(store, request->import);
    if (!find_days(request, true, &days))
        return PHIL_EXIT_USAGE;
    const int errors = phil_console_errors();
    const enum phil_status status = phil_diary_entries(store, &days, &entries, &n);
    const enum phil_exit result = status == PHIL_OK
                                      ? phil_diary_export(request->export, entries, n)
                                      : phil_console_failed(status, errors, "cannot read", "diary");
    free(entries);
    return result;
}

static enum phil_exit run_show(const struct request *request, struct phil_store *store)
{
    const struct phil_terminal_style style = phil_console_style(stdout);
    struct phil_entry *entries = NULL;
    struct phil_diary_days days;
    size_t n = 0;
    enum phil_status status;
    if (!find_days(request, false, &days))
        return PHIL_EXIT_USAGE;
    const int errors = phil_console_errors();
    if (request->json) {
        status = phil_diary_entries(store, &days, &entries, &n);
        if (status == PHIL_OK)
            status = phil_diary_write_json(stdout, entries, n);
        free(entries);
    } else {
        status = phil_diary_show(stdout, store, &request->known, &days, &style);
    }
    if (status == PHIL_OK || status == PHIL_EIO)
        return phil_exit_worse(phil_console_flush(), phil_exit_of(status));
    return phil_console_failed(status, errors, "cannot show", "diary");
}

/* --- single entries --------------------------------------------------------------------------- */

static enum phil_exit run_edit(const struct request *request, struct phil_store *store)
{
    return phil_diary_edit(&request->change, store);
}

static enum phil_exit run_remove(const struct request *request, struct phil_store *store)
{
    return phil_diary_remove(&request->change, store);
}

static enum phil_exit run_restore(const struct request *request, struct phil_store *store)
{
    return phil_diary_restore(&request->change, store);
}

static enum phil_exit run_history(const struct request *request, struct phil_store *store)
{
    return phil_diary_history(&request->change, store);
}

static enum phil_exit run_recordings(const struct request *request, struct phil_store *store)
{
    return phil_diary_recordings(store, request->change.words + 1, request->change.n_words - 1,
                                 &request->known.now);
}

/* --- which of them ---------------------------------------------------------------------------- */

static const struct action {
    const char *name;
    size_t least, most; /* words after it */
    enum phil_store_mode mode;
    enum phil_exit (*run)(const struct request *request, struct phil_store *store);
} actions[] = {
    {"edit", 1, SIZE_MAX, PHIL_STORE_WRITE, run_edit},
    {"remove", 1, SIZE_MAX, PHIL_STORE_WRITE, run_remove},
    {"restore", 1, SIZE_MAX, PHIL_STORE_WRITE, run_restore},
    {"history", 1, 1, PHIL_STORE_READ, run_history},
    {"recordings", 0, SIZE_MAX, PHIL_STORE_WRITE, run_recordings},
    {"backup", 1, 1, PHIL_STORE_READ, run_backup},
    {"check", 0, 0, PHIL_STORE_READ, run_check},
};
/* To look at them the diary need not be one that can be written. */
static const struct action list_recordings = {"", 0, 0, PHIL_STORE_READ, run_recordings};
static const struct action show = {"", 0, 0, PHIL_STORE_READ, run_show};
static const struct action export = {"", 0, 0, PHIL_STORE_READ, run_transfer};
static const struct action import = {"", 0, 0, PHIL_STORE_WRITE, run_transfer};

enum { N_ACTIONS = sizeof actions / sizeof *actions };

/* NULL, after an error message, when the words make no sense. */
static const struct action *find_action(const struct request *request)
{
    const char *names[N_ACTIONS];
    if (request->change.n_words == 0)
        return request->import ? &import : request->export ? &export : &show;
    const char *word = request->change.words[0];
    for (int i = 0; i < N_ACTIONS; i++) {
        names[i] = actions[i].name;
        if (strcmp(word, actions[i].name) != 0)
            continue;
        const size_t n = request->change.n_words - 1;
        if (n == 0 && actions[i].run == run_recordings)
            return &list_recordings;
        if (n >= actions[i].least && n <= actions[i].most)
            return &actions[i];
        phil_console_error("%s words: \"diary %s\": see philtrum diary --help",
                           n < actions[i].least ? "too few" : "too many", word);
        return NULL;
    }
    const char *near = phil_nearest(word, names, N_ACTIONS);
    if (near)
        phil_console_error("unknown action: \"%s\": did you mean %s?", word, near);
    else
        phil_console_error("unknown action: \"%s\": see philtrum diary --help", word);
    return NULL;
}

static enum phil_exit run(struct request *request, const struct action *action)
{
    struct phil_store *store = NULL;
    char *path;
    enum phil_exit result = phil_diary_path(&path, request->diary);
    /* Only an import begins a diary. */
    if (result == PHIL_EXIT_DONE && action != &import && !phil_diary_exists(path))
        result = phil_diary_open(&store, path, PHIL_STORE_READ);
    if (result == PHIL_EXIT_DONE)
        result = phil_known_init(&request->known, request->knowledge);
    if (result == PHIL_EXIT_DONE)
        result = phil_diary_open(&store, path, action->mode);
    if (result == PHIL_EXIT_DONE && action == &show)
        result = phil_kept_read(&request->known, store);
    if (result == PHIL_EXIT_DONE)
        result = action->run(request, store);
    phil_store_close(store);
    phil_known_release(&request->known);
    free(path);
    return result;
}

enum phil_exit phil_command_diary(int argc, char **argv)
{
    struct request request = {.kind = -1};
    request.change.known = &request.known;
    const enum phil_exit parsed =
        phil_parse_options(&parser, "philtrum diary", argc, argv, &request);
    if (parsed != PHIL_EXIT_DONE)
        return parsed;
    const struct action *action = find_action(&request);
    return action ? run(&request, action) : PHIL_EXIT_USAGE;
}
