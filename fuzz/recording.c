/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any bytes as a recording: whatever they are, opening and reading them must end with a sensible
 * status, and every frame that comes out must keep the promises of recording.h.
 */
#include <math.h>
#include <unistd.h>

#include <philtrum/recording.h>

#include "promise.h"

enum { MAX_FRAMES = 200 }; /* enough for every small corpus clip, and a bound on the rest */

/* Reads every stored sample, so that a sanitizer sees a plane that is too short. */
static void check_frame(const struct phil_frame *f, const struct phil_recording_info *info)
{
    static volatile unsigned sink;
    int width, height;
    unsigned sum = 0;
    phil_frame_upright_size(f, &width, &height);
    promise(width == info->width && height == info->height, "all frames have the clip's size");
    promise(f->bit_depth == info->bit_depth, "all frames have the clip's depth");
    promise(f->quarter_turns * 90 == info->rotation_deg, "all frames have the clip's rotation");
    const ptrdiff_t row_bytes = (ptrdiff_t)f->width * (f->bit_depth > 8 ? 2 : 1);
    promise(f->stride_bytes >= row_bytes, "rows do not overlap");
    for (int y = 0; y < f->height; y++) {
        const uint8_t *row = (const uint8_t *)f->luma + y * f->stride_bytes;
        for (ptrdiff_t x = 0; x < row_bytes; x += 17)
            sum += row[x];
        sum += row[row_bytes - 1];
    }
    sink = sum;
    (void)sink;
}

/* Reads up to MAX_FRAMES from where it stands; returns how many. */
static int read_frames(struct phil_recording *r, int first_pass)
{
    const struct phil_recording_info *info = phil_recording_info(r);
    double last_s = -1;
    int64_t last_index = -1;
    int n = 0;
    enum phil_status status = PHIL_OK;
    while (n < MAX_FRAMES) {
        struct phil_frame *f;
        status = phil_recording_next(r, &f);
        promise((status == PHIL_OK) == (f != NULL), "a frame comes exactly with success");
        if (!f)
            break;
        promise(isfinite(f->time_s) && f->time_s >= 0, "times start at zero");
        promise(f->time_s > last_s, "times increase");
        promise(last_index < 0 || f->index == last_index + 1, "numbers count up");
        promise(!first_pass || n || (f->index == 0 && f->time_s == 0), "the first frame is first");
        check_frame(f, info);
        last_s = f->time_s;
        last_index = f->index;
        phil_frame_unref(f);
        n++;
    }
    promise(status == PHIL_OK || status == PHIL_END || status == PHIL_EMEM ||
                (status == PHIL_EFORMAT && n == 0),
            "reading ends with a status that recording.h names");
    return n;
}

static void check_facts(const struct phil_recording_info *info, int n)
{
    promise(info->frames == n, "frames are counted");
    promise(info->width >= 1 && info->height >= 1, "the picture has a size");
    promise(info->bit_depth >= 8 && info->bit_depth <= 16, "the depth is one of a frame");
    promise(isfinite(info->duration_s) && info->duration_s >= 0, "the duration is a number");
    promise(isfinite(info->frame_rate_hz) && info->frame_rate_hz >= 0, "the rate is a number");
    promise(info->damaged_frames >= 0 && info->video_streams >= 1, "counts are counts");
    promise(isnan(info->mean_quantiser) || fabs(info->mean_quantiser) < 256,
            "the quantiser is one or unknown");
}

static void play(const char *path, int threads)
{
    struct phil_recording_settings settings = phil_recording_defaults();
    struct phil_recording *r;
    settings.threads = threads;
    const enum phil_status status = phil_recording_open(&r, path, &settings, NULL);
    promise((status == PHIL_OK) == (r != NULL), "a recording comes exactly with success");
    promise(status == PHIL_OK || status == PHIL_EINPUT || status == PHIL_EFORMAT ||
                status == PHIL_EMEM,
            "opening ends with a status that recording.h names");
    if (status)
        return;
    const int n = read_frames(r, 1);
    check_facts(phil_recording_info(r), n);
    const double middle_s = phil_recording_info(r)->duration_s / 2;
    if (phil_recording_rewind(r, middle_s) == PHIL_OK)
        read_frames(r, 0);
    check_facts(phil_recording_info(r), n); /* a second pass changes no fact */
    phil_recording_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[PROMISE_PATH];
    if (!promise_file(data, size, path))
        return 0;
    promise_to_end();
    play(path, 1 + (size & 1));
    unlink(path);
    return 0;
}
