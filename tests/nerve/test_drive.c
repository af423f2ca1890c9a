/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drive: bits that do not depend on the cutting into calls, acts, blinks, tics, tremor. */
#include "row.h"

#include "nerve/clock.h"
#include "nerve/drive/drive.h"
#include "nerve/drive/plan.h"
#include "nerve/person.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The drive of a run, [PHIL_N_MUSCLES][n] each. */
struct course {
    float *mean, *spread;
    size_t n;
};

static void course_release(struct course *course)
{
    free(course->mean);
    free(course->spread);
}

/* In pieces of the given lengths, again and again. */
static struct course follow(const struct phil_nerve_settings *settings,
                            const struct phil_physiology *physiology, const size_t *pieces,
                            size_t n_pieces)
{
    struct course c = {.n = (size_t)(settings->seconds * 1000 / PHIL_TICK_MS)};
    c.mean = calloc(PHIL_N_MUSCLES * c.n, sizeof *c.mean);
    c.spread = calloc(PHIL_N_MUSCLES * c.n, sizeof *c.spread);
    float *mean = calloc(PHIL_N_MUSCLES * c.n, sizeof *mean);
    float *spread = calloc(PHIL_N_MUSCLES * c.n, sizeof *spread);
    struct phil_drive *drive;
    assert_int_equal(phil_drive_new(&drive, settings, physiology), PHIL_OK);
    for (size_t done = 0, i = 0; done < c.n; i++) {
        size_t n = pieces[i % n_pieces];
        if (n > c.n - done)
            n = c.n - done;
        phil_drive_next(drive, n, mean, spread);
        for (size_t m = 0; m < PHIL_N_MUSCLES; m++) {
            memcpy(c.mean + m * c.n + done, mean + m * n, n * sizeof *mean);
            memcpy(c.spread + m * c.n + done, spread + m * n, n * sizeof *spread);
        }
        done += n;
    }
    phil_drive_free(drive);
    free(mean);
    free(spread);
    return c;
}

static struct course follow_whole(const struct phil_nerve_settings *settings,
                                  const struct phil_physiology *physiology)
{
    const size_t all = 2000;
    return follow(settings, physiology, &all, 1);
}

static double at(const struct course *course, enum phil_nerve_muscle muscle, double time_s)
{
    return (double)course->mean[muscle * course->n + (size_t)(time_s * 1000 / PHIL_TICK_MS)];
}

static void bits_do_not_depend_on_the_cutting(void **state)
{
    (void)state;
    const struct phil_nerve_act acts[] = {{PHIL_ACT_PRESS, 0.2, 1.9, 0.5},
                                          {PHIL_ACT_SPEECH, 1, 3, 0.8},
                                          {PHIL_ACT_BLINK, 2, 2, 0},
                                          {PHIL_ACT_RAMP, 2, 4, 1}};
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = 4;
    s.acts = acts;
    s.n_acts = 4;
    s.blinks_per_min = 60;
    struct phil_physiology p;
    phil_physiology_make(&p, &s);
    p.tic.mean_interval_s = 1;
    p.tremor.hz = 5;
    p.fine.hz = 10;
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        p.pool[m].tremor_drive = 0.1;
        p.pool[m].fine_drive = 0.02;
    }
    struct course a = follow_whole(&s, &p);
    const size_t pieces[] = {1, 7, 333, 2, 1999};
    struct course b = follow(&s, &p, pieces, 5);
    assert_memory_equal(a.mean, b.mean, PHIL_N_MUSCLES * a.n * sizeof *a.mean);
    assert_memory_equal(a.spread, b.spread, PHIL_N_MUSCLES * a.n * sizeof *a.spread);
    course_release(&a);
    course_release(&b);
}

static void acts_move_their_muscles_as_told(void **state)
{
    (void)state;
    const struct phil_nerve_act acts[] = {{PHIL_ACT_PRESS, 1, 2, 0.4},
                                          {PHIL_ACT_RAMP, 3, 5, 0.8},
                                          {PHIL_ACT_SMILE, 6, 7, 0.5},
                                          {PHIL_ACT_SQUEEZE, 8, 9, 1}};
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.noise = false;
    s.blinks_per_min = 0;
    s.acts = acts;
    s.n_acts = 4;
    struct phil_physiology p;
    phil_physiology_init(&p);
    struct course c = follow_whole(&s, &p);
    const double rest = p.pool[0].rest_drive;
    assert_float_equal(at(&c, PHIL_ORIS_UPPER_LEFT, 0.5), rest, 1e-6);
    assert_float_equal(at(&c, PHIL_ORIS_UPPER_LEFT, 1.5), rest + 0.4, 1e-6);
    assert_float_equal(at(&c, PHIL_ORIS_LOWER_RIGHT, 4), rest + 0.4, 1e-6);
    assert_float_equal(at(&c, PHIL_ORIS_LOWER_RIGHT, 4.5), rest + 0.6, 1e-6);
    assert_float_equal(at(&c, PHIL_OCULI_LEFT, 4.5), rest, 1e-6);
    assert_float_equal(at(&c, PHIL_ZYGOMATICUS_LEFT, 6.5), rest + 0.5, 1e-6);
    assert_float_equal(at(&c, PHIL_OCULI_RIGHT, 8.5), 1, 1e-6);
    assert_float_equal(at(&c, PHIL_ORIS_UPPER_LEFT, 8.5), rest, 1e-6);
    for (size_t k = 0; k < PHIL_N_MUSCLES * c.n; k++)
        assert_true(c.spread[k] == 0);
    course_release(&c);
}

static void blinks_come_as_often_as_set(void **state)
{
    (void)state;
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = 3600;
    s.blinks_per_min = 17;
    struct phil_physiology p;
    struct phil_drive *drive;
    phil_physiology_init(&p);
    assert_int_equal(phil_drive_new(&drive, &s, &p), PHIL_OK);
    const size_t n = phil_drive_n_events(drive);
    assert_in_range(n, 1020 - 100, 1020 + 100);
    double before = -1;
    for (size_t i = 0; i < n; i++) {
        uint32_t muscles;
        const struct phil_nerve_event *e = phil_drive_event(drive, i, &muscles);
        assert_string_equal(e->kind, "blink");
        assert_true(e->onset_s - before >= 0.8 && e->onset_s < 3600);
        assert_int_equal(muscles, 1u << PHIL_OCULI_LEFT | 1u << PHIL_OCULI_RIGHT);
        before = e->onset_s;
    }
    phil_drive_free(drive);
    s.blinks_per_min = 0;
    assert_int_equal(phil_drive_new(&drive, &s, &p), PHIL_OK);
    assert_int_equal(phil_drive_n_events(drive), 0);
    phil_drive_free(drive);
}

/* Of the noise that a pool shares: its mean and spread, how it fades, that pools do not share it.
 */
static void common_noise_is_what_it_says(void **state)
{
    (void)state;
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = 400;
    s.blinks_per_min = 0;
    struct phil_physiology p;
    phil_physiology_init(&p);
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        p.pool[m].rest_drive = 0.5;
    struct course c = follow_whole(&s, &p);
    double mean = 0, variance = 0, later = 0, other = 0;
    for (size_t k = 0; k + 320 < c.n; k++) {
        const double x = (double)c.mean[k] / 0.5 - 1, n = (double)(c.n - 320);
        mean += x / n;
        variance += x * x / n;
        later += x * ((double)c.mean[k + 320] / 0.5 - 1) / n;
        other += x * ((double)c.mean[c.n + k] / 0.5 - 1) / n;
    }
    assert_true(fabs(mean) < 0.05 * 0.15);
    assert_true(fabs(sqrt(variance) - 0.05) < 0.006);
    assert_true(fabs(later / variance - exp(-1)) < 0.1); /* 160 ms on */
    assert_true(fabs(other / variance) < 0.12);
    for (size_t k = 0; k < c.n; k++)
        assert_float_equal(c.spread[k], 0.02 + 0.25 * 0.5, 1e-6);
    course_release(&c);
}

static void tremor_fades_while_a_muscle_acts(void **state)
{
    (void)state;
    const struct phil_nerve_act press = {PHIL_ACT_PRESS, 2, 4, 0.5};
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = 4;
    s.noise = false;
    s.blinks_per_min = 0;
    s.acts = &press;
    s.n_acts = 1;
    struct phil_physiology p;
    phil_physiology_init(&p);
    p.tremor.hz = 5;
    for (int m = 0; m < PHIL_N_MUSCLES; m++)
        p.pool[m].tremor_drive = 0.1;
    struct course c = follow_whole(&s, &p);
    double lo[2] = {1, 1}, hi[2] = {0, 0};
    for (size_t k = 0; k < c.n; k++) {
        const double t = (double)k * PHIL_TICK_MS / 1000, u = (double)c.mean[k];
        const int when = t < 1.9 ? 0 : t > 2.2 && t < 3.8 ? 1 : -1;
        if (when < 0)
            continue;
        lo[when] = fmin(lo[when], u);
        hi[when] = fmax(hi[when], u);
    }
    assert_true(hi[0] - lo[0] > 0.18 && hi[0] < 0.22); /* twice the amplitude, and rest */
    assert_true(hi[1] - lo[1] < 1e-6);
    course_release(&c);
}

static void nothing_leaves_its_bounds(void **state)
{
    (void)state;
    const struct phil_nerve_act acts[] = {{PHIL_ACT_PRESS, 0, 2, 1},   {PHIL_ACT_RAMP, 0, 2, 1},
                                          {PHIL_ACT_SPEECH, 0, 2, 1},  {PHIL_ACT_SMILE, 1, 1, 1},
                                          {PHIL_ACT_SQUEEZE, 0, 2, 1}, {PHIL_ACT_SPEECH, 2, 2, 1},
                                          {PHIL_ACT_BLINK, 2, 2, 0}};
    struct phil_nerve_settings s = phil_nerve_defaults();
    s.seconds = 2;
    s.blinks_per_min = 60;
    s.acts = acts;
    s.n_acts = sizeof acts / sizeof *acts;
    struct phil_physiology p;
    phil_physiology_init(&p);
    p.fine.hz = 10;
    p.tic.mean_interval_s = 0.1;
    for (int m = 0; m < PHIL_N_MUSCLES; m++) {
        p.pool[m].fine_drive = 0.5;
        p.tic_muscle[m] = true;
    }
    struct course c = follow_whole(&s, &p);
    for (size_t k = 0; k < PHIL_N_MUSCLES * c.n; k++) {
        assert_true(c.mean[k] >= 0 && c.mean[k] < 1.3f); /* 1 and the noise of 5 % */
        assert_true(c.spread[k] > 0 && c.spread[k] <= 0.2701f);
    }
    course_release(&c);
}

static void a_persons_tics_are_always_the_same(void **state)
{
    (void)state;
    bool seen_one_side = false, seen_both = false, seen_eye = false;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        bool a[PHIL_N_MUSCLES], b[PHIL_N_MUSCLES];
        phil_person_tic_muscles(a, seed);
        phil_person_tic_muscles(b, seed);
        assert_memory_equal(a, b, sizeof a);
        int mouth[2] = {0, 0};
        for (int m = 0; m < PHIL_OCULI_LEFT; m++)
            mouth[m % 2] += a[m];
        assert_true(mouth[0] + mouth[1] >= 2);
        seen_both |= mouth[0] && mouth[1];
        seen_one_side |= !mouth[0] || !mouth[1];
        seen_eye |= a[PHIL_OCULI_LEFT] || a[PHIL_OCULI_RIGHT];
    }
    assert_true(seen_one_side && seen_both && seen_eye);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_do_not_depend_on_the_cutting),
        cmocka_unit_test(acts_move_their_muscles_as_told),
        cmocka_unit_test(blinks_come_as_often_as_set),
        cmocka_unit_test(common_noise_is_what_it_says),
        cmocka_unit_test(tremor_fades_while_a_muscle_acts),
        cmocka_unit_test(nothing_leaves_its_bounds),
        cmocka_unit_test(a_persons_tics_are_always_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
