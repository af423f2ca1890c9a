/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random networks, and what follows from them by adding up every combination of causes. */
#ifndef TESTS_CAUSES_ORACLE_H
#define TESTS_CAUSES_ORACLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "causes/network.h"

/* A stream of random numbers. */
struct dice {
    uint64_t seed, counter;
};
double dice_uniform(struct dice *dice);
size_t dice_below(struct dice *dice, size_t n);

struct shape {
    size_t n_causes, n_findings; /* without the complaint */
    double density;              /* chance of a link */
    double soft;                 /* chance that a finding is known by measurement only */
    bool extreme;                /* probabilities down to 1e-8 */
};

/* Every lane gets numbers of its own. The caller releases it. */
void oracle_network(struct phil_network *network, const struct shape *shape, struct dice *dice);

struct truth {
    long double log_evidence, present[20], active[20];
};

/* Lane `lane` of a network of at most 20 causes, by brute force. */
struct truth oracle_solve(const struct phil_network *network, int lane);

/* |a - b| <= tolerance * |b|. */
void assert_close(double a, long double b, double tolerance);

#endif
