/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The doctor's page as PDF: the days of a trial. Remedy periods lie on grey and have rings, usual
 * periods on white and have dots, and each has its letter: a copier loses nothing. What does not
 * count is a small cross.
 */
#include <math.h>

#include "report/doctor_pdf.h"
#include "report/trial_plot.h"

#define HEIGHT 118.0 /* pt, of the picture itself */
#define LEFT   26.0  /* for the labels of the axis */
#define ABOVE  12.0  /* for the arms' letters */
#define BELOW  24.0  /* for the days and the legend */

struct frame {
    struct phil_sheet *sheet;
    double x, y, width;
};

static double x_of(const struct frame *f, double x)
{
    return f->x + x * f->width;
}

static double y_of(const struct frame *f, double y)
{
    return f->y + HEIGHT * (1 - fmin(fmax(y, 0), 1));
}

static void set_grey(cairo_t *cr, double grey)
{
    cairo_set_source_rgb(cr, grey, grey, grey);
}

static void label(const struct frame *f, double x, double y, double width, PangoAlignment align,
                  const char *words)
{
    const struct phil_type type = {6.5, false, 0.25, 1, align};
    phil_sheet_text(f->sheet, x, y, width, &type, "", words);
}

static void draw_bands(const struct frame *f, const struct phil_trial_plot *plot)
{
    const struct phil_type type = {7, true, 0, 1, PANGO_ALIGN_CENTER};
    cairo_t *cr = f->sheet->cr;
    for (size_t i = 0; i < plot->n_bands; i++) {
        const struct phil_plot_band *band = &plot->bands[i];
        const double x = x_of(f, band->from), width = x_of(f, band->to) - x;
        if (band->hidden)
            continue; /* what chance drew for the days to come stays untold */
        if (band->arm == PHIL_ARM_REMEDY) {
            set_grey(cr, 0.91);
            cairo_rectangle(cr, x, f->y, width, HEIGHT);
            cairo_fill(cr);
        }
        if (band->period > 0)
            phil_sheet_text(f->sheet, x - 10, f->y - 10, width + 20, &type, "",
                            phil_arm_name(band->arm));
    }
}

static void draw_axes(const struct frame *f, const struct phil_trial_plot *plot)
{
    cairo_t *cr = f->sheet->cr;
    for (int i = 0; i < plot->n_y_ticks; i++) {
        const double y = y_of(f, plot->y_tick[i].at);
        set_grey(cr, 0.6);
        cairo_set_line_width(cr, 0.3);
        cairo_move_to(cr, f->x, y);
        cairo_line_to(cr, f->x + f->width, y);
        cairo_stroke(cr);
        label(f, f->x - LEFT, y - 5, LEFT - 4, PANGO_ALIGN_RIGHT, plot->y_tick[i].label);
    }
    for (int i = 0; i < plot->n_x_ticks; i++) {
        const double x = x_of(f, plot->x_tick[i].at);
        const bool late = plot->x_tick[i].at > 0.85;
        label(f, late ? x - 50 : x, f->y + HEIGHT + 1, 50,
              late ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT, plot->x_tick[i].label);
    }
}

static bool has_fit(const struct phil_plot_day *day)
{
    return isfinite(day->fit) && isfinite(day->fit_lo) && isfinite(day->fit_hi);
}

/* A step for each day, so that the change between periods is seen as it was fitted. */
static void draw_fit(const struct frame *f, const struct phil_trial_plot *plot)
{
    cairo_t *cr = f->sheet->cr;
    const double half = plot->day_width / 2;
    for (size_t i = 0; i < plot->n_days; i++) {
        const struct phil_plot_day *d = &plot->days[i];
        if (!has_fit(d))
            continue;
        const double x = x_of(f, d->x - half), width = x_of(f, d->x + half) - x;
        set_grey(cr, 0.78);
        cairo_rectangle(cr, x, y_of(f, d->fit_hi), width, y_of(f, d->fit_lo) - y_of(f, d->fit_hi));
        cairo_fill(cr);
    }
    for (size_t i = 0; i < plot->n_days; i++)
        if (has_fit(&plot->days[i])) {
            const double x = x_of(f, plot->days[i].x - half);
            phil_sheet_rule(f->sheet, x, y_of(f, plot->days[i].fit),
                            x_of(f, plot->days[i].x + half) - x, 1);
        }
}

static void draw_cross(cairo_t *cr, double x, double y)
{
    set_grey(cr, 0.35);
    cairo_set_line_width(cr, 0.5);
    cairo_move_to(cr, x - 1.5, y - 1.5);
    cairo_line_to(cr, x + 1.5, y + 1.5);
    cairo_move_to(cr, x - 1.5, y + 1.5);
    cairo_line_to(cr, x + 1.5, y - 1.5);
    cairo_stroke(cr);
}

static void draw_mark(cairo_t *cr, double x, double y, enum phil_arm arm)
{
    cairo_new_path(cr);
    cairo_arc(cr, x, y, 1.8, 0, 2 * G_PI);
    set_grey(cr, arm == PHIL_ARM_REMEDY ? 1 : 0);
    cairo_fill_preserve(cr);
    set_grey(cr, 0);
    cairo_set_line_width(cr, 0.8);
    cairo_stroke(cr);
}

static void draw_day(const struct frame *f, const struct phil_plot_day *d)
{
    cairo_t *cr = f->sheet->cr;
    if (!d->day || !isfinite(d->y))
        return;
    const double x = x_of(f, d->x), y = y_of(f, d->y);
    if (d->day->use != PHIL_DAY_USED) {
        draw_cross(cr, x, y);
        return;
    }
    if (isfinite(d->y_lo) && isfinite(d->y_hi)) {
        set_grey(cr, 0.3);
        cairo_set_line_width(cr, 0.4);
        cairo_move_to(cr, x, y_of(f, d->y_lo));
        cairo_line_to(cr, x, y_of(f, d->y_hi));
        cairo_stroke(cr);
    }
    draw_mark(cr, x, y, d->day->done);
}

double phil_sheet_trial(struct phil_sheet *sheet, double x, double y, double width,
                        const struct phil_trial_view *trial)
{
    struct phil_trial_plot plot;
    double height = 0;
    if (phil_trial_plot_init(&plot, trial) != PHIL_OK)
        sheet->failed = true;
    else if (plot.n_days && !plot.blind)
        height = ABOVE + HEIGHT + BELOW;
    if (height > 0 && sheet->draws) {
        const struct frame f = {sheet, x + LEFT, y + ABOVE, width - LEFT};
        draw_bands(&f, &plot);
        draw_axes(&f, &plot);
        draw_fit(&f, &plot);
        for (size_t i = 0; i < plot.n_days; i++)
            draw_day(&f, &plot.days[i]);
        label(&f, f.x, f.y + HEIGHT + 11, f.width, PANGO_ALIGN_LEFT,
              "Twitches a minute by day. A, dots: as usual. B, rings on grey: with the remedy. "
              "Lines: 95 % of one day's count. Bars: as fitted, with 95 %. Crosses: not counted.");
    }
    phil_trial_plot_release(&plot);
    return height;
}
