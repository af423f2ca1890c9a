/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The curve against an independent integration of its differential equations,
 *
 *     gut' = -ka gut,   body' = ka gut - ke body,
 *
 * by Runge and Kutta's method of fourth order, which knows nothing of the closed form.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "pantry.h"

static const double ka_per_h = 6.140226914650789; /* ln(100) / 0.75 h */
enum { STEP_S = 15 };

struct state {
    double gut, body;
};

static struct state slope(struct state s, double ke)
{
    return (struct state){-ka_per_h * s.gut, ka_per_h * s.gut - ke * s.body};
}

static struct state along(struct state s, struct state d, double h)
{
    return (struct state){s.gut + h * d.gut, s.body + h * d.body};
}

static struct state step(struct state s, double ke, double h)
{
    const struct state a = slope(s, ke), b = slope(along(s, a, h / 2), ke),
                       c = slope(along(s, b, h / 2), ke), d = slope(along(s, c, h), ke);
    s.gut += h / 6 * (a.gut + 2 * b.gut + 2 * c.gut + d.gut);
    s.body += h / 6 * (a.body + 2 * b.body + 2 * c.body + d.body);
    return s;
}

static struct phil_entry dose(int64_t utc_s, double mg)
{
    return (struct phil_entry){.at.utc_s = utc_s, .kind = PHIL_ENTRY_DRINK, .caffeine_mg = mg};
}

/* Twenty doses at seeded times over two days, for several half-lives. */
static void against_integration(void **state)
{
    enum { N = 20, TWO_DAYS = 2 * 86400 };
    static const double half_lives[] = {1.5, 3, 5, 9.5, 56};
    for (size_t v = 0; v < sizeof half_lives / sizeof half_lives[0]; v++) {
        struct phil_entry entries[N];
        struct state s = {0, 0};
        const double ke = log(2) / half_lives[v];
        for (uint64_t i = 0; i < N; i++)
            entries[i] = dose((int64_t)(phil_random_bits(v, i, 0) % (TWO_DAYS / STEP_S)) * STEP_S,
                              1 + (double)(phil_random_bits(v, i, 1) % 300));
        for (int64_t t = 0; t <= TWO_DAYS; t += STEP_S) {
            if (t % 600 == 0) {
                const double level = phil_caffeine_level(entries, N, t, half_lives[v]);
                if (fabs(level - s.body) > 1e-6 * (1 + s.body))
                    fail_msg("half-life %g h, %d s: %.9g, integrated %.9g", half_lives[v], (int)t,
                             level, s.body);
            }
            for (size_t i = 0; i < N; i++)
                if (entries[i].at.utc_s == t)
                    s.gut += entries[i].caffeine_mg;
            s = step(s, ke, STEP_S / 3600.0);
        }
    }
}

/* Where absorption is as fast as elimination the closed form is 0/0 elsewhere. */
static void equal_rates(void **state)
{
    const struct phil_entry entry = dose(0, 100);
    const double half_life_h = log(2) / ka_per_h;
    for (int64_t t = 0; t <= 7200; t += 600) {
        const double h = (double)t / 3600, exact = 100 * ka_per_h * h * exp(-ka_per_h * h);
        assert_true(fabs(phil_caffeine_level(&entry, 1, t, half_life_h) - exact) < 1e-9);
        assert_true(fabs(phil_caffeine_level(&entry, 1, t, half_life_h * (1 + 1e-12)) - exact) <
                    1e-6);
    }
}

static void doses_add_in_any_order(void **state)
{
    const struct phil_entry entries[] = {dose(7200, 80), dose(0, 95), dose(3600, 63)};
    const struct phil_entry turned[] = {entries[2], entries[0], entries[1]};
    for (int64_t t = 0; t < 86400; t += 1800) {
        double sum = 0;
        for (size_t i = 0; i < 3; i++)
            sum += phil_caffeine_level(&entries[i], 1, t, 5);
        assert_true(fabs(sum - phil_caffeine_level(entries, 3, t, 5)) < 1e-9);
        assert_true(fabs(sum - phil_caffeine_level(turned, 3, t, 5)) < 1e-9);
    }
}

/* Nothing before a dose, never more than was taken, half of it after each half-life. */
static void the_shape_of_the_curve(void **state)
{
    const struct phil_entry entry = dose(1000000, 200);
    assert_true(phil_caffeine_level(&entry, 1, 999999, 5) == 0);
    assert_true(phil_caffeine_level(&entry, 1, 1000000, 5) == 0);
    double highest = 0;
    int64_t peak_s = 0;
    for (int64_t t = 0; t < 86400 * 10; t += 60) {
        const double level = phil_caffeine_level(&entry, 1, 1000000 + t, 5);
        assert_true(level >= 0 && level <= 200);
        if (level > highest) {
            highest = level;
            peak_s = t;
        }
    }
    /* Blanchard and Sawers 1983 measured the peak after 29.8 +- 8.1 (SE) minutes. */
    assert_true(peak_s > 22 * 60 && peak_s < 46 * 60);
    const double late = phil_caffeine_level(&entry, 1, 1000000 + 20 * 3600, 5);
    const double later = phil_caffeine_level(&entry, 1, 1000000 + 25 * 3600, 5);
    assert_true(fabs(later / late - 0.5) < 1e-9);
    assert_true(phil_caffeine_level(&entry, 1, INT64_MAX / 2, 5) == 0);
    assert_true(isnan(phil_caffeine_level(&entry, 1, 1000060, 0)));
    assert_true(isnan(phil_caffeine_level(&entry, 1, 1000060, -1)));
    assert_true(isnan(phil_caffeine_level(&entry, 1, 1000060, NAN)));
    assert_true(phil_caffeine_level(NULL, 0, 0, 5) == 0);
}

static double half_life(struct phil_metabolism m)
{
    const struct phil_figure f = phil_caffeine_half_life(&m);
    assert_true(f.lo > 0 && f.lo <= f.value && f.value <= f.hi);
    assert_non_null(f.source);
    return f.value;
}

/* The published figures: 5 h; 7.88 against 5.37 h; 8.3 against 3.4 h; 56 against 4.9 h. */
static void half_lives_of_people(void **state)
{
    const double usual = half_life((struct phil_metabolism){0});
    const double smoker = half_life((struct phil_metabolism){.smoker = true});
    const double pill = half_life((struct phil_metabolism){.contraceptive_pill = true});
    const double pregnant = half_life((struct phil_metabolism){.pregnant = true});
    const double fluvoxamine = half_life((struct phil_metabolism){.fluvoxamine = true});
    assert_true(usual == 5);
    assert_true(phil_caffeine_half_life(NULL).value == 5);
    assert_true(smoker >= 0.5 * usual && smoker <= 0.7 * usual);
    assert_true(fabs(pill / usual - 7.88 / 5.37) < 0.01);
    assert_true(fabs(pregnant / usual - 8.3 / 3.4) < 0.01);
    assert_true(fabs(fluvoxamine / usual - 56 / 4.9) < 0.05);
    assert_true(half_life((struct phil_metabolism){.pregnant = true, .contraceptive_pill = true}) ==
                pregnant);
    const double both = half_life((struct phil_metabolism){.smoker = true, .fluvoxamine = true});
    assert_true(fabs(both - smoker * fluvoxamine / usual) < 1e-9);
    const struct phil_metabolism all = {true, true, true, true};
    const struct phil_figure f = phil_caffeine_half_life(&all);
    assert_int_equal(f.basis, PHIL_BASIS_DERIVED);
    assert_string_equal(f.note, "much longer with fluvoxamine");
    assert_true(f.hi / f.value > 9.5 / 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_integration),    cmocka_unit_test(equal_rates),
        cmocka_unit_test(doses_add_in_any_order), cmocka_unit_test(the_shape_of_the_curve),
        cmocka_unit_test(half_lives_of_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
