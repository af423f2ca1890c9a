/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Would a movement have been reported, had it been there?
 *
 * Idea. The movement is added to a region's own samples at a moment of rest and the detector is
 * asked again: the same matched filters, noise, threshold and local loudness (detect.c), and the
 * same judgement (judge.c) on a copy of the trace around that moment. Only what the movement can
 * change is computed anew.
 *
 * Assumptions. The noise estimates would have been the same: one twitch more does not change them.
 *
 * Where it fails. The region's neighbours, which a real twitch drags along, are left as they are: a
 * movement that is reported for a neighbour's sake alone counts as missed.
 */
#include "events/what_if.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A twitch counts as found when its peak is reported within this time of the truth, seconds. */
static const double NEAR_S = 0.1;

/* What the judgement looks at on each side of a peak: the levels beside the widest pulse (judge.c),
 * or the widest filter's reach. */
static const double AROUND_S = 0.8;

enum { MAX_LOOKS = 64, MAX_AROUND = 512 };

struct look {
    size_t at;
    int width;
    double ax, ay; /* of the trace as it is */
    struct phil_matched_window window;
};

struct phil_what_if {
    const struct phil_found *found;
    const struct phil_trace *trace;
    struct phil_clock clock;
    double px_per_mm;
    enum phil_region region;
    size_t at, first; /* first: of the copy */
    size_t n_around;
    struct phil_sample sample[MAX_AROUND]; /* the copy, with the movement */
    uint8_t labels[MAX_AROUND];
    bool blinking[MAX_AROUND];
    int n_looks;
    struct look look[MAX_LOOKS];
};

static void copy_around(struct phil_what_if *w)
{
    const struct phil_trace *t = w->trace;
    size_t last = w->at;
    w->first = w->at;
    while (w->first > 0 && w->at - w->first < MAX_AROUND / 2 - 1 &&
           t->time_s[w->at] - t->time_s[w->first - 1] <= AROUND_S)
        w->first--;
    while (last + 1 < t->n_frames && last - w->at < MAX_AROUND / 2 - 1 &&
           t->time_s[last + 1] - t->time_s[w->at] <= AROUND_S)
        last++;
    w->n_around = last - w->first + 1;
    for (size_t i = 0; i < w->n_around; i++)
        w->labels[i] = w->found->quiet[w->first + i] ? PHIL_SEGMENT_REST : PHIL_SEGMENT_HEAD_TURN;
}

static void add_look(struct phil_what_if *w, const int *stretch, const float *precision, size_t at,
                     int width)
{
    struct look *look = &w->look[w->n_looks];
    const struct phil_sample *s = w->trace->region[w->region];
    if (w->n_looks == MAX_LOOKS ||
        !phil_matched_weights(&w->clock, stretch, precision, at, width, &look->window))
        return;
    look->at = at;
    look->width = width;
    look->ax = look->ay = 0;
    for (size_t k = look->window.first; k <= look->window.last; k++) {
        const double weight = look->window.weight[k - look->window.first];
        if (weight == 0)
            continue;
        look->ax += weight * s[k].dx_px;
        look->ay += weight * s[k].dy_px;
    }
    w->n_looks++;
}

/* Every width at the frames near `at`, nearest first; at high rates not every frame, since the
 * statistic changes little from one to the next. */
static bool add_looks(struct phil_what_if *w)
{
    const size_t n = w->trace->n_frames;
    int *stretch = malloc(n * sizeof *stretch);
    float *precision = malloc(n * sizeof *precision);
    const bool ok = stretch && precision && phil_sample_precision(w->trace, w->region, precision);
    if (ok) {
        phil_number_stretches(w->trace, w->region, stretch);
        const double *t = w->trace->time_s;
        const size_t step = (size_t)fmax(1, NEAR_S / (4 * w->clock.interval_s));
        for (size_t away = 0; away < n; away += step) {
            const bool before = away <= w->at && t[w->at] - t[w->at - away] <= NEAR_S;
            const bool after = w->at + away < n && t[w->at + away] - t[w->at] <= NEAR_S;
            for (int k = 0; k < PHIL_N_DURATIONS; k++) {
                if (before)
                    add_look(w, stretch, precision, w->at - away, k);
                if (after && away > 0)
                    add_look(w, stretch, precision, w->at + away, k);
            }
            if (!before && !after)
                break;
        }
    }
    free(stretch);
    free(precision);
    return ok && w->n_looks > 0;
}

struct phil_what_if *phil_what_if_new(const struct phil_found *found,
                                      const struct phil_trace *trace,
                                      const struct phil_clock *clock, double px_per_mm,
                                      enum phil_region region, size_t at)
{
    struct phil_what_if *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->found = found;
    w->trace = trace;
    w->clock = *clock;
    w->px_per_mm = px_per_mm;
    w->region = region;
    w->at = at;
    copy_around(w);
    if (add_looks(w))
        return w;
    phil_what_if_free(w);
    return NULL;
}

void phil_what_if_free(struct phil_what_if *what_if)
{
    free(what_if);
}

/* The copy of the region's samples, with the addition. */
static void fill_samples(struct phil_what_if *w, const struct phil_addition *a)
{
    const struct phil_sample *s = w->trace->region[w->region];
    for (size_t i = 0; i < w->n_around; i++) {
        struct phil_sample *to = &w->sample[i];
        const ptrdiff_t k = (ptrdiff_t)(w->first + i) - (ptrdiff_t)w->at + (a ? a->peak : 0);
        *to = s[w->first + i];
        if (!a || k < 0)
            continue;
        /* What is left at the end stays: the movement is kept long enough to tell. */
        const ptrdiff_t last = k < a->n ? k : a->n - 1;
        to->dx_px += a->move[last][0];
        to->dy_px += a->move[last][1];
        to->sd_px = sqrtf(to->sd_px * to->sd_px + a->sd_px[last] * a->sd_px[last]);
    }
}

/* The fit of one look with the addition. */
static struct phil_fit fit_of(const struct phil_what_if *w, const struct look *look,
                              const struct phil_addition *a)
{
    double ax = look->ax, ay = look->ay;
    for (size_t k = look->window.first; a && k <= look->window.last; k++) {
        const ptrdiff_t at = (ptrdiff_t)k - (ptrdiff_t)w->at + a->peak;
        if (at < 0)
            continue;
        const double weight = look->window.weight[k - look->window.first];
        const float *move = a->move[at < a->n ? at : a->n - 1];
        ax += weight * move[0];
        ay += weight * move[1];
    }
    return (struct phil_fit){(float)ax, (float)ay};
}

/* The judgement of a group, on the copy. */
static bool is_twitch(struct phil_what_if *w, struct phil_group *group)
{
    struct phil_trace part = {.n_frames = w->n_around, .time_s = w->trace->time_s + w->first};
    const struct phil_clock clock = {part.time_s, part.n_frames, w->clock.interval_s};
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        part.region[r] = w->trace->region[r] + w->first;
    part.region[w->region] = w->sample;
    part.head = w->trace->head + w->first;
    struct phil_found found = *w->found;
    found.events = NULL;
    found.n_events = found.capacity = 0;
    group->at -= w->first;
    bool twitch = false;
    if (phil_judge_group(&found, &part, &clock, w->px_per_mm, w->labels, w->blinking, group) ==
        PHIL_OK)
        for (size_t e = 0; e < found.n_events; e++)
            twitch |= found.events[e].kind == PHIL_EVENT_TWITCH;
    free(found.events);
    return twitch;
}

bool phil_what_if_found(struct phil_what_if *w, const struct phil_addition *addition)
{
    const struct phil_null *null = &w->found->null[w->region];
    const float *loud = w->found->loud + (size_t)w->region * w->trace->n_frames;
    struct phil_group group = {.region = w->region};
    float *best = &group.statistic[w->region];
    for (int l = 0; l < w->n_looks; l++) {
        const struct look *look = &w->look[l];
        const struct phil_fit fit = fit_of(w, look, addition);
        const double statistic =
            phil_null_statistic(null, look->width, (double)loud[look->at], &fit);
        if (statistic <= *best)
            continue;
        *best = (float)statistic;
        group.at = look->at;
        group.width = (uint8_t)look->width;
        group.ax[w->region] = fit.ax;
        group.ay[w->region] = fit.ay;
    }
    if (*best < w->found->threshold)
        return false;
    fill_samples(w, addition);
    return is_twitch(w, &group);
}
