/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truth about a simulated face, as `philtrum compare' reads it. */
#ifndef PHIL_CLI_SIMULATE_TRUTH_H
#define PHIL_CLI_SIMULATE_TRUTH_H

#include "simulate_video.h"

/* One JSON document of schema philtrum.truth/1: what moved where and when, every blink, and the
 * causes with their values. Places in pixels are null: the drawn head sways. */
enum phil_exit phil_simulate_truth(const char *path, const struct phil_nerve_result *result,
                                   const struct phil_simulated_clip *clip);

#endif
