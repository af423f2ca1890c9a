/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a simulation is laid out as EDF+.
 *
 * A record lasts as long for every signal and holds a whole number of samples of each, so its
 * length must suit all rates at once. Lengths of whole milliseconds are tried, because movement
 * comes at 1000 Hz: first one that keeps every sample at its time (exactly for every rate that is a
 * multiple of 0.05 Hz), then room for all annotations, then little padding after the end of the
 * run, then near a second. A rate that fits no length is held to the nearest, and its samples drift
 * by the fraction of one that the layout tells.
 *
 * A range is written in eight characters, so it is widened to the next decimal that fits, and
 * samples are scaled by what stands in the file, not by what was measured.
 *
 * Reference: Kemp B, Olivan J (2003) European data format 'plus' (EDF+), an EDF alike standard
 * format for the exchange of physiological data. Clin Neurophysiol 114:1755-1761,
 * doi:10.1016/S1388-2457(03)00123-8. Labels: its standard texts (EMG, Dist); "Force" has none
 * there that we know of.
 */
#include "report/simulation_edf.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double BEST_MS = 1000;       /* EDF's custom */
static const double LARGEST = 9999999;    /* seven digits and a sign */
static const double DRIFT_MATTERS = 1e-3; /* samples */
static const double INEXACT_MS = 5000;    /* padding that an exact rate is worth */
enum { LONGEST_MS = 20000 };

/* ---- signals ---- */

static const char *const node_labels[PHIL_N_NODES] = {
    "up lip L", "up lip M", "up lip R", "lo lip L", "lo lip M", "lo lip R", "corner L",
    "corner R", "chin L",   "chin R",   "up lid L", "up lid R", "lo lid L", "lo lid R"};

static const char *const electrode_labels[PHIL_N_ELECTRODES] = {
    "up lip L", "up lip M", "up lip R", "lo lip L", "lo lip M", "lo lip R", "eye L", "eye R"};

static const char *const muscle_labels[PHIL_N_MUSCLES] = {
    "up lip L", "up lip R", "lo lip L", "lo lip R", "depres L", "depres R",
    "mental L", "mental R", "zygoma L", "zygoma R", "eye L",    "eye R"};

/* Decimals that fit eight characters with a sign. */
static double grid_of(double size)
{
    double grid = 1e5;
    for (double step = 10; size >= step && grid > 1; step *= 10)
        grid /= 10;
    return grid;
}

static void measure_range(struct phil_edf_signal *s, size_t *n_unusable)
{
    double lo = 0, hi = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (!(fabs(s->trace[i]) <= LARGEST)) {
            ++*n_unusable;
            continue;
        }
        lo = fmin(lo, s->trace[i]);
        hi = fmax(hi, s->trace[i]);
    }
    const double grid = grid_of(fmax(-lo, hi));
    s->lo = floor(lo * grid) / grid;
    s->hi = ceil(hi * grid) / grid;
    if (!(s->hi > s->lo)) /* flat */
        s->hi = 1;
}

static void add_signal(struct phil_edf_layout *layout, const char *kind, const char *place,
                       const char *axis, const char *dimension, const float *trace, size_t n,
                       double rate_hz)
{
    if (!trace || n == 0 || !(rate_hz > 0))
        return;
    struct phil_edf_signal *s = &layout->signal[layout->n_signals++];
    *s = (struct phil_edf_signal){
        .dimension = dimension, .trace = trace, .n = n, .rate_hz = rate_hz};
    snprintf(s->label, sizeof s->label, "%s %s%s", kind, place, axis);
    snprintf(s->transducer, sizeof s->transducer, "simulated%s",
             *kind == 'E' ? ", single differential along the fibres" : "");
    measure_range(s, &layout->n_unusable);
}

static void add_signals(struct phil_edf_layout *layout, const struct phil_nerve_result *r)
{
    for (int e = 0; e < PHIL_N_ELECTRODES; e++)
        add_signal(layout, "EMG", electrode_labels[e], "", "uV", r->emg_uv[e], r->n_emg,
                   r->emg_rate_hz);
    for (int k = 0; k < PHIL_N_NODES; k++) {
        add_signal(layout, "Dist", node_labels[k], " x", "mm", r->right_mm[k], r->n_movement,
                   r->movement_rate_hz);
        add_signal(layout, "Dist", node_labels[k], " y", "mm", r->down_mm[k], r->n_movement,
                   r->movement_rate_hz);
    }
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        add_signal(layout, "Force", muscle_labels[m], "", "N", r->force_n[m], r->n_movement,
                   r->movement_rate_hz);
}

/* ---- records ---- */

static int samples_in(const struct phil_edf_signal *s, int ms)
{
    return (int)fmax(1, nearbyint(s->rate_hz * ms / 1000));
}

static double fit(struct phil_edf_layout *layout, int ms, double annotations)
{
    double end_ms = 0;
    layout->record_ms = ms;
    layout->n_records = 1;
    layout->drift = 0;
    for (int i = 0; i < layout->n_signals; i++) {
        struct phil_edf_signal *s = &layout->signal[i];
        s->per_record = samples_in(s, ms);
        const size_t records = (s->n + (size_t)s->per_record - 1) / (size_t)s->per_record;
        if (records > layout->n_records)
            layout->n_records = records;
        const double drift = fabs((double)s->n * (s->rate_hz * ms / 1000 / s->per_record - 1));
        layout->drift = fmax(layout->drift, drift);
        end_ms = fmax(end_ms, (double)s->n / s->rate_hz * 1000);
    }
    const double spare_ms = fmax(0, (double)layout->n_records * ms - end_ms);
    const double lost =
        fmax(0, annotations - (double)layout->n_records * PHIL_EDF_MOST_ANNOTATIONS);
    const double odd = ms < BEST_MS ? BEST_MS / ms - 1 : ms / BEST_MS - 1;
    const double inexact = layout->drift > 1e-9 ? INEXACT_MS : 0;
    layout->padded = spare_ms > 0.5;
    return 1e9 * (layout->drift > DRIFT_MATTERS ? layout->drift : 0) + 1e6 * lost + inexact +
           spare_ms + 0.1 * odd;
}

/* EDFlib 1.23 writes a length by cutting off its binary fraction: 1.007 s becomes "1.006999", for a
 * third of all lengths. Those are not used. */
static bool prints_right(int ms)
{
    const double s = ms / 1000.0;
    return (long)((s - floor(s)) * 1e9) == ms % 1000 * 1000000L;
}

void phil_edf_layout_make(struct phil_edf_layout *layout, const struct phil_nerve_result *result)
{
    const double annotations = (double)result->n_events + 2; /* what it is, and its end */
    double least = INFINITY;
    int best = 1;
    *layout = (struct phil_edf_layout){.n_signals = 0};
    add_signals(layout, result);
    for (int ms = 1; ms <= LONGEST_MS && layout->n_signals; ms++) {
        const double cost = prints_right(ms) ? fit(layout, ms, annotations) : INFINITY;
        if (cost < least) {
            least = cost;
            best = ms;
        }
    }
    fit(layout, best, annotations);
    const double of_record = ceil(annotations / (double)layout->n_records);
    layout->annotations = (int)fmin(of_record, PHIL_EDF_MOST_ANNOTATIONS);
}

int phil_edf_digit(const struct phil_edf_signal *signal, float sample)
{
    const double x = fabs(sample) <= LARGEST ? sample : 0;
    const double at = (x - signal->lo) / (signal->hi - signal->lo);
    const double digit = PHIL_EDF_LOWEST + nearbyint(at * (PHIL_EDF_HIGHEST - PHIL_EDF_LOWEST));
    return (int)fmin(fmax(digit, PHIL_EDF_LOWEST), PHIL_EDF_HIGHEST);
}
