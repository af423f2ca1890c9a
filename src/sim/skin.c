/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From where regions shall go to bumps of skin that take them there.
 *
 * Bumps overlap: one over the corner of the mouth moves the lips beside it too. So heights a are
 * sought with G a = d, where d are the regions' displacements and G[i][j] is what bump j of height
 * 1 does at the centre of region i. There are more bumps than regions, since each corner has a
 * broad one besides; of all solutions the one with the least sum of (height / sigma)^2 is taken:
 * the least stretching. It is a = W G' (G W G')^-1 d, W = diag(sigma^2), linear in d: one small
 * matrix for all samples. What a side shares is thereby moved by its broad bump, and what is a
 * region's own by its own.
 *
 * Where the result would stretch the skin by more than can be drawn, all of it is scaled down at
 * that moment, smoothly: unchanged up to SOFT, never above HARD.
 */
#include "sim/private.h"

#include "base/checked.h"

#include <math.h>

static const double BROAD_MM = 15;
/* What no skin of a face does, mm. */
static const double MOST_MM = 100;
/* Of the slope; jaw and drawn blinks need what is left of 1. */
static const double SOFT = 0.6, HARD = 0.85, SOFT_TALKING = 0.3, HARD_TALKING = 0.45;

enum { MOST_BUMPS = PHIL_N_REGIONS + 3 };

/* The matrix from regions' displacements to bumps' heights. */
struct solver {
    size_t n_targets, n_bumps;
    enum phil_region region[MOST_BUMPS]; /* of each bump */
    double sigma[MOST_BUMPS];
    double g[PHIL_N_REGIONS][MOST_BUMPS];
    double heights[MOST_BUMPS][PHIL_N_REGIONS];
};

/* A bump for a region's own movement: its neighbours are 13 to 15 mm away, and bumps of this width
 * add up to something smooth there. */
static double own_sigma(enum phil_region region)
{
    const double usual = phil_sim_region_sigma(region);
    return usual < 5 ? usual : usual < 8 ? 6.5 : usual;
}

static void add_bump(struct solver *s, enum phil_region region, double sigma)
{
    s->region[s->n_bumps] = region;
    s->sigma[s->n_bumps++] = sigma;
}

/* Cholesky's factor of a symmetric matrix in its lower half; false when it is not positive. */
static bool factorise(double m[PHIL_N_REGIONS][PHIL_N_REGIONS], size_t n)
{
    for (size_t j = 0; j < n; j++)
        for (size_t i = j; i < n; i++) {
            double sum = m[i][j];
            for (size_t k = 0; k < j; k++)
                sum -= m[i][k] * m[j][k];
            if (i == j && !(sum > 1e-12))
                return false;
            m[i][j] = i == j ? sqrt(sum) : sum / m[j][j];
        }
    return true;
}

static void solve(double m[PHIL_N_REGIONS][PHIL_N_REGIONS], size_t n, double *b)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            b[i] -= m[i][k] * b[k];
        b[i] /= m[i][i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            b[i] -= m[k][i] * b[k];
        b[i] /= m[i][i];
    }
}

static bool solver_init(struct solver *s, const struct phil_sim_identity *id,
                        const struct phil_sim_course *targets, size_t n_targets)
{
    double m[PHIL_N_REGIONS][PHIL_N_REGIONS] = {{0}};
    *s = (struct solver){.n_targets = n_targets};
    for (size_t i = 0; i < n_targets; i++) {
        const enum phil_region r = targets[i].region;
        add_bump(s, r, targets[i].sigma_mm > 0 ? targets[i].sigma_mm : own_sigma(r));
        if (r == PHIL_MOUTH_CORNER_LEFT || r == PHIL_MOUTH_CORNER_RIGHT ||
            r == PHIL_LOWER_LIP_MIDDLE)
            add_bump(s, r, BROAD_MM);
    }
    for (size_t i = 0; i < n_targets; i++)
        for (size_t j = 0; j < s->n_bumps; j++) {
            double x, y, bx, by;
            phil_sim_region_centre(id, targets[i].region, &x, &y);
            phil_sim_region_centre(id, s->region[j], &bx, &by);
            const double r2 = (x - bx) * (x - bx) + (y - by) * (y - by);
            s->g[i][j] = exp(-0.5 * r2 / (s->sigma[j] * s->sigma[j]));
        }
    for (size_t i = 0; i < n_targets; i++)
        for (size_t k = 0; k < n_targets; k++)
            for (size_t j = 0; j < s->n_bumps; j++)
                m[i][k] += s->g[i][j] * s->sigma[j] * s->sigma[j] * s->g[k][j];
    if (!factorise(m, n_targets))
        return false;
    for (size_t j = 0; j < s->n_bumps; j++) {
        for (size_t i = 0; i < n_targets; i++)
            s->heights[j][i] = s->g[i][j] * s->sigma[j] * s->sigma[j];
        solve(m, n_targets, s->heights[j]);
    }
    return true;
}

static void fill(const struct solver *s, const struct phil_sim_course *targets, size_t j, size_t n,
                 float *right_mm, float *down_mm)
{
    for (size_t k = 0; k < n; k++) {
        double x = 0, y = 0;
        for (size_t i = 0; i < s->n_targets; i++) {
            const struct phil_sim_course *t = &targets[i];
            x += s->heights[j][i] * (t->right_mm ? (double)t->right_mm[k] : 0);
            y += s->heights[j][i] * (t->down_mm ? (double)t->down_mm[k] : 0);
        }
        right_mm[k] = (float)x;
        down_mm[k] = (float)y;
    }
}

/* How much of the movement may be drawn where it stretches by `slope`. */
static double part(double slope, double soft, double hard)
{
    return slope <= soft ? 1
                         : (soft + (hard - soft) * tanh((slope - soft) / (hard - soft))) / slope;
}

static enum phil_status limit(struct phil_sim_skin *skin, const struct phil_sim_identity *id,
                              double rate_hz, bool talks)
{
    const enum phil_status status =
        phil_sim_slopes(id, skin->courses, skin->n_courses, rate_hz, skin->n, skin->part);
    for (size_t k = 0; k < skin->n && status == PHIL_OK; k++) {
        double slope = (double)skin->part[k];
        for (size_t j = 0; j < skin->n_courses; j++) {
            const double x = (double)skin->samples[2 * j * skin->n + k];
            const double y = (double)skin->samples[(2 * j + 1) * skin->n + k];
            /* Each bump by itself has a limit too. */
            slope =
                fmax(slope, sqrt(x * x + y * y) / (PHIL_SIM_MOST_BUMP * skin->courses[j].sigma_mm));
        }
        const double p = talks ? part(slope, SOFT_TALKING, HARD_TALKING) : part(slope, SOFT, HARD);
        skin->part[k] = (float)p;
        for (size_t j = 0; j < 2 * skin->n_courses && p < 1; j++)
            skin->samples[j * skin->n + k] *= (float)p;
    }
    return status;
}

/* Rate, region and sigma as of any course; any height that can be meant: it will be limited. */
static bool check_target(const struct phil_sim_course *target, size_t i, const struct phil_log *log)
{
    struct phil_sim_course still = *target;
    still.n = 0;
    if (!phil_sim_course_check(&still, i, log))
        return false;
    for (size_t k = 0; k < target->n; k++) {
        const double x = target->right_mm ? (double)target->right_mm[k] : 0;
        const double y = target->down_mm ? (double)target->down_mm[k] : 0;
        if (fabs(x) <= MOST_MM && fabs(y) <= MOST_MM)
            continue;
        phil_log_message(
            log, PHIL_LOG_ERROR,
            "cannot move the skin: \"%s\": %g mm to the right and %g down at %.4g s is "
            "outside -%g to %g mm",
            phil_region_name(target->region), x, y, (double)k / target->rate_hz, MOST_MM, MOST_MM);
        return false;
    }
    return true;
}

static bool check_targets(const struct phil_sim_course *targets, size_t n,
                          const struct phil_log *log)
{
    if (n == 0 || n > PHIL_N_REGIONS) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "cannot move the skin: \"%zu\": 1 to %d regions can be moved", n,
                         PHIL_N_REGIONS);
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool same = targets[i].n == targets[0].n && targets[i].rate_hz == targets[0].rate_hz;
        for (size_t j = 0; j < i; j++)
            same = same && targets[j].region != targets[i].region;
        if (!same) {
            phil_log_message(log, PHIL_LOG_ERROR,
                             "cannot move the skin: \"target %zu\": each needs a region of its own "
                             "and the rate and length of the first",
                             i);
            return false;
        }
        if (!check_target(&targets[i], i, log))
            return false;
    }
    return true;
}

static enum phil_status make(struct phil_sim_skin *skin, const struct solver *s,
                             const struct phil_sim_identity *id,
                             const struct phil_sim_course *targets, bool talks)
{
    size_t total;
    skin->n = targets[0].n;
    if (!phil_size_mul(skin->n, 2 * s->n_bumps, &total))
        return PHIL_EMEM;
    skin->samples = phil_alloc_aligned(total + 1, sizeof *skin->samples);
    skin->part = phil_alloc_aligned(skin->n + 1, sizeof *skin->part);
    skin->courses = calloc(s->n_bumps, sizeof *skin->courses);
    if (!skin->samples || !skin->part || !skin->courses)
        return PHIL_EMEM;
    for (size_t j = 0; j < s->n_bumps; j++) {
        float *right = skin->samples + 2 * j * skin->n, *down = right + skin->n;
        fill(s, targets, j, skin->n, right, down);
        skin->courses[j] = (struct phil_sim_course){.region = s->region[j],
                                                    .sigma_mm = s->sigma[j],
                                                    .rate_hz = targets[0].rate_hz,
                                                    .right_mm = right,
                                                    .down_mm = down,
                                                    .n = skin->n};
    }
    skin->n_courses = s->n_bumps;
    return limit(skin, id, targets[0].rate_hz, talks);
}

enum phil_status phil_sim_skin_new(struct phil_sim_skin **skin,
                                   const struct phil_sim_face_settings *settings,
                                   const struct phil_sim_course *targets, size_t n_targets,
                                   const struct phil_log *log)
{
    struct phil_sim_identity id;
    struct solver solver;
    *skin = NULL;
    if (!check_targets(targets, n_targets, log))
        return PHIL_EARG;
    phil_sim_identity_make(&id, settings);
    if (!solver_init(&solver, &id, targets, n_targets)) {
        phil_log_message(log, PHIL_LOG_ERROR,
                         "cannot move the skin: \"%zu regions\": too near to one another for bumps "
                         "of these widths",
                         n_targets);
        return PHIL_EARG;
    }
    struct phil_sim_skin *s = calloc(1, sizeof *s);
    enum phil_status status = s ? PHIL_OK : PHIL_EMEM;
    if (status == PHIL_OK)
        status = make(s, &solver, &id, targets, settings->speech_to_s > settings->speech_from_s);
    if (status == PHIL_OK)
        *skin = s;
    else
        phil_sim_skin_free(s);
    return status;
}

void phil_sim_skin_free(struct phil_sim_skin *skin)
{
    if (!skin)
        return;
    free(skin->courses);
    free(skin->samples);
    free(skin->part);
    free(skin);
}
