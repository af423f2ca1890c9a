/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far two words are apart. */
#ifndef PHIL_BASE_NEAREST_H
#define PHIL_BASE_NEAREST_H

enum { PHIL_NEAREST_WORD = 64 }; /* a word with its NUL; longer ones are not compared */

/* Edits to get from a to b where a swap of neighbours counts once (optimal string alignment);
 * PHIL_NEAREST_WORD when one of them is too long. */
int phil_edit_distance(const char *a, const char *b);

#endif
