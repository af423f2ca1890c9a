/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "nerve/person.h"

#include "base/random.h"
#include "nerve/streams.h"

#include <string.h>

enum phil_nerve_muscle phil_person_spot(uint64_t seed)
{
    /* Any quadrant of the lips. */
    return (enum phil_nerve_muscle)(4 * phil_random_uniform(seed, PHIL_STREAM_PERSON, 8));
}

void phil_person_tic_muscles(bool muscle[PHIL_N_MUSCLES], uint64_t seed)
{
    static const enum phil_nerve_muscle mouth[4][2] = {
        {PHIL_ZYGOMATICUS_LEFT, PHIL_ORIS_UPPER_LEFT}, /* a corner is drawn up */
        {PHIL_DEPRESSOR_LEFT, PHIL_ORIS_LOWER_LEFT},   /* ... or down */
        {PHIL_ORIS_UPPER_LEFT, PHIL_ORIS_LOWER_LEFT},  /* the lips are pursed */
        {PHIL_MENTALIS_LEFT, PHIL_ORIS_LOWER_LEFT}};   /* the lower lip is pushed up */
    double u[4];
    for (uint64_t i = 0; i < 4; i++)
        u[i] = phil_random_uniform(seed, PHIL_STREAM_PERSON, i);
    memset(muscle, 0, PHIL_N_MUSCLES * sizeof *muscle);
    const enum phil_nerve_muscle *pair = mouth[(int)(4 * u[0])];
    for (int side = 0; side < 2; side++) {
        if (u[1] > 0.5 && side != (u[2] > 0.5))
            continue;
        muscle[pair[0] + side] = muscle[pair[1] + side] = true;
        muscle[PHIL_OCULI_LEFT + side] = u[3] < 0.5;
    }
}
