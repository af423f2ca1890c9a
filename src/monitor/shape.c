/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The course of an injection.
 *
 * The toxin takes a share of the nerve's endings out of work and the twitches with them, then the
 * endings come back. So the rate is
 *
 *     rate(t) = rate without * (1 - (1 - r) * share(t)),   share(t) = (1 - 2^-(t/h)^2) / (1 +
 * (t/d)^k)
 *
 * with r the ratio at full effect, h the days until half of it has set in, d those until half of it
 * has worn off, k how steeply. Half of the effect is half of the twitches that were taken away: it
 * is what a patient feels, and it can be measured even where an injection stops every twitch. (Half
 * of the effect on the log rate would then lie at a rate that depends on how near to nothing the
 * rate was.) An injection that makes it worse, r > 1, fits too.
 *
 * Where it fails: a second injection into other muscles, a dose that is topped up within days, an
 * effect that comes back in two steps. Then the intervals are too short, since the shape is taken
 * for granted.
 */
#include "monitor/effect.h"

#include <math.h>

double phil_shape_share(const struct phil_shape *shape, double log_steepness, double days)
{
    if (!(days > 0))
        return 0;
    const double rise = days * exp(-shape->log_onset);
    const double fall = exp(exp(log_steepness) * (log(days) - shape->log_return));
    return (1 - exp(-M_LN2 * rise * rise)) / (1 + fall);
}

/* Golden section: the share rises to one peak and falls. */
static double peak_of(const struct phil_shape *shape, double log_steepness)
{
    const double golden = 0.6180339887498949;
    double lo = 0, hi = exp(fmax(shape->log_return, shape->log_onset)) * 2;
    for (int i = 0; i < 40; i++) {
        const double a = hi - golden * (hi - lo), b = lo + golden * (hi - lo);
        if (phil_shape_share(shape, log_steepness, a) >= phil_shape_share(shape, log_steepness, b))
            hi = b;
        else
            lo = a;
    }
    return (lo + hi) / 2;
}

/* Where the share crosses `level` between `below` and `above` the level. */
static double crossing(const struct phil_shape *shape, double log_steepness, double level,
                       double below, double above)
{
    for (int i = 0; i < 30; i++) {
        const double middle = (below + above) / 2;
        if (phil_shape_share(shape, log_steepness, middle) < level)
            below = middle;
        else
            above = middle;
    }
    return (below + above) / 2;
}

struct phil_shape_marks phil_shape_marks_of(const struct phil_shape *shape, double log_steepness)
{
    const double peak = peak_of(shape, log_steepness);
    const double most = phil_shape_share(shape, log_steepness, peak);
    double far = fmax(2 * peak, exp(shape->log_return));
    for (int i = 0; i < 30 && phil_shape_share(shape, log_steepness, far) >= most / 2; i++)
        far *= 1.5;
    return (struct phil_shape_marks){
        .peak_days = peak,
        .log_ratio = log1p(expm1(shape->log_ratio) * most),
        .onset_days = crossing(shape, log_steepness, most / 2, 0, peak),
        .return_days = crossing(shape, log_steepness, most / 2, far, peak),
    };
}
