/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "studio.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/random.h"

enum { MOST_CLIPS = 32 };

static struct {
    char folder[32];
    char path[MOST_CLIPS][96];
    int n;
} studio;

struct take take_defaults(uint64_t seed)
{
    struct take take = {
        .seconds = 8, .rate_hz = 30, .ending = "mp4", .codec = "libx264", .quality = 12};
    take.face = phil_sim_face_defaults();
    take.face.seed = seed;
    take.face.width = take.face.height = 416;
    take.face.px_per_mm = 1.75;
    take.face.texture = 1;
    take.face.noise_sd = 1;
    take.face.sway_mm = 0.5;
    take.face.blinks_per_min = 0;
    take.face.exposure_s = 0;
    return take;
}

/* One 4:2:0 picture; grey, since nothing looks at its colours. */
struct sheet {
    int width, height;
    uint8_t *plane[3];
};

static struct sheet sheet_make(int width, int height)
{
    struct sheet s = {width, height, {NULL}};
    for (int p = 0; p < 3; p++) {
        const size_t size = (size_t)width * (size_t)height / (p ? 4 : 1);
        s.plane[p] = malloc(size);
        assert_non_null(s.plane[p]);
        memset(s.plane[p], p ? 128 : 100, size);
    }
    return s;
}

static void sheet_drop(struct sheet *s)
{
    for (int p = 0; p < 3; p++)
        free(s->plane[p]);
}

/* A wall with some grain. */
static void sheet_wall(const struct sheet *s, uint64_t i)
{
    for (int y = 0; y < s->height; y++)
        for (int x = 0; x < s->width; x++)
            s->plane[0][y * s->width + x] =
                (uint8_t)(100 + 20 * sin(0.05 * x) * sin(0.03 * y) +
                          3 * phil_random_uniform(4, i, (uint64_t)(y * s->width + x)));
}

/* Puts `from` into `to` at column `left`, flipped or turned anticlockwise by quarter turns. */
static void sheet_put(const struct sheet *to, const struct sheet *from, int left, bool flipped,
                      int turns)
{
    for (int p = 0; p < 3; p++) {
        const int shift = p ? 1 : 0, w = from->width >> shift, h = from->height >> shift;
        for (int y = 0; y < h; y++)
            for (int x = 0; x < w; x++) {
                const int sx = flipped ? w - 1 - x : x;
                const int tx[4] = {x, y, w - 1 - x, h - 1 - y},
                          ty[4] = {y, w - 1 - x, h - 1 - y, x};
                to->plane[p][ty[turns] * (to->width >> shift) + tx[turns] + (left >> shift)] =
                    from->plane[p][y * w + sx];
            }
    }
}

static double time_of(const struct take *take, uint64_t i)
{
    const double away = i ? take->jitter * (phil_random_uniform(take->face.seed, 77, i) - 0.5) : 0;
    return ((double)i + away) / take->rate_hz;
}

/* The luma of the last take, since drawing costs more than all the rest. */
static struct {
    struct phil_sim_face_settings face;
    struct phil_sim_twitch twitches[16];
    double seconds, rate_hz, jitter;
    uint8_t *frames;
} reel;

static uint64_t frames_of(const struct take *take)
{
    return (uint64_t)lround(take->seconds * take->rate_hz);
}

static bool is_on_the_reel(const struct take *take)
{
    const struct phil_sim_face_settings *a = &take->face, *b = &reel.face;
    return reel.frames && reel.seconds == take->seconds && reel.rate_hz == take->rate_hz &&
           reel.jitter == take->jitter && a->seed == b->seed && a->width == b->width &&
           a->height == b->height && a->px_per_mm == b->px_per_mm && a->sway_mm == b->sway_mm &&
           a->noise_sd == b->noise_sd && a->blinks_per_min == b->blinks_per_min &&
           a->n_twitches == b->n_twitches &&
           (a->n_twitches == 0 ||
            memcmp(a->twitches, reel.twitches, a->n_twitches * sizeof *a->twitches) == 0);
}

static void draw_all(const struct take *take, const struct phil_sim_face_settings *settings,
                     uint8_t *frames)
{
    const size_t size = (size_t)settings->width * (size_t)settings->height;
    struct phil_sim_face *face;
    assert_int_equal(phil_sim_face_new(&face, settings, NULL), PHIL_OK);
    for (uint64_t i = 0; i < frames_of(take); i++)
        assert_int_equal(
            phil_sim_face_draw(face, time_of(take, i), i, frames + i * size, NULL, NULL), PHIL_OK);
    phil_sim_face_free(face);
}

static uint8_t *new_frames(const struct take *take)
{
    const size_t size = (size_t)take->face.width * (size_t)take->face.height;
    uint8_t *frames = malloc(size * frames_of(take));
    assert_non_null(frames);
    return frames;
}

static const uint8_t *reel_of(const struct take *take)
{
    if (is_on_the_reel(take))
        return reel.frames;
    assert_true(take->face.n_twitches <= sizeof reel.twitches / sizeof reel.twitches[0]);
    free(reel.frames);
    reel.frames = new_frames(take);
    reel.face = take->face;
    reel.seconds = take->seconds;
    reel.rate_hz = take->rate_hz;
    reel.jitter = take->jitter;
    if (take->face.n_twitches > 0)
        memcpy(reel.twitches, take->face.twitches, take->face.n_twitches * sizeof *reel.twitches);
    draw_all(take, &take->face, reel.frames);
    return reel.frames;
}

static void add_frames(const struct take *take, struct phil_writer *writer,
                       const struct sheet *whole, const struct sheet *one)
{
    const size_t size = (size_t)one->width * (size_t)one->height;
    const uint8_t *first = take->empty ? NULL : reel_of(take);
    uint8_t *second = take->beside ? new_frames(take) : NULL;
    if (second)
        draw_all(take, take->beside, second);
    for (uint64_t i = 0; i < frames_of(take); i++) {
        if (first)
            memcpy(one->plane[0], first + i * size, size);
        else
            sheet_wall(one, i);
        sheet_put(whole, one, 0, take->flipped, take->rotation_deg / 90);
        if (second) {
            memcpy(one->plane[0], second + i * size, size);
            sheet_put(whole, one, one->width, false, 0);
        }
        const struct phil_picture picture = {{whole->plane[0], whole->plane[1], whole->plane[2]},
                                             {whole->width, whole->width / 2, whole->width / 2}};
        assert_int_equal(phil_writer_add(writer, &picture, time_of(take, i)), PHIL_OK);
    }
    free(second);
}

const char *studio_film(const struct take *take)
{
    struct phil_writer *writer;
    struct phil_writer_settings how = phil_writer_defaults();
    assert_true(studio.n < MOST_CLIPS);
    if (studio.n == 0) {
        strcpy(studio.folder, "/tmp/phil-studio-XXXXXX");
        assert_non_null(mkdtemp(studio.folder));
    }
    char *path = studio.path[studio.n++];
    char name[32], folder[sizeof studio.folder];
    memcpy(folder, studio.folder, sizeof folder);
    snprintf(name, sizeof name, "clip%d.%s", studio.n, take->ending);
    snprintf(path, sizeof studio.path[0], "%s/%s", folder, name);

    const int w = take->face.width, h = take->face.height;
    const bool lies = take->rotation_deg % 180 != 0;
    struct sheet one = sheet_make(w, h);
    struct sheet whole = sheet_make(lies ? h : take->beside ? 2 * w : w, lies ? w : h);
    how.width = whole.width;
    how.height = whole.height;
    how.frame_rate_hz = take->rate_hz;
    how.quality = take->quality;
    strcpy(how.codec, take->codec);
    if (strncmp(how.codec, "libx26", 6) == 0)
        strcpy(how.preset, "ultrafast");
    how.threads = 1;
    how.rotation_deg = take->rotation_deg;
    assert_int_equal(phil_writer_open(&writer, path, &how, NULL), PHIL_OK);
    add_frames(take, writer, &whole, &one);
    assert_int_equal(phil_writer_finish(writer), PHIL_OK);
    phil_writer_close(writer);
    sheet_drop(&one);
    sheet_drop(&whole);
    return path;
}

int studio_close(void **state)
{
    for (int i = 0; i < studio.n; i++)
        unlink(studio.path[i]);
    if (studio.n > 0)
        rmdir(studio.folder);
    studio.n = 0;
    free(reel.frames);
    reel.frames = NULL;
    return 0;
}

struct phil_analysis *studio_analyse(const char *path,
                                     const struct phil_analysis_settings *settings)
{
    struct phil_analysis *analysis = NULL;
    assert_int_equal(phil_analysis_run(&analysis, path, settings, NULL, NULL), PHIL_OK);
    assert_non_null(analysis);
    return analysis;
}

const struct phil_event *event_near(const struct phil_face_result *face, enum phil_event_kind kind,
                                    double time_s, double within_s)
{
    const struct phil_event *best = NULL;
    for (size_t e = 0; e < face->n_events; e++) {
        const struct phil_event *v = &face->events[e];
        if (v->kind == kind && fabs(v->peak_s - time_s) <= within_s &&
            (!best || fabs(v->peak_s - time_s) < fabs(best->peak_s - time_s)))
            best = v;
    }
    return best;
}

int count_events(const struct phil_face_result *face, enum phil_event_kind kind)
{
    int n = 0;
    for (size_t e = 0; e < face->n_events; e++)
        n += face->events[e].kind == kind;
    return n;
}

void print_face(const struct phil_face_result *face)
{
    print_message("# face %d: seen %.1f s, usable %.1f s, %.2f px/mm\n", face->id, face->seen_s,
                  face->usable_s, face->ruler.px_per_mm);
    for (size_t e = 0; e < face->n_events; e++) {
        const struct phil_event *v = &face->events[e];
        print_message("# %s %.2f-%.2f-%.2f s, %s, %s, %.2f mm, %.0f deg, snr %.1f\n",
                      phil_event_kind_name(v->kind), v->onset_s, v->peak_s, v->offset_s,
                      phil_region_name(v->region), phil_side_name(v->side), v->amplitude_mm,
                      v->direction_deg, v->snr);
    }
}

bool has_warning(const struct phil_analysis *a, const char *code)
{
    for (size_t w = 0; w < a->n_warnings; w++)
        if (strcmp(a->warnings[w].code, code) == 0)
            return true;
    return false;
}
