/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counter-based random numbers: reproducible, uniform, normal, independent. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"

/* SplitMix64 as published: a state that steps, and a finaliser. The oracle. */
static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* First outputs from the seed 1234567, as printed in several published implementations. */
static void the_oracle_is_the_published_one(void **state)
{
    static const uint64_t known[5] = {UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
                                      UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
                                      UINT64_C(16408922859458223821)};
    uint64_t s = 1234567;
    for (int k = 0; k < 5; k++)
        assert_true(splitmix(&s) == known[k]);
}

/* A stream is a sequence of SplitMix64 that starts where another sequence says. */
static void values_are_the_same_for_ever(void **state)
{
    static const uint64_t seeds[3] = {0, 1234567, UINT64_MAX};
    for (int k = 0; k < 3; k++) {
        uint64_t outer = seeds[k];
        for (uint64_t stream = 0; stream < 5; stream++) {
            uint64_t inner = splitmix(&outer);
            for (uint64_t counter = 0; counter < 50; counter++) {
                const uint64_t expected = splitmix(&inner);
                assert_true(phil_random_bits(seeds[k], stream, counter) == expected);
                const double u = phil_random_uniform(seeds[k], stream, counter);
                assert_true(fabs(u - (double)expected * 0x1p-64) < 1e-15);
            }
        }
    }
}

static void the_order_of_calls_does_not_matter(void **state)
{
    const double forward = phil_random_normal(3, 4, 5);
    phil_random_normal(9, 9, 9);
    phil_random_uniform(3, 4, 6);
    assert_true(phil_random_normal(3, 4, 5) == forward);
}

static void uniform_fills_its_interval_evenly(void **state)
{
    enum { BINS = 64, N = 128000 };
    static int count[BINS];
    for (uint64_t seed = 1; seed <= 3; seed++) {
        memset(count, 0, sizeof count);
        double lowest = 1, highest = 0;
        for (uint64_t i = 0; i < N; i++) {
            const double u = phil_random_uniform(seed, 7, i);
            assert_true(u > 0 && u < 1);
            lowest = fmin(lowest, u);
            highest = fmax(highest, u);
            count[(int)(BINS * u)]++;
        }
        double chi2 = 0;
        for (int b = 0; b < BINS; b++)
            chi2 += pow(count[b] - N / (double)BINS, 2) / (N / (double)BINS);
        /* 63 degrees of freedom: mean 63, SD 11.2; a one in a million chance lies at 135. */
        if (chi2 > 135 || chi2 < 25)
            fail_msg("seed %d: chi-square %.1f of 63 degrees", (int)seed, chi2);
        assert_true(lowest < 1e-4 && highest > 1 - 1e-4);
    }
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void normal_has_the_shape_of_a_bell(void **state)
{
    enum { N = 100000 };
    double *z = malloc(N * sizeof *z);
    assert_non_null(z);
    double m[5] = {0};
    for (uint64_t i = 0; i < N; i++) {
        z[i] = phil_random_normal(11, 3, i);
        assert_true(isfinite(z[i]));
        for (int k = 1; k < 5; k++)
            m[k] += pow(z[i], k) / N;
    }
    /* Four standard errors of each moment: 1, sqrt 2, sqrt 15, sqrt 96 over sqrt N. */
    const double se = 4 / sqrt((double)N);
    assert_true(fabs(m[1]) < se);
    assert_true(fabs(m[2] - 1) < M_SQRT2 * se);
    assert_true(fabs(m[3]) < sqrt(15) * se);
    assert_true(fabs(m[4] - 3) < sqrt(96) * se);
    /* Kolmogorov and Smirnov: 2.2 / sqrt N is exceeded once in ten thousand times. */
    qsort(z, N, sizeof *z, by_value);
    double worst = 0;
    for (int i = 0; i < N; i++) {
        const double p = 0.5 * erfc(-z[i] * M_SQRT1_2);
        worst = fmax(worst, fmax(fabs(p - i / (double)N), fabs(p - (i + 1) / (double)N)));
    }
    if (worst > 2.2 / sqrt((double)N))
        fail_msg("distance to the normal distribution %.5f", worst);
    free(z);
}

/* Correlation between two sequences of the same length. */
struct pair {
    uint64_t seed, stream, step, offset;
};

static double correlation(struct pair a, struct pair b, int n)
{
    double sum = 0;
    for (uint64_t i = 0; i < (uint64_t)n; i++)
        sum += phil_random_normal(a.seed, a.stream, a.step * i + a.offset) *
               phil_random_normal(b.seed, b.stream, b.step * i + b.offset);
    return sum / n;
}

static void streams_know_nothing_of_each_other(void **state)
{
    enum { N = 40000 };
    static const struct pair a = {1, 1, 1, 0};
    static const struct pair others[] = {
        {1, 2, 1, 0},    /* the next stream */
        {2, 1, 1, 0},    /* the next seed */
        {2, 0, 1, 0},    /* seed up, stream down: a sum of the two would be the same */
        {1, 1, 1, 1},    /* the next counter */
        {1, 1, 1, 17},   /* a few on */
        {1, 1001, 1, 0}, /* as the floor's streams are spaced */
        {UINT64_MAX, 1, 1, 0},
    };
    for (size_t k = 0; k < sizeof others / sizeof others[0]; k++) {
        const double r = correlation(a, others[k], N);
        if (fabs(r) > 4.5 / sqrt((double)N))
            fail_msg("case %d: correlation %.4f", (int)k, r);
    }
}

/* Half of the bits change when any one bit of the input does. */
static void one_bit_changes_everything(void **state)
{
    enum { TRIALS = 300 };
    for (int argument = 0; argument < 3; argument++)
        for (int bit = 0; bit < 64; bit++) {
            double changed = 0;
            for (uint64_t t = 0; t < TRIALS; t++) {
                uint64_t in[3] = {t * 77 + 5, t * 31 + 2, t};
                const uint64_t before = phil_random_bits(in[0], in[1], in[2]);
                in[argument] ^= UINT64_C(1) << bit;
                changed += __builtin_popcountll(before ^ phil_random_bits(in[0], in[1], in[2]));
            }
            /* 32 expected; one trial has SD 4. */
            const double mean = changed / TRIALS;
            if (fabs(mean - 32) > 5 * 4 / sqrt((double)TRIALS))
                fail_msg("argument %d, bit %d: %.2f bits change", argument, bit, mean);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oracle_is_the_published_one),
        cmocka_unit_test(values_are_the_same_for_ever),
        cmocka_unit_test(the_order_of_calls_does_not_matter),
        cmocka_unit_test(uniform_fills_its_interval_evenly),
        cmocka_unit_test(normal_has_the_shape_of_a_bell),
        cmocka_unit_test(streams_know_nothing_of_each_other),
        cmocka_unit_test(one_bit_changes_everything),
    };
    return cmocka_run_group_tests_name("base random", tests, NULL, NULL);
}
