/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The landmark model in memory, and the cascade that runs on it. */
#ifndef PHIL_FACE_LANDMARKS_H
#define PHIL_FACE_LANDMARKS_H

#include <philtrum/face.h>

#include "face/model.h"

/* What the library accepts of a model; larger ones are refused when opened, so that the cascade
 * can work in arrays of fixed size. */
enum { PHIL_MODEL_MAX_FEATURES = 1024, PHIL_MODEL_COORDINATES = 2 * PHIL_N_LANDMARKS };

struct phil_model {
    void *mapping; /* NULL: nothing mapped */
    size_t size;
    const struct phil_model_header *header;
    const float *shape;
    const struct phil_model_anchor *anchors;
    const struct phil_model_split *splits;
    const float *leaves;
};

/* Maps the model at `path`, or where the rules at the head of model.c find it when NULL, and
 * checks every index in it. A file that somebody shortens while it is mapped raises SIGBUS when
 * used, as with any mapping. Errors: PHIL_EINPUT, PHIL_EFORMAT, PHIL_EMEM. */
enum phil_status phil_model_open(struct phil_model *model, const char *path,
                                 const struct phil_log *log);
void phil_model_close(struct phil_model *model);

/* A grey picture without gaps between its rows, and the face's box in it: (left, top) is where
 * the model's (0,0) lies, (left + width, top + height) its (1,1); sample centres are at whole
 * numbers. */
struct phil_cascade_input {
    const uint8_t *pixels;
    int pixels_wide, pixels_high;
    double left, top, width, height;
};

/* Runs the cascade; `points` are in the picture's samples. The box must be finite. False, with
 * useless points, when the model's leaves hold numbers that are none (a damaged file). */
bool phil_cascade_run(const struct phil_model *model, const struct phil_cascade_input *input,
                      struct phil_point points[PHIL_N_LANDMARKS]);

#endif
