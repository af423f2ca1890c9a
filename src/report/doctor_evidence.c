/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The doctor's page: what speaks for and against the likely causes, and where that was read. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/doctor_content.h"
#include "report/explain_wording.h"

enum { MOST_WEIGHTS = 8 };

/* Sources that were referred to, in the order of the knowledge base. */
struct cited {
    bool *is;
    const struct phil_knowledge *knowledge;
};

static void cite(struct cited *cited, const char *id)
{
    const struct phil_source *source;
    for (size_t i = 0; id && (source = phil_knowledge_source(cited->knowledge, i)); i++)
        if (strcmp(source->id, id) == 0) {
            cited->is[i] = true;
            return;
        }
}

static void say_weight(struct phil_doctor *doctor, const struct phil_weight *w, bool speaks_for,
                       struct cited *cited)
{
    struct phil_text *t = &doctor->text;
    phil_text_printf(t, "%s, %s", speaks_for ? "for" : "against",
                     phil_weight_in_words(w->weight_db));
    phil_doctor_add_cell(doctor);
    phil_say_evidence(t, doctor->view->explained, w);
    phil_doctor_add_cell(doctor);
    phil_text_printf(t, "%s%s", w->weight_db > 0 ? "+" : "", phil_fixed(w->weight_db, 1).s);
    phil_doctor_add_cell(doctor);
    phil_text_printf(t, "%s, %s", w->source ? w->source : "", phil_basis_in_words(w->basis));
    phil_doctor_add_cell(doctor);
    cite(cited, w->source);
}

static void say_cause(struct phil_doctor *doctor, const struct phil_cause_result *result,
                      struct cited *cited)
{
    static const struct phil_doctor_column columns[] = {
        {"Speaks", 0.17, false},
        {"In the words that were asked", 0.48, false},
        {"dB", 0.07, true},
        {"Source", 0.28, false}};
    struct phil_text *t = &doctor->text;
    phil_text_add(t, result->cause->name);
    phil_doctor_add_block(doctor, PHIL_BLOCK_HEADING);
    phil_say_chance(t, doctor->view->explained, result);
    if (result->cause->serious && !phil_has_against(doctor->view->explained, result))
        phil_text_printf(t, " %s", phil_sentence(PHIL_SENTENCE_ONLY_RARITY));
    phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    phil_text_printf(t, "What would settle it: %s", result->cause->settles);
    phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    if (!result->n_for && !result->n_against)
        return;
    phil_doctor_add_table(doctor, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < result->n_for && i < MOST_WEIGHTS; i++)
        say_weight(doctor, &result->for_[i], true, cited);
    for (size_t i = 0; i < result->n_against && i < MOST_WEIGHTS; i++)
        say_weight(doctor, &result->against[i], false, cited);
}

static void say_serious(struct phil_doctor *doctor, const struct phil_shortlist *list)
{
    struct phil_text *t = &doctor->text;
    phil_text_add(t, "Serious causes");
    phil_doctor_add_block(doctor, PHIL_BLOCK_HEADING);
    phil_say_remote(t, list);
    if (t->length)
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    phil_say_unlikely(t, list);
    if (t->length)
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
    phil_say_change(t, doctor->view->explained, list, PHIL_MOST_SIGNS);
    if (t->length)
        phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
}

static void say_sources(struct phil_doctor *doctor, const struct cited *cited)
{
    const struct phil_source *source;
    bool open = false;
    for (size_t i = 0; (source = phil_knowledge_source(cited->knowledge, i)); i++) {
        if (!cited->is[i])
            continue;
        if (!open) {
            phil_text_add(&doctor->text, "Sources of what speaks for and against");
            phil_doctor_add_block(doctor, PHIL_BLOCK_HEADING);
        }
        open = true;
        phil_text_printf(&doctor->text, "%s: %s %s", source->id, source->text, source->where);
        phil_doctor_add_block(doctor, PHIL_BLOCK_POINT);
    }
}

static void say_numbers(struct phil_doctor *doctor)
{
    phil_text_add(&doctor->text, "What may lie behind it");
    phil_doctor_add_block(doctor, PHIL_BLOCK_HEADING);
    phil_text_add(
        &doctor->text,
        "Numbers are of 100 people who would answer as this person did, \"you\" is this "
        "person, and brackets hold what the figures behind a number leave room for. Several "
        "causes can be at work at once. Evidence is in decibans: 10 dB make the odds ten "
        "times as large, 3 dB twice.");
    phil_doctor_add_block(doctor, PHIL_BLOCK_TEXT);
}

void phil_doctor_say_evidence(struct phil_doctor *doctor)
{
    const struct phil_explanation_view *e = doctor->view->explained;
    const struct phil_shortlist list = phil_shortlist(e->explanation);
    size_t n = 0;
    while (phil_knowledge_source(e->knowledge, n))
        n++;
    struct cited cited = {calloc(n + 1, sizeof *cited.is), e->knowledge};
    if (!cited.is) {
        doctor->failed = true;
        return;
    }
    if (list.n_likely)
        say_numbers(doctor);
    for (size_t i = 0; i < list.n_likely; i++)
        say_cause(doctor, list.likely[i], &cited);
    if (list.remote.n || list.unlikely.n)
        say_serious(doctor, &list);
    say_sources(doctor, &cited);
    free(cited.is);
}
