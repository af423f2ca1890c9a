/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of this step share: a patient's days and treatments, and what each file adds. */
#ifndef PHIL_MONITOR_INSIDE_H
#define PHIL_MONITOR_INSIDE_H

#include "monitor/effect.h"

/* An injection has mostly worn off after so many days (priors.h: the median is 90): from then on a
 * visit tells the rate without treatment, as far as anybody can know. */
#define PHIL_WORN_OFF_DAYS 84

/* The state after an operation is that of the end of its follow-up, for spasms go on for weeks and
 * months before they stop (median 30 days, 175 patients: doi:10.1055/s-0041-1740970). */
#define PHIL_LATE_DAYS 90

/* So many of a patient's last treatments are fitted: some ten years of four a year. */
enum { PHIL_MOST_FITTED = 40 };

/* What one patient's courses of one kind say together. */
struct phil_patient_effect {
    int patient;
    enum phil_treatment treatment;
    double log_ratio, variance; /* of the likelihood: what was believed before is taken out */
};

struct phil_patient {
    int number;
    const struct phil_visit *visits;
    size_t n_visits;
    struct phil_count_day *days;   /* of the same day added up */
    struct phil_count_day *pooled; /* the same, neighbours between two treatments added up where
                                      there are more than PHIL_MONITOR_MOST_POINTS in all */
    size_t n_days, n_pooled;
    struct phil_course *courses; /* part of the result; of one day and kind only one */
    size_t n_courses;
};

/* Everything that is being worked out. */
struct phil_working {
    struct phil_monitor *monitor;
    struct phil_patient_effect *effects; /* room for one of each course */
    size_t n_effects;
};

/* patient.c. Takes the patient's part of the data; adds to the result the courses with what follows
 * from the days alone. `room` holds two times `n_visits` days. Errors: PHIL_EMEM. */
enum phil_status phil_patient_take(struct phil_patient *patient, struct phil_count_day *room);

/* Days after `after` and up to `until`. */
struct phil_day_range {
    const struct phil_count_day *first;
    size_t n;
};
struct phil_day_range phil_days_between(const struct phil_count_day *days, size_t n, double after,
                                        double until);

/* The day of the last treatment before that of course `c`, and of the first one after;
 * infinite when there is none. */
double phil_treated_before(const struct phil_patient *patient, size_t c);
double phil_treated_after(const struct phil_patient *patient, size_t c);

/* toxin.c, before_after.c: everything of courses that comes from the model. Errors: PHIL_EMEM. */
enum phil_status phil_toxin_courses(struct phil_working *working,
                                    const struct phil_patient *patient);
enum phil_status phil_before_after_courses(struct phil_working *working,
                                           const struct phil_patient *patient);

/* estimate.c. Nothing known, for that reason. */
struct phil_estimate phil_unknown(const char *reason);

/* Median and 95 % interval of `n` draws, which are sorted. */
struct phil_estimate phil_estimate_of(double *draws, size_t n);

/* Keeps what a patient's courses say together: mean and variance of the posterior of the mean log
 * ratio of `n` of them. */
void phil_effect_keep(struct phil_working *working, int patient, enum phil_treatment treatment,
                      double mean, double variance, size_t n);

/* A seed of the days themselves. */
uint64_t phil_effect_seed(const struct phil_effect_data *data);

/* quiet.c: days until it is quiet, course by course. */
void phil_quiet_days(const struct phil_patient *patient);

/* The share quiet by day over patients' first operations. Errors: PHIL_EMEM. */
enum phil_status phil_quiet_curve(struct phil_service *service, const struct phil_monitor *monitor);

/* reliability.c. Errors: PHIL_EMEM. */
enum phil_status phil_reliability_compute(struct phil_monitor *monitor,
                                          const struct phil_monitor_data *data);

/* service.c. Errors: PHIL_EMEM. */
enum phil_status phil_services(struct phil_working *working);

#endif
