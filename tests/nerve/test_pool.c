/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pool of motoneurons under drive: rows 5 to 9 of the validation table. A quadrant of oris with
 * its own axons, healthy, spontaneous spikes of terminals left out by their origin.
 */
#include "row.h"

#include <philtrum/nerve.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNITS = 120 };

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(double *v, size_t n, double part)
{
    qsort(v, n, sizeof *v, ascending);
    return v[(size_t)(part * (double)(n - 1) + 0.5)];
}

/* A run of one quadrant with one act. */
static struct phil_nerve_result *run(enum phil_nerve_act_kind kind, double seconds, double level,
                                     bool noise, uint64_t seed)
{
    const struct phil_nerve_act act = {kind, 0, seconds, level};
    struct phil_nerve_settings s = phil_nerve_defaults();
    memset(s.units, 0, sizeof s.units);
    s.units[PHIL_ORIS_UPPER_LEFT] = UNITS;
    s.seed = seed;
    s.seconds = seconds;
    s.acts = &act;
    s.n_acts = 1;
    s.blinks_per_min = 0;
    s.emg_rate_hz = 0;
    s.movement = false;
    s.noise = noise;
    struct phil_nerve_result *r;
    assert_int_equal(phil_nerve_run(&r, &s, NULL, NULL), PHIL_OK);
    return r;
}

/* Times of the soma's own spikes of a unit, seconds; returns their number. */
static size_t train(const struct phil_nerve_result *r, size_t unit, double *at_s, size_t most)
{
    size_t n = 0;
    for (size_t i = r->first_spike[unit]; i < r->first_spike[unit + 1] && n < most; i++)
        if (r->spikes[i].origin == PHIL_NERVE_ORIGIN_SOMA)
            at_s[n++] = r->spikes[i].began_s;
    return n;
}

static double at_s[4000];

/* When a unit begins to fire regularly, as onset intervals are read from recordings: its first
 * spike after which `n` intervals are none longer than 250 ms and vary by less than `cv`. NaN:
 * never. Their mean rate goes to *hz. */
static double onset_s(const struct phil_nerve_result *r, size_t unit, int n, double cv, double *hz)
{
    const size_t n_spikes = train(r, unit, at_s, sizeof at_s / sizeof *at_s);
    for (size_t i = 0; i + (size_t)n < n_spikes; i++) {
        const double mean = (at_s[i + (size_t)n] - at_s[i]) / n;
        double longest = 0, squares = 0;
        for (size_t k = i; k < i + (size_t)n; k++) {
            const double interval = at_s[k + 1] - at_s[k];
            longest = fmax(longest, interval);
            squares += (interval - mean) * (interval - mean);
        }
        *hz = 1 / mean;
        if (longest < 0.25 && sqrt(squares / (n - 1)) < cv * mean)
            return at_s[i];
    }
    return NAN;
}

struct ramp {
    double drive[UNITS], rate[UNITS]; /* of units that were recruited, by size */
    size_t n, n_regular;
    double regular[UNITS]; /* rate when it first was regular, in no order */
    bool is[UNITS];
    double of[UNITS]; /* drive of recruitment by unit */
};

static void do_ramp(struct ramp *ramp, bool noise, uint64_t seed)
{
    const double seconds = 10, level = 0.8;
    struct phil_nerve_result *r = run(PHIL_ACT_RAMP, seconds, level, noise, seed);
    ramp->n = ramp->n_regular = 0;
    for (size_t u = 0; u < UNITS; u++) {
        if (isfinite(onset_s(r, u, 5, 0.3, &ramp->regular[ramp->n_regular])))
            ramp->n_regular++;
        const double t = onset_s(r, u, 3, 10, &ramp->rate[ramp->n]);
        ramp->is[u] = isfinite(t);
        if (ramp->is[u])
            ramp->drive[ramp->n++] = ramp->of[u] = t / seconds * level;
    }
    phil_nerve_result_free(r);
}

/* Spearman's rank correlation; x is ascending without ties. */
static double spearman(const double *y, size_t n)
{
    double d2 = 0;
    for (size_t i = 0; i < n; i++) {
        double rank = 0;
        for (size_t k = 0; k < n; k++)
            rank += y[k] < y[i] ? 1 : k != i && y[k] == y[i] ? 0.5 : 0;
        d2 += ((double)i - rank) * ((double)i - rank);
    }
    return 1 - 6 * d2 / ((double)n * ((double)n * (double)n - 1));
}

static void row_5_and_6_recruitment(void **state)
{
    (void)state;
    static struct ramp still, noisy;
    do_ramp(&still, false, 1);
    assert_true(still.n == UNITS);
    print_message("# recruited from drive %.3f to %.3f\n", still.drive[0], still.drive[UNITS - 1]);
    phil_row(5, "recruitment order by size, slow ramp, no noise", spearman(still.drive, still.n),
             "Spearman", 0.95, 1, "size principle: Henneman 1957");
    double worst = 1, regular[5 * UNITS], first[5 * UNITS];
    size_t n = 0, n_first = 0;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        do_ramp(&noisy, true, seed);
        worst = fmin(worst, spearman(noisy.drive, noisy.n));
        memcpy(regular + n, noisy.regular, noisy.n_regular * sizeof *regular);
        n += noisy.n_regular;
        memcpy(first + n_first, noisy.rate, noisy.n * sizeof *first);
        n_first += noisy.n;
    }
    phil_row(5, "the same with noise, lowest of five", worst, "Spearman", 0.8, 1,
             "size principle; order in the lower lip varies from trial to trial");
    phil_row(6, "rate at onset of regular firing, ramp of 0.08 a second, median",
             quantile(regular, n, 0.5), "Hz", 8, 17,
             "interval at onset 86 ms (SD 29) in facial units: 11.6 Hz");
    print_message(
        "# 90 %% between %.1f and %.1f Hz; the very first three intervals: %.1f Hz; without "
        "noise %.1f Hz\n",
        quantile(regular, n, 0.05), quantile(regular, n, 0.95), quantile(first, n_first, 0.5),
        quantile(still.regular, still.n_regular, 0.5));
}

/* Mean rate from 1 s on, and variation of intervals; false when it hardly fires. */
static bool steady(const struct phil_nerve_result *r, size_t unit, double *hz, double *cv)
{
    const size_t n = train(r, unit, at_s, sizeof at_s / sizeof *at_s);
    double sum = 0, squares = 0, count = 0;
    for (size_t i = 1; i < n; i++)
        if (at_s[i - 1] > 1) {
            const double d = at_s[i] - at_s[i - 1];
            sum += d;
            squares += d * d;
            count++;
        }
    if (count < 15)
        return false;
    const double mean = sum / count;
    *hz = 1 / mean;
    *cv = sqrt((squares / count - mean * mean) * count / (count - 1)) / mean;
    return true;
}

/* Slope of y on x by least squares. */
static double slope(const double *x, const double *y, size_t n)
{
    double mx = 0, my = 0, xy = 0, xx = 0;
    for (size_t i = 0; i < n; i++) {
        mx += x[i] / (double)n;
        my += y[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
    }
    return xy / xx;
}

static void row_7_onion_skin(void **state)
{
    (void)state;
    static struct ramp still;
    do_ramp(&still, false, 1);
    for (int k = 1; k <= 4; k++) {
        const double u = 0.2 * k;
        struct phil_nerve_result *r = run(PHIL_ACT_PRESS, 6, u, true, 7);
        double x[UNITS], y[UNITS], cv;
        size_t n = 0;
        for (size_t i = 0; i < UNITS; i++)
            if (still.is[i] && steady(r, i, &y[n], &cv))
                x[n++] = still.of[i];
        phil_nerve_result_free(r);
        char what[80];
        snprintf(what, sizeof what, "rate on threshold at drive %.1f, %zu units", u, n);
        if (n >= 10)
            phil_row(7, what, slope(x, y, n), "Hz per drive", -INFINITY, 0,
                     "earlier recruited units fire faster: De Luca and Erim 1994");
    }
}

static void row_8_variation_of_intervals(void **state)
{
    (void)state;
    for (int k = 2; k <= 6; k += 2) {
        struct phil_nerve_result *r = run(PHIL_ACT_PRESS, 11, 0.1 * k, true, 3);
        double cv[UNITS], hz, one;
        size_t n = 0;
        for (size_t i = 0; i < UNITS; i++)
            if (steady(r, i, &hz, &one) && hz >= 10 && hz <= 35)
                cv[n++] = one;
        phil_nerve_result_free(r);
        char what[80];
        snprintf(what, sizeof what, "interval CV at drive %.1f, median of %zu units of 10 to 35 Hz",
                 0.1 * k, n);
        assert_true(n > 10);
        phil_row(8, what, quantile(cv, n, 0.5), "", 0.10, 0.30,
                 "human motor units in steady contraction");
        print_message("# nine in ten between %.3f and %.3f\n", quantile(cv, n, 0.05),
                      quantile(cv, n, 0.95));
    }
}

static void row_9_peak_rate(void **state)
{
    (void)state;
    struct phil_nerve_result *r = run(PHIL_ACT_PRESS, 4, 1, true, 3);
    double rate[UNITS], cv;
    size_t n = 0;
    for (size_t i = 0; i < UNITS; i++)
        n += steady(r, i, &rate[n], &cv);
    phil_nerve_result_free(r);
    assert_true(n == UNITS);
    phil_row(9, "rate at greatest effort, median", quantile(rate, n, 0.5), "Hz", 40, 80,
             "76 Hz in frontalis: Kirk, Zero and Rice 2021");
    phil_row(9, "the fastest unit", rate[n - 1], "Hz", 40, 80,
             "76 Hz in frontalis: Kirk, Zero and Rice 2021");
}

/* At rest nobody fires but terminals. */
static void rest_is_silent(void **state)
{
    (void)state;
    struct phil_nerve_result *r = run(PHIL_ACT_PRESS, 20, 0, true, 2);
    size_t n = 0;
    for (size_t u = 0; u < UNITS; u++)
        n += train(r, u, at_s, sizeof at_s / sizeof *at_s);
    assert_int_equal(n, 0);
    phil_nerve_result_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_5_and_6_recruitment),
        cmocka_unit_test(row_7_onion_skin),
        cmocka_unit_test(row_8_variation_of_intervals),
        cmocka_unit_test(row_9_peak_rate),
        cmocka_unit_test(rest_is_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
