/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The picture of a trial's days, without ink: where each day, period and tick lies in a unit
 * square. The page in HTML and the doctor's page in PDF draw the same picture of it.
 *
 * x is 0 where the first day begins and 1 where the last one ends; y is 0 for no twitch at all and
 * 1 at the top of the axis.
 */
#ifndef PHIL_REPORT_TRIAL_PLOT_H
#define PHIL_REPORT_TRIAL_PLOT_H

#include <philtrum/report.h>

#include "pattern/quantiles.h"

/* A day. Ordinates are NaN where there is nothing to draw: nobody counted, the day does not count
 * (fit), or the trial still runs and is told blind. */
struct phil_plot_day {
    const struct phil_trial_day *day; /* NULL: still to come */
    int64_t number;                   /* days since 1970, or the trial's own */
    double x;                         /* its middle */
    double y, y_lo, y_hi;             /* rate as measured, with its 95 % interval */
    double fit, fit_lo, fit_hi;       /* rate as fitted; the analysis's 95 % interval */
};

/* Days of one arm in a row. What chance drew for days to come is not told ahead: whoever knows
 * what comes tomorrow expects something of it. Such a band is `hidden`, and its arm means nothing.
 */
struct phil_plot_band {
    double from, to;
    enum phil_arm arm;
    int period; /* 0: run-in */
    bool hidden;
};

struct phil_plot_tick {
    double at;
    char label[24]; /* "2.5", "2026-11-26", "14" */
};

enum { PHIL_PLOT_MOST_TICKS = 8 };

struct phil_trial_plot {
    struct phil_plot_day *days;
    size_t n_days;
    struct phil_plot_band *bands;
    size_t n_bands;
    struct phil_plot_tick x_tick[PHIL_PLOT_MOST_TICKS], y_tick[PHIL_PLOT_MOST_TICKS];
    int n_x_ticks, n_y_ticks;
    double level[PHIL_N_ARMS]; /* mean rate of an arm; NaN when unknown */
    double day_width;
    double top_per_min; /* rate at y = 1 */
    bool blind;         /* it still runs, and no rate is shown */
};

/* Whether it is known on which day the trial began or is to begin. */
bool phil_trial_has_date(const struct phil_trial_view *view);

/* Whether its days are over, so that the order may be told. */
bool phil_trial_is_over(const struct phil_trial_view *view);

/* Whether the trial is told without its counts: it runs, and nobody asked to look. */
bool phil_trial_blind(const struct phil_trial_view *view);

/* Lays the picture out; n_days is 0 when there are neither days nor a plan. Days of a plan that are
 * still to come are in it. Free with phil_trial_plot_release(), also after a failure. Errors:
 * PHIL_EMEM. */
enum phil_status phil_trial_plot_init(struct phil_trial_plot *plot,
                                      const struct phil_trial_view *view);
void phil_trial_plot_release(struct phil_trial_plot *plot);

#endif
