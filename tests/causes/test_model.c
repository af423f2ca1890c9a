/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What age, sex and exposures make of a cause's prior, and what stands where several tell. */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "causes/model.h"

#define assert_near(a, b) assert_true(fabs((a) - (b)) <= 1e-12 * fabs((double)(b)))

static struct phil_prior row(int sex, double from, double to, double share)
{
    return (struct phil_prior){sex, from, to, world_figure(share, 2)};
}

/* Women and men under 50 apart, everybody from 50 on together. */
static struct world *world_of_ages(void)
{
    struct world *w = world_new();
    const size_t c = world_cause(w, 0.1, 0.5);
    w->prior[c][0] = row(0, 0, 50, 0.01);
    w->prior[c][1] = row(1, 0, 50, 0.03);
    w->prior[c][2] = row(-1, 50, 130, 0.2);
    w->cause[c].n_priors = 3;
    return w;
}

static double base_rate(const struct world *w, double age, double sex)
{
    double known[WORLD_FINDINGS];
    struct phil_model model;
    world_forget(known);
    known[WORLD_AGE] = age;
    known[WORLD_SEX] = sex;
    struct phil_answers *answers = world_answers(w, known);
    assert_int_equal(phil_model_init(&model, &w->k, answers), PHIL_OK);
    const double rate = phil_model_base_rate(&model, 0);
    phil_model_release(&model);
    phil_answers_free(answers);
    return rate;
}

static void test_age_and_sex(void **state)
{
    struct world *w = world_of_ages();
    assert_near(base_rate(w, 20, 0), 0.01);
    assert_near(base_rate(w, 49.9, 1), 0.03);
    assert_near(base_rate(w, 50, 1), 0.2);
    assert_near(base_rate(w, 120.0, 0), 0.2);
    assert_near(base_rate(w, 20, NAN), 0.02); /* not known: the mean of the rows */
    assert_near(base_rate(w, 20, 2), 0.02);   /* neither of them, too */
    assert_near(base_rate(w, NAN, 1), 0.03);  /* 45 years */
    free(w);
}

static struct phil_figure ratio(double value)
{
    return (struct phil_figure){value, value / 2, value * 2, PHIL_BASIS_JUDGED, "S", NULL};
}

/* The logarithm is linear between the points, level beyond them. */
static void test_doses(void **state)
{
    struct phil_dose_point points[] = {{100, ratio(0.5)}, {200, ratio(2)}, {400, ratio(8)}};
    const struct phil_exposure curve = {.points = points, .n_points = 3}, none = {.points = points};
    static const struct {
        double dose, ratio;
    } table[] = {{0, 0.5}, {100, 0.5}, {150, 1}, {200, 2}, {300, 4}, {400, 8}, {9000, 8}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_near(exp(phil_exposure_log_ratio(&curve, table[i].dose, 0)), table[i].ratio);
    /* One number moves the whole curve: it keeps its order. */
    for (double z = -3; z <= 3; z++)
        for (double dose = 0; dose < 500; dose += 25)
            assert_true(phil_exposure_log_ratio(&curve, dose, z) <=
                        phil_exposure_log_ratio(&curve, dose + 25, z) + 1e-12);
    assert_near(exp(phil_exposure_log_ratio(&curve, 200, 1.959963984540054)), 4);
    assert_true(phil_exposure_log_ratio(&none, 100, 0) == 0);
}

static double present(const struct world *w, const struct phil_answers *answers)
{
    const struct phil_explain_settings settings = {.draws = 0};
    struct phil_explanation *e;
    assert_int_equal(phil_explain(&e, &w->k, answers, &settings, NULL), PHIL_OK);
    const double result = e->causes[0].present;
    phil_explanation_free(e);
    return result;
}

/* "Don't know" says as little as nothing. A measurement at even odds says nothing either. */
static void test_what_says_nothing(void **state)
{
    struct world *w = world_new();
    double known[WORLD_FINDINGS];
    const size_t cause = world_cause(w, 0.1, 0.5), other = world_cause(w, 0.2, 0.3),
                 sign = world_finding(w, 0.1), coffee = world_exposure_finding(w, 1000);
    world_link(w, cause, sign, 0.7);
    world_link(w, other, sign, 0.2);
    world_exposure(w, cause, coffee, 400, 5);
    world_forget(known);
    struct phil_answers *answers = world_answers(w, known);
    const double before = present(w, answers);
    assert_int_equal(phil_answers_set_unknown(answers, w->finding[sign].view.id), PHIL_OK);
    assert_int_equal(phil_answers_set_unknown(answers, w->finding[coffee].view.id), PHIL_OK);
    assert_true(present(w, answers) == before);
    assert_int_equal(
        phil_answers_set(answers, w->finding[sign].view.id, 1, 0.5, PHIL_FROM_RECORDING, NULL),
        PHIL_OK);
    assert_true(fabs(present(w, answers) - before) < 1e-12);
    assert_int_equal(
        phil_answers_set(answers, w->finding[sign].view.id, 1, 0.9, PHIL_FROM_RECORDING, NULL),
        PHIL_OK);
    assert_true(present(w, answers) > before + 0.01);
    phil_answers_free(answers);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_age_and_sex),
        cmocka_unit_test(test_doses),
        cmocka_unit_test(test_what_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
