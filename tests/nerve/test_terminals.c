/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What terminals do by themselves: isolated spikes, runs, oscillators, with their statistics. */
#include "lines.h"
#include "row.h"

#include "nerve/axons/terminals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct lines lines;

/* Every spike of the terminals of these members within the settings' time, through `each`. */
static void pass_all(const struct lines *l, const uint32_t *member, size_t n,
                     void (*each)(uint32_t unit, double at_ms, enum phil_terminal_kind kind))
{
    struct phil_terminals *t;
    assert_int_equal(phil_terminals_new(&t, &l->settings, &l->physiology, l->unit, member, n),
                     PHIL_OK);
    for (size_t i = 0; i < n; i++)
        for (double at_ms; (at_ms = phil_terminals_next_ms(t, i)) < l->settings.seconds * 1000;)
            each(member[i], at_ms, phil_terminals_pass(t, i));
    phil_terminals_free(t);
}

/* What was seen. */
enum { MOST = 1 << 18 };
static struct seen {
    uint32_t unit;
    double at_ms;
    enum phil_terminal_kind kind;
} seen[MOST];
static size_t n_seen;

static void see(uint32_t unit, double at_ms, enum phil_terminal_kind kind)
{
    assert_true(n_seen < MOST);
    seen[n_seen++] = (struct seen){unit, at_ms, kind};
}

static int by_time(const void *a, const void *b)
{
    const struct seen *s = a, *t = b;
    return (s->at_ms > t->at_ms) - (s->at_ms < t->at_ms);
}

/* Coefficient of variation of the intervals of what was seen, and their mean. */
static double variation(double *mean_ms)
{
    double sum = 0, squares = 0;
    for (size_t i = 1; i < n_seen; i++) {
        const double ms = seen[i].at_ms - seen[i - 1].at_ms;
        sum += ms;
        squares += ms * ms;
    }
    *mean_ms = sum / (double)(n_seen - 1);
    return sqrt(squares / (double)(n_seen - 1) - *mean_ms * *mean_ms) / *mean_ms;
}

static void begin(uint32_t units, double seconds)
{
    lines_init(&lines, units);
    lines.settings.seconds = seconds;
    n_seen = 0;
}

static void healthy_silence(void **state)
{
    (void)state;
    begin(50, 3600);
    pass_all(&lines, lines.member, lines.n, see);
    assert_int_equal(n_seen, 0);
}

static void row_22_isolated_spikes_of_als(void **state)
{
    (void)state;
    begin(100, 3600);
    lines.physiology.pool[PHIL_ORIS_LOWER_LEFT].ectopic_rate = 41; /* d = 1/2: 40 + 1 */
    lines.physiology.pool[PHIL_ORIS_LOWER_LEFT].doublets = 0.05;
    pass_all(&lines, lines.member, lines.n, see);
    qsort(seen, n_seen, sizeof *seen, by_time);
    /* As people count them: a doublet is one. */
    size_t kept = 0, doublets = 0;
    for (size_t i = 0; i < n_seen; i++) {
        const bool second =
            i > 0 && seen[i].unit == seen[i - 1].unit && seen[i].at_ms - seen[i - 1].at_ms <= 10;
        if (second) {
            assert_true(seen[i].at_ms - seen[i - 1].at_ms >= 4);
            doublets++;
        } else
            seen[kept++] = seen[i];
    }
    n_seen = kept;
    double mean_ms;
    const double v = variation(&mean_ms);
    phil_row(22, "ALS in mid-course, axons alone: isolated spikes", (double)n_seen / 60, "/min", 10,
             80, "median 40.5, quartiles 10.6 and 79.4: Bashford et al. 2019");
    phil_row(22, "the same: variation of intervals", v, "", 0.8, 1.2,
             "as by chance: Bashford et al. 2020");
    phil_row(22, "the same: chance of at least one in 70 s", 1 - exp(-70e3 / mean_ms), "", 0.95, 1,
             "Zhou et al. 2012");
    assert_true(fabs((double)doublets / (double)n_seen - 0.05) < 0.015);
    /* Exponential: in half of the intervals' mean times ln 2 half of them are over. */
    size_t shorter = 0;
    for (size_t i = 1; i < n_seen; i++)
        shorter += seen[i].at_ms - seen[i - 1].at_ms < mean_ms * 0.6931;
    assert_true(fabs((double)shorter / (double)n_seen - 0.5) < 4 * 0.5 / sqrt((double)n_seen));
}

static void large_units_have_more_of_them(void **state)
{
    (void)state;
    begin(50, 3600);
    lines.physiology.pool[PHIL_OCULI_LEFT].ectopic_rate = 600;
    pass_all(&lines, lines.member, lines.n, see);
    double fibres = 0, all = 0, large = 0;
    for (uint32_t u = 0; u < lines.n_units; u++)
        if (lines.unit[u].muscle == PHIL_OCULI_LEFT) {
            all += (double)lines.unit[u].fibres;
            if (lines.unit[u].fibres > 100)
                fibres += (double)lines.unit[u].fibres;
        }
    for (size_t i = 0; i < n_seen; i++) {
        assert_int_equal(lines.unit[seen[i].unit].muscle, PHIL_OCULI_LEFT);
        large += lines.unit[seen[i].unit].fibres > 100;
    }
    assert_true(fabs((double)n_seen / 36000 - 1) < 4 / sqrt(36000));
    assert_true(fabs(large / (double)n_seen - fibres / all) < 0.02);
}

static void lost_axons_are_silent_and_others_take_their_rate(void **state)
{
    (void)state;
    begin(40, 600);
    uint32_t member[LINES_MOST];
    size_t n = 0;
    for (uint32_t u = 0; u < lines.n_units; u++)
        if (!(lines.unit[u].lost = u % 3 == 0))
            member[n++] = u;
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        lines.physiology.pool[m].ectopic_rate = 60;
        lines.physiology.pool[m].run_rate = 2;
    }
    pass_all(&lines, member, n, see);
    double isolated = 0, runs = 0;
    for (size_t i = 0; i < n_seen; i++) {
        assert_false(lines.unit[seen[i].unit].lost);
        isolated += seen[i].kind == PHIL_TERMINAL_ISOLATED;
        runs += seen[i].kind == PHIL_TERMINAL_RUN;
    }
    assert_true(fabs(isolated / (12 * 600) - 1) < 4 / sqrt(12 * 600));
    assert_true(runs > 1000);
}

static void row_24_benign_runs(void **state)
{
    (void)state;
    begin(60, 3600);
    lines.physiology.pool[PHIL_ORIS_UPPER_LEFT].run_rate = 0.1;
    pass_all(&lines, lines.member, lines.n, see);
    struct phil_terminals *t;
    assert_int_equal(phil_terminals_new(&t, &lines.settings, &lines.physiology, lines.unit,
                                        lines.member, lines.n),
                     PHIL_OK);
    size_t n_runs;
    const struct phil_nerve_event *runs = phil_terminals_runs(t, &n_runs);
    assert_true(n_runs > 0 && n_runs < 16); /* 6 expected */
    for (size_t i = 0; i < n_runs; i++) {
        assert_int_equal(runs[i].muscle, PHIL_ORIS_UPPER_LEFT);
        assert_true(runs[i].offset_s > runs[i].onset_s);
    }
    phil_terminals_free(t);
    double n = 0, sum = 0, within = 0;
    for (size_t i = 1; i < n_seen; i++) {
        const double ms = seen[i].at_ms - seen[i - 1].at_ms;
        if (seen[i].unit != seen[i - 1].unit || ms > 2000)
            continue;
        n++, sum += ms, within += ms >= 100 && ms <= 350;
    }
    phil_row(24, "harmless twitching, axons alone: rate within a run", 1000 * n / sum, "Hz", 3, 8,
             "eyelid myokymia: reviews (BAN04, SPEM)");
    phil_row(24, "the same: part of intervals of 100 to 350 ms", within / n, "", 0.8, 1,
             "eyelid myokymia: reviews (BAN04, SPEM)");
}

/* A pool in several groups: each must know the same plan. */
static void groups_agree_on_a_pools_runs(void **state)
{
    (void)state;
    begin(60, 600);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        lines.physiology.pool[m].run_rate = 1;
    pass_all(&lines, lines.member, lines.n, see);
    static struct seen whole[MOST];
    const size_t n = n_seen;
    memcpy(whole, seen, n * sizeof *whole);
    n_seen = 0;
    for (size_t i = 0; i < lines.n; i += 7)
        pass_all(&lines, lines.member + i, lines.n - i < 7 ? lines.n - i : 7, see);
    assert_int_equal(n_seen, n);
    assert_true(n > 1000);
    for (size_t i = 0; i < n; i++)
        assert_true(whole[i].unit == seen[i].unit && whole[i].at_ms == seen[i].at_ms);
}

/* Coherence of two trains at a frequency, averaged over windows of a second. */
static double coherence(uint32_t a, uint32_t b, double hz, double seconds)
{
    double aa = 0, bb = 0, re = 0, im = 0;
    for (double from = 0; from + 1 <= seconds; from++) {
        double x[2] = {0, 0}, y[2] = {0, 0};
        for (size_t i = 0; i < n_seen; i++) {
            const double s = seen[i].at_ms / 1000 - from;
            if (s < 0 || s >= 1)
                continue;
            const double phase = 6.283185307179586 * hz * s, w = sin(3.141592653589793 * s);
            if (seen[i].unit == a)
                x[0] += w * cos(phase), x[1] += w * sin(phase);
            if (seen[i].unit == b)
                y[0] += w * cos(phase), y[1] += w * sin(phase);
        }
        aa += x[0] * x[0] + x[1] * x[1];
        bb += y[0] * y[0] + y[1] * y[1];
        re += x[0] * y[0] + x[1] * y[1];
        im += x[1] * y[0] - x[0] * y[1];
    }
    return (re * re + im * im) / (aa * bb);
}

static void row_23_myokymia(void **state)
{
    (void)state;
    begin(10, 60);
    lines.physiology.pool[PHIL_ORIS_LOWER_RIGHT].oscillating = 1;
    pass_all(&lines, lines.member, lines.n, see);
    double groups = 0, most = 0, in_group = 0;
    for (size_t i = 0; i < n_seen; i++) {
        assert_int_equal(lines.unit[seen[i].unit].muscle, PHIL_ORIS_LOWER_RIGHT);
        assert_int_equal(seen[i].kind, PHIL_TERMINAL_OSCILLATOR);
        const double ms = i > 0 && seen[i].unit == seen[i - 1].unit
                              ? seen[i].at_ms - seen[i - 1].at_ms
                              : INFINITY;
        assert_true(ms >= 17 - 1e-9);
        in_group = ms <= 35 + 1e-9 ? in_group + 1 : 1;
        groups += in_group == 1;
        most = fmax(most, in_group);
    }
    assert_true(most <= 6 && most >= 4);
    phil_row(23, "myokymia, axons alone: groups of a unit", groups / 60 / 10, "/s", 0.8, 30,
             "Wasserstrom and Starr 1977");
    double sum = 0, n = 0;
    const uint32_t first = lines.settings.units[0] * PHIL_ORIS_LOWER_RIGHT;
    for (uint32_t a = 0; a < 10; a += 2)
        for (double hz = 2; hz <= 10; hz += 2)
            sum += coherence(first + a, first + a + 1, hz, 60), n++;
    phil_row(23, "the same: coherence of two units, 2 to 10 Hz", sum / n, "", 0, 0.2,
             "Wasserstrom and Starr 1977");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(healthy_silence),
        cmocka_unit_test(row_22_isolated_spikes_of_als),
        cmocka_unit_test(large_units_have_more_of_them),
        cmocka_unit_test(lost_axons_are_silent_and_others_take_their_rate),
        cmocka_unit_test(row_24_benign_runs),
        cmocka_unit_test(groups_agree_on_a_pools_runs),
        cmocka_unit_test(row_23_myokymia),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
