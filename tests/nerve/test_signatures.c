/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signatures of causes in whole runs, of fewer units and seconds than a face has, to be quick. */
#include "row.h"
#include "series.h"

#include <philtrum/nerve.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct phil_nerve_dose dose;

/* A whole face with that cause, no blinks, no EMG. */
static struct phil_nerve_settings whole_face_with(const char *cause, double severity,
                                                  double seconds)
{
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = seconds;
    s.blinks_per_min = 0;
    s.emg_rate_hz = 0;
    if (!cause)
        return s;
    assert_int_equal(phil_nerve_dose_init(&dose, phil_nerve_cause_find(cause), severity, NULL),
                     PHIL_OK);
    s.doses = &dose;
    s.n_doses = 1;
    return s;
}

/* The same with pools of 24 units. */
static struct phil_nerve_settings face_with(const char *cause, double severity, double seconds)
{
    struct phil_nerve_settings s = whole_face_with(cause, severity, seconds);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        s.units[m] = 24;
    return s;
}

static struct phil_nerve_result *run(const struct phil_nerve_settings *settings)
{
    struct phil_nerve_result *result;
    assert_int_equal(phil_nerve_run(&result, settings, NULL, NULL), PHIL_OK);
    return result;
}

static void set(const char *name, const char *text)
{
    assert_int_equal(phil_nerve_dose_set(&dose, name, text, NULL), PHIL_OK);
}

/* Spikes at end-plates of muscles first, first + step ... last, in bins; the caller frees. */
static double *counts(const struct phil_nerve_result *r, int first, int last, int step, double hz,
                      size_t *n)
{
    *n = (size_t)(r->settings.seconds * hz);
    double *bin = calloc(*n + 1, sizeof *bin);
    for (int m = first; m <= last; m += step)
        for (size_t i = r->first_spike[r->first_unit[m]]; i < r->first_spike[r->first_unit[m + 1]];
             i++) {
            const size_t k = (size_t)(r->spikes[i].end_plate_s * hz);
            if (k < *n)
                bin[k]++;
        }
    return bin;
}

/* Lip and eye of the left side, with all their units (few would hide what they have in common):
 * lag, ms, and coherence from 1 to 20 Hz. */
static void lip_and_eye(const struct phil_nerve_result *r, double *lag_ms, double *coherence)
{
    size_t n;
    double *lip = counts(r, PHIL_ORIS_UPPER_LEFT, PHIL_ORIS_LOWER_LEFT, 2, 1000, &n);
    double *eye = counts(r, PHIL_OCULI_LEFT, PHIL_OCULI_LEFT, 2, 1000, &n);
    *lag_ms = series_lag(lip, eye, n, 30);
    free(lip);
    free(eye);
    lip = counts(r, PHIL_ORIS_UPPER_LEFT, PHIL_ORIS_LOWER_LEFT, 2, 200, &n);
    eye = counts(r, PHIL_OCULI_LEFT, PHIL_OCULI_LEFT, 2, 200, &n);
    *coherence = series_coherence(lip, eye, n, 200, 256, 1, 20);
    free(lip);
    free(eye);
}

static void row_19_spasm_and_stress(void **state)
{
    (void)state;
    double lag_ms, coherence;
    struct phil_nerve_settings s = whole_face_with("hemifacial_spasm", 0.5, 10);
    s.movement = false;
    struct phil_nerve_result *r = run(&s);
    lip_and_eye(r, &lag_ms, &coherence);
    phil_row(19, "spasm: lag of eye behind lip", lag_ms, "ms", -3, 3, "together: Lee et al. 1992");
    phil_row(19, "spasm: coherence of lip and eye", coherence, "", 0.8, 1,
             "together: Lee et al. 1992");
    phil_nerve_result_free(r);
    s = whole_face_with("stress", 1, 14);
    s.movement = false;
    r = run(&s);
    lip_and_eye(r, &lag_ms, &coherence);
    phil_row(19, "stress: coherence of lip and eye", coherence, "", 0, 0.5, "no common burst");
    phil_nerve_result_free(r);
}

static double *trace(const float *x, size_t n, size_t every)
{
    double *y = calloc(n / every + 1, sizeof *y);
    for (size_t k = 0; k < n / every; k++)
        for (size_t j = 0; j < every; j++)
            y[k] += (double)x[k * every + j] / (double)every;
    return y;
}

static void row_20_tremor(void **state)
{
    (void)state;
    static const char *const hz[] = {"4", "5.5"};
    for (int k = 0; k < 2; k++) {
        struct phil_nerve_settings s = face_with("parkinson", 0.5, 24);
        set("hz", hz[k]);
        struct phil_nerve_result *r = run(&s);
        double *upper = trace(r->down_mm[PHIL_NODE_UPPER_MIDDLE], r->n_movement, 20);
        double *lower = trace(r->down_mm[PHIL_NODE_LOWER_MIDDLE], r->n_movement, 20);
        const size_t n = r->n_movement / 20;
        const double u = series_peak_hz(upper, n, 50, n / 8, 2, 12);
        const double l = series_peak_hz(lower, n, 50, n / 8, 2, 12);
        char what[80];
        snprintf(what, sizeof what, "tremor set to %s Hz: upper lip's less that", hz[k]);
        phil_row(20, what, u - dose.value[1], "Hz", -0.2, 0.2,
                 "one frequency: Hunker and Abbs 1990");
        phil_row(20, "the same: lower lip's less the upper's", l - u, "Hz", -0.05, 0.05,
                 "one frequency: Hunker and Abbs 1990");
        free(upper);
        free(lower);
        phil_nerve_result_free(r);
    }
}

/* The greatest force of a muscle. */
static double strongest(const struct phil_nerve_result *r, enum phil_nerve_muscle muscle)
{
    double most = 0;
    for (size_t k = 0; k < r->n_movement; k++)
        most = fmax(most, (double)r->force_n[muscle][k]);
    return most;
}

static void row_25_low_potassium_leaves_the_twitch(void **state)
{
    (void)state;
    const struct phil_nerve_stimulus stimulus = {PHIL_STIMULATE_FORAMEN, PHIL_SIDE_LEFT, 0.1};
    double force[2];
    for (int k = 0; k < 2; k++) {
        struct phil_nerve_settings s = face_with("low_potassium", 0, 0.5);
        if (k == 1)
            set("dose", "2.5 mmol/L");
        s.stimuli = &stimulus;
        s.n_stimuli = 1;
        struct phil_nerve_result *r = run(&s);
        force[k] = strongest(r, PHIL_ORIS_LOWER_LEFT);
        phil_nerve_result_free(r);
    }
    phil_row(25, "twitch at 2.5 mmol/l, part of healthy", force[1] / force[0], "", 0.95, 1.05,
             "mechanism");
}

/* What a stimulus to the nerve makes of muscle and axons where axons are lost. */
struct nerve {
    double cmap_uv; /* from its lowest to its highest point */
    double velocity_m_s;
    float unit_m_s[24];
    bool lost[24];
};

static struct nerve stimulate(const char *loss, const char *by_size)
{
    const struct phil_nerve_stimulus stimulus = {PHIL_STIMULATE_FORAMEN, PHIL_SIDE_LEFT, 0.05};
    struct phil_nerve_settings s = face_with("alcohol", 0.5, 0.1);
    set("loss", loss);
    set("by_size", by_size);
    set("regrowth", "0");
    s.units[PHIL_ORIS_UPPER_LEFT] = s.units[PHIL_ORIS_LOWER_LEFT] = 240;
    s.stimuli = &stimulus;
    s.n_stimuli = 1;
    s.emg_rate_hz = 4000;
    struct phil_nerve_result *r = run(&s);
    struct nerve nerve = {0};
    double lo = 0, hi = 0, alive = 0;
    for (size_t k = 210; k < 320; k++) {
        lo = fmin(lo, (double)r->emg_uv[PHIL_EMG_UPPER_LEFT][k]);
        hi = fmax(hi, (double)r->emg_uv[PHIL_EMG_UPPER_LEFT][k]);
    }
    nerve.cmap_uv = hi - lo;
    for (uint32_t u = 0; u < r->n_units; u++) {
        if (u < 24) {
            nerve.unit_m_s[u] = r->units[u].velocity_m_s;
            nerve.lost[u] = r->units[u].lost;
        }
        alive += !r->units[u].lost;
        nerve.velocity_m_s += r->units[u].lost ? 0 : (double)r->units[u].velocity_m_s;
    }
    nerve.velocity_m_s /= alive;
    phil_nerve_result_free(r);
    return nerve;
}

static void row_15_lost_axons(void **state)
{
    (void)state;
    const struct nerve healthy = stimulate("0", "0"), half = stimulate("0.5", "0"),
                       large = stimulate("0.5", "1");
    phil_row(15, "CMAP with half the axons", 100 * half.cmap_uv / healthy.cmap_uv, "%", 45, 60,
             "Ballantyne et al. 1980");
    double most = 0;
    for (int u = 0; u < 24; u++)
        if (!half.lost[u])
            most = fmax(most, fabs((double)(half.unit_m_s[u] - healthy.unit_m_s[u])));
    phil_row(15, "the same: change of velocity of those that are left", most, "m/s", 0, 0,
             "Ballantyne et al. 1980");
    phil_row(15, "change of the mean velocity where large axons are lost",
             large.velocity_m_s - healthy.velocity_m_s, "m/s", -10, -0.05,
             "Ballantyne et al. 1980");
}

/* The mean rate of units of a muscle that fire, from from_s on. */
static double mean_rate(const struct phil_nerve_result *r, enum phil_nerve_muscle muscle,
                        double from_s)
{
    double spikes = 0, units = 0;
    for (uint32_t u = r->first_unit[muscle]; u < r->first_unit[muscle + 1]; u++) {
        double own = 0;
        for (size_t i = r->first_spike[u]; i < r->first_spike[u + 1]; i++)
            own += r->spikes[i].end_plate_s >= from_s;
        spikes += own;
        units += own > 0;
    }
    return spikes / units / (r->settings.seconds - from_s);
}

static void caffeine_leaves_greatest_rates_alone(void **state)
{
    (void)state;
    const struct phil_nerve_act press = {PHIL_ACT_PRESS, 0, 3, 1};
    double rate[2];
    for (int k = 0; k < 2; k++) {
        struct phil_nerve_settings s = face_with("caffeine", 0, 3);
        if (k == 1)
            set("dose", "6 mg/kg");
        s.acts = &press;
        s.n_acts = 1;
        struct phil_nerve_result *r = run(&s);
        rate[k] = mean_rate(r, PHIL_ORIS_UPPER_LEFT, 1);
        phil_nerve_result_free(r);
    }
    print_message("# greatest rate %.1f Hz, after caffeine %.1f Hz\n", rate[0], rate[1]);
    assert_true(fabs(rate[1] / rate[0] - 1) < 0.05);
}

static void voluntary_bursts_follow_the_drive(void **state)
{
    (void)state;
    const struct phil_nerve_act acts[] = {
        {PHIL_ACT_PRESS, 1, 2.5, 0.3}, {PHIL_ACT_RAMP, 4, 8, 0.8}, {PHIL_ACT_PRESS, 9, 9.5, 0.6}};
    struct phil_nerve_settings s = face_with(NULL, 0, 10);
    s.acts = acts;
    s.n_acts = 3;
    struct phil_nerve_result *r = run(&s);
    double drive[100], force[100];
    for (int k = 0; k < 100; k++) {
        const double t = (k + 0.5) / 10;
        drive[k] = t >= 1 && t < 2.5 ? 0.3 : t >= 4 && t < 8 ? 0.8 * (t - 4) / 4 : 0;
        drive[k] = t >= 9 && t < 9.5 ? 0.6 : drive[k];
        force[k] = 0;
        for (int j = 0; j < 100; j++)
            force[k] += (double)r->force_n[PHIL_ORIS_LOWER_LEFT][100 * k + j];
    }
    const double like = series_correlation(drive, force, 100);
    print_message("# correlation of drive and force %.3f\n", like);
    assert_true(like > 0.85);
    phil_nerve_result_free(r);
}

/* The same signature from membranes alone. */
static void row_23_cells_that_burst(void **state)
{
    (void)state;
    struct phil_nerve_settings s = face_with("brainstem_lesion", 0.5, 6);
    set("bursting", "1");
    set("loss", "0");
    memset(s.units, 0, sizeof s.units);
    s.units[PHIL_ORIS_UPPER_LEFT] = 24;
    s.movement = false;
    struct phil_nerve_result *r = run(&s);
    double groups = 0, spikes = 0;
    for (uint32_t u = 0; u < 24; u++) {
        double before = -1;
        for (size_t i = r->first_spike[u]; i < r->first_spike[u + 1]; i++) {
            groups += r->spikes[i].end_plate_s - before > 0.1;
            before = r->spikes[i].end_plate_s;
            spikes++;
        }
    }
    phil_row(23, "myokymia by bursting cells: groups of a unit", groups / 24 / s.seconds, "/s", 0.8,
             30, "Wasserstrom and Starr 1977");
    phil_row(23, "the same: spikes of a group", spikes / groups, "", 1.2, 6,
             "singles, doublets, groups: Wasserstrom and Starr 1977");
    phil_nerve_result_free(r);
}

static void stress_raises_tone_on_both_sides(void **state)
{
    (void)state;
    struct phil_nerve_settings s = face_with("stress", 1, 4);
    set("proneness", "1");
    struct phil_nerve_result *r = run(&s);
    for (int m = 0; m <= PHIL_ORIS_LOWER_RIGHT; m++) {
        size_t active = 0;
        for (uint32_t u = r->first_unit[m]; u < r->first_unit[m + 1]; u++)
            active += r->first_spike[u + 1] - r->first_spike[u] > 4;
        print_message("# %s: %zu of 24 units active\n", phil_nerve_muscle_name(m), active);
        assert_in_range(active, 5, 14);
    }
    phil_nerve_result_free(r);
}

static void harmless_runs_are_small_and_on_one_side(void **state)
{
    (void)state;
    double most = 0;
    size_t runs = 0;
    struct phil_nerve_settings s = face_with("benign_twitching", 0.5, 15);
    s.units[PHIL_ORIS_UPPER_LEFT] = s.units[PHIL_ORIS_LOWER_LEFT] = 120; /* as large as they are */
    for (s.seed = 1; s.seed <= 4; s.seed++) {
        struct phil_nerve_result *r = run(&s);
        for (size_t i = 0; i < r->n_events; i++) {
            if (strcmp(r->events[i].kind, "run") != 0)
                continue;
            runs++;
            assert_int_equal(r->events[i].side, PHIL_SIDE_LEFT);
            most = fmax(most, r->events[i].amplitude_mm);
        }
        phil_nerve_result_free(r);
    }
    print_message("# %zu runs, the largest %.2f mm\n", runs, most);
    assert_true(runs >= 2 && most > 0.02);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(row_19_spasm_and_stress),
        cmocka_unit_test(row_20_tremor),
        cmocka_unit_test(row_25_low_potassium_leaves_the_twitch),
        cmocka_unit_test(row_15_lost_axons),
        cmocka_unit_test(caffeine_leaves_greatest_rates_alone),
        cmocka_unit_test(voluntary_bursts_follow_the_drive),
        cmocka_unit_test(row_23_cells_that_burst),
        cmocka_unit_test(stress_raises_tone_on_both_sides),
        cmocka_unit_test(harmless_runs_are_small_and_on_one_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
