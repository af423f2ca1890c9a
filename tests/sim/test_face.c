/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings, determinism, blinks, sides, sizes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <philtrum/sim.h>

#include <math.h>

static struct phil_sim_face_settings small(void)
{
    struct phil_sim_face_settings s = phil_sim_face_defaults();
    s.width = 320;
    s.height = 280;
    s.px_per_mm = 1.2;
    return s;
}

static struct phil_sim_face *make(const struct phil_sim_face_settings *s)
{
    struct phil_sim_face *face;
    assert_int_equal(phil_sim_face_new(&face, s, NULL), PHIL_OK);
    return face;
}

/* Y, Cb, Cr one after the other. */
static uint8_t *picture(struct phil_sim_face *face, const struct phil_sim_face_settings *s,
                        double time_s, uint64_t key)
{
    const size_t n = (size_t)s->width * (size_t)s->height;
    uint8_t *p = malloc(n * 3 / 2);
    assert_non_null(p);
    assert_int_equal(phil_sim_face_draw(face, time_s, key, p, p + n, p + n * 5 / 4), PHIL_OK);
    return p;
}

static void same_seed_same_bytes(void **state)
{
    struct phil_sim_face_settings s = small();
    const size_t n = (size_t)s.width * (size_t)s.height * 3 / 2;
    struct phil_sim_face *a = make(&s), *b = make(&s);
    s.seed = 2;
    struct phil_sim_face *c = make(&s);
    /* Drawn in another order: a frame does not depend on those before it. */
    free(picture(b, &s, 9, 4));
    uint8_t *pa = picture(a, &s, 1.25, 7), *pb = picture(b, &s, 1.25, 7),
            *pc = picture(c, &s, 1.25, 7);
    assert_memory_equal(pa, pb, n);
    size_t differ = 0;
    for (size_t i = 0; i < n; i++)
        differ += pa[i] != pc[i];
    assert_true(differ > n / 2);
    /* Luma does not depend on chroma being asked for. */
    uint8_t *luma = malloc(n);
    assert_int_equal(phil_sim_face_draw(a, 1.25, 7, luma, NULL, NULL), PHIL_OK);
    assert_memory_equal(luma, pa, n * 2 / 3);
    free(luma);
    free(pa);
    free(pb);
    free(pc);
    phil_sim_face_free(a);
    phil_sim_face_free(b);
    phil_sim_face_free(c);
}

static double brightness(const uint8_t *y, int stride, double x, double yy, int half)
{
    double sum = 0;
    for (int j = -half; j <= half; j++)
        for (int i = -half; i <= half; i++)
            sum += y[((int)lround(yy) + j) * stride + (int)lround(x) + i];
    return sum / ((2 * half + 1) * (2 * half + 1));
}

/* The iris disappears behind skin exactly while a listed blink lasts. */
static void blinks_are_where_the_list_says(void **state)
{
    struct phil_sim_face_settings s = small();
    s.sway_mm = 0;
    s.turn_deg = 0;
    s.noise_sd = 0;
    s.exposure_s = 0;
    s.blinks_per_min = 20;
    struct phil_sim_face *face = make(&s);
    double onset[64];
    const size_t n = phil_sim_face_blinks(face, 60, onset, 64);
    assert_in_range(n, 8, 34); /* Poisson of 20, thinned by the dead time: +-3 SD */
    assert_int_equal(phil_sim_face_blinks(face, 60, NULL, 0), n);
    for (size_t i = 1; i < n; i++)
        assert_true(onset[i] - onset[i - 1] >= 0.8);
    double x, y;
    phil_sim_face_point(face, 31, 0, 0, &x, &y);
    uint8_t *open = picture(face, &s, onset[0] - 0.01, 0);
    const double eye = brightness(open, s.width, x, y, 3);
    free(open);
    for (size_t i = 0; i < 4; i++) {
        uint8_t *before = picture(face, &s, onset[i], 0);
        uint8_t *shut = picture(face, &s, onset[i] + 0.105, 0);
        uint8_t *after = picture(face, &s, onset[i] + 0.35, 0);
        assert_float_equal(brightness(before, s.width, x, y, 3), eye, 0.01);
        assert_true(brightness(shut, s.width, x, y, 3) > eye + 25);
        assert_float_equal(brightness(after, s.width, x, y, 3), eye, 0.01);
        free(before);
        free(shut);
        free(after);
    }
    phil_sim_face_free(face);
}

static void left_is_the_pictures_right(void **state)
{
    struct phil_sim_face_settings s = small();
    struct phil_sim_face *face = make(&s);
    double y_brow = 0, y_lid = 0, y_lip = 0, y_chin = 0, x, y;
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        double mx, my;
        phil_sim_face_region(face, (enum phil_region)r, &x, &y);
        phil_sim_face_region(face, phil_region_mirror((enum phil_region)r), &mx, &my);
        assert_float_equal(mx, -x, 1e-9);
        assert_float_equal(my, y, 1e-9);
        const enum phil_side side = phil_region_side((enum phil_region)r);
        assert_true(side == PHIL_SIDE_LEFT ? x > 5 : side == PHIL_SIDE_RIGHT ? x < -5 : x == 0);
    }
    phil_sim_face_region(face, PHIL_BROW_LEFT, &x, &y_brow);
    phil_sim_face_region(face, PHIL_UPPER_LID_LEFT, &x, &y_lid);
    assert_true(y_brow < y_lid);
    phil_sim_face_region(face, PHIL_UPPER_LIP_MIDDLE, &x, &y_lip);
    assert_true(y_lid < 0 && y_lip > 50);
    phil_sim_face_region(face, PHIL_LOWER_LIP_MIDDLE, &x, &y);
    assert_true(y > y_lip + 5);
    phil_sim_face_region(face, PHIL_CHIN, &x, &y_chin);
    assert_true(y_chin > y + 5);
    phil_sim_face_free(face);
}

/* Talking opens a dark gap between the lips, keeps the upper face still, and ends. */
static void speech_opens_the_mouth(void **state)
{
    struct phil_sim_face_settings s = small();
    s.sway_mm = s.turn_deg = s.noise_sd = s.blinks_per_min = 0;
    s.speech_from_s = 2;
    s.speech_to_s = 5;
    struct phil_sim_face *face = make(&s);
    const size_t n = (size_t)s.width * (size_t)s.height;
    uint8_t *rest = picture(face, &s, 1, 0), *later = picture(face, &s, 5.1, 0);
    assert_memory_equal(rest, later, n * 3 / 2);
    double x, y, darkest = 255, most = 0;
    phil_sim_face_region(face, PHIL_CHIN, &x, &y);
    for (int i = 0; i < 30; i++) {
        const double t = 2.1 + 0.09 * i;
        double x0, y0, x1, y1, lip;
        phil_sim_face_point(face, x, y, 0, &x0, &y0);
        phil_sim_face_point(face, x, y, t, &x1, &y1);
        most = fmax(most, (y1 - y0) / s.px_per_mm);
        uint8_t *p = picture(face, &s, t, 0);
        phil_sim_face_point(face, 0, -20, 0, &x0, &y0);
        assert_memory_equal(p, rest, (size_t)s.width * (size_t)y0);
        phil_sim_face_region(face, PHIL_UPPER_LIP_MIDDLE, &x1, &lip);
        phil_sim_face_point(face, 0, lip + 9, 0, &x0, &y0);
        for (int k = 0; k < 8; k++)
            darkest = fmin(darkest, p[((int)y0 + k) * s.width + (int)x0]);
        free(p);
    }
    assert_true(most > 2 && most < 15);
    assert_true(darkest < 50);
    free(rest);
    free(later);
    phil_sim_face_free(face);
}

struct heard {
    char text[256];
    int n;
};

static void listen(void *user, enum phil_level level, const char *text)
{
    struct heard *h = user;
    h->n++;
    snprintf(h->text, sizeof h->text, "%s", text);
}

static void expect_refused(const struct phil_sim_face_settings *s, const char *field)
{
    struct heard heard = {0};
    const struct phil_log log = {listen, &heard};
    struct phil_sim_face *face = (void *)1;
    assert_int_equal(phil_sim_face_new(&face, s, &log), PHIL_EARG);
    assert_null(face);
    assert_int_equal(heard.n, 1);
    if (!strstr(heard.text, field))
        fail_msg("\"%s\" does not name %s", heard.text, field);
}

#define REFUSE(member, bad)                                                                        \
    do {                                                                                           \
        struct phil_sim_face_settings s_ = small();                                                \
        s_.member = bad;                                                                           \
        expect_refused(&s_, #member);                                                              \
    } while (0)

static void invalid_settings_are_refused(void **state)
{
    REFUSE(width, 158);
    REFUSE(width, 321);
    REFUSE(height, 10000);
    REFUSE(px_per_mm, 0.4);
    REFUSE(px_per_mm, 1.5); /* would not fit */
    REFUSE(px_per_mm, NAN);
    REFUSE(skin, 1.1);
    REFUSE(texture, -0.1);
    REFUSE(beard, 2);
    REFUSE(noise_sd, -1);
    REFUSE(sway_mm, 6);
    REFUSE(turn_deg, 20);
    REFUSE(blinks_per_min, 100);
    REFUSE(exposure_s, 1);
    REFUSE(speech_to_s, -1);
    REFUSE(n_twitches, 1); /* without any */
    const struct phil_sim_twitch good = {
        .onset_s = 1, .rise_s = 0.05, .fall_s = 0.05, .amplitude_mm = 3};
    struct phil_sim_twitch bad[3] = {good, good, good};
    struct phil_sim_face_settings s = small();
    s.twitches = bad;
    s.n_twitches = 3;
    bad[1].amplitude_mm = 3.01; /* 0.6 of the lip's 5 mm */
    expect_refused(&s, "twitches.amplitude_mm");
    bad[1] = good;
    bad[2].region = PHIL_N_REGIONS;
    expect_refused(&s, "twitches.region");
    bad[2] = good;
    bad[2].sigma_mm = 1;
    expect_refused(&s, "twitches.sigma_mm");
    /* Three at once at one place would fold the skin; one after the other they are fine. */
    bad[2] = good;
    expect_refused(&s, "twitches");
    bad[1].onset_s = 2;
    bad[2].onset_s = 3;
    phil_sim_face_free(make(&s));
    phil_sim_face_free(NULL);
}

static void awkward_sizes_draw(void **state)
{
    static const struct {
        int width, height;
        double px_per_mm;
    } size[] = {{160, 160, 0.5}, {160, 160, 0.7}, {162, 206, 1}, {200, 1000, 0.9}, {400, 420, 2.0}};
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        struct phil_sim_face_settings s = small();
        s.width = size[i].width;
        s.height = size[i].height;
        s.px_per_mm = size[i].px_per_mm;
        s.sway_mm = 5;
        s.turn_deg = 6;
        s.blinks_per_min = 40;
        s.speech_to_s = 100;
        s.beard = 1;
        struct phil_sim_face *face = make(&s);
        for (int k = 0; k < 5; k++)
            free(picture(face, &s, 0.9 * k, (uint64_t)k));
        phil_sim_face_free(face);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_seed_same_bytes),
        cmocka_unit_test(blinks_are_where_the_list_says),
        cmocka_unit_test(left_is_the_pictures_right),
        cmocka_unit_test(speech_opens_the_mouth),
        cmocka_unit_test(invalid_settings_are_refused),
        cmocka_unit_test(awkward_sizes_draw),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
