/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A simulation over time on a page: rows that share one axis. Curves are thinned to the least and
 * the greatest value of each stretch, so that no twitch gets lost and the page stays small. Rows of
 * one quantity share one scale.
 */
#include "report/simulation_html.h"

#include <math.h>

#include "report/svg.h"

enum { HEIGHT = 40, STRETCHES = 600, LANE_COLUMNS = 500 };

static const double STILL_MM = 0.01, STILL_N = 1e-4; /* rows below are named, not drawn */

void phil_page_time_row(struct phil_text *page, const char *class_name, const char *label,
                        const char *right, int height)
{
    phil_text_printf(page, "<div class=\"%s\"><b>%s</b>", class_name, label);
    if (right[0])
        phil_text_printf(page, "<i>%s</i>", right);
    phil_text_printf(page,
                     "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\">"
                     "<title>%s over time%s%s</title>\n",
                     PHIL_TIME_WIDTH, height, label, right[0] ? ": " : "", right);
}

void phil_page_time_row_end(struct phil_text *page)
{
    phil_text_add(page, "</svg></div>\n");
}

/* ---- events ---- */

static void add_event(struct phil_text *page, const struct phil_nerve_event *event, double seconds)
{
    const double narrowest = 3;
    const double x = PHIL_TIME_WIDTH * event->onset_s / seconds;
    const double to = PHIL_TIME_WIDTH * event->offset_s / seconds;
    struct phil_text title = {0};
    phil_text_printf(&title, "%s s: ", phil_fixed(event->onset_s, 2).s);
    phil_simulation_say_event(&title, event);
    phil_svg_box(page, x, 4, fmax(fmin(to, PHIL_TIME_WIDTH) - x, narrowest), HEIGHT - 4,
                 phil_event_is_ordinary(event->kind) ? "bl" : "twbar", phil_text_string(&title));
    page->failed |= title.failed;
    phil_text_release(&title);
}

/* At most one event a column is drawn; events come in order. */
static void lane(struct phil_text *page, const struct phil_nerve_result *r, bool ordinary,
                 const char *label)
{
    int last = -1;
    size_t n = 0;
    for (size_t i = 0; i < r->n_events; i++)
        n += phil_event_is_ordinary(r->events[i].kind) == ordinary;
    if (n == 0)
        return;
    phil_page_time_row(page, "row low", label, "", HEIGHT);
    for (size_t i = 0; i < r->n_events; i++) {
        const struct phil_nerve_event *event = &r->events[i];
        const double at = floor(event->onset_s / r->settings.seconds * LANE_COLUMNS);
        if (phil_event_is_ordinary(event->kind) != ordinary || !(at >= 0 && at < LANE_COLUMNS) ||
            (int)at == last)
            continue;
        last = (int)at;
        add_event(page, event, r->settings.seconds);
    }
    phil_page_time_row_end(page);
}

/* ---- curves ---- */

/* Values from lo at the bottom to hi at the top; turned: hi at the bottom (downwards as down). */
struct scale {
    double lo, hi;
    bool turned;
};

static double y_of(const struct scale *scale, double value)
{
    const double share = (value - scale->lo) / (scale->hi - scale->lo);
    const double y = 1 + (HEIGHT - 2) * (scale->turned ? share : 1 - share);
    return fmin(fmax(y, 0), HEIGHT);
}

static void add_point(struct phil_text *page, bool *pen_down, double x, double value,
                      const struct scale *scale)
{
    phil_text_printf(page, "%s%s %s", *pen_down ? "L" : "M", phil_short(x, 1).s,
                     phil_short(y_of(scale, value), 1).s);
    *pen_down = true;
}

/* The least and the greatest of samples [from, to), in the order in which they came. */
static void add_stretch(struct phil_text *page, bool *pen_down, const float *trace, size_t from,
                        size_t to, size_t n, const struct scale *scale)
{
    size_t least = to, most = to;
    for (size_t i = from; i < to; i++) {
        if (!isfinite(trace[i]))
            continue;
        least = least == to || trace[i] < trace[least] ? i : least;
        most = most == to || trace[i] > trace[most] ? i : most;
    }
    if (least == to) {
        *pen_down = false;
        return;
    }
    const size_t first = least < most ? least : most, second = least < most ? most : least;
    const double step = (double)PHIL_TIME_WIDTH / (double)n;
    add_point(page, pen_down, (double)first * step, trace[first], scale);
    if (trace[second] != trace[first])
        add_point(page, pen_down, (double)second * step, trace[second], scale);
}

static void curve(struct phil_text *page, const char *class_name, const float *trace, size_t n,
                  const struct scale *scale)
{
    const size_t stretches = n < 2 * STRETCHES ? n : STRETCHES;
    bool pen_down = false;
    phil_text_printf(page, "<path class=\"%s\" d=\"M0 %s", class_name,
                     phil_short(y_of(scale, 0), 1).s);
    for (size_t k = 0; k < stretches; k++)
        add_stretch(page, &pen_down, trace, k * n / stretches, (k + 1) * n / stretches, n, scale);
    phil_text_add(page, "\"/>\n");
}

static void widen(struct scale *scale, const float *trace, size_t n)
{
    for (size_t i = 0; trace && i < n; i++)
        if (isfinite(trace[i])) {
            scale->lo = fmin(scale->lo, trace[i]);
            scale->hi = fmax(scale->hi, trace[i]);
        }
}

static void say_scale(struct phil_text *t, const struct scale *scale, const char *unit)
{
    phil_text_clear(t);
    phil_text_printf(t, "%s to %s %s", phil_four_digits(scale->lo).s, phil_four_digits(scale->hi).s,
                     unit);
}

static void heading(struct phil_text *page, const char *words)
{
    phil_text_printf(page, "<div class=\"part\">%s</div>\n", words);
}

static void emg_rows(struct phil_text *page, const struct phil_nerve_result *r, struct phil_text *t)
{
    struct scale scale = {-10, 10, false}; /* uV: noise alone stays small */
    if (r->n_emg == 0)
        return;
    heading(page, "EMG on the skin, microvolt");
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        widen(&scale, r->emg_uv[e], r->n_emg);
    say_scale(t, &scale, "uV");
    for (int e = 0; e < PHIL_N_ELECTRODES; e++) {
        if (!r->emg_uv[e])
            continue;
        phil_page_time_row(page, "row", phil_electrode_in_words(e), phil_text_string(t), HEIGHT);
        curve(page, "trace", r->emg_uv[e], r->n_emg, &scale);
        phil_page_time_row_end(page);
    }
}

static void node_row(struct phil_text *page, const struct phil_nerve_result *r, int k,
                     const struct scale *scale, const char *right)
{
    const struct scale turned = {scale->lo, scale->hi, true};
    phil_page_time_row(page, "row", phil_node_in_words((enum phil_nerve_node)k), right, HEIGHT);
    curve(page, "trace side-ways", r->right_mm[k], r->n_movement, scale);
    curve(page, "trace", r->down_mm[k], r->n_movement, &turned);
    phil_page_time_row_end(page);
}

/* Nodes [from, to) that moved. */
static void node_rows(struct phil_text *page, const struct phil_nerve_result *r,
                      const struct phil_simulation_summary *s, int from, int to,
                      struct phil_text *t)
{
    struct scale scale = {-STILL_MM, STILL_MM, false};
    size_t still = 0;
    for (int k = from; k < to; k++) {
        widen(&scale, r->right_mm[k], r->n_movement);
        widen(&scale, r->down_mm[k], r->n_movement);
    }
    scale.hi = fmax(scale.hi, -scale.lo);
    scale.lo = -scale.hi;
    phil_text_clear(t);
    phil_text_printf(t, "-%s to %s mm", phil_mm(scale.hi).s, phil_mm(scale.hi).s);
    for (int k = from; k < to; k++) {
        if (s->node[k].mm.reason || s->node[k].mm.value < STILL_MM)
            still++;
        else
            node_row(page, r, k, &scale, phil_text_string(t));
    }
    if (still)
        phil_text_printf(page,
                         "<div class=\"row low still\"><b>%zu %s moved less than %s mm"
                         "</b></div>\n",
                         still, still == 1 ? "place" : "places", phil_short(STILL_MM, 3).s);
}

static void force_rows(struct phil_text *page, const struct phil_nerve_result *r,
                       const struct phil_simulation_summary *s, struct phil_text *t)
{
    struct scale scale = {0, STILL_N, false};
    size_t still = 0;
    heading(page, "Force of the muscles, newton");
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        widen(&scale, r->force_n[m], r->n_movement);
    say_scale(t, &scale, "N");
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        if (s->pool[m].force_n.reason || s->pool[m].force_n.value < STILL_N) {
            still++;
            continue;
        }
        phil_page_time_row(page, "row low", phil_muscle_for_row((enum phil_nerve_muscle)m),
                           phil_text_string(t), HEIGHT);
        curve(page, "trace", r->force_n[m], r->n_movement, &scale);
        phil_page_time_row_end(page);
    }
    if (still)
        phil_text_printf(page,
                         "<div class=\"row low still\"><b>%zu %s pulled with less than "
                         "0.1 mN</b></div>\n",
                         still, still == 1 ? "muscle" : "muscles");
}

/* ---- all of it ---- */

static void caption(struct phil_text *page)
{
    phil_text_add(
        page,
        "<p class=\"small\">A mark in a muscle's row is a nerve impulse that "
        "reached it, small motor units below. Where it began: "
        "<span class=\"key o1\"></span>nerve cell (low mark) "
        "<span class=\"key o2\"></span>where the nerve leaves the brain stem "
        "(full height) <span class=\"key o3\"></span>far out, in the muscle (in between) "
        "<span class=\"key o4\"></span>electrical stimulus, or thrown back by "
        "one (thin line). Lanes of events: <span class=\"key k1\"></span>what the cause makes "
        "<span class=\"key k2\"></span>blinks, movements on purpose, stimuli. "
        "Movement: the solid curve goes up and down as the skin does, the broken "
        "one is sideways, the person's left upwards.</p>\n");
}

/* `closer`: a stretch, without forces. */
static void rows(struct phil_text *page, const struct phil_nerve_result *result,
                 const struct phil_simulation_summary *summary, bool closer)
{
    struct phil_text t = {0};
    lane(page, result, false, "what happened");
    lane(page, result, true, "blinks, on purpose, stimuli");
    heading(page, "Nerve impulses, and how many did not begin in a nerve cell");
    size_t silent = 0;
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        if (summary->pool[m].spikes)
            phil_page_raster(page, result, summary, m);
        silent += summary->pool[m].units && !summary->pool[m].spikes;
    }
    if (silent)
        phil_text_printf(page,
                         "<div class=\"row low still\"><b>%zu %s without an impulse</b></div>\n",
                         silent, silent == 1 ? "muscle" : "muscles");
    emg_rows(page, result, &t);
    if (result->n_movement) {
        heading(page, "Movement of the skin around the mouth, mm");
        node_rows(page, result, summary, 0, PHIL_NODE_UPPER_LID_LEFT, &t);
        heading(page, "Movement of the eyelids, mm");
        node_rows(page, result, summary, PHIL_NODE_UPPER_LID_LEFT, PHIL_N_NODES, &t);
        if (!closer)
            force_rows(page, result, summary, &t);
    }
    phil_page_time_axis(page, result->settings.seconds);
    page->failed |= t.failed;
    phil_text_release(&t);
}

static void plot(struct phil_text *page, const struct phil_nerve_result *result,
                 const struct phil_simulation_summary *summary, bool closer)
{
    const double seconds = result->settings.seconds, scrolled_s = 20;
    /* A long run is scrolled sideways on the screen. */
    phil_text_printf(page,
                     "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"%s\">"
                     "<div style=\"min-width:%dpx\" class=\"plot sim\">\n",
                     closer ? "The stretch with the largest movement" : "The simulation over time",
                     seconds > scrolled_s ? (int)fmin(30 * seconds, 6000) : 0);
    rows(page, result, summary, closer);
    phil_text_add(page, "</div></div>\n");
}

static void closer(struct phil_text *page, const struct phil_nerve_result *result,
                   const struct phil_simulation_summary *whole)
{
    const double seconds = 1;
    double from_s;
    struct phil_nerve_result part;
    if (!phil_simulation_closer(result, whole, seconds, &from_s))
        return;
    if (phil_simulation_cut(&part, result, from_s, seconds)) {
        page->failed = true;
        return;
    }
    const struct phil_simulation_summary summary = phil_simulation_summarise(&part);
    phil_text_printf(page,
                     "<h3>Closer: one second around the largest movement</h3>\n<p class=\"small\">"
                     "From %s s on; times are counted from there.</p>\n",
                     phil_fixed(from_s, 2).s);
    plot(page, &part, &summary, true);
    phil_simulation_cut_release(&part);
}

void phil_page_simulation_time(struct phil_text *page, const struct phil_nerve_result *result,
                               const struct phil_simulation_summary *summary)
{
    if (!(result->settings.seconds > 0))
        return;
    phil_text_add(page, "<h2>Over time</h2>\n");
    caption(page);
    plot(page, result, summary, false);
    closer(page, result, summary);
}
