/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a clip adds to its day. */
#ifndef PHIL_TRIAL_CLIP_H
#define PHIL_TRIAL_CLIP_H

#include <philtrum/trial.h>

/* Adds what was counted in the clip to the tallies. NULL, or why nothing could be (static
 * storage); the tallies are then unchanged. */
const char *phil_trial_add_clip(struct phil_tally tally[PHIL_N_OUTCOMES],
                                const struct phil_analysis *analysis, enum phil_side side);

#endif
