/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures of causes over hours, where drive or the far ends of axons tell them alone: tics,
 * jumps of ALS, harmless runs, myokymia. */
#include "row.h"
#include "series.h"

#include "nerve/axons/axons.h"
#include "nerve/drive/drive.h"
#include "nerve/units.h"

#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A face of far ends of axons: no soma fires. */
struct face {
    struct phil_nerve_result result;
    struct phil_physiology physiology;
    struct phil_axons *axons;
    struct phil_spikes arrived;
};

static struct phil_nerve_dose dose;

static struct phil_nerve_settings settings_of(const char *cause, double severity, double seconds,
                                              uint32_t units)
{
    struct phil_nerve_settings s = phil_nerve_defaults();
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        s.units[m] = units;
    s.seconds = seconds;
    if (!cause)
        return s;
    assert_int_equal(phil_nerve_dose_init(&dose, phil_nerve_cause_find(cause), severity, NULL),
                     PHIL_OK);
    s.doses = &dose;
    s.n_doses = 1;
    return s;
}

static void watch(struct face *face, const struct phil_nerve_settings *settings)
{
    *face = (struct face){.result = {.settings = *settings}};
    phil_physiology_make(&face->physiology, settings);
    assert_int_equal(phil_units_make(&face->result, &face->physiology), PHIL_OK);
    uint32_t *member = calloc(face->result.n_units, sizeof *member);
    size_t n = 0;
    for (uint32_t i = 0; i < face->result.n_units; i++)
        if (!face->result.units[i].lost)
            member[n++] = i;
    assert_int_equal(
        phil_axons_new(&face->axons, settings, &face->physiology, face->result.units, member, n),
        PHIL_OK);
    struct phil_spikes none = {.at = NULL}, back = {.at = NULL};
    for (double t = 1; t <= settings->seconds; t++) {
        assert_int_equal(phil_axons_step(face->axons, 1000 * t, &none, &face->arrived, &back),
                         PHIL_OK);
        phil_spikes_clear(&back);
    }
    phil_spikes_release(&back);
    free(member);
}

static void leave(struct face *face)
{
    phil_axons_free(face->axons);
    phil_spikes_release(&face->arrived);
    free(face->result.units);
}

static int by_time(const void *a, const void *b)
{
    const struct phil_spike *p = a, *q = b;
    return (p->at_ms > q->at_ms) - (p->at_ms < q->at_ms);
}

/* Times of jumps of orbicularis oris, all of it, s: spikes, doublets as one. The caller frees *at.
 */
static size_t jumps(struct face *face, double **at)
{
    qsort(face->arrived.at, face->arrived.n, sizeof *face->arrived.at, by_time);
    *at = calloc(face->arrived.n + 1, sizeof **at);
    size_t n = 0;
    for (size_t i = 0; i < face->arrived.n; i++) {
        const struct phil_spike *s = &face->arrived.at[i];
        if (face->result.units[s->unit].muscle > PHIL_ORIS_LOWER_RIGHT)
            continue;
        if (n == 0 || s->at_ms / 1000 - (*at)[n - 1] > 0.012)
            (*at)[n++] = s->at_ms / 1000;
    }
    return n;
}

static void row_22_jumps_of_als(void **state)
{
    (void)state;
    const double seconds = 3600;
    struct phil_nerve_settings s = settings_of("als", 0.5, seconds, 30);
    struct face face, healthy;
    watch(&face, &s);
    double *at, *calm;
    const size_t n = jumps(&face, &at);
    double mean = 0, square = 0;
    for (size_t k = 1; k < n; k++) {
        mean += (at[k] - at[k - 1]) / (double)(n - 1);
        square += (at[k] - at[k - 1]) * (at[k] - at[k - 1]) / (double)(n - 1);
    }
    size_t windows = 0, seen = 0;
    for (double from = 0; from + 70 <= seconds; from += 70, windows++)
        for (size_t k = 0; k < n; k++)
            if (at[k] >= from && at[k] < from + 70) {
                seen++;
                break;
            }
    const double rate = (double)n / seconds * 60;
    phil_row(22, "ALS in mid-course, whole runs: jumps", rate, "/min a muscle", 10, 80,
             "median 40.5, quartiles 10.6 and 79.4: Bashford et al. 2019");
    phil_row(22, "the same: variation of intervals", sqrt(square - mean * mean) / mean, "", 0.8,
             1.2, "as by chance: Bashford et al. 2020");
    phil_row(22, "the same: chance of one within 70 s", (double)seen / (double)windows, "", 0.95, 1,
             "Zhou et al. 2012");
    s = settings_of(NULL, 0, seconds, 30);
    watch(&healthy, &s);
    const size_t n_calm = jumps(&healthy, &calm);
    phil_row(22, "the same: against health", (double)n / fmax(1, (double)n_calm), "times", 10,
             INFINITY, "10 to 40 times benign: Bashford et al. 2020");
    free(at);
    free(calm);
    leave(&face);
    leave(&healthy);
}

/* Intervals of a unit within a run. */
static void row_24_a_harmless_run(void **state)
{
    (void)state;
    struct phil_nerve_settings s = settings_of("benign_twitching", 0.5, 600, 60);
    struct face face;
    watch(&face, &s);
    size_t n = 0, inside = 0;
    double mean = 0;
    for (uint32_t u = 0; u < face.result.n_units; u++) {
        double before = -1;
        for (size_t i = 0; i < face.arrived.n; i++) {
            if (face.arrived.at[i].unit != u)
                continue;
            const double interval = face.arrived.at[i].at_ms - before;
            before = face.arrived.at[i].at_ms;
            if (interval > 1000 || interval == before + 1)
                continue;
            n++;
            mean += interval;
            inside += interval >= 100 && interval <= 350;
        }
    }
    assert_true(n > 500);
    phil_row(24, "harmless twitching, whole runs: rate within a run", 1000 * (double)n / mean, "Hz",
             3, 8, "eyelid myokymia: reviews (BAN04, SPEM)");
    phil_row(24, "the same: part of intervals of 100 to 350 ms", (double)inside / (double)n, "",
             0.8, 1, "eyelid myokymia: reviews (BAN04, SPEM)");
    leave(&face);
}

/* The spikes of a unit, counted in bins of 5 ms. */
static double *count_unit(const struct face *face, uint32_t unit, size_t n)
{
    double *bin = calloc(n, sizeof *bin);
    for (size_t i = 0; i < face->arrived.n; i++) {
        const size_t k = (size_t)(face->arrived.at[i].at_ms / 5);
        if (face->arrived.at[i].unit == unit && k < n)
            bin[k]++;
    }
    return bin;
}

/* Groups a second: spikes that follow a pause of more than 40 ms. */
static double groups_hz(const struct face *face, uint32_t unit, double seconds)
{
    double before = -1000, groups = 0;
    for (size_t i = 0; i < face->arrived.n; i++)
        if (face->arrived.at[i].unit == unit) {
            groups += face->arrived.at[i].at_ms - before > 40;
            before = face->arrived.at[i].at_ms;
        }
    return groups / seconds;
}

static void row_23_myokymia(void **state)
{
    (void)state;
    struct phil_nerve_settings s = settings_of("brainstem_lesion", 1, 60, 12);
    struct face face;
    watch(&face, &s);
    const size_t n = 12000;
    enum { MOST = 12 };
    double *bin[MOST], least = INFINITY, most = 0;
    int found = 0;
    for (uint32_t u = 0; u < face.result.n_units; u++) {
        const double hz = groups_hz(&face, u, s.seconds);
        if (hz < 0.5)
            continue;
        least = fmin(least, hz);
        most = fmax(most, hz);
        if (found < MOST)
            bin[found++] = count_unit(&face, u, n);
    }
    assert_true(found >= 6);
    phil_row(23, "myokymia, whole runs: groups of the slowest unit", least, "/s", 0.8, 30,
             "Wasserstrom and Starr 1977");
    phil_row(23, "the same: groups of the fastest unit", most, "/s", 0.8, 30,
             "Wasserstrom and Starr 1977");
    double sum = 0;
    int pairs = 0;
    for (int a = 0; a < found; a++)
        for (int b = 0; b < a; b++, pairs++)
            sum += series_coherence(bin[a], bin[b], n, 200, 256, 1, 20);
    phil_row(23, "the same: coherence of two units, 1 to 20 Hz, mean of pairs", sum / pairs, "", 0,
             0.2, "not synchronous: Wasserstrom and Starr 1977");
    for (int a = 0; a < found; a++)
        free(bin[a]);
    leave(&face);
}

/* ---- tics ---- */

/* Waits between onsets and lengths of the tics of an hour. */
static size_t tics(const struct phil_nerve_settings *settings, double *wait, double *length,
                   size_t most)
{
    struct phil_physiology p;
    struct phil_drive *drive;
    phil_physiology_make(&p, settings);
    assert_int_equal(phil_drive_new(&drive, settings, &p), PHIL_OK);
    size_t n = 0;
    double before = NAN;
    for (size_t i = 0; i < phil_drive_n_events(drive); i++) {
        uint32_t muscles;
        const struct phil_nerve_event *e = phil_drive_event(drive, i, &muscles);
        if (strcmp(e->kind, "tic") != 0 || n == most)
            continue;
        if (!isnan(before)) {
            wait[n] = e->onset_s - before;
            length[n++] = e->offset_s - e->onset_s;
        }
        before = e->onset_s;
    }
    phil_drive_free(drive);
    return n;
}

/* Greatest log likelihoods of gamma, exponential and Pareto (x >= the least) waits. */
struct likelihoods {
    double gamma, exponential, pareto, shape;
};

static struct likelihoods fit(const double *x, size_t n)
{
    double mean = 0, log_mean = 0, least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        mean += x[i] / (double)n;
        log_mean += log(x[i]) / (double)n;
        least = fmin(least, x[i]);
    }
    double lo = 0.01, hi = 100;
    for (int k = 0; k < 100; k++) {
        const double shape = sqrt(lo * hi);
        *(log(shape) - gsl_sf_psi(shape) > log(mean) - log_mean ? &lo : &hi) = shape;
    }
    const double shape = sqrt(lo * hi), scale = mean / shape;
    const double pareto = 1 / (log_mean - log(least));
    return (struct likelihoods){
        (double)n *
            ((shape - 1) * log_mean - mean / scale - shape * log(scale) - gsl_sf_lngamma(shape)),
        (double)n * (-log(mean) - 1),
        (double)n * (log(pareto) + pareto * log(least) - (pareto + 1) * log_mean), shape};
}

static void row_21_tics(void **state)
{
    (void)state;
    enum { MOST = 2000 };
    static double wait[MOST], length[MOST];
    struct phil_nerve_settings s = settings_of("tourette", 0.5, 3600, 1);
    double short_ones = 0, all = 0, gamma_wins = 0, shape = 0;
    for (s.seed = 1; s.seed <= 10; s.seed++) {
        const size_t n = tics(&s, wait, length, MOST);
        assert_true(n > 200);
        for (size_t i = 0; i < n; i++, all++)
            short_ones += length[i] >= 0.05 && length[i] <= 0.2;
        const struct likelihoods l = fit(wait, n);
        /* One parameter more: Akaike's price for it is 1. */
        gamma_wins += l.gamma - 1 > l.exponential && l.gamma > l.pareto;
        shape += l.shape / 10;
    }
    phil_row(21, "part of tics that last 50 to 200 ms", short_ones / all, "", 0.8, 1,
             "McGurrin et al. 2020");
    phil_row(21, "part of people whose waits are gamma, not exponential or Pareto", gamma_wins / 10,
             "", 0.8, 1, "study of tics' waiting times");
    print_message("# shape of the gamma distribution %.2f, %g tics\n", shape, all);
}

/* Variance over mean of the number of tics in windows of some seconds, over many people. */
static double clustering(double window_s)
{
    struct phil_nerve_settings s = settings_of("tourette", 0.5, 3600, 1);
    double n = 0, sum = 0, squares = 0;
    for (s.seed = 1; s.seed <= 20; s.seed++) {
        struct phil_physiology p;
        struct phil_drive *drive;
        phil_physiology_make(&p, &s);
        assert_int_equal(phil_drive_new(&drive, &s, &p), PHIL_OK);
        size_t i = 0;
        for (double to = window_s; to <= s.seconds; to += window_s) {
            double count = 0;
            uint32_t muscles;
            for (; i < phil_drive_n_events(drive); i++) {
                const struct phil_nerve_event *e = phil_drive_event(drive, i, &muscles);
                if (e->onset_s >= to)
                    break;
                count += strcmp(e->kind, "tic") == 0;
            }
            n++;
            sum += count;
            squares += count * count;
        }
        phil_drive_free(drive);
    }
    return (squares - sum * sum / n) / sum;
}

static void tics_cluster_on_long_scales(void **state)
{
    (void)state;
    const double minute = clustering(60), long_time = clustering(600);
    print_message("# variance over mean of tics: %.2f in a minute, %.2f in ten\n", minute,
                  long_time);
    assert_true(long_time > 1.5 * minute);
    assert_true(long_time > 1.5); /* by chance alone 1, without wandering 0.67 */
}

static void suppressed_tics_come_later_and_rebound(void **state)
{
    (void)state;
    struct phil_nerve_settings s = settings_of("tourette", 0.5, 600, 1);
    assert_int_equal(phil_nerve_dose_set(&dose, "rate", "20", NULL), PHIL_OK);
    assert_int_equal(phil_nerve_dose_set(&dose, "suppression", "0.8", NULL), PHIL_OK);
    assert_int_equal(phil_nerve_dose_set(&dose, "until", "300s", NULL), PHIL_OK);
    double during = 0, rebound = 0, after = 0;
    for (s.seed = 1; s.seed <= 40; s.seed++) {
        struct phil_physiology p;
        struct phil_drive *drive;
        phil_physiology_make(&p, &s);
        assert_int_equal(phil_drive_new(&drive, &s, &p), PHIL_OK);
        for (size_t i = 0; i < phil_drive_n_events(drive); i++) {
            uint32_t muscles;
            const struct phil_nerve_event *e = phil_drive_event(drive, i, &muscles);
            const bool tic = strcmp(e->kind, "tic") == 0;
            during += tic && e->onset_s < 300;
            rebound += tic && e->onset_s >= 300 && e->onset_s < 360;
            after += tic && e->onset_s >= 360;
        }
        phil_drive_free(drive);
    }
    /* 300, 60 and 240 s of 40 people. */
    assert_true(during / 300 < 0.35 * after / 240);
    assert_true(rebound / 60 > 1.2 * after / 240);
    /* Nobody holds back for ever with suppression 1, but for the run. */
    assert_int_equal(phil_nerve_dose_set(&dose, "suppression", "1", NULL), PHIL_OK);
    assert_int_equal(phil_nerve_dose_set(&dose, "until", "0", NULL), PHIL_OK);
    double wait[4], length[4];
    assert_int_equal(tics(&s, wait, length, 4), 0);
}

static double runs_an_hour(const char *cause, double severity)
{
    double sum = 0;
    struct phil_nerve_settings s = settings_of(cause, severity, 600, 4);
    for (s.seed = 1; s.seed <= 12; s.seed++) {
        struct face face;
        size_t n;
        watch(&face, &s);
        const struct phil_nerve_event *e = phil_axons_events(face.axons, &n);
        for (size_t i = 0; i < n; i++)
            sum += strcmp(e[i].kind, "run") == 0;
        leave(&face);
    }
    return sum / 2;
}

static void what_excites_makes_more_runs(void **state)
{
    (void)state;
    const double healthy = runs_an_hour(NULL, 0), coffee = runs_an_hour("caffeine", 0.5),
                 more = runs_an_hour("caffeine", 1), stress = runs_an_hour("stress", 0.5),
                 salt = runs_an_hour("low_potassium", 1);
    print_message("# runs an hour: healthy %.1f, caffeine %.0f and %.0f, stress %.0f, potassium "
                  "%.1f\n",
                  healthy, coffee, more, stress, salt);
    assert_true(healthy < 3);
    assert_true(coffee > 30 && more > coffee && stress > 30);
    assert_true(salt <= healthy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_22_jumps_of_als),
        cmocka_unit_test(row_24_a_harmless_run),
        cmocka_unit_test(row_23_myokymia),
        cmocka_unit_test(row_21_tics),
        cmocka_unit_test(tics_cluster_on_long_scales),
        cmocka_unit_test(suppressed_tics_come_later_and_rebound),
        cmocka_unit_test(what_excites_makes_more_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
