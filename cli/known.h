/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of one person, from wherever it comes: answers, diary, recordings. */
#ifndef PHIL_CLI_KNOWN_H
#define PHIL_CLI_KNOWN_H

#include <philtrum/report.h>
#include <philtrum/store.h>

#include "console.h"

/* How far back the diary and its recordings are looked at: a month shows a habit and is not yet
 * another life. */
enum { PHIL_LOOK_BACK_DAYS = 30 };

struct phil_known {
    struct phil_knowledge *knowledge;
    struct phil_answers *answers;
    struct phil_entry *entries; /* of the diary, `days' back; in order of time */
    size_t n_entries;
    struct phil_analysis **analyses;     /* oldest first */
    size_t n_analyses, n_saved_analyses; /* of which the first ones are the diary's */
    struct phil_moment now;
    int days;   /* how far back the diary is looked at; PHIL_LOOK_BACK_DAYS unless it is set */
    char *kept; /* answers of the last interview as the diary keeps them; NULL: none */
};

/* Loads the knowledge base (`folder` NULL: the one built in) and begins with nothing known. All
 * functions here: PHIL_EXIT_DONE, or the message has been given and this is the exit status. */
enum phil_exit phil_known_init(struct phil_known *known, const char *folder);
void phil_known_release(struct phil_known *known);

/* Reads entries, saved recordings and kept answers of the diary at `path`. A recording that cannot
 * be read back is left out, with a note. */
enum phil_exit phil_known_add_diary(struct phil_known *known, const char *path);

/* Answers in YAML, an analysis in JSON; "-" is standard input. */
enum phil_exit phil_known_add_answers(struct phil_known *known, const char *path);
enum phil_exit phil_known_add_analysis(struct phil_known *known, const char *path);

/* Lets diary and recordings speak. Again after the answers have changed: how fast caffeine leaves
 * depends on them. */
enum phil_exit phil_known_weigh_in(struct phil_known *known);

/* How many findings are known from this origin. */
size_t phil_known_count(const struct phil_known *known, enum phil_origin origin);

#endif
