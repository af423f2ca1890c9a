/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact functions: close to the truth (the C library in long double), special values, order,
 * identities, and bits that are the same on every machine. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/exact.h"
#include "base/random.h"

enum { POINTS = 200000 };

/* Distance from the truth in units of the last place of a double of that size. */
static double ulps(double got, long double truth)
{
    int exponent;
    frexpl(truth, &exponent);
    return (double)(fabsl((long double)got - truth) /
                    ldexpl(1, (exponent < -1021 ? -1021 : exponent) - 53));
}

static double between(uint64_t stream, uint64_t i, double lo, double hi)
{
    return lo + (hi - lo) * phil_random_uniform(20, stream, i);
}

static void note(double *worst, double got, long double truth)
{
    *worst = fmax(*worst, ulps(got, truth));
}

static void below(const char *what, double worst, double limit)
{
    print_message("# %s: %.3f ulp at most\n", what, worst);
    if (!(worst < limit))
        fail_msg("%s: %.3f ulp, more than %.2f", what, worst, limit);
}

static void exp_is_close(void **state)
{
    double wide = 0, near = 0, tiny = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        double x = between(1, i, -708, 709.78);
        note(&wide, phil_exact_exp(x), expl(x));
        x = between(2, i, -1, 1);
        note(&near, phil_exact_exp(x), expl(x));
        x = between(3, i, -745, -708); /* subnormal results: rounded twice */
        note(&tiny, phil_exact_exp(x), expl(x));
    }
    below("exp", wide, 0.95);
    below("exp near 0", near, 0.95);
    below("exp of subnormal results", tiny, 1.1);
}

static void log_is_close(void **state)
{
    double wide = 0, near = 0, one = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        double x = exp(between(1, i, -745, 709));
        note(&wide, phil_exact_log(x), logl(x));
        x = between(2, i, 0.3, 3);
        note(&near, phil_exact_log(x), logl(x));
        x = 1 + (i % 2 ? 1 : -1) * exp(between(3, i, -36, -1));
        note(&one, phil_exact_log(x), logl(x));
    }
    below("log", wide, 0.9);
    below("log near 1", near, 0.9);
    below("log very near 1", one, 0.9);
}

static void pow_is_close(void **state)
{
    double wide = 0, near = 0, one = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        double x = exp(between(1, i, -20, 20)), y = between(2, i, -35, 35);
        note(&wide, phil_exact_pow(x, y), powl(x, y));
        x = between(3, i, 0, 40);
        y = between(4, i, -3, 3);
        note(&near, phil_exact_pow(x, y), powl(x, y));
        x = 1 + (i % 2 ? 1 : -1) * exp(between(5, i, -30, -3));
        y = (i % 3 ? 1 : -1) * fmin(exp(between(6, i, 0, 30)), 700 / fabs(x - 1));
        const long double truth = powl(x, y);
        if (truth > DBL_MIN && truth < DBL_MAX)
            note(&one, phil_exact_pow(x, y), truth);
    }
    below("pow", wide, 1);
    below("pow of everyday numbers", near, 1);
    below("pow of numbers near 1", one, 1);
}

static void sine_and_cosine_are_close(void **state)
{
    double near = 0, wide = 0, edge = 0;
    for (uint64_t i = 0; i < POINTS; i++) {
        /* Everywhere; far out; and where one of them vanishes. */
        const double x[3] = {between(1, i, -10, 10), between(2, i, -1e6, 1e6),
                             (double)(i % 640000) * M_PI_2};
        double *const worst[3] = {&near, &wide, &edge};
        for (int k = 0; k < 3; k++) {
            double s, c;
            phil_exact_sincos(x[k], &s, &c);
            note(worst[k], s, sinl(x[k]));
            note(worst[k], c, cosl(x[k]));
        }
    }
    below("sine, cosine", near, 0.9);
    below("sine, cosine up to a million", wide, 0.9);
    below("sine, cosine beside their zeros", edge, 0.9);
}

static void special_values(void **state)
{
    const double inf = (double)INFINITY, nan = (double)NAN;
    assert_true(phil_exact_exp(0) == 1 && phil_exact_exp(-0.0) == 1);
    assert_true(phil_exact_exp(inf) == inf && phil_exact_exp(-inf) == 0);
    assert_true(phil_exact_exp(710) == inf && phil_exact_exp(-746) == 0);
    assert_true(isfinite(phil_exact_exp(709.78)) && phil_exact_exp(-745) == 0x1p-1074);
    assert_true(isnan(phil_exact_exp(nan)));
    assert_true(phil_exact_log(1) == 0 && phil_exact_log(0) == -inf && phil_exact_log(inf) == inf);
    assert_true(isnan(phil_exact_log(-1)) && isnan(phil_exact_log(nan)));
    assert_true(ulps(phil_exact_log(0x1p-1074), -1074 * logl(2)) < 1);
    assert_true(phil_exact_pow(3, 0) == 1 && phil_exact_pow(1, nan) == 1);
    assert_true(phil_exact_pow(0, 2) == 0 && phil_exact_pow(0, -2) == inf);
    assert_true(phil_exact_pow(10, 400) == inf && phil_exact_pow(10, -400) == 0);
    assert_true(phil_exact_pow(inf, -1) == 0 && isnan(phil_exact_pow(-2, 2)));
    double s, c;
    phil_exact_sincos(0, &s, &c);
    assert_true(s == 0 && c == 1);
    phil_exact_sincos(inf, &s, &c);
    assert_true(isnan(s) && isnan(c));
    phil_exact_sincos(nan, &s, &c);
    assert_true(isnan(s) && isnan(c));
}

/* Whole powers come out exactly where a double holds them. */
static void whole_powers_are_whole(void **state)
{
    for (int base = 2; base <= 10; base++) {
        double power = 1;
        for (int n = 0; power < 0x1p53 / base; n++, power *= base)
            assert_true(phil_exact_pow(base, n) == power);
    }
    for (int n = -1022; n <= 1023; n++)
        assert_true(phil_exact_pow(2, n) == ldexp(1, n));
}

/* A greater argument never gives a smaller result: neighbours, also where the reduction jumps. */
static void they_keep_the_order(void **state)
{
    for (int k = -1000; k <= 1000; k++) {
        double x = (k + 0.5) * M_LN2, y = ldexp(M_SQRT2, k);
        for (int i = 0; i < 12; i++)
            x = nextafter(x, -INFINITY);
        for (int i = 0; i < 24; i++) {
            const double next = nextafter(x, INFINITY), up = nextafter(y, INFINITY);
            assert_true(phil_exact_exp(next) >= phil_exact_exp(x));
            assert_true(phil_exact_log(up) >= phil_exact_log(y));
            x = next;
            y = up;
        }
    }
    for (uint64_t i = 0; i < POINTS; i++) {
        const double x = between(1, i, 0, 50), y = between(2, i, 0.1, 3);
        assert_true(phil_exact_exp(nextafter(x, 51)) >= phil_exact_exp(x));
        assert_true(phil_exact_log(nextafter(x, 51)) >= phil_exact_log(x));
        assert_true(phil_exact_pow(x * (1 + 1e-14), y) >= phil_exact_pow(x, y));
    }
}

/* Fowler, Noll and Vo's hash of the bits. */
static uint64_t digest(uint64_t hash, double x)
{
    unsigned char byte[sizeof x];
    memcpy(byte, &x, sizeof x);
    for (int b = 0; b < 8; b++)
        hash = (hash ^ byte[__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? b : 7 - b]) *
               UINT64_C(0x100000001b3);
    return hash;
}

/* The figures were made on an AMD EPYC with GCC 12; they are the same on every machine, with every
 * compiler and flag, or simulations differ. */
static void bits_are_the_same_everywhere(void **state)
{
    uint64_t exps = UINT64_C(0xcbf29ce484222325), logs = exps, pows = exps, circles = exps,
             normals = exps;
    for (uint64_t i = 0; i < 20000; i++) {
        double s, c;
        exps = digest(exps, phil_exact_exp(between(1, i, -745, 709)));
        logs = digest(logs, phil_exact_log(between(2, i, 0, 100)));
        pows = digest(pows, phil_exact_pow(between(3, i, 0, 30), between(4, i, -20, 20)));
        phil_exact_sincos(between(5, i, -1e3, 1e3), &s, &c);
        circles = digest(digest(circles, s), c);
        normals = digest(normals, phil_random_normal(20, 6, i));
    }
    print_message("# exp %016llx, log %016llx, pow %016llx, sincos %016llx, normal %016llx\n",
                  (unsigned long long)exps, (unsigned long long)logs, (unsigned long long)pows,
                  (unsigned long long)circles, (unsigned long long)normals);
    assert_true(exps == UINT64_C(0xa2ea6a3c1732727f));
    assert_true(logs == UINT64_C(0x008a52b84735882f));
    assert_true(pows == UINT64_C(0x5259c55a883002db));
    assert_true(circles == UINT64_C(0x3fec10ad29ca78d6));
    assert_true(normals == UINT64_C(0x1c933e7e2b8c3787));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exp_is_close),        cmocka_unit_test(log_is_close),
        cmocka_unit_test(pow_is_close),        cmocka_unit_test(sine_and_cosine_are_close),
        cmocka_unit_test(special_values),      cmocka_unit_test(whole_powers_are_whole),
        cmocka_unit_test(they_keep_the_order), cmocka_unit_test(bits_are_the_same_everywhere),
    };
    return cmocka_run_group_tests_name("base exact", tests, NULL, NULL);
}
