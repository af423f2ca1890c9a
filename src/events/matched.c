/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much of a pulse is there, at every frame, for pulses of several widths?
 *
 * Idea. Around each frame the displacement is modelled as baseline (constant, slope, curvature)
 * plus amplitude times a raised-cosine pulse, by least squares on the samples' own times: the
 * generalised likelihood ratio test for a pulse of unknown height and direction on an unknown slow
 * drift (Kay 1998, Fundamentals of Statistical Signal Processing II, ch. 7 and 8). Because it works
 * on times and not on sample numbers, variable frame rates and missing samples need no resampling.
 * How rare an amplitude is without a twitch is null.c's to tell.
 *
 * Assumptions. Drift is slow against REACH_S; a twitch is about as long as one of the widths.
 *
 * Where it fails. Two twitches closer than a width share their baseline.
 */
#include "events/matched.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A twitch lasts 50-200 ms, a spasm's clonic burst up to half a second; wider pulses are there to
 * recognise slower movements for what they are. */
const double phil_pulse_width_s[PHIL_N_DURATIONS] = {0.07, 0.10, 0.14, 0.20, 0.28, 0.40, 0.60};

/* The standard errors of single frames are estimates themselves, so none counts for more than twice
 * the usual one; but after a codec's key frame windows may contradict each other for a quarter of a
 * second, at five times the usual error, and then hardly count. */
static const double PRECISION_LEAST = 0.05, PRECISION_MOST = 2;

/* A new reference is one noisy frame; the mean over this time steadies it. */
static const double SETTLING_S = 0.35;

/* Longest gap between two samples of one stretch, seconds. */
static const double LONGEST_GAP_S = 0.25;

enum { N_TERMS = 4 };

double phil_pulse(double offset_s, double width_s)
{
    const double u = offset_s / width_s;
    return fabs(u) >= 0.5 ? 0 : 0.5 + 0.5 * cos(2 * M_PI * u);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct phil_clock phil_clock_of(const struct phil_trace *trace)
{
    struct phil_clock clock = {trace->time_s, trace->n_frames, 1.0 / 30};
    if (trace->n_frames < 2)
        return clock;
    const size_t n = trace->n_frames - 1;
    double *steps = malloc(n * sizeof *steps);
    if (!steps) {
        clock.interval_s = (trace->time_s[n] - trace->time_s[0]) / (double)n;
        return clock;
    }
    for (size_t i = 0; i < n; i++)
        steps[i] = trace->time_s[i + 1] - trace->time_s[i];
    qsort(steps, n, sizeof *steps, by_value);
    clock.interval_s = steps[n / 2] > 0 ? steps[n / 2] : 1.0 / 30;
    free(steps);
    return clock;
}

void phil_number_stretches(const struct phil_trace *trace, enum phil_region region, int *stretch)
{
    int number = 0;
    size_t last = SIZE_MAX;
    double keyed_s = -INFINITY;
    for (size_t i = 0; i < trace->n_frames; i++) {
        const struct phil_sample *s = &trace->region[region][i];
        if (s->flags & PHIL_SAMPLE_REKEYED) {
            keyed_s = trace->time_s[i];
            number++;
        }
        if ((s->flags & PHIL_SAMPLE_UNUSABLE) || !isfinite(s->dx_px) || !isfinite(s->dy_px)) {
            stretch[i] = -1;
            continue;
        }
        if (last != SIZE_MAX && trace->time_s[i] - trace->time_s[last] > LONGEST_GAP_S)
            number++;
        stretch[i] = trace->time_s[i] - keyed_s < SETTLING_S ? -1 : number;
        last = i;
    }
}

bool phil_sample_precision(const struct phil_trace *trace, enum phil_region region,
                           float *precision)
{
    const size_t n = trace->n_frames;
    const struct phil_sample *s = trace->region[region];
    double *sorted = malloc((n ? n : 1) * sizeof *sorted);
    if (!sorted)
        return false;
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (!(s[i].flags & PHIL_SAMPLE_UNUSABLE) && s[i].sd_px > 0)
            sorted[m++] = s[i].sd_px;
    if (m)
        qsort(sorted, m, sizeof *sorted, by_value);
    const double usual = m ? sorted[m / 2] : 1;
    free(sorted);
    for (size_t i = 0; i < n; i++) {
        const double ratio = s[i].sd_px > 0 ? usual / s[i].sd_px : 1;
        precision[i] = (float)fmin(PRECISION_MOST, fmax(PRECISION_LEAST, ratio * ratio));
    }
    return true;
}

/* Solves the 4x4 normal equations for the row of the inverse that belongs to the pulse. */
static bool pulse_row(double m[N_TERMS][N_TERMS], double row[N_TERMS])
{
    double a[N_TERMS][N_TERMS + 1];
    for (int i = 0; i < N_TERMS; i++) {
        memcpy(a[i], m[i], sizeof m[i]);
        a[i][N_TERMS] = i == 0;
    }
    for (int k = 0; k < N_TERMS; k++) {
        int pivot = k;
        for (int i = k + 1; i < N_TERMS; i++)
            if (fabs(a[i][k]) > fabs(a[pivot][k]))
                pivot = i;
        if (fabs(a[pivot][k]) < 1e-9)
            return false;
        for (int j = 0; pivot != k && j <= N_TERMS; j++) {
            const double swap = a[k][j];
            a[k][j] = a[pivot][j];
            a[pivot][j] = swap;
        }
        for (int i = k + 1; i < N_TERMS; i++) {
            const double f = a[i][k] / a[k][k];
            for (int j = k; j <= N_TERMS; j++)
                a[i][j] -= f * a[k][j];
        }
    }
    for (int i = N_TERMS - 1; i >= 0; i--) {
        row[i] = a[i][N_TERMS];
        for (int j = i + 1; j < N_TERMS; j++)
            row[i] -= a[i][j] * row[j];
        row[i] /= a[i][i];
    }
    return true;
}

double phil_matched_reach(double width_s)
{
    return 0.75 * width_s + 0.2;
}

/* The model's terms in a window: pulse, constant, slope, curvature. They depend on the times alone,
 * so at an even frame rate those of one frame serve the next. */
struct terms {
    size_t n; /* 0: none yet */
    double width;
    double offset_s[PHIL_MAX_WINDOW], x[PHIL_MAX_WINDOW][N_TERMS];
};

/* Times closer than this are the same, seconds: far below any container's tick, far above the
 * rounding of a day's seconds in double precision. */
static const double SAME_TIME_S = 1e-9;

static void set_terms(struct terms *terms, const struct phil_clock *clock, size_t at, double width,
                      const struct phil_matched_window *window)
{
    const double *time_s = clock->time_s + window->first, reach_s = phil_matched_reach(width);
    const size_t n = window->last - window->first + 1;
    bool same = terms->n == n && terms->width == width;
    for (size_t i = 0; same && i < n; i++)
        same = fabs(time_s[i] - clock->time_s[at] - terms->offset_s[i]) < SAME_TIME_S;
    if (same)
        return;
    terms->n = n;
    terms->width = width;
    for (size_t i = 0; i < n; i++) {
        const double t = terms->offset_s[i] = time_s[i] - clock->time_s[at];
        double *x = terms->x[i];
        x[0] = phil_pulse(t, width);
        x[1] = 1;
        x[2] = t / reach_s;
        x[3] = x[2] * x[2];
    }
}

static void mirror(double m[N_TERMS][N_TERMS])
{
    for (int a = 0; a < N_TERMS; a++)
        for (int b = 0; b < a; b++)
            m[a][b] = m[b][a];
}

/* Weights such that the pulse's amplitude at frame `at` is the weighted sum of the window's samples
 * that belong to the same stretch; 0 for the others. False when the window holds too little on
 * either side of the pulse, or under it. */
static bool pulse_weights(const struct terms *terms, const int *stretch, const float *precision,
                          size_t at, struct phil_matched_window *window)
{
    double m[N_TERMS][N_TERMS] = {{0}}, row[N_TERMS];
    int before = 0, under = 0, after = 0;
    for (size_t i = window->first; i <= window->last; i++) {
        const double *x = terms->x[i - window->first], t = terms->offset_s[i - window->first];
        if (stretch[i] != stretch[at])
            continue;
        before += x[0] < 0.1 && t < 0;
        under += x[0] >= 0.1;
        after += x[0] < 0.1 && t > 0;
        for (int a = 0; a < N_TERMS; a++)
            for (int b = a; b < N_TERMS; b++)
                m[a][b] += precision[i] * x[a] * x[b];
    }
    mirror(m);
    if (before < 3 || after < 3 || under < 1 || !pulse_row(m, row))
        return false;
    for (size_t i = window->first; i <= window->last; i++) {
        const double *x = terms->x[i - window->first];
        window->weight[i - window->first] =
            stretch[i] != stretch[at]
                ? 0
                : precision[i] * (row[0] * x[0] + row[1] * x[1] + row[2] * x[2] + row[3] * x[3]);
    }
    return true;
}

static void window_around(const struct phil_clock *clock, size_t at, double reach, size_t *first,
                          size_t *last)
{
    *first = *last = at;
    while (*first > 0 && clock->time_s[at] - clock->time_s[*first - 1] <= reach &&
           at - *first < PHIL_MAX_WINDOW / 2 - 1)
        --*first;
    while (*last + 1 < clock->n && clock->time_s[*last + 1] - clock->time_s[at] <= reach &&
           *last - at < PHIL_MAX_WINDOW / 2 - 1)
        ++*last;
}

/* phil_matched_weights() with terms that are kept from frame to frame. */
static bool find_weights(struct terms *terms, const struct phil_clock *clock, const int *stretch,
                         const float *precision, size_t at, int w,
                         struct phil_matched_window *window)
{
    const double width = phil_pulse_width_s[w];
    /* A pulse shorter than two frames cannot be told from a single bad sample. */
    if (stretch[at] < 0 || width < 2 * clock->interval_s)
        return false;
    window_around(clock, at, phil_matched_reach(width), &window->first, &window->last);
    set_terms(terms, clock, at, width, window);
    return pulse_weights(terms, stretch, precision, at, window);
}

bool phil_matched_weights(const struct phil_clock *clock, const int *stretch,
                          const float *precision, size_t at, int w,
                          struct phil_matched_window *window)
{
    struct terms terms;
    terms.n = 0;
    terms.width = 0;
    return find_weights(&terms, clock, stretch, precision, at, w, window);
}

bool phil_matched_fit(const struct phil_trace *trace, enum phil_region region,
                      const struct phil_clock *clock, struct phil_fit *fits)
{
    const size_t n = trace->n_frames;
    const struct phil_sample *samples = trace->region[region];
    int *stretch = malloc((n ? n : 1) * sizeof *stretch);
    float *precision = malloc((n ? n : 1) * sizeof *precision);
    if (!stretch || !precision || !phil_sample_precision(trace, region, precision)) {
        free(stretch);
        free(precision);
        return false;
    }
    phil_number_stretches(trace, region, stretch);
    struct terms terms;
    terms.n = 0;
    terms.width = 0;
    for (int w = 0; w < PHIL_N_DURATIONS; w++)
        for (size_t i = 0; i < n; i++) {
            struct phil_matched_window window;
            double ax = 0, ay = 0;
            fits[(size_t)w * n + i] = (struct phil_fit){NAN, NAN};
            if (!find_weights(&terms, clock, stretch, precision, i, w, &window))
                continue;
            for (size_t k = window.first; k <= window.last; k++)
                if (window.weight[k - window.first] != 0) {
                    ax += window.weight[k - window.first] * samples[k].dx_px;
                    ay += window.weight[k - window.first] * samples[k].dy_px;
                }
            fits[(size_t)w * n + i] = (struct phil_fit){(float)ax, (float)ay};
        }
    free(stretch);
    free(precision);
    return true;
}
