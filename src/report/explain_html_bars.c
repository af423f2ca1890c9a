/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bars: how likely each cause is, and how far each finding speaks. Each bar is a drawing as wide
 * as the page leaves room, with its label as text beside it, so that nothing becomes too small to
 * read on a phone.
 */
#include <math.h>

#include "report/explain_html.h"
#include "report/svg.h"

/* ---- how likely ---- */

enum { CHANCE_WIDTH = 1000, CHANCE_HEIGHT = 30 }; /* units of the drawing */

static double unit(double chance)
{
    return CHANCE_WIDTH * fmin(fmax(chance, 0), 1);
}

static void line(struct phil_text *page, const char *class_name, double x1, double y1, double x2,
                 double y2)
{
    phil_text_printf(page, "<path class=\"%s\" d=\"M%s %sL%s %s\"/>\n", class_name,
                     phil_short(x1, 1).s, phil_short(y1, 1).s, phil_short(x2, 1).s,
                     phil_short(y2, 1).s);
}

static void add_chance(struct phil_text *page, const struct phil_explanation_view *view,
                       const struct phil_cause_result *result)
{
    struct phil_text label = {0};
    const struct phil_interval ci = result->interval;
    phil_say_chance(&label, view, result);
    phil_text_add(page, "<div class=\"chance\"><span class=\"who\"><bdi>");
    phil_text_add_html(page, result->cause->name);
    phil_text_printf(page,
                     "</bdi></span><span class=\"much\">%s of 100</span>\n"
                     "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" "
                     "aria-label=\"",
                     phil_of_100(result->probability).s, CHANCE_WIDTH, CHANCE_HEIGHT);
    phil_text_add_html(page, phil_text_string(&label));
    phil_text_add(page, "\">\n");
    phil_svg_box(page, 0, 0, CHANCE_WIDTH, CHANCE_HEIGHT, "ground", NULL);
    phil_svg_box(page, 0, 5, unit(result->probability), CHANCE_HEIGHT - 10, "bar", NULL);
    if (isfinite(ci.lo) && isfinite(ci.hi))
        for (int pass = 0; pass < 2; pass++) {
            const char *class_name = pass ? "whisker" : "whisker under";
            line(page, class_name, unit(ci.lo), CHANCE_HEIGHT / 2, unit(ci.hi), CHANCE_HEIGHT / 2);
            line(page, class_name, unit(ci.lo), 9, unit(ci.lo), CHANCE_HEIGHT - 9);
            line(page, class_name, unit(ci.hi), 9, unit(ci.hi), CHANCE_HEIGHT - 9);
        }
    line(page, "base", unit(result->base_rate), 0, unit(result->base_rate), CHANCE_HEIGHT);
    phil_text_add(page, "</svg></div>\n");
    page->failed |= label.failed;
    phil_text_release(&label);
}

void phil_page_chances(struct phil_text *page, const struct phil_explanation_view *view,
                       const struct phil_shortlist *list)
{
    if (!list->n_likely)
        return;
    phil_text_add(page, "<figure class=\"chances\">\n");
    for (size_t i = 0; i < list->n_likely; i++)
        add_chance(page, view, list->likely[i]);
    phil_text_add(page,
                  "<div class=\"scale\" aria-hidden=\"true\"><span>0</span><span>25</span>"
                  "<span>50</span><span>75</span><span>100</span></div>\n"
                  "<figcaption>Bar: of 100 people who would answer like this, in how many it ");
    phil_text_add(page, phil_twitches(view) ? "has a part in the twitch. " : "is there. ");
    if (view->explanation->draws)
        phil_text_add(page, "Line with ends: what the figures leave room for. ");
    phil_text_add(page, "Upright stroke: how common it is among people of this age and sex, twitch "
                        "or not.</figcaption></figure>\n");
}

/* ---- for and against ---- */

/* The drawing ends at 20 dB, a factor of 100: beyond that, more makes no difference to anyone. */
enum { EVIDENCE_WIDTH = 100, EVIDENCE_HEIGHT = 14, MOST_DB = 20 };

static void add_weight(struct phil_text *page, const struct phil_explanation_view *view,
                       const struct phil_cause *cause, const struct phil_weight *weight)
{
    const double middle = EVIDENCE_WIDTH / 2.0;
    const double db =
        isfinite(weight->weight_db) ? weight->weight_db : copysign(MOST_DB, weight->weight_db);
    const double length = middle * fmin(fabs(db), MOST_DB) / MOST_DB;
    const char *direction = db < 0 ? "against" : "for";
    struct phil_text t = {0};
    phil_say_evidence(&t, view, weight);
    phil_text_add(page, "<tr><th scope=\"row\">");
    phil_text_add_html(page, phil_text_string(&t));
    phil_text_printf(page, "<small>%s; %s", phil_origin_in_words(weight->origin),
                     phil_basis_in_words(weight->basis));
    phil_page_source(page, view->knowledge, weight->source);
    if (phil_is_indirect(view, cause, weight))
        phil_text_add(page, db < 0 ? "<br/>another cause accounts for it"
                                   : "<br/>by speaking against other causes");
    phil_text_printf(page,
                     "</small></th><td class=\"weight\"><svg viewBox=\"0 0 %d %d\" role=\"img\" "
                     "aria-label=\"speaks %s %s it\">\n",
                     EVIDENCE_WIDTH, EVIDENCE_HEIGHT, phil_weight_in_words(db), direction);
    phil_svg_box(page, db < 0 ? middle - length : middle, 2, length, EVIDENCE_HEIGHT - 4, direction,
                 NULL);
    line(page, "axis", middle, 0, middle, EVIDENCE_HEIGHT);
    phil_text_printf(page, "</svg><span>%s%s dB</span></td></tr>\n", db < 0 ? "" : "+",
                     phil_fixed(db, 1).s);
    page->failed |= t.failed;
    phil_text_release(&t);
}

void phil_page_evidence(struct phil_text *page, const struct phil_explanation_view *view,
                        const struct phil_cause_result *result)
{
    if (!result->n_for && !result->n_against)
        return;
    phil_text_add(page,
                  "<table class=\"evidence\"><thead><tr><th scope=\"col\">What speaks for and "
                  "against it</th><th scope=\"col\" class=\"weight\">against | for</th></tr>"
                  "</thead><tbody>\n");
    for (size_t i = 0; i < result->n_for; i++)
        add_weight(page, view, result->cause, &result->for_[i]);
    for (size_t i = 0; i < result->n_against; i++)
        add_weight(page, view, result->cause, &result->against[i]);
    phil_text_add(page, "</tbody></table>\n");
}
