/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Courses: movements of skin and lids that are given as samples. Between samples they are straight
 * lines, so that their mean over an exposure is an exact integral.
 */
#include "sim/private.h"

#include <math.h>
#include <stdio.h>

double phil_sim_course_sigma(const struct phil_sim_course *course)
{
    return course->sigma_mm > 0 ? course->sigma_mm : phil_sim_region_sigma(course->region);
}

double phil_sim_samples_at(const float *v, size_t n, double rate_hz, double time_s)
{
    const double at = time_s * rate_hz;
    if (!v || n == 0)
        return 0;
    if (!(at > 0))
        return (double)v[0];
    if (at >= (double)(n - 1))
        return (double)v[n - 1];
    const size_t i = (size_t)at;
    const double t = at - (double)i;
    return (double)v[i] + t * ((double)v[i + 1] - (double)v[i]);
}

double phil_sim_samples_mean(const float *v, size_t n, double rate_hz, double from_s,
                             double length_s)
{
    if (!v || n == 0)
        return 0;
    if (length_s <= 0)
        return phil_sim_samples_at(v, n, rate_hz, from_s);
    const double to_s = from_s + length_s;
    double sum = 0, at = from_s, value = phil_sim_samples_at(v, n, rate_hz, at);
    double knot = floor(from_s * rate_hz) + 1;
    /* No knots lie before the first sample nor after the last one. */
    knot = knot > 0 ? knot : 0;
    while (at < to_s) {
        double next = knot / rate_hz;
        if (next > to_s || knot > (double)(n - 1))
            next = to_s;
        const double v1 = phil_sim_samples_at(v, n, rate_hz, next);
        if (next > at)
            sum += 0.5 * (value + v1) * (next - at);
        at = next;
        value = v1;
        knot++;
    }
    return sum / length_s;
}

/* How far the centre goes within a window, mm: the diagonal of the box that it stays in. */
double phil_sim_course_spread(const struct phil_sim_course *course, double from_s, double length_s)
{
    const float *axis[2] = {course->right_mm, course->down_mm};
    const double rate = course->rate_hz;
    double spread[2] = {0, 0};
    for (int a = 0; a < 2; a++) {
        const double v0 = phil_sim_samples_at(axis[a], course->n, rate, from_s);
        const double v1 = phil_sim_samples_at(axis[a], course->n, rate, from_s + length_s);
        double lo = fmin(v0, v1), hi = fmax(v0, v1);
        const double last = fmin((from_s + length_s) * rate, (double)course->n - 1);
        for (double k = fmax(ceil(from_s * rate), 0); axis[a] && k <= last; k++) {
            lo = fmin(lo, (double)axis[a][(size_t)k]);
            hi = fmax(hi, (double)axis[a][(size_t)k]);
        }
        spread[a] = hi - lo;
    }
    return hypot(spread[0], spread[1]);
}

static bool refuse(const struct phil_log *log, size_t i, const struct phil_sim_course *course,
                   const char *why)
{
    const char *region = phil_region_name(course->region);
    phil_log_message(log, PHIL_LOG_ERROR, "cannot draw a face: \"courses[%zu], %s\": %s", i,
                     region ? region : "no region", why);
    return false;
}

static bool check_samples(const struct phil_log *log, size_t i,
                          const struct phil_sim_course *course)
{
    const double most = PHIL_SIM_MOST_BUMP * phil_sim_course_sigma(course);
    for (size_t k = 0; k < course->n; k++) {
        const double x = course->right_mm ? (double)course->right_mm[k] : 0;
        const double y = course->down_mm ? (double)course->down_mm[k] : 0;
        const double mm = sqrt(x * x + y * y);
        if (mm <= most * (1 + 1e-6))
            continue;
        char why[160];
        snprintf(why, sizeof why,
                 "%.4g mm at %.4g s would fold the skin: at most %.4g mm with a sigma of %.4g mm",
                 mm, (double)k / course->rate_hz, most, phil_sim_course_sigma(course));
        return refuse(log, i, course, why);
    }
    return true;
}

bool phil_sim_course_check(const struct phil_sim_course *course, size_t i,
                           const struct phil_log *log)
{
    char why[96];
    if ((unsigned)course->region >= PHIL_N_REGIONS)
        return refuse(log, i, course, "a course needs a region");
    if (!(course->sigma_mm == 0 || (course->sigma_mm >= 2 && course->sigma_mm <= 25))) {
        snprintf(why, sizeof why, "a sigma of %g mm is outside 2 to 25", course->sigma_mm);
        return refuse(log, i, course, why);
    }
    if (!(course->rate_hz >= 1 && course->rate_hz <= 1e5)) {
        snprintf(why, sizeof why, "%g samples a second is outside 1 to 100000", course->rate_hz);
        return refuse(log, i, course, why);
    }
    return check_samples(log, i, course);
}

bool phil_sim_lids_check(const struct phil_sim_lids *lids, const char *eye,
                         const struct phil_log *log)
{
    if (!lids->closure)
        return true;
    if (!(lids->rate_hz >= 1 && lids->rate_hz <= 1e5)) {
        phil_log_message(
            log, PHIL_LOG_ERROR,
            "cannot draw a face: \"lids, %s eye\": %g samples a second is outside 1 to "
            "100000",
            eye, lids->rate_hz);
        return false;
    }
    for (size_t k = 0; k < lids->n; k++)
        if (!(lids->closure[k] >= 0 && lids->closure[k] <= 1)) {
            phil_log_message(log, PHIL_LOG_ERROR,
                             "cannot draw a face: \"lids, %s eye\": a closure of %g at %.4g s is "
                             "outside 0 to 1",
                             eye, (double)lids->closure[k], (double)k / lids->rate_hz);
            return false;
        }
    return true;
}
