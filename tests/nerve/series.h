/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spectra and coherence of evenly sampled series, by Welch's method, for tests. */
#ifndef PHIL_TESTS_NERVE_SERIES_H
#define PHIL_TESTS_NERVE_SERIES_H

#include <stddef.h>

/* Mean of a Hann-windowed, overlapping periodogram at one frequency: power of x, of y and the
 * squared coherence of both, all of n samples at rate_hz in segments of `segment` samples. */
struct series_at {
    double x, y, coherence;
};
struct series_at series_at(const double *x, const double *y, size_t n, double rate_hz,
                           size_t segment, double hz);

/* The mean of the squared coherence over frequencies from lo to hi in steps of the resolution,
 * each weighted by the power of both. */
double series_coherence(const double *x, const double *y, size_t n, double rate_hz, size_t segment,
                        double lo_hz, double hi_hz);

/* The frequency from lo to hi at which x has most power, to a hundredth of a hertz. */
double series_peak_hz(const double *x, size_t n, double rate_hz, size_t segment, double lo_hz,
                      double hi_hz);

/* The lag of y behind x, in samples, at which their covariance is greatest; up to `most`. */
int series_lag(const double *x, const double *y, size_t n, int most);

double series_correlation(const double *x, const double *y, size_t n);

#endif
