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

/* Who says that nothing twitches is told what may be there at all, not zero of everything. */
static void test_no_twitch_at_all(void **state)
{
    struct dice dice = {22, 0};
    for (int i = 0; i < 12; i++) {
        struct world *w = world_random(&dice, 5, 16, 0.3);
        double known[WORLD_FINDINGS];
        random_person(w, &dice, known);
        known[w->k.n_findings - 1] = known[w->k.n_findings - 2] = NAN; /* the exposures */
        known[WORLD_COMPLAINT] = 0;
        struct phil_answers *answers = world_answers(w, known);
        struct phil_explanation *e;
        assert_int_equal(phil_explain(&e, &w->k, answers, NULL, NULL), PHIL_OK);
        const struct world_truth truth = world_solve(w, known);
        long double none = 1;
        for (size_t c = 0; c < w->k.n_causes; c++) {
            const struct phil_cause_result *result = world_result(w, e, c);
            assert_close(result->probability, truth.present[c], 1e-9);
            assert_true(result->interval.lo <= result->probability &&
                        result->probability <= result->interval.hi && result->interval.hi > 0);
            none *= 1 - w->cause[c].priors[0].share.value;
        }
        for (size_t c = 0; c < w->k.n_causes; c++)
            w->cause[c].priors[0].share.value = 0;
        assert_close(e->unexplained, none * world_solve(w, known).evidence / truth.evidence, 1e-9);
        phil_explanation_free(e);
        phil_answers_free(answers);
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
    known[WORLD_COMPLAINT] = 0.7; /* one that was measured, not for certain */
    compare(w, known);
    free(w);
}

/* Any value of any finding, some measured; `much` is the share that is known, `yes` of yes. */
static struct phil_answers *anybody(const struct phil_knowledge *k, struct dice *dice, double much,
                                    double yes)
{
    struct phil_answers *answers;
    assert_int_equal(phil_answers_new(&answers, k), PHIL_OK);
    for (size_t i = 0; i < k->n_findings; i++) {
        const struct phil_finding *f = &k->findings[i].view;
        const bool yes_no = f->type == PHIL_FINDING_YES_NO;
        double value =
            yes_no ? dice_uniform(dice) < yes : f->lo + (f->hi - f->lo) * dice_uniform(dice);
        if (f->type == PHIL_FINDING_CHOICE)
            value = (double)dice_below(dice, f->n_choices);
        else if (!yes_no && dice_uniform(dice) < 0.3)
            value = dice_uniform(dice) < 0.5 ? f->lo : f->hi;
        const bool measured = yes_no && dice_uniform(dice) < 0.2;
        const double p = measured ? (value + dice_uniform(dice)) / 2 : yes_no ? value : 1;
        if (dice_uniform(dice) < much)
            assert_int_equal(phil_answers_set(answers, f->id, value, p,
                                              measured ? PHIL_FROM_RECORDING : PHIL_FROM_ANSWER,
                                              NULL),
                             PHIL_OK);
    }
    return answers;
}

static void check_anybody(const struct phil_knowledge *k, const struct phil_answers *answers)
{
    const struct phil_explain_settings settings = {.draws = 50, .seed = 1, .questions = 3};
    struct phil_explanation *e;
    assert_int_equal(phil_explain(&e, k, answers, &settings, NULL), PHIL_OK);
    assert_true(e->unexplained >= 0 && e->unexplained <= 1);
    assert_int_equal(e->n_causes, k->n_causes);
    for (size_t c = 0; c < e->n_causes; c++) {
        const struct phil_cause_result *r = &e->causes[c];
        assert_true(r->probability >= 0 && r->probability <= r->present + 1e-9);
        assert_true(r->present <= 1 && r->base_rate > 0 && r->base_rate < 1);
        assert_true(e->draws == 0 ||
                    (r->interval.lo <= r->probability && r->probability <= r->interval.hi));
    }
    for (size_t i = 0; i < k->n_rules; i++)
        assert_true(e->care >= k->rules[i].care || !phil_when_holds(k, &k->rules[i].when, answers));
    phil_explanation_free(e);
}

/* Whatever people answer, up to a yes to everything, an explanation comes out, and soon. */
static void test_anybody(void **state)
{
    static const struct {
        double much, yes;
    } table[] = {{0.1, 0.2}, {0.3, 0.3}, {0.5, 0.1}, {0.6, 0.5},
                 {1, 0.05},  {1, 0.5},   {1, 1},     {1, 0}};
    struct dice dice = {23, 0};
    struct phil_knowledge *knowledge;
    assert_int_equal(phil_knowledge_new(&knowledge, NULL, NULL), PHIL_OK);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct phil_answers *answers = anybody(knowledge, &dice, table[i].much, table[i].yes);
        check_anybody(knowledge, answers);
        phil_answers_free(answers);
    }
    phil_knowledge_free(knowledge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_enumeration),
        cmocka_unit_test(test_no_twitch_at_all),
        cmocka_unit_test(test_nothing_known),
        cmocka_unit_test(test_anybody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
