/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series.h"

#include <complex.h>
#include <math.h>

static const double TWO_PI = 6.283185307179586;

static double complex transform(const double *x, size_t n, double rate_hz, double hz)
{
    double complex sum = 0;
    double mean = 0;
    for (size_t k = 0; k < n; k++)
        mean += x[k] / (double)n;
    for (size_t k = 0; k < n; k++) {
        const double window = 0.5 - 0.5 * cos(TWO_PI * ((double)k + 0.5) / (double)n);
        sum += window * (x[k] - mean) * cexp(-I * TWO_PI * hz * (double)k / rate_hz);
    }
    return sum;
}

struct series_at series_at(const double *x, const double *y, size_t n, double rate_hz,
                           size_t segment, double hz)
{
    struct series_at at = {0, 0, 0};
    double complex cross = 0;
    for (size_t from = 0; from + segment <= n; from += segment / 2) {
        const double complex a = transform(x + from, segment, rate_hz, hz);
        const double complex b = y ? transform(y + from, segment, rate_hz, hz) : 0;
        at.x += creal(a * conj(a));
        at.y += creal(b * conj(b));
        cross += a * conj(b);
    }
    if (at.x > 0 && at.y > 0)
        at.coherence = creal(cross * conj(cross)) / (at.x * at.y);
    return at;
}

double series_coherence(const double *x, const double *y, size_t n, double rate_hz, size_t segment,
                        double lo_hz, double hi_hz)
{
    double sum = 0, weights = 0;
    for (double hz = lo_hz; hz <= hi_hz; hz += rate_hz / (double)segment) {
        const struct series_at at = series_at(x, y, n, rate_hz, segment, hz);
        const double weight = sqrt(at.x * at.y);
        sum += weight * at.coherence;
        weights += weight;
    }
    return weights > 0 ? sum / weights : NAN;
}

double series_peak_hz(const double *x, size_t n, double rate_hz, size_t segment, double lo_hz,
                      double hi_hz)
{
    double best = NAN, most = 0;
    for (double hz = lo_hz; hz <= hi_hz; hz += 0.02) {
        const double power = series_at(x, NULL, n, rate_hz, segment, hz).x;
        if (power > most) {
            most = power;
            best = hz;
        }
    }
    return best;
}

int series_lag(const double *x, const double *y, size_t n, int most)
{
    double mx = 0, my = 0, best = -INFINITY;
    int lag = 0;
    for (size_t k = 0; k < n; k++) {
        mx += x[k] / (double)n;
        my += y[k] / (double)n;
    }
    for (int d = -most; d <= most; d++) {
        double sum = 0;
        for (size_t k = (size_t)most; k + (size_t)most < n; k++)
            sum += (x[k] - mx) * (y[(size_t)((long)k + d)] - my);
        if (sum > best) {
            best = sum;
            lag = d;
        }
    }
    return lag;
}

double series_correlation(const double *x, const double *y, size_t n)
{
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (size_t k = 0; k < n; k++) {
        mx += x[k] / (double)n;
        my += y[k] / (double)n;
    }
    for (size_t k = 0; k < n; k++) {
        xx += (x[k] - mx) * (x[k] - mx);
        yy += (y[k] - my) * (y[k] - my);
        xy += (x[k] - mx) * (y[k] - my);
    }
    return xy / sqrt(xx * yy);
}
