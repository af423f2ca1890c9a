/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The membrane of one site against a Runge-Kutta integration of the same equations, and what it
 * does at rest, when pushed, and with noise. */
#include "row.h"

#include "nerve/axons/site.h"

#include <math.h>
#include <stdlib.h>

static struct phil_root_physiology root_of(double load, double injected)
{
    return (struct phil_root_physiology){.fraction = 1,
                                         .load_ms_cm2 = load,
                                         .injected_ua_cm2 = injected,
                                         .persistent_na = 1,
                                         .slow_k = 1};
}

/* ---- the oracle: the equations of the specification, doubles, the C library, no tables ---- */

struct exact {
    double v, gate[4], w, u, k;
};

static double ramp(double x, double k)
{
    return fabs(x) < 1e-7 ? k : x / (1 - exp(-x / k));
}

static struct exact slope(const struct exact *y, double load, double current)
{
    const double v = y->v;
    const double opens[4] = {6.57 * ramp(v + 20.4, 10.3), 0.34 * ramp(-(v + 114), 11),
                             0.0353 * ramp(v + 27, 10.2), 0.3 / (1 + exp(-(v + 53) / 5))};
    const double shuts[4] = {0.304 * ramp(-(v + 25.7), 9.16), 12.6 / (1 + exp(-(v + 31.8) / 13.4)),
                             0.000883 * ramp(-(v + 34), 10), 0.03 / (1 + exp(-(v + 90)))};
    struct exact d;
    for (int k = 0; k < 4; k++)
        d.gate[k] = opens[k] * (1 - y->gate[k]) - shuts[k] * y->gate[k];
    const double m = y->gate[0], h = y->gate[1], p = y->gate[2], s = y->gate[3];
    d.v = (-3000 * m * m * m * h * (v - 50) - 10 * p * p * p * (v - 50) - 80 * s * (v + 90) -
           7 * (v + 90) - load * (v + 80) + current - y->w - y->u + y->k) /
          2;
    d.w = -y->w / 150;
    d.u = -y->u / 4000;
    d.k = -y->k / 800;
    return d;
}

static struct exact moved(const struct exact *y, const struct exact *d, double by)
{
    struct exact z = {
        .v = y->v + d->v * by, .w = y->w + d->w * by, .u = y->u + d->u * by, .k = y->k + d->k * by};
    for (int k = 0; k < 4; k++)
        z.gate[k] = y->gate[k] + d->gate[k] * by;
    return z;
}

static struct exact runge_kutta(const struct exact *y, double load, double current, double dt)
{
    const struct exact a = slope(y, load, current), ya = moved(y, &a, dt / 2);
    const struct exact b = slope(&ya, load, current), yb = moved(y, &b, dt / 2);
    const struct exact c = slope(&yb, load, current), yc = moved(y, &c, dt);
    const struct exact d = slope(&yc, load, current);
    struct exact z = moved(y, &a, dt / 6);
    z = moved(&z, &b, dt / 3);
    z = moved(&z, &c, dt / 3);
    return moved(&z, &d, dt / 6);
}

static struct exact exact_rest(double injected)
{
    struct exact y = {.v = -80};
    double opens[4], shuts[4];
    phil_site_rates(-80, 0, opens, shuts);
    for (int k = 0; k < 4; k++)
        y.gate[k] = opens[k] / (opens[k] + shuts[k]);
    return y;
}

/* Spikes of the equations within ms: their times, at most `most`; a pulse of 0.1 ms at pulse_ms. */
static size_t exact_spikes(double load, double injected, double pulse_ms, double pulse, double ms,
                           double *at_ms, size_t most)
{
    struct exact y = exact_rest(injected);
    const double dt = 0.001;
    bool above = false;
    size_t n = 0;
    for (long i = 0; (double)i * dt < ms; i++) {
        const double t = (double)i * dt, before = y.v;
        const bool on = t >= pulse_ms - 1e-9 && t < pulse_ms + 0.1 - 1e-9;
        y = runge_kutta(&y, load, injected + (on ? pulse : 0), dt);
        if (!above && y.v >= -20) {
            above = true;
            y.w += 5;
            y.u += 2.5;
            y.k += 8 * (1 - y.k / 250);
            if (n++ < most)
                at_ms[n - 1] = t + dt * (-20 - before) / (y.v - before);
        }
        above = above && y.v >= -40;
    }
    return n;
}

/* ---- the site ---- */

enum how { FAST, FINE };

/* What a site is given, at its pulse's time. */
enum push { NOTHING, REACH, LEAK };

static size_t site_spikes(const struct phil_root_physiology *root, enum how how, enum push push,
                          double pulse_ms, double ms, const uint64_t *seed, uint32_t unit,
                          double *at_ms, size_t most)
{
    struct phil_site_medium medium;
    assert_int_equal(phil_site_medium_init(&medium, root), PHIL_OK);
    medium.always_fine = how == FINE;
    struct phil_site site = {.unit = unit};
    phil_site_rest(&site, &medium, (float)root->injected_ua_cm2, 0);
    size_t n = 0;
    for (int64_t frame = 0; (double)frame * PHIL_SITE_FRAME_MS < ms; frame++) {
        const double to_ms = (double)(frame + 1) * PHIL_SITE_FRAME_MS;
        if (push != NOTHING && pulse_ms < to_ms && pulse_ms >= to_ms - PHIL_SITE_FRAME_MS) {
            if (push == REACH)
                phil_site_reach(&site, &medium, frame, pulse_ms);
            else
                phil_site_leak(&site, frame, pulse_ms);
        }
        double fired_ms;
        if (phil_site_frame(&site, &medium, frame, seed, &fired_ms) && n++ < most)
            at_ms[n - 1] = fired_ms;
    }
    phil_site_medium_release(&medium);
    return n;
}

static void bursts_are_those_of_the_equations(void **state)
{
    (void)state;
    enum { MOST = 400 };
    static double exact_ms[MOST], at_ms[MOST];
    const struct phil_root_physiology root = root_of(20, 150);
    const size_t n_exact = exact_spikes(20, 150, -1, 0, 400, exact_ms, MOST);
    for (int how = FAST; how <= FINE; how++) {
        const size_t n = site_spikes(&root, how, NOTHING, 0, 400, NULL, 0, at_ms, MOST);
        print_message("# load 20, 150 uA/cm2: %zu spikes in 0.4 s, Runge-Kutta %zu; first %.3f and "
                      "%.3f ms, fifth %.3f and %.3f ms\n",
                      n, n_exact, at_ms[0], exact_ms[0], at_ms[4], exact_ms[4]);
        assert_true(n_exact > 30);
        assert_true(fabs((double)n / (double)n_exact - 1) < 0.03);
        assert_true(fabs(at_ms[0] - exact_ms[0]) < 0.05);
        assert_true(fabs(at_ms[4] - exact_ms[4]) < 0.02 * (exact_ms[4] - exact_ms[0]) + 0.05);
    }
}

static void pushed_it_fires_as_the_equations_do(void **state)
{
    (void)state;
    const double loads[] = {100, 80, 60, 40, 30, 20};
    for (size_t k = 0; k < sizeof loads / sizeof *loads; k++) {
        const struct phil_root_physiology root = root_of(loads[k], 0);
        double exact_ms = 0, at_ms = 0;
        const size_t reached = site_spikes(&root, FAST, REACH, 100.003, 104, NULL, 0, &at_ms, 1);
        assert_int_equal(exact_spikes(loads[k], 0, 100.01, 60 * loads[k], 104, &exact_ms, 1),
                         reached);
        assert_int_equal(reached, 1);
        assert_true(fabs(at_ms - exact_ms) < 0.015);
        assert_true(at_ms - 100 < 0.15);
        const size_t leaked = site_spikes(&root, FAST, LEAK, 100.003, 104, NULL, 0, &at_ms, 1);
        assert_int_equal(exact_spikes(loads[k], 0, 100.01, 600, 104, &exact_ms, 1), leaked);
        assert_int_equal(leaked, loads[k] < 50);
        if (leaked)
            assert_true(fabs(at_ms - exact_ms) < 0.02);
    }
}

static void a_healthy_node_is_silent_and_needs_800_to_repeat(void **state)
{
    (void)state;
    static double at_ms[1000];
    const uint64_t seed = 5;
    for (int load = 80; load <= 100; load += 20) {
        struct phil_root_physiology root = root_of(load, 0);
        assert_int_equal(site_spikes(&root, FAST, NOTHING, 0, 5000, &seed, 1, at_ms, 1000), 0);
        root.injected_ua_cm2 = load == 100 ? 800 : 600;
        assert_true(site_spikes(&root, FAST, NOTHING, 0, 1000, &seed, 1, at_ms, 1000) < 3);
        root.injected_ua_cm2 = 1600;
        assert_true(site_spikes(&root, FAST, NOTHING, 0, 1000, &seed, 1, at_ms, 1000) > 20);
    }
}

/* Spikes a second of many sites with noise, and the coefficient of variation of the intervals. */
static double rate(const struct phil_root_physiology *root, enum how how, int sites, double seconds,
                   double *variation)
{
    static double at_ms[20000];
    const uint64_t seed = 3;
    double n_all = 0, n = 0, sum = 0, squares = 0;
    for (int i = 0; i < sites; i++) {
        const size_t spikes = site_spikes(root, how, NOTHING, 0, seconds * 1000, &seed, (uint32_t)i,
                                          at_ms, sizeof at_ms / sizeof *at_ms);
        n_all += (double)spikes;
        for (size_t k = 1; k < spikes; k++) {
            const double ms = at_ms[k] - at_ms[k - 1];
            n++, sum += ms, squares += ms * ms;
        }
    }
    *variation = sqrt(squares / n - sum / n * (sum / n)) / (sum / n);
    return n_all / sites / seconds;
}

static void large_steps_at_rest_change_nothing_that_matters(void **state)
{
    (void)state;
    const double settings[][2] = {{40, 150}, {30, 100}, {20, 50}, {20, 150}};
    for (size_t k = 0; k < sizeof settings / sizeof *settings; k++) {
        const struct phil_root_physiology root = root_of(settings[k][0], settings[k][1]);
        double v, w;
        const double fast = rate(&root, FAST, 16, 3, &v), fine = rate(&root, FINE, 16, 3, &w);
        print_message("# load %g, %g uA/cm2: %.3f spikes/s (CV %.2f), small steps everywhere %.3f "
                      "(CV %.2f)\n",
                      settings[k][0], settings[k][1], fast, v, fine, w);
        assert_true(fabs(fast / fine - 1) < 0.06);
    }
}

static void potassium_and_sodium_change_what_noise_can_do(void **state)
{
    (void)state;
    struct phil_root_physiology root = root_of(20, 15);
    double variation, v;
    const double usual = rate(&root, FAST, 40, 3, &variation);
    root.ek_shift_mv = -6;
    const double low = rate(&root, FAST, 40, 3, &v);
    root.ek_shift_mv = 6;
    const double high = rate(&root, FAST, 40, 3, &v);
    root.ek_shift_mv = 0;
    root.persistent_na = 1.4;
    const double sodium = rate(&root, FAST, 40, 3, &v);
    root.persistent_na = 1;
    root.slow_k = 0.8;
    const double slow = rate(&root, FAST, 40, 3, &v);
    root.slow_k = 1;
    root.gate_shift_mv = 2;
    const double shifted = rate(&root, FAST, 40, 3, &v);
    print_message("# load 20, 15 uA/cm2: %.3f /s; E_K -6 mV %.3f, +6 mV %.3f, f_NaP 1.4 %.3f, f_Ks "
                  "0.8 %.3f, gates 2 mV %.3f\n",
                  usual, low, high, sodium, slow, shifted);
    assert_true(usual > 0 && low < 0.7 * usual && high > 1.4 * usual);
    assert_true(sodium > usual && slow > usual && shifted > usual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bursts_are_those_of_the_equations),
        cmocka_unit_test(pushed_it_fires_as_the_equations_do),
        cmocka_unit_test(a_healthy_node_is_silent_and_needs_800_to_repeat),
        cmocka_unit_test(large_steps_at_rest_change_nothing_that_matters),
        cmocka_unit_test(potassium_and_sodium_change_what_noise_can_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
