/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must hold of every analysis: it knows no units, no names of arms, no days without a count;
 * it says so where there is nothing to say; and its integrals are those of brute force.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drawn.h"
#include "sound.h"
#include "trial/fit.h"

static const struct drawn_setting usual = {.shape = {8, 3, 0},
                                           .rate_per_min = 2,
                                           .rate_ratio = 0.6,
                                           .clip_min = 2,
                                           .overdispersion = 0.2,
                                           .day_sd = 0.3,
                                           .autocorrelation = 0.4,
                                           .trend_per_week = 0.95,
                                           .missing = 0.1};

static struct phil_trial_data *draw(uint64_t trial)
{
    struct phil_trial_data *data = drawn_trial(&usual, 11, trial);
    assert_non_null(data);
    return data;
}

static struct phil_trial_result *analyse(const struct phil_trial_data *data,
                                         const struct phil_trial_settings *settings)
{
    struct phil_trial_result *r = NULL;
    assert_int_equal(phil_trial_analyze(&r, data, settings, NULL), PHIL_OK);
    const char *broken = sound_result(r, data);
    if (broken)
        fail_msg("%s", broken);
    return r;
}

static void assert_close(double a, double b, double most)
{
    if (!(fabs(a - b) <= most) && !(isnan(a) && isnan(b)))
        fail_msg("%.9g is not %.9g", a, b);
}

static void assert_same(const struct phil_effect *a, const struct phil_effect *b, double most)
{
    assert_close(log(a->rate_ratio.value), log(b->rate_ratio.value), most);
    assert_close(log(a->interval.lo), log(b->interval.lo), most);
    assert_close(log(a->interval.hi), log(b->interval.hi), most);
    assert_close(a->p_value.value, b->p_value.value, 1e-9);
}

/* --- invariants ------------------------------------------------------------------------------- */

static void other_names_mirror_the_effect(void **state)
{
    for (uint64_t trial = 0; trial < 3; trial++) {
        struct phil_trial_data *data = draw(trial);
        struct phil_trial_result *was = analyse(data, NULL);
        for (size_t i = 0; i < data->n_days; i++) {
            data->days[i].assigned = !data->days[i].assigned;
            data->days[i].done = !data->days[i].done;
        }
        struct phil_trial_result *is = analyse(data, NULL);
        assert_close(log(was->effect.rate_ratio.value), -log(is->effect.rate_ratio.value), 1e-3);
        assert_close(log(was->effect.interval.lo), -log(is->effect.interval.hi), 2e-3);
        assert_close(log(was->effect.interval.hi), -log(is->effect.interval.lo), 2e-3);
        assert_close(was->effect.p_value.value, is->effect.p_value.value, 1e-9);
        assert_close(was->rate_per_min[0].value, is->rate_per_min[1].value,
                     1e-3 * was->rate_per_min[0].value);
        phil_trial_result_free(was);
        phil_trial_result_free(is);
        drawn_free(data);
    }
}

static void longer_clips_of_rarer_twitches_are_the_same(void **state)
{
    struct phil_trial_data *data = draw(3);
    struct phil_trial_result *was = analyse(data, NULL);
    for (size_t i = 0; i < data->n_days; i++)
        data->days[i].tally[PHIL_OUTCOME_TWITCHES].exposure_min *= 1e6;
    struct phil_trial_result *is = analyse(data, NULL);
    assert_same(&was->effect, &is->effect, 1e-6);
    assert_close(was->rate_per_min[1].value, 1e6 * is->rate_per_min[1].value,
                 1e-6 * was->rate_per_min[1].value);
    phil_trial_result_free(was);
    phil_trial_result_free(is);
    drawn_free(data);
}

/* A day after the last, without a clip. */
static void a_missed_day_changes_nothing(void **state)
{
    struct phil_trial_data *data = draw(4);
    struct phil_trial_result *was = analyse(data, NULL);
    const size_t n = data->n_days;
    struct phil_trial_day *days = malloc((n + 1) * sizeof *days), *held = data->days;
    assert_non_null(days);
    memcpy(days, data->days, n * sizeof *days);
    days[n] = days[n - 1];
    days[n].day += 1;
    days[n].use = PHIL_DAY_MISSED;
    days[n].why = NULL;
    for (int o = 0; o < PHIL_N_OUTCOMES; o++)
        days[n].tally[o] = (struct phil_tally){NAN, 0};
    data->days = days;
    data->n_days = n + 1;
    struct phil_trial_result *is = analyse(data, NULL);
    assert_same(&was->effect, &is->effect, 1e-12);
    assert_int_equal(was->days_used, is->days_used);
    assert_int_equal(was->days_dropped + 1, is->days_dropped);
    data->days = held;
    data->n_days = n;
    free(days);
    phil_trial_result_free(was);
    phil_trial_result_free(is);
    drawn_free(data);
}

static void another_day_one_is_the_same(void **state)
{
    struct phil_trial_data *data = draw(5);
    struct phil_trial_result *was = analyse(data, NULL);
    for (size_t i = 0; i < data->n_days; i++)
        data->days[i].day += 20000;
    struct phil_trial_result *is = analyse(data, NULL);
    assert_same(&was->effect, &is->effect, 0);
    assert_string_equal(was->verdict_text, is->verdict_text);
    phil_trial_result_free(was);
    phil_trial_result_free(is);
    drawn_free(data);
}

/* --- nothing to say --------------------------------------------------------------------------- */

static void set_counts(struct phil_trial_data *data, double usual_count, double remedy_count)
{
    for (size_t i = 0; i < data->n_days; i++) {
        struct phil_tally *tally = &data->days[i].tally[PHIL_OUTCOME_TWITCHES];
        if (tally->exposure_min > 0)
            tally->count = data->days[i].assigned == PHIL_ARM_REMEDY ? remedy_count : usual_count;
    }
}

static void no_twitch_at_all_is_too_little(void **state)
{
    struct phil_trial_data *data = draw(6);
    set_counts(data, 0, 0);
    struct phil_trial_result *r = analyse(data, NULL);
    assert_int_equal(r->verdict, PHIL_VERDICT_TOO_LITTLE);
    assert_non_null(r->effect.rate_ratio.reason);
    phil_trial_result_free(r);
    drawn_free(data);
}

static void none_with_the_remedy_has_an_answer_with_a_prior_alone(void **state)
{
    struct phil_trial_data *data = draw(7);
    struct phil_trial_settings flat = phil_trial_defaults();
    flat.effect_sd = INFINITY;
    set_counts(data, 4, 0);
    struct phil_trial_result *r = analyse(data, NULL);
    assert_int_equal(r->verdict, PHIL_VERDICT_HELPS);
    assert_true(r->effect.rate_ratio.value < 0.1 && r->effect.interval.lo > 0);
    phil_trial_result_free(r);
    r = analyse(data, &flat);
    assert_int_equal(r->verdict, PHIL_VERDICT_TOO_LITTLE);
    assert_non_null(r->effect.rate_ratio.reason);
    phil_trial_result_free(r);
    drawn_free(data);
}

static void huge_counts_are_counts(void **state)
{
    struct phil_trial_data *data = draw(8);
    for (size_t i = 0; i < data->n_days; i++)
        data->days[i].tally[PHIL_OUTCOME_TWITCHES].count *= 1e6;
    struct phil_trial_result *r = analyse(data, NULL);
    assert_true(r->effect.rate_ratio.value > 0.2 && r->effect.rate_ratio.value < 1.5);
    phil_trial_result_free(r);
    set_counts(data, 1e6, 5e5); /* and no scatter at all */
    r = analyse(data, NULL);
    assert_close(r->effect.rate_ratio.value, 0.5, 0.2);
    phil_trial_result_free(r);
    drawn_free(data);
}

static void one_arm_alone_is_too_little(void **state)
{
    struct phil_trial_data *data = draw(9);
    for (size_t i = 0; i < data->n_days; i++)
        if (data->days[i].assigned == PHIL_ARM_REMEDY)
            data->days[i].use = PHIL_DAY_LEFT_OUT;
    struct phil_trial_result *r = analyse(data, NULL);
    assert_int_equal(r->verdict, PHIL_VERDICT_TOO_LITTLE);
    assert_string_equal(r->effect.rate_ratio.reason, "no counted day with the remedy");
    phil_trial_result_free(r);
    data->n_days = 0;
    r = analyse(data, NULL);
    assert_string_equal(r->effect.rate_ratio.reason, "no day was counted");
    phil_trial_result_free(r);
    drawn_free(data);
}

/* --- refused ---------------------------------------------------------------------------------- */

static void refuse(const struct phil_trial_data *data, const struct phil_trial_settings *settings)
{
    struct phil_trial_result *r = (void *)data;
    assert_int_equal(phil_trial_analyze(&r, data, settings, NULL), PHIL_EARG);
    assert_null(r);
}

static void days_that_no_reader_gives_are_refused(void **state)
{
    struct phil_trial_data *data = draw(10);
    struct phil_trial_day *day = &data->days[1], held = *day;
    static const struct phil_tally bad[] = {{-1, 1}, {1.5, 1}, {1, NAN},      {1, -2},
                                            {1, 0},  {NAN, 1}, {INFINITY, 1}, {1, INFINITY}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        day->tally[PHIL_OUTCOME_BLINKS] = bad[i];
        refuse(data, NULL);
        *day = held;
    }
    day->assigned = (enum phil_arm)7;
    refuse(data, NULL);
    *day = held;
    day->dose = INFINITY;
    refuse(data, NULL);
    *day = held;
    day->day = data->days[0].day;
    refuse(data, NULL);
    *day = held;
    drawn_free(data);
}

static void settings_out_of_range_are_refused(void **state)
{
    struct phil_trial_data *data = draw(11);
    struct phil_trial_settings bad[5];
    for (int i = 0; i < 5; i++)
        bad[i] = phil_trial_defaults();
    bad[0].effect_sd = 0;
    bad[1].effect_sd = NAN;
    bad[2].carry_over_sd = -1;
    bad[3].most_assignments = 99;
    bad[4].most_assignments = 10000001;
    for (int i = 0; i < 5; i++)
        refuse(data, &bad[i]);
    drawn_free(data);
}

/* --- integrals -------------------------------------------------------------------------------- */

/* The error that is told covers the distance to a lattice many times as dense. */
static void the_error_told_is_the_error(void **state)
{
    const struct phil_effort dense = {.step = 0.9, .cut = 8, .effect_step = 0.8, .effect_cut = 9};
    const struct phil_prior prior = {1.5, 1, 0.1, true, true, true};
    const struct phil_choice choice = {0};
    for (uint64_t trial = 0; trial < 4; trial++) {
        struct phil_trial_data *data = draw(20 + trial);
        struct phil_fit a, b;
        struct phil_curve told, truth;
        double most = 0;
        assert_int_equal(phil_fit_init(&a, data, &choice, &prior, &phil_careful, NULL), PHIL_OK);
        assert_int_equal(phil_fit_init(&b, data, &choice, &prior, &dense, NULL), PHIL_OK);
        phil_curve_of(&told, &a.marginal, a.marginal.density, 1.5);
        phil_curve_of(&truth, &b.marginal, b.marginal.density, 1.5);
        for (double at = -3; at < 3; at += 0.01)
            most = fmax(most, fabs(phil_curve_below(&told, at) - phil_curve_below(&truth, at)));
        assert_true(most < 0.006);
        assert_true(most < 6 * phil_marginal_error(&a.marginal, 1.5) + 1e-3);
        phil_fit_release(&a);
        phil_fit_release(&b);
        drawn_free(data);
    }
}

/* Log density of few days by its definition: level, effect and the square root of the
 * overdispersion, all else left out. */
static double definition(const struct phil_rows *rows, double level, double effect, double a)
{
    const double k = 1 / (a * a), seen = log((rows->total + 0.5) / rows->exposure);
    double sum =
        -0.5 * pow(a / 0.7, 2) - 0.5 * pow((level - seen) / 5, 2) - 0.5 * pow(effect / 1.5, 2);
    for (size_t i = 0; i < rows->n; i++) {
        const double mean = exp(rows->log_exposure[i] + level + effect * rows->effect[i]);
        sum += lgamma(rows->count[i] + k) - lgamma(k) + k * log(k / (k + mean)) +
               rows->count[i] * log(mean / (k + mean));
    }
    return sum;
}

enum { BRUTE = 120, BRUTE_SCATTERS = 60 };

static void by_brute_force(const struct phil_rows *rows, double *below)
{
    const double seen = log((rows->total + 0.5) / rows->exposure);
    double all = 0;
    for (int e = 0; e < BRUTE; e++) {
        const double effect = -6 + 12 * (e + 0.5) / BRUTE;
        below[e] = all;
        for (int l = 0; l < BRUTE; l++)
            for (int s = 0; s < BRUTE_SCATTERS; s++)
                all += exp(definition(rows, seen - 4 + 8 * (l + 0.5) / BRUTE, effect,
                                      3 * (s + 0.5) / BRUTE_SCATTERS) +
                           20);
    }
    for (int e = 0; e < BRUTE; e++)
        below[e] /= all;
}

static void few_days_are_as_by_brute_force(void **state)
{
    const struct drawn_setting few = {.shape = {3, 1, 0},
                                      .rate_per_min = 1,
                                      .rate_ratio = 0.4,
                                      .clip_min = 2,
                                      .overdispersion = 0.2,
                                      .trend_per_week = 1};
    struct phil_trial_data *data = drawn_trial(&few, 3, 1);
    const struct phil_prior prior = {.effect_sd = 1.5, .trend_sd = 1, .share_sd = 0.1};
    const struct phil_choice choice = {0};
    struct phil_fit fit;
    struct phil_curve curve;
    double below[BRUTE];
    assert_int_equal(phil_fit_init(&fit, data, &choice, &prior, &phil_careful, NULL), PHIL_OK);
    assert_null(fit.reason);
    phil_curve_of(&curve, &fit.marginal, fit.marginal.density, prior.effect_sd);
    by_brute_force(&fit.rows, below);
    for (int e = 0; e < BRUTE; e++)
        assert_close(phil_curve_below(&curve, -6 + 12.0 * e / BRUTE), below[e], 0.01);
    phil_fit_release(&fit);
    drawn_free(data);
}

/* One twitch on all remedy days: without a prior the interval reaches far down. It once ended where
 * the prior of the main analysis had. */
static void a_flat_prior_reaches_as_far_as_it_must(void **state)
{
    struct phil_trial_day day[12];
    const struct phil_trial_data data = {.days = day, .n_days = 12};
    for (int i = 0; i < 12; i++) {
        const enum phil_arm arm = i % 2 ? PHIL_ARM_REMEDY : PHIL_ARM_USUAL;
        day[i] = (struct phil_trial_day){.day = i,
                                         .period = i + 1,
                                         .block = i / 2 + 1,
                                         .assigned = arm,
                                         .done = arm,
                                         .dose = NAN};
        for (int o = 0; o < PHIL_N_OUTCOMES; o++)
            day[i].tally[o] = (struct phil_tally){NAN, 0};
        day[i].tally[0] = (struct phil_tally){i % 2 ? i == 1 : 3 + i % 3, 2};
    }
    struct phil_trial_settings settings = phil_trial_defaults();
    struct phil_trial_result *aside = NULL, *alone = NULL;
    assert_int_equal(phil_trial_analyze(&aside, &data, &settings, NULL), PHIL_OK);
    settings.effect_sd = INFINITY;
    assert_int_equal(phil_trial_analyze(&alone, &data, &settings, NULL), PHIL_OK);
    assert_string_equal(aside->sensitivity[1].id, "flat_prior");
    const struct phil_effect *a = &aside->sensitivity[1].effect, *b = &alone->effect;
    const double sd = log(b->interval.hi / b->interval.lo) / 3.92;
    assert_close(log(a->interval.lo) / sd, log(b->interval.lo) / sd, 0.1);
    assert_close(log(a->interval.hi) / sd, log(b->interval.hi) / sd, 0.1);
    phil_trial_result_free(aside);
    phil_trial_result_free(alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(other_names_mirror_the_effect),
        cmocka_unit_test(longer_clips_of_rarer_twitches_are_the_same),
        cmocka_unit_test(a_missed_day_changes_nothing),
        cmocka_unit_test(another_day_one_is_the_same),
        cmocka_unit_test(no_twitch_at_all_is_too_little),
        cmocka_unit_test(none_with_the_remedy_has_an_answer_with_a_prior_alone),
        cmocka_unit_test(huge_counts_are_counts),
        cmocka_unit_test(one_arm_alone_is_too_little),
        cmocka_unit_test(days_that_no_reader_gives_are_refused),
        cmocka_unit_test(settings_out_of_range_are_refused),
        cmocka_unit_test(the_error_told_is_the_error),
        cmocka_unit_test(few_days_are_as_by_brute_force),
        cmocka_unit_test(a_flat_prior_reaches_as_far_as_it_must),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
