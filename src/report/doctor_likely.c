/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page: what is most likely, and what the person asks. A rare grave cause stands
 * behind its rarity, and without a number of its own where it is unlikely: as on the page of the
 * explanation, whose shortlist this is.
 */
#include <math.h>
#include <string.h>

#include "report/doctor_content.h"
#include "report/explain_wording.h"
#include "report/trial_plot.h"

enum { MOST_NAMED = 3 }; /* causes on the first page: the others stand on the next */

/* "about 60 of 100 (35 to 80); 1 in 9 have it anyway" */
static void say_cause(struct phil_doctor *doctor, const struct phil_cause_result *result)
{
    struct phil_text *t = &doctor->text;
    phil_text_printf(t, "%s:", result->cause->name);
    const char *lead = phil_doctor_take(doctor);
    const struct phil_number share = phil_one_in(result->base_rate);
    if (result->cause->serious)
        phil_text_printf(t, "rare, %s have it anyway; here ", share.s);
    phil_say_of_100(t, result);
    if (!result->cause->serious)
        phil_text_printf(t, "; %s have it anyway", share.s);
    phil_doctor_add(doctor, PHIL_DOCTOR_LIKELY, lead);
}

static void say_grave(struct phil_doctor *doctor, const struct phil_shortlist *list)
{
    const size_t remote = list->remote.n + list->remote.n_more;
    const size_t unlikely = list->unlikely.n + list->unlikely.n_more;
    struct phil_text *t = &doctor->text;
    if (remote) {
        phil_text_printf(t, "%zu serious causes, each in fewer than 1 in 100", remote);
        phil_doctor_add(doctor, PHIL_DOCTOR_LIKELY, "Very unlikely:");
    }
    if (unlikely) {
        for (size_t i = 0; i < list->unlikely.n && i < 3; i++)
            phil_text_printf(t, "%s%s", i ? "; " : "", list->unlikely.cause[i]->cause->name);
        if (unlikely > 3)
            phil_text_printf(t, "; and %zu more", unlikely - 3);
        phil_text_add(t, ". By how much cannot be told");
        phil_doctor_add(doctor, PHIL_DOCTOR_LIKELY, "Unlikely:");
    }
}

static bool is_emergency(const struct phil_explanation_view *view)
{
    return view->explanation->care == PHIL_CARE_EMERGENCY;
}

static void say_likely(struct phil_doctor *doctor, const struct phil_shortlist *list)
{
    const struct phil_explanation_view *e = doctor->view->explained;
    struct phil_text *t = &doctor->text;
    doctor->part[PHIL_DOCTOR_LIKELY].note =
        is_emergency(e) ? "The warning sign comes before all of this. Of 100 who answer so (range)."
        : phil_twitches(e) ? "Has a part in it, of 100 who answer so (range); how common it is."
                           : "Is there, of 100 who answer so (range); how common it is.";
    for (size_t i = 0; i < list->n_likely; i++)
        if (i < MOST_NAMED || list->likely[i]->cause->serious)
            say_cause(doctor, list->likely[i]);
    if (!list->n_likely) {
        phil_text_add(t, "of the causes known here");
        phil_doctor_add(doctor, PHIL_DOCTOR_LIKELY, "None stands out");
    }
    if (e->explanation->unexplained >= 0.1) { /* below that it is not worth a line */
        phil_text_printf(t, "%s of 100", phil_of_100(e->explanation->unexplained).s);
        phil_doctor_add(doctor, PHIL_DOCTOR_LIKELY, "None of these:");
    }
    say_grave(doctor, list);
}

/* ---- what is asked ---- */

/* The first sentence of a text. */
static void say_first(struct phil_text *t, const char *text)
{
    const char *end = strstr(text, ". ");
    phil_text_add_bytes(t, text, end ? (size_t)(end - text) + 1 : strlen(text));
}

static const char *request(const struct phil_explanation_view *view)
{
    switch (view->explanation->care) {
    case PHIL_CARE_EMERGENCY:
        return "This cannot wait";
    case PHIL_CARE_URGENT:
        return "To be seen within a day or two";
    case PHIL_CARE_ROUTINE:
        return "An examination, without hurry";
    default:
        return phil_count_known(view) ? "Is there anything that these answers miss?"
                                      : "What belongs to it? No question was answered yet";
    }
}

/* What the rules told the person, in the words that were used: the reason for coming. */
static void say_reasons(struct phil_doctor *doctor)
{
    const struct phil_explanation *e = doctor->view->explained->explanation;
    for (size_t i = 0; i < e->n_reasons; i++) {
        if (e->reasons[i].care < e->care || phil_is_told_later(e, &e->reasons[i]))
            continue;
        phil_text_add(&doctor->text, "\"");
        say_first(&doctor->text, e->reasons[i].text);
        phil_text_add(&doctor->text, "\"");
        phil_doctor_add(doctor, PHIL_DOCTOR_ASKED, "Advised:");
    }
}

/* Whether a trial of what is advised against this cause has an answer. */
static bool is_tested(const struct phil_doctor_view *view, const struct phil_cause *cause)
{
    const struct phil_explanation *e = view->explained->explanation;
    for (size_t i = 0; i < e->n_advice; i++)
        for (size_t k = 0; k < view->n_trials; k++) {
            const struct phil_trial_view *trial = &view->trials[k];
            if (e->advice[i].cause && strcmp(e->advice[i].cause, cause->id) == 0 && trial->plan &&
                strcmp(trial->plan->remedy, e->advice[i].remedy) == 0 &&
                phil_trial_is_over(trial) && trial->result &&
                trial->result->verdict != PHIL_VERDICT_UNDECIDED &&
                trial->result->verdict != PHIL_VERDICT_TOO_LITTLE)
                return true;
        }
    return false;
}

static void say_settles(struct phil_doctor *doctor, const struct phil_shortlist *list)
{
    for (size_t i = 0; i < list->n_likely && i < MOST_NAMED; i++) {
        const struct phil_cause *cause = list->likely[i]->cause;
        phil_text_printf(&doctor->text, "%s?", cause->name);
        const char *lead = phil_doctor_take(doctor);
        if (is_tested(doctor->view, cause))
            phil_text_add(&doctor->text, "Tested in a trial: see what was tried.");
        else
            say_first(&doctor->text, cause->settles);
        phil_doctor_add(doctor, PHIL_DOCTOR_ASKED, lead);
    }
}

void phil_doctor_say_likely(struct phil_doctor *doctor)
{
    const struct phil_explanation_view *view = doctor->view->explained;
    const struct phil_shortlist list = phil_shortlist(view->explanation);
    say_likely(doctor, &list);
    phil_doctor_add(doctor, PHIL_DOCTOR_ASKED, request(view));
    if (view->explanation->care >= PHIL_CARE_URGENT)
        say_reasons(doctor);
    if (!is_emergency(view)) /* nobody weighs coffee beside a stroke */
        say_settles(doctor, &list);
    if (view->explanation->care < PHIL_CARE_URGENT)
        say_reasons(doctor);
}
