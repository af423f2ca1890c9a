/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CSV against the trace that it came from. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fixture.h"

enum { HEAD_FIELDS = 11, FIELDS = HEAD_FIELDS + 4 * PHIL_N_REGIONS };

/* Cuts a line into its fields; returns how many. */
static int cut(char *line, char *field[FIELDS])
{
    int n = 0;
    for (char *at = line; at; n++) {
        if (n < FIELDS)
            field[n] = at;
        at = strchr(at, ',');
        if (at)
            *at++ = '\0';
    }
    return n;
}

static void check_number(const char *field, double expected, double tolerance)
{
    char *end;
    const double value = strtod(field, &end);
    assert_true(end != field && *end == '\0');
    assert_true(fabs(value - expected) <= tolerance);
}

static void check_row(char *field[FIELDS], const struct phil_face_result *face, size_t frame)
{
    const struct phil_head_sample *head = &face->trace.head[frame];
    check_number(field[0], face->trace.time_s[frame], 1e-6);
    check_number(field[1], face->id, 0);
    check_number(field[HEAD_FIELDS - 1], head->flags, 0);
    if (head->flags & PHIL_SAMPLE_NO_FACE)
        assert_string_equal(field[2], "");
    else
        check_number(field[2], head->x_px, 1e-3);
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_sample *s = &face->trace.region[r][frame];
        char *const *f = field + HEAD_FIELDS + 4 * r;
        check_number(f[3], s->flags, 0);
        if (s->flags & PHIL_SAMPLE_UNUSABLE || !(face->ruler.px_per_mm > 0)) {
            assert_string_equal(f[0], "");
            assert_string_equal(f[1], "");
            assert_string_equal(f[2], "");
            continue;
        }
        check_number(f[0], s->dx_px / face->ruler.px_per_mm, 1e-5);
        check_number(f[1], s->dy_px / face->ruler.px_per_mm, 1e-5);
        check_number(f[2], s->sd_px / face->ruler.px_per_mm, 1e-5);
    }
}

static void check_fixture(enum fixture which)
{
    struct phil_analysis *analysis = fixture_make(which);
    char *text = fixture_csv(analysis), *rest = text, *field[FIELDS];
    assert_false(fixture_has_nan(text));
    assert_int_equal(cut(strsep(&rest, "\n"), field), FIELDS);
    assert_string_equal(field[0], "time_s");
    assert_string_equal(field[HEAD_FIELDS], "upper_lip_left_dx_mm");
    assert_string_equal(field[FIELDS - 1], "brow_right_flags");
    for (size_t f = 0; f < analysis->n_faces; f++)
        for (size_t i = 0; i < analysis->faces[f].trace.n_frames; i++) {
            assert_int_equal(cut(strsep(&rest, "\n"), field), FIELDS);
            check_row(field, &analysis->faces[f], i);
        }
    assert_string_equal(rest, ""); /* the last line is ended, and nothing follows */
    free(text);
    fixture_free(analysis);
}

static void every_field_is_that_of_the_trace(void **state)
{
    for (int f = 0; f < N_FIXTURES; f++)
        check_fixture((enum fixture)f);
}

/* A sample whose flag says that it is good but whose value is not finite stays empty. */
static void values_that_are_not_finite_are_empty(void **state)
{
    struct phil_analysis *analysis = fixture_make(FIXTURE_NINE);
    struct phil_face_result *face = &analysis->faces[0];
    face->trace.region[0][0].dy_px = INFINITY;
    face->trace.head[0].scale = NAN;
    char *text = fixture_csv(analysis), *rest = text, *field[FIELDS];
    strsep(&rest, "\n");
    cut(strsep(&rest, "\n"), field);
    assert_string_equal(field[4], "");
    assert_string_equal(field[HEAD_FIELDS], "");
    assert_string_equal(field[HEAD_FIELDS + 1], "");
    assert_string_equal(field[HEAD_FIELDS + 3], "0");
    free(text);
    fixture_free(analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_that_of_the_trace),
        cmocka_unit_test(values_that_are_not_finite_are_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
