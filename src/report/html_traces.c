/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events and displacement over time, one row for each place under a common axis.
 *
 * The curve is the distance of the skin from where it lay in the three quarters of a second on
 * either side (a running median per coordinate, never across a new reference), in millimetres.
 * Slow drifts vanish and a twitch stands; a hold much longer than that is shown only by its ends,
 * but its mark lasts. Clips with more frames than the drawing can show are reduced to
 * the least and the greatest value of each stretch, so no peak is lost and the page stays small.
 * The pictures stretch with the page; so texts stand outside of them.
 */
#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "report/html.h"
#include "report/svg.h"

#define ROW_WIDTH     1000.0 /* units of a row's drawing */
#define ROW_HEIGHT    36.0
#define SHORTEST_S    0.1  /* s: less has no course over time */
#define LONGEST_S     3e6  /* s: a month; more is a damaged document */
#define HALF_MEDIAN_S 0.75 /* s: twice the longest common twitch, shorter than a breath */

enum {
    MEDIAN_SAMPLES = 31,   /* picked evenly from the stretch: enough for a median to hold still */
    STRETCHES = 1000,      /* per row, two points each */
    STRETCHES_CROWD = 400, /* with more than two faces, to keep the page small */
};

/* Order of the rows, from the lips outwards; rows of a scale of their own begin at LIDS. */
static const enum phil_region row_order[PHIL_N_REGIONS] = {
    PHIL_UPPER_LIP_LEFT,    PHIL_UPPER_LIP_MIDDLE,   PHIL_UPPER_LIP_RIGHT,
    PHIL_LOWER_LIP_LEFT,    PHIL_LOWER_LIP_MIDDLE,   PHIL_LOWER_LIP_RIGHT,
    PHIL_MOUTH_CORNER_LEFT, PHIL_MOUTH_CORNER_RIGHT, PHIL_CHIN,
    PHIL_CHEEK_LEFT,        PHIL_CHEEK_RIGHT,        PHIL_LOWER_LID_LEFT,
    PHIL_LOWER_LID_RIGHT,   PHIL_UPPER_LID_LEFT,     PHIL_UPPER_LID_RIGHT,
    PHIL_BROW_LEFT,         PHIL_BROW_RIGHT,
};
enum { LIDS = 11 };

static bool usable(const struct phil_sample *s)
{
    return !(s->flags & PHIL_SAMPLE_UNUSABLE) && isfinite(s->dx_px) && isfinite(s->dy_px);
}

/* Median by insertion: the stretch is short. */
static double median(double *values, int n)
{
    for (int i = 1; i < n; i++) {
        const double v = values[i];
        int k = i;
        for (; k > 0 && values[k - 1] > v; k--)
            values[k] = values[k - 1];
        values[k] = v;
    }
    return n % 2 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

static void level_around(const struct phil_sample *s, size_t from, size_t to, double *x, double *y)
{
    double xs[MEDIAN_SAMPLES], ys[MEDIAN_SAMPLES];
    int n = 0;
    const size_t stride = (to - from) / MEDIAN_SAMPLES + 1;
    for (size_t k = from; k < to && n < MEDIAN_SAMPLES; k += stride) {
        if (!usable(&s[k]))
            continue;
        xs[n] = s[k].dx_px;
        ys[n] = s[k].dy_px;
        n++;
    }
    *x = n ? median(xs, n) : NAN;
    *y = n ? median(ys, n) : NAN;
}

/* Distance from the level around, mm, for frames [from, to) that share one reference. */
static void distances(const struct phil_face_result *face, const struct phil_sample *s, size_t from,
                      size_t to, float *mm)
{
    const double *time = face->trace.time_s;
    size_t lo = from, hi = from;
    for (size_t i = from; i < to; i++) {
        while (lo < i && time[lo] < time[i] - HALF_MEDIAN_S)
            lo++;
        while (hi < to && time[hi] <= time[i] + HALF_MEDIAN_S)
            hi++;
        double x, y;
        mm[i] = NAN;
        if (!usable(&s[i]))
            continue;
        level_around(s, lo, hi > i ? hi : i + 1, &x, &y);
        const double d = hypot(s[i].dx_px - x, s[i].dy_px - y) / face->ruler.px_per_mm;
        mm[i] = isfinite(d) ? (float)d : NAN;
    }
}

static void whole_row(const struct phil_face_result *face, int region, float *mm)
{
    const struct phil_sample *s = face->trace.region[region];
    size_t from = 0;
    for (size_t i = 1; i <= face->trace.n_frames; i++) {
        if (i < face->trace.n_frames && !(s[i].flags & PHIL_SAMPLE_REKEYED))
            continue;
        distances(face, s, from, i, mm);
        from = i;
    }
}

/* Height of a group of rows in mm: what its twitches need, else what its floor or noise need.
 * Talking and blinking may reach beyond; the curve is cut there. */
static double full_scale(const struct phil_face_result *face, int first, int last)
{
    double twitch = 0, smallest = 0, noise = 0;
    for (int k = first; k < last; k++) {
        const struct phil_region_result *r = &face->region[row_order[k]];
        for (size_t i = 0; i < face->n_events; i++)
            if (face->events[i].kind == PHIL_EVENT_TWITCH && face->events[i].region == row_order[k])
                twitch = fmax(twitch, face->events[i].amplitude_mm);
        smallest = fmax(smallest, phil_known(r->floor_mm) ? r->floor_mm.value : 0);
        noise = fmax(noise, phil_known(r->noise_mm) ? r->noise_mm.value : 0);
    }
    double full = fmax(1.25 * twitch, fmax(1.5 * smallest, 8 * noise));
    full = full > 0 && isfinite(full) ? full : 1;
    const double decade = pow(10, floor(log10(full)));
    static const double steps[] = {1, 1.5, 2, 3, 4, 5, 6, 8};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i] * decade >= full)
            return steps[i] * decade;
    return 10 * decade;
}

static double x_of(const struct phil_analysis *analysis, double time_s)
{
    const double x = ROW_WIDTH * time_s / analysis->recording.duration_s;
    return fmin(fmax(x, 0), ROW_WIDTH);
}

static void add_point(struct phil_text *page, bool *pen_down, double x, double mm, double full_mm)
{
    const double y = ROW_HEIGHT - 2 - (ROW_HEIGHT - 4) * fmin(mm / full_mm, 1);
    phil_text_printf(page, "%s%s %s", *pen_down ? "L" : "M", phil_short(x, 1).s,
                     phil_short(y, 1).s);
    *pen_down = true;
}

/* The least and the greatest value of frames [from, to), in the order in which they came. */
static void add_stretch(struct phil_text *page, bool *pen_down, const float *mm, size_t from,
                        size_t to, const double *time_s, const struct phil_analysis *analysis,
                        double full_mm)
{
    size_t least = to, most = to;
    for (size_t i = from; i < to; i++) {
        if (!isfinite(mm[i]))
            continue;
        least = least == to || mm[i] < mm[least] ? i : least;
        most = most == to || mm[i] > mm[most] ? i : most;
    }
    if (least == to) {
        *pen_down = false;
        return;
    }
    const size_t first = least < most ? least : most, second = least < most ? most : least;
    add_point(page, pen_down, x_of(analysis, time_s[first]), mm[first], full_mm);
    if (second != first)
        add_point(page, pen_down, x_of(analysis, time_s[second]), mm[second], full_mm);
}

static void add_curve(struct phil_text *page, const struct phil_analysis *analysis,
                      const struct phil_face_result *face, const float *mm, double full_mm)
{
    const size_t n = face->trace.n_frames;
    const size_t most = analysis->n_faces > 2 ? STRETCHES_CROWD : STRETCHES;
    const size_t stretches = n < 2 * most ? n : most;
    bool pen_down = false;
    const size_t start = page->length;
    phil_text_add(page, "<path class=\"trace\" d=\"");
    const size_t empty = page->length;
    for (size_t k = 0; k < stretches; k++)
        add_stretch(page, &pen_down, mm, k * n / stretches, (k + 1) * n / stretches,
                    face->trace.time_s, analysis, full_mm);
    if (page->length == empty && !page->failed) { /* nothing usable: no empty path */
        page->length = start;
        page->data[start] = '\0';
        return;
    }
    phil_text_add(page, "\"/>\n");
}

static void add_event(struct phil_text *page, const struct phil_analysis *analysis,
                      const struct phil_event *e, const char *class_name, double height)
{
    const double narrowest = 4; /* units: more than a pixel on a phone */
    const double x = x_of(analysis, e->onset_s), to = x_of(analysis, e->offset_s);
    struct phil_text title = {0};
    phil_text_printf(&title, "%s, %s, %s s", phil_event_kind_name(e->kind),
                     phil_region_plain_name(e->region), phil_fixed(e->peak_s, 2).s);
    if (isfinite(e->amplitude_mm))
        phil_text_printf(&title, ", %s mm", phil_mm(e->amplitude_mm).s);
    phil_svg_box(page, x, ROW_HEIGHT - height, fmax(to - x, narrowest), height, class_name,
                 phil_text_string(&title));
    page->failed |= title.failed;
    phil_text_release(&title);
}

static void open_row(struct phil_text *page, const char *class_name, const char *label,
                     const char *right)
{
    phil_text_printf(page, "<div class=\"%s\"><b>%s</b>", class_name, label);
    if (right[0])
        phil_text_printf(page, "<i>%s</i>", right);
    phil_text_printf(page,
                     "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\">"
                     "<title>%s over time</title>\n",
                     (int)ROW_WIDTH, (int)ROW_HEIGHT, label);
}

/* Every event of some kinds in one low row. Twitches are as high as they are large. */
static void lane(struct phil_text *page, const struct phil_analysis *analysis,
                 const struct phil_face_result *face, uint32_t kinds, const char *label,
                 const char *class_name)
{
    const struct phil_summary summary = phil_summarise(face);
    int n = 0;
    for (int k = 0; k < PHIL_N_KINDS; k++)
        n += kinds >> k & 1 ? summary.count[k] : 0;
    if (!n)
        return;
    open_row(page, "row low", label, "");
    const double largest = summary.largest ? summary.largest->amplitude_mm : 0;
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        if (!(kinds >> e->kind & 1))
            continue;
        double share = 0.7;
        if (e->kind == PHIL_EVENT_TWITCH && largest > 0)
            share = fmax(0.2, e->amplitude_mm / largest);
        add_event(page, analysis, e, class_name, share * ROW_HEIGHT);
    }
    phil_text_add(page, "</svg></div>\n");
}

static void curve_row(struct phil_text *page, const struct phil_analysis *analysis,
                      const struct phil_face_result *face, int region, float *mm, double full_mm)
{
    struct phil_text right = {0};
    phil_text_printf(&right, "%s mm", phil_short(full_mm, 3).s);
    open_row(page, "row", phil_region_plain_name((enum phil_region)region),
             phil_text_string(&right));
    for (size_t i = 0; i < face->n_events; i++)
        if (face->events[i].kind == PHIL_EVENT_TWITCH && (int)face->events[i].region == region)
            add_event(page, analysis, &face->events[i], "tw", ROW_HEIGHT);
    whole_row(face, region, mm);
    add_curve(page, analysis, face, mm, full_mm);
    phil_text_add(page, "</svg></div>\n");
    page->failed |= right.failed;
    phil_text_release(&right);
}

static void shade(struct phil_text *page, const struct phil_analysis *analysis,
                  const struct phil_face_result *face)
{
    phil_text_add(page, "<svg class=\"shade\" viewBox=\"0 0 1000 10\" "
                        "preserveAspectRatio=\"none\" aria-hidden=\"true\">\n");
    for (size_t i = 0; i < face->n_segments; i++) {
        const struct phil_segment *s = &face->segments[i];
        const bool unseen = s->label >= PHIL_SEGMENT_HEAD_TURN;
        const double x = x_of(analysis, s->start_s);
        if (s->label != PHIL_SEGMENT_REST)
            phil_svg_box(page, x, 0, x_of(analysis, s->end_s) - x, 10, unseen ? "unseen" : "busy",
                         NULL);
    }
    phil_text_add(page, "</svg>\n");
}

void phil_page_time_axis(struct phil_text *page, double duration_s)
{
    static const double steps[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1,   2,   5,
                                   10,   20,   30,   60,  120, 300, 600, 1800};
    double step = duration_s;
    for (size_t i = sizeof steps / sizeof *steps; i-- > 0;)
        step = duration_s / steps[i] <= 7 ? steps[i] : step;
    phil_text_add(page, "<div class=\"time\" aria-hidden=\"true\">");
    for (int i = 0; i < 8 && i * step < 0.97 * duration_s; i++)
        phil_text_printf(page, "<span style=\"left:%s%%\">%s s</span>",
                         phil_short(100 * i * step / duration_s, 2).s, phil_short(i * step, 2).s);
    phil_text_add(page, "</div>\n");
}

static void caption(struct phil_text *page, bool curves)
{
    phil_text_add(page, "<p class=\"small\"><span class=\"key k1\"></span>twitch "
                        "<span class=\"key k2\"></span>blink "
                        "<span class=\"key k3\"></span>talking, smiling or chewing "
                        "<span class=\"key k4\"></span>turned away, covered or not seen. ");
    phil_text_add(page, curves ? "Each curve is how far the skin was from where it lay around that "
                                 "moment; the number at the right is the height of the row, where "
                                 "larger movements are cut off.</p>\n"
                               : "The curves are not part of this document.</p>\n");
}

static void rows(struct phil_text *page, const struct phil_analysis *analysis,
                 const struct phil_face_result *face)
{
    const size_t n = face->trace.n_frames;
    float *mm = n ? phil_alloc_aligned(n, sizeof *mm) : NULL;
    page->failed |= n && !mm;
    for (int k = 0; mm && k < PHIL_N_REGIONS; k++) {
        const int first = k < LIDS ? 0 : LIDS, last = k < LIDS ? LIDS : PHIL_N_REGIONS;
        curve_row(page, analysis, face, row_order[k], mm, full_scale(face, first, last));
    }
    free(mm);
}

void phil_page_traces(struct phil_text *page, const struct phil_analysis *analysis,
                      const struct phil_face_result *face)
{
    const double duration = analysis->recording.duration_s;
    if (!(duration > SHORTEST_S && duration < LONGEST_S))
        return;
    const bool curves = face->trace.n_frames > 0 && face->ruler.px_per_mm > 0;
    phil_text_add(page, "<h3>Over time</h3>\n");
    caption(page, curves);
    /* A long clip is scrolled sideways on the screen, so that a twitch keeps its pixel. */
    phil_text_printf(page,
                     "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Movement "
                     "over time\"><div style=\"min-width:%dpx\" class=\"plot\">\n",
                     duration > 60 ? (int)fmin(8 * duration, 9000) : 0);
    shade(page, analysis, face);
    lane(page, analysis, face, 1u << PHIL_EVENT_TWITCH, "twitches, all places", "twbar");
    lane(page, analysis, face, 1u << PHIL_EVENT_BLINK, "blinks", "bl");
    lane(page, analysis, face,
         1u << PHIL_EVENT_SWALLOW | 1u << PHIL_EVENT_OTHER | 1u << PHIL_EVENT_SPEECH,
         "speech, swallows, other", "ot");
    if (curves)
        rows(page, analysis, face);
    phil_page_time_axis(page, duration);
    phil_text_add(page, "</div></div>\n");
}
