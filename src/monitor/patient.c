/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One patient's days and treatments in order, and what follows from them without any model.
 *
 * Visits of one day are repeats: their counts and minutes are added up. A visit on the day of a
 * treatment was made before it. Where somebody was measured on hundreds of days, neighbours are
 * added up, never across a treatment: nothing that is asked here changes within a week's
 * hundredth part.
 */
#include <math.h>
#include <stdlib.h>

#include "monitor/inside.h"
#include "monitor/medians.h"

static size_t first_after(const struct phil_count_day *days, size_t n, double day)
{
    size_t from = 0, to = n;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (days[middle].day > day)
            to = middle;
        else
            from = middle + 1;
    }
    return from;
}

struct phil_day_range phil_days_between(const struct phil_count_day *days, size_t n, double after,
                                        double until)
{
    const size_t from = first_after(days, n, after), to = first_after(days, n, until);
    return (struct phil_day_range){days + from, to > from ? to - from : 0};
}

double phil_treated_before(const struct phil_patient *patient, size_t c)
{
    const int64_t day = patient->courses[c].day;
    while (c > 0 && patient->courses[c - 1].day == day)
        c--;
    return c > 0 ? (double)patient->courses[c - 1].day : -INFINITY;
}

double phil_treated_after(const struct phil_patient *patient, size_t c)
{
    const int64_t day = patient->courses[c].day;
    while (c < patient->n_courses && patient->courses[c].day == day)
        c++;
    return c < patient->n_courses ? (double)patient->courses[c].day : INFINITY;
}

static void add_up(struct phil_patient *patient)
{
    for (size_t i = 0; i < patient->n_visits; i++) {
        const struct phil_visit *visit = &patient->visits[i];
        struct phil_count_day *last = patient->n_days ? &patient->days[patient->n_days - 1] : NULL;
        if (last && last->day == (double)visit->day) {
            last->count += visit->tally.count;
            last->exposure_min += visit->tally.exposure_min;
        } else {
            patient->days[patient->n_days++] = (struct phil_count_day){
                (double)visit->day, visit->tally.count, visit->tally.exposure_min};
        }
    }
}

/* Adds `n` neighbours up. */
static void pool(struct phil_patient *patient, const struct phil_count_day *days, size_t n)
{
    struct phil_count_day sum = {0};
    for (size_t i = 0; i < n; i++) {
        sum.day += days[i].day / (double)n;
        sum.count += days[i].count;
        sum.exposure_min += days[i].exposure_min;
    }
    if (n == 1)
        sum.day = days->day; /* to the last bit */
    patient->pooled[patient->n_pooled++] = sum;
}

static void pool_all(struct phil_patient *patient)
{
    const size_t most = PHIL_MONITOR_MOST_POINTS;
    const size_t together = (patient->n_days + most - 1) / most;
    size_t from = 0, c = 0;
    while (from < patient->n_days) {
        const struct phil_count_day *first = patient->days + from;
        while (c < patient->n_courses && (double)patient->courses[c].day < first->day)
            c++;
        const double until = c < patient->n_courses ? (double)patient->courses[c].day : INFINITY;
        size_t n = 1;
        while (n < together && from + n < patient->n_days && first[n].day <= until)
            n++;
        pool(patient, first, n);
        from += n;
    }
}

/* For the picture: every visit between the neighbouring treatments. */
static bool keep_points(const struct phil_patient *patient, size_t c)
{
    struct phil_course *course = &patient->courses[c];
    const struct phil_day_range range =
        phil_days_between(patient->pooled, patient->n_pooled, phil_treated_before(patient, c),
                          phil_treated_after(patient, c));
    double *room = calloc(4 * range.n + 1, sizeof *room);
    course->visit_day = room;
    if (!room)
        return false;
    course->n_visits = range.n;
    course->visit_rate = room + range.n;
    course->visit_lo = room + 2 * range.n;
    course->visit_hi = room + 3 * range.n;
    for (size_t i = 0; i < range.n; i++) {
        const struct phil_count_day *day = &range.first[i];
        const struct phil_interval interval = phil_count_interval(day->count);
        course->visit_day[i] = day->day - (double)course->day;
        course->visit_rate[i] = day->count / day->exposure_min;
        course->visit_lo[i] = interval.lo / day->exposure_min;
        course->visit_hi[i] = interval.hi / day->exposure_min;
    }
    return true;
}

static void describe(const struct phil_patient *patient, size_t c)
{
    struct phil_course *course = &patient->courses[c];
    const double day = (double)course->day;
    const struct phil_day_range before =
        phil_days_between(patient->days, patient->n_days, phil_treated_before(patient, c), day);
    const struct phil_day_range after =
        phil_days_between(patient->days, patient->n_days, day, phil_treated_after(patient, c));
    const struct phil_estimate nothing = phil_unknown("asked of injections alone");
    course->visits_before = (int)before.n;
    course->visits_after = (int)after.n;
    course->days_followed = after.n ? (int)(after.first[after.n - 1].day - day) : 0;
    course->onset_days = course->peak_days = course->return_days = nothing;
    course->quiet_days = phil_unknown("asked of operations alone");
    course->r_hat = NAN;
}

enum phil_status phil_patient_take(struct phil_patient *patient, struct phil_count_day *room)
{
    patient->days = room;
    patient->pooled = room + patient->n_visits;
    patient->n_days = patient->n_pooled = 0;
    add_up(patient);
    pool_all(patient);
    for (size_t c = 0; c < patient->n_courses; c++) {
        describe(patient, c);
        if (!keep_points(patient, c))
            return PHIL_EMEM;
    }
    return PHIL_OK;
}
