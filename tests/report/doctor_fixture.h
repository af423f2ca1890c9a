/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Views of the doctor's page made by hand, and what it wrote. */
#ifndef TEST_REPORT_DOCTOR_FIXTURE_H
#define TEST_REPORT_DOCTOR_FIXTURE_H

#include "fhir_fixture.h"
#include "trial_fixture.h"

enum doctor_fixture {
    DOCTOR_FULL,       /* that of the FHIR export: clips, diary, answers, trials, a name */
    DOCTOR_EMPTY,      /* nothing is known of anybody */
    DOCTOR_UNMEASURED, /* clips and trials that tell nothing */
    DOCTOR_HOSTILE,    /* every text made to break out, numbers out of bounds, 10 000 letters */
    DOCTOR_NO_CLIPS,   /* answers and diary alone */
    DOCTOR_QUIET,      /* one clip without a twitch, no diary, no trial */
    DOCTOR_MANY,       /* 500 clips, 12 trials */
    DOCTOR_EMERGENCY,  /* a sign that cannot wait */
    DOCTOR_SCRIPTS,    /* letters from everywhere in names, notes and medicines */
    N_DOCTOR_FIXTURES,
};

enum { DOCTOR_MANY_CLIPS = 500, DOCTOR_MANY_TRIALS = 12 };

struct doctor_case {
    struct fhir_case *base;
    struct explain_case *explained; /* in place of the base's; NULL */
    struct phil_doctor_clip clips[DOCTOR_MANY_CLIPS];
    struct trial_case *trials[DOCTOR_MANY_TRIALS];
    struct phil_trial_view trial_views[DOCTOR_MANY_TRIALS];
    struct phil_doctor_view view;
};

const char *doctor_fixture_name(enum doctor_fixture which);

/* A new case, freed with doctor_free(). Aborts when out of memory. */
struct doctor_case *doctor_make(enum doctor_fixture which);
void doctor_free(struct doctor_case *c);

/* What was written, to be freed; the status must be PHIL_OK. `log` may be NULL. */
char *doctor_html(const struct phil_doctor_view *view, const struct phil_log *log);
char *doctor_pdf(const struct phil_doctor_view *view, size_t *size, const struct phil_log *log);

#endif
