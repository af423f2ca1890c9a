/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See trial_plot.h. */
#include "report/trial_plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "report/text_buffer.h"
#include "report/trial_wording.h"

/* Beyond this, the days of a file are drawn side by side: somebody's numbering, not a calendar. */
enum { SPARSEST = 4, SPARSE_DAYS = 60 };

bool phil_trial_blind(const struct phil_trial_view *view)
{
    return view->plan && view->state == PHIL_TRIAL_RUNNING && !view->result;
}

bool phil_trial_is_over(const struct phil_trial_view *view)
{
    return !view->plan || view->state == PHIL_TRIAL_ENDED || view->state == PHIL_TRIAL_STOPPED;
}

bool phil_trial_has_date(const struct phil_trial_view *view)
{
    return view->state != PHIL_TRIAL_PLANNED || view->first_day > view->today;
}

/* ---- which days ---- */

/* Days of the plan behind those of the data. */
static size_t days_to_come(const struct phil_trial_view *view)
{
    const size_t n = view->data ? view->data->n_days : 0;
    const int planned = view->plan ? phil_trial_plan_days(view->plan) : 0;
    const bool more = planned > 0 && !phil_trial_is_over(view) && (size_t)planned > n;
    return more ? (size_t)planned - n : 0;
}

static int64_t first_number(const struct phil_trial_view *view)
{
    if (view->data && view->data->n_days)
        return view->data->days[0].day;
    return phil_trial_has_date(view) ? view->first_day : 1;
}

static bool is_calendar(const struct phil_trial_plot *plot)
{
    const int64_t first = plot->days[0].number, last = plot->days[plot->n_days - 1].number;
    uint64_t span = (uint64_t)last - (uint64_t)first; /* no overflow: last >= first */
    return last >= first && span < (uint64_t)plot->n_days * SPARSEST + SPARSE_DAYS;
}

static void place_days(struct phil_trial_plot *plot)
{
    const bool calendar = is_calendar(plot);
    const int64_t first = plot->days[0].number;
    const double span =
        calendar ? (double)(plot->days[plot->n_days - 1].number - first + 1) : (double)plot->n_days;
    plot->day_width = 1 / span;
    for (size_t i = 0; i < plot->n_days; i++) {
        const double at = calendar ? (double)(plot->days[i].number - first) : (double)i;
        plot->days[i].x = (at + 0.5) / span;
    }
}

/* ---- how high ---- */

static double rate_of(const struct phil_trial_day *day)
{
    const struct phil_tally tally = day->tally[PHIL_OUTCOME_TWITCHES];
    return tally.exposure_min > 0 ? tally.count / tally.exposure_min : NAN;
}

/* The next of 1, 2, 5 times a power of ten that cuts `most` into at most seven. */
static double axis_step(double most)
{
    const double unit = pow(10, floor(log10(most / 7)));
    const double mantissa = most / 7 / unit;
    return unit * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
}

static void scale_rates(struct phil_trial_plot *plot, const struct phil_trial_view *view)
{
    double most = 0, rest = 0;
    for (size_t i = 0; i < plot->n_days; i++) {
        const struct phil_trial_day *day = plot->days[i].day;
        if (!day || !isfinite(rate_of(day)))
            continue;
        if (day->use == PHIL_DAY_USED)
            most = fmax(most, rate_of(day));
        else
            rest = fmax(rest, rate_of(day));
    }
    /* Days that do not count may stick out of the picture. */
    most = most > 0 ? fmax(most, fmin(rest, 1.5 * most)) : rest;
    if (!(most > 0) || plot->blind)
        most = 1;
    const double step = axis_step(most * 1.05);
    plot->top_per_min = step * ceil(most * 1.05 / step);
    for (int i = 0; i < PHIL_PLOT_MOST_TICKS && i * step <= plot->top_per_min * 1.001; i++) {
        struct phil_plot_tick *tick = &plot->y_tick[plot->n_y_ticks++];
        tick->at = i * step / plot->top_per_min;
        memcpy(tick->label, phil_short(i * step, 6).s, sizeof tick->label - 1);
    }
    for (int arm = 0; arm < PHIL_N_ARMS; arm++) {
        const bool known = view->result && !view->result->rate_per_min[arm].reason;
        plot->level[arm] = known ? view->result->rate_per_min[arm].value / plot->top_per_min : NAN;
    }
}

static void raise_days(struct phil_trial_plot *plot, const struct phil_trial_view *view)
{
    const struct phil_trial_result *result = view->result;
    const double top = plot->top_per_min;
    for (size_t i = 0; i < plot->n_days; i++) {
        struct phil_plot_day *at = &plot->days[i];
        at->y = at->y_lo = at->y_hi = at->fit = at->fit_lo = at->fit_hi = NAN;
        if (!at->day || plot->blind)
            continue;
        const struct phil_tally tally = at->day->tally[PHIL_OUTCOME_TWITCHES];
        at->y = rate_of(at->day) / top;
        if (tally.exposure_min > 0) {
            const struct phil_interval ci = phil_count_interval(tally.count);
            at->y_lo = ci.lo / tally.exposure_min / top;
            at->y_hi = ci.hi / tally.exposure_min / top;
        }
        if (result && i < result->n_days) {
            at->fit = result->fitted[i] / top;
            at->fit_lo = result->fitted_lo[i] / top;
            at->fit_hi = result->fitted_hi[i] / top;
        }
    }
}

/* ---- bands and ticks ---- */

static struct phil_plot_band band_of(const struct phil_trial_plot *plot, size_t i,
                                     const struct phil_trial_view *view)
{
    const struct phil_plot_day *day = &plot->days[i];
    struct phil_plot_band band = {day->x - plot->day_width / 2, day->x + plot->day_width / 2,
                                  PHIL_ARM_USUAL, 0, false};
    if (day->day) {
        band.arm = day->day->assigned;
        band.period = day->day->period;
    } else {
        const int64_t first = plot->days[0].number;
        const struct phil_trial_slot slot = phil_trial_slot_of(view->plan, first, day->number);
        const size_t known = view->data ? view->data->n_days : 0;
        const bool under_way = known && view->data->days[known - 1].period == slot.period;
        band.hidden = slot.period && !under_way;
        band.arm = band.hidden ? PHIL_ARM_USUAL : slot.arm;
        band.period = slot.period;
    }
    return band;
}

static void lay_bands(struct phil_trial_plot *plot, const struct phil_trial_view *view)
{
    for (size_t i = 0; i < plot->n_days; i++) {
        const struct phil_plot_band band = band_of(plot, i, view);
        struct phil_plot_band *last = plot->n_bands ? &plot->bands[plot->n_bands - 1] : NULL;
        if (last && last->period == band.period && last->arm == band.arm &&
            last->hidden == band.hidden)
            last->to = band.to;
        else
            plot->bands[plot->n_bands++] = band;
    }
}

static void lay_dates(struct phil_trial_plot *plot, const struct phil_trial_view *view)
{
    enum { TICKS = 4 };
    const bool dated = view->data ? view->data->dated : phil_trial_has_date(view);
    const size_t n = plot->n_days < TICKS ? plot->n_days : TICKS;
    for (size_t i = 0; i < n; i++) {
        const struct phil_plot_day *day = &plot->days[i * plot->n_days / n];
        struct phil_plot_tick *tick = &plot->x_tick[plot->n_x_ticks++];
        tick->at = day->x - plot->day_width / 2;
        phil_trial_day_label(tick->label, sizeof tick->label, day->number, dated);
    }
}

enum phil_status phil_trial_plot_init(struct phil_trial_plot *plot,
                                      const struct phil_trial_view *view)
{
    *plot = (struct phil_trial_plot){.blind = phil_trial_blind(view), .level = {NAN, NAN}};
    const size_t known = view->data ? view->data->n_days : 0;
    const size_t n = known + days_to_come(view);
    if (!n)
        return PHIL_OK;
    plot->days = calloc(n, sizeof *plot->days);
    plot->bands = calloc(n, sizeof *plot->bands);
    if (!plot->days || !plot->bands) {
        phil_trial_plot_release(plot);
        return PHIL_EMEM;
    }
    plot->n_days = n;
    const int64_t first = first_number(view);
    for (size_t i = 0; i < n; i++) {
        const struct phil_trial_day *day = i < known ? &view->data->days[i] : NULL;
        plot->days[i].day = day;
        plot->days[i].number = day ? day->day : i ? plot->days[i - 1].number + 1 : first;
    }
    place_days(plot);
    lay_bands(plot, view);
    lay_dates(plot, view);
    scale_rates(plot, view);
    raise_days(plot, view);
    return PHIL_OK;
}

void phil_trial_plot_release(struct phil_trial_plot *plot)
{
    free(plot->days);
    free(plot->bands);
    *plot = (struct phil_trial_plot){0};
}
