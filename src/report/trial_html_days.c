/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The days of a trial on the page: what was counted with its interval, the fitted rate with its
 * band, and which arm it was. The drawing is stretched to the width of the page, and all words are
 * text beside it, so that nothing becomes too small on a phone; strokes keep their width.
 */
#include <math.h>

#include "report/svg.h"
#include "report/trial_html.h"
#include "report/wording.h"

/* Units of the drawing: across it is stretched, downwards they are pixels. */
enum { WIDTH = 1000, HEIGHT = 220, HATCH = 14 };

/* The width that the picture keeps on a narrow screen, in pixels. */
enum { DAY_PX = 6, BAND_PX = 15, LEFT_PX = 40 };

static double x_of(double x)
{
    return WIDTH * x;
}

static double y_of(double y)
{
    return HEIGHT * (1 - fmin(fmax(y, 0), 1));
}

static struct phil_number num(double value)
{
    return phil_short(value, 2);
}

static struct phil_number percent(double share)
{
    return phil_short(100 * share, 2);
}

/* ---- the ground ---- */

static void add_bands(struct phil_text *page, const struct phil_trial_plot *plot)
{
    for (size_t i = 0; i < plot->n_bands; i++) {
        const struct phil_plot_band *band = &plot->bands[i];
        if (band->arm == PHIL_ARM_REMEDY)
            phil_svg_box(page, x_of(band->from), 0, x_of(band->to - band->from), HEIGHT, "rem",
                         NULL);
    }
    for (int i = 0; i < plot->n_y_ticks && !plot->blind; i++)
        phil_text_printf(page, "<path class=\"grid\" d=\"M0 %sH%d\"/>\n",
                         num(y_of(plot->y_tick[i].at)).s, WIDTH);
}

static bool does_not_count_yet(const struct phil_plot_day *day)
{
    return day->day && (day->day->use == PHIL_DAY_WASHOUT || day->day->use == PHIL_DAY_RUN_IN);
}

/* Hatching by strokes: a pattern would be stretched. */
static void add_hatch(struct phil_text *page, const struct phil_trial_plot *plot)
{
    bool open = false;
    for (size_t i = 0; i < plot->n_days; i++) {
        if (!does_not_count_yet(&plot->days[i]))
            continue;
        const double from = x_of(plot->days[i].x - plot->day_width / 2);
        phil_text_add(page, open ? "" : "<path class=\"hatch\" d=\"");
        open = true;
        for (int y = HATCH; y <= HEIGHT; y += HATCH)
            phil_text_printf(page, "M%s %dl%s -%d", num(from).s, y, num(x_of(plot->day_width)).s,
                             HATCH);
    }
    phil_text_add(page, open ? "\"/>\n" : "");
}

/* ---- what was fitted ---- */

static bool has_fit(const struct phil_plot_day *day)
{
    return isfinite(day->fit) && isfinite(day->fit_lo) && isfinite(day->fit_hi);
}

/* The days of one run from `from` on: neighbours with a fit in the same period. */
static size_t run_end(const struct phil_trial_plot *plot, size_t from)
{
    const int period = plot->days[from].day->period;
    size_t end = from + 1;
    for (size_t i = end;
         i < plot->n_days && plot->days[i].day && plot->days[i].day->period == period; i++)
        if (has_fit(&plot->days[i]))
            end = i + 1;
    return end;
}

static void add_point(struct phil_text *page, char *pen, double x, double y)
{
    phil_text_printf(page, "%c%s %s", *pen, num(x_of(x)).s, num(y_of(y)).s);
    *pen = 'L';
}

/* The edge of a run that `value` chooses, half a day beyond its first and last day. */
static void add_edge(struct phil_text *page, char *pen, const struct phil_trial_plot *plot,
                     size_t from, size_t to, int which, bool backwards)
{
    const size_t n = to - from;
    const double half = plot->day_width / 2;
    for (size_t k = 0; k < n; k++) {
        const size_t i = backwards ? to - 1 - k : from + k;
        const struct phil_plot_day *day = &plot->days[i];
        const double y = which == 0 ? day->fit : which > 0 ? day->fit_hi : day->fit_lo;
        if (!has_fit(day))
            continue;
        const double before = i == from ? half : 0, after = i == to - 1 ? half : 0;
        add_point(page, pen, day->x + (backwards ? after : -before), y);
        add_point(page, pen, day->x + (backwards ? -before : after), y);
    }
}

static void add_fit(struct phil_text *page, const struct phil_trial_plot *plot)
{
    for (size_t i = 0; i < plot->n_days;) {
        if (!plot->days[i].day || !has_fit(&plot->days[i])) {
            i++;
            continue;
        }
        const size_t end = run_end(plot, i);
        char pen = 'M';
        phil_text_add(page, "<path class=\"fitband\" d=\"");
        add_edge(page, &pen, plot, i, end, 1, false);
        add_edge(page, &pen, plot, i, end, -1, true);
        pen = 'M';
        phil_text_add(page, "Z\"/><path class=\"fit\" d=\"");
        add_edge(page, &pen, plot, i, end, 0, false);
        phil_text_add(page, "\"/>\n");
        i = end;
    }
}

/* ---- what was counted ---- */

/* Minutes of rest below and above which a point grows no further. */
static double size_of(const struct phil_trial_day *day)
{
    const double minutes = day->tally[PHIL_OUTCOME_TWITCHES].exposure_min;
    return 6 + 4 * fmin(fmax((minutes - 1) / 4, 0), 1);
}

static void add_count(struct phil_text *page, const struct phil_plot_day *day, bool dated)
{
    char label[32];
    const struct phil_trial_day *d = day->day;
    const bool remedy = d->assigned == PHIL_ARM_REMEDY, out = d->use != PHIL_DAY_USED;
    const struct phil_number x = num(x_of(day->x)), y = num(y_of(day->y));
    phil_text_printf(page, "<g%s><title>%s, %s: %s in %s min</title>", out ? " class=\"out\"" : "",
                     phil_trial_day_label(label, sizeof label, day->number, dated),
                     remedy ? "remedy" : "usual", phil_fixed(d->tally[0].count, 0).s,
                     phil_short(d->tally[0].exposure_min, 1).s);
    phil_text_printf(page, "<path class=\"iv%s\" d=\"M%s %sV%s\"/>", remedy ? "b" : "", x.s,
                     num(y_of(day->y_lo)).s, num(y_of(day->y_hi)).s);
    phil_text_printf(page, "<path class=\"pt%s\" d=\"M%s %sh.01\" style=\"stroke-width:%s\"/>",
                     remedy ? "b" : "", x.s, y.s, phil_short(size_of(d), 1).s);
    if (remedy)
        phil_text_printf(page, "<path class=\"ptin\" d=\"M%s %sh.01\" style=\"stroke-width:%s\"/>",
                         x.s, y.s, phil_short(size_of(d) - 3.4, 1).s);
    phil_text_add(page, "</g>\n");
}

/* That a day was filmed, and no more: told blind. */
static void add_filmed(struct phil_text *page, const struct phil_plot_day *day)
{
    if (day->day && day->day->use == PHIL_DAY_USED)
        phil_text_printf(page, "<path class=\"pt\" d=\"M%s %dh.01\" style=\"stroke-width:7\"/>\n",
                         num(x_of(day->x)).s, HEIGHT / 2);
}

static void add_counts(struct phil_text *page, const struct phil_trial_plot *plot, bool dated)
{
    for (size_t i = 0; i < plot->n_days; i++)
        if (plot->blind)
            add_filmed(page, &plot->days[i]);
        else if (isfinite(plot->days[i].y))
            add_count(page, &plot->days[i], dated);
}

static bool any_count(const struct phil_trial_plot *plot)
{
    for (size_t i = 0; i < plot->n_days; i++)
        if (isfinite(plot->days[i].y))
            return true;
    return false;
}

/* ---- words around it ---- */

static void add_letters(struct phil_text *page, const struct phil_trial_plot *plot)
{
    phil_text_add(page, "<div class=\"line\" aria-hidden=\"true\">");
    for (size_t i = 0; i < plot->n_bands; i++) {
        const struct phil_plot_band *band = &plot->bands[i];
        if (band->period && !band->hidden)
            phil_text_printf(page, "<b style=\"left:%s%%\">%s</b>",
                             percent((band->from + band->to) / 2).s, phil_arm_name(band->arm));
    }
    phil_text_add(page, "</div>\n");
}

/* What a day is marked with below the picture; NULL for an ordinary one. */
static const char *mark_of(const struct phil_trial_day *day)
{
    if (day->use == PHIL_DAY_MISSED)
        return "\xc3\x97";
    if (day->use == PHIL_DAY_UNREADABLE)
        return "?";
    if (day->use == PHIL_DAY_LEFT_OUT)
        return "\xe2\x80\x93";
    if (day->breach)
        return "!";
    return day->done != day->assigned ? "s" : NULL;
}

static void add_marks(struct phil_text *page, const struct phil_trial_plot *plot)
{
    bool open = false;
    for (size_t i = 0; i < plot->n_days; i++) {
        const char *mark = plot->days[i].day ? mark_of(plot->days[i].day) : NULL;
        if (!mark)
            continue;
        phil_text_printf(page, "%s<b style=\"left:%s%%\">%s</b>",
                         open ? "" : "<div class=\"line\" aria-hidden=\"true\">",
                         percent(plot->days[i].x).s, mark);
        open = true;
    }
    phil_text_add(page, open ? "</div>\n" : "");
}

static void add_dates(struct phil_text *page, const struct phil_trial_plot *plot)
{
    phil_text_add(page, "<div class=\"line date\" aria-hidden=\"true\">");
    for (int i = 0; i < plot->n_x_ticks; i += 2)
        phil_text_printf(page, "<span%s style=\"left:%s%%\">%s</span>",
                         plot->x_tick[i].at > 0.8 ? " class=\"late\"" : "",
                         percent(plot->x_tick[i].at).s, plot->x_tick[i].label);
    phil_text_add(page, "</div>\n");
}

static void add_axis(struct phil_text *page, const struct phil_trial_plot *plot)
{
    phil_text_add(page, "<div class=\"up\" aria-hidden=\"true\" style=\"margin-top:.925rem\">");
    for (int i = 0; i < plot->n_y_ticks && any_count(plot); i++)
        phil_text_printf(page, "<span style=\"top:%s%%\">%s</span>",
                         percent(1 - plot->y_tick[i].at).s, plot->y_tick[i].label);
    phil_text_add(page, "</div>\n");
}

/* ---- the legend ---- */

static void add_swatch(struct phil_text *page, const char *inside, const char *words)
{
    phil_text_printf(page,
                     "<li><svg class=\"swatch\" viewBox=\"0 0 24 16\" aria-hidden=\"true\">%s"
                     "</svg>%s</li>\n",
                     inside, words);
}

static void add_legend(struct phil_text *page, const struct phil_trial_plot *plot)
{
    bool counts = false, fits = false, hatch = false, missed = false, unread = false, left = false,
         switched = false, breach = false;
    for (size_t i = 0; i < plot->n_days; i++) {
        const struct phil_trial_day *day = plot->days[i].day;
        counts |= isfinite(plot->days[i].y);
        fits |= has_fit(&plot->days[i]);
        hatch |= does_not_count_yet(&plot->days[i]);
        missed |= day && day->use == PHIL_DAY_MISSED;
        unread |= day && day->use == PHIL_DAY_UNREADABLE;
        left |= day && day->use == PHIL_DAY_LEFT_OUT;
        breach |= day && day->breach;
        switched |= day && day->done != day->assigned;
    }
    phil_text_add(page, "<ul class=\"legend\">\n");
    if (counts) {
        add_swatch(page,
                   "<path class=\"iv\" d=\"M12 1V15\"/><path class=\"pt\" d=\"M12 8h.01\" "
                   "style=\"stroke-width:8\"/>",
                   "A, a usual day, with its 95 % interval");
        add_swatch(page,
                   "<path class=\"ivb\" d=\"M12 1V15\"/><path class=\"ptb\" d=\"M12 8h.01\" "
                   "style=\"stroke-width:8\"/><path class=\"ptin\" d=\"M12 8h.01\" "
                   "style=\"stroke-width:4.6\"/>",
                   "B, a remedy day (on tinted ground)");
    }
    if (fits)
        add_swatch(page, "<path class=\"fit\" d=\"M2 8H22\"/>",
                   "rate as fitted, with its 95 % band");
    if (plot->blind)
        add_swatch(page, "<path class=\"pt\" d=\"M12 8h.01\" style=\"stroke-width:7\"/>", "filmed");
    if (hatch)
        add_swatch(page, "<path class=\"hatch\" d=\"M2 14L10 2M9 14L17 2M16 14L24 2\"/>",
                   "does not count yet");
    phil_text_add(page, missed ? "<li>\xc3\x97 no clip</li>\n" : "");
    phil_text_add(page, unread ? "<li>? nothing measurable</li>\n" : "");
    phil_text_add(page, left ? "<li>\xe2\x80\x93 left out</li>\n" : "");
    phil_text_add(page, switched ? "<li>s did what the other arm asks</li>\n" : "");
    phil_text_add(page, breach ? "<li>! plan not kept to</li>\n" : "");
    phil_text_add(page, "</ul>\n");
}

static void add_picture(struct phil_text *page, const struct phil_trial_plot *plot, bool dated)
{
    const double wide = fmax((double)plot->n_days * DAY_PX, (double)plot->n_bands * BAND_PX);
    phil_text_printf(page,
                     "<div class=\"scroll\"><div class=\"tdays%s\" style=\"min-width:%spx\">\n",
                     any_count(plot) ? "" : " low", phil_fixed(fmin(wide + LEFT_PX, 20000), 0).s);
    add_axis(page, plot);
    phil_text_add(page, "<div class=\"area\">\n");
    add_letters(page, plot);
    phil_text_printf(page,
                     "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" "
                     "aria-label=\"Twitches a minute on each day; every number is in the table of "
                     "all days\">\n",
                     WIDTH, HEIGHT);
    add_bands(page, plot);
    add_hatch(page, plot);
    add_fit(page, plot);
    add_counts(page, plot, dated);
    phil_text_add(page, "</svg>\n");
    add_marks(page, plot);
    add_dates(page, plot);
    phil_text_add(page, "</div>\n</div>\n</div>\n");
}

void phil_page_trial_days(struct phil_text *page, const struct phil_trial_view *view)
{
    struct phil_trial_plot plot;
    if (phil_trial_plot_init(&plot, view)) {
        page->failed = true;
        return;
    }
    if (plot.n_days) {
        const bool dated = view->data ? view->data->dated : false;
        phil_text_add(page, "<section>\n<h2>The days</h2>\n<figure>\n");
        add_picture(page, &plot, dated);
        add_legend(page, &plot);
        phil_text_add(page, plot.blind || !view->data
                                ? "<figcaption>The days of the plan. Which arm comes next is told "
                                  "day by day."
                                : "<figcaption>Twitches a minute of usable rest. A larger point "
                                  "rests on more minutes.");
        phil_text_add(page, " Where the picture is cut off, it moves sideways.</figcaption>");
        phil_text_add(page, "</figure>\n</section>\n");
    }
    phil_trial_plot_release(&plot);
}
