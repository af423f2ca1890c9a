/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surface EMG: sums between samples, rates, threads, the amplifier; what is seen where on the face;
 * whole runs against what is published. */
#include "made.h"
#include "row.h"

#include "nerve/muscle/amplifier.h"
#include "nerve/muscle/conductor.h"
#include "nerve/muscle/emg.h"
#include "nerve/streams.h"

#include <math.h>
#include <string.h>

static struct phil_nerve_unit unit_of(enum phil_nerve_muscle muscle, double fibres, double depth)
{
    return (struct phil_nerve_unit){.muscle = muscle,
                                    .fibres = (float)fibres,
                                    .depth_mm = (float)depth,
                                    .velocity_m_s = 50,
                                    .contraction_ms = 40,
                                    .tetanic_mn = 10};
}

/* The action potential of fibres at a pair, microvolt; returns its samples. */
static int fast(const struct phil_bundle *bundle, const struct phil_fibre *fibre, size_t n,
                const struct phil_electrode_pair *pair, double rate_hz, float *out)
{
    const struct phil_conductor_grid grid = phil_conductor_grid(bundle, rate_hz);
    struct phil_lead lead;
    memset(&lead, 0, sizeof lead);
    for (size_t i = 0; i < n; i++)
        phil_conductor_add(&lead, &grid, bundle, &fibre[i], pair);
    phil_conductor_fold(&lead, &grid, bundle->diameter_mm, out);
    return grid.n_samples;
}

static void channel(const struct made *made, double rate_hz, int threads,
                    enum phil_nerve_electrode electrode, float *out, size_t n)
{
    struct phil_emg *emg;
    assert_int_equal(
        phil_emg_new(&emg, &made->result, rate_hz, &(struct phil_crew){.threads = threads}),
        PHIL_OK);
    assert_int_equal(phil_emg_channel(emg, &made->result, electrode, out, n), PHIL_OK);
    phil_emg_free(emg);
}

/* A spike between samples: against the equation sampled at its own times, through the same
 * amplifier. */
static void spikes_lie_between_samples(void **state)
{
    (void)state;
    enum { N = 600, FINE = 16 };
    static float got[N], want[N], fine[N * FINE];
    const struct phil_nerve_unit unit = unit_of(PHIL_ORIS_UPPER_LEFT, 80, 2);
    struct phil_fibre fibre[80];
    const struct phil_bundle bundle = phil_fibres_bundle(&unit, 0, 1);
    for (size_t i = 0; i < 80; i++)
        fibre[i] = phil_fibres_fibre(&bundle, 0, i, 1);
    const struct phil_electrode_pair pair = phil_fibres_electrodes(PHIL_EMG_UPPER_LEFT);
    const int n_fine = fast(&bundle, fibre, 80, &pair, 4000 * FINE, fine);
    double worst = 0, most = 0;
    for (int late = 0; late < FINE; late += 3) {
        struct made made;
        made_init(&made, 1, 1);
        made_unit(&made, &unit);
        made_spike(&made, (100 - (double)late / FINE) / 4000, 0.75);
        channel(&made, 4000, 1, PHIL_EMG_UPPER_LEFT, got, N);
        memset(want, 0, sizeof want);
        for (int i = 100; i < N && (i - 100) * FINE + late < n_fine; i++)
            want[i] = 0.75F * fine[(i - 100) * FINE + late];
        phil_amplifier_run(want, N, 4000, 500, 1, PHIL_STREAM_EMG_NOISE + PHIL_EMG_UPPER_LEFT);
        for (int i = 0; i < N; i++) {
            worst = fmax(worst, fabs(got[i] - want[i]));
            most = fmax(most, fabs(want[i]));
        }
        made_release(&made);
    }
    print_message("# between samples: largest difference %.3f %% of the peak of %.0f uV\n",
                  100 * worst / most, most);
    assert_true(worst < 0.003 * most);
}

static double rms(const float *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * (double)x[i];
    return sqrt(sum / (double)n);
}

static void made_face(struct made *made, double seconds)
{
    made_init(made, 60, (size_t)(60 * 30 * seconds));
    for (int k = 0; k < 60; k++) {
        const struct phil_nerve_unit unit = unit_of(k % PHIL_N_MUSCLES, 10 + 3 * k, 2 + k % 5);
        made_unit(made, &unit);
        if (k % 7)
            made_train(made, 0.01 * k, seconds, 8 + k % 11, 0.2);
    }
}

static void any_rate_shows_the_same(void **state)
{
    (void)state;
    static const double rates[] = {1000, 1500, 2048, 4000, 9999.5, 20000};
    static float out[40000];
    struct made made;
    made_face(&made, 2);
    double first = 0;
    for (size_t k = 0; k < sizeof rates / sizeof *rates; k++) {
        const size_t n = (size_t)(2 * rates[k]);
        channel(&made, rates[k], 1, PHIL_EMG_LOWER_MIDDLE, out, n);
        const double now = rms(out, n);
        print_message("# %g Hz: rms %.2f uV\n", rates[k], now);
        if (k == 0)
            first = now;
        assert_true(fabs(now / first - 1) < 0.02);
    }
    made_release(&made);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    enum { N = 8000 };
    static float one[N], four[N];
    struct made made;
    made_face(&made, 2);
    channel(&made, 4000, 1, PHIL_EMG_LOWER_LEFT, one, N);
    channel(&made, 4000, 4, PHIL_EMG_LOWER_LEFT, four, N);
    assert_memory_equal(one, four, sizeof one);
    made_release(&made);
}

/* Power of x at a frequency, by the sums over whole periods of 0.5 s. */
static double power_at(const float *x, size_t n, double rate_hz, double hz)
{
    const size_t length = (size_t)(rate_hz / 2);
    double sum = 0;
    for (size_t from = 0; from + length <= n; from += length) {
        double re = 0, im = 0;
        for (size_t i = 0; i < length; i++) {
            const double angle = 2 * 3.14159265358979 * hz * (double)i / rate_hz;
            re += x[from + i] * cos(angle);
            im += x[from + i] * sin(angle);
        }
        sum += re * re + im * im;
    }
    return sum;
}

static void the_amplifier_has_its_noise_and_its_band(void **state)
{
    (void)state;
    enum { N = 80000 };
    static float x[N], y[N];
    static const double rates[] = {4000, 16000};
    for (size_t k = 0; k < 2; k++) {
        memset(x, 0, sizeof x);
        memset(y, 0, sizeof y);
        phil_amplifier_run(x, N, rates[k], 500, 1, PHIL_STREAM_EMG_NOISE);
        phil_amplifier_run(y, N, rates[k], 500, 1, PHIL_STREAM_EMG_NOISE + 1);
        double fourth = 0, both = 0;
        for (size_t i = 0; i < N; i++) {
            fourth += pow(x[i], 4) / N;
            both += x[i] * (double)y[i] / N;
        }
        const double level = rms(x, N);
        print_message("# noise at %g Hz: rms %.3f uV, kurtosis %.3f\n", rates[k], level,
                      fourth / pow(level, 4));
        assert_float_equal(level, 1.5, 0.05);
        assert_float_equal(fourth / pow(level, 4), 3, 0.1);
        assert_true(fabs(both) < 0.1);
        const double inside = power_at(x, N, rates[k], 100) + power_at(x, N, rates[k], 200);
        assert_true(power_at(x, N, rates[k], 2) < 0.05 * inside);
        assert_true(power_at(x, N, rates[k], 1200) < 0.01 * inside);
    }
}

/* Sines through the amplifier: half the power at the edges of the band. */
static void the_edges_are_at_10_and_500_hz(void **state)
{
    (void)state;
    enum { N = 8000 };
    static float x[N];
    static const struct {
        double hz, gain;
    } point[] = {{10, 0.7071}, {70, 1}, {500, 0.7071}, {1000, 0.0294}, {1, 0.01}};
    for (size_t k = 0; k < sizeof point / sizeof *point; k++) {
        for (int i = 0; i < N; i++)
            x[i] = (float)(1e6 * sin(2 * 3.14159265358979 * point[k].hz * i / 4000));
        phil_amplifier_run(x, N, 4000, 500, 1, 1);
        assert_float_equal(rms(x + N / 2, N / 2) / 1e6 * sqrt(2), point[k].gain, 0.01);
    }
}

/* ---- the face ---- */

static double seen_uv(enum phil_nerve_muscle muscle, enum phil_nerve_electrode electrode)
{
    struct made made;
    made_init(&made, 20, 20);
    for (int k = 0; k < 20; k++) {
        const struct phil_nerve_unit unit = unit_of(muscle, 60, 4);
        made_unit(&made, &unit);
        made_spike(&made, 0.1, 1);
    }
    struct phil_emg *emg;
    assert_int_equal(phil_emg_new(&emg, &made.result, 4000, &(struct phil_crew){.threads = 1}),
                     PHIL_OK);
    double sum = 0;
    for (size_t u = 0; u < 20; u++) {
        size_t n;
        const float *template = phil_emg_template(emg, u, electrode, &n);
        if (template)
            sum += rms(template, n) / 20;
    }
    phil_emg_free(emg);
    made_release(&made);
    return sum;
}

static void each_muscle_is_seen_best_where_it_lies(void **state)
{
    (void)state;
    static const enum phil_nerve_electrode above[PHIL_N_MUSCLES] = {
        PHIL_EMG_UPPER_LEFT, PHIL_EMG_UPPER_RIGHT, PHIL_EMG_LOWER_LEFT, PHIL_EMG_LOWER_RIGHT,
        PHIL_EMG_LOWER_LEFT, PHIL_EMG_LOWER_RIGHT, PHIL_EMG_LOWER_LEFT, PHIL_EMG_LOWER_RIGHT,
        PHIL_EMG_UPPER_LEFT, PHIL_EMG_UPPER_RIGHT, PHIL_EMG_OCULI_LEFT, PHIL_EMG_OCULI_RIGHT};
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        double most = 0;
        int best = -1;
        print_message("# %-18s", phil_nerve_muscle_name(m));
        for (int e = 0; e < PHIL_N_ELECTRODES; e++) {
            const double uv = seen_uv(m, e);
            print_message(" %6.2f", uv);
            if (uv > most) {
                most = uv;
                best = e;
            }
        }
        print_message(" uV\n");
        /* Muscles that no electrode lies above are seen as cross-talk alone. */
        if (m / 2 <= PHIL_ORIS_LOWER_LEFT / 2 || m / 2 == PHIL_OCULI_LEFT / 2)
            assert_int_equal(best, above[m]);
    }
    /* Cross-talk: eyes do not see lips, and a lip hardly the other side. */
    assert_true(seen_uv(PHIL_ORIS_LOWER_LEFT, PHIL_EMG_OCULI_LEFT) < 0.2);
    assert_true(seen_uv(PHIL_ORIS_UPPER_LEFT, PHIL_EMG_UPPER_RIGHT) <
                0.35 * seen_uv(PHIL_ORIS_UPPER_LEFT, PHIL_EMG_UPPER_LEFT));
}

static void a_silent_unit_has_no_template(void **state)
{
    (void)state;
    struct made made;
    made_init(&made, 2, 1);
    const struct phil_nerve_unit unit = unit_of(PHIL_ORIS_UPPER_LEFT, 30, 5);
    made_unit(&made, &unit);
    made_unit(&made, &unit);
    made_spike(&made, 0.1, 1);
    struct phil_emg *emg;
    size_t n = 0;
    assert_int_equal(phil_emg_new(&emg, &made.result, 1000, &(struct phil_crew){.threads = 1}),
                     PHIL_OK);
    assert_float_equal(phil_emg_template_hz(emg), 4000, 0);
    assert_null(phil_emg_template(emg, 0, PHIL_EMG_UPPER_LEFT, &n));
    assert_non_null(phil_emg_template(emg, 1, PHIL_EMG_UPPER_LEFT, &n));
    assert_true(n > 40 && n < 120);
    assert_null(phil_emg_template(emg, 1, PHIL_EMG_OCULI_RIGHT, &n));
    phil_emg_free(emg);
    made_release(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spikes_lie_between_samples),
        cmocka_unit_test(any_rate_shows_the_same),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(the_amplifier_has_its_noise_and_its_band),
        cmocka_unit_test(the_edges_are_at_10_and_500_hz),
        cmocka_unit_test(each_muscle_is_seen_best_where_it_lies),
        cmocka_unit_test(a_silent_unit_has_no_template),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
