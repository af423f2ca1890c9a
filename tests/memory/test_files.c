/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing clips while memory runs out: PHIL_EMEM or success, nothing left behind. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "clips.h"
#include "failing.h"

/* Opens, reads everything, goes back, reads on. */
static enum phil_status read_twice(void *path)
{
    struct phil_recording_settings settings = phil_recording_defaults();
    struct phil_recording *r = (void *)path;
    settings.threads = 1;
    enum phil_status status = phil_recording_open(&r, path, &settings, NULL);
    if (status) {
        assert_null(r);
        return status;
    }
    for (int pass = 0; pass < 2; pass++) {
        struct phil_frame *frame;
        while ((status = phil_recording_next(r, &frame)) == PHIL_OK)
            phil_frame_unref(frame);
        assert_null(frame);
        if (status != PHIL_END)
            break;
        status = pass == 0 ? phil_recording_rewind(r, 0.1) : PHIL_OK;
        if (status)
            break;
    }
    phil_recording_close(r);
    return status;
}

static void check_reading(const char *file, const char *codec)
{
    const struct clip c = {file, codec, 64, 48, 7, 25, NULL, 12, 3, 0, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    failing_sweep(file, read_twice, (void *)clip_path(file), 12);
}

static void reading(void **state)
{
    check_reading("a.mp4", "libx264");
    check_reading("b.mkv", "ffv1");
    check_reading("c.y4m", "rawvideo");
    check_reading("d.264", "libx264"); /* no clock: going back reads it again from its start */
    check_reading("e.avi", "mjpeg");
}

static enum phil_status digest(void *path)
{
    char sha256[65];
    void *counted = malloc(1); /* the one allocation: shows that counting works */
    if (!counted)
        return PHIL_EMEM;
    free(counted);
    return phil_recording_digest(path, sha256, NULL);
}

/* Bug: its buffer could not be had, in a thread of its own, and the analysis went on without the
 * digest and said that the file had not been read to its end. */
static void the_digest_needs_no_memory(void **state)
{
    const struct clip c = {"f.mkv", "ffv1", 64, 48, 2, 25, NULL, 12, 3, 0, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    assert_int_equal(failing_sweep("digest", digest, (void *)clip_path(c.file), 0), 1);
}

static void check_folder(const char *only)
{
    DIR *folder = opendir(clip_folder());
    const struct dirent *entry;
    assert_non_null(folder);
    while ((entry = readdir(folder)))
        if (entry->d_name[0] != '.' && (!only || strcmp(entry->d_name, only) != 0))
            fail_msg("left behind: %s", entry->d_name);
    closedir(folder);
}

/* Five grey pictures. */
static enum phil_status write_pictures(const char *file, const char *codec)
{
    static uint8_t grey[64 * 48];
    const struct phil_picture picture = {{grey, grey, grey}, {64, 32, 32}};
    struct phil_writer_settings s = phil_writer_defaults();
    struct phil_writer *writer = (void *)grey;
    strcpy(s.codec, codec);
    s.width = 64;
    s.height = 48;
    s.threads = 1;
    s.rotation_deg = 90;
    enum phil_status status = phil_writer_open(&writer, clip_path(file), &s, NULL);
    assert_int_equal(status == PHIL_OK, writer != NULL);
    for (int i = 0; i < 5 && !status; i++)
        status = phil_writer_add(writer, &picture, i / 30.0);
    if (!status)
        status = phil_writer_finish(writer);
    phil_writer_close(writer);
    return status;
}

static enum phil_status write_clip(void *user)
{
    const char *const *clip = user;
    const enum phil_status status = write_pictures(clip[0], clip[1]);
    failing_pause();
    check_folder(status ? NULL : clip[0]);
    remove(clip_path(clip[0]));
    failing_resume();
    return status;
}

static void writing(void **state)
{
    clip_folder_remove();
    const char *first[] = {"a.mp4", "libx264"}, *second[] = {"b.mov", "mjpeg"};
    failing_sweep("write mp4", write_clip, first, 12);
    failing_sweep("write mov", write_clip, second, 12);
}

static int remove_folder(void **state)
{
    clip_folder_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reading),
        cmocka_unit_test(the_digest_needs_no_memory),
        cmocka_unit_test(writing),
    };
    return cmocka_run_group_tests(tests, NULL, remove_folder);
}
