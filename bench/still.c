/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/still.h"

#include <math.h>
#include <string.h>

#include "bench/score.h"
#include "bench/tools.h"

/* Noise is what remains after a moving mean over this time (src/events/detect.c). */
static const double SMOOTH_S = 0.5;

/* A pulse is fitted together with a line over this much trace on either side of its peak. */
static const double REACH_S = 0.4; /* less than the gap to the next */

static bool usable(const struct phil_sample *s)
{
    return !(s->flags & PHIL_SAMPLE_UNUSABLE) && isfinite(s->dx_px) && isfinite(s->dy_px);
}

double phil_bench_noise_px(const struct phil_trace *trace, enum phil_region region, const bool *use)
{
    const struct phil_sample *s = trace->region[region];
    const size_t n = trace->n_frames;
    double sum = 0;
    size_t count = 0, first = 0, end = 0;
    for (size_t i = 0; i < n; i++) {
        while (trace->time_s[i] - trace->time_s[first] > SMOOTH_S / 2)
            first++;
        while (end < n && trace->time_s[end] - trace->time_s[i] <= SMOOTH_S / 2)
            end++;
        if ((use && !use[i]) || !usable(&s[i]))
            continue;
        double mx = 0, my = 0;
        int m = 0;
        bool broken = false;
        for (size_t k = first; k < end; k++) {
            broken = broken || (k > first && (s[k].flags & PHIL_SAMPLE_REKEYED));
            if ((use && !use[k]) || !usable(&s[k]))
                continue;
            mx += s[k].dx_px;
            my += s[k].dy_px;
            m++;
        }
        if (broken || m < 5)
            continue;
        const double ex = s[i].dx_px - mx / m, ey = s[i].dy_px - my / m;
        /* The mean takes 1/m of white noise with it. */
        sum += (ex * ex + ey * ey) / 2 * m / (m - 1);
        count++;
    }
    return count >= 20 ? sqrt(sum / (double)count) : NAN;
}

double phil_bench_lip_noise_px(const struct phil_trace *trace, const bool *use)
{
    double noise[6];
    for (int r = 0; r < 6; r++)
        noise[r] = phil_bench_noise_px(trace, (enum phil_region)(PHIL_UPPER_LIP_LEFT + r), use);
    return phil_bench_median(noise, 6);
}

/* Solves a x = b for three unknowns by elimination; a is symmetric and positive. */
static bool solve3(double a[3][3], double b[3], double x[3])
{
    for (int k = 0; k < 3; k++) {
        if (!(a[k][k] > 1e-12))
            return false;
        for (int i = k + 1; i < 3; i++) {
            const double f = a[i][k] / a[k][k];
            for (int j = k; j < 3; j++)
                a[i][j] -= f * a[k][j];
            b[i] -= f * b[k];
        }
    }
    for (int k = 2; k >= 0; k--) {
        x[k] = b[k];
        for (int j = k + 1; j < 3; j++)
            x[k] -= a[k][j] * x[j];
        x[k] /= a[k][k];
    }
    return true;
}

/* Height of the pulse in the trace, along the true direction, pixels. */
static double height_px(const struct phil_trace *trace, const struct phil_sim_twitch *twitch,
                        double exposure_s)
{
    const double peak_s = phil_bench_peak_s(twitch);
    const double angle = twitch->direction_deg * M_PI / 180;
    double a[3][3] = {{0}}, b[3] = {0}, x[3];
    int n = 0;
    for (size_t i = 0; i < trace->n_frames; i++) {
        const struct phil_sample *s = &trace->region[twitch->region][i];
        /* A frame stands for the middle of its exposure. */
        const double t = trace->time_s[i] + exposure_s / 2 - peak_s;
        if (fabs(t) > REACH_S || !usable(s))
            continue;
        const double row[3] = {phil_sim_pulse(twitch, t + peak_s), 1, t};
        const double d = s->dx_px * cos(angle) - s->dy_px * sin(angle);
        for (int k = 0; k < 3; k++) {
            for (int j = 0; j < 3; j++)
                a[k][j] += row[k] * row[j];
            b[k] += row[k] * d;
        }
        n++;
    }
    return n >= 8 && solve3(a, b, x) ? x[0] : NAN;
}

double phil_bench_gain(const struct phil_trace *trace, const struct phil_bench_clip *clip,
                       double px_per_mm)
{
    double gain[PHIL_BENCH_MAX_TWITCHES];
    int n = 0;
    for (int t = 0; t < clip->n; t++) {
        const struct phil_sim_twitch *twitch = &clip->twitch[t];
        if (twitch->region <= PHIL_LOWER_LIP_RIGHT)
            gain[n++] = height_px(trace, twitch, clip->face.exposure_s) /
                        (twitch->amplitude_mm * px_per_mm);
    }
    return phil_bench_median(gain, (size_t)n);
}
