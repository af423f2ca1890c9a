/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Clips in every common container and codec: what was written must come back. Real clips are
 * held against the ffmpeg and ffprobe programs where these exist.
 */
#include <math.h>
#include <pthread.h>
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

#include "clips.h"

enum { LOSSLESS = 1000, NONE = -1 };

struct sample_clip {
    struct clip clip;
    double psnr_db; /* at least; LOSSLESS: every sample the same */
    double clock_s; /* the container's time resolution */
    const char *container, *codec_name;
    bool may_lack; /* the encoder is an optional part of FFmpeg */
};

#define CLIP(file, codec, quality, b)                                                              \
    {                                                                                              \
        file, codec, 96, 64, 12, 25, NULL, quality, 6, b, 0                                        \
    }

static const struct sample_clip samples[] = {
    {CLIP("x264.mp4", "libx264", 0, 2), LOSSLESS, 1e-9, "mov", "h264", false},
    {CLIP("x264.mov", "libx264", 0, 2), LOSSLESS, 1e-9, "mov", "h264", false},
    {CLIP("x264.mkv", "libx264", 0, 2), LOSSLESS, 1e-3, "matroska", "h264", false},
    {CLIP("x264.avi", "libx264", 0, 0), LOSSLESS, 1e-9, "avi", "h264", false},
    {CLIP("x264b.avi", "libx264", 0, 2), LOSSLESS, 1e-9, "avi", "h264", false},
    {CLIP("x264.264", "libx264", 0, 2), LOSSLESS, 1e-9, "h264", "h264", false},
    {CLIP("x264.ts", "libx264", 0, 2), LOSSLESS, 1.2e-5, "mpegts", "h264", false},
    {CLIP("x264.flv", "libx264", 20, 2), 30, 1e-3, "flv", "h264", false},
    {CLIP("x265.mp4", "libx265", 0, NONE), LOSSLESS, 1e-9, "mov", "hevc", false},
    {CLIP("x265.hevc", "libx265", 0, NONE), LOSSLESS, 1e-9, "hevc", "hevc", false},
    {CLIP("ffv1.mkv", "ffv1", 0, NONE), LOSSLESS, 1e-3, "matroska", "ffv1", false},
    {CLIP("ffv1.avi", "ffv1", 0, NONE), LOSSLESS, 1e-9, "avi", "ffv1", false},
    {CLIP("raw.avi", "rawvideo", 0, NONE), LOSSLESS, 1e-9, "avi", "rawvideo", false},
    {CLIP("raw.y4m", "rawvideo", 0, NONE), LOSSLESS, 1e-9, "yuv4mpegpipe", "rawvideo", false},
    {CLIP("raw.nut", "rawvideo", 0, NONE), LOSSLESS, 1e-9, "nut", "rawvideo", false},
    {CLIP("vp9.webm", "libvpx-vp9", 0, NONE), LOSSLESS, 1e-3, "matroska", "vp9", true},
    {CLIP("vp8.webm", "libvpx", 10, NONE), 25, 1e-3, "matroska", "vp8", true},
    {CLIP("vp9.ivf", "libvpx-vp9", 0, NONE), LOSSLESS, 1e-9, "ivf", "vp9", true},
    {CLIP("av1.mp4", "libsvtav1", 20, NONE), 30, 1e-9, "mov", "av1", true},
    {CLIP("av1.mkv", "libsvtav1", 20, NONE), 30, 1e-3, "matroska", "av1", true},
    {CLIP("mjpeg.avi", "mjpeg", 2, NONE), 30, 1e-9, "avi", "mjpeg", false},
    {CLIP("mjpeg.mov", "mjpeg", 2, NONE), 30, 1e-9, "mov", "mjpeg", false},
    {CLIP("mpeg4.avi", "mpeg4", 2, NONE), 30, 1e-9, "avi", "mpeg4", false},
    {CLIP("mpeg4b.mp4", "mpeg4", 2, 2), 30, 1e-9, "mov", "mpeg4", false},
    {CLIP("wmv2.wmv", "wmv2", 2, NONE), 30, 1e-3, "asf", "wmv2", false},
    {CLIP("mpeg1.mpg", "mpeg1video", 2, NONE), 30, 1.2e-5, "mpeg", "mpeg1video", false},
    {CLIP("mpeg2.ts", "mpeg2video", 2, NONE), 30, 1.2e-5, "mpegts", "mpeg2video", false},
    {CLIP("theora.ogv", "libtheora", 31, NONE), 25, 1e-9, "ogg", "theora", true},
};

static void check_sample(const struct sample_clip *s)
{
    struct playback p;
    const enum phil_status written = clip_write(&s->clip);
    if (written == PHIL_EFORMAT && s->may_lack) {
        print_message("# %s: no encoder, skipped\n", s->clip.file);
        return;
    }
    assert_int_equal(written, PHIL_OK);
    clip_play(&p, clip_path(s->clip.file), &s->clip, 0);
    print_message("# %s: %d frames, %.1f dB %s\n", s->clip.file, p.n, p.worst_psnr_db, p.message);
    assert_int_equal(p.opened, PHIL_OK);
    assert_int_equal(p.ended, PHIL_END);
    assert_int_equal(p.n, s->clip.n);
    assert_false(p.out_of_order || p.odd_size || p.info.truncated || p.info.variable_rate);
    assert_true(p.info.damaged_frames == 0 && p.info.frames == p.n);
    assert_string_equal(p.info.container, s->container);
    assert_string_equal(p.info.codec, s->codec_name);
    assert_true(s->psnr_db == LOSSLESS ? isinf(p.worst_psnr_db) : p.worst_psnr_db >= s->psnr_db);
    for (int i = 0; i < p.n; i++)
        assert_true(fabs(p.times[i] - i / s->clip.rate_hz) <= s->clock_s);
    assert_true(fabs(p.info.frame_rate_hz - s->clip.rate_hz) < 25 * s->clock_s + 1e-6);
    assert_true(fabs(p.info.duration_s - p.n / s->clip.rate_hz) < 2 * s->clock_s + 1e-9);
    assert_true(p.info.width == 96 && p.info.height == 64 && p.info.video_streams == 1);
    const bool bare = s->container[0] == 'h';
    assert_int_equal(p.info.timestamps_made_up, bare);
    /* FLV announces when it ends, not how long it lasts; bare and MPEG streams announce nothing. */
    const bool tells = strstr("mov matroska avi asf flv", s->container) != NULL;
    const bool silent = bare || strncmp(s->container, "mpeg", 4) == 0;
    assert_false(tells ? p.info.announced_s == 0 : silent && p.info.announced_s != 0);
    assert_true(p.info.announced_s == 0 || fabs(p.info.announced_s - 0.48) < 0.1);
}

static void test_every_container_gives_back_what_was_written(void **state)
{
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++)
        check_sample(&samples[i]);
}

static void test_variable_frame_rate_keeps_its_stamps(void **state)
{
    static const double times[10] = {0, 0.033, 0.066, 0.2, 0.233, 0.241, 0.5, 1.5, 1.533, 1.566};
    static const char *const files[] = {"vfr.mp4", "vfr.mkv", "vfr.mov"};
    for (int i = 0; i < 3; i++) {
        const struct clip c = {files[i], "libx264", 64, 48, 10, 30, times, 20, 4, 2, 0};
        struct playback p;
        assert_int_equal(clip_write(&c), PHIL_OK);
        clip_play(&p, clip_path(c.file), NULL, 0);
        assert_int_equal(p.n, 10);
        for (int k = 0; k < 10; k++) /* whole milliseconds are whole ticks of both clocks */
            assert_true(fabs(p.times[k] - times[k]) < 1e-9);
        assert_true(p.info.variable_rate);
        assert_true(fabs(p.info.frame_rate_hz - 1 / 0.033) < 1e-6);
    }
}

/* The creation time of an mp4's movie header: seconds since 1904, big endian (ISO 14496-12, 8.2.2).
 */
static bool set_creation_time(const char *path, uint32_t since_1904)
{
    size_t size, at = 0;
    uint8_t *bytes = clip_bytes(path, &size);
    while (at + 12 < size && memcmp(bytes + at, "mvhd", 4) != 0)
        at++;
    for (int i = 0; at + 12 < size && i < 4; i++)
        bytes[at + 8 + (size_t)i] = (uint8_t)(since_1904 >> (24 - 8 * i));
    const bool fine = at + 12 < size && clip_store(path, bytes, size);
    free(bytes);
    return fine;
}

static void test_time_of_filming_is_the_containers_own(void **state)
{
    static const struct {
        uint32_t since_1904;
        int64_t recorded_s;
    } cases[] = {
        {0, 0},                 /* does not say */
        {2082844800U + 100, 0}, /* 1970: a clock that was never set */
        {2082844800U + 946684799, 0},
        {2082844800U + 1764145800, 1764145800}, /* 2025-11-26 08:30 UTC */
    };
    const struct clip c = {"when.mp4", "libx264", 64, 48, 3, 30, NULL, 20, 3, 0, 0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct playback p;
        assert_int_equal(clip_write(&c), PHIL_OK);
        assert_true(set_creation_time(clip_path(c.file), cases[i].since_1904));
        clip_play(&p, clip_path(c.file), NULL, 1);
        assert_int_equal(p.info.recorded_s, cases[i].recorded_s);
    }
}

static void test_millisecond_clock_does_not_bend_the_rate(void **state)
{
    const struct clip c = {"rate.mkv", "ffv1", 16, 16, 100, 30, NULL, 0, 0, NONE, 0};
    struct playback p;
    assert_int_equal(clip_write(&c), PHIL_OK);
    clip_play(&p, clip_path(c.file), NULL, 1);
    assert_true(fabs(p.info.frame_rate_hz - 30) < 0.02);
    assert_false(p.info.variable_rate);
}

static void test_rotation_stands_the_picture_up(void **state)
{
    for (int turns = 0; turns < 4; turns++) {
        char file[16];
        snprintf(file, sizeof file, "turn%d.mp4", turns);
        const struct clip c = {file, "libx264", 96, 64, 2, 30, NULL, 0, 1, 0, 90 * turns};
        assert_int_equal(clip_write(&c), PHIL_OK);
        struct phil_recording *r;
        struct phil_frame *f;
        assert_int_equal(phil_recording_open(&r, clip_path(file), NULL, NULL), PHIL_OK);
        assert_int_equal(phil_recording_next(r, &f), PHIL_OK);
        const struct phil_recording_info *info = phil_recording_info(r);
        assert_int_equal(info->rotation_deg, 90 * turns);
        assert_int_equal(info->width, turns & 1 ? 64 : 96);
        assert_int_equal(f->quarter_turns, turns);
        assert_int_equal(f->width, 96); /* no pixel moves */
        /* Turned clockwise, the bright top-left corner goes to the right, down, left. */
        const int corner_x[] = {0, 1, 1, 0}, corner_y[] = {0, 0, 1, 1};
        uint8_t out[4 * 4];
        phil_frame_crop(f, 0, 0, info->width, info->height, out, 4, 4);
        for (int i = 0; i < 16; i++) {
            const bool corner = i == corner_x[turns] * 3 + 4 * 3 * corner_y[turns];
            assert_int_equal(out[i] > 235, corner);
        }
        phil_frame_unref(f);
        phil_recording_close(r);
    }
}

static void check_second_pass(const char *file, double to_s)
{
    struct phil_recording *r;
    struct phil_frame *f;
    double times[64];
    uint8_t spots[64];
    int n = 0;
    assert_int_equal(phil_recording_open(&r, clip_path(file), NULL, NULL), PHIL_OK);
    for (; phil_recording_next(r, &f) == PHIL_OK; n++) {
        times[n] = f->time_s;
        spots[n] = *((const uint8_t *)f->luma + 40 * f->stride_bytes + 40);
        phil_frame_unref(f);
    }
    const struct phil_recording_info before = *phil_recording_info(r);
    assert_int_equal(phil_recording_rewind(r, to_s), PHIL_OK);
    bool target_seen = false;
    int64_t next = -1;
    while (phil_recording_next(r, &f) == PHIL_OK) {
        assert_true(f->index >= 0 && f->index < n && (next < 0 || f->index == next));
        if (next < 0)
            assert_true(f->time_s <= fmax(to_s, 0)); /* nothing at or after the goal is missing */
        next = f->index + 1;
        assert_true(f->time_s == times[f->index]);
        assert_int_equal(*((const uint8_t *)f->luma + 40 * f->stride_bytes + 40), spots[f->index]);
        target_seen |= f->time_s >= to_s;
        phil_frame_unref(f);
    }
    assert_int_equal(next, n);
    assert_true(target_seen || to_s > times[n - 1]);
    assert_memory_equal(&before, phil_recording_info(r), sizeof before);
    phil_recording_close(r);
}

/* Pictures that lean on later ones are handed out while other threads still decode: what is told of
 * them must not depend on how far those are. */
static void test_quantiser_does_not_depend_on_threads(void **state)
{
    const struct clip clip = {"quantiser.mp4", "libx264", 640, 480, 90, 25, NULL, 20, 30, 5, 0};
    struct playback one, many;
    assert_int_equal(clip_write(&clip), PHIL_OK);
    clip_play(&one, clip_path(clip.file), NULL, 1);
    assert_true(one.info.mean_quantiser > 10 && one.info.mean_quantiser < 51);
    for (int threads = 2; threads <= 8; threads++) {
        clip_play(&many, clip_path(clip.file), NULL, threads);
        assert_true(many.info.mean_quantiser == one.info.mean_quantiser);
    }
}

static void test_second_pass_repeats_the_first(void **state)
{
    static const char *const files[] = {"seek.mp4", "seek.mkv", "seek.avi", "seek.264", "seek.ts",
                                        "seek.mpg", "seek.y4m", "seek.flv", "seek.webm"};
    static const char *const codecs[] = {"libx264",  "libx264", "libx264",
                                         "libx264",  "libx264", "mpeg1video",
                                         "rawvideo", "libx264", "libvpx-vp9"};
    for (int i = 0; i < 9; i++) {
        const struct clip c = {files[i], codecs[i], 96, 64, 40, 25, NULL, 10, 7, 2, 0};
        if (clip_write(&c) != PHIL_OK) {
            print_message("# %s: no encoder, skipped\n", c.file);
            continue;
        }
        static const double to_s[] = {-1, 0, 0.3, 0.77, 1.56, 9};
        for (int k = 0; k < 6; k++)
            check_second_pass(c.file, to_s[k]);
    }
}

static void test_rewind_in_the_middle(void **state)
{
    const struct clip c = {"middle.mp4", "libx264", 96, 64, 30, 25, NULL, 20, 5, 2, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    struct phil_recording *r;
    struct phil_frame *f;
    assert_int_equal(phil_recording_open(&r, clip_path(c.file), NULL, NULL), PHIL_OK);
    assert_int_equal(phil_recording_rewind(r, 0), PHIL_OK); /* before the first frame was taken */
    for (int i = 0; i < 12; i++) {
        assert_int_equal(phil_recording_next(r, &f), PHIL_OK);
        assert_int_equal(f->index, i);
        phil_frame_unref(f);
    }
    assert_int_equal(phil_recording_rewind(r, 0.2), PHIL_OK);
    int64_t last = -1;
    for (; phil_recording_next(r, &f) == PHIL_OK; phil_frame_unref(f))
        last = f->index;
    assert_int_equal(last, 29);
    phil_recording_close(r);
}

static void *sum_and_unref(void *user)
{
    struct phil_frame *f = user;
    uintptr_t sum = 0;
    for (int y = 0; y < f->height; y++)
        sum += *((const uint8_t *)f->luma + y * f->stride_bytes);
    phil_frame_unref(f);
    return (void *)sum;
}

static void test_frames_outlive_the_recording(void **state)
{
    const struct clip c = {"outlive.mp4", "libx264", 96, 64, 20, 25, NULL, 0, 5, 2, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    struct phil_recording *r;
    struct phil_frame *f[20];
    assert_int_equal(phil_recording_open(&r, clip_path(c.file), NULL, NULL), PHIL_OK);
    for (int i = 0; i < 20; i++)
        assert_int_equal(phil_recording_next(r, &f[i]), PHIL_OK);
    phil_recording_close(r);
    for (int i = 0; i < 20; i++) {
        uintptr_t want = 0;
        void *sum;
        pthread_t thread;
        for (int y = 0; y < 64; y++)
            want += clip_luma(&c, i, 0, y);
        assert_int_equal(pthread_create(&thread, NULL, sum_and_unref, f[i]), 0);
        pthread_join(thread, &sum);
        assert_int_equal((uintptr_t)sum, want);
    }
}

static void test_digest_is_that_of_the_file(void **state)
{
    char command[512], want[65] = "";
    const struct clip c = {"digest.mkv", "ffv1", 640, 480, 10, 25, NULL, 0, 0, NONE, 0};
    assert_int_equal(clip_write(&c), PHIL_OK);
    struct playback p;
    clip_play(&p, clip_path(c.file), NULL, 0);
    snprintf(command, sizeof command, "sha256sum %s", clip_path(c.file));
    FILE *pipe = popen(command, "r");
    if (!pipe || fscanf(pipe, "%64s", want) != 1 || pclose(pipe) != 0)
        skip();
    assert_string_equal(p.info.sha256, want);
    struct phil_recording *r; /* and nothing hangs when a clip is closed early */
    assert_int_equal(phil_recording_open(&r, clip_path(c.file), NULL, NULL), PHIL_OK);
    assert_string_equal(phil_recording_info(r)->sha256, "");
    phil_recording_close(r);
}

static bool shared_clip(const char *file, char *path, size_t size)
{
    const char *shared = getenv("PHILTRUM_SHARED");
    snprintf(path, size, "%s/recordings/video/%s", shared ? shared : "", file);
    return access(path, R_OK) == 0 && system("command -v ffprobe >/dev/null 2>&1") == 0;
}

static void compare_times(const char *path, const char *entry)
{
    char command[600];
    struct playback p;
    clip_play(&p, path, NULL, 0);
    snprintf(command, sizeof command,
             "ffprobe -v error -select_streams v:0 -show_entries frame=%s -of csv=p=0 '%s'", entry,
             path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    double first = 0, at;
    int n = 0;
    char line[128];
    while (fgets(line, sizeof line, pipe)) {
        if (sscanf(line, "%lf", &at) != 1)
            continue;
        if (n == 0)
            first = at;
        assert_true(n < p.n && fabs(p.times[n] - (at - first)) < 2e-6);
        n++;
    }
    pclose(pipe);
    assert_int_equal(n, p.n);
    assert_false(p.info.truncated || p.out_of_order || p.odd_size);
}

static void test_real_clips_have_ffprobes_times(void **state)
{
    static const char *const files[] = {
        "hevc_vfr_noface_then_face.mov", "grid_swiz3n.mpg", "negative_cartoon_no_face.mp4",
        "man_mouth_gestures_480.mp4", "talking_head_mpeg4_512_a.mp4"};
    char path[400];
    for (int i = 0; i < 5; i++) {
        if (!shared_clip(files[i], path, sizeof path))
            skip();
        compare_times(path, "best_effort_timestamp_time");
    }
}

static void test_real_luma_is_ffmpegs(void **state)
{
    static const char *const files[] = {"handheld_helmet_cif_annexb.264",
                                        "man_mouth_gestures_480.mp4", "grid_swiz3n.mpg"};
    char path[400], command[600];
    for (int i = 0; i < 3; i++) {
        if (!shared_clip(files[i], path, sizeof path))
            skip();
        snprintf(command, sizeof command,
                 "ffmpeg -v error -i '%s' -vf extractplanes=y -fps_mode passthrough -f rawvideo -",
                 path);
        FILE *pipe = popen(command, "r");
        struct phil_recording *r;
        struct phil_frame *f;
        uint8_t row[2048];
        assert_int_equal(phil_recording_open(&r, path, NULL, NULL), PHIL_OK);
        for (; phil_recording_next(r, &f) == PHIL_OK; phil_frame_unref(f))
            for (int y = 0; y < f->height; y++) {
                assert_int_equal(fread(row, 1, (size_t)f->width, pipe), f->width);
                assert_memory_equal(row, (const uint8_t *)f->luma + y * f->stride_bytes, f->width);
            }
        assert_int_equal(fread(row, 1, 1, pipe), 0); /* and not one frame more */
        pclose(pipe);
        phil_recording_close(r);
    }
}

/* Makes a clip that phil_writer cannot, with the ffmpeg program; false when there is none. */
static bool ffmpeg_makes(const char *arguments, const char *file)
{
    char command[900];
    snprintf(command, sizeof command, "cd %s && ffmpeg -v quiet -y %s %s </dev/null 2>/dev/null",
             clip_folder(), arguments, file);
    return system(command) == 0;
}

static const char test_card[] = "-f lavfi -i testsrc2=size=144x96:rate=25:duration=1";

static void test_interlaced_clips_are_flagged(void **state)
{
    char arguments[400];
    struct playback p;
    snprintf(arguments, sizeof arguments,
             "-f lavfi -i testsrc2=size=144x96:rate=50:duration=1 -vf tinterlace=interleave_top "
             "-c:v mpeg2video -flags +ildct+ilme -top 1 -q:v 2");
    if (!ffmpeg_makes(arguments, "interlaced.ts"))
        skip();
    clip_play(&p, clip_path("interlaced.ts"), NULL, 0);
    assert_true(p.info.interlaced && p.n == 25 && !p.out_of_order && !p.odd_size);
}

static void test_deep_and_wide_and_odd_clips(void **state)
{
    char arguments[400];
    struct playback p;
    snprintf(arguments, sizeof arguments,
             "%s -pix_fmt yuv420p10le -c:v libx265 "
             "-x265-params log-level=none",
             test_card);
    if (!ffmpeg_makes(arguments, "deep.mp4"))
        skip();
    clip_play(&p, clip_path("deep.mp4"), NULL, 0);
    assert_true(p.info.bit_depth == 10 && p.n == 25 && p.info.width == 144 && !p.odd_size);
    snprintf(arguments, sizeof arguments, "%s -vf setsar=64/45 -c:v libx264", test_card);
    assert_true(ffmpeg_makes(arguments, "wide.mkv"));
    clip_play(&p, clip_path("wide.mkv"), NULL, 0);
    assert_true(p.info.width == 205 && p.info.height == 96 && p.n == 25 && !p.odd_size);
    snprintf(arguments, sizeof arguments, "%s -vf scale=143:95 -pix_fmt yuv444p -c:v libx264",
             test_card);
    assert_true(ffmpeg_makes(arguments, "odd.mp4"));
    clip_play(&p, clip_path("odd.mp4"), NULL, 0);
    assert_true(p.info.width == 143 && p.info.height == 95 && p.n == 25 && !p.odd_size);
}

static void test_streams_are_counted_and_chosen(void **state)
{
    if (!ffmpeg_makes("-f lavfi -i testsrc2=size=144x96:duration=0.5 -f lavfi -i "
                      "testsrc2=size=64x48:duration=0.5 -f lavfi -i sine=duration=0.5 -map 0 "
                      "-map 1 -map 2 -c:v libx264 -c:a aac",
                      "two.mp4"))
        skip();
    for (int i = 0; i < 2; i++) {
        struct phil_recording *r;
        struct phil_recording_settings s = phil_recording_defaults();
        s.video_stream = i;
        assert_int_equal(phil_recording_open(&r, clip_path("two.mp4"), &s, NULL), PHIL_OK);
        assert_int_equal(phil_recording_info(r)->video_streams, 2);
        assert_int_equal(phil_recording_info(r)->width, i ? 64 : 144);
        phil_recording_close(r);
    }
    assert_true(ffmpeg_makes("-i two.mp4 -frames:v 1 -map 0:v:0", "cover.png"));
    assert_true(ffmpeg_makes("-i two.mp4 -i cover.png -map 0:a -map 1 -c:a copy -c:v copy "
                             "-disposition:v attached_pic",
                             "cover.m4a"));
    struct playback p;
    clip_play(&p, clip_path("cover.m4a"), NULL, 0);
    assert_int_equal(p.opened, PHIL_EFORMAT); /* cover art is not a video */
    assert_non_null(strstr(p.message, "holds no video"));
    clip_play(&p, clip_path("cover.png"), NULL, 0);
    assert_int_equal(p.opened, PHIL_EFORMAT); /* nor is a photograph */
}

static void test_edit_list_drops_what_was_cut_away(void **state)
{
    char arguments[400];
    struct playback p;
    snprintf(arguments, sizeof arguments, "%s -c:v libx264 -g 25 -bf 2", test_card);
    if (!ffmpeg_makes(arguments, "uncut.mp4") ||
        !ffmpeg_makes("-ss 0.4 -i uncut.mp4 -c copy", "edited.mp4"))
        skip();
    clip_play(&p, clip_path("edited.mp4"), NULL, 0);
    assert_int_equal(p.n, 15); /* 25 frames are stored, the first 10 lie before the edit */
    assert_true(!p.out_of_order && p.info.damaged_frames == 0 && !p.info.truncated);
    compare_times(clip_path("edited.mp4"), "best_effort_timestamp_time");
}

static int remove_folder(void **state)
{
    clip_folder_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_container_gives_back_what_was_written),
        cmocka_unit_test(test_variable_frame_rate_keeps_its_stamps),
        cmocka_unit_test(test_time_of_filming_is_the_containers_own),
        cmocka_unit_test(test_millisecond_clock_does_not_bend_the_rate),
        cmocka_unit_test(test_rotation_stands_the_picture_up),
        cmocka_unit_test(test_quantiser_does_not_depend_on_threads),
        cmocka_unit_test(test_second_pass_repeats_the_first),
        cmocka_unit_test(test_rewind_in_the_middle),
        cmocka_unit_test(test_frames_outlive_the_recording),
        cmocka_unit_test(test_digest_is_that_of_the_file),
        cmocka_unit_test(test_real_clips_have_ffprobes_times),
        cmocka_unit_test(test_real_luma_is_ffmpegs),
        cmocka_unit_test(test_interlaced_clips_are_flagged),
        cmocka_unit_test(test_deep_and_wide_and_odd_clips),
        cmocka_unit_test(test_streams_are_counted_and_chosen),
        cmocka_unit_test(test_edit_list_drops_what_was_cut_away),
    };
    return cmocka_run_group_tests(tests, NULL, remove_folder);
}
