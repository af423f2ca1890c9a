/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial in plain words: the same on the terminal, on the page and on the doctor's page. Titles
 * and notes come from people and from files: whoever shows them cleans them.
 */
#ifndef PHIL_REPORT_TRIAL_WORDING_H
#define PHIL_REPORT_TRIAL_WORDING_H

#include <philtrum/report.h>

#include "report/text_buffer.h"

/* ---- pieces ---- */

/* "2026-11-26" or "day 14" into `text`; returns it. */
const char *phil_trial_day_label(char *text, size_t size, int64_t day, bool dated);

/* "3.1", "0.098", "12": a rate or a dose with two useful digits. */
struct phil_number phil_two_digits(double value);

/* "0.55", "1.07", "0.034", "12": a ratio, to hundredths about 1. */
struct phil_number phil_ratio(double ratio);

/* "0.55 (0.40 to 0.76)"; the reason where it is not known. */
void phil_say_ratio(struct phil_text *t, const struct phil_effect *effect);

/* "45 % fewer", "20 % more", "3.2 times as many", "just as many": a rate ratio in words. */
struct phil_number phil_change_in_words(double ratio);

/* "Cut down on caffeine", the name of the data, or "A trial made elsewhere". */
const char *phil_trial_title(const struct phil_trial_view *view);

/* "twitches", "felt twitches", "twitches of the other side", "blinks"; static storage. */
const char *phil_outcome_in_words(enum phil_outcome outcome);

/* "without a clip", "before the first period" ...: of a day that does not count, behind "a day" or
 * a number. */
const char *phil_day_use_in_words(enum phil_day_use use);

/* "begun", "no clip", "did what the other arm asks" ...: what happened. */
const char *phil_mark_in_words(enum phil_mark_kind kind);

/* The mark that stopped it for a reason to see a doctor; NULL when there is none. */
const struct phil_trial_mark *phil_trial_red_flag(const struct phil_trial_view *view);

/* Which way an interval of a rate ratio points: -1 below 1, 1 above, 0 neither. */
int phil_effect_direction(const struct phil_effect *effect);

/* Days that count and on which the person did what the other arm asks, and those with a breach. */
struct phil_trial_slips {
    int switched, breaches;
};
struct phil_trial_slips phil_trial_slips(const struct phil_trial_data *data);

/* ---- sentences ---- */

enum phil_trial_sentence {
    PHIL_TRIAL_SAY_STOPPED,  /* why it ended before its time, a red flag first */
    PHIL_TRIAL_SAY_STANDING, /* where a planned or running trial stands; no effect in it */
    PHIL_TRIAL_SAY_BLIND,    /* why the effect is not shown while it runs */
    PHIL_TRIAL_SAY_PEEKED,   /* a caution where it was */
    PHIL_TRIAL_SAY_VERDICT,
    PHIL_TRIAL_SAY_BUT,     /* what speaks against relying on a verdict; seldom anything */
    PHIL_TRIAL_SAY_SIZE,    /* how many fewer, with what the days leave room for */
    PHIL_TRIAL_SAY_CHANCE,  /* how likely it is that it helps, and by how much */
    PHIL_TRIAL_SAY_TEST,    /* the exact test */
    PHIL_TRIAL_SAY_DAYS,    /* what counts, what does not and why */
    PHIL_TRIAL_SAY_SLIPS,   /* switched days and breaches */
    PHIL_TRIAL_SAY_DOSE,    /* what was really consumed */
    PHIL_TRIAL_SAY_BY_DOSE, /* dose and response */
    PHIL_TRIAL_SAY_FELT,    /* the second outcome */
    PHIL_TRIAL_SAY_ROBUST,  /* what would change the result, in one paragraph */
    PHIL_TRIAL_SAY_MODEL,   /* autocorrelation, overdispersion, trend, carry-over */
    PHIL_TRIAL_SAY_NEXT,    /* what to do now */
    PHIL_TRIAL_SAY_DOCTOR,  /* when to see a doctor whatever the trial says */
    PHIL_TRIAL_SAY_LIMITS,  /* what such a trial cannot tell */
    PHIL_N_TRIAL_SENTENCES,
};

/* Adds a paragraph without a line break; nothing when there is nothing to say. */
void phil_trial_say(struct phil_text *t, enum phil_trial_sentence what,
                    const struct phil_trial_view *view);

/* One negative control: whether it stayed as it was; nothing when it was not counted. */
void phil_trial_say_control(struct phil_text *t, enum phil_outcome outcome,
                            const struct phil_trial_view *view);

/* Whether chance chose the order, so that there was a test. */
bool phil_trial_is_tested(const struct phil_trial_result *result);

/* The same question asked otherwise: whether it points another way than the result. */
bool phil_sensitivity_differs(const struct phil_trial_result *result,
                              const struct phil_sensitivity *other);

/* The sentences of the files trial_checks.c and trial_course.c; called by phil_trial_say(). */
void phil_trial_say_checks(struct phil_text *t, enum phil_trial_sentence what,
                           const struct phil_trial_view *view);
void phil_trial_say_course(struct phil_text *t, enum phil_trial_sentence what,
                           const struct phil_trial_view *view);

#endif
