/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the windows' displacements to the height of a bump, on voices made by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "motion/bump.h"

/* Three regions in a row, nine windows each; the outer two are neighbours of the middle one. */
static const enum phil_region row[3] = {PHIL_UPPER_LIP_RIGHT, PHIL_UPPER_LIP_MIDDLE,
                                        PHIL_UPPER_LIP_LEFT};
enum { SETTLE = 30 };
static const double SIGMA_PX = 12.5, RADIUS_PX = 5, NOISE_PX = 0.05;

struct face {
    struct phil_region_track regions[PHIL_N_REGIONS];
    struct phil_bump_shape shape;
    struct phil_voices voices;
};

static struct face *face_make(void)
{
    struct face *f = calloc(1, sizeof *f);
    assert_non_null(f);
    for (int k = 0; k < 3; k++) {
        struct phil_window windows[9];
        const double depths[9] = {0};
        for (int i = 0; i < 9; i++)
            windows[i] = (struct phil_window){
                {100 + 26 * k + 8 * (i % 3 - 1), 100 + 8 * (i / 3 - 1)}, RADIUS_PX};
        struct phil_region_track *r = &f->regions[row[k]];
        assert_true(phil_region_init(r, row[k], windows, depths, 9));
    }
    for (int k = 0; k < 3; k++)
        for (int q = 0; q < 3; q++)
            if (abs(k - q) <= 1)
                f->regions[row[k]].near |= 1u << row[q];
    phil_bump_shape_init(&f->shape, f->regions, SIGMA_PX);
    return f;
}

static void face_drop(struct face *f)
{
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        phil_region_release(&f->regions[r]);
    free(f);
}

/* A movement of the skin around (x, y), and of everything as one piece. */
struct skin {
    double x, y, sigma_px, height[2], all[2];
    double noise_px;
    uint64_t frame;
};

/* Every window sees the mean of the field over its square. */
static void speak(struct face *f, const struct skin *s)
{
    for (int k = 0; k < 3; k++) {
        f->voices.heard[row[k]] = true;
        for (int i = 0; i < 9; i++) {
            const struct phil_point c = f->regions[row[k]].patch[i].centre;
            struct phil_voice *v = &f->voices.of[row[k]][i];
            double mean = 0;
            for (int gy = -5; gy <= 5; gy++)
                for (int gx = -5; gx <= 5; gx++) {
                    const double dx = c.x + gx - s->x, dy = c.y + gy - s->y;
                    mean += exp(-(dx * dx + dy * dy) / (2 * s->sigma_px * s->sigma_px)) / 121;
                }
            const double w = 1 / (NOISE_PX * NOISE_PX);
            *v = (struct phil_voice){.w = {w, 0, w}};
            for (uint64_t a = 0; a < 2; a++)
                v->u[a] = s->all[a] + mean * s->height[a] +
                          s->noise_px * phil_random_normal(s->frame, 10 + a, (uint64_t)(9 * k + i));
        }
    }
}

static const struct skin quiet = {.x = 126, .y = 100, .sigma_px = 12.5};

/* Lets the usual displacements settle on a still face. */
static void settle(struct face *f, const struct skin *s)
{
    for (int n = 0; n < 2 * SETTLE; n++) {
        speak(f, s);
        phil_bump_follow(f->regions, &f->voices, SETTLE, 3 * SETTLE);
    }
}

/* The height, and its standard error with what the windows' disagreement adds. */
static bool height_of(struct face *f, enum phil_region r, double height[2], double *sd)
{
    double stretch = 1;
    const bool told = phil_bump_height(&f->shape, f->regions, &f->voices, r, height, sd, &stretch);
    *sd *= stretch;
    return told;
}

static void a_bump_is_told_at_its_height(void **state)
{
    struct face *f = face_make();
    double height[2], before[2], sd;
    settle(f, &quiet);
    assert_true(height_of(f, row[1], before, &sd));
    struct skin moved = quiet;
    moved.height[0] = 0.6;
    moved.height[1] = -0.8;
    speak(f, &moved);
    assert_true(height_of(f, row[1], height, &sd));
    /* 3 %: the square that a window measures is a sample larger or smaller than its mask. */
    assert_true(fabs(height[0] - before[0] - 0.6) < 0.03 * 0.6);
    assert_true(fabs(height[1] - before[1] + 0.8) < 0.03 * 0.8);
    face_drop(f);
}

/* A bump on one region is smaller on its neighbours, and they do not tell it as theirs. */
static void neighbours_see_less(void **state)
{
    struct face *f = face_make();
    double height[2], before[2], sd;
    settle(f, &quiet);
    struct skin moved = quiet;
    moved.x = 100;
    moved.height[0] = 1;
    double told[3];
    for (int k = 0; k < 3; k++) {
        speak(f, &quiet);
        assert_true(height_of(f, row[k], before, &sd));
        speak(f, &moved);
        assert_true(height_of(f, row[k], height, &sd));
        told[k] = height[0] - before[0];
    }
    assert_true(told[0] > 0.95 && told[0] < 1.05);
    assert_true(told[1] > -0.2 && told[1] < 0.8 * told[0]);
    assert_true(fabs(told[2]) < 0.3 * told[0]);
    face_drop(f);
}

/* Errors scatter as the standard error says, and it is smaller than one window's. */
static void the_standard_error_is_right(void **state)
{
    enum { N = 400 };
    struct face *f = face_make();
    double height[2], sd, sum[2] = {0, 0}, squares = 0, told = 0;
    settle(f, &quiet);
    for (uint64_t n = 0; n < N; n++) {
        struct skin noisy = quiet;
        noisy.noise_px = NOISE_PX;
        noisy.frame = n + 1;
        speak(f, &noisy);
        assert_true(height_of(f, row[1], height, &sd));
        for (int k = 0; k < 2; k++)
            sum[k] += height[k];
        squares += height[0] * height[0] + height[1] * height[1];
        told += sd / N;
    }
    const double rms = sqrt((squares / N - pow(sum[0] / N, 2) - pow(sum[1] / N, 2)) / 2);
    print_message("# rms %.4f px, standard error %.4f\n", rms, told);
    assert_true(told < 0.6 * NOISE_PX);
    /* The stretch is never below one, so the error is told a little too large on average. */
    assert_true(told > 0.9 * rms && told < 1.35 * rms);
    face_drop(f);
}

static void a_window_that_contradicts_shows_in_the_error(void **state)
{
    struct face *f = face_make();
    double height[2], calm, excited;
    settle(f, &quiet);
    speak(f, &quiet);
    assert_true(height_of(f, row[1], height, &calm));
    f->voices.of[row[1]][4].u[0] += 1; /* a block that a codec repaints */
    assert_true(height_of(f, row[1], height, &excited));
    assert_true(excited > 2 * calm);
    face_drop(f);
}

/* Where windows rest against each other is no movement, whoever is heard. */
static void usual_displacements_do_not_move(void **state)
{
    struct face *f = face_make();
    double height[2], sd;
    settle(f, &quiet);
    for (int i = 0; i < 9; i++)
        for (int k = 0; k < 2; k++)
            f->regions[row[1]].mean_u[i][k] +=
                0.3 * phil_random_normal(5, 1, (uint64_t)(2 * i + k));
    double first[2];
    for (int without = -1; without < 9; without++) {
        speak(f, &quiet);
        for (int i = 0; i < 9; i++) {
            struct phil_voice *v = &f->voices.of[row[1]][i];
            memcpy(v->u, f->regions[row[1]].mean_u[i], sizeof v->u);
            if (i == without)
                memset(v->w, 0, sizeof v->w);
        }
        assert_true(height_of(f, row[1], height, &sd));
        if (without < 0)
            memcpy(first, height, sizeof first);
        assert_true(fabs(height[0] - first[0]) < 1e-6 && fabs(height[1] - first[1]) < 1e-6);
    }
    face_drop(f);
}

/* A shift that stays must neither vanish nor wander while the means follow it. */
static void what_is_held_stays(void **state)
{
    struct face *f = face_make();
    double height[2], before[2], sd, first = 0;
    settle(f, &quiet);
    speak(f, &quiet);
    assert_true(height_of(f, row[1], before, &sd));
    struct skin held = quiet;
    held.height[1] = 1;
    for (int n = 0; n < 10 * SETTLE; n++) {
        speak(f, &held);
        assert_true(height_of(f, row[1], height, &sd));
        phil_bump_follow(f->regions, &f->voices, SETTLE, 3 * SETTLE);
        if (n == 0)
            first = height[1] - before[1];
        assert_true(fabs(height[1] - before[1] - first) < 0.1);
    }
    face_drop(f);
}

static void nobody_says_anything(void **state)
{
    struct face *f = face_make();
    double height[2], sd;
    assert_false(height_of(f, row[1], height, &sd)); /* nothing is usual yet */
    settle(f, &quiet);
    for (int k = 0; k < 3; k++)
        f->voices.heard[row[k]] = false;
    assert_false(height_of(f, row[1], height, &sd));
    assert_false(height_of(f, PHIL_CHIN, height, &sd)); /* a region without windows */
    face_drop(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bump_is_told_at_its_height),
        cmocka_unit_test(neighbours_see_less),
        cmocka_unit_test(the_standard_error_is_right),
        cmocka_unit_test(a_window_that_contradicts_shows_in_the_error),
        cmocka_unit_test(usual_displacements_do_not_move),
        cmocka_unit_test(what_is_held_stays),
        cmocka_unit_test(nobody_says_anything),
    };
    return cmocka_run_group_tests_name("motion bump", tests, NULL, NULL);
}
