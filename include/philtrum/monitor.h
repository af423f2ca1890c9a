/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * philtrum/monitor.h - treatment followed over months for a clinic: before and after, courses of
 * botulinum toxin, the days after a decompression, how far a measurement can be trusted, all
 * patients of a service together.
 *
 * No result names a patient: they are numbered in the order in which they first appear, and what
 * the input calls them is in no report.
 */
#ifndef PHILTRUM_MONITOR_H
#define PHILTRUM_MONITOR_H

#include <philtrum/trial.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phil_treatment {
    PHIL_TREATMENT_TOXIN,         /**< an injection: onset, peak, wear-off */
    PHIL_TREATMENT_DECOMPRESSION, /**< an operation: the days until it is quiet */
    PHIL_TREATMENT_OTHER,         /**< before and after alone */
    PHIL_N_TREATMENTS,
};

/** "toxin" | "decompression" | "other"; static storage. */
PHIL_API const char *phil_treatment_name(enum phil_treatment treatment);

/** One measurement of one patient. */
struct phil_visit {
    int patient; /**< 1, 2, ... */
    int64_t day; /**< days since 1970-01-01, or from any start of the patient's */
    struct phil_tally tally;
};

/** One treatment of one patient. */
struct phil_course_start {
    int patient;
    int64_t day;
    enum phil_treatment treatment;
    double dose; /**< NaN when unknown */
};

struct phil_monitor_data {
    struct phil_visit
        *visits; /**< by patient, then in order of time; several of a day are repeats */
    size_t n_visits;
    struct phil_course_start *courses; /**< by patient, then in order of time */
    size_t n_courses;
    int n_patients;
};

/** The most visits of a patient between two treatments that are told apart in a result. */
enum { PHIL_MONITOR_MOST_POINTS = 200 };

/** Reads CSV with patient, day (ISO date or whole number), count, exposure_min, treatment, dose: a
 *  row is a measurement (count and exposure_min), a treatment, or both (measured before treated).
 *  Further columns are ignored with one note. Rows in any order. At most 64 MiB. `name` is for
 *  messages. The caller frees *data with phil_monitor_data_free(). Errors: PHIL_EFORMAT (the log
 * says line, what, why), PHIL_EMEM. */
PHIL_API enum phil_status phil_monitor_data_read_csv(struct phil_monitor_data **data,
                                                     const char *text, size_t size,
                                                     const char *name, const struct phil_log *log);

/** Frees data; NULL is fine. */
PHIL_API void phil_monitor_data_free(struct phil_monitor_data *data);

/** A number with its 95 % interval; both ends NaN when only the number is known. */
struct phil_estimate {
    struct phil_value value;
    struct phil_interval interval;
};

/** What became of one treatment of one patient. */
struct phil_course {
    int patient, number; /**< 1 for a patient's first */
    enum phil_treatment treatment;
    int64_t day;
    double dose;
    int visits_before, visits_after;
    int days_followed; /**< to the last visit before the next treatment; 0 without one */
    struct phil_estimate rate_before; /**< per minute; an injection: without one at work */
    struct phil_estimate rate_after;  /**< per minute; an injection: at its peak; an operation: in
                                           the last 90 days of its follow-up */
    struct phil_estimate rate_ratio;  /**< after over before */
    struct phil_estimate onset_days;  /**< injection: until half of the twitches that it takes
                                           away at its peak are gone */
    struct phil_estimate peak_days;   /**< to the largest effect */
    struct phil_estimate return_days; /**< until half of those are back: measured, or forecast
                                           while it has not come */
    bool return_is_forecast; /**< followed for fewer days than that, or treated again before */
    double r_hat; /**< of the sampler behind these: near 1 where it has converged; NaN without */
    struct phil_estimate
        quiet_days; /**< operation: to the first visit from which on the rate stayed
                         below a tenth of that before; NaN with reason while not */
    /* For pictures: the fitted rate per minute on day_at[i] after an injection. */
    double *day_at, *rate, *rate_lo, *rate_hi;
    size_t n_curve;
    /* Visits since the treatment before and until the next: days from this one, negative before
     * it; rate per minute with its 95 % interval were the count Poisson (Garwood). At most 200,
     * neighbours added up where there were more. */
    double *visit_day, *visit_rate, *visit_lo, *visit_hi;
    size_t n_visits;
};

/** How far one measurement can be trusted, from repeats on one day. */
struct phil_reliability {
    int patients, repeats;           /**< patients with repeats, measurements in them */
    struct phil_estimate icc;        /**< ICC(A,1), two-way where repeats line up, else ICC(1); of
                                          log(rate + half a count); a patient's day with most */
    const char *icc_form;            /**< which one; static storage */
    struct phil_estimate sem;        /**< standard error of measurement, as a factor: 1.3 means a
                                          third up or down */
    struct phil_estimate mdc_factor; /**< smallest change of one patient between two measurements
                                        that is no chance (95 %), as a factor */
};

/** One patient's own repeats. */
struct phil_patient_change {
    int patient, repeats;
    struct phil_estimate mdc_factor; /**< from this patient's repeats alone */
};

/** All patients together, for one kind of treatment. */
struct phil_service {
    enum phil_treatment treatment;
    int patients, courses;
    int patients_compared; /**< that `rate_ratio` and `halved` rest on: measured before and after */
    int forecasts;         /**< of the days in `return_days` */
    bool small;            /**< 1 to 4 patients: who knows them may recognise them in this */
    /* Each patient counts once, with the mean of his or her courses. */
    struct phil_estimate rate_ratio; /**< random-effects mean (REML, Hartung-Knapp) */
    struct phil_value tau;           /**< SD of patients' true log rate ratios */
    struct phil_interval spread;     /**< 95 % of patients are expected here; NaN below 3 */
    struct phil_estimate onset_days, peak_days,
        return_days; /**< medians over patients; intervals
                          from order statistics, from 6 on */
    struct phil_estimate
        halved; /**< share of patients with at least half fewer (Clopper-Pearson) */
    /* Operation: share quiet by day, Kaplan-Meier (Greenwood, log-log) over patients' first ones.
     */
    int operated, quiet_events;      /**< patients in it, and that became quiet */
    struct phil_estimate quiet_days; /**< by which half of them were quiet */
    double *day_at, *quiet, *quiet_lo, *quiet_hi;
    size_t n_curve;
};

struct phil_monitor {
    struct phil_course *courses;
    size_t n_courses;
    struct phil_reliability reliability;
    struct phil_patient_change *changes;
    size_t n_changes;
    struct phil_service service[PHIL_N_TREATMENTS];
    int n_patients;
};

/** Works it all out. Same data, same result. The caller frees *monitor with phil_monitor_free().
 * What the data cannot tell is unmeasured with a reason. Some 0.1 s a course; `progress` is told
 * of patients, not of seconds, and may be NULL. Errors: PHIL_EARG, PHIL_EMEM, PHIL_ECANCEL. */
PHIL_API enum phil_status phil_monitor_compute(struct phil_monitor **monitor,
                                               const struct phil_monitor_data *data,
                                               const struct phil_progress *progress,
                                               const struct phil_log *log);

/** Frees it; NULL is fine. */
PHIL_API void phil_monitor_free(struct phil_monitor *monitor);

#ifdef __cplusplus
}
#endif
#endif
