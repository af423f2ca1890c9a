/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding what a person means among the drinks, foods and findings of the knowledge base. */
#ifndef PHIL_DIARY_VOCABULARY_H
#define PHIL_DIARY_VOCABULARY_H

#include <philtrum/diary.h>

#include "diary/words.h"

/* A drink or food by id, name or alias; NULL when there is none. `folded` as phil_word_fold()
 * makes it. */
const struct phil_intake *phil_vocabulary_intake(const struct phil_knowledge *knowledge,
                                                 const char *folded);

/* By id alone. */
const struct phil_intake *phil_vocabulary_intake_by_id(const struct phil_knowledge *knowledge,
                                                       const char *id);

/* The word of the diary (drinks, foods, keywords, analytes, known medicines) that `folded` looks
 * like a slip of; NULL when none does. */
const char *phil_vocabulary_nearest(const struct phil_knowledge *knowledge, const char *folded);

/* Yes/no findings that a person may mean by these folded words: the one with that id, otherwise
 * those whose id or yes-clause hold every word. Writes up to `most` of them and returns how many
 * there are in all. */
size_t phil_vocabulary_findings(const struct phil_knowledge *knowledge, const char *folded,
                                const struct phil_finding **found, size_t most);

/* The yes/no finding whose id looks like what was typed; NULL when none does. */
const struct phil_finding *phil_vocabulary_nearest_finding(const struct phil_knowledge *knowledge,
                                                           const char *folded);

/* The kinds of entry that begin with a word of their own. */
struct phil_keyword {
    const char *word;
    enum phil_entry_kind kind;
};
/* NULL when `folded` is no such word. */
const struct phil_keyword *phil_vocabulary_keyword(const char *folded);

#endif
