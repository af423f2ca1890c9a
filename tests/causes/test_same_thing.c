/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exposures that measure one thing: milligrams, cups and cans of caffeine. Once their odds ratios
 * multiplied, so that whoever told the cups beside a diary was twice as likely to have too much.
 */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct drinks {
    struct world *w;
    size_t cause, milligrams, cups, cans, plenty, sign;
    double known[WORLD_FINDINGS];
};

static void same(struct drinks *d, size_t at, bool beside)
{
    struct phil_exposure *e = &d->w->cause[d->cause].exposures[at];
    e->of = d->w->cause[d->cause].exposures[0].of;
    e->beside = beside;
}

static struct drinks drinks_new(void)
{
    struct drinks d = {.w = world_new()};
    d.cause = world_cause(d.w, 0.1, 0.5);
    d.milligrams = world_exposure_finding(d.w, 5000);
    d.cups = world_exposure_finding(d.w, 60);
    d.cans = world_exposure_finding(d.w, 40);
    d.plenty = world_exposure_finding(d.w, 0);
    d.sign = world_finding(d.w, 0.1);
    world_link(d.w, d.cause, d.sign, 0.6);
    world_exposure(d.w, d.cause, d.milligrams, 1000, 12);
    world_exposure(d.w, d.cause, d.cups, 10, 10);
    world_exposure(d.w, d.cause, d.cans, 8, 30);
    world_exposure(d.w, d.cause, d.plenty, 1, 4);
    d.w->cause[d.cause].exposures[0].of = "caffeine";
    same(&d, 1, false);
    same(&d, 2, true);
    same(&d, 3, false);
    world_forget(d.known);
    return d;
}

static struct phil_explanation *explain(const struct drinks *d)
{
    const struct phil_explain_settings settings = {.draws = 0, .questions = 20};
    struct phil_answers *answers = world_answers(d->w, d->known);
    struct phil_explanation *e;
    assert_int_equal(phil_explain(&e, &d->w->k, answers, &settings, NULL), PHIL_OK);
    phil_answers_free(answers);
    return e;
}

static double probability(const struct drinks *d)
{
    struct phil_explanation *e = explain(d);
    const double p = world_result(d->w, e, d->cause)->probability;
    phil_explanation_free(e);
    return p;
}

/* What these exposures and no others make of it. */
static double alone(const struct drinks *d, const size_t *findings, size_t n)
{
    struct drinks only = *d;
    world_forget(only.known);
    for (size_t i = 0; i < n; i++)
        only.known[findings[i]] = d->known[findings[i]];
    return probability(&only);
}

static void test_milligrams_and_cups_equal_milligrams(void **state)
{
    struct drinks d = drinks_new();
    d.known[d.milligrams] = 600;
    d.known[d.cups] = 9;
    d.known[d.cans] = 5;
    d.known[d.plenty] = 1;
    assert_true(probability(&d) == alone(&d, &d.milligrams, 1));
    free(d.w);
}

static void test_cups_and_cans_count_together(void **state)
{
    struct drinks d = drinks_new();
    d.known[d.cups] = 4;
    d.known[d.cans] = 3;
    d.known[d.plenty] = 1;
    const size_t both[] = {d.cups, d.cans};
    assert_true(probability(&d) == alone(&d, both, 2));
    assert_true(probability(&d) > alone(&d, &d.cups, 1));
    assert_true(probability(&d) > alone(&d, &d.cans, 1));
    /* As much as the arithmetic of odds says: 10^(4/10) and 30^(3/8) on the prior's. */
    const double odds = 0.1 / 0.9 * pow(10, 0.4) * pow(30, 0.375), there = odds / (1 + odds);
    const double twitch = 0.02 + 0.98 * there * 0.5;
    assert_true(fabs(probability(&d) - there * 0.5 / twitch) < 1e-9);
    free(d.w);
}

static void test_a_can_alone_outdoes_a_rough_yes(void **state)
{
    struct drinks d = drinks_new();
    d.known[d.cans] = 3;
    d.known[d.plenty] = 1;
    assert_true(probability(&d) == alone(&d, &d.cans, 1));
    d.known[d.cans] = NAN;
    assert_true(probability(&d) == alone(&d, &d.plenty, 1));
    free(d.w);
}

static double weight_of(const struct drinks *d, size_t finding)
{
    struct phil_explanation *e = explain(d);
    const struct phil_cause_result *r = world_result(d->w, e, d->cause);
    double db = 0;
    for (size_t i = 0; i < r->n_for; i++)
        if (r->for_[i].finding == d->w->finding[finding].view.id)
            db = r->for_[i].weight_db;
    for (size_t i = 0; i < r->n_against; i++)
        if (r->against[i].finding == d->w->finding[finding].view.id)
            db = r->against[i].weight_db;
    phil_explanation_free(e);
    return db;
}

static void test_the_weight_is_that_of_the_measurement(void **state)
{
    struct drinks d = drinks_new();
    d.known[d.milligrams] = 600;
    const double alone_db = weight_of(&d, d.milligrams);
    assert_true(alone_db > 3);
    d.known[d.cups] = 9;
    assert_true(fabs(weight_of(&d, d.milligrams) - alone_db) < 1e-9);
    assert_true(weight_of(&d, d.cups) == 0);
    free(d.w);
}

static bool asks(const struct drinks *d, size_t finding)
{
    struct phil_explanation *e = explain(d);
    bool found = false;
    for (size_t i = 0; i < e->n_questions; i++)
        found |= e->questions[i].finding == &d->w->finding[finding].view;
    phil_explanation_free(e);
    return found;
}

static void test_what_is_outdone_is_not_asked(void **state)
{
    for (int first = 0; first < 2; first++) {
        struct drinks d = drinks_new();
        d.w->finding[d.cups].first = first != 0;
        assert_true(asks(&d, d.cups) && asks(&d, d.cans) && asks(&d, d.plenty));
        d.known[d.cups] = 4;
        assert_true(asks(&d, d.cans) && asks(&d, d.milligrams));
        assert_false(asks(&d, d.plenty));
        d.known[d.cups] = NAN;
        d.known[d.milligrams] = 300;
        assert_false(asks(&d, d.cups) || asks(&d, d.cans) || asks(&d, d.plenty));
        assert_true(asks(&d, d.sign));
        free(d.w);
    }
}

/* In the knowledge base that is built in: what a diary and an interview tell of one thing. */
static double built_in(const struct phil_knowledge *k, const char *cause, const char *const *told)
{
    struct phil_answers *answers;
    const struct phil_explain_settings settings = {.draws = 0};
    struct phil_explanation *e;
    assert_int_equal(phil_answers_new(&answers, k), PHIL_OK);
    for (size_t i = 0; told[i]; i += 2)
        assert_int_equal(phil_answers_set_text(answers, told[i], told[i + 1], NULL), PHIL_OK);
    assert_int_equal(phil_explain(&e, k, answers, &settings, NULL), PHIL_OK);
    double p = NAN;
    for (size_t i = 0; i < e->n_causes; i++)
        if (strcmp(e->causes[i].cause->id, cause) == 0)
            p = e->causes[i].probability;
    phil_explanation_free(e);
    phil_answers_free(answers);
    return p;
}

static void test_nothing_built_in_counts_twice(void **state)
{
    static const struct {
        const char *cause, *one[3], *all[9];
    } pairs[] = {
        {"caffeine",
         {"caffeine_mg_per_day", "640"},
         {"caffeine_mg_per_day", "640", "coffee_cups_per_day", "7", "energy_drinks_per_day", "1",
          "caffeine_now_mg", "300"}},
        {"stress", {"pss4", "11"}, {"pss4", "11", "stress_0_10", "9", "exam_or_crisis", "yes"}},
        {"sleep_loss", {"sleep_hours", "5"}, {"sleep_hours", "5", "sleep_debt_h", "14"}},
        {"alcohol", {"audit_c", "9"}, {"audit_c", "9", "alcohol_g_per_week", "500"}},
        {"low_potassium",
         {"potassium_mmol_l", "3.1"},
         {"potassium_mmol_l", "3.1", "potassium_low", "yes"}},
    };
    struct phil_knowledge *k;
    assert_int_equal(phil_knowledge_new(&k, NULL, NULL), PHIL_OK);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const double one = built_in(k, pairs[i].cause, pairs[i].one);
        assert_true(one > 0.001);
        assert_true(one == built_in(k, pairs[i].cause, pairs[i].all));
    }
    phil_knowledge_free(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_milligrams_and_cups_equal_milligrams),
        cmocka_unit_test(test_cups_and_cans_count_together),
        cmocka_unit_test(test_a_can_alone_outdoes_a_rough_yes),
        cmocka_unit_test(test_the_weight_is_that_of_the_measurement),
        cmocka_unit_test(test_what_is_outdone_is_not_asked),
        cmocka_unit_test(test_nothing_built_in_counts_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
