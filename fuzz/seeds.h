/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The good texts that replay_text.c makes bad ones of; each text parser brings its own. */
#ifndef PHIL_FUZZ_SEEDS_H
#define PHIL_FUZZ_SEEDS_H

#include <stddef.h>

/* The i-th text, to be freed, and its size; NULL after the last. */
char *seed_text(size_t i, size_t *size);

/* Bytes that mean something to the parser. Static storage. */
extern const char seed_favourites[];

#endif
