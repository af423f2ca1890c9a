/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked next: order, conditions, and the expected information against enumeration. */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double entropy(long double p)
{
    return p <= 0 || p >= 1 ? 0 : (double)-(p * log2l(p) + (1 - p) * log2l(1 - p));
}

/* Information between two answers, of which the second has the probability `b`, and "some cause of
 * the mask has a part". */
static double information(const struct world *w, const double *one, const double *two,
                          long double b, size_t mask)
{
    const long double p1 = 1 - world_none_of(w, one, mask), p2 = 1 - world_none_of(w, two, mask);
    return entropy((1 - b) * p1 + b * p2) - (1 - (double)b) * entropy(p1) - (double)b * entropy(p2);
}

static struct phil_explanation *explain(const struct world *w, const double *known)
{
    const struct phil_explain_settings settings = {.draws = 0, .questions = 100};
    struct phil_answers *answers = world_answers(w, known);
    struct phil_explanation *e;
    assert_int_equal(phil_explain(&e, &w->k, answers, &settings, NULL), PHIL_OK);
    phil_answers_free(answers);
    return e;
}

static double told_gain(const struct world *w, const struct phil_explanation *e, size_t finding)
{
    for (size_t i = 0; i < e->n_questions; i++)
        if (e->questions[i].finding == &w->finding[finding].view)
            return e->questions[i].gain_bits;
    return 0; /* below the threshold */
}

static void compare_finding(const struct world *w, const double *known,
                            const struct phil_explanation *e, size_t finding, const size_t *masks,
                            size_t n_masks)
{
    double yes[WORLD_FINDINGS], no[WORLD_FINDINGS], bits = 0;
    memcpy(yes, known, sizeof yes);
    memcpy(no, known, sizeof no);
    yes[finding] = 1;
    no[finding] = 0;
    const long double p = world_solve(w, yes).evidence / world_solve(w, known).evidence;
    for (size_t i = 0; i < n_masks; i++)
        bits += information(w, no, yes, p, masks[i]);
    const double told = told_gain(w, e, finding);
    if (bits >= 0.0101)
        assert_true(fabs(told - bits) < 1e-9);
    else if (bits < 0.0099)
        assert_true(told == 0);
}

/* Causes 0 and 3 call for the same action. */
static void test_information(void **state)
{
    struct dice dice = {61, 0};
    size_t asked = 0;
    for (int i = 0; i < 6; i++) {
        struct world *w = world_random(&dice, 6, 10, 0.4);
        const size_t masks[] = {1 | 8, 2, 4, 16, 32};
        double known[WORLD_FINDINGS];
        w->cause[3].action = w->cause[0].action;
        world_forget(known);
        for (size_t f = WORLD_COMPLAINT + 1; f <= WORLD_COMPLAINT + 10; f++)
            known[f] = dice_uniform(&dice) < 0.7 ? NAN : round(dice_uniform(&dice));
        struct phil_explanation *e = explain(w, known);
        for (size_t f = WORLD_COMPLAINT + 1; f <= WORLD_COMPLAINT + 10; f++)
            if (isnan(known[f])) {
                compare_finding(w, known, e, f, masks, 5);
                asked += told_gain(w, e, f) > 0;
            }
        for (size_t q = 1; q < e->n_questions; q++)
            assert_true(e->questions[q].gain_bits <= e->questions[q - 1].gain_bits);
        phil_explanation_free(e);
        free(w);
    }
    assert_true(asked > 10);
}

/* An exposure stands for its lowest and highest dose, the high one had by 5 % where the unexposed
 * are the reference. */
static void test_information_of_an_exposure(void **state)
{
    struct world *w = world_new();
    const size_t cause = world_cause(w, 0.2, 0.6), dose = world_exposure_finding(w, 1000);
    double low[WORLD_FINDINGS], high[WORLD_FINDINGS], known[WORLD_FINDINGS];
    world_exposure(w, cause, dose, 400, 20);
    world_forget(known);
    world_forget(low);
    world_forget(high);
    low[dose] = 0;
    high[dose] = 400;
    const long double a = 0.95L * world_solve(w, low).evidence,
                      b = 0.05L * world_solve(w, high).evidence;
    struct phil_explanation *e = explain(w, known);
    const double bits = information(w, low, high, b / (a + b), 1);
    assert_true(bits > 0.01);
    assert_true(fabs(told_gain(w, e, dose) - bits) < 1e-9);
    phil_explanation_free(e);
    free(w);
}

/* What a recording told of a finding is asked all the same, and counts while it is asked: the
 * answer comes with the probability that the measurement leaves. */
static void test_information_beside_a_recording(void **state)
{
    struct world *w = world_new();
    double no[WORLD_FINDINGS], yes[WORLD_FINDINGS], known[WORLD_FINDINGS];
    const size_t cause = world_cause(w, 0.1, 0.5), other = world_cause(w, 0.1, 0.5),
                 sign = world_finding(w, 0.1);
    struct phil_explanation *e;
    world_link(w, cause, sign, 0.8);
    world_link(w, other, sign, 0.2);
    for (int step = 0; step < 3; step++) {
        const double p = 0.3 + 0.3 * step;
        world_forget(known);
        world_forget(no);
        world_forget(yes);
        known[sign] = p;
        no[sign] = 0;
        yes[sign] = 1;
        const struct phil_explain_settings settings = {.draws = 0, .questions = 100};
        struct phil_answers *answers;
        assert_int_equal(phil_answers_new(&answers, &w->k), PHIL_OK);
        assert_int_equal(phil_answers_set(answers, w->finding[sign].view.id, p >= 0.5, p,
                                          PHIL_FROM_RECORDING, NULL),
                         PHIL_OK);
        assert_int_equal(phil_explain(&e, &w->k, answers, &settings, NULL), PHIL_OK);
        const long double b = p * world_solve(w, yes).evidence / world_solve(w, known).evidence;
        assert_true(fabs(told_gain(w, e, sign) - information(w, no, yes, b, 1) -
                         information(w, no, yes, b, 2)) < 1e-9);
        phil_explanation_free(e);
        /* "Don't know" is not asked again; the recording stands. */
        assert_int_equal(phil_answers_set_unknown(answers, w->finding[sign].view.id), PHIL_OK);
        assert_int_equal(phil_explain(&e, &w->k, answers, &settings, NULL), PHIL_OK);
        assert_true(told_gain(w, e, sign) == 0);
        assert_close(world_result(w, e, cause)->probability, world_solve(w, known).active[cause],
                     1e-9);
        phil_explanation_free(e);
        phil_answers_free(answers);
    }
    free(w);
}

static enum phil_status next(struct phil_question *q, const struct world *w,
                             const struct phil_answers *answers)
{
    memset(q, 0, sizeof *q);
    return phil_next_question(q, &w->k, answers, 0, 10);
}

static void tell(struct phil_answers *answers, const struct world *w, size_t finding, int value)
{
    assert_int_equal(phil_answers_set(answers, w->finding[finding].view.id, value, value,
                                      PHIL_FROM_ANSWER, NULL),
                     PHIL_OK);
}

/* Screens, then what is always asked, then what tells most; nothing twice; then the end. */
static void test_order(void **state)
{
    struct world *w = world_new();
    double known[WORLD_FINDINGS];
    struct phil_question q;
    const size_t cause = world_cause(w, 0.1, 0.5),
                 flags[] = {world_finding(w, 0.01), world_finding(w, 0.01)},
                 always = world_exposure_finding(w, 0), weak = world_finding(w, 0.3),
                 strong = world_finding(w, 0.05), later = world_finding(w, 0.05);
    world_link(w, cause, weak, 0.5);
    world_link(w, cause, strong, 0.9);
    world_link(w, cause, later, 0.95);
    world_screen(w, 2, flags);
    w->finding[always].first = true;
    w->finding[later].asked_when = world_when(w, 1, &weak, false);
    world_forget(known);
    struct phil_answers *answers = world_answers(w, known);

    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_null(q.finding);
    assert_int_equal(q.n_screen, 2);
    assert_true(q.screen[1] == &w->finding[flags[1]].view);
    assert_true(isnan(q.gain_bits));
    tell(answers, w, flags[0], 0);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_null(q.finding); /* one of the two is still open */
    assert_int_equal(phil_answers_set_unknown(answers, w->finding[flags[1]].view.id), PHIL_OK);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_true(q.finding == &w->finding[always].view);
    tell(answers, w, always, 1);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_true(q.finding == &w->finding[strong].view);
    assert_true(q.gain_bits > 0.01);
    tell(answers, w, strong, 0);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_true(q.finding == &w->finding[weak].view);
    tell(answers, w, weak, 1);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_true(q.finding == &w->finding[later].view); /* its condition holds now */
    assert_int_equal(phil_answers_set_unknown(answers, w->finding[later].view.id), PHIL_OK);
    assert_int_equal(next(&q, w, answers), PHIL_END);
    phil_answers_free(answers);
    free(w);
}

/* A finding that the network does not know, but that alone keeps a rule from firing. */
static void test_rules_are_asked_for(void **state)
{
    struct world *w = world_new();
    double known[WORLD_FINDINGS];
    struct phil_question q;
    world_cause(w, 0.1, 0.5);
    const size_t pair[] = {world_exposure_finding(w, 0), world_exposure_finding(w, 0)};
    world_rule(w, PHIL_CARE_URGENT, world_when(w, 2, pair, false));
    world_forget(known);
    struct phil_answers *answers = world_answers(w, known);
    assert_int_equal(next(&q, w, answers), PHIL_END); /* two are open */
    tell(answers, w, pair[0], 1);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_true(q.finding == &w->finding[pair[1]].view);
    tell(answers, w, pair[1], 1);
    assert_int_equal(next(&q, w, answers), PHIL_END);
    phil_answers_free(answers);
    free(w);
}

/* A rule of which nothing is there yet is asked for in the end, after what is common. */
static void test_rarities_come_last(void **state)
{
    struct world *w = world_new();
    double known[WORLD_FINDINGS];
    struct phil_question q;
    const size_t cause = world_cause(w, 0.1, 0.5), common = world_finding(w, 0.2),
                 flag = world_exposure_finding(w, 0), pair[] = {world_exposure_finding(w, 0), flag};
    world_link(w, cause, common, 0.4);
    world_rule(w, PHIL_CARE_URGENT, world_when(w, 1, &flag, true));
    world_forget(known);
    struct phil_answers *answers = world_answers(w, known);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_true(q.finding == &w->finding[common].view);
    const double bits = q.gain_bits;
    assert_true(bits > 0.01 && bits < 0.08); /* less than the entropy of the rule */
    tell(answers, w, common, 0);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_true(q.finding == &w->finding[flag].view);
    phil_answers_free(answers);

    /* Once something else of a rule is there, it comes first. */
    world_rule(w, PHIL_CARE_EMERGENCY, world_when(w, 2, pair, false));
    answers = world_answers(w, known);
    tell(answers, w, pair[0], 1);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_true(q.finding == &w->finding[flag].view && q.gain_bits > bits);
    phil_answers_free(answers);
    free(w);
}

/* A number is asked for the sake of the yes/no that follows from it. */
static void test_numbers_behind_a_finding(void **state)
{
    struct world *w = world_new();
    double known[WORLD_FINDINGS];
    struct phil_question q;
    const size_t cause = world_cause(w, 0.1, 0.5), score = world_exposure_finding(w, 16),
                 high = world_finding(w, 0.1);
    w->finding[high].view.asked = false;
    w->condition[w->n_conditions] = (struct phil_condition){score, PHIL_TEST_AT_LEAST, 6};
    w->finding[high].from = (struct phil_when){.all = &w->condition[w->n_conditions++], .n_all = 1};
    world_link(w, cause, high, 0.9);
    world_forget(known);
    struct phil_answers *answers = world_answers(w, known);
    assert_int_equal(next(&q, w, answers), PHIL_OK);
    assert_true(q.finding == &w->finding[score].view);
    assert_int_equal(
        phil_answers_set(answers, w->finding[score].view.id, 3, 1, PHIL_FROM_ANSWER, NULL),
        PHIL_OK);
    assert_int_equal(next(&q, w, answers), PHIL_END);
    phil_answers_free(answers);
    free(w);
}

static void test_bounds(void **state)
{
    struct world *w = world_new();
    double known[WORLD_FINDINGS];
    struct phil_question q;
    const size_t cause = world_cause(w, 0.1, 0.5), sign = world_finding(w, 0.05);
    world_link(w, cause, sign, 0.9);
    world_forget(known);
    struct phil_answers *answers = world_answers(w, known);
    assert_int_equal(phil_next_question(&q, &w->k, answers, 3, 4), PHIL_OK);
    assert_int_equal(phil_next_question(&q, &w->k, answers, 4, 4), PHIL_END);
    assert_int_equal(phil_next_question(&q, &w->k, answers, 0, 0), PHIL_END);
    assert_int_equal(phil_next_question(&q, &w->k, answers, -1, 4), PHIL_EARG);
    assert_int_equal(phil_next_question(&q, &w->k, answers, 0, -1), PHIL_EARG);
    assert_int_equal(phil_next_question(NULL, &w->k, answers, 0, 4), PHIL_EARG);
    phil_answers_free(answers);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_information),
        cmocka_unit_test(test_information_of_an_exposure),
        cmocka_unit_test(test_information_beside_a_recording),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_rules_are_asked_for),
        cmocka_unit_test(test_rarities_come_last),
        cmocka_unit_test(test_numbers_behind_a_finding),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
