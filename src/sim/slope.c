/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How steeply courses together stretch the skin.
 *
 * Skin at q lies at q + u(q). The map does not fold where the matrix of u's derivatives is shorter
 * than 1 (its Frobenius norm here, which is never less than what counts). Each course adds its
 * displacement times the gradient of its bump; the norm is sought over a grid of places a third of
 * the narrowest sigma apart, at samples. Between samples displacement goes in straight lines and
 * the norm is convex, so that no place hides there; between places it may be 3 % higher.
 *
 * Most samples move little: where heights over sigmas add up to less than CARE, that sum stands for
 * the norm, which it exceeds. And only places where the greatest heights of all times could add
 * up to CARE are looked at.
 */
#include "sim/private.h"

#include "base/checked.h"

#include <math.h>

static const double CARE = 0.5;
/* Places of the grid, sigmas apart, and not closer than that, mm. */
static const double PLACES_PER_SIGMA = 3, LEAST_STEP_MM = 0.8;

struct places {
    double *gradient; /* [n][n_courses][2] */
    size_t n, n_courses;
};

/* Gradient of a bump of height 1 at (x, y) from its centre. */
static void bump_gradient(double x, double y, double sigma, double g[2])
{
    const double per = 1 / (sigma * sigma), e = exp(-0.5 * per * (x * x + y * y));
    g[0] = -x * per * e;
    g[1] = -y * per * e;
}

static double length_at(const struct phil_sim_course *c, size_t k)
{
    return hypot(c->right_mm ? (double)c->right_mm[k] : 0, c->down_mm ? (double)c->down_mm[k] : 0);
}

/* Box of all bumps out to two sigmas, where their slopes have passed their greatest. */
static void find_box(const struct phil_sim_identity *id, const struct phil_sim_course *courses,
                     size_t n, double box[4], double *step)
{
    double narrowest = 25;
    box[0] = box[1] = 1e9;
    box[2] = box[3] = -1e9;
    for (size_t i = 0; i < n; i++) {
        double x, y;
        const double sigma = phil_sim_course_sigma(&courses[i]);
        phil_sim_region_centre(id, courses[i].region, &x, &y);
        box[0] = fmin(box[0], x - 2 * sigma);
        box[1] = fmin(box[1], y - 2 * sigma);
        box[2] = fmax(box[2], x + 2 * sigma);
        box[3] = fmax(box[3], y + 2 * sigma);
        narrowest = fmin(narrowest, sigma);
    }
    *step = fmax(narrowest / PLACES_PER_SIGMA, LEAST_STEP_MM);
}

/* Keeps the place if the greatest heights `most` could make it steep. */
static bool add_place(struct places *p, const struct phil_sim_identity *id,
                      const struct phil_sim_course *courses, const double *most, double x, double y,
                      double *gradient)
{
    double bound = 0;
    for (size_t i = 0; i < p->n_courses; i++) {
        double cx, cy;
        phil_sim_region_centre(id, courses[i].region, &cx, &cy);
        bump_gradient(x - cx, y - cy, phil_sim_course_sigma(&courses[i]), gradient + 2 * i);
        bound += most[i] * hypot(gradient[2 * i], gradient[2 * i + 1]);
    }
    return bound > CARE;
}

static enum phil_status find_places(struct places *p, const struct phil_sim_identity *id,
                                    const struct phil_sim_course *courses, const double *most)
{
    double box[4], step;
    find_box(id, courses, p->n_courses, box, &step);
    const size_t nx = (size_t)ceil((box[2] - box[0]) / step) + 1;
    const size_t ny = (size_t)ceil((box[3] - box[1]) / step) + 1;
    size_t row;
    if (!phil_size_mul(nx * ny, 2 * p->n_courses, &row))
        return PHIL_EMEM;
    p->gradient = phil_alloc_aligned(row, sizeof *p->gradient);
    if (!p->gradient)
        return PHIL_EMEM;
    for (size_t j = 0; j < ny; j++)
        for (size_t i = 0; i < nx; i++)
            p->n += add_place(p, id, courses, most, box[0] + (double)i * step,
                              box[1] + (double)j * step, p->gradient + 2 * p->n_courses * p->n);
    return PHIL_OK;
}

static double steepest(const struct places *p, const double *d)
{
    double most = 0;
    for (size_t k = 0; k < p->n; k++) {
        const double *g = p->gradient + 2 * p->n_courses * k;
        double s[4] = {0};
        for (size_t i = 0; i < p->n_courses; i++) {
            s[0] += d[2 * i] * g[2 * i];
            s[1] += d[2 * i] * g[2 * i + 1];
            s[2] += d[2 * i + 1] * g[2 * i];
            s[3] += d[2 * i + 1] * g[2 * i + 1];
        }
        most = fmax(most, (s[0] * s[0] + s[1] * s[1]) + (s[2] * s[2] + s[3] * s[3]));
    }
    return sqrt(most);
}

/* Displacements at a time; returns the sum that the norm can not exceed. */
static double gather(const struct phil_sim_course *courses, size_t n, double time_s, double *d)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const struct phil_sim_course *c = &courses[i];
        d[2 * i] = phil_sim_samples_at(c->right_mm, c->n, c->rate_hz, time_s);
        d[2 * i + 1] = phil_sim_samples_at(c->down_mm, c->n, c->rate_hz, time_s);
        sum += exp(-0.5) * sqrt(d[2 * i] * d[2 * i] + d[2 * i + 1] * d[2 * i + 1]) /
               phil_sim_course_sigma(c);
    }
    return sum;
}

enum phil_status phil_sim_slopes(const struct phil_sim_identity *id,
                                 const struct phil_sim_course *courses, size_t n_courses,
                                 double rate_hz, size_t n, float *slope)
{
    struct places p = {.n_courses = n_courses};
    double *d = calloc(2 * n_courses + 1, sizeof *d), *most = calloc(n_courses + 1, sizeof *most);
    enum phil_status status = d && most ? PHIL_OK : PHIL_EMEM;
    for (size_t i = 0; i < n_courses && status == PHIL_OK; i++)
        for (size_t k = 0; k < courses[i].n; k++)
            most[i] = fmax(most[i], length_at(&courses[i], k));
    for (size_t k = 0; k < n && status == PHIL_OK; k++) {
        double found = gather(courses, n_courses, (double)k / rate_hz, d);
        if (found > CARE) {
            if (!p.gradient)
                status = find_places(&p, id, courses, most);
            found = fmax(CARE, steepest(&p, d));
        }
        slope[k] = (float)found;
    }
    free(p.gradient);
    free(most);
    free(d);
    return status;
}

/* The greatest slope at the samples of one course, and when. */
static enum phil_status worst_of(const struct phil_sim_face_settings *set,
                                 const struct phil_sim_identity *id,
                                 const struct phil_sim_course *course, double *worst, double *when)
{
    float *slope = phil_alloc_aligned(course->n, sizeof *slope);
    if (!slope)
        return PHIL_EMEM;
    const enum phil_status status =
        phil_sim_slopes(id, set->courses, set->n_courses, course->rate_hz, course->n, slope);
    for (size_t k = 0; k < course->n && status == PHIL_OK; k++)
        if ((double)slope[k] > *worst) {
            *worst = (double)slope[k];
            *when = (double)k / course->rate_hz;
        }
    free(slope);
    return status;
}

enum phil_status phil_sim_courses_steepest(const struct phil_sim_face_settings *set,
                                           const struct phil_sim_identity *id, double *worst,
                                           double *when_s)
{
    *worst = *when_s = 0;
    for (size_t i = 0; i < set->n_courses; i++) {
        const struct phil_sim_course *c = &set->courses[i];
        bool seen = c->n == 0;
        for (size_t j = 0; j < i && !seen; j++)
            seen = set->courses[j].rate_hz == c->rate_hz && set->courses[j].n >= c->n;
        const enum phil_status status = seen ? PHIL_OK : worst_of(set, id, c, worst, when_s);
        if (status != PHIL_OK)
            return status;
    }
    return PHIL_OK;
}
