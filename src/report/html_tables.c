/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pattern in words, every twitch, every region; what was not measured says why. */
#include <math.h>
#include <string.h>

#include "report/html.h"

enum { MOST_EVENTS = 80, MOST_NOTES = 24 };

/* ---- the pattern ---- */

static void row_text(struct phil_text *page, const char *name, const char *value)
{
    phil_text_printf(page, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name, value);
}

static void row_missing(struct phil_text *page, const char *name, struct phil_value v)
{
    phil_text_printf(page, "<tr><th scope=\"row\">%s</th><td class=\"miss\">not measured: ", name);
    phil_text_add_html(page, phil_reason(v));
    phil_text_add(page, "</td></tr>\n");
}

/* A row of "<before><number><after>", or the reason. */
static void row_value(struct phil_text *page, const char *name, struct phil_value v, double factor,
                      int decimals, const char *after)
{
    struct phil_text value = {0};
    if (!phil_known(v)) {
        row_missing(page, name, v);
        return;
    }
    phil_text_printf(&value, "%s%s", phil_fixed(factor * v.value, decimals).s, after);
    row_text(page, name, phil_text_string(&value));
    page->failed |= value.failed;
    phil_text_release(&value);
}

static void row_interval(struct phil_text *page, const char *name, struct phil_value v,
                         struct phil_interval ci, int decimals, const char *after)
{
    struct phil_text value = {0};
    if (phil_known(v) && isfinite(ci.lo) && isfinite(ci.hi))
        phil_text_printf(&value, "%s (95 %% interval %s to %s)", after,
                         phil_fixed(ci.lo, decimals).s, phil_fixed(ci.hi, decimals).s);
    else
        phil_text_add(&value, after);
    row_value(page, name, v, 1, decimals, phil_text_string(&value));
    page->failed |= value.failed;
    phil_text_release(&value);
}

/* A count of nothing is 0 only where there was something to count in. */
static void row_count(struct phil_text *page, const struct phil_face_result *face, const char *name,
                      int n)
{
    if (!(face->usable_s > 0)) {
        row_missing(page, name, phil_unmeasured("no rest that could be measured"));
        return;
    }
    phil_text_printf(page, "<tr><th scope=\"row\">%s</th><td>%d</td></tr>\n", name, n);
}

static void row_movements(struct phil_text *page, const struct phil_face_result *face)
{
    const struct phil_pattern *p = &face->pattern;
    struct phil_text value = {0};
    bool used[PHIL_N_MOVEMENTS] = {false};
    while (face->usable_s > 0) {
        int best = -1;
        for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
            if (!used[m] && p->movement_probability[m] >= 0.01 &&
                (best < 0 || p->movement_probability[m] > p->movement_probability[best]))
                best = m;
        if (best < 0)
            break;
        used[best] = true;
        phil_text_printf(&value, "%s%s, %s %%", value.length ? "<br/>" : "",
                         phil_movement_in_words((enum phil_movement)best),
                         phil_fixed(100 * p->movement_probability[best], 0).s);
    }
    row_text(page, "Kind of movement", value.length ? phil_text_string(&value) : "not worked out");
    page->failed |= value.failed;
    phil_text_release(&value);
}

static void pattern_table(struct phil_text *page, const struct phil_face_result *face)
{
    const struct phil_pattern *p = &face->pattern;
    phil_text_add(page, "<h3>The pattern in numbers</h3>\n<div class=\"wide\"><table><tbody>\n");
    row_count(page, face, "Twitches at rest", p->twitches);
    row_interval(page, "How often", p->rate_per_min, p->rate_ci, 1, " a minute of rest");
    row_interval(page, "Side (-1 all left, 1 all right)", p->laterality, p->laterality_ci, 2, "");
    row_value(page, "Typical size", p->median_amplitude_mm, 1, 2, " mm");
    row_value(page, "Typical length", p->median_duration_s, 1000, 0, " ms");
    row_value(page, "Spacing (0 like a clock, 1 like chance, above 1 in clusters)", p->interval_cv,
              1, 2, "");
    row_value(page, "Strongest rhythm", p->rhythm_hz, 1, 1, " a second");
    row_value(page, "Chance of so strong a rhythm without there being one", p->rhythm_p, 1, 4, "");
    row_value(page, "Mouth twitches that came together with the eyelid of that side",
              p->eye_mouth_synchrony, 100, 0, " %");
    row_value(page, "Eyelid after the mouth by", p->eye_mouth_lag_s, 1000, 0, " ms");
    row_value(page, "Closures of one eye with that brow rising", p->brow_lift_with_eye_closure, 100,
              0, " %");
    row_value(page, "Part of the rest with fine rippling", p->ripple_share, 100, 0, " %");
    row_count(page, face, "Runs of three or more quick twitches", p->bursts);
    row_count(page, face, "Close pairs", p->doublets);
    row_count(page, face, "Held for more than a second", p->tonic_holds);
    row_movements(page, face);
    phil_text_add(page, "</tbody></table></div>\n");
}

/* ---- every twitch ---- */

static void twitch_row(struct phil_text *page, const struct phil_event *e)
{
    phil_text_printf(page,
                     "<tr><td class=\"n\">%s s</td><td>%s</td><td class=\"n\">%s mm</td>"
                     "<td class=\"n\">%s</td><td class=\"n\">%s</td></tr>\n",
                     phil_fixed(e->peak_s, 2).s, phil_region_plain_name(e->region),
                     phil_mm(e->amplitude_mm).s, phil_duration(e->offset_s - e->onset_s).s,
                     phil_fixed(e->probability, 2).s);
}

static void twitch_table(struct phil_text *page, const struct phil_face_result *face)
{
    const int found = phil_summarise(face).count[PHIL_EVENT_TWITCH];
    int shown = 0;
    if (!found)
        return;
    phil_text_add(page, "<h3>Every twitch</h3>\n<div class=\"wide\"><table><thead><tr>"
                        "<th scope=\"col\" class=\"n\">Time</th><th scope=\"col\">Place</th>"
                        "<th scope=\"col\" class=\"n\">Size</th>"
                        "<th scope=\"col\" class=\"n\">Length</th>"
                        "<th scope=\"col\" class=\"n\">Sureness</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < face->n_events && shown < MOST_EVENTS; i++)
        if (face->events[i].kind == PHIL_EVENT_TWITCH) {
            twitch_row(page, &face->events[i]);
            shown++;
        }
    phil_text_add(page, "</tbody></table></div>\n");
    if (shown < found)
        phil_text_printf(page, "<p class=\"small\">and %d more, which the JSON output lists.</p>\n",
                         found - shown);
}

/* ---- every region ---- */

struct notes {
    const char *reason[MOST_NOTES];
    int n;
};

/* The number of a reason among the notes, from 1; 0 when there is no more room. */
static int note_for(struct notes *notes, const char *reason)
{
    for (int i = 0; i < notes->n; i++)
        if (strcmp(notes->reason[i], reason) == 0)
            return i + 1;
    if (notes->n == MOST_NOTES)
        return 0;
    notes->reason[notes->n++] = reason;
    return notes->n;
}

static void region_cell(struct phil_text *page, struct notes *notes, struct phil_value v,
                        struct phil_number (*format)(double))
{
    if (phil_known(v)) {
        phil_text_printf(page, "<td class=\"n\">%s</td>", format(v.value).s);
        return;
    }
    const int note = note_for(notes, phil_reason(v));
    phil_text_add(page, "<td class=\"n miss\" title=\"");
    phil_text_add_html(page, phil_reason(v));
    if (note)
        phil_text_printf(page, "\">?<sup>%d</sup></td>", note);
    else
        phil_text_add(page, "\">?</td>");
}

static struct phil_number percent(double share)
{
    struct phil_number number;
    snprintf(number.s, sizeof number.s, "%.30s %%", phil_fixed(100 * share, 0).s);
    return number;
}

static struct phil_number pixels(double px)
{
    return phil_fixed(px, 3);
}

static void region_table(struct phil_text *page, const struct phil_face_result *face)
{
    struct notes notes = {.n = 0};
    phil_text_add(page, "<h3>How small a twitch could show</h3>\n<div class=\"wide\"><table>"
                        "<thead><tr><th scope=\"col\">Place</th>"
                        "<th scope=\"col\" class=\"n\">Would show from, mm</th>"
                        "<th scope=\"col\" class=\"n\">Noise, mm</th>"
                        "<th scope=\"col\" class=\"n\">Noise, pixels</th>"
                        "<th scope=\"col\" class=\"n\">Kept by the video codec</th></tr></thead>"
                        "<tbody>\n");
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_region_result *result = &face->region[r];
        phil_text_printf(page, "<tr><th scope=\"row\">%s</th>",
                         phil_region_plain_name((enum phil_region)r));
        region_cell(page, &notes, result->floor_mm, phil_mm);
        region_cell(page, &notes, result->noise_mm, phil_mm);
        region_cell(page, &notes, result->noise_px, pixels);
        region_cell(page, &notes, result->codec_gain, percent);
        phil_text_add(page, "</tr>\n");
    }
    phil_text_add(page, "</tbody></table></div>\n");
    for (int i = 0; i < notes.n; i++) {
        phil_text_printf(page, "<p class=\"small\"><sup>%d</sup> ", i + 1);
        phil_text_add_html(page, notes.reason[i]);
        phil_text_add(page, "</p>\n");
    }
}

void phil_page_tables(struct phil_text *page, const struct phil_face_result *face)
{
    pattern_table(page, face);
    twitch_table(page, face);
    region_table(page, face);
}

/* ---- how the times between twitches are spread ---- */

enum { FEWEST_TWITCHES = 5, MOST_BINS = 24 };

struct bins {
    double width_s;
    int n, count[MOST_BINS], highest;
};

/* Intervals between the onsets of twitches that follow each other: about as many bins as the
 * square root of their number, 5 at least, ending at the longest. */
static struct bins count_intervals(const struct phil_face_result *face)
{
    struct bins bins = {.n = 0};
    double longest = 0;
    for (int pass = 0; pass < 2; pass++) {
        double last = NAN;
        int n = 0;
        for (size_t i = 0; i < face->n_events; i++) {
            const struct phil_event *e = &face->events[i];
            if (e->kind != PHIL_EVENT_TWITCH)
                continue;
            const double interval = e->onset_s - last;
            last = e->onset_s;
            if (!(interval >= 0))
                continue;
            n++;
            longest = fmax(longest, interval);
            if (pass) {
                const int k = (int)fmin(interval / bins.width_s, bins.n - 1);
                bins.count[k]++;
                bins.highest = bins.count[k] > bins.highest ? bins.count[k] : bins.highest;
            }
        }
        if (n + 1 < FEWEST_TWITCHES || !(longest > 0) || !isfinite(longest))
            return (struct bins){.n = 0};
        bins.n = (int)fmin(fmax(ceil(2 * sqrt(n)), 6), MOST_BINS);
        bins.width_s = longest / bins.n;
    }
    return bins;
}

void phil_page_intervals(struct phil_text *page, const struct phil_face_result *face)
{
    const struct bins bins = count_intervals(face);
    const double left = 30, right = 350, top = 12, bottom = 110; /* units of the drawing */
    if (!bins.n)
        return;
    phil_text_printf(page,
                     "<h3>Time between twitches</h3>\n<figure class=\"map\"><svg viewBox=\"0 0 "
                     "360 150\" role=\"img\" aria-labelledby=\"gaps%d\"><title id=\"gaps%d\">"
                     "How often each time between two twitches occurred</title>\n",
                     face->id, face->id);
    const double step = (right - left) / bins.n;
    for (int k = 0; k < bins.n; k++) {
        const double height = (bottom - top) * bins.count[k] / bins.highest;
        if (bins.count[k])
            phil_text_printf(page,
                             "<rect class=\"bar\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n",
                             phil_short(left + k * step + 1, 1).s, phil_short(bottom - height, 1).s,
                             phil_short(step - 2, 1).s, phil_short(height, 1).s);
    }
    phil_text_printf(page, "<path class=\"axis\" d=\"M%d %dH%d\"/>\n", (int)left, (int)bottom,
                     (int)right);
    for (int i = 0; i <= 4; i++)
        phil_text_printf(page, "<text class=\"tick\" x=\"%s\" y=\"%d\">%s</text>\n",
                         phil_short(left + (right - left) * i / 4, 1).s, (int)bottom + 17,
                         phil_short(bins.width_s * bins.n * i / 4, 1).s);
    phil_text_printf(page,
                     "<text class=\"tick\" x=\"%d\" y=\"%d\">%d</text>\n"
                     "<text class=\"tick\" x=\"%d\" y=\"%d\">seconds from one twitch to the "
                     "next</text>\n</svg></figure>\n",
                     (int)left - 12, (int)top + 8, bins.highest, (int)((left + right) / 2),
                     (int)bottom + 35);
}
