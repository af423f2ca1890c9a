/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page: warning signs that were asked. "Absent" is said of a sign alone whose question
 * was answered with no: a question that nobody asked is no reassurance.
 */
#include <string.h>

#include "causes/knowledge.h"
#include "report/doctor_content.h"
#include "report/explain_wording.h"

enum { MOST_FLAGS = 256 };

/* A list of questions is one of warning signs when at least half of them are. */
static bool is_of_flags(const struct phil_knowledge *k, const struct phil_screen *screen)
{
    size_t red = 0;
    for (size_t i = 0; i < screen->n_findings; i++)
        red += phil_is_red_flag(k, screen->views[i]->id);
    return 2 * red >= screen->n_findings && red;
}

static enum phil_flag_state state_of(const struct phil_explanation_view *view, const char *finding)
{
    struct phil_answer answer;
    if (!phil_answers_get(view->answers, finding, &answer))
        return PHIL_FLAG_NOT_ASKED;
    return answer.unknown     ? PHIL_FLAG_UNKNOWN
           : answer.value > 0 ? PHIL_FLAG_PRESENT
                              : PHIL_FLAG_ABSENT;
}

static void add_flag(const struct phil_explanation_view *view, const struct phil_finding *finding,
                     struct phil_doctor_flag *flags, size_t most, size_t *n)
{
    for (size_t i = 0; i < *n && i < most; i++)
        if (flags[i].finding == finding)
            return;
    if (*n < most)
        flags[*n] = (struct phil_doctor_flag){finding, state_of(view, finding->id),
                                              phil_is_red_flag(view->knowledge, finding->id)};
    ++*n;
}

size_t phil_doctor_flags(const struct phil_explanation_view *view, struct phil_doctor_flag *flags,
                         size_t most)
{
    const struct phil_knowledge *k = view->knowledge;
    size_t n = 0;
    for (size_t s = 0; s < k->n_screens; s++)
        if (is_of_flags(k, &k->screens[s]))
            for (size_t i = 0; i < k->screens[s].n_findings; i++)
                add_flag(view, k->screens[s].views[i], flags, most, &n);
    /* What is a warning sign by itself and is there belongs here, wherever it was asked. */
    for (size_t i = 0; i < k->n_findings; i++) {
        const struct phil_finding *finding = &k->findings[i].view;
        if (finding->type == PHIL_FINDING_YES_NO && phil_is_yes(view, finding->id) &&
            phil_is_red_flag(k, finding->id))
            add_flag(view, finding, flags, most, &n);
    }
    return n < most ? n : most;
}

static size_t count(const struct phil_doctor_flag *flags, size_t n, enum phil_flag_state state)
{
    size_t of = 0;
    for (size_t i = 0; i < n; i++)
        of += flags[i].state == state;
    return of;
}

/* "you" of the question is the person. */
static void say_present(struct phil_doctor *doctor, const struct phil_doctor_flag *flags, size_t n)
{
    for (int pass = 0; pass < 2; pass++) /* red ones first */
        for (size_t i = 0; i < n; i++)
            if (flags[i].state == PHIL_FLAG_PRESENT && flags[i].red == !pass) {
                phil_text_printf(&doctor->text, "%s %s",
                                 pass ? "Also:" : "Present:", flags[i].finding->yes);
                const char *lead = phil_doctor_take(doctor);
                phil_doctor_add(doctor, PHIL_DOCTOR_FLAGS, lead);
            }
}

/* Ids of the knowledge base as names: short, and the full words stand on a further page. Those that
 * alone call for a doctor soon come first. */
static void say_names(struct phil_doctor *doctor, const struct phil_doctor_flag *flags, size_t n,
                      enum phil_flag_state state, const char *words)
{
    struct phil_text *t = &doctor->text;
    const size_t all = count(flags, n, state);
    size_t said = 0;
    if (!all)
        return;
    phil_text_printf(t, "%s (%zu):", words, all);
    const char *lead = phil_doctor_take(doctor);
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++) {
            if (flags[i].state != state || flags[i].red == pass)
                continue;
            phil_text_add(t, said++ ? ", " : "");
            for (const char *c = flags[i].finding->id; *c; c++)
                phil_text_add_bytes(t, *c == '_' ? " " : c, 1);
        }
    phil_doctor_add(doctor, PHIL_DOCTOR_FLAGS, lead);
}

void phil_doctor_say_flags(struct phil_doctor *doctor)
{
    struct phil_doctor_flag flags[MOST_FLAGS];
    const size_t n = phil_doctor_flags(doctor->view->explained, flags, MOST_FLAGS);
    const size_t present = count(flags, n, PHIL_FLAG_PRESENT);
    struct phil_text *t = &doctor->text;
    if (doctor->view->answered) {
        phil_text_printf(t, "As answered on %s.", phil_doctor_iso_date(doctor->view->answered).s);
        doctor->part[PHIL_DOCTOR_FLAGS].note = phil_doctor_take(doctor);
    }
    say_present(doctor, flags, n);
    if (!present && count(flags, n, PHIL_FLAG_ABSENT))
        phil_doctor_add(doctor, PHIL_DOCTOR_FLAGS,
                        count(flags, n, PHIL_FLAG_ABSENT) == n ? "None" : "None of those asked");
    say_names(doctor, flags, n, PHIL_FLAG_ABSENT, "Absent");
    say_names(doctor, flags, n, PHIL_FLAG_UNKNOWN, "Asked, not known");
    say_names(doctor, flags, n, PHIL_FLAG_NOT_ASKED, "Not asked");
    if (!n) {
        phil_text_add(t, "the knowledge base in use asks for none");
        phil_doctor_add(doctor, PHIL_DOCTOR_FLAGS, "Not asked:");
    }
}
