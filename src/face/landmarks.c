/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The 68 landmarks: a cascade of regression trees.
 *
 * Idea (V. Kazemi, J. Sullivan, "One millisecond face alignment with an ensemble of regression
 * trees", CVPR 2014, doi:10.1109/CVPR.2014.241): start from the mean shape in the detector's box.
 * In each of 15 stages read 500 grey values at places tied to landmarks, turned and scaled as the
 * present shape is against the mean; 500 trees compare pairs of these values, and every tree adds
 * one of its 16 stored corrections to all coordinates.
 *
 * The model was trained by dlib, so its conventions hold to the bit where they decide anything:
 * places are computed in single precision, mapped to the picture in double and rounded half up;
 * outside the picture the value is 0; left means strictly greater.
 *
 * Everything the cascade reads lies in the mapped file: 7500 leaves of 544 bytes, 4 MB of 65, are
 * touched per face and nothing is copied. phil_model_open() has checked all indices; the leaves
 * themselves may hold anything, hence the look at the result.
 *
 * Where it fails: it always answers, also where no face is. Profiles beyond about 40 degrees,
 * mouths behind hands and heavy shadow give shapes that look like faces and lie beside them.
 */
#include "face/landmarks.h"

#include <math.h>
#include <string.h>

/* Scale and rotation of `shape` against the model's mean shape by least squares: in complex
 * numbers, sum(conj(m) z) / sum(|m|^2) over centred points. */
struct turn {
    float c, s; /* x' = c x - s y, y' = s x + c y */
};

static void centroid(const float *shape, int n, double *x, double *y)
{
    double sum_x = 0, sum_y = 0;
    for (int i = 0; i < n; i++) {
        sum_x += shape[2 * i];
        sum_y += shape[2 * i + 1];
    }
    *x = sum_x / n;
    *y = sum_y / n;
}

static struct turn turn_from_mean(const float *mean, const float *shape, int n)
{
    double mx, my, zx, zy;
    centroid(mean, n, &mx, &my);
    centroid(shape, n, &zx, &zy);
    double along = 0, across = 0, size = 0;
    for (int i = 0; i < n; i++) {
        const double ax = mean[2 * i] - mx, ay = mean[2 * i + 1] - my;
        const double bx = shape[2 * i] - zx, by = shape[2 * i + 1] - zy;
        along += ax * bx + ay * by;
        across += ax * by - ay * bx;
        size += ax * ax + ay * ay;
    }
    return (struct turn){(float)(along / size), (float)(across / size)};
}

/* The grey value at model coordinates (u, v); 0 outside the picture. */
static int grey_at(const struct phil_cascade_input *in, float u, float v)
{
    const double x = floor(in->left + in->width * (double)u + 0.5);
    const double y = floor(in->top + in->height * (double)v + 0.5);
    if (!(x >= 0 && y >= 0 && x < in->pixels_wide && y < in->pixels_high))
        return 0;
    return in->pixels[(size_t)y * (size_t)in->pixels_wide + (size_t)x];
}

static void read_features(const struct phil_model *model, const struct phil_cascade_input *in,
                          const struct phil_model_anchor *anchors, const float *shape, int *grey)
{
    const struct turn t = turn_from_mean(model->shape, shape, PHIL_N_LANDMARKS);
    for (uint32_t i = 0; i < model->header->n_features; i++) {
        const struct phil_model_anchor *a = &anchors[i];
        const float u = t.c * a->dx - t.s * a->dy + shape[2 * a->point];
        const float v = t.s * a->dx + t.c * a->dy + shape[2 * a->point + 1];
        grey[i] = grey_at(in, u, v);
    }
}

/* The leaf that the grey values lead to, 0 .. n_splits. */
static uint32_t leaf_of(const struct phil_model_split *splits, uint32_t n_splits, const int *grey)
{
    uint32_t node = 0;
    while (node < n_splits) {
        const struct phil_model_split *s = &splits[node];
        node = 2 * node + (grey[s->a] - grey[s->b] > s->threshold ? 1 : 2);
    }
    return node - n_splits;
}

static void add_leaf(float *shape, const float *leaf)
{
    for (int i = 0; i < PHIL_MODEL_COORDINATES; i++)
        shape[i] += leaf[i];
}

bool phil_cascade_run(const struct phil_model *model, const struct phil_cascade_input *input,
                      struct phil_point points[PHIL_N_LANDMARKS])
{
    const struct phil_model_header *h = model->header;
    const uint32_t n_splits = (1u << h->depth) - 1;
    const struct phil_model_split *splits = model->splits;
    const float *leaves = model->leaves;
    float shape[PHIL_MODEL_COORDINATES];
    int grey[PHIL_MODEL_MAX_FEATURES];
    memcpy(shape, model->shape, sizeof shape);
    for (uint32_t stage = 0; stage < h->n_stages; stage++) {
        read_features(model, input, model->anchors + (size_t)stage * h->n_features, shape, grey);
        for (uint32_t tree = 0; tree < h->n_trees; tree++) {
            const size_t leaf = leaf_of(splits, n_splits, grey);
            add_leaf(shape, leaves + leaf * PHIL_MODEL_COORDINATES);
            splits += n_splits;
            leaves += ((size_t)n_splits + 1) * PHIL_MODEL_COORDINATES;
        }
    }
    double sum = 0;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        points[i].x = input->left + input->width * (double)shape[2 * i];
        points[i].y = input->top + input->height * (double)shape[2 * i + 1];
        sum += fabs(points[i].x) + fabs(points[i].y);
    }
    return isfinite(sum);
}
