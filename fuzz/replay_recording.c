/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes a small corpus, damages it in seeded ways and replays it through the fuzz target in this
 * process. Usage: replay_recording [ROUNDS]; PHILTRUM_FUZZ_ROUNDS says the same. One round is 20
 * cuts and 40 flipped variants of every clip.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "clips.h"

enum { CUTS = 20, FLIPPED_VARIANTS = 40, MOST_FLIPS = 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
    const char *file, *codec;
} kinds[] = {
    {"a.mp4", "libx264"},   {"b.mkv", "libx264"},   {"c.avi", "mpeg4"},    {"d.264", "libx264"},
    {"e.mov", "mjpeg"},     {"f.webm", "libvpx"},   {"g.wmv", "wmv2"},     {"h.mpg", "mpeg1video"},
    {"i.ts", "mpeg2video"}, {"j.flv", "libx264"},   {"k.y4m", "rawvideo"}, {"l.nut", "ffv1"},
    {"m.mp4", "libx265"},   {"n.ogv", "libtheora"},
};

/* Flips bits; half of the variants only in the first 2 kB, where the headers are. */
static void flip(uint8_t *bytes, size_t size, uint64_t kind, uint64_t variant)
{
    const size_t range = variant % 2 && size > 2048 ? 2048 : size;
    const uint64_t n = 1 + phil_random_bits(variant, kind, 0) % MOST_FLIPS;
    for (uint64_t i = 1; i <= n; i++)
        bytes[phil_random_bits(variant, kind, 2 * i) % range] ^=
            (uint8_t)(1u << phil_random_bits(variant, kind, 2 * i + 1) % 8);
}

static int replay_kind(size_t kind, unsigned rounds)
{
    const struct clip clip = {.file = kinds[kind].file,
                              .codec = kinds[kind].codec,
                              .width = 64,
                              .height = 48,
                              .n = 8,
                              .rate_hz = 25,
                              .quality = 12,
                              .gop = 4,
                              .b_frames = -1};
    size_t size;
    if (clip_write(&clip) != PHIL_OK)
        return 0; /* an encoder that this FFmpeg lacks */
    uint8_t *bytes = clip_bytes(clip_path(clip.file), &size), *bad = malloc(size);
    if (!bytes || !bad)
        abort();
    int inputs = 1;
    LLVMFuzzerTestOneInput(bytes, size);
    for (size_t i = 0; i < CUTS; i++, inputs++)
        LLVMFuzzerTestOneInput(bytes, size * i / CUTS);
    for (uint64_t v = 0; v < (uint64_t)FLIPPED_VARIANTS * rounds; v++, inputs++) {
        memcpy(bad, bytes, size);
        flip(bad, size, kind, v);
        LLVMFuzzerTestOneInput(bad, size);
    }
    free(bad);
    free(bytes);
    return inputs;
}

int main(int argc, char **argv)
{
    const char *wanted = argc > 1 ? argv[1] : getenv("PHILTRUM_FUZZ_ROUNDS");
    const unsigned rounds = wanted ? (unsigned)strtoul(wanted, NULL, 10) : 1;
    int inputs = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        inputs += replay_kind(k, rounds ? rounds : 1);
    clip_folder_remove();
    printf("%d inputs replayed\n", inputs);
    return inputs > 0 ? 0 : 1;
}
