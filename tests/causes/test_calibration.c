/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Are causes that are given 30 % the right ones in 30 of 100? People are drawn from a world: their
 * causes, their exposures, then their findings, some of which stay unknown; those whose lip
 * twitches are explained. What truly had a part is compared with the probability that was told.
 * bench/calibration.c does this with the real knowledge base and with figures that are off.
 */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BINS = 5, PEOPLE = 1500 };

struct reliability {
    double told[BINS], true_ones[BINS], n[BINS];
};

static bool happens(struct dice *dice, double p)
{
    return dice_uniform(dice) < p;
}

/* The causes of one person, and which of them made the lip twitch. False when it does not. */
static bool draw_person(const struct world *w, struct dice *dice, double *known, bool *part)
{
    bool lit[WORLD_FINDINGS] = {false};
    world_forget(known);
    for (size_t f = 0; f < w->k.n_findings; f++)
        lit[f] =
            w->finding[f].view.in_network && happens(dice, w->finding[f].view.background.value);
    for (size_t c = 0; c < w->k.n_causes; c++) {
        const bool present = happens(dice, w->prior[c][0].share.value);
        part[c] = false;
        for (size_t i = 0; present && i < w->cause[c].n_links; i++)
            if (happens(dice, w->link[c][i].probability.value)) {
                lit[w->link[c][i].finding] = true;
                part[c] |= w->link[c][i].finding == WORLD_COMPLAINT;
            }
    }
    for (size_t f = WORLD_COMPLAINT + 1; f < w->k.n_findings; f++)
        if (w->finding[f].view.in_network && happens(dice, 0.7))
            known[f] = lit[f];
    return lit[WORLD_COMPLAINT];
}

static void add_person(struct reliability *sums, const struct world *w, const double *known,
                       const bool *part)
{
    const struct phil_explain_settings settings = {.draws = 0};
    struct phil_answers *answers = world_answers(w, known);
    struct phil_explanation *e;
    assert_int_equal(phil_explain(&e, &w->k, answers, &settings, NULL), PHIL_OK);
    for (size_t c = 0; c < w->k.n_causes; c++) {
        const double p = world_result(w, e, c)->probability;
        const size_t bin = (size_t)fmin(BINS - 1, p * BINS);
        sums->told[bin] += p;
        sums->true_ones[bin] += part[c];
        sums->n[bin]++;
    }
    phil_explanation_free(e);
    phil_answers_free(answers);
}

static void test_reliability(void **state)
{
    struct dice dice = {71, 0};
    struct reliability sums = {0};
    struct world *w = world_random(&dice, 8, 14, 0.35);
    for (size_t c = 0; c < w->k.n_causes; c++) /* common enough to be seen */
        w->prior[c][0].share.value = 0.05 + 0.2 * dice_uniform(&dice);
    for (int n = 0; n < PEOPLE;) {
        double known[WORLD_FINDINGS];
        bool part[WORLD_CAUSES];
        if (!draw_person(w, &dice, known, part))
            continue;
        add_person(&sums, w, known, part);
        n++;
    }
    for (int b = 0; b < BINS; b++) {
        const double told = sums.told[b] / sums.n[b], seen = sums.true_ones[b] / sums.n[b];
        assert_true(sums.n[b] > 100);
        /* Four standard errors of a share. */
        assert_true(fabs(told - seen) < 4 * sqrt(told * (1 - told) / sums.n[b]));
    }
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reliability)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
