/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of a trial on a terminal. */
#ifndef PHIL_REPORT_TRIAL_TERMINAL_H
#define PHIL_REPORT_TRIAL_TERMINAL_H

#include "report/terminal.h"
#include "report/trial_plot.h"

/* The days as bars, a lane for each arm over one axis of time, and the legend of what appears in
 * it. Nothing where there are no days. */
void phil_screen_days(struct phil_screen *screen, const struct phil_trial_plot *plot);

/* A rate ratio's interval against 1 and 0.7 on an axis that phil_screen_ratio_axis() labels;
 * nothing where it is not known. `label` stands before it in `label_columns`. */
struct phil_ratio_scale {
    double lo, hi;     /* of the axis, logarithmic */
    int label_columns; /* before the bar */
    int columns;       /* of the bar */
};
struct phil_ratio_scale phil_ratio_scale(const struct phil_screen *screen, int label_columns,
                                         const struct phil_effect *const *effects, size_t n);
void phil_screen_ratio(struct phil_screen *screen, const struct phil_ratio_scale *scale,
                       const char *label, const struct phil_effect *effect);
void phil_screen_ratio_axis(struct phil_screen *screen, const struct phil_ratio_scale *scale);

#endif
