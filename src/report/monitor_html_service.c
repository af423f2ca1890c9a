/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a service: rate ratios of all courses with their mean, and the share of patients
 * that became quiet after an operation. */
#include <math.h>

#include "report/monitor_html.h"

enum { WIDTH = 720, LABELS = 150, NUMBERS = 150, ROW = 19, MOST_ROWS = 60 };

/* Ratios from a hundredth to four: what is beyond ends in an arrow at the edge. */
static const double least_ratio = 0.01, most_ratio = 4;

static double across(double ratio)
{
    const double share = log(fmax(fmin(ratio, most_ratio), least_ratio) / least_ratio) /
                         log(most_ratio / least_ratio);
    return LABELS + share * (WIDTH - LABELS - NUMBERS);
}

static void add_scale(struct phil_text *page, double bottom)
{
    static const double marks[] = {0.01, 0.03, 0.1, 0.3, 1, 3};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const double x = across(marks[i]);
        phil_plot_segment(page, marks[i] == 1 ? "axis" : "grid", x, 20, x, bottom);
        phil_plot_word(page, "num", x, bottom + 15, "middle", phil_short(marks[i], 2).s);
    }
    phil_plot_word(page, "num", across(1) - 6, 12, "end", "fewer twitches");
    phil_plot_word(page, "num", across(1) + 6, 12, "start", "more");
}

/* An interval; an end beyond the scale has a tip. */
static void add_reach(struct phil_text *page, const char *class_name,
                      const struct phil_interval *ci, double y)
{
    const double from = across(ci->lo), to = across(ci->hi);
    phil_plot_segment(page, class_name, from, y, to, y);
    if (ci->lo < least_ratio)
        phil_text_printf(page, "<path class=\"tip\" d=\"M%s %sl6 -4v8z\"/>\n",
                         phil_short(from - 3, 1).s, phil_short(y, 1).s);
    if (ci->hi > most_ratio)
        phil_text_printf(page, "<path class=\"tip\" d=\"M%s %sl-6 -4v8z\"/>\n",
                         phil_short(to + 3, 1).s, phil_short(y, 1).s);
}

static void add_numbers(struct phil_text *page, const struct phil_estimate *ratio, double y)
{
    struct phil_text t = {0};
    phil_say_estimate(&t, ratio);
    phil_plot_word(page, "num strong", WIDTH, y + 4, "end", phil_text_string(&t));
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void add_row(struct phil_text *page, const struct phil_course *course, double y)
{
    struct phil_text t = {0};
    phil_text_printf(&t, "patient %d, course %d", course->patient, course->number);
    phil_plot_word(page, "num strong", 0, y + 4, "start", phil_text_string(&t));
    add_reach(page, "whisker", &course->rate_ratio.interval, y);
    phil_text_printf(page, "<circle class=\"visit\" cx=\"%s\" cy=\"%s\" r=\"3.4\"/>\n",
                     phil_short(across(course->rate_ratio.value.value), 1).s, phil_short(y, 1).s);
    add_numbers(page, &course->rate_ratio, y);
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void add_mean(struct phil_text *page, const struct phil_service *service, double y)
{
    const struct phil_interval ci = service->rate_ratio.interval;
    if (isfinite(service->spread.lo))
        add_reach(page, "reach", &service->spread, y);
    phil_text_printf(page, "<path class=\"mean\" d=\"M%s %sL%s %sL%s %sL%s %sZ\"/>\n",
                     phil_short(across(ci.lo), 1).s, phil_short(y, 1).s,
                     phil_short(across(service->rate_ratio.value.value), 1).s,
                     phil_short(y - 6, 1).s, phil_short(across(ci.hi), 1).s, phil_short(y, 1).s,
                     phil_short(across(service->rate_ratio.value.value), 1).s,
                     phil_short(y + 6, 1).s);
    phil_plot_word(page, "num strong", 0, y + 4, "start", "mean of patients");
    add_numbers(page, &service->rate_ratio, y);
}

static int count_rows(const struct phil_monitor *monitor, enum phil_treatment treatment)
{
    int n = 0;
    for (size_t c = 0; c < monitor->n_courses; c++)
        n += monitor->courses[c].treatment == treatment &&
             !monitor->courses[c].rate_ratio.value.reason;
    return n;
}

void phil_page_forest(struct phil_text *page, const struct phil_monitor *monitor,
                      const struct phil_service *service)
{
    const int all = count_rows(monitor, service->treatment);
    const int rows = all < MOST_ROWS ? all : MOST_ROWS;
    const double bottom = 30 + ROW * (rows + 1.6);
    int row = 0;
    if (service->rate_ratio.value.reason)
        return;
    phil_text_printf(page,
                     "<figure class=\"wide\"><svg class=\"forest\" viewBox=\"0 0 %d %s\" "
                     "role=\"img\" aria-label=\"Rate ratios, as in the text\">\n",
                     WIDTH, phil_short(bottom + 20, 0).s);
    add_scale(page, bottom);
    for (size_t c = 0; c < monitor->n_courses && row < rows; c++)
        if (monitor->courses[c].treatment == service->treatment &&
            !monitor->courses[c].rate_ratio.value.reason)
            add_row(page, &monitor->courses[c], 32 + ROW * row++);
    add_mean(page, service, 36 + ROW * rows);
    phil_text_add(page, "</svg>\n<figcaption>Rate ratio of each course with its 95 % interval; the "
                        "diamond is the mean over patients");
    if (isfinite(service->spread.lo))
        phil_text_add(page, ", the thick line behind it holds 95 of 100 patients");
    phil_text_add(page, ".");
    if (rows < all)
        phil_text_printf(page, " The first %d of %d courses are shown.", rows, all);
    phil_text_add(page, "</figcaption></figure>\n");
}

/* --- after an operation ---------------------------------------------------- */

/* A stair from 0 that stays until the next day of the curve; `value` is NaN where unknown. */
static void add_stair(struct phil_text *page, const struct phil_plot *plot, const char *class_name,
                      const struct phil_service *service, const double *value)
{
    double level = 0;
    phil_text_printf(page, "<path class=\"%s\" d=\"M%s %s", class_name,
                     phil_short(phil_plot_x(plot, 0), 1).s, phil_short(phil_plot_y(plot, 0), 1).s);
    for (size_t i = 0; i < service->n_curve; i++) {
        phil_text_printf(page, "H%s", phil_short(phil_plot_x(plot, service->day_at[i]), 1).s);
        if (isfinite(value[i]))
            level = value[i];
        phil_text_printf(page, "V%s", phil_short(phil_plot_y(plot, level), 1).s);
    }
    phil_text_add(page, "\"/>\n");
}

void phil_page_quiet(struct phil_text *page, const struct phil_service *service)
{
    if (service->n_curve == 0)
        return;
    const double last = fmax(service->day_at[service->n_curve - 1], 14);
    const struct phil_plot plot = {.left = 40,
                                   .right = WIDTH - 12,
                                   .top = 26,
                                   .bottom = 244,
                                   .x_from = 0,
                                   .x_to = 1.02 * last,
                                   .y_to = 1};
    phil_text_printf(page,
                     "<figure class=\"wide\"><svg class=\"forest\" viewBox=\"0 0 %d 280\" "
                     "role=\"img\" aria-label=\"Share of patients that is quiet, by day\">\n",
                     WIDTH);
    phil_plot_axes(page, &plot, "share of patients that is quiet");
    add_stair(page, &plot, "limit", service, service->quiet_lo);
    add_stair(page, &plot, "limit", service, service->quiet_hi);
    add_stair(page, &plot, "fit", service, service->quiet);
    phil_text_printf(page,
                     "</svg>\n<figcaption>Kaplan-Meier estimate over the first operation of %d "
                     "patients, %d of whom became quiet; thin lines: 95 %% (Greenwood, log-log). "
                     "Who was not followed long enough counts up to the last visit.</figcaption>"
                     "</figure>\n",
                     service->operated, service->quiet_events);
}
