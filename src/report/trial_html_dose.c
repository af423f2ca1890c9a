/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was really consumed on the days of either arm: a dot for each day, a stroke for the mean. */
#include <math.h>

#include "report/trial_html.h"
#include "report/wording.h"

enum { WIDTH = 360, LEFT = 62, RIGHT = 350, ROW = 30, TOP = 18, HEIGHT = 98, LABELS = 92 };

/* The next of 1, 2, 5 times a power of ten that cuts `most` into at most four. */
static double axis_step(double most)
{
    const double unit = pow(10, floor(log10(most / 4)));
    const double mantissa = most / 4 / unit;
    return unit * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
}

static double most_of(const struct phil_trial_data *data)
{
    double most = 0;
    for (size_t i = 0; i < data->n_days; i++)
        if (isfinite(data->days[i].dose))
            most = fmax(most, data->days[i].dose);
    return most;
}

/* Days of equal doses must not hide one another: they lie one below the other, seven deep. */
static double y_of(const struct phil_trial_day *day, size_t i)
{
    return TOP + ROW * (int)day->assigned + (double)(i % 7) * 2.4 - 7.2;
}

static void add_dots(struct phil_text *page, const struct phil_trial_data *data, double top)
{
    for (size_t i = 0; i < data->n_days; i++) {
        const struct phil_trial_day *day = &data->days[i];
        if (!isfinite(day->dose) || day->dose < 0 || day->use != PHIL_DAY_USED)
            continue;
        phil_text_printf(page, "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3\"/>\n",
                         day->assigned == PHIL_ARM_REMEDY ? "db" : "da",
                         phil_short(LEFT + (RIGHT - LEFT) * day->dose / top, 1).s,
                         phil_short(y_of(day, i), 1).s);
    }
}

static void add_axis(struct phil_text *page, double top, double step)
{
    for (int i = 0; i * step <= top * 1.001; i++) {
        const struct phil_number x = phil_short(LEFT + (RIGHT - LEFT) * i * step / top, 1);
        phil_text_printf(page,
                         "<path class=\"grid\" d=\"M%s %dV%d\"/><text class=\"tick\" x=\"%s\" "
                         "y=\"%d\">%s</text>\n",
                         x.s, 4, LABELS - 14, x.s, LABELS, phil_short(i * step, 4).s);
    }
}

static void add_means(struct phil_text *page, const struct phil_trial_result *r, double top)
{
    static const char *const names[PHIL_N_ARMS] = {"A usual", "B remedy"};
    for (int arm = 0; arm < PHIL_N_ARMS; arm++) {
        const int y = TOP + ROW * arm;
        phil_text_printf(page, "<text class=\"tick\" x=\"28\" y=\"%d\">%s</text>\n", y + 4,
                         names[arm]);
        if (phil_known(r->dose[arm]) && r->dose[arm].value >= 0)
            phil_text_printf(
                page, "<path class=\"mean\" d=\"M%s %dV%d\"/>\n",
                phil_short(LEFT + (RIGHT - LEFT) * fmin(r->dose[arm].value / top, 1), 1).s, y - 12,
                y + 12);
    }
}

static void add_picture(struct phil_text *page, const struct phil_trial_view *view, double most)
{
    const double step = axis_step(most);
    const double top = step * ceil(most / step);
    phil_text_printf(page,
                     "<figure class=\"dose\"><svg viewBox=\"0 0 %d %d\" role=\"img\" "
                     "aria-label=\"What was consumed on each day, by arm\">\n",
                     WIDTH, HEIGHT);
    add_axis(page, top, step);
    add_dots(page, view->data, top);
    add_means(page, view->result, top);
    phil_text_add(page, "</svg><figcaption>By the diary, each day that counts, in <bdi>");
    phil_text_add_html(page, view->data->dose_unit);
    phil_text_add(page, "</bdi>; upright stroke: mean of the arm.</figcaption></figure>\n");
}

/* Returns whether there was anything to say. */
static bool add_sentence(struct phil_text *page, enum phil_trial_sentence what,
                         const struct phil_trial_view *view)
{
    struct phil_text t = {0};
    phil_trial_say(&t, what, view);
    phil_page_paragraph(page, NULL, phil_text_string(&t));
    const bool said = t.length > 0;
    page->failed |= t.failed;
    phil_text_release(&t);
    return said;
}

void phil_page_trial_dose(struct phil_text *page, const struct phil_trial_view *view)
{
    const bool known = view->data && view->data->dose_unit[0];
    const double most = known ? most_of(view->data) : 0;
    const bool drawn = known && most > 0 && isfinite(most);
    phil_text_add(page, "<section>\n<h2>Whether the plan was kept to</h2>\n");
    bool said = add_sentence(page, PHIL_TRIAL_SAY_DOSE, view);
    if (drawn)
        add_picture(page, view, most);
    said |= add_sentence(page, PHIL_TRIAL_SAY_BY_DOSE, view);
    said |= add_sentence(page, PHIL_TRIAL_SAY_SLIPS, view);
    if (!said && !drawn)
        phil_page_paragraph(page, NULL,
                            "No day is marked as one on which the plan was not kept to, and "
                            "nothing was recorded of what was consumed.");
    phil_text_add(page, "</section>\n");
}
