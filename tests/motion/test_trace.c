/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arrays of a trace: they grow together, begin as "no face", and are given back. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <philtrum/motion.h>

static void a_new_frame_says_no_face(void **state)
{
    struct phil_trace trace;
    phil_trace_init(&trace);
    assert_int_equal(phil_trace_append(&trace, 1.25), PHIL_OK);
    assert_int_equal(trace.n_frames, 1);
    assert_true(trace.time_s[0] == 1.25);
    const struct phil_head_sample *h = &trace.head[0];
    assert_int_equal(h->flags, PHIL_SAMPLE_NO_FACE);
    assert_true(isnan(h->x_px) && isnan(h->y_px) && isnan(h->scale) && isnan(h->roll_rad));
    assert_true(isnan(h->parallax_x) && isnan(h->parallax_y) && isnan(h->mouth_open));
    assert_true(isnan(h->eye_change[0]) && isnan(h->eye_change[1]) && isnan(h->gain));
    for (int r = 0; r < PHIL_N_REGIONS; r++) {
        const struct phil_sample *s = &trace.region[r][0];
        assert_int_equal(s->flags, PHIL_SAMPLE_NO_FACE);
        assert_true(isnan(s->dx_px) && isnan(s->dy_px) && isnan(s->sd_px));
    }
    phil_trace_release(&trace);
}

static void frames_keep_what_was_put_in_them(void **state)
{
    enum { N = 5000 };
    struct phil_trace trace;
    phil_trace_init(&trace);
    for (int i = 0; i < N; i++) {
        assert_int_equal(phil_trace_append(&trace, 0.1 * i), PHIL_OK);
        trace.head[i].x_px = (float)i;
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            trace.region[r][i].dx_px = (float)(i + 10000 * r);
    }
    assert_int_equal(trace.n_frames, N);
    assert_true(trace.capacity >= N);
    for (int i = 0; i < N; i++) {
        assert_true(trace.time_s[i] == 0.1 * i);
        assert_true(trace.head[i].x_px == (float)i);
        for (int r = 0; r < PHIL_N_REGIONS; r++)
            assert_true(trace.region[r][i].dx_px == (float)(i + 10000 * r));
    }
    phil_trace_release(&trace);
}

static void what_was_released_is_empty(void **state)
{
    struct phil_trace trace;
    phil_trace_init(&trace);
    phil_trace_release(&trace);
    assert_int_equal(phil_trace_append(&trace, 0), PHIL_OK);
    phil_trace_release(&trace);
    assert_int_equal(trace.n_frames, 0);
    assert_int_equal(trace.capacity, 0);
    assert_null(trace.time_s);
    assert_null(trace.head);
    for (int r = 0; r < PHIL_N_REGIONS; r++)
        assert_null(trace.region[r]);
    phil_trace_release(&trace);
    phil_trace_release(NULL);
}

/* The contract: about 250 bytes a frame, so an hour at 30 frames/s stays under 30 MB. */
static void a_frame_stays_small(void **state)
{
    const size_t bytes = sizeof(double) + sizeof(struct phil_head_sample) +
                         PHIL_N_REGIONS * sizeof(struct phil_sample);
    assert_true(bytes <= 350);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_frame_says_no_face),
        cmocka_unit_test(frames_keep_what_was_put_in_them),
        cmocka_unit_test(what_was_released_is_empty),
        cmocka_unit_test(a_frame_stays_small),
    };
    return cmocka_run_group_tests_name("motion trace", tests, NULL, NULL);
}
