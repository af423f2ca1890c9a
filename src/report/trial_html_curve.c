/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How likely each rate ratio is, and the same question asked otherwise. The axes are logarithmic:
 * halving and doubling are equally far from 1.
 */
#include <math.h>
#include <string.h>

#include "report/explain_wording.h"
#include "report/svg.h"
#include "report/trial_html.h"
#include "report/wording.h"

/* ---- the axis ---- */

static const struct {
    double at;
    const char *label;
} ticks[] = {{0.05, "0.05"}, {0.1, "0.1"}, {0.25, "0.25"}, {0.5, "0.5"}, {0.7, "0.7"},
             {1, "1"},       {2, "2"},     {4, "4"},       {10, "10"},   {25, "25"}};

enum { N_TICKS = sizeof ticks / sizeof *ticks };

struct axis {
    double lo, hi; /* logarithms */
};

static bool has_interval(const struct phil_effect *effect)
{
    return phil_known(effect->rate_ratio) && effect->rate_ratio.value > 0 &&
           effect->interval.lo >= 0 && isfinite(effect->interval.hi);
}

/* 0 at the left end, 1 at the right one. */
static double share(const struct axis *axis, double ratio)
{
    const double at = (log(fmax(ratio, 1e-6)) - axis->lo) / (axis->hi - axis->lo);
    return fmin(fmax(at, 0), 1);
}

static bool lies_in(const struct axis *axis, double ratio)
{
    return log(ratio) > axis->lo && log(ratio) < axis->hi;
}

static void widen(struct axis *axis, const struct phil_effect *effect)
{
    if (!has_interval(effect))
        return;
    axis->lo = fmin(axis->lo, log(fmax(effect->interval.lo, 0.02)) - 0.08);
    axis->hi = fmax(axis->hi, log(fmin(effect->interval.hi, 50)) + 0.08);
}

/* ---- the posterior ---- */

enum {
    WIDTH = 360,
    LEFT = 8,
    RIGHT = 352,
    TOP = 8,
    BOTTOM = 128,
    BAR = 140,
    LABELS = 164,
    HEIGHT = 170
};

static double x_of(const struct axis *axis, double ratio)
{
    return LEFT + (RIGHT - LEFT) * share(axis, ratio);
}

/* The density at a log ratio between points of the curve. */
static double density_at(const struct phil_trial_result *r, double log_ratio)
{
    for (size_t i = 1; i < r->n_curve; i++) {
        const double a = r->curve_log_ratio[i - 1], b = r->curve_log_ratio[i];
        if (log_ratio >= a && log_ratio <= b && b > a) {
            const double part = (log_ratio - a) / (b - a);
            return r->curve_density[i - 1] * (1 - part) + r->curve_density[i] * part;
        }
    }
    return 0;
}

/* The part of the area below the curve between two log ratios. */
static void add_part(struct phil_text *page, const struct axis *axis,
                     const struct phil_trial_result *r, double from, double to, double most,
                     const char *class_name)
{
    const double lo = fmax(from, axis->lo), hi = fmin(to, axis->hi);
    enum { PIECES = 90 };
    if (!(hi > lo))
        return;
    phil_text_printf(page, "<path class=\"%s\" d=\"M%s %d", class_name,
                     phil_short(x_of(axis, exp(lo)), 1).s, BOTTOM);
    for (int i = 0; i <= PIECES; i++) {
        const double at = lo + (hi - lo) * i / PIECES;
        phil_text_printf(page, "L%s %s", phil_short(x_of(axis, exp(at)), 1).s,
                         phil_short(BOTTOM - (BOTTOM - TOP) * density_at(r, at) / most, 1).s);
    }
    phil_text_printf(page, "V%dZ\"/>\n", BOTTOM);
}

static double highest(const struct phil_trial_result *r)
{
    double most = 0;
    for (size_t i = 0; i < r->n_curve; i++)
        if (isfinite(r->curve_density[i]))
            most = fmax(most, r->curve_density[i]);
    return most;
}

static void add_edge_line(struct phil_text *page, const struct axis *axis, double ratio,
                          const char *class_name)
{
    phil_text_printf(page, "<path class=\"%s\" d=\"M%s %dV%d\"/>\n", class_name,
                     phil_short(x_of(axis, ratio), 1).s, TOP, BAR + 8);
}

static void add_labels(struct phil_text *page, const struct axis *axis)
{
    double last = -100;
    for (int i = 0; i < N_TICKS; i++) {
        const double x = x_of(axis, ticks[i].at);
        if (!lies_in(axis, ticks[i].at) || x - last < 24 || x < LEFT + 6 || x > RIGHT - 6)
            continue;
        phil_text_printf(page, "<text class=\"tick\" x=\"%s\" y=\"%d\">%s</text>\n",
                         phil_short(x, 1).s, LABELS, ticks[i].label);
        last = x;
    }
}

static void add_interval(struct phil_text *page, const struct axis *axis,
                         const struct phil_effect *e)
{
    phil_text_printf(page,
                     "<path class=\"ci\" d=\"M%s %dH%s\"/><circle class=\"mid\" cx=\"%s\" "
                     "cy=\"%d\" r=\"4.5\"/>\n",
                     phil_short(x_of(axis, e->interval.lo), 1).s, BAR,
                     phil_short(x_of(axis, e->interval.hi), 1).s,
                     phil_short(x_of(axis, e->rate_ratio.value), 1).s, BAR);
}

/* Where the curve is worth drawing: three times the interval's half width to either side. */
static struct axis axis_of_curve(const struct phil_trial_result *r)
{
    const double middle = log(r->effect.rate_ratio.value);
    const double below = middle - log(fmax(r->effect.interval.lo, 1e-3));
    const double above = log(fmax(r->effect.interval.hi, 1e-3)) - middle;
    return (struct axis){fmax(fmin(middle - 1.6 * below, log(0.6)), log(0.02)),
                         fmin(fmax(middle + 1.6 * above, log(1.25)), log(50))};
}

void phil_page_trial_curve(struct phil_text *page, const struct phil_trial_view *view)
{
    const struct phil_trial_result *r = view->result;
    const double most = highest(r);
    if (!has_interval(&r->effect) || !(most > 0))
        return;
    const struct axis axis = axis_of_curve(r);
    struct phil_text t = {0};
    phil_trial_say(&t, PHIL_TRIAL_SAY_CHANCE, view);
    phil_text_printf(page,
                     "<section>\n<h2>How likely which effect is</h2>\n<figure class=\"curve\">"
                     "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"post\"><title "
                     "id=\"post\">",
                     WIDTH, HEIGHT);
    phil_text_add_html(page, phil_text_string(&t));
    phil_text_add(page, "</title>\n");
    add_part(page, &axis, r, -INFINITY, log(0.7), most, "much");
    add_part(page, &axis, r, log(0.7), 0, most, "some");
    add_part(page, &axis, r, 0, INFINITY, most, "none");
    add_edge_line(page, &axis, 1, "edge1");
    add_edge_line(page, &axis, 0.7, "edge7");
    add_interval(page, &axis, &r->effect);
    add_labels(page, &axis);
    phil_text_add(page, "</svg><figcaption>Rate ratio, remedy days over usual days. The area under "
                        "the curve is chance: dark, three twitches in ten fewer or better (below "
                        "0.7); pale, some fewer (0.7 to 1); grey, more twitches. Below it the "
                        "middle and the 95 % interval.</figcaption></figure>\n");
    phil_page_paragraph(page, NULL, phil_text_string(&t));
    phil_text_clear(&t);
    phil_trial_say(&t, PHIL_TRIAL_SAY_TEST, view);
    phil_page_paragraph(page, NULL, phil_text_string(&t));
    phil_text_add(page, "</section>\n");
    page->failed |= t.failed;
    phil_text_release(&t);
}

/* ---- asked otherwise ---- */

enum { F_WIDTH = 1000, F_HEIGHT = 16, F_MIDDLE = 8 };

static double f_x(const struct axis *axis, double ratio)
{
    return 12 + (F_WIDTH - 24) * share(axis, ratio);
}

static void add_upright(struct phil_text *page, const struct axis *axis, double ratio,
                        const char *class_name)
{
    phil_text_printf(page, "<path class=\"%s\" d=\"M%s 0V%d\"/>", class_name,
                     phil_short(f_x(axis, ratio), 1).s, F_HEIGHT);
}

static void add_row(struct phil_text *page, const struct axis *axis, const char *class_name,
                    const char *words, const struct phil_effect *effect)
{
    struct phil_text number = {0};
    phil_say_ratio(&number, effect);
    phil_text_printf(page, "<div class=\"%s\"><span>", class_name);
    phil_text_add_html(page, words);
    if (strcmp(class_name, "differs") == 0)
        phil_text_add(page, " <b>(another answer)</b>");
    phil_text_add(page, "</span><span class=\"num\">");
    if (has_interval(effect)) {
        phil_text_add_html(page, phil_text_string(&number));
        phil_text_printf(page,
                         "</span><svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
                         "role=\"img\" aria-label=\"%s\">",
                         F_WIDTH, F_HEIGHT, phil_text_string(&number));
        add_upright(page, axis, 1, "one");
        add_upright(page, axis, 0.7, "seven");
        phil_text_printf(page, "<path class=\"fci\" d=\"M%s %dH%s\"/>",
                         phil_short(f_x(axis, effect->interval.lo), 1).s, F_MIDDLE,
                         phil_short(f_x(axis, effect->interval.hi), 1).s);
        phil_text_printf(page, "<path class=\"fpt\" d=\"M%s %dh.01\"/></svg></div>\n",
                         phil_short(f_x(axis, effect->rate_ratio.value), 1).s, F_MIDDLE);
    } else {
        phil_text_add(page, "not known</span><small>");
        phil_text_add_html(page, phil_text_string(&number));
        phil_text_add(page, "</small></div>\n");
    }
    page->failed |= number.failed;
    phil_text_release(&number);
}

static void add_scale(struct phil_text *page, const struct axis *axis)
{
    double last = -1;
    phil_text_add(page, "<div class=\"line\" aria-hidden=\"true\">");
    for (int i = 0; i < N_TICKS; i++) {
        const double at = f_x(axis, ticks[i].at) / F_WIDTH;
        if (!lies_in(axis, ticks[i].at) || at - last < 0.07)
            continue;
        phil_text_printf(page, "<span style=\"left:%s%%\">%s</span>", phil_short(100 * at, 1).s,
                         ticks[i].label);
        last = at;
    }
    phil_text_add(page, "</div>\n");
}

static void add_controls(struct phil_text *page, const struct phil_trial_view *view)
{
    struct phil_text t = {0};
    phil_trial_say(&t, PHIL_TRIAL_SAY_FELT, view);
    phil_page_paragraph(page, NULL, phil_text_string(&t));
    for (int outcome = PHIL_OUTCOME_OTHER_SIDE; outcome < PHIL_N_OUTCOMES; outcome++) {
        phil_text_clear(&t);
        phil_trial_say_control(&t, (enum phil_outcome)outcome, view);
        phil_page_paragraph(page, NULL, phil_text_string(&t));
    }
    page->failed |= t.failed;
    phil_text_release(&t);
}

static struct axis axis_of_forest(const struct phil_trial_result *r)
{
    struct axis axis = {log(0.4), log(1.6)};
    widen(&axis, &r->effect);
    for (size_t i = 0; i < r->n_sensitivity; i++)
        widen(&axis, &r->sensitivity[i].effect);
    for (int outcome = PHIL_OUTCOME_FELT; outcome < PHIL_N_OUTCOMES; outcome++)
        widen(&axis, &r->other[outcome]);
    return axis;
}

void phil_page_trial_forest(struct phil_text *page, const struct phil_trial_view *view)
{
    const struct phil_trial_result *r = view->result;
    const struct axis axis = axis_of_forest(r);
    struct phil_text t = {0};
    phil_text_add(page, "<section>\n<h2>What would change the result</h2>\n");
    phil_trial_say(&t, PHIL_TRIAL_SAY_ROBUST, view);
    phil_page_paragraph(page, NULL, phil_text_string(&t));
    phil_text_add(page, "<div class=\"forest\">\n");
    add_row(page, &axis, "main", "The result: as planned, with all that is assumed", &r->effect);
    for (size_t i = 0; i < r->n_sensitivity; i++)
        add_row(page, &axis, phil_sensitivity_differs(r, &r->sensitivity[i]) ? "differs" : "alike",
                r->sensitivity[i].text, &r->sensitivity[i].effect);
    add_scale(page, &axis);
    phil_text_add(page, "</div>\n<p class=\"small\">Rate ratio with 95 % interval; below 1: fewer "
                        "twitches with the remedy. Upright line: 1; dashed: 0.7.</p>\n"
                        "<h3>What else was counted</h3>\n<div class=\"forest\">\n");
    add_row(page, &axis, "alike", "Twitches that were felt and written down",
            &r->other[PHIL_OUTCOME_FELT]);
    add_row(page, &axis, "alike", "Twitches of the other side (should not change)",
            &r->other[PHIL_OUTCOME_OTHER_SIDE]);
    add_row(page, &axis, "alike", "Blinks (should not change)", &r->other[PHIL_OUTCOME_BLINKS]);
    add_scale(page, &axis);
    phil_text_add(page, "</div>\n");
    add_controls(page, view);
    phil_text_add(page, "</section>\n");
    page->failed |= t.failed;
    phil_text_release(&t);
}
