/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The volume conductor against its equation as it stands, done by brute force; where fibres and
 * electrodes lie. */
#include "made.h"
#include "row.h"

#include "nerve/muscle/conductor.h"

#include <math.h>
#include <string.h>

/* The potential at one point of the skin, microvolt: the equation with its end terms, V'' and a
 * fine sum, in the C library's double precision. */
static double slope(double z)
{
    return z > 0 ? 96 * (3 * z * z - z * z * z) * exp(-z) : 0;
}

static double bend(double z)
{
    return z > 0 ? 96 * (6 * z - 6 * z * z + z * z * z) * exp(-z) : 0;
}

static double weight(double squared, double z)
{
    return 1 / sqrt(squared + z * z);
}

static double one_way(double front, double length, double electrode, double squared)
{
    enum { STEPS = 1500 };
    const double h = length / STEPS;
    double sum = -slope(front) * weight(squared, electrode) +
                 slope(front - length) * weight(squared, length - electrode);
    for (int i = 0; i < STEPS; i++) {
        const double z = (i + 0.5) * h;
        if (front > z && front - z < 40)
            sum += h * bend(front - z) * weight(squared, z - electrode);
    }
    return sum;
}

static double at_point(const struct phil_bundle *b, const struct phil_fibre *f,
                       struct phil_point at, double time_ms)
{
    const double x = at.x - b->origin.x, y = at.y - b->origin.y;
    const double along = x * b->dx + y * b->dy, across = y * b->dx - x * b->dy - f->across_mm;
    const double squared = 5.2 * (across * across + f->depth_mm * f->depth_mm);
    const double front = b->velocity_m_s * time_ms, d = b->diameter_mm;
    const double to_electrode = along - f->end_plate_mm;
    return 1000 * 2 * 1.01 * d * d / (16 * 0.063) *
           (one_way(front, f->to_mm - f->end_plate_mm, to_electrode, squared) +
            one_way(front, f->end_plate_mm - f->from_mm, -to_electrode, squared));
}

/* The mean over a disc, by rings of points. */
static double at_disc(const struct phil_bundle *b, const struct phil_fibre *f, struct phil_point at,
                      double radius, double time_ms)
{
    if (radius == 0)
        return at_point(b, f, at, time_ms);
    double sum = 0;
    enum { RINGS = 3, SPOKES = 8 };
    for (int i = 0; i < RINGS; i++)
        for (int k = 0; k < SPOKES; k++) {
            const double r = radius * sqrt((i + 0.5) / RINGS);
            const double angle = 2 * 3.14159265358979 * (k + 0.5 * (i % 2)) / SPOKES;
            const struct phil_point p = {at.x + (float)(r * cos(angle)),
                                         at.y + (float)(r * sin(angle))};
            sum += at_point(b, f, p, time_ms);
        }
    return sum / (RINGS * SPOKES);
}

enum { MOST = 1024 };

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

/* Largest difference from brute force as a part of the largest value. */
static double difference(const struct phil_bundle *bundle, const struct phil_fibre *fibre, size_t n,
                         const struct phil_electrode_pair *pair, double rate_hz, int every)
{
    static float out[MOST];
    const int n_samples = fast(bundle, fibre, n, pair, rate_hz, out);
    double worst = 0, most = 0;
    for (int k = 0; k < n_samples + 20; k += every) {
        double true_uv = 0;
        const double time_ms = k / rate_hz * 1000;
        for (size_t i = 0; i < n; i++)
            true_uv += at_disc(bundle, &fibre[i], pair->plus, pair->radius_mm, time_ms) -
                       at_disc(bundle, &fibre[i], pair->minus, pair->radius_mm, time_ms);
        most = fmax(most, fabs(true_uv));
        worst = fmax(worst, fabs(true_uv - (k < n_samples ? out[k] : 0)));
    }
    return worst / most;
}

static struct phil_nerve_unit unit_of(enum phil_nerve_muscle muscle, double fibres, double depth)
{
    return (struct phil_nerve_unit){.muscle = muscle,
                                    .fibres = (float)fibres,
                                    .depth_mm = (float)depth,
                                    .velocity_m_s = 50,
                                    .contraction_ms = 40,
                                    .tetanic_mn = 10};
}

enum { FIBRES = 12 };

static struct phil_bundle bundle_of(enum phil_nerve_muscle muscle, double depth, uint32_t number,
                                    struct phil_fibre *fibre)
{
    const struct phil_nerve_unit unit = unit_of(muscle, FIBRES, depth);
    const struct phil_bundle bundle = phil_fibres_bundle(&unit, number, 1);
    for (size_t i = 0; i < FIBRES; i++)
        fibre[i] = phil_fibres_fibre(&bundle, number, i, 1);
    return bundle;
}

static void the_conductor_does_what_the_equation_says(void **state)
{
    (void)state;
    struct phil_fibre fibre[FIBRES];
    static const double rates[] = {4000, 7000, 20000};
    for (size_t k = 0; k < 3; k++) {
        double worst = 0;
        for (uint32_t number = 0; number < 4; number++) {
            const struct phil_bundle bundle =
                bundle_of(PHIL_ORIS_UPPER_LEFT, 2 + number, number, fibre);
            struct phil_electrode_pair pair = phil_fibres_electrodes(PHIL_EMG_UPPER_LEFT);
            pair.radius_mm = 0;
            worst =
                fmax(worst, difference(&bundle, fibre, FIBRES, &pair, rates[k], 2 + 4 * (int)k));
        }
        print_message("# points, %g Hz: largest difference from brute force %.2f %% of the peak\n",
                      rates[k], 100 * worst);
        assert_true(worst < 0.005);
    }
}

static void electrodes_are_discs(void **state)
{
    (void)state;
    struct phil_fibre fibre[FIBRES];
    double worst = 0;
    for (uint32_t number = 0; number < 4; number++) {
        const struct phil_bundle bundle =
            bundle_of(PHIL_ORIS_LOWER_RIGHT, 2 + number, number, fibre);
        const struct phil_electrode_pair pair = phil_fibres_electrodes(PHIL_EMG_LOWER_RIGHT);
        const double d = difference(&bundle, fibre, FIBRES, &pair, 4000, 4);
        print_message("# discs, unit at %u mm: largest difference %.2f %% of the peak\n",
                      2 + number, 100 * d);
        worst = fmax(worst, d);
    }
    assert_true(worst < 0.05);
}

/* Of n fibres at a depth: the largest value, and from peak to peak. */
struct amplitude {
    double peak, peak_to_peak;
};

static struct amplitude amplitude_of(double depth, size_t n, bool bipolar)
{
    const struct phil_bundle bundle = {.dx = 1,
                                       .length_mm = 55,
                                       .end_plates_mm = 27.5F,
                                       .diameter_mm = 0.030F,
                                       .velocity_m_s = 2.45F};
    const struct phil_electrode_pair pair = {.plus = {bipolar ? 32.5F : 37.5F, 0},
                                             .minus = {bipolar ? 42.5F : 1e5F, 0}};
    static struct phil_fibre fibre[100];
    static float out[MOST];
    for (size_t i = 0; i < n; i++)
        fibre[i] =
            (struct phil_fibre){.end_plate_mm = 27.5F + 1.5F * (float)phil_random_normal(3, 3, i),
                                .from_mm = 0,
                                .to_mm = 55,
                                .across_mm = 0,
                                .depth_mm = (float)depth};
    const int n_samples = fast(&bundle, fibre, n, &pair, 16000, out);
    double lo = 0, hi = 0;
    for (int k = 0; k < n_samples; k++) {
        lo = fmin(lo, out[k]);
        hi = fmax(hi, out[k]);
    }
    print_message("# %zu fibres at %g mm, %s: peak %.0f uV, peak to peak %.0f uV\n", n, depth,
                  bipolar ? "a pair 10 mm apart" : "one electrode", fmax(hi, -lo), hi - lo);
    return (struct amplitude){fmax(hi, -lo), hi - lo};
}

/* The specification's own trial found 67 and 107 uV, 400 to 650 uV; it does not say whether from
 * peak to peak, nor where along the fibres. */
static void amplitudes_are_those_that_were_derived(void **state)
{
    (void)state;
    const struct amplitude one = amplitude_of(4, 50, false), two = amplitude_of(4, 50, true);
    const struct amplitude shallow = amplitude_of(2, 100, false);
    assert_true(one.peak < 67 && 67 < one.peak_to_peak);
    assert_true(two.peak < 107 && 107 < two.peak_to_peak);
    assert_true(shallow.peak < 650 && 400 < shallow.peak_to_peak);
}

static void fibres_and_electrodes_mirror(void **state)
{
    (void)state;
    for (int e = 0; e < PHIL_N_ELECTRODES; e++) {
        static const enum phil_nerve_electrode other[PHIL_N_ELECTRODES] = {
            PHIL_EMG_UPPER_RIGHT, PHIL_EMG_UPPER_MIDDLE, PHIL_EMG_UPPER_LEFT,
            PHIL_EMG_LOWER_RIGHT, PHIL_EMG_LOWER_MIDDLE, PHIL_EMG_LOWER_LEFT,
            PHIL_EMG_OCULI_RIGHT, PHIL_EMG_OCULI_LEFT};
        const struct phil_electrode_pair a = phil_fibres_electrodes(e);
        const struct phil_electrode_pair b = phil_fibres_electrodes(other[e]);
        const bool middle = other[e] == (enum phil_nerve_electrode)e;
        assert_float_equal(a.plus.x, middle ? -a.minus.x : -b.plus.x, 1e-5);
        assert_float_equal(a.plus.y, b.plus.y, 1e-5);
        assert_float_equal(hypot(a.plus.x - a.minus.x, a.plus.y - a.minus.y), 10, 1e-4);
    }
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        const struct phil_nerve_unit unit = unit_of(m, 100, 3);
        const struct phil_bundle bundle = phil_fibres_bundle(&unit, 7, 1);
        assert_true(bundle.length_mm > 24 && bundle.length_mm < 65);
        assert_float_equal(hypot(bundle.dx, bundle.dy), 1, 1e-6);
        assert_true(bundle.velocity_m_s > 1.8 && bundle.velocity_m_s < 3);
        for (size_t i = 0; i < bundle.n; i++) {
            const struct phil_fibre fibre = phil_fibres_fibre(&bundle, 7, i, 1);
            assert_true(fibre.from_mm < fibre.end_plate_mm && fibre.end_plate_mm < fibre.to_mm);
            assert_true(fibre.depth_mm >= 1.5);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_conductor_does_what_the_equation_says),
        cmocka_unit_test(electrodes_are_discs),
        cmocka_unit_test(amplitudes_are_those_that_were_derived),
        cmocka_unit_test(fibres_and_electrodes_mirror),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
