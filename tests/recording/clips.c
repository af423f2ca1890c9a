/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clips.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libx265 keeps a few bytes of each encoder; the leak checker is to look at philtrum. */
PHIL_API const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:x265_malloc\nleak:libx265\n";
}

static char folder[64];

const char *clip_folder(void)
{
    if (!folder[0]) {
        strcpy(folder, "/tmp/philtrum-clips-XXXXXX");
        if (!mkdtemp(folder))
            abort();
    }
    return folder;
}

void clip_folder_remove(void)
{
    char command[128];
    if (!folder[0])
        return;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command) != 0)
        fprintf(stderr, "# could not remove %s\n", folder);
    folder[0] = 0;
}

const char *clip_path(const char *file)
{
    static char paths[8][256];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", clip_folder(), file);
    return path;
}

uint8_t clip_luma(const struct clip *c, int i, int x, int y)
{
    /* A smooth moving wave, a ramp that tells left from right and top from bottom, and one bright
     * and one dark corner. */
    double v = 120 + 40 * sin(0.11 * (x - i) + 0.07 * y);
    v += 30.0 * x / c->width - 30.0 * y / c->height;
    if (x < c->width / 4 && y < c->height / 4)
        v = 225 - i % 8;
    if (x >= c->width - c->width / 4 && y < c->height / 8)
        v = 30;
    return (uint8_t)lround(v);
}

enum phil_status clip_write(const struct clip *c)
{
    struct phil_writer_settings s = phil_writer_defaults();
    snprintf(s.codec, sizeof s.codec, "%s", c->codec);
    s.width = c->width;
    s.height = c->height;
    s.frame_rate_hz = c->rate_hz;
    s.quality = c->quality;
    s.gop_frames = c->gop;
    s.max_b_frames = c->b_frames;
    s.rotation_deg = c->rotation_deg;
    s.threads = 1;
    if (strncmp(c->codec, "libx26", 6) == 0)
        strcpy(s.preset, "veryfast");
    const size_t pixels = (size_t)c->width * (size_t)c->height;
    uint8_t *planes = malloc(pixels * 3 / 2);
    struct phil_writer *writer = NULL;
    enum phil_status status = phil_writer_open(&writer, clip_path(c->file), &s, NULL);
    memset(planes + pixels, 128, pixels / 2);
    for (int i = 0; !status && i < c->n; i++) {
        for (int y = 0; y < c->height; y++)
            for (int x = 0; x < c->width; x++)
                planes[y * c->width + x] = clip_luma(c, i, x, y);
        const struct phil_picture picture = {{planes, planes + pixels, planes + pixels * 5 / 4},
                                             {c->width, c->width / 2, c->width / 2}};
        status = phil_writer_add(writer, &picture, c->times ? c->times[i] : i / c->rate_hz);
    }
    if (!status)
        status = phil_writer_finish(writer);
    phil_writer_close(writer);
    free(planes);
    return status;
}

static double frame_psnr_db(const struct phil_frame *f, const struct clip *c)
{
    double sum = 0;
    const double gain = f->full_range ? 219.0 / 255 : 1, offset = f->full_range ? 16 : 0;
    for (int y = 0; y < f->height; y++) {
        const uint8_t *row = (const uint8_t *)f->luma + y * f->stride_bytes;
        for (int x = 0; x < f->width; x++) {
            const double error = row[x] * gain + offset - clip_luma(c, (int)f->index, x, y);
            sum += error * error;
        }
    }
    return sum > 0 ? 10 * log10(255.0 * 255 * f->width * f->height / sum) : INFINITY;
}

static void keep_message(void *user, enum phil_level level, const char *text)
{
    snprintf(((struct playback *)user)->message, sizeof((struct playback *)user)->message, "%s",
             text);
}

static void take(struct playback *p, const struct phil_frame *f, const struct phil_recording *r,
                 const struct clip *clip)
{
    const struct phil_recording_info *info = phil_recording_info(r);
    int width, height;
    phil_frame_upright_size(f, &width, &height);
    p->odd_size |= width != info->width || height != info->height;
    if (p->n < 1024)
        p->times[p->n] = f->time_s;
    p->out_of_order |= f->index != p->n || (p->n == 0 && f->time_s != 0) ||
                       (p->n && p->n < 1024 && !(f->time_s > p->times[p->n - 1]));
    if (clip)
        p->worst_psnr_db = fmin(p->worst_psnr_db, f->bit_depth == 8 ? frame_psnr_db(f, clip) : 0);
    p->n++;
}

void clip_play(struct playback *p, const char *path, const struct clip *clip, int threads)
{
    memset(p, 0, sizeof *p);
    p->worst_psnr_db = clip ? INFINITY : NAN;
    const struct phil_log log = {keep_message, p};
    struct phil_recording_settings settings = phil_recording_defaults();
    settings.threads = threads;
    struct phil_recording *r;
    struct phil_frame *f;
    p->opened = phil_recording_open(&r, path, &settings, &log);
    if (p->opened)
        return;
    while ((p->ended = phil_recording_next(r, &f)) == PHIL_OK) {
        take(p, f, r, clip);
        phil_frame_unref(f);
    }
    p->info = *phil_recording_info(r);
    p->info.name = NULL;
    phil_recording_close(r);
}

uint8_t *clip_bytes(const char *path, size_t *size)
{
    *size = 0;
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    const long end = ftell(file);
    rewind(file);
    uint8_t *bytes = malloc((size_t)end + 1);
    *size = fread(bytes, 1, (size_t)end, file);
    fclose(file);
    return bytes;
}

bool clip_store(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    const bool stored = fwrite(bytes, 1, size, file) == size;
    return fclose(file) == 0 && stored;
}
