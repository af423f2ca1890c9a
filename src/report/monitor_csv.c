/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables of outcome monitoring as comma-separated values, one number a line, so that any
 * program can filter them: table, row, quantity, value, lo, hi, n, reason. `n` is how many
 * patients (a service), visits after (a course) or repeats a number rests on. No text in it comes
 * from the list that was read.
 */
#include <philtrum/report.h>

#include <math.h>

#include "report/text_buffer.h"

enum { DIGITS = 6 };

static void add_number(struct phil_text *line, double value)
{
    phil_text_add(line, ",");
    if (isfinite(value))
        phil_text_add(line, phil_short(value, DIGITS).s);
}

static void add_line(struct phil_text *page, const char *row, const char *quantity,
                     const struct phil_estimate *estimate, int n)
{
    phil_text_printf(page, "%s,%s", row, quantity);
    add_number(page, estimate->value.reason ? NAN : estimate->value.value);
    add_number(page, estimate->interval.lo);
    add_number(page, estimate->interval.hi);
    phil_text_printf(page, ",%d,", n);
    /* Reasons are sentences of philtrum's own, some with a comma. */
    if (estimate->value.reason)
        phil_text_printf(page, "\"%s\"", estimate->value.reason);
    phil_text_add(page, "\n");
}

static struct phil_estimate known(double value)
{
    return (struct phil_estimate){phil_measured(value), {NAN, NAN}};
}

static void add_plain(struct phil_text *page, const char *row, const char *quantity, double value,
                      int n)
{
    const struct phil_estimate estimate = known(value);
    add_line(page, row, quantity, &estimate, n);
}

static void add_service(struct phil_text *page, const struct phil_service *service)
{
    char row[80];
    const int n = service->patients_compared;
    snprintf(row, sizeof row, "service,%s", phil_treatment_name(service->treatment));
    add_plain(page, row, "patients", service->patients, service->patients);
    add_plain(page, row, "courses", service->courses, service->patients);
    add_line(page, row, "rate_ratio", &service->rate_ratio, n);
    struct phil_estimate tau = {service->tau, {NAN, NAN}};
    add_line(page, row, "tau", &tau, n);
    struct phil_estimate spread = {service->rate_ratio.value, service->spread};
    if (!isfinite(service->spread.lo))
        spread.value = phil_unmeasured("fewer than three patients");
    add_line(page, row, "rate_ratio_spread", &spread, n);
    add_line(page, row, "halved_share", &service->halved, n);
    if (service->treatment == PHIL_TREATMENT_TOXIN) {
        add_line(page, row, "onset_days", &service->onset_days, service->patients);
        add_line(page, row, "peak_days", &service->peak_days, service->patients);
        add_line(page, row, "return_days", &service->return_days, service->patients);
        add_plain(page, row, "return_forecasts", service->forecasts, service->patients);
    }
    if (service->treatment == PHIL_TREATMENT_DECOMPRESSION)
        add_line(page, row, "quiet_days", &service->quiet_days, service->operated);
}

static void add_quiet(struct phil_text *page, const struct phil_service *service)
{
    char row[80];
    for (size_t i = 0; i < service->n_curve; i++) {
        const struct phil_estimate share = {phil_measured(service->quiet[i]),
                                            {service->quiet_lo[i], service->quiet_hi[i]}};
        snprintf(row, sizeof row, "quiet,day %s", phil_short(service->day_at[i], 1).s);
        add_line(page, row, "share", &share, service->operated);
    }
}

static void add_course(struct phil_text *page, const struct phil_course *course)
{
    char row[64];
    const int n = course->visits_after;
    snprintf(row, sizeof row, "course,patient %d course %d %s", course->patient, course->number,
             phil_treatment_name(course->treatment));
    add_plain(page, row, "visits_before", course->visits_before, course->visits_before);
    add_plain(page, row, "visits_after", n, n);
    add_plain(page, row, "days_followed", course->days_followed, n);
    add_line(page, row, "rate_before_per_min", &course->rate_before, course->visits_before);
    add_line(page, row, "rate_after_per_min", &course->rate_after, n);
    add_line(page, row, "rate_ratio", &course->rate_ratio, n);
    if (course->treatment == PHIL_TREATMENT_TOXIN) {
        add_line(page, row, "onset_days", &course->onset_days, n);
        add_line(page, row, "peak_days", &course->peak_days, n);
        add_line(page, row, course->return_is_forecast ? "return_days_forecast" : "return_days",
                 &course->return_days, n);
    }
    if (course->treatment == PHIL_TREATMENT_DECOMPRESSION)
        add_line(page, row, "quiet_days", &course->quiet_days, n);
}

static void add_reliability(struct phil_text *page, const struct phil_monitor *monitor)
{
    const struct phil_reliability *r = &monitor->reliability;
    char row[80];
    snprintf(row, sizeof row, "reliability,\"%s\"", r->icc_form);
    add_line(page, row, "icc", &r->icc, r->patients);
    add_line(page, "reliability,all", "sem_factor", &r->sem, r->repeats);
    add_line(page, "reliability,all", "mdc_factor", &r->mdc_factor, r->repeats);
    for (size_t i = 0; i < monitor->n_changes; i++) {
        snprintf(row, sizeof row, "reliability,patient %d", monitor->changes[i].patient);
        add_line(page, row, "mdc_factor", &monitor->changes[i].mdc_factor,
                 monitor->changes[i].repeats);
    }
}

enum phil_status phil_report_monitor_csv(FILE *out, const struct phil_monitor *monitor)
{
    struct phil_text page = {0};
    phil_text_add(&page, "table,row,quantity,value,lo,hi,n,reason\n");
    for (int t = 0; t < PHIL_N_TREATMENTS; t++)
        if (monitor->service[t].courses)
            add_service(&page, &monitor->service[t]);
    add_quiet(&page, &monitor->service[PHIL_TREATMENT_DECOMPRESSION]);
    for (size_t c = 0; c < monitor->n_courses; c++)
        add_course(&page, &monitor->courses[c]);
    add_reliability(&page, monitor);
    const enum phil_status status = phil_text_send(&page, out);
    phil_text_release(&page);
    return status;
}
