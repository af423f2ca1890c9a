/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Noise of quiet lips, philtrum beside two alternatives (rivals.c).
 *
 * On DRAWN faces, whose twelve twitches of 0.5 mm tell each method's gain: how much of a movement
 * it shows. Noise divided by gain is what compares: a method that blurs has little noise and shows
 * little. On real footage where nobody moves the lips there is no truth, so no gain.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/floor.h"
#include "bench/clip.h"
#include "bench/rivals.h"
#include "bench/still.h"
#include "bench/tools.h"

/* Ten quiet seconds for the noise, then twelve twitches for the gain. */
static const double QUIET_S = 10, TWITCH_MM = 0.5, TWITCH_S = 0.2, APART_S = 0.95;

struct row {
    const char *grade;
    double texture, sway_mm, turn_deg, noise_sd;
    const char *text;
};

static const struct row rows[] = {
    {"lossless", 1.0, 0.8, 1, 2, "lossless 720p, noise 2, sharp face"},
    {"lossless", 0.3, 0.8, 1, 2, "lossless 720p, noise 2, soft face"},
    {"phone", 1.0, 0.8, 1, 1.5, "phone 1080p, sharp face"},
    {"phone", 0.3, 0.8, 1, 1.5, "phone 1080p, soft face"},
    {"phone", 1.0, 0, 0, 1.5, "phone 1080p, sharp face, still head"},
    {"webcam", 0.5, 0.8, 1, 1.5, "webcam 720p"},
    {"messenger", 0.5, 0.8, 1, 1.5, "messenger 480p"},
};
enum { N_ROWS = sizeof rows / sizeof *rows };

/* Stretches of real footage without movement of the lips, judged by eye frame by frame. */
struct quiet {
    const char *file;
    double from_s[2], to_s[2];
};
static const struct quiet quiets[] = {
    {"still_neutral_woman_1280x720.mp4", {0.3, -1}, {9.3, -1}},
    {"man_mouth_gestures_480.mp4", {0.0, 6.2}, {0.4, 7.2}},
};
enum { N_QUIETS = sizeof quiets / sizeof *quiets };

struct reading {
    double noise_px[PHIL_BENCH_N_METHODS], gain[PHIL_BENCH_N_METHODS];
    double floor_mm[PHIL_BENCH_N_METHODS];
    bool absent;
};

/* Each lip region in turn, twice: one way and square to it. */
static void add_twitches(struct phil_bench_clip *clip)
{
    for (int t = 0; t < 12; t++) {
        struct phil_sim_twitch *twitch = &clip->twitch[clip->n];
        *twitch =
            (struct phil_sim_twitch){.onset_s = QUIET_S + 0.2 + APART_S * t,
                                     .amplitude_mm = TWITCH_MM,
                                     .rise_s = TWITCH_S * 0.4,
                                     .hold_s = TWITCH_S * 0.2,
                                     .fall_s = TWITCH_S * 0.4,
                                     .region = (enum phil_region)(PHIL_UPPER_LIP_LEFT + t % 6),
                                     .direction_deg = t < 6 ? 90 : 0};
        if (twitch->onset_s + TWITCH_S < clip->seconds)
            clip->n++;
    }
}

/* Median over the lips of the smallest twitch that the event step would find nine times in ten in
 * this trace, by philtrum's own rule (src/analysis/floor.c), given the trace's gain, which holds
 * what the codec left. */
static double floor_of(const struct phil_trace *quiet, enum phil_bench_method method,
                       double px_per_mm, double gain)
{
    struct phil_found found;
    double floors[6];
    if (phil_bench_find(&found, quiet, method, px_per_mm, true) != PHIL_OK)
        return NAN;
    const struct phil_floor_means means = {quiet, &found, NULL, 1, px_per_mm, 1};
    for (int r = 0; r < 6; r++)
        floors[r] =
            phil_floor_px(&means, (enum phil_region)(PHIL_UPPER_LIP_LEFT + r), gain) / px_per_mm;
    phil_found_release(&found);
    return phil_bench_median(floors, 6);
}

static void read_methods(const struct phil_bench_traces *traces, const struct phil_bench_clip *clip,
                         struct reading *out)
{
    for (int m = 0; m < PHIL_BENCH_N_METHODS; m++) {
        const enum phil_bench_method method = (enum phil_bench_method)m;
        const struct phil_trace *trace = phil_bench_trace(traces, method);
        struct phil_trace quiet = *trace; /* its beginning */
        while (quiet.n_frames > 0 && quiet.time_s[quiet.n_frames - 1] > QUIET_S)
            quiet.n_frames--;
        out->noise_px[m] = phil_bench_lip_noise_px(&quiet, NULL);
        out->gain[m] = phil_bench_gain(trace, clip, clip->face.px_per_mm);
        /* Twitches of this size drown in the jitter of landmarks, so their gain is hardly known:
         * they are granted a full one. */
        const double gain = method == PHIL_BENCH_LANDMARKS ? 1 : out->gain[m];
        out->floor_mm[m] = floor_of(&quiet, method, clip->face.px_per_mm, gain);
    }
}

static bool run_drawn(const struct phil_bench_options *options, int i, struct reading *out)
{
    struct phil_bench_clip clip;
    struct phil_bench_traces traces;
    const struct row *row = &rows[i];
    const double seconds = options->seconds > 0 ? options->seconds : 21.8;
    if (!phil_bench_clip_init(&clip, row->grade, seconds, options->height,
                              500 + options->seed * 100 + (uint64_t)i))
        return false;
    clip.face.texture = row->texture;
    clip.face.sway_mm = row->sway_mm;
    clip.face.turn_deg = row->turn_deg;
    clip.face.noise_sd = row->noise_sd;
    clip.face.blinks_per_min = 0;
    add_twitches(&clip);
    if (phil_bench_clip_write(&clip) != PHIL_OK)
        return false;
    const bool fine = phil_bench_measure(&traces, clip.path, false, true) == PHIL_OK;
    phil_bench_clip_remove(&clip);
    if (!fine)
        return false;
    read_methods(&traces, &clip, out);
    phil_bench_traces_release(&traces);
    return true;
}

static bool run_real(const struct quiet *quiet, struct reading *out)
{
    struct phil_bench_traces traces;
    char path[1024];
    out->absent = !phil_bench_recording(quiet->file, path, sizeof path);
    if (out->absent)
        return true;
    if (phil_bench_measure(&traces, path, false, true) != PHIL_OK)
        return false;
    const size_t n = traces.face->trace.n_frames;
    bool *use = calloc(n + 1, sizeof *use);
    for (size_t i = 0; use && i < n; i++)
        for (int k = 0; k < 2; k++)
            use[i] = use[i] || (traces.face->trace.time_s[i] >= quiet->from_s[k] &&
                                traces.face->trace.time_s[i] <= quiet->to_s[k]);
    for (int m = 0; m < PHIL_BENCH_N_METHODS; m++) {
        out->gain[m] = out->floor_mm[m] = NAN;
        out->noise_px[m] =
            use ? phil_bench_lip_noise_px(phil_bench_trace(&traces, (enum phil_bench_method)m), use)
                : NAN;
    }
    free(use);
    phil_bench_traces_release(&traces);
    return true;
}

static bool run(void *user, int i, void *result)
{
    const struct phil_bench_options *options = user;
    if (i < N_ROWS && options->only && strcmp(options->only, rows[i].grade) != 0) {
        ((struct reading *)result)->absent = true;
        return true;
    }
    return i < N_ROWS ? run_drawn(options, i, result) : run_real(&quiets[i - N_ROWS], result);
}

static void summarise(const char *text, const struct reading *r, bool real)
{
    char what[96], reached[64], other[96];
    const double *noise = r->noise_px, *gain = r->gain;
    const double ours = noise[PHIL_BENCH_OURS], lk = noise[PHIL_BENCH_PLAIN_LK];
    snprintf(what, sizeof what, "quiet lips, %s%s", text, real ? " (real)" : "");
    snprintf(reached, sizeof reached, "%.3f px rms", ours);
    snprintf(other, sizeof other, "landmarks %.3f, plain LK %.3f px", noise[PHIL_BENCH_LANDMARKS],
             lk);
    const bool sharp_phone = strncmp(text, "phone", 5) == 0 && strstr(text, "sharp");
    phil_bench_summary(what, reached, sharp_phone ? "<= 0.03 px" : "-", other);
    if (real) {
        snprintf(reached, sizeof reached, "%.2f x plain LK", ours / lk);
        phil_bench_summary("  share of plain LK's", reached, "<= 0.5", "");
        return;
    }
    snprintf(reached, sizeof reached, "%.2f x plain LK",
             ours / gain[PHIL_BENCH_OURS] / (lk / gain[PHIL_BENCH_PLAIN_LK]));
    snprintf(other, sizeof other, "gains: %.2f, landmarks %.2f, plain LK %.2f",
             gain[PHIL_BENCH_OURS], gain[PHIL_BENCH_LANDMARKS], gain[PHIL_BENCH_PLAIN_LK]);
    phil_bench_summary("  noise at the same signal (noise / gain)", reached, "<= 0.5", other);
    snprintf(reached, sizeof reached, "%s mm",
             phil_bench_number(r->floor_mm[PHIL_BENCH_OURS], 0, 3));
    snprintf(
        other, sizeof other, "landmarks %s (%s x), plain LK %s mm",
        phil_bench_number(r->floor_mm[PHIL_BENCH_LANDMARKS], 0, 3),
        phil_bench_number(r->floor_mm[PHIL_BENCH_LANDMARKS] / r->floor_mm[PHIL_BENCH_OURS], 0, 1),
        phil_bench_number(r->floor_mm[PHIL_BENCH_PLAIN_LK], 0, 3));
    phil_bench_summary("  smallest twitch found 9 in 10 (by floor.c)", reached, "landmarks >= 5 x",
                       other);
}

static void show(void *user, int i, const void *result, bool fine)
{
    (void)user;
    const struct reading *r = result;
    const char *text = i < N_ROWS ? rows[i].text : quiets[i - N_ROWS].file;
    if (!fine)
        printf("%s: could not be measured\n", text);
    else if (r->absent && i >= N_ROWS)
        printf("%s: skipped: not there\n", text);
    else if (!r->absent)
        summarise(text, r, i >= N_ROWS);
}

int main(int argc, char **argv)
{
    struct phil_bench_options options = phil_bench_options(
        argc, argv, "Noise of quiet lips in the twitch band, beside two alternatives.");
    printf(
        "Noise of lips at rest: rms of one coordinate about its mean over half a second, median\n"
        "of the six lip regions. Faces are drawn (synthetic) except where it says real.\n");
    phil_bench_summary_head();
    const struct phil_bench_jobs jobs = {
        N_ROWS + N_QUIETS, options.jobs, sizeof(struct reading), run, show, &options};
    return phil_bench_run(&jobs) ? 0 : 1;
}
