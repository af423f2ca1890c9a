/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blinks: both eye openings look unlike themselves for 100-400 ms.
 *
 * Idea. Lids close too fast and too far to be followed as skin; but the picture of the eye opening
 * changes beyond doubt. The lesser of the two eyes' changes, against its own median over the
 * surrounding two seconds, must rise above a level and come back; both eyes, or it is no blink (a
 * wink, or a spasm of one side).
 *
 * Where it fails. Reflections in glasses that move with the head; a quick look down.
 */
#include "events/detect.h"

#include <math.h>
#include <stdlib.h>

/* 1 - correlation of the eye opening with its reference: open eyes stay under 0.1, closed lids
 * come to 0.4 and more. */
static const double RISE = 0.15;
static const double LONGEST_S = 0.7;
static const double BASE_S = 1.0;

static int by_value(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float lesser_change(const struct phil_head_sample *h)
{
    return fminf(h->eye_change[0], h->eye_change[1]);
}

/* Median of the lesser change over the frames around `at`; NaN when there is none. */
static double base_level(const struct phil_trace *trace, size_t at)
{
    float values[512];
    int n = 0;
    size_t first = at, last = at;
    while (first > 0 && trace->time_s[at] - trace->time_s[first - 1] <= BASE_S && at - first < 250)
        first--;
    while (last + 1 < trace->n_frames && trace->time_s[last + 1] - trace->time_s[at] <= BASE_S &&
           last - at < 250)
        last++;
    for (size_t i = first; i <= last; i++)
        if (isfinite(trace->head[i].eye_change[0]) && isfinite(trace->head[i].eye_change[1]))
            values[n++] = lesser_change(&trace->head[i]);
    if (n == 0)
        return NAN;
    qsort(values, (size_t)n, sizeof *values, by_value);
    /* The lower quartile: frequent blinks must not raise their own base. */
    return values[n / 4];
}

static double lid_travel(const struct phil_trace *trace, size_t first, size_t last,
                         double *direction_deg)
{
    double largest = NAN;
    const enum phil_region lids[2] = {PHIL_UPPER_LID_LEFT, PHIL_UPPER_LID_RIGHT};
    *direction_deg = -90; /* an upper lid comes down */
    for (int e = 0; e < 2; e++) {
        const struct phil_sample *s = trace->region[lids[e]];
        const struct phil_sample *base = &s[first > 0 ? first - 1 : 0];
        for (size_t i = first; i <= last; i++) {
            const double travel = hypot(s[i].dx_px - base->dx_px, s[i].dy_px - base->dy_px);
            if (isfinite(travel) && !(travel <= largest))
                largest = travel;
        }
    }
    return largest;
}

enum phil_status phil_find_blinks(struct phil_found *found, const struct phil_trace *trace,
                                  const struct phil_clock *clock, double px_per_mm, bool *blinking)
{
    const size_t n = trace->n_frames;
    for (size_t i = 0; i < n;) {
        blinking[i] = false;
        const double level = base_level(trace, i) + RISE;
        if (!(lesser_change(&trace->head[i]) > level)) {
            i++;
            continue;
        }
        size_t end = i, peak = i;
        while (end + 1 < n && lesser_change(&trace->head[end + 1]) > level - RISE / 2) {
            end++;
            if (lesser_change(&trace->head[end]) > lesser_change(&trace->head[peak]))
                peak = end;
        }
        const double length = trace->time_s[end] - trace->time_s[i] + clock->interval_s;
        const bool is_blink = length <= LONGEST_S;
        for (size_t k = i; k <= end; k++)
            blinking[k] = true;
        if (is_blink) {
            struct phil_event event = {.onset_s = trace->time_s[i],
                                       .peak_s = trace->time_s[peak],
                                       .offset_s = trace->time_s[end] + clock->interval_s,
                                       .region = PHIL_UPPER_LID_LEFT,
                                       .side = PHIL_SIDE_BOTH,
                                       .also = 1u << PHIL_UPPER_LID_RIGHT,
                                       .kind = PHIL_EVENT_BLINK};
            const double rise = lesser_change(&trace->head[peak]) - (level - RISE);
            event.amplitude_px = lid_travel(trace, i, end, &event.direction_deg);
            event.amplitude_mm = event.amplitude_px / px_per_mm;
            event.snr = rise / 0.03; /* open eyes flutter by about 0.03 */
            event.probability = 1 - exp(-2 * rise / RISE);
            if (!phil_found_add(found, &event))
                return PHIL_EMEM;
        }
        i = end + 1;
    }
    return PHIL_OK;
}
