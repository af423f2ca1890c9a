/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The root exit zone with its ephapses, on axons alone: what passes, what spreads, what bursts. */
#include "lines.h"
#include "row.h"

#include "base/random.h"
#include "nerve/anatomy.h"
#include "nerve/axons/conduct.h"

#include <math.h>
#include <stdlib.h>

static struct lines lines, others;

/* A left side of which `fraction` of the axons are affected; they are the members. */
static void press(struct lines *l, double fraction, double load, double injected, double ephapse)
{
    lines_init(l, 70);
    l->physiology.root[0].fraction = fraction;
    l->physiology.root[0].load_ms_cm2 = load;
    l->physiology.root[0].injected_ua_cm2 = injected;
    l->physiology.root[0].ephapse = ephapse;
    l->physiology.root[0].slow_mm = 8;
    for (uint32_t u = 0; u < l->n_units; u++)
        l->unit[u].affected = phil_random_uniform(9, u, 0) < fraction;
    lines_take_affected(l, PHIL_SIDE_LEFT);
}

/* ---- passing ---- */

static void without_ephapses_each_spike_passes_once(void **state)
{
    (void)state;
    const double loads[] = {100, 60, 40, 30};
    for (int k = 0; k < 4; k++) {
        press(&lines, 0.4, loads[k], 0, 0);
        lines_begin(&lines);
        for (int i = 0; i < 5; i++)
            for (size_t j = 0; j < lines.n; j++)
                lines_fire(&lines, lines.member[j], 5 + 100 * i + 0.13 * (double)j);
        lines_run(&lines, 550, 100);
        assert_int_equal(lines.arrived.n, 5 * lines.n);
        assert_int_equal(lines.n_back, 0);
        for (size_t i = 0; i < lines.arrived.n; i++)
            assert_int_equal(lines.arrived.at[i].origin, PHIL_NERVE_ORIGIN_SOMA);
        lines_release(&lines);
    }
}

static void row_17_transmission_across_the_root(void **state)
{
    (void)state;
    press(&lines, 0.4, 30, 0, 0);
    lines_begin(&lines);
    for (size_t j = 0; j < lines.n; j++)
        lines_fire(&lines, lines.member[j], 5 + 0.37 * (double)j);
    lines_run(&lines, 100, 100);
    double sum_ms = 0;
    for (size_t i = 0; i < lines.arrived.n; i++) {
        const struct phil_spike *s = &lines.arrived.at[i];
        const struct phil_nerve_unit *unit = &lines.unit[s->unit];
        const double outside_mm = phil_anatomy_terminal_mm(unit->muscle) - 8;
        sum_ms += s->at_ms - s->began_ms - 1.9 - outside_mm / (double)unit->velocity_m_s;
    }
    phil_row(17, "transmission across the pressed part of the root",
             sum_ms / (double)lines.arrived.n, "ms", 0.8, 1.4,
             "1.0 to 1.1 ms: nerve potentials in spasm surgery");
    lines_release(&lines);
}

/* ---- the lateral spread ---- */

enum { N_STIMULI = 10 };

/* When the EMG at the mouth first exceeds 30 uV after each stimulus, ms, of those before which it
 * was quiet; returns how many there are; *quiet: before how many it was. */
static size_t find_onsets(const struct phil_nerve_result *r, double onset_ms[N_STIMULI],
                          size_t *quiet)
{
    const float *emg = r->emg_uv[PHIL_EMG_LOWER_LEFT];
    const double per_ms = r->emg_rate_hz / 1000;
    size_t n = 0;
    *quiet = 0;
    for (size_t k = 0; k < r->settings.n_stimuli; k++) {
        const size_t at = (size_t)(r->settings.stimuli[k].time_s * r->emg_rate_hz);
        size_t i = at - (size_t)(20 * per_ms);
        while (i < at && fabsf(emg[i]) < 30)
            i++;
        if (i < at)
            continue;
        ++*quiet;
        while (i < at + (size_t)(50 * per_ms) && fabsf(emg[i]) < 30)
            i++;
        if (i < at + (size_t)(50 * per_ms))
            onset_ms[n++] = (double)(i - at) / per_ms;
    }
    return n;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median latency at the mouth of stimuli of the zygomatic branch, whole face with EMG; NaN: none.
 * *part: of quiet stimuli, how many were answered. */
static double spread_ms(const char *fraction, double *part)
{
    struct phil_nerve_stimulus stimuli[N_STIMULI];
    for (int k = 0; k < N_STIMULI; k++)
        stimuli[k] =
            (struct phil_nerve_stimulus){PHIL_STIMULATE_ZYGOMATIC, PHIL_SIDE_LEFT, 0.1 + 0.2 * k};
    struct phil_nerve_dose dose;
    assert_int_equal(
        phil_nerve_dose_init(&dose, phil_nerve_cause_find("hemifacial_spasm"), 0.5, NULL), PHIL_OK);
    const char *const set[][2] = {{"fraction", fraction}, {"load", "30"}, {"current", "30"}};
    for (int k = 0; k < 3; k++)
        assert_int_equal(phil_nerve_dose_set(&dose, set[k][0], set[k][1], NULL), PHIL_OK);
    struct phil_nerve_settings settings = phil_nerve_defaults();
    settings.seconds = 0.2 * N_STIMULI;
    /* Its direct answer would be seen from the mouth too. */
    settings.units[PHIL_ZYGOMATICUS_LEFT] = 0;
    settings.doses = &dose;
    settings.n_doses = 1;
    settings.stimuli = stimuli;
    settings.n_stimuli = N_STIMULI;
    settings.blinks_per_min = 0;
    settings.movement = false;
    struct phil_nerve_result *result;
    assert_int_equal(phil_nerve_run(&result, &settings, NULL, NULL), PHIL_OK);
    double onset_ms[N_STIMULI];
    size_t quiet;
    const size_t n = find_onsets(result, onset_ms, &quiet);
    qsort(onset_ms, n, sizeof *onset_ms, by_size);
    *part = (double)n / (double)quiet;
    assert_true(quiet >= N_STIMULI / 2);
    phil_nerve_result_free(result);
    return n ? onset_ms[n / 2] : NAN;
}

static void row_16_lateral_spread(void **state)
{
    (void)state;
    double part;
    phil_row(16, "zygomatic stimulus to the EMG of oris", spread_ms("0.4", &part), "ms", 8, 11.5,
             "9.8 (SD 1.1): Lee et al. 1992; 10.0: Misawa et al. 2006");
    phil_row(16, "part of stimuli with a lateral spread", part, "", 0.9, 1,
             "all patients: Lee et al. 1992");
    assert_true(isnan(spread_ms("0", &part)));
    phil_row(16, "part of stimuli with a lateral spread, no axon affected", part, "", 0, 0,
             "never in controls: Lee et al. 1992");
}

/* ---- bursts ---- */

static int by_unit_and_time(const void *a, const void *b)
{
    const struct phil_spike *s = a, *t = b;
    if (s->unit != t->unit)
        return s->unit < t->unit ? -1 : 1;
    return (s->at_ms > t->at_ms) - (s->at_ms < t->at_ms);
}

struct bursts {
    double rate_hz, spikes, per_s; /* within a burst; of one; within a paroxysm */
};

/* Spikes of one unit less than 12 ms apart are a burst, bursts that begin less than 0.4 s apart a
 * paroxysm. */
static struct bursts find_bursts(struct lines *l)
{
    qsort(l->arrived.at, l->arrived.n, sizeof *l->arrived.at, by_unit_and_time);
    double within = 0, ms = 0, bursts = 0, follow = 0, follow_ms = 0, began_ms = -INFINITY;
    bool open = false;
    for (size_t i = 1; i < l->arrived.n; i++) {
        const struct phil_spike *s = &l->arrived.at[i - 1], *t = &l->arrived.at[i];
        if (s->unit != t->unit)
            began_ms = -INFINITY;
        const bool near = s->unit == t->unit && t->at_ms - s->at_ms < 12;
        within += near;
        ms += near ? t->at_ms - s->at_ms : 0;
        if (near && !open) {
            bursts++;
            if (s->at_ms - began_ms < 400)
                follow++, follow_ms += s->at_ms - began_ms;
            began_ms = s->at_ms;
        }
        open = near;
    }
    return (struct bursts){1000 * within / ms, within / bursts + 1, 1000 * follow / follow_ms};
}

static void row_18_bursts_of_the_root(void **state)
{
    (void)state;
    const double settings[][2] = {{40, 150}, {30, 75}, {20, 50}};
    for (size_t k = 0; k < sizeof settings / sizeof *settings; k++) {
        press(&lines, 0.4, settings[k][0], settings[k][1], 0.3);
        lines.settings.seconds = 8;
        lines_begin(&lines);
        lines_run(&lines, 8000, 100);
        const struct bursts b = find_bursts(&lines);
        char what[80];
        snprintf(what, sizeof what, "load %g mS/cm2, %g uA/cm2: rate within bursts", settings[k][0],
                 settings[k][1]);
        phil_row(18, what, b.rate_hz, "/s", 250, 400, "250 to 350: Nielsen 1984");
        phil_row(18, "the same: spikes of a burst", b.spikes, "", 3, 12, "judged");
        phil_row(18, "the same: bursts of a paroxysm", b.per_s, "/s", 5, 15, "judged");
        lines_release(&lines);
    }
}

static void paroxysms_come_and_go(void **state)
{
    (void)state;
    press(&lines, 0.22, 20, 50, 0.3);
    lines.settings.seconds = 30;
    lines_begin(&lines);
    lines_run(&lines, 30000, 100);
    size_t n;
    const struct phil_nerve_event *events = phil_axons_events(lines.axons, &n);
    double began_s = -INFINITY, ended_s = -INFINITY, longest_s = 0, longest_pause_s = 0;
    int paroxysms = 0;
    for (size_t i = 0; i < n; i++) {
        if (events[i].onset_s - ended_s > 1) {
            paroxysms++;
            if (i > 0)
                longest_pause_s = fmax(longest_pause_s, events[i].onset_s - ended_s);
            began_s = events[i].onset_s;
        }
        ended_s = events[i].offset_s;
        longest_s = fmax(longest_s, ended_s - began_s);
    }
    print_message(
        "# %d paroxysms of %zu bursts in 30 s, the longest %.1f s, the longest pause %.1f s\n",
        paroxysms, n, longest_s, longest_pause_s);
    assert_true(paroxysms >= 3 && n > 20);
    assert_true(longest_s > 0.5 && longest_s < 6);
    assert_true(longest_pause_s > 2);
    lines_release(&lines);
}

/* Spikes at end-plates of a muscle, in bins of 3 ms. */
static size_t in_bins(const struct lines *l, enum phil_nerve_muscle muscle, double *bin, size_t n)
{
    size_t spikes = 0;
    for (size_t i = 0; i < n; i++)
        bin[i] = 0;
    for (size_t i = 0; i < l->arrived.n; i++) {
        const size_t k = (size_t)(l->arrived.at[i].at_ms / 3);
        if (l->unit[l->arrived.at[i].unit].muscle == muscle && k < n)
            bin[k]++, spikes++;
    }
    return spikes;
}

static void eye_and_mouth_burst_together(void **state)
{
    (void)state;
    enum { BINS = 1000, MOST_LAG = 10 };
    static double mouth[BINS], eye[BINS];
    press(&lines, 0.4, 25, 75, 0.3);
    lines.settings.seconds = 3;
    lines_begin(&lines);
    lines_run(&lines, 3000, 100);
    assert_true(in_bins(&lines, PHIL_ORIS_LOWER_LEFT, mouth, BINS) > 500);
    assert_true(in_bins(&lines, PHIL_OCULI_LEFT, eye, BINS) > 500);
    double best = -1;
    int best_lag = 0;
    for (int lag = -MOST_LAG; lag <= MOST_LAG; lag++) {
        double sum = 0;
        for (int k = MOST_LAG; k < BINS - MOST_LAG; k++)
            sum += mouth[k] * eye[k + lag];
        if (sum > best)
            best = sum, best_lag = lag;
    }
    assert_true(abs(best_lag) <= 1);
    size_t n;
    const struct phil_nerve_event *events = phil_axons_events(lines.axons, &n);
    assert_true(n > 5 && n < 60);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(events[i].kind, "burst");
        assert_int_equal(events[i].side, PHIL_SIDE_LEFT);
        assert_true(events[i].offset_s >= events[i].onset_s);
    }
    assert_int_equal(events[n / 2].muscle, PHIL_N_MUSCLES);
    lines_release(&lines);
}

static void even_in_spasm_no_end_plate_fires_too_soon(void **state)
{
    (void)state;
    press(&lines, 0.8, 15, 200, 0.6);
    lines.settings.seconds = 1;
    lines_begin(&lines);
    lines_run(&lines, 1000, 100);
    qsort(lines.arrived.at, lines.arrived.n, sizeof *lines.arrived.at, by_unit_and_time);
    assert_true(lines.arrived.n > 5000);
    for (size_t i = 1; i < lines.arrived.n; i++)
        assert_true(lines.arrived.at[i].unit != lines.arrived.at[i - 1].unit ||
                    lines.arrived.at[i].at_ms - lines.arrived.at[i - 1].at_ms >=
                        PHIL_REFRACTORY_MS - 1e-12);
    lines_release(&lines);
}

static void one_volition_moves_other_branches(void **state)
{
    (void)state;
    press(&lines, 0.4, 30, 30, 0.3);
    lines_begin(&lines);
    for (size_t j = 0; j < lines.n; j++)
        if (lines.unit[lines.member[j]].muscle == PHIL_OCULI_LEFT)
            lines_fire(&lines, lines.member[j], 50 + 0.1 * (double)(j % 7));
    lines_run(&lines, 70, 100);
    size_t elsewhere = 0;
    for (size_t i = 0; i < lines.arrived.n; i++)
        if (lines.arrived.at[i].at_ms > 50 &&
            lines.unit[lines.arrived.at[i].unit].muscle != PHIL_OCULI_LEFT) {
            elsewhere++;
            assert_true(lines.arrived.at[i].origin == PHIL_NERVE_ORIGIN_ROOT ||
                        lines.arrived.at[i].origin == PHIL_NERVE_ORIGIN_REFLECTED);
        }
    assert_true(elsewhere > 20);
    assert_true(lines.n_back > 20);
    lines_release(&lines);
}

static void how_time_is_cut_does_not_matter(void **state)
{
    (void)state;
    struct lines *both[2] = {&lines, &others};
    for (int k = 0; k < 2; k++) {
        press(both[k], 0.3, 25, 75, 0.3);
        lines_begin(both[k]);
        for (size_t j = 0; j < both[k]->n; j++)
            for (int i = 0; i < 10; i++)
                lines_fire(both[k], both[k]->member[j], 40 * i + 0.7 * (double)j);
        lines_run(both[k], 500, k ? 1 : 100);
        qsort(both[k]->arrived.at, both[k]->arrived.n, sizeof *lines.arrived.at, by_unit_and_time);
    }
    assert_true(lines.arrived.n > 500);
    assert_int_equal(lines.arrived.n, others.arrived.n);
    for (size_t i = 0; i < lines.arrived.n; i++)
        assert_true(lines.arrived.at[i].at_ms == others.arrived.at[i].at_ms);
    assert_int_equal(lines.n_late, 0);
    lines_release(&lines);
    lines_release(&others);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_ephapses_each_spike_passes_once),
        cmocka_unit_test(row_17_transmission_across_the_root),
        cmocka_unit_test(row_16_lateral_spread),
        cmocka_unit_test(row_18_bursts_of_the_root),
        cmocka_unit_test(paroxysms_come_and_go),
        cmocka_unit_test(eye_and_mouth_burst_together),
        cmocka_unit_test(even_in_spasm_no_end_plate_fires_too_soon),
        cmocka_unit_test(one_volition_moves_other_branches),
        cmocka_unit_test(how_time_is_cut_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
