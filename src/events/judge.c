/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What kind of movement is it?
 *
 * Idea. Rules, in this order, each with its reason: a movement inside speech, a smile, chewing or a
 * head turn is part of that; one that rides on a blink and is led by the lids belongs to the blink;
 * one that moves nearly the whole face the same way is the head's own error; lids or brows that
 * move on both sides together follow the gaze, or half a blink; one that does not come back, or
 * takes longer than a twitch can, is an expression; a slow one of chin and lower lip on both sides
 * is a swallow; the rest is a twitch, with the probability that noise alone would not have shown it
 * in this clip.
 *
 * Lids that shut are looked for in the opening of the eye (sides.c): an eye that moves alone, with
 * something below it on whichever side, goes along with that.
 *
 * Where it fails. A quick voluntary movement looks like a twitch: a tic IS one. The pattern step
 * weighs that.
 */
#include "events/detect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "events/sides.h"

/* Longest twitch, seconds: clonic bursts and tics reach half a second (simulator-spec section 4);
 * a one-sided hold of eye and mouth may last longer (a tonic spasm). */
static const double LONGEST_TWITCH_S = 0.6;
static const double LONGEST_SPASM_S = 20;

/* A region goes along when it shows at least this share of the leading region's movement, and is
 * significant by itself. */
static const double ALONG_SHARE = 0.15;

/* A movement of skin is at least this many times the standard error of the frame at its peak, which
 * is large where the windows contradict each other: on drawn clips of all grades 129 of 131 true
 * twitches were, and two thirds of the false ones. What shows in one frame alone (those beside it
 * under SINGLE_SHARE of it) is a codec's glitch more often, and must stand out further. */
static const double COHERENT = 2.0, COHERENT_SINGLE = 3.0;
static const double SINGLE_SHARE = 0.35;

/* What the filter fitted must be there in the trace itself, to this share at least. */
static const double EXCURSION_SHARE = 0.5;

/* What a mouth must show beside a blink: this many times the threshold, and so many mm. */
static const double BESIDE_BLINK_RATIO = 1.2;
static const double BESIDE_BLINK_MM = 0.05;

/* Share of the measured regions that move together when the head was not steadied, and what each
 * must show: of the threshold (noise does not reach that in so many at once), and of the largest.
 */
static const double GLOBAL_SHARE = 0.7, SHARED_STATISTIC = 0.25, SHARED_AMPLITUDE = 0.4;

/* Lids go along with what begins within this, as pattern/synchrony.c has it. */
static const double TOGETHER_S = 0.05, TOGETHER_FRAMES = 1.5;

/* A label may lag behind the movement that it stands for by this, seconds. */
static const double TOUCH_S = 0.1;

static bool in_set(enum phil_region r, enum phil_region from, enum phil_region to)
{
    return r >= from && r <= to;
}

static bool is_eye(enum phil_region r)
{
    return in_set(r, PHIL_LOWER_LID_LEFT, PHIL_BROW_RIGHT);
}

static double amplitude(const struct phil_group *g, int r)
{
    return hypot(g->ax[r], g->ay[r]);
}

/* The level of a region before and after a movement, along its direction, and the line between. */
struct baseline {
    double before, after, before_s, after_s;
    bool has_after;
    double unit[2]; /* direction of the movement */
};

static double project(const struct phil_sample *s, const double unit[2])
{
    return s->dx_px * unit[0] + s->dy_px * unit[1];
}

/* Displacement along the movement's direction from the baseline, at frame i. */
static double along(const struct phil_trace *trace, enum phil_region r, size_t i,
                    const struct baseline *b)
{
    double share = 0;
    if (b->has_after)
        share = fmin(1, fmax(0, (trace->time_s[i] - b->before_s) / (b->after_s - b->before_s)));
    return project(&trace->region[r][i], b->unit) - b->before - share * (b->after - b->before);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The median of the projections in a stretch; their lower quartile where that lies far below, since
 * then another movement is in the stretch and the median halfway up it. */
static bool low_level(const struct phil_trace *trace, enum phil_region r, double from_s,
                      double to_s, const double unit[2], double *level)
{
    double values[128], sd_px = 0;
    int n = 0;
    for (size_t i = 0; i < trace->n_frames && n < 128; i++)
        if (trace->time_s[i] >= from_s && trace->time_s[i] <= to_s &&
            !(trace->region[r][i].flags & PHIL_SAMPLE_UNUSABLE)) {
            values[n++] = project(&trace->region[r][i], unit);
            sd_px += trace->region[r][i].sd_px;
        }
    if (n < 2)
        return false;
    qsort(values, (size_t)n, sizeof *values, by_value);
    const double middle = values[n / 2], low = values[n / 4];
    *level = middle - low > 3 * sd_px / n ? low : middle;
    return true;
}

/* Time course of the leading region. */
struct course {
    double onset_s, offset_s;
    double peak_px; /* largest displacement from the level before */
    double stays;   /* share of it that remains afterwards */
    size_t peak;    /* frame of it */
    struct baseline baseline;
    bool measured;
};

/* Time at which a line between two frames crosses `level`. */
static double crossing(double t0, double v0, double t1, double v1, double level)
{
    const double span = v1 - v0;
    return span != 0 ? t0 + (t1 - t0) * fmin(1, fmax(0, (level - v0) / span)) : t0;
}

/* Where the displacement falls to a tenth of the peak, going from the peak by `step` frames; NaN if
 * it does not within `reach_s`. */
static double edge_s(const struct phil_trace *trace, enum phil_region r, const struct baseline *b,
                     size_t peak, int step, double peak_px, double reach_s)
{
    const double level = 0.1 * peak_px;
    size_t i = peak;
    while (!(step < 0 && i == 0) && !(step > 0 && i + 1 >= trace->n_frames)) {
        const size_t next = i + (size_t)step;
        if (fabs(trace->time_s[next] - trace->time_s[peak]) > reach_s ||
            (trace->region[r][next].flags & PHIL_SAMPLE_UNUSABLE))
            return NAN;
        if (along(trace, r, next, b) <= level)
            return crossing(trace->time_s[next], along(trace, r, next, b), trace->time_s[i],
                            along(trace, r, i, b), level);
        i = next;
    }
    return NAN;
}

static bool find_baseline(const struct phil_trace *trace, enum phil_region region, double middle,
                          double width, struct baseline *b)
{
    /* A pulse somewhat wider than the filter's still scores well in it: the levels are taken from
     * stretches that begin a little outside. */
    const double near = 0.6 * width + 0.06, far = near + 0.24;
    b->before_s = middle - (near + far) / 2;
    b->after_s = middle + (near + far) / 2;
    b->has_after = low_level(trace, region, middle + near, middle + far, b->unit, &b->after);
    return low_level(trace, region, middle - far, middle - near, b->unit, &b->before);
}

/* Takes from `v` its component along `u`; returns that component's energy. */
static double project_out(double *v, const double *u, int n)
{
    double uv = 0, uu = 0;
    for (int i = 0; i < n; i++) {
        uv += u[i] * v[i];
        uu += u[i] * u[i];
    }
    for (int i = 0; uu > 0 && i < n; i++)
        v[i] -= uv / uu * u[i];
    return uu > 0 ? uv * uv / uu : 0;
}

/* Whether a step explains the course around `middle` better than a pulse that comes back, each on a
 * drift of second order: what stays is an expression. A level afterwards alone would not tell,
 * since a head that turns makes the levels drift. */
static bool is_step(const struct phil_trace *trace, enum phil_region region, const double unit[2],
                    double middle, double width)
{
    enum { MOST = 256, N_TERMS = 5 };
    double term[N_TERMS][MOST], value[MOST];
    const double reach = 0.75 * width + 0.35;
    int n = 0;
    for (size_t i = 0; i < trace->n_frames && n < MOST; i++) {
        const double t = trace->time_s[i] - middle;
        if (fabs(t) > reach || (trace->region[region][i].flags & PHIL_SAMPLE_UNUSABLE))
            continue;
        /* The step rises where the pulse does. */
        const double rise = fmin(1, fmax(0, 2 * t / width + 1));
        const double now[N_TERMS] = {1, t / reach, t * t / (reach * reach), phil_pulse(t, width),
                                     0.5 - 0.5 * cos(M_PI * rise)};
        for (int k = 0; k < N_TERMS; k++)
            term[k][n] = now[k];
        value[n++] = project(&trace->region[region][i], unit);
    }
    for (int k = 0; k < 3; k++) {
        for (int other = k + 1; other < N_TERMS; other++)
            project_out(term[other], term[k], n);
        project_out(value, term[k], n);
    }
    double copy[MOST];
    memcpy(copy, value, sizeof copy);
    return project_out(value, term[4], n) > project_out(copy, term[3], n);
}

static struct course follow_course(const struct phil_trace *trace, const struct phil_clock *clock,
                                   const struct phil_group *g, enum phil_region region)
{
    const double width = phil_pulse_width_s[g->width], middle = trace->time_s[g->at];
    const double size = amplitude(g, region);
    struct baseline b = {.unit = {g->ax[region] / size, g->ay[region] / size}};
    struct course c = {.onset_s = middle - width / 2,
                       .offset_s = middle + width / 2,
                       .peak_px = size,
                       .peak = g->at};
    if (!find_baseline(trace, region, middle, width, &b))
        return c;
    if (b.has_after && is_step(trace, region, b.unit, middle, width))
        c.stays = b.after - b.before;
    /* A level that stays is not drift: then the way back is not part of the baseline. */
    if (c.stays > 0.5 * size)
        b.has_after = false;
    size_t peak = g->at;
    for (size_t i = 0; i < trace->n_frames; i++)
        if (fabs(trace->time_s[i] - middle) <= fmax(width / 2, clock->interval_s * 1.01) &&
            !(trace->region[region][i].flags & PHIL_SAMPLE_UNUSABLE) &&
            along(trace, region, i, &b) > along(trace, region, peak, &b))
            peak = i;
    c.peak_px = along(trace, region, peak, &b);
    if (!(c.peak_px > 0))
        return c;
    c.measured = true;
    c.peak = peak;
    c.baseline = b;
    c.stays /= c.peak_px;
    const double reach = c.stays > 0.5 ? LONGEST_SPASM_S : width + 0.15;
    const double onset = edge_s(trace, region, &b, peak, -1, c.peak_px, reach);
    const double offset = edge_s(trace, region, &b, peak, 1, c.peak_px, reach);
    /* Where neither edge was met, both lie further away than a twitch's can; one alone is hidden by
     * drift or a gap, and the filter's own stands in for it. */
    const double unmet = isfinite(onset) || isfinite(offset) ? width / 2 : width + 0.35;
    c.onset_s = isfinite(onset) ? fmin(onset, middle - clock->interval_s / 2)
                                : fmax(middle - unmet, trace->time_s[0]);
    c.offset_s = isfinite(offset) ? fmax(offset, middle + clock->interval_s / 2)
                                  : fmin(middle + unmet, trace->time_s[trace->n_frames - 1]);
    return c;
}

/* Share of the peak that the larger of the two frames beside it shows. */
static double neighbour_share(const struct phil_trace *trace, enum phil_region region,
                              const struct course *c)
{
    double share = 0;
    for (int step = -1; step <= 1; step += 2) {
        const size_t i = c->peak + (size_t)step;
        if (i < trace->n_frames && !(trace->region[region][i].flags & PHIL_SAMPLE_UNUSABLE))
            share = fmax(share, along(trace, region, i, &c->baseline) / c->peak_px);
    }
    return share;
}

/* Whether a movement stands out against the error of its own peak. */
static bool is_coherent(const struct phil_trace *trace, enum phil_region region,
                        const struct course *c)
{
    if (!c->measured)
        return false;
    const bool single = neighbour_share(trace, region, c) < SINGLE_SHARE;
    return c->peak_px >=
           (single ? COHERENT_SINGLE : COHERENT) * trace->region[region][c->peak].sd_px;
}

static uint32_t moved_along(const struct phil_found *found, const struct phil_group *g)
{
    uint32_t set = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (g->statistic[r] >= found->threshold &&
            amplitude(g, r) >= ALONG_SHARE * amplitude(g, g->region))
            set |= 1u << r;
    return set;
}

/* The leading region is the one that moves most among the clearly significant ones of its half of
 * the face: significance alone would favour the region with the best texture, size alone the noisy
 * brows. */
static enum phil_region leader(const struct phil_found *found, const struct phil_group *g)
{
    enum phil_region best = g->region;
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        if (is_eye((enum phil_region)r) == is_eye(g->region) &&
            g->statistic[r] >= fmax(found->threshold, 0.1f * g->statistic[g->region]) &&
            amplitude(g, r) > amplitude(g, best))
            best = (enum phil_region)r;
    return best;
}

static enum phil_side side_of(const struct phil_group *g, enum phil_region region)
{
    const enum phil_region mirror = phil_region_mirror(region);
    if (mirror == region)
        return PHIL_SIDE_MIDDLE;
    /* Half the size on the other side is more than skin drags along. */
    return amplitude(g, mirror) > 0.5 * amplitude(g, region) && g->statistic[mirror] > 0
               ? PHIL_SIDE_BOTH
               : phil_region_side(region);
}

/* Whether most of the face goes along: each region clearly enough for something that all share. */
static bool is_global(const struct phil_found *found, const struct phil_group *g,
                      enum phil_region leading)
{
    int measured = 0, moving = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        measured += found->null[r].n > 0;
        moving += (double)g->statistic[r] >= SHARED_STATISTIC * found->threshold &&
                  amplitude(g, r) >= SHARED_AMPLITUDE * amplitude(g, leading);
    }
    return measured >= 6 && moving > GLOBAL_SHARE * measured;
}

/* Whether a movement reaches into a stretch in which the mouth is busy: then it begins or ends it.
 */
static bool touches_activity(const struct phil_trace *trace, const struct course *c,
                             const uint8_t *labels)
{
    for (size_t i = 0; i < trace->n_frames; i++)
        if (trace->time_s[i] >= c->onset_s && trace->time_s[i] <= c->offset_s + TOUCH_S &&
            (labels[i] == PHIL_SEGMENT_SPEECH || labels[i] == PHIL_SEGMENT_CHEWING ||
             labels[i] == PHIL_SEGMENT_SMILE))
            return true;
    return false;
}

static bool near_blink(const struct phil_trace *trace, const bool *blinking, size_t at,
                       double reach_s)
{
    for (size_t i = 0; i < trace->n_frames; i++)
        if (blinking[i] && fabs(trace->time_s[i] - trace->time_s[at]) <= reach_s)
            return true;
    return false;
}

static enum phil_event_kind kind_of(const struct phil_found *found, const struct phil_group *g,
                                    const struct course *c, enum phil_region region, uint32_t set,
                                    enum phil_side side)
{
    const double length = c->offset_s - c->onset_s;
    const bool eye_too = is_eye(region) || (set >> PHIL_LOWER_LID_LEFT) != 0;
    const bool mouth_too = (set & ((1u << PHIL_LOWER_LID_LEFT) - 1)) != 0;
    if (is_global(found, g, region))
        return PHIL_EVENT_OTHER;
    if (side != PHIL_SIDE_BOTH && side != PHIL_SIDE_MIDDLE && eye_too && mouth_too &&
        length <= LONGEST_SPASM_S)
        return PHIL_EVENT_TWITCH; /* one side, eye and mouth together: however long */
    if (is_eye(region) && side == PHIL_SIDE_BOTH)
        return PHIL_EVENT_OTHER; /* gaze, or half a blink */
    const bool low_face =
        region == PHIL_CHIN || in_set(region, PHIL_LOWER_LIP_LEFT, PHIL_LOWER_LIP_RIGHT);
    if (length > LONGEST_TWITCH_S)
        return low_face && length < 1.5 && side != PHIL_SIDE_LEFT && side != PHIL_SIDE_RIGHT &&
                       (set >> PHIL_CHIN & 1)
                   ? PHIL_EVENT_SWALLOW
                   : PHIL_EVENT_OTHER;
    if (c->stays > 0.5)
        return PHIL_EVENT_OTHER;
    return PHIL_EVENT_TWITCH;
}

static const uint32_t lids[2] = {1u << PHIL_LOWER_LID_LEFT | 1u << PHIL_UPPER_LID_LEFT,
                                 1u << PHIL_LOWER_LID_RIGHT | 1u << PHIL_UPPER_LID_RIGHT};

/* `set`, and the lid of an eye that shuts with a movement: too fast to be followed as skin, it is
 * seen in the eye's opening. The skin beside an eye that keeps still is dragged at most. */
static uint32_t with_lid(uint32_t set, const struct phil_trace *trace,
                         const struct phil_clock *clock, const struct course *c)
{
    const double reach = fmax(TOGETHER_S, TOGETHER_FRAMES * clock->interval_s);
    size_t first = c->peak, last = c->peak;
    while (first > 0 && trace->time_s[first - 1] >= c->onset_s - reach)
        first--;
    while (last + 1 < trace->n_frames && trace->time_s[last + 1] <= trace->time_s[c->peak] + reach)
        last++;
    switch (phil_eye_alone(trace, first, last)) {
    case PHIL_SIDE_LEFT:
        return (set & ~lids[1]) | 1u << PHIL_UPPER_LID_LEFT;
    case PHIL_SIDE_RIGHT:
        return (set & ~lids[0]) | 1u << PHIL_UPPER_LID_RIGHT;
    default:
        return set;
    }
}

static void join_blink(struct phil_found *found, double at_s, uint32_t set)
{
    for (size_t e = 0; e < found->n_events; e++) {
        struct phil_event *event = &found->events[e];
        if (event->kind == PHIL_EVENT_BLINK && at_s >= event->onset_s - 0.15 &&
            at_s <= event->offset_s + 0.15)
            event->also |= set & ~(1u << event->region);
    }
}

/* A blink drags cheek and brow along and disturbs the head's fit a little: beside one, only a mouth
 * that moves beyond doubt is a movement of its own. PHIL_N_REGIONS if there is none. */
static enum phil_region mouth_beside_blink(const struct phil_found *found,
                                           const struct phil_group *g, double px_per_mm)
{
    enum phil_region best = PHIL_N_REGIONS;
    for (int r = 0; r <= PHIL_CHIN; r++)
        if (g->statistic[r] >= BESIDE_BLINK_RATIO * found->threshold &&
            amplitude(g, r) >= BESIDE_BLINK_MM * px_per_mm &&
            (best == PHIL_N_REGIONS || amplitude(g, r) > amplitude(g, best)))
            best = (enum phil_region)r;
    return best;
}

enum phil_status phil_judge_group(struct phil_found *found, const struct phil_trace *trace,
                                  const struct phil_clock *clock, double px_per_mm,
                                  const uint8_t *labels, const bool *blinking,
                                  const struct phil_group *group)
{
    if (labels[group->at] != PHIL_SEGMENT_REST)
        return PHIL_OK; /* part of the segment */
    enum phil_region region = leader(found, group);
    uint32_t set = moved_along(found, group) | 1u << region;
    const double at_s = trace->time_s[group->at];
    if (near_blink(trace, blinking, group->at, 0.15)) {
        region = mouth_beside_blink(found, group, px_per_mm);
        if (region == PHIL_N_REGIONS) {
            join_blink(found, at_s, set);
            return PHIL_OK;
        }
    }
    const struct course c = follow_course(trace, clock, group, region);
    if (!is_coherent(trace, region, &c))
        return PHIL_OK; /* a glitch of the picture */
    if (touches_activity(trace, &c, labels))
        return PHIL_OK; /* part of that */
    if (c.peak_px < EXCURSION_SHARE * amplitude(group, region))
        return PHIL_OK; /* the shoulder of a neighbouring movement */
    const enum phil_side side = side_of(group, region);
    if (!is_eye(region))
        set = with_lid(set, trace, clock, &c);
    struct phil_event event = {.onset_s = c.onset_s,
                               .peak_s = at_s,
                               .offset_s = c.offset_s,
                               .region = region,
                               .side = side,
                               .amplitude_px = c.peak_px,
                               .direction_deg =
                                   atan2(-group->ay[region], group->ax[region]) * 180 / M_PI,
                               .snr = sqrt(group->statistic[region]),
                               .also = set & ~(1u << region)};
    event.amplitude_mm = event.amplitude_px / px_per_mm;
    event.kind = kind_of(found, group, &c, region, set, side);
    /* How many maxima this high noise alone would show in the whole clip. */
    const double looks = (double)trace->n_frames * PHIL_N_REGIONS;
    const double by_chance = looks * exp(-group->statistic[group->region] / 2);
    event.probability = 1 / (1 + by_chance);
    return phil_found_add(found, &event) ? PHIL_OK : PHIL_EMEM;
}
