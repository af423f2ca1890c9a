/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A drawn face that twitches, in a clip of every kind, damaged in seeded ways and analysed in this
 * process. Usage: replay_analysis [ROUNDS]; PHILTRUM_FUZZ_ROUNDS says the same. One round is a cut
 * and two damaged variants of every clip.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <philtrum/analysis.h>
#include <philtrum/sim.h>

#include "corpus.h"
#include "promise.h"

/* The smallest face that the detector takes, for half a second: a face must be seen that long. */
enum { SIDE = 208, FRAMES = 18, VARIANTS = 2 };

static void draw_face(void *user, int i, uint8_t *const plane[3])
{
    if (phil_sim_face_draw(user, i / 25.0, (uint64_t)i, plane[0], plane[1], plane[2]))
        abort();
}

static struct phil_sim_face *make_face(void)
{
    static const struct phil_sim_twitch twitch = {.onset_s = 0.3,
                                                  .rise_s = 0.04,
                                                  .hold_s = 0.02,
                                                  .fall_s = 0.06,
                                                  .amplitude_mm = 2,
                                                  .direction_deg = 90,
                                                  .region = PHIL_UPPER_LIP_LEFT};
    struct phil_sim_face_settings s = phil_sim_face_defaults();
    struct phil_sim_face *face;
    s.width = s.height = SIDE;
    s.px_per_mm = 1;
    s.sway_mm = 0.3;
    s.twitches = &twitch;
    s.n_twitches = 1;
    if (phil_sim_face_new(&face, &s, NULL))
        abort();
    return face;
}

/* Damage is worth replaying only where there is a face to follow before it. */
static void check_intact(const uint8_t *bytes, size_t size, size_t kind)
{
    char path[PROMISE_PATH];
    struct phil_analysis *analysis = NULL;
    if (!promise_file(bytes, size, path))
        abort();
    const enum phil_status status = phil_analysis_run(&analysis, path, NULL, NULL, NULL);
    unlink(path);
    if (status != PHIL_OK || analysis->n_faces != 1)
        printf("%s:\n", corpus_name(kind));
    promise(status == PHIL_OK && analysis->n_faces == 1, "the face of an intact clip is followed");
    phil_analysis_free(analysis);
}

static int replay_kind(struct phil_sim_face *face, size_t kind, unsigned rounds)
{
    const struct corpus_film film = {SIDE, SIDE, FRAMES, draw_face, face};
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
    check_intact(bytes, size, kind);
    for (uint64_t v = 0; v < rounds; v++, inputs++)
        LLVMFuzzerTestOneInput(bytes, corpus_cut(size, kind, v));
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
    struct phil_sim_face *face = make_face();
    int inputs = 0;
    for (size_t k = 0; k < corpus_kinds(); k++)
        inputs += replay_kind(face, k, rounds);
    phil_sim_face_free(face);
    printf("%d inputs replayed\n", inputs);
    return inputs > 0 ? 0 : 1;
}
