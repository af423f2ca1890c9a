/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The picture of a course: each visit with the interval of its count, the treatment as an upright
 * line, the fitted rate with its band (dashed from the last visit on, where it is a forecast), and
 * where half of the effect has gone.
 */
#include <math.h>

#include "report/monitor_html.h"

static const double MOST_RATE = 1e9; /* per minute: an axis has an end */

enum { WIDTH = 420, HEIGHT = 250, LONGEST_BEFORE = 120, LONGEST_AFTER = 400 };

static double top_of(const struct phil_course *course)
{
    double top = 0;
    for (size_t i = 0; i < course->n_visits; i++)
        if (course->visit_day[i] >= -LONGEST_BEFORE)
            top = fmax(top, course->visit_rate[i]);
    for (size_t i = 0; i < course->n_curve; i++)
        top = fmax(top, course->rate[i]);
    /* Room for the whiskers of the highest points, not for those of a clip of seconds. */
    return fmin(fmax(1.35 * top, 0.5), MOST_RATE);
}

static struct phil_plot plot_of(const struct phil_course *course)
{
    struct phil_plot plot = {.left = 40,
                             .right = WIDTH - 10,
                             .top = 26,
                             .bottom = HEIGHT - 36,
                             .x_from = -14,
                             .x_to = fmax(course->days_followed, 28),
                             .y_to = top_of(course)};
    for (size_t i = 0; i < course->n_visits; i++)
        if (course->visit_day[i] >= -LONGEST_BEFORE)
            plot.x_from = fmin(plot.x_from, course->visit_day[i] - 4);
    if (course->n_curve)
        plot.x_to = fmax(plot.x_to, course->day_at[course->n_curve - 1]);
    if (course->treatment == PHIL_TREATMENT_TOXIN)
        plot.x_to = fmin(plot.x_to, LONGEST_AFTER);
    plot.x_to += 0.03 * (plot.x_to - plot.x_from);
    return plot;
}

static void add_visits(struct phil_text *page, const struct phil_plot *plot,
                       const struct phil_course *course)
{
    for (size_t i = 0; i < course->n_visits; i++) {
        if (course->visit_day[i] < plot->x_from || course->visit_day[i] > plot->x_to)
            continue;
        const double x = phil_plot_x(plot, course->visit_day[i]);
        phil_plot_segment(page, "whisker", x, phil_plot_y(plot, course->visit_lo[i]), x,
                          phil_plot_y(plot, course->visit_hi[i]));
        phil_text_printf(page, "<circle class=\"visit\" cx=\"%s\" cy=\"%s\" r=\"3.2\"/>\n",
                         phil_short(x, 1).s,
                         phil_short(phil_plot_y(plot, course->visit_rate[i]), 1).s);
    }
}

static void add_curve(struct phil_text *page, const struct phil_plot *plot,
                      const struct phil_course *course)
{
    size_t seen = 0;
    while (seen < course->n_curve && course->day_at[seen] <= course->days_followed)
        seen++;
    phil_plot_line(page, plot, "band", course->day_at, course->rate_hi, course->rate_lo,
                   course->n_curve);
    phil_plot_line(page, plot, "fit", course->day_at, course->rate, NULL, seen);
    if (seen > 0 && seen < course->n_curve)
        phil_plot_line(page, plot, "fit ahead", course->day_at + seen - 1, course->rate + seen - 1,
                       NULL, course->n_curve - seen + 1);
}

/* The rate before or after, where there is no curve. */
static void add_level(struct phil_text *page, const struct phil_plot *plot,
                      const struct phil_estimate *rate, double from, double to)
{
    const double x[2] = {from, to};
    if (rate->value.reason || !(to > from))
        return;
    phil_plot_line(page, plot, "band", x, (const double[2]){rate->interval.hi, rate->interval.hi},
                   (const double[2]){rate->interval.lo, rate->interval.lo}, 2);
    phil_plot_line(page, plot, "fit", x, (const double[2]){rate->value.value, rate->value.value},
                   NULL, 2);
}

static void add_levels(struct phil_text *page, const struct phil_plot *plot,
                       const struct phil_course *course)
{
    const bool late = course->treatment == PHIL_TREATMENT_DECOMPRESSION;
    add_level(page, plot, &course->rate_before, plot->x_from, 0);
    add_level(page, plot, &course->rate_after, late ? fmax(0, course->days_followed - 90) : 0,
              course->days_followed);
}

/* An upright stroke with its word, on the side on which there is room. */
static void add_day(struct phil_text *page, const struct phil_plot *plot, double day,
                    const char *class_name, const char *word)
{
    const double x = phil_plot_x(plot, day);
    const bool left = x > (plot->left + plot->right) / 2;
    phil_plot_segment(page, class_name, x, plot->top + 14, x, plot->bottom);
    phil_plot_word(page, "label", left ? x - 4 : x + 4, plot->top + 22, left ? "end" : "start",
                   word);
}

static void add_return(struct phil_text *page, const struct phil_plot *plot,
                       const struct phil_course *course)
{
    const struct phil_interval ci = course->return_days.interval;
    const double lo = fmax(ci.lo, plot->x_from), hi = fmin(ci.hi, plot->x_to);
    if (course->return_days.value.reason || course->return_days.value.value > plot->x_to)
        return;
    add_day(page, plot, course->return_days.value.value,
            course->return_is_forecast ? "back ahead" : "back",
            course->return_is_forecast ? "half back: forecast" : "half back");
    if (hi > lo)
        phil_plot_segment(page, "reach", phil_plot_x(plot, lo), plot->top + 32,
                          phil_plot_x(plot, hi), plot->top + 32);
}

static void describe(struct phil_text *page, const struct phil_course *course)
{
    struct phil_text t = {0};
    phil_say_course(&t, course);
    phil_text_add(&t, ": ");
    phil_say_course_rates(&t, course);
    phil_say_course_days(&t, course);
    phil_text_add_html(page, phil_text_string(&t));
    page->failed |= t.failed;
    phil_text_release(&t);
}

void phil_page_course(struct phil_text *page, const struct phil_course *course)
{
    const struct phil_plot plot = plot_of(course);
    if (course->n_visits == 0)
        return;
    phil_text_printf(page, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
    describe(page, course);
    phil_text_add(page, "\">\n");
    phil_plot_axes(page, &plot, "twitches per minute");
    if (course->n_curve)
        add_curve(page, &plot, course);
    else
        add_levels(page, &plot, course);
    phil_plot_segment(page, "given", phil_plot_x(&plot, 0), plot.top, phil_plot_x(&plot, 0),
                      plot.bottom);
    if (course->treatment == PHIL_TREATMENT_TOXIN)
        add_return(page, &plot, course);
    if (!course->quiet_days.value.reason)
        add_day(page, &plot, course->quiet_days.value.value, "back", "quiet from here on");
    add_visits(page, &plot, course);
    phil_text_add(page, "</svg>\n");
}
