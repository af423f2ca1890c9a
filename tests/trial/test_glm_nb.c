/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The analysis without autocorrelation and carry-over and with a flat prior of the effect, beside
 * what MASS::glm.nb fits to the same days (oracle/glm_nb.json, made by oracle/glm_nb.R).
 *
 * The likelihood alone must give the same numbers: it is the same regression. The posterior median
 * and interval are not the maximum and the curvature: they take into account that the
 * overdispersion is not known, they hold it to be below 1 in most people, and their skewness is
 * real. Such differences are of the order of a standard error over the days, or over the twitches
 * where these are fewer: 8 over that number is granted to the median, 20 to the ends (seen: 7.2 and
 * 17). A trend is held to be moderate; where it is steep, a tenth of a standard error more.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "oracle.h"
#include "trial/model.h"

static const char *name_of(const json_t *set)
{
    return json_string_value(json_object_get(set, "name"));
}

static bool is(const json_t *set, const char *key)
{
    return json_is_true(json_object_get(set, key));
}

static void close_to(const json_t *set, const char *what, double ours, double theirs, double most)
{
    if (!(fabs(ours - theirs) <= most))
        fail_msg("%s: %s is %.9g, not %.9g", name_of(set), what, ours, theirs);
}

/* R counts the trend in weeks about the mean day and the level from days without the remedy; here
 * the trend runs over the whole trial and the arms stand at -1/2 and 1/2. */
static void check_likelihood(const json_t *set, const struct phil_rows *rows)
{
    struct phil_likelihood_fit fit;
    const bool trend = is(set, "trend");
    const double weeks = rows->span_days / 7;
    assert_true(phil_laplace_likelihood_fit(&fit, rows, trend));
    assert_true(fit.converged);
    const double ratio = oracle_number(set, "log_ratio"), se = oracle_number(set, "log_ratio_se");
    close_to(set, "log ratio", fit.estimate[PHIL_EFFECT], ratio, 1e-5 * se + 1e-9);
    close_to(set, "level", fit.estimate[PHIL_LEVEL], oracle_number(set, "intercept") + ratio / 2,
             1e-5 * se + 1e-9);
    close_to(set, "standard error", fit.error[PHIL_EFFECT], se, 1e-4 * se);
    double factorials = 0; /* do not depend on anything, and are left out of ours */
    for (size_t r = 0; r < rows->n; r++)
        factorials += lgamma(rows->count[r] + 1);
    close_to(set, "log likelihood", fit.log_likelihood - factorials, oracle_number(set, "loglik"),
             1e-6);
    if (trend) {
        const double error = weeks * oracle_number(set, "trend_se");
        close_to(set, "trend", fit.estimate[PHIL_TREND],
                 weeks * oracle_number(set, "trend_per_week"), 1e-4 * error);
        close_to(set, "error of the trend", fit.error[PHIL_TREND], error, 1e-4 * error);
    }
    if (is(set, "poisson"))
        close_to(set, "overdispersion", fit.overdispersion, 0, 1e-3);
    else
        close_to(set, "theta", 1 / fit.overdispersion, oracle_number(set, "theta"),
                 1e-3 * oracle_number(set, "theta"));
}

static void the_likelihood_is_that_of_glm_nb(void **state)
{
    json_t *root = oracle_load("glm_nb.json");
    const json_t *sets = json_object_get(root, "sets"), *set;
    size_t i;
    assert_int_equal(json_array_size(sets), 40);
    json_array_foreach((json_t *)sets, i, set)
    {
        struct phil_trial_data *data = oracle_data(set);
        const struct phil_choice choice = {.outcome = PHIL_OUTCOME_TWITCHES};
        struct phil_rows rows;
        assert_true(phil_rows_init(&rows, data, &choice));
        check_likelihood(set, &rows);
        phil_rows_release(&rows);
        drawn_free(data);
    }
    json_decref(root);
}

/* In standard errors. */
struct distance {
    double median, lo, hi;
};

static struct distance distance_of(const json_t *set, const struct phil_effect *effect)
{
    const double ratio = oracle_number(set, "log_ratio"), se = oracle_number(set, "log_ratio_se");
    return (struct distance){(log(effect->rate_ratio.value) - ratio) / se,
                             (log(effect->interval.lo) - (ratio - 1.96 * se)) / se,
                             (log(effect->interval.hi) - (ratio + 1.96 * se)) / se};
}

static double total(const struct phil_trial_data *data)
{
    double sum = 0;
    for (size_t i = 0; i < data->n_days; i++)
        sum += data->days[i].tally[PHIL_OUTCOME_TWITCHES].count;
    return sum;
}

static void the_posterior_is_near(void **state)
{
    json_t *root = oracle_load("glm_nb.json");
    const json_t *sets = json_object_get(root, "sets"), *set;
    struct phil_trial_settings settings = phil_trial_defaults();
    size_t i;
    settings.effect_sd = INFINITY;
    settings.autocorrelated = settings.carry_over = settings.sensitivity = false;
    json_array_foreach((json_t *)sets, i, set)
    {
        struct phil_trial_data *data = oracle_data(set);
        struct phil_trial_result *result = NULL;
        settings.trend = is(set, "trend");
        assert_int_equal(phil_trial_analyze(&result, data, &settings, NULL), PHIL_OK);
        const struct distance d = distance_of(set, &result->effect);
        const double n = fmin((double)data->n_days, total(data));
        if (getenv("PHILTRUM_SHOW"))
            print_message("%-28s %4.0f median %6.3f lo %6.3f hi %6.3f\n", name_of(set), n,
                          d.median * n, d.lo * n, d.hi * n);
        const double drawn_in = settings.trend ? 0.1 : 0;
        close_to(set, "the median's distance", d.median, 0, 8 / n + drawn_in);
        close_to(set, "the lower end's distance", d.lo, 0, 20 / n + drawn_in);
        close_to(set, "the upper end's distance", d.hi, 0, 20 / n + drawn_in);
        phil_trial_result_free(result);
        drawn_free(data);
    }
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_likelihood_is_that_of_glm_nb),
        cmocka_unit_test(the_posterior_is_near),
    };
    return cmocka_run_group_tests_name("trial_glm_nb", tests, NULL, NULL);
}
