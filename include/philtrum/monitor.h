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
    int days_followed; /**< to the last visit before the next treatment */
    struct phil_estimate rate_before, rate_after; /**< per minute */
    struct phil_estimate rate_ratio;  /**< after over before; an injection: at its peak */
    struct phil_estimate onset_days;  /**< injection: to half of the largest effect */
    struct phil_estimate peak_days;   /**< to the largest effect */
    struct phil_estimate return_days; /**< until half of the effect has worn off: measured, or
                                           forecast while it has not come */
    bool return_is_forecast;
    struct phil_estimate
        quiet_days; /**< operation: to the first visit from which on the rate stayed
                         below a tenth of that before; NaN with reason while not */
    /* For pictures: the fitted rate per minute on day_at[i] after treatment. */
    double *day_at, *rate, *rate_lo, *rate_hi;
    size_t n_curve;
};

/** How far one measurement can be trusted, from repeats on one day. */
struct phil_reliability {
    int patients, repeats;           /**< patients with repeats, measurements in them */
    struct phil_estimate icc;        /**< ICC(A,1), two-way where repeats line up, else ICC(1); of
                                          log(rate + half a count) */
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
    struct phil_estimate rate_ratio; /**< random-effects mean over courses */
    struct phil_interval spread;     /**< 95 % of patients are expected here; NaN below 3 */
    struct phil_estimate onset_days, peak_days, return_days; /**< medians over courses */
    struct phil_estimate halved; /**< share of courses with at least half fewer */
    /* Operation: share quiet by day, Kaplan-Meier (Greenwood, log-log). */
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
 * What the data cannot tell is unmeasured with a reason. Errors: PHIL_EARG, PHIL_EMEM. */
PHIL_API enum phil_status phil_monitor_compute(struct phil_monitor **monitor,
                                               const struct phil_monitor_data *data,
                                               const struct phil_log *log);

/** Frees it; NULL is fine. */
PHIL_API void phil_monitor_free(struct phil_monitor *monitor);

#ifdef __cplusplus
}
#endif
#endif
