/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The three largest twitches at their peak: the picture in grey, and an arrow at each place that
 * moved, as long as a stated multiple of the displacement, because half a millimetre is too
 * short to be seen. The face is found again through the head samples of the trace: where the
 * point between the eyes is, its scale and its roll. Without a trace (an analysis read from JSON)
 * the face is taken to be where its landmarks are, and only the event's own arrow is drawn.
 */
#include <cairo.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "report/html.h"
#include "report/svg.h"

#define LEVEL_BEFORE_S 0.4 /* s: the level that a displacement is counted from */
#define FURTHEST_S     1.0 /* s: a frame further from the wanted time is none */

enum { STILLS = 3, STILL_PX = 420 /* longer side, enough for a phone */ };

/* From the reference frame to the frame of the still. */
struct pose {
    struct phil_point origin, head; /* the point between the eyes there and here */
    double scale, cosine, sine;
};

struct still {
    const struct phil_event *event;
    size_t frame; /* index into the trace; SIZE_MAX without one */
    struct pose pose;
    struct phil_box box; /* what is shown, upright picture pixels */
    double magnify;      /* picture pixels to still pixels */
    int width, height;   /* of the still */
    double arrow_scale;
};

static struct phil_point in_frame(const struct pose *pose, struct phil_point p)
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
static struct pose find_pose(const struct phil_face_result *face, size_t frame)
{
    const struct phil_trace *trace = &face->trace;
    const struct phil_point a = face->landmarks.point[36], b = face->landmarks.point[45];
    struct pose pose = {.origin = {(a.x + b.x) / 2, (a.y + b.y) / 2}, .scale = 1, .cosine = 1};
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

/* The face with a margin, cut to the picture; false when nothing of it is inside. */
static bool frame_face(struct still *still, const struct phil_face_result *face, int width,
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

/* ---- the picture as a PNG inside the page ---- */

struct bytes {
    struct phil_text text;
};

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int n)
{
    struct bytes *bytes = closure;
    phil_text_add_bytes(&bytes->text, (const char *)data, n);
    return bytes->text.failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static enum phil_status add_picture(struct phil_text *page, const struct phil_frame *frame,
                                    const struct still *still)
{
    struct bytes png = {{0}};
    uint8_t *grey = phil_alloc_aligned((size_t)still->width * (size_t)still->height, 1);
    /* An alpha-only surface is written as a grey PNG, a third of the size of a coloured one. */
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_A8, still->width, still->height);
    enum phil_status status = PHIL_EMEM;
    if (!grey || cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        goto done;
    status = phil_frame_crop(frame, still->box.x, still->box.y, still->box.width, still->box.height,
                             grey, still->width, still->height);
    if (status != PHIL_OK)
        goto done;
    const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
    unsigned char *pixels = cairo_image_surface_get_data(surface);
    for (int y = 0; y < still->height; y++)
        memcpy(pixels + (size_t)y * stride, grey + (size_t)y * (size_t)still->width,
               (size_t)still->width);
    cairo_surface_mark_dirty(surface);
    if (cairo_surface_write_to_png_stream(surface, collect, &png) != CAIRO_STATUS_SUCCESS) {
        status = PHIL_EMEM; /* the only way in which writing to memory fails */
        goto done;
    }
    phil_text_printf(page, "<image width=\"%d\" height=\"%d\" href=\"data:image/png;base64,",
                     still->width, still->height);
    phil_text_add_base64(page, (const uint8_t *)png.text.data, png.text.length);
    phil_text_add(page, "\"/>\n");
done:
    cairo_surface_destroy(surface);
    phil_text_release(&png.text);
    free(grey);
    return status;
}

/* ---- the arrows ---- */

/* Displacement of a region at the still's frame from its level before the event, reference
 * pixels; false when it cannot be told. */
static bool displacement(const struct phil_face_result *face, const struct still *still, int region,
                         struct phil_point *d, double *sd)
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

static bool middle_of(const struct phil_layout *layout, int region, struct phil_point *middle)
{
    const int n = layout->n_region[region];
    *middle = (struct phil_point){0, 0};
    for (int i = 0; i < n; i++) {
        middle->x += layout->region[region][i].centre.x / n;
        middle->y += layout->region[region][i].centre.y / n;
    }
    return n > 0;
}

/* Still pixels for a displacement in reference pixels, before it is enlarged. */
static struct phil_point in_still(const struct still *still, struct phil_point d)
{
    const struct pose *p = &still->pose;
    const double k = p->scale * still->magnify;
    return (struct phil_point){k * (p->cosine * d.x - p->sine * d.y),
                               k * (p->sine * d.x + p->cosine * d.y)};
}

/* The largest round factor that keeps the event's arrow within a fifth of the picture. */
static double choose_scale(const struct still *still)
{
    static const double factors[] = {100, 50, 20, 10, 5, 2};
    const double length = still->event->amplitude_px * still->pose.scale * still->magnify;
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++)
        if (length * factors[i] <= 0.2 * still->width)
            return factors[i];
    return 1;
}

static void add_arrows(struct phil_text *page, const struct phil_face_result *face,
                       const struct still *still, const struct phil_layout *layout)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const bool own = r == (int)still->event->region;
        const bool moved = own || still->event->also >> r & 1;
        struct phil_point at, d;
        double sd = 0;
        if (!middle_of(layout, r, &at))
            continue;
        if (!displacement(face, still, r, &d, &sd)) {
            if (!own)
                continue;
            d = stated_displacement(still->event);
        }
        /* What is within the noise is not shown, or every still would bristle. */
        if (!moved && hypot(d.x, d.y) < 4 * sd)
            continue;
        const struct phil_point from = in_frame(&still->pose, at), by = in_still(still, d);
        phil_svg_arrow(page, (from.x - still->box.x) * still->magnify,
                       (from.y - still->box.y) * still->magnify, by.x * still->arrow_scale,
                       by.y * still->arrow_scale, moved);
    }
}

/* ---- one still ---- */

/* The frame nearest to each event's peak, in one pass over the clip as far as the last of them;
 * NULL where the clip does not give it. */
static void fetch(struct phil_recording *recording, const struct phil_event *const *events, int n,
                  struct phil_frame **frames)
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

static void add_caption(struct phil_text *page, const struct still *still)
{
    const struct phil_event *e = still->event;
    phil_text_printf(page,
                     "</svg><figcaption>%s s, %s, %s mm, %s. Arrows are %s times as long as the "
                     "movement.</figcaption></figure>\n",
                     phil_fixed(e->peak_s, 2).s, phil_region_plain_name(e->region),
                     phil_mm(e->amplitude_mm).s, phil_duration(e->offset_s - e->onset_s).s,
                     phil_short(still->arrow_scale, 0).s);
}

static enum phil_status add_still(struct phil_text *page, const struct phil_face_result *face,
                                  const struct phil_layout *layout, const struct phil_frame *frame,
                                  const struct phil_event *event, int *shown)
{
    struct still still = {.event = event, .frame = nearest_frame(&face->trace, event->peak_s)};
    int width, height;
    phil_frame_upright_size(frame, &width, &height);
    still.pose = find_pose(face, still.frame);
    if (!frame_face(&still, face, width, height))
        return PHIL_OK;
    still.arrow_scale = choose_scale(&still);
    phil_text_printf(page,
                     "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\"><title>The face at %s s, "
                     "with an arrow at the %s</title>\n",
                     still.width, still.height, phil_fixed(event->peak_s, 2).s,
                     phil_region_in_words(event->region));
    const enum phil_status status = add_picture(page, frame, &still);
    add_arrows(page, face, &still, layout);
    add_caption(page, &still);
    ++*shown;
    return status;
}

/* The largest twitches, largest first; returns how many. */
static int choose_events(const struct phil_face_result *face, const struct phil_event **chosen)
{
    int n = 0;
    for (size_t i = 0; i < face->n_events; i++) {
        const struct phil_event *e = &face->events[i];
        if (e->kind != PHIL_EVENT_TWITCH || !isfinite(e->peak_s) || !isfinite(e->amplitude_mm))
            continue;
        int k = n < STILLS ? n++ : STILLS;
        for (; k > 0 && chosen[k - 1]->amplitude_mm < e->amplitude_mm; k--)
            if (k < STILLS)
                chosen[k] = chosen[k - 1];
        if (k < STILLS)
            chosen[k] = e;
    }
    return n;
}

enum phil_status phil_page_stills(struct phil_text *page, const struct phil_face_result *face,
                                  bool mirrored, const char *clip_path, const struct phil_log *log)
{
    const struct phil_event *chosen[STILLS] = {NULL};
    const int n = choose_events(face, chosen);
    struct phil_recording *recording = NULL;
    struct phil_layout layout;
    if (!n || !clip_path)
        return PHIL_OK;
    phil_text_add(page, "<h3>The largest twitches at their peak</h3>\n");
    enum phil_status status = phil_recording_open(&recording, clip_path, NULL, log);
    if (status == PHIL_EMEM)
        return status;
    int shown = 0;
    status = PHIL_OK;
    if (recording) {
        struct phil_frame *frames[STILLS] = {NULL};
        fetch(recording, chosen, n, frames);
        phil_face_layout(&face->landmarks, mirrored, &layout);
        phil_text_add(page, "<div class=\"stills\">\n");
        for (int i = 0; i < n; i++) {
            if (frames[i] && status == PHIL_OK)
                status = add_still(page, face, &layout, frames[i], chosen[i], &shown);
            phil_frame_unref(frames[i]);
        }
        phil_text_add(page, "</div>\n");
    }
    phil_recording_close(recording);
    if (shown)
        phil_text_add(page, "<p class=\"small\">Thick arrows show the twitch, thin ones what "
                            "else moved at that moment. These are pictures of a face: pass this "
                            "page on only to people who may see it.</p>\n");
    else
        phil_text_add(page, "<p>The clip could not be read again, so there are no pictures "
                            "here.</p>\n");
    return status;
}
