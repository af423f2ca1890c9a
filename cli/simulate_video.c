/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate_video.h"

enum phil_exit phil_simulate_video(const struct phil_nerve_result *result,
                                   const struct phil_simulated_clip *clip)
{
    return phil_console_failed(PHIL_EBUG, phil_console_errors(), "cannot draw", clip->path);
}
