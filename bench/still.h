/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise of a trace at rest, and how much of a known movement it shows. */
#ifndef PHIL_BENCH_STILL_H
#define PHIL_BENCH_STILL_H

#include <philtrum/motion.h>

#include "bench/clip.h"

/* Root mean square of one coordinate, pixels, about its moving mean over half a second: what the
 * event step calls noise. Over frames with use[i] (NULL: all). NaN below 20 of them. */
double phil_bench_noise_px(const struct phil_trace *trace, enum phil_region region,
                           const bool *use);

/* Median over the six lip regions. */
double phil_bench_lip_noise_px(const struct phil_trace *trace, const bool *use);

/* How much of a true movement the trace shows: height of the pulse fitted to the trace along its
 * direction, with a line under it, over the true height. Median over the twitches on the lips;
 * NaN without any. `px_per_mm` is the clip's. */
double phil_bench_gain(const struct phil_trace *trace, const struct phil_bench_clip *clip,
                       double px_per_mm);

#endif
