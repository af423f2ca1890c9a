/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Force and EMG of whole runs against what is published: rows 10, 12 and 13. */
#include "row.h"

#include "nerve/muscle/emg.h"
#include "nerve/muscle/force.h"

#include <philtrum/nerve.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct phil_nerve_result *run(const struct phil_nerve_settings *settings)
{
    struct phil_nerve_result *result;
    assert_int_equal(phil_nerve_run(&result, settings, NULL, NULL), PHIL_OK);
    return result;
}

static struct phil_nerve_settings quiet(double seconds)
{
    struct phil_nerve_settings settings = phil_nerve_defaults();
    settings.seconds = seconds;
    settings.blinks_per_min = 0;
    return settings;
}

/* ---- row 10: twitches ---- */

/* Peak and its time of the twitch of one unit of a run, given one spike at 0. */
static double twitch_n(const struct phil_nerve_unit *unit, double *peak_ms)
{
    static float force[400];
    struct phil_nerve_unit one = *unit;
    one.lost = false;
    struct phil_nerve_spike spike = {.fibres = 1};
    size_t first[] = {0, 1};
    const struct phil_nerve_result alone = {
        .units = &one, .n_units = 1, .spikes = &spike, .n_spikes = 1, .first_spike = first};
    const struct phil_pool_physiology pool = {.force = 1};
    memset(force, 0, sizeof force);
    phil_force_add(&alone, &pool, 0, 1, force, 400);
    size_t peak = 0;
    for (size_t i = 0; i < 400; i++)
        if (force[i] > force[peak])
            peak = i;
    *peak_ms = (double)peak;
    return force[peak];
}

static void twitches_of_the_lips(void **state)
{
    (void)state;
    const struct phil_nerve_settings settings = quiet(0.1);
    struct phil_nerve_result *r = run(&settings);
    double fastest = INFINITY, slowest = 0, strongest = 0;
    for (size_t i = 0; i < r->first_unit[PHIL_ORIS_LOWER_RIGHT + 1]; i++) {
        double peak_ms;
        strongest = fmax(strongest, twitch_n(&r->units[i], &peak_ms));
        fastest = fmin(fastest, peak_ms);
        slowest = fmax(slowest, peak_ms);
    }
    phil_nerve_result_free(r);
    static const char source[] = "motor units of the lower lip in isometric contraction";
    phil_row(10, "shortest contraction time, units of oris", fastest, "ms", 16, 90, source);
    phil_row(10, "longest contraction time, units of oris", slowest, "ms", 16, 90, source);
    phil_row(10, "strongest twitch, units of oris", strongest, "N", 0, 0.098, source);
}

/* ---- row 12: EMG against force ---- */

enum { WINDOWS = 40, TRIALS = 3, POINTS = WINDOWS * TRIALS };

/* Windows of 125 ms of a ramp from 0 to the greatest effort in 5 s, as parts of the greatest. */
static void ramp(uint64_t seed, double *force, double *rms)
{
    struct phil_nerve_settings settings = quiet(5);
    settings.seed = seed;
    const struct phil_nerve_act act = {PHIL_ACT_RAMP, 0, 5, 1};
    settings.acts = &act;
    settings.n_acts = 1;
    struct phil_nerve_result *r = run(&settings);
    double most_force = 0, most_rms = 0;
    for (size_t w = 0; w < WINDOWS; w++) {
        double sum = 0, squares = 0;
        for (size_t i = w * 125; i < (w + 1) * 125; i++)
            sum += r->force_n[PHIL_ORIS_UPPER_LEFT][i] / 125;
        for (size_t i = w * 500; i < (w + 1) * 500; i++)
            squares += pow(r->emg_uv[PHIL_EMG_UPPER_LEFT][i], 2) / 500;
        force[w] = sum;
        rms[w] = sqrt(squares);
        most_force = fmax(most_force, sum);
        most_rms = fmax(most_rms, rms[w]);
    }
    print_message("# seed %d: greatest force %.2f N, rms %.0f uV\n", (int)seed, most_force,
                  most_rms);
    for (size_t w = 0; w < WINDOWS; w++) {
        force[w] /= most_force;
        rms[w] /= most_rms;
    }
    phil_nerve_result_free(r);
}

/* Part of the variance of y that a polynomial in x leaves, by normal equations. */
static double left_over(const double *x, const double *y, size_t n, int degree)
{
    double a[4][5] = {{0}};
    for (size_t k = 0; k < n; k++)
        for (int i = 0; i <= degree; i++) {
            for (int j = 0; j <= degree; j++)
                a[i][j] += pow(x[k], i + j);
            a[i][degree + 1] += pow(x[k], i) * y[k];
        }
    for (int i = 0; i <= degree; i++)
        for (int k = 0; k <= degree; k++)
            if (k != i) {
                const double f = a[k][i] / a[i][i];
                for (int j = i; j <= degree + 1; j++)
                    a[k][j] -= f * a[i][j];
            }
    double mean = 0, rest = 0, all = 0;
    for (size_t k = 0; k < n; k++)
        mean += y[k] / (double)n;
    for (size_t k = 0; k < n; k++) {
        double fit = 0;
        for (int i = 0; i <= degree; i++)
            fit += a[i][degree + 1] / a[i][i] * pow(x[k], i);
        rest += (y[k] - fit) * (y[k] - fit);
        all += (y[k] - mean) * (y[k] - mean);
    }
    return rest / all;
}

/* Mean rms of the points of each tenth of the force; 0: never smaller than in the one before. */
static double largest_step_back(const double *force, const double *rms)
{
    double sum[10] = {0}, back = 0, last = 0;
    int count[10] = {0};
    for (size_t k = 0; k < POINTS; k++) {
        const int bin = force[k] < 1 ? (int)(10 * force[k]) : 9;
        sum[bin] += rms[k];
        count[bin]++;
    }
    for (int b = 0; b < 10; b++) {
        if (!count[b])
            continue;
        back = fmax(back, last - sum[b] / count[b]);
        last = sum[b] / count[b];
    }
    return back;
}

static void emg_grows_with_force(void **state)
{
    (void)state;
    static double force[POINTS], rms[POINTS];
    for (size_t t = 0; t < TRIALS; t++)
        ramp(t + 1, force + t * WINDOWS, rms + t * WINDOWS);
    const double line = left_over(force, rms, POINTS, 1), cubic = left_over(force, rms, POINTS, 3);
    static const char source[] = "oris, ramps of 5 s: Wang et al. 2023";
    phil_row(12, "surface EMG against force, 0 to 100 %: R2 of a cubic", 1 - cubic, "", 0.8, 1,
             source);
    phil_row(12, "what a line leaves over what the cubic leaves, per degree of freedom",
             (line / (POINTS - 2)) / (cubic / (POINTS - 4)), "", 1.0001, INFINITY, source);
    phil_row(12, "largest fall of rms from one tenth of the force to the next",
             largest_step_back(force, rms), "of the greatest rms", 0, 0, source);
}

/* ---- row 13: compound action potential ---- */

struct compound {
    double peak_mv, onset_ms, duration_ms;
};

/* All axons of the left side stimulated at the foramen: the potential at a pair of electrodes,
 * without the amplifier. The onset is where a twentieth of the peak is reached. */
static struct compound compound_at(const struct phil_nerve_result *r,
                                   enum phil_nerve_electrode electrode)
{
    enum { N = 2000 };
    const double rate = 20000, at_s = 0.05;
    static double sum[N];
    memset(sum, 0, sizeof sum);
    struct phil_emg *emg;
    assert_int_equal(phil_emg_new(&emg, r, rate, &(struct phil_crew){.threads = 1}), PHIL_OK);
    for (size_t u = 0; u < r->n_units; u++) {
        size_t n;
        const float *template = phil_emg_template(emg, u, electrode, &n);
        for (size_t i = r->first_spike[u]; template && i < r->first_spike[u + 1]; i++) {
            if (r->spikes[i].origin != PHIL_NERVE_ORIGIN_STIMULUS)
                continue;
            const size_t from = (size_t)((r->spikes[i].end_plate_s - at_s) * rate);
            for (size_t k = 0; k < n && from + k < N; k++)
                sum[from + k] += r->spikes[i].fibres * template[k] / 1000;
        }
    }
    phil_emg_free(emg);
    struct compound c = {0};
    size_t from = N, to = 0;
    for (size_t i = 0; i < N; i++)
        c.peak_mv = fmax(c.peak_mv, fabs(sum[i]));
    for (size_t i = 0; i < N; i++)
        if (fabs(sum[i]) >= c.peak_mv / 20) {
            from = from < i ? from : i;
            to = i;
        }
    c.onset_ms = (double)from / rate * 1000;
    c.duration_ms = (double)(to - from) / rate * 1000;
    return c;
}

static struct phil_nerve_result *stimulated(uint64_t seed)
{
    struct phil_nerve_settings settings = quiet(0.2);
    settings.seed = seed;
    const struct phil_nerve_stimulus stimulus = {PHIL_STIMULATE_FORAMEN, PHIL_SIDE_LEFT, 0.05};
    settings.stimuli = &stimulus;
    settings.n_stimuli = 1;
    settings.emg_rate_hz = 0;
    settings.movement = false;
    return run(&settings);
}

static void the_compound_action_potential(void **state)
{
    (void)state;
    enum { FACES = 5 };
    double upper = 0, lower = 0, onset = 0;
    for (uint64_t seed = 1; seed <= FACES; seed++) {
        struct phil_nerve_result *r = stimulated(seed);
        double fibres = 0;
        for (size_t i = 0; i < r->first_unit[1]; i++)
            fibres += r->units[i].fibres;
        const struct compound u = compound_at(r, PHIL_EMG_UPPER_LEFT);
        const struct compound l = compound_at(r, PHIL_EMG_LOWER_LEFT);
        const struct compound o = compound_at(r, PHIL_EMG_OCULI_LEFT);
        print_message("# face %d, %.0f fibres a quadrant: upper lip %.1f mV, %.1f ms, lasts %.1f "
                      "ms; lower lip %.1f mV; eye %.1f mV\n",
                      (int)seed, fibres, u.peak_mv, u.onset_ms, u.duration_ms, l.peak_mv,
                      o.peak_mv);
        upper += u.peak_mv / FACES;
        lower += l.peak_mv / FACES;
        onset += u.onset_ms / FACES;
        phil_nerve_result_free(r);
    }
    phil_row(13, "foramen stimulus to the compound action potential, mean of five faces", onset,
             "ms", 3.3, 4.3, "3.8 (SD 0.49): Ruboyianes et al.");
    phil_row(13, "its amplitude at the upper lip, mean of five faces", upper, "mV", 2, 7,
             "above 2 mV: Medeiros et al. 1996; derived: to 7 mV");
    phil_row(13, "its amplitude at the lower lip, mean of five faces", lower, "mV", 2, 7,
             "above 2 mV: Medeiros et al. 1996; derived: to 7 mV");
}

/* ---- the lips' strength ---- */

static void the_lower_lip_is_three_times_as_strong(void **state)
{
    (void)state;
    struct phil_nerve_settings settings = quiet(2);
    const struct phil_nerve_act act = {PHIL_ACT_PRESS, 0, 2, 1};
    settings.acts = &act;
    settings.n_acts = 1;
    settings.emg_rate_hz = 0;
    struct phil_nerve_result *r = run(&settings);
    double upper = 0, lower = 0;
    for (size_t i = 1000; i < r->n_movement; i++) {
        upper += (double)r->force_n[PHIL_ORIS_UPPER_LEFT][i] + r->force_n[PHIL_ORIS_UPPER_RIGHT][i];
        lower += (double)r->force_n[PHIL_ORIS_LOWER_LEFT][i] + r->force_n[PHIL_ORIS_LOWER_RIGHT][i];
    }
    print_message("# greatest effort: upper lip %.2f N, lower lip %.2f N\n", upper / 1000,
                  lower / 1000);
    phil_row(27, "lower to upper lip: force of the greatest effort", lower / upper, "", 2.5, 3.5,
             "3 to 1: Barlow and Rath 1985");
    phil_nerve_result_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twitches_of_the_lips),
        cmocka_unit_test(emg_grows_with_force),
        cmocka_unit_test(the_compound_action_potential),
        cmocka_unit_test(the_lower_lip_is_three_times_as_strong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
