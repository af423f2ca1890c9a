/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Caffeine in the body.
 *
 * One compartment, absorption and elimination both of first order. A dose D that was swallowed t
 * hours ago leaves in the body
 *
 *     D ka / (ka - ke) (exp(-ke t) - exp(-ka t)) = D ka t exp(-ke t) (1 - exp(-x)) / x,
 *     x = (ka - ke) t,
 *
 * and doses add. The second form has no difference of near equals and holds where ka = ke too.
 *
 * Assumed: all of a dose is absorbed (measured: 108 +- 4 %, Blanchard and Sawers 1983), a drink is
 * swallowed at once, and elimination is proportional to what is there. The last fails above some
 * 500 mg, where the liver saturates and caffeine stays longer than is computed here; cola and
 * chocolate are taken up more slowly than is assumed (peak after 1.5 to 2 h instead of 0.6 h).
 * Between people the half-life varies sixfold, so that the curve is a curve of a usual person.
 */
#include <philtrum/diary.h>

#include <math.h>

/* 99 % of a dose has been absorbed after 45 minutes (Blanchard and Sawers 1983; Institute of
 * Medicine 2001): ln(100) / 0.75 h. It puts the peak at 38 minutes for a half-life of 5 h; 30 +- 8
 * were measured. */
#define ABSORPTION_PER_H 6.140226914650789

/* After so many half-lives less than a part in 10^12 of a dose is left. */
#define FORGOTTEN_HALF_LIVES 40

/* In healthy people: 5 h, 1.5 to 9.5 h. */
static const struct phil_figure usual = {5, 1.5, 9.5, PHIL_BASIS_MEASURED, "IOM01", NULL};

/* By what factor something changes it. */
static const struct phil_figure
    /* 30 to 50 % shorter in smokers */
    smoking = {0.6, 0.5, 0.7, PHIL_BASIS_MEASURED, "WIKC", "shorter in people who smoke"},
    /* 7.88 h against 5.37 h; older pills doubled it */
    pill = {1.467, 1.1, 2, PHIL_BASIS_MEASURED, "ABE85", "longer with the contraceptive pill"},
    /* 8.3 h (3 to 16) against 3.4 h */
    pregnancy = {2.44, 0.9, 4.7, PHIL_BASIS_MEASURED, "KNU82", "longer in late pregnancy"},
    /* 56 h against 4.9 h; the range is judged */
    fluvoxamine = {11.4, 5, 16, PHIL_BASIS_JUDGED, "WIKC", "much longer with fluvoxamine"};

/* The product; relative ranges add as independent errors do. The note and the source are those
 * of the greater change. */
static struct phil_figure times(struct phil_figure a, const struct phil_figure *b)
{
    const double up = hypot(log(a.hi / a.value), log(b->hi / b->value));
    const double down = hypot(log(a.value / a.lo), log(b->value / b->lo));
    const double value = a.value * b->value;
    const bool greater = !a.note || fabs(log(b->value)) > fabs(log(a.value / usual.value));
    return (struct phil_figure){value,
                                value * exp(-down),
                                value * exp(up),
                                PHIL_BASIS_DERIVED,
                                greater ? b->source : a.source,
                                greater ? b->note : a.note};
}

struct phil_figure phil_caffeine_half_life(const struct phil_metabolism *metabolism)
{
    struct phil_figure half_life = usual;
    if (!metabolism)
        return half_life;
    if (metabolism->smoker)
        half_life = times(half_life, &smoking);
    if (metabolism->pregnant)
        half_life = times(half_life, &pregnancy);
    else if (metabolism->contraceptive_pill)
        half_life = times(half_life, &pill);
    if (metabolism->fluvoxamine)
        half_life = times(half_life, &fluvoxamine);
    return half_life;
}

double phil_caffeine_level(const struct phil_entry *entries, size_t n, int64_t utc_s,
                           double half_life_h)
{
    const double ke = log(2) / half_life_h;
    double level = 0;
    if (!(half_life_h > 0))
        return NAN;
    for (size_t i = 0; i < n; i++) {
        const double t = (double)(utc_s - entries[i].at.utc_s) / 3600;
        const double x = (ABSORPTION_PER_H - ke) * t;
        if (!(entries[i].caffeine_mg > 0) || t <= 0 || t > FORGOTTEN_HALF_LIVES * half_life_h + 24)
            continue;
        const double part = x != 0 ? -expm1(-x) / x : 1;
        level += entries[i].caffeine_mg * ABSORPTION_PER_H * t * exp(-ke * t) * part;
    }
    return level;
}
