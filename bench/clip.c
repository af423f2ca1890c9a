/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/clip.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "bench/tools.h"
#include "cli/twitches.h"

/* A face fills 2.5 px/mm of a 720-line selfie (design.md section 2); other sizes show the same
 * framing. */
static const double PX_PER_MM_PER_LINE = 2.5 / 720;

/* Twitches of the lips last 50-200 ms (design.md section 2). */
static const double SHORTEST_S = 0.06, LONGEST_S = 0.2;

/* Nothing happens before this: the references settle, as a person settles. */
static const double MARGIN_S = 1.0;

static char own_folder[PHIL_BENCH_MAX_PATH / 2], kept_folder[PHIL_BENCH_MAX_PATH / 2];
static pid_t owner;

static void remove_folder(void)
{
    if (getpid() == owner && own_folder[0])
        rmdir(own_folder);
}

const char *phil_bench_folder(void)
{
    if (kept_folder[0])
        return kept_folder;
    if (own_folder[0])
        return own_folder;
    const char *base = getenv("TMPDIR");
    snprintf(own_folder, sizeof own_folder, "%s/philtrum-bench-XXXXXX",
             base && *base ? base : "/tmp");
    if (!mkdtemp(own_folder)) {
        own_folder[0] = '\0';
        return NULL;
    }
    owner = getpid();
    atexit(remove_folder);
    return own_folder;
}

void phil_bench_keep_in(const char *folder)
{
    snprintf(kept_folder, sizeof kept_folder, "%s", folder);
}

bool phil_bench_clip_init(struct phil_bench_clip *clip, const char *grade, double seconds,
                          int height, uint64_t seed)
{
    memset(clip, 0, sizeof *clip);
    clip->grade = phil_grade_from_name("--grade", grade);
    if (!clip->grade)
        return false;
    clip->face = phil_sim_face_defaults();
    if (clip->grade->width) {
        clip->face.width = clip->grade->width;
        clip->face.height = clip->grade->height;
    }
    if (height > 0 && height < clip->face.height) {
        clip->face.width = 2 * (int)lround(clip->face.width * height / 2.0 / clip->face.height);
        clip->face.height = 2 * (height / 2);
    }
    clip->face.px_per_mm = PX_PER_MM_PER_LINE * clip->face.height;
    clip->face.seed = seed;
    clip->seconds = seconds;
    clip->frame_rate_hz = clip->grade->frame_rate_hz > 0 ? clip->grade->frame_rate_hz : 30;
    return true;
}

double phil_bench_peak_s(const struct phil_sim_twitch *twitch)
{
    return phil_twitch_peak_s(twitch);
}

void phil_bench_clip_scatter(struct phil_bench_clip *clip, int n, double amplitude_mm,
                             double apart_s)
{
    const uint64_t seed = clip->face.seed, stream = 77;
    const double room_s = clip->seconds - 2 * MARGIN_S;
    const int fit = (int)(room_s / apart_s);
    clip->n = n < fit ? n : fit;
    if (clip->n > PHIL_BENCH_MAX_TWITCHES)
        clip->n = PHIL_BENCH_MAX_TWITCHES;
    const double slot_s = room_s / clip->n;
    for (int i = 0; i < clip->n; i++) {
        struct phil_sim_twitch *t = &clip->twitch[i];
        const uint64_t at = 8 * (uint64_t)i;
        const int n_mouth = PHIL_MOUTH_CORNER_RIGHT - PHIL_UPPER_LIP_LEFT + 1;
        *t = (struct phil_sim_twitch){.amplitude_mm = amplitude_mm};
        t->onset_s =
            MARGIN_S + slot_s * i + (slot_s - apart_s) * phil_random_uniform(seed, stream, at);
        t->region = (enum phil_region)(PHIL_UPPER_LIP_LEFT +
                                       phil_random_uniform(seed, stream, at + 1) * n_mouth);
        t->direction_deg = floor(360 * phil_random_uniform(seed, stream, at + 2)) - 180;
        phil_twitch_shape(
            t, SHORTEST_S * pow(LONGEST_S / SHORTEST_S, phil_random_uniform(seed, stream, at + 3)));
    }
}

static enum phil_status draw_frames(const struct phil_bench_clip *clip, struct phil_sim_face *face,
                                    struct phil_writer *writer)
{
    const int w = clip->face.width, h = clip->face.height;
    const size_t size = (size_t)w * (size_t)h;
    uint8_t *pixels = malloc(size * 3 / 2);
    if (!pixels)
        return PHIL_EMEM;
    uint8_t *cb = pixels + size, *cr = cb + size / 4;
    const struct phil_picture picture = {{pixels, cb, cr}, {w, w / 2, w / 2}};
    const int64_t n = llround(clip->seconds * clip->frame_rate_hz);
    enum phil_status status = PHIL_OK;
    for (int64_t i = 0; i < n && status == PHIL_OK; i++) {
        const double time_s = (double)i / clip->frame_rate_hz;
        status = phil_sim_face_draw(face, time_s, (uint64_t)i, pixels, cb, cr);
        if (status == PHIL_OK)
            status = phil_writer_add(writer, &picture, time_s);
    }
    free(pixels);
    return status;
}

enum phil_status phil_bench_clip_write(struct phil_bench_clip *clip)
{
    const char *folder = phil_bench_folder();
    if (!folder)
        return PHIL_EIO;
    snprintf(clip->path, sizeof clip->path, "%s/%s-%d-%d-%llu-%g.%s", folder, clip->grade->name,
             clip->face.height, (int)getpid(), (unsigned long long)clip->face.seed,
             clip->n ? clip->twitch[0].amplitude_mm : 0, clip->grade->bit_rate_bps ? "mp4" : "mkv");
    clip->face.twitches = clip->twitch;
    clip->face.n_twitches = (size_t)clip->n;
    struct phil_writer_settings settings =
        phil_grade_settings(clip->grade, clip->face.width, clip->face.height, clip->frame_rate_hz);
    /* One thread: more decide differently from run to run. */
    settings.threads = 1;
    struct phil_sim_face *face = NULL;
    struct phil_writer *writer = NULL;
    enum phil_status status = phil_sim_face_new(&face, &clip->face, phil_bench_log());
    if (status == PHIL_OK)
        status = phil_writer_open(&writer, clip->path, &settings, phil_bench_log());
    if (status == PHIL_OK)
        status = draw_frames(clip, face, writer);
    if (status == PHIL_OK)
        status = phil_writer_finish(writer);
    phil_writer_close(writer);
    phil_sim_face_free(face);
    return status;
}

void phil_bench_clip_remove(struct phil_bench_clip *clip)
{
    if (clip->path[0] && !kept_folder[0])
        remove(clip->path);
    clip->path[0] = '\0';
}
