/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Counter-based random numbers: a value is a pure function of (seed, stream, counter), so results
 * do not depend on the order or the thread in which they are drawn, nor on the machine
 * (base/exact.h).
 *
 * The mixing function is SplitMix64's finaliser (Steele, Lea, Flood 2014,
 * doi:10.1145/2660193.2660195) applied twice.
 */
#ifndef PHIL_BASE_RANDOM_H
#define PHIL_BASE_RANDOM_H

#include <stdint.h>

/* 64 mixed bits. */
uint64_t phil_random_bits(uint64_t seed, uint64_t stream, uint64_t counter);

/* Uniform in (0, 1). */
double phil_random_uniform(uint64_t seed, uint64_t stream, uint64_t counter);

/* Standard normal (Box-Muller; uses counters 2*counter and 2*counter + 1 of the stream). */
double phil_random_normal(uint64_t seed, uint64_t stream, uint64_t counter);

#endif
