/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drive: bits that do not depend on the cutting into calls, acts, blinks, tics, tremor. */
#include "row.h"

#include "nerve/drive.h"
#include "nerve/drive_plan.h"

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
    assert_int_equal(phil_physiology_make(&p, &s, NULL), PHIL_OK);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_do_not_depend_on_the_cutting),
        cmocka_unit_test(acts_move_their_muscles_as_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
