/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means over patients beside R's metafor, medians by their definition. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "monitor/medians.h"
#include "monitor/pool.h"

static void beside_metafor(void **state)
{
    const double y[] = {-1.8, -1.1, -2.4, -0.3, -1.6, -2.0}, v[] = {.10, .05, .30, .08, .20, .15};
    const struct phil_pooled p = phil_pool(y, v, 6);
    assert_float_equal(p.mean, -1.464920337, 1e-7);
    assert_float_equal(p.tau, 0.6521164296, 1e-6);
    assert_float_equal(p.error, 0.3056562857,
                       1e-7); /* its factor is below 1 here: test = "adhoc" */
    assert_float_equal(p.interval.lo, -2.250634833, 1e-6);
    assert_float_equal(p.interval.hi, -0.6792058409, 1e-6);
    assert_float_equal(p.spread.lo, -3.464503693, 1e-6);
    assert_float_equal(p.spread.hi, 0.5346630197, 1e-6);
    const double alike[] = {-1.00, -1.05, -0.95, -1.02}, w[] = {.1, .1, .2, .1};
    const struct phil_pooled q = phil_pool(alike, w, 4);
    assert_float_equal(q.mean, -1.012857143, 1e-8);
    assert_float_equal(q.tau, 0, 1e-12);
    assert_float_equal(q.interval.lo, -1.55078875, 1e-7);
    assert_float_equal(q.interval.hi, -0.4749255358, 1e-7);
}

static void few_patients(void **state)
{
    const double y[] = {-1, -2}, v[] = {0.25, 0.25};
    const struct phil_pooled one = phil_pool(y, v, 1), two = phil_pool(y, v, 2);
    assert_float_equal(one.mean, -1, 1e-12);
    assert_float_equal(one.interval.hi, -1 + 1.959963984540054 * 0.5, 1e-9);
    assert_true(isnan(one.tau) && isnan(one.spread.lo) && isnan(two.spread.lo));
    /* Student's t with one degree of freedom: 12.706. */
    assert_float_equal(two.interval.hi - two.mean, 12.7062047 * two.error, 1e-5);
}

/* The chance that the interval misses the median, by its definition for n = 10: the second and the
 * ninth value, 2 (1 + 10) / 1024. */
static void medians(void **state)
{
    double values[] = {10, 1, 9, 2, 8, 3, 7, 4, 6, 5}, median;
    struct phil_interval ci = phil_median_interval(values, 10, &median);
    assert_float_equal(median, 5.5, 0);
    assert_float_equal(ci.lo, 2, 0);
    assert_float_equal(ci.hi, 9, 0);
    ci = phil_median_interval(values, 5, &median);
    assert_true(isnan(ci.lo) && isnan(ci.hi));
    ci = phil_median_interval(values, 6, &median);
    assert_float_equal(ci.lo, 1, 0);
    assert_float_equal(ci.hi, 6, 0);
    static double many[2001];
    for (int i = 0; i < 2001; i++)
        many[i] = i;
    ci = phil_median_interval(many, 2001, &median);
    assert_float_equal(median, 1000, 0);
    assert_true(ci.lo > 950 && ci.lo < 960 && ci.hi > 1040 && ci.hi < 1050);
    ci = phil_median_interval(many, 0, &median);
    assert_true(isnan(median) && isnan(ci.lo));
}

/* R: qchisq(c(.025, .975), c(2e4, 4e6)), poisson.test(1e6). */
static void counts_without_end(void **state)
{
    assert_float_equal(phil_chi_square_quantile(0.025, 2e4) / 19609.9049345, 1, 1e-7);
    assert_float_equal(phil_chi_square_quantile(0.975, 2e4) / 20393.88365, 1, 1e-7);
    assert_float_equal(phil_chi_square_quantile(0.975, 4e6) / 4005545.50936, 1, 1e-7);
    const struct phil_interval ci = phil_count_interval(1e6);
    assert_float_equal(ci.lo / 998040.98334, 1, 1e-7);
    assert_float_equal(ci.hi / 1001961.91195, 1, 1e-7);
    assert_true(phil_f_quantile(0.975, 2e5, 2e5) > 1 && phil_f_quantile(0.975, 1e6, 3) > 1);
    assert_true(phil_count_interval(1e15).hi > 1e15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beside_metafor),
        cmocka_unit_test(few_patients),
        cmocka_unit_test(medians),
        cmocka_unit_test(counts_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
