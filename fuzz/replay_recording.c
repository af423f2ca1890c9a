/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes a small corpus, damages it in seeded ways and replays it through the fuzz target in this
 * process. Usage: replay_recording [ROUNDS]; PHILTRUM_FUZZ_ROUNDS says the same. One round is 20
 * cuts and 40 damaged variants of every clip.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpus.h"
#include "promise.h"

enum { CUTS = 20, VARIANTS = 40, WIDTH = 64, HEIGHT = 48 };

/* A wave that moves, so that encoders have something to predict. */
static void draw_wave(void *user, int i, uint8_t *const plane[3])
{
    (void)user;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            plane[0][y * WIDTH + x] = (uint8_t)(120 + 60 * sin(0.21 * (x - 2 * i) + 0.13 * y));
    memset(plane[1], 118, (size_t)WIDTH * HEIGHT / 4);
    memset(plane[2], 138, (size_t)WIDTH * HEIGHT / 4);
}

static int replay_kind(size_t kind, unsigned rounds)
{
    const struct corpus_film film = {WIDTH, HEIGHT, 8, draw_wave, NULL};
    size_t size;
    uint8_t *bytes = corpus_clip(kind, &film, &size);
    if (!bytes) {
        printf("# left out, no encoder: %s\n", corpus_name(kind));
        return 0;
    }
    uint8_t *bad = malloc(size);
    if (!bad)
        abort();
    int inputs = 1;
    LLVMFuzzerTestOneInput(bytes, size);
    for (size_t i = 0; i < CUTS; i++, inputs++)
        LLVMFuzzerTestOneInput(bytes, size * i / CUTS);
    for (uint64_t v = 0; v < (uint64_t)VARIANTS * rounds; v++, inputs++) {
        memcpy(bad, bytes, size);
        corpus_damage(bad, size, kind, v);
        LLVMFuzzerTestOneInput(bad, size);
    }
    free(bad);
    free(bytes);
    return inputs;
}

int main(int argc, char **argv)
{
    const unsigned rounds = promise_rounds(argc, argv);
    int inputs = 0;
    for (size_t k = 0; k < corpus_kinds(); k++)
        inputs += replay_kind(k, rounds);
    printf("%d inputs replayed\n", inputs);
    return inputs > 0 ? 0 : 1;
}
