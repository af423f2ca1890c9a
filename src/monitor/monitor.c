/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a clinic's visits and treatments to what became of them, patient by patient. */
#include <math.h>
#include <stdlib.h>

#include "monitor/inside.h"

static bool sound_visit(const struct phil_monitor_data *data, size_t i)
{
    const struct phil_visit *visit = &data->visits[i], *last = i ? visit - 1 : NULL;
    const struct phil_tally *tally = &visit->tally;
    return visit->patient >= 1 && visit->patient <= data->n_patients && tally->count >= 0 &&
           isfinite(tally->count) && tally->exposure_min > 0 && isfinite(tally->exposure_min) &&
           (!last || last->patient < visit->patient ||
            (last->patient == visit->patient && last->day <= visit->day));
}

static bool sound_course(const struct phil_monitor_data *data, size_t i)
{
    const struct phil_course_start *course = &data->courses[i], *last = i ? course - 1 : NULL;
    return course->patient >= 1 && course->patient <= data->n_patients &&
           (int)course->treatment >= 0 && course->treatment < PHIL_N_TREATMENTS &&
           (!last || last->patient < course->patient ||
            (last->patient == course->patient && last->day <= course->day));
}

static bool is_sound(const struct phil_monitor_data *data)
{
    for (size_t i = 0; i < data->n_visits; i++)
        if (!sound_visit(data, i))
            return false;
    for (size_t i = 0; i < data->n_courses; i++)
        if (!sound_course(data, i))
            return false;
    return true;
}

/* Two entries of one kind on one day are one treatment; its dose is their sum where both are known.
 */
static size_t take_courses(struct phil_course *courses, const struct phil_monitor_data *data,
                           size_t from, size_t to)
{
    size_t n = 0;
    int number = 0;
    for (size_t i = from; i < to; i++) {
        const struct phil_course_start *start = &data->courses[i];
        size_t same = n;
        while (same > 0 && courses[same - 1].day == start->day &&
               courses[same - 1].treatment != start->treatment)
            same--;
        if (same > 0 && courses[same - 1].day == start->day) {
            courses[same - 1].dose += start->dose;
            continue;
        }
        number++;
        courses[n++] = (struct phil_course){.patient = start->patient,
                                            .number = number,
                                            .treatment = start->treatment,
                                            .day = start->day,
                                            .dose = start->dose};
    }
    return n;
}

static enum phil_status work_out(struct phil_working *working, const struct phil_patient *patient)
{
    enum phil_status status = phil_toxin_courses(working, patient);
    if (status == PHIL_OK)
        status = phil_before_after_courses(working, patient);
    if (status == PHIL_OK)
        phil_quiet_days(patient);
    return status;
}

static enum phil_status compute_patients(struct phil_working *working,
                                         const struct phil_monitor_data *data,
                                         const struct phil_progress *progress,
                                         struct phil_count_day *room)
{
    struct phil_monitor *monitor = working->monitor;
    enum phil_status status = PHIL_OK;
    size_t visit = 0, course = 0;
    for (int p = 1; p <= data->n_patients && status == PHIL_OK; p++) {
        if (!phil_progress_report(progress, p - 1, data->n_patients))
            return PHIL_ECANCEL;
        struct phil_patient patient = {.number = p,
                                       .visits = data->visits + visit,
                                       .courses = monitor->courses + monitor->n_courses};
        const size_t first_course = course;
        for (; visit < data->n_visits && data->visits[visit].patient == p; visit++)
            patient.n_visits++;
        while (course < data->n_courses && data->courses[course].patient == p)
            course++;
        patient.n_courses = take_courses(patient.courses, data, first_course, course);
        monitor->n_courses += patient.n_courses;
        status = phil_patient_take(&patient, room);
        if (status == PHIL_OK)
            status = work_out(working, &patient);
    }
    return status;
}

enum phil_status phil_monitor_compute(struct phil_monitor **monitor,
                                      const struct phil_monitor_data *data,
                                      const struct phil_progress *progress,
                                      const struct phil_log *log)
{
    struct phil_working working = {0};
    *monitor = NULL;
    if (!is_sound(data)) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot follow treatment: \"visits\": not in order");
        return PHIL_EARG;
    }
    enum phil_status status = PHIL_EMEM;
    struct phil_count_day *room = calloc(2 * data->n_visits + 1, sizeof *room);
    working.effects = calloc(data->n_courses + 1, sizeof *working.effects);
    working.monitor = calloc(1, sizeof *working.monitor);
    if (working.monitor)
        working.monitor->courses = calloc(data->n_courses + 1, sizeof *working.monitor->courses);
    if (room && working.effects && working.monitor && working.monitor->courses) {
        working.monitor->n_patients = data->n_patients;
        status = compute_patients(&working, data, progress, room);
        if (status == PHIL_OK)
            status = phil_reliability_compute(working.monitor, data);
        if (status == PHIL_OK)
            status = phil_services(&working);
    }
    free(room);
    free(working.effects);
    if (status == PHIL_OK)
        *monitor = working.monitor;
    else
        phil_monitor_free(working.monitor);
    return status;
}

void phil_monitor_free(struct phil_monitor *monitor)
{
    if (!monitor)
        return;
    for (size_t c = 0; monitor->courses && c < monitor->n_courses; c++) {
        free(monitor->courses[c].day_at);
        free(monitor->courses[c].visit_day);
    }
    for (int t = 0; t < PHIL_N_TREATMENTS; t++)
        free(monitor->service[t].day_at);
    free(monitor->courses);
    free(monitor->changes);
    free(monitor);
}
