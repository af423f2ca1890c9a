/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "oracle.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

double dice_uniform(struct dice *dice)
{
    return phil_random_uniform(dice->seed, 77, dice->counter++);
}

size_t dice_below(struct dice *dice, size_t n)
{
    return (size_t)(dice_uniform(dice) * (double)n);
}

static double probability(struct dice *dice, bool extreme)
{
    const double u = dice_uniform(dice);
    if (!extreme)
        return 0.02 + 0.96 * u;
    const double tiny = pow(10, -8 * dice_uniform(dice));
    return u < 0.5 ? tiny * 0.99 : 1 - tiny * 0.99;
}

static void fill(double *lanes, struct dice *dice, bool extreme)
{
    for (int l = 0; l < PHIL_LANES; l++)
        lanes[l] = probability(dice, extreme);
}

static void fill_numbers(struct phil_network *n, const struct shape *shape, struct dice *dice)
{
    for (size_t c = 0; c < n->n_causes; c++)
        for (int l = 0; l < PHIL_LANES; l++) {
            n->on[c][l] = probability(dice, shape->extreme);
            n->off[c][l] = 1 - n->on[c][l];
        }
    for (size_t f = 0; f < n->n_findings; f++) {
        const bool soft = dice_uniform(dice) < shape->soft, yes = dice_uniform(dice) < 0.8;
        fill(n->background[f], dice, shape->extreme);
        for (int l = 0; l < PHIL_LANES; l++) {
            n->lit[f][l] = soft ? probability(dice, shape->extreme) : yes;
            n->unlit[f][l] = soft ? 1 - n->lit[f][l] : !yes;
        }
    }
    for (size_t k = 0; k < n->n_links; k++)
        fill(n->strength[k], dice, shape->extreme);
}

void oracle_network(struct phil_network *network, const struct shape *shape, struct dice *dice)
{
    const size_t most = shape->n_causes * (shape->n_findings + 1);
    assert_int_equal(phil_network_init(network, shape->n_causes, shape->n_findings + 1, most),
                     PHIL_OK);
    network->n_links = 0;
    for (size_t f = 0; f <= shape->n_findings; f++)
        for (size_t c = 0; c < shape->n_causes; c++)
            if (f == 0 || dice_uniform(dice) < shape->density)
                network->link[network->n_links++] = (struct phil_network_link){c, f};
    fill_numbers(network, shape, dice);
}

enum { MOST_FINDINGS = 128 };

/* Likelihood of everything but the complaint, times the weight of this set of causes. */
static long double weigh(const struct phil_network *n, int lane, size_t set, long double *dark)
{
    long double weight = 1, unlit[MOST_FINDINGS];
    assert_true(n->n_findings <= MOST_FINDINGS);
    for (size_t f = 0; f < n->n_findings; f++)
        unlit[f] = 1 - (long double)n->background[f][lane];
    for (size_t k = 0; k < n->n_links; k++)
        if (set >> n->link[k].cause & 1)
            unlit[n->link[k].finding] *= 1 - (long double)n->strength[k][lane];
    for (size_t c = 0; c < n->n_causes; c++)
        weight *= set >> c & 1 ? n->on[c][lane] : n->off[c][lane];
    for (size_t f = 1; f < n->n_findings; f++)
        weight *= n->lit[f][lane] * (1 - unlit[f]) + n->unlit[f][lane] * unlit[f];
    *dark = unlit[0];
    return weight;
}

struct truth oracle_solve(const struct phil_network *n, int lane)
{
    struct truth truth = {0};
    long double total = 0;
    assert_true(n->n_causes <= 20);
    for (size_t set = 0; set < (size_t)1 << n->n_causes; set++) {
        long double dark = 1;
        const long double others = weigh(n, lane, set, &dark);
        const long double all = others * (n->lit[0][lane] * (1 - dark) + n->unlit[0][lane] * dark);
        total += all;
        for (size_t c = 0; c < n->n_causes; c++) {
            truth.present[c] += set >> c & 1 ? all : 0;
            truth.active[c] += set >> c & 1 ? others * n->strength[c][lane] * n->lit[0][lane] : 0;
        }
    }
    for (size_t c = 0; c < n->n_causes; c++) {
        truth.present[c] /= total;
        truth.active[c] /= total;
    }
    truth.log_evidence = logl(total);
    return truth;
}

void assert_close(double a, long double b, double tolerance)
{
    if (!(fabsl(a - b) <= tolerance * fabsl(b)))
        fail_msg("%.17g is not %.17Lg", a, b);
}
