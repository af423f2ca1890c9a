/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pose and ruler on projections of known heads. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "face/mean_face.h"
#include "near.h"

static const double RADIAN = 0.017453292519943295;

struct head {
    double yaw, pitch, roll; /* degrees */
    double px_per_mm, x, y;
    double distance_mm; /* camera to the canthi; 0: infinitely far */
    double misfit_mm;   /* rms difference from the generic face in each coordinate */
    uint64_t person;
};

/* Nod, then turn to the side, then tilt: written out step by step, not as the library does it. */
static struct phil_landmarks seen(struct head h)
{
    struct phil_landmarks l;
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        struct phil_point3 p = phil_mean_face(i);
        p.x += h.misfit_mm * phil_random_normal(h.person, 0, (uint64_t)(3 * i));
        p.y += h.misfit_mm * phil_random_normal(h.person, 0, (uint64_t)(3 * i + 1));
        p.z += h.misfit_mm * phil_random_normal(h.person, 0, (uint64_t)(3 * i + 2));
        const double cp = cos(h.pitch * RADIAN), sp = sin(h.pitch * RADIAN);
        const double y1 = cp * p.y - sp * p.z, z1 = sp * p.y + cp * p.z; /* front rises */
        const double cy = cos(h.yaw * RADIAN), sy = sin(h.yaw * RADIAN);
        const double x2 = cy * p.x + sy * z1, z2 = -sy * p.x + cy * z1; /* front goes right */
        const double cr = cos(h.roll * RADIAN), sr = sin(h.roll * RADIAN);
        const double near = h.distance_mm > 0 ? h.distance_mm / (h.distance_mm - z2) : 1;
        l.point[i].x = h.x + h.px_per_mm * near * (cr * x2 - sr * y1);
        l.point[i].y = h.y + h.px_per_mm * near * (sr * x2 + cr * y1);
    }
    return l;
}

static void expect_pose(struct head h, double tolerance_deg)
{
    const struct phil_landmarks l = seen(h);
    const struct phil_pose pose = phil_face_pose(&l);
    assert_near(pose.yaw_deg, h.yaw, tolerance_deg);
    assert_near(pose.pitch_deg, h.pitch, tolerance_deg);
    assert_near(pose.roll_deg, h.roll, tolerance_deg);
}

static void known_turns_are_recovered(void **state)
{
    for (double yaw = -50; yaw <= 50; yaw += 25)
        for (double pitch = -30; pitch <= 30; pitch += 15)
            for (double roll = -40; roll <= 160; roll += 50)
                expect_pose((struct head){yaw, pitch, roll, 2.7, 300, 400, 0, 0, 0}, 1e-4);
}

static void size_and_place_do_not_matter(void **state)
{
    expect_pose((struct head){20, -8, 5, 0.3, -1000, 12, 0, 0, 0}, 1e-4);
    expect_pose((struct head){20, -8, 5, 40, 9000, 8000, 0, 0, 0}, 1e-4);
}

static void near_cameras_and_other_people_cost_little(void **state)
{
    /* Perspective enlarges the nose's end of the face, which looks like a lowered chin. */
    expect_pose((struct head){0, 0, 0, 3, 500, 500, 600, 0, 0}, 5);
    expect_pose((struct head){25, 5, 0, 3, 500, 500, 600, 0, 0}, 6);
    double squared = 0;
    enum { PEOPLE = 40 };
    for (uint64_t person = 0; person < PEOPLE; person++) {
        const struct head h = {15, 0, 0, 3, 500, 500, 0, 3, person};
        const struct phil_landmarks l = seen(h);
        const double off = phil_face_pose(&l).yaw_deg - 15;
        squared += off * off;
    }
    assert_true(sqrt(squared / PEOPLE) < 5); /* what the header promises */
}

static void no_face_has_no_pose(void **state)
{
    struct phil_landmarks l = {0};
    struct phil_pose pose = phil_face_pose(&l);
    assert_true(pose.yaw_deg == 0 && pose.pitch_deg == 0 && pose.roll_deg == 0);
    for (int i = 0; i < PHIL_N_LANDMARKS; i++)
        l.point[i] = (struct phil_point){NAN, i};
    pose = phil_face_pose(&l);
    assert_true(pose.yaw_deg == 0 && pose.pitch_deg == 0 && pose.roll_deg == 0);
}

static void the_mean_face_is_symmetrical(void **state)
{
    for (int i = 0; i < PHIL_N_LANDMARKS; i++) {
        const int m = phil_landmark_mirror(i);
        assert_int_equal(phil_landmark_mirror(m), i);
        assert_near(phil_mean_face(m).x, -phil_mean_face(i).x, 1e-9);
        assert_near(phil_mean_face(m).y, phil_mean_face(i).y, 1e-9);
        assert_near(phil_mean_face(m).z, phil_mean_face(i).z, 1e-9);
    }
    const int plane[] = {36, 45, 48, 54};
    for (int i = 0; i < 4; i++) {
        const struct phil_point3 p = phil_mean_face(plane[i]);
        assert_near(phil_mean_face_height(p.y, p.z), 0, 1e-9);
    }
}

/* Mean and spread of six equally likely groups, worked out by hand:
 * (91.2 + 87.8 + 93 + 88.39 + 98.2 + 94.4) / 6 = 92.165;
 * mean of the squared SDs 16.734, of the squared deviations of the means 12.725. */
static void the_population_is_what_the_comment_says(void **state)
{
    assert_near(phil_outer_canthi_mm(), 92.165, 1e-3);
    assert_near(phil_outer_canthi_sd_mm(), sqrt(16.734 + 12.725), 2e-3);
}

static void rulers_undo_the_turn(void **state)
{
    const double canthi = phil_mean_face_canthi_mm();
    for (double yaw = -40; yaw <= 40; yaw += 20) {
        const struct phil_landmarks l = seen((struct head){yaw, 10, -15, 2.5, 300, 300, 0, 0, 0});
        const struct phil_ruler given = phil_face_ruler(&l, canthi);
        assert_true(given.given);
        assert_near(given.px_per_mm, 2.5, 1e-4);
        const struct phil_ruler mean = phil_face_ruler(&l, 0);
        assert_false(mean.given);
        assert_near(mean.px_per_mm, 2.5 * canthi / phil_outer_canthi_mm(), 1e-4);
    }
}

static void spread_follows_what_is_known(void **state)
{
    const struct phil_landmarks front = seen((struct head){0, 0, 0, 3, 300, 300, 0, 0, 0});
    const struct phil_landmarks turned = seen((struct head){30, 0, 0, 3, 300, 300, 0, 0, 0});
    const struct phil_ruler given = phil_face_ruler(&front, 92), mean = phil_face_ruler(&front, 0);
    const double people = phil_outer_canthi_sd_mm() / phil_outer_canthi_mm();
    const double relative = mean.px_per_mm_sd / mean.px_per_mm;
    const double own = given.px_per_mm_sd / given.px_per_mm;
    assert_true(own > 0.01 && own < 0.03);
    assert_near(relative, hypot(people, own), 1e-9);
    /* d ln(1/cos) = tan(30 degrees) x 5 degrees */
    const struct phil_ruler side = phil_face_ruler(&turned, 92);
    const double at_side = side.px_per_mm_sd / side.px_per_mm;
    assert_near(sqrt(at_side * at_side - own * own), tan(30 * RADIAN) * 5 * RADIAN, 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_turns_are_recovered),
        cmocka_unit_test(size_and_place_do_not_matter),
        cmocka_unit_test(near_cameras_and_other_people_cost_little),
        cmocka_unit_test(no_face_has_no_pose),
        cmocka_unit_test(the_mean_face_is_symmetrical),
        cmocka_unit_test(the_population_is_what_the_comment_says),
        cmocka_unit_test(rulers_undo_the_turn),
        cmocka_unit_test(spread_follows_what_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
