/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/random.h"

#include "base/exact.h"

#include <math.h>

static uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t phil_random_bits(uint64_t seed, uint64_t stream, uint64_t counter)
{
    const uint64_t golden = 0x9e3779b97f4a7c15u;
    return mix(mix(seed + golden * (stream + 1)) + golden * (counter + 1));
}

double phil_random_uniform(uint64_t seed, uint64_t stream, uint64_t counter)
{
    return ((double)(phil_random_bits(seed, stream, counter) >> 11) + 0.5) * 0x1p-53;
}

double phil_random_normal(uint64_t seed, uint64_t stream, uint64_t counter)
{
    const double u = phil_random_uniform(seed, stream, 2 * counter);
    const double v = phil_random_uniform(seed, stream, 2 * counter + 1);
    double sine, cosine;
    phil_exact_sincos(6.283185307179586 * v, &sine, &cosine);
    return sqrt(-2.0 * phil_exact_log(u)) * cosine;
}
