/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The explanation of random people in random worlds against every combination of causes. */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Some findings are unknown, some yes, some no, some measured. */
static void random_person(const struct world *w, struct dice *dice, double *known)
{
    for (size_t f = 0; f < w->k.n_findings; f++) {
        const double u = dice_uniform(dice);
        const bool yes_no = w->finding[f].view.type == PHIL_FINDING_YES_NO;
        known[f] = u < 0.4 ? NAN : u < 0.6 ? 1 : u < 0.8 ? 0 : dice_uniform(dice);
        if (!yes_no)
            known[f] = u < 0.5 ? NAN : 600 * dice_uniform(dice);
        else if (!w->finding[f].view.in_network && !isnan(known[f]))
            known[f] = round(known[f]); /* an exposure is there or not */
    }
    known[WORLD_AGE] = 30;
    known[WORLD_SEX] = 1;
    known[WORLD_COMPLAINT] = NAN;
}

static void compare(const struct world *w, const double *known)
{
    struct phil_answers *answers = world_answers(w, known);
    struct phil_explanation *e;
    const struct phil_explain_settings settings = {.draws = 0, .questions = 0};
    assert_int_equal(phil_explain(&e, &w->k, answers, &settings, NULL), PHIL_OK);
    const struct world_truth truth = world_solve(w, known);
    assert_int_equal(e->n_causes, w->k.n_causes);
    assert_close(e->unexplained, truth.unexplained, 1e-9);
    for (size_t c = 0; c < w->k.n_causes; c++) {
        const struct phil_cause_result *result = world_result(w, e, c);
        assert_close(result->probability, truth.active[c], 1e-9);
        assert_close(result->present, truth.present[c], 1e-9);
        assert_true(result->base_rate == w->cause[c].priors[0].share.value);
        assert_true(isnan(result->interval.lo) && isnan(result->interval.hi));
    }
    for (size_t c = 1; c < e->n_causes; c++)
        assert_true(e->causes[c - 1].probability >= e->causes[c].probability);
    phil_explanation_free(e);
    phil_answers_free(answers);
}

static void test_against_enumeration(void **state)
{
    struct dice dice = {21, 0};
    for (int i = 0; i < 12; i++) {
        struct world *w = world_random(&dice, 4 + (size_t)i % 6, 20, 0.3);
        double known[WORLD_FINDINGS];
        for (int k = 0; k < 5; k++) {
            random_person(w, &dice, known);
            compare(w, known);
        }
        free(w);
    }
}

static void test_nothing_known(void **state)
{
    struct dice dice = {22, 0};
    struct world *w = world_random(&dice, 6, 10, 0.3);
    double known[WORLD_FINDINGS];
    world_forget(known);
    compare(w, known);
    known[WORLD_COMPLAINT] = 0; /* no twitch: nothing has a part in it */
    compare(w, known);
    known[WORLD_COMPLAINT] = 0.7; /* one that was measured, not for certain */
    compare(w, known);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_enumeration),
        cmocka_unit_test(test_nothing_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
