/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The randomisation test.
 *
 * Chance chose the order of the arms. If the remedy does nothing, the counts would have been the
 * same under any other order, so the observed order is one of all that could have been drawn, each
 * as likely. The p value is the share of them under which the arms would have looked at least as
 * different (Edgington and Onghena, Randomization Tests, 2007). That holds whatever the days are
 * like: correlated, drifting, periods with levels of their own; no model has to be right.
 *
 * A model makes the test powerful, not valid. The days are fitted without the arms (level, trend,
 * day effects at the mode of the hyperparameters): what is left of each count over what was
 * expected, g_t, is its slope of the log likelihood, which is the inverse covariance times the
 * residual on the log scale. The statistic is the efficient score for the effect,
 * (sum x_t g_t)^2 / x'Px, with P the information of the rows after level and trend. The fit does
 * not look at the arms, hence g and P are the same for all orders and the test stays exact; the
 * carry-over, whose column needs the arms, is left out of it.
 *
 * Units that chance turns are pairs of periods (their sign) or periods (their label). Days that do
 * not count are fixed. In the design of pairs a day outside any pair keeps its arm. All orders are
 * gone through; where there are too many, as many as asked for are drawn and the p value is (b + 1)
 * / (m + 1), which keeps its level (Phipson and Smyth 2010, doi:10.2202/1544-6115.1585).
 *
 * The smallest possible p value is 2 / orders, for an order and its mirror image look equally
 * different: five pairs cannot reach 5 %.
 */
#include "trial/randomisation.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/random.h"

static const double tie = 1e-9; /* relative: statistics that differ by rounding alone are equal */
/* judged: with more units the information is taken as if they did not interfere, for its matrix
 * would outgrow the caches; the test stays exact, it may lose a little power. */
enum { MOST_COUPLED = 128 };
/* Units whose turns fit into one number, the fixed one not counted among them: more are never gone
 * through, even where few of many periods are of one arm and the orders are few. */
enum { MOST_COUNTED = 63 };

static const char not_random[] = "the order was not chosen by chance";
static const char no_units[] = "there is no second order that chance could have chosen";
static const char lost[] = "the days could not be fitted without the arms";

/* What chance could have turned: column k of the design is `sign[k]` times x_k. The last unit holds
 * the days that keep their arm and is never turned. */
struct units {
    size_t n;        /* with the last one */
    size_t n_remedy; /* periods of the remedy */
    int *id;
    double *sign, *was;  /* +-1: under trial, and as it was */
    double *score;       /* x_k' g */
    double *information; /* n x n: x_j' P x_k; its diagonal alone when there are too many */
    double *image;       /* information times sign */
    bool coupled;
    void *memory;
};

static int unit_id(const struct phil_trial_day *day, enum phil_trial_design design)
{
    return design == PHIL_DESIGN_PAIRS ? day->block : day->period;
}

static size_t unit_of(const struct units *u, int id)
{
    for (size_t k = 0; k + 1 < u->n; k++)
        if (u->id[k] == id)
            return k;
    return u->n - 1;
}

static bool units_init(struct units *u, size_t most)
{
    *u = (struct units){.coupled = most <= MOST_COUPLED};
    const size_t matrix = u->coupled ? most * most : most;
    double *at = phil_alloc_aligned(matrix + 5 * most, sizeof *at);
    if (!at)
        return false;
    u->memory = at;
    u->information = at;
    u->sign = at + matrix;
    u->was = u->sign + most;
    u->score = u->was + most;
    u->image = u->score + most;
    u->id = (void *)(u->image + most);
    return true;
}

/* Pairs are units when a day of theirs is among the rows: turning others changes nothing. Periods
 * are units in any case, for their labels went into the urn. */
static void list_units(struct units *u, const struct phil_trial_data *data,
                       const struct phil_rows *rows)
{
    const bool pairs = data->design == PHIL_DESIGN_PAIRS;
    const size_t n = pairs ? rows->n : data->n_days;
    u->n = 1;
    for (size_t r = 0; r < n; r++) {
        const struct phil_trial_day *day = &data->days[pairs ? rows->day[r] : r];
        const int id = unit_id(day, data->design);
        if (id <= 0 || (u->n > 1 && unit_of(u, id) + 1 < u->n))
            continue;
        u->id[u->n - 1] = id;
        u->was[u->n - 1] = pairs || day->assigned == PHIL_ARM_REMEDY ? 1 : -1;
        u->n_remedy += day->assigned == PHIL_ARM_REMEDY;
        u->n++;
    }
    u->was[u->n - 1] = 1;
}

/* How many units there can be at most. */
static size_t count_units(const struct phil_trial_data *data)
{
    size_t n = 1;
    for (size_t i = 0; i < data->n_days; i++)
        n += unit_id(&data->days[i], data->design) > 0 &&
             (i == 0 ||
              unit_id(&data->days[i], data->design) != unit_id(&data->days[i - 1], data->design));
    return n;
}

/* The columns of the units from `from` on, as many as fit into x, and their scores. */
static void set_columns(struct units *u, const struct phil_rows *rows, const size_t *unit,
                        const double *residual, size_t from, size_t columns, double *x)
{
    memset(x, 0, columns * rows->n * sizeof *x);
    for (size_t r = 0; r < rows->n; r++) {
        const size_t k = unit[r];
        if (k < from || k >= from + columns)
            continue;
        x[(k - from) * rows->n + r] = rows->effect[r] * u->was[k];
        u->score[k] += rows->effect[r] * u->was[k] * residual[r];
    }
}

static enum phil_status set_information(struct units *u, const struct phil_trial_data *data,
                                        const struct phil_rows *rows, struct phil_laplace *l)
{
    const size_t columns = u->coupled ? u->n : 1, n = rows->n;
    double *x = calloc(columns * (2 * n + PHIL_N_FIXED), sizeof *x);
    size_t *unit = calloc(n, sizeof *unit);
    if (x && unit) {
        for (size_t r = 0; r < n; r++)
            unit[r] = unit_of(u, unit_id(&data->days[rows->day[r]], data->design));
        for (size_t k = 0; k < u->n; k += columns) {
            set_columns(u, rows, unit, l->residual, k, columns, x);
            phil_laplace_information(l, x, columns, u->information + k, x + columns * n);
        }
    }
    const bool done = x && unit;
    free(x);
    free(unit);
    return done ? PHIL_OK : PHIL_EMEM;
}

/* How different the arms look under the signs of the moment. */
static double statistic(struct units *u)
{
    double score = 0, information = 0;
    if (u->coupled) {
        memset(u->image, 0, u->n * sizeof *u->image);
        for (size_t k = 0; k < u->n; k++) {
            const double *row = u->information + k * u->n, sign = u->sign[k];
            for (size_t j = 0; j < u->n; j++)
                u->image[j] += sign * row[j];
        }
    }
    for (size_t k = 0; k < u->n; k++) {
        score += u->sign[k] * u->score[k];
        information += u->coupled ? u->sign[k] * u->image[k] : u->information[k];
    }
    return information > 0 ? score * score / information : 0;
}

/* --- counting --------------------------------------------------------------------------------- */

struct tally {
    double observed, highest;
    uint64_t n, reached, n_highest;
};

static void count(struct tally *tally, double value)
{
    tally->n++;
    tally->reached += value >= tally->observed * (1 - tie);
    if (value > tally->highest * (1 + tie)) {
        tally->highest = value;
        tally->n_highest = 0;
    }
    tally->n_highest += value >= tally->highest * (1 - tie);
}

static void set_signs(struct units *u, uint64_t bits)
{
    for (size_t k = 0; k + 1 < u->n; k++)
        u->sign[k] = bits >> k & 1 ? 1 : -1;
}

/* The next larger number with as many bits set (Gosper; HAKMEM 1972, item 175). */
static uint64_t next_choice(uint64_t bits)
{
    const uint64_t low = bits & -bits, ripple = bits + low;
    return ripple | ((bits ^ ripple) >> 2) / low;
}

static void go_through(struct units *u, bool pairs, uint64_t n, struct tally *tally)
{
    uint64_t bits = pairs ? 0 : (UINT64_C(1) << u->n_remedy) - 1;
    for (uint64_t i = 0; i < n; i++) {
        set_signs(u, bits);
        count(tally, statistic(u));
        bits = pairs || i + 1 == n ? bits + 1 : next_choice(bits);
    }
}

/* An order as chance could have drawn it; `counter` runs on. */
static void draw(struct units *u, bool pairs, uint64_t seed, uint64_t *counter)
{
    const uint64_t stream =
        0x7465737400u; /* "test": apart from the plan's draws of the same seed */
    for (size_t k = 0; pairs && k + 1 < u->n; k++) {
        const uint64_t bits = phil_random_bits(seed, stream, *counter + k / 64);
        u->sign[k] = bits >> (k % 64) & 1 ? 1 : -1;
    }
    *counter += pairs ? (u->n + 63) / 64 : 0;
    for (size_t k = u->n - 1; !pairs && k > 1; k--) {
        const size_t j = (size_t)(phil_random_uniform(seed, stream, (*counter)++) * (double)k);
        const double held = u->sign[k - 1];
        u->sign[k - 1] = u->sign[j];
        u->sign[j] = held;
    }
}

/* n choose k; UINT64_MAX when it does not fit. */
static uint64_t choose(uint64_t n, uint64_t k)
{
    uint64_t result = 1;
    k = k < n - k ? k : n - k;
    for (uint64_t i = 1; i <= k; i++) {
        const uint64_t factor = n - k + i, common = result / i, rest = result % i;
        uint64_t whole;
        if (__builtin_mul_overflow(common, factor, &whole) ||
            __builtin_add_overflow(whole, rest * factor / i, &result))
            return UINT64_MAX;
    }
    return result;
}

static uint64_t orders_of_pairs(size_t n)
{
    return n < 64 ? UINT64_C(1) << n : UINT64_MAX;
}

/* Pairs of the design, with counted days or not. */
static size_t count_pairs(const struct phil_trial_data *data)
{
    size_t n = 0;
    int last = 0;
    for (size_t i = 0; i < data->n_days; i++)
        if (data->days[i].block > last) {
            last = data->days[i].block;
            n++;
        }
    return n;
}

static void compare(struct phil_test *test, struct units *u, bool pairs, uint64_t orders,
                    uint64_t seed, int most)
{
    struct tally tally = {0};
    uint64_t counter = 0;
    memcpy(u->sign, u->was, u->n * sizeof *u->sign);
    tally.observed = statistic(u);
    test->all_assignments = orders <= (uint64_t)most && u->n - 1 <= MOST_COUNTED;
    if (test->all_assignments) {
        go_through(u, pairs, orders, &tally);
        test->p_value = phil_measured((double)tally.reached / (double)tally.n);
        test->p_least = (double)tally.n_highest / (double)tally.n;
        return;
    }
    for (int i = 0; i < most; i++) {
        draw(u, pairs, seed, &counter);
        count(&tally, statistic(u));
    }
    test->p_value = phil_measured(((double)tally.reached + 1) / ((double)most + 1));
    test->p_least = 1 / ((double)most + 1);
}

/* The days without the arms, at the mode of the hyperparameters. */
static bool fit_without_arms(struct phil_laplace *l)
{
    static const struct phil_effort effort = {.step = 1, .cut = 0};
    struct phil_lattice lattice = {0};
    struct phil_hyper hyper;
    phil_laplace_hold_effect(l, 0);
    if (!phil_lattice_find(&lattice, l, &effort))
        return false;
    phil_lattice_hyper(&lattice, lattice.centre, &hyper);
    phil_laplace_set_hyper(l, &hyper);
    phil_laplace_settle(l);
    return l->converged;
}

static enum phil_status run(struct phil_test *test, const struct phil_trial_data *data,
                            const struct phil_rows *rows, struct phil_laplace *l, struct units *u,
                            uint64_t seed, int most)
{
    const bool pairs = data->design == PHIL_DESIGN_PAIRS;
    list_units(u, data, rows);
    const uint64_t orders = pairs ? orders_of_pairs(u->n - 1) : choose(u->n - 1, u->n_remedy);
    test->n_assignments = pairs ? orders_of_pairs(count_pairs(data)) : orders;
    if (orders < 2 || rows->n == 0) {
        test->p_value = phil_unmeasured(no_units);
        return PHIL_OK;
    }
    if (!fit_without_arms(l)) {
        test->p_value = phil_unmeasured(lost);
        return PHIL_OK;
    }
    const enum phil_status status = set_information(u, data, rows, l);
    if (status == PHIL_OK)
        compare(test, u, pairs, orders, seed, most);
    return status;
}

enum phil_status phil_test_run(struct phil_test *test, const struct phil_trial_data *data,
                               const struct phil_rows *rows, const struct phil_prior *prior,
                               uint64_t seed, int most)
{
    *test = (struct phil_test){.p_value = phil_unmeasured(not_random), .p_least = NAN};
    if (data->design == PHIL_DESIGN_NONE)
        return PHIL_OK;
    enum phil_status status = PHIL_EMEM;
    struct phil_laplace laplace = {0};
    struct units units = {0};
    const struct phil_model model = phil_prior_model(prior, rows, false);
    if (phil_laplace_init(&laplace, rows, &model) && units_init(&units, count_units(data)))
        status = run(test, data, rows, &laplace, &units, seed, most);
    free(units.memory);
    phil_laplace_release(&laplace);
    return status;
}
