/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Periodograms of half-overlapping pieces of 4 s on the frames' own times.
 *
 * The Fourier integral of the detrended, Hann-weighted series by the trapezoid rule: each sample
 * weighs half the distance between its neighbours, so frames may come as they like and a short
 * hole is a straight line. Unlike the Lomb-Scargle periodogram (which fits sinusoids to whatever
 * samples there are) it keeps slow drift from leaking into the band when frames are uneven. All
 * regions share the frames' times, and with them the sines and cosines, which is where the time
 * would go. Above half the local frame rate the sum means nothing.
 */
#include "pattern/spectra.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

static const double two_pi = 6.283185307179586;

static const double piece_s = PHIL_PIECE_S;
static const double coverage = 0.9;      /* share of a piece's samples that must be usable */
static const double longest_gap_s = 0.2; /* to be bridged by a straight line */
static const double axis_lag_s = 0.1;    /* differences over it favour 2-8 Hz */

const enum phil_region phil_searched[PHIL_N_SEARCHED] = {
    PHIL_UPPER_LIP_LEFT,    PHIL_UPPER_LIP_MIDDLE,   PHIL_UPPER_LIP_RIGHT,
    PHIL_LOWER_LIP_LEFT,    PHIL_LOWER_LIP_MIDDLE,   PHIL_LOWER_LIP_RIGHT,
    PHIL_MOUTH_CORNER_LEFT, PHIL_MOUTH_CORNER_RIGHT, PHIL_CHIN,
    PHIL_BROW_LEFT,         PHIL_BROW_RIGHT,
};

double phil_bin_hz(size_t bin)
{
    return (double)(PHIL_FIRST_BIN + bin) * PHIL_BIN_HZ;
}

static size_t pieces_in(const struct phil_motion_table *table, const struct phil_pattern_data *data,
                        size_t s)
{
    const double length = phil_motion_table_end(table, data, s) - data->rest[s].start_s;
    /* The last frame's time may be a rounding error short of a whole piece. */
    const double slack = 1 / table->rate_hz;
    if (length + slack < piece_s)
        return 0;
    return 1 + (size_t)floor((length + slack - piece_s) / (piece_s / 2));
}

/* Index of the first sample of the stretch at or after `time`. */
static size_t sample_at(const struct phil_motion_table *table, size_t s, double time)
{
    size_t lo = table->first[s], hi = table->first[s + 1];
    while (lo < hi) {
        const size_t middle = lo + (hi - lo) / 2;
        if (table->time_s[middle] < time)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo;
}

static void principal_axis(const struct phil_motion_table *table, size_t n_rest, int region,
                           double axis[2])
{
    const double *x = table->x[region], *y = table->y[region];
    const size_t lag = (size_t)fmax(1, round(axis_lag_s * table->rate_hz));
    double xx = 0, xy = 0, yy = 0;
    for (size_t s = 0; s < n_rest; s++)
        for (size_t i = table->first[s]; i + lag < table->first[s + 1]; i++) {
            const double dx = x[i + lag] - x[i], dy = y[i + lag] - y[i];
            if (isnan(dx) || isnan(dy))
                continue;
            xx += dx * dx;
            xy += dx * dy;
            yy += dy * dy;
        }
    const double angle = 0.5 * atan2(2 * xy, xx - yy);
    axis[0] = cos(angle);
    axis[1] = sin(angle);
}

/* Projects samples [from, to) on the axis, bridging short gaps. False: too many are missing. */
static bool project(const struct phil_motion_table *table, int region, const double axis[2],
                    size_t from, size_t to, double *out)
{
    const size_t none = SIZE_MAX;
    size_t last = none, usable = 0;
    for (size_t i = from; i < to; i++) {
        const double value = axis[0] * table->x[region][i] + axis[1] * table->y[region][i];
        if (isnan(value))
            continue;
        const double before = last == none ? table->time_s[from] : table->time_s[last];
        if (table->time_s[i] - before > longest_gap_s && i > from && i != last + 1)
            return false;
        const double start = last == none ? value : out[last - from];
        for (size_t k = last == none ? from : last + 1; k < i; k++)
            out[k - from] =
                start + (value - start) * (table->time_s[k] - before) / (table->time_s[i] - before);
        out[i - from] = value;
        last = i;
        usable++;
    }
    if (last == none || table->time_s[to - 1] - table->time_s[last] > longest_gap_s)
        return false;
    for (size_t k = last + 1; k < to; k++)
        out[k - from] = out[last - from];
    return (double)usable >= coverage * (double)(to - from);
}

/* Takes the weighted straight line off and multiplies by the weights. */
static void detrend(double *value, const double *time, const double *weight, size_t n)
{
    double w = 0, t = 0, v = 0, tt = 0, tv = 0;
    for (size_t i = 0; i < n; i++) {
        w += weight[i];
        t += weight[i] * time[i];
        v += weight[i] * value[i];
    }
    t /= w;
    v /= w;
    for (size_t i = 0; i < n; i++) {
        tt += weight[i] * (time[i] - t) * (time[i] - t);
        tv += weight[i] * (time[i] - t) * (value[i] - v);
    }
    const double slope = tt > 0 ? tv / tt : 0;
    for (size_t i = 0; i < n; i++)
        value[i] = weight[i] * (value[i] - v - slope * (time[i] - t));
}

/* Hann window times the trapezoid rule's share of each sample. */
static void set_weights(struct phil_spectra *sp, const double *time, size_t n, double start)
{
    for (size_t i = 0; i < n; i++) {
        const double before = time[i ? i - 1 : 0], after = time[i + 1 < n ? i + 1 : i];
        sp->time[i] = time[i] - start;
        const double hann = 0.5 - 0.5 * cos(two_pi * fmin(1, sp->time[i] / piece_s));
        sp->weight[i] = hann * (after - before) / 2;
    }
}

static void add_sample(struct phil_spectra *sp, size_t i, const bool *usable)
{
    const double step = two_pi * PHIL_BIN_HZ * sp->time[i];
    const double rotate_re = cos(step), rotate_im = -sin(step);
    double re = cos(PHIL_FIRST_BIN * step), im = -sin(PHIL_FIRST_BIN * step);
    for (size_t j = 0; j < sp->n_bins; j++) {
        sp->cosine[j] = re;
        sp->sine[j] = im;
        const double next = re * rotate_re - im * rotate_im;
        im = re * rotate_im + im * rotate_re;
        re = next;
    }
    for (int r = 0; r < PHIL_N_SEARCHED; r++) {
        if (!usable[r])
            continue;
        const double value = sp->series[(size_t)r * sp->longest + i];
        double *sum_re = sp->re + (size_t)r * sp->n_bins;
        double *sum_im = sp->im + (size_t)r * sp->n_bins;
        for (size_t j = 0; j < sp->n_bins; j++) {
            sum_re[j] += value * sp->cosine[j];
            sum_im[j] += value * sp->sine[j];
        }
    }
}

static void transform_piece(struct phil_spectra *sp, const struct phil_motion_table *table,
                            size_t from, size_t to, double start, double *power)
{
    const size_t n = to - from, all = (size_t)PHIL_N_SEARCHED * sp->n_bins;
    const double expected = piece_s * table->rate_hz;
    bool usable[PHIL_N_SEARCHED];
    if (n > 2)
        set_weights(sp, table->time_s + from, n, start);
    for (int r = 0; r < PHIL_N_SEARCHED; r++) {
        double *series = sp->series + (size_t)r * sp->longest;
        usable[r] = n > 2 && (double)n >= 0.5 * expected &&
                    project(table, phil_searched[r], sp->axis[r], from, to, series);
        if (usable[r])
            detrend(series, sp->time, sp->weight, n);
    }
    memset(sp->re, 0, all * sizeof *sp->re);
    memset(sp->im, 0, all * sizeof *sp->im);
    for (size_t i = 0; i < n; i++)
        add_sample(sp, i, usable);
    for (size_t k = 0; k < all; k++)
        power[k] = usable[k / sp->n_bins] ? sp->re[k] * sp->re[k] + sp->im[k] * sp->im[k] : NAN;
}

static bool make_room(struct phil_spectra *sp)
{
    const size_t all = (size_t)PHIL_N_SEARCHED * sp->n_bins;
    sp->power = phil_alloc_aligned(sp->n_pieces, all * sizeof *sp->power);
    sp->series = phil_alloc_aligned(sp->longest, PHIL_N_SEARCHED * sizeof *sp->series);
    sp->time = phil_alloc_aligned(sp->longest, sizeof *sp->time);
    sp->weight = phil_alloc_aligned(sp->longest, sizeof *sp->weight);
    sp->re = phil_alloc_aligned(all, sizeof *sp->re);
    sp->im = phil_alloc_aligned(all, sizeof *sp->im);
    sp->cosine = phil_alloc_aligned(sp->n_bins, sizeof *sp->cosine);
    sp->sine = phil_alloc_aligned(sp->n_bins, sizeof *sp->sine);
    return sp->power && sp->series && sp->time && sp->weight && sp->re && sp->im && sp->cosine &&
           sp->sine;
}

void phil_spectra_release(struct phil_spectra *sp)
{
    free(sp->power);
    free(sp->series);
    free(sp->time);
    free(sp->weight);
    free(sp->re);
    free(sp->im);
    free(sp->cosine);
    free(sp->sine);
    memset(sp, 0, sizeof *sp); /* after a failure it is released once more by its owner */
}

/* Calls `transform_piece` for every piece, or with `sp->power` NULL only measures. */
static void each_piece(struct phil_spectra *sp, const struct phil_pattern_data *data,
                       const struct phil_motion_table *table)
{
    size_t p = 0;
    for (size_t s = 0; s < data->n_rest; s++) {
        const size_t n = pieces_in(table, data, s);
        for (size_t k = 0; k < n; k++, p++) {
            const double start = data->rest[s].start_s + (double)k * piece_s / 2;
            const size_t from = sample_at(table, s, start);
            const size_t to = sample_at(table, s, start + piece_s);
            if (to - from > sp->longest)
                sp->longest = to - from;
            if (sp->power)
                transform_piece(sp, table, from, to, start,
                                sp->power + p * PHIL_N_SEARCHED * sp->n_bins);
        }
    }
    sp->n_pieces = p;
}

enum phil_status phil_spectra_make(struct phil_spectra *sp, const struct phil_pattern_data *data,
                                   const struct phil_motion_table *table, double highest_hz)
{
    memset(sp, 0, sizeof *sp);
    const double top = fmin(highest_hz, table->rate_hz / 2);
    sp->n_bins = (size_t)floor(top / PHIL_BIN_HZ + 1e-9) - PHIL_FIRST_BIN + 1;
    each_piece(sp, data, table);
    if (!sp->n_pieces)
        return PHIL_OK;
    if (!make_room(sp)) {
        phil_spectra_release(sp);
        return PHIL_EMEM;
    }
    for (int r = 0; r < PHIL_N_SEARCHED; r++)
        principal_axis(table, data->n_rest, phil_searched[r], sp->axis[r]);
    each_piece(sp, data, table);
    return PHIL_OK;
}
