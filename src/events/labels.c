/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the face is doing, frame by frame: rest, speech, smile, chewing, head turn, covered, absent.
 *
 * Idea. A twitch is short, and usually on one side; speech, chewing and smiles move both sides of
 * the mouth for a good part of a second. So each half of the mouth gets an activity (rms of its
 * displacement about the local mean, over one second, median over its regions; a region that
 * changed beyond measuring counts as very active), and the LESSER of the two halves decides. A
 * spasm of one side stays rest, as it must, since it is what we look for.
 *
 * Assumptions. Speech moves the lips by more than ACTIVE_MM rms. Mumbling below that is taken for
 * rest, and its movements may be reported as twitches.
 *
 * Where it fails. Both-sided continuous twitching of more than ACTIVE_MM rms looks like speech.
 */
#include "events/detect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Displacement of talking lips: millimetres (design.md section 2); rest with sway stays below a
 * tenth. */
static const double ACTIVE_MM = 0.30;
static const double CHANGED_COUNTS_MM = 1.5;
static const double WINDOW_S = 1.0;
static const double SHORTEST_S = 0.5;

/* A head that moves faster than this share of the canthal distance (about 90 mm) per second is
 * turning or jerking; sway stays under 20 mm/s. */
static const double HEAD_MM_PER_S = 60;

/* Corners of the mouth this far outward from their usual place, both, for long: a smile. */
static const double SMILE_MM = 1.5;

static const enum phil_region left_half[] = {PHIL_UPPER_LIP_LEFT, PHIL_LOWER_LIP_LEFT,
                                             PHIL_MOUTH_CORNER_LEFT};
static const enum phil_region right_half[] = {PHIL_UPPER_LIP_RIGHT, PHIL_LOWER_LIP_RIGHT,
                                              PHIL_MOUTH_CORNER_RIGHT};

static bool is_measured(const struct phil_sample *s)
{
    return !(s->flags & PHIL_SAMPLE_UNUSABLE) && isfinite(s->dx_px);
}

/* Frames within half a window of `at`. */
static void window(const struct phil_clock *clock, size_t at, double half, size_t *first,
                   size_t *last)
{
    *first = *last = at;
    while (*first > 0 && clock->time_s[at] - clock->time_s[*first - 1] <= half)
        --*first;
    while (*last + 1 < clock->n && clock->time_s[*last + 1] - clock->time_s[at] <= half)
        ++*last;
}

static double rms_about_mean(const struct phil_sample *s, size_t first, size_t last,
                             double px_per_mm)
{
    double sx = 0, sy = 0, sxx = 0, syy = 0;
    size_t n = 0, changed = 0;
    for (size_t i = first; i <= last; i++) {
        changed += (s[i].flags & PHIL_SAMPLE_CHANGED) != 0;
        if (!is_measured(&s[i]))
            continue;
        sx += s[i].dx_px;
        sy += s[i].dy_px;
        sxx += (double)s[i].dx_px * s[i].dx_px;
        syy += (double)s[i].dy_px * s[i].dy_px;
        n++;
    }
    double variance = 0;
    if (n > 1)
        variance = fmax(0, (sxx - sx * sx / (double)n + syy - sy * sy / (double)n) / (double)n);
    variance /= px_per_mm * px_per_mm;
    const double total = (double)(last - first + 1);
    const double share = (double)changed / total;
    return sqrt(variance * (1 - share) + CHANGED_COUNTS_MM * CHANGED_COUNTS_MM * share);
}

static double middle_of_three(const double v[3])
{
    return fmax(fmin(v[0], v[1]), fmin(fmax(v[0], v[1]), v[2]));
}

static double half_activity(const struct phil_trace *trace, const enum phil_region half[3],
                            size_t first, size_t last, double px_per_mm)
{
    double v[3];
    for (int k = 0; k < 3; k++)
        v[k] = rms_about_mean(trace->region[half[k]], first, last, px_per_mm);
    return middle_of_three(v);
}

static double head_speed(const struct phil_trace *trace, size_t at)
{
    if (at == 0)
        return 0;
    const struct phil_head_sample *a = &trace->head[at - 1], *b = &trace->head[at];
    const double dt = trace->time_s[at] - trace->time_s[at - 1];
    if (!isfinite(a->x_px) || !isfinite(b->x_px) || (b->flags & PHIL_SAMPLE_REKEYED) || dt <= 0)
        return 0;
    return hypot(b->x_px - a->x_px, b->y_px - a->y_px) / dt;
}

static uint8_t label_by_flags(const struct phil_trace *trace, size_t at)
{
    if (trace->head[at].flags & PHIL_SAMPLE_NO_FACE)
        return PHIL_SEGMENT_NO_FACE;
    if (trace->head[at].flags & PHIL_SAMPLE_HEAD)
        return PHIL_SEGMENT_HEAD_TURN;
    int outside = 0, changed = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        outside += (trace->region[r][at].flags & PHIL_SAMPLE_OUTSIDE) != 0;
        changed += (trace->region[r][at].flags & PHIL_SAMPLE_CHANGED) != 0;
    }
    /* A hand changes nearly everything at once; speech leaves eyes and brows as they were. */
    return outside > PHIL_N_REGIONS / 2 || changed > 2 * PHIL_N_REGIONS / 3 ? PHIL_SEGMENT_OCCLUDED
                                                                            : PHIL_SEGMENT_REST;
}

/* Rest stretches shorter than this between two active ones belong to them; active stretches
 * shorter than this are single movements, left to the events. */
static void absorb_short(const struct phil_clock *clock, uint8_t *labels, uint8_t from, uint8_t to)
{
    size_t start = 0;
    while (start < clock->n) {
        size_t end = start;
        while (end + 1 < clock->n && labels[end + 1] == labels[start])
            end++;
        const double length = clock->time_s[end] - clock->time_s[start];
        const bool before = start == 0 || labels[start - 1] == to;
        const bool after = end + 1 == clock->n || labels[end + 1] == to;
        const bool touches = (start > 0 && before) || (end + 1 < clock->n && after);
        if (labels[start] == from && length < SHORTEST_S && before && after && touches)
            memset(labels + start, to, end - start + 1);
        start = end + 1;
    }
}

/* How often the chin turns round, and whether the mouth opens, decide between speech and chewing;
 * corners far outward make a smile. Works on one active stretch. */
static uint8_t name_activity(const struct phil_trace *trace, double px_per_mm, size_t first,
                             size_t last, double corner_rest[2])
{
    double outward = 0, open = 0;
    int n = 0, reversals = 0;
    double previous = 0, direction = 0;
    for (size_t i = first; i <= last; i++) {
        const struct phil_sample *l = &trace->region[PHIL_MOUTH_CORNER_LEFT][i];
        const struct phil_sample *r = &trace->region[PHIL_MOUTH_CORNER_RIGHT][i];
        const struct phil_sample *chin = &trace->region[PHIL_CHIN][i];
        if (isfinite(trace->head[i].mouth_open))
            open = fmax(open, fabs(trace->head[i].mouth_open));
        if (is_measured(l) && is_measured(r)) {
            outward += fabs(l->dx_px - r->dx_px - (corner_rest[0] - corner_rest[1]));
            n++;
        }
        if (is_measured(chin)) {
            const double step = chin->dy_px - previous;
            if (fabs(step) > 0.3 * px_per_mm) {
                reversals += direction != 0 && (step > 0) != (direction > 0);
                direction = step;
                previous = chin->dy_px;
            }
        }
    }
    const double length = trace->time_s[last] - trace->time_s[first];
    if (n > 0 && outward / n / 2 > SMILE_MM * px_per_mm && reversals < 3 * length)
        return PHIL_SEGMENT_SMILE;
    /* Chewing: the jaw goes up and down 1 to 2 times a second behind closed lips. */
    const double rate = length > 0 ? reversals / length / 2 : 0;
    if (length > 2.5 && rate > 0.7 && rate < 2.2 && open < 0.15)
        return PHIL_SEGMENT_CHEWING;
    return PHIL_SEGMENT_SPEECH;
}

static double mean_dx(const struct phil_trace *trace, enum phil_region region,
                      const uint8_t *labels)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < trace->n_frames; i++)
        if (labels[i] == PHIL_SEGMENT_REST && is_measured(&trace->region[region][i])) {
            sum += trace->region[region][i].dx_px;
            n++;
        }
    return n ? sum / (double)n : 0;
}

void phil_label_frames(const struct phil_trace *trace, const struct phil_clock *clock,
                       double px_per_mm, uint8_t *labels)
{
    for (size_t i = 0; i < trace->n_frames; i++) {
        labels[i] = label_by_flags(trace, i);
        if (labels[i] != PHIL_SEGMENT_REST)
            continue;
        size_t first, last;
        window(clock, i, WINDOW_S / 2, &first, &last);
        const double left = half_activity(trace, left_half, first, last, px_per_mm);
        const double right = half_activity(trace, right_half, first, last, px_per_mm);
        if (fmin(left, right) > ACTIVE_MM)
            labels[i] = PHIL_SEGMENT_SPEECH;
        else if (head_speed(trace, i) > HEAD_MM_PER_S * px_per_mm)
            labels[i] = PHIL_SEGMENT_HEAD_TURN;
    }
    absorb_short(clock, labels, PHIL_SEGMENT_REST, PHIL_SEGMENT_SPEECH);
    absorb_short(clock, labels, PHIL_SEGMENT_REST, PHIL_SEGMENT_HEAD_TURN);
    double corner_rest[2] = {mean_dx(trace, PHIL_MOUTH_CORNER_LEFT, labels),
                             mean_dx(trace, PHIL_MOUTH_CORNER_RIGHT, labels)};
    for (size_t start = 0; start < trace->n_frames;) {
        size_t end = start;
        while (end + 1 < trace->n_frames && labels[end + 1] == labels[start])
            end++;
        if (labels[start] == PHIL_SEGMENT_SPEECH)
            memset(labels + start, name_activity(trace, px_per_mm, start, end, corner_rest),
                   end - start + 1);
        start = end + 1;
    }
}
