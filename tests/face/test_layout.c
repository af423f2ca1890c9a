/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windows lie where an anatomist would put them, on every side and at every size. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "face/mean_face.h"
#include "near.h"

/* The mean face from the front, `px_per_mm` large, tilted by `roll` radians about the canthi. */
static struct phil_landmarks mean_face_seen(double px_per_mm, double roll)
{
    struct phil_landmarks l;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const struct phil_point3 p = phil_mean_face(i);
        l.point[i].x = 500 + px_per_mm * (cos(roll) * p.x - sin(roll) * p.y);
        l.point[i].y = 400 + px_per_mm * (sin(roll) * p.x + cos(roll) * p.y);
    }
    return l;
}

static struct phil_point centre_of(const struct phil_layout *layout, enum phil_region region)
{
    struct phil_point c = {0, 0};
    for (int i = 0; i < layout->n_region[region]; i++) {
        c.x += layout->region[region][i].centre.x / layout->n_region[region];
        c.y += layout->region[region][i].centre.y / layout->n_region[region];
    }
    return c;
}

static void counts_suit_the_regions(void **state)
{
    const struct phil_landmarks l = mean_face_seen(3, 0);
    struct phil_layout layout;
    phil_face_layout(&l, false, &layout);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        assert_in_range(layout.n_region[r], 3, 8);
        assert_int_equal(layout.n_region[r],
                         layout.n_region[phil_region_mirror((enum phil_region)r)]);
    }
    assert_in_range(layout.n_head, 40, 60);
}

static void sides_are_the_persons_own(void **state)
{
    const struct phil_landmarks l = mean_face_seen(3, 0);
    struct phil_layout plain, mirrored;
    phil_face_layout(&l, false, &plain);
    phil_face_layout(&l, true, &mirrored);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const enum phil_region region = (enum phil_region)r, other = phil_region_mirror(region);
        const struct phil_point c = centre_of(&plain, region);
        const struct phil_point m = centre_of(&mirrored, region);
        const struct phil_point o = centre_of(&plain, other);
        if (phil_region_side(region) == PHIL_SIDE_LEFT)
            assert_true(c.x > 505);
        if (phil_region_side(region) == PHIL_SIDE_RIGHT)
            assert_true(c.x < 495);
        if (phil_region_side(region) == PHIL_SIDE_MIDDLE)
            assert_near(c.x, 500, 1e-6);
        /* Mirrored: the same windows, named for the other side. */
        assert_near(m.x, o.x, 1e-9);
        assert_near(m.y, o.y, 1e-9);
        /* A symmetrical face has symmetrical windows. */
        assert_near(c.x - 500, 500 - o.x, 1e-6);
        assert_near(c.y, o.y, 1e-6);
    }
}

/* True when every window of the region has its centre in the rectangle, mm from the middle between
 * the outer canthi; x is taken without its sign. */
static bool region_within(const struct phil_layout *layout, enum phil_region region, double x0,
                          double y0, double x1, double y1)
{
    for (int i = 0; i < layout->n_region[region]; i++) {
        const struct phil_point c = layout->region[region][i].centre;
        const double x = fabs(c.x - 500) / 3, y = (c.y - 400) / 3;
        if (x < x0 || x > x1 || y < y0 || y > y1)
            return false;
    }
    return true;
}

static void regions_lie_on_their_parts(void **state)
{
    const struct phil_landmarks l = mean_face_seen(3, 0);
    struct phil_layout layout;
    phil_face_layout(&l, false, &layout);
    /* From the mean face: nose base 51, lips 63 to 86 with the line between at 70-76, corners at
     * 29 | 70, chin's edge 121, brows -25 to -13, eyes -5 to 4, canthi at 19 and 46. */
    for (int mirror = 0; mirror < 2; mirror++) {
        const int d = mirror ? PHIL_UPPER_LIP_LEFT - PHIL_UPPER_LIP_RIGHT : 0;
        assert_true(
            region_within(&layout, (enum phil_region)(PHIL_UPPER_LIP_RIGHT + d), 9.7, 55, 27, 69));
        assert_true(
            region_within(&layout, (enum phil_region)(PHIL_LOWER_LIP_RIGHT + d), 9.7, 74, 29, 94));
    }
    assert_true(region_within(&layout, PHIL_UPPER_LIP_MIDDLE, 0, 56, 9.7, 67));
    assert_true(region_within(&layout, PHIL_LOWER_LIP_MIDDLE, 0, 84, 9.7, 95));
    assert_true(region_within(&layout, PHIL_MOUTH_CORNER_LEFT, 28, 60, 42, 80));
    assert_true(region_within(&layout, PHIL_CHIN, 0, 96, 20, 114));
    assert_true(region_within(&layout, PHIL_CHEEK_LEFT, 30, 40, 58, 95));
    assert_true(region_within(&layout, PHIL_LOWER_LID_LEFT, 19, 3, 46, 14));
    assert_true(region_within(&layout, PHIL_UPPER_LID_LEFT, 19, -16, 46, -5));
    assert_true(region_within(&layout, PHIL_BROW_LEFT, 12, -24, 60, -12));
}

/* Whether two square windows share any skin. */
static bool overlap(const struct phil_window *a, const struct phil_window *b)
{
    const double reach = a->radius_px + b->radius_px;
    return fabs(a->centre.x - b->centre.x) < reach && fabs(a->centre.y - b->centre.y) < reach;
}

static void the_head_keeps_off_what_twitches(void **state)
{
    const struct phil_landmarks l = mean_face_seen(3, 0);
    struct phil_layout layout;
    phil_face_layout(&l, false, &layout);
    static const enum phil_region apart[] = {
        PHIL_UPPER_LIP_LEFT,    PHIL_UPPER_LIP_MIDDLE,   PHIL_UPPER_LIP_RIGHT,
        PHIL_LOWER_LIP_LEFT,    PHIL_LOWER_LIP_MIDDLE,   PHIL_LOWER_LIP_RIGHT,
        PHIL_MOUTH_CORNER_LEFT, PHIL_MOUTH_CORNER_RIGHT, PHIL_CHIN,
        PHIL_CHEEK_LEFT,        PHIL_CHEEK_RIGHT};
    for (int h = 0; h < layout.n_head; h++)
        for (size_t a = 0; a < sizeof apart / sizeof *apart; a++)
            for (int i = 0; i < layout.n_region[apart[a]]; i++)
                assert_false(overlap(&layout.head[h], &layout.region[apart[a]][i]));
    /* Upper and lower lip do not share skin either. */
    for (int i = 0; i < layout.n_region[PHIL_UPPER_LIP_MIDDLE]; i++)
        for (int k = 0; k < layout.n_region[PHIL_LOWER_LIP_MIDDLE]; k++)
            assert_false(overlap(&layout.region[PHIL_UPPER_LIP_MIDDLE][i],
                                 &layout.region[PHIL_LOWER_LIP_MIDDLE][k]));
}

static void windows_follow_size_and_tilt(void **state)
{
    const struct phil_landmarks small = mean_face_seen(2.5, 0), large = mean_face_seen(5, 0.5);
    struct phil_layout a, b;
    phil_face_layout(&small, false, &a);
    phil_face_layout(&large, false, &b);
    assert_int_equal(a.n_head, b.n_head);
    for (int i = 0; i < a.n_head; i++) {
        const double x = 2 * (a.head[i].centre.x - 500), y = 2 * (a.head[i].centre.y - 400);
        assert_near(b.head[i].centre.x, 500 + cos(0.5) * x - sin(0.5) * y, 1e-6);
        assert_near(b.head[i].centre.y, 400 + sin(0.5) * x + cos(0.5) * y, 1e-6);
        assert_near(b.head[i].radius_px, 2 * a.head[i].radius_px, 1e-3);
        assert_near(b.head_depth[i], a.head_depth[i], 1e-12);
    }
    const struct phil_landmarks tiny = mean_face_seen(0.3, 0);
    phil_face_layout(&tiny, false, &a);
    for (int i = 0; i < a.n_head; i++)
        assert_near(a.head[i].radius_px, 5, 1e-12);
}

static void depths_are_those_of_a_face(void **state)
{
    const struct phil_landmarks l = mean_face_seen(3, 0);
    struct phil_layout layout;
    phil_face_layout(&l, false, &layout);
    double highest = -1, lowest = 1, highest_x = 0, highest_y = 0;
    for (int i = 0; i < layout.n_head; i++) {
        if (layout.head_depth[i] > highest) {
            highest = layout.head_depth[i];
            highest_x = (layout.head[i].centre.x - 500) / 3;
            highest_y = (layout.head[i].centre.y - 400) / 3;
        }
        lowest = fmin(lowest, layout.head_depth[i]);
    }
    /* The lower nose stands out most, before the ear lies deepest. */
    assert_true(highest > 0.25 && highest < 0.45);
    assert_true(fabs(highest_x) < 4 && highest_y > 20 && highest_y < 45);
    assert_true(lowest < -0.25 && lowest > -0.7);
    assert_true(layout.region_depth[PHIL_UPPER_LIP_MIDDLE][0] >
                layout.region_depth[PHIL_CHEEK_LEFT][0]);
    assert_true(fabs(layout.region_depth[PHIL_MOUTH_CORNER_LEFT][0]) < 0.05);
}

static void a_turned_face_loses_its_far_side(void **state)
{
    struct phil_landmarks l = mean_face_seen(3, 0);
    struct phil_layout front, turned;
    phil_face_layout(&l, false, &front);
    /* The edge of the picture's right half of the face comes up to the canthus. */
    for (int i = 12; i <= 16; i++)
        l.point[i].x = l.point[45].x + 3 * 4;
    phil_face_layout(&l, false, &turned);
    assert_true(turned.n_head <= front.n_head - 8);
    for (int i = 0; i < turned.n_head; i++)
        assert_true(turned.head[i].centre.x < l.point[45].x + 30);
}

static void no_face_is_survived(void **state)
{
    struct phil_landmarks l = {0};
    struct phil_layout layout;
    phil_face_layout(&l, false, &layout);
    assert_in_range(layout.n_head, 1, PHIL_MAX_HEAD_WINDOWS);
    for (int i = 0; i < PHIL_N_LANDMARKS; i++)
        l.point[i] = (struct phil_point){NAN, -INFINITY};
    phil_face_layout(&l, true, &layout);
    assert_in_range(layout.n_head, 1, PHIL_MAX_HEAD_WINDOWS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_suit_the_regions),
        cmocka_unit_test(sides_are_the_persons_own),
        cmocka_unit_test(regions_lie_on_their_parts),
        cmocka_unit_test(the_head_keeps_off_what_twitches),
        cmocka_unit_test(windows_follow_size_and_tilt),
        cmocka_unit_test(depths_are_those_of_a_face),
        cmocka_unit_test(a_turned_face_loses_its_far_side),
        cmocka_unit_test(no_face_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
