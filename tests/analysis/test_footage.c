/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Real recordings: what a person who looks at them sees, second by second, is what is reported. The
 * times were read off the frames by eye. Skipped where ../shared/recordings is not.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "studio.h"

static struct phil_analysis *analyse_clip(const char *name)
{
    const char *shared = getenv("PHILTRUM_SHARED");
    char path[4096];
    snprintf(path, sizeof path, "%s/recordings/video/%s", shared ? shared : "../shared", name);
    if (access(path, R_OK) != 0)
        skip();
    struct phil_analysis_settings settings = phil_analysis_defaults();
    settings.floor = false;
    return studio_analyse(path, &settings);
}

/* Seconds of a label between two times. */
static double seconds_of(const struct phil_face_result *face, enum phil_segment_label label,
                         double from_s, double to_s)
{
    double sum = 0;
    for (size_t s = 0; s < face->n_segments; s++)
        if (face->segments[s].label == label)
            sum += fmax(0, fmin(face->segments[s].end_s, to_s) -
                               fmax(face->segments[s].start_s, from_s));
    return sum;
}

/* Share of the frames in which the head is steadied, and of its mouth samples that are usable. */
static void usable_shares(const struct phil_face_result *face, double *head, double *mouth)
{
    size_t seen = 0, steady = 0, good = 0;
    for (size_t i = 0; i < face->trace.n_frames; i++) {
        if (face->trace.head[i].flags & PHIL_SAMPLE_NO_FACE)
            continue;
        seen++;
        steady += !(face->trace.head[i].flags & PHIL_SAMPLE_HEAD);
        for (int r = 0; r <= PHIL_CHIN; r++)
            good += !(face->trace.region[r][i].flags & PHIL_SAMPLE_UNUSABLE);
    }
    *head = (double)steady / (double)seen;
    *mouth = (double)good / (double)seen / (PHIL_CHIN + 1);
}

/* Was head_turn for 7.3 of 8 s. */
static void a_lively_speaker_talks_all_the_time(void **state)
{
    struct phil_analysis *a = analyse_clip("talking_head_mpeg4_512_a.mp4");
    assert_int_equal(a->n_faces, 1);
    print_face(&a->faces[0]);
    assert_true(seconds_of(&a->faces[0], PHIL_SEGMENT_SPEECH, 0, 8) > 6.5);
    assert_true(a->faces[0].usable_s < 0.8);
    assert_int_equal(count_events(&a->faces[0], PHIL_EVENT_TWITCH), 0);
    assert_in_range(count_events(&a->faces[0], PHIL_EVENT_BLINK), 6, 11); /* 10 by eye */
    phil_analysis_free(a);
}

/* Was speech for 0.7 s, because the camera travels round her. */
static void she_who_sits_still_is_at_rest(void **state)
{
    struct phil_analysis *a = analyse_clip("still_neutral_woman_1280x720.mp4");
    assert_int_equal(a->n_faces, 1);
    print_face(&a->faces[0]);
    assert_true(a->faces[0].usable_s > 8);
    assert_int_equal(count_events(&a->faces[0], PHIL_EVENT_BLINK), 2);
    assert_non_null(event_near(&a->faces[0], PHIL_EVENT_BLINK, 0.28, 0.15));
    assert_non_null(event_near(&a->faces[0], PHIL_EVENT_BLINK, 5.4, 0.15));
    phil_analysis_free(a);
}

/* Talks, smiles, pouts; the rest of half a second at the end is too short beside it. Talking was
 * smiling, pouting a turned head. */
static void talking_smiling_and_rest_follow_each_other(void **state)
{
    struct phil_analysis *a = analyse_clip("selfie_vertical_glasses_720x1280.mp4");
    assert_int_equal(a->n_faces, 1);
    const struct phil_face_result *face = &a->faces[0];
    print_face(face);
    assert_true(seconds_of(face, PHIL_SEGMENT_SPEECH, 0.6, 6) > 4.5);
    assert_true(seconds_of(face, PHIL_SEGMENT_SMILE, 6.4, 8.4) > 0.6);
    assert_true(seconds_of(face, PHIL_SEGMENT_HEAD_TURN, 0, 12) < 0.5);
    assert_true(seconds_of(face, PHIL_SEGMENT_REST, 1, 10.8) < 0.5);
    assert_int_equal(count_events(face, PHIL_EVENT_BLINK), 4);
    double head, mouth;
    usable_shares(face, &head, &mouth);
    print_message("# head steadied %.2f, mouth usable %.2f\n", head, mouth);
    assert_true(head > 0.9 && mouth > 0.4); /* was 0.83 and 0.15 */
    phil_analysis_free(a);
}

/* One sentence with quiet lips at the end; the whole of it was a smile, or speech. */
static void a_sentence_ends_in_rest(void **state)
{
    struct phil_analysis *a = analyse_clip("grid_lbax4n.mpg");
    assert_int_equal(a->n_faces, 1);
    print_face(&a->faces[0]);
    assert_true(seconds_of(&a->faces[0], PHIL_SEGMENT_SPEECH, 0, 2.2) > 1.8);
    assert_true(seconds_of(&a->faces[0], PHIL_SEGMENT_REST, 2.3, 3) > 0.25);
    phil_analysis_free(a);
}

/* Neutral for half a second, then a broad smile that is held: was speech throughout. */
static void a_smile_that_is_held_is_a_smile(void **state)
{
    struct phil_analysis *a = analyse_clip("hevc_vfr_noface_then_face.mov");
    assert_int_equal(a->n_faces, 1);
    print_face(&a->faces[0]);
    assert_true(seconds_of(&a->faces[0], PHIL_SEGMENT_NO_FACE, 0, 4) > 3.9);
    assert_true(seconds_of(&a->faces[0], PHIL_SEGMENT_REST, 4, 4.5) > 0.25);
    assert_true(seconds_of(&a->faces[0], PHIL_SEGMENT_SMILE, 4.6, 6.2) > 1.1);
    phil_analysis_free(a);
}

/* Regions that slipped off wandered by up to 700 mm. */
static void nothing_on_a_face_moves_by_more_than_a_face(void **state)
{
    struct phil_analysis *a = analyse_clip("man_mouth_gestures_480.mp4");
    assert_int_equal(a->n_faces, 1);
    double furthest = 0;
    for (int r = 0; r <= PHIL_CHIN; r++)
        for (size_t i = 0; i < a->faces[0].trace.n_frames; i++) {
            const struct phil_sample *s = &a->faces[0].trace.region[r][i];
            if (!(s->flags & PHIL_SAMPLE_UNUSABLE))
                furthest = fmax(furthest, hypot(s->dx_px, s->dy_px));
        }
    furthest /= a->faces[0].ruler.px_per_mm;
    print_message("# furthest %.0f mm\n", furthest);
    assert_true(furthest < 120);
    phil_analysis_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lively_speaker_talks_all_the_time),
        cmocka_unit_test(she_who_sits_still_is_at_rest),
        cmocka_unit_test(talking_smiling_and_rest_follow_each_other),
        cmocka_unit_test(a_sentence_ends_in_rest),
        cmocka_unit_test(a_smile_that_is_held_is_a_smile),
        cmocka_unit_test(nothing_on_a_face_moves_by_more_than_a_face),
    };
    return cmocka_run_group_tests_name("analysis footage", tests, NULL, NULL);
}
