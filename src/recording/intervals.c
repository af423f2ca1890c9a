/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording/intervals.h"

#include <math.h>
#include <string.h>

/* Index of the first bin whose key is not below `key`. */
static int find_bin(const struct phil_intervals *v, int64_t key)
{
    int lo = 0, hi = v->n_bins;
    while (lo < hi) {
        const int mid = (lo + hi) / 2;
        if (v->bin[mid].key < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Halves the resolution until a bin is free. */
static void coarsen(struct phil_intervals *v)
{
    while (v->n_bins == PHIL_INTERVAL_BINS) {
        v->shift++;
        int kept = 0;
        for (int i = 0; i < v->n_bins; i++) {
            struct phil_interval_bin b = v->bin[i];
            b.key >>= 1;
            if (kept && v->bin[kept - 1].key == b.key) {
                v->bin[kept - 1].count += b.count;
                v->bin[kept - 1].ticks += b.ticks;
            } else {
                v->bin[kept++] = b;
            }
        }
        v->n_bins = kept;
    }
}

void phil_intervals_add(struct phil_intervals *v, int64_t ticks)
{
    int at = find_bin(v, ticks >> v->shift);
    if (at == v->n_bins || v->bin[at].key != ticks >> v->shift) {
        coarsen(v);
        at = find_bin(v, ticks >> v->shift);
    }
    if (at == v->n_bins || v->bin[at].key != ticks >> v->shift) {
        memmove(&v->bin[at + 1], &v->bin[at], (size_t)(v->n_bins - at) * sizeof v->bin[0]);
        v->bin[at] = (struct phil_interval_bin){.key = ticks >> v->shift};
        v->n_bins++;
    }
    v->bin[at].count++;
    v->bin[at].ticks += (double)ticks;
    v->total++;
}

static double bin_mean(const struct phil_interval_bin *b)
{
    return b->ticks / (double)b->count;
}

static double median(const struct phil_intervals *v)
{
    int64_t seen = 0;
    for (int i = 0; i < v->n_bins; i++) {
        seen += v->bin[i].count;
        if (2 * seen >= v->total)
            return bin_mean(&v->bin[i]);
    }
    return 0;
}

static bool near_median(const struct phil_interval_bin *b, double median)
{
    return fabs(bin_mean(b) - median) <= 0.2 * median; /* 20 %: recording.h */
}

double phil_intervals_typical(const struct phil_intervals *v)
{
    const double middle = median(v);
    double ticks = 0;
    int64_t count = 0;
    for (int i = 0; i < v->n_bins; i++) {
        if (!near_median(&v->bin[i], middle))
            continue;
        ticks += v->bin[i].ticks;
        count += v->bin[i].count;
    }
    return count ? ticks / (double)count : 0;
}

bool phil_intervals_variable(const struct phil_intervals *v)
{
    const double middle = median(v);
    int64_t odd = 0;
    for (int i = 0; i < v->n_bins; i++)
        if (!near_median(&v->bin[i], middle))
            odd += v->bin[i].count;
    return (double)odd > 0.05 * (double)v->total; /* 5 %: recording.h */
}
