/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clip of a simulation: the drawn face moves as its nerve makes it. */
#ifndef PHIL_CLI_SIMULATE_VIDEO_H
#define PHIL_CLI_SIMULATE_VIDEO_H

#include <philtrum/nerve.h>

#include "console.h"
#include "grades.h"

struct phil_simulated_clip {
    const char *path;               /* NULL: none is wanted */
    const char *truth_path;         /* philtrum.truth/1 about it; NULL: not wanted */
    const struct phil_grade *grade; /* how it is compressed */
    int width, height;
    double frame_rate_hz, px_per_mm;
    uint64_t seed; /* the face's: identity, noise, sway */
};

/* Draws and writes it, with a progress bar, and its truth. Each file appears whole or not at all;
 * errors have been told. The result must hold movement. */
enum phil_exit phil_simulate_video(const struct phil_nerve_result *result,
                                   const struct phil_simulated_clip *clip);

#endif
