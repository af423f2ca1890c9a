/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spikes on their way: latencies, collisions, refractoriness, stimuli, F-waves; the same whatever
 * pieces time is cut into. */
#include "lines.h"
#include "row.h"

#include "base/random.h"
#include "nerve/anatomy.h"
#include "nerve/axons/conduct.h"
#include "nerve/clock.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct lines lines, others;

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.12g is not %.12g", value, expected);
}

/* The end-plate's spikes of one unit: their times, at most `most`; how many there are. */
static size_t arrivals(const struct lines *l, uint32_t unit, double *at_ms, size_t most)
{
    size_t n = 0;
    for (size_t k = 0; k < l->arrived.n; k++)
        if (l->arrived.at[k].unit == unit && n++ < most)
            at_ms[n - 1] = l->arrived.at[k].at_ms;
    return n;
}

static void a_spike_arrives_after_the_closed_form_latency(void **state)
{
    (void)state;
    lines_init(&lines, 20);
    lines_begin(&lines);
    for (uint32_t u = 0; u < lines.n_units; u++)
        lines_fire(&lines, u, 3.25 + u);
    lines_run(&lines, 1000, 100);
    assert_int_equal(lines.arrived.n, lines.n_units);
    for (size_t k = 0; k < lines.arrived.n; k++) {
        const struct phil_spike *s = &lines.arrived.at[k];
        const struct phil_nerve_unit *unit = &lines.unit[s->unit];
        const double mm[] = {170, 170, 170, 180, 155, 160};
        near(s->at_ms - s->began_ms, mm[unit->muscle / 2] / (double)unit->velocity_m_s + 1.9, 1e-9);
        assert_true(s->began_ms == 3.25 + s->unit);
        assert_int_equal(s->origin, PHIL_NERVE_ORIGIN_SOMA);
    }
    assert_int_equal(lines.n_back, 0);
    lines_release(&lines);
}

static void the_lesion_costs_its_length_at_its_velocity(void **state)
{
    (void)state;
    const struct phil_root_physiology root = {.fraction = 0.4, .slow_mm = 8, .slow_m_s = 8};
    near(phil_anatomy_trunk_ms(85, 50, true, &root), 77.0 / 50 + 1, 1e-12);
    near(phil_anatomy_trunk_ms(25, 50, true, &root), 21.0 / 50 + 0.5, 1e-12);
    near(phil_anatomy_trunk_ms(10, 50, true, &root), 0.2, 1e-12);
    near(phil_anatomy_trunk_ms(85, 50, false, &root), 1.7, 1e-12);
    near(phil_anatomy_latency_ms(PHIL_OCULI_LEFT, 50, true, &root), 152.0 / 50 + 1 + 1.9, 1e-12);
}

/* One stimulus at the foramen at 20 ms, one spike of the soma at `fired_ms`: what arrives, what
 * runs back, told from where the two meet. */
static void spike_against_stimulus(double fired_ms)
{
    static const struct phil_nerve_stimulus stimulus = {PHIL_STIMULATE_FORAMEN, PHIL_SIDE_LEFT,
                                                        0.02};
    lines_init(&lines, 1);
    lines.settings.stimuli = &stimulus;
    lines.settings.n_stimuli = 1;
    lines_begin(&lines);
    lines_fire(&lines, 0, fired_ms);
    lines_run(&lines, 60, 7);
    const double there_ms = 20.1, way_ms = 85.0 / (double)lines.unit[0].velocity_m_s;
    size_t arrive = 2, back = 1;
    if (fired_ms + way_ms <= there_ms) {
        if (there_ms - (fired_ms + way_ms) < 1)
            arrive = 1, back = 0; /* the stimulus finds the nodes refractory */
    } else if (fired_ms < there_ms + way_ms) {
        arrive = 1, back = 0; /* they meet */
    } else if (fired_ms < there_ms + way_ms + 2) {
        arrive = 1; /* the soma was forced and is refractory */
    }
    double at_ms[4];
    assert_int_equal(arrivals(&lines, 0, at_ms, 4), arrive);
    size_t n_back = 0;
    for (size_t k = 0; k < lines.n_back; k++)
        n_back += lines.told[k].unit == 0;
    /* Within the last tick the soma is told all the same, and is refractory. */
    const double before_ms = there_ms + way_ms - fired_ms;
    if (!(before_ms > 0 && before_ms < PHIL_TICK_MS))
        assert_int_equal(n_back, back);
    if (n_back)
        near(lines.told[0].at_ms, there_ms + way_ms, 0.16 * way_ms);
    lines_release(&lines);
}

static void spikes_that_run_towards_each_other_are_gone(void **state)
{
    (void)state;
    for (double fired_ms = 14.003; fired_ms < 28; fired_ms += 0.11)
        spike_against_stimulus(fired_ms);
}

static void a_second_spike_soon_after_is_slower_or_none(void **state)
{
    (void)state;
    const double gaps[] = {0.5, 0.99, 1.01, 2, 2.99, 3.01, 10};
    for (size_t k = 0; k < sizeof gaps / sizeof *gaps; k++) {
        lines_init(&lines, 1);
        lines_begin(&lines);
        /* The soma of this test would not fire so soon: spikes are given to the axon directly. */
        struct phil_spikes fired = {.at = NULL};
        phil_spikes_add(&fired, (struct phil_spike){5, 5, 0, PHIL_NERVE_ORIGIN_SOMA});
        phil_spikes_add(&fired,
                        (struct phil_spike){5 + gaps[k], 5 + gaps[k], 0, PHIL_NERVE_ORIGIN_SOMA});
        assert_int_equal(phil_axons_step(lines.axons, 40, &fired, &lines.arrived, &lines.back),
                         PHIL_OK);
        phil_spikes_release(&fired);
        double at_ms[2];
        const size_t n = arrivals(&lines, 0, at_ms, 2);
        assert_int_equal(n, gaps[k] < 1 ? 1 : 2);
        const double trunk_ms = 170 / (double)lines.unit[0].velocity_m_s;
        double expected_ms = gaps[k];
        if (gaps[k] < 3)
            expected_ms += 0.15 * trunk_ms;
        if (expected_ms < 3)
            expected_ms += 0.15 * 1.9;
        if (n == 2)
            near(at_ms[1] - at_ms[0], expected_ms, 1e-9);
        lines_release(&lines);
    }
}

/* ---- a storm: everything at once, as fast as it goes ---- */

static const struct phil_nerve_stimulus storm_stimuli[] = {
    {PHIL_STIMULATE_MARGINAL, PHIL_SIDE_LEFT, 0.9},
    {PHIL_STIMULATE_FORAMEN, PHIL_SIDE_LEFT, 0.1},
    {PHIL_STIMULATE_FORAMEN, PHIL_SIDE_RIGHT, 0.101},
    {PHIL_STIMULATE_ZYGOMATIC, PHIL_SIDE_LEFT, 0.3},
    {PHIL_STIMULATE_ZYGOMATIC, PHIL_SIDE_LEFT, 0.302},
    {PHIL_STIMULATE_FORAMEN, PHIL_SIDE_LEFT, 0.6},
};

static void storm(struct lines *l, size_t longest)
{
    lines_init(l, 12);
    l->settings.seconds = 1.5;
    l->settings.stimuli = storm_stimuli;
    l->settings.n_stimuli = sizeof storm_stimuli / sizeof *storm_stimuli;
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        l->physiology.pool[m].ectopic_rate = 12 * 60 * 40; /* 40 a second and unit */
        l->physiology.pool[m].doublets = 0.5;
        l->physiology.pool[m].oscillating = 0.5;
        l->physiology.pool[m].run_rate = 60;
    }
    lines_begin(l);
    for (uint32_t u = 0; u < l->n_units; u++)
        for (double at_ms = 0, k = 0; at_ms < 1500; k++) {
            lines_fire(l, u, at_ms);
            at_ms -= 12 * log(phil_random_uniform(7, u, (uint64_t)k));
        }
    lines_run(l, 1500, longest);
}

static int by_unit_and_time(const void *a, const void *b)
{
    const struct phil_spike *s = a, *t = b;
    if (s->unit != t->unit)
        return s->unit < t->unit ? -1 : 1;
    return (s->at_ms > t->at_ms) - (s->at_ms < t->at_ms);
}

static void no_end_plate_fires_twice_within_the_refractory_period(void **state)
{
    (void)state;
    storm(&lines, 20);
    assert_true(lines.arrived.n > 10000);
    static double last_ms[LINES_MOST], least_ms = INFINITY;
    for (size_t u = 0; u < lines.n_units; u++)
        last_ms[u] = -INFINITY;
    for (size_t k = 0; k < lines.arrived.n; k++) {
        const struct phil_spike *s = &lines.arrived.at[k];
        least_ms = fmin(least_ms, s->at_ms - last_ms[s->unit]);
        last_ms[s->unit] = s->at_ms;
    }
    assert_true(least_ms >= PHIL_REFRACTORY_MS - 1e-12);
    assert_true(least_ms < PHIL_REFRACTORY_MS + 0.3); /* and they do come that close */
    lines_release(&lines);
}

static void nothing_arrives_without_a_cause(void **state)
{
    (void)state;
    storm(&lines, 20);
    size_t of[PHIL_N_NERVE_ORIGINS] = {0};
    for (size_t k = 0; k < lines.arrived.n; k++) {
        const struct phil_spike *s = &lines.arrived.at[k];
        const struct phil_nerve_unit *unit = &lines.unit[s->unit];
        of[s->origin]++;
        const double took_ms = s->at_ms - s->began_ms;
        const double soma_ms = phil_anatomy_latency_ms(unit->muscle, (double)unit->velocity_m_s,
                                                       false, &lines.physiology.root[0]);
        if (s->origin == PHIL_NERVE_ORIGIN_SOMA)
            assert_true(took_ms > soma_ms - 1e-9 && took_ms < 1.16 * soma_ms + 1);
        if (s->origin == PHIL_NERVE_ORIGIN_REFLECTED)
            assert_true(took_ms > soma_ms + 1 - 1e-9);
        if (s->origin == PHIL_NERVE_ORIGIN_TERMINAL)
            assert_true(took_ms > 1.9 - 1e-9 && took_ms < 1.9 * 1.15 + 1);
        if (s->origin == PHIL_NERVE_ORIGIN_STIMULUS)
            assert_true(took_ms < soma_ms);
    }
    for (int k = 0; k < PHIL_N_NERVE_ORIGINS; k++)
        assert_int_equal(of[k] > 0, k != PHIL_NERVE_ORIGIN_ROOT);
    lines_release(&lines);
}

static void how_time_is_cut_does_not_matter(void **state)
{
    (void)state;
    storm(&lines, 1000);
    qsort(lines.arrived.at, lines.arrived.n, sizeof *lines.arrived.at, by_unit_and_time);
    const size_t longest[] = {1, 3, 17};
    for (int k = 0; k < 3; k++) {
        storm(&others, longest[k]);
        assert_int_equal(others.arrived.n, lines.arrived.n);
        qsort(others.arrived.at, others.arrived.n, sizeof *others.arrived.at, by_unit_and_time);
        for (size_t i = 0; i < lines.arrived.n; i++) {
            assert_true(others.arrived.at[i].at_ms == lines.arrived.at[i].at_ms);
            assert_true(others.arrived.at[i].began_ms == lines.arrived.at[i].began_ms);
            assert_int_equal(others.arrived.at[i].origin, lines.arrived.at[i].origin);
        }
        lines_release(&others);
    }
    lines_release(&lines);
}

static void what_comes_back_is_told_in_time(void **state)
{
    (void)state;
    storm(&lines, 1000);
    assert_true(lines.n_back > 1000);
    assert_int_equal(lines.n_late, 0);
    lines_release(&lines);
}

/* ---- stimuli ---- */

static void a_stimulus_reaches_its_branch_alone(void **state)
{
    (void)state;
    const bool on[PHIL_N_PLACES][PHIL_N_MUSCLES / 2] = {
        [PHIL_STIMULATE_FORAMEN] = {true, true, true, true, true, true},
        [PHIL_STIMULATE_ZYGOMATIC] = {false, false, false, false, true, true},
        [PHIL_STIMULATE_MARGINAL] = {false, true, true, true, false, false},
    };
    for (int place = 0; place < PHIL_N_PLACES; place++)
        for (int side = 0; side < 2; side++) {
            const struct phil_nerve_stimulus stimulus = {
                place, side ? PHIL_SIDE_RIGHT : PHIL_SIDE_LEFT, 0.01};
            lines_init(&lines, 3);
            lines.settings.stimuli = &stimulus;
            lines.settings.n_stimuli = 1;
            lines_begin(&lines);
            lines_run(&lines, 20, 5);
            for (uint32_t u = 0; u < lines.n_units; u++) {
                double at_ms;
                const int m = (int)lines.unit[u].muscle;
                assert_int_equal(arrivals(&lines, u, &at_ms, 1) > 0,
                                 m % 2 == side && on[place][m / 2]);
            }
            lines_release(&lines);
        }
}

/* Many stimuli of one kind, a tenth of a second apart. */
static void stimulate(enum phil_nerve_place place, size_t n)
{
    static struct phil_nerve_stimulus stimuli[1000];
    for (size_t k = 0; k < n; k++)
        stimuli[k] = (struct phil_nerve_stimulus){place, PHIL_SIDE_LEFT, 0.05 + 0.1 * (double)k};
    lines_init(&lines, 120);
    lines.settings.seconds = 0.1 * (double)n;
    lines.settings.stimuli = stimuli;
    lines.settings.n_stimuli = n;
    lines_begin(&lines);
    lines_run(&lines, 100 * (double)n, 100);
}

static void row_13_latency_from_the_foramen(void **state)
{
    (void)state;
    stimulate(PHIL_STIMULATE_FORAMEN, 1);
    double first_ms = INFINITY;
    for (size_t k = 0; k < lines.arrived.n; k++)
        if (lines.unit[lines.arrived.at[k].unit].muscle < PHIL_DEPRESSOR_LEFT)
            first_ms = fmin(first_ms, lines.arrived.at[k].at_ms - 50);
    phil_row(13, "foramen stimulus to the first end-plate of oris", first_ms, "ms", 3.3, 4.3,
             "3.8 (SD 0.49): Ruboyianes et al.");
    lines_release(&lines);
}

static void row_14_central_conduction_by_f_waves(void **state)
{
    (void)state;
    enum { N = 60 };
    stimulate(PHIL_STIMULATE_MARGINAL, N);
    double m_ms = INFINITY, f_ms = INFINITY, n_f = 0, n_m = 0;
    for (size_t k = 0; k < lines.arrived.n; k++) {
        const struct phil_spike *s = &lines.arrived.at[k];
        if (lines.unit[s->unit].muscle != PHIL_ORIS_LOWER_LEFT)
            continue;
        const double after_ms = fmod(s->at_ms - 50 + 1e-9, 100);
        if (s->origin == PHIL_NERVE_ORIGIN_STIMULUS)
            n_m++, m_ms = fmin(m_ms, after_ms);
        if (s->origin == PHIL_NERVE_ORIGIN_REFLECTED)
            n_f++, f_ms = fmin(f_ms, after_ms);
    }
    phil_row(14, "central conduction by F-waves of the marginal branch, (F - M - 1 ms) / 2",
             (f_ms - m_ms - 1) / 2, "ms", 2.34, 3.5, "2.92 (SD 0.29): facial F-wave norms 2018");
    print_message("# F latency %.2f ms (published 8.97 +- 0.53), M %.2f ms\n", f_ms, m_ms);
    assert_true(n_f / n_m > 0.01 && n_f / n_m < 0.05);
    lines_release(&lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spike_arrives_after_the_closed_form_latency),
        cmocka_unit_test(the_lesion_costs_its_length_at_its_velocity),
        cmocka_unit_test(spikes_that_run_towards_each_other_are_gone),
        cmocka_unit_test(a_second_spike_soon_after_is_slower_or_none),
        cmocka_unit_test(no_end_plate_fires_twice_within_the_refractory_period),
        cmocka_unit_test(nothing_arrives_without_a_cause),
        cmocka_unit_test(how_time_is_cut_does_not_matter),
        cmocka_unit_test(what_comes_back_is_told_in_time),
        cmocka_unit_test(a_stimulus_reaches_its_branch_alone),
        cmocka_unit_test(row_13_latency_from_the_foramen),
        cmocka_unit_test(row_14_central_conduction_by_f_waves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
