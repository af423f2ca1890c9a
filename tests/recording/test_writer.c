/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The writer's refusals, and what it leaves behind when things go wrong. (Its good days are
 * tested by reading back, in test_recording.c.) */
#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "clips.h"

enum { SIDE = 64 };

static uint8_t planes[SIDE * SIDE * 3 / 2];

static const struct phil_picture grey = {{planes, planes + SIDE *SIDE, planes + SIDE *SIDE * 5 / 4},
                                         {SIDE, SIDE / 2, SIDE / 2}};

static struct phil_writer_settings raw_settings(void)
{
    struct phil_writer_settings s = phil_writer_defaults();
    strcpy(s.codec, "rawvideo");
    s.width = s.height = SIDE;
    return s;
}

/* How many files the folder holds. */
static int count_files(void)
{
    DIR *folder = opendir(clip_folder());
    int n = 0;
    for (struct dirent *e; (e = readdir(folder));)
        n += e->d_name[0] != '.';
    closedir(folder);
    return n;
}

static void test_settings_out_of_range(void **state)
{
    struct phil_writer_settings bad[9];
    for (int i = 0; i < 9; i++)
        bad[i] = raw_settings();
    bad[0].width = 65;
    bad[1].height = 14;
    bad[2].width = 16386;
    bad[3].frame_rate_hz = 0;
    bad[4].frame_rate_hz = NAN;
    bad[5].rotation_deg = 45;
    bad[6].quality = -1;
    bad[7].threads = -1;
    memset(bad[8].codec, 'x', sizeof bad[8].codec);
    for (int i = 0; i < 9; i++) {
        struct phil_writer *w;
        assert_int_equal(phil_writer_open(&w, clip_path("bad.avi"), &bad[i], NULL), PHIL_EARG);
        assert_null(w);
    }
    assert_int_equal(count_files(), 0);
}

static void test_unknown_encoder_container_or_pairing(void **state)
{
    struct phil_writer *w;
    struct phil_writer_settings s = raw_settings();
    assert_int_equal(phil_writer_open(&w, clip_path("a.unknown"), &s, NULL), PHIL_EFORMAT);
    s.rotation_deg = 90;
    assert_int_equal(phil_writer_open(&w, clip_path("a.avi"), &s, NULL), PHIL_EFORMAT);
    s.rotation_deg = 0;
    strcpy(s.codec, "no_such_encoder");
    assert_int_equal(phil_writer_open(&w, clip_path("a.mp4"), &s, NULL), PHIL_EFORMAT);
    strcpy(s.codec, "aac");
    assert_int_equal(phil_writer_open(&w, clip_path("a.mp4"), &s, NULL), PHIL_EFORMAT);
    strcpy(s.codec, "ffv1");
    assert_int_equal(phil_writer_open(&w, clip_path("a.webm"), &s, NULL), PHIL_EFORMAT);
    s = raw_settings();
    assert_int_equal(phil_writer_open(&w, clip_path("no/such/folder.avi"), &s, NULL), PHIL_EIO);
    assert_null(w);
    assert_int_equal(count_files(), 0);
}

static void test_times_must_increase(void **state)
{
    struct phil_writer *w;
    struct phil_writer_settings s = raw_settings();
    assert_int_equal(phil_writer_open(&w, clip_path("times.nut"), &s, NULL), PHIL_OK);
    assert_int_equal(phil_writer_add(w, &grey, 0), PHIL_OK);
    assert_int_equal(phil_writer_add(w, &grey, 0), PHIL_EARG);
    assert_int_equal(phil_writer_add(w, &grey, -1), PHIL_EARG);
    assert_int_equal(phil_writer_add(w, &grey, NAN), PHIL_EARG);
    assert_int_equal(phil_writer_add(w, &grey, 0.04), PHIL_OK);
    assert_int_equal(phil_writer_finish(w), PHIL_OK);
    assert_int_equal(phil_writer_add(w, &grey, 0.08), PHIL_EARG);
    phil_writer_close(w);
    unlink(clip_path("times.nut"));
    assert_int_equal(count_files(), 0);
}

static void test_name_appears_only_when_finished(void **state)
{
    struct phil_writer *w;
    struct phil_writer_settings s = raw_settings();
    assert_int_equal(phil_writer_open(&w, clip_path("late.avi"), &s, NULL), PHIL_OK);
    assert_int_equal(phil_writer_add(w, &grey, 0), PHIL_OK);
    assert_int_not_equal(access(clip_path("late.avi"), F_OK), 0);
    phil_writer_close(w); /* given up */
    assert_int_equal(count_files(), 0);

    assert_true(clip_store(clip_path("late.avi"), (const uint8_t *)"old", 3));
    assert_int_equal(phil_writer_open(&w, clip_path("late.avi"), &s, NULL), PHIL_OK);
    assert_int_equal(phil_writer_add(w, &grey, 0), PHIL_OK);
    struct stat facts;
    stat(clip_path("late.avi"), &facts);
    assert_int_equal(facts.st_size, 3); /* an old clip stays until the new one is whole */
    assert_int_equal(phil_writer_finish(w), PHIL_OK);
    phil_writer_close(w);
    stat(clip_path("late.avi"), &facts);
    assert_true(facts.st_size > SIDE * SIDE);
    unlink(clip_path("late.avi"));
    phil_writer_close(NULL);
}

static void keep_message(void *user, enum phil_level level, const char *text)
{
    snprintf(user, 512, "%s", text);
}

static void fill_disk(const char *file, const char *codec, int frames)
{
    char message[512] = "";
    const struct phil_log log = {keep_message, message};
    struct phil_writer *w;
    struct phil_writer_settings s = raw_settings();
    strcpy(s.codec, codec);
    enum phil_status status = phil_writer_open(&w, clip_path(file), &s, &log);
    for (int i = 0; !status && i < frames; i++)
        status = phil_writer_add(w, &grey, i / 30.0);
    if (!status)
        status = phil_writer_finish(w);
    print_message("# %s: %s\n", file, message);
    assert_int_equal(status, PHIL_EIO);
    assert_non_null(strstr(message, "cannot write clip: \""));
    assert_non_null(strstr(message, "File too large"));
    phil_writer_close(w);
    assert_int_equal(count_files(), 0);
}

static void test_full_disk_leaves_nothing(void **state)
{
    struct rlimit before, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN); /* so that write() fails as on a full disk */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    fill_disk("full.avi", "rawvideo", 100);
    fill_disk("full.nut", "rawvideo", 100);
    fill_disk("full.mp4", "mjpeg", 400);
    fill_disk("full.mkv", "ffv1", 600);
    fill_disk("late.y4m", "rawvideo", 17); /* fails when the last buffer is flushed */
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
}

static void test_same_settings_same_file(void **state)
{
    static const char *const codecs[] = {"libx264", "mpeg4", "ffv1"};
    for (int i = 0; i < 3; i++) {
        struct clip c = {"once.mkv", codecs[i], 64, 48, 10, 30, NULL, 10, 5, 0, 0};
        assert_int_equal(clip_write(&c), PHIL_OK);
        c.file = "twice.mkv";
        assert_int_equal(clip_write(&c), PHIL_OK);
        size_t n, m;
        uint8_t *once = clip_bytes(clip_path("once.mkv"), &n);
        uint8_t *twice = clip_bytes(clip_path("twice.mkv"), &m);
        assert_int_equal(n, m);
        assert_memory_equal(once, twice, n);
        free(once);
        free(twice);
    }
}

static int remove_folder(void **state)
{
    clip_folder_remove();
    return 0;
}

static int draw_grey(void **state)
{
    for (unsigned i = 0; i < sizeof planes; i++) /* restless, so that codecs cannot squeeze it */
        planes[i] = (uint8_t)(16 + (i * 2654435761u >> 13) % 200);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_settings_out_of_range),
        cmocka_unit_test(test_unknown_encoder_container_or_pairing),
        cmocka_unit_test(test_times_must_increase),
        cmocka_unit_test(test_name_appears_only_when_finished),
        cmocka_unit_test(test_full_disk_leaves_nothing),
        cmocka_unit_test(test_same_settings_same_file),
    };
    return cmocka_run_group_tests(tests, draw_grey, remove_folder);
}
