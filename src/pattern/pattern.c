/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From a list of events to the kind of movement they make: sorts the input once and calls the
 * files that answer one question each.
 *
 * Only twitches whose onset lies at rest count, over the time at rest: a mouth that talks hides
 * twitches and makes false ones. Stretches of rest that touch are one stretch. Whatever depends
 * on the time between two twitches looks only inside one stretch, for nobody knows what happened
 * between two of them.
 */
#include "pattern/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

/* Stretches closer than this many frames are one: segments are cut at frame times. */
static const double touching_frames = 1.5;
/* Shortest time by which simultaneous movements may differ, s and frames: pattern.h. */
static const double together_least_s = 0.05;
static const double together_frames = 1.5;

const char *phil_movement_name(enum phil_movement movement)
{
    static const char *const names[PHIL_N_MOVEMENTS] = {
        [PHIL_MOVEMENT_NONE] = "none",
        [PHIL_MOVEMENT_ISOLATED_TWITCHES] = "isolated_twitches",
        [PHIL_MOVEMENT_RIPPLE] = "ripple",
        [PHIL_MOVEMENT_CLONIC_BURSTS] = "clonic_bursts",
        [PHIL_MOVEMENT_TONIC_SPASM] = "tonic_spasm",
        [PHIL_MOVEMENT_TREMOR] = "tremor",
        [PHIL_MOVEMENT_TIC_LIKE] = "tic_like",
        [PHIL_MOVEMENT_VOLUNTARY] = "voluntary",
    };
    return (unsigned)movement < PHIL_N_MOVEMENTS ? names[movement] : NULL;
}

static int by_start(const void *a, const void *b)
{
    const struct phil_stretch *p = a, *q = b;
    return (p->start_s > q->start_s) - (p->start_s < q->start_s);
}

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

/* A total order that depends on nothing but what an event says, so that the order in which ties
 * arrive cannot matter. */
static int by_onset(const void *a, const void *b)
{
    const struct phil_event *p = *(const struct phil_event *const *)a;
    const struct phil_event *q = *(const struct phil_event *const *)b;
    int order = compare(p->onset_s, q->onset_s);
    order = order ? order : (int)p->region - (int)q->region;
    order = order ? order : compare(p->offset_s, q->offset_s);
    order = order ? order : compare(p->amplitude_mm, q->amplitude_mm);
    return order ? order : (p->also > q->also) - (p->also < q->also);
}

static bool input_is_sane(const struct phil_event *events, size_t n_events,
                          const struct phil_segment *segments, size_t n_segments)
{
    if ((n_events && !events) || (n_segments && !segments))
        return false;
    for (size_t i = 0; i < n_events; i++)
        if (!isfinite(events[i].onset_s) || !(events[i].offset_s >= events[i].onset_s) ||
            !isfinite(events[i].offset_s) || (unsigned)events[i].region >= PHIL_N_REGIONS)
            return false;
    for (size_t i = 0; i < n_segments; i++)
        if (!isfinite(segments[i].start_s) || !(segments[i].end_s >= segments[i].start_s) ||
            !isfinite(segments[i].end_s))
            return false;
    return true;
}

static bool collect_rest(struct phil_pattern_data *data, const struct phil_segment *segments,
                         size_t n_segments)
{
    data->rest = phil_alloc_aligned(n_segments + 1, sizeof *data->rest);
    if (!data->rest)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < n_segments; i++)
        if (segments[i].label == PHIL_SEGMENT_REST && segments[i].end_s > segments[i].start_s)
            data->rest[n++] = (struct phil_stretch){segments[i].start_s, segments[i].end_s};
    qsort(data->rest, n, sizeof *data->rest, by_start);
    for (size_t i = 0; i < n; i++) {
        struct phil_stretch *last = data->n_rest ? &data->rest[data->n_rest - 1] : NULL;
        if (last && data->rest[i].start_s - last->end_s <= touching_frames * data->frame_s)
            last->end_s = fmax(last->end_s, data->rest[i].end_s);
        else
            data->rest[data->n_rest++] = data->rest[i];
    }
    for (size_t i = 0; i < data->n_rest; i++)
        data->rest_s += data->rest[i].end_s - data->rest[i].start_s;
    return true;
}

static bool collect_twitches(struct phil_pattern_data *data)
{
    data->twitch = phil_alloc_aligned(data->n_events + 1, sizeof *data->twitch);
    data->stretch = phil_alloc_aligned(data->n_events + 1, sizeof *data->stretch);
    if (!data->twitch || !data->stretch)
        return false;
    size_t n = 0;
    for (size_t i = 0; i < data->n_events; i++)
        if (data->events[i].kind == PHIL_EVENT_TWITCH)
            data->twitch[n++] = &data->events[i];
    qsort(data->twitch, n, sizeof *data->twitch, by_onset);
    size_t s = 0;
    for (size_t i = 0; i < n; i++) {
        const double onset = data->twitch[i]->onset_s;
        while (s < data->n_rest && data->rest[s].end_s <= onset)
            s++;
        if (s == data->n_rest || data->rest[s].start_s > onset)
            continue;
        data->twitch[data->n_twitches] = data->twitch[i];
        data->stretch[data->n_twitches++] = s;
    }
    return true;
}

/* `main` of a volley: NaN amplitudes lose against any number. */
static bool is_larger(const struct phil_event *a, const struct phil_event *b)
{
    return a->amplitude_mm > b->amplitude_mm || (isnan(b->amplitude_mm) && !isnan(a->amplitude_mm));
}

static bool collect_volleys(struct phil_pattern_data *data)
{
    data->volley = phil_alloc_aligned(data->n_twitches + 1, sizeof *data->volley);
    if (!data->volley)
        return false;
    for (size_t i = 0; i < data->n_twitches; i++) {
        const struct phil_event *event = data->twitch[i];
        struct phil_volley *last = data->n_volleys ? &data->volley[data->n_volleys - 1] : NULL;
        const bool joins = last && last->stretch == data->stretch[i] &&
                           event->onset_s - last->time_s <= data->together_s &&
                           !(last->mains & PHIL_BIT(event->region));
        if (!joins) {
            last = &data->volley[data->n_volleys++];
            *last = (struct phil_volley){event->onset_s, data->stretch[i], 0, 0, event};
        } else if (is_larger(event, last->main)) {
            last->main = event;
        }
        last->mains |= PHIL_BIT(event->region);
        last->moved |= phil_event_moved(event);
    }
    return true;
}

size_t phil_volley_run(const struct phil_pattern_data *data, size_t i)
{
    size_t n = 1;
    while (i + n < data->n_volleys && data->volley[i + n].stretch == data->volley[i].stretch &&
           data->volley[i + n].time_s - data->volley[i + n - 1].time_s < PHIL_RUN_GAP_S)
        n++;
    return n;
}

static void release_data(struct phil_pattern_data *data)
{
    free(data->rest);
    free(data->twitch);
    free(data->stretch);
    free(data->volley);
}

/* Two looks for a rhythm, in the motion and in the onsets, are two chances of a false one. */
static struct phil_rhythm stronger(const struct phil_rhythm *motion,
                                   const struct phil_rhythm *onsets)
{
    if (onsets->p.reason)
        return *motion;
    if (motion->p.reason)
        return *onsets;
    struct phil_rhythm best = onsets->p.value < motion->p.value ? *onsets : *motion;
    best.spread = motion->spread;
    best.both_sides = motion->both_sides;
    best.p.value = fmin(1, 2 * best.p.value);
    return best;
}

static enum phil_status motion_parts(const struct phil_pattern_data *data,
                                     struct phil_rhythm *rhythm, struct phil_value *ripple)
{
    static const char *const no_trace = "no displacement trace";
    *rhythm = (struct phil_rhythm){phil_unmeasured(no_trace), phil_unmeasured(no_trace), 0, false};
    *ripple = phil_unmeasured(no_trace);
    if (!data->trace)
        return PHIL_OK;
    struct phil_motion_table table;
    enum phil_status status = phil_motion_table_make(&table, data);
    if (!status)
        status = phil_rhythm_of_motion(data, &table, rhythm);
    if (!status)
        status = phil_pattern_ripple(data, &table, ripple);
    phil_motion_table_release(&table);
    return status;
}

static enum phil_status compute(const struct phil_pattern_data *data, struct phil_pattern *pattern)
{
    struct phil_rhythm motion, onsets;
    enum phil_status status = phil_pattern_rates(data, pattern);
    if (!status)
        status = phil_pattern_synchrony(data, pattern);
    if (!status)
        status = motion_parts(data, &motion, &pattern->ripple_share);
    if (!status)
        status = phil_rhythm_of_onsets(data, &onsets);
    if (status)
        return status;
    const struct phil_rhythm rhythm = data->trace ? stronger(&motion, &onsets) : onsets;
    pattern->rhythm_hz = rhythm.hz;
    pattern->rhythm_p = rhythm.p;
    pattern->highest_frequency_hz = data->frame_rate_hz / 2;
    pattern->shortest_duration_s = data->frame_s;
    phil_pattern_movement(data, &rhythm, pattern);
    return PHIL_OK;
}

enum phil_status phil_pattern_compute(struct phil_pattern *pattern, const struct phil_event *events,
                                      size_t n_events, const struct phil_segment *segments,
                                      size_t n_segments, const struct phil_trace *trace,
                                      double px_per_mm, double frame_rate_hz)
{
    if (!pattern || !(px_per_mm > 0) || !isfinite(px_per_mm) || !(frame_rate_hz > 0) ||
        !isfinite(frame_rate_hz) || !input_is_sane(events, n_events, segments, n_segments))
        return PHIL_EARG;
    struct phil_pattern_data data = {
        .events = events,
        .n_events = n_events,
        .trace = trace,
        .frame_s = 1 / frame_rate_hz,
        .frame_rate_hz = frame_rate_hz,
        .px_per_mm = px_per_mm,
        .together_s = fmax(together_least_s, together_frames / frame_rate_hz),
    };
    struct phil_pattern result;
    memset(&result, 0, sizeof result);
    enum phil_status status = PHIL_EMEM;
    if (collect_rest(&data, segments, n_segments) && collect_twitches(&data) &&
        collect_volleys(&data))
        status = compute(&data, &result);
    if (!status)
        *pattern = result;
    release_data(&data);
    return status;
}
