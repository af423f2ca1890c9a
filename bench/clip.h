/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn clips whose twitches are known, compressed like a device would. */
#ifndef PHIL_BENCH_CLIP_H
#define PHIL_BENCH_CLIP_H

#include <philtrum/sim.h>

#include "cli/grades.h"

enum { PHIL_BENCH_MAX_TWITCHES = 64, PHIL_BENCH_MAX_PATH = 512 };

struct phil_bench_clip {
    const struct phil_grade *grade;
    struct phil_sim_face_settings face;
    double seconds, frame_rate_hz;
    struct phil_sim_twitch twitch[PHIL_BENCH_MAX_TWITCHES];
    int n;
    char path[PHIL_BENCH_MAX_PATH]; /* "" until it has been written */
};

/* A clip of this grade at the grade's own size and rate, or 1280x720 at 30 frames/s; `height` > 0
 * makes it smaller, for trying out. NULL-safe against unknown grades: returns false. */
bool phil_bench_clip_init(struct phil_bench_clip *clip, const char *grade, double seconds,
                          int height, uint64_t seed);

/* Puts up to `n` twitches on random regions of the mouth, in random directions, lasting 60 to
 * 200 ms (log-uniform), at random times at least `apart_s` from onset to onset, the first after
 * one second. All of them `amplitude_mm` high. */
void phil_bench_clip_scatter(struct phil_bench_clip *clip, int n, double amplitude_mm,
                             double apart_s);

/* When the pulse is highest. */
double phil_bench_peak_s(const struct phil_sim_twitch *twitch);

/* Draws and writes the clip to a new file in the bench's folder. */
enum phil_status phil_bench_clip_write(struct phil_bench_clip *clip);

/* Removes the file, unless clips are to be kept. */
void phil_bench_clip_remove(struct phil_bench_clip *clip);

/* The folder for clips: made at the first call, removed (when empty) at exit of the process that
 * made it. NULL when it cannot be made. */
const char *phil_bench_folder(void);

/* Keeps clips in `folder` instead, for looking at them. */
void phil_bench_keep_in(const char *folder);

#endif
