/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For and against: against the arithmetic of independent findings, and what must hold of any. */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct phil_explanation *explain(const struct world *w, const double *known)
{
    const struct phil_explain_settings settings = {.draws = 0};
    struct phil_answers *answers = world_answers(w, known);
    struct phil_explanation *e;
    assert_int_equal(phil_explain(&e, &w->k, answers, &settings, NULL), PHIL_OK);
    phil_answers_free(answers);
    return e;
}

static double sum_of_weights(const struct phil_cause_result *r)
{
    double sum = 0;
    for (size_t i = 0; i < r->n_for; i++)
        sum += r->for_[i].weight_db;
    for (size_t i = 0; i < r->n_against; i++)
        sum += r->against[i].weight_db;
    return sum;
}

static double weight_of(const struct world *w, const struct phil_cause_result *r, size_t finding)
{
    for (size_t i = 0; i < r->n_for; i++)
        if (r->for_[i].finding == w->finding[finding].view.id)
            return r->for_[i].weight_db;
    for (size_t i = 0; i < r->n_against; i++)
        if (r->against[i].finding == w->finding[finding].view.id)
            return r->against[i].weight_db;
    return NAN;
}

static double decibans(double factor)
{
    return 10 * log10(factor);
}

/* One cause that always makes the lip twitch: its findings are independent, so each weight is the
 * logarithm of its likelihood ratio, and they add up to what all of them did. */
static void test_independent_findings(void **state)
{
    struct world *w = world_new();
    const size_t cause = world_cause(w, 0.01, 1), racing = world_finding(w, 0.1),
                 sleepless = world_finding(w, 0.2), quiet = world_finding(w, 0.3),
                 coffee = world_exposure_finding(w, 1000);
    double known[WORLD_FINDINGS];
    world_link(w, cause, racing, 0.5);
    world_link(w, cause, sleepless, 0.4);
    world_link(w, cause, quiet, 0.6);
    world_exposure(w, cause, coffee, 400, 4);
    world_forget(known);
    struct phil_explanation *nothing = explain(w, known);
    known[racing] = 1;
    known[sleepless] = 0.7; /* measured */
    known[quiet] = 0;
    known[coffee] = 400;
    struct phil_explanation *all = explain(w, known);
    const struct phil_cause_result *r = world_result(w, all, cause);
    const double before = world_result(w, nothing, cause)->present;
    const double lit = 0.2 + 0.8 * 0.4;
    assert_close(weight_of(w, r, racing), decibans((0.1 + 0.9 * 0.5) / 0.1), 1e-9);
    assert_close(weight_of(w, r, sleepless),
                 decibans((0.7 * lit + 0.3 * (1 - lit)) / (0.7 * 0.2 + 0.3 * 0.8)), 1e-9);
    assert_close(weight_of(w, r, quiet), decibans(1 - 0.6), 1e-9);
    assert_close(weight_of(w, r, coffee), decibans(4), 1e-9);
    assert_close(sum_of_weights(r),
                 decibans(r->present / (1 - r->present) / (before / (1 - before))), 1e-9);
    phil_explanation_free(nothing);
    phil_explanation_free(all);
    free(w);
}

static void test_what_is_told_of_a_weight(void **state)
{
    struct world *w = world_new();
    const size_t cause = world_cause(w, 0.05, 0.5), yes = world_finding(w, 0.1),
                 no = world_finding(w, 0.1), coffee = world_exposure_finding(w, 1000),
                 faint = world_finding(w, 0.5);
    double known[WORLD_FINDINGS];
    world_link(w, cause, yes, 0.5);
    world_link(w, cause, no, 0.5);
    world_link(w, cause, faint, 0.02);
    world_exposure(w, cause, coffee, 400, 8);
    world_forget(known);
    known[yes] = 1;
    known[no] = 0;
    known[coffee] = 900;
    known[faint] = 1;
    struct phil_explanation *e = explain(w, known);
    const struct phil_cause_result *r = world_result(w, e, cause);
    assert_int_equal(r->n_for, 2); /* the faint one says next to nothing */
    assert_int_equal(r->n_against, 1);
    assert_true(r->for_[0].finding == w->finding[coffee].view.id);
    assert_string_equal(r->for_[0].source, "OR");
    assert_int_equal(r->for_[0].basis, PHIL_BASIS_MEASURED);
    assert_true(r->for_[1].finding == w->finding[yes].view.id);
    assert_string_equal(r->for_[1].text, "it is so");
    assert_string_equal(r->for_[1].source, "SRC");
    assert_int_equal(r->for_[1].basis, PHIL_BASIS_JUDGED);
    assert_int_equal(r->for_[1].origin, PHIL_FROM_ANSWER);
    assert_string_equal(r->against[0].text, "it is not so");
    phil_explanation_free(e);
    free(w);
}

/* A rival that explains the lip takes weight away from the other. */
static void test_explaining_away(void **state)
{
    struct world *w = world_new();
    const size_t one = world_cause(w, 0.05, 0.9), other = world_cause(w, 0.05, 0.9),
                 sign = world_finding(w, 0.02);
    double known[WORLD_FINDINGS];
    world_link(w, one, sign, 0.9);
    world_forget(known);
    known[sign] = 1;
    struct phil_explanation *e = explain(w, known);
    assert_true(weight_of(w, world_result(w, e, one), sign) > 0);
    assert_true(weight_of(w, world_result(w, e, other), sign) < 0);
    phil_explanation_free(e);
    free(w);
}

/* Weights are sorted, large enough and of the right sign; each tells by how much the odds of
 * the cause change when the finding is forgotten. */
static void test_random_people(void **state)
{
    struct dice dice = {31, 0};
    for (int i = 0; i < 10; i++) {
        struct world *w = world_random(&dice, 6, 14, 0.35);
        double known[WORLD_FINDINGS];
        world_forget(known);
        for (size_t f = WORLD_COMPLAINT + 1; f < w->k.n_findings; f++)
            known[f] = dice_uniform(&dice) < 0.5 ? NAN : round(dice_uniform(&dice));
        struct phil_explanation *e = explain(w, known);
        for (size_t c = 0; c < w->k.n_causes; c++) {
            const struct phil_cause_result *r = world_result(w, e, c);
            for (size_t k = 0; k < r->n_for; k++)
                assert_true(r->for_[k].weight_db >= 0.5 &&
                            (k == 0 || r->for_[k].weight_db <= r->for_[k - 1].weight_db));
            for (size_t k = 0; k < r->n_against; k++)
                assert_true(r->against[k].weight_db <= -0.5 &&
                            (k == 0 || r->against[k].weight_db >= r->against[k - 1].weight_db));
            for (size_t f = WORLD_COMPLAINT + 1; f < w->k.n_findings; f++) {
                const double told = weight_of(w, r, f), value = known[f];
                if (isnan(told))
                    continue;
                const long double with = world_solve(w, known).present[c];
                known[f] = NAN;
                const long double without = world_solve(w, known).present[c];
                known[f] = value;
                assert_close(told, 10 * log10l(with / (1 - with) / (without / (1 - without))),
                             1e-8);
            }
        }
        phil_explanation_free(e);
        free(w);
    }
}

/* A cause that is nearly certain still shows its evidence, though the twitch may have another. */
static void test_evidence_shows_at_the_ceiling(void **state)
{
    struct world *w = world_new();
    const size_t sure = world_cause(w, 0.001, 0.3), slurred = world_finding(w, 0.001),
                 weak = world_finding(w, 0.001);
    double known[WORLD_FINDINGS];
    world_link(w, sure, slurred, 0.5);
    world_link(w, sure, weak, 0.5);
    world_forget(known);
    known[slurred] = known[weak] = 1;
    struct phil_explanation *e = explain(w, known);
    const struct phil_cause_result *r = world_result(w, e, sure);
    assert_close(weight_of(w, r, slurred), decibans(0.5005 / 0.001), 0.01);
    assert_close(weight_of(w, r, weak), decibans(0.5005 / 0.001), 0.01);
    phil_explanation_free(e);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_independent_findings),
        cmocka_unit_test(test_evidence_shows_at_the_ceiling),
        cmocka_unit_test(test_what_is_told_of_a_weight),
        cmocka_unit_test(test_explaining_away),
        cmocka_unit_test(test_random_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
