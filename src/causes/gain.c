/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expected information of an answer about what would be advised.
 *
 * Idea. Two causes that call for the same action need not be told apart. So causes are put into
 * classes by their `action`, and the gain of an answer is the sum over the classes of the mutual
 * information between the answer and "some cause of this class has a part in the twitch", in bits
 * (Lindley 1956, Ann Math Stat 27:986; Shannon's entropies). A sum, because several classes may be
 * right at once; information that two classes share counts twice, which favours what tells much.
 *
 * A finding of the network: its "no" is a factor of the causes' weights, so one solution with an
 * assumed "no" gives P(no) and P(class | no) exactly, and the yes by complement. A class of
 * several causes takes one more solution each, with their links to the complaint blocked. What a
 * recording told of the finding gives way to the answer: it is left out beside the assumed "no".
 *
 * An exposure has no distribution of its own in the knowledge base. Two points stand for it: its
 * lowest and highest dose, the high one with the share w that makes the mean odds ratio 1, since
 * the prior is a mean over people: w = (1 - low) / (high - low). Where the figures take the
 * unexposed as 1, this is 0 and `least_share` stands for it. With several causes the mean of their
 * w is taken.
 */
#include "causes/gain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Judged: an exposure worth asking about is had by 5 % of people at least, by half at most. */
static const double least_share = 0.05, most_share = 0.5;

/* One unknown finding: one variant with a "no", or two with a low and a high dose. */
struct test {
    size_t finding, first; /* first of its variants */
    bool doses;
    double high_share;
    double no; /* likelihood of what was measured of it, were it a no; 1: nothing was */
};

/* Causes that call for the same action. */
struct classes {
    size_t *of; /* of each cause */
    size_t *size;
    size_t n;
};

struct table {
    struct phil_model *model;
    struct test *test;
    size_t n_tests;
    struct phil_variant *variant; /* the first is as known */
    size_t n_variants;
    double *log_evidence; /* of each variant */
    double *active;       /* n_variants x classes: P(some cause of the class has a part) */
    struct classes classes;
    size_t blocked_class; /* while a class of several causes is worked on */
};

double phil_entropy_bits(double p)
{
    return p <= 0 || p >= 1 ? 0 : -(p * log2(p) + (1 - p) * log2(1 - p));
}

/* --- which findings, which classes ------------------------------------------------------------ */

static bool classes_init(struct classes *classes, const struct phil_knowledge *k)
{
    classes->of = calloc(k->n_causes + 1, sizeof *classes->of);
    classes->size = calloc(k->n_causes + 1, sizeof *classes->size);
    if (!classes->of || !classes->size)
        return false;
    for (size_t c = 0; c < k->n_causes; c++) {
        size_t same = 0;
        while (same < c && strcmp(k->causes[same].action, k->causes[c].action) != 0)
            same++;
        classes->of[c] = same < c ? classes->of[same] : classes->n++;
        classes->size[classes->of[c]]++;
    }
    return true;
}

/* How likely the highest dose of an exposure is; NaN when the finding is none. */
static double high_share(const struct phil_knowledge *k, size_t finding, double *low, double *high)
{
    double sum = 0, n = 0;
    for (size_t c = 0; c < k->n_causes; c++)
        for (size_t i = 0; i < k->causes[c].n_exposures; i++) {
            const struct phil_exposure *e = &k->causes[c].exposures[i];
            if (e->finding != finding || e->n_points == 0)
                continue;
            const double a = e->points[0].dose, b = e->points[e->n_points - 1].dose;
            const double ra = exp(phil_exposure_log_ratio(e, a, 0));
            const double rb = exp(phil_exposure_log_ratio(e, b, 0));
            const double w = (1 - ra) / (rb - ra);
            *low = n > 0 ? fmin(*low, a) : a;
            *high = n > 0 ? fmax(*high, b) : b;
            sum += isfinite(w) ? fmin(most_share, fmax(least_share, w)) : least_share;
            n++;
        }
    return sum / n;
}

static void add_variant(struct table *t, size_t finding, double value)
{
    t->variant[t->n_variants] = phil_variant_as_known();
    t->variant[t->n_variants].assumed = finding;
    t->variant[t->n_variants++].value = value;
}

/* Takes a finding on the list when its answer could tell something. */
static void add_test(struct table *t, size_t f, double measured_no)
{
    const struct phil_model *m = t->model;
    double low = 0, high = 0;
    const bool linked = m->knowledge->findings[f].view.in_network && m->first[f + 1] > m->first[f];
    const double w = high_share(m->knowledge, f, &low, &high);
    if (!linked && isnan(w))
        return;
    t->test[t->n_tests++] = (struct test){f, t->n_variants, !linked, w, measured_no};
    add_variant(t, f, linked ? 0 : low);
    if (!linked)
        add_variant(t, f, high);
    else
        t->variant[t->n_variants - 1].without = f;
}

static bool collect_tests(struct table *t)
{
    const struct phil_knowledge *k = t->model->knowledge;
    t->test = calloc(k->n_findings + 1, sizeof *t->test);
    t->variant = calloc(2 * k->n_findings + 1, sizeof *t->variant);
    if (!t->test || !t->variant)
        return false;
    add_variant(t, PHIL_NOTHING, 0);
    for (size_t f = 0; f < k->n_findings; f++) {
        struct phil_answer answer;
        if (f == k->complaint)
            continue;
        if (!phil_model_get(t->model, f, &answer))
            add_test(t, f, 1);
        else if (answer.origin == PHIL_FROM_RECORDING && k->findings[f].view.in_network)
            add_test(t, f, 1 - answer.probability);
    }
    return true;
}

/* --- solving ---------------------------------------------------------------------------------- */

static void take_open(void *user, size_t at, const struct phil_outcome *outcome)
{
    struct table *t = user;
    t->log_evidence[at] = outcome->log_evidence;
    for (size_t c = 0; c < t->model->knowledge->n_causes; c++)
        if (t->classes.size[t->classes.of[c]] == 1)
            t->active[at * t->classes.n + t->classes.of[c]] = outcome->active[c * PHIL_LANES];
}

static void take_blocked(void *user, size_t at, const struct phil_outcome *outcome)
{
    struct table *t = user;
    t->active[at * t->classes.n + t->blocked_class] =
        -expm1(outcome->log_evidence - t->log_evidence[at]);
}

static enum phil_status solve_class(struct table *t, bool *blocked)
{
    for (size_t c = 0; c < t->model->knowledge->n_causes; c++)
        blocked[c] = t->classes.of[c] == t->blocked_class;
    for (size_t v = 0; v < t->n_variants; v++)
        t->variant[v].blocked = blocked;
    return phil_model_run(t->model, t->variant, t->n_variants, false, take_blocked, t);
}

static enum phil_status solve(struct table *t)
{
    size_t cells;
    if (!phil_size_mul(t->n_variants, t->classes.n + 1, &cells))
        return PHIL_EMEM;
    t->log_evidence = calloc(t->n_variants, sizeof *t->log_evidence);
    t->active = calloc(cells, sizeof *t->active);
    bool *blocked = calloc(t->model->knowledge->n_causes + 1, sizeof *blocked);
    enum phil_status status = PHIL_EMEM;
    if (t->log_evidence && t->active && blocked)
        status = phil_model_run(t->model, t->variant, t->n_variants, true, take_open, t);
    for (t->blocked_class = 0; t->blocked_class < t->classes.n && !status; t->blocked_class++)
        if (t->classes.size[t->blocked_class] > 1)
            status = solve_class(t, blocked);
    free(blocked);
    return status;
}

/* --- information ------------------------------------------------------------------------------ */

/* Mutual information of a class with an answer that is B with probability `b`, A otherwise, when
 * the class has the probability `in_a` given A and `in_b` given B. */
static double information(double b, double in_a, double in_b)
{
    const double all = (1 - b) * in_a + b * in_b;
    return fmax(0, phil_entropy_bits(all) - (1 - b) * phil_entropy_bits(in_a) -
                       b * phil_entropy_bits(in_b));
}

static double gain_of_doses(const struct table *t, const struct test *test)
{
    const size_t low = test->first, high = test->first + 1;
    const double odds = test->high_share / (1 - test->high_share) *
                        exp(t->log_evidence[high] - t->log_evidence[low]);
    double bits = 0;
    for (size_t i = 0; i < t->classes.n; i++)
        bits += information(odds / (1 + odds), t->active[low * t->classes.n + i],
                            t->active[high * t->classes.n + i]);
    return bits;
}

static double gain_of_finding(const struct table *t, const struct test *test, double *yes)
{
    const double no = fmin(1, test->no * exp(t->log_evidence[test->first] - t->log_evidence[0]));
    double bits = 0;
    *yes = 1 - no;
    for (size_t i = 0; i<t->classes.n && * yes> 0; i++) {
        const double all = t->active[i], in_no = t->active[test->first * t->classes.n + i];
        const double in_yes = fmin(1, fmax(0, (all - no * in_no) / *yes));
        bits += information(*yes, in_no, in_yes);
    }
    return bits;
}

static void table_release(struct table *t)
{
    free(t->test);
    free(t->variant);
    free(t->log_evidence);
    free(t->active);
    free(t->classes.of);
    free(t->classes.size);
}

enum phil_status phil_gains_init(struct phil_gains *gains, struct phil_model *model)
{
    const size_t n = model->knowledge->n_findings;
    struct table t = {.model = model};
    gains->bits = calloc(n + 1, sizeof *gains->bits);
    gains->yes_share = calloc(n + 1, sizeof *gains->yes_share);
    enum phil_status status = PHIL_EMEM;
    if (gains->bits && gains->yes_share && classes_init(&t.classes, model->knowledge) &&
        collect_tests(&t))
        status = solve(&t);
    for (size_t f = 0; f < n && !status; f++)
        gains->yes_share[f] = NAN;
    for (size_t i = 0; i < t.n_tests && !status; i++) {
        const size_t f = t.test[i].finding;
        gains->bits[f] = t.test[i].doses ? gain_of_doses(&t, &t.test[i])
                                         : gain_of_finding(&t, &t.test[i], &gains->yes_share[f]);
    }
    table_release(&t);
    if (status)
        phil_gains_release(gains);
    return status;
}

void phil_gains_release(struct phil_gains *gains)
{
    free(gains->bits);
    free(gains->yes_share);
    *gains = (struct phil_gains){0};
}
