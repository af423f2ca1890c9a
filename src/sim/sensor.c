/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sensor noise: white, Gaussian, of the same SD at every brightness. (Gamma coding about evens
 * out the photon noise of a real sensor over the mid-tones, and a constant SD keeps the
 * Cramer-Rao bound of a drawn clip simple.)
 *
 * Each pixel's value is a function of (seed, key, row, column) alone. A sample is the sum of two
 * independent draws from a table of 4096 normal quantiles, which reaches 5.2 SD and has 16
 * million values; the table is scaled to an exact SD of 1.
 */
#include "sim/private.h"

#include "base/random.h"

#include <math.h>

/* Quantile of the standard normal by Newton's method on erfc; p in (0, 0.5]. */
static double normal_quantile(double p)
{
    double z = -sqrt(-2 * log(p)) + 0.5;
    for (int i = 0; i < 60; i++) {
        const double f = 0.5 * erfc(-z * M_SQRT1_2) - p;
        const double step = f / (0.39894228040143268 * exp(-0.5 * z * z));
        z -= fmax(-0.5, fmin(0.5, step));
        if (fabs(step) < 1e-13)
            break;
    }
    return z;
}

void phil_sim_sensor_init(float normal[PHIL_SIM_NOISE_STEPS])
{
    double power = 0;
    for (int i = 0; i < PHIL_SIM_NOISE_STEPS / 2; i++) {
        const double z = normal_quantile((i + 0.5) / PHIL_SIM_NOISE_STEPS);
        power += 2 * z * z;
        normal[i] = (float)z;
        normal[PHIL_SIM_NOISE_STEPS - 1 - i] = (float)-z;
    }
    /* Two of them are added. */
    const float scale = (float)(1 / sqrt(2 * power / PHIL_SIM_NOISE_STEPS));
    for (int i = 0; i < PHIL_SIM_NOISE_STEPS; i++)
        normal[i] *= scale;
}

enum { CHUNK = 256 }; /* pixels whose noise stays in the nearest cache until it is rounded */

static void round_row(const float *in, uint8_t *out, int n)
{
    for (int x = 0; x < n; x++) {
        float v = in[x] + 0.5f;
        v = v > 0 ? v : 0;
        v = v < 255 ? v : 255;
        out[x] = (uint8_t)(int)v;
    }
}

static inline uint64_t scramble(uint64_t z)
{
    /* SplitMix64's finaliser; base/random.h names the source. One round will do here, as the
     * row's key has been through two. */
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void phil_sim_sensor_row(const float normal[PHIL_SIM_NOISE_STEPS], uint64_t seed, uint64_t key,
                         int row, float sd, const float *in, uint8_t *out, int width)
{
    if (sd <= 0) {
        round_row(in, out, width);
        return;
    }
    float noisy[CHUNK] = {0};
    const uint64_t start = phil_random_bits(seed, PHIL_SIM_STREAM_SENSOR + key, (uint64_t)row);
    const uint64_t mask = PHIL_SIM_NOISE_STEPS - 1;
    /* Widths are even. */
    for (int from = 0; from < width; from += CHUNK) {
        const int n = width - from < CHUNK ? width - from : CHUNK;
        for (int x = 0; x + 1 < n; x += 2) {
            const uint64_t at = (uint64_t)((from + x) / 2 + 1);
            const uint64_t z = scramble(start + 0x9e3779b97f4a7c15u * at);
            noisy[x] = in[from + x] + sd * (normal[z & mask] + normal[z >> 12 & mask]);
            noisy[x + 1] =
                in[from + x + 1] + sd * (normal[z >> 32 & mask] + normal[z >> 44 & mask]);
        }
        round_row(noisy, out + from, n);
    }
}
