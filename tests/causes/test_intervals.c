/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals against what the ranges of single figures imply, and what must hold of any. */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "causes/draw.h"

static struct phil_explanation *explain(const struct world *w, const double *known, int draws,
                                        uint64_t seed)
{
    const struct phil_explain_settings settings = {.draws = draws, .seed = seed};
    struct phil_answers *answers = world_answers(w, known);
    struct phil_explanation *e;
    assert_int_equal(phil_explain(&e, &w->k, answers, &settings, NULL), PHIL_OK);
    phil_answers_free(answers);
    return e;
}

#define assert_near(a, b, tolerance) assert_true(fabs((a) - (b)) <= (tolerance))

/* The ends of a range are the 2.5 % points, the value the median. */
static void test_draws_of_a_figure(void **state)
{
    const struct phil_figure share = {0.02, 0.001, 0.05, PHIL_BASIS_JUDGED, "S", NULL},
                             ratio = {3, 1.5, 4, PHIL_BASIS_JUDGED, "S", NULL};
    assert_true(phil_draw_share(&share, 0) == 0.02);
    assert_near(phil_draw_share(&share, -1.959963984540054), 0.001, 1e-12);
    assert_near(phil_draw_share(&share, 1.959963984540054), 0.05, 1e-12);
    assert_near(exp(phil_draw_log_ratio(&ratio, -1.959963984540054)), 1.5, 1e-12);
    assert_near(exp(phil_draw_log_ratio(&ratio, 0)), 3, 1e-12);
    assert_near(exp(phil_draw_log_ratio(&ratio, 1.959963984540054)), 4, 1e-12);
    for (double z = -6; z < 6; z += 0.25) {
        assert_true(phil_draw_share(&share, z) > 0 && phil_draw_share(&share, z) < 1);
        assert_true(phil_draw_share(&share, z) < phil_draw_share(&share, z + 0.25));
    }
}

static void pin(struct phil_figure *figure)
{
    figure->lo = figure->hi = figure->value;
}

/* Only the share has a range: the interval's ends are the probabilities at the range's ends. */
static void test_one_uncertain_figure(void **state)
{
    struct world *w = world_new();
    double known[WORLD_FINDINGS];
    const size_t cause = world_cause(w, 0.1, 0.5);
    struct phil_figure *share = &w->prior[cause][0].share;
    pin(&w->link[cause][0].probability);
    pin(&w->finding[WORLD_COMPLAINT].view.background);
    world_forget(known);
    struct phil_explanation *e = explain(w, known, 10000, 3);
    assert_int_equal(e->draws, 10000);
    const struct phil_interval interval = e->causes[0].interval;
    phil_explanation_free(e);
    const struct phil_figure range = *share;
    share->value = range.lo;
    const double lo = (double)world_solve(w, known).active[cause];
    share->value = range.hi;
    const double hi = (double)world_solve(w, known).active[cause];
    assert_near(interval.lo, lo, 0.02);
    assert_near(interval.hi, hi, 0.02);
    *share = range;
    pin(share);
    e = explain(w, known, 50, 3);
    assert_near(e->causes[0].interval.lo, e->causes[0].probability, 1e-12);
    assert_near(e->causes[0].interval.hi, e->causes[0].probability, 1e-12);
    phil_explanation_free(e);
    free(w);
}

static void test_same_seed_same_interval(void **state)
{
    struct dice dice = {41, 0};
    struct world *w = world_random(&dice, 6, 12, 0.3);
    double known[WORLD_FINDINGS];
    world_forget(known);
    known[WORLD_COMPLAINT + 1] = known[WORLD_COMPLAINT + 3] = 1;
    struct phil_explanation *a = explain(w, known, 200, 1), *b = explain(w, known, 200, 1),
                            *c = explain(w, known, 200, 2);
    bool differs = false;
    for (size_t i = 0; i < a->n_causes; i++) {
        assert_memory_equal(&a->causes[i].interval, &b->causes[i].interval,
                            sizeof a->causes[i].interval);
        differs |= a->causes[i].interval.lo != c->causes[i].interval.lo;
        assert_true(a->causes[i].probability == c->causes[i].probability);
    }
    assert_true(differs);
    phil_explanation_free(a);
    phil_explanation_free(b);
    phil_explanation_free(c);
    free(w);
}

/* The interval holds the figures' own result, lies in 0..1, and has a width. */
static void test_interval_holds_the_probability(void **state)
{
    struct dice dice = {42, 0};
    for (int i = 0; i < 10; i++) {
        struct world *w = world_random(&dice, 5, 10, 0.4);
        double known[WORLD_FINDINGS];
        world_forget(known);
        for (size_t f = WORLD_COMPLAINT + 1; f < w->k.n_findings; f++)
            known[f] = dice_uniform(&dice) < 0.4 ? NAN : round(dice_uniform(&dice));
        struct phil_explanation *e = explain(w, known, 200, 1);
        assert_int_equal(e->draws, 200);
        for (size_t c = 0; c < e->n_causes; c++) {
            const struct phil_cause_result *r = &e->causes[c];
            assert_true(0 <= r->interval.lo && r->interval.lo <= r->probability);
            assert_true(r->probability <= r->interval.hi && r->interval.hi <= 1);
            assert_true(r->interval.hi > r->interval.lo);
        }
        phil_explanation_free(e);
        free(w);
    }
}

/* Where one solution takes long there are fewer draws, and the explanation says how many. */
static void test_fewer_draws(void **state)
{
    struct dice dice = {43, 0};
    struct world *w = world_random(&dice, 14, 30, 0.6);
    double known[WORLD_FINDINGS];
    world_forget(known);
    for (size_t f = WORLD_COMPLAINT + 1; f <= WORLD_COMPLAINT + 30; f++)
        known[f] = 1;
    struct phil_explanation *e = explain(w, known, 10000, 1);
    assert_true(e->draws < 10000);
    assert_true(e->draws == 0 || e->draws >= 40);
    assert_int_equal(e->draws == 0, isnan(e->causes[0].interval.lo));
    phil_explanation_free(e);
    free(w);
}

static void test_settings_out_of_range(void **state)
{
    struct world *w = world_new();
    double known[WORLD_FINDINGS];
    world_forget(known);
    struct phil_answers *answers = world_answers(w, known);
    const struct phil_explain_settings bad[] = {
        {.draws = -1}, {.draws = 10001}, {.questions = -1}, {.questions = 101}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct phil_explanation *e = (struct phil_explanation *)w;
        assert_int_equal(phil_explain(&e, &w->k, answers, &bad[i], NULL), PHIL_EARG);
        assert_null(e);
    }
    phil_answers_free(answers);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draws_of_a_figure),
        cmocka_unit_test(test_one_uncertain_figure),
        cmocka_unit_test(test_same_seed_same_interval),
        cmocka_unit_test(test_interval_holds_the_probability),
        cmocka_unit_test(test_fewer_draws),
        cmocka_unit_test(test_settings_out_of_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
