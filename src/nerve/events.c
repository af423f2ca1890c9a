/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happened, and what it moved.
 *
 * Movement is measured where a camera would see it: how far a piece of skin goes, from the event's
 * onset until 0.2 s after its end (a twitch outlasts its spikes), from its mean place in the 20 ms
 * before. What goes on from the beginning has no before: its mean place after the first half second
 * stands in. Only pieces that the event's muscles pull are asked, so that a blink is not taken for
 * a twitch of the lip, and what nerve ends and roots do is not asked of a piece that a blink, a tic
 * or an act moves at that time: an event that has no other time or piece has no known size. Where
 * it fails: of two events that begin in nerves, or of one of them during a tremor, each is measured
 * with the other.
 */
#include "nerve/events.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How long skin moves on after an event, and how long it is looked at before, s (judged: a twitch's
 * movement has its peak after 70 ms and is half gone after 120). */
static const double AFTER_S = 0.2, BEFORE_S = 0.02;

/* Where the mouth moves by this much, it is what an event is about, mm (judged). */
static const double MOUTH_MM = 0.05;

/* How long what goes on from the beginning takes to settle, s (judged). */
static const double SETTLES_S = 0.5;

/* Less than this nobody could measure, mm (judged: a hundredth of what a clip can show). */
static const double NOTHING_MM = 0.001;

/* How long after a blink, a tic or an act a piece is still on its way back, s (judged: lids take
 * some 0.25 s). */
static const double RETURNS_S = 0.35;

/* What lasts longer than this is measured in what is left of it beside blinks, tics and acts, s. */
static const double LONG_S = 1;

/* An event that is being gathered. */
struct item {
    struct phil_nerve_event event;
    uint32_t muscles; /* bit m: muscle m takes part */
    bool commanded;   /* by the brain, and over some time */
    size_t place;     /* in the order of gathering: breaks ties */
};

struct gathering {
    struct item *item;
    size_t n;
};

static uint32_t all_of(enum phil_side side)
{
    const uint32_t left = 0x55555555;
    return side == PHIL_SIDE_LEFT ? left : side == PHIL_SIDE_RIGHT ? ~left : ~0u;
}

static void gather(struct gathering *gathering, const struct phil_nerve_event *event,
                   uint32_t muscles, bool commanded)
{
    gathering->item[gathering->n] = (struct item){*event, muscles, commanded, gathering->n};
    gathering->n++;
}

static void gather_group(struct gathering *gathering, const struct phil_group *group)
{
    size_t n;
    const struct phil_nerve_event *event = phil_axons_events(group->axons, &n);
    for (size_t i = 0; i < n; i++)
        gather(gathering, &event[i],
               event[i].muscle < PHIL_N_MUSCLES ? 1u << event[i].muscle : all_of(event[i].side),
               false);
}

static int by_onset(const void *a, const void *b)
{
    const struct item *p = a, *q = b;
    if (p->event.onset_s != q->event.onset_s)
        return p->event.onset_s < q->event.onset_s ? -1 : 1;
    return p->place < q->place ? -1 : 1;
}

/* Does one of the muscles pull this piece of skin? */
static bool pulls(uint32_t muscles, enum phil_nerve_node node)
{
    const uint32_t lids = 1u << PHIL_OCULI_LEFT | 1u << PHIL_OCULI_RIGHT;
    switch (phil_region_side(phil_nerve_node_region(node))) {
    case PHIL_SIDE_LEFT:
        muscles &= all_of(PHIL_SIDE_LEFT);
        break;
    case PHIL_SIDE_RIGHT:
        muscles &= all_of(PHIL_SIDE_RIGHT);
        break;
    default:
        break;
    }
    return node >= PHIL_NODE_UPPER_LID_LEFT ? muscles & lids
                                            : muscles & ~lids & ((1u << PHIL_N_MUSCLES) - 1);
}

/* Samples of the movement: where an event is, and what it is compared with. */
struct window {
    size_t from, to, still_from, still_to;
};

/* How far a node goes in the window from its mean place when still, where nothing else moves it:
 * busy has its bit of the samples when something does. NaN: no such time. */
static double excursion(const struct phil_nerve_result *result, const uint16_t *busy,
                        enum phil_nerve_node node, const struct window *w)
{
    const float *right_mm = result->right_mm[node], *down_mm = result->down_mm[node];
    double x0 = 0, y0 = 0, most = 0;
    size_t n = 0, free_samples = 0;
    for (size_t k = w->still_from; k < w->still_to; k++)
        if (!busy || !(busy[k] >> node & 1)) {
            x0 += (double)right_mm[k];
            y0 += (double)down_mm[k];
            n++;
        }
    if (n == 0 && w->still_to > w->still_from)
        return NAN;
    x0 /= n ? (double)n : 1;
    y0 /= n ? (double)n : 1;
    for (size_t k = w->from; k < w->to; k++) {
        if (busy && busy[k] >> node & 1)
            continue;
        const double x = (double)right_mm[k] - x0, y = (double)down_mm[k] - y0;
        const double square = x * x + y * y;
        most = square > most ? square : most;
        free_samples++;
    }
    const bool whole = free_samples == w->to - w->from;
    return whole || (double)free_samples > LONG_S * result->movement_rate_hz ? sqrt(most) : NAN;
}

static size_t sample(double time_s, const struct phil_nerve_result *result)
{
    const double k = floor(time_s * result->movement_rate_hz);
    return k <= 0 ? 0 : k >= (double)result->n_movement ? result->n_movement : (size_t)k;
}

static struct window window_of(const struct phil_nerve_event *event,
                               const struct phil_nerve_result *result)
{
    struct window w = {.from = sample(event->onset_s, result),
                       .to = sample(event->offset_s + AFTER_S, result)};
    w.still_from = sample(event->onset_s - BEFORE_S, result);
    w.still_to = w.from;
    if (w.from == 0 && event->offset_s > 2 * SETTLES_S) {
        w.from = w.still_from = sample(SETTLES_S, result);
        w.still_to = w.to;
    }
    return w;
}

static void measure(struct item *item, const struct phil_nerve_result *result, const uint16_t *busy)
{
    struct phil_nerve_event *event = &item->event;
    event->node = PHIL_N_NODES;
    event->amplitude_mm = NAN;
    if (result->n_movement == 0)
        return;
    const struct window w = window_of(event, result);
    double most = 0;
    for (int k = 0; k < PHIL_N_NODES; k++) {
        /* A lid goes ten times as far as a lip: it counts where the mouth stays still. */
        if (!pulls(item->muscles, k) ||
            (k >= PHIL_NODE_UPPER_LID_LEFT && event->node < PHIL_NODE_UPPER_LID_LEFT &&
             most >= MOUTH_MM))
            continue;
        const double mm = excursion(result, item->commanded ? NULL : busy, k, &w);
        if (!isfinite(mm))
            continue;
        if (mm > most && mm >= NOTHING_MM)
            event->node = k;
        most = mm > most ? mm : most;
        event->amplitude_mm = most;
    }
}

/* The nodes that blinks, tics and acts move, for each sample. NULL without memory. */
static uint16_t *find_busy(const struct gathering *gathering,
                           const struct phil_nerve_result *result)
{
    _Static_assert(PHIL_N_NODES <= 16, "a bit for each node");
    uint16_t *busy = calloc(result->n_movement + 1, sizeof *busy);
    for (size_t i = 0; i < gathering->n && busy; i++) {
        const struct item *item = &gathering->item[i];
        uint16_t nodes = 0;
        if (!item->commanded)
            continue;
        for (int k = 0; k < PHIL_N_NODES; k++)
            nodes |= (uint16_t)(pulls(item->muscles, k) ? 1u << k : 0);
        const size_t end = sample(item->event.offset_s + RETURNS_S, result);
        for (size_t k = sample(item->event.onset_s, result); k < end; k++)
            busy[k] |= nodes;
    }
    return busy;
}

static size_t count(const struct phil_drive *drive, const struct phil_group *groups,
                    size_t n_groups)
{
    size_t n, sum = phil_drive_n_events(drive);
    for (size_t g = 0; g < n_groups; g++) {
        phil_axons_events(groups[g].axons, &n);
        sum += n;
    }
    return sum;
}

enum phil_status phil_events_make(struct phil_nerve_result *result, const struct phil_drive *drive,
                                  const struct phil_group *groups, size_t n_groups,
                                  struct phil_crew *crew)
{
    const size_t all = count(drive, groups, n_groups);
    struct gathering gathering = {calloc(all + 1, sizeof *gathering.item), 0};
    result->events = calloc(all + 1, sizeof *result->events);
    if (!gathering.item || !result->events) {
        free(gathering.item);
        return PHIL_EMEM;
    }
    for (size_t i = 0; i < phil_drive_n_events(drive); i++) {
        uint32_t muscles;
        const struct phil_nerve_event *event = phil_drive_event(drive, i, &muscles);
        const bool lasts = !strcmp(event->kind, "tremor") || !strcmp(event->kind, "rippling");
        gather(&gathering, event, muscles, !lasts);
    }
    for (size_t g = 0; g < n_groups; g++)
        gather_group(&gathering, &groups[g]);
    qsort(gathering.item, gathering.n, sizeof *gathering.item, by_onset);
    uint16_t *busy = find_busy(&gathering, result);
    if (!busy) {
        free(gathering.item);
        return PHIL_EMEM;
    }
    for (size_t i = 0; i < gathering.n && !phil_crew_stopped(crew); i++) {
        measure(&gathering.item[i], result, busy);
        result->events[i] = gathering.item[i].event;
        /* What goes on beyond the end is known up to there. */
        result->events[i].offset_s = fmin(result->events[i].offset_s, result->settings.seconds);
    }
    result->n_events = gathering.n;
    free(busy);
    free(gathering.item);
    return phil_crew_stopped(crew) ? PHIL_ECANCEL : PHIL_OK;
}
