/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is one person's own, whatever befalls them. A person is a seed. */
#ifndef PHIL_NERVE_PERSON_H
#define PHIL_NERVE_PERSON_H

#include <philtrum/nerve.h>

/* The quadrant of the lips that twitches if one does. */
enum phil_nerve_muscle phil_person_spot(uint64_t seed);

/* Which muscles tics move. */
void phil_person_tic_muscles(bool muscle[PHIL_N_MUSCLES], uint64_t seed);

#endif
