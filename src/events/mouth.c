/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How active each half of the mouth is, frame by frame, and how the mouth stands.
 *
 * Idea. Activity is the rms of a region's displacement about a straight line over half a second,
 * on one reference; a half's is the median over its regions, or a share of the lower lip's, which
 * goes with the jaw. The landmarks' lips and corners, coarse as they are, cannot slip: they tell
 * how the mouth stands against how it usually stands while it keeps still.
 *
 * Assumptions and where it fails: see labels.c, which makes labels of it.
 */
#include "events/mouth.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "events/sides.h"

/* Talking lips move by 0.5 to 2 mm rms, quiet ones by less than 0.2 (the real clips); beside
 * talking QUIET_MM counts. A small or soft face's own noise must be exceeded too. */
static const double ACTIVE_MM = 0.40, QUIET_MM = 0.20, ABOVE_NOISE = 2, QUIET_ABOVE_NOISE = 1.5;

/* The lower lip's own activity counts by this share: its jaw-borne movement is the largest of the
 * mouth, while a twitch of one motor unit reaches the lower lip's other side by a tenth at most. */
static const double JAW_SHARE = 0.6;

/* Half the window of the activity, seconds: two syllables; and fewest samples in it. */
static const double HALF_WINDOW_S = 0.25;
enum { LEAST_SAMPLES = 5 };

/* By the landmarks, canthal distances (92 mm; they jitter by 0.005 to 0.015 of it, and a blink
 * pulls the corners by 0.04): within the window the lips' gap or the mouth's width changes by more
 * than this; the gap is wider than usual by OPEN; the mouth is wider than usual by SMILE (smiles of
 * real footage: 0.15 to 0.22), to both sides. */
static const double GAP_MOVES = 0.035, WIDTH_MOVES = 0.065, OPEN = 0.05, SMILE = 0.07;

/* Still frames that tell how the mouth stands at rest, seconds. */
static const double LEAST_STILL_S = 0.5;

/* Landmarks are read once a second or more often; between readings further apart nothing is known.
 */
static const double LONGEST_BETWEEN_S = 1.6;

enum { LOWER = 1, CORNER = 2 }; /* places in a half */
static const enum phil_region halves[2][3] = {
    {PHIL_UPPER_LIP_LEFT, PHIL_LOWER_LIP_LEFT, PHIL_MOUTH_CORNER_LEFT},
    {PHIL_UPPER_LIP_RIGHT, PHIL_LOWER_LIP_RIGHT, PHIL_MOUTH_CORNER_RIGHT}};

bool phil_is_measured(const struct phil_sample *s)
{
    return !(s->flags & PHIL_SAMPLE_UNUSABLE) && isfinite(s->dx_px);
}

void phil_frames_within(const struct phil_clock *clock, size_t at, double half, size_t *first,
                        size_t *last)
{
    *first = *last = at;
    while (*first > 0 && clock->time_s[at] - clock->time_s[*first - 1] <= half)
        --*first;
    while (*last + 1 < clock->n && clock->time_s[*last + 1] - clock->time_s[at] <= half)
        ++*last;
}

/* Sums for a straight line through one coordinate. */
struct line {
    double n, t, tt, v, vt, vv;
};

static void line_add(struct line *l, double t, double v)
{
    l->n++;
    l->t += t;
    l->tt += t * t;
    l->v += v;
    l->vt += v * t;
    l->vv += v * v;
}

/* Mean square about the line. */
static double line_residual(const struct line *l)
{
    const double tt = l->tt - l->t * l->t / l->n, vt = l->vt - l->v * l->t / l->n;
    const double vv = l->vv - l->v * l->v / l->n;
    return fmax(0, vv - (tt > 0 ? vt * vt / tt : 0)) / l->n;
}

/* Rms about a straight line around a frame, pixels, on the frame's own reference; NaN when there
 * are too few samples. */
static double region_activity(const struct phil_sample *s, const struct phil_clock *clock,
                              size_t at)
{
    size_t first, last;
    phil_frames_within(clock, at, HALF_WINDOW_S, &first, &last);
    for (size_t i = at; i > first; i--)
        if (s[i].flags & PHIL_SAMPLE_REKEYED) {
            first = i;
            break;
        }
    for (size_t i = at + 1; i <= last; i++)
        if (s[i].flags & PHIL_SAMPLE_REKEYED)
            last = i - 1;
    struct line x = {0}, y = {0};
    for (size_t i = first; i <= last; i++)
        if (phil_is_measured(&s[i])) {
            line_add(&x, clock->time_s[i] - clock->time_s[at], s[i].dx_px);
            line_add(&y, clock->time_s[i] - clock->time_s[at], s[i].dy_px);
        }
    return x.n < LEAST_SAMPLES ? NAN : sqrt(line_residual(&x) + line_residual(&y));
}

/* Median of three of which some may be missing; NaN when two are. */
static double middle(const double v[3])
{
    double known[3];
    int n = 0;
    for (int k = 0; k < 3; k++)
        if (isfinite(v[k]))
            known[n++] = v[k];
    if (n < 2)
        return NAN;
    if (n == 2)
        return (known[0] + known[1]) / 2;
    return fmax(fmin(v[0], v[1]), fmin(fmax(v[0], v[1]), v[2]));
}

/* Talking may leave upper lip and corners nearly still while the jaw takes the lower lip along;
 * where that is lost on both sides, nothing is known. */
static void study_halves(struct phil_mouth *m, const struct phil_trace *trace,
                         const struct phil_clock *clock, size_t at, double px_per_mm)
{
    double half[2], lower[2], corner[2];
    for (int h = 0; h < 2; h++) {
        double v[3];
        for (int k = 0; k < 3; k++)
            v[k] = region_activity(trace->region[halves[h][k]], clock, at) / px_per_mm;
        lower[h] = v[LOWER];
        corner[h] = v[CORNER];
        half[h] = middle(v);
        if (JAW_SHARE * lower[h] > half[h])
            half[h] = JAW_SHARE * lower[h];
    }
    const bool known =
        isfinite(half[0]) && isfinite(half[1]) && (isfinite(lower[0]) || isfinite(lower[1]));
    size_t first, last;
    phil_frames_within(clock, at, HALF_WINDOW_S, &first, &last);
    m->active[at] = (float)(known ? fmin(half[0], half[1]) : NAN);
    m->busier[at] = (float)(known ? fmax(half[0], half[1]) : NAN);
    m->one_half[at] =
        known ? (float)phil_half_leads(half, corner, phil_eye_alone(trace, first, last)) : NAN;
}

static int by_value(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static double quantile(float *values, size_t n, double q)
{
    if (n == 0)
        return NAN;
    qsort(values, n, sizeof *values, by_value);
    return (double)values[(size_t)(q * (double)(n - 1))];
}

/* The standard error of lips that keep still (the tenth of the frames in which it is least), mm. */
static double noise_mm(const struct phil_trace *trace, double px_per_mm, float *work)
{
    double sum = 0;
    int n = 0;
    for (int h = 0; h < 2; h++)
        for (int k = 0; k < 3; k++) {
            size_t m = 0;
            for (size_t i = 0; i < trace->n_frames; i++) {
                const struct phil_sample *s = &trace->region[halves[h][k]][i];
                if (phil_is_measured(s) && isfinite(s->sd_px))
                    work[m++] = s->sd_px;
            }
            if (m == 0)
                continue;
            sum += quantile(work, m, 0.1) / px_per_mm;
            n++;
        }
    return n ? sum / n : 0;
}

/* One number of the head samples, `offset` into them, with the frames between two readings filled.
 */
static void interpolate(const struct phil_trace *trace, size_t offset, float *out)
{
    const size_t n = trace->n_frames;
    size_t before = n;
    for (size_t i = 0; i < n; i++)
        out[i] = NAN;
    for (size_t i = 0; i < n; i++) {
        float now;
        memcpy(&now, (const char *)&trace->head[i] + offset, sizeof now);
        if (!isfinite(now))
            continue;
        out[i] = now;
        const double gap = before < n ? trace->time_s[i] - trace->time_s[before] : 0;
        for (size_t k = before + 1; before < n && gap <= LONGEST_BETWEEN_S && k < i; k++) {
            const float share = (float)((trace->time_s[k] - trace->time_s[before]) / gap);
            out[k] = out[before] + share * (now - out[before]);
        }
        before = i;
    }
    for (size_t k = before + 1; before < n && k < n; k++)
        if (trace->time_s[k] - trace->time_s[before] <= LONGEST_BETWEEN_S)
            out[k] = out[before];
}

/* What the landmarks usually show: the lower quartile over still frames (a smile may be held for
 * long); the median over all where there is hardly a still one. */
static double usual(const struct phil_mouth *m, const struct phil_clock *clock, const float *values,
                    float *work)
{
    size_t k = 0;
    for (size_t i = 0; i < clock->n; i++)
        if (isfinite(values[i]) && m->active[i] < m->loud_mm)
            work[k++] = values[i];
    if ((double)k * clock->interval_s >= LEAST_STILL_S)
        return quantile(work, k, 0.25);
    k = 0;
    for (size_t i = 0; i < clock->n; i++)
        if (isfinite(values[i]))
            work[k++] = values[i];
    return quantile(work, k, 0.5);
}

bool phil_mouth_study(struct phil_mouth *m, const struct phil_trace *trace,
                      const struct phil_clock *clock, double px_per_mm)
{
    const size_t n = trace->n_frames;
    m->memory = malloc((7 * n + 1) * sizeof *m->memory);
    if (!m->memory)
        return false;
    m->apart = m->memory;
    m->out[0] = m->apart + n;
    m->out[1] = m->out[0] + n;
    m->active = m->out[1] + n;
    m->busier = m->active + n;
    m->one_half = m->busier + n;
    float *work = m->one_half + n;
    interpolate(trace, offsetof(struct phil_head_sample, lips_apart), m->apart);
    for (size_t k = 0; k < 2; k++)
        interpolate(trace, offsetof(struct phil_head_sample, corner_out) + k * sizeof(float),
                    m->out[k]);
    for (size_t i = 0; i < n; i++)
        study_halves(m, trace, clock, i, px_per_mm);
    const double noise = noise_mm(trace, px_per_mm, work);
    m->loud_mm = fmax(ACTIVE_MM, ABOVE_NOISE * noise);
    m->quiet_mm = fmax(QUIET_MM, QUIET_ABOVE_NOISE * noise);
    m->usual_apart = usual(m, clock, m->apart, work);
    for (int k = 0; k < 2; k++)
        m->usual_out[k] = usual(m, clock, m->out[k], work);
    return true;
}

bool phil_mouth_moved(const struct phil_mouth *m, const struct phil_clock *clock, size_t at)
{
    size_t first, last;
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    phil_frames_within(clock, at, PHIL_HALF_LANDMARK_WINDOW_S, &first, &last);
    for (size_t i = first; i <= last; i++) {
        const double v[2] = {m->apart[i], (double)m->out[0][i] + (double)m->out[1][i]};
        for (int k = 0; k < 2; k++)
            if (isfinite(v[k])) {
                low[k] = fmin(low[k], v[k]);
                high[k] = fmax(high[k], v[k]);
            }
    }
    return high[0] - low[0] > GAP_MOVES || high[1] - low[1] > WIDTH_MOVES;
}

bool phil_mouth_smiles(const struct phil_mouth *m, size_t at)
{
    const double left = m->out[0][at] - m->usual_out[0], right = m->out[1][at] - m->usual_out[1];
    return left + right > SMILE && fmin(left, right) > 0;
}

bool phil_mouth_opens(const struct phil_mouth *m, size_t at)
{
    return m->apart[at] - m->usual_apart > OPEN;
}

void phil_mouth_release(struct phil_mouth *m)
{
    free(m->memory);
    m->memory = NULL;
}
