/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ripple: continuous small motion of a part of the lower face, as myokymia makes it ("a bag of
 * worms"), too small and too dense to be a row of twitches.
 *
 * Idea. Each region's displacement, freed of what is slower than about 2 Hz (a moving mean of
 * 0.4 s is taken off), is compared in windows of 1 s with its expected noise. The expected noise
 * is the tracker's own standard error, raised by how far the quietest fifth of the region's
 * windows exceeds it - but by no more than 1.5 times what the quietest quarter of the face needs,
 * for a ripple that never stops would otherwise pass for noise. A window ripples in a region when
 * its power is 2.5 times the noise and when four of its five fifths are above it too: a twitch
 * fills two. What events explain is left out: every blink, swallow and gesture, and every twitch
 * that is large or stands alone. Twitches that are small and dense may be the ripple's own crests.
 *
 * Guards. What the quietest quarter of the face does in a window, the head or the codec does: it
 * is added to the noise; and more than two thirds of the face moving at once is no ripple. A region
 * whose excess is as strong at 12-14 Hz as at 2-10 Hz is noise, not muscle (where the frame rate
 * shows that band). The lids and brows are watched but never counted: the lids ride on the moving
 * eye.
 *
 * Where it fails. A constant noise that is coloured like muscle, and local, is taken for ripple.
 * A tremor is continuous small motion too; movement.c tells them apart.
 */
#include "pattern/parts.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

static const double two_pi = 6.283185307179586;

static const double window_s = 1;
enum { FIFTHS = 5, LEAST_FIFTHS = 3, LEAST_WINDOWS = 5 };
static const double half_mean_s = 0.2;  /* moving mean of 0.4 s: passes 2 Hz at 0.77 */
static const double excess = 2.5;       /* times the noise power: 1.6 in amplitude; judged */
static const double fifth_excess = 1.5; /* same for a fifth; noise passes it once in 9 */
static const double continuous = 0.8;   /* share of the fifths */
static const double own_quantile = 0.2; /* quietest fifth of the windows */
static const double most_calibration = 1.5;
static const double quiet_quarter = 0.25;  /* of the regions: most movements leave that */
static const double whole_face = 2.0 / 3;  /* share of regions; more is the head or the codec */
static const double smallest_sd_px = 1e-3; /* no tracker is better */
static const double large_mm = 0.5;        /* a single unit moves the lip 0.2 mm, a benign run
                                              under 0.3 mm: simulator-spec 2.7 and 4 */
static const double crest_gap_s = PHIL_RUN_GAP_S;
static const double muscle_over_noise = 1.5; /* power at 2-10 Hz over that at 12-14 Hz; judged */
static const double gate_rate_hz = 29;       /* sees 14 Hz */

static const uint32_t counted =
    PHIL_MOUTH | PHIL_BIT(PHIL_CHIN) | PHIL_BIT(PHIL_CHEEK_LEFT) | PHIL_BIT(PHIL_CHEEK_RIGHT);

/* One region in one window: power over expected noise, whole and in fifths; NaN: not known. */
struct cell {
    double ratio, fifth[FIFTHS];
};

struct ripple {
    const struct phil_motion_table *table;
    bool *explained;         /* per sample */
    double *fast_x, *fast_y; /* per sample, one region */
    struct cell *cell;       /* windows x regions */
    size_t *from, *to;       /* samples of each window */
    size_t n_windows;
    double *common; /* per window: what the whole face does, times the floors, >= 1 */
    double floor[PHIL_N_REGIONS];
    bool noise[PHIL_N_REGIONS];
};

static bool allocate(struct ripple *r, const struct phil_pattern_data *data)
{
    size_t capacity = 1;
    for (size_t s = 0; s < data->n_rest; s++)
        capacity += (size_t)((phil_motion_table_end(r->table, data, s) - data->rest[s].start_s) /
                             window_s) +
                    1;
    r->explained = phil_alloc_aligned(r->table->n + 1, sizeof *r->explained);
    r->fast_x = phil_alloc_aligned(r->table->n + 1, sizeof *r->fast_x);
    r->fast_y = phil_alloc_aligned(r->table->n + 1, sizeof *r->fast_y);
    r->cell = phil_alloc_aligned(capacity, PHIL_N_REGIONS * sizeof *r->cell);
    r->from = phil_alloc_aligned(capacity, sizeof *r->from);
    r->to = phil_alloc_aligned(capacity, sizeof *r->to);
    r->common = phil_alloc_aligned(capacity, sizeof *r->common);
    return r->explained && r->fast_x && r->fast_y && r->cell && r->from && r->to && r->common;
}

static void release(struct ripple *r)
{
    free(r->explained);
    free(r->fast_x);
    free(r->fast_y);
    free(r->cell);
    free(r->from);
    free(r->to);
    free(r->common);
}

static void explain(struct ripple *r, const struct phil_event *event)
{
    const double from = event->onset_s - half_mean_s, to = event->offset_s + half_mean_s;
    size_t lo = 0, hi = r->table->n;
    while (lo < hi) {
        const size_t middle = lo + (hi - lo) / 2;
        if (r->table->time_s[middle] < from)
            lo = middle + 1;
        else
            hi = middle;
    }
    for (; lo < r->table->n && r->table->time_s[lo] <= to; lo++)
        r->explained[lo] = true;
}

static void explain_all(struct ripple *r, const struct phil_pattern_data *data)
{
    for (size_t i = 0; i < data->n_events; i++)
        if (data->events[i].kind != PHIL_EVENT_TWITCH)
            explain(r, &data->events[i]);
    for (size_t i = 0; i < data->n_twitches; i++) {
        const struct phil_event *e = data->twitch[i];
        const double before = i ? e->onset_s - data->twitch[i - 1]->onset_s : INFINITY;
        const double after =
            i + 1 < data->n_twitches ? data->twitch[i + 1]->onset_s - e->onset_s : INFINITY;
        const bool crest = fmin(before, after) < crest_gap_s && e->amplitude_mm < large_mm;
        if (!crest)
            explain(r, e);
    }
}

static void cut_windows(struct ripple *r, const struct phil_pattern_data *data)
{
    const struct phil_motion_table *table = r->table;
    for (size_t s = 0; s < data->n_rest; s++) {
        size_t i = table->first[s];
        const size_t end = table->first[s + 1];
        const double stop = phil_motion_table_end(table, data, s) + 0.5 / table->rate_hz;
        for (double start = data->rest[s].start_s; start + window_s <= stop; start += window_s) {
            const size_t from = i;
            while (i < end && table->time_s[i] < start + window_s)
                i++;
            if (i == from)
                continue;
            r->from[r->n_windows] = from;
            r->to[r->n_windows++] = i;
        }
    }
}

/* x minus its moving mean, within one stretch; NaN where half of the mean is missing. */
static void take_fast(const struct phil_motion_table *table, const double *x, double *fast,
                      size_t first, size_t end)
{
    const size_t half = (size_t)fmax(1, round(half_mean_s * table->rate_hz));
    double sum = 0;
    size_t n = 0, from = first, to = first;
    for (size_t i = first; i < end; i++) {
        for (; to < end && to <= i + half; to++) {
            n += !isnan(x[to]);
            sum += isnan(x[to]) ? 0 : x[to];
        }
        for (; from + half < i; from++) {
            n -= !isnan(x[from]);
            sum -= isnan(x[from]) ? 0 : x[from];
        }
        /* Less than the mean itself takes off at an end would bias the power there. */
        fast[i] = n > half ? (x[i] - sum / (double)n) / sqrt(1 - 1 / (double)n) : NAN;
    }
}

static void fill_cell(const struct ripple *r, int region, size_t w, struct cell *cell)
{
    double power[FIFTHS] = {0}, noise[FIFTHS] = {0}, all_power = 0, all_noise = 0;
    int n[FIFTHS] = {0}, fifths = 0;
    const size_t from = r->from[w], length = r->to[w] - from;
    for (size_t i = 0; i < length; i++) {
        const size_t k = from + i, f = i * FIFTHS / length;
        const double sd = fmax(r->table->sd[region][k], smallest_sd_px);
        const double p = r->fast_x[k] * r->fast_x[k] + r->fast_y[k] * r->fast_y[k];
        if (r->explained[k] || isnan(p) || isnan(r->table->sd[region][k]))
            continue;
        power[f] += p;
        noise[f] += 2 * sd * sd;
        n[f]++;
    }
    for (int f = 0; f < FIFTHS; f++) {
        const bool known = 2 * (size_t)n[f] * FIFTHS >= length && n[f] > 0;
        cell->fifth[f] = known ? power[f] / noise[f] : NAN;
        fifths += known;
        all_power += known ? power[f] : 0;
        all_noise += known ? noise[f] : 0;
    }
    cell->ratio = fifths >= LEAST_FIFTHS ? all_power / all_noise : NAN;
}

static void take_region(struct ripple *r, size_t n_rest, int region)
{
    for (size_t s = 0; s < n_rest; s++) {
        const size_t first = r->table->first[s], end = r->table->first[s + 1];
        take_fast(r->table, r->table->x[region], r->fast_x, first, end);
        take_fast(r->table, r->table->y[region], r->fast_y, first, end);
    }
}

static bool ripples(const struct ripple *r, size_t w, int region)
{
    const struct cell *cell = &r->cell[w * PHIL_N_REGIONS + (size_t)region];
    const double noise = r->floor[region] * r->common[w];
    int known = 0, above = 0;
    for (int f = 0; f < FIFTHS; f++) {
        known += !isnan(cell->fifth[f]);
        above += cell->fifth[f] > fifth_excess * noise;
    }
    return cell->ratio > excess * noise && above >= continuous * known;
}

/* Mean power of the windows that ripple, at 2-10 Hz over 12-14 Hz. */
static double muscle_share(const struct ripple *r, int region)
{
    double low = 0, high = 0;
    for (size_t w = 0; w < r->n_windows; w++) {
        if (!ripples(r, w, region))
            continue;
        const double start = r->table->time_s[r->from[w]];
        for (int hz = 2; hz <= 14; hz++) {
            double re[2] = {0}, im[2] = {0};
            for (size_t i = r->from[w]; i < r->to[w]; i++) {
                if (r->explained[i] || isnan(r->fast_x[i]) || isnan(r->fast_y[i]))
                    continue;
                const double t = r->table->time_s[i] - start;
                const double hann = 0.5 - 0.5 * cos(two_pi * t / window_s);
                const double c = hann * cos(two_pi * hz * t), s = hann * sin(two_pi * hz * t);
                re[0] += c * r->fast_x[i];
                im[0] += s * r->fast_x[i];
                re[1] += c * r->fast_y[i];
                im[1] += s * r->fast_y[i];
            }
            const double power = re[0] * re[0] + im[0] * im[0] + re[1] * re[1] + im[1] * im[1];
            low += hz <= 10 ? power / 9 : 0;
            high += hz >= 12 ? power / 3 : 0;
        }
    }
    return low / high;
}

static bool is_noise(struct ripple *r, size_t n_rest, int region)
{
    take_region(r, n_rest, region);
    return muscle_share(r, region) < muscle_over_noise;
}

static void fill_region(struct ripple *r, size_t n_rest, int region)
{
    take_region(r, n_rest, region);
    for (size_t w = 0; w < r->n_windows; w++)
        fill_cell(r, region, w, &r->cell[w * PHIL_N_REGIONS + (size_t)region]);
}

static double quantile_of_cells(const struct ripple *r, int region, double q, double *buffer)
{
    size_t n = 0;
    for (size_t w = 0; w < r->n_windows; w++) {
        const double ratio = r->cell[w * PHIL_N_REGIONS + (size_t)region].ratio;
        if (!isnan(ratio))
            buffer[n++] = ratio;
    }
    if (!n)
        return NAN;
    gsl_sort(buffer, 1, n);
    return gsl_stats_quantile_from_sorted_data(buffer, 1, n, q);
}

static void set_floors(struct ripple *r, double *buffer)
{
    double usual[PHIL_N_REGIONS];
    size_t n = 0;
    for (int region = 0; region < PHIL_N_REGIONS; region++) {
        r->floor[region] = quantile_of_cells(r, region, own_quantile, buffer);
        if (!isnan(r->floor[region]))
            usual[n++] = r->floor[region];
    }
    gsl_sort(usual, 1, n);
    const double face = n ? gsl_stats_quantile_from_sorted_data(usual, 1, n, quiet_quarter) : 1;
    for (int region = 0; region < PHIL_N_REGIONS; region++)
        r->floor[region] = fmax(1, fmin(r->floor[region], most_calibration * face));
}

static void set_common(struct ripple *r)
{
    for (size_t w = 0; w < r->n_windows; w++) {
        double ratio[PHIL_N_REGIONS];
        size_t n = 0;
        for (int region = 0; region < PHIL_N_REGIONS; region++) {
            const double value = r->cell[w * PHIL_N_REGIONS + (size_t)region].ratio;
            if (!isnan(value))
                ratio[n++] = value / r->floor[region];
        }
        gsl_sort(ratio, 1, n);
        r->common[w] =
            n ? fmax(1, gsl_stats_quantile_from_sorted_data(ratio, 1, n, quiet_quarter)) : 1;
    }
}

static struct phil_value count(const struct ripple *r)
{
    size_t known = 0, rippling = 0;
    for (size_t w = 0; w < r->n_windows; w++) {
        int regions = 0, moving = 0, below = 0, below_moving = 0;
        for (int region = 0; region < PHIL_N_REGIONS; region++) {
            if (isnan(r->cell[w * PHIL_N_REGIONS + (size_t)region].ratio))
                continue;
            const bool lower = counted & PHIL_BIT(region), moves = ripples(r, w, region);
            regions++;
            moving += moves;
            below += lower;
            below_moving += lower && moves && !r->noise[region];
        }
        known += below > 0;
        rippling += below_moving > 0 && moving <= whole_face * regions;
    }
    if (known < LEAST_WINDOWS)
        return phil_unmeasured("less than 5 s of rest without other movements");
    return phil_measured((double)rippling / (double)known);
}

enum phil_status phil_pattern_ripple(const struct phil_pattern_data *data,
                                     const struct phil_motion_table *table,
                                     struct phil_value *share)
{
    struct ripple r = {.table = table};
    double *buffer = NULL;
    enum phil_status status = PHIL_EMEM;
    if (!allocate(&r, data))
        goto done;
    cut_windows(&r, data);
    buffer = phil_alloc_aligned(r.n_windows + 1, sizeof *buffer);
    if (!buffer)
        goto done;
    explain_all(&r, data);
    for (int region = 0; region < PHIL_N_REGIONS; region++)
        fill_region(&r, data->n_rest, region);
    set_floors(&r, buffer);
    set_common(&r);
    for (int region = 0; region < PHIL_N_REGIONS && table->rate_hz >= gate_rate_hz; region++)
        r.noise[region] = counted & PHIL_BIT(region) && is_noise(&r, data->n_rest, region);
    *share = count(&r);
    status = PHIL_OK;
done:
    free(buffer);
    release(&r);
    return status;
}
