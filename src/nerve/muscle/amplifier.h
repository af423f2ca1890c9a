/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An EMG amplifier: its band and its noise. */
#ifndef PHIL_NERVE_AMPLIFIER_H
#define PHIL_NERVE_AMPLIFIER_H

#include <stddef.h>
#include <stdint.h>

#define PHIL_AMPLIFIER_HIGH_PASS_HZ 10.0  /* second order */
#define PHIL_AMPLIFIER_LOW_PASS_HZ  500.0 /* fourth order */
#define PHIL_AMPLIFIER_NOISE_UV     1.5   /* rms, within the band */

/* White noise of the channel, keyed by (seed, stream, sample), is added to the n samples at
 * rate_hz, then both are filtered, in place. low_pass_hz is below half the rate. */
void phil_amplifier_run(float *uv, size_t n, double rate_hz, double low_pass_hz, uint64_t seed,
                        uint64_t stream);

#endif
