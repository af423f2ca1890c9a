/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small pictures through codecs and back, and the quantisers that clips were coded with. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <philtrum/writer.h>

#include "base/random.h"
#include "recording/quantisers.h"
#include "recording/recode.h"

enum { W = 96, H = 64, N = 8, SIZE = W * H };

/* Grain of `contrast` grey levels on a slope, moving `step` pixels a picture. */
static void paint(uint8_t *to, int pictures, double contrast, int step)
{
    for (int i = 0; i < pictures; i++)
        for (int y = 0; y < H; y++)
            for (int x = 0; x < W; x++) {
                const uint64_t at = (uint64_t)(y * 4096 + x + 1000 - i * step);
                to[(size_t)i * SIZE + (size_t)(y * W + x)] =
                    (uint8_t)(90 + x / 2 + contrast * (phil_random_uniform(5, 1, at) - 0.5));
            }
}

static double rms(const uint8_t *a, const uint8_t *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += pow((double)a[i] - b[i], 2);
    return sqrt(sum / n);
}

static const char *const lossy[] = {"h264", "hevc",       "vp8",        "vp9",  "mpeg4",
                                    "wmv2", "mpeg1video", "mpeg2video", "mjpeg"};

enum { N_LOSSY = sizeof lossy / sizeof *lossy };

static void finer_quantisers_are_truer_and_cost_more(void **state)
{
    static uint8_t in[N * SIZE], fine[N * SIZE], coarse[N * SIZE];
    paint(in, N, 40, 1);
    int tried = 0;
    for (int k = 0; k < N_LOSSY; k++) {
        double least, most;
        if (!phil_recode_range(lossy[k], &least, &most))
            continue;
        struct phil_recode_settings how = {lossy[k], W, H, 0, false};
        int64_t fine_bytes = 0, coarse_bytes = 0;
        how.quantiser = least + 0.1 * (most - least);
        assert_int_equal(phil_recode(&how, in, fine, N, &fine_bytes), PHIL_OK);
        how.quantiser = least + 0.9 * (most - least);
        assert_int_equal(phil_recode(&how, in, coarse, N, &coarse_bytes), PHIL_OK);
        print_message("# %s: error %.2f in %d bytes, %.2f in %d\n", lossy[k],
                      rms(in, fine, N * SIZE), (int)fine_bytes, rms(in, coarse, N * SIZE),
                      (int)coarse_bytes);
        assert_true(rms(in, fine, N * SIZE) < 6);
        assert_true(rms(in, coarse, N * SIZE) > 1.5 * rms(in, fine, N * SIZE));
        assert_true(coarse_bytes < fine_bytes);
        tried++;
    }
    assert_true(tried >= 5); /* Debian's FFmpeg brings them all */
}

/* The difference of two runs is what the floor rests on: nothing else may make one. */
static void the_same_pictures_give_the_same_result(void **state)
{
    static const char *const codecs[] = {"h264", "hevc", "vp9", "mpeg4", "mpeg2video"};
    static uint8_t in[N * SIZE], out[N * SIZE], again[N * SIZE];
    paint(in, N, 40, 1);
    for (int b = 0; b < 2; b++)
        for (size_t k = 0; k < sizeof codecs / sizeof *codecs; k++) {
            const struct phil_recode_settings how = {codecs[k], W, H, 24, b};
            assert_int_equal(phil_recode(&how, in, out, N, NULL), PHIL_OK);
            assert_int_equal(phil_recode(&how, in, again, N, NULL), PHIL_OK);
            assert_memory_equal(out, again, N * SIZE);
        }
}

/* What comes later changes nothing in what was before: pictures are in order, and no encoder looks
 * ahead. */
static void a_change_does_not_reach_back(void **state)
{
    static uint8_t in[N * SIZE], out[N * SIZE], changed[N * SIZE];
    paint(in, N, 40, 1);
    const struct phil_recode_settings how = {"h264", W, H, 24, false};
    assert_int_equal(phil_recode(&how, in, out, N, NULL), PHIL_OK);
    memset(in + 5 * SIZE, 128, SIZE);
    assert_int_equal(phil_recode(&how, in, changed, N, NULL), PHIL_OK);
    assert_memory_equal(out, changed, 5 * SIZE);
    assert_true(rms(out + 5 * SIZE, changed + 5 * SIZE, SIZE) > 10);
}

/* The very thing that is asked of it: a coarse quantiser leaves still what moved a little. */
static void small_changes_are_skipped(void **state)
{
    static uint8_t in[2 * SIZE], out[2 * SIZE];
    paint(in, 2, 6, 1);
    struct phil_recode_settings how = {"h264", W, H, 44, false};
    memcpy(in + SIZE, in, SIZE);
    for (int y = 16; y < 32; y++)
        for (int x = 16; x < 32; x++)
            in[SIZE + y * W + x] = (uint8_t)(in[y * W + x] + 2);
    assert_int_equal(phil_recode(&how, in, out, 2, NULL), PHIL_OK);
    assert_memory_equal(out, out + SIZE, SIZE);
    how.quantiser = 4;
    assert_int_equal(phil_recode(&how, in, out, 2, NULL), PHIL_OK);
    assert_true(rms(out, out + SIZE, SIZE) > 0.3);
}

static void without_loss_nothing_changes(void **state)
{
    static uint8_t in[2 * SIZE], out[2 * SIZE];
    double least, most;
    paint(in, 2, 40, 1);
    struct phil_recode_settings how = {"ffv1", W, H, 0, false};
    assert_int_equal(phil_recode(&how, in, out, 2, NULL), PHIL_OK);
    assert_memory_equal(in, out, sizeof in);
    assert_true(phil_recode_range("ffv1", &least, &most));
    assert_true(least == 0 && most == 0);
    how.codec = "h264"; /* whose quantiser 0 means the same */
    assert_int_equal(phil_recode(&how, in, out, 2, NULL), PHIL_OK);
    assert_memory_equal(in, out, sizeof in);
}

static void unknown_codecs_are_refused(void **state)
{
    uint8_t in[SIZE] = {0}, out[SIZE];
    double least, most;
    const struct phil_recode_settings how = {"theora", W, H, 0, false};
    assert_false(phil_recode_range("theora", &least, &most));
    assert_int_equal(phil_recode(&how, in, out, 1, NULL), PHIL_EFORMAT);
}

/* --- what a clip was coded with --- */

static void write_clip(const char *path, const char *codec, int quality)
{
    static uint8_t in[N * SIZE], grey[SIZE / 4];
    struct phil_writer_settings how = phil_writer_defaults();
    struct phil_writer *writer;
    paint(in, N, 40, 1);
    memset(grey, 128, sizeof grey);
    strcpy(how.codec, codec);
    how.width = W;
    how.height = H;
    how.quality = quality;
    how.gop_frames = N;
    how.max_b_frames = 0;
    how.threads = 1;
    assert_int_equal(phil_writer_open(&writer, path, &how, NULL), PHIL_OK);
    for (int i = 0; i < 5 * N; i++) {
        const struct phil_picture picture = {{in + (size_t)(i % N) * SIZE, grey, grey},
                                             {W, W / 2, W / 2}};
        assert_int_equal(phil_writer_add(writer, &picture, i / 30.0), PHIL_OK);
    }
    assert_int_equal(phil_writer_finish(writer), PHIL_OK);
    phil_writer_close(writer);
}

static struct phil_compression read_clip(const char *path)
{
    const struct phil_picture_part part = {0.25, 0.25, 0.75, 0.75};
    struct phil_recording *recording;
    struct phil_frame *frame;
    assert_int_equal(phil_recording_open(&recording, path, NULL, NULL), PHIL_OK);
    while (phil_recording_next(recording, &frame) == PHIL_OK)
        phil_frame_unref(frame);
    const struct phil_compression c =
        phil_quantisers_tell(phil_recording_quantisers(recording), &part);
    phil_recording_close(recording);
    unlink(path);
    return c;
}

static void a_clip_tells_its_quantiser(void **state)
{
    /* These encoders hold one quantiser where quality is asked for; FFmpeg tells twice of it. */
    static const char *const codecs[] = {"mpeg4", "mpeg2video", "wmv2"};
    char path[64];
    for (int k = 0; k < 3; k++) {
        snprintf(path, sizeof path, "/tmp/phil-recode-%d.%s", (int)getpid(), "avi");
        write_clip(path, codecs[k], 7);
        const struct phil_compression c = read_clip(path);
        print_message("# %s: %.2f\n", codecs[k], c.quantiser);
        assert_true(fabs(c.quantiser - 14) < 0.01);
        assert_false(c.b_pictures);
        assert_true(fabs(c.key_every - N) < 0.01);
    }
}

static void finer_clips_tell_finer_quantisers(void **state)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/phil-recode-%d.mkv", (int)getpid());
    write_clip(path, "libx264", 18);
    const double fine = read_clip(path).quantiser;
    write_clip(path, "libx264", 36);
    const double coarse = read_clip(path).quantiser;
    assert_true(fine > 8 && fine < 30);
    assert_true(fabs(coarse - fine - 18) < 5);
    write_clip(path, "ffv1", 0);
    assert_true(isnan(read_clip(path).quantiser));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finer_quantisers_are_truer_and_cost_more),
        cmocka_unit_test(the_same_pictures_give_the_same_result),
        cmocka_unit_test(a_change_does_not_reach_back),
        cmocka_unit_test(small_changes_are_skipped),
        cmocka_unit_test(without_loss_nothing_changes),
        cmocka_unit_test(unknown_codecs_are_refused),
        cmocka_unit_test(a_clip_tells_its_quantiser),
        cmocka_unit_test(finer_clips_tell_finer_quantisers),
    };
    return cmocka_run_group_tests_name("recode", tests, NULL, NULL);
}
