/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All patients of a service together, one kind of treatment at a time.
 *
 * Somebody who came for twelve injections is still one patient: each patient enters every summary
 * once, with the mean of his or her courses, so that intervals do not shrink with visits of the
 * same few people. The share that has at least half fewer is of patients too, by their mean.
 *
 * Summaries of fewer than five patients are given and marked: they stay within the clinic that
 * knows these patients anyway, but someone else who knows one of them could read them back.
 */
#include <math.h>
#include <stdlib.h>

#include "monitor/inside.h"
#include "monitor/pool.h"
#include "monitor/medians.h"

enum { SMALL = 5 };

static const char nobody_compared[] = "nobody measured both before and after";

/* One number of each patient: the mean of one estimate over the patient's courses. */
static size_t means_of(double *values, const struct phil_monitor *monitor,
                       enum phil_treatment treatment, size_t offset, int *forecasts)
{
    size_t n = 0;
    int patient = 0, courses = 0;
    for (size_t c = 0; c < monitor->n_courses; c++) {
        const struct phil_course *course = &monitor->courses[c];
        const struct phil_estimate *estimate =
            (const struct phil_estimate *)(const void *)((const char *)course + offset);
        if (course->treatment != treatment || estimate->value.reason)
            continue;
        if (n == 0 || course->patient != patient) {
            patient = course->patient;
            courses = 0;
            values[n++] = 0;
        }
        courses++;
        values[n - 1] += (estimate->value.value - values[n - 1]) / courses;
        if (forecasts)
            *forecasts += course->return_is_forecast;
    }
    return n;
}

static struct phil_estimate median_of(double *values, size_t n)
{
    double median;
    if (n == 0)
        return phil_unknown("measured in nobody");
    const struct phil_interval interval = phil_median_interval(values, n, &median);
    return (struct phil_estimate){phil_measured(median), interval};
}

static void tell_days(struct phil_service *service, const struct phil_monitor *monitor,
                      double *values)
{
    const enum phil_treatment t = service->treatment;
    service->onset_days = median_of(
        values, means_of(values, monitor, t, offsetof(struct phil_course, onset_days), NULL));
    service->peak_days = median_of(
        values, means_of(values, monitor, t, offsetof(struct phil_course, peak_days), NULL));
    service->return_days =
        median_of(values, means_of(values, monitor, t, offsetof(struct phil_course, return_days),
                                   &service->forecasts));
}

/* A patient may have several fits of one kind: those between which something else was done. */
static size_t effects_of(const struct phil_working *working, enum phil_treatment treatment,
                         double *value, double *variance)
{
    size_t n = 0;
    int patient = 0;
    for (size_t i = 0; i < working->n_effects; i++) {
        const struct phil_patient_effect *effect = &working->effects[i];
        if (effect->treatment != treatment)
            continue;
        if (n == 0 || effect->patient != patient) {
            patient = effect->patient;
            value[n] = effect->log_ratio;
            variance[n++] = effect->variance;
            continue;
        }
        const double sum = variance[n - 1] + effect->variance;
        value[n - 1] =
            (value[n - 1] * effect->variance + effect->log_ratio * variance[n - 1]) / sum;
        variance[n - 1] = variance[n - 1] * effect->variance / sum;
    }
    return n;
}

static void tell_ratio(struct phil_service *service, const double *value, const double *variance,
                       size_t n)
{
    int halved = 0;
    service->patients_compared = (int)n;
    service->spread = (struct phil_interval){NAN, NAN};
    if (n == 0) {
        service->rate_ratio = service->halved = phil_unknown(nobody_compared);
        service->tau = phil_unmeasured(nobody_compared);
        return;
    }
    const struct phil_pooled pooled = phil_pool(value, variance, n);
    service->rate_ratio = (struct phil_estimate){
        phil_measured(exp(pooled.mean)), {exp(pooled.interval.lo), exp(pooled.interval.hi)}};
    service->tau = n > 1 ? phil_measured(pooled.tau) : phil_unmeasured("one patient alone");
    if (n > 2)
        service->spread = (struct phil_interval){exp(pooled.spread.lo), exp(pooled.spread.hi)};
    for (size_t i = 0; i < n; i++)
        halved += value[i] <= log(0.5);
    service->halved =
        (struct phil_estimate){phil_measured((double)halved / (double)n),
                               phil_share_interval((double)halved, (double)n - (double)halved)};
}

static void count(struct phil_service *service, const struct phil_monitor *monitor)
{
    int patient = 0;
    for (size_t c = 0; c < monitor->n_courses; c++) {
        if (monitor->courses[c].treatment != service->treatment)
            continue;
        service->courses++;
        service->patients += monitor->courses[c].patient != patient;
        patient = monitor->courses[c].patient;
    }
    service->small = service->patients > 0 && service->patients < SMALL;
}

enum phil_status phil_services(struct phil_working *working)
{
    struct phil_monitor *monitor = working->monitor;
    const size_t room = monitor->n_courses + 1;
    double *values = malloc(2 * room * sizeof *values);
    enum phil_status status = values ? PHIL_OK : PHIL_EMEM;
    for (int t = 0; t < PHIL_N_TREATMENTS && status == PHIL_OK; t++) {
        struct phil_service *service = &monitor->service[t];
        service->treatment = (enum phil_treatment)t;
        count(service, monitor);
        tell_days(service, monitor, values);
        const size_t n = effects_of(working, service->treatment, values, values + room);
        tell_ratio(service, values, values + room, n);
        service->quiet_days = phil_unknown("asked of operations alone");
        if (t == PHIL_TREATMENT_DECOMPRESSION)
            status = phil_quiet_curve(service, monitor);
    }
    free(values);
    return status;
}
