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

/* "about 60 of 100 such people (35 to 80); 1 in 9 at this age have it anyway" */
static void say_cause(struct phil_doctor *doctor, const struct phil_cause_result *result)
{
    const struct phil_explanation_view *e = doctor->view->explained;
    struct phil_text *t = &doctor->text;
    phil_text_printf(t, "%s:", result->cause->name);
    const char *lead = phil_doctor_take(doctor);
    const struct phil_number share = phil_one_in(result->base_rate);
    if (result->cause->serious)
        phil_text_printf(t, "rare, %s have it at all; ", share.s);
    phil_text_add(t, phil_twitches(e) ? "has a part in " : "there in ");
    phil_say_of_100(t, result);
    phil_text_add(t, " such people");
    if (!result->cause->serious)
        phil_text_printf(t, "; %s have it at all", share.s);
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

static void say_likely(struct phil_doctor *doctor, const struct phil_shortlist *list)
{
    const struct phil_explanation_view *e = doctor->view->explained;
    struct phil_text *t = &doctor->text;
    for (size_t i = 0; i < list->n_likely; i++)
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

static const char *care_in_words(enum phil_care care)
{
    switch (care) {
    case PHIL_CARE_EMERGENCY:
        return "Emergency:";
    case PHIL_CARE_URGENT:
        return "Soon:";
    case PHIL_CARE_ROUTINE:
        return "A look at it:";
    default:
        return "Reassurance:";
    }
}

/* A reason of a rule, which speaks to the person: whom it sends here, and why. */
static void say_reasons(struct phil_doctor *doctor)
{
    const struct phil_explanation *e = doctor->view->explained->explanation;
    for (size_t i = 0; i < e->n_reasons; i++) {
        if (e->reasons[i].care < e->care || phil_is_told_later(e, &e->reasons[i]))
            continue;
        phil_text_printf(&doctor->text, "\"%s\"", e->reasons[i].text);
        phil_doctor_add(doctor, PHIL_DOCTOR_ASKED, "The person was told:");
    }
}

static void say_settles(struct phil_doctor *doctor, const struct phil_shortlist *list)
{
    for (size_t i = 0; i < list->n_likely; i++) {
        const struct phil_cause *cause = list->likely[i]->cause;
        phil_text_printf(&doctor->text, "Is it %s?", cause->name);
        const char *lead = phil_doctor_take(doctor);
        phil_text_printf(&doctor->text, "What would settle it: %s", cause->settles);
        phil_doctor_add(doctor, PHIL_DOCTOR_ASKED, lead);
    }
}

static void say_asked(struct phil_doctor *doctor, const struct phil_shortlist *list)
{
    const struct phil_explanation_view *view = doctor->view->explained;
    struct phil_text *t = &doctor->text;
    switch (view->explanation->care) {
    case PHIL_CARE_EMERGENCY:
        phil_text_add(t, "a sign that cannot wait was told; see warning signs");
        break;
    case PHIL_CARE_URGENT:
        phil_text_add(t, "to be seen within a day or two, and told what to do next");
        break;
    case PHIL_CARE_ROUTINE:
        phil_text_add(t, "an examination without hurry, and what would settle it");
        break;
    default:
        phil_text_add(t, phil_count_known(view)
                             ? "is there anything that these answers miss?"
                             : "nothing was asked yet; what belongs to it is open");
    }
    phil_doctor_add(doctor, PHIL_DOCTOR_ASKED, care_in_words(view->explanation->care));
    say_reasons(doctor);
    say_settles(doctor, list);
}

void phil_doctor_say_likely(struct phil_doctor *doctor)
{
    const struct phil_shortlist list = phil_shortlist(doctor->view->explained->explanation);
    say_likely(doctor, &list);
    say_asked(doctor, &list);
}
