/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Operations and other treatments: the rate before and the rate after.
 *
 * Before is since the treatment before it; where that was an injection, only from twelve weeks
 * after it on, when it has mostly worn off. After an operation the rate is that of the last ninety
 * days of its follow-up, after anything else that of all visits until the next treatment.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "monitor/inside.h"

static const char no_before[] = "never measured before it";
static const char under_toxin[] = "measured before it only while an injection was at work";
static const char too_many[] = "more than 40 treatments: the last 40 are compared";
static const char no_after[] = "no visit after it and before the next treatment";

struct halves {
    struct phil_day_range before, after;
    bool spoilt; /* there were visits before, all under an injection */
};

static struct halves halves_of(const struct phil_patient *patient, size_t c)
{
    struct halves halves;
    const struct phil_course *course = &patient->courses[c];
    const double day = (double)course->day, last = phil_treated_before(patient, c);
    halves.before = phil_days_between(patient->pooled, patient->n_pooled, last, day);
    halves.after =
        phil_days_between(patient->pooled, patient->n_pooled, day, phil_treated_after(patient, c));
    const bool any = halves.before.n > 0;
    for (size_t i = c; i-- > 0 && (double)patient->courses[i].day >= last;)
        if ((double)patient->courses[i].day == last &&
            patient->courses[i].treatment == PHIL_TREATMENT_TOXIN)
            halves.before = phil_days_between(halves.before.first, halves.before.n,
                                              last + PHIL_WORN_OFF_DAYS - 1, day);
    halves.spoilt = any && halves.before.n == 0;
    if (course->treatment == PHIL_TREATMENT_DECOMPRESSION && halves.after.n) {
        const double end = halves.after.first[halves.after.n - 1].day;
        halves.after =
            phil_days_between(halves.after.first, halves.after.n, end - PHIL_LATE_DAYS, end);
    }
    return halves;
}

static void tell(struct phil_working *working, int patient, struct phil_course *course,
                 const struct halves *halves, const struct phil_effect_draws *draws, double *values)
{
    const char *const why_before = halves->spoilt ? under_toxin : no_before;
    double mean = 0, squares = 0;
    for (size_t i = 0; i < draws->n; i++)
        values[i] = exp(draws->draw[i].log_rate);
    course->rate_before =
        halves->before.n ? phil_estimate_of(values, draws->n) : phil_unknown(why_before);
    for (size_t i = 0; i < draws->n; i++)
        values[i] = exp(draws->draw[i].log_rate + draws->shape[i].log_ratio);
    course->rate_after =
        halves->after.n ? phil_estimate_of(values, draws->n) : phil_unknown(no_after);
    if (!halves->before.n || !halves->after.n) {
        course->rate_ratio = phil_unknown(halves->before.n ? no_after : why_before);
        return;
    }
    for (size_t i = 0; i < draws->n; i++) {
        const double delta = draws->shape[i].log_ratio - mean;
        values[i] = exp(draws->shape[i].log_ratio);
        mean += delta / (double)(i + 1);
        squares += delta * (draws->shape[i].log_ratio - mean);
    }
    course->rate_ratio = phil_estimate_of(values, draws->n);
    course->r_hat = draws->r_hat[0];
    phil_effect_keep(working, patient, course->treatment, mean, squares / (double)(draws->n - 1),
                     1);
}

static enum phil_status compare(struct phil_working *working, const struct phil_patient *patient,
                                size_t c)
{
    struct phil_course *course = &patient->courses[c];
    const struct halves halves = halves_of(patient, c);
    const double start = (double)course->day;
    struct phil_effect_draws draws = {0};
    const size_t n = halves.before.n + halves.after.n;
    if (patient->n_courses - c > PHIL_MOST_FITTED) {
        course->rate_before = course->rate_after = course->rate_ratio = phil_unknown(too_many);
        return PHIL_OK;
    }
    if (n == 0) {
        course->rate_before = phil_unknown(halves.spoilt ? under_toxin : no_before);
        course->rate_after = course->rate_ratio = phil_unknown(no_after);
        return PHIL_OK;
    }
    struct phil_count_day *days = calloc(n, sizeof *days);
    if (!days)
        return PHIL_EMEM;
    memcpy(days, halves.before.first, halves.before.n * sizeof *days);
    memcpy(days + halves.before.n, halves.after.first, halves.after.n * sizeof *days);
    struct phil_effect_data data = {
        .days = days, .n_days = n, .starts = &start, .n_starts = 1, .step = true};
    data.seed = phil_effect_seed(&data);
    enum phil_status status = phil_effect_sample(&draws, &data);
    double *values = status == PHIL_OK ? malloc(draws.n * sizeof *values) : NULL;
    if (values)
        tell(working, patient->number, course, &halves, &draws, values);
    else
        status = PHIL_EMEM;
    free(values);
    free(days);
    phil_effect_draws_release(&draws);
    return status;
}

enum phil_status phil_before_after_courses(struct phil_working *working,
                                           const struct phil_patient *patient)
{
    enum phil_status status = PHIL_OK;
    for (size_t c = 0; c < patient->n_courses && status == PHIL_OK; c++)
        if (patient->courses[c].treatment != PHIL_TREATMENT_TOXIN)
            status = compare(working, patient, c);
    return status;
}
