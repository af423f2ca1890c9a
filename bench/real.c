/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Real footage (../shared/recordings/video, skipped where it is not): nobody in it is known to
 * twitch, so whatever is called a twitch is false; some grimace on purpose, and a quick grimace is
 * a movement all the same, so those clips are counted apart. Then known twitches are added to a
 * clip of lips at rest, by moving its own pixels (`philtrum inject`), and looked for.
 */
#include <dirent.h>
#include <gsl/gsl_cdf.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/clip.h"
#include "bench/process.h"
#include "bench/rivals.h"
#include "bench/score.h"
#include "bench/tools.h"

enum { MAX_CLIPS = 40, MAX_RUNS = 12 };

static const char QUIET_CLIP[] = "still_neutral_woman_1280x720.mp4";

/* Voluntary grimaces, winks and mouth gestures from beginning to end (MANIFEST.md). */
static const char *const grimacing[] = {"man_mouth_gestures_480.mp4",
                                        "webcam_glasses_grimaces_512x480.mp4",
                                        "woman_grimaces_headturn_512.mp4"};

static const double amplitudes_mm[] = {0.2, 0.4, 0.8};
enum { N_AMPLITUDES = 3, N_SEEDS = 2, PER_CLIP = 6 };

/* False twitches of one method: at rest and while the mouth is busy, with the time of each. */
struct falses {
    int rest, busy;
    double rest_s, busy_s;
};

struct result {
    struct falses falses[PHIL_BENCH_N_METHODS];          /* of a clip as it is */
    struct phil_bench_score score[PHIL_BENCH_N_METHODS]; /* of a clip with twitches added */
    bool no_face;
};

struct plan {
    char name[MAX_CLIPS][256];
    int n_clips, n_runs;
    struct falses calm[PHIL_BENCH_N_METHODS], grimaces[PHIL_BENCH_N_METHODS];
    struct phil_bench_score by_amplitude[N_AMPLITUDES][PHIL_BENCH_N_METHODS];
    uint64_t seed;
};

static bool is_busy(enum phil_segment_label label)
{
    return label == PHIL_SEGMENT_SPEECH || label == PHIL_SEGMENT_CHEWING ||
           label == PHIL_SEGMENT_SMILE;
}

/* What philtrum's own segments say of a moment: every method is counted by the same ones. */
static bool busy_at(const struct phil_face_result *face, double time_s)
{
    for (size_t s = 0; s < face->n_segments; s++)
        if (time_s >= face->segments[s].start_s && time_s < face->segments[s].end_s)
            return is_busy(face->segments[s].label);
    return false;
}

static void count_falses(const struct phil_face_result *face, const struct phil_event *events,
                         size_t n, struct falses *out)
{
    out->rest_s += face->usable_s;
    for (size_t s = 0; s < face->n_segments; s++)
        if (is_busy(face->segments[s].label))
            out->busy_s += face->segments[s].end_s - face->segments[s].start_s;
    for (size_t e = 0; e < n; e++)
        if (events[e].kind == PHIL_EVENT_TWITCH)
            *(busy_at(face, events[e].peak_s) ? &out->busy : &out->rest) += 1;
}

static enum phil_status find(struct phil_found *found, const struct phil_bench_traces *traces,
                             enum phil_bench_method method, bool silent)
{
    return phil_bench_find(found, phil_bench_trace(traces, method), method, traces->px_per_mm,
                           silent);
}

static bool run_as_it_is(const char *name, struct result *out)
{
    char path[1024];
    struct phil_bench_traces traces;
    if (!phil_bench_recording(name, path, sizeof path))
        return false;
    const enum phil_status status = phil_bench_measure(&traces, path, false, true);
    out->no_face = status == PHIL_EDATA;
    if (status != PHIL_OK)
        return out->no_face;
    bool fine = true;
    for (int m = 0; m < PHIL_BENCH_N_METHODS && fine; m++) {
        struct phil_found found;
        fine = find(&found, &traces, (enum phil_bench_method)m, false) == PHIL_OK;
        if (!fine)
            break;
        count_falses(traces.face, found.events, found.n_events, &out->falses[m]);
        phil_found_release(&found);
    }
    phil_bench_traces_release(&traces);
    return fine;
}

/* What `philtrum inject --truth` wrote, as a clip whose twitches are known. */
static bool read_truth(const char *path, struct phil_bench_clip *clip)
{
    json_t *root = json_load_file(path, 0, NULL), *event;
    size_t i;
    memset(clip, 0, sizeof *clip);
    clip->frame_rate_hz = json_number_value(json_object_get(root, "frame_rate_hz"));
    json_array_foreach(json_object_get(root, "events"), i, event)
    {
        const char *region;
        double onset, peak, offset, amplitude;
        if (clip->n == PHIL_BENCH_MAX_TWITCHES ||
            json_unpack(event, "{s:F, s:F, s:F, s:s, s:F}", "onset_s", &onset, "peak_s", &peak,
                        "offset_s", &offset, "region", &region, "amplitude_mm", &amplitude) != 0)
            break;
        clip->twitch[clip->n++] = (struct phil_sim_twitch){.onset_s = onset,
                                                           .rise_s = peak - onset,
                                                           .fall_s = offset - peak,
                                                           .amplitude_mm = amplitude,
                                                           .region = phil_region_from_name(region)};
    }
    json_decref(root);
    return clip->n > 0;
}

static bool run_injected(double amplitude_mm, uint64_t seed, struct result *out)
{
    char from[1024], to[PHIL_BENCH_MAX_PATH], truth[PHIL_BENCH_MAX_PATH], size[32], count[16],
        number[32];
    struct phil_bench_clip clip;
    struct phil_bench_traces traces;
    struct phil_bench_cost cost;
    if (!phil_bench_recording(QUIET_CLIP, from, sizeof from))
        return false;
    snprintf(size, sizeof size, "%g", amplitude_mm);
    snprintf(count, sizeof count, "%d", PER_CLIP);
    snprintf(number, sizeof number, "%llu", (unsigned long long)seed);
    snprintf(to, sizeof to, "%s/injected-%s-%s.mkv", phil_bench_folder(), size, number);
    snprintf(truth, sizeof truth, "%s/injected-%s-%s.json", phil_bench_folder(), size, number);
    const char *const argv[] = {BENCH_PHILTRUM, "inject",  from,      "-o",          to,
                                "--quiet",      "--count", count,     "--amplitude", size,
                                "--seed",       number,    "--truth", truth,         NULL};
    bool fine = phil_bench_process(argv, false, &cost) && cost.status == 0 &&
                read_truth(truth, &clip) && phil_bench_measure(&traces, to, false, true) == PHIL_OK;
    remove(to);
    remove(truth);
    if (!fine)
        return false;
    for (int m = 0; m < PHIL_BENCH_N_METHODS && fine; m++) {
        struct phil_found found;
        fine = find(&found, &traces, (enum phil_bench_method)m, true) == PHIL_OK;
        if (!fine)
            break;
        phil_bench_score_add(&out->score[m], &clip, found.events, found.n_events, found.usable_s);
        phil_found_release(&found);
    }
    phil_bench_traces_release(&traces);
    return fine;
}

static bool run(void *user, int i, void *result)
{
    const struct plan *plan = user;
    if (i < plan->n_clips)
        return run_as_it_is(plan->name[i], result);
    const int k = i - plan->n_clips;
    return run_injected(amplitudes_mm[k / N_SEEDS], 10 * plan->seed + (uint64_t)(k % N_SEEDS),
                        result);
}

static void add_falses(struct falses *sum, const struct falses *one)
{
    sum->rest += one->rest;
    sum->busy += one->busy;
    sum->rest_s += one->rest_s;
    sum->busy_s += one->busy_s;
}

static void show(void *user, int i, const void *result, bool fine)
{
    struct plan *plan = user;
    const struct result *r = result;
    if (i >= plan->n_clips) {
        const int k = (i - plan->n_clips) / N_SEEDS;
        for (int m = 0; m < PHIL_BENCH_N_METHODS && fine; m++)
            phil_bench_score_merge(&plan->by_amplitude[k][m], &r->score[m]);
        if (!fine)
            printf("%-42s could not be measured with %.1f mm added\n", QUIET_CLIP,
                   amplitudes_mm[k]);
        return;
    }
    const char *name = plan->name[i];
    if (!fine || r->no_face) {
        printf("%-42s %s\n", name, fine ? "no face is followed" : "could not be measured");
        return;
    }
    bool grimaces = false;
    for (size_t g = 0; g < sizeof grimacing / sizeof *grimacing; g++)
        grimaces = grimaces || strcmp(name, grimacing[g]) == 0;
    const struct falses *f = r->falses;
    printf("%-42s %6.1f %6.1f   %3d %3d    %3d %3d    %3d %3d%s\n", name, f[0].rest_s, f[0].busy_s,
           f[0].rest, f[0].busy, f[1].rest, f[1].busy, f[2].rest, f[2].busy,
           grimaces ? "   grimaces on purpose" : "");
    for (int m = 0; m < PHIL_BENCH_N_METHODS; m++)
        add_falses(grimaces ? &plan->grimaces[m] : &plan->calm[m], &f[m]);
}

/* Upper end of the exact 95 % interval of a rate (Garwood 1936), per minute. */
static double upper_rate(int n, double seconds)
{
    return seconds > 0 ? 60 / seconds * gsl_cdf_chisq_Pinv(0.975, 2.0 * n + 2) / 2 : NAN;
}

static void summarise_falses(const char *what, const char *target, const struct falses *sum,
                             bool busy)
{
    char reached[64], other[96], text[96];
    double rate[PHIL_BENCH_N_METHODS];
    const double seconds = busy ? sum[0].busy_s : sum[0].rest_s;
    for (int m = 0; m < PHIL_BENCH_N_METHODS; m++)
        rate[m] = 60 * (busy ? sum[m].busy : sum[m].rest) / seconds;
    const int n = busy ? sum[0].busy : sum[0].rest;
    snprintf(text, sizeof text, "%s, %.0f s", what, seconds);
    snprintf(reached, sizeof reached, "%s/min (95 %%: < %s)",
             phil_bench_number(rate[PHIL_BENCH_OURS], 0, 2),
             phil_bench_number(upper_rate(n, seconds), 0, 1));
    snprintf(other, sizeof other, "landmarks %s, plain LK %s/min",
             phil_bench_number(rate[PHIL_BENCH_LANDMARKS], 0, 1),
             phil_bench_number(rate[PHIL_BENCH_PLAIN_LK], 0, 1));
    phil_bench_summary(text, reached, target, other);
}

static void summarise(const struct plan *plan)
{
    phil_bench_summary_head();
    summarise_falses("false twitches at rest, real", "<= 0.2/min", plan->calm, false);
    summarise_falses("false twitches while talking, real", "<= 1/min", plan->calm, true);
    summarise_falses("  at rest in clips of grimaces", "-", plan->grimaces, false);
    for (int a = 0; a < N_AMPLITUDES; a++) {
        const struct phil_bench_score *s = plan->by_amplitude[a];
        char what[96], reached[64], other[96];
        snprintf(what, sizeof what, "%.1f mm added to real lips at rest", amplitudes_mm[a]);
        snprintf(reached, sizeof reached, "%d of %d, %d false", s[0].found,
                 s[0].found + s[0].missed, s[0].wrong);
        snprintf(other, sizeof other, "landmarks %d (%d false), plain LK %d (%d)", s[1].found,
                 s[1].wrong, s[2].found, s[2].wrong);
        phil_bench_summary(what, reached, "-", other);
    }
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Every video in the folder; false when there is none. */
static bool list_clips(struct plan *plan)
{
    char folder[1024];
    phil_bench_recording("", folder, sizeof folder);
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (dir && (entry = readdir(dir)) && plan->n_clips < MAX_CLIPS) {
        const char *end = strrchr(entry->d_name, '.');
        if (entry->d_name[0] == '.' || !end || strcmp(end, ".csv") == 0)
            continue;
        snprintf(plan->name[plan->n_clips++], sizeof plan->name[0], "%s", entry->d_name);
    }
    if (dir)
        closedir(dir);
    qsort(plan->name, (size_t)plan->n_clips, sizeof plan->name[0], by_name);
    return plan->n_clips > 0;
}

int main(int argc, char **argv)
{
    const struct phil_bench_options options = phil_bench_options(
        argc, argv, "False twitches on real footage, and known ones added to it.");
    static struct plan plan;
    plan.seed = options.seed;
    if (!list_clips(&plan)) {
        printf("real footage: skipped: %s is not there\n", BENCH_SHARED "/recordings/video");
        return 0;
    }
    printf(
        "Real footage in which nobody is known to twitch: what is called a twitch is false. Only\n"
        "the best seen face of each clip counts.\n\n%-42s %6s %6s   %7s  %9s  %8s\n%-42s %6s %6s"
        "   %7s    %7s    %7s\n",
        "", "rest", "busy", "philtrum", "landmarks", "plain LK", "clip", "s", "s", "rest bsy",
        "rest bsy", "rest bsy");
    const struct phil_bench_jobs jobs = {plan.n_clips + N_AMPLITUDES * N_SEEDS,
                                         options.jobs,
                                         sizeof(struct result),
                                         run,
                                         show,
                                         &plan};
    const bool fine = phil_bench_run(&jobs);
    summarise(&plan);
    return fine ? 0 : 1;
}
