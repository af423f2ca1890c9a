/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor's page: what was tried, and what it did. */
#include <math.h>
#include <string.h>

#include "report/doctor_content.h"
#include "report/explain_wording.h"
#include "report/trial_plot.h"
#include "report/trial_wording.h"
#include "report/wording.h"

static const char *take_title(struct phil_doctor *doctor, const struct phil_trial_view *trial)
{
    phil_text_printf(&doctor->text, "%s:", phil_trial_title(trial));
    return phil_doctor_take(doctor);
}

static const char *verdict_in_words(enum phil_verdict verdict)
{
    switch (verdict) {
    case PHIL_VERDICT_HELPS:
        return "fewer twitches with it";
    case PHIL_VERDICT_HARMS:
        return "more twitches with it";
    case PHIL_VERDICT_NO_MATTER:
        return "no effect of a third or more either way";
    case PHIL_VERDICT_UNDECIDED:
        return "undecided";
    default:
        return "too little to tell";
    }
}

static void say_result(struct phil_text *t, const struct phil_trial_view *trial)
{
    const struct phil_trial_result *r = trial->result;
    phil_text_add(t, verdict_in_words(r->verdict));
    if (phil_known(r->effect.rate_ratio)) {
        phil_text_add(t, "; rate ratio ");
        phil_say_ratio(t, &r->effect);
    }
    if (phil_known(r->effect.p_value))
        phil_text_printf(t, ", exact test p = %s", phil_two_digits(r->effect.p_value.value).s);
    phil_text_printf(t, ", %d days counted", r->days_used);
    const int lost = r->days_by_use[PHIL_DAY_MISSED] + r->days_by_use[PHIL_DAY_UNREADABLE] +
                     r->days_by_use[PHIL_DAY_LEFT_OUT]; /* run-in and washout are no loss */
    if (lost)
        phil_text_printf(t, ", %d missed", lost);
}

static void say_trial(struct phil_doctor *doctor, const struct phil_trial_view *trial)
{
    struct phil_text *t = &doctor->text;
    const char *lead = take_title(doctor, trial);
    if (trial->plan && trial->state == PHIL_TRIAL_PLANNED)
        phil_text_add(t, "planned as a trial, not begun");
    else if (phil_trial_blind(trial))
        phil_text_printf(t, "trial under way since %s, not looked at before its end",
                         phil_doctor_day(trial->first_day, true).s);
    else if (trial->result)
        say_result(t, trial);
    else
        phil_text_add(t, "trial without a result");
    if (trial->plan && trial->state == PHIL_TRIAL_STOPPED)
        phil_text_add(t, phil_trial_red_flag(trial) ? "; stopped for a warning sign"
                                                    : "; stopped early");
    phil_doctor_add(doctor, PHIL_DOCTOR_TRIED, lead);
}

void phil_doctor_say_tried(struct phil_doctor *doctor)
{
    const struct phil_doctor_view *view = doctor->view;
    struct phil_answer answer;
    for (size_t i = view->n_trials; i-- > 0;) /* newest first */
        say_trial(doctor, &view->trials[i]);
    const struct phil_finding *persists =
        phil_knowledge_find_finding(view->explained->knowledge, "persists_despite_remedies");
    if (persists && phil_answers_get(view->explained->answers, persists->id, &answer) &&
        !answer.unknown) {
        phil_text_add(&doctor->text,
                      answer.value > 0
                          ? "self-care (less caffeine, more sleep, rest) for weeks; it goes on"
                          : "self-care was not tried for weeks, or it got better");
        phil_doctor_add(doctor, PHIL_DOCTOR_TRIED, "As told:");
    }
    if (!doctor->part[PHIL_DOCTOR_TRIED].n) {
        phil_text_add(&doctor->text, "in a trial or as told");
        phil_doctor_add(doctor, PHIL_DOCTOR_TRIED, "Nothing yet");
    }
}

/* ---- the further pages ---- */

static void say_design(struct phil_text *t, const struct phil_trial_plan *plan)
{
    phil_text_printf(t,
                     "%d blocks of two periods of %d days (%d of them washout), in an order that "
                     "chance chose before the start; outcome: twitches a minute of rest in a clip "
                     "of %s min a day.",
                     plan->shape.n_blocks, plan->shape.period_days, plan->shape.washout_days,
                     phil_short(plan->clip_min, 1).s);
}

static void say_one_trial(struct phil_doctor *doctor, const struct phil_trial_view *trial)
{
    static const enum phil_trial_sentence sentences[] = {
        PHIL_TRIAL_SAY_STOPPED, PHIL_TRIAL_SAY_PEEKED, PHIL_TRIAL_SAY_SIZE,  PHIL_TRIAL_SAY_CHANCE,
        PHIL_TRIAL_SAY_TEST,    PHIL_TRIAL_SAY_DAYS,   PHIL_TRIAL_SAY_SLIPS, PHIL_TRIAL_SAY_DOSE,
        PHIL_TRIAL_SAY_FELT,    PHIL_TRIAL_SAY_ROBUST,
    };
    struct phil_text *t = &doctor->text;
    phil_text_printf(t, "Trial: %s", phil_trial_title(trial));
    phil_doctor_add_block(doctor, PHIL_BLOCK_HEADING);
    if (trial->plan) {
        say_design(t, trial->plan);
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    }
    if (!trial->result || phil_trial_blind(trial))
        return; /* nobody looks at a trial before its end */
    phil_text_add(t, "As told to the person: ");
    phil_trial_say(t, PHIL_TRIAL_SAY_VERDICT, trial);
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        const size_t n = t->length;
        phil_text_add(t, " ");
        phil_trial_say(t, sentences[i], trial);
        if (t->length == n + 1 && !t->failed)
            t->data[t->length = n] = '\0';
    }
    phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    phil_doctor_add_block(doctor, PHIL_BLOCK_TRIAL);
    if (!doctor->failed)
        doctor->blocks[doctor->n_blocks - 1].trial = trial;
}

void phil_doctor_say_trials(struct phil_doctor *doctor)
{
    for (size_t i = doctor->view->n_trials; i-- > 0;)
        say_one_trial(doctor, &doctor->view->trials[i]);
}
