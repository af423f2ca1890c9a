/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Caffeine in the body over the last three days: what the diary and the kinetics of the diary step
 * say, with each drink and each recording on it, so that the eye can hold twitches against coffee.
 */
#include <math.h>

#include "report/explain_html.h"

enum { HOURS = 72, STEP_MIN = 15, POINTS = HOURS * 60 / STEP_MIN + 1 };

/* Units of the drawing. */
enum { WIDTH = 360, LEFT = 34, RIGHT = 352, TOP = 22, BOTTOM = 150, HEIGHT = 186 };

struct curve {
    int64_t from_s, to_s;
    double level_mg[POINTS];
    double most_mg;
    double top_mg, step_mg; /* of the axis */
};

static bool lies_in(const struct curve *curve, int64_t utc_s)
{
    return utc_s >= curve->from_s && utc_s <= curve->to_s;
}

static double x_of(const struct curve *curve, int64_t utc_s)
{
    const double share = (double)(utc_s - curve->from_s) / (double)(curve->to_s - curve->from_s);
    return LEFT + (RIGHT - LEFT) * share;
}

static double y_of(const struct curve *curve, double mg)
{
    return BOTTOM - (BOTTOM - TOP) * fmin(mg / curve->top_mg, 1);
}

/* The next of 1, 2, 5 times a power of ten that cuts `most` into at most four. */
static double axis_step(double most)
{
    const double unit = pow(10, floor(log10(most / 4)));
    const double mantissa = most / 4 / unit;
    return unit * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
}

static struct phil_figure half_life(const struct phil_explanation_view *view)
{
    const struct phil_metabolism metabolism = phil_metabolism_of(view->answers);
    return phil_caffeine_half_life(&metabolism);
}

/* False when there was no caffeine in these days. */
static bool make_curve(struct curve *curve, const struct phil_explanation_view *view,
                       double half_life_h)
{
    double most = 0;
    *curve = (struct curve){.from_s = view->now.utc_s - HOURS * 3600, .to_s = view->now.utc_s};
    for (int i = 0; i < POINTS; i++) {
        const int64_t at = curve->from_s + (int64_t)i * STEP_MIN * 60;
        curve->level_mg[i] = phil_caffeine_level(view->entries, view->n_entries, at, half_life_h);
        most = fmax(most, curve->level_mg[i]);
    }
    if (!(most >= 1) || !isfinite(most))
        return false;
    curve->most_mg = most;
    curve->step_mg = axis_step(most);
    curve->top_mg = curve->step_mg * ceil(most / curve->step_mg);
    return true;
}

static void add_axes(struct phil_text *page, const struct curve *curve, int offset_s)
{
    /* 1970-01-01 was a Thursday. */
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    enum { DAY_S = 86400 };
    const int lines = (int)lround(curve->top_mg / curve->step_mg);
    for (int i = 0; i <= lines; i++) {
        const double mg = i * curve->step_mg;
        const struct phil_number y = phil_short(y_of(curve, mg), 1);
        phil_text_printf(page, "<path class=\"grid\" d=\"M%d %sH%d\"/>\n", LEFT, y.s, RIGHT);
        phil_text_printf(page, "<text class=\"tick end\" x=\"%d\" y=\"%s\">%s</text>\n", LEFT - 4,
                         phil_short(y_of(curve, mg) + 4, 1).s, phil_short(mg, 1).s);
    }
    /* Machines without a clock of their own wake up in 1970: days may be negative. */
    const int64_t from_s = curve->from_s + offset_s;
    int64_t day = from_s / DAY_S - (from_s % DAY_S < 0) + 1;
    for (; day * DAY_S - offset_s <= curve->to_s; day++) {
        const double x = x_of(curve, day * DAY_S - offset_s);
        phil_text_printf(page, "<path class=\"grid\" d=\"M%s %dV%d\"/>\n", phil_short(x, 1).s, TOP,
                         BOTTOM);
        phil_text_printf(page, "<text class=\"tick start\" x=\"%s\" y=\"%d\">%s</text>\n",
                         phil_short(x + 2, 1).s, HEIGHT - 8, days[(day % 7 + 7) % 7]);
    }
}

static void add_levels(struct phil_text *page, const struct curve *curve)
{
    for (int area = 1; area >= 0; area--) {
        phil_text_printf(page, "<path class=\"%s\" d=\"M", area ? "level" : "edge");
        for (int i = 0; i < POINTS; i++) {
            const int64_t at = curve->from_s + (int64_t)i * STEP_MIN * 60;
            phil_text_printf(page, "%s%s %s", i ? "L" : "", phil_short(x_of(curve, at), 1).s,
                             phil_short(y_of(curve, curve->level_mg[i]), 1).s);
        }
        if (area)
            phil_text_printf(page, "V%dH%dZ", BOTTOM, LEFT);
        phil_text_add(page, "\"/>\n");
    }
}

static void add_drinks(struct phil_text *page, const struct curve *curve,
                       const struct phil_explanation_view *view)
{
    for (size_t i = 0; i < view->n_entries; i++) {
        const struct phil_entry *entry = &view->entries[i];
        char words[200];
        if (!(entry->caffeine_mg > 0) || !lies_in(curve, entry->at.utc_s))
            continue;
        phil_entry_describe(entry, view->knowledge, words, sizeof words);
        const double x = x_of(curve, entry->at.utc_s);
        phil_text_printf(page, "<path class=\"drink\" d=\"M%s %dl4 8h-8z\"><title>",
                         phil_short(x, 1).s, BOTTOM + 3);
        phil_text_add_html(page, words);
        phil_text_add(page, "</title></path>\n");
    }
}

/* Returns how many recordings fell into these days. */
static int add_recordings(struct phil_text *page, const struct curve *curve,
                          const struct phil_explanation_view *view)
{
    int n = 0;
    for (size_t i = 0; i < view->n_analyses; i++) {
        const struct phil_recording_info *info = &view->analyses[i]->recording;
        if (!info->recorded_s || !lies_in(curve, info->recorded_s))
            continue;
        const struct phil_number x = phil_short(x_of(curve, info->recorded_s), 1);
        phil_text_add(page, "<g><title>");
        phil_text_add_html(page, info->name);
        phil_text_printf(page,
                         "</title><path class=\"film\" d=\"M%s %dV%d\"/><circle class=\"filmdot\" "
                         "cx=\"%s\" cy=\"%d\" r=\"4\"/></g>\n",
                         x.s, TOP - 8, BOTTOM, x.s, TOP - 10);
        n++;
    }
    return n;
}

static void add_caption(struct phil_text *page, const struct phil_explanation_view *view,
                        const struct curve *curve, const struct phil_figure *half, int recordings)
{
    phil_text_printf(page,
                     "<figcaption>Milligrams of caffeine in the body, by the diary; now about %s. "
                     "Half of it leaves in about %s hours (%s to %s",
                     phil_fixed(curve->level_mg[POINTS - 1], 0).s, phil_short(half->value, 1).s,
                     phil_short(half->lo, 1).s, phil_short(half->hi, 1).s);
    if (half->note) {
        phil_text_add(page, "; ");
        phil_text_add_html(page, half->note);
    }
    phil_text_add(page, ")");
    phil_page_source(page, view->knowledge, half->source);
    phil_text_add(page, ". Triangles: drinks.");
    if (recordings)
        phil_text_add(page, " Lines with a dot: recordings.");
    phil_text_add(page, " The name of a day stands where it begins.</figcaption></figure>\n");
}

void phil_page_caffeine(struct phil_text *page, const struct phil_explanation_view *view)
{
    struct curve curve;
    const struct phil_figure half = half_life(view);
    if (!make_curve(&curve, view, half.value))
        return;
    phil_text_printf(page,
                     "<section>\n<h2>Caffeine in the last three days</h2>\n<figure "
                     "class=\"caffeine\"><svg viewBox=\"0 0 %d %d\" role=\"img\" "
                     "aria-labelledby=\"mg\"><title id=\"mg\">Caffeine in the body over the last "
                     "three days: at most %s mg, now %s mg</title>\n",
                     WIDTH, HEIGHT, phil_fixed(curve.most_mg, 0).s,
                     phil_fixed(curve.level_mg[POINTS - 1], 0).s);
    add_axes(page, &curve, view->now.offset_s);
    add_levels(page, &curve);
    add_drinks(page, &curve, view);
    const int recordings = add_recordings(page, &curve, view);
    phil_text_add(page, "</svg>");
    add_caption(page, view, &curve, &half, recordings);
    phil_text_add(page, "</section>\n");
}
