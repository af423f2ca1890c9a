/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three largest twitches at their peak on the page: pictures in grey with arrows. */
#include <cairo.h>
#include <stdlib.h>
#include <string.h>

#include "report/html.h"
#include "report/svg.h"

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

/* An alpha-only surface is written as a grey PNG, a third of the size of a coloured one. */
static enum phil_status encode(struct bytes *png, const struct phil_still *still,
                               const uint8_t *grey)
{
    cairo_surface_t *surface =
        cairo_image_surface_create(CAIRO_FORMAT_A8, still->width, still->height);
    enum phil_status status = PHIL_EMEM;
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        const size_t stride = (size_t)cairo_image_surface_get_stride(surface);
        unsigned char *pixels = cairo_image_surface_get_data(surface);
        for (int y = 0; y < still->height; y++)
            memcpy(pixels + (size_t)y * stride, grey + (size_t)y * (size_t)still->width,
                   (size_t)still->width);
        cairo_surface_mark_dirty(surface);
        /* Writing to memory fails in one way alone. */
        if (cairo_surface_write_to_png_stream(surface, collect, png) == CAIRO_STATUS_SUCCESS)
            status = PHIL_OK;
    }
    cairo_surface_destroy(surface);
    return status;
}

static enum phil_status add_picture(struct phil_text *page, const struct phil_still *still,
                                    const uint8_t *grey)
{
    struct bytes png = {{0}};
    const enum phil_status status = encode(&png, still, grey);
    if (status == PHIL_OK) {
        phil_text_printf(page, "<image width=\"%d\" height=\"%d\" href=\"data:image/png;base64,",
                         still->width, still->height);
        phil_text_add_base64(page, (const uint8_t *)png.text.data, png.text.length);
        phil_text_add(page, "\"/>\n");
    }
    phil_text_release(&png.text);
    return status;
}

enum phil_status phil_page_still(struct phil_text *page, const struct phil_still *still,
                                 const uint8_t *grey, const struct phil_still_arrow *arrow,
                                 int n_arrows)
{
    const struct phil_event *event = still->event;
    phil_text_printf(page,
                     "<svg viewBox=\"0 0 %d %d\" role=\"img\"><title>The face at %s s, "
                     "with an arrow at the %s</title>\n",
                     still->width, still->height, phil_fixed(event->peak_s, 2).s,
                     phil_region_in_words(event->region));
    const enum phil_status status = add_picture(page, still, grey);
    for (int i = 0; i < n_arrows; i++)
        phil_svg_arrow(page, arrow[i].from.x, arrow[i].from.y, arrow[i].by.x, arrow[i].by.y,
                       arrow[i].strong);
    phil_text_add(page, "</svg>");
    return status;
}

static void add_caption(struct phil_text *page, const struct phil_still *still)
{
    const struct phil_event *e = still->event;
    phil_text_printf(page,
                     "<figcaption>%s s, %s, %s mm, %s. Arrows are %s times as long as the "
                     "movement.</figcaption></figure>\n",
                     phil_fixed(e->peak_s, 2).s, phil_region_plain_name(e->region),
                     phil_mm(e->amplitude_mm).s, phil_duration(e->offset_s - e->onset_s).s,
                     phil_short(still->arrow_scale, 0).s);
}

static enum phil_status add_still(struct phil_text *page, const struct phil_face_result *face,
                                  const struct phil_layout *layout, const struct phil_frame *frame,
                                  const struct phil_event *event, int *shown)
{
    struct phil_still still;
    struct phil_still_arrow arrow[PHIL_N_REGIONS];
    uint8_t *grey;
    if (!phil_still_make(&still, face, frame, event, NULL))
        return PHIL_OK;
    enum phil_status status = phil_still_pixels(&still, frame, &grey);
    if (status != PHIL_OK)
        return status;
    const int n_arrows = phil_still_arrows(&still, face, layout, arrow);
    phil_text_add(page, "<figure>");
    status = phil_page_still(page, &still, grey, arrow, n_arrows);
    add_caption(page, &still);
    free(grey);
    ++*shown;
    return status;
}

enum phil_status phil_page_stills(struct phil_text *page, const struct phil_face_result *face,
                                  bool mirrored, const char *clip_path, const struct phil_log *log)
{
    const struct phil_event *chosen[PHIL_STILLS] = {NULL};
    const int n = phil_still_choose(face, chosen);
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
        struct phil_frame *frames[PHIL_STILLS] = {NULL};
        phil_still_fetch(recording, chosen, n, frames);
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
