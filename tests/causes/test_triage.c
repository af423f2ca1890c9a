/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The level of care, and the advice that goes with it. */
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

/* A random world with rules of every kind on its findings. */
static struct world *with_rules(struct dice *dice)
{
    struct world *w = world_random(dice, 5, 14, 0.3);
    for (int r = 0; r < 10; r++) {
        size_t findings[3];
        const size_t n = 1 + dice_below(dice, 3);
        for (size_t i = 0; i < n; i++)
            findings[i] = WORLD_COMPLAINT + 1 + dice_below(dice, 14);
        world_rule(w, (enum phil_care)(1 + dice_below(dice, 3)),
                   world_when(w, n, findings, dice_uniform(dice) < 0.4));
    }
    w->cause[0].care = PHIL_CARE_URGENT;
    w->cause[0].care_from = 0.3;
    w->cause[1].care = PHIL_CARE_ROUTINE;
    w->cause[1].care_from = 0.1;
    return w;
}

static bool holds(const struct phil_when *when, const double *known)
{
    bool any = when->n_any == 0;
    for (size_t i = 0; i < when->n_all; i++)
        if (!(known[when->all[i].finding] == 1))
            return false;
    for (size_t i = 0; i < when->n_any; i++)
        any |= known[when->any[i].finding] == 1;
    return any;
}

static bool has_reason(const struct phil_explanation *e, const char *rule)
{
    for (size_t i = 0; i < e->n_reasons; i++)
        if (e->reasons[i].rule == rule)
            return true;
    return false;
}

static void check(const struct world *w, const struct phil_explanation *e, const double *known)
{
    enum phil_care highest = PHIL_CARE_SELF;
    size_t fired = 0;
    for (size_t r = 0; r < w->k.n_rules; r++) {
        const bool fires = holds(&w->rule[r].when, known);
        assert_int_equal(fires, has_reason(e, w->rule[r].id));
        highest = fires && w->rule[r].care > highest ? w->rule[r].care : highest;
        fired += fires;
    }
    for (size_t c = 0; c < 2; c++) {
        const bool fires = world_result(w, e, c)->probability >= w->cause[c].care_from;
        assert_int_equal(fires, has_reason(e, w->cause[c].view.id));
        highest = fires && w->cause[c].care > highest ? w->cause[c].care : highest;
        fired += fires;
    }
    assert_int_equal(e->care, highest);
    assert_int_equal(e->n_reasons, fired);
    for (size_t i = 0; i < e->n_reasons; i++) {
        assert_true(i == 0 || e->reasons[i].care <= e->reasons[i - 1].care);
        assert_non_null(e->reasons[i].finding);
        assert_non_null(e->reasons[i].text);
        assert_non_null(e->reasons[i].source);
    }
}

/* The highest of all that fire, whatever else is known; and one more yes never lowers what the
 * rules say. */
static void test_never_lowered(void **state)
{
    struct dice dice = {51, 0};
    for (int i = 0; i < 60; i++) {
        struct world *w = with_rules(&dice);
        double known[WORLD_FINDINGS];
        world_forget(known);
        for (size_t f = WORLD_COMPLAINT + 1; f < WORLD_COMPLAINT + 15; f++)
            known[f] = dice_uniform(&dice) < 0.4 ? NAN : round(dice_uniform(&dice));
        struct phil_explanation *e = explain(w, known);
        check(w, e, known);
        enum phil_care before =
            e->n_reasons && e->reasons[0].rule[0] == 'r' ? e->care : PHIL_CARE_SELF;
        phil_explanation_free(e);
        known[WORLD_COMPLAINT + 1 + dice_below(&dice, 14)] = 1;
        e = explain(w, known);
        check(w, e, known);
        assert_true(e->care >= before);
        phil_explanation_free(e);
        free(w);
    }
}

/* What was measured fires a rule only when it is nearly sure. */
static void test_measured_flags(void **state)
{
    static const struct {
        double probability;
        enum phil_care care;
    } table[] = {{0.55, PHIL_CARE_SELF}, {0.89, PHIL_CARE_SELF}, {0.95, PHIL_CARE_URGENT}};
    struct world *w = world_new();
    const size_t sign = world_finding(w, 0.1);
    world_rule(w, PHIL_CARE_URGENT, world_when(w, 1, &sign, false));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct phil_answers *answers;
        struct phil_explanation *e;
        assert_int_equal(phil_answers_new(&answers, &w->k), PHIL_OK);
        assert_int_equal(phil_answers_set(answers, w->finding[sign].view.id, 1,
                                          table[i].probability, PHIL_FROM_RECORDING, NULL),
                         PHIL_OK);
        assert_int_equal(phil_explain(&e, &w->k, answers, NULL, NULL), PHIL_OK);
        assert_int_equal(e->care, table[i].care);
        phil_explanation_free(e);
        phil_answers_free(answers);
    }
    free(w);
}

static bool is_missing(const struct phil_explanation *e, const char *id)
{
    for (size_t i = 0; i < e->n_missing; i++)
        if (strcmp(e->missing[i], id) == 0)
            return true;
    return false;
}

/* Unknown is not "no": the flag stands first among what is missing, even when the person does not
 * know. */
static void test_unknown_flags_are_missing(void **state)
{
    struct world *w = world_new();
    const size_t cause = world_cause(w, 0.05, 0.5), sign = world_finding(w, 0.1),
                 droop = world_finding(w, 0.001), dull = world_finding(w, 0.1);
    double known[WORLD_FINDINGS];
    world_link(w, cause, sign, 0.9);
    world_rule(w, PHIL_CARE_ROUTINE, world_when(w, 1, &dull, false));
    world_rule(w, PHIL_CARE_EMERGENCY, world_when(w, 1, &droop, false));
    world_forget(known);
    struct phil_explanation *e = explain(w, known);
    assert_int_equal(e->care, PHIL_CARE_SELF);
    assert_string_equal(e->missing[0], w->finding[droop].view.id);
    assert_true(is_missing(e, w->finding[sign].view.id));
    phil_explanation_free(e);
    struct phil_answers *answers = world_answers(w, known);
    assert_int_equal(phil_answers_set_unknown(answers, w->finding[droop].view.id), PHIL_OK);
    assert_int_equal(phil_explain(&e, &w->k, answers, NULL, NULL), PHIL_OK);
    assert_string_equal(e->missing[0], w->finding[droop].view.id);
    phil_explanation_free(e);
    phil_answers_free(answers);
    known[droop] = 0;
    e = explain(w, known);
    assert_false(is_missing(e, w->finding[droop].view.id));
    phil_explanation_free(e);
    /* Nobody misses what is not asked of this person. */
    known[droop] = NAN;
    known[dull] = 0;
    w->finding[droop].asked_when = world_when(w, 1, &dull, false);
    e = explain(w, known);
    assert_false(is_missing(e, w->finding[droop].view.id));
    phil_explanation_free(e);
    known[dull] = 1;
    e = explain(w, known);
    assert_true(is_missing(e, w->finding[droop].view.id));
    phil_explanation_free(e);
    free(w);
}

/* Remedies of causes from 1 in 10 on, the likelier first, each once; cautions that hold alone, the
 * withholding first. */
static void test_advice(void **state)
{
    struct world *w = world_new();
    const size_t rare = world_cause(w, 0.2, 0.5), common = world_cause(w, 0.3, 0.5),
                 never = world_cause(w, 0.02, 0.5), kidney = world_exposure_finding(w, 0),
                 pill = world_exposure_finding(w, 0);
    double known[WORLD_FINDINGS];
    const size_t first = world_remedy(w, rare), shared = world_remedy(w, common);
    w->cause[rare].remedies[w->cause[rare].n_remedies++] = shared;
    world_remedy(w, never);
    w->remedy[shared].n_cautions = 3;
    w->caution[shared][0] = (struct phil_caution){.text = "always", .source = "S"};
    w->caution[shared][1] = (struct phil_caution){.when = world_when(w, 1, &kidney, false),
                                                  .text = "not so",
                                                  .source = "S",
                                                  .withhold = true};
    w->caution[shared][2] = (struct phil_caution){
        .when = world_when(w, 1, &pill, false), .text = "pill", .source = "S"};
    world_forget(known);
    known[kidney] = 1;
    struct phil_explanation *e = explain(w, known);
    assert_int_equal(e->n_advice, 2);
    assert_true(e->advice[0].remedy == w->remedy[shared].id);
    assert_true(e->advice[0].cause == w->cause[common].view.id);
    assert_true(e->advice[1].remedy == w->remedy[first].id);
    assert_int_equal(e->advice[0].n_cautions, 2);
    assert_string_equal(e->advice[0].cautions[0], "not so");
    assert_string_equal(e->advice[0].cautions[1], "always");
    assert_true(e->advice[0].withheld);
    assert_false(e->advice[1].withheld);
    assert_true(world_result(w, e, rare)->probability > 0.1);
    assert_in_range(1000 * world_result(w, e, never)->probability, 10, 99);
    phil_explanation_free(e);
    free(w);
}

/* What stands second in a cause's list comes behind the first remedy of one half as likely. */
static void test_order_of_advice(void **state)
{
    struct world *w = world_new();
    const size_t likely = world_cause(w, 0.3, 0.5), other = world_cause(w, 0.2, 0.5);
    const size_t first = world_remedy(w, likely), second = world_remedy(w, likely),
                 third = world_remedy(w, other);
    double known[WORLD_FINDINGS];
    world_forget(known);
    struct phil_explanation *e = explain(w, known);
    assert_int_equal(e->n_advice, 3);
    assert_true(e->advice[0].remedy == w->remedy[first].id);
    assert_true(e->advice[1].remedy == w->remedy[third].id);
    assert_true(e->advice[2].remedy == w->remedy[second].id);
    phil_explanation_free(e);
    free(w);
}

/* Whoever should see a doctor is not told to wait. */
static void test_nobody_waits_who_should_go(void **state)
{
    struct world *w = world_new();
    const size_t cause = world_cause(w, 0.3, 0.5), sign = world_exposure_finding(w, 0);
    double known[WORLD_FINDINGS];
    w->remedy[world_remedy(w, cause)].id = "watch_and_wait";
    world_rule(w, PHIL_CARE_ROUTINE, world_when(w, 1, &sign, false));
    world_forget(known);
    struct phil_explanation *e = explain(w, known);
    assert_int_equal(e->n_advice, 1);
    phil_explanation_free(e);
    known[sign] = 1;
    e = explain(w, known);
    assert_int_equal(e->care, PHIL_CARE_ROUTINE);
    assert_int_equal(e->n_advice, 0);
    phil_explanation_free(e);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_never_lowered),
        cmocka_unit_test(test_measured_flags),
        cmocka_unit_test(test_unknown_flags_are_missing),
        cmocka_unit_test(test_advice),
        cmocka_unit_test(test_order_of_advice),
        cmocka_unit_test(test_nobody_waits_who_should_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
