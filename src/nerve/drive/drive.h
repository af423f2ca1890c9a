/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the brain asks of each pool: rest, acts, blinks, speech, tics, tremor, and the noise that is
 * common to a pool. In ticks (clock.h).
 */
#ifndef PHIL_NERVE_DRIVE_H
#define PHIL_NERVE_DRIVE_H

#include "nerve/physiology.h"

struct phil_drive;

/* Plans the whole run: when tics and blinks come. Settings are borrowed. Errors: PHIL_EMEM. */
enum phil_status phil_drive_new(struct phil_drive **drive,
                                const struct phil_nerve_settings *settings,
                                const struct phil_physiology *physiology);
void phil_drive_free(struct phil_drive *drive);

/* The next n ticks of each pool: mean[m][k] = u_q (1 + sigma_c xi_q), spread[m][k] = sigma_0 +
 * sigma_1 u_q (0 without noise), what the independent noise of each unit is multiplied by. Both
 * arrays are [PHIL_N_MUSCLES][n], given by the caller. */
void phil_drive_next(struct phil_drive *drive, size_t n, float *mean, float *spread);

/* How many events were planned, and each in order of onset, of kind "tic", "blink", "act",
 * "tremor" or "rippling" (both all the while); the bits of *muscles say which take part. Borrowed.
 */
size_t phil_drive_n_events(const struct phil_drive *drive);
const struct phil_nerve_event *phil_drive_event(const struct phil_drive *drive, size_t i,
                                                uint32_t *muscles);

#endif
