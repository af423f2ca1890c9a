/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vignettes: people from publications, as answers of the interview (vignettes/README.md). Tests
 * and the benchmark share this reader. */
#ifndef PHIL_TESTS_VIGNETTE_H
#define PHIL_TESTS_VIGNETTE_H

#include <stdbool.h>
#include <stddef.h>

#include <philtrum/causes.h>

enum vignette_kind {
    VIGNETTE_CASE,      /* a published case */
    VIGNETTE_ACCOUNT,   /* a person's own public words */
    VIGNETTE_ADVICE,    /* a question that a doctor answered in public */
    VIGNETTE_COMPOSITE, /* a typical member of a series, or of a page of guidance */
    N_VIGNETTE_KINDS
};
extern const char *const vignette_kind_names[N_VIGNETTE_KINDS];

enum { VIGNETTE_MOST_CAUSES = 4, VIGNETTE_MOST_ANSWERS = 48 };

struct vignette {
    const char *id, *source, *summary, *why;
    enum vignette_kind kind;
    bool verified;
    const char *causes[VIGNETTE_MOST_CAUSES]; /* acceptable ids; none: for triage alone */
    size_t n_causes;
    enum phil_care care;
    struct {
        const char *finding, *value;
    } answers[VIGNETTE_MOST_ANSWERS];
    size_t n_answers;
};

struct vignettes {
    struct vignette *list;
    size_t n;
    struct vignette_page *pages; /* own every string above */
};

/* Reads every *.yaml of a folder, in the order of the names. False: `error` says which file and
 * what is wrong with it; nothing is left to release. */
bool vignettes_read(struct vignettes *all, const char *folder, char *error, size_t size);
void vignettes_release(struct vignettes *all);

/* 0: the first set. 1 and 2, whose ids begin with "second-" and "third-": written by other people,
 * blind, after the figures of knowledge/ were there; the third after the second was run. */
enum { N_VIGNETTE_SETS = 3 };
int vignette_set(const struct vignette *vignette);

/* Whether the knowledge base may have been tuned in the light of this one: the fixed rule is that
 * it is of the first set and the 32-bit FNV-1a hash of the id is even. */
bool vignette_is_open(const struct vignette *vignette);

/* Its answers, new. The log hears of an answer that is not understood. */
enum phil_status vignette_answers(struct phil_answers **answers,
                                  const struct phil_knowledge *knowledge,
                                  const struct vignette *vignette, const struct phil_log *log);

/* "emergency" -> PHIL_CARE_EMERGENCY; false when there is no such level. */
bool vignette_care_from_name(enum phil_care *care, const char *name);

#endif
