/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flattened cascade against dlib's own, on pictures of all kinds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "face/landmarks.h"
#include "oracle.h"
#include "pictures.h"

static struct oracle *oracle;
static struct phil_model model;

static int prepare(void **state)
{
    oracle = oracle_new(DLIB_MODEL);
    return oracle && phil_model_open(&model, NULL, NULL) == PHIL_OK ? 0 : -1;
}

static int tidy(void **state)
{
    oracle_free(oracle);
    phil_model_close(&model);
    return 0;
}

struct whole_box {
    long left, top, right, bottom;
};

/* The same numbers in the same order give the same answer; what is left is the last digits of the
 * map from the unit square to the picture. */
static void expect_agreement(const char *what, const struct picture *p, struct whole_box box)
{
    const struct phil_cascade_input input = {p->pixels,
                                             p->width,
                                             p->height,
                                             (double)box.left,
                                             (double)box.top,
                                             (double)(box.right - box.left),
                                             (double)(box.bottom - box.top)};
    struct phil_point ours[PHIL_N_LANDMARKS];
    double exact[136], rounded[136];
    assert_true(phil_cascade_run(&model, &input, ours));
    oracle_run(oracle, p->pixels, p->width, p->height, box.left, box.top, box.right, box.bottom,
               exact, rounded);
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const double away = hypot(ours[i].x - exact[2 * i], ours[i].y - exact[2 * i + 1]);
        if (!(away < 1e-6))
            fail_msg("%s: landmark %d is %g px from dlib's", what, i, away);
        /* The stages run one by one must be what dlib's predictor does. */
        assert_true(fabs(exact[2 * i] - rounded[2 * i]) <= 0.5 + 1e-6);
        assert_true(fabs(exact[2 * i + 1] - rounded[2 * i + 1]) <= 0.5 + 1e-6);
    }
}

static void agrees_on_drawn_faces(void **state)
{
    struct picture p = picture_blank(640, 600);
    draw_face(&p, 320, 300, 300);
    expect_agreement("in place", &p, (struct whole_box){170, 170, 470, 470});
    expect_agreement("off place", &p, (struct whole_box){230, 120, 500, 390});
    expect_agreement("oblong", &p, (struct whole_box){180, 100, 380, 420});
    expect_agreement("small", &p, (struct whole_box){300, 280, 339, 319});
    picture_release(&p);
}

static void agrees_beyond_the_edge(void **state)
{
    struct picture p = picture_blank(300, 260);
    draw_face(&p, 40, 200, 240);
    expect_agreement("left and below", &p, (struct whole_box){-90, 80, 160, 330});
    expect_agreement("wholly outside", &p, (struct whole_box){-500, -500, -250, -250});
    expect_agreement("larger than the picture", &p, (struct whole_box){-40, -60, 340, 320});
    picture_release(&p);
}

static void agrees_on_noise_and_black(void **state)
{
    for (uint64_t seed = 0; seed < 10; seed++) {
        struct picture noise = picture_noise(400, 380, seed);
        expect_agreement("noise", &noise, (struct whole_box){80, 60, 320 + (long)seed, 320});
        picture_release(&noise);
    }
    struct picture black = {64, 64, (uint8_t[64 * 64]){0}};
    expect_agreement("black", &black, (struct whole_box){8, 8, 55, 55});
}

static void agrees_on_real_faces(void **state)
{
    static const struct {
        const char *name;
        struct whole_box box; /* where dlib's detector sees the face, to about a tenth */
    } real[] = {
        {"photo/man_dark_skin_closed_lips.jpg", {256, 320, 580, 644}},
        {"photo/old_man_light_skin_closed_lips.jpg", {300, 420, 620, 740}},
        {"video/man_mouth_gestures_480.mp4", {130, 140, 350, 360}},
        {"video/webcam_glasses_grimaces_512x480.mp4", {130, 120, 380, 370}},
        {"video/grid_swiz3n.mpg", {120, 90, 230, 200}},
    };
    int seen = 0;
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
        struct picture p;
        if (!shared_picture(real[i].name, &p))
            continue;
        for (long off = -8; off <= 8; off += 8) {
            const struct whole_box b = real[i].box;
            expect_agreement(real[i].name, &p,
                             (struct whole_box){b.left + off, b.top - off / 2, b.right + off + 3,
                                                b.bottom - off / 2 + 3});
        }
        picture_release(&p);
        seen++;
    }
    if (!seen)
        skip();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_on_drawn_faces),
        cmocka_unit_test(agrees_beyond_the_edge),
        cmocka_unit_test(agrees_on_noise_and_black),
        cmocka_unit_test(agrees_on_real_faces),
    };
    return cmocka_run_group_tests(tests, prepare, tidy);
}
