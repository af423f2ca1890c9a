/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The drawn face moves as commanded, to a hundredth of a pixel, measured on the drawn pixels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "oracle.h"
#include "sim/private.h"

enum { WIDTH = 640, HEIGHT = 560 };

/* A sharp, still, noiseless face that is photographed in an instant. */
static struct phil_sim_face_settings still_settings(void)
{
    struct phil_sim_face_settings s = phil_sim_face_defaults();
    s.width = WIDTH;
    s.height = HEIGHT;
    s.px_per_mm = 2.5;
    s.texture = 1;
    s.noise_sd = 0;
    s.sway_mm = 0;
    s.turn_deg = 0;
    s.blinks_per_min = 0;
    s.exposure_s = 0;
    return s;
}

static struct phil_sim_face *make(const struct phil_sim_face_settings *s)
{
    struct phil_sim_face *face;
    assert_int_equal(phil_sim_face_new(&face, s, NULL), PHIL_OK);
    return face;
}

/* The luma before it was rounded to bytes: rounding alone would hide errors of 0.01 px. */
static float *picture(struct phil_sim_face *face, double time_s)
{
    const size_t n = (size_t)WIDTH * HEIGHT;
    uint8_t *bytes = malloc(n);
    float *y = malloc(n * sizeof *y);
    assert_true(bytes && y);
    assert_int_equal(phil_sim_face_draw(face, time_s, 0, bytes, NULL, NULL), PHIL_OK);
    memcpy(y, face->sum[PHIL_SIM_Y], n * sizeof *y);
    for (size_t i = 0; i < n; i++)
        assert_true(fabs((double)y[i] - bytes[i]) < 0.501);
    free(bytes);
    return y;
}

/* Field from a face at rest to another at a time, averaged over an exposure. */
struct truth {
    const struct phil_sim_face *rest, *moved;
    double time_s, exposure_s;
};

static void field(void *user, double x, double y, double *to_x, double *to_y)
{
    const struct truth *t = user;
    double x0, y0;
    phil_sim_face_point(t->rest, 0, 0, 0, &x0, &y0);
    const int n = t->exposure_s > 0 ? 12 : 1;
    *to_x = *to_y = 0;
    for (int k = 0; k < n; k++) {
        double px, py;
        phil_sim_face_point(t->moved, (x - x0) / 2.5, (y - y0) / 2.5,
                            t->time_s + t->exposure_s * (k + 0.5) / n, &px, &py);
        *to_x += px / n;
        *to_y += py / n;
    }
}

/* The largest miss over places (mm) with something to see. */
static double worst_miss(const struct truth *t, const float *a, const float *b, double (*place)[2],
                         int n, int half)
{
    double x0, y0, worst = 0;
    phil_sim_face_point(t->rest, 0, 0, 0, &x0, &y0);
    for (int i = 0; i < n; i++) {
        double dx, dy;
        oracle_miss(a, b, WIDTH, (int)lround(x0 + 2.5 * place[i][0]),
                    (int)lround(y0 + 2.5 * place[i][1]), half, field, (void *)t, &dx, &dy);
        if (getenv("PHILTRUM_TEST_VERBOSE"))
            print_message("# place %g,%g: miss %.4f, %.4f px\n", place[i][0], place[i][1], dx, dy);
        worst = fmax(worst, hypot(dx, dy));
    }
    return worst;
}

static const struct phil_sim_twitch TWITCH = {
    .onset_s = 1, .rise_s = 0.05, .hold_s = 0.04, .fall_s = 0.08, .region = PHIL_UPPER_LIP_LEFT};

static void twitches_move_as_commanded(void **state)
{
    static const double amplitude_px[4] = {0.05, 0.3, 1, 3};
    struct phil_sim_face_settings s = still_settings();
    struct phil_sim_face *rest = make(&s);
    float *a = picture(rest, 0);
    double centre[1][2];
    phil_sim_face_region(rest, TWITCH.region, &centre[0][0], &centre[0][1]);
    for (int i = 0; i < 4; i++) {
        struct phil_sim_twitch w = TWITCH;
        w.amplitude_mm = amplitude_px[i] / 2.5;
        w.direction_deg = 37 + 90 * i;
        s.twitches = &w;
        s.n_twitches = 1;
        struct phil_sim_face *face = make(&s);
        float *b = picture(face, 1.07);
        /* The truth itself is the commanded amplitude at the centre. */
        double x0, y0, x1, y1;
        phil_sim_face_point(rest, centre[0][0], centre[0][1], 0, &x0, &y0);
        phil_sim_face_point(face, centre[0][0], centre[0][1], 1.07, &x1, &y1);
        assert_float_equal(x1 - x0, amplitude_px[i] * cos(w.direction_deg * M_PI / 180), 1e-4);
        assert_float_equal(y1 - y0, -amplitude_px[i] * sin(w.direction_deg * M_PI / 180), 1e-4);
        const struct truth t = {rest, face, 1.07, 0};
        const double miss = worst_miss(&t, a, b, centre, 1, 16);
        if (miss >= 0.01)
            fail_msg("amplitude %g px: missed by %.4f px", amplitude_px[i], miss);
        free(b);
        phil_sim_face_free(face);
    }
    free(a);
    phil_sim_face_free(rest);
}

static void pulses_keep_their_times(void **state)
{
    struct phil_sim_twitch w = TWITCH;
    assert_float_equal(phil_sim_pulse(&w, 1), 0, 0);
    assert_float_equal(phil_sim_pulse(&w, 1.025), 0.5, 1e-9);
    assert_float_equal(phil_sim_pulse(&w, 1.07), 1, 0);
    assert_float_equal(phil_sim_pulse(&w, 1.13), 0.5, 1e-9);
    assert_float_equal(phil_sim_pulse(&w, 1.18), 0, 0);
    struct phil_sim_face_settings s = still_settings();
    w.amplitude_mm = 0.8;
    s.twitches = &w;
    s.n_twitches = 1;
    struct phil_sim_face *face = make(&s);
    float *a = picture(face, 0), *before = picture(face, 1), *after = picture(face, 1.18);
    assert_memory_equal(a, before, (size_t)WIDTH * HEIGHT * sizeof *a);
    assert_memory_equal(a, after, (size_t)WIDTH * HEIGHT * sizeof *a);
    double centre[1][2];
    phil_sim_face_region(face, w.region, &centre[0][0], &centre[0][1]);
    static const double when[3] = {1.025, 1.05, 1.13};
    for (int i = 0; i < 3; i++) {
        float *b = picture(face, when[i]);
        const struct truth t = {face, face, when[i], 0};
        assert_true(worst_miss(&t, a, b, centre, 1, 16) < 0.01);
        free(b);
    }
    free(a);
    free(before);
    free(after);
    phil_sim_face_free(face);
}

/* Brows, canthi, nose, lips, cheek. */
static double PLACES[][2] = {{-34, -22}, {34, -22}, {-42, 1}, {18, 2},  {-17, 44}, {0, 47},
                             {17, 44},   {-20, 72}, {0, 66},  {21, 72}, {0, 80},   {38, 40}};

static void a_swaying_turning_head_is_exact(void **state)
{
    struct phil_sim_face_settings s = still_settings();
    struct phil_sim_face *rest = make(&s);
    float *a = picture(rest, 0);
    s.sway_mm = 2;
    s.turn_deg = 3;
    struct phil_sim_face *face = make(&s);
    for (int i = 0; i < 2; i++) {
        const double time = 0.7 + 3.1 * i;
        float *b = picture(face, time);
        const struct truth t = {rest, face, time, 0};
        const double miss = worst_miss(&t, a, b, PLACES, 12, 14);
        if (miss >= 0.008)
            fail_msg("time %g: missed by %.4f px", time, miss);
        free(b);
    }
    free(a);
    phil_sim_face_free(face);
    phil_sim_face_free(rest);
}

static void exposure_averages_movement(void **state)
{
    struct phil_sim_face_settings s = still_settings();
    struct phil_sim_face *rest = make(&s);
    float *a = picture(rest, 0);
    struct phil_sim_twitch w = TWITCH;
    s.exposure_s = 1.0 / 60;
    s.twitches = &w;
    s.n_twitches = 1;
    s.sway_mm = 0.8;
    double centre[1][2];
    phil_sim_face_region(rest, w.region, &centre[0][0], &centre[0][1]);
    for (int i = 0; i < 2; i++) {
        w.amplitude_mm = i ? 1.0 : 0.1;
        w.direction_deg = 20;
        struct phil_sim_face *face = make(&s);
        float *b = picture(face, 1.01);
        const struct truth t = {rest, face, 1.01, s.exposure_s};
        /* Blur changes the picture's sharpness, so the oracle is less sure. */
        assert_true(worst_miss(&t, a, b, centre, 1, 16) < 0.02);
        free(b);
        phil_sim_face_free(face);
    }
    free(a);
    phil_sim_face_free(rest);
}

static void inverse_undoes_forward(void **state)
{
    struct phil_sim_twitch w[2] = {TWITCH, TWITCH};
    w[0].amplitude_mm = 3;
    w[1].region = PHIL_MOUTH_CORNER_LEFT;
    w[1].amplitude_mm = 2;
    struct phil_sim_face_settings s = still_settings();
    s.sway_mm = 5;
    s.turn_deg = 6;
    s.speech_to_s = 10;
    s.twitches = w;
    s.n_twitches = 2;
    struct phil_sim_face *face = make(&s);
    double worst_head = 0, worst_skin = 0;
    for (int k = 0; k < 20; k++) {
        struct phil_sim_instant at;
        phil_sim_instant_at(face, 0.95 + 0.0137 * k, 0, &at);
        for (int y = -110; y < 160; y += 5)
            for (int x = -75; x <= 75; x += 5) {
                double px, py, hx = x + 1.3, hy = y - 2.1;
                phil_sim_head_forward(face, &at.pose, x, y, &px, &py);
                phil_sim_head_inverse(face, &at.pose, px, py, &hx, &hy);
                worst_head = fmax(worst_head, 2.5 * hypot(hx - x, hy - y));
                float u[2], du[4];
                const bool below = y > phil_sim_lip_line(&face->id, x);
                phil_sim_skin_shift(face, &at, below, (float)x, (float)y, u, du);
                float sx = (float)x + u[0], sy = (float)y + u[1];
                phil_sim_skin_inverse(face, &at, below, (float)x + u[0], (float)y + u[1], &sx, &sy);
                worst_skin = fmax(worst_skin, 2.5 * hypot((double)sx - x, (double)sy - y));
            }
    }
    if (worst_head > 1e-3 || worst_skin > 1e-3)
        fail_msg("head %.2g px, skin %.2g px", worst_head, worst_skin);
    phil_sim_face_free(face);
}

/* The derivatives that Newton's method trusts, against differences. */
static void derivatives_are_right(void **state)
{
    struct phil_sim_twitch w = TWITCH;
    w.amplitude_mm = 2;
    w.direction_deg = 30;
    struct phil_sim_face_settings s = still_settings();
    s.speech_to_s = 10;
    s.twitches = &w;
    s.n_twitches = 1;
    struct phil_sim_face *face = make(&s);
    struct phil_sim_instant at;
    phil_sim_instant_at(face, 1.07, 0, &at);
    assert_true(at.jaw_mm > 0.1f);
    for (int below = 0; below < 2; below++)
        for (float y = 50; y < 130; y += 7)
            for (float x = -30; x <= 30; x += 6) {
                const float e = 0.02f;
                float u[2], d[4], xp[2], xm[2], yp[2], ym[2], unused[4];
                phil_sim_skin_shift(face, &at, below, x, y, u, d);
                phil_sim_skin_shift(face, &at, below, x + e, y, xp, unused);
                phil_sim_skin_shift(face, &at, below, x - e, y, xm, unused);
                phil_sim_skin_shift(face, &at, below, x, y + e, yp, unused);
                phil_sim_skin_shift(face, &at, below, x, y - e, ym, unused);
                for (int k = 0; k < 2; k++) {
                    assert_float_equal(d[2 * k], (xp[k] - xm[k]) / (2 * e), 2e-3);
                    assert_float_equal(d[2 * k + 1], (yp[k] - ym[k]) / (2 * e), 2e-3);
                }
            }
    phil_sim_face_free(face);
}

static void sway_has_the_rms_asked_for(void **state)
{
    struct phil_sim_face_settings s = still_settings();
    s.sway_mm = 1.5;
    struct phil_sim_face *face = make(&s);
    double power = 0, mean_x = 0, mean_y = 0, x0, y0;
    const int n = 8000;
    struct phil_sim_face_settings still = still_settings();
    struct phil_sim_face *rest = make(&still);
    phil_sim_face_point(rest, 0, 0, 0, &x0, &y0);
    for (int i = 0; i < n; i++) {
        double x, y;
        phil_sim_face_point(face, 0, 0, i * 0.1, &x, &y);
        power += ((x - x0) * (x - x0) + (y - y0) * (y - y0)) / 6.25 / n;
        mean_x += (x - x0) / n;
        mean_y += (y - y0) / n;
    }
    assert_float_equal(sqrt(power), 1.5, 0.08);
    assert_true(hypot(mean_x, mean_y) < 0.3);
    phil_sim_face_free(face);
    phil_sim_face_free(rest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(twitches_move_as_commanded),
        cmocka_unit_test(pulses_keep_their_times),
        cmocka_unit_test(a_swaying_turning_head_is_exact),
        cmocka_unit_test(exposure_averages_movement),
        cmocka_unit_test(inverse_undoes_forward),
        cmocka_unit_test(derivatives_are_right),
        cmocka_unit_test(sway_has_the_rms_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
