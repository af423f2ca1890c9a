/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Courses of botulinum toxin: one fit for all injections of a patient that no other treatment comes
 * between, and what it says of each of them.
 *
 * What is told depends on what was measured, not on how narrow the result is: a rate ratio needs a
 * visit without treatment and one while the injection works; an onset needs a visit within two
 * weeks; a return needs two visits and an effect that is beyond doubt. Elsewhere the prior alone
 * would be speaking.
 */
#include <math.h>
#include <stdlib.h>

#include "monitor/inside.h"

enum {
    ONSET_WITHIN = 14,    /* days: later visits see the peak */
    WORKS_FROM = 4,       /* days: before, half of the effect has not set in (priors.h) */
    CURVE_POINTS = 91,    /* of the picture */
    CURVE_DRAWS = 400,    /* behind each of them */
    LANDMARK_DRAWS = 1000 /* behind each interval of days */
};

static const char no_visit[] = "no visit after it and before the next treatment";
static const char no_baseline[] =
    "never measured before an injection, nor twelve weeks and more after one";
static const char not_while[] = "no visit between day 4 and day 84, while it works";
static const char no_early[] = "no visit within two weeks";
static const char one_visit[] = "fewer than two visits after it, or none from day 14 on";
static const char no_effect[] = "no effect beyond doubt that could wear off";
static const char mixed[] = "another treatment on the same day: the two cannot be told apart";
static const char too_many[] = "more than 40 injections: the last 40 are fitted";

/* One fit. */
struct series {
    const struct phil_patient *patient;
    size_t first, n; /* courses */
    struct phil_effect_data data;
    double starts[PHIL_MOST_FITTED];
    struct phil_effect_draws draws;
    double *values; /* room for LANDMARK_DRAWS draws of six kinds */
    bool baseline;  /* there is a visit without treatment */
};

static void tell_nothing(struct phil_course *course, const char *reason)
{
    course->rate_before = course->rate_after = course->rate_ratio = course->onset_days =
        course->peak_days = course->return_days = phil_unknown(reason);
}

static bool is_mixed(const struct phil_patient *patient, size_t c)
{
    const int64_t day = patient->courses[c].day;
    return (c > 0 && patient->courses[c - 1].day == day) ||
           (c + 1 < patient->n_courses && patient->courses[c + 1].day == day);
}

static bool is_plain(const struct phil_patient *patient, size_t c)
{
    return patient->courses[c].treatment == PHIL_TREATMENT_TOXIN && !is_mixed(patient, c);
}

static bool has_baseline(const struct phil_effect_data *data)
{
    size_t j = 0;
    for (size_t i = 0; i < data->n_days; i++) {
        while (j < data->n_starts && data->starts[j] < data->days[i].day)
            j++;
        if (j == 0 || data->days[i].day - data->starts[j - 1] >= PHIL_WORN_OFF_DAYS)
            return true;
    }
    return false;
}

/* What was measured after a course. */
struct seen {
    bool any, working, early, often;
};

static struct seen look(const struct series *series, size_t j)
{
    const struct phil_patient *patient = series->patient;
    const size_t c = series->first + j;
    const double day = series->starts[j];
    const struct phil_day_range after =
        phil_days_between(patient->days, patient->n_days, day, phil_treated_after(patient, c));
    struct seen seen = {.any = after.n > 0};
    for (size_t i = 0; i < after.n; i++) {
        const double since = after.first[i].day - day;
        seen.working |= since >= WORKS_FROM && since <= PHIL_WORN_OFF_DAYS;
        seen.early |= since <= ONSET_WITHIN;
        seen.often |= i > 0 && since >= ONSET_WITHIN;
    }
    return seen;
}

static void tell_landmarks(struct series *series, size_t j, struct phil_course *course,
                           const struct seen *seen)
{
    const size_t every = series->draws.n / LANDMARK_DRAWS;
    double *const before = series->values, *const after = before + LANDMARK_DRAWS,
                  *const ratio = after + LANDMARK_DRAWS, *const onset = ratio + LANDMARK_DRAWS,
                  *const peak = onset + LANDMARK_DRAWS, *const back = peak + LANDMARK_DRAWS;
    for (size_t i = 0; i < LANDMARK_DRAWS; i++) {
        const struct phil_effect_draw *draw = &series->draws.draw[i * every];
        const struct phil_shape_marks marks = phil_shape_marks_of(
            &series->draws.shape[i * every * series->n + j], draw->log_steepness);
        before[i] = exp(draw->log_rate);
        ratio[i] = exp(marks.log_ratio);
        after[i] = exp(draw->log_rate + marks.log_ratio);
        onset[i] = marks.onset_days;
        peak[i] = marks.peak_days;
        back[i] = marks.return_days;
    }
    course->rate_before = phil_estimate_of(before, LANDMARK_DRAWS);
    course->rate_after = phil_estimate_of(after, LANDMARK_DRAWS);
    course->rate_ratio = phil_estimate_of(ratio, LANDMARK_DRAWS);
    const bool clear = course->rate_ratio.interval.hi < 1;
    course->onset_days = !clear         ? phil_unknown(no_effect)
                         : !seen->early ? phil_unknown(no_early)
                                        : phil_estimate_of(onset, LANDMARK_DRAWS);
    course->peak_days = !clear         ? phil_unknown(no_effect)
                        : !seen->often ? phil_unknown(one_visit)
                                       : phil_estimate_of(peak, LANDMARK_DRAWS);
    course->return_days = !clear         ? phil_unknown(no_effect)
                          : !seen->often ? phil_unknown(one_visit)
                                         : phil_estimate_of(back, LANDMARK_DRAWS);
    course->return_is_forecast = !course->return_days.value.reason &&
                                 course->days_followed < course->return_days.value.value;
}

/* The fitted rate from the injection until it has worn off or the next one. */
static bool draw_curve(struct series *series, size_t j, struct phil_course *course)
{
    const double next = phil_treated_after(series->patient, series->first + j);
    const double end = course->return_days.value.reason ? 0 : course->return_days.interval.hi;
    const double last =
        fmin(next - series->starts[j], fmin(fmax(fmax(end, course->days_followed), 120), 400));
    double *room = calloc(4 * CURVE_POINTS, sizeof *room);
    course->day_at = room;
    if (!room)
        return false;
    course->rate = room + CURVE_POINTS;
    course->rate_lo = room + 2 * CURVE_POINTS;
    course->rate_hi = room + 3 * CURVE_POINTS;
    course->n_curve = CURVE_POINTS;
    for (size_t i = 0; i < CURVE_POINTS; i++) {
        /* Denser at first, where it falls fast. */
        const double along = (double)i / (CURVE_POINTS - 1);
        course->day_at[i] = last * along * (0.4 + 0.6 * along);
        for (size_t k = 0; k < CURVE_DRAWS; k++)
            series->values[k] =
                phil_effect_rate(&series->draws, k * (series->draws.n / CURVE_DRAWS), &series->data,
                                 series->starts[j] + course->day_at[i]);
        const struct phil_estimate rate = phil_estimate_of(series->values, CURVE_DRAWS);
        course->rate[i] = rate.value.value;
        course->rate_lo[i] = rate.interval.lo;
        course->rate_hi[i] = rate.interval.hi;
    }
    return true;
}

static bool tell_course(struct series *series, size_t j)
{
    struct phil_course *course = &series->patient->courses[series->first + j];
    const struct seen seen = look(series, j);
    if (!seen.any || !series->baseline || !seen.working) {
        tell_nothing(course, !seen.any ? no_visit : !series->baseline ? no_baseline : not_while);
        if (!seen.any)
            return true;
        return !series->baseline || draw_curve(series, j, course);
    }
    course->r_hat = series->draws.r_hat[j];
    tell_landmarks(series, j, course, &seen);
    return draw_curve(series, j, course);
}

/* The mean log ratio over the courses that have one. */
static void keep_mean(struct phil_working *working, const struct series *series)
{
    double mean = 0, squares = 0;
    size_t n = 0;
    for (size_t j = 0; j < series->n; j++)
        n += !series->patient->courses[series->first + j].rate_ratio.value.reason;
    if (n == 0)
        return;
    for (size_t i = 0; i < series->draws.n; i++) {
        double sum = 0;
        for (size_t j = 0; j < series->n; j++)
            if (!series->patient->courses[series->first + j].rate_ratio.value.reason)
                sum += series->draws.shape[i * series->n + j].log_ratio / (double)n;
        /* Welford's running mean and sum of squares. */
        const double delta = sum - mean;
        mean += delta / (double)(i + 1);
        squares += delta * (sum - mean);
    }
    phil_effect_keep(working, series->patient->number, PHIL_TREATMENT_TOXIN, mean,
                     squares / (double)(series->draws.n - 1), n);
}

static enum phil_status fit(struct phil_working *working, struct series *series)
{
    const struct phil_patient *patient = series->patient;
    const size_t first = series->first;
    size_t skip = series->n > PHIL_MOST_FITTED ? series->n - PHIL_MOST_FITTED : 0;
    for (size_t j = 0; j < skip; j++)
        tell_nothing(&patient->courses[first + j], too_many);
    series->first += skip;
    series->n -= skip;
    for (size_t j = 0; j < series->n; j++)
        series->starts[j] = (double)patient->courses[series->first + j].day;
    const struct phil_day_range days =
        phil_days_between(patient->pooled, patient->n_pooled,
                          skip ? series->starts[0] : phil_treated_before(patient, first),
                          phil_treated_after(patient, series->first + series->n - 1));
    struct phil_effect_data data = {
        .days = days.first, .n_days = days.n, .starts = series->starts, .n_starts = series->n};
    data.seed = phil_effect_seed(&data);
    series->data = data;
    series->baseline = has_baseline(&data);
    const enum phil_status status = phil_effect_sample(&series->draws, &data);
    bool fine = status == PHIL_OK;
    for (size_t j = 0; j < series->n && fine; j++)
        fine = tell_course(series, j);
    if (fine)
        keep_mean(working, series);
    phil_effect_draws_release(&series->draws);
    return fine ? PHIL_OK : PHIL_EMEM;
}

enum phil_status phil_toxin_courses(struct phil_working *working,
                                    const struct phil_patient *patient)
{
    double *values = malloc(6 * LANDMARK_DRAWS * sizeof *values);
    enum phil_status status = values ? PHIL_OK : PHIL_EMEM;
    for (size_t c = 0; c < patient->n_courses && status == PHIL_OK;) {
        struct series series = {.patient = patient, .first = c, .values = values};
        while (c < patient->n_courses && is_plain(patient, c)) {
            series.n++;
            c++;
        }
        if (series.n) {
            status = fit(working, &series);
            continue;
        }
        if (patient->courses[c].treatment == PHIL_TREATMENT_TOXIN)
            tell_nothing(&patient->courses[c], mixed);
        c++;
    }
    free(values);
    return status;
}
