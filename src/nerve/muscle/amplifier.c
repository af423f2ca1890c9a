/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Butterworth filters in sections of second order (bilinear transform, frequencies prewarped): a
 * high-pass against drift, a low-pass below half the rate. They are causal, as in an amplifier:
 * a potential comes out a good millisecond late at the low-pass of 500 Hz.
 *
 * The noise is that of electrodes and amplifier, white before the filters. One draw of 64 bits
 * makes four uniform numbers, whose sum stands for a normal one: its distribution is flatter
 * (excess kurtosis -0.3), but after the filters, which mix several samples, within 0.1 of normal.
 */
#include "nerve/muscle/amplifier.h"

#include "base/exact.h"
#include "base/random.h"

#include <math.h>

enum { SECTIONS = 3 };

static const double PI = 3.14159265358979323846;

struct section {
    double b0, b1, b2, a1, a2; /* a0 = 1 */
    double s1, s2;
};

struct filter {
    struct section section[SECTIONS];
};

/* tan(pi f / rate). */
static double warped(double hz, double rate_hz)
{
    double sine, cosine;
    phil_exact_sincos(PI * hz / rate_hz, &sine, &cosine);
    return sine / cosine;
}

static struct section high_pass(double hz, double rate_hz, double damping)
{
    const double k = warped(hz, rate_hz), norm = 1 / (1 + damping * k + k * k);
    return (struct section){.b0 = norm,
                            .b1 = -2 * norm,
                            .b2 = norm,
                            .a1 = 2 * (k * k - 1) * norm,
                            .a2 = (1 - damping * k + k * k) * norm};
}

static struct section low_pass(double hz, double rate_hz, double damping)
{
    const double k = warped(hz, rate_hz), norm = 1 / (1 + damping * k + k * k);
    return (struct section){.b0 = k * k * norm,
                            .b1 = 2 * k * k * norm,
                            .b2 = k * k * norm,
                            .a1 = 2 * (k * k - 1) * norm,
                            .a2 = (1 - damping * k + k * k) * norm};
}

static struct filter new_filter(double rate_hz, double low_pass_hz)
{
    /* Twice the cosines of the poles' angles: 45 degrees; 67.5 and 22.5 degrees. */
    return (struct filter){{
        high_pass(PHIL_AMPLIFIER_HIGH_PASS_HZ, rate_hz, 1.41421356237309504880),
        low_pass(low_pass_hz, rate_hz, 0.76536686473017954346),
        low_pass(low_pass_hz, rate_hz, 1.84775906502257351226),
    }};
}

static inline double step(struct filter *filter, double x)
{
    for (int k = 0; k < SECTIONS; k++) {
        struct section *s = &filter->section[k];
        const double y = s->b0 * x + s->s1;
        s->s1 = s->b1 * x - s->a1 * y + s->s2;
        s->s2 = s->b2 * x - s->a2 * y;
        x = y;
    }
    return x;
}

/* Rms of white noise of rms 1 after the filter: the energy of its response to one sample. */
static double noise_gain(double rate_hz, double low_pass_hz)
{
    struct filter filter = new_filter(rate_hz, low_pass_hz);
    const size_t n = (size_t)(0.5 * rate_hz); /* the response has died long before */
    double energy = 0;
    for (size_t i = 0; i < n; i++) {
        const double y = step(&filter, i == 0);
        energy += y * y;
    }
    return sqrt(energy);
}

/* The sum of four uniform 16-bit numbers, less its mean; rms sqrt((2^32 - 1) / 3). */
static double draw(uint64_t seed, uint64_t stream, uint64_t counter)
{
    const uint64_t bits = phil_random_bits(seed, stream, counter);
    const uint64_t pairs = (bits & 0x0000ffff0000ffffu) + ((bits >> 16) & 0x0000ffff0000ffffu);
    return (double)((pairs & 0xffffffffu) + (pairs >> 32)) - 2 * 65535.0;
}

void phil_amplifier_run(float *uv, size_t n, double rate_hz, double low_pass_hz, uint64_t seed,
                        uint64_t stream)
{
    struct filter filter = new_filter(rate_hz, low_pass_hz);
    const double noise =
        PHIL_AMPLIFIER_NOISE_UV / noise_gain(rate_hz, low_pass_hz) / sqrt(4294967295.0 / 3);
    for (size_t i = 0; i < n; i++)
        uv[i] = (float)step(&filter, uv[i] + noise * draw(seed, stream, i));
}
