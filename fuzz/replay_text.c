/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Good texts, damaged in seeded ways, through a fuzz target in this process. Usage: replay_X
 * [ROUNDS]; PHILTRUM_FUZZ_ROUNDS says the same. One round is 300 variants of every text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "promise.h"
#include "seeds.h"

enum { VARIANTS = 300, MOST_EDITS = 4, LONGEST_PIECE = 80, ROOM = MOST_EDITS * LONGEST_PIECE };

void __sanitizer_set_report_fd(void *descriptor) __attribute__((weak));

/* One edit: a byte changed, a piece cut out, or a piece repeated elsewhere. `text` has room. */
static size_t edit(char *text, size_t size, uint64_t variant, uint64_t at)
{
    const size_t n_favourites = strlen(seed_favourites);
    const size_t to = phil_random_bits(variant, at, 1) % (size + 1);
    const size_t from = phil_random_bits(variant, at, 2) % (size + 1);
    size_t piece = phil_random_bits(variant, at, 3) % LONGEST_PIECE;
    char copy[LONGEST_PIECE];
    if (piece > size - from)
        piece = size - from;
    switch (phil_random_bits(variant, at, 0) % 4) {
    case 0: /* cut out */
        memmove(text + from, text + from + piece, size - from - piece);
        return size - piece;
    case 1: /* repeat */
        memcpy(copy, text + from, piece);
        memmove(text + to + piece, text + to, size - to);
        memcpy(text + to, copy, piece);
        return size + piece;
    default:
        if (to < size)
            text[to] = seed_favourites[phil_random_bits(variant, at, 4) % n_favourites];
        return size;
    }
}

/* From memory of exactly the size, so that a sanitizer sees a step beyond it. */
static void replay(const char *text, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);
    if (!exact)
        abort();
    memcpy(exact, text, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static int replay_seed(const char *text, size_t size, size_t seed, unsigned rounds)
{
    char *bad = malloc(size + ROOM);
    if (!bad)
        abort();
    replay(text, size);
    int inputs = 1;
    for (uint64_t v = 0; v < (uint64_t)VARIANTS * rounds; v++, inputs++) {
        const uint64_t variant = v * 1000 + seed, n = 1 + v % MOST_EDITS;
        size_t now = size;
        memcpy(bad, text, size);
        for (uint64_t e = 0; e < n; e++)
            now = edit(bad, now, variant, e);
        replay(bad, now);
    }
    free(bad);
    return inputs;
}

int main(int argc, char **argv)
{
    const unsigned rounds = promise_rounds(argc, argv);
    int inputs = 0;
    size_t size;
    char *text;
    /* The parsers of the command line tell the user what they refuse; sanitizers are to be heard.
     */
    if (__sanitizer_set_report_fd)
        __sanitizer_set_report_fd((void *)1);
    if (!freopen("/dev/null", "w", stderr))
        return 1;
    for (size_t i = 0; (text = seed_text(i, &size)); i++) {
        inputs += replay_seed(text, size, i, rounds);
        free(text);
    }
    printf("%d inputs replayed\n", inputs);
    return inputs > 0 ? 0 : 1;
}
