/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the page of outcome monitoring; all of it is well-formed XML too. */
#ifndef PHIL_REPORT_MONITOR_HTML_H
#define PHIL_REPORT_MONITOR_HTML_H

#include "report/html.h"
#include "report/monitor_words.h"

/* What it adds to the style sheet of every page. */
void phil_page_monitor_style(struct phil_text *page);

/* A course: visits, fitted rate, treatment, return. Nothing without a visit. */
void phil_page_course(struct phil_text *page, const struct phil_course *course);

/* Rate ratios of the courses of one kind and their mean. */
void phil_page_forest(struct phil_text *page, const struct phil_monitor *monitor,
                      const struct phil_service *service);

/* The share of patients that is quiet, by day; nothing when there is no such curve. */
void phil_page_quiet(struct phil_text *page, const struct phil_service *service);

/* A plot with linear axes, in units of its drawing. */
struct phil_plot {
    double left, right, top, bottom; /* of the drawing */
    double x_from, x_to, y_to;       /* of the data; y begins at 0 */
};
double phil_plot_x(const struct phil_plot *plot, double x);
double phil_plot_y(const struct phil_plot *plot, double y);

/* A broken line through n points, closed by the way back along `low` when that is not NULL. Points
 * that are not finite are left out. */
void phil_plot_line(struct phil_text *page, const struct phil_plot *plot, const char *class_name,
                    const double *x, const double *y, const double *low, size_t n);

/* A straight line, and a word beside a place: `anchor` is "start", "middle" or "end". */
void phil_plot_segment(struct phil_text *page, const char *class_name, double x1, double y1,
                       double x2, double y2);
void phil_plot_word(struct phil_text *page, const char *class_name, double x, double y,
                    const char *anchor, const char *word);

/* Both axes with their numbers: days, and what `y_name` says. */
void phil_plot_axes(struct phil_text *page, const struct phil_plot *plot, const char *y_name);

#endif
