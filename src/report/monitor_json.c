/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Outcome monitoring for programs: philtrum.monitor/1. Patients are numbers and days are counted
 * from each treatment: neither a name nor a date is in it.
 */
#include <philtrum/report.h>

#include <math.h>

#include "report/json_put.h"

#define SCHEMA "philtrum.monitor/1"

enum { FACTOR_DIGITS = 4, DAY_DIGITS = 1, RATE_DIGITS = 4 };

static const char too_few[] = "too few for an interval";

/* <key> and <key>_ci. */
static void put_estimate(struct phil_json_writer *w, json_t *o, const char *key,
                         const struct phil_estimate *estimate, int digits)
{
    struct phil_text name = {0};
    phil_put_value(w, o, key, estimate->value, digits);
    phil_text_printf(&name, "%s_ci", key);
    w->failed |= name.failed;
    if (!name.failed)
        phil_put_interval(w, o, name.data, estimate->interval, digits,
                          estimate->value.reason ? estimate->value.reason : too_few);
    phil_text_release(&name);
}

static json_t *numbers_json(struct phil_json_writer *w, const double *values, size_t n, int digits)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        phil_append(w, array, phil_real_or_null(values[i], digits));
    return array;
}

static json_t *visits_json(struct phil_json_writer *w, const struct phil_course *course)
{
    json_t *o = json_object();
    phil_put(w, o, "day", numbers_json(w, course->visit_day, course->n_visits, DAY_DIGITS));
    phil_put(w, o, "rate_per_min",
             numbers_json(w, course->visit_rate, course->n_visits, RATE_DIGITS));
    return o;
}

static json_t *curve_json(struct phil_json_writer *w, const struct phil_course *course)
{
    json_t *o = json_object();
    phil_put(w, o, "day", numbers_json(w, course->day_at, course->n_curve, DAY_DIGITS));
    phil_put(w, o, "rate_per_min", numbers_json(w, course->rate, course->n_curve, RATE_DIGITS));
    phil_put(w, o, "lo", numbers_json(w, course->rate_lo, course->n_curve, RATE_DIGITS));
    phil_put(w, o, "hi", numbers_json(w, course->rate_hi, course->n_curve, RATE_DIGITS));
    return o;
}

static void put_course_days(struct phil_json_writer *w, json_t *o, const struct phil_course *course)
{
    if (course->treatment == PHIL_TREATMENT_TOXIN) {
        put_estimate(w, o, "onset_days", &course->onset_days, DAY_DIGITS);
        put_estimate(w, o, "peak_days", &course->peak_days, DAY_DIGITS);
        put_estimate(w, o, "return_days", &course->return_days, DAY_DIGITS);
        phil_put_bool(w, o, "return_is_forecast", course->return_is_forecast);
        phil_put(w, o, "curve", curve_json(w, course));
    }
    if (course->treatment == PHIL_TREATMENT_DECOMPRESSION)
        phil_put_value(w, o, "quiet_days", course->quiet_days.value, DAY_DIGITS);
}

static json_t *course_json(struct phil_json_writer *w, const struct phil_course *course)
{
    json_t *o = json_object();
    phil_put_int(w, o, "patient", course->patient);
    phil_put_int(w, o, "course", course->number);
    phil_put_string(w, o, "treatment", phil_treatment_name(course->treatment));
    phil_put_real(w, o, "dose", course->dose, FACTOR_DIGITS, "not given");
    phil_put_int(w, o, "visits_before", course->visits_before);
    phil_put_int(w, o, "visits_after", course->visits_after);
    phil_put_int(w, o, "days_followed", course->days_followed);
    put_estimate(w, o, "rate_before_per_min", &course->rate_before, RATE_DIGITS);
    put_estimate(w, o, "rate_after_per_min", &course->rate_after, RATE_DIGITS);
    put_estimate(w, o, "rate_ratio", &course->rate_ratio, FACTOR_DIGITS);
    put_course_days(w, o, course);
    phil_put_real(w, o, "r_hat", course->r_hat, FACTOR_DIGITS, "nothing was fitted");
    phil_put(w, o, "visits", visits_json(w, course));
    return o;
}

static json_t *reliability_json(struct phil_json_writer *w,
                                const struct phil_reliability *reliability)
{
    json_t *o = json_object();
    phil_put_int(w, o, "patients", reliability->patients);
    phil_put_int(w, o, "repeats", reliability->repeats);
    phil_put_string(w, o, "icc_form", reliability->icc_form);
    put_estimate(w, o, "icc", &reliability->icc, FACTOR_DIGITS);
    put_estimate(w, o, "sem_factor", &reliability->sem, FACTOR_DIGITS);
    put_estimate(w, o, "mdc_factor", &reliability->mdc_factor, FACTOR_DIGITS);
    return o;
}

static json_t *change_json(struct phil_json_writer *w, const struct phil_patient_change *change)
{
    json_t *o = json_object();
    phil_put_int(w, o, "patient", change->patient);
    phil_put_int(w, o, "repeats", change->repeats);
    put_estimate(w, o, "mdc_factor", &change->mdc_factor, FACTOR_DIGITS);
    return o;
}

static void put_quiet(struct phil_json_writer *w, json_t *o, const struct phil_service *service)
{
    json_t *curve = json_object();
    phil_put_int(w, o, "operated", service->operated);
    phil_put_int(w, o, "quiet_events", service->quiet_events);
    put_estimate(w, o, "quiet_days", &service->quiet_days, DAY_DIGITS);
    phil_put(w, curve, "day", numbers_json(w, service->day_at, service->n_curve, DAY_DIGITS));
    phil_put(w, curve, "share", numbers_json(w, service->quiet, service->n_curve, FACTOR_DIGITS));
    phil_put(w, curve, "lo", numbers_json(w, service->quiet_lo, service->n_curve, FACTOR_DIGITS));
    phil_put(w, curve, "hi", numbers_json(w, service->quiet_hi, service->n_curve, FACTOR_DIGITS));
    phil_put(w, o, "quiet", curve);
}

static json_t *service_json(struct phil_json_writer *w, const struct phil_service *service)
{
    json_t *o = json_object();
    phil_put_string(w, o, "treatment", phil_treatment_name(service->treatment));
    phil_put_int(w, o, "patients", service->patients);
    phil_put_int(w, o, "courses", service->courses);
    phil_put_int(w, o, "patients_compared", service->patients_compared);
    phil_put_bool(w, o, "small", service->small);
    put_estimate(w, o, "rate_ratio", &service->rate_ratio, FACTOR_DIGITS);
    phil_put_value(w, o, "tau", service->tau, FACTOR_DIGITS);
    phil_put_interval(w, o, "rate_ratio_spread", service->spread, FACTOR_DIGITS,
                      "fewer than three patients");
    put_estimate(w, o, "halved_share", &service->halved, FACTOR_DIGITS);
    if (service->treatment == PHIL_TREATMENT_TOXIN) {
        put_estimate(w, o, "onset_days", &service->onset_days, DAY_DIGITS);
        put_estimate(w, o, "peak_days", &service->peak_days, DAY_DIGITS);
        put_estimate(w, o, "return_days", &service->return_days, DAY_DIGITS);
        phil_put_int(w, o, "return_forecasts", service->forecasts);
    }
    if (service->treatment == PHIL_TREATMENT_DECOMPRESSION)
        put_quiet(w, o, service);
    return o;
}

static json_t *monitor_json(struct phil_json_writer *w, const struct phil_monitor *monitor)
{
    json_t *o = json_object(), *courses = json_array(), *changes = json_array();
    json_t *services = json_array();
    phil_put_string(w, o, "schema", SCHEMA);
    phil_put_string(w, o, "version", phil_version());
    phil_put_int(w, o, "patients", monitor->n_patients);
    for (size_t i = 0; i < monitor->n_courses; i++)
        phil_append(w, courses, course_json(w, &monitor->courses[i]));
    phil_put(w, o, "courses", courses);
    for (int t = 0; t < PHIL_N_TREATMENTS; t++)
        if (monitor->service[t].courses)
            phil_append(w, services, service_json(w, &monitor->service[t]));
    phil_put(w, o, "service", services);
    phil_put(w, o, "reliability", reliability_json(w, &monitor->reliability));
    for (size_t i = 0; i < monitor->n_changes; i++)
        phil_append(w, changes, change_json(w, &monitor->changes[i]));
    phil_put(w, o, "own_change", changes);
    return o;
}

enum phil_status phil_report_monitor_json(FILE *out, const struct phil_monitor *monitor)
{
    struct phil_json_writer w = {0};
    return phil_json_send(&w, monitor_json(&w, monitor), out);
}
