/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measuring steps, and the whole chain, while memory runs out. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <philtrum/analysis.h>
#include <philtrum/sim.h>
#include <philtrum/writer.h>

#include "base/checked.h"
#include "base/random.h"
#include "events/detect.h"
#include "failing.h"
#include "motion/track.h"

enum { SIDE = 240, FRAMES = 24 };

static enum phil_status grow(void *user)
{
    int *items = NULL;
    size_t capacity = 0;
    bool fine = true;
    for (size_t n = 1; n < 200 && fine; n++) {
        const size_t before = capacity;
        int *const at = items;
        fine = phil_grow((void **)&items, &capacity, n, sizeof *items);
        assert_true(fine ? capacity >= n : capacity == before && items == at);
        if (fine)
            items[n - 1] = (int)n;
    }
    void *aligned = fine ? phil_alloc_aligned(100, 3) : NULL;
    fine = fine && aligned;
    free(aligned);
    free(items);
    return fine ? PHIL_OK : PHIL_EMEM;
}

/* How far the left half of a mouth that never stops jerking is from rest, px. */
static double jerks(enum phil_region r, size_t frame)
{
    return r <= PHIL_MOUTH_CORNER_LEFT && phil_region_side(r) == PHIL_SIDE_LEFT
               ? 6 * sin(1.3 * (double)frame)
               : 0;
}

/* Two seconds of noise with a twitch and a blink in them, or with jerks throughout. */
static enum phil_status make_trace(struct phil_trace *trace, bool jerking)
{
    enum phil_status status = PHIL_OK;
    phil_trace_init(trace);
    for (size_t i = 0; i < 150 && !status; i++) {
        status = phil_trace_append(trace, (double)i / 30);
        if (status)
            break;
        const double pulse = i > 60 && i < 66 ? 2 : 0;
        const float shut = i > 100 && i < 106 ? 1 : 0;
        trace->head[i] = (struct phil_head_sample){
            .scale = 1, .gain = 1, .eye_change = {shut, shut}, .x_px = 100, .y_px = 100};
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            trace->region[r][i] = (struct phil_sample){
                .dx_px = (float)(0.03 * phil_random_normal(1, (uint64_t)r, 2 * i) +
                                 (r == PHIL_UPPER_LIP_LEFT ? pulse : 0) +
                                 (jerking ? jerks((enum phil_region)r, i) : 0)),
                .dy_px = (float)(0.03 * phil_random_normal(1, (uint64_t)r, 2 * i + 1)),
                .sd_px = 0.03f};
    }
    return status;
}

/* From a trace to its pattern. */
static enum phil_status describe(void *jerking)
{
    struct phil_trace trace;
    struct phil_found found = {0};
    struct phil_pattern pattern;
    enum phil_status status = make_trace(&trace, jerking != NULL);
    if (!status) {
        const struct phil_detect_settings settings = {0.1, 2.5};
        status = phil_events_detect(&found, &trace, &settings);
    }
    if (!status) {
        assert_true(found.n_events > 0);
        status = phil_pattern_compute(&pattern, found.events, found.n_events, found.segments,
                                      found.n_segments, &trace, 2.5, 30);
        phil_found_release(&found);
    }
    phil_trace_release(&trace);
    return status;
}

static struct phil_sim_face_settings face_settings(void)
{
    struct phil_sim_face_settings s = phil_sim_face_defaults();
    s.width = s.height = SIDE;
    s.px_per_mm = 1;
    s.sway_mm = 0.3;
    return s;
}

static enum phil_status draw(void *pixels)
{
    const struct phil_sim_face_settings settings = face_settings();
    struct phil_sim_face *face = pixels;
    enum phil_status status = phil_sim_face_new(&face, &settings, NULL);
    assert_int_equal(status == PHIL_OK, face != NULL);
    if (!status)
        status = phil_sim_face_draw(face, 0, 0, pixels, NULL, NULL);
    phil_sim_face_free(face);
    return status;
}

/* A face whose skin follows courses that would fold it: slopes are looked for, movement is scaled.
 */
static enum phil_status draw_moving(void *pixels)
{
    enum { N = 20 };
    float down[N], closure[N];
    for (int i = 0; i < N; i++) {
        down[i] = (float)i;
        closure[i] = (float)i / N;
    }
    struct phil_sim_face_settings settings = face_settings();
    struct phil_sim_course target[2] = {{.region = PHIL_UPPER_LIP_LEFT}, {.region = PHIL_CHIN}};
    for (int i = 0; i < 2; i++) {
        target[i].rate_hz = 1000;
        target[i].down_mm = down;
        target[i].n = N;
    }
    struct phil_sim_skin *skin = pixels;
    struct phil_sim_face *face = NULL;
    enum phil_status status = phil_sim_skin_new(&skin, &settings, target, 2, NULL);
    assert_true((status == PHIL_OK) == (skin != NULL));
    if (status == PHIL_OK) {
        settings.courses = skin->courses;
        settings.n_courses = skin->n_courses;
        settings.lids[0] = (struct phil_sim_lids){1000, closure, N};
        status = phil_sim_face_new(&face, &settings, NULL);
    }
    assert_true((status == PHIL_OK) == (face != NULL));
    if (status == PHIL_OK)
        status = phil_sim_face_draw(face, 0, 0, pixels, NULL, NULL);
    phil_sim_face_free(face);
    phil_sim_skin_free(skin);
    return status;
}

static enum phil_status warp(void *pixels)
{
    const struct phil_sim_bump bump = {100, 100, 8, 1, -1};
    uint8_t *out = malloc((size_t)SIDE * SIDE);
    const enum phil_status status =
        out ? phil_sim_warp(pixels, SIDE, out, SIDE, SIDE, SIDE, 1, &bump, 1) : PHIL_EMEM;
    free(out);
    return status;
}

/* Finds the face of a picture, lays a track on it, measures a frame. */
static enum phil_status measure(void *pixels)
{
    const struct phil_frame frame = {
        .luma = pixels, .stride_bytes = SIDE, .width = SIDE, .height = SIDE, .bit_depth = 8};
    struct phil_face_finder *finder = pixels;
    struct phil_track *track = NULL;
    struct phil_trace trace;
    struct phil_detection found[PHIL_MAX_FACES];
    struct phil_landmarks landmarks;
    int n = 0;
    phil_trace_init(&trace);
    enum phil_status status = phil_face_finder_new(&finder, NULL, NULL);
    assert_int_equal(status == PHIL_OK, finder != NULL);
    if (!status)
        status = phil_face_find(finder, &frame, NULL, true, found, &n);
    assert_true(status || n == 1);
    if (!status)
        status = phil_face_landmarks(finder, &frame, &found[0].box, &landmarks);
    if (!status)
        status = phil_track_new(&track, &frame, &landmarks, false, phil_cpu_level());
    if (!status)
        status = phil_trace_append(&trace, 0);
    if (!status)
        status = phil_track_step(track, &frame, &trace, 0);
    phil_track_free(track);
    phil_trace_release(&trace);
    phil_face_finder_free(finder);
    return status;
}

static char clip[64];

static enum phil_status analyse(void *user)
{
    struct phil_analysis_settings settings = phil_analysis_defaults();
    struct phil_analysis *analysis = user;
    settings.threads = 1;
    const enum phil_status status = phil_analysis_run(&analysis, clip, &settings, NULL, NULL);
    assert_int_equal(status == PHIL_OK, analysis != NULL);
    assert_true(status || analysis->n_faces == 1);
    phil_analysis_free(analysis);
    return status;
}

static void film(void)
{
    const struct phil_sim_face_settings settings = face_settings();
    struct phil_sim_face *face;
    struct phil_writer *writer;
    struct phil_writer_settings how = phil_writer_defaults();
    uint8_t *y = malloc((size_t)SIDE * SIDE * 3 / 2);
    assert_non_null(y);
    uint8_t *cb = y + (size_t)SIDE * SIDE, *cr = cb + (size_t)SIDE * SIDE / 4;
    how.width = how.height = SIDE;
    strcpy(how.preset, "ultrafast");
    strcpy(clip, "/tmp/philtrum-memory-XXXXXX.mp4");
    const int descriptor = mkstemps(clip, 4);
    assert_true(descriptor >= 0);
    close(descriptor);
    assert_int_equal(phil_writer_open(&writer, clip, &how, NULL), PHIL_OK);
    assert_int_equal(phil_sim_face_new(&face, &settings, NULL), PHIL_OK);
    for (int i = 0; i < FRAMES; i++) {
        const struct phil_picture picture = {{y, cb, cr}, {SIDE, SIDE / 2, SIDE / 2}};
        assert_int_equal(phil_sim_face_draw(face, i / 30.0, (uint64_t)i, y, cb, cr), PHIL_OK);
        assert_int_equal(phil_writer_add(writer, &picture, i / 30.0), PHIL_OK);
    }
    assert_int_equal(phil_writer_finish(writer), PHIL_OK);
    phil_writer_close(writer);
    phil_sim_face_free(face);
    free(y);
}

static uint8_t pixels[SIDE * SIDE];

static void arrays(void **state)
{
    failing_sweep("grow", grow, NULL, 0);
}

static void events_and_pattern(void **state)
{
    static bool jerking = true;
    failing_sweep("from trace to pattern", describe, NULL, 0);
    failing_sweep("from jerks to pattern", describe, &jerking, 0);
}

static void a_drawn_face(void **state)
{
    failing_sweep("draw", draw, pixels, 0);
    failing_sweep("draw a face that follows courses", draw_moving, pixels, 0);
    failing_sweep("warp", warp, pixels, 0);
}

static void face_and_motion(void **state)
{
    assert_int_equal(draw(pixels), PHIL_OK);
    failing_sweep("find, lay out, measure", measure, pixels, 8);
}

static void the_whole_chain(void **state)
{
    film();
    failing_spare_new(true);
    failing_sweep("analyse", analyse, NULL, 10);
    failing_spare_new(false);
    unlink(clip);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays),          cmocka_unit_test(events_and_pattern),
        cmocka_unit_test(a_drawn_face),    cmocka_unit_test(face_and_motion),
        cmocka_unit_test(the_whole_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
