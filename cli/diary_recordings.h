/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recordings in the diary: what each holds, which there are, taking one out. */
#ifndef PHIL_CLI_DIARY_RECORDINGS_H
#define PHIL_CLI_DIARY_RECORDINGS_H

#include <philtrum/store.h>

#include "console.h"

/* When it was filmed, or, where that is not known, saved, by the clock on the wall as it was known
 * when it was saved; where it was not, by that of this machine. */
struct phil_moment phil_recording_moment(const struct phil_saved_analysis *saved);

/* What was saved of it. PHIL_OK with *analysis NULL: it is damaged and to be left out, which is
 * said when `tell`. Errors: PHIL_EMEM. */
enum phil_status phil_recording_read(struct phil_analysis **analysis,
                                     const struct phil_saved_analysis *saved, bool tell);

/* "12 twitches in 45 s at rest": of the face that was usable longest, whom reports and trials take
 * for the person too. */
void phil_recording_describe(char *text, size_t size, const struct phil_saved_analysis *saved);

/* `diary recordings', `diary recordings remove N...', `diary recordings restore N...': `words` are
 * those after the first. Each tells what it did, or what is wrong. */
enum phil_exit phil_diary_recordings(struct phil_store *store, const char *const *words,
                                     size_t n_words, const struct phil_moment *now);

#endif
