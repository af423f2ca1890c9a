/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A still of a twitch at its peak: which part of the picture, and an arrow at each place that
 * moved, as long as a stated multiple of the displacement, because half a millimetre is too
 * short to be seen. The face is found again through the head samples of the trace: where the
 * point between the eyes is, its scale and its roll. Without a trace (an analysis read from JSON)
 * the face is taken to be where its landmarks are, and only the event's own arrow is drawn.
 */
#include "report/still.h"

#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "report/face_map.h"

#define LEVEL_BEFORE_S 0.4 /* s: the level that a displacement is counted from */
#define FURTHEST_S     1.0 /* s: a frame further from the wanted time is none */

enum { STILL_PX = 420 /* longer side, enough for a phone */ };

static struct phil_point in_frame(const struct phil_still_pose *pose, struct phil_point p)
{
    const double x = pose->scale * (p.x - pose->origin.x);
    const double y = pose->scale * (p.y - pose->origin.y);
    return (struct phil_point){pose->head.x + pose->cosine * x - pose->sine * y,
                               pose->head.y + pose->sine * x + pose->cosine * y};
}

static size_t nearest_frame(const struct phil_trace *trace, double time_s)
{
    size_t lo = 0, hi = trace->n_frames;
    while (lo < hi) {
        const size_t middle = lo + (hi - lo) / 2;
        if (trace->time_s[middle] < time_s)
            lo = middle + 1;
        else
            hi = middle;
    }
    if (lo == trace->n_frames ||
        (lo > 0 && time_s - trace->time_s[lo - 1] < trace->time_s[lo] - time_s))
        return lo ? lo - 1 : SIZE_MAX;
    return lo;
}

static bool head_known(const struct phil_head_sample *head)
{
    return !(head->flags & PHIL_SAMPLE_NO_FACE) && isfinite(head->x_px) && isfinite(head->y_px) &&
           isfinite(head->roll_rad) && head->scale > 0;
}

/* Falls back to "it has not moved". */
static struct phil_still_pose find_pose(const struct phil_face_result *face, size_t frame)
{
    const struct phil_trace *trace = &face->trace;
    const struct phil_point a = face->landmarks.point[36], b = face->landmarks.point[45];
    struct phil_still_pose pose = {
        .origin = {(a.x + b.x) / 2, (a.y + b.y) / 2}, .scale = 1, .cosine = 1};
    pose.head = pose.origin;
    if (frame >= trace->n_frames || !head_known(&trace->head[frame]))
        return pose;
    const struct phil_head_sample *head = &trace->head[frame];
    const size_t reference = nearest_frame(trace, face->reference_time_s);
    if (reference < trace->n_frames && head_known(&trace->head[reference]))
        pose.origin = (struct phil_point){trace->head[reference].x_px, trace->head[reference].y_px};
    pose.head = (struct phil_point){head->x_px, head->y_px};
    pose.scale = head->scale;
    pose.cosine = cos(head->roll_rad);
    pose.sine = sin(head->roll_rad);
    return pose;
}

/* The similarity that takes the outer canthi from one picture to another. */
static struct phil_still_pose pose_between(const struct phil_landmarks *from,
                                           const struct phil_landmarks *to)
{
    const struct phil_point a = from->point[36], b = from->point[45];
    const struct phil_point c = to->point[36], d = to->point[45];
    const double turn = atan2(d.y - c.y, d.x - c.x) - atan2(b.y - a.y, b.x - a.x);
    return (struct phil_still_pose){
        .origin = {(a.x + b.x) / 2, (a.y + b.y) / 2},
        .head = {(c.x + d.x) / 2, (c.y + d.y) / 2},
        .scale = hypot(d.x - c.x, d.y - c.y) / hypot(b.x - a.x, b.y - a.y),
        .cosine = cos(turn),
        .sine = sin(turn),
    };
}

/* The face with a margin, cut to the picture; false when nothing of it is inside. */
static bool frame_face(struct phil_still *still, const struct phil_face_result *face, int width,
                       int height)
{
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const struct phil_point p = in_frame(&still->pose, face->landmarks.point[i]);
        if (!isfinite(p.x) || !isfinite(p.y))
            return false;
        x0 = fmin(x0, p.x);
        y0 = fmin(y0, p.y);
        x1 = fmax(x1, p.x);
        y1 = fmax(y1, p.y);
    }
    const double margin = 0.12 * (x1 - x0);
    x0 = floor(fmax(x0 - margin, 0));
    y0 = floor(fmax(y0 - margin, 0));
    x1 = ceil(fmin(x1 + margin, width));
    y1 = ceil(fmin(y1 + margin, height));
    if (!(x1 - x0 >= 16) || !(y1 - y0 >= 16))
        return false;
    still->box = (struct phil_box){x0, y0, x1 - x0, y1 - y0};
    still->magnify = fmin(2, STILL_PX / fmax(x1 - x0, y1 - y0));
    still->width = (int)fmax(1, lround((x1 - x0) * still->magnify));
    still->height = (int)fmax(1, lround((y1 - y0) * still->magnify));
    return true;
}

/* Displacement of a region at the still's frame from its level before the event, reference
 * pixels; false when it cannot be told. */
static bool displacement(const struct phil_face_result *face, const struct phil_still *still,
                         int region, struct phil_point *d, double *sd)
{
    const struct phil_trace *trace = &face->trace;
    const struct phil_sample *s = trace->region[region];
    double x = 0, y = 0;
    int n = 0;
    if (still->frame >= trace->n_frames || s[still->frame].flags & PHIL_SAMPLE_UNUSABLE)
        return false;
    for (size_t i = still->frame; i-- > 0;) {
        if (s[i + 1].flags & PHIL_SAMPLE_REKEYED ||
            trace->time_s[i] < still->event->onset_s - LEVEL_BEFORE_S)
            break;
        if (trace->time_s[i] >= still->event->onset_s || s[i].flags & PHIL_SAMPLE_UNUSABLE)
            continue;
        x += s[i].dx_px;
        y += s[i].dy_px;
        n++;
    }
    if (!n)
        return false;
    *d = (struct phil_point){s[still->frame].dx_px - x / n, s[still->frame].dy_px - y / n};
    *sd = s[still->frame].sd_px;
    return isfinite(d->x) && isfinite(d->y);
}

/* The event's own numbers, where there is no trace. */
static struct phil_point stated_displacement(const struct phil_event *e)
{
    const double angle = e->direction_deg * (3.14159265358979323846 / 180);
    return (struct phil_point){e->amplitude_px * cos(angle), -e->amplitude_px * sin(angle)};
}

/* Still pixels for a displacement in reference pixels, before it is enlarged. */
static struct phil_point in_still(const struct phil_still *still, struct phil_point d)
{
    const struct phil_still_pose *p = &still->pose;
    const double k = p->scale * still->magnify;
    return (struct phil_point){k * (p->cosine * d.x - p->sine * d.y),
                               k * (p->sine * d.x + p->cosine * d.y)};
}

/* The largest round factor that keeps the event's arrow within a fifth of the picture. */
static double choose_scale(const struct phil_still *still)
{
    static const double factors[] = {100, 50, 20, 10, 5, 2};
    const double length = still->event->amplitude_px * still->pose.scale * still->magnify;
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
        if (length * factors[i] <= 0.2 * still->width)
            return factors[i];
    return 1;
}

/* Displacement of a region as the still shows it; false when there is no arrow to draw. */
static bool find_arrow(const struct phil_face_result *face, const struct phil_still *still,
                       int region, bool moved, struct phil_point *d)
{
    double sd = 0;
    if (!displacement(face, still, region, d, &sd)) {
        if (region != (int)still->event->region)
            return false;
        *d = stated_displacement(still->event);
    }
    /* What is within the noise is not shown, or every still would bristle. */
    return moved || hypot(d->x, d->y) >= 4 * sd;
}

int phil_still_arrows(const struct phil_still *still, const struct phil_face_result *face,
                      const struct phil_layout *layout,
                      struct phil_still_arrow arrow[PHIL_N_REGIONS])
{
    int n = 0;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const bool moved = r == (int)still->event->region || still->event->also >> r & 1;
        struct phil_point at, d;
        if (!phil_region_middle(layout, r, &at) || !find_arrow(face, still, r, moved, &d))
            continue;
        const struct phil_point from = in_frame(&still->pose, at), by = in_still(still, d);
        arrow[n++] = (struct phil_still_arrow){
            .from = {(from.x - still->box.x) * still->magnify,
                     (from.y - still->box.y) * still->magnify},
            .by = {by.x * still->arrow_scale, by.y * still->arrow_scale},
            .strong = moved,
        };
    }
    return n;
}

/* The frame nearest to each event's peak, in one pass over the clip as far as the last of them;
 * NULL where the clip does not give it. */
void phil_still_fetch(struct phil_recording *recording, const struct phil_event *const *events,
                      int n, struct phil_frame **frames)
{
    struct phil_frame *frame = NULL;
    double last_s = -INFINITY;
    for (int i = 0; i < n; i++)
        last_s = fmax(last_s, events[i]->peak_s);
    for (bool late = false; !late && phil_recording_next(recording, &frame) == PHIL_OK;) {
        for (int i = 0; i < n; i++) {
            const double away_s = fabs(frame->time_s - events[i]->peak_s);
            if (away_s > FURTHEST_S ||
                (frames[i] && away_s >= fabs(frames[i]->time_s - events[i]->peak_s)))
                continue;
            phil_frame_unref(frames[i]);
            frames[i] = phil_frame_ref(frame);
        }
        late = frame->time_s >= last_s;
        phil_frame_unref(frame);
    }
}

/* The largest twitches, largest first; returns how many. */
int phil_still_choose(const struct phil_face_result *face, const struct phil_event **chosen)
{
    int n = 0;
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        if (e->kind != PHIL_EVENT_TWITCH || !isfinite(e->peak_s) || !isfinite(e->amplitude_mm))
            continue;
        int k = n < PHIL_STILLS ? n++ : PHIL_STILLS;
        for (; k > 0 && chosen[k - 1]->amplitude_mm < e->amplitude_mm; k--)
            if (k < PHIL_STILLS)
                chosen[k] = chosen[k - 1];
        if (k < PHIL_STILLS)
            chosen[k] = e;
    }
    return n;
}

bool phil_still_make(struct phil_still *still, const struct phil_face_result *face,
                     const struct phil_frame *frame, const struct phil_event *event,
                     const struct phil_landmarks *found)
{
    int width, height;
    *still =
        (struct phil_still){.event = event, .frame = nearest_frame(&face->trace, event->peak_s)};
    phil_frame_upright_size(frame, &width, &height);
    still->pose = find_pose(face, still->frame);
    if (found && still->frame == SIZE_MAX)
        still->pose = pose_between(&face->landmarks, found);
    if (!frame_face(still, face, width, height))
        return false;
    still->arrow_scale = choose_scale(still);
    return true;
}

enum phil_status phil_still_pixels(const struct phil_still *still, const struct phil_frame *frame,
                                   uint8_t **grey)
{
    const struct phil_box *box = &still->box;
    *grey = phil_alloc_aligned((size_t)still->width * (size_t)still->height, 1);
    if (!*grey)
        return PHIL_EMEM;
    const enum phil_status status = phil_frame_crop(frame, box->x, box->y, box->width, box->height,
                                                    *grey, still->width, still->height);
    if (status != PHIL_OK) {
        free(*grey);
        *grey = NULL;
    }
    return status;
}
