/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views of the doctor's page made by hand, for the FHIR export, and what it wrote. */
#ifndef TEST_REPORT_FHIR_FIXTURE_H
#define TEST_REPORT_FHIR_FIXTURE_H

#include "explain_fixture.h"

enum fhir_fixture {
    FHIR_EMPTY,      /* nothing is known of anybody */
    FHIR_FULL,       /* name, clips, diary with blood values and felt twitches, answers, trials */
    FHIR_UNMEASURED, /* clips and trials that tell nothing, at unknown times */
    FHIR_HOSTILE,    /* like FULL, every text made to break out, numbers out of bounds */
    N_FHIR_FIXTURES,
};

enum { FHIR_CLIPS = 4, FHIR_TRIALS = 3, FHIR_ENTRIES = 16, FHIR_MARKS = 2, FHIR_PDF = 1000 };

/* One view with all that it rests on; a test may change any of it. */
struct fhir_case {
    struct explain_case *explained;
    struct phil_explanation_view explanation;
    struct phil_entry entries[FHIR_ENTRIES];
    struct phil_analysis *analyses[FHIR_CLIPS];
    struct phil_doctor_clip clips[FHIR_CLIPS];
    struct phil_trial_plan plan;
    struct phil_trial_day days[4];
    struct phil_trial_data data;
    struct phil_trial_result results[FHIR_TRIALS];
    struct phil_trial_mark marks[FHIR_MARKS];
    struct phil_trial_view trials[FHIR_TRIALS];
    struct phil_doctor_view view;
    char *long_text;
    unsigned char pdf[FHIR_PDF];
    size_t pdf_size; /* 0: no page */
};

const char *fhir_fixture_name(enum fhir_fixture which);

/* A new case, freed with fhir_free(). Aborts when out of memory. */
struct fhir_case *fhir_make(enum fhir_fixture which);
void fhir_free(struct fhir_case *c);

/* The Bundle, to be freed. The status must be PHIL_OK. */
char *fhir_json(const struct fhir_case *c);

/* What must never leave the machine: the folder of the fixture's clips, and their names. */
extern const char fhir_secret_path[];

#endif
