/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exp, log, pow, sine and cosine whose bits are the same everywhere.
 *
 * Idea. IEEE 754 fixes every bit of a sum, product, quotient of two doubles; it leaves exp and its
 * relatives to the C library, and those differ in the last place from version to version. So they
 * are made here of the four operations alone, in the order in which they stand:
 *
 *   exp    x = k ln 2 + r with |r| <= ln 2 / 2; e^r is 1 + (r + r^2 (1/2 + r/6 + ...)), Taylor's
 *          terms to r^13, the next one below 2^-57; times 2^k by writing the exponent.
 *   log    x = 2^k m with m about 1; f = m - 1 (exact), s = f / (2 + f), and
 *          log m = 2 (s + s^3/3 + ...) = f - f^2/2 + s (f^2/2 + 2 s^2/3 + 2 s^4/5 + ...): the large
 *          part f is exact, so that errors of the small parts hardly count.
 *   pow    e^(y log x), with log x as a sum of two doubles: the same series, where s and s^2/3 are
 *          pairs too; good to about 2^-65 of its size, so that y log x (up to 745) is good to a
 *          tenth of the last place of the result.
 *   sincos x - k pi/2 with pi/2 in four parts of 33 bits, the first of which multiply without
 *          rounding; the remainder is a pair; Taylor's terms of sine to r^17 and cosine to r^16.
 *
 * A pair is an unevaluated sum of two doubles. Sums and products of two doubles are turned into
 * exact pairs as Dekker (1971) and Knuth (TAOCP 2, section 4.2.2) do, without a fused multiply-add,
 * which is slow where the processor has none.
 *
 * Errors. Against long double on millions of points (tests/base/test_exact.c): exp 0.90 ulp, log
 * 0.83, pow 0.92, sine and cosine 0.80 ulp at most; half an ulp is the least that is possible.
 *
 * Assumptions. Doubles are evaluated as doubles (FLT_EVAL_METHOD 0: not the x87 registers of old
 * PCs), rounding is to nearest, tiny numbers are not flushed to zero, and nobody contracts a * b +
 * c
 * (-ffp-contract=off) or reorders sums (no -ffast-math).
 *
 * References. T. J. Dekker 1971, Numer. Math. 18:224, doi:10.1007/BF01397083. P. T. P. Tang 1990,
 * ACM TOMS 16:378, doi:10.1145/98267.98294. W. J. Cody and W. Waite 1980, Software Manual for the
 * Elementary Functions (reduction in parts). J.-M. Muller 2016, Elementary Functions, 3rd ed.,
 * doi:10.1007/978-1-4899-7983-4.
 */
#include "base/exact.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#if FLT_EVAL_METHOD != 0
#error "doubles must be evaluated as doubles"
#endif

/* ln 2 in two parts; the first has 40 bits, so that k times it is exact. */
static const double ln2_hi = 0x1.62e42fefa2000p-1, ln2_lo = 0x1.9ef35793c7673p-41;
static const double per_ln2 = 0x1.71547652b82fep+0;
/* pi / 2 in parts; the first three have 33 bits. */
static const double half_pi[4] = {0x1.921fb54400000p+0, 0x1.0b4611a600000p-34,
                                  0x1.3198a2e000000p-69, 0x1.b839a252049c1p-104};
static const double per_half_pi = 0x1.45f306dc9c883p-1;
/* Adding and taking this away rounds to a whole number. */
static const double whole = 0x1.8p52;

struct pair {
    double hi, lo;
};

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* a + b, exactly. */
static struct pair sum(double a, double b)
{
    const double s = a + b, b_part = s - a;
    return (struct pair){s, (a - (s - b_part)) + (b - b_part)};
}

/* a b, exactly, for |a|, |b| < 2^996 and a product that does not underflow. */
static struct pair product(double a, double b)
{
    const double split = 0x1p27 + 1;
    const double p = a * b, ca = split * a, cb = split * b;
    const double ah = ca - (ca - a), bh = cb - (cb - b), al = a - ah, bl = b - bh;
    return (struct pair){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

/* x 2^k, rounded once more where the result is subnormal. -1100 < k <= 1024. */
static double scale(double x, int k)
{
    if (k > 1023)
        return x * 0x1p1023 * 2;
    if (k < -1021)
        return x * of_bits((uint64_t)(1023 + k + 200) << 52) * 0x1p-200;
    return x * of_bits((uint64_t)(1023 + k) << 52);
}

/* e^(x + more), |more| tiny beside x. In pairs of terms, which a processor works out side by side.
 */
static double exp_of(double x, double more)
{
    if (x != x)
        return x;
    if (x > 709.79)
        return (double)INFINITY;
    if (x < -745.2)
        return 0;
    const double k = (x * per_ln2 + whole) - whole;
    const double hi = x - k * ln2_hi, lo = more - k * ln2_lo;
    const double r = hi + lo, rest = (hi - r) + lo;
    const double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    const double a = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
    const double b = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
    const double c =
        (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800));
    return scale(1 + (r + (r2 * ((a + r4 * b) + r8 * c) + rest)), (int)k);
}

double phil_exact_exp(double x)
{
    return exp_of(x, 0);
}

/* x = 2^k (1 + f) with 1 + f between 0.70 and 1.42. 0 < x < infinity. */
static double split_power(double x, double *k)
{
    int shift = 0;
    if (x < DBL_MIN) {
        x *= 0x1p54;
        shift = 54;
    }
    /* Adds what lies between 1 and the square root of a half to the bits, so that mantissas from
     * sqrt(2) on carry into the exponent. */
    const uint64_t bits = bits_of(x) + (0x3ff0000000000000u - 0x3fe6a09e00000000u);
    *k = (double)((int)(bits >> 52) - 1023 - shift);
    return of_bits((bits & 0x000fffffffffffffu) + 0x3fe6a09e00000000u) - 1;
}

/* What log gives where there is nothing to work out: 0, infinity, negative numbers, NaN. */
static bool log_is_special(double x, double *value)
{
    if (x > 0 && x < (double)INFINITY)
        return false;
    *value = x == 0 ? -(double)INFINITY : x > 0 ? x : (double)NAN;
    return true;
}

double phil_exact_log(double x)
{
    double special, k;
    if (log_is_special(x, &special))
        return special;
    const double f = split_power(x, &k);
    const double s = f / (2 + f), z = s * s, z2 = z * z, z4 = z2 * z2;
    const double a = (2.0 / 3 + z * (2.0 / 5)) + z2 * (2.0 / 7 + z * (2.0 / 9));
    const double b = (2.0 / 11 + z * (2.0 / 13)) + z2 * (2.0 / 15 + z * (2.0 / 17));
    const double c = (2.0 / 19 + z * (2.0 / 21)) + z2 * (2.0 / 23);
    const double half = 0.5 * f * f;
    const double series = z * ((a + z4 * b) + z4 * z4 * c);
    return k * ln2_hi + (f - (half - (s * (half + series) + k * ln2_lo)));
}

/* log x as a pair, 0 < x < infinity. */
static struct pair log_pair(double x)
{
    double k;
    const double f = split_power(x, &k);
    const struct pair below = sum(2, f);
    const double s = f / below.hi;
    const struct pair back = product(s, below.hi);
    const double s_lo = (((f - back.hi) - back.lo) - s * below.lo) / below.hi;
    struct pair z = product(s, s);
    z.lo += 2 * s * s_lo;
    const double third = z.hi / 3;
    const struct pair thrice = product(third, 3);
    const double third_lo = (((z.hi - thrice.hi) - thrice.lo) + z.lo) / 3;
    const double y = z.hi;
    double tail = 1.0 / 23;
    for (int n = 21; n >= 5; n -= 2)
        tail = 1.0 / n + y * tail;
    const struct pair t = sum(third, third_lo + y * y * tail);
    /* 2 s (1 + t) */
    struct pair small = product(2 * s, t.hi);
    small.lo += 2 * (s * t.lo + s_lo * t.hi) + 2 * s_lo;
    const struct pair mantissa = sum(2 * s, small.hi);
    const struct pair all = sum(k * ln2_hi, mantissa.hi);
    return sum(all.hi, all.lo + ((mantissa.lo + small.lo) + k * ln2_lo));
}

double phil_exact_pow(double x, double y)
{
    double special;
    if (x == 1 || y == 0)
        return 1;
    if (x != x || y != y)
        return x + y;
    if (log_is_special(x, &special))
        return x < 0 ? (double)NAN : exp_of(y * special, 0);
    const struct pair l = log_pair(x);
    const double about = y * l.hi;
    if (about > 720 || about < -760)
        return exp_of(about, 0);
    if (about < 0x1p-60 && about > -0x1p-60)
        return 1;
    const struct pair p = product(y, l.hi);
    return exp_of(p.hi, p.lo + y * l.lo);
}

/* x - k pi/2 as a pair; the quarter turns k in *quarter, modulo 4. */
static struct pair reduce(double x, int *quarter)
{
    const double k = (x * per_half_pi + whole) - whole;
    *quarter = (int)k & 3;
    const struct pair a = sum(x - k * half_pi[0], -(k * half_pi[1]));
    const struct pair b = sum(a.hi, -(k * half_pi[2]));
    return sum(b.hi, b.lo + (a.lo - k * half_pi[3]));
}

/* Of |r| <= pi/4. */
static double sine_of(struct pair r)
{
    const double x = r.hi, z = x * x;
    double series = 1.0 / 355687428096000;
    series = -1.0 / 1307674368000 + z * series;
    series = 1.0 / 6227020800 + z * series;
    series = -1.0 / 39916800 + z * series;
    series = 1.0 / 362880 + z * series;
    series = -1.0 / 5040 + z * series;
    series = 1.0 / 120 + z * series;
    series = -1.0 / 6 + z * series;
    return x + (x * z * series + r.lo * (1 - 0.5 * z));
}

static double cosine_of(struct pair r)
{
    const double z = r.hi * r.hi;
    double series = 1.0 / 20922789888000;
    series = -1.0 / 87178291200 + z * series;
    series = 1.0 / 479001600 + z * series;
    series = -1.0 / 3628800 + z * series;
    series = 1.0 / 40320 + z * series;
    series = -1.0 / 720 + z * series;
    series = 1.0 / 24 + z * series;
    const double half = 0.5 * z, near = 1 - half;
    return near + (((1 - near) - half) + (z * z * series - r.hi * r.lo));
}

void phil_exact_sincos(double x, double *sine, double *cosine)
{
    if (!(x > -1e9 && x < 1e9)) {
        *sine = *cosine = (double)NAN;
        return;
    }
    int quarter;
    const struct pair r = reduce(x, &quarter);
    const double s = sine_of(r), c = cosine_of(r);
    const double turned_s = quarter & 1 ? c : s, turned_c = quarter & 1 ? s : c;
    *sine = quarter & 2 ? -turned_s : turned_s;
    *cosine = quarter == 1 || quarter == 2 ? -turned_c : turned_c;
}
