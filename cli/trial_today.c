/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trial_today.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "screen.h"
#include "trial_gather.h"
#include "trial_known.h"
#include "trial_open.h"

enum { MOST_DAYS_NAMED = 5 }; /* of the missed ones, newest first */

struct today {
    const struct phil_opened_trial *opened;
    const struct phil_trial_plan *plan;
    struct phil_trial_slot slot;
    struct phil_gathered gathered;
    struct phil_trial_data *data; /* the days up to today */
    int n_clips, n_entries;       /* of today */
    double filmed_min;            /* usable rest in today's clips */
    int64_t *missed;              /* days without a clip and without a word, in order of time */
    size_t n_missed;
};

static int columns(void)
{
    return phil_console_style(stdout).columns;
}

/* --- what is done ----------------------------------------------------------------------------- */

static bool told_missed(const struct phil_kept_trial *trial, int64_t day)
{
    for (size_t i = 0; i < trial->n_marks; i++)
        if (trial->marks[i].kind == PHIL_MARK_MISSED && trial->marks[i].day == day)
            return true;
    return false;
}

static void count_today(struct today *today)
{
    const int64_t day = today->opened->today;
    for (size_t i = 0; i < today->gathered.n_clips; i++)
        today->n_clips += phil_moment_day(&today->gathered.clips[i].recorded) == day;
    for (size_t i = 0; i < today->gathered.n_entries; i++)
        today->n_entries += phil_moment_day(&today->gathered.entries[i].at) == day;
    for (size_t i = 0; i < today->data->n_days; i++)
        if (today->data->days[i].day == day)
            today->filmed_min = today->data->days[i].tally[PHIL_OUTCOME_TWITCHES].exposure_min;
}

/* A day is missed when it is over without a clip. */
static void find_missed(struct today *today)
{
    for (size_t i = 0; i < today->data->n_days; i++) {
        const struct phil_trial_day *day = &today->data->days[i];
        if (day->day < today->opened->today &&
            !phil_gathered_has_clip(&today->gathered, day->day) &&
            !told_missed(today->opened->trial, day->day))
            today->missed[today->n_missed++] = day->day;
    }
}

static enum phil_exit look(struct today *today)
{
    const struct phil_opened_trial *opened = today->opened;
    enum phil_exit result =
        phil_gather(&today->gathered, opened->store, opened->trial->first_day, opened->today);
    if (result == PHIL_EXIT_DONE)
        result = phil_trial_gather(&today->data, &today->gathered, opened->trial, opened->today);
    if (result != PHIL_EXIT_DONE)
        return result;
    today->missed = calloc(today->data->n_days + 1, sizeof *today->missed);
    if (!today->missed) {
        phil_console_error("cannot look at the trial: out of memory");
        return PHIL_EXIT_MACHINE;
    }
    count_today(today);
    find_missed(today);
    return PHIL_EXIT_DONE;
}

/* --- telling ---------------------------------------------------------------------------------- */

static void tell_arm(const struct today *today)
{
    const struct phil_trial_slot *slot = &today->slot;
    if (slot->phase == PHIL_PHASE_RUN_IN)
        phil_screen_print(stdout, columns(), 0, "First comes getting there, day %d of %d: %s",
                          slot->number, today->plan->run_in_days, today->plan->run_in_text);
    else
        phil_screen_print(stdout, columns(), 0, "Today is a %s day: %s",
                          slot->arm == PHIL_ARM_REMEDY ? "remedy" : "usual",
                          today->plan->arm_text[slot->arm]);
    if (slot->days_left > 0 && slot->phase != PHIL_PHASE_RUN_IN)
        phil_screen_print(stdout, columns(), 0, "It stays so for %d more %s.", slot->days_left,
                          slot->days_left == 1 ? "day" : "days");
    else if (slot->days_left == 0)
        phil_screen_print(stdout, columns(), 0,
                          "Look here again tomorrow, before you begin the day.");
    if (slot->phase == PHIL_PHASE_WASHOUT)
        phil_screen_print(
            stdout, columns(), 0,
            "Film all the same. Today's clip is kept and not counted: what was before "
            "may still linger.");
}

static void tell_film(const struct today *today)
{
    char clock[16];
    const struct phil_trial_plan *plan = today->plan;
    phil_screen_clock(clock, sizeof clock, &today->opened->now);
    if (today->n_clips > 0 && today->filmed_min > 0)
        phil_screen_print(
            stdout, columns(), 0, "\nFilmed: %.1f of %.3g %s at rest are in the diary.%s",
            today->filmed_min, plan->clip_min, plan->clip_min == 1 ? "minute" : "minutes",
            today->filmed_min < plan->clip_min / 2
                ? " Another clip would help."
                : " That is done for today. If it was the wrong clip: "
                  "philtrum diary recordings.");
    else if (today->n_clips > 0)
        phil_screen_print(stdout, columns(), 0,
                          "\nNothing could be measured in today's clip. Film again: your face from "
                          "the front, at rest, in good light.");
    else
        phil_screen_print(stdout, columns(), 0,
                          "\n%s %s: film your face at rest for %.3g %s, then: philtrum analyze "
                          "--save CLIP",
                          strcmp(clock, plan->clip_time) < 0 ? "At" : "Now, for it is past",
                          plan->clip_time, plan->clip_min,
                          plan->clip_min == 1 ? "minute" : "minutes");
}

static void tell_diary(const struct today *today)
{
    char entries[48];
    phil_screen_count(entries, sizeof entries, (size_t)today->n_entries, "entry", "entries");
    if (today->n_entries > 0)
        phil_screen_print(stdout, columns(), 0, "Diary: %s for today.", entries);
    else
        phil_screen_print(
            stdout, columns(), 0,
            "Diary: nothing for today yet. Write down what you felt, also that you "
            "felt nothing (philtrum log twitch 0), and what you drank, ate and slept.");
}

static void tell_missed(const struct today *today)
{
    char days[512] = "";
    const size_t first = today->n_missed > MOST_DAYS_NAMED ? today->n_missed - MOST_DAYS_NAMED : 0;
    if (today->n_missed == 0)
        return;
    for (size_t i = first; i < today->n_missed; i++) {
        char day[64];
        const size_t used = strlen(days);
        phil_screen_weekday(day, sizeof day, today->missed[i], today->opened->today);
        snprintf(days + used, sizeof days - used, "%s%s", used > 0 ? ", " : "", day);
    }
    phil_screen_print(
        stdout, columns(), 0,
        "\nWithout a clip so far: %s%s. A day that was missed stays missed; each makes "
        "the answer a little less sure. If you did film, save the clip with "
        "--recorded.",
        first > 0 ? "... " : "", days);
}

static void tell_undated(const struct today *today)
{
    const size_t n = today->gathered.n_undated;
    if (n > 0)
        phil_screen_print(stdout, columns(), 0,
                          "\n%zu saved %s not counted: nobody knows when %s filmed. Save %s again "
                          "with --recorded TIME; `philtrum diary recordings' shows which.",
                          n, n == 1 ? "clip is" : "clips are", n == 1 ? "it was" : "they were",
                          n == 1 ? "it" : "them");
}

static void tell(const struct today *today)
{
    char day[64];
    phil_screen_weekday(day, sizeof day, today->opened->today, today->opened->today);
    phil_screen_print(stdout, columns(), 0, "%s: day %d of %d of your trial (%s)", day,
                      today->slot.number, phil_trial_plan_days(today->plan), today->plan->title);
    tell_arm(today);
    tell_film(today);
    tell_diary(today);
    tell_missed(today);
    tell_undated(today);
    phil_screen_print(stdout, columns(), 0,
                      "\nDid it go otherwise? philtrum trial mark switched, breach or missed. "
                      "Something new in your body? philtrum log symptom ..., and look here again.");
}

/* Takes the document over; NULL is told as out of memory. */
static bool print_document(json_t *document)
{
    const bool fine = document && json_dumpf(document, stdout, 0) == 0;
    json_decref(document);
    if (fine)
        putchar('\n');
    return fine;
}

/* For a script that reminds. */
static bool print_json(const struct today *today)
{
    static const char *const phases[] = {"before", "run_in", "washout", "measure", "after"};
    const struct phil_trial_slot *slot = &today->slot;
    json_t *missed = json_array();
    for (size_t i = 0; missed && i < today->n_missed; i++)
        json_array_append_new(missed,
                              json_integer(today->missed[i] - today->opened->trial->first_day + 1));
    json_t *document =
        json_pack("{ss, sI, ss, ss, si, si, ss, ss, ss, si, sf, ss, si, sf, si, so}", "schema",
                  "philtrum.today/1", "trial", (json_int_t)today->opened->trial->id, "title",
                  today->plan->title, "state", "running", "number", slot->number, "days",
                  phil_trial_plan_days(today->plan), "phase", phases[slot->phase], "arm",
                  phil_arm_name(slot->arm), "do",
                  slot->phase == PHIL_PHASE_RUN_IN ? today->plan->run_in_text
                                                   : today->plan->arm_text[slot->arm],
                  "days_left", slot->days_left, "film_min", today->plan->clip_min, "film_at",
                  today->plan->clip_time, "clips", today->n_clips, "filmed_min", today->filmed_min,
                  "diary_entries", today->n_entries, "missed", missed);
    return print_document(document);
}

static enum phil_exit tell_running(const struct phil_opened_trial *opened, bool json)
{
    struct today today = {
        .opened = opened,
        .plan = opened->trial->plan,
        .slot = phil_trial_slot_of(opened->trial->plan, opened->trial->first_day, opened->today),
    };
    enum phil_exit result = look(&today);
    if (result == PHIL_EXIT_DONE && json && !print_json(&today)) {
        phil_console_error("cannot tell of today: out of memory");
        result = PHIL_EXIT_MACHINE;
    } else if (result == PHIL_EXIT_DONE && !json) {
        tell(&today);
    }
    free(today.missed);
    phil_trial_data_free(today.data);
    phil_gathered_release(&today.gathered);
    return result == PHIL_EXIT_DONE ? phil_console_flush() : result;
}

/* --- other days ------------------------------------------------------------------------------- */

/* Where there is nothing to do today; `flag` NULL: it was not stopped just now. */
static enum phil_exit print_idle(const struct phil_kept_trial *trial, const char *state,
                                 const char *flag)
{
    json_t *document =
        json_pack("{ss, sI, ss, ss}", "schema", "philtrum.today/1", "trial", (json_int_t)trial->id,
                  "title", trial->plan->title, "state", state);
    if (flag && json_object_set_new(document, "red_flag", json_string(flag)) != 0) {
        json_decref(document);
        document = NULL;
    }
    if (print_document(document))
        return phil_console_flush();
    phil_console_error("cannot tell of today: out of memory");
    return PHIL_EXIT_MACHINE;
}

static enum phil_exit tell_none(const struct phil_opened_trial *opened)
{
    const struct phil_kept_trial *trial = opened->trial;
    char first[64];
    phil_screen_weekday(first, sizeof first, trial->first_day, opened->today);
    if (trial->state == PHIL_TRIAL_PLANNED && trial->started)
        phil_screen_print(stdout, columns(), 0,
                          "Trial %lld (%s) starts on %s. Until then live as usual.",
                          (long long)trial->id, trial->plan->title, first);
    else if (trial->state == PHIL_TRIAL_PLANNED)
        phil_screen_print(stdout, columns(), 0,
                          "Trial %lld (%s) is planned and has not begun: `philtrum trial start' "
                          "begins it.",
                          (long long)trial->id, trial->plan->title);
    else
        phil_screen_print(stdout, columns(), 0,
                          "No trial is running. Trial %lld (%s) %s: `philtrum trial result' tells "
                          "what it says.",
                          (long long)trial->id, trial->plan->title,
                          trial->state == PHIL_TRIAL_ENDED ? "has ended" : "was stopped");
    return phil_console_flush();
}

/* --- red flags -------------------------------------------------------------------------------- */

/* The beginning of `text` that a mark has room for, cut between words. */
static void shorten(char *note, size_t size, const char *text)
{
    snprintf(note, size, "%s", text);
    if (strlen(text) >= size) {
        char *blank = strrchr(note, ' ');
        if (blank)
            *blank = '\0';
    }
}

static enum phil_exit stop_for(struct phil_opened_trial *opened, const struct phil_reason *flag,
                               bool json)
{
    char note[sizeof(struct phil_trial_mark){0}.note];
    shorten(note, sizeof note, flag->text);
    /* What to do comes first: the doctor matters more than whether the disk has room. */
    if (json) {
        print_idle(opened->trial, "stopped", flag->text);
    } else {
        phil_screen_print(stdout, columns(), 0, "%s", flag->text);
        phil_screen_print(stdout, columns(), 0,
                          "\nThe trial is stopped for this. `philtrum explain' says more. What was "
                          "measured is kept, and a doctor may want to see it.");
    }
    fflush(stdout);
    const enum phil_exit result =
        phil_trial_add_mark(opened, PHIL_MARK_RED_FLAG, opened->today, note);
    return result == PHIL_EXIT_DONE ? phil_exit_worse(phil_console_flush(), PHIL_EXIT_NOTHING)
                                    : result;
}

/* *stopped: answers or diary call for a doctor soon, and the result is how telling it went. */
static enum phil_exit check_flags(struct phil_opened_trial *opened,
                                  const struct phil_trial_args *args, bool *stopped)
{
    struct phil_known known = {0};
    struct phil_explanation *explanation = NULL;
    bool answered;
    enum phil_exit result = phil_trial_know(&known, args, opened->path, &answered);
    if (result == PHIL_EXIT_DONE)
        result = phil_known_explain(&explanation, &known);
    const struct phil_reason *flag =
        result == PHIL_EXIT_DONE ? phil_known_red_flag(explanation) : NULL;
    *stopped = flag != NULL;
    if (flag)
        result = stop_for(opened, flag, args->json != NULL);
    phil_explanation_free(explanation);
    phil_known_release(&known);
    return result;
}

enum phil_exit phil_trial_today_command(struct phil_trial_args *args)
{
    struct phil_opened_trial opened;
    bool stopped = false;
    enum phil_exit result = phil_trial_open(&opened, args, PHIL_STORE_WRITE);
    if (result == PHIL_EXIT_DONE && opened.trial->state != PHIL_TRIAL_RUNNING)
        result = args->json
                     ? print_idle(opened.trial, phil_trial_state_name(opened.trial->state), NULL)
                     : tell_none(&opened);
    else if (result == PHIL_EXIT_DONE) {
        result = check_flags(&opened, args, &stopped);
        if (result == PHIL_EXIT_DONE && !stopped)
            result = tell_running(&opened, args->json != NULL);
    }
    phil_trial_close(&opened);
    return result;
}
