/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Integration over the hyperparameters.
 *
 * They are the standard deviations a (of a day's own scatter: sqrt of the overdispersion) and s
 * (of the scatter that neighbouring days share), and the autocorrelation rho of the latter. The
 * priors are half-normal for a and s, so in polar coordinates, a = r cos(angle), s = r sin(angle),
 * the prior does not depend on the angle; how much the days scatter at all, r, is what the counts
 * tell best, how it is shared out is what they tell worst. The likelihood depends on a^2 and s^2:
 * it is even about both ends of the quarter circle, so equally spaced angles (the midpoint rule)
 * integrate it as exactly as they would a periodic function. r is taken on a log scale, rho on a
 * logistic one; there the density falls to nothing at both ends and equal steps (the trapezoidal
 * rule) converge exponentially (Trefethen and Weideman 2014, doi:10.1137/130932132): with steps of
 * 1.5 standard deviations of a normal density the error is below 4e-4. What a cut of 5 leaves out
 * weighs more: over 64 drawn trials the distribution function of the effect was within 0.001 in the
 * mean, 0.004 at most, of that of a lattice ten times as dense. Half of the points, taken like the
 * fields of one colour on a chessboard, give the estimate of that error that is reported.
 *
 * Points are visited outwards from the mode until the density has fallen by `cut`, whatever the
 * shape of the region is. At each, the effect is held at values around its own mode and everything
 * else is integrated by Laplace (model.c).
 *
 * Fails: with two far modes of the hyperparameters only the one that is found is seen. None was met
 * in simulated trials: a and s trade off along the angle, which is visited as a whole.
 */
#include "trial/lattice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

enum { SIDE = (PHIL_MOST_EFFECTS - 1) / 2 }; /* values of the effect to one side */
enum { FAR = 24, MOST_ANGLES = 24, MOST_POINTS = 1500 };

static const double quarter = 1.5707963267948966;
/* Points this far below the highest are looked at in wider steps of the effect: they weigh little.
 */
static const double light = 2, light_stretch = 1.4;

/* --- where to look ---------------------------------------------------------------------------- */

static double log_weight_at(const struct phil_lattice *lattice, struct phil_laplace *laplace,
                            const double *place)
{
    struct phil_hyper hyper;
    const double log_prior = phil_lattice_hyper(lattice, place, &hyper);
    phil_laplace_set_hyper(laplace, &hyper);
    phil_laplace_maximise(laplace);
    return laplace->converged ? log_prior + laplace->log_density : -INFINITY;
}

static double coarse_search(struct phil_lattice *lattice, struct phil_laplace *laplace)
{
    static const double radii[] = {-2.2, -1.1, -0.3}, angles[] = {0.4, 1.2}, places[] = {-0.8, 1.6};
    double best = -INFINITY;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < (lattice->flat ? 1 : 2); j++)
            for (int k = 0; k < (lattice->flat ? 1 : 2); k++) {
                const double place[] = {radii[i], angles[j], places[k]};
                const double value = log_weight_at(lattice, laplace, place);
                if (value > best) {
                    best = value;
                    memcpy(lattice->centre, place, sizeof place);
                }
            }
    return best;
}

/* Goes to the top of a parabola along one axis; returns the highest value, *sd is the parabola's
 * standard deviation. */
static double climb_axis(struct phil_lattice *lattice, struct phil_laplace *laplace, int axis,
                         double best, double *sd)
{
    static const double reach[] = {0.5, 0.3, 1}, least_sd[] = {0.02, 0.03, 0.05},
                        most_sd[] = {0.7, 0.6, 1.1};
    const double delta = fmin(reach[axis], 1.5 * *sd), at = lattice->centre[axis];
    double place[PHIL_LATTICE_AXES];
    memcpy(place, lattice->centre, sizeof place);
    place[axis] = at - delta;
    const double below = log_weight_at(lattice, laplace, place);
    place[axis] = at + delta;
    const double above = log_weight_at(lattice, laplace, place);
    const double bend = (2 * best - below - above) / (delta * delta);
    *sd = bend > 1 / (most_sd[axis] * most_sd[axis]) ? 1 / sqrt(bend) : most_sd[axis];
    *sd = fmax(*sd, least_sd[axis]);
    double shift = (above - below) / (2 * delta) * *sd * *sd;
    shift = fmax(-1.5 * delta, fmin(1.5 * delta, shift));
    place[axis] = at + (isfinite(shift) ? shift : 0);
    if (axis == PHIL_ANGLE)
        place[axis] = fmax(0.02, fmin(quarter - 0.02, place[axis]));
    const double there = log_weight_at(lattice, laplace, place);
    if (!(there > best))
        return best;
    lattice->centre[axis] = place[axis];
    return there;
}

bool phil_lattice_find(struct phil_lattice *lattice, struct phil_laplace *laplace,
                       const struct phil_effort *effort)
{
    *lattice = (struct phil_lattice){.flat = !laplace->model.day_effects};
    double sd[] = {0.7, 0.6, 1.1};
    double best = coarse_search(lattice, laplace);
    for (int round = 0; round < 3 && isfinite(best); round++)
        for (int axis = 0; axis < (lattice->flat ? 1 : PHIL_LATTICE_AXES); axis++)
            best = climb_axis(lattice, laplace, axis, best, &sd[axis]);
    if (!isfinite(best))
        return false;
    for (int axis = 0; axis < PHIL_LATTICE_AXES; axis++)
        lattice->width[axis] = effort->step * sd[axis];
    lattice->n_angles = (int)ceil(quarter / lattice->width[PHIL_ANGLE]);
    lattice->n_angles = lattice->n_angles < 4 ? 4 : lattice->n_angles;
    lattice->n_angles = lattice->n_angles > MOST_ANGLES ? MOST_ANGLES : lattice->n_angles;
    return true;
}

/* --- the visit -------------------------------------------------------------------------------- */

static void place_of(const struct phil_lattice *lattice, const int *at, double *place)
{
    for (int axis = 0; axis < PHIL_LATTICE_AXES; axis++)
        place[axis] = lattice->centre[axis] + at[axis] * lattice->width[axis];
    place[PHIL_ANGLE] = (at[PHIL_ANGLE] + 0.5) * quarter / lattice->n_angles;
}

static bool make_room(struct phil_lattice *lattice, size_t n)
{
    return phil_grow((void **)&lattice->points, &lattice->room, lattice->n_points + 1,
                     sizeof *lattice->points) &&
           phil_grow((void **)&lattice->z, &lattice->z_room, (lattice->n_points + 1) * n + 1,
                     sizeof *lattice->z);
}

/* How z follows the effect along the ridge of the density: into `along`. */
static void ridge_of(const struct phil_laplace *l, double *along, double *fixed)
{
    const double whole = l->covariance[PHIL_EFFECT][PHIL_EFFECT];
    for (int c = 0; c < l->n_free; c++)
        fixed[l->slot[c]] = l->covariance[l->slot[c]][PHIL_EFFECT] / whole;
    for (size_t i = 0; i < l->rows->n; i++) {
        along[i] = 0;
        for (int c = 0; l->model.day_effects && c < l->n_free; c++)
            along[i] -= l->solved[i * PHIL_N_FIXED + (size_t)c] * fixed[l->slot[c]];
    }
}

/* Where the modes lie as the effect moves away from that of the point: a parabola. */
struct ridge {
    const double *z, *along; /* of z: at the point, and its slope */
    double *bend;
    double fixed[PHIL_N_FIXED], slope[PHIL_N_FIXED], fixed_bend[PHIL_N_FIXED];
    double log_prior;
};

/* Lets it go through the mode that was found `by` from the point. */
static void bend_ridge(const struct phil_laplace *l, struct ridge *ridge, double by)
{
    for (size_t i = 0; i < l->rows->n; i++)
        ridge->bend[i] = ((l->z[i] - ridge->z[i]) / by - ridge->along[i]) / by;
    for (int c = 0; c < PHIL_N_FIXED; c++)
        ridge->fixed_bend[c] = ((l->fixed[c] - ridge->fixed[c]) / by - ridge->slope[c]) / by;
}

static double density_at(struct phil_laplace *l, struct ridge *ridge, double effect, double *share)
{
    const double by = effect - ridge->fixed[PHIL_EFFECT];
    for (size_t i = 0; i < l->rows->n; i++)
        l->z[i] = ridge->z[i] + by * (ridge->along[i] + by * ridge->bend[i]);
    for (int c = 0; c < PHIL_N_FIXED; c++)
        l->fixed[c] = ridge->fixed[c] + by * (ridge->slope[c] + by * ridge->fixed_bend[c]);
    phil_laplace_hold_effect(l, effect);
    phil_laplace_maximise(l);
    if (by != 0 && l->converged)
        bend_ridge(l, ridge, by);
    *share = l->model.has[PHIL_CARRY] ? l->fixed[PHIL_CARRY] : 0;
    return l->converged ? ridge->log_prior + l->log_density : NAN;
}

/* Whether a value is below the cut by every prior that the effect is to be seen with. */
static bool is_over(const struct phil_effort *effort, double own_precision, double effect,
                    double value, double *tops)
{
    bool over = true;
    for (int i = 0; i <= effort->n_other_priors; i++) {
        const double precision = i ? effort->other_precision[i - 1] : own_precision;
        const double here = value - 0.5 * precision * effect * effect;
        tops[i] = fmax(tops[i], here);
        over = over && here < tops[i] - effort->effect_cut;
    }
    return over;
}

/* Values of the effect to one side of the mode until the density has fallen; how many. */
static int walk(struct phil_laplace *l, struct ridge *ridge, const struct phil_effort *effort,
                double step, double *tops, double *values, double *shares)
{
    int n = 0;
    while (n < SIDE) {
        const double effect = ridge->fixed[PHIL_EFFECT] + (n + 1) * step;
        const double value = density_at(l, ridge, effect, &shares[n]);
        if (isnan(value))
            break;
        values[n++] = value;
        if (is_over(effort, l->model.precision[PHIL_EFFECT], effect, value, tops))
            break;
    }
    return n;
}

/* `by` stretches the steps. */
static void visit_effects(struct phil_laplace *l, struct phil_lattice_point *p, double by,
                          struct ridge *ridge, const struct phil_effort *effort)
{
    double below[SIDE], above[SIDE], share_below[SIDE], share_above[SIDE], share = 0;
    double tops[1 + PHIL_MOST_PRIORS] = {-INFINITY, -INFINITY, -INFINITY};
    const double mode = ridge->fixed[PHIL_EFFECT];
    p->step = effort->effect_step * by * sqrt(p->covariance[PHIL_EFFECT][PHIL_EFFECT]);
    const double middle = density_at(l, ridge, mode, &share);
    if (isnan(middle))
        return;
    is_over(effort, l->model.precision[PHIL_EFFECT], mode, middle, tops);
    const int n_below = walk(l, ridge, effort, -p->step, tops, below, share_below);
    const int n_above = walk(l, ridge, effort, p->step, tops, above, share_above);
    for (int i = 0; i < n_below; i++) {
        p->log_density[n_below - 1 - i] = below[i];
        p->share[n_below - 1 - i] = share_below[i];
    }
    p->log_density[n_below] = middle;
    p->share[n_below] = share;
    memcpy(p->log_density + n_below + 1, above, (size_t)n_above * sizeof *above);
    memcpy(p->share + n_below + 1, share_above, (size_t)n_above * sizeof *above);
    p->first = mode - n_below * p->step;
    p->n_effects = n_below + 1 + n_above;
}

/* Looks at one place, starting from the mode at `from`. */
static void visit(struct phil_lattice *lattice, struct phil_laplace *l, const int *at, size_t from,
                  const struct phil_effort *effort, double reference)
{
    const size_t n = l->rows->n, here = lattice->n_points++;
    struct phil_lattice_point *p = &lattice->points[here];
    double place[PHIL_LATTICE_AXES], *z = lattice->z + here * n;
    *p = (struct phil_lattice_point){.at = {at[0], at[1], at[2]}};
    if (here != from) {
        memcpy(l->z, lattice->z + from * n, n * sizeof *z);
        memcpy(l->fixed, lattice->points[from].fixed, sizeof l->fixed);
    }
    place_of(lattice, at, place);
    phil_laplace_free_effect(l, reference);
    p->log_weight = log_weight_at(lattice, l, place);
    phil_lattice_hyper(lattice, place, &p->hyper);
    memcpy(z, l->z, n * sizeof *z);
    memcpy(p->fixed, l->fixed, sizeof p->fixed);
    memcpy(p->covariance, l->covariance, sizeof p->covariance);
    if (p->log_weight > lattice->points[lattice->best].log_weight)
        lattice->best = here;
    const double top = lattice->points[lattice->best].log_weight;
    if (!(p->log_weight > top - effort->cut))
        return;
    struct ridge ridge = {
        .z = z, .along = l->along, .bend = l->bend, .log_prior = p->log_weight - l->log_density};
    memcpy(ridge.fixed, l->fixed, sizeof ridge.fixed);
    ridge_of(l, l->along, ridge.slope);
    memset(l->bend, 0, n * sizeof *l->bend);
    visit_effects(l, p, p->log_weight > top - light ? 1 : light_stretch, &ridge, effort);
}

static bool is_inside(const struct phil_lattice *lattice, const int *at)
{
    if (abs(at[PHIL_RADIUS]) > FAR)
        return false;
    if (lattice->flat)
        return at[PHIL_ANGLE] == 0 && at[PHIL_CORRELATION] == 0;
    return abs(at[PHIL_CORRELATION]) <= FAR && at[PHIL_ANGLE] >= 0 &&
           at[PHIL_ANGLE] < lattice->n_angles;
}

/* Where the number of the point that was visited at a place is kept, from 1; 0: none was. */
static unsigned short *mark_of(unsigned short *seen, const int *at)
{
    return seen + ((at[PHIL_RADIUS] + FAR) * MOST_ANGLES + at[PHIL_ANGLE]) * (2 * FAR + 1) +
           at[PHIL_CORRELATION] + FAR;
}

/* Whether a line through the point behind `from` and `from` itself leads below the cut at the next
 * one: where the log density is concave, as in the tails it is, the point weighs less still. */
static bool is_hopeless(const struct phil_lattice *lattice, size_t from, const int *at,
                        unsigned short *seen, double cut)
{
    const struct phil_lattice_point *p = &lattice->points[from];
    const double top = lattice->points[lattice->best].log_weight;
    int behind[PHIL_LATTICE_AXES];
    for (int axis = 0; axis < PHIL_LATTICE_AXES; axis++)
        behind[axis] = 2 * p->at[axis] - at[axis];
    const unsigned mark = is_inside(lattice, behind) ? *mark_of(seen, behind) : 0;
    return mark && 2 * p->log_weight - lattice->points[mark - 1].log_weight < top - cut;
}

/* Looks at the neighbours of a point that weighs something. */
static bool visit_around(struct phil_lattice *lattice, struct phil_laplace *l, size_t from,
                         const struct phil_effort *effort, double reference, unsigned short *seen)
{
    for (int side = 0; side < 2 * PHIL_LATTICE_AXES; side++) {
        int at[PHIL_LATTICE_AXES];
        memcpy(at, lattice->points[from].at, sizeof at);
        at[side / 2] += side % 2 ? 1 : -1;
        if (!is_inside(lattice, at) || *mark_of(seen, at) || lattice->n_points >= MOST_POINTS ||
            is_hopeless(lattice, from, at, seen, effort->cut))
            continue;
        if (!make_room(lattice, l->rows->n))
            return false;
        visit(lattice, l, at, from, effort, reference);
        *mark_of(seen, at) = (unsigned short)lattice->n_points;
    }
    return true;
}

enum phil_lattice_outcome phil_lattice_visit(struct phil_lattice *lattice, struct phil_laplace *l,
                                             const struct phil_effort *effort, double reference)
{
    enum phil_lattice_outcome outcome = PHIL_LATTICE_NO_MEMORY;
    int at[PHIL_LATTICE_AXES] = {0};
    unsigned short *seen = calloc((2 * FAR + 1) * MOST_ANGLES * (2 * FAR + 1), sizeof *seen);
    if (!seen || !make_room(lattice, l->rows->n))
        goto done;
    at[PHIL_ANGLE] =
        lattice->flat ? 0 : (int)(lattice->centre[PHIL_ANGLE] / quarter * lattice->n_angles);
    at[PHIL_ANGLE] = at[PHIL_ANGLE] < lattice->n_angles ? at[PHIL_ANGLE] : lattice->n_angles - 1;
    *mark_of(seen, at) = 1;
    visit(lattice, l, at, 0, effort, reference);
    for (size_t i = 0; i < lattice->n_points; i++) {
        const double top = lattice->points[lattice->best].log_weight;
        if (lattice->points[i].log_weight > top - effort->cut &&
            !visit_around(lattice, l, i, effort, reference, seen))
            goto done;
    }
    outcome =
        isfinite(lattice->points[lattice->best].log_weight) ? PHIL_LATTICE_DONE : PHIL_LATTICE_LOST;
done:
    free(seen);
    return outcome;
}

void phil_lattice_release(struct phil_lattice *lattice)
{
    free(lattice->points);
    free(lattice->z);
    *lattice = (struct phil_lattice){0};
}
