/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chances as people out of 100, shares as one in so many: what is said of each size. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "report/explain_wording.h"

struct expected {
    double value;
    const char *words;
};

static void chances_are_people_of_100(void **state)
{
    static const struct expected all[] = {{0, "fewer than 1"},
                                          {0.0049, "fewer than 1"},
                                          {0.0051, "1"},
                                          {0.02, "2"},
                                          {0.094, "9"},
                                          {0.11, "10"},
                                          {0.37, "35"},
                                          {0.38, "40"},
                                          {0.5, "50"},
                                          {0.87, "85"},
                                          {0.91, "91"},
                                          {0.994, "99"},
                                          {0.996, "more than 99"},
                                          {1, "more than 99"},
                                          {-1, "fewer than 1"},
                                          {2, "more than 99"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_string_equal(phil_of_100(all[i].value).s, all[i].words);
}

static void shares_are_one_in_so_many(void **state)
{
    static const struct expected all[] = {{1.0 / 3, "1 in 3"},
                                          {1 / 7.4, "1 in 7"},
                                          {1 / 14.6, "1 in 15"},
                                          {1 / 33.0, "1 in 35"},
                                          {1 / 123.0, "1 in 120"},
                                          {1 / 999.0, "1 in 1,000"},
                                          {7e-5, "1 in 14,000"},
                                          {1.3e-6, "1 in 770,000"},
                                          {1e-6, "1 in 1,000,000"},
                                          {0.4, "4 in 10"},
                                          {0.94, "9 in 10"},
                                          {0.97, "more than 9 in 10"},
                                          {1, "more than 9 in 10"},
                                          {9e-7, "fewer than 1 in 1,000,000"},
                                          {0, "fewer than 1 in 1,000,000"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        assert_string_equal(phil_one_in(all[i].value).s, all[i].words);
}

/* Whatever it is rounded to, what is said lies within a fifth of it, or within 3 of 100. */
static void rounding_misleads_nobody(void **state)
{
    for (double p = 0.005; p < 0.995; p += 0.001) {
        const double said = strtod(phil_of_100(p).s, NULL) / 100;
        assert_true(fabs(said - p) <= 0.026);
    }
    for (double p = 1.1e-6; p < 0.35; p *= 1.01) {
        char digits[40], *to = digits;
        for (const char *c = phil_one_in(p).s + strlen("1 in "); *c; c++)
            if (*c != ',')
                *to++ = *c;
        *to = '\0';
        assert_true(fabs(log(p * strtod(digits, NULL))) < 0.2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chances_are_people_of_100),
        cmocka_unit_test(shares_are_one_in_so_many),
        cmocka_unit_test(rounding_misleads_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
