/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far the probabilities would move if the figures lay elsewhere within their ranges.
 *
 * Idea. Every figure (share, odds ratio, strength, background) is drawn from its range, the
 * network is solved, and this is done again and again; 95 % of the results lie within the interval
 * (Henrion et al. 1996, Artif Intell 85:235, ask how much of this a diagnosis survives). A draw's
 * random numbers depend on the seed, the draw and the figure alone, so that the same figure moves
 * alike in two explanations.
 *
 * Assumptions. Figures err independently; one number moves all points of a dose curve, and all
 * rows of a prior. What the ranges leave out (a cause that the knowledge base does not have, a
 * link that it lacks) is not in the interval.
 *
 * Where it fails. With evidence so rich that one solution takes long, there are fewer draws, and
 * below `fewest` none: `draws` tells.
 */
#include "causes/explain.h"

#include <math.h>
#include <stdlib.h>

#include "base/checked.h"

/* Of the draws that lie outside on each side. */
static const double tail = 0.025;

/* Steps that the draws may take in all: at 2.5 ns each (`bench-explain`) some 0.12 s. */
static const double affordable_work = 5e7;

/* Fewer draws than this would not show 2.5 %. */
enum { FEWEST = 40 };

struct draws {
    double *value; /* n_causes x n: each cause's probability in each draw */
    size_t n, n_causes;
};

static void take_draw(void *user, size_t at, const struct phil_outcome *outcome)
{
    struct draws *draws = user;
    for (size_t c = 0; c < draws->n_causes; c++)
        draws->value[c * draws->n + at] = outcome->active[c * PHIL_LANES];
}

static size_t affordable(const struct phil_model *model, int wanted)
{
    const double n = affordable_work / phil_solver_work(model->solver) * PHIL_LANES;
    const size_t most = n < wanted ? (size_t)n : (size_t)wanted;
    return most < FEWEST && most < (size_t)wanted ? 0 : most;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Linear between order statistics (type 7 of Hyndman and Fan 1996, Am Stat 50:361). */
static double quantile(const double *sorted, size_t n, double p)
{
    const double at = p * (double)(n - 1);
    const size_t below = (size_t)at, above = below + (below + 1 < n);
    return sorted[below] + (at - (double)below) * (sorted[above] - sorted[below]);
}

static enum phil_status draw(struct draws *draws, struct phil_model *model, uint64_t seed)
{
    struct phil_variant *variants = calloc(draws->n, sizeof *variants);
    if (!variants)
        return PHIL_EMEM;
    for (size_t i = 0; i < draws->n; i++) {
        variants[i] = phil_variant_as_known();
        variants[i].seed = seed;
        variants[i].draw = i;
    }
    const enum phil_status status =
        phil_model_run(model, variants, draws->n, true, take_draw, draws);
    free(variants);
    return status;
}

enum phil_status phil_explain_intervals(struct phil_explanation *explanation,
                                        struct phil_model *model,
                                        const struct phil_explain_settings *settings)
{
    struct draws draws = {.n = affordable(model, settings->draws),
                          .n_causes = explanation->n_causes};
    size_t cells;
    if (draws.n == 0)
        return PHIL_OK;
    if (!phil_size_mul(draws.n, draws.n_causes + 1, &cells))
        return PHIL_EMEM;
    draws.value = calloc(cells, sizeof *draws.value);
    enum phil_status status = draws.value ? draw(&draws, model, settings->seed) : PHIL_EMEM;
    for (size_t c = 0; c < draws.n_causes && !status; c++) {
        struct phil_cause_result *result = &explanation->causes[c];
        double *value = &draws.value[c * draws.n];
        qsort(value, draws.n, sizeof *value, by_value);
        /* Lopsided ranges can push nearly all draws to one side of the figures' own result. */
        result->interval.lo = fmin(result->probability, quantile(value, draws.n, tail));
        result->interval.hi = fmax(result->probability, quantile(value, draws.n, 1 - tail));
    }
    explanation->draws = status ? 0 : (int)draws.n;
    free(draws.value);
    return status;
}
