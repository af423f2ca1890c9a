/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words as people type them: with capitals, accents, plurals and slips. */
#ifndef PHIL_DIARY_WORDS_H
#define PHIL_DIARY_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/nearest.h"

/* A folded phrase with its NUL; longer ones match nothing. */
enum { PHIL_WORD_SIZE = PHIL_NEAREST_WORD };

/* NULL when `size` bytes are UTF-8 (RFC 3629) without control characters; otherwise what is wrong
 * with them, in static storage. `lines`: tabs and line breaks are welcome. */
const char *phil_text_fault(const char *text, size_t size, bool lines);

/* Foreign text for a message: cut at the border of a character, with '?' for what is not UTF-8. */
enum { PHIL_QUOTE_SIZE = 84 };
const char *phil_text_quote(const char *text, char quoted[PHIL_QUOTE_SIZE]);

/* The phrase in small letters without accents (Latin and Cyrillic), '_', '-' and '\'' as blanks,
 * blanks single. False when it does not fit, `folded` is then empty. */
bool phil_word_fold(const char *text, char folded[PHIL_WORD_SIZE]);

/* Both folded: the same, or `typed` is the English plural of `word`, in the last or first word
 * ("energy drinks", "glasses of wine"). */
bool phil_word_is(const char *typed, const char *word);

/* How many edits still look like a slip in a word of this length. */
int phil_word_slips(const char *word);

#endif
