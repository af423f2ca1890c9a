/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does the eye move with the mouth, and the brow with the eye?
 *
 * In hemifacial spasm one nerve drives both: four facial muscles fire together in 24 of 24
 * patients (simulator-spec S52, 1992), and the brow rises while the same eye closes in 68-86 %
 * ("the other Babinski sign": doi:10.1002/mds.25472; J Neurol Sci 2017;378:36), in none of 53
 * people with blepharospasm.
 *
 * Idea. The moments of a one-sided movement of the lids are collected: twitches whose largest
 * region is a lid, and twitches of other regions that moved a lid along. What both eyes do
 * together, or what overlaps a blink, is taken out: that is the blink reflex. A mouth twitch is in
 * synchrony when a moment of its side lies within 1.5 frames or 50 ms; one that overlaps a blink
 * does not count at all, since nobody can see what the lid would have done. Chance alone would
 * bring 1 - exp(-2 w rate) of them together (Poisson moments); the share is given beyond that, as
 * in Cohen's kappa. A lid that flutters by itself goes along with any twitch, so chance is no less
 * than how often an eye of that side moves alone while nothing twitches.
 *
 * Where it fails. A lag below a frame is at best interpolated. Spasms on both sides at one moment
 * look like blinks. The brow's direction is taken from the trace at the twitch's peak, or from a
 * twitch of its own; without either such a closure is left out.
 */
#include "pattern/parts.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "events/sides.h"

enum { LEAST_MOUTH = 3, LEAST_CLOSURES = 3 };
static const double up_deg = 90, up_tolerance_deg = 45; /* half-way to sideways */
static const double level_s = 0.3; /* before the onset: the level that a rise starts from */
/* An eye that moves alone by itself: looked for in windows as long as a jerk's rise with the time
 * that counts as together on both sides, this far from any twitch (a cluster's pauses end), s. */
static const double flutter_window_s = 0.2, flutter_apart_s = 0.5;
static const double brow_errors = 3; /* standard errors that a brow must have risen */

enum { EYE_LEFT = 1, EYE_RIGHT = 2 };

struct lid_moment {
    double time_s;
    int eyes; /* EYE_LEFT | EYE_RIGHT */
    bool one_sided;
    const struct phil_event *event;
};

static int eyes_of(const struct phil_event *event)
{
    const uint32_t moved = phil_event_moved(event);
    int eyes = (moved & PHIL_LEFT_LIDS ? EYE_LEFT : 0) | (moved & PHIL_RIGHT_LIDS ? EYE_RIGHT : 0);
    const bool lid = PHIL_BIT(event->region) & (PHIL_LEFT_LIDS | PHIL_RIGHT_LIDS);
    return lid && event->side == PHIL_SIDE_BOTH ? EYE_LEFT | EYE_RIGHT : eyes;
}

static bool overlaps_blink(const struct phil_pattern_data *data, double time)
{
    for (size_t i = 0; i < data->n_events; i++) {
        const struct phil_event *e = &data->events[i];
        if (e->kind == PHIL_EVENT_BLINK && time >= e->onset_s - data->together_s &&
            time <= e->offset_s + data->together_s)
            return true;
    }
    return false;
}

static size_t collect_lids(const struct phil_pattern_data *data, struct lid_moment *lids)
{
    size_t n = 0;
    for (size_t i = 0; i < data->n_twitches; i++) {
        const int eyes = eyes_of(data->twitch[i]);
        if (eyes)
            lids[n++] = (struct lid_moment){data->twitch[i]->onset_s, eyes, true, data->twitch[i]};
    }
    for (size_t i = 0; i < n; i++) {
        lids[i].one_sided =
            lids[i].eyes != (EYE_LEFT | EYE_RIGHT) && !overlaps_blink(data, lids[i].time_s);
        for (size_t k = i; k-- > 0 && lids[i].time_s - lids[k].time_s <= data->together_s;)
            lids[i].one_sided &= lids[k].eyes == lids[i].eyes;
        for (size_t k = i + 1; k < n && lids[k].time_s - lids[i].time_s <= data->together_s; k++)
            lids[i].one_sided &= lids[k].eyes == lids[i].eyes;
    }
    return n;
}

/* The eyes that lie on the side of a mouth twitch; both for one across the middle. */
static int eyes_beside(const struct phil_event *event)
{
    const uint32_t moved = phil_event_moved(event);
    if (event->side == PHIL_SIDE_LEFT || event->side == PHIL_SIDE_RIGHT)
        return event->side == PHIL_SIDE_LEFT ? EYE_LEFT : EYE_RIGHT;
    const int eyes =
        (moved & PHIL_LEFT_MOUTH ? EYE_LEFT : 0) | (moved & PHIL_RIGHT_MOUTH ? EYE_RIGHT : 0);
    return eyes ? eyes : EYE_LEFT | EYE_RIGHT;
}

/* The moment nearest to a mouth twitch on one of `eyes`, or NULL when none is near. */
static const struct lid_moment *nearest(const struct lid_moment *lids, size_t n,
                                        const struct phil_event *mouth, int eyes, double window)
{
    const struct lid_moment *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const double distance = fabs(lids[i].time_s - mouth->onset_s);
        if (!lids[i].one_sided || !(lids[i].eyes & eyes) || distance > window)
            continue;
        /* A lid twitch with an onset of its own tells more about the lag than a shared one. */
        const bool better =
            !best || best->event == mouth ||
            (lids[i].event != mouth && distance < fabs(best->time_s - mouth->onset_s));
        if (better)
            best = &lids[i];
    }
    return best;
}

static size_t frame_at(const struct phil_trace *trace, double time)
{
    size_t lo = 0, hi = trace->n_frames;
    while (lo < hi) {
        const size_t middle = lo + (hi - lo) / 2;
        if (trace->time_s[middle] < time)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

/* Mean displacement of a region over [from, to) s with its standard error; count in *n. */
struct level {
    double x, y, error;
    int n;
};

static struct level level_of(const struct phil_trace *trace, enum phil_region region, double from,
                             double to)
{
    struct level level = {0};
    double variance = 0;
    for (size_t i = frame_at(trace, from); i < trace->n_frames && trace->time_s[i] < to; i++) {
        const struct phil_sample *s = &trace->region[region][i];
        if ((s->flags & PHIL_SAMPLE_UNUSABLE) || isnan(s->dx_px) || isnan(s->dy_px))
            continue;
        level.x += (double)s->dx_px;
        level.y += (double)s->dy_px;
        variance += (double)s->sd_px * (double)s->sd_px;
        level.n++;
    }
    const double n = level.n; /* 0 makes NaN; callers look at level.n */
    level.x /= n;
    level.y /= n;
    level.error = sqrt(variance) / n;
    return level;
}

/* When region r passes half of its displacement u (of squared size `size`) on the way to frame
 * `peak`; NaN when that cannot be seen. */
static double crossing(const struct phil_trace *trace, const struct phil_sample *region,
                       size_t peak, const struct level *before, double ux, double uy)
{
    const double size = ux * ux + uy * uy;
    double last = 1;
    for (size_t i = peak; i-- > 0;) {
        const double part = (ux * ((double)region[i].dx_px - before->x) +
                             uy * ((double)region[i].dy_px - before->y)) /
                            size;
        if (!(part >= 0.5))
            return trace->time_s[i] +
                   (trace->time_s[i + 1] - trace->time_s[i]) * (0.5 - part) / (last - part);
        last = part;
    }
    return NAN;
}

/* When, seconds, the region of `mask` that moves furthest passes half of its displacement at the
 * twitch's peak; between frames by a straight line. NaN when the trace does not show it. */
static double half_rise(const struct phil_trace *trace, uint32_t mask,
                        const struct phil_event *event)
{
    double best_size = 0, best_time = NAN;
    const size_t peak = frame_at(trace, event->peak_s - 1e-6);
    for (int r = 0; r < PHIL_N_REGIONS && peak < trace->n_frames; r++) {
        if (!(mask & PHIL_BIT(r)))
            continue;
        const struct level before =
            level_of(trace, (enum phil_region)r, event->onset_s - level_s, event->onset_s);
        const struct phil_sample *top = &trace->region[r][peak];
        const double ux = (double)top->dx_px - before.x, uy = (double)top->dy_px - before.y;
        if (!before.n || !(ux * ux + uy * uy > best_size))
            continue;
        best_size = ux * ux + uy * uy;
        best_time = crossing(trace, trace->region[r], peak, &before, ux, uy);
    }
    return best_time;
}

static double lag(const struct phil_pattern_data *data, const struct phil_event *mouth,
                  const struct lid_moment *lid)
{
    if (lid->event != mouth || !data->trace)
        return lid->time_s - mouth->onset_s;
    const uint32_t moved = phil_event_moved(mouth);
    const double eye = half_rise(data->trace, moved & (PHIL_LEFT_LIDS | PHIL_RIGHT_LIDS), mouth);
    const double lip = half_rise(data->trace, moved & PHIL_MOUTH, mouth);
    return isnan(eye - lip) ? 0 : eye - lip;
}

static double chance_share(const struct phil_pattern_data *data, const struct lid_moment *lids,
                           size_t n_lids, int eyes, const double flutter[2])
{
    size_t n = 0;
    for (size_t i = 0; i < n_lids; i++)
        n += lids[i].one_sided && (lids[i].eyes & eyes);
    const double alone = (eyes & EYE_LEFT ? flutter[0] : 0) + (eyes & EYE_RIGHT ? flutter[1] : 0);
    return fmax(alone, -expm1(-2 * data->together_s * (double)n / data->rest_s));
}

static bool twitches_near(const struct phil_pattern_data *data, double from, double to)
{
    for (size_t i = 0; i < data->n_twitches; i++)
        if (data->twitch[i]->onset_s <= to + flutter_apart_s &&
            data->twitch[i]->offset_s >= from - flutter_apart_s)
            return true;
    return false;
}

/* Shares of the windows at rest without a twitch in which the left eye, and the right, moves alone.
 */
static void find_flutter(const struct phil_pattern_data *data, double share[2])
{
    size_t n = 0, moves[2] = {0, 0};
    for (size_t s = 0; data->trace && s < data->n_rest; s++)
        for (double t = data->rest[s].start_s; t + flutter_window_s <= data->rest[s].end_s;
             t += flutter_window_s) {
            const size_t first = frame_at(data->trace, t);
            const size_t end = frame_at(data->trace, t + flutter_window_s);
            if (end <= first + 1 || twitches_near(data, t, t + flutter_window_s))
                continue;
            const enum phil_side eye = phil_eye_alone(data->trace, first, end - 1);
            n++;
            moves[0] += eye == PHIL_SIDE_LEFT;
            moves[1] += eye == PHIL_SIDE_RIGHT;
        }
    for (int e = 0; e < 2; e++)
        share[e] = n ? (double)moves[e] / (double)n : 0;
}

static void eye_and_mouth(const struct phil_pattern_data *data, const struct lid_moment *lids,
                          size_t n_lids, double *lags, struct phil_pattern *pattern)
{
    double chance = 0, flutter[2];
    size_t n_mouth = 0, together = 0;
    find_flutter(data, flutter);
    for (size_t i = 0; i < data->n_twitches; i++) {
        const struct phil_event *mouth = data->twitch[i];
        if (!(phil_event_moved(mouth) & PHIL_MOUTH) || overlaps_blink(data, mouth->onset_s))
            continue;
        const int eyes = eyes_beside(mouth);
        const struct lid_moment *lid = nearest(lids, n_lids, mouth, eyes, data->together_s);
        n_mouth++;
        chance += chance_share(data, lids, n_lids, eyes, flutter);
        if (lid)
            lags[together++] = lag(data, mouth, lid);
    }
    pattern->eye_mouth_synchrony = pattern->eye_mouth_lag_s =
        phil_unmeasured("fewer than three twitches of the mouth beside no blink");
    if (n_mouth < LEAST_MOUTH)
        return;
    chance /= (double)n_mouth;
    const double share = (double)together / (double)n_mouth;
    pattern->eye_mouth_synchrony =
        phil_measured(chance < 1 ? fmax(0, (share - chance) / (1 - chance)) : 0);
    pattern->eye_mouth_lag_s = phil_unmeasured("no eyelid moved with the mouth");
    if (!together)
        return;
    gsl_sort(lags, 1, together);
    pattern->eye_mouth_lag_s = phil_measured(gsl_stats_median_from_sorted_data(lags, 1, together));
}

static bool points_up(double direction_deg)
{
    return fabs(direction_deg - up_deg) <= up_tolerance_deg;
}

/* Did the brow rise: 1 yes, 0 no, -1 nobody can tell. */
static int brow_rose(const struct phil_pattern_data *data, const struct lid_moment *lid)
{
    const enum phil_region brow = lid->eyes == EYE_LEFT ? PHIL_BROW_LEFT : PHIL_BROW_RIGHT;
    for (size_t i = 0; i < data->n_twitches; i++)
        if (data->twitch[i]->region == brow &&
            fabs(data->twitch[i]->onset_s - lid->time_s) <= data->together_s)
            return points_up(data->twitch[i]->direction_deg);
    const bool along = phil_event_moved(lid->event) & PHIL_BIT(brow);
    if (!data->trace)
        return along ? -1 : 0;
    const double peak = lid->event->peak_s, width = 1.5 * data->frame_s;
    const struct level before = level_of(data->trace, brow, lid->time_s - level_s, lid->time_s);
    const struct level at = level_of(data->trace, brow, peak - width, peak + width);
    if (!before.n || !at.n)
        return along ? -1 : 0;
    const double dx = at.x - before.x, up = before.y - at.y; /* y runs down in the picture */
    return up > brow_errors * hypot(before.error, at.error) &&
           points_up(atan2(up, dx) * 57.29577951308232);
}

/* An upper lid that rises opens the eye. */
static bool closes(const struct lid_moment *lid)
{
    const bool upper =
        lid->event->region == PHIL_UPPER_LID_LEFT || lid->event->region == PHIL_UPPER_LID_RIGHT;
    return !upper || !points_up(lid->event->direction_deg);
}

static void brow_and_eye(const struct phil_pattern_data *data, const struct lid_moment *lids,
                         size_t n_lids, struct phil_pattern *pattern)
{
    int closures = 0, lifts = 0;
    double last[3] = {-INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < n_lids; i++) {
        if (!lids[i].one_sided || !closes(&lids[i]))
            continue;
        /* Upper and lower lid of one eye, listed apart, are one closure. */
        const bool same = lids[i].time_s - last[lids[i].eyes] <= data->together_s;
        const int rose = same ? -1 : brow_rose(data, &lids[i]);
        last[lids[i].eyes] = same ? last[lids[i].eyes] : lids[i].time_s;
        closures += rose >= 0;
        lifts += rose > 0;
    }
    pattern->brow_lift_with_eye_closure =
        closures >= LEAST_CLOSURES ? phil_measured((double)lifts / closures)
                                   : phil_unmeasured("fewer than three closures of one eye alone");
}

enum phil_status phil_pattern_synchrony(const struct phil_pattern_data *data,
                                        struct phil_pattern *pattern)
{
    struct lid_moment *lids = phil_alloc_aligned(data->n_twitches + 1, sizeof *lids);
    double *lags = phil_alloc_aligned(data->n_twitches + 1, sizeof *lags);
    if (lids && lags) {
        const size_t n = collect_lids(data, lids);
        eye_and_mouth(data, lids, n, lags, pattern);
        brow_and_eye(data, lids, n, pattern);
    }
    const bool done = lids && lags;
    free(lids);
    free(lags);
    return done ? PHIL_OK : PHIL_EMEM;
}
