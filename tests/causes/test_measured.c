/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What recordings tell: from analyses made by hand. */
#include "world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pattern/parts.h"

static const char *const told[] = {
    "rippling",          "lip_tremor_rest",      "spasm_sustained", "twitch_one_side",
    "twitch_both_sides", "lid_and_lip_together", "twitch_eyelid",   "brow_lifts_as_eye_closes"};
enum { N_TOLD = sizeof told / sizeof *told, MOST_EVENTS = 256 };

struct clip {
    struct phil_analysis analysis;
    struct phil_face_result face[2];
    struct phil_segment rest[2];
    struct phil_event event[2][MOST_EVENTS];
    struct phil_warning warning;
};

/* A minute at rest in which nothing was seen; a second face that was there for a moment. */
static void clip_init(struct clip *clip)
{
    memset(clip, 0, sizeof *clip);
    clip->analysis.faces = clip->face;
    clip->analysis.n_faces = 2;
    clip->analysis.false_per_min = 0.1;
    clip->analysis.warnings = &clip->warning;
    clip->face[1].usable_s = 60;
    clip->face[0].usable_s = 6;
    for (int f = 0; f < 2; f++) {
        struct phil_face_result *face = &clip->face[f];
        clip->rest[f] = (struct phil_segment){0, 60, PHIL_SEGMENT_REST};
        face->segments = &clip->rest[f];
        face->n_segments = 1;
        face->events = clip->event[f];
        face->pattern.eye_mouth_synchrony = phil_unmeasured("too few");
        face->pattern.brow_lift_with_eye_closure = phil_unmeasured("too few");
        face->pattern.movement_probability[PHIL_MOVEMENT_NONE] = 1;
    }
}

static void add_twitches(struct clip *clip, int n, enum phil_region region, enum phil_side side)
{
    struct phil_face_result *face = &clip->face[1];
    for (int i = 0; i < n; i++) {
        const double at = 1 + 0.1 * (double)face->n_events;
        clip->event[1][face->n_events++] = (struct phil_event){.onset_s = at,
                                                               .peak_s = at + 0.05,
                                                               .offset_s = at + 0.1,
                                                               .region = region,
                                                               .side = side,
                                                               .probability = 1,
                                                               .kind = PHIL_EVENT_TWITCH};
    }
}

/* All of one kind, none of nothing. */
static void set_kind(struct clip *clip, enum phil_movement kind, double p)
{
    double *probability = clip->face[1].pattern.movement_probability;
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        probability[m] = (1 - p) / (PHIL_N_MOVEMENTS - 1);
    probability[kind] = p;
}

static struct world *world_of_movements(void)
{
    struct world *w = world_new();
    world_cause(w, 0.1, 0.5);
    for (size_t i = 0; i < N_TOLD; i++)
        w->finding[world_finding(w, 0.1)].view.id = told[i];
    return w;
}

/* What the clips tell of a finding; NaN: nothing. */
static double tells(struct clip *const *clips, size_t n, const char *finding)
{
    const struct phil_analysis *analyses[8];
    struct world *w = world_of_movements();
    struct phil_answers *answers;
    struct phil_answer answer;
    assert_int_equal(phil_answers_new(&answers, &w->k), PHIL_OK);
    for (size_t i = 0; i < n; i++)
        analyses[i] = &clips[i]->analysis;
    assert_int_equal(phil_answers_add_analyses(answers, analyses, n, NULL), PHIL_OK);
    const bool known = phil_answers_get(answers, finding, &answer);
    if (known) {
        assert_int_equal(answer.origin, PHIL_FROM_RECORDING);
        assert_true(answer.probability >= 1 / 21.0 - 1e-9 &&
                    answer.probability <= 20 / 21.0 + 1e-9);
        assert_int_equal(answer.value == 1, answer.probability >= 0.5);
    }
    phil_answers_free(answers);
    free(w);
    return known ? answer.probability : NAN;
}

static double tells_one(struct clip *clip, const char *finding)
{
    struct clip *const clips[] = {clip};
    return tells(clips, 1, finding);
}

static void assert_tells_nothing(struct clip *clip)
{
    for (size_t i = 0; i < N_TOLD; i++)
        assert_true(isnan(tells_one(clip, told[i])));
}

static void test_nothing_to_tell(void **state)
{
    struct clip clip;
    clip_init(&clip);
    clip.analysis.n_faces = 0; /* no face */
    assert_tells_nothing(&clip);
    clip_init(&clip);
    add_twitches(&clip, 10, PHIL_LOWER_LIP_LEFT, PHIL_SIDE_LEFT);
    set_kind(&clip, PHIL_MOVEMENT_RIPPLE, 0.9);
    clip.face[1].usable_s = clip.face[0].usable_s = 3; /* too little rest */
    assert_tells_nothing(&clip);
    clip.face[1].usable_s = 60;
    assert_true(tells_one(&clip, "rippling") > 0.5);
    clip.warning.code = "erased";
    clip.analysis.n_warnings = 1;
    assert_tells_nothing(&clip);
    assert_true(isnan(tells(NULL, 0, "rippling")));
}

/* Nothing moved: nothing about kinds, sides or synchrony, a little against lids that twitch. */
static void test_a_quiet_clip(void **state)
{
    struct clip clip;
    clip_init(&clip);
    for (size_t i = 0; i < N_TOLD; i++)
        if (strcmp(told[i], "twitch_eyelid") != 0)
            assert_true(isnan(tells_one(&clip, told[i])));
    const double lids = tells_one(&clip, "twitch_eyelid");
    /* One minute: exp(-0.1) without, 1 / (1 + 2) with. */
    assert_true(fabs(lids / (1 - lids) - 1 / 3.0 / exp(-0.1)) < 1e-9);
}

/* The classifier's own prior among movements is taken out: a clip that leaves it where it was
 * says nothing (even odds), one that raises a kind speaks for it. */
static void test_kinds(void **state)
{
    struct clip clip;
    double prior[PHIL_N_MOVEMENTS];
    clip_init(&clip);
    phil_movement_prior(prior);
    double sum = 0;
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        sum += prior[m];
    assert_true(fabs(sum - 1) < 1e-12);
    memcpy(clip.face[1].pattern.movement_probability, prior, sizeof prior);
    clip.face[1].pattern.movement_probability[PHIL_MOVEMENT_NONE] = 0;
    for (int m = 0; m < PHIL_N_MOVEMENTS; m++)
        clip.face[1].pattern.movement_probability[m] /= 1 - prior[PHIL_MOVEMENT_NONE];
    assert_true(fabs(tells_one(&clip, "rippling") - 0.5) < 1e-9);
    assert_true(fabs(tells_one(&clip, "lip_tremor_rest") - 0.5) < 1e-9);
    set_kind(&clip, PHIL_MOVEMENT_TREMOR, 0.6);
    assert_true(tells_one(&clip, "lip_tremor_rest") > 0.7);
    assert_true(tells_one(&clip, "rippling") < 0.5);
    set_kind(&clip, PHIL_MOVEMENT_TONIC_SPASM, 1);
    assert_true(fabs(tells_one(&clip, "spasm_sustained") - 20 / 21.0) < 1e-9);
}

/* A held spasm that did not come while the camera ran: the longer it ran, the more it says. */
static void test_not_seen(void **state)
{
    struct clip clip;
    double before = 0.5;
    clip_init(&clip);
    set_kind(&clip, PHIL_MOVEMENT_ISOLATED_TWITCHES, 1);
    for (double rest = 10; rest < 1000; rest *= 2) {
        clip.face[1].usable_s = rest;
        const double now = tells_one(&clip, "spasm_sustained");
        assert_true(now < before);
        before = now;
    }
    assert_true(before < 0.06);
    clip.face[1].usable_s = 120 * log(2); /* it shows in half of such clips */
    const double half = tells_one(&clip, "spasm_sustained");
    assert_true(fabs(half / (1 - half) - 0.5) < 1e-9);
}

static void test_sides(void **state)
{
    struct clip clip;
    clip_init(&clip);
    add_twitches(&clip, 1, PHIL_LOWER_LIP_LEFT, PHIL_SIDE_LEFT);
    assert_true(fabs(tells_one(&clip, "twitch_one_side") - 0.5) < 1e-9); /* one is always so */
    double before = 0.5;
    for (int n = 2; n < 40; n += 6) {
        add_twitches(&clip, 6, PHIL_LOWER_LIP_LEFT, PHIL_SIDE_LEFT);
        const double now = tells_one(&clip, "twitch_one_side");
        assert_true(now > before);
        before = now;
    }
    assert_true(tells_one(&clip, "twitch_both_sides") < 0.1);
    add_twitches(&clip, 20, PHIL_LOWER_LIP_RIGHT, PHIL_SIDE_RIGHT);
    assert_true(tells_one(&clip, "twitch_one_side") < 0.1);
    clip_init(&clip);
    add_twitches(&clip, 12, PHIL_LOWER_LIP_MIDDLE, PHIL_SIDE_BOTH);
    assert_true(isnan(tells_one(&clip, "twitch_one_side")));
    assert_true(tells_one(&clip, "twitch_both_sides") > 0.9);
}

/* What lies outside rest, or is no twitch, does not count. */
static void test_only_twitches_at_rest(void **state)
{
    struct clip clip;
    clip_init(&clip);
    add_twitches(&clip, 20, PHIL_LOWER_LIP_LEFT, PHIL_SIDE_LEFT);
    clip.rest[1].label = PHIL_SEGMENT_SPEECH;
    assert_true(isnan(tells_one(&clip, "twitch_one_side")));
    clip.rest[1].label = PHIL_SEGMENT_REST;
    for (int i = 0; i < 20; i++)
        clip.event[1][i].kind = PHIL_EVENT_BLINK;
    assert_true(isnan(tells_one(&clip, "twitch_one_side")));
}

static void test_eye_with_mouth(void **state)
{
    struct clip clip;
    clip_init(&clip);
    add_twitches(&clip, 10, PHIL_MOUTH_CORNER_LEFT, PHIL_SIDE_LEFT);
    assert_true(isnan(tells_one(&clip, "lid_and_lip_together")));
    clip.face[1].pattern.eye_mouth_synchrony = phil_measured(0.9);
    assert_true(tells_one(&clip, "lid_and_lip_together") > 0.9);
    clip.face[1].pattern.eye_mouth_synchrony = phil_measured(0);
    assert_true(tells_one(&clip, "lid_and_lip_together") < 0.1);
    clip.face[1].region[PHIL_LOWER_LID_LEFT].noise_mm = phil_unmeasured("glasses");
    clip.face[1].region[PHIL_UPPER_LID_LEFT].noise_mm = phil_unmeasured("glasses");
    assert_true(isnan(tells_one(&clip, "lid_and_lip_together"))); /* the lid was not seen */
    assert_true(isnan(tells_one(&clip, "twitch_eyelid")));
    clip.face[1].pattern.brow_lift_with_eye_closure = phil_measured(1);
    assert_true(tells_one(&clip, "brow_lifts_as_eye_closes") > 0.8);
    clip.face[1].pattern.brow_lift_with_eye_closure = phil_measured(0);
    assert_true(tells_one(&clip, "brow_lifts_as_eye_closes") < 0.2);
}

static void test_lids(void **state)
{
    struct clip clip;
    clip_init(&clip);
    add_twitches(&clip, 5, PHIL_LOWER_LID_RIGHT, PHIL_SIDE_RIGHT);
    assert_true(tells_one(&clip, "twitch_eyelid") > 0.9);
}

/* Counts are added over clips, in whatever order; a clip that shows nothing does not dilute what
 * another shows of the kind. */
static void test_several_clips(void **state)
{
    struct clip left, more, both, quiet;
    clip_init(&left);
    clip_init(&more);
    clip_init(&both);
    clip_init(&quiet);
    add_twitches(&left, 4, PHIL_LOWER_LIP_LEFT, PHIL_SIDE_LEFT);
    add_twitches(&more, 7, PHIL_LOWER_LIP_LEFT, PHIL_SIDE_LEFT);
    add_twitches(&both, 11, PHIL_LOWER_LIP_LEFT, PHIL_SIDE_LEFT);
    struct clip *const two[] = {&left, &more}, *const back[] = {&more, &left};
    const double sum = tells(two, 2, "twitch_one_side");
    assert_true(fabs(sum - tells_one(&both, "twitch_one_side")) < 1e-12);
    assert_true(fabs(sum - tells(back, 2, "twitch_one_side")) < 1e-12);
    set_kind(&left, PHIL_MOVEMENT_RIPPLE, 0.5);
    struct clip *const with_quiet[] = {&left, &quiet};
    assert_true(tells(with_quiet, 2, "rippling") == tells_one(&left, "rippling"));
}

/* A knowledge base without these findings; nothing given. */
static void test_other_knowledge(void **state)
{
    struct clip clip;
    struct world *w = world_new();
    struct phil_answers *answers;
    struct phil_answer answer;
    const struct phil_analysis *analyses[] = {&clip.analysis};
    clip_init(&clip);
    add_twitches(&clip, 9, PHIL_LOWER_LIP_LEFT, PHIL_SIDE_LEFT);
    assert_int_equal(phil_answers_new(&answers, &w->k), PHIL_OK);
    assert_int_equal(phil_answers_add_analyses(answers, analyses, 1, NULL), PHIL_OK);
    assert_false(phil_answers_get(answers, "lip_twitch", &answer));
    assert_int_equal(phil_answers_add_analyses(answers, NULL, 1, NULL), PHIL_EARG);
    assert_int_equal(phil_answers_add_analyses(NULL, analyses, 1, NULL), PHIL_EARG);
    phil_answers_free(answers);
    free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_to_tell), cmocka_unit_test(test_a_quiet_clip),
        cmocka_unit_test(test_kinds),           cmocka_unit_test(test_not_seen),
        cmocka_unit_test(test_sides),           cmocka_unit_test(test_only_twitches_at_rest),
        cmocka_unit_test(test_eye_with_mouth),  cmocka_unit_test(test_lids),
        cmocka_unit_test(test_several_clips),   cmocka_unit_test(test_other_knowledge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
