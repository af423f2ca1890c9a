/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model of treatments: its curve by definition, its draws beside JAGS and quadrature
 * (oracle.R), its intervals on simulated patients. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "monitor/effect.h"
#include "monitor/medians.h"

static void the_curve_is_what_it_says(void **state)
{
    const double k = log(6);
    for (int i = 0; i < 200; i++) {
        const struct phil_shape shape = {phil_random_normal(3, 0, i),
                                         1.6 + 0.4 * phil_random_normal(3, 1, i),
                                         4.5 + 0.4 * phil_random_normal(3, 2, i)};
        const struct phil_shape_marks marks = phil_shape_marks_of(&shape, k);
        const double most = phil_shape_share(&shape, k, marks.peak_days);
        for (double t = 0.5; t < 400; t += 0.5)
            assert_true(phil_shape_share(&shape, k, t) <= most + 1e-9);
        assert_float_equal(phil_shape_share(&shape, k, marks.onset_days), most / 2, 1e-6);
        assert_float_equal(phil_shape_share(&shape, k, marks.return_days), most / 2, 1e-6);
        assert_true(marks.onset_days < marks.peak_days && marks.peak_days < marks.return_days);
        /* Half of what was taken away is back. */
        const double ratio = exp(shape.log_ratio), peak = exp(marks.log_ratio);
        assert_float_equal(1 - (1 - ratio) * most / 2, (1 + peak) / 2, 1e-6);
    }
    const struct phil_shape plain = {log(0.2), log(5), log(90)};
    assert_float_equal(phil_shape_share(&plain, k, 5), 0.5, 1e-4);
    assert_float_equal(phil_shape_share(&plain, k, 90), 0.5, 1e-4);
    assert_true(phil_shape_share(&plain, k, 0) == 0 && phil_shape_share(&plain, k, -3) == 0);
}

static double quantile(const struct phil_effect_draws *draws, size_t start, int which, double p)
{
    double *values = malloc(draws->n * sizeof *values);
    for (size_t i = 0; i < draws->n; i++) {
        const struct phil_shape *shape = &draws->shape[i * draws->n_starts + start];
        values[i] = which == 0   ? draws->draw[i].log_rate
                    : which == 1 ? shape->log_ratio
                    : which == 2 ? shape->log_return
                                 : shape->log_onset;
    }
    phil_sort(values, draws->n);
    const double value = phil_sorted_quantile(values, draws->n, p);
    free(values);
    return value;
}

/* Some hundred independent draws: the ends of an interval are known to a sixth of its half-width.
 */
static void beside(const struct phil_effect_draws *draws, size_t start, int which, double lo,
                   double median, double hi)
{
    const double width = (hi - lo) / 2;
    assert_float_equal(quantile(draws, start, which, 0.5), median, width / 10);
    assert_float_equal(quantile(draws, start, which, 0.025), lo, width / 5);
    assert_float_equal(quantile(draws, start, which, 0.975), hi, width / 5);
}

static void two_injections_beside_jags(void **state)
{
    static const struct phil_count_day days[] = {
        {-14, 31, 5}, {0, 24, 5},   {7, 9, 5},    {28, 3, 5},  {56, 5, 5},
        {84, 17, 5},  {112, 28, 5}, {119, 10, 5}, {140, 2, 5}, {168, 4, 5}};
    static const double starts[] = {0, 112};
    const struct phil_effect_data data = {
        .days = days, .n_days = 10, .starts = starts, .n_starts = 2, .seed = 1};
    struct phil_effect_draws draws, again;
    assert_int_equal(phil_effect_sample(&draws, &data), PHIL_OK);
    beside(&draws, 0, 0, 1.294978804, 1.688252796, 2.107078336);
    beside(&draws, 0, 1, -3.241553743, -2.127694104, -1.189412524);
    beside(&draws, 1, 1, -3.313611870, -2.212634042, -1.270134992);
    beside(&draws, 0, 2, 4.068368645, 4.398231204, 4.717031547);
    beside(&draws, 1, 2, 4.123193975, 4.533559663, 5.133643589);
    beside(&draws, 0, 3, 1.027992463, 1.606787437, 2.192289042);
    beside(&draws, 1, 3, 1.205564845, 1.716868847, 2.291468220);
    assert_true(draws.r_hat[0] < 1.05 && draws.r_hat[1] < 1.05);
    assert_int_equal(phil_effect_sample(&again, &data), PHIL_OK);
    assert_memory_equal(draws.draw, again.draw, draws.n * sizeof *draws.draw);
    phil_effect_draws_release(&draws);
    phil_effect_draws_release(&again);
}

static void a_step_beside_quadrature(void **state)
{
    static const struct phil_count_day days[] = {{-9, 22, 5}, {-5, 30, 5}, {0, 17, 5}, {9, 4, 5},
                                                 {20, 0, 5},  {30, 7, 5},  {40, 3, 5}};
    static const double start = 0;
    const struct phil_effect_data data = {
        .days = days, .n_days = 7, .starts = &start, .n_starts = 1, .step = true, .seed = 1};
    struct phil_effect_draws draws;
    assert_int_equal(phil_effect_sample(&draws, &data), PHIL_OK);
    beside(&draws, 0, 1, log(0.06033605261), log(0.1546928453), log(0.3943844369));
    phil_effect_draws_release(&draws);
}

/* Nothing seen: what is believed before comes back. */
static void no_days_give_the_prior(void **state)
{
    static const double starts[] = {0, 90};
    const struct phil_effect_data data = {.starts = starts, .n_starts = 2, .seed = 7};
    struct phil_effect_draws draws;
    double mean, variance;
    assert_int_equal(phil_effect_sample(&draws, &data), PHIL_OK);
    beside(&draws, 0, 2, log(90) - 1.96 * 0.43, log(90), log(90) + 1.96 * 0.43);
    beside(&draws, 1, 3, log(5) - 1.96 * 0.4, log(5), log(5) + 1.96 * 0.4);
    phil_effect_prior_of_mean(false, 2, &mean, &variance);
    assert_float_equal(variance, 1.1 * 1.1 + 0.4 * 0.4 / 2, 1e-12);
    phil_effect_draws_release(&draws);
}

static double poisson(double mean, uint64_t stream)
{
    double p = exp(-mean), u = phil_random_uniform(11, stream, 0), k = 0;
    for (; u > p && k < 2000; k++) {
        u -= p;
        p *= mean / (k + 1);
    }
    return k;
}

/* Patients drawn from the prior itself: the interval must hold the truth 95 times in 100, within
 * what 80 patients can show. bench-monitor asks the same of others. */
static void intervals_hold_what_they_promise(void **state)
{
    enum { PATIENTS = 80, DAYS = 7 };
    static const double at[DAYS] = {-14, 0, 7, 21, 42, 63, 84};
    static const double start = 0;
    int held = 0;
    for (uint64_t p = 0; p < PATIENTS; p++) {
        struct phil_count_day days[DAYS];
        struct phil_effect_draw truth;
        struct phil_shape shape;
        phil_effect_prior_draw(&truth, &shape, 1, 5, p);
        truth.log_rate = fmin(fmax(truth.log_rate, 0), 4); /* between 1 and 55 a minute */
        for (int i = 0; i < DAYS; i++) {
            const double share = phil_shape_share(&shape, truth.log_steepness, at[i]);
            days[i] = (struct phil_count_day){at[i], 0, 5};
            days[i].count = poisson(5 * exp(truth.log_rate) * (1 + expm1(shape.log_ratio) * share),
                                    16 * p + (uint64_t)i);
        }
        const struct phil_effect_data data = {
            .days = days, .n_days = DAYS, .starts = &start, .n_starts = 1, .seed = p};
        struct phil_effect_draws draws;
        assert_int_equal(phil_effect_sample(&draws, &data), PHIL_OK);
        held += quantile(&draws, 0, 2, 0.025) <= shape.log_return &&
                shape.log_return <= quantile(&draws, 0, 2, 0.975);
        phil_effect_draws_release(&draws);
    }
    assert_in_range(held, 69, 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_curve_is_what_it_says),
        cmocka_unit_test(two_injections_beside_jags),
        cmocka_unit_test(a_step_beside_quadrature),
        cmocka_unit_test(no_days_give_the_prior),
        cmocka_unit_test(intervals_hold_what_they_promise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
