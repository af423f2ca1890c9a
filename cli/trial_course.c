/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial_course.h"

#include <stdlib.h>
#include <string.h>

#include "day.h"
#include "options.h"
#include "screen.h"
#include "trial_open.h"

enum { MOST_AHEAD_DAYS = 30 }; /* a start further away is no plan for one's next weeks */

static int columns(void)
{
    return phil_console_style(stdout).columns;
}

static const char *subject(const struct phil_opened_trial *opened, char text[32])
{
    snprintf(text, 32, "trial %lld", (long long)opened->trial->id);
    return text;
}

/* The words of a mark as one text. False, after an error message, when there are too many. */
static bool join(const struct phil_trial_args *args, size_t from, char *text, size_t size)
{
    size_t used = 0;
    *text = '\0';
    for (size_t i = from; i < args->n_words; i++) {
        const int n =
            snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", args->words[i]);
        if (n < 0 || (size_t)n >= size - used) {
            phil_option_error("the words", args->words[from], "must be at most 255 bytes long");
            return false;
        }
        used += (size_t)n;
    }
    return true;
}

/* --- start ------------------------------------------------------------------------------------ */

/* Another one that is on its way; NULL when there is none. */
static const struct phil_kept_trial *find_other(const struct phil_opened_trial *opened)
{
    for (size_t i = 0; i < opened->kept.n; i++) {
        const struct phil_kept_trial *other = &opened->kept.trials[i];
        const bool is_on = other->state == PHIL_TRIAL_RUNNING ||
                           (other->state == PHIL_TRIAL_PLANNED && other->started);
        if (is_on && other != opened->trial)
            return other;
    }
    return NULL;
}

static enum phil_exit check_start(const struct phil_opened_trial *opened, int64_t day)
{
    char text[32];
    const struct phil_kept_trial *trial = opened->trial, *other = find_other(opened);
    if (trial->started || trial->state == PHIL_TRIAL_STOPPED) {
        phil_console_error("cannot start: \"%s\": it was %s already", subject(opened, text),
                           trial->state == PHIL_TRIAL_STOPPED ? "stopped" : "started");
        return PHIL_EXIT_NOTHING;
    }
    if (other) {
        phil_console_error("cannot start: \"%s\": trial %lld is on; with two at once nobody could "
                           "tell which remedy did what",
                           subject(opened, text), (long long)other->id);
        return PHIL_EXIT_NOTHING;
    }
    if (day >= opened->today && day <= opened->today + MOST_AHEAD_DAYS)
        return PHIL_EXIT_DONE;
    phil_console_error("cannot start: \"%s\": %s", subject(opened, text),
                       day < opened->today
                           ? "not in the past: the days would not have gone by the plan"
                           : "at most 30 days ahead");
    return PHIL_EXIT_USAGE;
}

static enum phil_exit tell_start(const struct phil_opened_trial *opened, int64_t day)
{
    const struct phil_trial_plan *plan = opened->trial->plan;
    char first[64], last[64];
    phil_screen_weekday(first, sizeof first, day, opened->today);
    phil_screen_weekday(last, sizeof last, day + phil_trial_plan_days(plan) - 1, opened->today);
    phil_screen_print(stdout, columns(), 0, "%s starts %s%s and ends on %s.", plan->title,
                      day == opened->today ? "today, " : "on ", first, last);
    phil_screen_print(stdout, columns(), 0,
                      "`philtrum trial today' says each day what to do. `philtrum trial calendar "
                      "FILE.ics' makes reminders for your calendar.");
    return phil_console_flush();
}

/* The trial to be written to, and the day that --on names: today where it names none. */
static enum phil_exit open_for_day(struct phil_opened_trial *opened, struct phil_trial_args *args,
                                   int64_t *day)
{
    const enum phil_exit result = phil_trial_open(opened, args, PHIL_STORE_WRITE);
    *day = opened->today;
    return result == PHIL_EXIT_DONE && args->on &&
                   !phil_parse_day("--on", args->on, opened->today, day)
               ? PHIL_EXIT_USAGE
               : result;
}

enum phil_exit phil_trial_start_command(struct phil_trial_args *args)
{
    struct phil_opened_trial opened;
    int64_t day;
    enum phil_exit result = open_for_day(&opened, args, &day);
    if (result == PHIL_EXIT_DONE)
        result = check_start(&opened, day);
    if (result == PHIL_EXIT_DONE)
        result = phil_trial_add_mark(&opened, PHIL_MARK_STARTED, day, "");
    if (result == PHIL_EXIT_DONE)
        result = tell_start(&opened, day);
    phil_trial_close(&opened);
    return result;
}

/* --- marks ------------------------------------------------------------------------------------ */

static const struct mark_word {
    const char *word, *said; /* "You did what the other kind of day asks" */
    enum phil_mark_kind kind;
} mark_words[] = {
    {"missed", "no clip", PHIL_MARK_MISSED},
    {"switched", "you did what the other kind of day asks", PHIL_MARK_SWITCHED},
    {"breach", "the day did not go by the plan", PHIL_MARK_BREACH},
    {"note", "a note", PHIL_MARK_NOTE},
};

enum { N_MARK_WORDS = sizeof mark_words / sizeof *mark_words };

static const struct mark_word *find_word(const struct phil_trial_args *args)
{
    const char *names[N_MARK_WORDS], *word = args->n_words > 0 ? args->words[0] : "";
    for (int i = 0; i < N_MARK_WORDS; i++) {
        names[i] = mark_words[i].word;
        if (strcmp(word, names[i]) == 0)
            return &mark_words[i];
    }
    const char *near = *word ? phil_nearest(word, names, N_MARK_WORDS) : NULL;
    if (near)
        phil_console_error("unknown mark: \"%s\": did you mean %s?", word, near);
    else
        phil_console_error("unknown mark: \"%s\": say missed, switched, breach or note", word);
    return NULL;
}

static enum phil_exit check_mark(const struct phil_opened_trial *opened, int64_t day)
{
    char text[32];
    const struct phil_kept_trial *trial = opened->trial;
    const char *why = !trial->started          ? "it has not started"
                      : day > opened->today    ? "that day is still to come"
                      : day < trial->first_day ? "that day is before its first"
                      : day > trial->last_day  ? "that day is after its last"
                                               : NULL;
    if (!why)
        return PHIL_EXIT_DONE;
    phil_console_error("cannot mark: \"%s\": %s", subject(opened, text), why);
    return PHIL_EXIT_USAGE;
}

static enum phil_exit tell_mark(const struct phil_opened_trial *opened,
                                const struct mark_word *word, int64_t day, const char *note)
{
    char when[64];
    phil_screen_weekday(when, sizeof when, day, opened->today);
    phil_screen_print(stdout, columns(), 0, "Written into trial %lld for %s: %s%s%s.",
                      (long long)opened->trial->id, when, word->said, *note ? ": " : "", note);
    phil_screen_print(stdout, columns(), 0,
                      "It stands as you told it, and nothing takes it out again. If it was a slip, "
                      "say so in a note.");
    return phil_console_flush();
}

enum phil_exit phil_trial_mark_command(struct phil_trial_args *args)
{
    struct phil_opened_trial opened = {0};
    const struct mark_word *word = find_word(args);
    char note[sizeof(struct phil_trial_mark){0}.note];
    if (!word || !join(args, 1, note, sizeof note))
        return PHIL_EXIT_USAGE;
    if (word->kind == PHIL_MARK_NOTE && !*note) {
        phil_option_error("mark", "note", "say what is to be noted");
        return PHIL_EXIT_USAGE;
    }
    int64_t day;
    enum phil_exit result = open_for_day(&opened, args, &day);
    if (result == PHIL_EXIT_DONE)
        result = check_mark(&opened, day);
    if (result == PHIL_EXIT_DONE)
        result = phil_trial_add_mark(&opened, word->kind, day, note);
    if (result == PHIL_EXIT_DONE)
        result = tell_mark(&opened, word, day, note);
    phil_trial_close(&opened);
    return result;
}

/* --- stop ------------------------------------------------------------------------------------- */

static enum phil_exit tell_stop(const struct phil_opened_trial *opened)
{
    if (!opened->trial->started || opened->trial->first_day > opened->today)
        phil_screen_print(stdout, columns(), 0,
                          "Trial %lld is dropped. It had not begun; its plan stays in the diary.",
                          (long long)opened->trial->id);
    else
        phil_screen_print(
            stdout, columns(), 0,
            "Trial %lld is stopped; today is its last day. What was measured so far is "
            "not lost: `philtrum trial result' tells what it says.",
            (long long)opened->trial->id);
    return phil_console_flush();
}

enum phil_exit phil_trial_stop_command(struct phil_trial_args *args)
{
    struct phil_opened_trial opened = {0};
    char note[sizeof(struct phil_trial_mark){0}.note], text[32];
    if (!join(args, 0, note, sizeof note))
        return PHIL_EXIT_USAGE;
    enum phil_exit result = phil_trial_open(&opened, args, PHIL_STORE_WRITE);
    if (result == PHIL_EXIT_DONE && opened.trial->state != PHIL_TRIAL_PLANNED &&
        opened.trial->state != PHIL_TRIAL_RUNNING) {
        phil_console_error("cannot stop: \"%s\": it has %s already", subject(&opened, text),
                           opened.trial->state == PHIL_TRIAL_ENDED ? "ended" : "been stopped");
        result = PHIL_EXIT_NOTHING;
    }
    if (result == PHIL_EXIT_DONE)
        result = phil_trial_add_mark(&opened, PHIL_MARK_STOPPED, opened.today, note);
    if (result == PHIL_EXIT_DONE)
        result = tell_stop(&opened);
    phil_trial_close(&opened);
    return result;
}
