/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading ahead must change nothing but the time that it takes: frames, facts and messages are
 * those of phil_recording_next(), in the caller's thread, and nothing is left behind. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "clips.h"
#include "recording/ahead.h"

/* More frames than the queue holds, several times over. */
static const struct clip whole = {"ahead.mkv", "libx264", 96, 64, 60, 25, NULL, 0, 6, 2, 0};

struct heard {
    pthread_t thread;
    bool elsewhere; /* a message came in another thread */
    int n;
    char last[512];
};

static void hear(void *user, enum phil_level level, const char *text)
{
    struct heard *heard = user;
    heard->elsewhere |= !pthread_equal(heard->thread, pthread_self());
    heard->n++;
    snprintf(heard->last, sizeof heard->last, "%s", text);
}

/* The clip without its last third. */
static const char *cut_clip(void)
{
    size_t size;
    uint8_t *bytes = clip_bytes(clip_path(whole.file), &size);
    const char *path = clip_path("cut.mkv");
    assert_true(clip_store(path, bytes, size * 2 / 3));
    free(bytes);
    return path;
}

static int write_clip(void **state)
{
    return clip_write(&whole) == PHIL_OK ? 0 : -1;
}

static int remove_clip(void **state)
{
    clip_folder_remove();
    return 0;
}

static void expect_same_facts(const struct phil_recording_info *a,
                              const struct phil_recording_info *b)
{
    assert_string_equal(a->name, b->name);
    assert_string_equal(a->sha256, b->sha256);
    assert_int_equal(a->frames, b->frames);
    assert_true(a->duration_s == b->duration_s && a->frame_rate_hz == b->frame_rate_hz);
    assert_true(a->announced_s == b->announced_s && a->bit_rate_bps == b->bit_rate_bps);
    assert_int_equal(a->truncated, b->truncated);
    assert_int_equal(a->variable_rate, b->variable_rate);
}

static void expect_same_frame(const struct phil_frame *a, const struct phil_frame *b)
{
    assert_true(a->time_s == b->time_s && a->index == b->index && a->damaged == b->damaged);
    assert_true(a->width == b->width && a->height == b->height);
    for (int y = 0; y < a->height; y++)
        assert_memory_equal((const uint8_t *)a->luma + y * a->stride_bytes,
                            (const uint8_t *)b->luma + y * b->stride_bytes, (size_t)a->width);
}

/* Plays a clip both ways side by side; `slow`: the reader is given time to run ahead. */
static void compare(const char *path, bool threaded, bool slow)
{
    struct heard first = {.thread = pthread_self()}, second = first;
    const struct phil_log first_log = {hear, &first}, second_log = {hear, &second};
    struct phil_recording *plain;
    struct phil_ahead *ahead;
    enum phil_status expected, status;
    assert_int_equal(phil_recording_open(&plain, path, NULL, &first_log), PHIL_OK);
    assert_int_equal(phil_ahead_open(&ahead, path, NULL, threaded, &second_log), PHIL_OK);
    do {
        struct phil_frame *a, *b;
        if (slow)
            nanosleep(&(const struct timespec){0, 2000000}, NULL);
        expected = phil_recording_next(plain, &a);
        status = phil_ahead_next(ahead, &b);
        assert_int_equal(status, expected);
        expect_same_facts(phil_ahead_info(ahead), phil_recording_info(plain));
        if (status == PHIL_OK)
            expect_same_frame(b, a);
        phil_frame_unref(a);
        phil_frame_unref(b);
    } while (status == PHIL_OK);
    struct phil_frame *none;
    assert_int_equal(phil_ahead_next(ahead, &none), PHIL_END);
    assert_null(none);
    phil_ahead_close(ahead);
    phil_recording_close(plain);
    assert_int_equal(second.n, first.n);
    assert_string_equal(second.last, first.last);
    assert_false(second.elsewhere);
}

static void frames_and_facts_are_the_same(void **state)
{
    for (int threaded = 0; threaded < 2; threaded++)
        for (int slow = 0; slow < 2; slow++)
            compare(clip_path(whole.file), threaded, slow);
}

static void warnings_come_in_the_callers_thread(void **state)
{
    const char *path = cut_clip();
    struct playback p;
    clip_play(&p, path, NULL, 1);
    assert_true(p.info.truncated && strstr(p.message, "cut off"));
    compare(path, true, true);
}

static void what_is_not_asked_for_is_dropped(void **state)
{
    for (int n = 0; n < 12; n += 3)
        for (int wait = 0; wait < 2; wait++) {
            struct phil_ahead *ahead;
            struct phil_frame *last = NULL;
            assert_int_equal(phil_ahead_open(&ahead, clip_path(whole.file), NULL, true, NULL),
                             PHIL_OK);
            for (int i = 0; i < n; i++) {
                phil_frame_unref(last);
                assert_int_equal(phil_ahead_next(ahead, &last), PHIL_OK);
            }
            if (wait)
                nanosleep(&(const struct timespec){0, 20000000}, NULL);
            phil_ahead_close(ahead);
            /* and a frame that was handed out stays */
            assert_true(!last || last->index == n - 1);
            phil_frame_unref(last);
        }
    phil_ahead_close(NULL);
}

static void what_cannot_be_opened_is_told(void **state)
{
    struct heard heard = {.thread = pthread_self()};
    const struct phil_log log = {hear, &heard};
    struct phil_ahead *ahead = (struct phil_ahead *)&heard;
    assert_int_equal(phil_ahead_open(&ahead, clip_path("missing.mkv"), NULL, true, &log),
                     PHIL_EINPUT);
    assert_null(ahead);
    assert_int_equal(heard.n, 1);
    assert_non_null(strstr(heard.last, "missing.mkv"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_and_facts_are_the_same),
        cmocka_unit_test(warnings_come_in_the_callers_thread),
        cmocka_unit_test(what_is_not_asked_for_is_dropped),
        cmocka_unit_test(what_cannot_be_opened_is_told),
    };
    return cmocka_run_group_tests_name("reading ahead", tests, write_clip, remove_clip);
}
