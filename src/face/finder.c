/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finding faces and their landmarks in frames of any size.
 *
 * The detector sees a reduced copy whose shorter side is WORKING_SIDE samples, so that its cost
 * and the smallest face, as a share of the picture, do not depend on the camera. The landmark
 * cascade sees the face cut out at FACE_SIDE samples; it reads single samples, so a copy that was
 * reduced by averaging also spares it the sensor noise.
 *
 * Coordinates: phil_frame_crop() counts from the left edge of the first sample, everything here
 * from its centre, which is half a sample further.
 */
#include <math.h>
#include <stdlib.h>

#include "base/checked.h"
#include "face/dlib_detector.h"
#include "face/landmarks.h"

/* Shorter side of the picture that is searched: with the detector's window of 80 samples, faces
 * of 1/5 of the shorter side are found. On our recordings 480 found as many faces as 400 (and cost
 * 1.45 times as much); 360 lost half of the second faces. */
enum { WORKING_SIDE = 400 };

/* Small pictures are enlarged at most this much: beyond it there is nothing to see. */
enum { MAX_ENLARGEMENT = 2 };

/* Bound on samples searched, for pictures as long as a ribbon. */
static const double MAX_SEARCHED = 4e6;

/* Width of the detector's box, in samples, at which the cascade reads the face. */
enum { FACE_SIDE = 320 };

/* What is cut out around the box on each side, in boxes. The model's mean shape reaches 0.07
 * below the box and no sample lies outside the shape; the rest is room for faces that are not
 * where the box says. */
static const double FACE_MARGIN = 0.25;

struct phil_face_finder {
    struct phil_model model;
    struct phil_detector *detector;
    const struct phil_log *log;
};

enum phil_status phil_face_finder_new(struct phil_face_finder **finder, const char *model_path,
                                      const struct phil_log *log)
{
    *finder = NULL;
    struct phil_face_finder *made = calloc(1, sizeof *made);
    if (!made) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot prepare the face finder: out of memory");
        return PHIL_EMEM;
    }
    const char *why = NULL;
    made->log = log;
    enum phil_status status = phil_model_open(&made->model, model_path, log);
    if (status != PHIL_OK)
        goto done;
    status = phil_detector_new(&made->detector, &why);
    if (status != PHIL_OK) {
        phil_log_message(log, PHIL_LOG_ERROR, "cannot prepare the face finder: %s", why);
        goto done;
    }
    *finder = made;
    made = NULL;
done:
    phil_face_finder_free(made);
    return status;
}

void phil_face_finder_free(struct phil_face_finder *finder)
{
    if (!finder)
        return;
    phil_detector_free(finder->detector);
    phil_model_close(&finder->model);
    free(finder);
}

/* A rectangle of the picture, counted from sample edges, and its reduced copy. */
struct working_picture {
    double x, y, step_x, step_y; /* corner, and picture samples per working sample */
    int width, height;
    uint8_t *pixels;
};

/* The part of [x, x + width) that lies within [0, size). */
static void clip(double *x, double *width, double size)
{
    const double lo = fmax(*x, 0), hi = fmin(*x + *width, size);
    *x = lo;
    *width = hi - lo;
}

/* The part of the frame to search; false when nothing of `within` lies in the picture. */
static bool searched_part(const struct phil_frame *frame, const struct phil_box *within,
                          struct phil_box *part)
{
    int width, height;
    phil_frame_upright_size(frame, &width, &height);
    *part = (struct phil_box){0, 0, width, height};
    if (within) {
        *part = (struct phil_box){within->x + 0.5, within->y + 0.5, within->width, within->height};
        if (!isfinite(part->x + part->width) || !isfinite(part->y + part->height))
            return false;
        clip(&part->x, &part->width, width);
        clip(&part->y, &part->height, height);
    }
    return part->width >= 1 && part->height >= 1;
}

static enum phil_status working_picture_init(struct working_picture *w,
                                             const struct phil_frame *frame,
                                             const struct phil_box *part, double side,
                                             double max_enlargement)
{
    double scale = fmin(side / fmin(part->width, part->height), max_enlargement);
    const double samples = part->width * part->height * scale * scale;
    if (samples > MAX_SEARCHED)
        scale *= sqrt(MAX_SEARCHED / samples);
    w->width = (int)fmax(1, round(part->width * scale));
    w->height = (int)fmax(1, round(part->height * scale));
    w->x = part->x;
    w->y = part->y;
    w->step_x = part->width / w->width;
    w->step_y = part->height / w->height;
    w->pixels = phil_alloc_aligned((size_t)w->width, (size_t)w->height);
    if (!w->pixels)
        return PHIL_EMEM;
    return phil_frame_crop(frame, part->x, part->y, part->width, part->height, w->pixels, w->width,
                           w->height);
}

/* From the centre of a working sample to the picture. */
static double to_picture(double at, double corner, double step)
{
    return corner + (at + 0.5) * step - 0.5;
}

static struct phil_detection detection_of(const struct working_picture *w,
                                          const struct phil_detector_box *b)
{
    return (struct phil_detection){
        .box = {.x = to_picture((double)b->left, w->x, w->step_x),
                .y = to_picture((double)b->top, w->y, w->step_y),
                .width = (double)(b->right - b->left) * w->step_x,
                .height = (double)(b->bottom - b->top) * w->step_y},
        .score = b->score,
    };
}

enum phil_status phil_face_find(struct phil_face_finder *finder, const struct phil_frame *frame,
                                const struct phil_box *within, bool thorough,
                                struct phil_detection detections[PHIL_MAX_FACES], int *n)
{
    struct phil_box part;
    if (!searched_part(frame, within, &part)) {
        *n = 0;
        return PHIL_OK;
    }
    const int finer = thorough ? 2 : 1;
    struct working_picture w = {0};
    struct phil_detector_box boxes[PHIL_MAX_FACES];
    int found = 0;
    const char *why = "out of memory";
    enum phil_status status =
        working_picture_init(&w, frame, &part, WORKING_SIDE * finer, MAX_ENLARGEMENT * finer);
    if (status == PHIL_OK)
        status = phil_detector_run(finder->detector, w.pixels, w.width, w.height, boxes,
                                   PHIL_MAX_FACES, &found, &why);
    if (status == PHIL_OK) {
        for (int i = 0; i < found; i++)
            detections[i] = detection_of(&w, &boxes[i]);
        *n = found;
    } else {
        phil_log_message(finder->log, PHIL_LOG_ERROR, "cannot look for faces: frame %lld: %s",
                         (long long)frame->index, why);
    }
    free(w.pixels);
    return status;
}

/* Largest box and offset that still keep all sums exact enough; no real picture comes near. */
static bool box_is_usable(const struct phil_box *box)
{
    const double limit = 1e6;
    return box->width > 0 && box->height > 0 && box->width < limit && box->height < limit &&
           fabs(box->x) < limit && fabs(box->y) < limit;
}

enum phil_status phil_face_landmarks(struct phil_face_finder *finder,
                                     const struct phil_frame *frame, const struct phil_box *box,
                                     struct phil_landmarks *landmarks)
{
    if (!box_is_usable(box))
        return PHIL_EARG;
    const int margin = (int)(FACE_SIDE * FACE_MARGIN), side = FACE_SIDE + 2 * margin;
    const double step_x = box->width / FACE_SIDE, step_y = box->height / FACE_SIDE;
    /* Places working sample `margin` exactly on the box's corner. */
    const double x = box->x + 0.5 - (margin + 0.5) * step_x;
    const double y = box->y + 0.5 - (margin + 0.5) * step_y;
    uint8_t *pixels = phil_alloc_aligned((size_t)side, (size_t)side);
    enum phil_status status =
        pixels ? phil_frame_crop(frame, x, y, side * step_x, side * step_y, pixels, side, side)
               : PHIL_EMEM;
    if (status == PHIL_OK) {
        const struct phil_cascade_input input = {.pixels = pixels,
                                                 .pixels_wide = side,
                                                 .pixels_high = side,
                                                 .left = margin,
                                                 .top = margin,
                                                 .width = FACE_SIDE,
                                                 .height = FACE_SIDE};
        struct phil_landmarks found = {0};
        if (!phil_cascade_run(&finder->model, &input, found.point)) {
            phil_log_message(finder->log, PHIL_LOG_ERROR,
                             "cannot place landmarks: the landmark model is damaged");
            status = PHIL_EFORMAT;
        }
        for (int i = 0; status == PHIL_OK && i < PHIL_N_LANDMARKS; i++) {
            landmarks->point[i].x = to_picture(found.point[i].x, x, step_x);
            landmarks->point[i].y = to_picture(found.point[i].y, y, step_y);
        }
    }
    free(pixels);
    return status;
}

struct phil_box phil_face_box(struct phil_face_finder *finder,
                              const struct phil_landmarks *landmarks)
{
    /* Similarity z = q m + t between mean shape m and landmarks z, in complex numbers. */
    const float *mean = finder->model.shape;
    double mx = 0, my = 0, zx = 0, zy = 0;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        mx += mean[2 * i] / PHIL_N_LANDMARKS;
        my += mean[2 * i + 1] / PHIL_N_LANDMARKS;
        zx += landmarks->point[i].x / PHIL_N_LANDMARKS;
        zy += landmarks->point[i].y / PHIL_N_LANDMARKS;
    }
    double along = 0, across = 0, size = 0;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const double ax = mean[2 * i] - mx, ay = mean[2 * i + 1] - my;
        const double bx = landmarks->point[i].x - zx, by = landmarks->point[i].y - zy;
        along += ax * bx + ay * by;
        across += ax * by - ay * bx;
        size += ax * ax + ay * ay;
    }
    const double c = along / size, s = across / size, side = hypot(c, s);
    /* The detector draws upright squares: keep the middle of the unit square and its size. */
    const double x = zx + c * (0.5 - mx) - s * (0.5 - my);
    const double y = zy + s * (0.5 - mx) + c * (0.5 - my);
    return (struct phil_box){x - side / 2, y - side / 2, side, side};
}
