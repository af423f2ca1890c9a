/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor's page: what was tried, and what it did. */
#include <math.h>
#include <string.h>

#include "report/doctor_content.h"
#include "report/explain_wording.h"
#include "report/wording.h"

static struct phil_number ratio(double r)
{
    return phil_fixed(r, r < 9.95 ? 2 : 0);
}

const char *phil_doctor_trial_title(const struct phil_trial_view *trial)
{
    if (trial->plan && trial->plan->title[0])
        return trial->plan->title;
    return trial->name && trial->name[0] ? trial->name : "A remedy";
}

/* "less caffeine" without the full stop of the knowledge base's text. */
static const char *take_title(struct phil_doctor *doctor, const struct phil_trial_view *trial)
{
    const char *title = phil_doctor_trial_title(trial);
    size_t n = strlen(title);
    n -= n && title[n - 1] == '.';
    phil_text_add_bytes(&doctor->text, title, n);
    phil_text_add(&doctor->text, ":");
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
        phil_text_printf(t, "; rate ratio %s", ratio(r->effect.rate_ratio.value).s);
        if (isfinite(r->effect.interval.lo) && isfinite(r->effect.interval.hi))
            phil_text_printf(t, " (95 %% %s to %s)", ratio(r->effect.interval.lo).s,
                             ratio(r->effect.interval.hi).s);
    }
    phil_text_printf(t, ", %d days counted", r->days_used);
    if (r->days_dropped)
        phil_text_printf(t, ", %d left out", r->days_dropped);
}

static void say_trial(struct phil_doctor *doctor, const struct phil_trial_view *trial)
{
    struct phil_text *t = &doctor->text;
    const char *lead = take_title(doctor, trial);
    if (trial->result && trial->state != PHIL_TRIAL_RUNNING)
        say_result(t, trial);
    else if (trial->result && !trial->plan)
        say_result(t, trial);
    else if (trial->state == PHIL_TRIAL_PLANNED)
        phil_text_add(t, "planned as a trial, not begun");
    else if (trial->state == PHIL_TRIAL_RUNNING)
        phil_text_printf(t, "trial under way since %s, not looked at before its end",
                         phil_doctor_day(trial->first_day, true).s);
    else
        phil_text_add(t, "trial without a result");
    if (trial->plan && trial->state == PHIL_TRIAL_STOPPED)
        phil_text_add(t, "; stopped early");
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

static void say_dose(struct phil_text *t, const struct phil_trial_view *trial)
{
    const struct phil_trial_result *r = trial->result;
    if (!phil_known(r->dose[PHIL_ARM_USUAL]) || !phil_known(r->dose[PHIL_ARM_REMEDY]) ||
        !trial->data)
        return;
    phil_text_printf(t, " By the diary, usual days held %s and remedy days %s %s.",
                     phil_short(r->dose[PHIL_ARM_USUAL].value, 1).s,
                     phil_short(r->dose[PHIL_ARM_REMEDY].value, 1).s, trial->data->dose_unit);
}

static void say_numbers(struct phil_text *t, const struct phil_trial_view *trial)
{
    const struct phil_trial_result *r = trial->result;
    if (phil_known(r->rate_per_min[PHIL_ARM_USUAL]) && phil_known(r->rate_per_min[PHIL_ARM_REMEDY]))
        phil_text_printf(t, " Usual days %s a minute, remedy days %s.",
                         phil_rate(r->rate_per_min[PHIL_ARM_USUAL].value).s,
                         phil_rate(r->rate_per_min[PHIL_ARM_REMEDY].value).s);
    if (phil_known(r->effect.rate_ratio) && isfinite(r->effect.probability_better))
        phil_text_printf(t, " Chance that it helps at all %s of 100, by 30 %% or more %s of 100.",
                         phil_of_100(r->effect.probability_better).s,
                         phil_of_100(r->effect.probability_third).s);
    if (phil_known(r->effect.p_value))
        phil_text_printf(t, " Exact randomisation test p = %s.",
                         phil_fixed(r->effect.p_value.value, 3).s);
    else
        phil_text_printf(t, " No randomisation test: %s.", phil_reason(r->effect.p_value));
    say_dose(t, trial);
}

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
    struct phil_text *t = &doctor->text;
    phil_text_printf(t, "Trial: %s", phil_doctor_trial_title(trial));
    phil_doctor_add_block(doctor, PHIL_BLOCK_HEADING);
    if (trial->plan) {
        say_design(t, trial->plan);
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    }
    if (!trial->result || (trial->plan && trial->state == PHIL_TRIAL_RUNNING))
        return; /* nobody looks at a trial before its end */
    phil_text_add(t, trial->result->verdict_text);
    say_numbers(t, trial);
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
