/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A figure's range as a distribution: `value` is the median, 2.5 % lie below `lo` and 2.5 % above
 * `hi`. On the scale on which it is symmetric by nature (log odds of a share, logarithm of a
 * ratio) it is a normal variable; where the range is lopsided even there, one half of a normal on
 * each side of the median. z = 0 gives the value itself, z = -1.96 and 1.96 the ends.
 */
#include "causes/draw.h"

#include <math.h>

static const double z95 = 1.959963984540054; /* 97.5 % point of the standard normal */

/* Shares that a file gives as 0 or 1 are as good as that, but keep their log odds finite. */
static const double least_share = 1e-12;

static double between(double lo, double value, double hi, double z)
{
    const double slope = z < 0 ? value - lo : hi - value;
    return value + z / z95 * slope;
}

static double log_odds(double p)
{
    const double inside = fmin(1 - least_share, fmax(least_share, p));
    return log(inside / (1 - inside));
}

double phil_draw_share(const struct phil_figure *figure, double z)
{
    if (z == 0)
        return figure->value;
    return 1 / (1 + exp(-between(log_odds(figure->lo), log_odds(figure->value),
                                 log_odds(figure->hi), z)));
}

double phil_draw_log_ratio(const struct phil_figure *figure, double z)
{
    return between(log(figure->lo), log(figure->value), log(figure->hi), z);
}
