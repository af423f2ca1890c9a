/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of one person, in memory. */
#ifndef PHIL_CAUSES_ANSWERS_H
#define PHIL_CAUSES_ANSWERS_H

#include "knowledge.h"

enum { PHIL_N_ORIGINS = 3 };

/* What each origin tells of one finding. */
struct phil_known {
    bool told[PHIL_N_ORIGINS];
    struct phil_answer by[PHIL_N_ORIGINS];
};

struct phil_answers {
    const struct phil_knowledge *knowledge;
    struct phil_known *known; /* one per finding of the knowledge base */
};

/* Reads `text` as the finding's type takes it. `typed`: by a person, who may shorten a word, write
 * a unit or a decimal comma; otherwise from a file, as phil_answers_write() writes it. "?" and
 * "unknown" set *unknown. On failure the reason is in `why`. */
enum { PHIL_WHY_SIZE = 256 };
bool phil_answer_read(const struct phil_finding *finding, const char *text, bool typed,
                      double *value, bool *unknown, char why[PHIL_WHY_SIZE]);

#endif
