/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The built-in files, packed. Reading YAML takes some 8 ms, which every `philtrum log` would wait
 * for; so the build reads it (pack.c), and the library unpacks what was read.
 *
 * The layout follows the schema: a text is its size and its bytes with a NUL (size 0: NULL), a word
 * its number, an optional mapping a 1 or a 0 before its fields, a list its length before its items.
 * Numbers are 32 bits in the order of the machine. Both sides walk the same schema, so a new key
 * needs nothing here.
 */
#ifndef PHIL_CAUSES_PACKED_H
#define PHIL_CAUSES_PACKED_H

#include "loader.h"

struct phil_packed {
    const unsigned char *bytes;
    size_t size;
};

/* Made by the build from knowledge/. */
extern const struct phil_packed phil_packed[PHIL_N_FILES];

/* The raw structs of a packed file, in the loader's arena; texts are borrowed from `packed`. NULL
 * is a failure of the loader. */
struct phil_raw *phil_unpack(struct phil_loader *l, const struct phil_packed *packed);

#endif
