/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding faces in drawn pictures: turned, resized, mirrored, several, none. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "pictures.h"

static struct phil_face_finder *finder;

static int prepare(void **state)
{
    return phil_face_finder_new(&finder, NULL, NULL) == PHIL_OK ? 0 : -1;
}

static int tidy(void **state)
{
    phil_face_finder_free(finder);
    return 0;
}

/* Intersection over union. */
static double likeness(struct phil_box a, struct phil_box b)
{
    const double w = fmin(a.x + a.width, b.x + b.width) - fmax(a.x, b.x);
    const double h = fmin(a.y + a.height, b.y + b.height) - fmax(a.y, b.y);
    const double shared = w > 0 && h > 0 ? w * h : 0;
    return shared / (a.width * a.height + b.width * b.height - shared);
}

static int find(const struct picture *p, int turns, struct phil_detection found[PHIL_MAX_FACES])
{
    int n = -1;
    struct phil_frame *frame = frame_of(p, turns);
    assert_int_equal(phil_face_find(finder, frame, NULL, false, found, &n), PHIL_OK);
    phil_frame_unref(frame);
    return n;
}

static struct phil_landmarks landmarks_in(const struct picture *p, int turns, struct phil_box box)
{
    struct phil_landmarks l;
    struct phil_frame *frame = frame_of(p, turns);
    assert_int_equal(phil_face_landmarks(finder, frame, &box, &l), PHIL_OK);
    phil_frame_unref(frame);
    return l;
}

static double rms_distance(const struct phil_landmarks *a, const struct phil_landmarks *b)
{
    double sum = 0;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const double dx = a->point[i].x - b->point[i].x, dy = a->point[i].y - b->point[i].y;
        sum += dx * dx + dy * dy;
    }
    return sqrt(sum / PHIL_N_LANDMARKS);
}

static void a_drawn_face_is_found_where_it_is(void **state)
{
    struct picture p = picture_blank(900, 700);
    draw_face(&p, 520, 380, 240);
    struct phil_detection found[PHIL_MAX_FACES];
    assert_int_equal(find(&p, 0, found), 1);
    assert_true(found[0].score > 0);
    assert_near(found[0].box.x + found[0].box.width / 2, 520, 24);
    assert_near(found[0].box.y + found[0].box.height / 2, 390, 36);
    assert_true(found[0].box.width > 170 && found[0].box.width < 300);
    const struct phil_landmarks l = landmarks_in(&p, 0, found[0].box);
    /* The drawing's eyes lie at 0.2 | -0.09 head widths, the nose's base and the mouth below. */
    assert_near((l.point[36].x + l.point[39].x) / 2, 520 - 0.2 * 240, 10);
    assert_near((l.point[42].y + l.point[45].y) / 2, 380 - 0.09 * 240, 10);
    assert_near((l.point[62].y + l.point[66].y) / 2, 380 + 0.355 * 240, 14);
    assert_true(likeness(phil_face_box(finder, &l), found[0].box) > 0.7);
    picture_release(&p);
}

static void stored_quarter_turns_change_nothing(void **state)
{
    struct picture p = picture_blank(640, 480);
    draw_face(&p, 300, 250, 230);
    struct phil_detection upright[PHIL_MAX_FACES], turned[PHIL_MAX_FACES];
    assert_int_equal(find(&p, 0, upright), 1);
    const struct phil_landmarks expected = landmarks_in(&p, 0, upright[0].box);
    for (int turns = 1; turns < 4; turns++) {
        struct picture stored = picture_stored_turned(&p, turns);
        assert_int_equal(find(&stored, turns, turned), 1);
        assert_true(likeness(turned[0].box, upright[0].box) > 0.98);
        const struct phil_landmarks l = landmarks_in(&stored, turns, upright[0].box);
        assert_true(rms_distance(&l, &expected) < 0.5); /* rounding of the resized grey values */
        picture_release(&stored);
    }
    picture_release(&p);
}

static void results_scale_with_the_picture(void **state)
{
    struct picture large = picture_blank(1600, 1200), small, half;
    draw_face(&large, 850, 620, 560);
    half = picture_resized(&large, 800, 600);
    small = picture_resized(&large, 320, 240);
    struct phil_detection a[PHIL_MAX_FACES], b[PHIL_MAX_FACES];
    assert_int_equal(find(&large, 0, a), 1);
    const struct phil_landmarks la = landmarks_in(&large, 0, a[0].box);
    const struct picture *others[] = {&half, &small};
    for (int k = 0; k < 2; k++) {
        const double scale = others[k]->width / 1600.0;
        assert_int_equal(find(others[k], 0, b), 1);
        struct phil_box box = {(a[0].box.x + 0.5) * scale - 0.5, (a[0].box.y + 0.5) * scale - 0.5,
                               a[0].box.width * scale, a[0].box.height * scale};
        assert_true(likeness(b[0].box, box) > 0.85);
        const struct phil_landmarks lb = landmarks_in(others[k], 0, box);
        double sum = 0;
        for (int i = 0; i < PHIL_N_LANDMARKS; i++)
            sum += pow(lb.point[i].x - ((la.point[i].x + 0.5) * scale - 0.5), 2) +
                   pow(lb.point[i].y - ((la.point[i].y + 0.5) * scale - 0.5), 2);
        /* Within one part in a hundred of the face. */
        assert_true(sqrt(sum / PHIL_N_LANDMARKS) < 0.01 * box.width);
    }
    picture_release(&large);
    picture_release(&half);
    picture_release(&small);
}

static void a_search_can_be_limited(void **state)
{
    struct picture p = picture_blank(1000, 600);
    draw_face(&p, 250, 300, 220);
    draw_face(&p, 740, 310, 240);
    struct phil_detection both[PHIL_MAX_FACES], one[PHIL_MAX_FACES];
    assert_int_equal(find(&p, 0, both), 2);
    assert_true(both[0].score >= both[1].score);
    assert_true(likeness(both[0].box, both[1].box) == 0);
    struct phil_frame *frame = frame_of(&p, 0);
    int n;
    const struct phil_box left = {60, 80, 400, 440}, nowhere = {430, 0, 120, 200};
    const struct phil_box outside = {2000, 0, 100, 100}, hostile = {NAN, 0, INFINITY, 100};
    assert_int_equal(phil_face_find(finder, frame, &left, false, one, &n), PHIL_OK);
    assert_int_equal(n, 1);
    const struct phil_box *expected = both[0].box.x < 500 ? &both[0].box : &both[1].box;
    assert_true(likeness(one[0].box, *expected) > 0.8);
    assert_int_equal(phil_face_find(finder, frame, &nowhere, false, one, &n), PHIL_OK);
    assert_int_equal(n, 0);
    assert_int_equal(phil_face_find(finder, frame, &outside, false, one, &n), PHIL_OK);
    assert_int_equal(n, 0);
    assert_int_equal(phil_face_find(finder, frame, &hostile, false, one, &n), PHIL_OK);
    assert_int_equal(n, 0);
    phil_frame_unref(frame);
    picture_release(&p);
}

static void thorough_finds_smaller_faces(void **state)
{
    struct picture p = picture_blank(1000, 800);
    draw_face(&p, 420, 380, 100); /* box about 1/8 of the shorter side */
    struct phil_detection found[PHIL_MAX_FACES];
    assert_int_equal(find(&p, 0, found), 0);
    struct phil_frame *frame = frame_of(&p, 0);
    int n;
    assert_int_equal(phil_face_find(finder, frame, NULL, true, found, &n), PHIL_OK);
    assert_int_equal(n, 1);
    assert_near(found[0].box.x + found[0].box.width / 2, 420, 20);
    phil_frame_unref(frame);
    picture_release(&p);
}

static void tiny_and_empty_pictures_hold_no_face(void **state)
{
    static const int sizes[][2] = {{1, 1}, {2, 300}, {5000, 3}, {16, 16}, {400, 300}};
    struct phil_detection found[PHIL_MAX_FACES];
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct picture p = picture_blank(sizes[i][0], sizes[i][1]);
        assert_int_equal(find(&p, 0, found), 0);
        const struct phil_landmarks l =
            landmarks_in(&p, 0, (struct phil_box){-1, -1, 3, 3}); /* answers, whatever it means */
        for (int k = 0; k < PHIL_N_LANDMARKS; k++)
            assert_true(isfinite(l.point[k].x) && isfinite(l.point[k].y));
        picture_release(&p);
    }
}

static void impossible_boxes_are_refused(void **state)
{
    static const struct phil_box bad[] = {
        {0, 0, 0, 10}, {0, 0, 10, -1}, {NAN, 0, 10, 10}, {0, 0, INFINITY, 10}, {1e300, 0, 10, 10}};
    struct picture p = picture_blank(64, 64);
    struct phil_frame *frame = frame_of(&p, 0);
    struct phil_landmarks l, before;
    memset(&l, 0x5a, sizeof l);
    before = l;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(phil_face_landmarks(finder, frame, &bad[i], &l), PHIL_EARG);
        assert_memory_equal(&l, &before, sizeof l);
    }
    phil_frame_unref(frame);
    picture_release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_drawn_face_is_found_where_it_is),
        cmocka_unit_test(stored_quarter_turns_change_nothing),
        cmocka_unit_test(results_scale_with_the_picture),
        cmocka_unit_test(a_search_can_be_limited),
        cmocka_unit_test(thorough_finds_smaller_faces),
        cmocka_unit_test(tiny_and_empty_pictures_hold_no_face),
        cmocka_unit_test(impossible_boxes_are_refused),
    };
    return cmocka_run_group_tests(tests, prepare, tidy);
}
