/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract of phil_analysis_run apart from what it measures: refusals, warnings, stopping,
 * and the same answer twice. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <philtrum/report.h>

#include "studio.h"

struct heard {
    int n;
    char text[512];
};

static void hear(void *user, enum phil_level level, const char *text)
{
    struct heard *heard = user;
    heard->n++;
    snprintf(heard->text, sizeof heard->text, "%s", text);
}

static const char *short_clip(void)
{
    static const char *path;
    if (!path) {
        static const struct phil_sim_twitch twitch = {
            1.5, 0.05, 0.03, 0.07, 0.8, 90, PHIL_UPPER_LIP_LEFT, 0};
        struct take take = take_defaults(3);
        take.seconds = 3;
        take.face.twitches = &twitch;
        take.face.n_twitches = 1;
        path = studio_film(&take);
    }
    return path;
}

static void settings_out_of_range_are_refused(void **state)
{
    struct phil_analysis_settings bad[8];
    static const char *const word[8] = {"false_per_min", "false_per_min", "false_per_min",
                                        "false_per_min", "ruler_mm",      "ruler_mm",
                                        "ruler_mm",      "ruler_mm"};
    static const double value[8] = {0, -1, 11, NAN, -90, 5, 500, NAN};
    for (int k = 0; k < 8; k++) {
        bad[k] = phil_analysis_defaults();
        *(k < 4 ? &bad[k].false_per_min : &bad[k].ruler_mm) = value[k];
        struct heard heard = {0};
        const struct phil_log log = {hear, &heard};
        struct phil_analysis *a = (struct phil_analysis *)&heard;
        assert_int_equal(phil_analysis_run(&a, short_clip(), &bad[k], NULL, &log), PHIL_EARG);
        assert_null(a);
        assert_int_equal(heard.n, 1);
        assert_non_null(strstr(heard.text, word[k]));
    }
}

static void what_cannot_be_read_is_told(void **state)
{
    static const struct {
        const char *path;
        enum phil_status status;
    } bad[] = {{"/nowhere/at/all.mp4", PHIL_EINPUT}, {"/tmp", PHIL_EINPUT}};
    for (int k = 0; k < 2; k++) {
        struct heard heard = {0};
        const struct phil_log log = {hear, &heard};
        struct phil_analysis *a = NULL;
        assert_int_equal(phil_analysis_run(&a, bad[k].path, NULL, NULL, &log), bad[k].status);
        assert_null(a);
        assert_true(heard.n >= 1);
        assert_non_null(strstr(heard.text, bad[k].path));
    }
}

static void a_missing_model_is_told(void **state)
{
    struct phil_analysis_settings s = phil_analysis_defaults();
    struct heard heard = {0};
    const struct phil_log log = {hear, &heard};
    struct phil_analysis *a = NULL;
    s.model_path = "/nowhere/model.bin";
    assert_int_equal(phil_analysis_run(&a, short_clip(), &s, NULL, &log), PHIL_EINPUT);
    assert_null(a);
    assert_non_null(strstr(heard.text, "/nowhere/model.bin"));
}

static void nobody_there_is_a_result(void **state)
{
    struct take take = take_defaults(1);
    take.seconds = 2;
    take.empty = true;
    struct phil_analysis *a = studio_analyse(studio_film(&take), NULL);
    assert_int_equal(a->n_faces, 0);
    assert_true(has_warning(a, "no_face"));
    assert_int_equal(a->recording.frames, 60);
    for (size_t w = 0; w < a->n_warnings; w++)
        assert_true(strlen(a->warnings[w].text) > 20);
    phil_analysis_free(a);
}

/* --- stopping --- */

struct patience {
    double until_s, last_s, total_s;
    int calls;
};

static bool lose_patience(void *user, double done_s, double total_s)
{
    struct patience *p = user;
    assert_true(done_s >= p->last_s);
    p->last_s = done_s;
    p->total_s = total_s;
    p->calls++;
    return done_s < p->until_s;
}

static void a_stopped_analysis_keeps_what_it_has(void **state)
{
    struct patience p = {.until_s = 2};
    const struct phil_progress progress = {lose_patience, &p};
    struct phil_analysis *a = NULL;
    assert_int_equal(phil_analysis_run(&a, short_clip(), NULL, &progress, NULL), PHIL_OK);
    assert_true(a->interrupted);
    assert_true(has_warning(a, "interrupted"));
    assert_true(fabs(p.last_s - 2) < 0.05);
    assert_true(fabs(p.total_s - 3) < 0.1);
    assert_int_equal(a->n_faces, 1);
    assert_true(a->faces[0].trace.n_frames >= 60 && a->faces[0].trace.n_frames <= 63);
    assert_true(fabs(a->faces[0].seen_s - 2) < 0.1);
    assert_true(fabs(a->recording.duration_s - 2) < 0.1);
    phil_analysis_free(a);
}

static void stopped_at_once_is_still_a_result(void **state)
{
    struct patience p = {.until_s = -1};
    const struct phil_progress progress = {lose_patience, &p};
    struct phil_analysis *a = NULL;
    assert_int_equal(phil_analysis_run(&a, short_clip(), NULL, &progress, NULL), PHIL_OK);
    assert_true(a->interrupted);
    assert_int_equal(p.calls, 1);
    assert_int_equal(a->n_faces, 0);
    phil_analysis_free(a);
}

/* --- the same twice --- */

static char *json_of(const struct phil_analysis_settings *settings)
{
    struct phil_analysis *a = studio_analyse(short_clip(), settings);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    strcpy(a->created, "2000-01-01T00:00:00Z");
    assert_int_equal(phil_report_json(out, a), PHIL_OK);
    fclose(out);
    phil_analysis_free(a);
    return text;
}

static void the_same_clip_gives_the_same_answer(void **state)
{
    static const int threads[] = {1, 1, 2, 3, 4, 0};
    char *first = NULL;
    for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
        struct phil_analysis_settings settings = phil_analysis_defaults();
        settings.threads = threads[k];
        char *text = json_of(&settings);
        if (!first) {
            first = text;
            continue;
        }
        assert_string_equal(first, text); /* whatever the number of threads */
        free(text);
    }
    free(first);
}

static void the_ruler_and_the_floor_obey_their_settings(void **state)
{
    struct phil_analysis_settings s = phil_analysis_defaults();
    s.floor = false;
    struct phil_analysis *a = studio_analyse(short_clip(), &s);
    s.ruler_mm = phil_outer_canthi_mm() / 2; /* half the face, so twice the pixels for a mm */
    struct phil_analysis *b = studio_analyse(short_clip(), &s);
    const struct phil_face_result *x = &a->faces[0], *y = &b->faces[0];
    assert_true(y->ruler.given && !x->ruler.given);
    assert_true(fabs(y->ruler.px_per_mm / x->ruler.px_per_mm - 2) < 0.01);
    assert_true(y->ruler.px_per_mm_sd / y->ruler.px_per_mm <
                x->ruler.px_per_mm_sd / x->ruler.px_per_mm);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        assert_non_null(x->region[r].floor_mm.reason);
        assert_true(isnan(x->region[r].floor_mm.value));
    }
    phil_analysis_free(a);
    phil_analysis_free(b);
    phil_analysis_free(NULL);
}

static void defaults_are_in_range(void **state)
{
    const struct phil_analysis_settings s = phil_analysis_defaults();
    assert_true(s.false_per_min >= 0.001 && s.false_per_min <= 10);
    assert_true(s.ruler_mm == 0 && s.floor && !s.mirrored && !s.model_path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_out_of_range_are_refused),
        cmocka_unit_test(what_cannot_be_read_is_told),
        cmocka_unit_test(a_missing_model_is_told),
        cmocka_unit_test(nobody_there_is_a_result),
        cmocka_unit_test(a_stopped_analysis_keeps_what_it_has),
        cmocka_unit_test(stopped_at_once_is_still_a_result),
        cmocka_unit_test(the_same_clip_gives_the_same_answer),
        cmocka_unit_test(the_ruler_and_the_floor_obey_their_settings),
        cmocka_unit_test(defaults_are_in_range),
    };
    return cmocka_run_group_tests_name("analysis contract", tests, NULL, studio_close);
}
