/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Blinks: both eye openings look unlike themselves for 100-400 ms.
 *
 * Idea. Lids close too fast and too far to be followed as skin; but the picture of the eye opening
 * changes beyond doubt. The lesser of the two eyes' changes must rise fast above its own base (the
 * lower quartile over the surrounding two seconds) and come back; both eyes, or it is no blink (a
 * wink, or a spasm of one side). A blink that is cut off by a loss of the face is not counted.
 *
 * Where it fails. Reflections in glasses that move with the head; a quick look down; two blinks
 * without an open eye between them count as one.
 */
#include "events/detect.h"

#include <math.h>
#include <stdlib.h>

/* 1 - correlation of the eye opening with its reference: open eyes stay under 0.1, and within 0.3
 * when the head moves; closed lids came to 0.33 to 1.5 in 39 blinks of six real clips. Something
 * begins at RISE above the base, and is a blink from LEAST_HEIGHT. */
static const double RISE = 0.15, LEAST_HEIGHT = 0.30;
static const double LONGEST_S = 0.7;

/* Lids close within this, by at least this share of the whole change. */
static const double CLOSING_S = 0.25, STEEP_SHARE = 0.7;

/* Share of its height below which a blink is over. */
static const double OVER_SHARE = 0.4;

static const double BASE_S = 1.0;

static int by_value(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* NaN unless both eyes were seen. */
static float lesser_change(const struct phil_head_sample *h)
{
    return isfinite(h->eye_change[0]) && isfinite(h->eye_change[1])
               ? fminf(h->eye_change[0], h->eye_change[1])
               : NAN;
}

/* Whether two neighbouring frames can be compared: both seen, on the same references. */
static bool joined(const struct phil_trace *trace, size_t before)
{
    return isfinite(lesser_change(&trace->head[before])) &&
           isfinite(lesser_change(&trace->head[before + 1])) &&
           !(trace->head[before + 1].flags & PHIL_SAMPLE_REKEYED);
}

/* Lower quartile (frequent blinks must not raise their own base) of the lesser change over the
 * frames around `at` that can be compared with it; NaN when there is none. */
static double base_level(const struct phil_trace *trace, size_t at)
{
    float values[512];
    int n = 0;
    size_t first = at, last = at;
    while (first > 0 && trace->time_s[at] - trace->time_s[first - 1] <= BASE_S &&
           at - first < 250 && !(trace->head[first].flags & PHIL_SAMPLE_REKEYED))
        first--;
    while (last + 1 < trace->n_frames && trace->time_s[last + 1] - trace->time_s[at] <= BASE_S &&
           last - at < 250 && !(trace->head[last + 1].flags & PHIL_SAMPLE_REKEYED))
        last++;
    for (size_t i = first; i <= last; i++)
        if (isfinite(lesser_change(&trace->head[i])))
            values[n++] = lesser_change(&trace->head[i]);
    if (n == 0)
        return NAN;
    qsort(values, (size_t)n, sizeof *values, by_value);
    return values[n / 4];
}

/* How far the change rose within CLOSING_S up to its peak. */
static double steepest_rise(const struct phil_trace *trace, size_t peak)
{
    const double top = lesser_change(&trace->head[peak]);
    double rise = 0;
    for (size_t i = peak; i-- > 0 && joined(trace, i);) {
        if (trace->time_s[peak] - trace->time_s[i] > CLOSING_S)
            break;
        rise = fmax(rise, top - lesser_change(&trace->head[i]));
    }
    return rise;
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

/* One rise of the lesser change above its base, and the way back. */
struct rise {
    size_t first, peak, last;
    double height; /* above the base */
};

static struct rise follow_rise(const struct phil_trace *trace, size_t first, double base)
{
    struct rise r = {first, first, first, lesser_change(&trace->head[first]) - base};
    /* The eyes may look elsewhere afterwards: most of the way back is enough. */
    while (r.last + 1 < trace->n_frames &&
           lesser_change(&trace->head[r.last + 1]) - base > fmax(RISE / 2, OVER_SHARE * r.height)) {
        r.last++;
        if (lesser_change(&trace->head[r.last]) - base > r.height) {
            r.peak = r.last;
            r.height = lesser_change(&trace->head[r.last]) - base;
        }
    }
    return r;
}

/* Whether the change is seen to go back behind `last`, at once or behind a frame in which an eye
 * gets a new reference: eyes that have looked different for long before they shut do so in
 * mid-blink. */
static bool ends(const struct phil_trace *trace, size_t last)
{
    const int lost = PHIL_SAMPLE_UNUSABLE | PHIL_SAMPLE_REKEYED;
    if (last + 1 >= trace->n_frames)
        return false;
    return joined(trace, last) ||
           (last + 2 < trace->n_frames && !isfinite(lesser_change(&trace->head[last + 1])) &&
            isfinite(lesser_change(&trace->head[last + 2])) &&
            !((trace->head[last + 1].flags | trace->head[last + 2].flags) & lost));
}

/* A blink is seen to begin and to end, is over soon, and begins fast. */
static bool is_blink(const struct phil_trace *trace, const struct phil_clock *clock,
                     const struct rise *r)
{
    const double length = trace->time_s[r->last] - trace->time_s[r->first] + clock->interval_s;
    return r->first > 0 && joined(trace, r->first - 1) && ends(trace, r->last) &&
           length <= LONGEST_S && r->height >= LEAST_HEIGHT &&
           steepest_rise(trace, r->peak) > STEEP_SHARE * r->height;
}

static struct phil_event event_of(const struct phil_trace *trace, const struct phil_clock *clock,
                                  double px_per_mm, const struct rise *r)
{
    struct phil_event event = {.onset_s = trace->time_s[r->first],
                               .peak_s = trace->time_s[r->peak],
                               .offset_s = trace->time_s[r->last] + clock->interval_s,
                               .region = PHIL_UPPER_LID_LEFT,
                               .side = PHIL_SIDE_BOTH,
                               .also = 1u << PHIL_UPPER_LID_RIGHT,
                               .kind = PHIL_EVENT_BLINK};
    event.amplitude_px = lid_travel(trace, r->first, r->last, &event.direction_deg);
    event.amplitude_mm = event.amplitude_px / px_per_mm;
    event.snr = r->height / 0.03; /* open eyes flutter by about 0.03 */
    event.probability = 1 - exp(-2 * r->height / RISE);
    return event;
}

enum phil_status phil_find_blinks(struct phil_found *found, const struct phil_trace *trace,
                                  const struct phil_clock *clock, double px_per_mm, bool *blinking)
{
    bool falling = false; /* still on the way back from the last rise */
    for (size_t i = 0; i < trace->n_frames;) {
        const double base = base_level(trace, i);
        blinking[i] = lesser_change(&trace->head[i]) > base + RISE;
        if (!blinking[i]) {
            falling = false;
            i++;
            continue;
        }
        const struct rise r = follow_rise(trace, i, base);
        for (size_t k = r.first; k <= r.last; k++)
            blinking[k] = true;
        if (!falling && is_blink(trace, clock, &r)) {
            const struct phil_event event = event_of(trace, clock, px_per_mm, &r);
            if (!phil_found_add(found, &event))
                return PHIL_EMEM;
        }
        falling = true;
        i = r.last + 1;
    }
    return PHIL_OK;
}
