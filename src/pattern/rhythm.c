/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A rhythm in the displacements of the mouth and the chin, and the chance that it is none.
 *
 * Idea. Every region's motion along its principal axis is cut into half-overlapping pieces of 4 s
 * (Hann window; a tremor's phase wanders, so longer pieces would not sharpen it), each turned into
 * a periodogram on the frames' own times: the Fourier integral by the trapezoid rule, which needs
 * no even frame rate. A smooth curve, quadratic in the logarithm of the frequency, is taken off as
 * background, each piece is brought to a common scale and clipped, so that no single piece - one
 * big twitch, one swallow - can make a rhythm, and the pieces are averaged. A rhythm is a place
 * where this average stands out from *both* of its flanks, 0.75 to 1.5 Hz away.
 *
 * Null hypothesis. The spectrum is smooth: at the scale of 1 Hz it has no place above the higher of
 * the two flanks. Red noise (1/f, AR(1)) and irregular twitches are of that sort. The ratio of
 * average to flank is compared with the F distribution of two independent averages of that many
 * degrees of freedom. Taking the higher flank makes the ratio smaller than F, so p is on the safe
 * side. It is corrected (Sidak) for all frequencies (one per 1/4 Hz) and regions searched. A broad
 * hump, such as talking (3-5 Hz), would be significant in a long recording and still be no rhythm:
 * what does not stand 4 dB above both flanks gets p = 1 outright, which rules out humps wider
 * than about 2 Hz. tests/pattern/test_rhythm.c shows the share of false rhythms over simulated
 * noise of a dozen kinds: at p < 0.05, fewer than 1 in 100. A line that the brows share is not
 * taken: heads tremble, lamps flicker (100 Hz folds to 10 Hz at 30 frames/s) and codecs repeat.
 *
 * Where it fails. A process with a resonance narrower than about 1 Hz is a rhythm for it, whatever
 * made it. A rhythm above half the frame rate appears folded at a wrong frequency. A rhythm that
 * lasts for less than a few pieces is not found here; onsets.c may find it. It needs 8 s of
 * unbroken rest; below about 12 s only strong rhythms reach significance.
 *
 * References. Welch, IEEE Trans Audio Electroacoust 1967;15:70 (overlapped pieces and their
 * degrees of freedom); Vaughan, A&A 2005;431:391 (peaks against red noise).
 */
#include "pattern/spectra.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

enum { N_MOUTH = PHIL_N_SEARCHED - PHIL_N_CONTROLS };

static const double lowest_hz = 2;   /* slower is posture, breath, expression */
static const double highest_hz = 14; /* above it no movement of the mouth is known */
static const double nyquist_margin_hz = 0.5;
static const double smallest_band_hz = 2;  /* less than that is no search */
enum { FLANK_NEAR = 3, FLANK_FAR = 6 };    /* bins: 0.75 to 1.5 Hz */
static const double narrow_contrast = 2.5; /* 4 dB above both flanks, or it is a hump */
static const double clip = 12;             /* times the background; noise exceeds it in e^-12 */
enum { LEAST_PIECES = 3 };
/* The model of the null holds no better than this; a smaller number would be a boast. */
static const double smallest_p = 1e-6;
/* Hann pieces that overlap by half are correlated by 1/36 in power (Welch). */
static const double overlap_correlation = 1.0 / 36;
/* Independent values among the 4 neighbouring Hann bins of a flank, whose powers are correlated by
 * 4/9 and 1/36: 16 / (4 + 2 (3 * 4/9 + 2 * 1/36)). */
static const double flank_values = 2.36;
static const double euler = 0.5772156649015329; /* -mean of the log of an exponential variable */
static const double joint_p = 0.01;             /* a region takes part in a rhythm below it */

/* What one region's spectrum says. */
struct region_result {
    double *ratio; /* average over the higher flank, per bin */
    double *mean;  /* average, not clipped */
    size_t pieces;
};

/* Least squares of a quadratic in the logarithm of the frequency: the background's logarithm,
 * in place. */
static void smooth_background(double *log_power, size_t n)
{
    double s[5] = {0}, b[3] = {0};
    for (size_t j = 0; j < n; j++) {
        const double u = log(phil_bin_hz(j) / 5);
        double power = 1;
        for (int k = 0; k < 5; k++, power *= u) {
            s[k] += power;
            if (k < 3)
                b[k] += power * log_power[j];
        }
    }
    const double c00 = s[2] * s[4] - s[3] * s[3], c01 = s[2] * s[3] - s[1] * s[4];
    const double c02 = s[1] * s[3] - s[2] * s[2], c11 = s[0] * s[4] - s[2] * s[2];
    const double c12 = s[1] * s[2] - s[0] * s[3], c22 = s[0] * s[2] - s[1] * s[1];
    const double det = s[0] * c00 + s[1] * c01 + s[2] * c02;
    const double q0 = (c00 * b[0] + c01 * b[1] + c02 * b[2]) / det;
    const double q1 = (c01 * b[0] + c11 * b[1] + c12 * b[2]) / det;
    const double q2 = (c02 * b[0] + c12 * b[1] + c22 * b[2]) / det;
    for (size_t j = 0; j < n; j++) {
        const double u = log(phil_bin_hz(j) / 5);
        log_power[j] = q0 + u * (q1 + u * q2);
    }
}

/* Adds the pieces of region r, freed of the background and brought to one scale: clipped into
 * `clipped`, whole into `mean`. Returns how many there were. */
static size_t average(const struct phil_spectra *sp, int r, double *background, double *clipped,
                      double *mean)
{
    size_t pieces = 0;
    const size_t n = sp->n_bins;
    memset(background, 0, n * sizeof *background);
    memset(clipped, 0, n * sizeof *clipped);
    memset(mean, 0, n * sizeof *mean);
    for (size_t p = 0; p < sp->n_pieces; p++) {
        const double *power = sp->power + (p * PHIL_N_SEARCHED + (size_t)r) * n;
        for (size_t j = 0; power[0] > 0 && j < n; j++)
            background[j] += log(fmax(power[j], 1e-30)) + euler;
        pieces += power[0] > 0;
    }
    for (size_t j = 0; j < n; j++)
        background[j] /= (double)pieces;
    if (!pieces)
        return 0;
    smooth_background(background, n);
    for (size_t p = 0; p < sp->n_pieces; p++) {
        const double *power = sp->power + (p * PHIL_N_SEARCHED + (size_t)r) * n;
        double level = 0;
        if (!(power[0] > 0))
            continue;
        for (size_t j = 0; j < n; j++)
            level += (log(fmax(power[j], 1e-30)) + euler - background[j]) / (double)n;
        for (size_t j = 0; j < n; j++) {
            const double value = power[j] / exp(background[j] + level);
            clipped[j] += fmin(value, clip) / (double)pieces;
            mean[j] += value / (double)pieces;
        }
    }
    return pieces;
}

/* Mean over the flank on one side of bin j; NaN when less than half of it is there. */
static double flank(const double *average, size_t n_bins, size_t j, int direction)
{
    double sum = 0;
    int n = 0;
    for (int d = FLANK_NEAR; d <= FLANK_FAR; d++) {
        const ptrdiff_t k = (ptrdiff_t)j + (ptrdiff_t)direction * d;
        if (k < 0 || k >= (ptrdiff_t)n_bins)
            continue;
        sum += average[k];
        n++;
    }
    return 2 * n >= FLANK_FAR - FLANK_NEAR + 1 ? sum / n : NAN;
}

/* fmax() ignores a NaN: at the edge of the band one flank decides. */
static double contrast(const double *average, size_t n_bins, size_t j)
{
    return average[j] / fmax(flank(average, n_bins, j, -1), flank(average, n_bins, j, +1));
}

static double chance(double ratio, size_t pieces)
{
    const double k = (double)pieces;
    const double independent = k / (1 + 2 * overlap_correlation * (k - 1) / k);
    if (!(ratio >= narrow_contrast))
        return 1;
    return gsl_cdf_fdist_Q(ratio, 2 * independent, 2 * flank_values * independent);
}

/* 1 - (1 - p)^n without cancellation. */
static double of_many(double p, double n)
{
    return -expm1(n * log1p(-fmin(p, 1 - 1e-12)));
}

/* The centre of what stands above the flanks, half a hertz to each side. */
static double refine(const double *mean, size_t n_bins, size_t j)
{
    const double level = fmax(flank(mean, n_bins, j, -1), flank(mean, n_bins, j, +1));
    double sum = 0, weighted = 0;
    for (size_t k = j < 2 ? 0 : j - 2; k <= j + 2 && k < n_bins; k++) {
        const double above = fmax(0, mean[k] - level);
        sum += above;
        weighted += above * phil_bin_hz(k);
    }
    return sum > 0 ? weighted / sum : phil_bin_hz(j);
}

/* Does this region show a rhythm at bin j or beside it. */
static bool takes_part(const struct region_result *result, size_t n_bins, size_t j)
{
    double best = 0;
    if (result->pieces < LEAST_PIECES)
        return false;
    for (size_t k = j ? j - 1 : 0; k <= j + 1 && k < n_bins; k++)
        best = fmax(best, result->ratio[k]);
    return of_many(chance(best, result->pieces), 3) < joint_p;
}

static bool controls_take_part(const struct region_result *results, size_t n_bins, size_t j)
{
    for (int r = N_MOUTH; r < PHIL_N_SEARCHED; r++)
        if (takes_part(&results[r], n_bins, j))
            return true;
    return false;
}

/* Which of the mouth's regions share the rhythm at bin j. */
static void find_spread(const struct region_result *results, size_t n_bins, size_t j,
                        struct phil_rhythm *rhythm)
{
    uint32_t part = 0;
    int measurable = 0, taking = 0;
    for (int r = 0; r < N_MOUTH; r++) {
        const bool takes = takes_part(&results[r], n_bins, j);
        measurable += results[r].pieces >= LEAST_PIECES;
        taking += takes;
        part |= takes ? PHIL_BIT(phil_searched[r]) : 0;
    }
    rhythm->spread = measurable ? (double)taking / measurable : 0;
    rhythm->both_sides = (part & PHIL_LEFT_MOUTH) && (part & PHIL_RIGHT_MOUTH);
}

static void judge(const struct phil_spectra *sp, const struct phil_motion_table *table,
                  struct region_result *results, struct phil_rhythm *rhythm)
{
    const double top = fmin(highest_hz, table->rate_hz / 2 - nyquist_margin_hz);
    double best_p = 2, frequencies = 0;
    size_t best_bin = 0;
    int best_region = -1, regions = 0;
    for (int r = 0; r < N_MOUTH; r++) {
        if (results[r].pieces < LEAST_PIECES)
            continue;
        regions++;
        frequencies = 0;
        for (size_t j = 0; j < sp->n_bins; j++) {
            if (phil_bin_hz(j) < lowest_hz || phil_bin_hz(j) > top)
                continue;
            frequencies++;
            const double p = controls_take_part(results, sp->n_bins, j)
                                 ? 1
                                 : chance(results[r].ratio[j], results[r].pieces);
            const bool larger = best_region >= 0 && p == best_p &&
                                results[r].ratio[j] > results[best_region].ratio[best_bin];
            if (p < best_p || larger) {
                best_p = p;
                best_bin = j;
                best_region = r;
            }
        }
    }
    if (best_region < 0) {
        rhythm->hz = rhythm->p =
            phil_unmeasured("less than 8 s of unbroken rest with the mouth measurable");
        return;
    }
    rhythm->hz = phil_measured(refine(results[best_region].mean, sp->n_bins, best_bin));
    rhythm->p = phil_measured(fmax(smallest_p, of_many(best_p, frequencies * regions)));
    find_spread(results, sp->n_bins, best_bin, rhythm);
}

static enum phil_status test_regions(const struct phil_spectra *sp,
                                     const struct phil_motion_table *table,
                                     struct phil_rhythm *rhythm)
{
    struct region_result results[PHIL_N_SEARCHED];
    const size_t n = sp->n_bins;
    double *memory = phil_alloc_aligned(n, (2 + 2 * PHIL_N_SEARCHED) * sizeof *memory);
    if (!memory)
        return PHIL_EMEM;
    double *background = memory, *clipped = memory + n;
    for (int r = 0; r < PHIL_N_SEARCHED; r++) {
        struct region_result *result = &results[r];
        result->ratio = memory + (size_t)(2 + 2 * r) * n;
        result->mean = result->ratio + n;
        result->pieces = average(sp, r, background, clipped, result->mean);
        for (size_t j = 0; j < n; j++)
            result->ratio[j] = contrast(clipped, n, j);
    }
    judge(sp, table, results, rhythm);
    free(memory);
    return PHIL_OK;
}

enum phil_status phil_rhythm_of_motion(const struct phil_pattern_data *data,
                                       const struct phil_motion_table *table,
                                       struct phil_rhythm *rhythm)
{
    const char *reason = NULL;
    struct phil_spectra sp = {0};
    enum phil_status status = PHIL_OK;
    *rhythm = (struct phil_rhythm){.spread = 0};
    if (table->rate_hz / 2 - nyquist_margin_hz < lowest_hz + smallest_band_hz)
        reason = "frame rate below 9 a second";
    else
        status = phil_spectra_make(&sp, data, table, highest_hz + FLANK_FAR * PHIL_BIN_HZ);
    if (!status && !reason && sp.n_pieces < LEAST_PIECES)
        reason = "less than 8 s of unbroken rest";
    if (reason)
        rhythm->hz = rhythm->p = phil_unmeasured(reason);
    else if (!status)
        status = test_regions(&sp, table, rhythm);
    phil_spectra_release(&sp);
    return status;
}
