/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

#include <stdlib.h>
#include <unistd.h>

#include "diary_file.h"
#include "interview.h"
#include "kept.h"
#include "question.h"
#include "screen.h"

static int columns(void)
{
    return phil_console_style(stdout).columns;
}

/* The conversation is worth more than its record: a full disk is told once, and does not end it. */
static enum phil_status keep_answers(void *user)
{
    struct phil_talk *talk = user;
    if (talk->trouble != PHIL_EXIT_DONE)
        return PHIL_OK;
    const int errors = phil_console_errors();
    const enum phil_status status = phil_kept_write(talk->known, talk->diary_path);
    talk->is_kept = status == PHIL_OK;
    if (status != PHIL_OK)
        talk->trouble =
            phil_console_failed(status, errors, "cannot keep the answers", talk->diary_path);
    return PHIL_OK;
}

static void welcome(const struct phil_talk *talk)
{
    const struct phil_known *known = talk->known;
    phil_screen_print(stdout, columns(), 0,
                      "Let us see what may be behind your twitch. Most twitches of a lip are "
                      "harmless and go away by themselves.");
    putchar('\n');
    if (known->n_entries > 0 || known->n_analyses > 0) {
        char entries[48], recordings[48];
        phil_screen_count(entries, sizeof entries, known->n_entries, "entry", "entries");
        phil_screen_count(recordings, sizeof recordings, known->n_analyses, "recording",
                          "recordings");
        phil_screen_print(stdout, columns(), 0,
                          "Your diary of the last %d days is taken along: %s and %s.",
                          PHIL_LOOK_BACK_DAYS, entries, recordings);
    }
    phil_screen_print(stdout, columns(), 0,
                      "There are at most %d short questions. Nothing leaves this computer. Beside "
                      "an answer you can always type",
                      talk->questions);
    fputs("  Enter  if you do not know, or would rather not say\n"
          "  ?      to see why this is asked\n"
          "  b      to go back and change the answer before\n"
          "  q      to stop here and see what can be said so far\n",
          stdout);
}

/* Answers of an earlier interview: use them? */
static enum phil_exit offer_kept(struct phil_talk *talk)
{
    char day[16];
    bool yes;
    if (!talk->known->kept)
        return PHIL_EXIT_DONE;
    phil_kept_day(talk->known, day, sizeof day);
    putchar('\n');
    phil_screen_print(
        stdout, columns(), 0,
        "You have answered questions before%s%s. Use those answers again? What "
        "changes from day to day is asked anew. Enter or y for yes, n to start afresh.",
        *day ? ", on " : "", day);
    if (!phil_agree(stdin, stdout, true, phil_console_stopped, &yes))
        return PHIL_EXIT_STOPPED;
    if (!yes)
        return PHIL_EXIT_DONE;
    size_t used = 0, forgotten = 0;
    const int errors = phil_console_errors();
    enum phil_status status = phil_kept_use(talk->known, &used);
    if (status == PHIL_OK)
        status = phil_kept_forget_passing(talk->known, &forgotten);
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot use", "kept answers");
    talk->is_kept = true;
    char count[48];
    phil_screen_count(count, sizeof count, used - forgotten, "answer is", "answers are");
    phil_screen_print(stdout, columns(), 2, "Good: %s taken over.", count);
    return PHIL_EXIT_DONE;
}

enum phil_exit phil_talk_keep(struct phil_talk *talk, bool (*stopped)(void))
{
    bool yes = talk->save;
    if (talk->is_kept || talk->trouble != PHIL_EXIT_DONE || !talk->diary_path ||
        phil_known_count(talk->known, PHIL_FROM_ANSWER) == 0)
        return talk->trouble;
    if (!yes) {
        putchar('\n');
        phil_screen_print(stdout, columns(), 0,
                          "Keep your answers for next time? They would be in a file on this "
                          "computer that only you can read: %s. y for yes, Enter for no.",
                          talk->diary_path);
        if (!phil_agree(stdin, stdout, false, stopped, &yes))
            return PHIL_EXIT_STOPPED;
    }
    if (!yes)
        return PHIL_EXIT_DONE;
    keep_answers(talk);
    return talk->trouble;
}

/* Ctrl-C: the person leaves, the answers need not. A second one ends the program at once. */
static enum phil_exit leave(struct phil_talk *talk)
{
    putchar('\n');
    const enum phil_exit kept = phil_talk_keep(talk, NULL);
    if (talk->is_kept)
        phil_screen_print(stdout, columns(), 0,
                          "Stopped. Your answers are kept: `philtrum explain' goes on from them.");
    return phil_exit_worse(kept, PHIL_EXIT_STOPPED);
}

enum phil_exit phil_talk_interview(struct phil_talk *talk)
{
    const bool keeps = talk->diary_path && (talk->save || phil_diary_exists(talk->diary_path));
    const struct phil_interview_settings settings = {
        .most = talk->questions,
        .style = phil_console_style(stdout),
        .stopped = phil_console_stopped,
        .keep = keeps ? keep_answers : NULL,
        .user = talk,
    };
    phil_console_interrupt_reads();
    welcome(talk);
    enum phil_exit result = offer_kept(talk);
    if (result == PHIL_EXIT_DONE)
        result = phil_known_weigh_in(talk->known);
    if (result != PHIL_EXIT_DONE)
        return result;
    const int errors = phil_console_errors();
    const enum phil_status status =
        phil_interview(talk->known->answers, talk->known->knowledge, &settings, stdin, stdout);
    if (status == PHIL_ECANCEL)
        return leave(talk);
    if (status != PHIL_OK)
        return phil_console_failed(status, errors, "cannot go on with", "the questions");
    fputs("\nThank you. This is what can be said from it.\n\n", stdout);
    return PHIL_EXIT_DONE;
}
