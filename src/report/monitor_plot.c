/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Axes and lines for the pictures of outcome monitoring. */
#include <math.h>

#include "report/monitor_html.h"

enum { MOST_LINES = 100 }; /* of a grid; there are about a dozen */

double phil_plot_x(const struct phil_plot *plot, double x)
{
    return plot->left +
           (plot->right - plot->left) * (x - plot->x_from) / fmax(plot->x_to - plot->x_from, 1e-9);
}

/* What would be above the top stays at it. */
double phil_plot_y(const struct phil_plot *plot, double y)
{
    return plot->bottom - (plot->bottom - plot->top) * fmin(y / fmax(plot->y_to, 1e-12), 1);
}

static void add_point(struct phil_text *page, const struct phil_plot *plot, bool first, double x,
                      double y)
{
    phil_text_printf(page, "%s%s %s", first ? "M" : "L", phil_short(phil_plot_x(plot, x), 1).s,
                     phil_short(phil_plot_y(plot, y), 1).s);
}

void phil_plot_line(struct phil_text *page, const struct phil_plot *plot, const char *class_name,
                    const double *x, const double *y, const double *low, size_t n)
{
    bool first = true;
    phil_text_printf(page, "<path class=\"%s\" d=\"", class_name);
    for (size_t i = 0; i < n; i++)
        if (isfinite(y[i])) {
            add_point(page, plot, first, x[i], y[i]);
            first = false;
        }
    for (size_t i = n; low && i-- > 0;)
        if (isfinite(low[i])) {
            add_point(page, plot, first, x[i], low[i]);
            first = false;
        }
    phil_text_add(page, first ? "M0 0\"/>\n" : low ? "Z\"/>\n" : "\"/>\n");
}

void phil_plot_segment(struct phil_text *page, const char *class_name, double x1, double y1,
                       double x2, double y2)
{
    phil_text_printf(page, "<path class=\"%s\" d=\"M%s %sL%s %s\"/>\n", class_name,
                     phil_short(x1, 1).s, phil_short(y1, 1).s, phil_short(x2, 1).s,
                     phil_short(y2, 1).s);
}

void phil_plot_word(struct phil_text *page, const char *class_name, double x, double y,
                    const char *anchor, const char *word)
{
    phil_text_printf(page, "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">", class_name,
                     phil_short(x, 1).s, phil_short(y, 1).s, anchor);
    phil_text_add_html(page, word);
    phil_text_add(page, "</text>\n");
}

/* Steps between the numbers of an axis of days: weeks, then months, then years. */
static double day_step(double days)
{
    static const double steps[] = {1, 2, 7, 14, 28, 56, 84, 182, 364, 728, 1820, 3640};
    size_t i = 0;
    while (i + 1 < sizeof steps / sizeof *steps && days / steps[i] > 7)
        i++;
    return fmax(steps[i], pow(10, ceil(log10(days / 70))));
}

/* 1, 2 or 5 times a power of ten, so that about four fit. */
static double round_step(double top)
{
    const double raw = fmax(top, 1e-6) / 4, power = pow(10, floor(log10(raw)));
    return power * (raw / power > 5 ? 10 : raw / power > 2 ? 5 : raw / power > 1 ? 2 : 1);
}

void phil_plot_axes(struct phil_text *page, const struct phil_plot *plot, const char *y_name)
{
    const double dx = day_step(plot->x_to - plot->x_from), dy = round_step(plot->y_to);
    /* By number: the sum of steps stands still where they are lost in rounding. */
    for (int i = 0; i < MOST_LINES && i * dy <= plot->y_to * 1.0001; i++) {
        const double y = i * dy, at = phil_plot_y(plot, y);
        phil_plot_segment(page, y > 0 ? "grid" : "axis", plot->left, at, plot->right, at);
        phil_plot_word(page, "num", plot->left - 5, at + 4, "end", phil_short(y, 4).s);
    }
    for (int i = 0; i < MOST_LINES && (ceil(plot->x_from / dx) + i) * dx <= plot->x_to; i++) {
        const double x = (ceil(plot->x_from / dx) + i) * dx, at = phil_plot_x(plot, x);
        phil_plot_segment(page, "axis", at, plot->bottom, at, plot->bottom + 4);
        phil_plot_word(page, "num", at, plot->bottom + 16, "middle", phil_short(x, 0).s);
    }
    phil_plot_word(page, "num", plot->right, plot->bottom + 29, "end", "days after treatment");
    phil_plot_word(page, "num", plot->left, plot->top - 7, "start", y_name);
}
