/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The narrow door to dlib: a frontal face detector behind plain C. */
#ifndef PHIL_FACE_DLIB_DETECTOR_H
#define PHIL_FACE_DLIB_DETECTOR_H

#include <philtrum/base.h>

#ifdef __cplusplus
extern "C" {
#endif

struct phil_detector;

/* A box in samples of the searched picture; its sides run through the CENTRES of the outermost
 * samples, as dlib counts them. */
struct phil_detector_box {
    long left, top, right, bottom;
    double score;
};

/* Side of the smallest face that is found, in samples of the searched picture. */
enum { PHIL_DETECTOR_WINDOW = 80 };

/* Errors: PHIL_EMEM, PHIL_EBUG (*why then tells, static storage). */
enum phil_status phil_detector_new(struct phil_detector **detector, const char **why);

/* Faces of a width x height picture without gaps between its rows, best first, at most
 * `capacity`. Errors: as above. */
enum phil_status phil_detector_run(struct phil_detector *detector, const uint8_t *pixels, int width,
                                   int height, struct phil_detector_box *boxes, int capacity,
                                   int *n, const char **why);

void phil_detector_free(struct phil_detector *detector);

#ifdef __cplusplus
}
#endif
#endif
