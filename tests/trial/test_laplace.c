/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way to the mode may end before it: what is told from there must be what is seen there.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "trial/lattice.h"

static const struct phil_prior prior = {.effect_sd = 1.5,
                                        .trend_sd = 1,
                                        .share_sd = 0.1,
                                        .trend = true,
                                        .carry_over = true,
                                        .autocorrelated = true};

static const struct drawn_setting days = {.shape = {8, 3, 0},
                                          .rate_per_min = 2,
                                          .rate_ratio = 0.6,
                                          .clip_min = 2,
                                          .overdispersion = 0.3,
                                          .day_sd = 0.4,
                                          .autocorrelation = 0.5,
                                          .trend_per_week = 1};

/* Density and mode from the start that knows the counts alone, then from the mode itself. */
static void compare_ends(struct phil_laplace *l, const struct phil_hyper *hyper, double effect)
{
    double early[PHIL_N_FIXED];
    phil_laplace_restart(l);
    phil_laplace_set_hyper(l, hyper);
    phil_laplace_hold_effect(l, effect);
    phil_laplace_maximise(l);
    assert_true(l->converged);
    const double told = l->log_density;
    memcpy(early, l->fixed, sizeof early);
    phil_laplace_settle(l);
    assert_true(l->converged);
    assert_float_equal(told, l->log_density, 0.01);
    for (int c = 0; c < l->n_free; c++) {
        const int place = l->slot[c];
        const double sd = sqrt(l->covariance[place][place]);
        assert_float_equal(early[place] / sd, l->fixed[place] / sd, 0.05);
    }
}

static void told_is_what_is_there(void **state)
{
    static const double spreads[] = {0, 0.2, 1}, sds[] = {0.1, 0.5, 1}, rhos[] = {0, 0.5, 0.95},
                        effects[] = {-1.5, -0.3, 0, 0.8};
    struct phil_trial_data *data = drawn_trial(&days, 1, 0);
    const struct phil_choice choice = {.outcome = PHIL_OUTCOME_TWITCHES};
    struct phil_rows rows;
    struct phil_laplace laplace;
    assert_true(data && phil_rows_init(&rows, data, &choice));
    const struct phil_model model = phil_prior_model(&prior, &rows, true);
    assert_true(phil_laplace_init(&laplace, &rows, &model));
    for (int i = 0; i < 3 * 3 * 3 * 4; i++) {
        const struct phil_hyper hyper = {spreads[i % 3], sds[i / 3 % 3], rhos[i / 9 % 3]};
        compare_ends(&laplace, &hyper, effects[i / 27]);
    }
    phil_laplace_release(&laplace);
    phil_rows_release(&rows);
    drawn_free(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(told_is_what_is_there)};
    return cmocka_run_group_tests_name("trial_laplace", tests, NULL, NULL);
}
