/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers of the last interview, kept in the diary: a comment with the day, then the map that
 * `explain --answers` reads. */
#ifndef PHIL_CLI_KEPT_H
#define PHIL_CLI_KEPT_H

#include "known.h"

/* Keeps the answers in the diary at `path`, which is made when it is missing. Errors: those of the
 * store and of writing answers. */
enum phil_status phil_kept_write(const struct phil_known *known, const char *path);

/* Answers with the day they are from, as the diary keeps them and --save-answers writes them.
 * Errors: PHIL_EIO, PHIL_EMEM. */
enum phil_status phil_kept_print(FILE *out, const struct phil_known *known);

/* The day that kept answers are from; "" when they do not say. */
void phil_kept_day(const struct phil_known *known, char *text, size_t size);

/* Adds the kept answers (known->kept). An answer that the knowledge base no longer understands is
 * left out. *n is how many were added. Errors: PHIL_EMEM. */
enum phil_status phil_kept_use(struct phil_known *known, size_t *n);

/* Takes back what must be asked anew: each list in which one yes alone would call for a doctor
 * soon, and for how many days it has been there. Some 50 ms. *n is how many answers that were.
 * Errors: PHIL_EMEM, those of phil_next_question(). */
enum phil_status phil_kept_forget_passing(struct phil_known *known, size_t *n);

/* Fetches and adds them from a diary that is open. PHIL_EXIT_DONE, or the message has been given
 * and this is the exit status. */
enum phil_exit phil_kept_read(struct phil_known *known, struct phil_store *store);

#endif
