/* SPDX-License-Identifier: GPL-3.0-or-later */
/* philtrum trial: test a remedy on oneself, on measured twitches. What the words mean is here, what
 * is done in the files beside this one. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "options.h"
#include "trial_course.h"
#include "trial_plan.h"
#include "trial_result.h"
#include "trial_today.h"

enum {
    KEY_OWN = PHIL_FIRST_KEY,
    KEY_USUAL,
    KEY_SIDE,
    KEY_PERIOD,
    KEY_WASHOUT,
    KEY_PAIRS,
    KEY_NOTICE,
    KEY_POWER,
    KEY_CLIP_MIN,
    KEY_CLIP_TIME,
    KEY_SEED,
    KEY_DRY_RUN,
    KEY_ANSWERS,
    KEY_ON,
    KEY_PEEK,
    KEY_JSON,
    KEY_HTML,
    KEY_CSV,
    KEY_ALL,
    KEY_VERBOSE,
    KEY_TRIAL,
    KEY_DIARY,
    KEY_KNOWLEDGE,
    N_KEYS_END,
};

enum { N_KEYS = N_KEYS_END - PHIL_FIRST_KEY };

static const struct argp_option options[] = {
    {"own", KEY_OWN, "TEXT", 0, "plan: something of your own to do on remedy days", 1},
    {"usual", KEY_USUAL, "TEXT", 0, "plan: what to do on usual days (nothing special)", 1},
    {"side", KEY_SIDE, "SIDE", 0,
     "plan: the side that twitches, left or right; the other is the "
     "comparison",
     1},
    {"notice", KEY_NOTICE, "PERCENT", 0, "plan: how many fewer twitches are to be noticed (50%)",
     1},
    {"power", KEY_POWER, "P", 0, "plan: with which chance (0.8)", 1},
    {"pairs", KEY_PAIRS, "N", 0, "plan: pairs of periods, in place of what --notice needs", 1},
    {"period-days", KEY_PERIOD, "N", 0, "plan: length of a period, longer than the remedy's own",
     1},
    {"washout-days", KEY_WASHOUT, "N", 0, "plan: days at its start that do not count", 1},
    {"clip-min", KEY_CLIP_MIN, "MIN", 0, "plan: minutes to film each day", 1},
    {"clip-time", KEY_CLIP_TIME, "HH:MM", 0, "plan: when to film (20:00)", 1},
    {"answers", KEY_ANSWERS, "FILE.yaml", 0,
     "plan, today: take your answers from this file, not from the diary", 1},
    {"seed", KEY_SEED, "N", 0, "plan: draw the order with this seed, for tests", 1},
    {"dry-run", KEY_DRY_RUN, NULL, 0, "plan: show it and keep nothing", 1},
    {"on", KEY_ON, "DAY", 0, "start, mark: another day than today: 2026-11-20, yesterday, tomorrow",
     2},
    {"peek", KEY_PEEK, NULL, 0,
     "status, result: look at the effect before the end; the trial keeps a note of it", 3},
    {"all", KEY_ALL, NULL, 0, "result: all your trials together", 3},
    {"verbose", KEY_VERBOSE, NULL, 0, "status, result, analyze: show all of it", 3},
    {"json", KEY_JSON, "FILE", OPTION_ARG_OPTIONAL,
     "today, status, result, analyze: as JSON to standard output in place of the text, or to =FILE "
     "beside it",
     3},
    {"html", KEY_HTML, "FILE", 0, "result, analyze: as a page", 3},
    {"csv", KEY_CSV, "FILE", 0, "result, analyze: the days, as `analyze' reads them", 3},
    {"trial", KEY_TRIAL, "N", 0, "Another trial than the one that is on, or was the last", 4},
    {"diary", KEY_DIARY, "FILE", 0, "Another diary than your usual one", 4},
    {"knowledge", KEY_KNOWLEDGE, "FOLDER", 0, "Another knowledge base than the one built in", 4},
    PHIL_OPTION_HELP,
    {0},
};

/* --- what goes with what ---------------------------------------------------------------------- */

enum {
    PLAN = 1,
    START = 2,
    TODAY = 4,
    MARK = 8,
    STOP = 16,
    STATUS = 32,
    RESULT = 64,
    CALENDAR = 128,
    LIST = 256,
    ANALYZE = 512,
};

static const struct action {
    const char *name;
    unsigned bit;
    size_t least, most; /* words after it */
    enum phil_exit (*run)(struct phil_trial_args *args);
} actions[] = {
    {"plan", PLAN, 0, 1, phil_trial_plan_command},
    {"start", START, 0, 0, phil_trial_start_command},
    {"today", TODAY, 0, 0, phil_trial_today_command},
    {"mark", MARK, 1, SIZE_MAX, phil_trial_mark_command},
    {"stop", STOP, 0, SIZE_MAX, phil_trial_stop_command},
    {"status", STATUS, 0, 0, phil_trial_status_command},
    {"result", RESULT, 0, 0, phil_trial_result_command},
    {"calendar", CALENDAR, 1, 1, phil_trial_calendar_command},
    {"list", LIST, 0, 0, phil_trial_list_command},
    {"analyze", ANALYZE, 1, 1, phil_trial_analyze_command},
};

enum { N_ACTIONS = sizeof actions / sizeof *actions };

static unsigned actions_of(int key)
{
    switch (key) {
    case KEY_ANSWERS:
        return PLAN | TODAY;
    case KEY_ON:
        return START | MARK;
    case KEY_PEEK:
        return STATUS | RESULT;
    case KEY_ALL:
        return RESULT;
    case KEY_JSON:
        return TODAY | STATUS | RESULT | ANALYZE;
    case KEY_HTML:
    case KEY_CSV:
        return RESULT | ANALYZE;
    case KEY_VERBOSE:
        return STATUS | RESULT | ANALYZE;
    case KEY_TRIAL:
        return START | TODAY | MARK | STOP | STATUS | RESULT | CALENDAR;
    case KEY_DIARY:
        return ~(unsigned)ANALYZE;
    case KEY_KNOWLEDGE:
        return PLAN | TODAY;
    default:
        return PLAN;
    }
}

struct request {
    struct phil_trial_args args;
    const struct action *action;
    bool given[N_KEYS];
};

/* --- the options of a plan -------------------------------------------------------------------- */

static error_t take_side(const char *text, enum phil_side *side)
{
    const char *const names[] = {"left", "right"};
    for (int i = 0; i < 2; i++)
        if (strcmp(text, names[i]) == 0) {
            *side = i == 0 ? PHIL_SIDE_LEFT : PHIL_SIDE_RIGHT;
            return 0;
        }
    return phil_option_error("--side", text, "must be left or right, your own");
}

/* "30%" and "30" are 30 % fewer; "0.7" is what is left of them. */
static error_t take_notice(const char *text, double *rate_ratio)
{
    double value;
    char why[96];
    const bool is_ratio = phil_parse_number(&(struct phil_number){"--notice", "", 0.05, 0.95}, text,
                                            &value, why, sizeof why);
    if (!is_ratio && phil_take_number(&(struct phil_number){"--notice", "%", 5, 95}, text, &value))
        return EINVAL;
    *rate_ratio = is_ratio ? value : 1 - value / 100;
    return 0;
}

static error_t take_clock(const char *text, const char **clock)
{
    const bool fine = strlen(text) == 5 && text[2] == ':' && strspn(text, "0123456789:") == 5 &&
                      strchr(text, ':') == text + 2 && strchr(text + 3, ':') == NULL &&
                      atoi(text) < 24 && atoi(text + 3) < 60;
    if (!fine)
        return phil_option_error("--clip-time", text, "write it as 20:00");
    *clock = text;
    return 0;
}

/* The ranges of struct phil_trial_request. */
static error_t parse_plan(int key, char *arg, struct phil_trial_args *args)
{
    struct phil_trial_request *plan = &args->plan;
    switch (key) {
    case KEY_OWN:
        plan->own = arg;
        return 0;
    case KEY_USUAL:
        plan->usual = arg;
        return 0;
    case KEY_SIDE:
        return take_side(arg, &plan->side);
    case KEY_PERIOD:
        return phil_take_int(&(struct phil_number){"--period-days", "", 1, 60}, arg,
                             &plan->period_days);
    case KEY_WASHOUT:
        return phil_take_int(&(struct phil_number){"--washout-days", "", 0, 59}, arg,
                             &plan->washout_days);
    case KEY_PAIRS:
        return phil_take_int(&(struct phil_number){"--pairs", "", 1, PHIL_TRIAL_MOST_BLOCKS}, arg,
                             &plan->n_blocks);
    case KEY_NOTICE:
        return take_notice(arg, &plan->rate_ratio);
    case KEY_POWER:
        return phil_take_number(&(struct phil_number){"--power", "", 0.5, 0.99}, arg, &plan->power);
    case KEY_CLIP_MIN:
        return phil_take_number(&(struct phil_number){"--clip-min", "", 0.5, 30}, arg,
                                &plan->clip_min);
    case KEY_CLIP_TIME:
        return take_clock(arg, &plan->clip_time);
    case KEY_SEED:
        args->has_seed = true;
        return phil_take_seed("--seed", arg, &plan->seed);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* --- the other options ------------------------------------------------------------------------ */

static error_t parse_file(int key, char *arg, struct phil_trial_args *args)
{
    switch (key) {
    case KEY_ANSWERS:
        args->answers = arg;
        return 0;
    case KEY_JSON:
        args->json = arg ? arg : "-";
        return 0;
    case KEY_HTML:
        args->html = arg;
        return 0;
    case KEY_CSV:
        args->csv = arg;
        return 0;
    case KEY_DIARY:
        args->diary = arg;
        return 0;
    case KEY_KNOWLEDGE:
        args->knowledge = arg;
        return 0;
    default:
        return parse_plan(key, arg, args);
    }
}

static error_t parse_option(int key, char *arg, struct phil_trial_args *args)
{
    switch (key) {
    case KEY_DRY_RUN:
        args->dry_run = true;
        return 0;
    case KEY_ON:
        args->on = arg;
        return 0;
    case KEY_PEEK:
        args->peek = true;
        return 0;
    case KEY_ALL:
        args->all = true;
        return 0;
    case KEY_VERBOSE:
        args->verbose = true;
        return 0;
    case KEY_TRIAL:
        return phil_take_int(&(struct phil_number){"--trial", "", 1, INT32_MAX}, arg, &args->trial);
    default:
        return parse_file(key, arg, args);
    }
}

static error_t find_action(struct request *request, const char *word)
{
    const char *names[N_ACTIONS];
    for (int i = 0; i < N_ACTIONS; i++) {
        names[i] = actions[i].name;
        if (strcmp(word, names[i]) == 0) {
            request->action = &actions[i];
            return 0;
        }
    }
    const char *near = phil_nearest(word, names, N_ACTIONS);
    if (near)
        phil_console_error("unknown action: \"trial %s\": did you mean %s?", word, near);
    else
        phil_console_error("unknown action: \"trial %s\": see philtrum trial --help", word);
    return EINVAL;
}

static const char *name_of(int key)
{
    const struct argp_option *option = options;
    while (option->key != key)
        option++;
    return option->name;
}

static error_t check_options(const struct request *request)
{
    char name[32], why[64];
    for (int i = 0; i < N_KEYS; i++)
        if (request->given[i] && !(actions_of(PHIL_FIRST_KEY + i) & request->action->bit)) {
            snprintf(name, sizeof name, "--%s", name_of(PHIL_FIRST_KEY + i));
            snprintf(why, sizeof why, "it does not go with trial %s", request->action->name);
            return phil_option_error("an option", name, why);
        }
    return 0;
}

static error_t check_plan(const struct phil_trial_args *args)
{
    const struct phil_trial_request *plan = &args->plan;
    if (plan->own && plan->remedy)
        return phil_option_error("--own", plan->remedy, "one remedy at a time");
    if (!plan->own && plan->usual)
        return phil_option_error("--usual", plan->usual, "it goes with --own");
    return 0;
}

static error_t check_files(const struct phil_trial_args *args)
{
    const char *files[] = {args->json, args->html, args->csv};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < i; k++)
            if (files[i] && files[k] && strcmp(files[i], files[k]) == 0)
                return phil_option_error("two results", files[i], "each needs a place of its own");
    if (args->all && (args->html || args->csv))
        return phil_option_error("--all", args->html ? "--html" : "--csv",
                                 "all together are told as text or JSON");
    return 0;
}

static error_t check(struct request *request)
{
    struct phil_trial_args *args = &request->args;
    const struct action *action = request->action;
    if (!action) {
        phil_console_error("nothing to do: \"trial\": say what, such as philtrum trial plan: see "
                           "philtrum trial --help");
        return EINVAL;
    }
    if (args->n_words < action->least || args->n_words > action->most) {
        phil_console_error("too %s words: \"trial %s\": see philtrum trial --help",
                           args->n_words < action->least ? "few" : "many", action->name);
        return EINVAL;
    }
    if (action->bit == TODAY && args->json && strcmp(args->json, "-") != 0)
        return phil_option_error("--json", args->json, "trial today writes to standard output");
    if (action->bit == PLAN && args->n_words > 0)
        args->plan.remedy = args->words[0];
    if (check_options(request) || check_plan(args) || check_files(args))
        return EINVAL;
    return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct request *request = state->input;
    if (key >= PHIL_FIRST_KEY && key < N_KEYS_END)
        request->given[key - PHIL_FIRST_KEY] = true;
    switch (key) {
    case ARGP_KEY_ARGS:
        request->args.words = (const char *const *)state->argv + state->next + 1;
        request->args.n_words = (size_t)(state->argc - state->next - 1);
        return find_action(request, state->argv[state->next]);
    case ARGP_KEY_END:
        return check(request);
    default:
        return parse_option(key, arg, &request->args);
    }
}

static const struct argp parser = {
    .options = options,
    .parser = parse,
    .args_doc = "\nplan [REMEDY]\nstart\ntoday\nmark missed|switched|breach|note [TEXT...]\n"
                "stop [TEXT...]\nstatus\nresult\ncalendar FILE.ics\nlist\nanalyze FILE.csv",
    .doc =
        "Find out whether a remedy helps you: days with it and days without it, in an order that "
        "chance draws, and a short clip each day. At the end it says how sure one can be.\v"
        "For example:\n"
        "  philtrum trial plan                       what can be tried\n"
        "  philtrum trial plan less_caffeine         what it takes, before it begins\n"
        "  philtrum trial plan --own \"chew gum\"      something of your own\n"
        "  philtrum trial start --on tomorrow        begin\n"
        "  philtrum trial today                      what to do today\n"
        "  philtrum trial mark switched --on yesterday\n"
        "  philtrum trial result --html result.html  at the end\n"
        "  philtrum trial analyze days.csv           data made elsewhere\n\n"
        "A trial replaces no doctor. Nothing leaves this computer.\n\n"
        "Exit status: 0 done, 1 refused with the reason, or nothing can be told yet, 2 not "
        "understood, 3 a file is not readable, 4 the machine failed, 5 a mistake in philtrum.",
};

enum phil_exit phil_command_trial(int argc, char **argv)
{
    struct request request = {.args.plan = {.side = PHIL_SIDE_BOTH, .washout_days = -1}};
    const enum phil_exit parsed =
        phil_parse_options(&parser, "philtrum trial", argc, argv, &request);
    return parsed == PHIL_EXIT_DONE ? request.action->run(&request.args) : parsed;
}
