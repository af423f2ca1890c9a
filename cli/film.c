/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "film.h"

#include <math.h>
#include <stdlib.h>

#include "console.h"

struct canvas {
    uint8_t *plane[3];
    struct phil_picture picture;
};

static bool canvas_init(struct canvas *canvas, int width, int height)
{
    for (int p = 0; p < 3; p++) {
        const int shift = p > 0;
        canvas->plane[p] = malloc((size_t)(width >> shift) * (size_t)(height >> shift));
        canvas->picture.plane[p] = canvas->plane[p];
        canvas->picture.stride[p] = width >> shift;
    }
    return canvas->plane[0] && canvas->plane[1] && canvas->plane[2];
}

static void canvas_release(struct canvas *canvas)
{
    for (int p = 0; p < 3; p++)
        free(canvas->plane[p]);
}

static enum phil_status draw_frames(const struct phil_film *film, struct phil_sim_face *face,
                                    struct phil_writer *writer)
{
    struct canvas canvas = {.plane = {NULL}};
    enum phil_status status = PHIL_OK;
    if (!canvas_init(&canvas, film->width, film->height))
        status = PHIL_EMEM;
    const struct phil_progress *progress = phil_console_progress("drawing");
    const int64_t n = llround(film->seconds * film->frame_rate_hz);
    for (int64_t i = 0; i < n && status == PHIL_OK; i++) {
        const double time_s = (double)i / film->frame_rate_hz;
        status = phil_sim_face_draw(face, time_s, (uint64_t)i, canvas.plane[0], canvas.plane[1],
                                    canvas.plane[2]);
        if (status == PHIL_OK)
            status = phil_writer_add(writer, &canvas.picture, time_s);
        if (status == PHIL_OK && !phil_progress_report(progress, time_s, film->seconds))
            status = PHIL_ECANCEL;
    }
    phil_console_progress_end();
    canvas_release(&canvas);
    return status;
}

enum phil_status phil_film_write(const struct phil_film *film, struct phil_sim_face *face)
{
    const struct phil_writer_settings settings =
        phil_grade_settings(film->grade, film->width, film->height, film->frame_rate_hz);
    struct phil_writer *writer = NULL;
    enum phil_status status = phil_clip_open(&writer, film->path, &settings);
    if (status == PHIL_OK)
        status = draw_frames(film, face, writer);
    if (status == PHIL_OK)
        status = phil_writer_finish(writer);
    phil_writer_close(writer);
    return status;
}
