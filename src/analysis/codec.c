/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How much of a small movement survives the clip's codec?
 *
 * Idea. What a codec does to a movement cannot be seen in its result, but it can be tried again: a
 * second pass at the same quantiser meets the same dead zone, the same skipped blocks and the same
 * coarse motion vectors. During the pass over the clip some short stretches of the mouth are kept,
 * aligned to the codec's own blocks. Each is encoded and decoded twice, as it came and with known
 * pulses put into it (sim's warp), and both are measured by the same code with the same references
 * and head poses. The difference of the two is what codec and measurement together make of the
 * pulse: its height, its course, how late it comes and what stays behind. The noise of the second
 * pass cancels, since wherever the pulse does not reach both passes decide alike.
 *
 * The answer is not proportional to the height, so each pulse is tried at several heights around
 * the smallest that the noise of the clip would let be seen. Lengths, directions
 * and phases are spread evenly over the stretches and regions (multiples of irrational numbers), so
 * that few pulses stand for all.
 *
 * Assumptions. The second pass does as the first: the same family of codec, not the same encoder.
 * The first pass saw skin with all its texture and the camera's noise; the second sees what the
 * first left.
 *
 * Where it fails. Bumps are centred on the regions' windows; one beside them moves them unequally
 * and is believed less (judge.c). No encoder of the family; a clip that was compressed several
 * times, whose last pass may have been gentle on what an earlier one had wiped out; a face that is
 * never still for most of a second.
 */
#include "analysis/codec.h"

#include <math.h>
#include <philtrum/sim.h>
#include <stdlib.h>
#include <string.h>

#include "recording/quantisers.h"
#include "recording/recode.h"

/* Half width of a lip twitch's bump, mm (sim.h); how far the crop reaches beyond the centres of the
 * regions, in such widths; and how far apart bumps in one picture are. */
static const double SIGMA_MM = 5.0;
static const double MARGIN_SIGMAS = 2.5;
static const double APART_SIGMAS = 3.0;

/* Twitches last 50-200 ms and relax more slowly than they contract (sim.h, cli/twitches.c). */
static const double SHORTEST_S = 0.06, LONGEST_S = 0.2;
static const double RISE_SHARE = 0.35, HOLD_SHARE = 0.15, FALL_SHARE = 0.5;

/* Pictures from the key picture to the pulse, and seconds kept after it: what is left of a movement
 * must be seen to stay or to go. */
enum { LEAD = 4 };
static const double AFTER_S = 0.33;

/* References want some frames to settle; then stretches follow each other at growing distances, so
 * that any length of clip costs about the same. */
static const double SETTLE_S = 0.7, LEAST_PAUSE_S = 1.5, GROWTH = 2.0;
enum { MOST_STRETCHES = 16 };

/* Heights in units of the trace's noise: a twitch is found from about five times it (detect.c), so
 * the lowest stands for a gentle codec. No higher ones are tried once every pulse of a set comes
 * through clean: by this share at least, and with no more than that left of it in the end. */
static const double LOWEST_LEVEL = 8, LEVEL_STEP = 2.5;
static const double CLEAN = 0.75, CLEAN_LEFT = 0.25;

/* Heights are tried within these bounds: below, pixels are rounded; above, the bump would fold. */
static const double LEAST_PX = 0.1;
static const double MOST_SIGMAS = 0.55;

/* Sets of regions tried per stretch: all of them in turn, two at once where the crop is small. */
static const double SMALL_CROP = 30000;

/* A region that sees less than this share of a movement without any codec tells nothing of one. */
static const double LEAST_FREE = 0.25;

enum { BLOCK = 16, MAX_SETS = 8 };

static const double GOLDEN = 0.61803398874989485;

struct phil_stretch {
    int left, top, width, height, n, wanted;
    size_t first; /* frame of the trace */
    double interval_s;
    double time_s[PHIL_CODEC_FRAMES];
    struct phil_head_pose pose[PHIL_CODEC_FRAMES];
    struct phil_point centre[PHIL_CODEC_FRAMES][PHIL_N_REGIONS]; /* in the crop */
    struct phil_frame frame; /* what the frames have in common; no pixels */
    uint8_t *pixels;
};

/* Regions that the test moves: the lips and the corners of the mouth. */
enum { FIRST = PHIL_UPPER_LIP_LEFT, LAST = PHIL_MOUTH_CORNER_RIGHT, N_TESTED = LAST - FIRST + 1 };

static void drop_stretch(struct phil_codec_test *test)
{
    if (test->stretch)
        free(test->stretch->pixels);
    free(test->stretch);
    test->stretch = NULL;
}

void phil_codec_release(struct phil_codec_test *test)
{
    drop_stretch(test);
    phil_mosaic_release(&test->mosaic);
    free(test->response);
    test->response = NULL;
    test->n = 0;
}

static size_t plane_of(const struct phil_stretch *s)
{
    return (size_t)s->width * (size_t)s->height;
}

static struct phil_point stored(const struct phil_frame *frame, struct phil_point p)
{
    const struct phil_affine s = phil_frame_upright_to_stored(frame);
    return (struct phil_point){s.xx * p.x + s.xy * p.y + s.x0, s.yx * p.x + s.yy * p.y + s.y0};
}

static bool centres(const struct phil_track *track, const struct phil_frame *frame,
                    struct phil_point *centre)
{
    for (int r = FIRST; r <= LAST; r++) {
        if (!phil_track_region(track, (enum phil_region)r, &centre[r]))
            return false;
        centre[r] = stored(frame, centre[r]);
    }
    return true;
}

/* Widens [*from, *to] to whole blocks inside 0..size; false when the picture is too small. */
static bool to_blocks(double *from, double *to, int size)
{
    *from = fmax(0, floor(*from / BLOCK) * BLOCK);
    *to = fmin(floor((double)size / BLOCK) * BLOCK, ceil(*to / BLOCK) * BLOCK);
    return *to - *from >= 2 * BLOCK;
}

static bool place_crop(struct phil_stretch *s, const struct phil_track *track,
                       const struct phil_frame *frame, double px_per_mm)
{
    struct phil_point c[PHIL_N_REGIONS];
    if (!centres(track, frame, c))
        return false;
    double x0 = INFINITY, y0 = INFINITY, x1 = -INFINITY, y1 = -INFINITY;
    for (int r = FIRST; r <= LAST; r++) {
        x0 = fmin(x0, c[r].x);
        x1 = fmax(x1, c[r].x);
        y0 = fmin(y0, c[r].y);
        y1 = fmax(y1, c[r].y);
    }
    const double margin = MARGIN_SIGMAS * SIGMA_MM * px_per_mm;
    x0 -= margin;
    y0 -= margin;
    x1 += margin;
    y1 += margin;
    if (!to_blocks(&x0, &x1, frame->width) || !to_blocks(&y0, &y1, frame->height))
        return false;
    s->left = (int)x0;
    s->top = (int)y0;
    s->width = (int)(x1 - x0);
    s->height = (int)(y1 - y0);
    return true;
}

static double interval_of(const struct phil_trace *trace)
{
    const size_t n = trace->n_frames, back = n > 20 ? 20 : n - 1;
    return n < 2 ? 1.0 / 30 : (trace->time_s[n - 1] - trace->time_s[n - 1 - back]) / (double)back;
}

static enum phil_status begin(struct phil_codec_test *test, const struct phil_track *track,
                              const struct phil_frame *frame, const struct phil_trace *trace,
                              double px_per_mm)
{
    if (!test->response)
        test->response = calloc(PHIL_CODEC_PULSES, sizeof *test->response);
    struct phil_stretch *s = calloc(1, sizeof *s);
    if (!s || !test->response) {
        free(s);
        return PHIL_EMEM;
    }
    s->interval_s = interval_of(trace);
    s->first = trace->n_frames - 1;
    s->frame = *frame;
    s->frame.luma = NULL;
    const double wanted = LEAD + (LONGEST_S + AFTER_S) / s->interval_s;
    s->wanted = wanted < PHIL_CODEC_FRAMES ? (int)wanted : PHIL_CODEC_FRAMES;
    if (!place_crop(s, track, frame, px_per_mm)) {
        free(s);
        test->next_s = frame->time_s + LEAST_PAUSE_S;
        return PHIL_OK;
    }
    s->pixels = malloc(plane_of(s) * (size_t)s->wanted);
    test->stretch = s;
    if (s->pixels)
        return PHIL_OK;
    drop_stretch(test);
    return PHIL_EMEM;
}

static bool keep(struct phil_stretch *s, const struct phil_track *track,
                 const struct phil_frame *frame)
{
    struct phil_point *c = s->centre[s->n];
    if (frame->width != s->frame.width || frame->height != s->frame.height ||
        !centres(track, frame, c))
        return false;
    for (int r = FIRST; r <= LAST; r++) {
        c[r].x -= s->left;
        c[r].y -= s->top;
    }
    s->time_s[s->n] = frame->time_s;
    s->pose[s->n] = phil_track_pose(track);
    phil_copy_samples(frame, s->left, s->top, s->width, s->height,
                      s->pixels + plane_of(s) * (size_t)s->n, s->width);
    s->n++;
    return true;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Rms of one coordinate of the lips in the last second, from differences over several frames, which
 * neither drift nor blocks that the codec froze for a while can hide; NaN when there is none. */
static double noise_of(const struct phil_trace *trace)
{
    enum { APART = 5, SPAN = 30 };
    double away[2 * N_TESTED * SPAN];
    int n = 0;
    const size_t last = trace->n_frames;
    for (int r = FIRST; r <= LAST; r++)
        for (size_t i = last > SPAN + APART ? last - SPAN : APART; i < last; i++) {
            const struct phil_sample *a = &trace->region[r][i], *b = a - APART;
            if ((a->flags | b->flags) & (PHIL_SAMPLE_UNUSABLE | PHIL_SAMPLE_REKEYED))
                continue;
            away[n++] = fabs((double)a->dx_px - b->dx_px);
            away[n++] = fabs((double)a->dy_px - b->dy_px);
        }
    if (n < 20)
        return NAN;
    qsort(away, (size_t)n, sizeof *away, by_value);
    /* Median of |difference| to standard deviation of one. */
    return away[n / 2] / 0.6745 / M_SQRT2;
}

/* --- one stretch, tested --- */

struct trial {
    struct phil_codec_test *test;
    struct phil_track *track;
    const struct phil_stretch *stretch;
    struct phil_recode_settings how;
    uint8_t *sent, *received, *base; /* sequences of pictures; base: untouched and recoded */
    int set_of[PHIL_N_REGIONS], n_sets;
    double sigma_px;
    float pulse[PHIL_N_REGIONS][PHIL_CODEC_FRAMES];
    double angle[PHIL_N_REGIONS];
    struct phil_sample before[PHIL_CODEC_FRAMES][PHIL_N_REGIONS]; /* in base */
    enum { UNTRIED, MEASURED, UNMEASURABLE } tried[PHIL_CODEC_FRAMES][PHIL_N_REGIONS];
};

/* Puts regions whose bumps do not touch into one set. */
static void make_sets(struct trial *t)
{
    const struct phil_point *c = t->stretch->centre[0];
    for (int r = FIRST; r <= LAST; r++) {
        bool fits = false;
        for (int set = 0; !fits && set < MAX_SETS; set++) {
            fits = true;
            for (int q = FIRST; q < r; q++)
                if (t->set_of[q] == set &&
                    hypot(c[q].x - c[r].x, c[q].y - c[r].y) < APART_SIGMAS * t->sigma_px)
                    fits = false;
            if (fits) {
                t->set_of[r] = set;
                if (set >= t->n_sets)
                    t->n_sets = set + 1;
            }
        }
        if (!fits)
            t->set_of[r] = -1;
    }
}

/* Course and direction of each region's pulse. */
static void make_pulses(struct trial *t)
{
    const struct phil_stretch *s = t->stretch;
    for (int r = FIRST; r <= LAST; r++) {
        const int number = t->test->stretches * N_TESTED + r - FIRST;
        const double length =
            SHORTEST_S * pow(LONGEST_S / SHORTEST_S, fmod(0.5 + number * GOLDEN, 1));
        /* Between two pictures: any phase of the shutter is as likely. */
        const double phase = fmod(number * GOLDEN * GOLDEN * GOLDEN, 1);
        const struct phil_sim_twitch twitch = {
            .onset_s = s->time_s[LEAD - 1] + phase * s->interval_s,
            .rise_s = RISE_SHARE * length,
            .hold_s = HOLD_SHARE * length,
            .fall_s = FALL_SHARE * length,
        };
        for (int i = 0; i < s->n; i++)
            t->pulse[r][i] = (float)phil_sim_pulse(&twitch, s->time_s[i]);
        t->angle[r] = 2 * M_PI * fmod(number * M_SQRT2, 1);
    }
}

static bool measure(const struct trial *t, const uint8_t *pixels, int i, enum phil_region region,
                    struct phil_sample *sample)
{
    const struct phil_stretch *s = t->stretch;
    struct phil_frame crop = s->frame;
    crop.luma = pixels;
    crop.stride_bytes = s->width;
    crop.width = s->width;
    crop.height = s->height;
    crop.bit_depth = 8;
    const struct phil_probe probe = {&s->frame, &crop, s->left, s->top, &s->pose[i]};
    return phil_track_probe(t->track, &probe, region, sample);
}

/* The bumps of one set in one picture; returns how many. */
static size_t bumps_of(const struct trial *t, int i, int set, double height_px,
                       struct phil_sim_bump *bumps)
{
    const struct phil_point *c = t->stretch->centre[i];
    size_t n = 0;
    for (int r = FIRST; r <= LAST; r++) {
        const double h = height_px * t->pulse[r][i];
        if (t->set_of[r] == set && h > 0)
            bumps[n++] = (struct phil_sim_bump){c[r].x, c[r].y, t->sigma_px, h * cos(t->angle[r]),
                                                h * sin(t->angle[r])};
    }
    return n;
}

static bool make_sequence(const struct trial *t, int set, double height_px, uint8_t *to)
{
    const struct phil_stretch *s = t->stretch;
    for (int i = 0; i < s->n; i++, to += plane_of(s)) {
        const uint8_t *from = s->pixels + plane_of(s) * (size_t)i;
        struct phil_sim_bump bumps[N_TESTED];
        const size_t n = bumps_of(t, i, set, height_px, bumps);
        if (n == 0)
            memcpy(to, from, plane_of(s));
        else if (phil_sim_warp(from, s->width, to, s->width, s->width, s->height, 1, bumps, n) !=
                 PHIL_OK)
            return false;
    }
    return true;
}

static int peak_of(const struct trial *t, enum phil_region r)
{
    int peak = 0;
    for (int i = 1; i < t->stretch->n; i++)
        if (t->pulse[r][i] > t->pulse[r][peak])
            peak = i;
    return peak;
}

/* What is seen without the codec, at the peak. */
static bool measure_free(const struct trial *t, const uint8_t *moved, double height_px,
                         struct phil_response *response)
{
    const struct phil_stretch *s = t->stretch;
    const size_t at = plane_of(s) * (size_t)response->peak;
    struct phil_sample before, after;
    if (!measure(t, s->pixels + at, response->peak, response->region, &before) ||
        !measure(t, moved + at, response->peak, response->region, &after))
        return false;
    const double dx = after.dx_px - before.dx_px, dy = after.dy_px - before.dy_px;
    const double length = hypot(dx, dy);
    response->free = length / (height_px * t->pulse[response->region][response->peak]);
    response->unit[0] = dx / length;
    response->unit[1] = dy / length;
    return response->free > LEAST_FREE;
}

/* The untouched picture, recoded; each region is measured in it once. NULL: it cannot be. */
static const struct phil_sample *base_sample(struct trial *t, int i, enum phil_region r)
{
    if (t->tried[i][r] == UNTRIED) {
        const uint8_t *picture = t->base + plane_of(t->stretch) * (size_t)i;
        t->tried[i][r] = measure(t, picture, i, r, &t->before[i][r]) ? MEASURED : UNMEASURABLE;
    }
    return t->tried[i][r] == MEASURED ? &t->before[i][r] : NULL;
}

/* Adds a level to a response; false when a picture could not be measured. */
static bool add_level(struct trial *t, const uint8_t *received, double height_px,
                      struct phil_response *response)
{
    const struct phil_stretch *s = t->stretch;
    const int level = response->n_levels;
    for (int i = 0; i < s->n; i++) {
        const uint8_t *picture = received + plane_of(s) * (size_t)i;
        struct phil_sample after;
        if (memcmp(picture, t->base + plane_of(s) * (size_t)i, plane_of(s)) == 0)
            continue; /* the response is zero, as it was allocated */
        const struct phil_sample *before = base_sample(t, i, response->region);
        if (!before || !measure(t, picture, i, response->region, &after))
            return false;
        response->seen[level][i][0] = after.dx_px - before->dx_px;
        response->seen[level][i][1] = after.dy_px - before->dy_px;
        response->sd_px[level][i] =
            sqrtf(fmaxf(0, after.sd_px * after.sd_px - before->sd_px * before->sd_px));
    }
    response->height_px[response->n_levels++] = height_px;
    return true;
}

static bool new_response(struct trial *t, enum phil_region r)
{
    if (t->test->n == PHIL_CODEC_PULSES)
        return false;
    struct phil_response *response = &t->test->response[t->test->n++];
    memset(response, 0, sizeof *response);
    response->region = r;
    response->first = t->stretch->first;
    response->n = t->stretch->n;
    response->peak = peak_of(t, r);
    memcpy(response->pulse, t->pulse[r], sizeof response->pulse);
    return true;
}

/* Whether the highest level tried came through as it went in. */
static bool is_clean(const struct phil_response *r)
{
    const double height_px = r->height_px[r->n_levels - 1];
    const float *left = r->seen[r->n_levels - 1][r->n - 1];
    return phil_response_gain(r, height_px) > CLEAN &&
           hypot(left[0], left[1]) < CLEAN_LEFT * r->free * height_px;
}

/* Tries one set of regions at rising heights. */
static enum phil_status test_set(struct trial *t, int set, double lowest_px)
{
    struct phil_codec_test *test = t->test;
    const int from = test->n;
    double height_px = lowest_px;
    for (int level = 0; level < PHIL_CODEC_LEVELS; level++, height_px *= LEVEL_STEP) {
        if (height_px > MOST_SIGMAS * t->sigma_px)
            break;
        if (!make_sequence(t, set, height_px, t->sent))
            return PHIL_EMEM;
        const enum phil_status status =
            phil_recode(&t->how, t->sent, t->received, t->stretch->n, NULL);
        if (status != PHIL_OK)
            return status;
        bool clean = true;
        for (int r = FIRST, k = from; r <= LAST; r++) {
            if (t->set_of[r] != set)
                continue;
            if (level == 0 && !new_response(t, (enum phil_region)r))
                break;
            if (k == test->n)
                break;
            struct phil_response *response = &test->response[k++];
            if (response->n_levels < level ||
                (level == 0 && !measure_free(t, t->sent, height_px, response)) ||
                !add_level(t, t->received, height_px, response))
                continue;
            clean = is_clean(response) && clean;
        }
        if (clean)
            break;
    }
    /* What could not be measured is left out. */
    int kept = from;
    for (int k = from; k < test->n; k++)
        if (test->response[k].n_levels > 0)
            test->response[kept++] = test->response[k];
    test->n = kept;
    return PHIL_OK;
}

static enum phil_status test_stretch(struct trial *t, double lowest_px)
{
    const struct phil_stretch *s = t->stretch;
    const size_t size = plane_of(s) * (size_t)s->n;
    t->sent = malloc(size);
    t->received = malloc(size);
    t->base = malloc(size);
    enum phil_status status = PHIL_EMEM;
    if (!t->sent || !t->received || !t->base)
        goto done;
    make_sets(t);
    make_pulses(t);
    status = phil_recode(&t->how, s->pixels, t->base, s->n, NULL);
    const int sets = t->n_sets > 1 && (double)plane_of(s) < SMALL_CROP ? 2 : 1;
    for (int k = 0; k < sets && status == PHIL_OK; k++)
        status = test_set(t, (t->test->stretches * sets + k) % t->n_sets, lowest_px);
done:
    free(t->sent);
    free(t->received);
    free(t->base);
    return status;
}

/* The quantiser of the stretch: as the decoder tells it, or from the bit rate; NaN if neither. */
static double quantiser_of(struct phil_codec_test *test, const struct phil_ahead *recording,
                           const struct phil_compression *c)
{
    const struct phil_recording_info *info = phil_ahead_info(recording);
    if (isfinite(c->quantiser) || test->quantiser > 0)
        return isfinite(c->quantiser) ? c->quantiser : test->quantiser;
    const double samples = (double)info->width * info->height * info->frame_rate_hz;
    const double length_s = fmax(info->announced_s, info->duration_s);
    const double rate = info->bit_rate_bps > 0 ? (double)info->bit_rate_bps
                                               : 8 * (double)info->file_bytes / length_s;
    const double found = phil_mosaic_quantiser(&test->mosaic, info->codec, c->b_pictures,
                                               samples > 0 ? rate / samples : NAN, c->key_every);
    phil_mosaic_release(&test->mosaic);
    if (isfinite(found))
        test->quantiser = found;
    return found;
}

static struct phil_compression compression_of(const struct phil_stretch *s,
                                              const struct phil_ahead *recording)
{
    const struct phil_picture_part part = {(double)s->left / s->frame.width,
                                           (double)s->top / s->frame.height,
                                           (double)(s->left + s->width) / s->frame.width,
                                           (double)(s->top + s->height) / s->frame.height};
    return phil_quantisers_tell(phil_ahead_quantisers(recording), &part);
}

static enum phil_status run_test(struct phil_codec_test *test, struct phil_track *track,
                                 const struct phil_trace *trace, double px_per_mm,
                                 const struct phil_ahead *recording)
{
    const struct phil_stretch *s = test->stretch;
    const struct phil_recording_info *info = phil_ahead_info(recording);
    const double lowest = fmax(LEAST_PX, LOWEST_LEVEL * noise_of(trace));
    double least, most, quantiser = 0;
    if (!isfinite(lowest))
        return PHIL_OK;
    const bool known = phil_recode_range(info->codec, &least, &most);
    const struct phil_compression c = compression_of(s, recording);
    if (known && most > 0)
        quantiser = quantiser_of(test, recording, &c);
    if (!known || !isfinite(quantiser)) {
        test->why = known ? "how strongly it was compressed cannot be told"
                          : "this kind of compression cannot be tried here";
        return PHIL_OK;
    }
    struct trial *t = calloc(1, sizeof *t);
    if (!t)
        return PHIL_EMEM;
    t->test = test;
    t->track = track;
    t->stretch = s;
    t->sigma_px = SIGMA_MM * px_per_mm;
    t->how =
        (struct phil_recode_settings){info->codec, s->width, s->height, quantiser, c.b_pictures};
    enum phil_status status = test_stretch(t, lowest);
    free(t);
    if (status == PHIL_EFORMAT) {
        test->why = "the encoder refuses";
        status = PHIL_OK;
    }
    return status;
}

enum phil_status phil_codec_frame(struct phil_codec_test *test, struct phil_track *track,
                                  const struct phil_frame *frame, const struct phil_trace *trace,
                                  double px_per_mm, const struct phil_ahead *recording)
{
    const size_t at = trace->n_frames - 1;
    if (test->next_s == 0) {
        test->began_s = frame->time_s;
        test->next_s = frame->time_s + SETTLE_S;
    }
    if (test->why || test->stretches == MOST_STRETCHES || test->n == PHIL_CODEC_PULSES ||
        frame->time_s < test->next_s)
        return PHIL_OK;
    if (trace->head[at].flags & (PHIL_SAMPLE_HEAD | PHIL_SAMPLE_NO_FACE)) {
        drop_stretch(test);
        return PHIL_OK;
    }
    /* A gap means that the face was lost, and may have come back on other references. */
    if (test->stretch && test->stretch->first + (size_t)test->stretch->n != at)
        drop_stretch(test);
    enum phil_status status = PHIL_OK;
    if (!test->stretch)
        status = begin(test, track, frame, trace, px_per_mm);
    if (status != PHIL_OK || !test->stretch)
        return status;
    if (test->quantiser == 0 && !phil_mosaic_add(&test->mosaic, frame))
        return PHIL_EMEM;
    if (!keep(test->stretch, track, frame)) {
        drop_stretch(test);
        return PHIL_OK;
    }
    if (test->stretch->n < test->stretch->wanted)
        return PHIL_OK;
    status = run_test(test, track, trace, px_per_mm, recording);
    drop_stretch(test);
    test->stretches++;
    test->next_s = fmax(frame->time_s + LEAST_PAUSE_S,
                        test->began_s + GROWTH * (frame->time_s - test->began_s));
    return status;
}

/* --- asking --- */

/* Between which levels a height lies: share `f` of the way from *low (-1: nothing) to *high. */
static double find_level(const struct phil_response *r, double height_px, int *low, int *high)
{
    int k = 0;
    while (k < r->n_levels - 1 && r->height_px[k] < height_px)
        k++;
    const bool outside = k == 0 || r->height_px[k] < height_px;
    *high = k;
    *low = outside ? -1 : k - 1;
    const double from = outside ? 0 : r->height_px[k - 1];
    return (height_px - from) / (r->height_px[k] - from);
}

void phil_response_at(const struct phil_response *r, double height_px, double scale,
                      float (*move)[2], float *sd_px)
{
    int low, high;
    const double f = find_level(r, height_px, &low, &high);
    for (int i = 0; i < r->n; i++) {
        for (int c = 0; c < 2; c++) {
            const double from = low < 0 ? 0 : r->seen[low][i][c];
            move[i][c] = (float)((from + f * (r->seen[high][i][c] - from)) * scale);
        }
        const double from = low < 0 ? 0 : r->sd_px[low][i];
        sd_px[i] = (float)((from + f * (r->sd_px[high][i] - from)) * scale);
    }
}

double phil_response_gain(const struct phil_response *r, double height_px)
{
    float move[PHIL_CODEC_FRAMES][2], sd_px[PHIL_CODEC_FRAMES];
    double sum = 0, norm = 0;
    phil_response_at(r, height_px, 1, move, sd_px);
    for (int i = 0; i < r->n; i++) {
        sum += r->pulse[i] * (move[i][0] * r->unit[0] + move[i][1] * r->unit[1]);
        norm += (double)r->pulse[i] * r->pulse[i] * height_px * r->free;
    }
    return sum / norm;
}
