/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The noise that a twitch must stand out from, learned from the clip.
 *
 * Idea. Three things are needed to turn the height of a matched filter into a number of known
 * rarity. The spread: a covariance per region and width, from the inner three quarters of the
 * amplitudes. The loudness: codecs and moving heads make noise that comes and goes over seconds, so
 * a slow local median of the statistic divides it. The tail: a codec's glitches make large values
 * commoner than a Gaussian's, and by how much cannot be read off the region that may be twitching.
 * But a codec treats all regions alike, while twitches have a place: the largest values of the
 * quieter regions tell the clip's tail. Under Gaussian noise the largest of m local maxima stays
 * below 2 ln(LOOKS_PER_PEAK m / -ln p) with probability p (Coles 2001, An Introduction to
 * Statistical Modeling of Extreme Values, ch. 3); the power that brings the value found at that
 * share p of the regions down to it, the median held in its place, is applied to all of them: a
 * Weibull tail. Each width has its own power: glitches of single frames make
 * the short pulses' tails heavier than the long ones'.
 *
 * Where one half of the mouth never stops jerking, there is no noise to learn from: then the
 * samples' own standard errors stand in, at the worst that codecs make of them. That is coarse, and
 * only used against movements of millimetres.
 *
 * Where every region twitches now and then, the bulk still tells: a tail that is out of proportion
 * to it is not believed.
 *
 * Assumptions. Noise is even over a few seconds; most of the time nothing twitches.
 *
 * Where it fails. A face that twitches nearly everywhere raises its own threshold; a glitch that
 * is larger, and rarer, than all others in the clip looks like a twitch.
 */
#include "events/null.h"

#include <gsl/gsl_statistics_float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Share of the amplitudes nearest to the centre that the covariance is made from. */
static const double KEPT = 0.75;

/* No trace is quieter than its arithmetic: (1e-5 px)^2. */
static const double LEAST_VARIANCE = 1e-10;

/* Fewest frames for any estimate. */
enum { LEAST_FRAMES = 20 };

/* Frames at which the samples' errors are looked at; and by how much a window's displacement was at
 * most noisier (variance) than its grey levels alone would make it (doc/performance.md). */
enum { ERROR_FRAMES = 64 };
static const double CODEC_VARIANCE = 15;

/* Lids and brows are hardly ever still, so the tail is read off the regions before them. */
enum { LAST_REGION = PHIL_CHEEK_RIGHT };

/* Half the stretch over which noise is taken to be even, seconds, and the largest factor by which
 * it is quieted, so that seconds of true spasm are not taken for noise. */
static const double LOCAL_S = 1.5, LOUDEST = 2.5;
enum { MAX_LOCAL = 1024 };

/* Where a pulse feels that the picture was coded afresh, seconds before and after; and how much
 * louder it may be there (variance). */
static const double REFRESH_BEFORE_S = 0.07, REFRESH_AFTER_S = 0.25;
static const float LOUDEST_REFRESH = 8;

/* Independent looks for each local maximum of the statistic. Simulated: white noise through the
 * filters of 0.07 to 0.28 s, at 30 and 60 frames/s, 240 to 3600 frames: 2.5 to 3.9. */
static const double LOOKS_PER_PEAK = 3.3;

/* The median of a chi-square of two degrees, which no tail moves. */
static const double MIDDLE = 2 * M_LN2;

/* The clip's tail is read off the region whose largest value is exceeded by all but this share of
 * the regions. */
static const double CLIP_SHARE = 0.4;

/* No tail is thought heavier than this: beyond, the largest value may well be a movement. */
static const double LEAST_POWER = 0.3;

/* Where the bulk of the forms, up to the 90th centile, asks for one power, the tail may ask for
 * this power of it, times this; what asks for more is movement (drawn clips of all grades and the
 * still real one ask for 1.8 to 2; a mouth that twitches everywhere, 20 times in 24 s, asked
 * for 4.6). */
static const double FURTHER = 2, SLACK = 0.8;

/* The power rests on some ten values, and a tail thought too light costs more false alarms than one
 * thought too heavy costs twitches: it is raised to this. */
static const double CAUTION = 1.15;

static double form(const double s[3], const struct phil_fit *fit)
{
    const double ax = fit->ax, ay = fit->ay;
    return s[0] * ax * ax + 2 * s[1] * ax * ay + s[2] * ay * ay;
}

static bool counts(const struct phil_fit *fit, const bool *use, size_t i)
{
    return (!use || use[i]) && isfinite(fit->ax);
}

/* The quadratic forms of all counted fits; returns their number. */
static size_t all_forms(const struct phil_fit *fits, size_t n, const bool *use, const double s[3],
                        float *forms)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        if (counts(&fits[i], use, i))
            forms[total++] = (float)form(s, &fits[i]);
    return total;
}

/* The inverse covariance of the fits whose form is at most `limit`, divided by what that limit
 * takes from a Gaussian's. False when they do not span the plane. */
static bool inverse_of_kept(const struct phil_fit *fits, size_t n, const bool *use, double limit,
                            double inverse[3])
{
    /* E[r^2 | r^2 < q] / E[r^2] for a two-dimensional Gaussian, q its KEPT quantile. */
    const double shrink = 1 + (1 - KEPT) * log(1 - KEPT) / KEPT;
    double xx = 0, xy = 0, yy = 0;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (!counts(&fits[i], use, i) || form(inverse, &fits[i]) > limit)
            continue;
        xx += (double)fits[i].ax * fits[i].ax;
        xy += (double)fits[i].ax * fits[i].ay;
        yy += (double)fits[i].ay * fits[i].ay;
        kept++;
    }
    const double factor = kept ? 1 / ((double)kept * shrink) : 0;
    xx = fmax(xx * factor, LEAST_VARIANCE);
    xy *= factor;
    yy = fmax(yy * factor, LEAST_VARIANCE);
    const double det = xx * yy - xy * xy;
    if (!(det > 0))
        return false;
    inverse[0] = yy / det;
    inverse[1] = -xy / det;
    inverse[2] = xx / det;
    return true;
}

/* Covariance of the central part of a cloud of amplitudes: a round start, then twice the ellipse
 * that holds the share KEPT. */
static bool trimmed_inverse(const struct phil_fit *fits, size_t n, const bool *use, float *scratch,
                            double inverse[3], size_t *used)
{
    inverse[0] = inverse[2] = 1;
    inverse[1] = 0;
    *used = all_forms(fits, n, use, inverse, scratch);
    if (*used < LEAST_FRAMES)
        return false;
    inverse[0] = inverse[2] = MIDDLE / fmax(gsl_stats_float_select(scratch, 1, *used, *used / 2),
                                            MIDDLE * LEAST_VARIANCE);
    for (int pass = 0; pass < 3; pass++) {
        all_forms(fits, n, use, inverse, scratch);
        const float limit =
            gsl_stats_float_select(scratch, 1, *used, (size_t)(KEPT * (double)(*used - 1)));
        if (!inverse_of_kept(fits, n, use, (double)limit, inverse))
            return false;
    }
    return true;
}

bool phil_null_spread(const struct phil_fit *fits, size_t n, const bool *use,
                      struct phil_null *null)
{
    float *scratch = malloc((n ? n : 1) * sizeof *scratch);
    memset(null, 0, sizeof *null);
    if (!scratch)
        return false;
    for (int w = 0; w < PHIL_N_DURATIONS; w++) {
        size_t used = 0;
        null->power[w] = 1;
        if (!trimmed_inverse(fits + (size_t)w * n, n, use, scratch, null->inverse[w], &used))
            memset(null->inverse[w], 0, sizeof null->inverse[w]);
        else if (used > null->n)
            null->n = used;
    }
    free(scratch);
    return true;
}

static float median(float *values, size_t n)
{
    return gsl_stats_float_select(values, 1, n, n / 2);
}

/* Variance of the amplitude of width `w` at one frame as the samples' errors have it; NaN where no
 * fit is possible. */
static float variance_of_errors(const struct phil_sample *s, const struct phil_clock *clock,
                                const int *stretch, const float *precision, size_t at, int w)
{
    struct phil_matched_window window;
    double sum = 0;
    if (!phil_matched_weights(clock, stretch, precision, at, w, &window))
        return NAN;
    for (size_t i = window.first; i <= window.last; i++) {
        const double share = window.weight[i - window.first];
        sum += share != 0 ? share * share * (double)s[i].sd_px * (double)s[i].sd_px : 0;
    }
    return (float)sum;
}

bool phil_null_from_errors(const struct phil_trace *trace, enum phil_region region,
                           const struct phil_clock *clock, struct phil_null *null)
{
    const size_t n = clock->n;
    int *stretch = malloc((n ? n : 1) * sizeof *stretch);
    float *precision = malloc((n ? n : 1) * sizeof *precision);
    float values[ERROR_FRAMES];
    const bool ok = stretch && precision && phil_sample_precision(trace, region, precision);
    memset(null, 0, sizeof *null);
    if (ok)
        phil_number_stretches(trace, region, stretch);
    for (int w = 0; ok && w < PHIL_N_DURATIONS; w++) {
        size_t m = 0;
        for (size_t k = 0; k < ERROR_FRAMES && n > 0; k++) {
            const float value = variance_of_errors(trace->region[region], clock, stretch, precision,
                                                   k * n / ERROR_FRAMES, w);
            if (isfinite(value))
                values[m++] = value;
        }
        null->power[w] = 1;
        if (m < LEAST_FRAMES)
            continue;
        null->inverse[w][0] = null->inverse[w][2] =
            1 / fmax(CODEC_VARIANCE * (double)median(values, m), LEAST_VARIANCE);
        null->n = m;
    }
    free(stretch);
    free(precision);
    return ok;
}

/* The largest form over the widths at one frame; NaN where there is none. */
static float best_form(const struct phil_fit *fits, size_t n, size_t i,
                       const struct phil_null *null)
{
    float best = NAN;
    for (int w = 0; w < PHIL_N_DURATIONS; w++) {
        const struct phil_fit *fit = &fits[(size_t)w * n + i];
        if (null->inverse[w][0] > 0 && isfinite(fit->ax))
            best = fmaxf(best, (float)form(null->inverse[w], fit));
    }
    return best;
}

/* Median of `forms` over the used frames within LOCAL_S of `at`; `usual` where they are few. */
static float local_level(const struct phil_clock *clock, const float *forms, const bool *use,
                         size_t at, float usual)
{
    const size_t half = (size_t)fmax(5, fmin(MAX_LOCAL / 2.0 - 1, LOCAL_S / clock->interval_s));
    float local[MAX_LOCAL];
    size_t m = 0;
    for (size_t k = at > half ? at - half : 0; k < clock->n && k <= at + half; k++)
        if ((!use || use[k]) && isfinite(forms[k]))
            local[m++] = forms[k];
    return m < LEAST_FRAMES ? usual : median(local, m);
}

static size_t gather_forms(const float *forms, const bool *use, const bool *where, bool wanted,
                           size_t n, float *out)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if ((!use || use[i]) && (!where || where[i] == wanted) && isfinite(forms[i]))
            out[m++] = forms[i];
    return m;
}

/* One region's slow loudness; also leaves its best forms, divided by it, in `forms`. */
static void slow_loudness(const struct phil_clock *clock, const bool *use, float *forms,
                          float *scratch, float *loud)
{
    const size_t n = clock->n;
    const size_t m = gather_forms(forms, use, NULL, false, n, scratch);
    const float usual = m ? median(scratch, m) : 1;
    /* A median over seconds changes slowly: every eighth of the stretch is enough. */
    const size_t step = (size_t)fmax(1, LOCAL_S / 8 / clock->interval_s);
    float level = usual;
    for (size_t i = 0; i < n; i++) {
        if (i % step == 0)
            level = local_level(clock, forms, use, i + step / 2 < n ? i + step / 2 : i, usual);
        loud[i] = usual > 0 ? fminf((float)LOUDEST, fmaxf(1, level / usual)) : 1;
    }
    for (size_t i = 0; i < n; i++)
        forms[i] /= loud[i];
}

/* Marks the frames whose pulses a refresh of the picture reaches. */
static bool mark_refreshed(const struct phil_trace *trace, bool *near)
{
    bool any = false;
    double last_s = -INFINITY;
    memset(near, 0, trace->n_frames * sizeof *near);
    for (size_t i = 0; i < trace->n_frames; i++) {
        if (trace->head[i].flags & PHIL_SAMPLE_REFRESH) {
            last_s = trace->time_s[i];
            for (size_t k = i; k-- > 0 && last_s - trace->time_s[k] <= REFRESH_BEFORE_S;)
                near[k] = true;
        }
        near[i] = near[i] || trace->time_s[i] - last_s <= REFRESH_AFTER_S;
        any = any || near[i];
    }
    return any;
}

/* How much louder one region is near refreshes than elsewhere, by the 90th centiles of its forms;
 * NaN when too few are there. */
static float refresh_ratio(const float *forms, const bool *use, const bool *near, size_t n,
                           float *scratch)
{
    float level[2];
    for (int k = 0; k < 2; k++) {
        const size_t m = gather_forms(forms, use, near, k == 1, n, scratch);
        if (m < LEAST_FRAMES)
            return NAN;
        level[k] = gsl_stats_float_select(scratch, 1, m, (size_t)(0.9 * (double)(m - 1)));
    }
    return level[0] > 0 ? level[1] / level[0] : NAN;
}

bool phil_null_loudness(const struct phil_trace *trace, const struct phil_clock *clock,
                        const struct phil_fit *fits, const bool *use,
                        const struct phil_null null[PHIL_N_REGIONS], float *loud)
{
    const size_t n = clock->n;
    float *forms = malloc((n ? n : 1) * sizeof *forms);
    float *scratch = malloc((n ? n : 1) * sizeof *scratch);
    bool *near = malloc((n ? n : 1) * sizeof *near);
    float ratio[PHIL_N_REGIONS];
    size_t m = 0;
    const bool ok = forms && scratch && near;
    const bool refreshed = ok && mark_refreshed(trace, near);
    for (int r = 0; ok && r < PHIL_N_REGIONS; r++) {
        for (size_t i = 0; i < n; i++)
            forms[i] = best_form(fits + (size_t)r * PHIL_N_DURATIONS * n, n, i, &null[r]);
        slow_loudness(clock, use, forms, scratch, loud + (size_t)r * n);
        const float own =
            refreshed && r <= LAST_REGION ? refresh_ratio(forms, use, near, n, scratch) : NAN;
        if (isfinite(own))
            ratio[m++] = own;
    }
    const float factor = m ? fminf(LOUDEST_REFRESH, fmaxf(1, median(ratio, m))) : 1;
    for (size_t k = 0; ok && k < (size_t)PHIL_N_REGIONS * n; k++)
        if (near[k % n])
            loud[k] *= factor;
    free(forms);
    free(scratch);
    free(near);
    return ok;
}

/* The power that brings `seen` down to where a Gaussian's form would lie. */
static double power_between(double expected, double seen)
{
    return seen > MIDDLE ? log(expected / MIDDLE) / log(seen / MIDDLE) : 1;
}

/* The powers that one region's forms of one width ask for: by the largest, and by the 90th centile.
 * False when they cannot tell. `scratch` holds n floats. */
static bool powers_wanted(const struct phil_fit *fits, const float *loud, size_t n, const bool *use,
                          const double inverse[3], float *scratch, float *far, float *near)
{
    float largest = 0, before = 0, now = 0;
    size_t peaks = 0, frames = 0;
    for (size_t i = 0; i < n; i++) {
        const bool counted = counts(&fits[i], use, i);
        const float next = counted ? (float)form(inverse, &fits[i]) / loud[i] : 0;
        if (counted)
            scratch[frames++] = next;
        peaks += now > before && now >= next;
        largest = fmaxf(largest, next);
        before = now;
        now = next;
    }
    if (inverse[0] <= 0 || frames < LEAST_FRAMES || peaks < 5)
        return false;
    const double expected = 2 * log(LOOKS_PER_PEAK * (double)peaks / -log(CLIP_SHARE));
    const float outer =
        gsl_stats_float_select(scratch, 1, frames, (size_t)(0.9 * (double)(frames - 1)));
    *far = (float)power_between(expected, (double)largest);
    *near = (float)power_between(2 * M_LN10, (double)outer);
    return true;
}

/* The power of the quieter regions: a large value asks for a small one, so the order turns round.
 */
static double clip_power(float *wanted, size_t m)
{
    const size_t k = m - 1 - (size_t)(CLIP_SHARE * (double)(m - 1));
    return fmin(1, (double)gsl_stats_float_select(wanted, 1, m, k));
}

bool phil_null_tails(const struct phil_fit *fits, const float *loud, size_t n, const bool *use,
                     struct phil_null null[PHIL_N_REGIONS])
{
    float *scratch = malloc((n ? n : 1) * sizeof *scratch);
    if (!scratch)
        return false;
    for (int w = 0; w < PHIL_N_DURATIONS; w++) {
        float far[PHIL_N_REGIONS], near[PHIL_N_REGIONS];
        size_t m = 0;
        for (size_t r = 0; r <= LAST_REGION; r++)
            m += powers_wanted(fits + (r * PHIL_N_DURATIONS + (size_t)w) * n, loud + r * n, n, use,
                               null[r].inverse[w], scratch, &far[m], &near[m]);
        double power = 1;
        if (m > 0)
            power = fmax(clip_power(far, m), SLACK * pow(clip_power(near, m), FURTHER));
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            null[r].power[w] = pow(fmax(LEAST_POWER, power), CAUTION);
    }
    free(scratch);
    return true;
}

double phil_null_statistic(const struct phil_null *null, int width, double loud,
                           const struct phil_fit *fit)
{
    if (!isfinite(fit->ax) || null->inverse[width][0] <= 0)
        return 0;
    const double value = form(null->inverse[width], fit) / loud;
    return value <= MIDDLE ? value : MIDDLE * pow(value / MIDDLE, null->power[width]);
}
