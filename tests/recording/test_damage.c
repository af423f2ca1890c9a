/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cut, flipped, wrong and hostile files: the right status, what can be had, and the truth. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/random.h"
#include "clips.h"

static const struct {
    const char *file, *codec;
    int b_frames;
    bool always_told; /* every cut is visible in the structure */
} kinds[] = {
    {"cut.mkv", "libx264", 2, true},     {"cut.avi", "libx264", 0, true},
    {"cut.y4m", "rawvideo", -1, false},  {"cut.264", "libx264", 0, false},
    {"cut.mp4", "libx264", 2, true},     {"cut.webm", "libvpx", -1, true},
    {"cut.wmv", "wmv2", -1, true},       {"cut.flv", "libx264", 0, false},
    {"cut.ts", "mpeg2video", 0, false},  {"cut.mpg", "mpeg1video", 0, false},
    {"cut.ogv", "libtheora", -1, true},  {"cut.mov", "mjpeg", -1, true},
    {"hevc.mp4", "libx265", 2, true},    {"vp9.webm", "libvpx-vp9", -1, true},
    {"av1.mkv", "libaom-av1", -1, true}, {"raw.avi", "rawvideo", -1, true},
    {"cut.m4v", "mpeg4", 0, false},
};

static void check_cut(const char *file, const uint8_t *bytes, size_t size, const struct clip *whole,
                      bool always_told, int *told)
{
    struct playback p;
    assert_true(clip_store(clip_path(file), bytes, size));
    clip_play(&p, clip_path(file), NULL, 2);
    if (p.opened) {
        assert_true(p.opened == PHIL_EFORMAT && p.message[0]);
        *told += 1; /* a refusal is telling, too */
        return;
    }
    assert_true(p.ended == PHIL_END || (p.ended == PHIL_EFORMAT && p.n == 0));
    assert_true(p.n <= whole->n);
    assert_false(p.out_of_order || p.odd_size);
    if (p.n && always_told)
        assert_true(p.info.truncated);
    *told += p.info.truncated || p.ended == PHIL_EFORMAT;
}

static void test_cut_files_say_so(void **state)
{
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        const struct clip c = {
            kinds[k].file, kinds[k].codec, 80, 64, 12, 25, NULL, 8, 4, kinds[k].b_frames, 0};
        if (clip_write(&c) != PHIL_OK)
            continue;
        size_t size;
        uint8_t *bytes = clip_bytes(clip_path(c.file), &size);
        char file[32];
        snprintf(file, sizeof file, "part-%s", c.file);
        int told = 0;
        enum { CUTS = 14 };
        for (size_t i = 1; i <= CUTS; i++)
            check_cut(file, bytes, size * i / (CUTS + 1), &c, kinds[k].always_told, &told);
        check_cut(file, bytes, size - 1, &c, kinds[k].always_told, &told);
        print_message("# %s: %d of %d cuts told\n", c.file, told, CUTS + 1);
        /* Where only the last picture can tell, a few cuts fall between two. */
        assert_true(told >= CUTS - 2);
        free(bytes);
    }
}

static void test_cut_film_is_played_as_far_as_it_goes(void **state)
{
    const struct clip c = {"far.mkv", "ffv1", 80, 64, 30, 25, NULL, 0, 0, -1, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    size_t size;
    uint8_t *bytes = clip_bytes(clip_path(c.file), &size);
    struct playback p;
    clip_store(clip_path("half.mkv"), bytes, size / 2);
    clip_play(&p, clip_path("half.mkv"), NULL, 1);
    assert_true(p.n >= 13 && p.n <= 16 && p.info.truncated);
    free(bytes);
}

/* The moov box moved to the front, by hand, with its chunk offsets corrected. */
static uint8_t *index_first(const uint8_t *bytes, size_t size)
{
    size_t at = 0, index = 0, index_size = 0, mdat = 0;
    while (at + 8 <= size) {
        const size_t n =
            (size_t)bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3];
        if (memcmp(bytes + at + 4, "moov", 4) == 0) {
            index = at;
            index_size = n;
        } else if (memcmp(bytes + at + 4, "mdat", 4) == 0) {
            mdat = at;
        }
        at += n;
    }
    assert_true(index > mdat && index + index_size == size);
    uint8_t *out = malloc(size);
    memcpy(out, bytes, mdat);
    memcpy(out + mdat, bytes + index, index_size);
    memcpy(out + mdat + index_size, bytes + mdat, index - mdat);
    for (size_t i = mdat; i + 16 < mdat + index_size; i++) {
        if (memcmp(out + i, "stco", 4) != 0)
            continue;
        const unsigned n = (unsigned)(out[i + 10] << 8 | out[i + 11]);
        for (unsigned k = 0; k < n; k++) {
            uint8_t *p = out + i + 12 + 4 * (size_t)k;
            const size_t offset = ((size_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3]) + index_size;
            for (int b = 0; b < 4; b++)
                p[b] = (uint8_t)(offset >> (24 - 8 * b));
        }
    }
    return out;
}

static void test_mp4_without_its_end(void **state)
{
    const struct clip c = {"whole.mp4", "libx264", 80, 64, 24, 25, NULL, 8, 4, 0, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    size_t size;
    uint8_t *bytes = clip_bytes(clip_path(c.file), &size);
    struct playback p;
    clip_store(clip_path("cut.mp4"), bytes, size / 2); /* the index was at the end */
    clip_play(&p, clip_path("cut.mp4"), NULL, 1);
    assert_int_equal(p.opened, PHIL_EFORMAT);
    assert_non_null(strstr(p.message, "index at the end is missing"));
    uint8_t *front = index_first(bytes, size);
    clip_store(clip_path("front.mp4"), front, size);
    clip_play(&p, clip_path("front.mp4"), NULL, 1);
    assert_true(p.n == 24 && !p.info.truncated && p.info.damaged_frames == 0);
    clip_store(clip_path("front.mp4"), front, size * 3 / 4);
    clip_play(&p, clip_path("front.mp4"), NULL, 1);
    assert_true(p.n > 6 && p.n < 24 && p.info.truncated && p.info.announced_s > 0.9);
    free(front);
    free(bytes);
}

static void test_flipped_bits_are_survived_and_counted(void **state)
{
    int64_t damaged = 0;
    for (size_t k = 0; k < 5; k++) {
        const struct clip c = {
            kinds[k].file, kinds[k].codec, 80, 64, 12, 25, NULL, 8, 4, kinds[k].b_frames, 0};
        assert_int_equal(clip_write(&c), PHIL_OK);
        size_t size;
        uint8_t *bytes = clip_bytes(clip_path(c.file), &size), *bad = malloc(size);
        for (uint64_t seed = 0; seed < 15; seed++) {
            struct playback p;
            memcpy(bad, bytes, size);
            for (uint64_t i = 0; i < 1 + seed; i++)
                bad[phil_random_bits(seed, k, 2 * i) % size] ^=
                    (uint8_t)(1 << phil_random_bits(seed, k, 2 * i + 1) % 8);
            clip_store(clip_path("flipped"), bad, size);
            clip_play(&p, clip_path("flipped"), NULL, 2);
            /* A flipped size may ask for more memory than there is. */
            if (p.opened != PHIL_OK && p.opened != PHIL_EFORMAT && p.opened != PHIL_EMEM)
                fail_msg("%s, seed %d: status %d", c.file, (int)seed, p.opened);
            assert_false(p.out_of_order || p.odd_size);
            damaged += p.info.damaged_frames;
        }
        free(bad);
        free(bytes);
    }
    assert_true(damaged > 10); /* 300 flips in 60 h264 pictures do not go unnoticed */
}

static void expect(const char *path, enum phil_status status, const char *reason)
{
    struct playback p;
    clip_play(&p, path, NULL, 1);
    print_message("# %s\n", p.message);
    assert_int_equal(p.opened, status);
    assert_non_null(strstr(p.message, reason));
}

static void store_text(const char *file, const char *text)
{
    assert_true(clip_store(clip_path(file), (const uint8_t *)text, strlen(text)));
}

static void test_what_is_not_a_recording(void **state)
{
    expect(clip_path("nowhere.mp4"), PHIL_EINPUT, "No such file");
    expect(clip_folder(), PHIL_EINPUT, "is a directory");
    expect("/dev/zero", PHIL_EINPUT, "not a regular file");
    store_text("empty.mp4", "");
    expect(clip_path("empty.mp4"), PHIL_EINPUT, "empty");
    store_text("text.mp4", "Dear diary, today my lip twitched.\n");
    expect(clip_path("text.mp4"), PHIL_EFORMAT, "not a media file");
    assert_int_equal(mkfifo(clip_path("pipe.mp4"), 0600), 0);
    expect(clip_path("pipe.mp4"), PHIL_EINPUT, "not a regular file");
    expect("http://127.0.0.1:9/clip.mp4", PHIL_EINPUT, "No such file");
    if (geteuid() != 0) {
        store_text("locked.mp4", "x");
        chmod(clip_path("locked.mp4"), 0);
        expect(clip_path("locked.mp4"), PHIL_EINPUT, "Permission denied");
    }
}

/* 0.1 s of silence, 8-bit 8 kHz. */
static void test_sound_alone_is_no_video(void **state)
{
    uint8_t wave[44 + 800] = {'R',  'I',  'F', 'F', 0x44, 3, 0, 0, 'W', 'A', 'V',  'E',  'f',  'm',
                              't',  ' ',  16,  0,   0,    0, 1, 0, 1,   0,   0x40, 0x1f, 0,    0,
                              0x40, 0x1f, 0,   0,   1,    0, 8, 0, 'd', 'a', 't',  'a',  0x20, 3};
    memset(wave + 44, 128, 800);
    clip_store(clip_path("sound.wav"), wave, sizeof wave);
    expect(clip_path("sound.wav"), PHIL_EFORMAT, "holds no video, only sound");
}

static void test_lists_of_files_are_refused(void **state)
{
    const struct clip c = {"inner.ts", "mpeg2video", 80, 64, 12, 25, NULL, 8, 4, 0, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    char list[1024];
    snprintf(list, sizeof list,
             "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n%s\n#EXT-X-ENDLIST\n",
             clip_path("inner.ts"));
    store_text("list.m3u8", list);
    expect(clip_path("list.m3u8"), PHIL_EFORMAT, "list of other files");
    store_text("list.mp4", list); /* under another name it is none the better */
    expect(clip_path("list.mp4"), PHIL_EFORMAT, "");
    snprintf(list, sizeof list, "ffconcat version 1.0\nfile %s\n", clip_path("inner.ts"));
    store_text("list.ffconcat", list);
    expect(clip_path("list.ffconcat"), PHIL_EFORMAT, "list of other files");
}

static void test_wrong_arguments(void **state)
{
    const struct clip c = {"one.mkv", "ffv1", 80, 64, 3, 25, NULL, 0, 0, -1, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    struct phil_recording *r;
    struct phil_recording_settings s = phil_recording_defaults();
    s.video_stream = 1;
    assert_int_equal(phil_recording_open(&r, clip_path("one.mkv"), &s, NULL), PHIL_EARG);
    assert_null(r);
    s.video_stream = -2;
    assert_int_equal(phil_recording_open(&r, clip_path("one.mkv"), &s, NULL), PHIL_EARG);
    s.video_stream = 0;
    s.threads = -1;
    assert_int_equal(phil_recording_open(&r, clip_path("one.mkv"), &s, NULL), PHIL_EARG);
    assert_int_equal(phil_recording_open(&r, NULL, NULL, NULL), PHIL_EARG);
    phil_recording_close(NULL);
}

static void test_absurd_size_is_refused(void **state)
{
    const char *const heads[] = {"YUV4MPEG2 W20000 H16 F25:1 Ip A1:1 C420jpeg\nFRAME\n",
                                 "YUV4MPEG2 W16000 H16000 F25:1 Ip A1:1 C420jpeg\nFRAME\n"};
    for (int i = 0; i < 2; i++) {
        store_text("huge.y4m", heads[i]);
        expect(clip_path("huge.y4m"), PHIL_EFORMAT, "");
    }
    store_text("none.y4m", "YUV4MPEG2 W64 H48 F25:1 Ip A1:1 C420jpeg\n");
    struct playback p;
    clip_play(&p, clip_path("none.y4m"), NULL, 1);
    assert_true(p.opened == PHIL_EFORMAT || p.ended == PHIL_EFORMAT);
    assert_true(p.n == 0 && p.message[0]);
}

static void test_name_is_clean_text(void **state)
{
    const struct clip c = {"sm\xc3\xb6rg\xff.mkv", "ffv1", 80, 64, 3, 25, NULL, 0, 0, -1, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    struct phil_recording *r;
    assert_int_equal(phil_recording_open(&r, clip_path(c.file), NULL, NULL), PHIL_OK);
    assert_string_equal(phil_recording_info(r)->name, "sm\xc3\xb6rg?.mkv");
    phil_recording_close(r);
}

static int remove_folder(void **state)
{
    clip_folder_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_files_say_so),
        cmocka_unit_test(test_cut_film_is_played_as_far_as_it_goes),
        cmocka_unit_test(test_mp4_without_its_end),
        cmocka_unit_test(test_flipped_bits_are_survived_and_counted),
        cmocka_unit_test(test_what_is_not_a_recording),
        cmocka_unit_test(test_sound_alone_is_no_video),
        cmocka_unit_test(test_lists_of_files_are_refused),
        cmocka_unit_test(test_wrong_arguments),
        cmocka_unit_test(test_absurd_size_is_refused),
        cmocka_unit_test(test_name_is_clean_text),
    };
    return cmocka_run_group_tests(tests, NULL, remove_folder);
}
