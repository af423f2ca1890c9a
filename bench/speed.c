/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time and memory of a whole `philtrum analyze` against decoding alone (`ffmpeg -f null`), as
 * processes, on the same DRAWN phone-grade clip and on the same clip repeated to ten minutes by
 * copying its packets. The two take turns, so that whatever else the machine does falls on both.
 * Both are kept on the same two cores; ffmpeg decodes with two threads (with more it is no faster
 * there), philtrum does as it always does. Then the hot loop alone, in C and as this processor does
 * it best.
 */
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "bench/clip.h"
#include "bench/process.h"
#include "bench/tools.h"
#include "motion/kernels/kernels.h"

enum { TURNS = 7, REPEATS = 60 };

struct measured {
    double wall_s[2][TURNS], cpu_s[2][TURNS], ratio[TURNS], cpu_ratio[TURNS], peak_mb[2];
    size_t n;
};

/* Keeps this process, and those that it starts, on two of its cores. */
static int use_two_cores(void)
{
    cpu_set_t all, two;
    CPU_ZERO(&two);
    if (sched_getaffinity(0, sizeof all, &all) != 0)
        return 0;
    for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&two) < 2; i++)
        if (CPU_ISSET(i, &all))
            CPU_SET(i, &two);
    return sched_setaffinity(0, sizeof two, &two) == 0 ? CPU_COUNT(&two) : CPU_COUNT(&all);
}

/* philtrum, then ffmpeg, `turns` times. The first turn of a short clip warms the file's cache and
 * is not counted. */
static bool take_turns(const char *path, int turns, bool warm_up, struct measured *out)
{
    const char *const ours[] = {BENCH_PHILTRUM, "analyze", "--quiet", "--json", path, NULL};
    const char *const theirs[] = {"ffmpeg", "-v", "error", "-threads", "2", "-i",
                                  path,     "-f", "null",  "-",        NULL};
    const char *const *argv[2] = {ours, theirs};
    memset(out, 0, sizeof *out);
    for (int t = warm_up ? -1 : 0; t < turns; t++) {
        struct phil_bench_cost cost[2];
        for (int k = 0; k < 2; k++) {
            if (!phil_bench_process(argv[k], false, &cost[k]))
                return false;
            if (cost[k].status > 1 || (k == 1 && cost[k].status != 0)) {
                printf("%s ended with status %d\n", argv[k][0], cost[k].status);
                return false;
            }
        }
        if (t < 0)
            continue;
        for (int k = 0; k < 2; k++) {
            out->wall_s[k][out->n] = cost[k].wall_s;
            out->cpu_s[k][out->n] = cost[k].cpu_s;
            out->peak_mb[k] = fmax(out->peak_mb[k], cost[k].peak_mb);
        }
        out->ratio[out->n] = cost[0].wall_s / cost[1].wall_s;
        out->cpu_ratio[out->n++] = cost[0].cpu_s / cost[1].cpu_s;
    }
    return true;
}

static void summarise_time(const char *length, int height, struct measured *m)
{
    char what[96], reached[64], other[96];
    const double lo = phil_bench_quantile(m->ratio, m->n, 0);
    const double hi = phil_bench_quantile(m->ratio, m->n, 1);
    snprintf(what, sizeof what, "analysis over decoding, %dp, %s, wall time", height, length);
    snprintf(reached, sizeof reached, "%.2f (%.2f to %.2f)", phil_bench_median(m->ratio, m->n), lo,
             hi);
    snprintf(other, sizeof other, "ffmpeg %.2f s, philtrum %.2f s",
             phil_bench_median(m->wall_s[1], m->n), phil_bench_median(m->wall_s[0], m->n));
    phil_bench_summary(what, reached, "<= 1.25", other);
    snprintf(reached, sizeof reached, "%.2f", phil_bench_median(m->cpu_ratio, m->n));
    snprintf(other, sizeof other, "ffmpeg %.2f s, philtrum %.2f s",
             phil_bench_median(m->cpu_s[1], m->n), phil_bench_median(m->cpu_s[0], m->n));
    phil_bench_summary("  processor time", reached, "-", other);
    snprintf(what, sizeof what, "  peak memory, %s", length);
    snprintf(reached, sizeof reached, "%.0f MB", m->peak_mb[0]);
    snprintf(other, sizeof other, "ffmpeg %.0f MB", m->peak_mb[1]);
    phil_bench_summary(what, reached, "<= 300 MB", other);
}

/* Copies the clip's packets sixty times in a row. */
static bool repeat_clip(const char *path, const char *longer)
{
    char times[16];
    snprintf(times, sizeof times, "%d", REPEATS - 1);
    const char *const argv[] = {"ffmpeg", "-v", "error", "-y",   "-stream_loop", times,
                                "-i",     path, "-c",    "copy", longer,         NULL};
    struct phil_bench_cost cost;
    return phil_bench_process(argv, false, &cost) && cost.status == 0;
}

static bool bench_clips(const struct phil_bench_options *options)
{
    struct phil_bench_clip clip;
    struct measured m;
    char longer[PHIL_BENCH_MAX_PATH + 16];
    const double seconds = options->seconds > 0 ? options->seconds : 10;
    if (!phil_bench_clip_init(&clip, "phone", seconds, options->height, 900 + options->seed))
        return false;
    phil_bench_clip_scatter(&clip, 5, 0.4, 1.5);
    if (phil_bench_clip_write(&clip) != PHIL_OK)
        return false;
    char length[32];
    snprintf(length, sizeof length, "%g s", seconds);
    bool fine = take_turns(clip.path, TURNS, true, &m);
    const double short_mb = m.peak_mb[0];
    if (fine)
        summarise_time(length, clip.face.height, &m);
    snprintf(longer, sizeof longer, "%s.long.mp4", clip.path);
    fine = fine && repeat_clip(clip.path, longer);
    phil_bench_clip_remove(&clip);
    snprintf(length, sizeof length, "%g min", seconds * REPEATS / 60);
    fine = fine && take_turns(longer, 1, false, &m);
    remove(longer);
    if (!fine)
        return false;
    summarise_time(length, clip.face.height, &m);
    char reached[64];
    snprintf(reached, sizeof reached, "+ %.0f MB", m.peak_mb[0] - short_mb);
    phil_bench_summary("  growth from the short clip to the long one", reached, "constant",
                       "traces take about 0.45 MB a minute");
    return true;
}

/* Nanoseconds per projection of a patch of `side` x `side`. */
static double time_kernel(enum phil_cpu_level level, int side)
{
    enum { EDGE = 128, ROUNDS = 20000 };
    static uint8_t plane[EDGE * EDGE];
    static _Alignas(32) float basis[4 * 64 * 64], out[64 * 64];
    const int padded = (side + PHIL_PATCH_ALIGN - 1) / PHIL_PATCH_ALIGN * PHIL_PATCH_ALIGN;
    struct phil_motion_kernels kernels;
    float sums[PHIL_N_SUMS];
    double best = INFINITY;
    phil_motion_kernels_init(&kernels, level);
    for (size_t i = 0; i < sizeof plane; i++)
        plane[i] = (uint8_t)phil_random_bits(1, 1, i);
    for (size_t i = 0; i < sizeof basis / sizeof *basis; i++)
        basis[i] = (float)phil_random_uniform(1, 2, i);
    for (int turn = 0; turn < 5; turn++) {
        struct timespec a, b;
        clock_gettime(CLOCK_MONOTONIC, &a);
        for (int i = 0; i < ROUNDS; i++) {
            const float grid[6] = {
                20.3f + 0.001f * (float)(i % 700), 21.7f, 1.01f, 0.01f, -0.01f, 0.99f};
            kernels.project_u8(plane, EDGE, grid, side, padded, basis, 128, out, sums);
        }
        clock_gettime(CLOCK_MONOTONIC, &b);
        const double ns = 1e9 * (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec);
        best = fmin(best, ns / ROUNDS);
    }
    return best;
}

static void bench_kernels(void)
{
    static const int sides[] = {15, 31};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        char what[96], reached[64], other[64];
        const double c = time_kernel(PHIL_CPU_C, sides[i]);
        const double fast = time_kernel(phil_cpu_level(), sides[i]);
        const double samples = sides[i] * sides[i];
        snprintf(what, sizeof what, "projection of a patch of %d x %d", sides[i], sides[i]);
        snprintf(reached, sizeof reached, "%.2f ns a sample", fast / samples);
        snprintf(other, sizeof other, "C reference %.2f ns (%.1f x)", c / samples, c / fast);
        phil_bench_summary(what, phil_cpu_level() == PHIL_CPU_C ? "no vectors here" : reached, "-",
                           other);
    }
}

int main(int argc, char **argv)
{
    const struct phil_bench_options options =
        phil_bench_options(argc, argv, "Time and memory of a whole analysis against decoding.");
    printf(
        "Whole processes, taking turns (medians of %d after one to warm up; the long clip once),\n"
        "on %d cores. The clip is drawn (synthetic), phone grade.\n",
        TURNS, use_two_cores());
    phil_bench_summary_head();
    bool fine = true;
    if (phil_bench_has_ffmpeg())
        fine = bench_clips(&options);
    else
        printf("against decoding: skipped: the ffmpeg program is not installed\n");
    bench_kernels();
    return fine ? 0 : 1;
}
