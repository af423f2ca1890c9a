/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Days from an operation until it is quiet.
 *
 * Spasms often go on for weeks or months after a decompression that will turn out to have cured:
 * of 175 patients 62 were free of them within a week, 28 more within a month, 80 more within a
 * year, 5 later (doi:10.1055/s-0041-1740970); of 100, 67 within a week and 86 in the end
 * (doi:10.1007/s00701-024-05891-9). So the day counts from which on the rate stays below a tenth of
 * that before, up to the next treatment or the last visit; who has not come so far is censored at
 * the last visit. The day is that of a visit: it was quiet on it, and may have been before.
 *
 * A visit in which fewer than three twitches were to be expected at the old rate says nothing: none
 * would be seen once in twenty times though nothing had changed (exp(-3)).
 *
 * Over patients: Kaplan and Meier's estimate (1958, doi:10.1080/01621459.1958.10501452) of each
 * patient's first operation, with Greenwood's variance and intervals on the log(-log) scale, which
 * stay between 0 and 1 (Kalbfleisch and Prentice 2002). Censoring is taken to have nothing to do
 * with the outcome; those who are well and stop coming make the curve too low, those who go
 * elsewhere make it too high.
 */
#include <math.h>
#include <stdlib.h>

#include "monitor/inside.h"
#include "monitor/medians.h"

static const double quiet_share = 0.1;  /* the header's tenth */
static const double least_expected = 3; /* twitches; above */

static const char not_yet[] = "not quiet at the last visit that could tell";
static const char too_short[] = "no visit after it long enough to tell";

static void tell_course(const struct phil_patient *patient, size_t c)
{
    struct phil_course *course = &patient->courses[c];
    const double day = (double)course->day;
    const struct phil_value before = course->rate_before.value;
    if (before.reason) {
        course->quiet_days = phil_unknown(before.reason);
        return;
    }
    const struct phil_day_range after =
        phil_days_between(patient->days, patient->n_days, day, phil_treated_after(patient, c));
    double since = NAN;
    bool any = false;
    for (size_t i = after.n; i-- > 0;) {
        const struct phil_count_day *visit = &after.first[i];
        if (visit->exposure_min * before.value < least_expected)
            continue;
        any = true;
        if (!(visit->count / visit->exposure_min < quiet_share * before.value))
            break;
        since = visit->day - day;
    }
    if (!any)
        course->quiet_days = phil_unknown(after.n ? too_short : "no visit after it");
    else if (isnan(since))
        course->quiet_days = phil_unknown(not_yet);
    else
        course->quiet_days = (struct phil_estimate){phil_measured(since), {NAN, NAN}};
}

void phil_quiet_days(const struct phil_patient *patient)
{
    for (size_t c = 0; c < patient->n_courses; c++)
        if (patient->courses[c].treatment == PHIL_TREATMENT_DECOMPRESSION)
            tell_course(patient, c);
}

/* --- over patients ------------------------------------------------------- */

struct follow_up {
    double days;
    bool quiet;
};

static int by_days(const void *a, const void *b)
{
    const struct follow_up *x = a, *y = b;
    return (x->days > y->days) - (x->days < y->days);
}

/* First operations that were followed and could become quiet. */
static size_t collect(struct follow_up *list, const struct phil_monitor *monitor)
{
    size_t n = 0;
    int last = 0;
    for (size_t c = 0; c < monitor->n_courses; c++) {
        const struct phil_course *course = &monitor->courses[c];
        if (course->treatment != PHIL_TREATMENT_DECOMPRESSION || course->patient == last)
            continue;
        last = course->patient;
        const char *const reason = course->quiet_days.value.reason;
        if (!reason)
            list[n++] = (struct follow_up){course->quiet_days.value.value, true};
        else if (reason == not_yet)
            list[n++] = (struct follow_up){course->days_followed, false};
    }
    qsort(list, n, sizeof *list, by_days);
    return n;
}

/* The interval of a share `still` that is not quiet yet; `sum` is Greenwood's. */
static struct phil_interval log_log(double still, double sum)
{
    if (!(still > 0 && still < 1))
        return (struct phil_interval){NAN, NAN};
    const double reach = 1.959963984540054 * sqrt(sum) / fabs(log(still));
    return (struct phil_interval){1 - pow(still, exp(-reach)), 1 - pow(still, exp(reach))};
}

/* The first day on which a limit of the curve reaches a half; NaN when none does. */
static double half_day(const struct phil_service *service, const double *limit)
{
    for (size_t i = 0; i < service->n_curve; i++)
        if (limit[i] >= 0.5)
            return service->day_at[i];
    return NAN;
}

/* The median is where the curve reaches a half, its interval where the limits do (Brookmeyer and
 * Crowley 1982, doi:10.2307/2530286). */
static struct phil_estimate half(const struct phil_service *service)
{
    const double day = half_day(service, service->quiet);
    if (isnan(day))
        return phil_unknown("fewer than half became quiet in the time that they were followed");
    return (struct phil_estimate){
        phil_measured(day),
        {half_day(service, service->quiet_hi), half_day(service, service->quiet_lo)}};
}

static void draw_curve(struct phil_service *service, const struct follow_up *list, size_t n)
{
    double still = 1, sum = 0;
    for (size_t i = 0; i < n;) {
        const double day = list[i].days;
        const double at_risk = (double)(n - i);
        double events = 0;
        for (; i < n && list[i].days == day; i++)
            events += list[i].quiet;
        still *= 1 - events / at_risk;
        if (events < at_risk)
            sum += events / (at_risk * (at_risk - events));
        const struct phil_interval interval = log_log(still, sum);
        const size_t k = service->n_curve++;
        service->day_at[k] = day;
        service->quiet[k] = 1 - still;
        service->quiet_lo[k] = interval.lo;
        service->quiet_hi[k] = interval.hi;
        service->quiet_events += (int)events;
    }
}

enum phil_status phil_quiet_curve(struct phil_service *service, const struct phil_monitor *monitor)
{
    struct follow_up *list = calloc(monitor->n_courses + 1, sizeof *list);
    enum phil_status status = list ? PHIL_OK : PHIL_EMEM;
    service->quiet_days = phil_unknown("no operation with a visit before and one after");
    const size_t n = list ? collect(list, monitor) : 0;
    service->operated = (int)n;
    double *room = n ? calloc(4 * n, sizeof *room) : NULL;
    service->day_at = room;
    if (n && !room)
        status = PHIL_EMEM;
    if (room) {
        service->quiet = room + n;
        service->quiet_lo = room + 2 * n;
        service->quiet_hi = room + 3 * n;
        draw_curve(service, list, n);
        service->quiet_days = half(service);
    }
    free(list);
    return status;
}
