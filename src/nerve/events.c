/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happened, and what it moved.
 *
 * Movement is measured where a camera would see it: how far a piece of skin goes, from the event's
 * onset until 0.2 s after its end (a twitch outlasts its spikes), from its mean place in the 20 ms
 * before. What goes on from the beginning has no before: its mean place after the first half second
 * stands in. Only pieces that the event's muscles pull are asked, so that a blink is not taken for
 * a twitch of the lip. Where it fails: what else moves the same piece meanwhile, a tremor or
 * another event, is measured with it.
 */
#include "nerve/events.h"

#include <math.h>
#include <stdlib.h>

/* How long skin moves on after an event, and how long it is looked at before, s (judged: a twitch's
 * movement has its peak after 70 ms and is half gone after 120). */
static const double AFTER_S = 0.2, BEFORE_S = 0.02;

/* Where the mouth moves by this much, it is what an event is about, mm (judged). */
static const double MOUTH_MM = 0.05;

/* How long what goes on from the beginning takes to settle, s (judged). */
static const double SETTLES_S = 0.5;

/* Less than this nobody could measure, mm (judged: a hundredth of what a clip can show). */
static const double NOTHING_MM = 0.001;

/* An event that is being gathered. */
struct item {
    struct phil_nerve_event event;
    uint32_t muscles; /* bit m: muscle m takes part */
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
                   uint32_t muscles)
{
    gathering->item[gathering->n] = (struct item){*event, muscles, gathering->n};
    gathering->n++;
}

static void gather_group(struct gathering *gathering, const struct phil_group *group)
{
    size_t n;
    const struct phil_nerve_event *event = phil_axons_events(group->axons, &n);
    for (size_t i = 0; i < n; i++)
        gather(gathering, &event[i],
               event[i].muscle < PHIL_N_MUSCLES ? 1u << event[i].muscle : all_of(event[i].side));
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

/* How far a node goes in the window from its mean place when still. */
static double excursion(const float *right_mm, const float *down_mm, const struct window *w)
{
    double x0 = 0, y0 = 0, most = 0;
    const double n = w->still_to > w->still_from ? (double)(w->still_to - w->still_from) : 1;
    for (size_t k = w->still_from; k < w->still_to; k++) {
        x0 += (double)right_mm[k] / n;
        y0 += (double)down_mm[k] / n;
    }
    for (size_t k = w->from; k < w->to; k++) {
        const double x = (double)right_mm[k] - x0, y = (double)down_mm[k] - y0;
        const double square = x * x + y * y;
        most = square > most ? square : most;
    }
    return sqrt(most);
}

static size_t sample(double time_s, const struct phil_nerve_result *result)
{
    const double k = floor(time_s * result->movement_rate_hz);
    return k <= 0 ? 0 : k >= (double)result->n_movement ? result->n_movement : (size_t)k;
}

static void measure(struct item *item, const struct phil_nerve_result *result)
{
    struct phil_nerve_event *event = &item->event;
    event->node = PHIL_N_NODES;
    event->amplitude_mm = NAN;
    if (result->n_movement == 0)
        return;
    struct window w = {.from = sample(event->onset_s, result),
                       .to = sample(event->offset_s + AFTER_S, result)};
    w.still_from = sample(event->onset_s - BEFORE_S, result);
    w.still_to = w.from;
    if (w.from == 0 && event->offset_s > 2 * SETTLES_S) {
        w.from = w.still_from = sample(SETTLES_S, result);
        w.still_to = w.to;
    }
    double most = 0;
    for (int k = 0; k < PHIL_N_NODES; k++) {
        /* A lid goes ten times as far as a lip: it counts where the mouth stays still. */
        if (!pulls(item->muscles, k) ||
            (k >= PHIL_NODE_UPPER_LID_LEFT && event->node < PHIL_NODE_UPPER_LID_LEFT &&
             most >= MOUTH_MM))
            continue;
        const double mm = excursion(result->right_mm[k], result->down_mm[k], &w);
        if (mm > most && mm >= NOTHING_MM)
            event->node = k;
        most = mm > most ? mm : most;
    }
    event->amplitude_mm = most;
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
                                  const struct phil_group *groups, size_t n_groups)
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
        gather(&gathering, event, muscles);
    }
    for (size_t g = 0; g < n_groups; g++)
        gather_group(&gathering, &groups[g]);
    qsort(gathering.item, gathering.n, sizeof *gathering.item, by_onset);
    for (size_t i = 0; i < gathering.n; i++) {
        measure(&gathering.item[i], result);
        result->events[i] = gathering.item[i].event;
        /* What goes on beyond the end is known up to there. */
        result->events[i].offset_s = fmin(result->events[i].offset_s, result->settings.seconds);
    }
    result->n_events = gathering.n;
    free(gathering.item);
    return PHIL_OK;
}
