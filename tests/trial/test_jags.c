/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole analysis beside long Markov chains of the same model under the same priors
 * (oracle/jags.json, made by oracle/jags.R), in which every day's level is a parameter and nothing
 * is approximated.
 *
 * What may differ: the chains' own error, stored with each figure (four of it are granted), and
 * that of the integration: Laplace's approximation of the day levels and the steps of a lattice.
 * Seen of the latter: none of the median and the ends (within 0.06 standard deviations of the
 * posterior, which the chains' errors explain); where days scatter wildly the overdispersion is
 * taken to be 6 % larger and the shared scatter 0.05 smaller than it is.
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

static const char *name_of(const json_t *set)
{
    return json_string_value(json_object_get(set, "name"));
}

/* `most`: of the integration, granted beside four errors of the chains. */
static void compare(const json_t *set, const char *key, double ours, double most)
{
    char error[64];
    snprintf(error, sizeof error, "%s_error", key);
    const double theirs = oracle_number(set, key), noise = oracle_number(set, error);
    if (getenv("PHILTRUM_SHOW"))
        print_message("%-24s %-16s %9.4f  chains %9.4f +- %.4f  off %8.4f\n", name_of(set), key,
                      ours, theirs, noise, ours - theirs);
    else if (!(fabs(ours - theirs) <= most + 4 * noise))
        fail_msg("%s: %s is %.4f, not %.4f +- %.4f", name_of(set), key, ours, theirs, noise);
}

static void check_set(const json_t *set)
{
    struct phil_trial_data *data = oracle_data(set);
    struct phil_trial_settings settings = phil_trial_defaults();
    struct phil_trial_result *r = NULL;
    settings.sensitivity = false;
    settings.autocorrelated = json_is_true(json_object_get(set, "correlated"));
    assert_int_equal(phil_trial_analyze(&r, data, &settings, NULL), PHIL_OK);
    const double sd = (oracle_number(set, "hi") - oracle_number(set, "lo")) / 3.92;
    compare(set, "median", log(r->effect.rate_ratio.value), 0.05 * sd);
    compare(set, "lo", log(r->effect.interval.lo), 0.1 * sd);
    compare(set, "hi", log(r->effect.interval.hi), 0.1 * sd);
    compare(set, "better", r->effect.probability_better, 0.01);
    compare(set, "third", r->effect.probability_third, 0.01);
    compare(set, "overdispersion", r->overdispersion.value,
            0.05 * oracle_number(set, "overdispersion") + 0.005);
    if (settings.autocorrelated) {
        compare(set, "day_sd", r->day_sd.value, 0.03);
        compare(set, "autocorrelation", r->autocorrelation.value, 0.03);
    }
    if (!r->carry_over.reason)
        compare(set, "share", r->carry_over.value, 0.02);
    phil_trial_result_free(r);
    drawn_free(data);
}

static void the_chains_have_settled(void **state)
{
    json_t *root = oracle_load("jags.json");
    const json_t *sets = json_object_get(root, "sets"), *set;
    size_t i;
    assert_true(json_array_size(sets) >= 8);
    json_array_foreach((json_t *)sets, i, set)
    {
        /* Of all parameters the slowest, which is an overdispersion near 0; of the effect. */
        assert_true(oracle_number(set, "rhat") < 1.1);
        assert_true(oracle_number(set, "ess") > 2000);
    }
    json_decref(root);
}

static void the_posterior_is_that_of_the_chains(void **state)
{
    json_t *root = oracle_load("jags.json");
    const json_t *sets = json_object_get(root, "sets"), *set;
    size_t i;
    json_array_foreach((json_t *)sets, i, set) check_set(set);
    json_decref(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_chains_have_settled),
        cmocka_unit_test(the_posterior_is_that_of_the_chains),
    };
    return cmocka_run_group_tests_name("trial_jags", tests, NULL, NULL);
}
