/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Explanations made by hand, on a small knowledge base made by hand, with known content. */
#ifndef TEST_REPORT_EXPLAIN_FIXTURE_H
#define TEST_REPORT_EXPLAIN_FIXTURE_H

#include "causes/knowledge.h"

#include <philtrum/report.h>

enum explain_fixture {
    EXPLAIN_COFFEE,    /* self-care: six cups, insomnia; caffeine leads, serious ones are remote */
    EXPLAIN_SPASM,     /* routine: one-sided spasms, with a recording */
    EXPLAIN_WEAKNESS,  /* urgent: slurred speech and weakness; a serious cause has a number */
    EXPLAIN_EMERGENCY, /* a face that droops: self-care is out of place */
    EXPLAIN_NOTHING,   /* nobody has answered anything */
    EXPLAIN_HOSTILE,   /* like COFFEE, every text made to break out */
    N_EXPLAIN_FIXTURES,
};

enum { FIXTURE_CAUSES = 7, FIXTURE_FINDINGS = 17, FIXTURE_SOURCES = 3, FIXTURE_ENTRIES = 8 };

/* One case with all that it rests on; the arrays may be changed by a test. */
struct explain_case {
    struct phil_knowledge knowledge;
    struct phil_cause_entry cause_entries[FIXTURE_CAUSES];
    struct phil_finding_entry finding_entries[FIXTURE_FINDINGS];
    struct phil_source sources[FIXTURE_SOURCES];
    struct phil_muscle muscles[2];
    struct phil_rule rules[1];
    struct phil_explanation explanation;
    struct phil_cause_result results[FIXTURE_CAUSES];
    struct phil_weight weights[10];
    struct phil_reason reasons[3];
    struct phil_question questions[2];
    struct phil_advice advice[3];
    const char *missing[12];
    struct phil_entry entries[FIXTURE_ENTRIES];
    const struct phil_analysis *analyses[1];
    struct phil_analysis *analysis;
    struct phil_answers *answers;
    struct phil_explanation_view view;
};

const char *explain_fixture_name(enum explain_fixture which);

/* A new case, freed with explain_free(). Aborts when out of memory. */
struct explain_case *explain_make(enum explain_fixture which);
void explain_free(struct explain_case *c);

/* What each report wrote, to be freed. The status must be PHIL_OK. */
char *explain_view_json(const struct phil_explanation_view *view);
char *explain_view_terminal(const struct phil_explanation_view *view, int columns, bool colour,
                            bool unicode);
char *explain_view_html(const struct phil_explanation_view *view);
char *explain_json(const struct explain_case *c);
char *explain_terminal(const struct explain_case *c, int columns, bool colour, bool unicode);
char *explain_html(const struct explain_case *c);

/* Turns line breaks and indents into single spaces, in place, so that a sentence is found wherever
 * it was broken. Returns `text`. */
char *explain_unwrap(char *text);

/* Text that tries to steer a terminal, to close a tag and to turn the direction of reading. */
extern const char explain_hostile_text[];

#endif
