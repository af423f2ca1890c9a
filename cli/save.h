/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analyses into the diary. */
#ifndef PHIL_CLI_SAVE_H
#define PHIL_CLI_SAVE_H

#include <philtrum/report.h>
#include <philtrum/store.h>

#include "console.h"

struct phil_saver {
    struct phil_store *store;
    struct phil_moment recorded; /* as the person told it */
    bool is_told;
};

/* Opens the diary (`diary` NULL: the usual one), which is made when there is none: better to learn
 * of trouble before an hour of work than after it. `recorded` NULL, or when the clip was filmed.
 * Functions here: PHIL_EXIT_DONE, or the message has been given and this is the exit status. */
enum phil_exit phil_saver_init(struct phil_saver *saver, const char *diary, const char *recorded);
void phil_saver_release(struct phil_saver *saver);

/* Saves an analysis of the clip at `clip` if it is `complete`; what happened goes to standard
 * output when `speak`, else it is a note. */
enum phil_exit phil_saver_save(const struct phil_saver *saver, const struct phil_analysis *analysis,
                               const char *clip, bool complete, bool speak);

#endif
