/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One small clip of every container and codec that philtrum reads, and seeded damage to it. */
#ifndef PHIL_FUZZ_CORPUS_H
#define PHIL_FUZZ_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is to be filmed: `n` pictures of even size at 25 a second. */
struct corpus_film {
    int width, height, n;
    /* Fills 8-bit 4:2:0 planes, limited range, without gaps between the rows. */
    void (*draw)(void *user, int i, uint8_t *const plane[3]);
    void *user;
};

size_t corpus_kinds(void);

/* "a.mp4 libx264" and so on, for messages. Static storage. */
const char *corpus_name(size_t kind);

/* The film as a file of that kind, to be freed; NULL when this FFmpeg has no such encoder. */
uint8_t *corpus_clip(size_t kind, const struct corpus_film *film, size_t *size);

/* Variant `variant` of the damage to `bytes`: flipped bits, in the headers or everywhere, or a
 * run of zeros, as a card that failed leaves it. The same numbers give the same damage. */
void corpus_damage(uint8_t *bytes, size_t size, uint64_t kind, uint64_t variant);

/* How many bytes variant `variant` of a cut leaves: at least half of them. */
size_t corpus_cut(size_t size, uint64_t kind, uint64_t variant);

#endif
