/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How far a measurement can be trusted: repeats on one day.
 *
 * Measured is y = log((count + 1/2) / minutes); errors of rates are factors. The intraclass
 * correlation says how much of the spread of such numbers is between patients; its forms, names and
 * intervals are those of McGraw and Wong 1996 (doi:10.1037/1082-989X.1.1.30). Where each patient
 * has as many repeats, the first, the second, ... of the day are taken as occasions drawn at random
 * and their common differences count as error: ICC(A,1). Else the repeats have no order: ICC(1) of
 * one-way analysis, its interval then approximate. Each patient enters with one day, the one with
 * the most repeats, so that changes by treatment are no spread between patients. An ICC depends on
 * how different the patients are: it cannot be carried to another service (Koo and Li 2016,
 * doi:10.1016/j.jcm.2016.02.012, on which form to report).
 *
 * The standard error of measurement is the spread of repeats within days, over all days with any;
 * its interval is that of a variance (chi-square). The minimal detectable change is 1.96 sqrt(2)
 * times it. Both take repeats of a day as independent and say nothing of how a patient's own days
 * differ: a change between two days is that of the patient only beyond both.
 */
#include <math.h>
#include <stdlib.h>

#include "monitor/inside.h"
#include "monitor/medians.h"

enum { LEAST_PATIENTS = 3 };

static const char form_two_way[] = "ICC(A,1)";
static const char form_one_way[] = "ICC(1)";

/* The repeats of one patient on one day. */
struct repeats {
    int patient;
    size_t first, n; /* of data->visits */
};

static double y_of(const struct phil_visit *visit)
{
    return log((visit->tally.count + 0.5) / visit->tally.exposure_min);
}

static double sum_of_squares(const struct phil_monitor_data *data, const struct repeats *group)
{
    double mean = 0, sum = 0;
    for (size_t i = 0; i < group->n; i++)
        mean += y_of(&data->visits[group->first + i]) / (double)group->n;
    for (size_t i = 0; i < group->n; i++) {
        const double d = y_of(&data->visits[group->first + i]) - mean;
        sum += d * d;
    }
    return sum;
}

static size_t find_groups(struct repeats *groups, const struct phil_monitor_data *data)
{
    size_t n = 0;
    for (size_t i = 0; i < data->n_visits;) {
        size_t end = i + 1;
        while (end < data->n_visits && data->visits[end].patient == data->visits[i].patient &&
               data->visits[end].day == data->visits[i].day)
            end++;
        if (end - i > 1)
            groups[n++] = (struct repeats){data->visits[i].patient, i, end - i};
        i = end;
    }
    return n;
}

/* --- standard error and smallest change ---------------------------------- */

static double factor_of_change(double variance)
{
    return exp(1.959963984540054 * sqrt(2 * variance));
}

static double factor_of_error(double variance)
{
    return exp(sqrt(variance));
}

/* `squares` around the days' means with so many degrees of freedom, as a factor. */
static struct phil_estimate factor(double squares, double degrees, double (*of)(double))
{
    if (!(squares > 0))
        return phil_unknown("repeats of a day were the same to the last twitch");
    const double lo = squares / phil_chi_square_quantile(1 - PHIL_TAIL, degrees);
    const double hi = squares / phil_chi_square_quantile(PHIL_TAIL, degrees);
    return (struct phil_estimate){phil_measured(of(squares / degrees)), {of(lo), of(hi)}};
}

static void tell_errors(struct phil_reliability *reliability, const struct phil_monitor_data *data,
                        const struct repeats *groups, size_t n)
{
    double squares = 0, degrees = 0;
    for (size_t g = 0; g < n; g++) {
        squares += sum_of_squares(data, &groups[g]);
        degrees += (double)groups[g].n - 1;
        reliability->patients += g == 0 || groups[g].patient != groups[g - 1].patient;
        reliability->repeats += (int)groups[g].n;
    }
    reliability->sem = reliability->mdc_factor = phil_unknown("no patient measured twice on a day");
    if (n) {
        reliability->sem = factor(squares, degrees, factor_of_error);
        reliability->mdc_factor = factor(squares, degrees, factor_of_change);
    }
}

/* Each patient's own. */
static enum phil_status tell_changes(struct phil_monitor *monitor,
                                     const struct phil_monitor_data *data,
                                     const struct repeats *groups, size_t n)
{
    monitor->changes = calloc(n + 1, sizeof *monitor->changes);
    if (!monitor->changes)
        return PHIL_EMEM;
    for (size_t g = 0; g < n;) {
        struct phil_patient_change *change = &monitor->changes[monitor->n_changes++];
        double squares = 0, degrees = 0;
        change->patient = groups[g].patient;
        for (; g < n && groups[g].patient == change->patient; g++) {
            squares += sum_of_squares(data, &groups[g]);
            degrees += (double)groups[g].n - 1;
            change->repeats += (int)groups[g].n;
        }
        change->mdc_factor = factor(squares, degrees, factor_of_change);
    }
    return PHIL_OK;
}

/* --- intraclass correlation ---------------------------------------------- */

/* Keeps of each patient the day with the most repeats, the earliest of several. */
static size_t one_day_each(struct repeats *groups, size_t n)
{
    size_t kept = 0;
    for (size_t g = 0; g < n; g++) {
        if (kept == 0 || groups[kept - 1].patient != groups[g].patient)
            groups[kept++] = groups[g];
        else if (groups[g].n > groups[kept - 1].n)
            groups[kept - 1] = groups[g];
    }
    return kept;
}

static double mean_of(const struct phil_monitor_data *data, const struct repeats *group)
{
    double sum = 0;
    for (size_t i = 0; i < group->n; i++)
        sum += y_of(&data->visits[group->first + i]);
    return sum / (double)group->n;
}

/* One-way, any numbers of repeats: k0 stands for their number (Donner 1986,
 * doi:10.2307/1403259). */
static struct phil_estimate one_way(const struct phil_monitor_data *data,
                                    const struct repeats *groups, size_t n)
{
    double total = 0, squared = 0, grand = 0, between = 0, within = 0;
    for (size_t g = 0; g < n; g++) {
        const double k = (double)groups[g].n;
        total += k;
        squared += k * k;
        grand += k * mean_of(data, &groups[g]);
        within += sum_of_squares(data, &groups[g]);
    }
    grand /= total;
    for (size_t g = 0; g < n; g++) {
        const double d = mean_of(data, &groups[g]) - grand;
        between += (double)groups[g].n * d * d;
    }
    const double rows = (double)n - 1, rest = total - (double)n;
    const double k0 = (total - squared / total) / rows;
    const double f = (between / rows) / (within / rest);
    if (!isfinite(f))
        return phil_unknown("repeats of a day were the same to the last twitch");
    const double lo = f / phil_f_quantile(1 - PHIL_TAIL, rows, rest);
    const double hi = f * phil_f_quantile(1 - PHIL_TAIL, rest, rows);
    return (struct phil_estimate){phil_measured((f - 1) / (f + k0 - 1)),
                                  {(lo - 1) / (lo + k0 - 1), (hi - 1) / (hi + k0 - 1)}};
}

struct squares {
    double rows, columns, error; /* mean squares */
    double n, k;
};

static struct squares two_way_squares(const struct phil_monitor_data *data,
                                      const struct repeats *groups, size_t n)
{
    const size_t k = groups->n;
    double grand = 0, rows = 0, columns = 0, total = 0;
    for (size_t g = 0; g < n; g++)
        grand += mean_of(data, &groups[g]) / (double)n;
    for (size_t g = 0; g < n; g++) {
        const double d = mean_of(data, &groups[g]) - grand;
        rows += (double)k * d * d;
    }
    for (size_t c = 0; c < k; c++) {
        double mean = 0;
        for (size_t g = 0; g < n; g++)
            mean += y_of(&data->visits[groups[g].first + c]) / (double)n;
        columns += (double)n * (mean - grand) * (mean - grand);
    }
    for (size_t g = 0; g < n; g++)
        for (size_t c = 0; c < k; c++) {
            const double d = y_of(&data->visits[groups[g].first + c]) - grand;
            total += d * d;
        }
    const double degrees = ((double)n - 1) * ((double)k - 1);
    return (struct squares){rows / ((double)n - 1), columns / ((double)k - 1),
                            fmax(total - rows - columns, 0) / degrees, (double)n, (double)k};
}

/* McGraw and Wong's tables 4 and 7. */
static struct phil_estimate two_way(const struct squares *ms)
{
    const double n = ms->n, k = ms->k;
    const double r = (ms->rows - ms->error) /
                     (ms->rows + (k - 1) * ms->error + k / n * (ms->columns - ms->error));
    if (!(ms->error > 0) || !isfinite(r) || r >= 1)
        return phil_unknown("repeats of a day were the same to the last twitch");
    const double a = k * r / (n * (1 - r)), b = 1 + k * r * (n - 1) / (n * (1 - r));
    const double top = a * ms->columns + b * ms->error;
    const double v = top * top /
                     (a * ms->columns * a * ms->columns / (k - 1) +
                      b * ms->error * b * ms->error / ((n - 1) * (k - 1)));
    const double lower = phil_f_quantile(1 - PHIL_TAIL, n - 1, v);
    const double upper = phil_f_quantile(1 - PHIL_TAIL, v, n - 1);
    const double rest = k * n - k - n;
    return (struct phil_estimate){
        phil_measured(r),
        {n * (ms->rows - lower * ms->error) /
             (lower * (k * ms->columns + rest * ms->error) + n * ms->rows),
         n * (upper * ms->rows - ms->error) /
             (k * ms->columns + rest * ms->error + n * upper * ms->rows)}};
}

static void tell_icc(struct phil_reliability *reliability, const struct phil_monitor_data *data,
                     const struct repeats *groups, size_t n)
{
    bool even = true;
    for (size_t g = 1; g < n; g++)
        even &= groups[g].n == groups->n;
    reliability->icc_form = even ? form_two_way : form_one_way;
    if (n < LEAST_PATIENTS) {
        reliability->icc = phil_unknown("fewer than three patients measured twice on a day");
        return;
    }
    const struct squares ms = even ? two_way_squares(data, groups, n) : (struct squares){0};
    reliability->icc = even ? two_way(&ms) : one_way(data, groups, n);
}

enum phil_status phil_reliability_compute(struct phil_monitor *monitor,
                                          const struct phil_monitor_data *data)
{
    struct repeats *groups = calloc(data->n_visits / 2 + 1, sizeof *groups);
    if (!groups)
        return PHIL_EMEM;
    size_t n = find_groups(groups, data);
    tell_errors(&monitor->reliability, data, groups, n);
    const enum phil_status status = tell_changes(monitor, data, groups, n);
    n = one_day_each(groups, n);
    tell_icc(&monitor->reliability, data, groups, n);
    free(groups);
    return status;
}
