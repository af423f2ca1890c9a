/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Real recordings: how often a face is found (against the shares in ../shared/recordings/
 * MANIFEST.md), and that following a face by its landmarks stays on it.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "near.h"
#include "pictures.h"
#include <philtrum/recording.h>

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

/* Share of every `step`-th frame with a face, percent; -1 when the clip is not there. */
static double share_with_face(const char *name, int step)
{
    char path[4096];
    if (!shared_recording(name, path))
        return -1;
    struct phil_recording *recording;
    struct phil_frame *frame;
    assert_int_equal(phil_recording_open(&recording, path, NULL, NULL), PHIL_OK);
    int looked = 0, with = 0;
    while (phil_recording_next(recording, &frame) == PHIL_OK) {
        if (frame->index % step == 0) {
            struct phil_detection found[PHIL_MAX_FACES];
            int n;
            assert_int_equal(phil_face_find(finder, frame, NULL, false, found, &n), PHIL_OK);
            looked++;
            with += n > 0;
        }
        phil_frame_unref(frame);
    }
    phil_recording_close(recording);
    return 100.0 * with / looked;
}

static void faces_are_found_as_often_as_the_manifest_says(void **state)
{
    static const struct {
        const char *name;
        double lowest, highest; /* percent; a few frames are sampled, hence the width */
    } clips[] = {
        {"video/selfie_vertical_glasses_720x1280.mp4", 100, 100},
        {"video/man_mouth_gestures_480.mp4", 100, 100},
        {"video/woman_grimaces_headturn_512.mp4", 90, 100},
        {"video/grid_swiz3n.mpg", 100, 100},
        {"video/handheld_helmet_cif_annexb.264", 36, 56},
        {"video/negative_cartoon_no_face.mp4", 0, 0},
        {"video/hevc_vfr_noface_then_face.mov", 33, 53},
    };
    int seen = 0;
    for (size_t i = 0; i < sizeof clips / sizeof *clips; i++) {
        const double share = share_with_face(clips[i].name, 23);
        if (share < 0)
            continue;
        seen++;
        if (share < clips[i].lowest || share > clips[i].highest)
            fail_msg("%s: face in %.0f %% of frames", clips[i].name, share);
    }
    if (!seen)
        skip();
}

/* Follow by landmarks alone from the first detection, and compare with fresh detections. */
static void a_followed_face_stays_found(void **state)
{
    char path[4096];
    if (!shared_recording("video/man_mouth_gestures_480.mp4", path))
        skip();
    struct phil_recording *recording;
    struct phil_frame *frame;
    assert_int_equal(phil_recording_open(&recording, path, NULL, NULL), PHIL_OK);
    struct phil_box box = {0, 0, 0, 0};
    for (int i = 0; phil_recording_next(recording, &frame) == PHIL_OK; i++) {
        struct phil_detection found[PHIL_MAX_FACES];
        struct phil_landmarks l;
        int n = 0;
        if (i % 40 == 0)
            assert_int_equal(phil_face_find(finder, frame, NULL, false, found, &n), PHIL_OK);
        if (i == 0) {
            assert_int_equal(n, 1);
            box = found[0].box;
        }
        assert_int_equal(phil_face_landmarks(finder, frame, &box, &l), PHIL_OK);
        box = phil_face_box(finder, &l);
        if (n == 1) {
            const struct phil_box d = found[0].box;
            assert_near(box.x + box.width / 2, d.x + d.width / 2, 0.12 * d.width);
            assert_near(box.y + box.height / 2, d.y + d.height / 2, 0.12 * d.width);
            assert_near(box.width, d.width, 0.2 * d.width);
        }
        phil_frame_unref(frame);
    }
    phil_recording_close(recording);
}

/* The person's left is right in the picture: a mirrored picture gives mirrored landmarks. */
static void mirrored_photographs_give_mirrored_faces(void **state)
{
    struct picture p;
    if (!shared_picture("photo/old_man_light_skin_closed_lips.jpg", &p))
        skip();
    struct picture q = picture_flipped(&p);
    const struct picture *pictures[] = {&p, &q};
    struct phil_landmarks l[2];
    for (int k = 0; k < 2; k++) {
        struct phil_frame *frame = frame_of(pictures[k], 0);
        struct phil_detection found[PHIL_MAX_FACES];
        int n;
        assert_int_equal(phil_face_find(finder, frame, NULL, false, found, &n), PHIL_OK);
        assert_int_equal(n, 1);
        assert_int_equal(phil_face_landmarks(finder, frame, &found[0].box, &l[k]), PHIL_OK);
        phil_frame_unref(frame);
    }
    const struct phil_pose a = phil_face_pose(&l[0]), b = phil_face_pose(&l[1]);
    assert_near(a.yaw_deg, -b.yaw_deg, 6);
    assert_near(a.roll_deg, -b.roll_deg, 3);
    const double face =
        hypot(l[0].point[45].x - l[0].point[36].x, l[0].point[45].y - l[0].point[36].y);
    assert_near(l[0].point[48].x, p.width - 1 - l[1].point[54].x, 0.06 * face);
    assert_near(l[0].point[30].x, p.width - 1 - l[1].point[30].x, 0.06 * face);
    picture_release(&p);
    picture_release(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faces_are_found_as_often_as_the_manifest_says),
        cmocka_unit_test(a_followed_face_stays_found),
        cmocka_unit_test(mirrored_photographs_give_mirrored_faces),
    };
    return cmocka_run_group_tests(tests, prepare, tidy);
}
